"""Charts: title, source and status in the picture, the same bytes each time, no state left."""

from __future__ import annotations

import base64
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import combinations
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from helpers.errors import Problem
from helpers.site import charts
from helpers.site.labels import ALARM, INK, MUTED, PALETTE, PAPER
from helpers.site.sentences import PrintableSentence
from helpers.status import DataStatus

FRAME = pd.DataFrame({"month": ["2024-11", "2025-05"], "searches": [540, 1600]})


class Source:
    def __init__(self, status: str) -> None:
        self.release, self.data_status = "made-up", DataStatus(status)


def draw(status: str = "transcribed", **changes: Any) -> Any:
    sheets = charts.start(150)
    for axes in sheets:
        axes.bar(FRAME["month"], FRAME["searches"])
    facts: dict[str, Any] = {
        "title": "Searches rose",
        "alt": "Bars from 540 to 1,600.",
        "source": "A made-up log",
        "data": FRAME,
        "from_": Source(status),
    }
    return charts.finish(sheets, **facts | changes)


def pixels(picture: charts.Picture) -> Any:
    return np.asarray(Image.open(io.BytesIO(picture.png)).convert("RGB")).astype(int)


def count_near(picture: Any, color: str) -> int:
    wanted = [int(color[place : place + 2], 16) for place in (1, 3, 5)]
    return int((np.abs(picture - wanted).max(axis=2) < 12).sum())


def test_the_output_has_picture_alt_text_and_numbers() -> None:
    bundle, facts = draw()._repr_mimebundle_()
    assert bundle["text/plain"] == "Searches rose\nBars from 540 to 1,600."
    assert facts["image/png"]["alt"] == "Bars from 540 to 1,600."
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert "text/html" not in bundle
    shown = bundle[charts.MIME]
    assert shown["title"] == "Searches rose"
    assert json.loads(shown["data"]) == FRAME.to_dict("records")
    assert shown["data_status"] == "transcribed"


def test_it_is_sharp_and_small() -> None:
    picture = draw()
    width, height = Image.open(io.BytesIO(picture.png)).size
    assert (width, height) == (2 * picture.size[0], 2 * picture.size[1])
    assert len(picture.png) < 60_000


@pytest.mark.parametrize("field", ["title", "alt", "source"])
def test_a_chart_that_does_not_say_what_it_is_is_refused(field: str) -> None:
    with pytest.raises(Problem, match=f"The chart has no {field}"):
        draw(**{field: " "})


def test_what_is_written_in_a_drawing_keeps_its_decimals() -> None:
    sheets = charts.start(150)
    for axes in sheets:
        axes.text(0.123456, 0.5, "less than 0.31% of 12.345")
    said = {"title": "A", "alt": "B", "source": "C", "data": FRAME, "from_": Source("transcribed")}
    shown = charts.finish(sheets, **said)
    assert isinstance(shown, charts.Picture)
    for drawing in shown.drawings.values():
        assert "less than 0.31% of 12.345" in drawing
        assert not re.search(r'="[^"]*\d\.\d\d', drawing), "a position has one decimal"


def test_a_chart_without_rows_is_a_sentence() -> None:
    shown = draw(data=FRAME.head(0))
    assert isinstance(shown, PrintableSentence)
    assert shown.text == "We can't draw this chart: the records have no rows for it."
    assert mpl.rcParams["font.size"] == mpl.rcParamsDefault["font.size"], "the style holds on"


def test_a_chart_without_input_is_refused() -> None:
    with pytest.raises(Problem, match="from_"):
        draw(from_=[])
    with pytest.raises(Problem, match="may not be shown"):
        draw(data=FRAME.rename(columns={"month": "user"}))


def test_invented_records_are_marked_in_picture_and_drawings() -> None:
    plain, marked = pixels(draw("transcribed")), pixels(draw("synthetic"))
    assert count_near(plain, ALARM) == 0
    assert count_near(marked[: len(marked) // 2], ALARM) > 5_000
    # Cut the head off: the drawing itself still says it.
    assert (marked[len(marked) // 2 :] != plain[-(len(marked) - len(marked) // 2) :]).any()
    for drawing in draw("synthetic").drawings.values():
        assert "INVENTED DATA." in drawing
        assert ">INVENTED<" in drawing
        assert "var(--alarm)" in drawing
    assert "INVENTED" not in draw().drawings["wide"]


def test_one_synthetic_input_is_enough() -> None:
    mixed = draw(from_=[Source("released"), Source("synthetic")])
    assert mixed.data_status is DataStatus.SYNTHETIC
    assert count_near(pixels(mixed), ALARM) > 5_000


def test_long_titles_wrap_and_the_picture_grows() -> None:
    short, long = draw(), draw(title="Searches rose " * 12)
    assert long.size[0] == short.size[0]
    assert long.size[1] > short.size[1] + 40


def test_titles_with_dollars_are_no_formulas() -> None:
    assert draw(title="From $5 to $6 at 100%", source="$x^2$ & _y_").png.startswith(b"\x89PNG")


def test_type_is_large_enough_to_read() -> None:
    import seaborn as sns

    sheets = charts.start(200)
    for axes in sheets:
        sns.lineplot(FRAME, x="month", y="searches", ax=axes, errorbar=None)
    charts.finish(sheets, title="t", alt="a", source="s", data=FRAME, from_=Source("synthetic"))
    for figure in sheets.figures:
        texts = [text for text in figure.findobj(mpl.text.Text) if text.get_text()]
        assert len(texts) > 4
        assert min(text.get_fontsize() for text in texts) >= 11.5
        assert {text.get_text() for text in texts} >= {"Nov.\n2024", "May\n2025"}


def test_a_drawing_is_as_wide_as_a_page_or_a_phone() -> None:
    drawings = draw().drawings
    assert 'viewBox="0 0 720 150"' in drawings["wide"]
    assert 'viewBox="0 0 350 150"' in drawings["narrow"]
    for text in drawings.values():
        assert "<text" in text, "text stays text"
        assert "style=" not in text
        assert not re.search(r'="#[0-9a-f]{6}"', text), "colors are variables of the page"
        assert charts.clean_svg(text).count("<path") == text.count("<path")


def test_names_of_numbers_are_filled_in() -> None:
    from helpers.claims.claim import load_claims

    claims = load_claims()
    made = draw(title="ICE made {N002} of {N001} queries", from_=claims)
    assert made.title == "ICE made 292,114 of more than 290 million queries"
    with pytest.raises(Problem, match="no finding or claim called N999"):
        draw(title="{N999}", from_=claims)


def test_a_drawing_of_a_stranger_is_stripped() -> None:
    bad = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<a href="http://x"><path d="M 0 0"/></a><use xlink:href="http://x#a"/>'
        '<rect fill="url(http://x)" onclick="y()" style="a:b" width="1"/></svg>'
    )
    clean = charts.clean_svg(bad)
    assert "http://x" not in clean
    assert "onclick" not in clean
    assert "style" not in clean
    assert '<rect width="1"/>' in clean
    with pytest.raises(Problem, match="cannot be read"):
        charts.clean_svg("<svg")


def test_a_zoomed_bar_is_tied_to_its_whole() -> None:
    sheets = charts.start(200, panels=2)
    for whole, part in sheets:
        whole.barh(0, 100)
        part.barh(0, 2)
        charts.zoom(whole, part, 0, 2, "enlarged")
    words = {"title": "t", "alt": "a", "source": "s"}
    made = charts.finish(sheets, **words, data=FRAME, from_=Source("released"))
    assert "enlarged" in made.drawings["narrow"]
    assert made.drawings["wide"].count("stroke-dasharray") >= 2


def test_settings_and_figures_are_left_as_they_were() -> None:
    from matplotlib import pyplot

    before = dict(mpl.rcParams)
    draw()
    assert dict(mpl.rcParams) == before
    assert pyplot.get_fignums() == []
    charts.start()
    charts.start()  # the first was never finished
    draw()
    assert dict(mpl.rcParams) == before


def test_the_users_own_settings_do_not_show() -> None:
    plain = draw().png
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "savefig.dpi": 10}):
        assert draw().png == plain


SCRIPT = """
import sys; sys.path.insert(0, {tests!r})
from test_charts import draw
import hashlib
print(hashlib.sha256(draw("synthetic").png).hexdigest())
"""


def test_the_same_chart_is_the_same_bytes_anywhere() -> None:
    def run(**changes: str) -> str:
        script = SCRIPT.format(tests=os.path.dirname(__file__))  # noqa: PTH120
        environment = os.environ | changes
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    one = run(PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    two = run(PYTHONHASHSEED="2", TZ="Asia/Kolkata", LC_ALL="C.UTF-8", MPLBACKEND="svg")
    assert one == two


def contrast(one: str, two: str) -> float:
    """WCAG 2.1, relative luminance and contrast ratio."""

    def luminance(color: str) -> float:
        parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("color", [*PALETTE, INK, MUTED, ALARM])
def test_colors_can_be_read_as_type(color: str) -> None:
    assert contrast(color, PAPER) >= 4.5


def machado(matrix: list[list[float]]) -> Callable[[str], Any]:
    def see(color: str) -> Any:
        parts = np.array([int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)])
        return np.clip(np.array(matrix) @ parts, 0, 1)

    return see


# Machado, Oliveira and Fernandes 2009, severity 1.0.
BLINDNESS = {
    "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
}


@pytest.mark.parametrize("name", sorted(BLINDNESS))
def test_colors_of_the_palette_are_told_apart(name: str) -> None:
    see = machado(BLINDNESS[name])
    for one, two in combinations(PALETTE, 2):
        assert np.linalg.norm(see(one) - see(two)) > 0.3, (one, two)
