"""JSON: arrays of objects, and files of one object a line, to rows of text with their origin.

Each value keeps the text that stands in the file: numbers are never read as numbers.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers.errors import Problem
from helpers.intake.delimited import REASONS
from helpers.intake.encodings import as_utf8
from helpers.intake.rows import BLANK, ROW, Rejected, Rows, cell, reject_furniture
from helpers.releases.descriptor import Resource

BROKEN = "broken JSON"
NO_RECORD = "not a record"
KEY_TWICE = "a key stands twice"
MOST_KEYS = 10_000
"""Beyond so many keys nobody looks for a list that stands deeper."""
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},]|[^\s\[\]{},:"]+', re.DOTALL)


class Number(str):
    """A number as it is written, told from a text that looks like one."""

    __slots__ = ()


class Twice(dict[str, Any]):
    """An object in which a key stands twice, so that one of its values would be lost."""


def read_lines(path: Path, resource: Resource, *, shown: str) -> list[Rows]:
    """Return the rows of a file that holds one JSON object a line (NDJSON).

    A row's number is its line's. Lines are counted by their line feeds, apart from the parser.
    """
    records: list[dict[str, Any]] = []
    numbers, rejected, number = [], [], 0
    with as_utf8(path, resource.encoding, shown) as plain:
        with plain.open("rb") as file:
            count = _count_lines(iter(lambda: file.read(1 << 20), b""))
        with plain.open(encoding="utf-8-sig", errors="surrogateescape", newline="\n") as lines:
            for number, line in enumerate(lines, start=1):
                record, reason = _read_line(line)
                if record is None:
                    rejected.append(Rejected(number, reason))
                else:
                    records.append(record)
                    numbers.append(number)
    if number and len(rejected) == number:
        raise Problem(
            f"None of the {number:,} lines is a record",
            file=shown,
            expected="one JSON object a line",
            remedy="Ask the custodian for the file as CSV",
        )
    return [_tabulate(records, numbers, rejected, count, shown, ())]


def read_document(path: Path, resource: Resource, *, shown: str) -> list[Rows]:
    """Return the rows of a JSON array of objects, or of an object that holds one such array.

    A row's number is its place in the array. Elements are counted by their brackets and commas,
    apart from the parser.
    """
    with as_utf8(path, resource.encoding, shown) as plain:
        text = plain.read_text(encoding="utf-8-sig", errors="surrogateescape")
    try:
        document = _parse(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise Problem(
            f"The JSON breaks off or is broken{f' in line {line:,}' if line else ''}",
            file=shown,
            expected="an array of objects, or an object that holds one",
            remedy="Ask the custodian for the file again",
        ) from error
    key, elements = _find_array(document, shown)
    records, numbers, rejected = [], [], []
    for number, element in enumerate(elements, start=1):
        reason = _judge(element)
        if reason:
            rejected.append(Rejected(number, reason))
        else:
            records.append(element)
            numbers.append(number)
    notes: tuple[str, ...] = ()
    if key is not None:
        others = len(document) - 1
        unread = "1 other key is" if others == 1 else f"{others:,} other keys are"
        notes = (f"Its records stand under the key {key}; {unread} not read",)
    return [_tabulate(records, numbers, rejected, count_elements(text, key), shown, notes)]


def is_lines(path: Path, encoding: str) -> bool:
    """Say whether a file that is called JSON holds one object a line, and more than one line."""
    with path.open(encoding=encoding, errors="surrogateescape") as file:
        lines = [line for line in (file.readline(), file.readline()) if line.strip()]
    return len(lines) > 1 and all(_read_line(line.lstrip("\ufeff"))[0] for line in lines)


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
    for token in TOKEN.findall(text):
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


def _read_line(line: str) -> tuple[dict[str, Any] | None, str]:
    if not line.strip():
        return None, BLANK
    try:
        record = _parse(line)
    except (json.JSONDecodeError, RecursionError):
        return None, BROKEN if _is_text(line) else REASONS["INVALID ENCODING"]
    reason = _judge(record)
    return (None, reason) if reason else (record, "")


def _judge(element: Any) -> str:
    """Return why an element is no row, or nothing."""
    if not isinstance(element, dict):
        return NO_RECORD
    if isinstance(element, Twice):
        return KEY_TWICE
    if not element:
        return BLANK
    texts = [part for pair in element.items() for part in (pair[0], _write(pair[1]))]
    return "" if all(map(_is_text, texts)) else REASONS["INVALID ENCODING"]


def _is_text(text: str) -> bool:
    """Say whether a text can be written; half a character, or a byte that did not decode, not."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _parse(text: str) -> Any:
    return json.loads(
        text, parse_int=Number, parse_float=Number, parse_constant=Number, object_pairs_hook=_pair
    )


def _pair(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Twice(found)


def _find_array(document: Any, shown: str) -> tuple[str | None, list[Any]]:
    if isinstance(document, list):
        return None, document
    arrays = {}
    if isinstance(document, dict) and not isinstance(document, Twice):
        lists = {key: value for key, value in document.items() if isinstance(value, list)}
        arrays = {k: v for k, v in lists.items() if any(isinstance(e, dict) for e in v)}
    if len(arrays) == 1:
        return next(iter(arrays.items()))
    several = f"several lists of records: {', '.join(arrays)}" if arrays else "no list of records"
    remedy = "If it is a document without a table, there is nothing to count in it"
    deeper = _find_deeper(document)
    if arrays:
        remedy = "Save each list as a file of its own, and add these"
    elif deeper:
        several = f"no list of records at its top; one stands deeper, under {deeper}"
        remedy = "Save that list as a file of its own, or ask the custodian for CSV"
    elif _holds_rows(document):
        several = "lists of values without names, or names whose values stand apart"
        remedy = "Ask the custodian for CSV, or save it as CSV yourself, and add that"
    raise Problem(
        f"The JSON holds {several}",
        file=shown,
        expected="an array of objects, or an object that holds one",
        remedy=remedy,
    )


def _find_deeper(document: Any) -> str | None:
    """Return the keys under which the first list of records stands, if it is not at the top."""
    waiting: list[tuple[str, Any]] = [("", document)]
    while waiting:
        path, value = waiting.pop(0)
        if isinstance(value, list) and path and any(isinstance(one, dict) for one in value):
            return path
        if isinstance(value, dict) and len(waiting) < MOST_KEYS:
            waiting += [(f"{path}.{key}".lstrip("."), inner) for key, inner in value.items()]
    return None


def _holds_rows(document: Any) -> bool:
    """Say whether a document holds a list of lists, or an object of values for each column."""
    inner = list(document.values()) if isinstance(document, dict) else []
    if any(isinstance(one, list) and one and isinstance(one[0], list) for one in inner):
        return True
    columns = [set(one) for one in inner if isinstance(one, dict) and one]
    return 1 < len(columns) == len(inner) and all(keys == columns[0] for keys in columns)


def _tabulate(
    records: list[dict[str, Any]],
    numbers: list[int],
    rejected: list[Rejected],
    count: int,
    shown: str,
    notes: tuple[str, ...],
) -> Rows:
    import pandas as pd

    keys = Counter(key for record in records for key in record)
    header = tuple(keys)
    if not header:
        raise Problem(
            "The JSON has no records: "
            + (f"none of its {count:,} entries has keys" if count else "it is empty"),
            file=shown,
            expected="objects with keys",
            remedy="Ask the custodian for CSV, or save it as CSV yourself, and add that",
        )
    data = {
        cell(place): [_write(record.get(key)) for record in records]
        for place, key in enumerate(header)
    }
    frame = pd.DataFrame(data).astype("str")
    frame[ROW] = pd.array(numbers, dtype="int64")
    frame, furniture = reject_furniture(frame, header)
    left_out = [f"{key} ({len(records) - n:,})" for key, n in keys.items() if n < len(records)]
    if left_out:
        notes = (*notes, f"Some records leave keys out, read as blank: {', '.join(left_out)}")
    return Rows(
        file=shown,
        part=None,
        header=header,
        frame=frame,
        rows_read=count,
        rejected=tuple(sorted([*rejected, *furniture], key=lambda entry: entry.row)),
        notes=notes,
    )


def _write(value: Any) -> str:
    """Return a value as the text it is; what is nested stays JSON, and no value is blank.

    >>> [_write(_parse(text)) for text in ('"02134"', "1e5", "true", "null", '{"a": [1.50, "x"]}')]
    ['02134', '1e5', 'true', '', '{"a": [1.50, "x"]}']
    """
    if value is None:
        return ""
    return str(value) if isinstance(value, str) else _nest(value)


def _nest(value: Any) -> str:
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        pairs = [f"{json.dumps(key, ensure_ascii=False)}: {_nest(v)}" for key, v in value.items()]
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_nest, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
