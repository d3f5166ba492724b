"""The six verdicts, the badge, and what may never happen, on small sets of claims."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_figures import book, claim, claims, finding, relation

from helpers.claims.claim import Claim
from helpers.claims.finding import Finding
from helpers.claims.relations import Relation
from helpers.claims.verdicts import METHOD_SHOWN, Verdict, judge
from helpers.errors import Problem


def judge_one(
    subject: Claim, *others: Claim | Relation, found: dict[str, Finding] | None = None
) -> Verdict:
    """The verdict on `subject`, with the relations among `others` (default: same as each)."""
    rest = [one for one in others if isinstance(one, Claim)]
    ties = [one for one in others if isinstance(one, Relation)]
    ties = ties or [relation("same", subject.id, one.id, relation_id=one.id) for one in rest]
    return judge(claims(subject, *rest), ties, found or {})[subject.id]


# --- released findings decide first -------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "verdict"),
    [(540, "reproduced"), (544, "reproduced"), (555, "stretched"), (600, "contradicted")],
)
def test_released_rows_decide(value: int, verdict: str) -> None:
    subject = claim("A", "540", "about", rank="primary")
    tie = relation("same", "A", "finding:a.count")
    result = judge_one(subject, tie, found=book(finding("a.count", value)))
    assert result.verdict == verdict
    ids = result.support if verdict == "reproduced" else result.against
    assert ids == ["finding:a.count"]
    assert f"{value} searches" in result.reason


def test_released_rows_outweigh_any_source() -> None:
    subject, other = claim("A", "540"), claim("B", "540", rank="primary")
    ties = (relation("same", "A", "B"), relation("same", "A", "finding:x", relation_id="2"))
    assert judge_one(subject, other, *ties).verdict == "follows"
    result = judge_one(subject, other, *ties, found=book(finding("x", 541)))
    assert result.verdict == "contradicted"
    assert "released rows" in result.reason


def test_released_findings_that_differ_dispute() -> None:
    ties = [relation("same", "A", f"finding:{name}", relation_id=name) for name in "xy"]
    found = book(finding("x", 540), finding("y", 550))
    assert judge_one(claim("A", "540"), *ties, found=found).verdict == "disputed"


@pytest.mark.parametrize("status", ["synthetic", "unverified", "transcribed"])
def test_nothing_else_reproduces(status: str) -> None:
    tie = relation("same", "A", "finding:x")
    found = book(finding("x", 540, status))
    assert judge_one(claim("A", "540"), tie, found=found).verdict == "not checkable"


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
    assert (result.badge, result.verdict) == (badge, "not checkable")
    assert judge_one(claim("A", "540"), tie).badge == ""


# --- rank and origin -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rank", "verdict"),
    [
        ("primary", "contradicted"),
        ("report of a primary", "disputed"),
        ("derivative", "not checkable"),
    ],
)
def test_a_clash_weighs_by_rank(rank: str, verdict: str) -> None:
    result = judge_one(claim("A", "17"), claim("B", "18", rank=rank))
    assert result.verdict == verdict
    assert "18 searches [B, Paper B]" in result.reason
    assert result.against == ([] if verdict == "not checkable" else ["B"])


@pytest.mark.parametrize("rank", ["primary", "report of a primary", "derivative"])
def test_one_origin_repeated_is_no_support(rank: str) -> None:
    result = judge_one(claim("A", "18", origin="x"), claim("B", "18", origin="x", rank=rank))
    assert result.verdict == "not checkable"
    assert "both go back to one origin (x)" in result.reason
    assert judge_one(claim("A", "18"), claim("B", "18", rank=rank)).verdict == "follows"


def test_one_origin_may_still_count_against() -> None:
    same = {"origin": "x"}
    assert judge_one(claim("A", "17", **same), claim("B", "18", **same)).verdict == "disputed"


def test_better_sources_are_heard_before_equal_ones() -> None:
    equal, better = claim("B", "18"), claim("C", "19", rank="primary")
    result = judge_one(claim("A", "17"), equal, better)
    assert (result.verdict, result.against) == ("contradicted", ["C"])


def test_agreement_does_not_outweigh_a_clash_of_equal_rank() -> None:
    assert judge_one(claim("A", "17"), claim("B", "17"), claim("C", "18")).verdict == "disputed"


def test_what_follows_still_names_the_weaker_voice_against_it() -> None:
    result = judge_one(claim("A", "17"), claim("B", "17"), claim("C", "18", rank="derivative"))
    assert result.verdict == "follows"
    assert "18 searches [C, Paper C]" in result.reason


# --- stretched -----------------------------------------------------------------------------------


def test_words_stretch_but_an_exact_number_cannot() -> None:
    vague, exact = claim("A", "540", "about"), claim("B", "555")
    assert judge_one(vague, exact).verdict == "stretched"
    assert judge_one(exact, vague).verdict == "not checkable"


def test_both_are_stretched_when_neither_alone_can_give_way() -> None:
    one, other = claim("A", "540", "about"), claim("B", "610", "approximately")
    assert judge_one(one, other).verdict == "stretched"
    assert judge_one(other, one).verdict == "stretched"


def test_the_value_at_which_about_flips_is_printed() -> None:
    rise = claim("A", "188", unit="percent increase")
    before, after = claim("B", "540", "about"), claim("C", "1600", "over")
    tie = relation("growth", "A", "B C")
    result = judge_one(rise, before, after, tie)
    assert result.verdict == "stretched"
    assert "“about 540 searches” [B] stands for 555 or more (2.8% more)" in result.reason
    assert judge_one(rise, claim("B", "555", "about"), after, tie).verdict == "not checkable"
    assert judge_one(rise, claim("B", "400", "about"), after, tie).verdict == "disputed"


def test_a_clash_that_hinges_on_about_says_so() -> None:
    result = judge_one(claim("A", "500", "about"), claim("B", "600"))
    assert result.verdict == "disputed"
    assert "“about 500 searches” [A] stands for 600 (20% more)" in result.reason


# --- computed relations --------------------------------------------------------------------------


def test_a_sum_is_judged_from_the_whole_and_from_each_part() -> None:
    parts, tie = (claim("B", "292"), claim("C", "605")), relation("sum", "A", "B C")
    right, wrong = claim("A", "897"), claim("A", "900", origin="z")
    assert judge_one(right, *parts, tie).verdict == "follows"
    whole = claims(wrong, *parts)
    verdicts = judge(whole, [tie], {})
    assert {one.verdict for one in verdicts.values()} == {"disputed"}
    assert "292 searches [B, Paper B] and 605 searches [C, Paper C] make 897" in (
        verdicts["A"].reason
    )
    assert "900 searches [A, Paper A] less 605 searches [C, Paper C] leaves 295" in (
        verdicts["B"].reason
    )


def test_the_weakest_operand_ranks_what_is_computed() -> None:
    tie = relation("sum", "A", "B C")
    good, weak = claim("B", "8", rank="primary"), claim("C", "10", rank="derivative")
    assert judge_one(claim("A", "17"), good, weak, tie).verdict == "not checkable"
    strong = claim("C", "10", rank="primary")
    assert judge_one(claim("A", "17"), good, strong, tie).verdict == "contradicted"


def test_one_shared_origin_among_the_operands_is_enough_to_be_no_support() -> None:
    tie, subject = relation("sum", "A", "B C"), claim("A", "18", origin="x")
    parts = claim("B", "8"), claim("C", "10", origin="x")
    assert judge_one(subject, *parts, tie).verdict == "not checkable"


def test_counts_are_whole() -> None:
    """At least eight and exactly ten are, as a reader takes them, eighteen and nothing else."""
    tie = relation("sum", "A", "B C")
    parts = claim("B", "8", "at least"), claim("C", "10")
    assert judge_one(claim("A", "18"), *parts, tie).verdict == "follows"


def test_a_part_cannot_be_more_than_the_whole() -> None:
    tie = relation("subset", "A", "B")
    assert judge_one(claim("A", "700", "more than"), claim("B", "382"), tie).verdict == "disputed"
    assert judge_one(claim("A", "300"), claim("B", "382"), tie).verdict == "not checkable"


def test_a_sum_of_others_counts_is_no_support_for_them() -> None:
    ties = [relation("sum", "A", "B C"), relation("same", "A", "D")]
    parts = claim("B", "8", origin="x"), claim("C", "10", origin="x")
    some = claims(claim("A", "18"), *parts, claim("D", "18", origin="x"))
    verdicts = judge(some, ties, {})
    assert verdicts["A"].verdict == "follows"
    assert "“18 searches” is their sum, 18" in verdicts["A"].reason
    assert {verdicts[name].verdict for name in "BCD"} == {"not checkable"}


@pytest.mark.parametrize(
    ("constant", "total", "words"), [("2", "19", "and 2 more make 19"), ("-2", "15", "less 2")]
)
def test_a_sum_may_add_or_take_off_a_constant(constant: str, total: str, words: str) -> None:
    tie = relation("sum", "A", "B", constant)
    some = claims(claim("A", "12"), claim("B", "17"))
    verdicts = judge(some, [tie], {})
    assert words in verdicts["A"].reason
    assert judge_one(claim("A", total), claim("B", "17"), tie).verdict == "follows"
    back = "less 2 more leaves 10" if constant == "2" else "and 2 more make 14"
    assert back in verdicts["B"].reason


def test_evidence_goes_one_relation_deep() -> None:
    chain = [relation("same", "A", "B"), relation("same", "B", "C")]
    some = claims(claim("A", "17"), claim("B", "17"), claim("C", "18", rank="primary"))
    verdicts = judge(some, chain, {})
    assert verdicts["B"].verdict == "contradicted"
    assert verdicts["A"].verdict == "follows"


# --- findings computed from claims ---------------------------------------------------------------

PAIR = finding("pair", 897, "transcribed", release="published-figures")


def test_a_finding_from_claims_counts_only_with_its_sources_declared() -> None:
    tie = relation("same", "A", "finding:pair")
    source = relation("sum", "finding:pair", "B C")
    some = claims(claim("A", "900"), claim("B", "292"), claim("C", "605"))
    assert judge(some, [tie], book(PAIR))["A"].verdict == "not checkable"
    declared = judge(some, [tie, source], book(PAIR))
    assert declared["A"].verdict == "disputed"
    # It was computed from B and C: it is no evidence for or against them.
    assert declared["B"].verdict == declared["C"].verdict == "not checkable"
    assert declared["B"].reason.startswith("Nothing of another origin bears on it")


def test_a_finding_from_claims_has_their_origins() -> None:
    ties = [relation("same", "A", "finding:pair"), relation("sum", "finding:pair", "B C")]
    parts = claim("B", "292", origin="x"), claim("C", "605", origin="x")
    own, other = claim("A", "897", origin="x"), claim("A", "897", origin="y")
    assert judge(claims(own, *parts), ties, book(PAIR))["A"].verdict == "not checkable"
    assert judge(claims(other, *parts), ties, book(PAIR))["A"].verdict == "follows"


def test_transcribed_rows_of_unknown_origin_count_against_but_not_for() -> None:
    tie = relation("same", "A", "finding:x")
    agree, clash = (book(finding("x", value, "transcribed")) for value in (17, 18))
    result = judge_one(claim("A", "17"), tie, found=agree)
    assert result.verdict == "not checkable"
    assert "whether the two have one origin is not known" in result.reason
    assert judge_one(claim("A", "17"), tie, found=clash).verdict == "disputed"


def test_an_unverified_file_is_taken_as_the_weakest_source() -> None:
    found = book(finding("x", 18, "unverified"))
    tie = relation("same", "A", "finding:x")
    assert judge_one(claim("A", "17"), tie, found=found).verdict == "not checkable"
    weak = claim("A", "17", rank="derivative")
    assert judge_one(weak, tie, found=found).verdict == "disputed"


def test_a_bound_is_no_value() -> None:
    """A share under 0.3094 percent does not contradict one of 0.2."""
    subject = claim("A", "0.2", unit="percent")
    tie = relation("same", "A", "finding:x")
    found = book(finding("x", 0.3094, "transcribed", unit="percent", wording="under"))
    assert judge_one(subject, tie, found=found).verdict == "not checkable"
    over = claim("A", "0.5", unit="percent")
    assert judge_one(over, tie, found=found).verdict == "disputed"


# --- dates, names, and what people declared ------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "qualifier", "verdict"),
    [
        ("2025-08-27", "exact", "follows"),
        ("2025-08", "exact", "follows"),
        ("2025-08-26", "exact", "contradicted"),
        ("2019", "exact", "contradicted"),
        ("2025-08-20", "on or before", "contradicted"),
        ("2025-08-31", "on or before", "follows"),
        ("2025-07", "about", "stretched"),
        ("2025-05", "about", "contradicted"),
    ],
)
def test_dates_clash_by_days(value: str, qualifier: str, verdict: str) -> None:
    kind = {"type": "date", "unit": "date"}
    subject = claim("A", value, qualifier, **kind)
    other = claim("B", "2025-08-27", rank="primary", **kind)
    assert judge_one(subject, other).verdict == verdict


@pytest.mark.parametrize("qualifier", ["on or before", "about"])
def test_a_wider_date_confirms_no_day(qualifier: str) -> None:
    kind = {"type": "date", "unit": "date"}
    other = claim(
        "B", "2025-08-27" if qualifier == "on or before" else "2025-08", qualifier, **kind
    )
    result = judge_one(claim("A", "2025-08-27", **kind), other)
    assert result.verdict == "not checkable"
    assert "neither confirms nor excludes it" in result.reason


@pytest.mark.parametrize(
    ("year", "rank", "verdict"),
    [
        ("2023", "report of a primary", "disputed"),
        ("2023", "primary", "contradicted"),
        ("2025", "primary", "follows"),
    ],
)
def test_a_date_is_held_against_the_period_of_what_it_dates(
    year: str, rank: str, verdict: str
) -> None:
    cases = claim("B", "9", "at least", rank=rank, period_start="2025-08", period_end="2025-11")
    some = claims(claim("A", year, type="date", unit="year"), cases)
    verdicts = judge(some, [relation("dated", "A", "B")], {})
    assert verdicts["A"].verdict == verdict
    assert "[B, Paper B] is 1 August 2025 to 30 November 2025" in verdicts["A"].reason
    # It says nothing of how many there were.
    assert verdicts["B"].reason.startswith("Nothing of another origin bears on it")


def test_a_period_that_is_not_given_dates_nothing() -> None:
    some = claims(claim("A", "2023", type="date", unit="year"), claim("B", "9"))
    assert judge(some, [relation("dated", "A", "B")], {})["A"].verdict == "not checkable"


def test_the_words_that_allow_it_are_named() -> None:
    rise = claim("A", "188", unit="percent increase")
    before, after = claim("B", "540", "about"), claim("C", "1600", "over")
    reason = judge_one(rise, before, after, relation("growth", "A", "B C")).reason
    assert "though the words “about 540 searches” [B] allow it" in reason
    own = judge_one(claim("A", "540", "about"), claim("B", "555")).reason
    assert "though the words allow it" in own


def states(name: str, members: str, qualifier: str = "exact", rank: str = "primary") -> Claim:
    count = str(len(members.split("; ")))
    return claim(name, count, qualifier, type="set", unit="states", members=members, rank=rank)


def test_lists_of_names_are_compared_name_by_name() -> None:
    full = states("B", "QA; QB; QC")
    other = states("A", "QA; QB; QD", rank="derivative")
    result = judge_one(other, full)
    assert result.verdict == "contradicted"
    assert "does not name QD and also names QC" in result.reason
    assert judge_one(states("A", "QC; QB; QA"), full).verdict == "follows"


def test_a_partial_list_fits_a_full_one_and_stands_for_no_more() -> None:
    full, part = states("B", "QA; QB; QC"), states("A", "QA; QC", "at least")
    tie = relation("listed", "A", "B")
    result = judge_one(part, full, tie)
    assert result.verdict == "not checkable"
    assert "names 1 more: QB" in result.reason
    stranger = states("A", "QA; QD", "at least", "derivative")
    assert judge_one(stranger, full, tie).verdict == "contradicted"


def test_a_moved_figure_is_reported_as_moved_first() -> None:
    subject, source = claim("A", "1600", "over"), claim("B", "1600", "over")
    tie = relation("moved", "A", "B", reason="Another scope.")
    result = judge_one(subject, source, tie)
    assert (result.verdict, result.moved_from) == ("not checkable", "B")
    assert result.reason.startswith(
        "Moved from over 1,600 searches [B, Paper B]: Another scope. Nothing of another origin"
    )


@pytest.mark.parametrize(
    ("rank", "verdict"),
    [
        ("primary", "contradicted"),
        ("report of a primary", "disputed"),
        ("derivative", "not checkable"),
    ],
)
def test_an_attribution_falls_to_a_better_source(rank: str, verdict: str) -> None:
    subject = claim("A", "290", "over", type="attribution")
    tie = relation("misattributed", "A", "B", reason="Somebody else counted.")
    result = judge_one(subject, claim("B", "5", rank=rank), tie)
    assert result.verdict == verdict
    # Only a better source can say who it was.
    named = "Misattributed: " if verdict == "contradicted" else ""
    assert result.reason.startswith(f"{named}Somebody else counted [B, Paper B]")
    assert result.against == ["B"]
    # A quantity keeps the verdict of its number: only who counted is in doubt.
    number = claim("A", "290", "over")
    assert judge_one(number, claim("B", "5", rank=rank), tie).verdict == "not checkable"


def test_two_attributions_of_equal_rank_dispute_each_other() -> None:
    some = claims(*(claim(name, "26", type="attribution") for name in "AB"))
    tie = relation("misattributed", "A", "B", reason="Two accounts differ.")
    verdicts = judge(some, [tie], {})
    assert {one.verdict for one in verdicts.values()} == {"disputed"}
    assert verdicts["B"].against == ["A"]
    assert verdicts["B"].reason.startswith("Two accounts differ [A, Paper A]; both are reports")


def test_a_statement_is_left_to_people() -> None:
    result = judge_one(claim("A", "n/a", "n/a", type="statement"))
    assert result.verdict == "not checkable"
    assert "a person" in result.reason


def test_an_unknown_claim_in_a_relation_stops_everything() -> None:
    with pytest.raises(Problem, match="no claim called Z9"):
        judge(claims(claim("A", "1")), [relation("same", "A", "Z9")], {})


def test_what_nothing_decides_names_the_record_that_would() -> None:
    assert (
        "what would settle it: Nlets's message log"
        in judge_one(claim("A", "5", unit="queries")).reason
    )


# --- what is declared beside a claim, and how long a period is --------------------------------


def test_what_stands_beside_a_claim_is_named_and_decides_nothing() -> None:
    subject, other = claim("A", "17"), claim("B", "40", agency_or_state="elsewhere")
    tie = relation("beside", "A", "B", reason="The two speak of different places.")
    result = judge_one(subject, other, tie)
    assert (result.verdict, result.beside) == ("not checkable", ["B"])
    assert "; beside it: 40 searches [B, Paper B] (the two speak of" in result.reason
    assert judge_one(other, subject, tie).beside == []


def test_a_statement_is_read_beside_its_sources() -> None:
    subject = claim("A", "block them", "as worded", type="statement", unit="request")
    other = claim("B", "consider it", "as worded", type="statement", statement="A second request")
    tie = relation("beside", "A", "B", reason="There are two requests.")
    reason = judge_one(subject, other, tie).reason
    assert reason == (
        "A statement, for a person to judge against its source; beside it: “A second request” "
        "[B, Paper B] (There are two requests)."
    )


@pytest.mark.parametrize(
    ("unit", "value", "start", "end", "verdict"),
    [
        ("days", "33", "2025-04-28", "2025-05-30", "not checkable"),
        ("days", "32", "2025-04-28", "2025-05-30", "not checkable"),
        ("days", "30", "2025-04-28", "2025-05-30", "disputed"),
        ("days", "34", "2025-04-28", "2025-05-30", "disputed"),
        ("months", "11", "2024-12", "2025-10", "not checkable"),
        ("months", "10", "2024-12", "2025-10", "not checkable"),
        ("months", "9", "2024-12", "2025-10", "disputed"),
        ("days", "29", "2024-02", "2024-02", "not checkable"),
    ],
)
def test_a_length_is_held_against_the_days_that_are_named(
    unit: str, value: str, start: str, end: str, verdict: str
) -> None:
    subject = claim("A", value, unit=unit)
    other = claim("B", "489000", period_start=start, period_end=end)
    assert judge_one(subject, other, relation("span", "A", "B")).verdict == verdict
    assert judge_one(other, subject, relation("span", "A", "B")).verdict == "not checkable"


def test_what_one_text_alone_prints_is_not_found_elsewhere() -> None:
    result = judge_one(claim("A", "17", origin="the-article"))
    assert result.verdict == "not checkable"
    assert result.reason == "Not found elsewhere, so that nothing of another origin bears on it."


@pytest.mark.parametrize(
    ("ended", "verdict"),
    [("2025-08-27", "contradicted"), ("2025-11-12", "contradicted"), ("2025-11-13", "follows")],
)
def test_after_a_day_excludes_that_day_and_all_before(ended: str, verdict: str) -> None:
    subject = claim("A", "2025-11-12", "after", type="date", unit="date", rank="derivative")
    other = claim("B", ended, type="date", unit="date")
    assert judge_one(subject, other).verdict == verdict
