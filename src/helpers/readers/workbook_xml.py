"""The XML of a workbook: what it says of its sheets, apart from the reader of the cells.

The parts and elements are those of ECMA-376 (Office Open XML), part 1, section 18. In XML a `<`
within text is written `&lt;`. So where there are no comments, CDATA sections, processing
instructions or a document type, each `<row` begins a row, and plain searches of the bytes find
exactly the rows that a parser finds, in a fifth of its time. Where there are any, lxml first writes
the part without them.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from pathlib import Path
from typing import IO

from lxml import etree  # type: ignore[import-untyped]

from helpers.progress import count_step

BOOK = "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"

NOT_A_WORKBOOK = (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, IndexError, ValueError)
"""What `scan_xml` raises if a file is not a workbook."""

_LETTERED = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^>]*)?>\s*[!-%'-;=-~]")

CHUNK = 1 << 22

LONGEST = 1 << 26
"""No row takes more bytes, nor what is before the first or after the last one."""

MOST_ODD = 1 << 28
"""No sheet with comments takes more bytes: it must be parsed as a whole."""

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""A sheet ends here (Microsoft, "Excel specifications and limits"); damaged files go beyond."""

MOST_DIGITS = 64
"""No number is shown with more digits."""

NO_VALUE = "formula without a value"
"""The reason given for a cell whose formula was saved without its result."""

_ODD = (b"<!", b"\x00", b"row >", b"row\n>", b"row\r>", b"row\t>")
_INSTRUCTION = re.compile(rb"<\?(?!xml\s)")
_ROW = re.compile(rb"<([\w.-]+:)?row(\s[^>]*?)?(/?)>")
_CELL = re.compile(
    rb"<(?:[\w.-]+:)?c(?=[\s/>])([^>]*?)(?:/>|>(.*?)</(?:[\w.-]+:)?c\s*>)", re.DOTALL
)
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v(?:\s*/>|(?:\s[^>]*)?>([^<]*)<)")
_TEXT = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^>]*)?>([^<]*)<")
_GUIDE = re.compile(rb"<(?:[\w.-]+:)?rPh[\s>].*?</(?:[\w.-]+:)?rPh>", re.DOTALL)
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
_FIRST = re.compile(
    rb"<(?:[\w.-]+:)?c((?:\s[^>]*)?)>"
    rb"(?:<(?:[\w.-]+:)?v>([!-%'-;=-~][^<]*)<|<(?:[\w.-]+:)?is><(?:[\w.-]+:)?t[^>]*>[!-%'-;=-~])"
)
_FAULTS = (b'"e"', b"'e'", b"<f", b":f")
_FAR = re.compile(rb' r="[A-Z]{3}')
_KIND = re.compile(rb"""\st\s*=\s*["']([^"']*)""")
_ZEROS = re.compile(f"0{{2,{MOST_DIGITS}}}")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?col\s([^>]*)>")
_MERGED = re.compile(rb"<(?:[\w.-]+:)?mergeCell\s")
_LINK = re.compile(rb"<(?:[\w.-]+:)?hyperlink\s")


@dataclass
class SheetFacts:
    """What a sheet's XML says.

    `size` is how many bytes it takes, unpacked.
    `filled` are the numbers of the rows (from 1, as the spreadsheet shows them) with a cell that
    is not blank, in order. `hidden_rows` counts those of them that are hidden, `hidden_columns`
    names columns by their letters. `faults` holds, by row and column from 1, the cells whose value
    is an error or is missing. `height` and `width` are the last row and column with a cell that
    holds anything, also an empty text: the reader of the cells sets memory aside for all up to it.
    `padded` counts, by column from 1, the whole numbers that are shown with zeros in front, by how
    many digits they are shown with (0: shown as they are); it is empty where no style does so.
    """

    name: str
    visible: bool = True
    size: int = 0
    filled: list[int] = field(default_factory=list)
    hidden_rows: int = 0
    hidden_columns: list[str] = field(default_factory=list)
    merged: int = 0
    links: int = 0
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    height: int = 0
    width: int = 0
    padded: dict[int, Counter[int]] = field(default_factory=dict)

    def list_padded(self) -> dict[int, int]:
        """Return the columns in which every number is shown with so many digits.

        >>> SheetFacts("A", padded={1: Counter({5: 9}), 2: Counter({5: 9, 0: 1})}).list_padded()
        {1: 5}
        """
        return {
            column: next(iter(shown))
            for column, shown in self.padded.items()
            if len(shown) == 1 and 0 not in shown
        }

    def hide(self, first: int, last: int) -> None:
        """Note hidden columns, from 1, as far as a sheet has them: a damaged one may name more."""
        last = min(last, LAST_COLUMN)
        if 1 <= first <= last:
            ends = name_column(first), name_column(last)
            self.hidden_columns.append(ends[0] if first == last else " to ".join(ends))


class _OddError(Exception):
    """The XML holds something that makes a search of its bytes unsafe."""


def scan_sheet(
    open_part: Callable[[], IO[bytes]],
    *,
    name: str,
    visible: bool,
    blank: frozenset[int],
    digits: Mapping[int, int] | None = None,
) -> SheetFacts:
    """Return what the XML of a sheet says; `blank` numbers the shared strings without text.

    `digits` are how many digits a style shows, by its number, where it puts zeros in front.
    """
    try:
        with open_part() as file:
            return _scan(_cut(file), name, visible, blank, digits or {})
    except _OddError:
        with open_part() as file:
            return _scan([normalize(_read_whole(file))], name, visible, blank, digits or {})


def _read_whole(file: IO[bytes]) -> bytes:
    data = file.read(MOST_ODD + 1)
    if len(data) > MOST_ODD:
        raise ValueError("a sheet with comments that is too long")
    return data


def normalize(data: bytes) -> bytes:
    """Return XML as UTF-8 without comments, CDATA and instructions (see the module).

    Raises ValueError if it has a document type: no program writes one into a workbook, and its
    entities could grow without end.

    >>> normalize(b"<a><!-- <row> --><b><![CDATA[<row>]]></b></a>")
    b'<a><b>&lt;row&gt;</b></a>'
    """
    if not _is_odd(data):
        return data
    parser = etree.XMLParser(
        strip_cdata=True, remove_comments=True, remove_pis=True, no_network=True, huge_tree=True,
        resolve_entities=False,
    )  # fmt: skip
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a document type in a workbook")
    written: bytes = etree.tostring(root, encoding="utf-8")
    return written


def _is_odd(data: bytes) -> bool:
    return any(mark in data for mark in _ODD) or _INSTRUCTION.search(data) is not None


def _cut(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the bytes in pieces; raise _OddError at the first that is unsafe to search."""
    tail = b""
    while chunk := file.read(CHUNK):
        if _is_odd(tail + chunk):
            raise _OddError
        yield chunk
        tail = chunk[-5:]


def _scan(
    pieces: Iterable[bytes],
    name: str,
    visible: bool,
    blank: frozenset[int],
    digits: Mapping[int, int],
) -> SheetFacts:
    sheet = SheetFacts(name, visible)
    rest, closing, number, seen = b"", b"", 0, 0
    for piece in pieces:
        rest += piece
        sheet.size += len(piece)
        count_step(len(sheet.filled), None, "rows found")
        if not closing:
            first = _ROW.search(rest)
            if first is None:
                if len(rest) > LONGEST:
                    raise ValueError("what is before the rows of a sheet is too long")
                continue
            closing = b"</" + (first[1] or b"") + b"row>"
            _read_columns(rest[: first.start()], sheet)
        *rows, rest = rest.split(closing)
        seen += len(rows)
        if seen > LAST_ROW:
            raise ValueError("a sheet has more rows than a spreadsheet can have")
        if len(rest) > max(LONGEST, len(piece)):
            raise ValueError("a row of a sheet is too long")
        careful = any(_needs_care(part) for part in (piece, *rows[:1]))
        for row in rows:
            number = _read_row(row, number, sheet, blank, careful=careful)
            if digits:
                _count_padded(row, sheet, digits)
    if not closing:
        _read_columns(rest, sheet)
    sheet.merged = len(_MERGED.findall(rest))
    sheet.links = len(_LINK.findall(rest))
    return sheet


def _needs_care(piece: bytes) -> bool:
    """Return whether a piece may hold errors, formulas, or cells in far columns."""
    return any(mark in piece for mark in _FAULTS) or _FAR.search(piece) is not None


def _read_row(
    row: bytes, number: int, sheet: SheetFacts, blank: frozenset[int], *, careful: bool
) -> int:
    """Note one row, and the empty ones before it, and return its number."""
    opened = None
    for opened in _ROW.finditer(row):
        number = _number(opened[2] or b"", number)
        if not opened[3]:
            break
    if opened is None:
        return number
    start = opened.end()
    first = _FIRST.search(row, start)
    filled = first is not None
    if blank and first and (kind := _KIND.search(first[1])) and kind[1] == b"s":
        filled = int(first[2]) not in blank
    last = row.rfind(b' r="')
    if careful or not filled or last < start:
        filled = _read_cells(row[start:], number, sheet, blank)
    else:
        reference = row[last + 4 : row.find(b'"', last + 4)]
        _check_reference(reference, number)
        sheet.height = max(sheet.height, number)
        sheet.width = max(sheet.width, _find_column(reference))
    if filled:
        if sheet.filled and number <= sheet.filled[-1]:
            raise ValueError("the rows of a sheet are not in order")
        sheet.filled.append(number)
        attributes = opened[2] or b""
        sheet.hidden_rows += b"hidden" in attributes and _is_true(_attribute(attributes, b"hidden"))
    return number


def _read_cells(body: bytes, number: int, sheet: SheetFacts, blank: frozenset[int]) -> bool:
    """Note the faults of a row's cells, and say whether any cell is not blank."""
    filled, column = False, 0
    for cell in _CELL.finditer(body):
        reference = _attribute(cell[1], b"r")
        column = _find_column(reference) if reference else column + 1
        _check_reference(reference, number)
        kind, inner = _attribute(cell[1], b"t"), cell[2] or b""
        value = _VALUE.search(inner)
        text = unescape((value[1] or b"" if value else b"").decode("utf-8", "replace"))
        if kind == b"inlineStr":
            runs = _TEXT.findall(_GUIDE.sub(b"", inner))
            text = unescape(b"".join(runs).decode("utf-8", "replace"))
        if value or kind:
            sheet.height, sheet.width = max(sheet.height, number), max(sheet.width, column)
        if kind == b"e" and text.strip():
            sheet.faults[number, column] = f"{text.strip()} in the workbook"
        elif not text and not (kind == b"str" and value) and _FORMULA.search(inner):
            sheet.faults[number, column] = NO_VALUE
        filled = filled or bool(text.strip() and not (kind == b"s" and int(text) in blank))
    return filled


def _count_padded(row: bytes, sheet: SheetFacts, digits: Mapping[int, int]) -> None:
    """Note the whole numbers of a row, by column, and with how many digits each is shown."""
    column = 0
    for cell in _CELL.finditer(row):
        reference = _attribute(cell[1], b"r")
        column = _find_column(reference) if reference else column + 1
        value = _VALUE.search(cell[2] or b"")
        if value and value[1] and value[1].isdigit() and _attribute(cell[1], b"t") in (b"", b"n"):
            style = _attribute(cell[1], b"s")
            shown = digits.get(int(style), 0) if style.isdigit() else 0
            sheet.padded.setdefault(column, Counter())[shown] += 1


def _check_reference(reference: bytes, row: int) -> None:
    """Raise ValueError if a cell says that it is in another row than it is."""
    digits = reference.lstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if reference and (not digits.isdigit() or int(digits) != row):
        raise ValueError("a cell is in another row than it says")


def _read_columns(head: bytes, sheet: SheetFacts) -> None:
    for found in _COLUMN.finditer(head):
        if _is_true(_attribute(found[1], b"hidden")):
            first, last = (_attribute(found[1], end) or b"1" for end in (b"min", b"max"))
            if first.isdigit() and last.isdigit():
                sheet.hide(int(first), int(last))


def name_column(number: int) -> str:
    """Return the letters of a column, from 1.

    >>> name_column(1), name_column(28), name_column(16384)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _find_column(reference: bytes) -> int:
    number = 0
    for letter in reference:
        if not 65 <= letter <= 90:
            break
        number = number * 26 + letter - 64
    return number


def _number(attributes: bytes, before: int) -> int:
    # Excel writes the number first: that case is fast.
    if attributes[:4] == b' r="' and (number := attributes[4 : attributes.find(b'"', 4)]).isdigit():
        return int(number)
    given = _attribute(attributes, b"r")
    return int(given) if given else before + 1


def _attribute(attributes: bytes | None, name: bytes) -> bytes:
    found = re.search(rb"\s" + name + rb"""\s*=\s*["']([^"']*)""", b" " + (attributes or b""))
    return found[1] if found else b""


def _is_true(value: bytes) -> bool:
    return value in (b"1", b"true", b"on")


def scan_xml(path: Path) -> list[SheetFacts]:
    """Return what the XML of an .xlsx file says of each of its sheets, in their order.

    Raises one of NOT_A_WORKBOOK if the file is not a workbook, or a damaged one: a reader of the
    cells would put cells over one another, or set memory aside without end.
    """
    with zipfile.ZipFile(path) as archive:
        blank, digits = _find_blank_strings(archive), _find_padding(archive)
        found = []
        for name, visible, part in _list_sheets(archive):
            opener = partial(archive.open, part)
            found.append(scan_sheet(opener, name=name, visible=visible, blank=blank, digits=digits))
        return found


def _find_padding(archive: zipfile.ZipFile) -> dict[int, int]:
    """Return how many digits a style shows, by its number, where its format is zeros alone."""
    if STYLES not in archive.namelist():
        return {}
    root = etree.fromstring(normalize(archive.read(STYLES)))
    formats = {one.get("numFmtId"): one.get("formatCode", "") for one in root.iter("{*}numFmt")}
    zeros = {name: len(code) for name, code in formats.items() if _ZEROS.fullmatch(code)}
    used = [one for group in root.iter("{*}cellXfs") for one in group.iter("{*}xf")]
    return {
        number: zeros[style.get("numFmtId")]
        for number, style in enumerate(used)
        if style.get("numFmtId") in zeros
    }


def _list_sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, bool, str]]:
    """Return the name of each worksheet, whether it is shown, and its part."""
    links = etree.fromstring(normalize(archive.read(LINKS)))
    targets = {link.get("Id"): link for link in links}
    for element in etree.fromstring(normalize(archive.read(BOOK))).iter("{*}sheet"):
        link = targets[next(value for key, value in element.items() if key.endswith("}id"))]
        if link.get("Type", "/worksheet").endswith("/worksheet"):
            # A target is absolute or relative to the folder of the workbook's part.
            part = posixpath.join("/xl", link.get("Target", "")).lstrip("/")
            shown = element.get("state", "visible") == "visible"
            yield element.get("name", ""), shown, part


def _find_blank_strings(archive: zipfile.ZipFile) -> frozenset[int]:
    """Return the numbers of the shared strings that hold only blanks."""
    if STRINGS not in archive.namelist():
        return frozenset()
    data = normalize(archive.read(STRINGS))
    opened = re.search(rb"<([\w.-]+:)?si[\s/>]", data)
    if opened is None:
        return frozenset()
    prefix = opened[1] or b""
    data = re.sub(rb"<%ssi\s*/>" % prefix, rb"<%ssi></%ssi>" % (prefix, prefix), data)
    pieces = data.split(b"</%ssi>" % prefix)[:-1]
    return frozenset(n for n, piece in enumerate(pieces) if not _has_text(piece))


def _has_text(piece: bytes) -> bool:
    """Return whether a shared string has text other than blanks and phonetic guides."""
    if _LETTERED.search(piece) and b"rPh" not in piece:
        return True
    start = re.search(rb"<(?:[\w.-]+:)?si[\s>]", piece)
    item = piece[start.start() if start else 0 :]
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    element = etree.fromstring(b"<si>" + re.sub(rb"(</?)[\w.-]+:", rb"\1", item), parser)
    guides = element.iter("rPh")
    skipped = {inner for guide in guides for inner in guide.iter()}
    texts = (e.text or "" for e in element.iter("t") if e not in skipped)
    return bool("".join(texts).strip())
