"""Findings in sentences: a day is written out, and a fall is said without its sign."""

from __future__ import annotations

import pytest

from helpers.claims.finding import Finding, Scope, list_sizes, record
from helpers.errors import Problem
from helpers.status import DataStatus


class Source:
    release, data_status = "r", DataStatus.TRANSCRIBED


def write(value: str | float, unit: str) -> Finding:
    return record("t.one", value, unit=unit, scope=Scope(), from_=Source())


@pytest.mark.parametrize(
    ("value", "unit", "text", "phrase"),
    [
        ("2024-11-13", "date", "13 November 2024", "13 November 2024"),
        ("2024-12", "month", "December 2024", "December 2024"),
        ("0.8", "percent below the count", "0.8%", "0.8% below the count"),
        ("193.5 to 217.8", "percent increase", "193.5 to 217.8%", "193.5 to 217.8% increase"),
    ],
)
def test_how_it_stands_in_a_sentence(value: str, unit: str, text: str, phrase: str) -> None:
    one = write(value, unit)
    assert (one.value, one.text, one.phrase) == (value, text, phrase)


def test_a_size_has_no_sign_and_keeps_its_id() -> None:
    write(-97.03, "percent change")
    (size,) = list_sizes(["t.one"]).values()
    assert (size.id, size.text) == ("t.one", "97.0%")
    with pytest.raises(Problem, match="no finding"):
        list_sizes(["t.two"])
