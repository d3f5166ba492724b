"""What an editor may do: the matrix, the order of harm, the reasons and the sentences to print."""

from __future__ import annotations

from itertools import product

import pytest
from small_figures import claim, claims, relation

from helpers.claims.advice import HARM, Advice, advise
from helpers.claims.claim import Claim
from helpers.claims.names import Names
from helpers.claims.quotation import Fault, Quotation, Quote
from helpers.claims.relations import Relation
from helpers.claims.standing import Standing
from helpers.claims.verdicts import Verdict, judge

STANDINGS = (
    (Standing.CONFIRMED, Standing.RECOMPUTED),
    (Standing.ONE_SOURCE,),
    (Standing.NOT_TESTED,),
    (Standing.DISAGREE,),
    (Standing.INCONSISTENT,),
    (Standing.CONTRADICTED,),
)
FINE = (Quote.ORIGINAL, Quote.FAITHFUL, Quote.ROUNDED)
WRONG = (Quote.NUMBER, *(one for one in Quote if one.is_scope))
MATRIX = (
    (
        FINE,
        (
            "You can print",
            "Print with attribution",
            "Hold",
            "Print both",
            "Ask first",
            "Don't print",
        ),
    ),
    (
        (Quote.NOT_SEEN,),
        (
            "Print, credit both",
            "Print, credit both",
            "Hold",
            "Print both",
            "Ask first",
            "Don't print",
        ),
    ),
    ((Quote.QUALIFIER,), (*("Correct first",) * 4, "Don't print", "Don't print")),
    (WRONG, (*("Correct first",) * 4, "Don't print", "Don't print")),
)
PERIOD = {"period_start": "2025-03", "period_end": "2025-10"}


def quoted(label: Quote) -> Quotation:
    return Quotation(label, faults=(Fault(label),) if label.is_fault else ())


def test_advice_is_the_matrix() -> None:
    seen = set()
    for labels, row in MATRIX:
        for label, (standings, advice) in product(labels, zip(STANDINGS, row, strict=True)):
            for standing in standings:
                assert advise(quoted(label), standing) == advice, (label, standing)
                seen.add((label, standing))
    rest = set(product(Quote, Standing)) - seen
    assert {standing for _, standing in rest} == {Standing.PERSON}


def test_words_are_read_and_decided_unless_they_are_misquoted() -> None:
    assert advise(quoted(Quote.ORIGINAL), Standing.PERSON) is Advice.READ
    assert advise(quoted(Quote.NOT_SEEN), Standing.PERSON) is Advice.READ
    assert advise(quoted(Quote.QUALIFIER), Standing.PERSON) is Advice.CORRECT


def test_a_fault_outranks_any_standing_even_where_it_is_told_last() -> None:
    loose = Quotation(
        Quote.NOT_SEEN, (Quote.AGENCY,), (Fault(Quote.AGENCY, "", "ICE", is_loose=True),)
    )
    assert advise(loose, Standing.CONFIRMED) is Advice.CORRECT
    for label, standing in product(Quote, Standing):
        if label.is_fault:
            assert advise(quoted(label), standing).group == "Don't print"


def test_advice_falls_into_three_groups() -> None:
    groups = [one.group for one in Advice]
    assert list(dict.fromkeys(groups)) == ["You can print", "Print with care", "Don't print"]
    assert groups.count("Print with care") == 6


def test_the_order_of_harm_holds_every_label_once() -> None:
    assert sorted(HARM) == sorted([*Quote, *Standing])
    told = (
        *("Wrong scope: agency", "Wrong number", "Wrong scope: source", "Contradicted"),
        *("Wrong scope: place", "Wrong scope: period", "Wrong scope: unit", "Qualifier lost"),
        *("Internally inconsistent", "Sources disagree", "Source not seen", "Not tested"),
        "One source only",
    )
    assert HARM[: len(told)] == told


# --- the reasons ---------------------------------------------------------------------------------

SOURCE = claim(
    "B", "1600", "over", agency_or_state="QA", sentence="Officers made {} searches", **PERIOD
)


def repeat(value: str = "1600", qualifier: str = "over", **more: str) -> Claim:
    same = {"agency_or_state": "QA", "repeats": "B", "origin": "origin-b", **PERIOD}
    return claim("A", value, qualifier, **{**same, **more})


def judge_one(subject: Claim, *others: Claim | Relation) -> Verdict:
    rest = [one for one in others if isinstance(one, Claim)]
    ties = [one for one in others if isinstance(one, Relation)]
    ties = ties or [relation("same", subject.id, one.id, relation_id=one.id) for one in rest]
    names = Names({"Paper B": "the Paper of B"})
    return judge(claims(subject, *rest), ties, {}, names=names)[subject.id]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (
            {},
            "You may print it, credited to Counter B. Two outlets repeat it; that is one count.",
        ),
        (
            {"value": "17"},
            "Do not print more than 17 searches. The Paper of B gives more than 1,600 searches.",
        ),
        (
            {"agency_or_state": "QB"},
            "Do not print it for QB. The Paper of B gives it for QA.",
        ),
        (
            {"period_start": "2025-01"},
            (
                "Do not print it for January 2025 to October 2025. "
                "The count covers March 2025 to October 2025."
            ),
        ),
        ({"unit": "vehicles"}, "Do not call them vehicles. They are searches."),
        ({"credits": "Paper C"}, "Do not credit Paper C. Counter B counted."),
        (
            {"lost": "combined"},
            "Do not print it without \u201ccombined.\u201d The Paper of B has it.",
        ),
    ],
)
def test_a_reason_says_what_to_do_then_why(more: dict[str, str], reason: str) -> None:
    assert judge_one(repeat(**more), SOURCE).reason == reason


def test_what_was_not_seen_credits_both() -> None:
    unread = claim("A", "1600", counted_by="Counter A", read_through="Paper C")
    assert judge_one(unread).reason == (
        "You may print it as Paper C quotes Counter A. We haven't read the original source."
    )
    nobody = claim("A", "1600", counted_by="Paper A", read="not read")
    assert judge_one(nobody).reason == (
        "You may print it only as Paper A's figure. We haven't seen what it rests on."
    )


def test_what_stands_on_its_own_is_credited_to_who_counted() -> None:
    assert judge_one(claim("A", "17")).reason == (
        "You may print it as Counter A's figure. We found no second count."
    )
    day = claim("A", "2025-11-12", type="date", unit="date", counted_by="Officers")
    assert judge_one(day).reason == (
        "You may print it as Officers' date. We found no second source."
    )


def test_what_is_confirmed_names_who_agrees() -> None:
    assert judge_one(claim("A", "17"), claim("B", "17")).reason == (
        "You may print it. The Paper of B agrees, and it didn't copy Paper A."
    )


def test_sources_that_disagree_are_both_named_with_their_figures() -> None:
    assert judge_one(claim("A", "17"), claim("B", "18")).reason == (
        "You may print both, with names: Paper A says 17 searches; the Paper of B says 18 searches."
    )
    days = [claim(name, day, type="date") for name, day in (("A", "2025-11-12"), ("B", "2025-12"))]
    assert "Paper A says Nov. 12, 2025; the Paper of B says December 2025." in (
        judge_one(*days).reason
    )


def test_someones_own_word_says_who_has_it_otherwise() -> None:
    own = claim("A", "2025-11-12", type="date", authority="yes", origin="x", rank="primary")
    other = claim("B", "2025-11-13", type="date", origin="x")
    assert judge_one(own, other).reason == (
        "You may print Nov. 12, 2025, as Counter A's own word. The Paper of B has Nov. 13, 2025."
    )


def test_what_is_contradicted_says_by_whom_and_what_is_right() -> None:
    better = claim("B", "18", rank="primary")
    assert judge_one(claim("A", "17"), better).reason == (
        "Do not print it. The Paper of B says 18 searches."
    )


# --- the sentence to print -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "more", [{}, {"value": "17"}, {"agency_or_state": "QB"}, {"unit": "vehicles"}]
)
def test_a_repetition_is_printed_with_the_sentence_of_its_source(more: dict[str, str]) -> None:
    assert judge_one(repeat(**more), SOURCE).print_this == (
        "Officers made more than 1,600 searches, according to the Paper of B, which cites "
        "Counter B."
    )


def test_what_was_read_through_another_says_so() -> None:
    sentence = "{} doors were open"
    own = claim("A", "17", sentence=sentence, counted_by="Paper A")
    assert judge_one(own).print_this == "17 doors were open, Paper A reported."
    through = claim("A", "17", sentence=sentence, read_through="Paper C")
    assert judge_one(through).print_this == (
        "17 doors were open, Paper C reported, citing Counter A."
    )


def test_of_two_that_disagree_both_sentences_are_printed() -> None:
    one, other = (
        claim(name, value, sentence="{} doors were open", counted_by=f"Paper {name}")
        for name, value in (("A", "17"), ("B", "18"))
    )
    assert judge_one(one, other).print_this == (
        "17 doors were open, Paper A reported. 18 doors were open, the Paper of B reported."
    )


def test_nothing_is_printed_of_what_is_held_or_asked() -> None:
    held = claim("A", "17", counted_by="", sentence="{} doors were open")
    assert judge_one(held).advice is Advice.HOLD
    same = {"origin": "x", "source_org": "Paper", "sentence": "{} doors were open"}
    asked = judge_one(claim("A", "17", **same), claim("B", "18", **same))
    assert asked.advice is Advice.ASK
    assert (judge_one(held).print_this, asked.print_this) == ("", "")


def test_a_wrong_sentence_never_sets_another_right() -> None:
    """What is right is never taken from a claim that is itself misquoted."""
    source = claim("C", "18", sentence="{} doors were open", counted_by="Paper C")
    wrong = claim("B", "19", repeats="C", sentence="{} doors are open")
    subject = claim("A", "17", repeats="B")
    some = claims(subject, wrong, source)
    judged = judge(some, [], {})
    assert (
        judged["A"].print_this
        == judged["B"].print_this
        == ("18 doors were open, Paper C reported.")
    )


# --- harm ----------------------------------------------------------------------------------------


def test_harm_set_by_hand_comes_first_then_the_worst_label() -> None:
    agency = judge_one(repeat(agency_or_state="QB"), SOURCE)
    number = judge_one(repeat(value="17"), SOURCE)
    by_hand = judge_one(repeat(harm="3", lost="combined"), SOURCE)
    assert by_hand.rank < number.rank < agency.rank
    assert (number.worst, by_hand.worst) == ("Wrong number", "Qualifier lost")


def test_who_repeats_it_is_told_with_what_is_wrong_with_it() -> None:
    copies = [
        claim(name, "1600", "over", repeats="B", agency_or_state=who, **PERIOD)
        for name, who in (("A", "QA"), ("C", "QB"))
    ]
    judged = judge(claims(SOURCE, *copies), [], {})
    assert judged["B"].repeated_by == ("A", "C")
    told = {one.ids: one.does for one in judged["B"].evidence}
    assert told["A",] == "repeats it"
    assert told["C",] == "repeats it (Wrong scope: place)"
