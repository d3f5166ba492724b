"""Files: a release's files to rows of text, each by the reader of its format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from helpers.errors import NoTable, Problem
from helpers.intake.archives import unpack_gzip, unpack_zip
from helpers.intake.caps import note_cap
from helpers.intake.delimited import read_delimited
from helpers.intake.dialects import find_dialect, refuse_other_formats
from helpers.intake.encodings import find_encoding, note_controls
from helpers.intake.excel import read_workbook
from helpers.intake.headings import HeaderTest
from helpers.intake.html import read_page
from helpers.intake.mappings import map_headers, map_test
from helpers.intake.objects import is_lines, read_document, read_lines
from helpers.intake.pdf import read_pdf
from helpers.intake.pdf_layouts import Layout, map_layouts
from helpers.intake.rows import PART, Rows, is_prose
from helpers.intake.signatures import refuse_other_content
from helpers.intake.snapshots import read_snapshot
from helpers.releases.descriptor import Resource
from helpers.releases.release import Release, hash_file

DELIMITED = ("csv", "tsv", "txt", "psv")
WORKBOOKS = ("xlsx", "xlsm", "xlsb", "xls")
DOCUMENTS = ("json",)
LINES = ("ndjson", "jsonl")
PRINTS = ("pdf",)
PAGES = ("html", "htm")
PACKED = ("zip",)
GZIP = ".gz"


def read_release(
    release: Release, is_header: HeaderTest | None = None, layouts: Sequence[Layout] = ()
) -> list[tuple[Resource, list[Rows]]]:
    """Return the rows of each file of an opened release, one entry a part, in its order.

    Headers that a person mapped bear the names that they were mapped to.
    """
    mapping = release.descriptor.plateglass.mapping
    test, known = map_test(is_header, mapping), map_layouts(layouts, mapping)
    read = [
        (r, read_file(release.path(r), r, shown=r.path, is_header=test, layouts=known))
        for r in release.descriptor.resources
    ]
    return [(r, map_headers(parts, mapping)) for r, parts in read]


def read_file(
    path: Path,
    resource: Resource,
    *,
    shown: str,
    is_header: HeaderTest | None = None,
    layouts: Sequence[Layout] = (),
) -> list[Rows]:
    """Return the rows of one file, by part; a Problem says which formats can be read.

    `is_header` tells a kind's header from what stands above it, and sheets of rows from covers.
    `layouts` tell how the kinds look when they are printed.
    The parts of an archive bear the names of its files, before those of their own parts.
    """
    if resource.format in PACKED:
        return _read_members(path, resource, shown, is_header, layouts)
    reader = _list_readers(layouts).get(resource.format.removesuffix(GZIP))
    if reader is None:
        raise refuse_format(resource.format, shown)
    with open_plain(path, resource, shown=shown) as plain:
        parts = reader(plain, resource, shown, is_header)
    return [note_cap(note_controls(part, resource.encoding)) for part in parts]


def pin_file(path: Path, name: str) -> Resource:
    """Return what a descriptor pins of a file: size, hash, format, and how it is written.

    `name` is what the file is called, wherever it lies. Raises Problem if it cannot be read, or
    is not what its name says.
    """
    form = find_format(name)
    refuse_other_content(path, form, shown=name)
    facts: dict[str, Any] = {
        "name": re.sub(r"[^a-z0-9._-]+", "-", PurePosixPath(name).stem.lower()).strip("-.")
        or "file",
        "path": name,
        "bytes": path.stat().st_size,
        "hash": hash_file(path),
        "format": form,
    }
    resource = Resource(**facts)
    inner = form.removesuffix(GZIP)
    if form in PACKED:
        return _pin_members(path, resource)
    if inner in (*DELIMITED, *DOCUMENTS, *LINES):
        with open_plain(path, resource, shown=name) as plain:
            return resource.model_copy(update=_pin_text(plain, form, name))
    binary = inner in (*WORKBOOKS, *PRINTS)
    return resource.model_copy(update={"encoding": "binary"}) if binary else resource


def find_format(name: str) -> str:
    """Return the format that a file's name says, with `.gz` if it is compressed.

    >>> find_format("Log.CSV.gz"), find_format("a.b/log.xlsx"), find_format("README")
    ('csv.gz', 'xlsx', '')
    """
    suffixes = [suffix.lower() for suffix in PurePosixPath(name).suffixes]
    last = suffixes[-2:] if suffixes[-1:] == [GZIP] else suffixes[-1:]
    return "".join(last).lstrip(".")


@contextmanager
def open_plain(path: Path, resource: Resource, *, shown: str) -> Iterator[Path]:
    """Give a file as its reader wants it: unpacked if it is compressed, else the file itself."""
    if not resource.format.endswith(GZIP):
        yield path
        return
    with unpack_gzip(path, shown=shown) as plain:
        yield plain


@contextmanager
def open_members(
    path: Path, resource: Resource, *, shown: str
) -> Iterator[list[tuple[Resource, Path]]]:
    """Give each pinned file of an archive, and where it lies unpacked."""
    pinned = {member.path: member for member in resource.members or []}
    with unpack_zip(path, shown=shown) as found:
        yield [(pinned[name], place) for name, place in found if name in pinned]


def refuse_format(form: str, shown: str) -> Problem:
    """Return the Problem that a file of this format cannot be read."""
    known = [*_list_readers(), *PACKED]
    return Problem(
        f"No table found: files of the format {form or 'without a name'} cannot be read",
        file=shown,
        expected=f"{', '.join(known[:-1])} or {known[-1]}",
        remedy="Save a table in one of these, and add that copy; a letter or a report holds none",
    )


Reader = Callable[[Path, Resource, str, HeaderTest | None], list[Rows]]


def _list_readers(layouts: Sequence[Layout] = ()) -> dict[str, Reader]:
    """Return the reader of each format."""
    return {
        **dict.fromkeys(
            DELIMITED,
            lambda path, r, name, test: read_delimited(path, r, shown=name, is_header=test),
        ),
        **dict.fromkeys(
            WORKBOOKS,
            lambda path, _, name, test: read_workbook(path, shown=name, is_header=test),
        ),
        **dict.fromkeys(DOCUMENTS, lambda path, r, name, _: _read_json(path, r, name)),
        **dict.fromkeys(LINES, lambda path, r, name, _: read_lines(path, r, shown=name)),
        **dict.fromkeys(PRINTS, lambda path, _, name, __: [read_pdf(path, layouts, shown=name)]),
        **dict.fromkeys(PAGES, lambda path, _, name, __: read_page(path, shown=name)),
    }


def _read_json(path: Path, resource: Resource, shown: str) -> list[Rows]:
    snapshot = read_snapshot(path, resource, shown=shown)
    return read_document(path, resource, shown=shown) if snapshot is None else snapshot


def _pin_text(path: Path, form: str, name: str) -> dict[str, Any]:
    refuse_other_formats(path, shown=name)
    encoding = find_encoding(path)
    if form.removesuffix(GZIP) in DELIMITED:
        return {"encoding": encoding, "dialect": find_dialect(path, encoding)}
    lines = form.removesuffix(GZIP) in DOCUMENTS and is_lines(path, encoding)
    return {"encoding": encoding, "format": form.replace("json", "ndjson") if lines else form}


def _pin_members(path: Path, resource: Resource) -> Resource:
    shown, members = resource.path, []
    with unpack_zip(path, shown=shown) as found:
        for name, place in found:
            if find_format(name).removesuffix(GZIP) in _list_readers():
                with in_member(shown, name):
                    members.append(pin_file(place, name))
    if not members:
        raise Problem(
            "No file in the archive is one that can be read",
            file=shown,
            expected=", ".join(_list_readers()),
            remedy="Unpack it, save its files in one of these, and add those copies",
        )
    return resource.model_copy(update={"encoding": "binary", "members": members})


def _read_members(
    path: Path,
    resource: Resource,
    shown: str,
    is_header: HeaderTest | None,
    layouts: Sequence[Layout],
) -> list[Rows]:
    parts: list[Rows] = []
    letters: dict[str, NoTable] = {}
    with unpack_zip(path, shown=shown) as found:
        pinned = {member.path: member for member in resource.members or []}
        for name, place in found:
            if name in pinned:
                try:
                    with in_member(shown, name):
                        read = read_file(
                            place, pinned[name], shown=name, is_header=is_header, layouts=layouts
                        )
                        _refuse_letter(read, is_header, name)
                except NoTable as problem:
                    letters[name] = problem
                else:
                    parts += [_move(rows, shown, name) for rows in read]
        unread = [name for name, _ in found if name not in pinned]
    if not parts:
        raise next(iter(letters.values()))
    notes = [f"{shown}, {name} was left out: {why.what}" for name, why in letters.items()]
    if unread:
        names = ", ".join(sorted(find_format(name) or "no format" for name in unread))
        notes.append(
            f"{shown}: {len(unread):,} of its files were not read, for they hold no table: {names}"
        )
    parts[0] = replace(parts[0], notes=(*parts[0].notes, *notes))
    return parts


def _refuse_letter(parts: Sequence[Rows], is_header: HeaderTest | None, shown: str) -> None:
    """Raise NoTable if a file in an archive is a letter that came with the others."""
    if is_header and all(is_prose(rows) and not is_header(rows.header) for rows in parts):
        raise NoTable("No table found: its lines do not stand in columns", file=shown)


def _move(rows: Rows, shown: str, member: str) -> Rows:
    part = member if rows.part is None else f"{member}, {rows.part}"
    paged = PART in rows.frame
    frame = rows.frame.assign(**{PART: f"{member}, " + rows.frame[PART]}) if paged else rows.frame
    # What is said of the whole member bears its name, and is not to be said of one of its parts.
    whole = f"{member}: "
    notes = tuple(f"{shown}, {note}" if note.startswith(whole) else note for note in rows.notes)
    return replace(rows, file=shown, part=part, frame=frame, notes=notes)


@contextmanager
def in_member(shown: str, member: str) -> Iterator[None]:
    """Let a Problem with a file in an archive name the archive too."""
    try:
        yield
    except Problem as problem:
        part = member if problem.part is None else f"{member}, {problem.part}"
        raise type(problem)(
            problem.what,
            file=shown,
            part=part,
            row=problem.row,
            expected=problem.expected,
            remedy=problem.remedy,
        ) from problem
