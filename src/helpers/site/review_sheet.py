"""The desk's sheet: claims as CSV or as a workbook that a person signs, safe to open."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from helpers import csv_output
from helpers.claims.review import FILLED, SHEET
from helpers.claims.sign_offs import DECISIONS, LONGEST_NOTE
from helpers.errors import Misuse, Problem, suggest
from helpers.privacy.gate import publish
from helpers.project import find_project
from helpers.releases.release import list_releases
from helpers.site.looks import CARE, FINE, FIX, STOP, look_at

SHEET_NAME = "Claims"
FORMATS = (".csv", ".xlsx")
LONGEST_CELL = 32_767
"""Characters in one cell of a workbook (Microsoft, "Excel specifications and limits")."""

_WIDTHS = dict(
    zip(
        SHEET,
        (
            *(9, 20, 20, 18, 26, 34, 56, 52, 46, 24, 14, 14, 14, 36, 30),
            *(16, 14, 12, 40, 16, 12),
            *(24, 34, 13, 34, 24, 12, 11, 13, 24),
        ),
        strict=True,
    )
)
"""Widths of the columns, in characters."""

_GROUPS = {
    FINE: ("1A5C33", "EDF5EE"),
    CARE: ("55534D", "FBFAF6"),
    FIX: ("8F1D14", "FBEEEB"),
    STOP: ("FBFAF6", "8F1D14"),
}
"""Ink and wash of each group of labels, those of the pages; the word itself says the same."""

_DAYS = (FILLED["day"], FILLED["expires"])

_LINE = 1.25
"""Characters are narrower than the digit that a column's width is counted in; found by eye."""

_HELP = f"""How to sign
Fill in the yellow columns of the sheet Claims: decision, who, day, note, and, for what stays \
open, an owner and a day to settle it by. Leave a row empty to say nothing on it.
Both verdicts are computed. Your decision says whether a person who has looked at the sources \
agrees; it is kept apart from the verdicts and never changes them.
{chr(10).join(f"{decision}: {meaning}" for decision, meaning in DECISIONS.items())}
The day is written as 2026-11-26, and none that is yet to come. A note has at most \
{LONGEST_NOTE:,} characters. Who, day, decision and note are published with the pages: \
initials will do.
Sort and filter as you like, and add columns of your own. Change nothing in the columns Claim, \
Quotation, Standing, Published and State: they say what you sign. If any of it changes later, \
your sign-off is shown as given for something else, and no longer counts.
Give the filled sheet back to whoever runs plateglass. It is taken in with \
plateglass claims --import-sign-offs FILE, and nothing is taken from a sheet with a row at fault.\
""".split("\n")


def write_desk_sheet(rows: Sequence[Mapping[str, str]], path: Path) -> Path:
    """Write the rows of `claims.review.lay_out_sheet` to a new file, by rename, and return it.

    The same rows give the same bytes. Raises Misuse if the name ends neither in .csv nor in .xlsx,
    its folder is not there, or the file is: it may hold sign-offs.
    """
    form = path.suffix.casefold()
    if form not in FORMATS:
        raise Misuse(
            f"A sheet cannot be called {path.name}",
            expected="a name that ends in .csv or .xlsx",
            remedy=suggest(form, FORMATS),
        )
    if not path.parent.is_dir():
        raise Misuse(f"There is no folder {path.parent}", remedy="Make it first")
    if path.exists():
        raise Misuse(
            f"There is a file {path.name} already, which may hold sign-offs",
            remedy="Take them in with --import-sign-offs, then give another name or move it away",
        )
    data = write_sheet(rows) if form == ".csv" else write_workbook(rows)
    publish({path: data}, list_releases(find_project()))
    return path


def write_sheet(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return the rows as CSV with a header, every cell quoted, in UTF-8 with its mark.

    Without the mark a spreadsheet reads UTF-8 as another encoding. Texts are guarded against being
    run as formulas: see csv_output.
    """
    cells = ([row[name] for name in SHEET] for row in rows)
    text = csv_output.write_csv(SHEET, cells, line_end="\r\n", quote_all=True)
    return text.encode("utf-8-sig")


MOST_LINES = 1_048_576
"""The lines of a sheet; a writer that goes on beyond them loses the rest."""


def write_workbook(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return the rows as a workbook (.xlsx) of two sheets: the claims, and how to sign.

    Every cell is text, so none is run as a formula or read as a number. Raises Problem if a
    sheet can't hold them all.
    """
    if len(rows) >= MOST_LINES:
        raise Problem(
            f"A sheet of a workbook holds {MOST_LINES - 1:,} rows under a header, and these are "
            f"{len(rows):,}",
            remedy="Export them as .csv, or choose fewer",
        )
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    from helpers.synthetic.network_counts import settle_bytes

    book = Workbook()
    book.properties.creator = "Plateglass"
    sheet = book.active
    sheet.title = SHEET_NAME
    _write_header(sheet)
    for number, row in enumerate(rows, start=2):
        _write_row(sheet, number, row)
    last = max(len(rows) + 1, 2)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(SHEET))}{last}"
    _add_checks(sheet, last)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    _write_help(book.create_sheet("How to sign"))
    drawn = io.BytesIO()
    book.save(drawn)
    return settle_bytes(drawn.getvalue())


def _write_header(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for at, name in enumerate(SHEET, start=1):
        cell = sheet.cell(1, at, name)
        filled = name in FILLED.values()
        cell.font = Font(bold=True, color="1B1B1A" if filled else "FFFFFF")
        cell.fill = PatternFill("solid", fgColor="F2C94C" if filled else "1B1B1A")
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS[name]
    sheet.row_dimensions[1].height = 32


def _write_row(sheet: Any, number: int, row: Mapping[str, str]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    top, rule = Alignment(vertical="top", wrap_text=True), Side(style="thin", color="D9D5C9")
    lines = 1
    for at, name in enumerate(SHEET, start=1):
        text = _clean(row[name], row["Claim"], name)
        cell = sheet.cell(number, at)
        if text:
            cell.value, cell.data_type = text, "s"
            cell.quotePrefix = True
        cell.alignment, cell.border = top, Border(bottom=rule)
        cell.number_format = "yyyy-mm-dd" if name in _DAYS else "@"
        if name in FILLED.values():
            cell.fill = PatternFill("solid", fgColor="FDF6DC")
        width = _WIDTHS[name] * _LINE
        lines = max(lines, sum(1 + int(len(part) // width) for part in text.split("\n")))
    # Few programs that show a workbook fit the heights of its rows to wrapped text unasked.
    sheet.row_dimensions[number].height = min(15 * lines, 409)
    for column in ("Quotation", "Standing", "Advice"):
        ink, wash = _GROUPS[look_at(row[column]).group]
        cell = sheet.cell(number, SHEET.index(column) + 1)
        cell.font, cell.fill = Font(bold=True, color=ink), PatternFill("solid", fgColor=wash)
    sheet.cell(number, 1).font = Font(bold=True)
    if row["Link"].startswith(("https://", "http://")) and len(row["Link"]) < 2_000:
        link = sheet.cell(number, SHEET.index("Link") + 1)
        link.hyperlink, link.font = row["Link"], Font(color="0B4A8F", underline="single")


def _clean(text: str, claim: str, column: str) -> str:
    """Return a text that a workbook can hold: without most control characters."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if len(text) > LONGEST_CELL:
        raise Problem(
            f"The {column.casefold()} of {claim} has {len(text):,} characters, and a cell of a "
            f"workbook holds {LONGEST_CELL:,}",
            remedy="Export to .csv instead",
        )
    # In a workbook `_x000D_` means a character, unless escaped (ECMA-376, ST_Xstring).
    escaped = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return str(ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", escaped))


def _add_checks(sheet: Any, last: int) -> None:
    """Let the sheet offer the decisions, and say at once if another is typed."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    column = get_column_letter(SHEET.index(FILLED["decision"]) + 1)
    check = DataValidation(type="list", formula1=f'"{",".join(DECISIONS)}"', allow_blank=True)
    check.error, check.errorTitle = f"One of: {', '.join(DECISIONS)}", "Decision"
    check.showErrorMessage = True
    sheet.add_data_validation(check)
    check.add(f"{column}2:{column}{last}")


def _write_help(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width = 96
    for number, text in enumerate(_HELP, start=1):
        cell = sheet.cell(number, 1, text)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        cell.font = Font(bold=number == 1, size=14 if number == 1 else 11)
        sheet.row_dimensions[number].height = 24 if number == 1 else 15 * (1 + len(text) // 100) + 6
