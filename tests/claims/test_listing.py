"""Claims and verdicts as small tables."""

from __future__ import annotations

from small_figures import claim, claims, relation

from helpers.claims.claim import OUR_ORIGIN, load_claims
from helpers.claims.listing import (
    FOR_A_PERSON,
    GROUPS,
    count_advice,
    count_pairs,
    list_claims,
    list_corrections,
    list_statements,
    list_unsettled,
    list_verdicts,
    say_published,
    sort_by_harm,
)
from helpers.claims.verdicts import judge
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
    assert frame.loc["C", "widest reading"] == "July 1, 2025 to Sept. 30, 2025"
    assert frame.loc["C", "plain reading"] == "Aug. 1, 2025 to Aug. 31, 2025"
    assert frame.loc["A", "widest reading"] == "17"
    assert frame.loc["D", "widest reading"] == "no number to compute with"
    assert frame.loc["A", "about"] == "QA"


def test_verdicts_are_listed_as_asked_with_their_reasons() -> None:
    frame = list_verdicts(SOME.values(), JUDGED, standing=("Sources disagree",))
    assert list(frame["claim"]) == ["A", "B"]
    assert list(frame["why"]) == [JUDGED["A"].reason, JUDGED["B"].reason]
    assert set(frame["quotation"]) == {"Original"}
    assert list(list_verdicts(SOME.values(), JUDGED, quotation=("Wrong number",))["claim"]) == []
    with_record = list_verdicts(SOME.values(), JUDGED, with_record=True)
    assert set(with_record["what would settle it"]) >= {JUDGED["A"].settled_by}
    assert len(with_record) == len(SOME)


def test_every_claim_is_counted_once_statements_apart_and_ours_not_at_all() -> None:
    frame = count_advice(SOME.values(), JUDGED).set_index("topic")
    assert list(frame.columns) == ["figures", *GROUPS, FOR_A_PERSON]
    assert frame.loc["nlets", "figures"] == 2
    assert frame.loc["nlets", FOR_A_PERSON] == 1
    assert frame.loc["flock", "Print with care"] == 1
    assert frame["figures"].sum() == frame[[*GROUPS]].to_numpy().sum() == 3
    ours = [one.id for one in SOME.values() if one.is_ours]
    assert frame["figures"].sum() + frame[FOR_A_PERSON].sum() + len(ours) == len(SOME)
    assert ours == ["E"]
    pairs = count_pairs(SOME.values(), JUDGED).set_index("quotation")
    assert pairs.loc["Original", "Sources disagree"] == 2
    assert pairs["figures"].sum() == frame["figures"].sum()


def test_what_should_be_corrected_comes_with_what_to_print() -> None:
    some = claims(
        claim("A", "17", repeats="B"),
        claim("B", "18", sentence="{} searches were made", counted_by="Paper B"),
        claim("C", "18", repeats="B"),
        claim("D", "18", repeats="B", harm="2", lost="of all"),
    )
    judged = judge(some, [], {})
    frame = list_corrections(some.values(), judged)
    assert list(frame["claim"]) == ["D", "A"]
    assert list(frame["verdict"]) == ["Qualifier lost", "Wrong number"]
    assert set(frame["print this"]) == {"18 searches were made, Paper B reported."}


def test_the_most_harmful_comes_first_and_of_equals_what_most_repeat() -> None:
    some = claims(
        *(claim(name, "18") for name in "AB"), claim("C", "18", repeats="B"), claim("D", "17")
    )
    judged = judge(some, [relation("same", "A", "D")], {})
    assert [one.id for one in sort_by_harm(some.values(), judged)] == ["A", "D", "B", "C"]


def test_published_words_stand_in_quotation_marks_where_they_were_read() -> None:
    quoted = claim("A", "18", quote="some 18 searches")
    assert say_published(quoted) == "\u201csome 18 searches\u201d"
    assert say_published(claim("A", "18")) == "18 searches"


def test_dates_of_sources_are_shown_in_words() -> None:
    some = [
        claim("A", "1", source_date="c.2025-07 (day unverified)"),
        claim("B", "1", source_date="2025-11-12"),
        claim("C", "1", source_date="undated"),
    ]
    assert list(list_claims(some)["date"]) == ["about July 2025", "Nov. 12, 2025", "undated"]


def test_what_one_source_alone_has_is_listed_by_the_record_that_would_settle_it() -> None:
    some = claims(
        claim("A", "17"), claim("B", "18"), claim("C", "2", unit="years"), SOME["D"], SOME["E"]
    )
    frame = list_unsettled(some.values(), judge(some, [relation("subset", "A", "B")], {}))
    assert frame["figures"].sum() == 3
    assert frame["what would settle it"].is_unique
    assert "C What C says: 2 years (Paper C)" in " ".join(frame["which"])


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
    printed = list_claims([shipped[name] for name in ("X003", "A054", "X026")])["published"]
    assert list(printed) == ["", "revoked the access", "7 codes"]
