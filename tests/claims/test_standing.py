"""Whether a figure holds up: each label, and what may never happen, on small sets of claims."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_figures import book, claim, claims, finding, relation

from helpers.claims.claim import ONE_TEXT_ONLY, Claim
from helpers.claims.finding import Finding
from helpers.claims.readings import CUT, DEFINITION, HEADER, VINTAGE
from helpers.claims.relations import Relation
from helpers.claims.standing import SYMBOLS, Standing
from helpers.claims.verdicts import METHOD_SHOWN, Verdict, judge

ALONE, CONFIRMED = Standing.ONE_SOURCE, Standing.CONFIRMED
DISAGREE, CONTRADICTED = Standing.DISAGREE, Standing.CONTRADICTED
DAY = {"type": "date", "unit": "date"}


def judge_one(
    subject: Claim, *others: Claim | Relation, found: dict[str, Finding] | None = None
) -> Verdict:
    """The verdict on `subject`, with the relations among `others` (default: same as each)."""
    rest = [one for one in others if isinstance(one, Claim)]
    ties = [one for one in others if isinstance(one, Relation)]
    ties = ties or [relation("same", subject.id, one.id, relation_id=one.id) for one in rest]
    return judge(claims(subject, *rest), ties, found or {})[subject.id]


def say(verdict: Verdict) -> str:
    return " ".join(one.text for one in verdict.evidence)


# --- released records decide first ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "standing"),
    [(540, Standing.RECOMPUTED), (544, Standing.RECOMPUTED), (555, DISAGREE), (600, CONTRADICTED)],
)
def test_released_rows_decide(value: int, standing: Standing) -> None:
    subject = claim("A", "540", "about", rank="primary")
    tie = relation("same", "A", "finding:a.count")
    result = judge_one(subject, tie, found=book(finding("a.count", value)))
    assert result.standing is standing
    ids = result.support if standing is Standing.RECOMPUTED else result.against
    assert ids == ("finding:a.count",)
    assert f"{value} searches" in say(result)


def test_released_rows_outweigh_any_source() -> None:
    subject, other = claim("A", "540"), claim("B", "540", rank="primary")
    ties = (relation("same", "A", "B"), relation("same", "A", "finding:x", relation_id="2"))
    assert judge_one(subject, other, *ties).standing is CONFIRMED
    result = judge_one(subject, other, *ties, found=book(finding("x", 541)))
    assert result.standing is CONTRADICTED
    assert result.reason == "Do not print it. Released records say otherwise."


def test_released_findings_that_differ_disagree() -> None:
    ties = [relation("same", "A", f"finding:{name}", relation_id=name) for name in "xy"]
    found = book(finding("x", 540), finding("y", 550))
    assert judge_one(claim("A", "540"), *ties, found=found).standing is DISAGREE


@pytest.mark.parametrize("status", ["synthetic", "unverified", "transcribed"])
def test_nothing_else_is_recomputed(status: str) -> None:
    tie = relation("same", "A", "finding:x")
    found = book(finding("x", 540, status))
    assert judge_one(claim("A", "540"), tie, found=found).standing is ALONE


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0, max_value=10**6), st.sampled_from(["same", "subset"]))
def test_synthetic_findings_never_move_a_verdict(value: int, kind: str) -> None:
    subject, other = claim("A", "540"), claim("B", "600", rank="derivative")
    ties = [relation("same", "A", "B"), relation(kind, "A", "finding:x", relation_id="2")]
    with_it = judge_one(subject, other, *ties, found=book(finding("x", value, "synthetic")))
    assert with_it == judge_one(subject, other, ties[0])


@pytest.mark.parametrize(
    ("status", "badge"), [("synthetic", METHOD_SHOWN), ("released", ""), ("transcribed", "")]
)
def test_the_badge_comes_from_a_synthetic_method_and_changes_no_verdict(
    status: str, badge: str
) -> None:
    tie = relation("method", "A", "finding:x")
    result = judge_one(claim("A", "540"), tie, found=book(finding("x", 900, status)))
    assert (result.badge, result.standing) == (badge, ALONE)
    assert judge_one(claim("A", "540"), tie).badge == ""


# --- rank, origin and authority ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rank", "standing"),
    [("primary", CONTRADICTED), ("report of a primary", DISAGREE), ("derivative", ALONE)],
)
def test_a_clash_weighs_by_rank(rank: str, standing: Standing) -> None:
    result = judge_one(claim("A", "17"), claim("B", "18", rank=rank))
    assert result.standing is standing
    assert "18 searches [B, Paper B]" in say(result)
    assert result.against == (() if standing is ALONE else ("B",))


@pytest.mark.parametrize("rank", ["primary", "report of a primary", "derivative"])
def test_one_origin_repeated_is_no_support(rank: str) -> None:
    one = judge_one(claim("A", "18", origin="x"), claim("B", "18", origin="x", rank=rank))
    assert (one.standing, one.support) == (ALONE, ())
    two = judge_one(claim("A", "18"), claim("B", "18", rank=rank))
    assert (two.standing, two.support) == (CONFIRMED, ("B",))


def test_two_outlets_with_one_origin_may_still_disagree() -> None:
    same = {"origin": "x"}
    assert judge_one(claim("A", "17", **same), claim("B", "18", **same)).standing is DISAGREE


def test_one_source_that_says_both_is_inconsistent() -> None:
    same = {"origin": "x", "source_org": "Paper"}
    result = judge_one(claim("A", "17", **same), claim("B", "18", **same))
    assert result.standing is Standing.INCONSISTENT
    assert result.reason == (
        "Ask Paper before printing. It gives both 17 searches and 18 searches."
    )


def test_someones_own_word_on_their_own_act_outranks_an_outlet() -> None:
    own, outlet = claim("B", "18", authority="yes"), claim("A", "17")
    assert judge_one(outlet, own).standing is CONTRADICTED
    assert judge_one(own, outlet).standing is ALONE
    # An outlet that says what the actor told it, and has it otherwise, is the outlet's to settle.
    told = judge_one(claim("A", "17", origin="x"), claim("B", "18", authority="yes", origin="x"))
    assert told.standing is DISAGREE


def test_better_sources_are_heard_before_equal_ones() -> None:
    equal, better = claim("B", "18"), claim("C", "19", rank="primary")
    result = judge_one(claim("A", "17"), equal, better)
    assert (result.standing, result.against) == (CONTRADICTED, ("C",))


def test_agreement_does_not_outweigh_a_clash_of_equal_rank() -> None:
    assert judge_one(claim("A", "17"), claim("B", "17"), claim("C", "18")).standing is DISAGREE


def test_what_is_confirmed_still_names_the_weaker_voice_against_it() -> None:
    result = judge_one(claim("A", "17"), claim("B", "17"), claim("C", "18", rank="derivative"))
    assert result.standing is CONFIRMED
    assert "18 searches [C, Paper C]" in say(result)


# --- repetition ----------------------------------------------------------------------------------


def test_a_repetition_stands_as_its_source_and_adds_nothing() -> None:
    source, copy = claim("B", "17"), claim("A", "17", repeats="B")
    some = claims(copy, source, claim("C", "17"))
    ties = [relation("same", "A", "B"), relation("same", "B", "C", relation_id="2")]
    confirmed = judge(some, ties, {})
    assert {name: one.standing for name, one in confirmed.items()}["A"] is CONFIRMED
    alone = judge(claims(copy, source), ties[:1], {})
    assert {one.standing for one in alone.values()} == {ALONE}
    assert alone["B"].repeated_by == ("A",)


def test_what_is_misquoted_is_contradicted_and_is_no_evidence() -> None:
    source, copy = claim("B", "17"), claim("A", "18", repeats="B")
    some = claims(copy, source, claim("C", "18"))
    ties = [relation("same", "C", "A"), relation("same", "B", "A", relation_id="2")]
    judged = judge(some, ties, {})
    assert judged["A"].standing is CONTRADICTED
    assert (judged["B"].standing, judged["C"].standing) == (ALONE, ALONE)


@pytest.mark.parametrize(
    ("more", "standing"),
    [
        ({"agency_or_state": "QB"}, Standing.NOT_TESTED),
        ({"unit": "vehicles"}, Standing.NOT_TESTED),
        ({"period_start": "2024-01", "period_end": "2024-12"}, Standing.NOT_TESTED),
        ({"period_start": "2025-03", "period_end": "2025-11"}, ALONE),
        ({"lost": "combined"}, ALONE),
    ],
)
def test_of_another_scope_nothing_is_known_of_the_same_scope_it_stands(
    more: dict[str, str], standing: Standing
) -> None:
    scope = {"agency_or_state": "QA", "period_start": "2025-03", "period_end": "2025-10"}
    source = claim("B", "17", **scope)
    assert judge_one(claim("A", "17", **{**scope, "repeats": "B", **more}), source).standing is (
        standing
    )


def test_what_nobody_counted_is_not_tested() -> None:
    assert judge_one(claim("A", "17", counted_by="")).standing is Standing.NOT_TESTED
    only = judge_one(claim("A", "17", origin=ONE_TEXT_ONLY))
    assert only.standing is Standing.NOT_TESTED
    assert only.reason == "Hold it. We found nothing to test it against."


def test_words_are_for_a_person() -> None:
    result = judge_one(claim("A", "n/a", "n/a", type="statement"))
    assert result.standing is Standing.PERSON
    assert judge_one(claim("A", "17")).standing is not Standing.PERSON


# --- words and arithmetic ------------------------------------------------------------------------


def test_numbers_that_meet_only_at_the_edge_of_words_disagree() -> None:
    vague, exact = claim("A", "540", "about"), claim("B", "555")
    assert judge_one(vague, exact).standing is DISAGREE
    assert judge_one(vague, claim("B", "541")).standing is CONFIRMED


def test_the_value_at_which_about_flips_is_printed() -> None:
    rise = claim("A", "188", unit="percent increase")
    before, after = claim("B", "540", "about"), claim("C", "1600", "over")
    tie = relation("growth", "A", "B C")
    result = judge_one(rise, before, after, tie)
    assert result.standing is DISAGREE
    assert "“about 540 searches” [B] stands for 555 or more (2.8% more)" in say(result)
    assert "Paper A says 188%; Paper B's figures make 193.5 to 217.8%." in result.reason
    assert judge_one(rise, claim("B", "555", "about"), after, tie).standing is ALONE
    assert judge_one(rise, claim("B", "400", "about"), after, tie).standing is DISAGREE


def test_a_sum_is_judged_from_the_whole_and_from_each_part() -> None:
    parts, tie = (claim("B", "292"), claim("C", "605")), relation("sum", "A", "B C")
    right, wrong = claim("A", "897"), claim("A", "900", origin="z")
    assert judge_one(right, *parts, tie).standing is CONFIRMED
    judged = judge(claims(wrong, *parts), [tie], {})
    assert {one.standing for one in judged.values()} == {DISAGREE}
    assert "292 searches [B, Paper B] and 605 searches [C, Paper C] make 897" in say(judged["A"])
    assert "900 searches [A, Paper A] less 605 searches [C, Paper C] leaves 295" in (
        say(judged["B"])
    )


def test_a_publishers_own_arithmetic_does_not_confirm_it() -> None:
    parts, tie = (claim("B", "292"), claim("C", "605")), relation("sum", "A", "B C")
    worked_out = claim("A", "897", derived="B + C")
    assert judge_one(worked_out, *parts, tie).standing is ALONE


def test_the_weakest_operand_ranks_what_is_computed() -> None:
    tie = relation("sum", "A", "B C")
    good, weak = claim("B", "8", rank="primary"), claim("C", "10", rank="derivative")
    assert judge_one(claim("A", "17"), good, weak, tie).standing is ALONE
    strong = claim("C", "10", rank="primary")
    assert judge_one(claim("A", "17"), good, strong, tie).standing is CONTRADICTED


def test_one_shared_origin_among_the_operands_is_enough_to_be_no_support() -> None:
    tie, subject = relation("sum", "A", "B C"), claim("A", "18", origin="x")
    parts = claim("B", "8"), claim("C", "10", origin="x")
    assert judge_one(subject, *parts, tie).standing is ALONE


def test_counts_are_whole() -> None:
    """At least eight and exactly ten are, as a reader takes them, eighteen and nothing else."""
    tie = relation("sum", "A", "B C")
    parts = claim("B", "8", "at least"), claim("C", "10")
    assert judge_one(claim("A", "18"), *parts, tie).standing is CONFIRMED


def test_a_part_cannot_be_more_than_the_whole() -> None:
    tie = relation("subset", "A", "B")
    assert judge_one(claim("A", "700", "more than"), claim("B", "382"), tie).standing is DISAGREE
    assert judge_one(claim("A", "300"), claim("B", "382"), tie).standing is ALONE


@pytest.mark.parametrize(
    ("constant", "total", "words"), [("2", "19", "and 2 more make 19"), ("-2", "15", "less 2")]
)
def test_a_sum_may_add_or_take_off_a_constant(constant: str, total: str, words: str) -> None:
    tie = relation("sum", "A", "B", constant)
    judged = judge(claims(claim("A", "12"), claim("B", "17")), [tie], {})
    assert words in say(judged["A"])
    assert judge_one(claim("A", total), claim("B", "17"), tie).standing is CONFIRMED
    back = "less 2 more leaves 10" if constant == "2" else "and 2 more make 14"
    assert back in say(judged["B"])


def test_evidence_goes_one_relation_deep() -> None:
    chain = [relation("same", "A", "B"), relation("same", "B", "C")]
    some = claims(claim("A", "17"), claim("B", "17"), claim("C", "18", rank="primary"))
    judged = judge(some, chain, {})
    assert judged["B"].standing is CONTRADICTED
    assert judged["A"].standing is CONFIRMED


# --- findings computed from claims ---------------------------------------------------------------

PAIR = finding("pair", 897, "transcribed", release="published-figures")


def test_a_finding_from_claims_counts_only_with_its_sources_declared() -> None:
    tie = relation("same", "A", "finding:pair")
    source = relation("sum", "finding:pair", "B C")
    some = claims(claim("A", "900"), claim("B", "292"), claim("C", "605"))
    assert judge(some, [tie], book(PAIR))["A"].standing is ALONE
    declared = judge(some, [tie, source], book(PAIR))
    assert declared["A"].standing is DISAGREE
    # It was computed from B and C: it is no evidence for or against them.
    assert declared["B"].standing is declared["C"].standing is ALONE


def test_a_finding_from_claims_has_their_origins() -> None:
    ties = [relation("same", "A", "finding:pair"), relation("sum", "finding:pair", "B C")]
    parts = claim("B", "292", origin="x"), claim("C", "605", origin="x")
    own, other = claim("A", "897", origin="x"), claim("A", "897", origin="y")
    assert judge(claims(own, *parts), ties, book(PAIR))["A"].standing is ALONE
    assert judge(claims(other, *parts), ties, book(PAIR))["A"].standing is CONFIRMED


def test_transcribed_rows_of_unknown_origin_count_against_but_not_for() -> None:
    tie = relation("same", "A", "finding:x")
    agree, clash = (book(finding("x", value, "transcribed")) for value in (17, 18))
    assert judge_one(claim("A", "17"), tie, found=agree).standing is ALONE
    assert judge_one(claim("A", "17"), tie, found=clash).standing is DISAGREE


def test_an_unverified_file_is_taken_as_the_weakest_source() -> None:
    found = book(finding("x", 18, "unverified"))
    tie = relation("same", "A", "finding:x")
    assert judge_one(claim("A", "17"), tie, found=found).standing is ALONE
    weak = claim("A", "17", rank="derivative")
    assert judge_one(weak, tie, found=found).standing is DISAGREE


def test_a_bound_is_no_value() -> None:
    """A share under 0.3094 percent does not contradict one of 0.2."""
    subject = claim("A", "0.2", unit="percent")
    tie = relation("same", "A", "finding:x")
    found = book(finding("x", 0.3094, "transcribed", unit="percent", wording="under"))
    assert judge_one(subject, tie, found=found).standing is ALONE
    over = claim("A", "0.5", unit="percent")
    assert judge_one(over, tie, found=found).standing is DISAGREE


# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "qualifier", "standing"),
    [
        ("2025-08-27", "exact", CONFIRMED),
        ("2025-08", "exact", CONFIRMED),
        ("2025-08-26", "exact", CONTRADICTED),
        ("2019", "exact", CONTRADICTED),
        ("2025-08-20", "on or before", CONTRADICTED),
        ("2025-08-31", "on or before", CONFIRMED),
        ("2025-07", "about", DISAGREE),
        ("2025-05", "about", CONTRADICTED),
    ],
)
def test_dates_clash_by_days(value: str, qualifier: str, standing: Standing) -> None:
    other = claim("B", "2025-08-27", rank="primary", **DAY)
    assert judge_one(claim("A", value, qualifier, **DAY), other).standing is standing


@pytest.mark.parametrize("qualifier", ["on or before", "about"])
def test_a_wider_date_confirms_no_day(qualifier: str) -> None:
    value = "2025-08-27" if qualifier == "on or before" else "2025-08"
    result = judge_one(claim("A", "2025-08-27", **DAY), claim("B", value, qualifier, **DAY))
    assert result.standing is ALONE


@pytest.mark.parametrize(
    ("ours", "theirs", "standing"),
    [
        ("ordered", "in effect", ALONE),
        ("ordered", "reported", ALONE),
        ("in effect", "reported", ALONE),
        ("reported", "in effect", CONTRADICTED),
        ("in effect", "in effect", CONTRADICTED),
        ("", "in effect", CONTRADICTED),
    ],
)
def test_ordered_in_effect_and_reported_are_three_states(
    ours: str, theirs: str, standing: Standing
) -> None:
    subject = claim("A", "2025-08-26", status=ours, **DAY)
    other = claim("B", "2025-08-27", status=theirs, rank="primary", **DAY)
    assert judge_one(subject, other).standing is standing


@pytest.mark.parametrize(
    ("year", "rank", "standing"),
    [
        ("2023", "report of a primary", DISAGREE),
        ("2023", "primary", CONTRADICTED),
        ("2025", "primary", CONFIRMED),
    ],
)
def test_a_date_is_held_against_the_period_of_what_it_dates(
    year: str, rank: str, standing: Standing
) -> None:
    cases = claim("B", "9", "at least", rank=rank, period_start="2025-08", period_end="2025-11")
    some = claims(claim("A", year, type="date", unit="year"), cases)
    judged = judge(some, [relation("dated", "A", "B")], {})
    assert judged["A"].standing is standing
    assert "[B, Paper B] is Aug. 1, 2025 to Nov. 30, 2025" in say(judged["A"])
    # It says nothing of how many there were.
    assert judged["B"].standing is ALONE


def test_what_repeats_a_count_is_not_confirmed_by_its_period() -> None:
    cases = claim("B", "9", "at least", period_start="2025-08", period_end="2025-11")
    one = claim("A", "2025", type="date", unit="year", repeats="B")
    assert judge_one(one, cases, relation("dated", "A", "B")).standing is ALONE


def test_a_period_that_is_not_given_dates_nothing() -> None:
    some = claims(claim("A", "2023", type="date", unit="year"), claim("B", "9"))
    assert judge(some, [relation("dated", "A", "B")], {})["A"].standing is ALONE


@pytest.mark.parametrize(
    ("unit", "value", "start", "end", "standing"),
    [
        ("days", "33", "2025-04-28", "2025-05-30", ALONE),
        ("days", "32", "2025-04-28", "2025-05-30", ALONE),
        ("days", "30", "2025-04-28", "2025-05-30", DISAGREE),
        ("days", "34", "2025-04-28", "2025-05-30", DISAGREE),
        ("months", "11", "2024-12", "2025-10", ALONE),
        ("months", "10", "2024-12", "2025-10", ALONE),
        ("months", "9", "2024-12", "2025-10", DISAGREE),
        ("days", "29", "2024-02", "2024-02", ALONE),
    ],
)
def test_a_length_is_held_against_the_days_that_are_named(
    unit: str, value: str, start: str, end: str, standing: Standing
) -> None:
    subject = claim("A", value, unit=unit)
    other = claim("B", "489000", period_start=start, period_end=end)
    assert judge_one(subject, other, relation("span", "A", "B")).standing is standing
    assert judge_one(other, subject, relation("span", "A", "B")).standing is ALONE


@pytest.mark.parametrize(
    ("ended", "standing"),
    [("2025-08-27", CONTRADICTED), ("2025-11-12", CONTRADICTED), ("2025-11-13", CONFIRMED)],
)
def test_after_a_day_excludes_that_day_and_all_before(ended: str, standing: Standing) -> None:
    subject = claim("A", "2025-11-12", "after", rank="report of a primary", **DAY)
    assert judge_one(subject, claim("B", ended, rank="primary", **DAY)).standing is standing


# --- what people declared ------------------------------------------------------------------------


def test_the_present_tense_of_what_had_ended_is_contradicted() -> None:
    ended = claim("B", "2025-08-27", authority="yes", **DAY)
    tie = relation("ended", "A", "B")
    for tense, standing in (("is", CONTRADICTED), ("was", ALONE)):
        subject = claim("A", "5", tense=tense, published="2025-11-12")
        assert judge_one(subject, ended, tie).standing is standing


@pytest.mark.parametrize(
    ("start", "standing"), [("2025-01", CONTRADICTED), ("2024-01", ALONE), ("", ALONE)]
)
def test_a_period_that_leaves_some_out_does_not_cover_the_whole(
    start: str, standing: Standing
) -> None:
    whole = claim("B", "9", period_start="2024-01", period_end="2025-12")
    subject = claim("A", "5", period_start=start, period_end="2025-12")
    assert judge_one(subject, whole, relation("covers", "A", "B")).standing is standing


def test_what_people_found_to_differ_disagrees_though_the_number_is_one() -> None:
    tie = relation("differs", "A", "B", reason="Two accounts name two people.")
    judged = judge(claims(claim("A", "5"), claim("B", "5")), [tie], {})
    assert {one.standing for one in judged.values()} == {DISAGREE}
    assert judged["A"].reason == "You may print both, with names. Two accounts name two people."


@pytest.mark.parametrize("kind", ["attribution", "quantity"])
@pytest.mark.parametrize(
    ("rank", "standing"),
    [("primary", CONTRADICTED), ("report of a primary", DISAGREE), ("derivative", ALONE)],
)
def test_an_attribution_falls_to_a_better_source(rank: str, standing: Standing, kind: str) -> None:
    tie = relation("misattributed", "A", "B", reason="Somebody else counted.")
    result = judge_one(claim("A", "290", "over", type=kind), claim("B", "5", rank=rank), tie)
    assert result.standing is standing
    assert result.against == (() if standing is ALONE else ("B",))


def test_what_is_read_beside_decides_nothing_and_is_shown() -> None:
    subject, other = claim("A", "17"), claim("B", "40", agency_or_state="elsewhere")
    tie = relation("beside", "A", "B", reason="The two speak of different places.")
    result = judge_one(subject, other, tie)
    assert (result.standing, result.beside) == (ALONE, ("B",))
    assert "The two speak of different places." in say(result)
    assert judge_one(other, subject, tie).beside == ()


def states(name: str, members: str, qualifier: str = "exact", rank: str = "primary") -> Claim:
    count = str(len(members.split("; ")))
    return claim(name, count, qualifier, type="set", unit="states", members=members, rank=rank)


def test_lists_of_names_are_compared_name_by_name() -> None:
    full = states("B", "QA; QB; QC")
    result = judge_one(states("A", "QA; QB; QD", rank="derivative"), full)
    assert result.standing is CONTRADICTED
    assert "does not name QD and also names QC" in say(result)
    assert judge_one(states("A", "QC; QB; QA"), full).standing is CONFIRMED


def test_a_partial_list_fits_a_full_one_and_stands_for_no_more() -> None:
    full, part = states("B", "QA; QB; QC"), states("A", "QA; QC", "at least")
    tie = relation("listed", "A", "B")
    result = judge_one(part, full, tie)
    assert result.standing is ALONE
    assert "also names QB" in say(result)
    stranger = states("A", "QA; QD", "at least", "derivative")
    assert judge_one(stranger, full, tie).standing is CONTRADICTED


def test_an_act_can_be_seen_again_and_a_count_cannot() -> None:
    """Who names all that received a letter looked again, though its sender told both."""
    own = claim("B", "2", authority="yes", origin="x", unit="states")
    listed = claim("A", "2", type="set", members="QA; QB", origin="x", unit="states")
    assert judge_one(own, listed).standing is CONFIRMED
    count = claim("A", "2", origin="x", unit="states")
    assert judge_one(own, count).standing is ALONE
    nobody = claim("B", "2", origin="x", unit="states")
    assert judge_one(nobody, listed).standing is ALONE


# --- readings ------------------------------------------------------------------------------------


def test_a_number_that_was_cut_is_no_contradiction() -> None:
    parts, tie = (claim("B", "1"), claim("C", "3")), relation("share", "A", "B C")
    subject = claim("A", "33.3", unit="percent")
    assert judge_one(subject, *parts, tie).standing is CONFIRMED
    cut = claim("A", "66.6", "exact", unit="percent")
    two_thirds = (claim("B", "2"), claim("C", "3"))
    result = judge_one(cut, *two_thirds, tie)
    assert (result.standing, result.readings) == (ALONE, (CUT,))
    assert judge_one(claim("A", "66.5", unit="percent"), *two_thirds, tie).standing is DISAGREE


@pytest.mark.parametrize(
    ("more", "other", "reading"),
    [
        ({"unit": "rows", "origin": "x"}, {"unit": "rows", "origin": "x"}, HEADER),
        (
            {"published": "2025-01-02", "source_org": "Paper"},
            {"published": "2025-01-09", "source_org": "Paper"},
            VINTAGE,
        ),
        ({"definition": "sent"}, {"definition": "answered"}, DEFINITION),
        ({"definition": "sent"}, {"definition": "sent"}, ""),
        ({}, {}, ""),
    ],
)
def test_a_reading_under_which_two_figures_fit_is_named(
    more: dict[str, str], other: dict[str, str], reading: str
) -> None:
    result = judge_one(claim("A", "17", **more), claim("B", "18", **other))
    assert result.readings == ((reading,) if reading else ())


def test_every_label_has_a_symbol_and_none_says_that_it_cannot_be_checked() -> None:
    assert set(SYMBOLS) == set(Standing)
    assert not [one for one in Standing if "check" in one.lower()]
