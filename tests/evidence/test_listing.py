"""Claims and verdicts as small tables."""

from __future__ import annotations

from small_figures import claim, claims, relation

from helpers.evidence.listing import count_verdicts, list_claims, list_verdicts
from helpers.evidence.verdicts import judge

SOME = claims(
    claim("A", "17", agency_or_state="QA"),
    claim("B", "18", topic="flock"),
    claim("C", "2025-08", "about", type="date", unit="month"),
    claim("D", "n/a", "n/a", type="statement"),
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


def test_every_claim_is_counted_once() -> None:
    frame = count_verdicts(SOME.values(), JUDGED).set_index("topic")
    assert frame.loc["nlets", "figures"] == 3
    assert frame.loc["nlets", "disputed"] == 1
    assert frame.loc["flock", "disputed"] == 1
    assert frame["figures"].sum() == frame.drop(columns="figures").to_numpy().sum() == len(SOME)
