"""Mangled files: what loses nothing keeps every value; what destroys something says what."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from helpers.intake.files import pin_file, read_file
from helpers.intake.rows import Rows, cell
from helpers.kinds.headers import match_header
from helpers.kinds.layouts import settle_layout
from helpers.kinds.registry import find_header_test, find_kind
from helpers.runner.clean_release import clean_release
from mangles import HEADER, LOSSLESS, LOSSY, Mangled, make

from helpers.adding.add import add_release
from helpers.cleaning.clean import load_table
from helpers.errors import Problem
from helpers.project import Project

MANGLES = [*LOSSLESS, *LOSSY]
FILES = 2_100
QUICK = 8
"""Of each mangle in every run; all of them in the slow one."""

COSTLY = {"no_header": 2, "rows_blank_at_both_ends": 2}
"""Of these fewer in every run: their cells are typed by several kinds before they are read."""

EACH = -(-FILES // len(MANGLES))
CONTRACT = find_kind("flock-portal-log").CONTRACT
COLUMNS = [CONTRACT.columns[n].name for n in (0, 1, 2, 3, 5, 6, 7)]


def read(mangled: Mangled, folder: Path) -> list[Rows]:
    path = folder / mangled.name
    path.write_bytes(mangled.data)
    resource = settle_layout(path, pin_file(path, mangled.name), shown=mangled.name)
    return read_file(path, resource, shown=mangled.name, is_header=find_header_test())


def values(parts: list[Rows]) -> list[list[str]]:
    """Return the cells of all parts, in the order of the original's columns."""
    found: list[list[str]] = []
    for part in parts:
        positions = match_header(CONTRACT, part.header).positions
        empty = [""] * len(part.frame)
        columns = [
            part.frame[cell(positions[name])].tolist() if name in positions else empty
            for name in COLUMNS
        ]
        found += [list(row) for row in zip(*columns, strict=True)]
    return found


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
    rejected = Counter(entry.reason for part in parts for entry in part.rejected)
    counted = sum(part.rows_read for part in parts)
    if rejected != mangled.rejected:
        return f"rejected {dict(rejected)}, not {dict(mangled.rejected)}"
    if counted != len(mangled.rows) + mangled.rejected.total():
        return f"counted {counted} rows, not {len(mangled.rows) + mangled.rejected.total()}"
    if len(parts) != mangled.parts:
        return f"{len(parts)} parts, not {mangled.parts}"
    found = values(parts)
    for place, (row, right) in enumerate(zip(found, mangled.rows, strict=True)):
        if row != right:
            return f"row {place + 1} is {row}, not {right}"
    return None


def examine_all(name: str, numbers: range, folder: Path) -> None:
    wrong = {n: said for n in numbers if (said := examine(make(name, n), folder))}
    assert not wrong, f"{len(wrong)} of {len(numbers)}: {dict(list(wrong.items())[:3])}"


def test_the_corpus_is_large_enough() -> None:
    assert len(MANGLES) * EACH >= 2_000
    assert sum(COSTLY.get(name, QUICK) for name in MANGLES) >= 270


def test_the_corpus_is_the_same_whenever_it_is_made() -> None:
    assert all(make(name, 3).data == make(name, 3).data for name in MANGLES if name != "workbook")
    assert len(HEADER) == len(COLUMNS)


@pytest.mark.parametrize("name", MANGLES)
def test_a_sample_of_mangled_files(name: str, tmp_path: Path) -> None:
    examine_all(name, range(COSTLY.get(name, QUICK)), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", MANGLES)
def test_all_other_mangled_files(name: str, tmp_path: Path) -> None:
    examine_all(name, range(COSTLY.get(name, QUICK), EACH), tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if place % 3 else [])
        for place, name in enumerate(LOSSLESS)
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
    ledger = clean_release("log", project)
    assert (ledger.rows_kept, ledger.rejected) == (len(mangled.rows), dict(mangled.rejected))
    frame = load_table("log", project).frame
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
