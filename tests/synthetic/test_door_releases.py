"""The made-up audits and lists hold every hazard that their method must stand, and say which."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from typing import Any

import pytest

from helpers.project import HOME
from helpers.releases.descriptor import DESCRIPTOR
from helpers.synthetic.door_files import COLUMNS, DROPPED
from helpers.synthetic.door_plan import (
    AGENCIES,
    CAMPAIGNS,
    LISTS,
    LOOKALIKE,
    MONTHS,
    SLIPS,
    TEST,
    plan_searches,
)
from helpers.synthetic.invented_releases import SHIPPED

RAW = HOME / "data" / "raw"
Rows = list[dict[str, str]]


def read(kind: str) -> dict[str, dict[str, Rows]]:
    """Return the rows of each file of each agency, as written."""
    found: dict[str, dict[str, Rows]] = defaultdict(dict)
    for name, (made, agency) in SHIPPED.items():
        if made == kind and agency:
            for path in sorted((RAW / name).glob("*.csv")):
                with path.open(encoding="utf-8", newline="") as file:
                    found[agency][path.name] = list(csv.DictReader(file))
    return found


AUDITS, SHARED = read("flock-network-audit"), read("flock-shared-networks")
ROWS = [row for files in AUDITS.values() for rows in files.values() for row in rows]


def truth_of(name: str) -> dict[str, Any]:
    text = (RAW / name / DESCRIPTOR).read_text(encoding="utf-8")
    return dict(json.loads(text)["plateglass"]["truth"])


def test_at_least_five_agencies_in_less_than_a_megabyte() -> None:
    assert len(AUDITS) == len(AGENCIES) == 5
    assert set(SHARED) == set(LISTS) < set(AUDITS)
    made = [name for name, (_, agency) in SHIPPED.items() if agency]
    assert sum(p.stat().st_size for n in made for p in (RAW / n).iterdir()) < 500_000


@pytest.mark.parametrize(
    "part",
    ["police", "office", "NOTICE", "justice", "service", "ice cream", "HSI", "éice", "I.C.E."],
)
def test_reasons_hold_what_careless_readers_take_for_a_body(part: str) -> None:
    assert any(part in row["Reason"] for row in ROWS)


def test_reasons_are_blank_and_kept_back_and_twice_once_without() -> None:
    assert any(row["ID"].startswith("SYN-") and not row["Reason"] for row in ROWS)
    assert {"***", "REDACTED", "[REDACTED]"} <= {row["Reason"] for row in ROWS}
    twins = 0
    for files in AUDITS.values():
        for rows in files.values():
            reasons = defaultdict(set)
            for row in rows:
                reasons[row["ID"]].add(row["Reason"])
            twins += sum(len(found) > 1 for name, found in reasons.items() if name[:4] == "SYN-")
    assert twins > 3


def test_names_are_spelled_and_marked_in_many_ways() -> None:
    names = {row["Org Name"] for row in ROWS}
    for spelling in ("{} [Federal]", "[Federal] {}", "{}  [FEDERAL] ", "{}"):
        assert spelling.format("Federal Agency A") in names
    assert "Federalville QA PD [Inactive]" in names
    listed = {row["Organization Name"] for f in SHARED.values() for r in f.values() for row in r}
    assert "Federal Agency C [Federal] [Inactive]" in listed


def test_a_federal_account_is_misspelt_and_a_town_is_called_like_one() -> None:
    slips = {campaign.slip for campaign in SLIPS}
    found = {slip: [row for row in ROWS if slip in row["Org Name"]] for slip in slips}
    for slip, rows in found.items():
        assert len(rows) > 5
        assert {row["Org Name"].replace("[Inactive]", "").strip() for row in rows} == {slip}
        assert any("ICE" in row["Reason"] for row in rows)
        assert any("ICE" not in row["Reason"] for row in rows)
    assert sum(LOOKALIKE in row["Org Name"] for row in ROWS) > 5
    listed = {row["Organization Name"] for f in SHARED.values() for r in f.values() for row in r}
    assert not [name for name in listed for slip in slips if slip in name]


def test_trials_say_so_or_not_and_others_sound_like_one() -> None:
    searches = plan_searches(1, 1.0)
    kinds = {(s.trial, TEST in s.names, bool(set(s.names) - {TEST})) for s in searches}
    assert {(True, True, True), (True, False, True), (True, True, False)} < kinds
    assert (False, True, False) in kinds
    assert not [s for s in searches if s.trial and (s.federal or s.unsaid)]


def test_the_truth_says_which_are_trials_and_which_are_misspelt() -> None:
    """By the rows as written: each reason and each slip stands in the plan as what it is."""
    said, names = r"\b(test|training|testing)\b", {campaign.slip for campaign in SLIPS}
    for agency, files in AUDITS.items():
        truth = truth_of(f"synthetic-audit-{agency.split()[0].lower()}")
        own = {row["ID"]: row for rows in files.values() for row in rows if row["ID"] != "ID"}
        slipped = Counter(name for row in own.values() for name in names if name in row["Org Name"])
        assert slipped == {name: sum(doors.values()) for name, doors in truth["misspelt"].items()}
        shown = [row["Reason"].lower() for row in own.values()]
        if not any("***" in reason for reason in shown):
            tests = sum(bool(re.search(said, one)) and "breath" not in one for one in shown)
            assert tests == sum(truth["trials"]["says so"].values())
            hidden = sum("demo" in reason or "practice" in reason for reason in shown)
            assert hidden == sum(truth["trials"].get("does not say so", {}).values())


def test_one_search_stands_in_the_logs_of_many_and_in_two_exports_of_one() -> None:
    owners = defaultdict(set)
    for agency, files in AUDITS.items():
        for rows in files.values():
            for row in rows:
                owners[row["ID"]].add(agency)
    assert max(len(found) for name, found in owners.items() if name[:4] == "SYN-") == 5
    first, second = AUDITS[AGENCIES[0]].values()
    both = {row["ID"] for row in first} & {row["ID"] for row in second}
    assert any(name.startswith("SYN-") for name in both)
    assert set(first[0]) - set(second[0]) == set(DROPPED) < set(COLUMNS)


def test_lists_have_both_directions_and_change_on_a_day() -> None:
    days = truth_of("synthetic-list-example")["days"]
    assert list(days.values()) == ["2025-02-01", "2025-09-10"]
    before, after = (
        {row["Organization Name"]: row for row in rows} for rows in SHARED[AGENCIES[0]].values()
    )
    assert before["Federal Agency A [Federal]"]["Networks I'm Sharing"].strip()
    assert not after["[FEDERAL] Federal Agency A"]["Networks I'm Sharing"].strip()
    assert after["[FEDERAL] Federal Agency A"]["Networks Shared With Me"].strip()


def test_a_body_is_on_one_list_and_off_another_for_the_same_search() -> None:
    assert any(len(set(dict(campaign.doors).values())) > 1 for campaign in CAMPAIGNS)


def test_an_evening_is_the_next_day_in_utc() -> None:
    late = [s for s in plan_searches(1, 1.0) if f"{s.local:%Y-%m-%d}" == "2025-09-09" and s.federal]
    assert late
    assert {f"{search.utc:%Y-%m-%d}" for search in late} == {"2025-09-10"}


def test_what_is_done_stays_level_while_what_is_said_falls() -> None:
    planned = [s for s in plan_searches(1, 1.0) if not s.federal and not s.trial]
    searches = [s for s in planned if set(s.names) - {TEST} or s.unsaid]
    done = {month: sum(s.month == month for s in searches) for month in MONTHS}
    said = {month: sum(s.month == month and bool(s.names) for s in searches) for month in MONTHS}
    assert set(done.values()) == {12}
    assert (said["2025-05"], said["2025-10"]) == (12, 1)
