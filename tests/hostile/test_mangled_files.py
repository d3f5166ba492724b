"""Mangled files: what loses nothing keeps every value; what destroys something says what."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from mangles import HEADER, LOSSLESS, LOSSY, Mangled, make

from helpers.adding.add import add_release
from helpers.adding.layout import pin_layout
from helpers.cleaning.clean import clean_part, clean_release, connect, load_table
from helpers.errors import Problem
from helpers.ledger.parts import PartAccount
from helpers.project import Project
from helpers.quoting import name as quote
from helpers.quoting import path as quote_path
from helpers.readers.files import open_file, pin_file
from helpers.readers.records import Records, cell
from helpers.schemas.recognize import match_header
from helpers.schemas.schema import load_schema, load_schemas
from whole_tables import read_all

MANGLES = [*LOSSLESS, *LOSSY]
FILES = 2_100
QUICK = 3
"""Of each mangle in every run; all of them in the slow one."""

EACH = -(-FILES // len(MANGLES))
SCHEMA = load_schema("flock-portal-log")
COLUMNS = [SCHEMA.columns[n].name for n in (0, 1, 2, 3, 5, 6, 7)]
TEXTS = [name for name in COLUMNS if SCHEMA.column(name).type == "text"]
BLANK = " \t\r\n\u200b"


@dataclass(frozen=True)
class Read:
    """One part: its account, the cells of its rows as they were read, and as they were typed."""

    account: PartAccount
    cells: list[list[str]]
    texts: list[list[str | None]]


def read(mangled: Mangled, folder: Path) -> list[Read]:
    """Read and clean a file as `add` does, and return each part of it."""
    path = folder / mangled.name
    path.write_bytes(mangled.data)
    known = list(load_schemas().values())
    with tempfile.TemporaryDirectory(dir=folder) as name, connect(folder) as connection:
        scratch = Path(name)
        resource = pin_layout(path, pin_file(path, mangled.name), known, folder=scratch)
        opened = open_file(path, resource, shown=mangled.name, schemas=known, folder=scratch)
        return [
            read_part(connection, records, scratch / f"{number}.parquet")
            for number, records in enumerate(opened)
        ]


def read_part(connection: duckdb.DuckDBPyConnection, records: Records, target: Path) -> Read:
    account = clean_part(connection, records, SCHEMA, ("UTC", "UTC"), target)
    positions = match_header(SCHEMA, records.header).positions
    listed = ", ".join(cell(positions[name]) if name in positions else "''" for name in COLUMNS)
    cells = connection.execute(f"SELECT {listed} FROM {records.scan}").fetchall()
    listed = ", ".join(map(quote, TEXTS))
    texts = connection.execute(f"SELECT {listed} FROM {quote_path(target)}").fetchall()
    assert len(cells) == len(texts) == account.delivered
    dropped = set(account.dropped)
    return Read(
        account,
        [list(row) for number, row in enumerate(cells) if number not in dropped],
        [list(row) for number, row in enumerate(texts) if number not in dropped],
    )


def type_texts(row: list[str]) -> list[str | None]:
    """Return what the table must hold of a row's columns of text: the text itself, or nothing."""
    given = dict(zip(COLUMNS, row, strict=True))
    return [
        None if not given[name].strip(BLANK) or given[name] == "***" else given[name]
        for name in TEXTS
    ]


def examine(mangled: Mangled, folder: Path) -> str | None:
    """Return what is wrong with how a file was read, or None."""
    try:
        parts = read(mangled, folder)
    except Problem as problem:
        said = str(problem)
        named = mangled.name in said and problem.remedy
        right = mangled.refusal is not None and mangled.refusal in said and named
        return None if right else f"refused: {said}"
    if mangled.refusal is not None:
        return f"not refused, though: {mangled.refusal}"
    rejected = Counter(entry.reason for part in parts for entry in part.account.rejected)
    counted = sum(part.account.counted for part in parts)
    if rejected != mangled.rejected:
        return f"rejected {dict(rejected)}, not {dict(mangled.rejected)}"
    if counted != len(mangled.rows) + mangled.rejected.total():
        return f"counted {counted} rows, not {len(mangled.rows) + mangled.rejected.total()}"
    if len(parts) != mangled.parts:
        return f"{len(parts)} parts, not {mangled.parts}"
    found = [row for part in parts for row in part.cells]
    typed = [row for part in parts for row in part.texts]
    for place, (row, texts, right) in enumerate(zip(found, typed, mangled.rows, strict=True)):
        if row != right:
            return f"row {place + 1} is {row}, not {right}"
        if texts != type_texts(right):
            return f"row {place + 1} becomes {texts}, not {type_texts(right)}"
    return None


def examine_all(name: str, numbers: range, folder: Path) -> None:
    wrong = {n: said for n in numbers if (said := examine(make(name, n), folder))}
    assert not wrong, f"{len(wrong)} of {len(numbers)}: {dict(list(wrong.items())[:3])}"


def test_the_corpus_is_large_enough() -> None:
    assert len(MANGLES) * EACH >= 2_000
    assert QUICK * len(MANGLES) >= 100


def test_the_corpus_is_the_same_whenever_it_is_made() -> None:
    assert all(make(name, 3).data == make(name, 3).data for name in MANGLES if name != "workbook")
    assert len(HEADER) == len(COLUMNS)


def test_what_is_wrong_is_found(tmp_path: Path) -> None:
    """Else every file would pass."""
    mangled = make("written_otherwise", 0)
    assert examine(mangled, tmp_path) is None
    right = mangled.rows[1]
    for column in range(len(HEADER)):
        mangled.rows[1] = [*right[:column], f"{right[column]}.", *right[column + 1 :]]
        assert "row 2 is" in str(examine(mangled, tmp_path))
    mangled.rows[1] = right
    mangled.rejected["blank row"] += 1
    assert "rejected {}" in str(examine(mangled, tmp_path))
    mangled.rejected.clear()
    mangled.rows.pop()
    assert "counted" in str(examine(mangled, tmp_path))
    mangled.refusal = "is empty"
    assert examine(mangled, tmp_path) == "not refused, though: is empty"


@pytest.mark.parametrize("name", MANGLES)
def test_a_sample_of_mangled_files(name: str, tmp_path: Path) -> None:
    examine_all(name, range(QUICK), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", MANGLES)
def test_all_other_mangled_files(name: str, tmp_path: Path) -> None:
    examine_all(name, range(QUICK, EACH), tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if place % 3 else [])
        for place, name in enumerate(one for one in LOSSLESS if one != "header_alone")
    ],
)
def test_a_mangled_release_is_added_cleaned_and_accounted_for(
    name: str, project: Project, tmp_path: Path
) -> None:
    mangled = make(name, EACH)
    path = tmp_path / mangled.name
    path.write_bytes(mangled.data)
    add_release([path], release="log", project=project)
    assert (project.raw / "log" / path.name).read_bytes() == mangled.data
    ledger = clean_release("log", project).ledger
    assert (ledger.rows_kept, ledger.rejected) == (len(mangled.rows), dict(mangled.rejected))
    frame = read_all(load_table("log", project))
    assert frame["search_id"].tolist() == [row[0] for row in mangled.rows]
    assert frame["searched_at_utc"].notna().all()
    assert (frame["source_file"] == mangled.name).all()
    assert not frame.duplicated(["source_part", "source_row"]).any()


@pytest.mark.parametrize("name", [n for n in LOSSY if make(n, EACH).refusal])
def test_a_refused_file_leaves_no_release(name: str, project: Project, tmp_path: Path) -> None:
    mangled = make(name, EACH)
    path = tmp_path / mangled.name
    path.write_bytes(mangled.data)
    with pytest.raises(Problem, match=str(mangled.refusal)):
        add_release([path], release="log", project=project)
    assert list(project.raw.iterdir()) == []


def test_a_header_alone_is_read_and_makes_no_release(project: Project, tmp_path: Path) -> None:
    mangled = make("header_alone", EACH)
    path = tmp_path / mangled.name
    path.write_bytes(mangled.data)
    with pytest.raises(Problem, match="no rows below it"):
        add_release([path], release="log", project=project)
    assert list(project.raw.iterdir()) == []
