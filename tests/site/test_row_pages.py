"""Row pages: they show what rows hold, and stay on this machine."""

from __future__ import annotations

from pathlib import Path

from helpers.claims.trace import Narrowing, RowPosition, RowTrace, SourceRelease, Trace
from helpers.project import Project
from helpers.readers.csv import RawRecord
from helpers.readers.neighborhood import Neighborhood
from helpers.site.row_pages import ShownRow, write_check_sheet, write_rows

PLACE = RowPosition("log.csv", None, 12)
HOSTILE = "<script>alert(1)</script>"
NEAR = Neighborhood(
    "log.csv",
    None,
    12,
    ("id", "reason"),
    {11: ("a", "x"), 12: ("b", HOSTILE)},
    (RawRecord(12, 14, f"b,{HOSTILE}"),),
)
SOURCE = SourceRelease(
    "made-up", "A log", "synthetic", "Example PD", None, None, None, (), "ab" * 32, {}
)
STEPS = (Narrowing("left out: another group", 9, 3, "account_group = 'A'"),)
ROWS = RowTrace(SOURCE, "counted", 3, 9, "", "", False, False, STEPS, (PLACE,))
TRACE = Trace("t.one", "finding", "3 searches", 3, "abc", {}, rows=(ROWS,))


def read(path: Path, project: Project) -> str:
    assert path.is_relative_to(project.state)
    text = path.read_text(encoding="utf-8")
    assert "For this machine only." in text
    assert HOSTILE not in text
    assert ' src="http' not in text
    return text


def test_a_row_is_shown_with_what_is_around_it(project: Project) -> None:
    row = ShownRow("made-up", PLACE, {"reason": HOSTILE}, NEAR)
    text = read(write_rows("t.one", [row], project), project)
    assert "As the file has it" in text
    assert "Cell by cell" in text
    assert text.count('class="marked"') == 2


def test_a_page_of_a_print_is_shown_as_a_picture(project: Project) -> None:
    printed = Neighborhood("a.pdf", None, 12, ("id",), {12: ("b",)}, (), b"\x89PNG")
    place = RowPosition("a.pdf", None, 12, 3)
    text = read(write_rows("a.pdf:12", [ShownRow("made-up", place, {}, printed)], project), project)
    assert "data:image/png;base64,iVBORw==" in text
    assert "a.pdf, page 3, row 12" in text
    assert "Cell by cell" not in text


def test_a_sheet_has_a_box_to_tick_for_each_row(project: Project) -> None:
    rows = [ShownRow("made-up", PLACE, {"reason": HOSTILE}) for _ in range(20)]
    text = read(write_check_sheet(TRACE, rows, project), project)
    assert text.count("&#9744;") == 60
    assert "Checked by:" in text
    assert "account_group = &#39;A&#39;" in text
