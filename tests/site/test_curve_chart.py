"""Curves as pictures: the bound is in view, a fall ends at -100, made-up agreement is said."""

from __future__ import annotations

from fractions import Fraction

import pytest

from helpers.claims.claim import load_claims
from helpers.claims.spec_curve import Curve, load_headlines, trace
from helpers.project import HOME, Project
from helpers.site import charts
from helpers.site.curve_chart import describe_curve, draw_curve, height_of, list_bounds, share

CLAIMS = load_claims(Project(HOME))
DECLARED = load_headlines(CLAIMS, Project(HOME))


def curve_of(name: str, *values: int) -> Curve:
    given = iter([Fraction(value) for value in values] * 400)
    return trace(DECLARED[name], lambda _: next(given))


@pytest.mark.parametrize(
    ("name", "values", "bound", "lowest"),
    [
        ("audit-fall", (-98, -97, -96), -90, -100),
        ("portal-rise", (120, 150, 188), 100, None),
        ("portal-pair", (1538, 1600, 1647), 1600, None),
    ],
)
def test_the_bound_is_in_view(
    name: str, values: tuple[int, ...], bound: int, lowest: int | None
) -> None:
    curve = curve_of(name, *values)
    assert [at for at, _ in list_bounds(curve)] == [bound]
    panels, _ = charts.start(height_of(curve), panels=2, **share(curve))
    draw_curve(panels, curve)
    low, high = panels[0].get_ylim()
    assert low < bound < high
    assert low < min(values)
    assert high > max(values)
    assert lowest is None or low == lowest
    written = [text.get_text() for text in panels[0].texts]
    assert any(words in written for _, words in list_bounds(curve))


def test_what_was_made_to_agree_is_not_called_printed() -> None:
    curve = curve_of("portal-rise", 120, 150, 188)
    for made, said in ((True, "188% (W001), by design"), (False, "published: 188% (W001)")):
        panels, _ = charts.start(height_of(curve), panels=2, **share(curve))
        draw_curve(panels, curve, made_to_agree=made)
        assert said in [text.get_text() for text in panels[0].texts]
        assert ("were made to give" in describe_curve(curve, made_to_agree=made)) is made
    assert "true above 100" in describe_curve(curve)
