"""The three declared readings of the 188%, and that each moves with the printed figures."""

from __future__ import annotations

from fractions import Fraction

import pytest

from helpers.claims.claim import Claims, load_claims, replace_claim
from helpers.claims.intervals import Interval
from helpers.claims.readings import (
    COLUMNS,
    MEASURES,
    Reading,
    list_readings,
    load_readings,
    read_reading,
    read_rise,
)
from helpers.claims.relations import load_relations
from helpers.claims.verdicts import judge
from helpers.errors import Problem
from helpers.project import HOME, Project
from helpers.site.sentences import say

SHIPPED = Project(HOME)
ROW = {
    **dict.fromkeys(COLUMNS, ""),
    "reading_id": "r",
    "name": "As read",
    "growth": "W006",
    "baseline": "W002",
    "comparison": "W003",
    "measure": "per month",
}


@pytest.fixture(scope="module")
def claims() -> Claims:
    return load_claims(SHIPPED)


def read(claims: Claims, **values: str) -> dict[str, Reading]:
    for name, value in values.items():
        claims = replace_claim(claims, name, value=value)
    return {one.id: one for one in load_readings(claims, SHIPPED)}


def rise(percent: str) -> dict[str, str]:
    return {"W001": percent, "W006": percent}


def fits(readings: dict[str, Reading]) -> list[tuple[bool, bool]]:
    return [(one.fits, one.outright) for one in readings.values()]


def test_as_printed_all_three_stand_and_one_needs_its_words_stretched(claims: Claims) -> None:
    readings = read(claims)
    assert list(readings) == ["per-day", "rounding", "scope"]
    assert fits(readings) == [(True, True), (True, False), (True, True)]


def test_per_day_may_is_1589_to_1625(claims: Claims) -> None:
    """30 and 31 days; 535 to 545 and 187.5 to 188.5%: worked out by hand, end by end."""
    reading = read(claims)["per-day"]
    low = Fraction(535, 30) * Fraction(2875, 1000) * 31
    high = Fraction(545, 30) * Fraction(2885, 1000) * 31
    assert reading.comparison == Interval(low, high, high_open=True)
    assert str(reading.comparison) == "1,589 to 1,625"
    assert reading.slack == Interval(1600, high, low_open=True, high_open=True)
    assert Fraction(1600, 31) * 30 / Fraction(2885, 1000) > 536
    assert reading.flip == 537
    assert reading.flip_percent is not None
    assert -1 < reading.flip_percent < 0


def test_by_month_540_has_to_stand_for_555(claims: Claims) -> None:
    reading = read(claims)["rounding"]
    assert 554 < Fraction(1600) / Fraction(2885, 1000) < 555
    assert reading.flip == 555
    assert round(float(reading.flip_percent or 0), 1) == 2.8
    assert reading.slack is None


def test_readings_and_reasons_print_one_number(claims: Claims) -> None:
    reading = read(claims)["rounding"]
    told = judge(claims, load_relations(SHIPPED), {})["W006"].evidence
    shown = {name.rpartition(".")[2]: number.text for name, number in reading.numbers.items()}
    words = f"stands for {shown['flip']} or more ({shown['away']} more)"
    assert any(words in one.text for one in told)


def test_a_ratio_alone_cannot_fail(claims: Claims) -> None:
    reading = read(claims)["scope"]
    assert (reading.flip, reading.comparison) == (None, None)
    assert reading.says == claims["W001"].source
    assert reading.claims == ("W001",)


def test_555_makes_the_monthly_reading_fit_outright(claims: Claims) -> None:
    assert fits(read(claims, W002="555")) == [(True, True)] * 3
    assert not read(claims, W002="554")["rounding"].outright


def test_150_percent_makes_the_first_two_fail_and_the_third_stand(claims: Claims) -> None:
    assert fits(read(claims, **rise("150"))) == [(False, False), (False, False), (True, True)]


def test_over_1700_leaves_only_the_words_room(claims: Claims) -> None:
    assert fits(read(claims, W003="1700")) == [(True, False), (True, False), (True, True)]
    assert fits(read(claims, W003="1800"))[:2] == [(False, False)] * 2


def test_the_tolerance_of_about_decides_the_monthly_reading(claims: Claims) -> None:
    narrow = load_claims(SHIPPED, tolerance=Fraction(2, 100))
    assert fits(read(narrow))[:2] == [(True, True), (False, False)]


def test_a_flip_is_where_the_reading_flips(claims: Claims) -> None:
    """Set the first count to the flip, and to one less: it fits outright, and does not."""
    for reading_id in ("per-day", "rounding"):
        flip = read(claims)[reading_id].flip
        assert flip is not None
        assert read(claims, W002=str(flip))[reading_id].outright
        assert not read(claims, W002=str(flip - 1))[reading_id].outright


@pytest.mark.parametrize("value", ["540", "555", "400"])
def test_sentences_lead_every_number_back(claims: Claims, value: str) -> None:
    changed = replace_claim(claims, "W002", value=value)
    for one in load_readings(changed, SHIPPED):
        said = say(one.sentence, changed, one.numbers)
        assert said.ids
        assert "impossible" not in said.text
        assert "error" not in said.text
        typed = "".join(segment.text for segment in said.segments if not segment.id)
        assert not any(character.isdigit() for character in typed)


def test_the_table_says_who_says_so(claims: Claims) -> None:
    frame = list_readings(load_readings(claims, SHIPPED))
    assert len(frame) == 3
    assert list(frame["does it fit"]) == [
        "yes",
        "only if the first count was more than published",
        "can't be tested",
    ]
    assert list(frame["from which first count"]) == ["537", "555", "none published"]
    assert frame.notna().all(axis=None)


def test_what_a_reading_names_must_exist(claims: Claims) -> None:
    assert read_reading(ROW, claims).fits
    with pytest.raises(Problem, match=r"'per week' is not known .*row 4.*per day, per month"):
        read_reading(ROW | {"measure": "per week"}, claims, 4)
    with pytest.raises(Problem, match="There is no claim called W999"):
        read_reading(ROW | {"baseline": "W999"}, claims)
    with pytest.raises(Problem, match="F016 is not a number"):
        read_reading(ROW | {"growth": "F016"}, claims)
    with pytest.raises(Problem, match="The period of claim F032 is not given"):
        read_reading(ROW | {"baseline": "F032", "measure": MEASURES[0]}, claims)


def test_a_rise_between_rounded_counts_is_a_range(claims: Claims) -> None:
    """Approximately 540 is read as 535 to 545, over 1,600 as up to 1,700; outward to a decimal."""
    first, second = claims["W002"], claims["W003"]
    assert read_rise(first, second) == "193.5 to 217.8"
    assert read_rise(first, second, per_day=True) == "184.1 to 207.6"
    with pytest.raises(Problem, match="not a number"):
        read_rise(first, claims["W038"])
