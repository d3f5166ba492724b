"""Whether a claim matches its source: each label, and their order, on small sets of claims."""

from __future__ import annotations

import pytest
from small_figures import claim, claims, relation

from helpers.claims.claim import Claim
from helpers.claims.intervals import point
from helpers.claims.quotation import (
    SYMBOLS,
    Quotation,
    Quote,
    evaluate,
    find_root,
    is_seen,
    list_formula_ids,
    quote_claims,
)
from helpers.claims.scopes import NOT_SAID, About, Scopes
from helpers.errors import Problem

PERIOD = {"period_start": "2025-03", "period_end": "2025-10"}
SOURCE = claim("B", "1600", "over", agency_or_state="QA", **PERIOD)
KNOWN = Scopes(
    {
        "all federal accounts": About(frozenset({"ice", "cbp"}), "", "all federal accounts"),
        "ICE": About(frozenset({"ice"}), "", "ICE"),
        "HSI": About(frozenset({"hsi"}), "", "HSI"),
        "somebody": About(frozenset({NOT_SAID}), "", "an agency that is not named"),
        "QA": About(frozenset({"ice"}), "QA", "ICE in QA"),
        "QB": About(frozenset({"ice"}), "QB", "ICE in QB"),
        "a place in QA": About(frozenset({"ice"}), NOT_SAID, "ICE somewhere"),
    },
    {"hsi": "ice"},
)


def repeat(value: str = "1600", qualifier: str = "over", **more: str) -> Claim:
    same = {"agency_or_state": "QA", "repeats": "B", "origin": "origin-b", **PERIOD}
    return claim("A", value, qualifier, **{**same, **more})


def quote(one: Claim, source: Claim = SOURCE, scopes: Scopes = KNOWN) -> Quotation:
    known = claims(one) if one is source else claims(one, source)
    return quote_claims(known, (), scopes)[one.id]


# --- one label each ------------------------------------------------------------------------------


def test_what_repeats_nothing_is_original_and_what_repeats_all_is_faithful() -> None:
    assert quote(SOURCE).label is Quote.ORIGINAL
    result = quote(repeat())
    assert (result.label, result.also, result.source) == (Quote.FAITHFUL, (), "B")
    assert not result.is_faulty


@pytest.mark.parametrize(
    ("value", "qualifier", "label"),
    [
        ("1600", "over", Quote.FAITHFUL),
        ("1650", "over", Quote.ROUNDED),
        ("1700", "about", Quote.ROUNDED),
        ("1599", "exact", Quote.NUMBER),
        ("1600", "nearly", Quote.NUMBER),
        ("2000", "over", Quote.NUMBER),
        ("1600", "exact", Quote.QUALIFIER),
    ],
)
def test_the_number_decides(value: str, qualifier: str, label: Quote) -> None:
    assert quote(repeat(value, qualifier)).label is label


@pytest.mark.parametrize(
    ("value", "qualifier", "label", "word"),
    [
        ("290000", "bare round number", Quote.QUALIFIER, "more than"),
        ("300000", "bare round number", Quote.QUALIFIER, "nearly"),
        ("292114", "bare round number", Quote.FAITHFUL, ""),
        ("250000", "bare round number", Quote.NUMBER, ""),
        ("290000", "exact", Quote.NUMBER, ""),
    ],
)
def test_a_round_number_needs_its_word(value: str, qualifier: str, label: Quote, word: str) -> None:
    """Rounder than an exact count and within a twentieth of it, with nothing that says so."""
    exact = claim("B", "292114", agency_or_state="QA", **PERIOD)
    result = quote(repeat(value, qualifier), exact)
    assert result.has(label)
    fault = result.find(Quote.QUALIFIER)
    assert (fault.right if fault else "") == word


def test_a_rounded_number_is_fair_if_its_last_digit_says_so() -> None:
    exact = claim("B", "292114", agency_or_state="QA", **PERIOD)
    assert quote(repeat("292000", "to the nearest 1000"), exact).label is Quote.ROUNDED
    assert quote(repeat("293000", "to the nearest 1000"), exact).label is Quote.NUMBER


def test_a_word_that_was_not_read_cannot_be_lost() -> None:
    unread = claim("B", "1600", "over", agency_or_state="QA", read="not read", **PERIOD)
    result = quote(repeat("1600", "exact"), unread)
    assert (result.label, result.is_faulty) == (Quote.NOT_SEEN, False)


@pytest.mark.parametrize(
    ("who", "source", "label"),
    [
        ("ICE", "all federal accounts", Quote.AGENCY),
        ("all federal accounts", "ICE", Quote.AGENCY),
        ("HSI", "ICE", Quote.AGENCY),
        ("somebody", "ICE", Quote.AGENCY),
        ("QB", "QA", Quote.PLACE),
        ("a place in QA", "QA", Quote.PLACE),
        ("elsewhere", "QA", Quote.AGENCY),
        ("here", "there", Quote.PLACE),
        ("here", "here", Quote.FAITHFUL),
    ],
)
def test_agency_and_place_are_compared(who: str, source: str, label: Quote) -> None:
    other = claim("B", "1600", "over", agency_or_state=source, **PERIOD)
    assert quote(repeat(agency_or_state=who), other).label is label


def test_a_part_is_not_the_whole_but_one_of_a_list_is_in_it() -> None:
    listed = claim("B", "1", type="set", unit="agencies", members="x", agency_or_state="ICE")
    one = claim("A", "1", unit="agencies", repeats="B", agency_or_state="HSI")
    assert quote(one, listed).label is Quote.FAITHFUL
    assert KNOWN.is_part("hsi", "ice")
    assert not KNOWN.is_part("ice", "hsi")


@pytest.mark.parametrize(
    ("start", "end", "label"),
    [
        ("2025-03", "2025-10", Quote.FAITHFUL),
        ("2025-03-01", "2025-10-31", Quote.FAITHFUL),
        ("2025", "2025", Quote.FAITHFUL),
        ("2025-03", "", Quote.FAITHFUL),
        ("2025-01", "2025-10", Quote.PERIOD),
        ("2024-03", "2025-10", Quote.PERIOD),
        ("2025-03", "2025-11", Quote.PERIOD),
    ],
)
def test_periods_are_compared_as_far_as_the_coarser_says(
    start: str, end: str, label: Quote
) -> None:
    assert quote(repeat(period_start=start, period_end=end)).label is label


def test_a_period_that_is_wrong_says_how_much_it_shares() -> None:
    near = quote(repeat(period_end="2025-12"))
    far = quote(repeat(period_start="2024-01", period_end="2024-12"))
    assert (near.shares_period, far.shares_period) == (1, 0)
    assert quote(repeat(period_start="2025-09")).shares_period < 1


def test_the_unit_and_the_definition_are_compared() -> None:
    assert quote(repeat(unit="vehicles")).label is Quote.UNIT
    assert quote(repeat(unit="queries")).label is Quote.FAITHFUL
    defined = claim("B", "1600", "over", definition="sent", agency_or_state="QA", **PERIOD)
    assert quote(repeat(definition="answered"), defined).label is Quote.UNIT
    assert quote(repeat(definition="sent"), defined).label is Quote.FAITHFUL
    assert quote(repeat(), defined).label is Quote.FAITHFUL


@pytest.mark.parametrize(
    ("credit", "label"),
    [("Counter B", Quote.FAITHFUL), ("Paper B", Quote.FAITHFUL), ("A third", Quote.SOURCE)],
)
def test_who_is_credited_has_to_have_counted_or_reported(credit: str, label: Quote) -> None:
    assert quote(repeat(credits=credit)).label is label


def test_a_word_that_was_dropped_is_named() -> None:
    result = quote(repeat(lost="combined"))
    assert result.label is Quote.QUALIFIER
    assert [one.right for one in result.faults] == ["combined"]


@pytest.mark.parametrize(
    ("more", "seen"),
    [({"read": "not read"}, False), ({"read_through": "A wiki"}, False), ({"read": "copy"}, True)],
)
def test_a_source_is_seen_if_it_was_read_itself(more: dict[str, str], seen: bool) -> None:
    source = claim("B", "1600", "over", agency_or_state="QA", **PERIOD, **more)
    one = repeat()
    known = claims(one, source)
    assert is_seen(source, known) is is_seen(one, known) is seen
    assert quote(one, source).label is (Quote.FAITHFUL if seen else Quote.NOT_SEEN)


def test_lists_are_compared_name_by_name() -> None:
    full = claim("B", "3", type="set", unit="states", members="QA; QB; QC")

    def judge(members: str, qualifier: str) -> Quote:
        count = str(len(members.split("; ")))
        more = {"type": "set", "unit": "states", "members": members, "repeats": "B"}
        return quote(claim("A", count, qualifier, **more), full).label

    assert judge("QC; QB; QA", "exact") is Quote.FAITHFUL
    assert judge("QA; QB", "exact") is Quote.NUMBER
    assert judge("QA; QB", "at least") is Quote.FAITHFUL
    assert judge("QA; QD", "at least") is Quote.NUMBER


# --- dates ---------------------------------------------------------------------------------------


def test_a_year_may_date_what_happened_in_its_period() -> None:
    tie = [relation("dated", "A", "B")]
    cases = claim("B", "9", "at least", period_start="2025-08", period_end="2025-11")
    for year, label in (("2025", Quote.FAITHFUL), ("2023", Quote.NUMBER)):
        one = claim("A", year, type="date", unit="year", repeats="B")
        assert quote_claims(claims(one, cases), tie)["A"].label is label


@pytest.mark.parametrize(
    ("tense", "published", "label"),
    [
        ("is", "2025-11-12", Quote.PERIOD),
        ("is", "2025-08-27", Quote.ORIGINAL),
        ("is", "2025-07-01", Quote.ORIGINAL),
        ("was", "2025-11-12", Quote.ORIGINAL),
        ("is", "", Quote.ORIGINAL),
    ],
)
def test_the_present_tense_is_wrong_of_what_had_ended(
    tense: str, published: str, label: Quote
) -> None:
    ended = claim("B", "2025-08-27", type="date", unit="date")
    one = claim("A", "5", tense=tense, published=published)
    tie = [relation("ended", "A", "B")]
    assert quote_claims(claims(one, ended), tie)["A"].label is label


def test_an_open_ended_since_has_no_end_month() -> None:
    """Where an end was inferred from the day of printing, a few days more are no other period."""
    month = {"period_start": "2025-03", "period_end": "2025-10-28"}
    source = claim("B", "1600", "over", agency_or_state="QA", **month)
    day = {"period_start": "2025-03", "period_end": "2025-10-30"}
    assert quote(repeat(**day), source).label is Quote.PERIOD
    assert quote(repeat(end_inferred="yes", **day), source).label is Quote.FAITHFUL
    later = quote(repeat(end_inferred="yes", period_end="2025-12"), source)
    assert later.label is Quote.PERIOD
    assert later.faults[0].is_loose


# --- more than one label -------------------------------------------------------------------------


def test_a_wrong_number_leads_and_loose_words_come_last() -> None:
    result = quote(repeat("17", agency_or_state="all federal accounts", unit="vehicles"))
    assert (result.label, result.also) == (Quote.NUMBER, (Quote.AGENCY, Quote.UNIT))
    loose = quote(repeat(agency_or_state="somebody", unit="vehicles"))
    assert (loose.label, loose.also) == (Quote.UNIT, (Quote.AGENCY,))


def test_not_seen_leads_unless_something_is_plainly_wrong() -> None:
    unread = claim("B", "1600", "over", agency_or_state="QA", read="not read", **PERIOD)
    wrong = quote(repeat(agency_or_state="QB"), unread)
    assert (wrong.label, wrong.also) == (Quote.PLACE, ())
    loose = quote(repeat(agency_or_state="somebody"), unread)
    assert (loose.label, loose.also) == (Quote.NOT_SEEN, (Quote.AGENCY,))
    assert loose.is_faulty


def test_words_that_were_lost_say_better_what_agency_was_left_out() -> None:
    assert quote(repeat(agency_or_state="somebody", lost="ICE")).also == ()


# --- formulas and chains -------------------------------------------------------------------------


def test_what_was_worked_out_is_held_against_the_figures_behind_it() -> None:
    parts = claim("B", "292"), claim("C", "605")

    def judge(value: str, qualifier: str = "exact", **more: str) -> Quotation:
        one = claim("A", value, qualifier, derived="B + C", **more)
        return quote_claims(claims(one, *parts))["A"]

    assert judge("897").label is Quote.FAITHFUL
    assert judge("900", "about").label is Quote.ROUNDED
    assert judge("900").label is Quote.NUMBER
    assert judge("897").basis == ("B", "C")
    # A publisher's own arithmetic repeats nobody.
    assert judge("900", source_org="Paper B").label is Quote.ORIGINAL


def test_formulas_are_made_of_ids_numbers_and_four_signs() -> None:
    known = {"A": point(7), "B": point(3)}
    for formula, result in (("A + B", 10), ("A - 2 * B", 1), ("(A - 1) / B", 2)):
        assert evaluate(formula, known) == point(result)
    assert list_formula_ids("A + B - A") == ["A", "B"]
    for wrong in ("A +", "A ** B", "A + C", "len(A)", "A + 0.5"):
        with pytest.raises(Problem, match="cannot be read"):
            evaluate(wrong, known)


def test_a_chain_leads_to_the_first_and_never_to_itself() -> None:
    known = claims(claim("A", "1", repeats="B"), claim("B", "1", repeats="C"), claim("C", "1"))
    assert find_root(known["A"], known).id == "C"
    ring = claims(claim("A", "1", repeats="B"), claim("B", "1", repeats="A"))
    with pytest.raises(Problem, match="repeats itself"):
        quote_claims(ring)
    with pytest.raises(Problem, match="A repeats X, which is no claim"):
        quote_claims(claims(claim("A", "1", repeats="X")))


def test_every_label_has_a_symbol_and_faults_are_told_apart() -> None:
    assert set(SYMBOLS) == set(Quote)
    faults = [one for one in Quote if one.is_fault]
    assert faults == list(Quote)[: list(Quote).index(Quote.NOT_SEEN)]
