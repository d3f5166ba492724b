"""The check as a whole: what must always be flagged, what must never be, and what never matches."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.claims.finding import load_findings
from helpers.drafts.check import Checker
from helpers.drafts.decide import Answer
from helpers.drafts.documents import read_markdown
from helpers.drafts.report import DraftReport, say_row
from helpers.project import HOME, Project


def _answer(checker: Checker, sentence: str, figure: str) -> str:
    at = sentence.index(figure)
    (row,) = [one for one in checker.check_text(sentence) if one.start <= at < one.end][:1]
    return row.answer


FLAGGED = [
    ("Federal accounts' searches of Washington's licensing portal rose 188 percentage points.",
     "188 percentage points"),
    ("Together, ICE and HSI made 997,230 queries over Nlets in the year.", "997,230"),
    ("HSI's queries on Nlets numbered 650,116 in the year before October 2025.", "650,116"),
    ("ICE's searches of Washington's licensing portal rose 188% after the November 2024 election.",
     "188%"),
    ("DHS made over 605,000 queries through Nlets.", "605,000"),
    ("Flock has over 8,000 cameras across the country.", "8,000"),
    ("Nlets carried 290 million DMV queries in the year before Oct. 1, 2025.", "290 million"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "figure"), FLAGGED)
def test_what_is_wrong_beyond_doubt_is_flagged(
    checker: Checker, sentence: str, figure: str
) -> None:
    assert _answer(checker, sentence, figure) in ("differs", "please check")


RIGHT = [
    ("HSI made 605,116 queries over Nlets.", "605,116"),
    ("ICE made nearly 300,000 of the queries over Nlets.", "300,000"),
    ("ICE and HSI together made nearly 900,000 queries over Nlets.", "900,000"),
    ("California issued over 605,000 licenses under AB 60 in the program's first year.", "605,000"),
    ("HSI ran 313,002 more Nlets queries than ICE.", "313,002"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "figure"), RIGHT)
def test_what_is_right_matches(checker: Checker, sentence: str, figure: str) -> None:
    assert _answer(checker, sentence, figure) == "matches"


CROSSED = [
    ("ICE made 605,116 queries and HSI made 292,114 through Nlets in the year.", "agency"),
    ("ICE made 605,116 queries through Nlets and HSI 292,114.", "agency"),
    ("Of the queries, 605,116 were made by ICE and 292,114 by HSI.", "agency"),
    ("Records show 1,174 people detained in Washington and 951 in Oregon in late 2025.", "place"),
]


@pytest.mark.parametrize(("sentence", "kind"), CROSSED)
def test_two_numbers_that_are_each_said_of_the_others_name_differ(
    checker: Checker, sentence: str, kind: str
) -> None:
    flags = [row for row in checker.check_text(sentence) if row.answer == "differs"]
    assert [row.faults for row in flags] == [(kind,)] * 2


UNCROSSED = [
    "Of the Nlets queries, 292,114 were made by ICE and 605,116 by HSI.",
    "Homeland Security Investigations sent 605,116 Nlets queries and ICE proper 292,114.",
    "Records show 1,174 people detained in Oregon and 951 in Washington in late 2025.",
    "Text your next question to us, or just hit reply by Friday, Dec. 4.",
    "Of more than 364,000 look-ups, 299 referred to immigration, less than a tenth of 1%.",
]


@pytest.mark.parametrize("sentence", UNCROSSED)
def test_what_is_said_of_its_own_name_never_differs(checker: Checker, sentence: str) -> None:
    assert not [row for row in checker.check_text(sentence) if row.decision.answer.is_flag]


NO_MATCH = [
    ("HSI's account ran about 540 searches of Washington's portal in November 2024.", "540"),
    ("KING 5 looked at November 2023. ICE's account ran about 540 searches that month.", "540"),
    ("Border Patrol could search plate cameras at more than eight Washington agencies.", "eight"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "figure"), NO_MATCH)
def test_another_body_month_or_bound_never_matches(
    checker: Checker, text: str, figure: str
) -> None:
    assert [row.answer for row in checker.check_text(text) if figure in row.text] != ["matches"]


WARNED = [
    ("404 Media counted more than 4,000 lookups with immigration as the reason.",
     "Wrong scope: unit"),
    ("The network carried 605,000 queries by DHS.", "Wrong scope: agency"),
    ("Federal agents' searches reached 1,600 in May.", "Wrong scope: agency"),
    ("Eight states have blocked ICE's access to driver data through Nlets.", "One source only"),
    ("Five DHS departments still have access to the state's licensing database.",
     "Wrong scope: period"),
    ("Washington ended ICE's access to its licensing database on Aug. 28.", "Wrong scope: agency"),
    ("ICE ran tens of millions of queries of Washington's records.", "Wrong number"),
    ("The report named more than 30 agencies.", "Wrong number"),
    ("Arrest cases from 2023 show how officers found drivers.", "Wrong number"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "label"), WARNED)
def test_what_must_not_be_printed_has_its_label(
    checker: Checker, sentence: str, label: str
) -> None:
    flags = [row for row in checker.check_text(sentence) if row.decision.answer.is_flag]
    assert label in [row.label for row in flags]


def test_words_that_nothing_accounts_for_are_named(checker: Checker) -> None:
    said = "ICE sent 292,114 secret queries through Nlets in the year ending Sept. 30, 2025."
    row = next(one for one in checker.check_text(said) if one.text == "292,114")
    assert row.answer == "nearest"
    assert row.as_json()["unexplained"] == ["secret"]
    assert say_row(row).startswith(
        "The number agrees. Check what we can't account for: “secret”. Queries for motor-vehicle"
    )
    report = DraftReport(read_markdown(said, "a.md"), (row,))
    assert report.summary == "1 number: 1 agree but for words beside them."


UNKNOWN = [
    ("A county fair drew 605,000 visitors.", "605,000"),
    ("HSI made 48,000 queries of Oregon's license records over Nlets.", "48,000"),
    ("Nlets counted 268 million DMV queries the year before.", "268 million"),
]


@pytest.mark.parametrize(("sentence", "figure"), UNKNOWN)
def test_what_nobody_published_is_no_match_and_no_hard_flag(
    checker: Checker, sentence: str, figure: str
) -> None:
    assert _answer(checker, sentence, figure) not in ("matches", "differs")


def test_made_up_findings_support_nothing(checker: Checker) -> None:
    found = load_findings(Project(HOME)).values()
    made_up = {one.id for one in found if one.data_status == "synthetic"}
    assert len(made_up) > 10
    assert not made_up & {name for fact in checker.linker.facts for name in fact.ids}
    sentence = "Nlets carried 290,412,908 queries in the year before October 2025."
    assert _answer(checker, sentence, "290,412,908") != "matches"


def test_blanks_do_not_matter(checker: Checker) -> None:
    plain = "HSI made 605,116 queries over Nlets."
    spaced = plain.replace(" ", "  ")
    assert [one.answer for one in checker.check_text(plain)] == [
        one.answer for one in checker.check_text(spaced)
    ]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=200))
def test_hostile_text_gets_answers_and_no_fault(checker: Checker, text: str) -> None:
    for row in checker.check_text(f"{text} ICE made 292,114 queries {text}"):
        assert row.answer in set(Answer)
        assert 0 <= row.start < row.end
