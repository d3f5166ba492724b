"""The gate: the one module that writes what is published.

Each text in it is compared with the withheld values of the releases that it was made from. A hit is
refused with its position, column and row, never with the value. A value is allowed if a publishable
column also holds it, if our own texts say it word for word, or if a reviewed line of
data/reference/shown_names.csv allows it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from helpers.cleaning.clean import find_table
from helpers.cleaning.shown_values import list_shown_names
from helpers.errors import Problem
from helpers.privacy.positions import find_positions
from helpers.privacy.published_text import list_pieces
from helpers.privacy.withheld import (
    Hit,
    Withheld,
    find_public,
    find_withheld,
    locate,
    search,
    split_text,
)
from helpers.project import (
    HOME,
    SHOWN_NAMES,
    Project,
    bring_back,
    find_project,
    open_scratch,
    put_whole,
    work_on,
)

CODE = Path(__file__).resolve().parents[1]
MOST = 3
"""So many hits are named in a refusal."""


def publish(
    files: Mapping[Path, bytes | str], releases: Iterable[str], project: Project | None = None
) -> None:
    """Check files and write each, by rename; none is written if one is refused.

    `releases` are those that they were made from. Raises Problem; see `check_publishable`.
    """
    made = {path: _encode(data) for path, data in files.items()}
    check_publishable({path.name: data for path, data in made.items()}, releases, project)
    for path, data in made.items():
        with open_scratch(path.parent, ".publishing-") as scratch:
            whole = scratch / "file"
            whole.write_bytes(data)
            whole.replace(path)


_ORIGIN = ("source_file", "source_part", "duplicate_file")
"""Columns of names of files and sheets, which a table has and a notebook rarely needs to show."""


def publish_folder(
    files: Mapping[str, bytes],
    folder: Path,
    releases: Iterable[str],
    project: Project | None = None,
) -> dict[str, bytes | None]:
    """Check files and put them in a folder, whole, replacing what was there.

    A file whose bytes are the same is not written again. Returns the names of those that are new,
    each with its earlier content. Raises Problem; see `check_publishable`.
    """
    check_publishable(files, releases, project)
    changed: dict[str, bytes | None] = {}
    bring_back(folder)
    with open_scratch(folder.parent, f".{folder.name}-") as scratch:
        fresh = scratch / "made"
        fresh.mkdir()
        for name, data in files.items():
            path, before = fresh / name, folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            old = before.read_bytes() if before.is_file() else None
            if old == data:
                shutil.copy2(before, path)
            else:
                path.write_bytes(data)
                changed[name] = old
        put_whole(fresh, folder)
    return changed


def check_publishable(
    files: Mapping[str, bytes | str], releases: Iterable[str], project: Project | None = None
) -> None:
    """Refuse files (name to content) in which there is a value that may not leave.

    Raises Problem with page or cell, column and row, never the value.
    """
    hits = find_hits(files, releases, project)
    if hits:
        found = [*dict.fromkeys(map(_say, hits))]
        more = f"; and {len(found) - MOST:,} more" if len(found) > MOST else ""
        origin = "" if all(hit.row for hit in hits) else f", and leave out {', '.join(_ORIGIN)}"
        raise Problem(
            "Nothing was written, because it shows what may not leave: "
            f"{'; '.join(found[:MOST])}{more}",
            remedy=f"Show counts or classes{origin}. If the words are harmless, add a line to "
            f"data/reference/{SHOWN_NAMES} that says why",
        )


def find_hits(
    files: Mapping[str, bytes | str], releases: Iterable[str], project: Project | None = None
) -> list[Hit]:
    """Return where files (name to content) show what may not leave of releases."""
    project = project or find_project()
    pieces = [piece for name, data in files.items() for piece in list_pieces(name, _encode(data))]
    sets = list(_open_sets(releases, project))
    found = search(sets, pieces)
    if not found:
        return []
    with work_on(project):
        excused = _list_excused(found, sets, project)
    left = {phrase: where for phrase, where in found.items() if phrase not in excused}
    for one in sets:
        public = find_public(one, left) if left else set()
        left = {phrase: where for phrase, where in left.items() if phrase not in public}
    hits: list[Hit] = []
    for one in sets:
        located = locate(one, left, MOST - len(hits))
        left = {phrase: where for phrase, where in left.items() if phrase not in located}
        hits += located.values()
    # Of a value with letters in several forms nobody can say where it is; it may not leave either.
    return hits + [Hit(where, "a release it was made from", "a column") for where in left.values()]


def _say(hit: Hit) -> str:
    row = "" if hit.row is None else f", row {hit.row:,}"
    return f"{hit.where}: a value of {hit.column} of {hit.release}{row}"


def _open_sets(releases: Iterable[str], project: Project) -> Iterator[Withheld]:
    """Yield what may not leave of each release; one that isn't a table holds nothing that was read.

    A finding may name something that isn't a release at all.
    """
    for name in dict.fromkeys(releases):
        try:
            table = find_table(name, project)
        except Problem:
            continue
        yield find_withheld(table, project)


def _list_excused(found: Iterable[str], sets: Iterable[Withheld], project: Project) -> set[str]:
    """Return the phrases that our own texts say, or a custodian's name or a reviewed line shows."""
    reviewed: set[str] = set()
    custodians = " "
    for one in sets:
        # The custodian's name is shown, and the name of its network is often within it.
        shown = find_positions(one.table.release, project).custodian or ""
        custodians += f"{' '.join(split_text(shown))} | "
        for what in ("text", "agency", "file", "part", "column"):
            for name in list_shown_names(what, one.table.release, project):
                reviewed.add(" ".join(split_text(name)))
    ours, code = _read_own(_reference_folder(project)), _read_code()
    return {
        phrase
        for phrase in found
        if phrase in reviewed
        or f" {phrase} " in custodians
        or f" {phrase} " in ours
        or (not any(map(str.isdigit, phrase)) and f" {phrase} " in code)
    }


def _reference_folder(project: Project) -> tuple[Path, ...]:
    project_folder = project.root / "data" / "reference"
    shipped = HOME / "data" / "reference"
    names = {path.name for folder in (project_folder, shipped) for path in folder.glob("*.csv")}
    return tuple(sorted(project.reference(name) for name in names))


@cache
def _read_own(tables: tuple[Path, ...]) -> str:
    """Return the words of the reviewed tables and of what was typed from publications."""
    typed = [path for one in _TYPED for path in (HOME / "data" / "raw" / one).glob("*.csv")]
    schemas = (CODE / "schemas").glob("*.yml")
    return _join([*tables, *typed, *sorted(schemas)])


_TYPED = ("published-figures", "monthly-series", "ice-agreement-counts")


@cache
def _read_code() -> str:
    """Return the words of our code, templates and documents."""
    kinds = ("*.py", "*.j2", "*.css")
    paths = [path for kind in kinds for path in sorted(CODE.rglob(kind))]
    return _join([*paths, *sorted(HOME.glob("*.md")), *sorted((HOME / "docs").rglob("*.md"))])


def _join(paths: Iterable[Path]) -> str:
    words = (split_text(path.read_text(encoding="utf-8", errors="replace")) for path in paths)
    return f" {' '.join(word for listed in words for word in listed)} "


def _encode(data: bytes | str) -> bytes:
    return data if isinstance(data, bytes) else data.encode("utf-8")
