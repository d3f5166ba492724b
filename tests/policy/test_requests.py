"""Requests: a letter names the record and its columns, computes its dates, and guesses nothing."""

from __future__ import annotations

import csv
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.claims.claim import load_claims
from helpers.claims.missing_records import BY_ORIGIN, SETTLED_BY, name_record
from helpers.errors import Problem
from helpers.policy.law import load_laws, load_states
from helpers.policy.requests import (
    REQUESTS,
    STANDING,
    Letter,
    go_back_a_year,
    leave_blank,
    write_request,
)
from helpers.project import HOME, Project
from helpers.schemas.schema import Sensitivity, load_schema

SHIPPED = Project(HOME)
DAY = date(2026, 11, 28)
ROWS = list(csv.DictReader((HOME / "data" / "reference" / REQUESTS).open(encoding="utf-8")))


def ask(name: str, **options: str) -> Letter:
    return write_request(name, SHIPPED, day=DAY, **options)


def test_every_row_is_of_a_record_a_place_and_kinds_that_exist() -> None:
    records = {*SETTLED_BY.values(), *BY_ORIGIN.values()}
    states = {*load_states(SHIPPED), "US", ""}
    for row in ROWS:
        assert row["record"] in records
        assert row["jurisdiction"] in states
        assert row["keeps_one_year"] in ("yes", "")
        assert all(load_schema(kind) for kind in row["kinds"].split("|") if kind)


def test_a_letter_has_the_exact_columns_and_what_may_be_withheld() -> None:
    text = ask("W002").markdown()
    for column in load_schema("portal-search-log").columns:
        header = column.headers[0] if column.headers else column.name
        (line,) = (one for one in text.splitlines() if one.startswith(f"| {header} |"))
        may = column.sensitivity is Sensitivity.SENSITIVE
        assert line.endswith("| Yes, without harm |") == may
    assert "Washington State Department of Licensing" in text
    assert "RCW 42.56.520" in text
    assert "CSV" in text


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 12, 31)))
def test_the_log_reaches_back_to_this_day_last_year(day: date) -> None:
    back = go_back_a_year(day)
    assert back.year == day.year - 1
    assert 365 <= (day - back).days <= 366
    assert (back.month, back.day) == (day.month, day.day) or (day.month, day.day) == (2, 29)


@pytest.mark.parametrize("day", [date(2026, 11, 28), date(2025, 12, 1)])
def test_the_year_that_nlets_keeps_is_computed(day: date) -> None:
    letter = write_request("N001", SHIPPED, day=day)
    assert letter.reaches_back == go_back_a_year(day).isoformat()
    ended = go_back_a_year(day) > date(2025, 9, 30)
    assert ("no longer in that log" in letter.markdown()) == (ended or day > date(2025, 10, 1))
    assert ask("W002").reaches_back is None


def test_a_federal_agency_is_asked_under_the_federal_act() -> None:
    text = ask("N001", to="us").markdown()
    assert "the federal Freedom of Information Act (5 USC 552(a)(6))" in text
    assert "20 working days" in text


def test_what_is_not_known_is_a_marked_blank() -> None:
    letter = ask("N001", to="TX")
    assert "the public records law of Texas" in letter.blanks
    assert "the agency that holds the record" in letter.blanks
    assert letter.law == ""
    named = ask("N001", to="TX", custodian="Example State Police")
    assert "Example State Police" in named.markdown()
    assert leave_blank("the agency that holds the record") not in named.markdown()


def test_no_letter_names_a_law_or_a_custodian_that_nobody_transcribed() -> None:
    laws = {row["citation"] for row in load_laws(SHIPPED).rows}
    custodians = {row["custodian"] for row in ROWS}
    for state in ["", "US", *load_states(SHIPPED)]:
        letter = ask("N022", to=state) if state not in ("US",) else ask("N001", to=state)
        cited = re.search(r"I ask for these records under .* \((.*)\)\.$", letter.markdown(), re.M)
        assert (
            (cited[1] in laws)
            if cited
            else ("FILL IN: the public records law" in letter.markdown())
        )
        assert letter.custodian in custodians


def test_the_police_that_a_claim_names_are_asked_in_their_state() -> None:
    letter = ask("F017")
    assert (letter.custodian, letter.jurisdiction) == ("Lynnwood WA PD", "WA")


def test_every_record_has_a_letter_and_every_other_claim_a_sentence() -> None:
    asked = {row["record"] for row in ROWS}
    claims = load_claims(SHIPPED)
    first = {name_record(claim): name for name, claim in claims.items()}
    for name in {*first.values(), *list(claims)[::40]}:
        claim = claims[name]
        if name_record(claim) in asked:
            letter = ask(name)
            assert letter.record
            assert "None" not in letter.markdown()
        else:
            with pytest.raises(Problem, match="no record to ask for"):
                ask(name)


def test_a_record_is_not_asked_for_where_it_is_not() -> None:
    with pytest.raises(Problem, match="not held in OR; expected: --to WA"):
        ask("W002", to="OR")
    with pytest.raises(Problem, match="no claim called"):
        ask("N9999")
    with pytest.raises(Problem, match="no state XX"):
        ask("N001", to="XX")


def test_oregons_standing_request_names_each_month_and_quarter() -> None:
    letter = ask(STANDING)
    text = letter.markdown()
    assert "ORS 192.324" in text
    assert "monthly audit" in text
    assert text.count("| due | due |") == 4
    assert text.count("| due |") == 12
    assert "| November 2026 | due |" in text
    assert any("file this again each month" in line for line in letter.before)


def test_a_letter_says_nothing_of_the_record_as_if_it_were_law() -> None:
    for line in ask("W013").before:
        assert "read" in line or "File it" in line or "file comes" in line or "know" in line
