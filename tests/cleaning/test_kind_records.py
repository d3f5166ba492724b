"""Kinds: what their released files hold is read as it is, and what a kind counts is counted."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from made_up_records import PACIFIC, clean_table, make_records

from helpers.errors import Problem

EVENTS = ["Timestamp", "User", "Event Type", "Entity Type", "Entity Details", "Event Id"]
DETAILS = "Name: Example County SO\nState: QA\n\nNote: a, b"


def test_an_event_keeps_its_details_as_written() -> None:
    records = [
        ["2025-03-09T10:30:00.123Z", "***", "Updated", "Organization", DETAILS, "SYN-7"],
        ["2025-03-09T10:30:00.123Z", "***", "Updated", "Organization", DETAILS, "SYN-7"],
    ]
    frame = clean_table("flock-event-log", make_records(EVENTS, records))
    row = frame.iloc[0]
    assert row["event_at_utc"] == pd.Timestamp("2025-03-09 10:30:00.123")
    assert (row["entity_details"], row["user_state"]) == (DETAILS, "withheld")
    assert frame["duplicate_reason"].tolist()[1] == "same id"
    assert frame["problems"].isna().all()


CELLS = {
    "id": "SYN-1",
    "userId": "***",
    "searchDate": "2026-03-10T04:31:52.901Z",
    "networkCount": "449",
    "cameraCount": "2510",
    "reason": "Investigation",
    "caseNumber": "007",
    "offenseType": "Larceny/Theft Offenses",
}
NAMES = ["search_id", "user", "searched_at", "networks", "cameras", "reason", "case_number"]
VARIANTS = [
    "id,userId,searchDate,networkCount",
    "id,userId,searchDate,cameraCount,reason",
    "id,userId,searchDate,networkCount,reason",
    "id,userId,searchDate,networkCount,caseNumber",
    "id,userId,searchDate,networkCount,offenseType",
    "id,userId,searchDate,networkCount,reason,caseNumber",
    "id,userId,searchDate,networkCount,caseNumber,offenseType",
    "id,userId,searchDate,networkCount,reason,caseNumber,offenseType",
]
"""The seven headers of the portals whose pages are kept, and one that another agency's log has."""


@pytest.mark.parametrize("header", VARIANTS)
def test_every_variant_gives_each_value_to_its_column(header: str) -> None:
    names = header.split(",")
    stamps = ["2026-03-10T04:31:52.901Z", "2026-03-10 04:31:52.901"]
    records = [[at if name == "searchDate" else CELLS[name] for name in names] for at in stamps]
    frame = clean_table("flock-portal-log", make_records(names, records, count_in=PACIFIC))
    assert len(frame) == len(stamps)
    wanted = dict(zip(CELLS, [*NAMES, "offense_type"], strict=True))
    for _, row in frame.iterrows():
        assert str(row["searched_at_utc"]) == "2026-03-10 04:31:52.901000"
        assert str(row["searched_at_local"]) == "2026-03-09 21:31:52.901000"
        assert row["user_state"] == "withheld"
        for name, column in wanted.items():
            if name not in ("userId", "searchDate"):
                value = int(CELLS[name]) if name.endswith("Count") else CELLS[name]
                assert row[column] == value if name in names else pd.isna(row[column])
        assert pd.isna(row["problems"])


MESSAGES = "network-message-log"
MESSAGE = [
    *("message_id", "sent_at", "requester", "requester_group", "user", "state"),
    *("message_type", "purpose", "subject", "answer"),
]
RECORD = {
    "message_id": "SYN-1",
    "sent_at": "2025-11-02 01:30:00",
    "requester_group": "Federal requester A",
    "state": "QA",
    "subject": "REDACTED",
}


def test_a_message_is_typed_and_its_odd_hour_flagged() -> None:
    zone = "America/Los_Angeles"
    record = [RECORD.get(name, "") for name in MESSAGE]
    source = make_records(MESSAGE, [record], timestamps_in=zone, count_in=zone)
    row = clean_table(MESSAGES, source).iloc[0]
    assert row["sent_at_flag"] == "overlap"
    assert (row["subject_state"], row["user_state"]) == ("withheld", "blank")


def test_without_a_zone_nothing_is_read() -> None:
    record = [RECORD.get(name, "") for name in MESSAGE]
    with pytest.raises(Problem, match="have no time zone"):
        clean_table(MESSAGES, make_records(MESSAGE, [record]))


KIND = "agreements-287g"
SIGNED = ["STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA"]
MODELS = ["Jail Enforcement Model", "Warrant Service Officer", "Task Force Model"]


def test_a_list_with_days_of_signature_is_of_those_who_participate() -> None:
    signed = ["2025-05-08", "5/8/2025", "2025-05-08 00:00:00", "in May", ""]
    records = [["QA", "Example County SO", "County", "", MODELS[0], day, "link"] for day in signed]
    pending = [["QA", "Example County SO", "County", "", MODELS[2]]]
    frame = clean_table(
        KIND,
        make_records(SIGNED, records),
        make_records(SIGNED[:5], pending, file="b.csv"),
    )
    assert frame["list"].tolist() == ["participating"] * 5 + ["not known"]
    assert frame["signed"].tolist()[:3] == ["2025-05-08"] * 3
    assert frame["signed"].isna().tolist() == [False] * 3 + [True] * 3
    assert frame["problems"].notna().tolist() == [False] * 3 + [True, False, False]
    assert frame["signed_state"].tolist()[4:] == ["blank", "never released"]


def test_two_agreements_of_one_agency_are_no_repeats() -> None:
    records = [
        ["QA", "Example County SO", "County", "", model, "2025-05-08", "link"]
        for model in MODELS[:2]
    ]
    frame = clean_table(KIND, make_records(SIGNED, records))
    assert frame["duplicate_reason"].isna().all()


SHARED = ("Organization Name", "Networks Shared With Me", "Networks I'm Sharing")
ROWS = [
    ("Example County SO ", "Example County SO (Flex),Example County SO ,Example, City of PD", ""),
    ("QA Highway Patrol", "", "Other County SO"),
    ("Example PD", " Example PD ", "Other County SO"),
    ("Nobody PD", "", ""),
]


def test_both_directions_of_shared_networks_are_counted() -> None:
    frame = clean_table("flock-shared-networks", make_records(SHARED, ROWS))
    assert frame["direction"].tolist() == ["with me", "from me", "both", "neither"]
    assert frame["networks_from_them"].tolist() == [3, 0, 1, 0]
    assert frame["networks_to_them"].tolist() == [0, 1, 1, 0]
    assert frame["organization"].tolist()[0] == "Example County SO "
    assert frame["shared_with_me"].isna().tolist() == [False, True, False, True]
    assert frame["problems"].isna().all()


@pytest.mark.parametrize(
    "listed",
    [
        *("A PD,Example, City of PD ,B PD (LR)", "  ", "Springfield, City of MO PD", ",A PD"),
        *("A PD,,B PD,,,C PD", "A PD,", ",", ", ,", "A,\u00a0B", ",,,,", "A,B,C", "A ,,, B"),
    ],
)
def test_names_of_networks_that_hold_a_comma_stay_whole(listed: str) -> None:
    frame = clean_table("flock-shared-networks", make_records(SHARED, [("A PD", listed, "")]))
    names = [name for name in re.split(r",(?=\S)", listed) if name.strip()]
    assert frame["networks_from_them"].tolist() == [len(names)]


def test_a_list_that_names_itself_keeps_its_name() -> None:
    records = [["QA", "Example County SO", MODELS[0], "waiting"], ["QA", "B PD", MODELS[0], ""]]
    header = ["State", "Law Enforcement Agency", "Support Type", "List"]
    frame = clean_table(KIND, make_records(header, records))
    assert frame["list"].tolist() == ["waiting", "not known"]


def test_pages_saved_within_a_month_offer_the_same_searches() -> None:
    header = ["record", "page_agency", "page_searches_30d", "id", "searchDate"]
    pages = [
        make_records(
            header,
            [["search", "A PD", "2", one, f"2026-03-0{one}T01:00:00Z"] for one in ids],
            file=file,
            count_in=PACIFIC,
        )
        for file, ids in (("a.json", ["1", "2"]), ("b.json", ["2", "3", "3"]))
    ]
    frame = clean_table("flock-portal-snapshot", *pages)
    assert frame["duplicate_reason"].fillna("").tolist() == [
        *("", "", "same search in an overlapping window", "", "same id"),
    ]
    assert frame["duplicate_file"].dropna().tolist() == ["a.json"]
