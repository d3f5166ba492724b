"""Mapping files: a person says which column of a kind each header of an unknown file is."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from helpers.errors import Misuse, Problem, list_some, suggest
from helpers.readers.records import Records
from helpers.schemas.headers import fold_header
from helpers.schemas.recognize import (
    COMPARED,
    compare_words,
    looks_like_row,
    match_header,
    propose_kind,
)
from helpers.schemas.schema import Column, Schema, load_schema, load_schemas

ENDING = ".mapping.toml"
LACKING = "lacking"
"""The part of a mapping file with the columns that the file itself lacks."""

TIMES = ("time", "date", "month")
NEAREST = 3
LIKE = 0.4
"""How like a header a column must be to be proposed."""


@dataclass(frozen=True)
class Mapping:
    """What a mapping file says: the kind, and for each header the column that it is.

    `headers` holds the header's cells in the file's order; a column that is "" is not read. If
    `has_header` is false the file has none, and the columns are in the file's order. `given` are
    the columns that the file lacks, each with the value of all its rows, "" if nobody knows it.
    """

    kind: str
    headers: tuple[str, ...]
    columns: tuple[str, ...]
    has_header: bool
    given: dict[str, str]

    @property
    def names(self) -> dict[str, str] | None:
        """The column of each header, as a descriptor keeps it; None if there is nothing to keep."""
        named = zip(self.headers, self.columns, strict=True) if self.has_header else ()
        given = {f"{column} = {value}": column for column, value in self.given.items()}
        return {**dict(named), **given} or None

    @property
    def order(self) -> list[str] | None:
        """The columns of a file without a header, in its order; those not read have a number."""
        if self.has_header:
            return None
        return [name or f"column {number}" for number, name in enumerate(self.columns, start=1)]


def find_mapping(path: Path) -> Path:
    """Return the path of a mapping file; Misuse names the nearest one if there is none."""
    if path.is_file():
        return path
    near = [other.name for other in path.parent.glob(f"*{ENDING}")] if path.parent.is_dir() else []
    raise Misuse(
        f"There is no mapping file {path}",
        remedy=f"{suggest(path.name, near)} Without --mapping we write one where it is needed"
        if near
        else "Leave --mapping out, and we write one beside your file if it is needed",
    )


_NOT_AS_WRITTEN = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""The errors of a mapping that isn't text or TOML, or isn't laid out as we write it."""


def read_mapping(path: Path, kind: str | None = None) -> Mapping:
    """Read a mapping file that a person filled in.

    Raises Problem if it isn't TOML, names a column that its kind does not have, or names one
    twice; Misuse if `kind` is another.
    """
    shown = path.name
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        entries = [(entry["header"], entry["column"]) for entry in facts["columns"]]
        own_kind, has_header = facts.get("kind", ""), facts.get("has_header", True)
        given = {name: value.strip() for name, value in facts.get(LACKING, {}).items()}
    except _NOT_AS_WRITTEN as error:
        where = f": {error}" if isinstance(error, tomllib.TOMLDecodeError) else ""
        raise Problem(
            f"The mapping cannot be read{where}",
            file=shown,
            expected='lines such as column = "searched_at", each under its header',
            remedy="Delete it and run `plateglass add` again: we write it again for you to fill in",
        ) from error
    if not all(isinstance(text, str) for entry in entries for text in (*entry, own_kind)):
        raise Problem("The mapping has a name that isn't text", file=shown)
    if kind and own_kind and kind != own_kind:
        raise Misuse(
            f"The mapping is for the kind {own_kind}, and --kind says {kind}",
            expected="one kind",
            remedy=f"Leave --kind out, or change the mapping in {shown}",
        )
    mapping = Mapping(
        kind=kind or own_kind,
        headers=tuple(header for header, _ in entries),
        columns=tuple(column.strip() for _, column in entries),
        has_header=has_header is not False,
        given=given,
    )
    _check(mapping, load_schema(mapping.kind), shown)
    return mapping


def _check(mapping: Mapping, schema: Schema, shown: str) -> None:
    known = [column.name for column in schema.columns]
    given = [*filter(None, mapping.columns), *mapping.given]
    for name in given:
        if name not in known:
            raise Problem(
                f"The kind {schema.kind} has no column {name}",
                file=shown,
                remedy=f"A header that is none of them stays blank. {suggest(name, known)}",
            )
        if schema.column(name).counted:
            raise Problem(
                f"The column {name} is counted by us, so no header of the file can be it",
                file=shown,
                remedy="Leave it blank: what the file counts itself is not read",
            )
        most = 2 if schema.column(name).type == "time" and mapping.has_header else 1
        if given.count(name) > most:
            raise Problem(
                f"Too many headers are mapped to the column {name}",
                file=shown,
                expected="each column once; for a time, a day and then a clock time",
                remedy="Leave the column of the others blank",
            )
    timeless = [name for name in mapping.given if schema.column(name).type in TIMES]
    if timeless:
        raise Problem(
            f"Not all rows can have the same {timeless[0]}",
            file=shown,
            expected=f"a header for {timeless[0]}",
            remedy="A file without days and times can't be charted: ask the custodian for them",
        )
    lacking = [c.name for c in schema.columns if c.required and c.name not in given]
    if lacking:
        raise Problem(
            f"No header is mapped to {list_some(lacking)}",
            file=shown,
            expected=f"every column that {schema.kind} needs",
            remedy="Fill in which header it is. If your file has no such column, say so at the end "
            f"of the mapping, below [{LACKING}]",
        )


def check_headers(mapping: Mapping, parts: Sequence[Records], shown: str) -> None:
    """Raise Problem if the mapping names a header that none of `parts`, once mapped, had."""
    if not mapping.has_header:
        return
    found = {fold_header(header) for part in parts for header in part.header}
    for header, name in zip(mapping.headers, mapping.columns, strict=True):
        if name and fold_header(name) not in found:
            headers = [header for part in parts for header in part.header]
            raise Problem(
                f"No file has the header {header}", file=shown, remedy=suggest(header, headers)
            )


def write_mapping(path: Path, headers: Sequence[Sequence[str]], kind: str | None) -> str:
    """Write a mapping file to fill in, and return its kind: the one named, else the nearest.

    A file that a person has begun to fill in stays as it is. Raises Problem if it is for another
    kind than the one named.
    """
    # No record is quoted; its columns are named by their position.
    quoted = [one for one in headers if not looks_like_row([name for name in one if name.strip()])]
    header = list(dict.fromkeys(name for one in quoted for name in one if name.strip()))
    is_row = not header
    if is_row:
        header = [f"column {number}" for number in range(1, len(headers[0]) + 1)]

    def propose(of: str) -> str:
        return propose_mapping(header, load_schema(of), has_header=not is_row)

    proposed = kind or propose_kind(headers[0])
    if path.exists():
        there = path.read_text(encoding="utf-8-sig", errors="replace")
        found = next((k for k in load_schemas() if f"\nkind = {_quote(k)}\n" in there), None)
        if found is None or there != propose(found):
            if kind in (None, found):
                return found or proposed
            raise Misuse(
                f"The mapping that you began to fill in is for the kind {found or 'of no schema'}",
                file=path,
                expected=f"a mapping for {kind}",
                remedy="Add the file with --mapping and its name, or delete it and run the same "
                "again: we write one for the kind that you name",
            )
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(propose(proposed), encoding="utf-8", newline="\n")
    temporary.replace(path)
    return proposed


def propose_mapping(header: Sequence[str], schema: Schema, *, has_header: bool = True) -> str:
    """Return a mapping file: each header, the column it answers or a blank, and what is near."""
    offered = [column for column in schema.columns if not column.counted]
    matched = match_header(schema, header).names
    lines = [
        "# Which column of the kind is each header of your file? Fill in the blanks between the",
        "# quotes, and leave blank what is none of them: it is then not read. Then run the same",
        "# `plateglass add` again with --mapping and the name of this file. If a time is in two",
        "# columns, a day and then a clock, name it at both. If your file lacks a column with a",
        "# star, say so at the end.",
        "#",
        f"# The columns of {schema.kind}; those with a star are needed:",
        *(f"#   {'*' if c.required else ' '} {c.name}: {_describe(c)}" for c in offered),
        "#",
        "# Another kind? Run the same `plateglass add` with --kind and one of these, and its",
        "# columns are here: " + ", ".join(sorted(load_schemas())),
        f"kind = {_quote(schema.kind)}",
        "",
        "# If the first line of your file is data and no header, write false; the columns are then",
        "# taken in this order, whatever stands behind `header`.",
        f"has_header = {str(has_header).lower()}",
    ]
    if not has_header:
        lines += [
            "# The first line looks like data, so nothing of it is written down here. If it is a",
            "# header, write true, and its names behind each `header`.",
        ]
    for position, name in enumerate(header):
        asked = position not in matched and position < COMPARED
        near = _find_near(name, schema, set(matched.values())) if asked else []
        hint = f"  # nearest: {', '.join(near)}" if near else ""
        column = _quote(matched.get(position, ""))
        lines += ["", "[[columns]]", f"header = {_quote(name)}", f"column = {column}{hint}"]
    free = [c for c in offered if c.required and c.type not in TIMES]
    free = [c for c in free if c.name not in matched.values()]
    if free:
        lines += [
            "",
            "# If your file has no such column, take away the # before it. Between the quotes goes",
            "# what holds for every row; leave them blank if nobody knows.",
            f"[{LACKING}]",
            *(f'# {column.name} = ""' for column in free),
        ]
    return "\n".join(lines) + "\n"


def _describe(column: Column) -> str:
    """Return what a column means, on one line."""
    return " ".join(column.meaning.split())


def _find_near(header: str, schema: Schema, taken: set[str]) -> list[str]:
    """Return the columns that a header may be: by what its words mean, then by its letters."""
    free = [c for c in schema.columns if c.name not in taken and not c.counted]
    # Of two that are as like, the one that the kind cannot do without.
    meant = {column.name: compare_words(column, header) + 0.05 * column.required for column in free}
    near = sorted((n for n, like in meant.items() if like >= LIKE), key=lambda n: -meant[n])
    spellings = {
        fold_header(spelling): column.name for column in free for spelling in column.spellings
    }
    written = get_close_matches(fold_header(header), spellings, n=NEAREST, cutoff=LIKE)
    return list(dict.fromkeys([*near[:2], *(spellings[one] for one in written), *near]))[:NEAREST]


def _quote(text: str) -> str:
    """Return a TOML string; JSON's are TOML's, but for the character that deletes."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
