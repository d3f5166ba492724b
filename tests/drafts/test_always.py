"""What must always come out right: the brief's sentences, what must not be printed, and swaps."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pytest
from swaps import PRINCIPAL, read_texts, run, sentence_start, swap, swap_words

from helpers.claims.verdicts import Verdict, judge_all
from helpers.drafts.check import Checker
from helpers.project import HOME, Project

YOU_CAN_PRINT = [
    (("Nlets, a nonprofit network that links police agencies nationwide, told Congress it carried "
     "more than 290 million queries of motor vehicle records in the year ending Sept. 30, 2025, "
     "including 292,114 from ICE and 605,116 from Homeland Security Investigations, according to "
     "Sen. Ron Wyden's office."), ["more than 290 million", "292,114", "605,116"]),
    (("Searches of Washington's driver licensing portal by federal accounts, taken together, rose "
     "188% after the November 2024 election, KING 5 reported. ICE's account ran about 540 searches "
     "that month and more than 1,600 in May 2025, the station said."),
     ["188%", "about 540", "more than 1,600"]),
    (("Illinois, Massachusetts, Minnesota, New York and Washington block ICE from their driver "
     "records on Nlets, according to letters 40 members of Congress sent to 19 governors on Nov. "
     "12, 2025, as quoted by Voz. Washington says its block took effect Nov. 19."),
     ["Illinois, Massachusetts, Minnesota, New York and Washington", "19"]),
    (("Federal agencies queried Washington driver records through Nlets 2,671,776 times from "
     "January through November 2025, The Urbanist reported, citing state figures in a University "
     "of Washington report."), ["2,671,776"]),
    (("Border Patrol could search plate cameras at eight or more Washington agencies that had "
     "turned on sharing, and searched those of at least 10 police departments that had not "
     "authorized it, the University of Washington Center for Human Rights reported. Flock Safety, "
     "the vendor, disputes the report."), ["eight or more", "at least 10"]),
]  # fmt: skip

DO_NOT_PRINT = [
    ("State records show that Nlets carried more than 290 million queries.", "Wrong scope: source"),
    ("Nlets carried more than 290 million queries last year.", "Wrong scope: period"),
    ("DHS made more than 605,000 queries through Nlets.", "Wrong scope: agency"),
    ("ICE searches of Washington's licensing portal rose 188%.", "Wrong scope: agency"),
    ("ICE searches up 188%", "Wrong scope: agency"),
    ("Searches of Washington's licensing portal by all federal agents topped 1,600 in May 2025.",
     "Wrong scope: agency"),
    ("Only these four states don't share driver data with ICE.", "Qualifier lost"),
    ("Eight states have cut ICE off from their driver records.", "One source only"),
    ("The lawmakers sent letters to 19 states.", "Wrong scope: unit"),
    ("All other states share their driver records with ICE.", "Not tested"),
    ("ICE made tens of millions of queries of Washington's licensing data.", "Wrong number"),
    ("Washington cut off ICE in 2019.", "Contradicted"),
    ("The nine arrest cases in Washington date from 2023.", "Wrong scope: period"),
    ("Auburn and Lakewood were back door cases.", "Qualifier lost"),
    ("Auburn and Lakewood revoked the access.", "Wrong number"),
    ("Border Patrol reached more than 30 Washington agencies through Flock cameras.",
     "Wrong number"),
]  # fmt: skip

WRONG_SCOPE = [
    ("N011", "The lawmakers' letters went to 19 states.", "Wrong scope: unit"),
    ("N014", "ICE made 290,000 Nlets queries in the past year.", "Wrong scope: period"),
    ("N016", "State records show more than 290 million queries over Nlets.", "Wrong scope: source"),
    ("N020", "Nlets carried more than 290,000 queries in the year before Nov. 12.",
     "Wrong scope: period"),
    ("N021", "The Department of Homeland Security made more than 605,000 queries over Nlets.",
     "Wrong scope: agency"),
    ("W006", "ICE's searches of Washington's licensing portal rose 188%, from 540 to 1,600.",
     "Wrong scope: agency"),
    ("W007", "ICE searches of Washington's portal skyrocketed 188% since the 2024 election.",
     "Wrong scope: agency"),
    ("W008", "Federal agents' searches of Washington's licensing portal topped 1,600 in May 2025.",
     "Wrong scope: agency"),
    ("W009", ("Five Homeland Security departments still has open agreements with Washington's "
     "licensing portal."), "Wrong scope: period"),
    ("W011", "Washington revoked ICE's access to its licensing portal on Aug. 26, 2025.",
     "Wrong scope: agency"),
    ("W012", "Washington revoked ICE's access to its licensing portal on Aug. 28, 2025.",
     "Wrong scope: agency"),
    ("W017", ("Nine arrests followed a query of Washington's licensing data between September and "
     "November 2025."), "Wrong scope: period"),
    ("F025", ("404 Media counted more than 4,000 lookups with the single reason immigration in "
     "Danville's logs."), "Wrong scope: unit"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "figures"), YOU_CAN_PRINT)
def test_what_can_be_printed_matches(checker: Checker, text: str, figures: list[str]) -> None:
    rows = checker.check_text(text)
    assert [row.text for row in rows if row.decision.answer.is_flag] == []
    assert set(figures) <= {row.text for row in rows if row.answer == "matches"}


def _labels(checker: Checker, text: str) -> set[str]:
    return {row.label for row in checker.check_text(text) if row.decision.answer.is_flag}


@pytest.mark.parametrize(("text", "label"), DO_NOT_PRINT)
def test_what_must_not_be_printed_is_flagged_with_its_label(
    checker: Checker, text: str, label: str
) -> None:
    assert label in _labels(checker, text)


@pytest.mark.parametrize(("claim", "text", "label"), WRONG_SCOPE)
def test_a_claim_of_wrong_scope_is_flagged_with_its_label(
    checker: Checker, claim: str, text: str, label: str
) -> None:
    labels = _labels(checker, text)
    assert label in labels


HARD = [
    ("ICE searches rose 188%", "Wrong scope: agency"),
    ("ICE searches rose 188 percent.", "Wrong scope: agency"),
    ("ICE's use of the portal climbed 188%, KING 5 reported.", "Wrong scope: agency"),
    ("Searches by ICE rose 188% after the election.", "Wrong scope: agency"),
    ("Washington cut ICE off on Nov. 19, 2025, a week before the letters went out.",
     "Wrong number"),
    ("ICE made 292,114 queries over Nlets in calendar year 2025.", "Wrong scope: period"),
    ("One search by Dallas police touched 77,771 networks.", "Wrong scope: unit"),
    (("Of the requests that Washington's licensing department handled in 2025, 104 were denied "
     "and 47 were approved."), "Wrong number"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "label"), HARD)
def test_what_leaves_no_doubt_is_a_hard_flag(checker: Checker, text: str, label: str) -> None:
    rows = checker.check_text(text)
    assert label in {row.label for row in rows if row.answer == "differs"}


SPARED = [
    "The letters did not go to 19 states; they went to 19 governors.",
    "Anyone who says 19 states is off by two.",
    "HSI made 605,116 queries, roughly twice as many as the 292,114 by ICE.",
    "SB 6002 won the Senate's concurrence 39-10 and took effect on March 30, 2026.",
]


@pytest.mark.parametrize("text", SPARED)
def test_what_is_right_is_not_flagged_for_words_beside_it(checker: Checker, text: str) -> None:
    assert [row.text for row in checker.check_text(text) if row.decision.answer.is_flag] == []


@cache
def _judged() -> list[Verdict]:
    return [one for one in judge_all(Project(HOME))[1].values() if one.print_this]


@pytest.mark.parametrize("verdict", _judged(), ids=lambda one: one.print_this[:30])
def test_what_our_pages_say_can_be_printed_is_not_flagged(
    checker: Checker, verdict: Verdict
) -> None:
    rows = checker.check_text(verdict.print_this)
    assert [row.text for row in rows if row.decision.answer.is_flag] == []


def test_nothing_that_is_swapped_in_our_own_sentences_still_matches(checker: Checker) -> None:
    still = []
    for verdict in _judged():
        text = verdict.print_this
        for row in checker.check_text(text):
            if row.answer != "matches":
                continue
            a = sentence_start(row)
            for kind, new, start in swap(row):
                if kind in PRINCIPAL and "about 2008" not in new:  # "About 2007," said of 2008
                    story = text[:a] + new + text[a + len(row.sentence) :]
                    near = range(a + start, a + start + 13)
                    after = [one for one in checker.check_text(story) if one.start in near]
                    if after and after[0].answer == "matches":
                        still.append((kind, new))
    assert still == []


def _share_left(checker: Checker, texts: Iterable[tuple[str, str]], least: int) -> float:
    """Return the share of matches that stay one though a word beside the number is wrong."""
    found = run(texts, checker.check_text, swapped=swap_words).values()
    of = sum(still.of for still, _, _ in found)
    assert of >= least
    return sum(still.right for still, _, _ in found) / of


def test_few_numbers_still_match_with_a_wrong_word_beside_them(checker: Checker) -> None:
    ours = sorted({text for text, _ in YOU_CAN_PRINT} | {one.print_this for one in _judged()})
    texts = [("ours", f"We wrote this.\n\n{one}") for one in ours[::2]]
    assert _share_left(checker, texts, 300) <= 0.06


@pytest.mark.slow
def test_few_numbers_of_stories_still_match_with_a_wrong_word_beside_them(
    checker: Checker,
) -> None:
    hands = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "case"]
    assert _share_left(checker, read_texts(hands), 700) <= 0.04


@pytest.mark.slow
def test_nothing_that_is_swapped_in_the_stories_still_matches(checker: Checker) -> None:
    found = run(
        read_texts(["a", "b", "c", "d", "e", "f", "g", "h", "i", "case"]), checker.check_text
    )
    for kind in PRINCIPAL:
        still, _, said = found[kind]
        assert still.of > 20
        assert still.right == 0, said
