"""JSON: arrays of objects, files of one object per line, and snapshots of portal pages, as text.

Each value keeps the text that it has in the file: numbers are never read as numbers.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from helpers.errors import Damaged, NoTable, Problem, list_some, mark_name
from helpers.progress import count_step
from helpers.readers.encoding import as_utf8
from helpers.readers.parsed import BATCH, ParsedPart, TableWriter
from helpers.readers.records import Rejected, cell, refuse_most_lost
from helpers.readers.snapshots import (
    KEYS,
    LISTS,
    SEARCHES,
    SLUG,
    add_figures,
    add_names,
    make_page,
)
from helpers.schemas.headers import MOST_COLUMNS
from helpers.schemas.recognize import looks_like_row

BROKEN = "broken JSON"
NO_RECORD = "not a record"
KEY_TWICE = "a key stands twice"
NOT_TEXT = "bytes that are not of its encoding"
TOO_DEEP = "nested too deep"

MOST_DEPTH = 100
"""No record is nested deeper; what is was made to stop a reader."""

MOST_KEYS = 10_000
"""Beyond so many keys we don't search for a list that is deeper."""

LINE = 1 << 22
"""A longer line, in characters, isn't a record of a file with one record a line."""

FEWEST = 3
"""So many of a page's keys make a document a page."""

TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},]|[^\s\[\]{},:"]+', re.DOTALL)

BLANKS = re.compile(r"[ \t\n\r]*")


class NumberText(str):
    """A number as it is written, as opposed to a text that looks like one."""

    __slots__ = ()


class Twice(dict[str, Any]):
    """An object with a repeated key, so one of its values would be lost."""


class _DeepError(Exception):
    """A value is nested deeper than MOST_DEPTH."""


_DECODER = json.JSONDecoder(
    parse_int=NumberText,
    parse_float=NumberText,
    parse_constant=NumberText,
    object_pairs_hook=lambda pairs: _pair(pairs),
)


def parse_lines(path: Path, folder: Path, *, shown: str, encoding: str) -> list[ParsedPart]:
    """Return the records of a file that holds one JSON object per line (NDJSON).

    A record's number is its line's. Line feeds are counted, apart from the parser.
    """
    plain = as_utf8(path, encoding, shown, folder)
    with plain.open("rb") as file:
        counted = _count_lines(iter(lambda: file.read(1 << 20), b""))
    table = _Table(folder / "lines.parquet", shown)
    with (
        table.writer,
        plain.open(encoding="utf-8-sig", errors="surrogateescape", newline="\n") as lines,
    ):
        for line in lines:
            table.add(*_read_line(line))
        if counted and not table.records:
            raise Problem(
                f"None of the {counted:,} lines is a record",
                file=shown,
                expected="one JSON object per line",
                remedy="Ask the source agency for the file as CSV",
            )
        table.finish(counted)
    return [table.make_part(counted)]


def parse_json(path: Path, folder: Path, *, shown: str, encoding: str) -> list[ParsedPart]:
    """Return the records of a JSON array of objects, or of an object that holds one such array.

    A portal's page kept as JSON gives its searches with the page's figures added to each, or one
    record if it offers no searches. A record's number is its position in the array, from 1.
    Elements are counted by their brackets and commas, apart from the parser.
    """
    plain = as_utf8(path, encoding, shown, folder)
    text = plain.read_text(encoding="utf-8-sig", errors="surrogateescape")
    start = _skip_blanks(text, 0)
    try:
        if text.startswith("[", start):
            return [_parse_array(text, start, folder, shown)]
        document = _decode(text, start)
    except json.JSONDecodeError as error:
        raise Damaged(
            f"The JSON is broken or cut off in line {error.lineno:,}",
            file=shown,
            expected="an array of objects, or an object that holds one",
            remedy="Ask the source agency for the file again",
        ) from error
    except RecursionError as error:
        raise _refuse_depth(shown) from error
    if is_snapshot(document):
        return [_parse_snapshot(document, text, folder, shown)]
    key, elements = _find_array(document, shown)
    others = len(document) - 1
    unread = "1 other key" if others == 1 else f"{others:,} other keys"
    note = f"We read the records under the key {mark_name(key)}, and not the {unread}"
    table = _Table(folder / "elements.parquet", shown)
    return [_parse_elements(table, elements, text, key, note)]


def _parse_array(text: str, start: int, folder: Path, shown: str) -> ParsedPart:
    table = _Table(folder / "elements.parquet", shown)
    return _parse_elements(table, _iterate_array(text, start), text, None)


def _parse_elements(
    table: _Table, elements: Iterator[Any] | Sequence[Any], text: str, key: str | None, *notes: str
) -> ParsedPart:
    with table.writer:
        for element in elements:
            table.add(*_read_element(element))
        # Last, since it takes longest: what is broken has been refused by now.
        counted = count_elements(text, key)
        table.finish(counted)
    return table.make_part(counted, *notes)


def is_lines(path: Path, encoding: str) -> bool:
    """Return whether a file named JSON holds one object per line, on more than one line."""
    try:
        with path.open(encoding=encoding, errors="surrogateescape") as file:
            lines = [line for line in (file.readline(LINE), file.readline(LINE)) if line.strip()]
    except UnicodeError:  # UTF-16 and UTF-32 have no way to keep what does not decode
        return False
    return len(lines) > 1 and all(_read_line(line.lstrip("\ufeff"))[0] for line in lines)


def is_snapshot(document: Any) -> bool:
    """Return whether a JSON document is a portal's page, with or without its searches.

    >>> is_snapshot({"searches_30d": 3, "camera_count": 1, "archived_date": "2026-04-26"})
    True
    """
    if not isinstance(document, dict) or isinstance(document, Twice):
        return False
    return KEYS["page_searches_30d"] in document and (
        SEARCHES in document or len({*KEYS.values(), *LISTS.values()} & document.keys()) >= FEWEST
    )


def _parse_snapshot(page: Mapping[str, Any], text: str, folder: Path, shown: str) -> ParsedPart:
    """Return a page's searches with its figures beside each, or the page as one record.

    Raises Problem if its searches aren't a list of records.
    """
    try:
        figures = {name: write_json_value(page.get(key)) for name, key in KEYS.items()}
    except _DeepError as error:
        raise _refuse_depth(shown) from error
    figures["page_agency"] = figures["page_agency"] or write_json_value(page.get(SLUG))
    notes = []
    for direction, key in LISTS.items():
        listed = page.get(key)
        # An empty list means that the page shows no list, not that it shares with nobody.
        known = listed if listed and isinstance(listed, list) else None
        add_names(figures, direction, known and [write_json_value(one) for one in known])
        if listed and known is None:
            notes.append(f"The entry {key} is no list, so we left that count blank")
    if not page.get(SEARCHES):
        return make_page(folder / "page.parquet", figures, *notes)
    key, elements = _find_array(page, shown)
    read = {SEARCHES, SLUG, *KEYS.values(), *LISTS.values()}
    unread = sum(bool(value) for key, value in page.items() if key not in read)
    notes.insert(0, f"We did not read {unread:,} other entries of the page, its texts")
    table = _Table(folder / "searches.parquet", shown, figures)
    part = _parse_elements(table, elements, text, key)
    return part.with_notes(notes)


class _Table:
    """The records read so far, in batches; keys become columns in the order they appear.

    `figures` come from the same page as the records, and are added to each.
    """

    def __init__(self, path: Path, shown: str, figures: Mapping[str, str] | None = None) -> None:
        self.path, self.shown, self.figures = path, shown, figures
        self.writer = TableWriter(path, [])
        self.header: tuple[str, ...] = ()
        self.keys: Counter[str] = Counter()
        self.records = self.read = 0
        self.lost: list[Rejected] = []
        self._columns: dict[str, int] = {}
        self._waiting: list[Mapping[str, str]] = []

    def add(self, record: Mapping[str, str] | None, reason: str) -> None:
        """Take in the next record, or the reason why it is lost."""
        self.read += 1
        if record is None:
            self.lost.append(Rejected(self.read, reason))
            refuse_most_lost(len(self.lost), self.read, file=self.shown)
            return
        self._waiting.append(record)
        if not record:
            refuse_most_lost(self.read - self.records, self.read, file=self.shown)
        else:
            self.records += 1
            self.keys.update(record.keys())
            if len(self.keys) > MOST_COLUMNS:
                raise Problem(
                    f"The records have more than {MOST_COLUMNS:,} different keys",
                    file=self.shown,
                    row=self.read,
                    expected="the same few keys in each record",
                    remedy="Ask the source agency for CSV, or save it as CSV yourself",
                )
        if self.figures is None and len(self._waiting) * (len(self.keys) + 1) >= BATCH:
            self._flush()

    def finish(self, counted: int) -> None:
        """Write what waits. Raises Problem if no record has keys."""
        if not self.keys:
            why = Counter(one.reason for one in self.lost).most_common(1)
            detail = f" ({why[0][0]})" if why else ""
            raise NoTable(
                "The JSON has no records. "
                + (
                    f"None of its {counted:,} entries has keys{detail}"
                    if counted
                    else "It is empty"
                ),
                file=self.shown,
                expected="objects with keys",
                remedy="Ask the source agency for CSV, or save it as CSV yourself, and add that",
            )
        self._flush()

    def _flush(self) -> None:
        count_step(self.read, None, "records read")
        columns = [[one.get(key, "") for one in self._waiting] for key in self.keys]
        self._waiting = []
        self.header = tuple(self.keys)
        if self.figures is not None:
            self.header, columns = add_figures(self.header, columns, self.figures)
        known = len(self.writer.columns)
        if len(columns) > known:
            self.writer.add_columns([cell(n) for n in range(known, len(columns))])
        if columns:
            self.writer.write(columns)

    def make_part(self, counted: int, *notes: str) -> ParsedPart:
        """Return the part, with a note on keys that some records leave out."""
        missing = [key for key, n in self.keys.items() if n < self.records]
        if missing:
            listed = list_some(missing, marked=True)
            notes = (*notes, f"Some records lack keys, read as blank: {listed}")
        return ParsedPart(
            part=None,
            header=self.header,
            table=str(self.path),
            counted=counted,
            lost=tuple(self.lost),
            notes=notes,
        )


def count_elements(text: str, key: str | None) -> int:
    """Return how many elements an array has: the outermost, or the one under an outermost key.

    >>> count_elements('[{"a": [1, 2]}, "x,[", {}]', None)
    3
    >>> count_elements('{"a": [{}], "b": [[], {}]}', "b")
    2
    """
    depth = commas = 0
    home = 0 if key is None else 1
    last = ""
    inside = filled = False
    for match in TOKEN.finditer(text):
        token = match[0]
        if token in "]}":
            depth -= 1
            if inside and depth == home:
                return commas + filled
        elif inside:
            filled = True
            commas += token == "," and depth == home + 1
        if token in "[{":
            if token == "[" and depth == home and (key is None or _unquote(last) == key):
                inside = True
            depth += 1
        last = token
    return commas + filled


def _unquote(token: str) -> str | None:
    return str(json.loads(token)) if token.startswith('"') else None


def _count_lines(pieces: Iterator[bytes]) -> int:
    count, last = 0, b"\n"
    for piece in pieces:
        count, last = count + piece.count(b"\n"), piece[-1:]
    return count + (last != b"\n")


def _read_line(line: str) -> tuple[dict[str, str] | None, str]:
    """Return the texts of a line by key, or None and the reason; a blank line has no keys."""
    if not line.strip():
        return {}, ""
    try:
        element = _decode(line, _skip_blanks(line, 0))
    except json.JSONDecodeError:
        return None, BROKEN if _is_text(line) else NOT_TEXT
    except RecursionError:
        return None, TOO_DEEP
    return _read_element(element)


def _read_element(element: Any) -> tuple[dict[str, str] | None, str]:
    """Return the texts of a record by key, or None and the reason why it is lost."""
    if not isinstance(element, dict):
        return None, NO_RECORD
    if isinstance(element, Twice):
        return None, KEY_TWICE
    try:
        record = {key: write_json_value(value) for key, value in element.items()}
    except _DeepError:
        return None, TOO_DEEP
    texts = "".join(record.keys()), "".join(record.values())
    return (record, "") if all(map(_is_text, texts)) else (None, NOT_TEXT)


def _is_text(text: str) -> bool:
    """Return whether a text can be written; half a character or an undecoded byte can't."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _pair(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Twice(found)


def _skip_blanks(text: str, position: int) -> int:
    found = BLANKS.match(text, position)
    return found.end() if found else position


def _decode(text: str, start: int) -> Any:
    """Return the value that begins at `start` and ends the text."""
    value, end = _DECODER.raw_decode(text, start)
    end = _skip_blanks(text, end)
    if end != len(text):
        raise json.JSONDecodeError("Extra data", text, end)
    return value


def _iterate_array(text: str, start: int) -> Iterator[Any]:
    """Yield the elements of an array one by one, so they need not all be in memory."""
    position = _skip_blanks(text, start + 1)
    if text.startswith("]", position):
        position = _skip_blanks(text, position + 1)
    else:
        while True:
            element, end = _DECODER.raw_decode(text, position)
            yield element
            position = _skip_blanks(text, end)
            sign = text[position : position + 1]
            position = _skip_blanks(text, position + 1)
            if sign == "]":
                break
            if sign != ",":
                raise json.JSONDecodeError("Expecting ',' delimiter", text, end)
    if position != len(text):
        raise json.JSONDecodeError("Extra data", text, position)


def _refuse_depth(shown: str) -> Problem:
    return Problem(
        f"The JSON is nested more than {MOST_DEPTH} levels deep",
        file=shown,
        expected="an array of objects, or an object that holds one",
        remedy="Ask the source agency for the file as CSV",
    )


def _find_array(document: Any, shown: str) -> tuple[str, list[Any]]:
    """Return the one list of records in an object, and its key.

    Raises Problem, with what else the document holds, if it has no such list or several.
    """
    arrays = {}
    if isinstance(document, dict) and not isinstance(document, Twice):
        lists = {key: value for key, value in document.items() if isinstance(value, list)}
        arrays = {k: v for k, v in lists.items() if any(isinstance(e, dict) for e in v)}
    if len(arrays) == 1:
        return next(iter(arrays.items()))
    found = "holds no list of records"
    remedy = "If it is a document without a table, there is nothing to count in it"
    kind: type[Problem] = Problem
    deeper = _find_deeper(document)
    if arrays:
        named = _name_keys(arrays)
        found = f"holds several lists of records{named or f', {len(arrays):,} in all'}"
        remedy = "Save each list as a file of its own, and add those"
        if not named:
            remedy = "Its keys are values. Save it as one table, with the key as its own column"
    elif deeper:
        found = (
            f"holds no list of records at its top. One is deeper{_name_keys([deeper], ', under')}"
        )
        remedy = "Save that list as a file of its own, or ask the source agency for CSV"
    elif _holds_columns(document):
        found = "holds lists of values without names, or names apart from their values"
        remedy = "Ask the source agency for CSV, or save it as CSV yourself, and add that"
    else:
        kind = NoTable
    raise kind(
        f"The JSON {found}",
        file=shown,
        expected="an array of objects, or an object that holds one",
        remedy=remedy,
    )


def _name_keys(keys: Iterable[str], begin: str = ":") -> str:
    """Return the keys for a message, if they are names of columns and not values themselves.

    >>> _name_keys(["rows", "meta"]), _name_keys(["QA|sample county sheriffs office"])
    (': rows, meta', '')
    >>> _name_keys(["SYN0123", "SYN0124"])
    ''
    """
    listed = list(keys)
    named = all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", key) for key in listed)
    named = named and not looks_like_row(listed)
    return f"{begin} {list_some(listed)}" if named else ""


def _find_deeper(document: Any) -> str | None:
    """Return the keys that lead to the first list of records, if it is not at the top."""
    waiting: list[tuple[str, Any]] = [("", document)]
    while waiting:
        path, value = waiting.pop(0)
        if isinstance(value, list) and path and any(isinstance(one, dict) for one in value):
            return path
        if isinstance(value, dict) and len(waiting) < MOST_KEYS:
            waiting += [(f"{path}.{key}".lstrip("."), inner) for key, inner in value.items()]
    return None


def _holds_columns(document: Any) -> bool:
    """Return whether a document holds a list of lists, or an object of values for each column."""
    inner = list(document.values()) if isinstance(document, dict) else []
    if any(isinstance(one, list) and one and isinstance(one[0], list) for one in inner):
        return True
    columns = [set(one) for one in inner if isinstance(one, dict) and one]
    return 1 < len(columns) == len(inner) and all(keys == columns[0] for keys in columns)


def write_json_value(value: Any) -> str:
    """Return a value as the text it is; what is nested stays JSON, and null is blank.

    >>> [write_json_value(_decode(text, 0)) for text in ('"02134"', "1e5", "true", "null")]
    ['02134', '1e5', 'true', '']
    >>> write_json_value(_decode('{"a": [1.50, "x"]}', 0))
    '{"a": [1.50, "x"]}'
    """
    if value is None:
        return ""
    return str(value) if isinstance(value, str) else _nest(value, 1)


def _nest(value: Any, depth: int) -> str:
    if depth > MOST_DEPTH:
        raise _DeepError
    if isinstance(value, NumberText):
        return str(value)
    if isinstance(value, dict):
        pairs = (
            f"{json.dumps(key, ensure_ascii=False)}: {_nest(inner, depth + 1)}"
            for key, inner in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_nest(inner, depth + 1) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=False)
