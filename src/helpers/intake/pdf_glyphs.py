"""Glyphs: the characters of a PDF's pages, each with its box, in the order they were printed in.

The boxes come from PDFium one by one. Its text objects and rectangles join neighboring cells of a
spreadsheet's print, so that `17652` and the `UTC` beside it become one; characters do not.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from helpers.errors import Problem
from helpers.intake.pdf_rules import find_rules

LINE_ENDS = (10, 13)
HYPHEN_AT_LINE_END = (0x02, 0xFFFE)
"""What PDFium gives for a hyphen that ends a line; the page shows a hyphen."""

BLANK = 32
SET_APART = "\u200a"
"""Stands for a blank that the page does not hold: PDFium sets apart texts with a gap between."""

ANGLES_ASKED = 25
"""Of how many characters a page is asked which way they run."""


class Glyph(NamedTuple):
    """One character: where it begins and ends along its line, and how far down the line lies."""

    text: str
    start: float
    end: float
    down: float
    size: float


@dataclass(frozen=True)
class Page:
    """One page's characters as a reader of its text sees them, whichever way it is turned.

    `find_rules` tells where its upright lines stand, as long as no later page was read.
    """

    number: int
    glyphs: list[Glyph]
    has_image: bool
    find_rules: Callable[[], list[float]]


def read_pages(path: Path, *, shown: str) -> Iterator[Page]:
    """Give the pages of a PDF, from 1.

    Raises Problem if the file is locked or is no PDF that can be opened.
    """
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).casefold()
        raise Problem(
            "The PDF is locked with a password" if locked else "The PDF cannot be opened",
            file=shown,
            remedy="Ask the custodian for the spreadsheet behind it, or for the file again",
        ) from error
    try:
        for number in range(len(document)):
            page = document[number]
            rules = partial(find_rules, page)
            yield Page(number + 1, _read_glyphs(page), _has_image(page), rules)
            page.close()
    finally:
        document.close()


def _read_glyphs(page: Any) -> list[Glyph]:
    import pypdfium2.raw as raw  # type: ignore[import-untyped]

    text = page.get_textpage()
    handle, count = text.raw, raw.FPDFText_CountChars(text.raw)
    quarter = _find_quarter(handle, count)
    # Bound once: these two are called for each of a million characters.
    unicode_of, box_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    is_made_up = raw.FPDFText_IsGenerated
    box = raw.FS_RECTF()
    reference = ctypes.byref(box)
    glyphs = []
    for place in range(count):
        code = unicode_of(handle, place)
        if code in LINE_ENDS:
            continue
        box_of(handle, place, reference)
        if quarter == 0:
            start, end, first, last = box.left, box.right, -box.top, -box.bottom
        elif quarter == 1:
            start, end, first, last = box.bottom, box.top, box.left, box.right
        elif quarter == 2:
            start, end, first, last = -box.right, -box.left, box.bottom, box.top
        else:
            start, end, first, last = -box.top, -box.bottom, -box.right, -box.left
        character = "-" if code in HYPHEN_AT_LINE_END else chr(code)
        if code == BLANK and is_made_up(handle, place):
            character = SET_APART
        glyphs.append(Glyph(character, start, end, (first + last) / 2, last - first))
    text.close()
    return glyphs


def _find_quarter(handle: Any, count: int) -> int:
    """Return by how many quarter turns, against the clock, most of a page's text is turned.

    PDFium measures a character's angle with the clock.
    """
    import pypdfium2.raw as raw

    step = max(1, count // ANGLES_ASKED)
    angles = [raw.FPDFText_GetCharAngle(handle, place) for place in range(0, count, step)]
    quarters = Counter(-round(angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0)
    return quarters.most_common(1)[0][0] if quarters else 0


def _has_image(page: Any) -> bool:
    import pypdfium2.raw as raw

    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))
