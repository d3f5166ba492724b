"""Recognize: headers are found whatever their case, and each kind knows its own best."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

import pytest

from helpers.errors import NoTable, Problem
from helpers.schemas.recognize import (
    NEAR,
    NoMapping,
    find_header_test,
    identify,
    match_header,
    recognize,
    require_header,
    score_header,
)
from helpers.schemas.schema import load_schema, load_schemas

SCHEMAS = load_schemas()
SCHEMA = SCHEMAS["portal-search-log"]
NETWORK, OWN = "flock-network-audit", "flock-organization-audit"
ORDERS = SCHEMAS[NETWORK].orders


@dataclass(frozen=True)
class Part:
    header: tuple[str, ...]
    file: str = "audit.csv"
    part: str | None = None


HEADER = ["search_id", "account", "account_group", "user", "searched_at", "search_type", "reason"]


@pytest.mark.parametrize(
    "spelled", ["SEARCHED_AT", " Searched At ", "searched-at", "\ufeffsearchedAt"]
)
def test_case_blanks_and_dashes_do_not_matter(spelled: str) -> None:
    match = match_header(SCHEMA, ["search_id", "account_group", spelled])
    assert match.positions["searched_at"] == 2
    assert match.missing == ()


def test_headers_that_nobody_reads_are_named() -> None:
    match = match_header(SCHEMA, [*HEADER, "Devices", ""])
    assert match.unread == ("Devices",), "a column without a header is named only if it has values"


def test_of_two_equal_headers_the_second_is_unread() -> None:
    match = match_header(SCHEMA, ["search_id", "search_id", "account_group", "searched_at"])
    assert match.positions["search_id"] == 0
    assert match.unread == ("search_id (once more, in column 2)",)


def test_a_missing_column_is_named_with_file_header_and_nearest_spelling() -> None:
    with pytest.raises(Problem) as caught:
        require_header(SCHEMA, ["search_id", "acount_group", "searched_at"], file="log.csv")
    said = str(caught.value)
    assert "The column account_group is missing" in said
    assert "the header found is: search_id, acount_group, searched_at (log.csv)" in said
    assert "The nearest header is acount_group" in said


def test_the_score_is_what_is_answered_and_read() -> None:
    assert score_header(SCHEMA, HEADER) == 1
    assert score_header(SCHEMA, ["nothing", "of", "it"]) == 0
    assert score_header(SCHEMA, ["", ""]) == 0
    fuller, poorer = score_header(SCHEMA, HEADER[:6]), score_header(SCHEMA, HEADER[:5])
    assert 0 < poorer < fuller < 1


KNOWN_BY_ROWS = {
    "flock-network-audit": ["A PD", "B SO"],
    "flock-organization-audit": ["A PD", "A PD"],
}
"""Kinds of one layout, and the organizations that rows of each name."""


@pytest.mark.parametrize("kind", SCHEMAS)
def test_each_kind_knows_its_own_header_best(kind: str) -> None:
    header = [column.name for column in SCHEMAS[kind].columns if not column.counted]
    rows = [
        [name if column == "org_name" else "" for column in header]
        for name in KNOWN_BY_ROWS.get(kind, [])
    ]
    first, second, *_ = recognize(header, rows)
    assert (first.kind, first.score) == (kind, 1)
    others = [guess for guess in (second, *_) if guess.kind not in KNOWN_BY_ROWS]
    assert max(guess.score for guess in others) < NEAR
    assert second.score < 1


@pytest.mark.parametrize(
    "header",
    [
        "id,userId,searchDate,networkCount",
        "id,userId,searchDate,cameraCount,reason",
        "id,userId,searchDate,networkCount,reason,caseNumber",
        "id,userId,searchDate,networkCount,reason,offenseType",
        "id,userId,searchDate,networkCount,reason,caseNumber,offenseType",
        "id,userId,searchDate,networkCount,caseNumber",
        "id,userId,searchDate,networkCount,caseNumber,offenseType",
    ],
)
def test_the_variants_of_a_portal_download_are_recognized(header: str) -> None:
    first, second, *_ = recognize(header.split(","))
    assert first.kind == "flock-portal-log"
    assert second.score < NEAR * first.score


CELLS = {
    "ID": "SYN-1",
    "Name": "  A.  Example",
    "Org Name": "Example County SO",
    "Org": "Example County SO",
    "Total Networks Searched": "6,601",
    "Total Devices Searched": "96316",
    "Time Frame": "11/07/2025, 12:30:37 PM UTC\n11/14/2025, 12:30:37 AM UTC",
    "License Plate": "Z*0028*",
    "Reason": "***",
    "Case #": "007",
    "Filters": "***",
    "Search Time": "11/14/2025, 12:13:45 PM UTC",
    "Search Type": "lookup",
    "Text Prompt": "",
    "Moderation": "",
}


@pytest.mark.parametrize(
    ("names", "kind", "other"),
    [
        (["Example County SO", "Sampleton PD"], NETWORK, None),
        (["Example County SO", " example  county so"], OWN, NETWORK),
    ],
)
def test_whose_searches_they_are_is_known_by_the_organizations_and_said_how_surely(
    names: list[str], kind: str, other: str | None
) -> None:
    records = [[{**CELLS, "Org Name": name}[cell] for cell in ORDERS[1]] for name in names]
    found = identify([Part(ORDERS[1])], sample=records)
    assert found.schema.kind == kind
    assert found.score > 0.9
    assert any(other in note for note in found.notes) if other else found.notes == ()


def test_an_audit_without_organizations_is_what_own_staff_searched() -> None:
    first, second, *_ = recognize(SCHEMAS[OWN].orders[0])
    assert first.kind == OWN
    assert second.score <= 0.5 * first.score


def test_both_kinds_can_be_named() -> None:
    for kind in (NETWORK, OWN):
        assert identify([Part(ORDERS[1])], kind).schema.kind == kind


def test_a_part_of_another_kind_is_named() -> None:
    parts = [Part(ORDERS[1]), Part(("id", "userId", "searchDate"), part="Sheet2")]
    with pytest.raises(NoMapping, match=r"This is flock-portal-log.*audit.csv, Sheet2.*--kind"):
        identify(parts)


def test_a_part_that_could_be_of_two_kinds_is_named_by_both() -> None:
    audit = ("Name", "Org Name", "Total Networks Searched", "Reason", "Search Time")
    parts = [Part(("id", "userId", "searchDate")), Part(audit, part="b.csv")]
    with pytest.raises(NoMapping, match=r"This is flock-.*-audit or flock-.*-audit, and"):
        identify(parts)


def test_what_is_of_no_kind_says_what_is_nearest() -> None:
    with pytest.raises(
        Problem, match=r"no kind that we know; its header is: dish, price"
    ) as caught:
        identify([Part(("dish", "price"))])
    assert "which needs" in str(caught.value)
    with pytest.raises(NoTable, match="no table"):
        identify([Part(("Dear all,",))], is_prose=True)


def test_unread_headers_of_all_parts_are_listed_once() -> None:
    header = ("search_id", "account_group", "searched_at", "Devices")
    assert identify([Part(header), Part(header)]).unread == ("Devices",)


def test_a_header_test_can_be_sent_to_another_process() -> None:
    test = pickle.loads(pickle.dumps(find_header_test()))
    assert test(HEADER)
    assert not test(["reason"])
    assert not test(["Search Audit", "", ""])
    assert "userId" in test.names
    assert not find_header_test(NETWORK)(HEADER)
    assert load_schema(NETWORK).columns[0].spellings[0] in find_header_test(NETWORK).names


def test_the_invented_log_of_messages_is_taken_for_no_other_kind() -> None:
    header = [column.name for column in SCHEMAS["network-message-log"].columns]
    first, second, *_ = recognize(header)
    assert first.kind == "network-message-log"
    assert second.score < NEAR
    assert "Invented by us" in SCHEMAS["network-message-log"].layout_note
