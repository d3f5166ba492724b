"""Curves as pictures: every point and the bound are in view, and a fall ends at -100."""

from __future__ import annotations

import io
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from helpers.claims.claim import load_claims
from helpers.claims.spec_curve import Curve, load_headlines, say_curve, trace
from helpers.project import HOME, Project
from helpers.site import charts
from helpers.site.curve_chart import describe_curve, draw_curve, height_of, list_bounds, share
from helpers.site.labels import PALETTE

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


def test_no_published_number_is_beside_invented_ones() -> None:
    curve = curve_of("portal-rise", 120, 150, 188)
    for invented in (True, False):
        panels, _ = charts.start(height_of(curve), panels=2, **share(curve))
        draw_curve(panels, curve, invented=invented)
        written = [text.get_text() for text in panels[0].texts]
        assert ("published: 188% (W001)" in written) is not invented
        told = (describe_curve(curve, invented=invented), say_curve(curve, invented=invented))
        assert all(("W001" in words) is not invented for words in told)
    assert "true above 100" in describe_curve(curve)


def test_every_way_of_counting_has_its_point_in_the_picture() -> None:
    curve = curve_of("audit-fall", -98, -97, -96)
    sheets = charts.start(height_of(curve), panels=2, **share(curve))
    for panels in sheets:
        draw_curve(panels, curve, invented=True)
    png = charts.encode(sheets.figures[0])
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    blue = [int(PALETTE[0][place : place + 2], 16) for place in (1, 3, 5)]
    found = np.abs(picture - blue).max(axis=2).min(axis=0) < 12
    points = np.count_nonzero(found[1:] & ~found[:-1])
    assert points == len(curve.counted)
