"""Swapping agencies, periods or directions never leaves a quotation faithful."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers.claims.claim import Claim, Claims, load_claims, read_claim
from helpers.claims.quotation import Quotation, Quote, quote_claims
from helpers.claims.relations import Relation, load_relations
from helpers.claims.scopes import Scopes, load_scopes
from helpers.project import HOME, Project

SHIPPED = Project(HOME)
GOOD = (Quote.FAITHFUL, Quote.ROUNDED)
OPPOSITE = {
    "over": "nearly",
    "more than": "nearly",
    "nearly": "more than",
    "almost": "more than",
    "at least": "up to",
    "up to": "at least",
    "as many as": "at least",
    "on or before": "after",
    "after": "on or before",
}
TURNED = {"increase": "decrease"}


@cache
def claims() -> Claims:
    return load_claims(SHIPPED)


@cache
def relations() -> tuple[Relation, ...]:
    return tuple(load_relations(SHIPPED))


@cache
def scopes() -> Scopes:
    return load_scopes(SHIPPED)


@cache
def quoted() -> dict[str, Quotation]:
    return quote_claims(claims(), relations(), scopes())


@cache
def repeating() -> tuple[str, ...]:
    """The claims that are held against another, and match it."""
    return tuple(name for name, one in quoted().items() if one.basis and one.label in GOOD)


def change(*changes: tuple[str, dict[str, str]]) -> dict[str, Quotation]:
    """Return the quotations with cells of some claims changed."""
    made: dict[str, Claim] = {}
    for name, columns in changes:
        made[name] = read_claim({**claims()[name].columns, **columns})
    return quote_claims(
        Claims(made.get(name, claim) for name, claim in claims().items()), relations(), scopes()
    )


def is_other_period(one: Claim, other: Claim) -> bool:
    """Whether two claims have periods that differ, as far as the coarser of them says."""
    pairs = ((one.scope.start, other.scope.start), (one.scope.end, other.scope.end))
    if not all(all(pair) for pair in pairs):
        return False
    return any(a[: min(len(a), len(b), 7)] != b[: min(len(a), len(b), 7)] for a, b in pairs)


def test_there_is_something_to_swap() -> None:
    assert len(repeating()) >= 15


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_two_agencies_swapped_are_never_faithful(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(repeating()))
    other = data.draw(st.sampled_from(sorted(claims())))
    ours, theirs = (claims()[one].scope.who for one in (name, other))
    one, two = scopes()[ours], scopes()[theirs]
    assume((one.agencies, one.place) != (two.agencies, two.place))
    assume(ours and theirs)
    # The claim that it repeats may not get the other's agency with it.
    assume(other not in quoted()[name].basis)
    swapped = change((name, {"agency_or_state": theirs}), (other, {"agency_or_state": ours}))
    assert swapped[name].label not in GOOD
    # A swap may set right what was wrong; what was right it never leaves so.
    if other in repeating() and name not in quoted()[other].basis:
        assert swapped[other].label not in GOOD


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_two_periods_swapped_are_never_faithful(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(repeating()))
    other = data.draw(st.sampled_from(sorted(claims())))
    ours, theirs = claims()[name], claims()[other]
    assume(is_other_period(ours, theirs))
    assume(other not in quoted()[name].basis)
    swapped = change(
        (name, {"period_start": theirs.scope.start, "period_end": theirs.scope.end}),
        (other, {"period_start": ours.scope.start, "period_end": ours.scope.end}),
    )
    assert swapped[name].label not in GOOD


def list_turnable() -> list[str]:
    return [
        name
        for name in repeating()
        if claims()[name].wording in OPPOSITE or "increase" in claims()[name].unit
    ]


@pytest.mark.parametrize("name", list_turnable())
def test_a_direction_turned_round_is_never_faithful(name: str) -> None:
    claim = claims()[name]
    if claim.wording in OPPOSITE and not claim.members:
        turned = change((name, {"qualifier": OPPOSITE[claim.wording], "words": ""}))
        assert turned[name].label not in GOOD
    for word, opposite in TURNED.items():
        if word in claim.unit:
            unit = claim.unit.replace(word, opposite)
            assert change((name, {"unit": unit}))[name].label not in GOOD


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_another_number_is_never_faithful(data: st.DataObject) -> None:
    """A digit moved is another number, however alike the two look."""
    exact = [n for n in repeating() if claims()[n].wording == "exact" and not claims()[n].is_date]
    name = data.draw(st.sampled_from(exact))
    value = data.draw(st.integers(min_value=1, max_value=10**7))
    assume(str(value) != claims()[name].printed)
    assume(not claims()[name].members)
    assert change((name, {"value": str(value)}))[name].label not in GOOD
