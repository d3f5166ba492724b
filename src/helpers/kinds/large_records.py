"""Large records: a delimited file's records as DuckDB reads them, and what each of them is."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from helpers.intake.delimited import NO_NULL
from helpers.intake.rows import BLANK, FIGURE, REPEATED_HEADER, ROW, TOTAL, TOTAL_WORDS, cell
from helpers.releases.descriptor import Dialect, Resource
from helpers.releases.release import SYNTHETIC_MARK

MEMORY = "1000MB"
"""What DuckDB may hold; beyond it, it writes to disk."""

FURNITURE = (BLANK, REPEATED_HEADER, TOTAL)
"""What is no record, by its number in the column of the row number, from 1."""

OTHER_HEADER = len(FURNITURE) + 1
"""A record that may head another export, of which the path of small files makes a part."""

MARKED = 10
"""Added to that number where a cell bears the mark of generated rows."""

STRIPPED = "".join(map(chr, (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680))) + "".join(
    map(chr, (*range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000))
)
"""What Python's `str.strip` takes away: both paths must call the same rows blank."""

FOLDED = {"s": "\u017f", "k": "\u212a"}
"""What else these letters are, where case does not matter."""

_FOLDS = "[\u017f\u212a\u00df\ufb00-\ufb06]"
"""Letters that become others when case is folded: they may make up a name of a header."""


def quote(text: str, mark: str = '"') -> str:
    """Return a name, or with `'` a text, as SQL writes it."""
    return mark + text.replace(mark, mark * 2) + mark


def connect(folder: Path) -> Any:
    """Return a connection that holds little memory, and writes what is beyond it to `folder`."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    connection.execute(f"SET temp_directory = {quote(str(folder), chr(39))}")
    return connection


def keeps_order(connection: Any, query: str) -> bool:
    """Say whether a query gives the records in the order of the file, as far as its plan tells.

    A join does not, and DuckDB makes one of a longer list of texts too (`IN`).
    """
    plan = connection.execute(f"EXPLAIN (FORMAT json) {query}").fetchall()[0][1]
    steps = {name.strip() for name in re.findall('"name": *"([A-Z_ ]+)"', plan)}
    return steps <= {"PROJECTION", "FILTER", "READ_CSV"}


def read_header(path: Path, resource: Resource, dialect: Dialect) -> tuple[str, ...] | None:
    """Return the header if it is the first line, and each of its columns has one name in ASCII."""
    if resource.encoding.lower() not in ("utf-8", "utf-8-sig", "ascii") or not dialect.header:
        return None
    if dialect.quoteChar != '"' or resource.format not in ("csv", "tsv", "txt", "psv"):
        return None
    if dialect.headerRows not in (None, [1]):
        return None
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        line = file.readline(1 << 20)
    header = next(csv.reader([line], delimiter=dialect.delimiter), [])
    whole = len(header) > 1 and line.endswith("\n") and line.isascii()
    named = all(_loosen(name) for name in header)
    alike = len({name.strip() for name in header}) < len(header)
    return tuple(header) if whole and named and not alike else None


def read_records(
    connection: Any,
    path: Path,
    header: Sequence[str],
    dialect: Dialect,
    names: Iterable[str] = (),
    *,
    marks: bool,
) -> Any:
    """Return the records as text; the row number's column says what is no record.

    `names` are other names that a header may have. `marks` asks for the mark of generated rows
    too. The reader counts records, and not lines, in its list of those that it cannot read
    (`reject_errors`).
    """
    columns = ", ".join(f"{cell(place)}: 'VARCHAR'" for place in range(len(header)))
    records = connection.sql(
        f"SELECT * FROM read_csv({quote(str(path), chr(39))}, all_varchar = true, header = true, "
        f"delim = {quote(dialect.delimiter, chr(39))}, quote = '\"', escape = '\"', "
        f"auto_detect = false, columns = {{{columns}}}, store_rejects = true, "
        f"rejects_limit = 0, nullstr = {quote(NO_NULL, chr(39))})"
    )
    what = _judge(header, names)
    if marks:
        cells = [f"starts_with({cell(place)}, '{SYNTHETIC_MARK}')" for place in range(len(header))]
        what = f"{what} + CASE WHEN {' OR '.join(cells)} THEN {MARKED} ELSE 0 END"
    return records.project(f"*, ({what})::BIGINT AS {quote(ROW)}")


def _judge(header: Sequence[str], names: Iterable[str]) -> str:
    """Return the expression of what a record is: 0 a row, else the place of FURNITURE, from 1."""
    cells = [cell(place) for place in range(len(header))]
    bare = [f"trim({one}, {quote(STRIPPED, chr(39))})" for one in cells]
    first = "coalesce(" + ", ".join(f"nullif({text}, '')" for text in bare) + ")"
    again = " AND ".join(
        f"{text} = {quote(name.strip(), chr(39))}" for text, name in zip(bare, header, strict=True)
    )
    loose = "|".join(sorted({_loosen(name) for name in (*header, *names)} - {""}))
    # Not IN (...), nor what DuckDB makes that of: it becomes a join, which loses the order.
    named = " + ".join(
        f"(regexp_matches(regexp_replace(lower({one}), '[^a-z0-9]', '', 'g'), '^(?:{loose})$') "
        f"OR regexp_matches({one}, '{_FOLDS}'))::INTEGER"
        for one in cells
    )
    total = f"regexp_matches(lower({first}), '^(?:{'|'.join(TOTAL_WORDS)})$')"
    figures = " + ".join(f"regexp_matches({text}, '{FIGURE}')::INTEGER" for text in bare)
    filled = " + ".join(f"({text} <> '')::INTEGER" for text in bare)
    total += f" AND (({figures}) = ({filled}) - 1 OR 2 * ({filled}) <= {len(header)})"
    # Nearly all records pass by their first cell; trimming each of their cells costs more than
    # all the rest. Nested, for DuckDB works out both sides of AND.
    words = [word.strip() for word in (*header, *names, *TOTAL_WORDS)]
    likely = quote(f"^(?i:{'|'.join(map(re.escape, words))})[^!-~]*$", "'")
    what = (
        f"CASE WHEN {first} IS NULL THEN 1 WHEN {again} THEN 2 "
        f"WHEN {named} >= 2 THEN {OTHER_HEADER} WHEN {total} THEN 3 ELSE 0 END"
    )
    passed = "".join(f"WHEN {test} THEN 0 " for test in begin_unlike(words))
    return (
        f"CASE WHEN cell_0 >= '!' AND cell_0 < chr(127) THEN CASE {passed}"
        f"WHEN NOT regexp_matches(cell_0, {likely}) THEN 0 ELSE {what} END ELSE {what} END"
    )


def begin_unlike(words: Sequence[str]) -> list[str]:
    """Return quick tests of the first cell, each true only if it begins with none of `words`.

    Case does not matter. Each of the first two signs is looked up as a bit of a number by its
    last five bits, which the small and the large letters share.
    """
    tests = []
    for place in (1, 2):
        bits = 0
        for word in words:
            sign = word[place - 1 : place].lower()
            alike = (sign, *FOLDED.get(sign, ())) if sign else map(chr, range(32))
            for one in alike:
                bits |= 1 << (ord(one) & 31)
        tests.append(f"({bits} >> (ord({'cell_0' if place == 1 else 'cell_0[2]'}) & 31)) & 1 = 0")
    return tests


def _loosen(name: str) -> str:
    """Return a name without all that might not tell headers apart, and more."""
    return re.sub("[^a-z0-9]", "", name.lower())
