"""Claims are read from rows of text, and a bad row is refused by name."""

from __future__ import annotations

from fractions import Fraction

import pytest
from small_figures import claim, claims

from helpers.claims.claim import (
    COLUMNS,
    Claims,
    ClaimType,
    Rank,
    load_claims,
    read_claim,
    replace_claim,
)
from helpers.claims.intervals import Interval, above, point
from helpers.errors import Problem
from helpers.project import HOME, Project
from helpers.status import DataStatus

SHIPPED = Project(HOME)


@pytest.fixture(scope="module")
def shipped() -> Claims:
    return load_claims(SHIPPED)


def test_a_row_becomes_a_claim_with_scope_source_and_names() -> None:
    made = claim(
        "A1",
        "3",
        type="set",
        unit="states",
        members="QA; QB ;QC",
        agency_or_state="QA QB QC",
        period_start="2025-01-01",
        period_end="2025-01-31",
        rank="primary",
        source_url="https://example.org/a",
    )
    assert made.members == ("QA", "QB", "QC")
    assert str(made.scope) == "QA QB QC; 2025-01-01 to 2025-01-31"
    assert (made.type, made.rank, made.logical) == (ClaimType.SET, Rank.PRIMARY, point(3))
    assert (made.address, made.data_status) == ("https://example.org/a", DataStatus.TRANSCRIBED)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"qualifier": "roughly"}, "Claim A1: The wording 'roughly' has no rule"),
        ({"rank": "hearsay"}, "Claim A1: The rank 'hearsay' is not known"),
        ({"type": "rumor"}, "Claim A1: The type 'rumor' is not known"),
        ({"value": "many"}, "Claim A1: The value 'many' is not a number"),
    ],
)
def test_a_bad_cell_is_refused_with_the_claim_and_the_row(wrong: dict[str, str], says: str) -> None:
    row = dict.fromkeys(COLUMNS, "") | {
        "claim_id": "A1",
        "type": "quantity",
        "value": "5",
        "qualifier": "exact",
        "rank": "primary",
        "unit": "searches",
        "source_row": "12",
    }
    read_claim(row)
    with pytest.raises(Problem, match=says) as caught:
        read_claim(row | wrong)
    assert caught.value.row == 12
    assert caught.value.expected


def test_an_id_names_one_claim() -> None:
    with pytest.raises(Problem, match="Two claims are called A1"):
        claims(claim("A1", "5"), claim("A1", "6"))


def test_an_unknown_id_names_the_nearest() -> None:
    some = claims(claim("washington", "5"))
    with pytest.raises(Problem, match=r"no claim called washingtn. Did you mean washington"):
        some["washingtn"]
    assert some.get("washingtn") is None


@pytest.mark.parametrize(
    ("value", "qualifier", "unit", "phrase"),
    [
        ("1600", "over", "searches", "more than 1,600 searches"),
        ("188", "exact", "percent increase", "188%"),
        ("thousands", "thousands", "queries", "thousands of queries"),
        ("1 in 3", "headline", "share", "1 in 3"),
        ("2025-08-27", "exact", "date", "Aug. 27, 2025"),
    ],
)
def test_a_phrase_is_the_value_with_its_unit(
    value: str, qualifier: str, unit: str, phrase: str
) -> None:
    assert claim("A1", value, qualifier, unit=unit).phrase == phrase


def test_replacing_a_value_changes_that_claim_alone() -> None:
    old = claims(claim("A1", "540", "about"), claim("A2", "7"))
    new = replace_claim(old, "A1", value="555")
    assert new["A1"].logical != old["A1"].logical
    assert new["A1"].text == "about 555"
    assert new["A2"] is old["A2"]
    assert old["A1"].text == "about 540"
    assert replace_claim(old, "A1", qualifier="over")["A1"].logical == above(540)


def test_every_shipped_row_becomes_a_claim(shipped: Claims) -> None:
    assert len(shipped) == 421
    assert (shipped.release, shipped.data_status) == ("published-figures", DataStatus.TRANSCRIBED)
    rows = [one.row for one in shipped.values()]
    assert rows == list(range(1, len(shipped) + 1))
    for one in shipped.values():
        assert one.text, one.id
        assert (one.logical is None) == (one.implied is None), one.id
        if one.logical is not None and one.implied is not None:
            assert one.implied.is_within(one.logical), one.id


def test_the_tolerance_reaches_the_claims(shipped: Claims) -> None:
    wide = load_claims(SHIPPED, tolerance=Fraction(1, 5))
    assert shipped["W002"].logical == Interval(486, 594)
    assert wide["W002"].logical == Interval(432, 648)
    assert wide["W003"] == shipped["W003"]
