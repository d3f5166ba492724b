"""Claims and verdicts as small tables."""

from __future__ import annotations

from small_figures import claim, claims, relation

from helpers.claims.claim import OUR_ORIGIN, load_claims
from helpers.claims.listing import (
    FOR_A_PERSON,
    count_verdicts,
    list_claims,
    list_moved,
    list_statements,
    list_untouched,
    list_verdicts,
)
from helpers.claims.verdicts import Word, judge
from helpers.project import HOME, Project

SOME = claims(
    claim("A", "17", agency_or_state="QA"),
    claim("B", "18", topic="flock"),
    claim("C", "2025-08", "about", type="date", unit="month"),
    claim("D", "n/a", "n/a", type="statement"),
    claim("E", "2", origin=OUR_ORIGIN),
)
JUDGED = judge(SOME, [relation("same", "A", "B")], {})


def test_intervals_of_dates_are_shown_as_dates() -> None:
    frame = list_claims(SOME.values(), with_intervals=True).set_index("claim")
    assert frame.loc["C", "allowed"] == "1 July 2025 to 30 September 2025"
    assert frame.loc["C", "understood"] == "1 August 2025 to 31 August 2025"
    assert frame.loc["A", "allowed"] == "17"
    assert frame.loc["D", "allowed"] == "no number to compute with"
    assert frame.loc["A", "of whom"] == "QA"


def test_verdicts_are_listed_as_asked_with_their_reasons() -> None:
    frame = list_verdicts(SOME.values(), JUDGED, only=("disputed",))
    assert list(frame["claim"]) == ["A", "B"]
    assert list(frame["why"]) == [JUDGED["A"].reason, JUDGED["B"].reason]
    with_record = list_verdicts(SOME.values(), JUDGED, with_record=True)
    assert list(with_record["what would settle it"]) == [JUDGED[name].settled_by for name in SOME]


def test_every_claim_is_counted_once_statements_apart_and_ours_not_at_all() -> None:
    frame = count_verdicts(SOME.values(), JUDGED).set_index("topic")
    assert list(frame.columns) == ["figures", *map(str, Word), FOR_A_PERSON]
    assert frame.loc["nlets", "figures"] == 2
    assert frame.loc["nlets", "disputed"] == 1
    assert frame.loc["nlets", FOR_A_PERSON] == 1
    assert frame.loc["flock", "disputed"] == 1
    assert frame["figures"].sum() == frame[[*map(str, Word)]].to_numpy().sum() == 3
    ours = [one.id for one in SOME.values() if one.is_ours]
    assert frame["figures"].sum() + frame[FOR_A_PERSON].sum() + len(ours) == len(SOME)
    assert ours == ["E"]


def test_dates_of_sources_are_shown_in_words() -> None:
    some = [
        claim("A", "1", source_date="c.2025-07 (day unverified)"),
        claim("B", "1", source_date="2025-11-12"),
        claim("C", "1", source_date="undated"),
    ]
    assert list(list_claims(some)["date"]) == ["about July 2025", "12 November 2025", "undated"]


def test_moved_figures_stand_beside_their_source_and_its_scope() -> None:
    some = claims(
        claim("A", "17", agency_or_state="all", period_start="2025"),
        claim("B", "17", agency_or_state="one", period_start="2024-11"),
        claim("C", "5"),
    )
    ties = [relation("moved", "A", "B", reason="One account's count, printed for all.")]
    judged = judge(some, ties, {})
    [row] = list_moved(some.values(), judged, some).to_dict("records")
    assert (row["claim"], row["for whom and when"]) == ("A", "all, 2025")
    assert row["its source says"] == "17 searches [B, Paper B]"
    assert row["for whom and when there"] == "one, November 2024"
    both = list_verdicts(some.values(), judged, only=("not checkable",), touched=True)
    assert list(both["claim"]) == []
    assert "verdict" not in both.columns


def test_what_nothing_bears_on_is_listed_once_by_the_record_that_would_settle_it() -> None:
    some = claims(
        claim("A", "17"), claim("B", "18"), claim("C", "2", unit="years"), SOME["D"], SOME["E"]
    )
    judged = judge(some, [relation("subset", "A", "B")], {})
    frame = list_untouched(some.values(), judged)
    assert frame["figures"].sum() == 1
    assert "C What C says: 2 years (Paper C)" in frame["which"].iloc[0]
    touched = list_verdicts(some.values(), judged, only=("not checkable",), touched=True)
    assert list(touched["claim"]) == ["A", "B"]


def test_statements_are_listed_with_what_to_read_beside_them() -> None:
    tie = relation("beside", "D", "A")
    [row] = list_statements(SOME.values(), judge(SOME, [tie], {})).to_dict("records")
    assert (row["claim"], row["read it beside"]) == ("D", "A")


def test_a_statement_shows_what_was_said_and_no_marks_or_counts() -> None:
    shipped = load_claims(Project(HOME))
    table = list_statements(shipped.values(), judge(shipped, [], {})).set_index("claim")
    words = table["in our words"]
    assert words["A054"] == "revoked the access"
    blank = ("F015", "F016", "X003", "X028", "X030", "X041")
    assert {words[name] for name in blank} == {""}
    printed = list_claims([shipped[name] for name in ("X003", "A054", "X026")])["printed"]
    assert list(printed) == ["", "revoked the access", "7 codes"]
