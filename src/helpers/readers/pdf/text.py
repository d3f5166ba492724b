"""Text: the characters of a PDF's pages, the lines and words they form, and ruling lines.

The boxes of the characters come from PDFium one by one. Its text objects and rectangles join
neighboring cells of a printed spreadsheet, so `17652` and the `UTC` next to it become one; its
characters don't. They are kept in the order in which they were printed.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from helpers.errors import Damaged
from helpers.progress import count_step

LINE_ENDS = (10, 13)
HYPHEN_AT_LINE_END = (0x02, 0xFFFE)
"""What PDFium returns for a hyphen that ends a line; the page shows a hyphen."""

BLANK = 32
ADDED_BLANK = "\u200a"
"""A blank that the page does not hold: PDFium adds one where two texts have a gap between them."""

MOST_ANGLES = 25
"""Of how many characters of a page we look up the angle."""


class Character(NamedTuple):
    """One character: where it begins and ends along its line, how far down, and its height."""

    text: str
    start: float
    end: float
    down: float
    size: float


@dataclass(frozen=True)
class PrintedPage:
    """One page's characters as a person sees them, whichever way the page is turned.

    `find_rules` returns where its ruling lines are, as long as no later page was read.
    """

    number: int
    characters: list[Character]
    has_image: bool
    find_rules: Callable[[], list[float]]


def read_pages(path: Path, *, shown: str) -> Iterator[PrintedPage]:
    """Yield the pages of a PDF, from 1.

    Raises Problem if the file is locked, or is not a PDF that can be opened.
    """
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).casefold()
        raise Damaged(
            "The PDF needs a password" if locked else "We couldn't open the PDF",
            file=shown,
            remedy="Ask the source agency for the spreadsheet it was printed from, or for the "
            "file again",
        ) from error
    try:
        for number in range(len(document)):
            count_step(number, len(document), "pages read")
            page = document[number]
            rules = partial(find_rules, page)
            yield PrintedPage(number + 1, _read_characters(page), _has_image(page), rules)
            page.close()
    finally:
        document.close()


SCALE = 2.0
"""How many dots a point has in the picture of a page."""

MARK = (255, 240, 150)
EDGE = (192, 64, 0)
"""The colors of a marked row, and of the line around it."""


def draw_page(path: Path, number: int, band: tuple[float, float]) -> bytes:
    """Return a picture (PNG) of a page, from 1, with what is between two heights marked.

    The heights are `down` of characters, whichever way the page is turned.
    """
    import io

    import pypdfium2
    from PIL import Image, ImageChops, ImageDraw

    document = pypdfium2.PdfDocument(path)
    try:
        page = document[number - 1]
        left, top, right, bottom = _locate_band(page, band)
        picture = page.render(scale=SCALE).to_pil().convert("RGB")
        mark = Image.new("RGB", picture.size, (255, 255, 255))
        ImageDraw.Draw(mark).rectangle((left, top, right, bottom), fill=MARK)
        # Multiplied, so the print stays as dark as it is.
        picture = ImageChops.multiply(picture, mark)
        ImageDraw.Draw(picture).rectangle((left, top, right, bottom), outline=EDGE, width=2)
        written = io.BytesIO()
        picture.save(written, "PNG", optimize=True)
        return written.getvalue()
    finally:
        document.close()


def _locate_band(page: Any, band: tuple[float, float]) -> tuple[float, float, float, float]:
    """Return where a band of a page is in its picture: left, top, right, bottom."""
    import pypdfium2.raw as raw  # type: ignore[import-untyped]

    text = page.get_textpage()
    quarter = _find_quarter(text.raw, raw.FPDFText_CountChars(text.raw))
    text.close()
    first, last = band[0] - 1, band[1] + 1
    ends = {
        0: ((0, -first), (0, -last)),
        1: ((first, 0), (last, 0)),
        2: ((0, first), (0, last)),
        3: ((-first, 0), (-last, 0)),
    }[quarter]
    width, height = (round(size * SCALE) for size in page.get_size())
    across, down = ctypes.c_int(), ctypes.c_int()
    points = []
    for x, y in ends:
        raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
        points.append((across.value, down.value))
    (ax, ay), (bx, by) = points
    if abs(ax - bx) > abs(ay - by):  # the text runs from the bottom of the picture to its top
        return min(ax, bx), 2, max(ax, bx), height - 3
    return 2, min(ay, by), width - 3, max(ay, by)


def _read_characters(page: Any) -> list[Character]:
    import pypdfium2.raw as raw

    text = page.get_textpage()
    handle, count = text.raw, raw.FPDFText_CountChars(text.raw)
    quarter = _find_quarter(handle, count)
    # Looked up once: these are called for each of a million characters.
    unicode_of, box_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    is_added = raw.FPDFText_IsGenerated
    box = raw.FS_RECTF()
    reference = ctypes.byref(box)
    characters = []
    for position in range(count):
        code = unicode_of(handle, position)
        if code in LINE_ENDS:
            continue
        box_of(handle, position, reference)
        if quarter == 0:
            start, end, first, last = box.left, box.right, -box.top, -box.bottom
        elif quarter == 1:
            start, end, first, last = box.bottom, box.top, box.left, box.right
        elif quarter == 2:
            start, end, first, last = -box.right, -box.left, box.bottom, box.top
        else:
            start, end, first, last = -box.top, -box.bottom, -box.right, -box.left
        character = "-" if code in HYPHEN_AT_LINE_END else chr(code)
        if code == BLANK and is_added(handle, position):
            character = ADDED_BLANK
        characters.append(Character(character, start, end, (first + last) / 2, last - first))
    text.close()
    return characters


def _find_quarter(handle: Any, count: int) -> int:
    """Return by how many quarter turns, counterclockwise, most of a page's text is turned.

    PDFium measures a character's angle clockwise.
    """
    import pypdfium2.raw as raw

    step = max(1, count // MOST_ANGLES)
    angles = [raw.FPDFText_GetCharAngle(handle, position) for position in range(0, count, step)]
    quarters = Counter(-round(angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0)
    return quarters.most_common(1)[0][0] if quarters else 0


def _has_image(page: Any) -> bool:
    import pypdfium2.raw as raw

    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))


SHORTEST = 4.0
"""In points. What is shorter is part of a letter, a symbol or a pattern."""

AS_ONE = 3.0
"""In points. Edges closer than this are the two sides of one line, or the borders of two cells."""


def find_rules(page: Any) -> list[float]:
    """Return where a page (pypdfium2) has vertical lines and edges of boxes, from the left.

    Pages whose text is turned have none, and drawings within drawings are not searched.
    """
    import pypdfium2.raw as raw

    if page.get_rotation():
        return []
    edges = []
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        matrix = path.get_matrix()
        before: tuple[float, float] | None = None
        for position in range(raw.FPDFPath_CountSegments(path.raw)):
            segment = raw.FPDFPath_GetPathSegment(path.raw, position)
            x, y = ctypes.c_float(), ctypes.c_float()
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            point = matrix.on_point(x.value, y.value)
            drawn = raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO
            if drawn and before is not None and abs(point[0] - before[0]) < 0.1:
                edges += [point[0]] if abs(point[1] - before[1]) >= SHORTEST else []
            before = point
    return _join_edges(sorted(edges))


def _join_edges(edges: list[float]) -> list[float]:
    """Return the middle of each group of edges that are close together."""
    groups: list[list[float]] = []
    for edge in edges:
        if groups and edge - groups[-1][0] < AS_ONE:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    return [(group[0] + group[-1]) / 2 for group in groups]


SAME_LINE = 0.4
"""Characters are on one line if they are within this share of their height.

Cells of a row that wrap separately drift by a tenth; neighboring lines are a whole height apart."""

SAME_WORD = 0.3
"""A gap wider than this share of a character's height ends a word; a blank is about a quarter."""


@dataclass(frozen=True)
class PrintedLine:
    """The characters of one line, in the order in which they were printed, not by position.

    Boxes of blanks overlap their neighbors', so sorting by position turns `840` into `8 40`.
    """

    page: int
    down: float
    size: float
    characters: Sequence[Character]

    @property
    def text(self) -> str:
        """Its visible characters."""
        return "".join(
            character.text for character in self.characters if not character.text.isspace()
        )

    @property
    def visible(self) -> int:
        """How many characters of the line are not blank."""
        return sum(not character.text.isspace() for character in self.characters)


@dataclass(frozen=True)
class PrintedWord:
    """Characters without a blank or a gap between them."""

    text: str
    start: float
    end: float


def split_lines(page: int, characters: Iterable[Character]) -> list[PrintedLine]:
    """Return the lines of a page, from the top, without blank ones."""
    levels: dict[float, list[tuple[int, Character]]] = {}
    for position, character in enumerate(characters):
        levels.setdefault(round(character.down, 1), []).append((position, character))
    lines: list[list[tuple[int, Character]]] = []
    first = size = 0.0
    for level in sorted(levels):
        found = levels[level]
        if lines and level - first <= SAME_LINE * size:
            lines[-1].extend(found)
            size = max(size, *(character.size for _, character in found))
        else:
            lines.append(list(found))
            first, size = level, max(character.size for _, character in found)
    made = []
    for found in lines:
        found.sort(key=lambda pair: pair[0])
        visible = [character for _, character in found if not character.text.isspace()]
        if visible:
            down = sum(character.down for character in visible) / len(visible)
            size = max(character.size for character in visible)
            made.append(PrintedLine(page, down, size, [character for _, character in found]))
    return made


def split_words(line: PrintedLine) -> list[PrintedWord]:
    """Return the words of a line, from its start."""
    words: list[list[Character]] = []
    open_word = False
    for character in line.characters:
        if character.text.isspace():
            open_word = False
            continue
        if open_word and -line.size < character.start - words[-1][-1].end <= SAME_WORD * line.size:
            words[-1].append(character)
        else:
            words.append([character])
        open_word = True
    made = [
        PrintedWord("".join(one.text for one in word), word[0].start, word[-1].end)
        for word in words
    ]
    return sorted(made, key=lambda word: word.start)
