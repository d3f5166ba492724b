from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.claims.finding import load_findings
from helpers.drafts.check import Checker
from helpers.drafts.fit import DraftVerdict
from helpers.project import HOME, Project

sys.path.insert(0, str(HOME / "benchmarks"))
from measure_draft import judge, tally

OWN = Path(__file__).with_name("own_sentences.csv")


def _verdict(checker: Checker, sentence: str, figure: str) -> tuple[str, str]:
    return judge({"id": "", "sentence": sentence, "figure": figure}, checker)


def test_our_own_sentences_get_their_verdicts(checker: Checker) -> None:
    with OWN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wrong = [
        (row["sentence"], row["expected"], got)
        for row in rows
        if (got := judge(row, checker)[0]) != row["expected"]
    ]
    assert wrong == []
    assert {row["expected"] for row in rows} == set(DraftVerdict)


SORTS = [
    ("percent for points", "contradicted", ("Federal accounts' searches of Washington's licensing "
     "portal rose 188 percentage points."), "188 percentage points"),
    ("times more", "contradicted", "HSI made 2.07 times more Nlets queries than ICE.",
     "2.07 times more"),
    ("wrong base", "contradicted", ("Eight of the 12 Washington cases began with a query by "
     "Customs and Border Protection."), "Eight of the 12"),
    ("wrong period", "contradicted", "HSI made 605,116 Nlets queries in calendar year 2023.",
     "605,116"),
    ("wrong sum", "contradicted", ("Together, ICE and HSI made 997,230 queries over Nlets in the "
     "year."), "997,230"),
    ("wrong attribution", "contradicted", ("State records show that over 290 million queries went "
     "through Nlets in the year to September 2025."), "290 million"),
    ("wrong value", "contradicted", ("HSI's queries on Nlets numbered 650,116 in the year before "
     "October 2025."), "650,116"),
    ("wrong date", "other scope", ("Washington revoked ICE's access to its licensing portal on "
     "Aug. 28, 2025."), "Aug. 28, 2025"),
    ("wrong unit", "contradicted", "HSI made 605,116 arrests after searches on Nlets.", "605,116"),
    ("moved scope", "other scope", ("Federal agents' searches of Washington's licensing portal "
     "reached over 1,600 in May 2025."), "1,600"),
    ("moved scope", "other scope", ("ICE's searches of Washington's licensing portal rose 188% "
     "after the November 2024 election."), "188%"),
    ("moved scope", "other scope", "DHS made over 605,000 queries through Nlets.", "605,000"),
    ("lost qualifier", "stretched", ("Nlets carried 290 million DMV queries in the year before "
     "Oct. 1, 2025."), "290 million"),
    ("wrong qualifier", "stretched", "HSI made more than 605,116 queries through Nlets.",
     "605,116"),
    ("coarse", "stretched", "ICE sent 300,000 DMV queries over Nlets in the year.", "300,000"),
    ("rounded", "supported", "ICE made nearly 300,000 of the queries over Nlets.", "300,000"),
    ("rounded", "supported", "HSI made roughly 600,000 Nlets queries.", "600,000"),
    ("sum", "supported", "ICE and HSI together made nearly 900,000 queries over Nlets.",
     "900,000"),
    ("trap", "supported", ("California issued over 605,000 licenses under AB 60 in the program's "
     "first year."), "605,000"),
    ("trap", "not found", "A county fair drew 605,000 visitors.", "605,000"),
    ("trap", "supported", ("As of January 2026, 19 states license drivers whatever their "
     "immigration status."), "19"),
    ("ordinary", "not found", "The 41-year-old sheriff spoke.", "41"),
    ("moved scope", "other scope", "ICE's searches rose 188%.", "188%"),
    ("moved scope", "other scope", ("ICE's searches of Washington's portal rose 188 percent, a "
     "KING 5 reporter told KUOW."), "188 percent"),
    ("wrong value", "contradicted", ("ICE's queries were about 1 percent of all the queries that "
     "Nlets carried."), "1 percent"),
    ("unknown", "not found", "HSI made 48,000 queries of Oregon's license records over Nlets.",
     "48,000"),
    ("unknown", "not found", "Nlets counted 268 million DMV queries the year before.",
     "268 million"),
    ("times more", "contradicted", "ICE used Nlets twice as often as HSI.", "twice"),
    ("times more", "contradicted", "For every ICE query on Nlets there were five from HSI.",
     "five"),
    ("difference", "supported", "HSI ran 313,002 more Nlets queries than ICE.", "313,002"),
    ("credited", "supported", "Nextgov reported that 19 states had been sent the letters.", "19"),
    ("wrong base", "contradicted", "ICE made 33 percent of what travels over Nlets.", "33 percent"),
    ("wrong date", "contradicted", "The letters of the lawmakers date from Nov. 2, 2025.",
     "Nov. 2, 2025"),
    ("wrong date", "contradicted", ("Washington's House passed the plate reader bill on Feb. 5, "
     "2026."), "Feb. 5, 2026"),
    ("period", "supported", ("Washington's licensing department got 865 requests from immigration "
     "agencies in the eleven months to March 2018."), "865"),
]  # fmt: skip


@pytest.mark.parametrize(("sort", "expected", "sentence", "figure"), SORTS)
def test_each_sort_of_error_is_told(
    checker: Checker, sort: str, expected: str, sentence: str, figure: str
) -> None:
    assert _verdict(checker, sentence, figure)[0] == expected


def test_a_figure_that_the_ledger_doubts_is_not_plainly_supported(checker: Checker) -> None:
    verdict, reason = _verdict(checker, "Flock has over 8,000 cameras across the country.", "8,000")
    assert verdict == "contradicted"
    assert "F014" in reason
    assert "80,000" in reason


def test_made_up_findings_support_nothing(checker: Checker) -> None:
    found = load_findings(Project(HOME)).values()
    made_up = {one.id for one in found if one.data_status == "synthetic"}
    assert len(made_up) > 10
    assert not made_up & {one.id for one in checker.matcher.known}
    sentence = "Nlets carried 290,412,908 queries in the year before October 2025."
    assert _verdict(checker, sentence, "290,412,908")[0] != "supported"


def test_blanks_and_case_of_blanks_do_not_matter(checker: Checker) -> None:
    plain = "HSI made 605,116 queries over Nlets."
    spaced = plain.replace(" ", "  ")
    assert [one.judgment.verdict for one in checker.check_text(plain)] == [
        one.judgment.verdict for one in checker.check_text(spaced)
    ]


def test_the_order_of_paragraphs_does_not_change_a_sentence_with_its_own_names(
    checker: Checker,
) -> None:
    one = "HSI made 605,116 queries over Nlets."
    two = "Lakewood has 64 plate readers."
    first = [row.judgment.verdict for text in (one, two) for row in checker.check_text(text)]
    second = [row.judgment.verdict for text in (two, one) for row in checker.check_text(text)]
    assert sorted(first) == sorted(second)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=200))
def test_hostile_text_gets_verdicts_and_no_fault(checker: Checker, text: str) -> None:
    for row in checker.check_text(f"{text} ICE made 292,114 queries {text}"):
        assert row.judgment.verdict in DraftVerdict
        assert row.judgment.reason


def test_the_tally_counts_what_it_says() -> None:
    rows = [
        ({"sort": "a", "expected": "stretched"}, "contradicted"),
        ({"sort": "a", "expected": "stretched"}, "not found"),
        ({"sort": "b", "expected": "supported"}, "stretched"),
        ({"sort": "b", "expected": "supported"}, "not found"),
        ({"sort": "b", "expected": "not found"}, "not found"),
    ]
    count = tally(rows)["all"]
    assert (count["errors"], count["caught"], count["right"]) == (2, 1, 1)
    assert (count["false alarms"], count["missed"]) == (1, 1)


def test_what_is_disputed_is_supported_with_the_dispute_in_the_reason(checker: Checker) -> None:
    sentence = "FlockWatch's release page gives 105,590,102 events after duplicates are removed."
    verdict, reason = _verdict(checker, sentence, "105,590,102")
    assert verdict == "supported"
    assert "Printed by FlockWatch; other figures differ" in reason
    assert "99,435,526" in reason


def test_a_stretched_number_is_supported_only_as_that_of_who_printed_it(checker: Checker) -> None:
    said = "the Riverside sheriff's log averaged 16,300 entries a day"
    assert _verdict(checker, f"In 2025 {said}.", "16,300")[0] == "stretched"
    verdict, reason = _verdict(checker, f"Oakland Privacy reported that {said}.", "16,300")
    assert verdict == "supported"
    assert "stretched" in reason
