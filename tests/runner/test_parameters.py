from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.errors import Misuse
from helpers.runner import parameters
from helpers.runner.parameters import (
    any_text,
    check,
    day,
    day_or_none,
    month,
    number,
    one_of,
    release_id,
    release_ids,
    several_of,
    whole,
    words,
)


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        (any_text(), "02134", "02134"),
        (any_text(), "1e5", "1e5"),
        (any_text(), "no", "no"),
        (any_text(), "true", "true"),
        (any_text(), "null", "null"),
        (any_text(), " 12 ", " 12 "),
        (any_text(), "", ""),
        (month(), "2024-11", "2024-11"),
        (day(), "2024-02-29", "2024-02-29"),
        (whole(), "012", 12),
        (whole(minimum=-3), "-3", -3),
        (number(), "0.5", 0.5),
        (number(), "1e5", 100000.0),
        (one_of("total", "per_day"), "per_day", "per_day"),
        (several_of("a", "b", "c"), "c, a", ["c", "a"]),
        (release_id(), "eugene-or-pd-2025-06-18", "eugene-or-pd-2025-06-18"),
        (release_ids(), "a-1,b-2", "a-1,b-2"),
        (release_ids(), "", ""),
        (words(), "border patrol, ice", ["border patrol", "ice"]),
        (day_or_none(), "", ""),
        (day_or_none(), "2025-06-01", "2025-06-01"),
    ],
)
def test_text_becomes_what_the_type_says_and_nothing_else(kind, written, value):
    read = kind.read("name", written)
    assert (read, type(read)) == (value, type(value))


@given(st.text())
def test_text_is_kept_to_the_letter(written):
    assert any_text().read("name", written) == written


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (month(), "2024-13"),
        (month(), "2024-11-01"),
        (month(), "202411"),
        (month(), "November"),
        (day(), "2025-02-29"),
        (day(), "2025-02"),
        (whole(), "1e5"),
        (whole(), "1_000"),
        (whole(), "1.0"),
        (whole(), "yes"),
        (whole(minimum=1), "0"),
        (number(), "nan"),
        (number(), "inf"),
        (number(), "1,5"),
        (one_of("total", "per_day"), "perday"),
        (several_of("a", "b"), "a,z"),
        (several_of("a", "b"), ""),
        (release_id(), "../secret"),
        (release_id(), ""),
        (release_id(), "findings"),
        (release_id(), "log_2"),
        (release_id(), "a.b"),
        (release_ids(), "a-1,../b"),
        (words(), ""),
        (day_or_none(), "June"),
    ],
)
def test_what_is_not_of_the_type_is_refused(kind, written):
    with pytest.raises(Misuse, match="The parameter name is"):
        kind.read("name", written)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (whole(), True),
        (whole(), 1.0),
        (number(), False),
        (number(), "1"),
        (any_text(), 2134),
        (month(), 2024),
        (several_of("a"), "a"),
        (several_of("a"), []),
        (one_of("no"), False),
    ],
)
def test_a_value_of_another_type_is_refused(kind, value):
    with pytest.raises(Misuse):
        kind.confirm("name", value)


def test_a_wrong_word_names_the_nearest_right_one():
    with pytest.raises(Misuse, match="Did you mean per_day"):
        check({"measure": "perday"}, measure=one_of("total", "per_day"))
    with pytest.raises(
        Misuse, match=r"is z; expected: a list out of a, b, each at most once\. There are: a, b"
    ):
        several_of("a", "b").confirm("groups", ["a", "z"])


def test_an_unknown_name_names_the_nearest_right_one():
    namespace = {"baseline_month": "2024-11", "baseline_mnth": "2024-12", "__name__": "__main__"}
    with pytest.raises(Misuse, match=r"called baseline_mnth\. Did you mean baseline_month\?"):
        check(namespace, baseline_month=month())


def test_a_parameter_without_a_value_is_named():
    with pytest.raises(Misuse, match="baseline_month has no value"):
        check({}, baseline_month=month())


def test_the_output_lists_the_values_in_force():
    shown = check({"a": "2024-11", "b": ["x", "y"]}, a=month(), b=several_of("x", "y", "z"))
    bundle = shown._repr_mimebundle_()
    assert bundle["text/plain"] == "a = 2024-11\nb = x,y"
    assert bundle[parameters.MIME] == {"a": "2024-11", "b": ["x", "y"]}
