"""Headlines: what is declared is checked, and a curve says no more than its specifications."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from helpers.analysis.specifications import Choice, Option, grow_count
from helpers.claims.claim import load_claims
from helpers.claims.listing import list_curve, list_influences, list_uncounted
from helpers.claims.spec_curve import (
    Headline,
    load_headlines,
    record_alone,
    record_curve,
    say_alone,
    say_curve,
    trace,
)
from helpers.errors import Problem
from helpers.project import HOME, Project
from helpers.site.sentences import say

CLAIMS = load_claims(Project(HOME))
DECLARED = load_headlines(CLAIMS, Project(HOME))
REFERENCE = HOME / "data" / "reference"


def grown() -> tuple[Headline, dict[str, Fraction]]:
    return DECLARED["portal-pair"], {
        "printed": Fraction(540),
        "lowest": Fraction(535),
        "highest": Fraction(545),
    }


RISES = {"printed": Fraction(188), "lowest": Fraction("187.5"), "highest": Fraction("188.5")}
MONTHS = ("2024-11", "2025-05")


def test_the_printed_figures_fit_per_day_and_not_per_month() -> None:
    headline, counts = grown()
    curve = trace(headline, grow_count(counts, RISES, MONTHS))
    assert len(curve.outcomes) == len(curve.counted) == 27
    measures = {one.options["measure"].value for one in curve.holding}
    assert measures == {"per_day", "per_weekday"}
    assert curve.holding == curve.reproducing
    assert curve.influences[0].choice == "measure"


def test_one_count_more_changes_what_gives_the_printed_figure() -> None:
    headline, counts = grown()
    fewer = trace(headline, grow_count({**counts, "printed": Fraction(500)}, RISES, MONTHS))
    more = trace(headline, grow_count({**counts, "printed": Fraction(560)}, RISES, MONTHS))
    assert len(fewer.reproducing) < len(more.reproducing)
    assert "total" in {one.options["measure"].value for one in more.reproducing}


def test_findings_and_sentence_name_one_another() -> None:
    headline, counts = grown()
    curve = trace(headline, grow_count(counts, RISES, MONTHS))
    found = {one.id: one for one in record_curve(curve, of=CLAIMS)}
    assert found["specifications.portal_pair.count"].value == 27
    assert found["specifications.portal_pair.holds"].value == len(curve.holding)
    assert found["specifications.portal_pair.as_printed"].value == pytest.approx(1555.2)
    sentence = say_curve(curve)
    assert "{specifications.portal_pair.holds} of {specifications.portal_pair.count}" in sentence
    assert "{W003}" in sentence
    assert "measure" in sentence


def test_single_choices_are_compared_with_the_printed_ones() -> None:
    headline, counts = grown()
    curve = trace(headline, grow_count(counts, RISES, MONTHS))
    chosen = ["measure", "first count"]
    record_curve(curve, of=CLAIMS)
    found = {one.id.rpartition(".")[2]: one for one in record_alone(curve, chosen, of=CLAIMS)}
    assert list(found) == [
        *("measure_per_day", "measure_per_weekday"),
        *("first_count_lowest", "first_count_highest"),
    ]
    assert found["measure_per_day"].value == pytest.approx(540 * 2.88 * 31 / 30)
    assert found["first_count_lowest"].value == pytest.approx(535 * 2.88)
    said = say(say_alone(curve, chosen), CLAIMS).text
    assert "the number is 1,555.2. With one other choice, it is 1,607" in said
    assert "(“least a reader takes” for first count)" in said


def test_what_the_sentence_words_may_have_no_value_to_compare_with() -> None:
    headline, counts = grown()

    def refuse(given: Mapping[str, str]) -> Fraction:
        if given["measure"] == "total":
            raise Problem("There is no total")
        return grow_count(counts, RISES, MONTHS)(given)

    curve = trace(headline, refuse)
    assert record_alone(curve, ["measure"], of=CLAIMS) == []
    assert "no number to compare" in say(say_alone(curve, ["measure"])).text


def test_a_middle_is_a_value_that_was_counted_or_is_not_given() -> None:
    for values, middle in (([1, 2, 9], None), ([1, 2, 3, 9], None), ([5, 1, 9, 2, 7], 5)):
        given = iter(values)
        choice = Choice("who", tuple(Option(str(n), str(n), "Why.", n == 0) for n in range(9)))
        headline = replace(DECLARED["nlets-ice"], choices=(choice,))

        def compute(_: object, given: Iterator[int] = given) -> Fraction:
            try:
                return Fraction(next(given))
            except StopIteration as error:
                raise Problem("Nothing more") from error

        curve = trace(headline, compute)
        assert curve.middle == middle
        found = {one.id.rpartition(".")[2] for one in record_curve(curve, of=CLAIMS)}
        assert ("middle" in found) is (middle is not None)
        assert ("in the middle" in say_curve(curve)) is (middle is not None)


def test_a_share_below_an_open_total_is_listed_as_a_bound() -> None:
    curve = trace(DECLARED["nlets-share"], lambda _: Fraction("0.10072896"))
    assert list(list_curve(curve)["percent of all queries"]) == ["less than 0.1008"] * 2


def test_a_bound_is_recorded_as_one_and_never_tighter() -> None:
    share = trace(DECLARED["nlets-share"], lambda _: Fraction("0.10072896"))
    found = {one.id.rpartition(".")[2]: one for one in record_curve(share, of=CLAIMS)}
    assert found["lowest"].text == "less than 0.1008%"
    assert found["holds"].wording == "exact"


def test_tables_have_a_row_each() -> None:
    headline, counts = grown()
    curve = trace(headline, grow_count(counts, RISES, MONTHS))
    rows = list_curve(curve)
    assert list(rows["searches"]) == sorted(rows["searches"])
    assert (rows["sentence holds"] == "yes").sum() == len(curve.holding)
    assert list_influences(curve)["choice"].iloc[0] == "measure"


def test_what_gives_no_value_is_listed_and_a_curve_without_any_is_refused() -> None:
    def refuse(given: object) -> Fraction:
        raise Problem("There is no count for 2024-11: missing, not zero")

    curve = trace(DECLARED["portal-rise"], refuse)
    assert list_uncounted([curve]).iloc[0]["specifications"] == len(curve.outcomes)
    with pytest.raises(Problem, match="No specification of portal-rise gave a value"):
        record_curve(curve, of=CLAIMS)


@pytest.mark.parametrize("headline", DECLARED.values(), ids=lambda one: one.id)
def test_each_declared_headline_can_be_argued_with(headline: Headline) -> None:
    assert headline.sentence.endswith(".")
    for choice in headline.choices:
        assert len(choice.options) > 1
        assert all(option.reason.endswith(".") for option in choice.options)


def project_with(folder: Path, name: str, change: dict[str, str], row: int) -> Project:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[row] |= change
    target = folder / "data" / "reference" / name
    target.parent.mkdir(parents=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return Project(folder)


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("specifications.csv", {"reason": " "}, "option has no reason"),
        ("specifications.csv", {"as_printed": ""}, "choice clock cannot be compared"),
        ("specifications.csv", {"value": "UTC"}, "choice clock cannot be compared"),
        ("specifications.csv", {"headline_id": "portal-rsie"}, "no headline called portal-rsie"),
        ("headlines.csv", {"claim": "W999"}, "no claim called W999"),
        ("headlines.csv", {"holds_above": "a hundred"}, "bounds within which the sentence holds"),
        ("headlines.csv", {"bound": "over"}, "bound 'over' is not known"),
    ],
)
def test_what_is_declared_badly_is_a_sentence(
    tmp_path: Path, name: str, change: dict[str, str], says: str
) -> None:
    with pytest.raises(Problem, match=says):
        load_headlines(CLAIMS, project_with(tmp_path, name, change, 0))
