"""Files: a release's files to records, each by the reader of its format, and what is pinned of one.

Delimited text is read by DuckDB. What other readers take, which a damaged file could crash or
hang, they parse in a process apart (see `apart`) and write to a scratch folder.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from helpers.errors import Damaged, NoTable, Problem, list_some, mark_name
from helpers.project import open_scratch
from helpers.quoting import text
from helpers.readers import footers
from helpers.readers.apart import Budget, read_apart
from helpers.readers.archive import unpack_gzip, unpack_zip
from helpers.readers.csv import check_unchanged, open_csv
from helpers.readers.encoding import (
    IS_CONTROL,
    find_dialect,
    find_encoding,
    is_windows,
    refuse_other_formats,
    survey_text,
)
from helpers.readers.excel import parse_workbook
from helpers.readers.html import CHALLENGE, parse_page
from helpers.readers.json import is_lines, parse_json, parse_lines
from helpers.readers.parsed import ParsedPart, make_records
from helpers.readers.pdf.document import parse_pdf
from helpers.readers.pdf.layouts import make_layouts, map_layouts
from helpers.readers.portal_labels import is_page, refuse_text
from helpers.readers.records import BLANK, PART, Count, Records, cell, query
from helpers.readers.signatures import refuse_other_content
from helpers.releases.descriptor import Resource
from helpers.releases.release import Release, hash_file
from helpers.schemas.headers import (
    JOINED,
    HeaderTest,
    fold_header,
    list_given,
    list_joined,
    map_names,
    map_test,
)
from helpers.schemas.recognize import make_header_test
from helpers.schemas.schema import Schema

if TYPE_CHECKING:
    import duckdb

DELIMITED = ("csv", "tsv", "txt", "psv")
WORKBOOKS = ("xlsx", "xlsm", "xlsb", "xls")
DOCUMENTS = ("json",)
LINES = ("ndjson", "jsonl")
PRINTS = ("pdf",)
PAGES = ("html", "htm")
SAVED_PAGES = ("mhtml", "mht", "webarchive", "maff")
PACKED = ("zip",)
GZIP = ".gz"
READ = (*DELIMITED, *WORKBOOKS, *DOCUMENTS, *LINES, *PRINTS, *PAGES)

NUMBERED = re.compile(r"\(column [0-9]+\)")
"""What readers call a column without a header."""

GREETING = r"^\s*(?i:dear|sincerely|respectfully|regards|to whom|best regards)\b[^=]*$"
"""How a line of a letter begins, and no row of a table."""

WIDEST_LETTER = 100
PAGE_LINES, PAGE_SIZE = 2_000, 1 << 20
"""So many lines, and characters, show whether a text is that of a portal's page."""

UNPINNED = "left out, as not chosen or without a table"
"""The note on files of an archive whose format we can't read, or that weren't chosen."""

LONGEST_LINE = 1 << 26
LONGEST_HEADER = 32_767
"""No cell of a spreadsheet holds more characters (Microsoft, "Excel specifications and limits")."""

_numbers = itertools.count(1)


def read_release(
    release: Release, schemas: Sequence[Schema], *, folder: Path
) -> list[tuple[Resource, list[Records]]]:
    """Return the records of each file of an opened release, in its order.

    Headers that a person mapped have the names that they were mapped to. `folder` holds what must
    be unpacked, converted or parsed, until the scans have run.
    """
    mapping = release.descriptor.plateglass.mapping
    return [
        (r, open_file(release.path(r), r, shown=r.path, schemas=schemas, mapping=mapping,
                      folder=folder))
        for r in release.resources
    ]  # fmt: skip


def open_file(
    path: Path,
    resource: Resource,
    *,
    shown: str,
    folder: Path,
    schemas: Sequence[Schema] = (),
    mapping: Mapping[str, str] | None = None,
) -> list[Records]:
    """Return the records of one file, by part; a Problem says which formats can be read.

    By the header spellings of `schemas` a header is distinguished from what is above it, sheets of
    rows from covers, and a printed table from other text. The parts of an archive are named after
    its files, and then their own parts.
    """
    test = map_test(make_header_test(schemas), mapping) if schemas else None
    printed = any(one.format.removesuffix(GZIP) in PRINTS for one in resource.members or [resource])
    budget = Budget.of(path, printed=printed)
    parts = _open(path, resource, shown, folder, schemas, mapping, test, budget)
    day = resource.as_of or ""
    return [replace(_map_header(part, mapping), as_of=day) for part in parts]


def _open(
    path: Path,
    resource: Resource,
    shown: str,
    folder: Path,
    schemas: Sequence[Schema],
    mapping: Mapping[str, str] | None,
    test: HeaderTest | None,
    budget: Budget,
) -> list[Records]:
    if resource.format in PACKED:
        return _open_members(path, resource, shown, folder, schemas, mapping, test, budget)
    form = resource.format.removesuffix(GZIP)
    if form not in READ:
        raise refuse_format(resource.format, shown)
    plain = path
    if resource.format.endswith(GZIP):
        plain = unpack_gzip(path, folder, budget, shown=shown)
    if form in DELIMITED:
        parts = open_csv(plain, resource, shown=shown, folder=folder, is_header=test)
    else:
        parsed_folder = folder / f"parsed-{next(_numbers)}"
        parsed_folder.mkdir()
        before = plain.stat()
        parsed = _parse(plain, resource, form, shown, parsed_folder, schemas, mapping, test, budget)
        check_unchanged(plain, before, shown=shown)
        parts = make_records(parsed, shown=shown)
    for part in parts:
        _refuse_long_header(part)
    watched = [replace(part, budget=budget) for part in parts]
    return [_note_controls(_name_headless(part), resource.encoding) for part in watched]


def _refuse_long_header(records: Records) -> None:
    """Raise Problem if a header is longer than any: what is made of it would fill the memory."""
    for number, header in enumerate(records.header, start=1):
        if len(header) > LONGEST_HEADER:
            raise Problem(
                f"The header of column {number:,} has {len(header):,} characters",
                file=records.file,
                part=records.part,
                expected=f"at most {LONGEST_HEADER:,}",
                remedy="Look at the file in an editor; if it holds a table, shorten the header in "
                "a copy, and add that copy",
            )


def _parse(
    path: Path,
    resource: Resource,
    form: str,
    shown: str,
    folder: Path,
    schemas: Sequence[Schema],
    mapping: Mapping[str, str] | None,
    test: HeaderTest | None,
    budget: Budget,
) -> list[ParsedPart]:
    if form in WORKBOOKS:
        sheets = tuple(resource.sheets or ())
        return read_apart(
            shown, budget, parse_workbook, path, folder, shown=shown, is_header=test, only=sheets
        )
    if form in PRINTS:
        layouts = map_layouts(make_layouts(schemas), mapping)
        return read_apart(shown, budget, parse_pdf, path, folder, shown=shown, layouts=layouts)
    if form in PAGES:
        return read_apart(shown, budget, parse_page, path, folder, shown=shown)
    parse = parse_lines if form in LINES else parse_json
    encoding = resource.encoding
    return read_apart(shown, budget, parse, path, folder, shown=shown, encoding=encoding)


def pin_file(
    path: Path, name: str, *, only: Sequence[str] = (), sheets: Sequence[str] = ()
) -> Resource:
    """Return what a descriptor pins of a file: size, hash, format, and how it is written.

    `name` is what the file is called, wherever it is. `only` are patterns (`*.csv`) of the files
    in an archive that are read, and `sheets` the names of the sheets of a workbook; of neither,
    all are. Raises Problem if it can't be read, or isn't what its name says; NoTable if it is of
    a format that holds no table.
    """
    return _pin_file(path, name, only, sheets, Budget.of(path))


def _pin_file(
    path: Path, name: str, only: Sequence[str], sheets: Sequence[str], budget: Budget
) -> Resource:
    form = find_format(name)
    refuse_other_content(path, form, shown=name)
    inner, packed = form.removesuffix(GZIP), form.endswith(GZIP)
    is_text = inner in (*DELIMITED, *DOCUMENTS, *LINES)
    if is_text and not packed:
        refuse_other_formats(path, shown=name)
        digest, encoding = survey_text(path)
    else:
        digest, encoding = hash_file(path), "utf-8"
    resource = Resource(
        name=re.sub(r"[^a-z0-9._-]+", "-", PurePosixPath(name).stem.lower()).strip("-.") or "file",
        path=name,
        bytes=path.stat().st_size,
        hash=digest,
        format=form,
        encoding="binary" if inner in (*WORKBOOKS, *PRINTS, *PACKED) else encoding,
    )
    if form in PACKED:
        with open_scratch() as folder:
            return _pin_members(path, resource, folder, only, sheets, budget)
    if inner in WORKBOOKS and sheets:
        resource = resource.model_copy(update={"sheets": list(sheets)})
    if not is_text:
        return resource
    if not packed:
        with budget.spend(name):
            return resource.model_copy(update=_pin_text(path, form, encoding, name))
    with open_scratch() as folder:
        plain = unpack_gzip(path, folder, budget, shown=name)
        refuse_other_formats(plain, shown=name)
        with budget.spend(name):
            text = _pin_text(plain, form, find_encoding(plain), name)
        return resource.model_copy(update=text)


def _pin_text(path: Path, form: str, encoding: str, shown: str) -> dict[str, Any]:
    if form.removesuffix(GZIP) in DELIMITED:
        _refuse_long_line(path, shown)
        with path.open(encoding=encoding, errors="replace") as file:
            lines_of_page = file.read(PAGE_SIZE).split("\n")[:PAGE_LINES]
        if is_page(lines_of_page):
            raise refuse_text(shown)
        _refuse_error(lines_of_page, shown)
        return {"encoding": encoding, "dialect": find_dialect(path, encoding)}
    lines = form.removesuffix(GZIP) in DOCUMENTS and is_lines(path, encoding)
    return {"encoding": encoding, "format": form.replace("json", "ndjson") if lines else form}


def _refuse_long_line(path: Path, shown: str) -> None:
    """Raise Problem if a line is longer than any: its reader would hold it several times over."""
    length = 0
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            end = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
            length = length + len(piece) if end < 0 else len(piece) - end - 1
            if length > LONGEST_LINE:
                raise Problem(
                    f"A line has more than {LONGEST_LINE >> 20:,} MB",
                    file=shown,
                    expected="a row a line",
                    remedy="Ask the source agency for the file again",
                )


def _refuse_error(lines: Sequence[str], shown: str) -> None:
    """Raise NoTable if a file begins as the text of a page on which a site refuses or fails."""
    title = next((line for line in lines if line.strip()), "")
    if CHALLENGE.match(title.strip()) and not re.search(r"[,;|\t]", title):
        raise NoTable(
            "This is the text of an error page, not the file or page that was asked for",
            file=shown,
            expected="a table",
            remedy="Fetch it again. A collector may have recorded it as a success; it shows "
            "nothing about that day, and is no zero",
        )


def _pin_members(
    path: Path,
    resource: Resource,
    folder: Path,
    only: Sequence[str],
    sheets: Sequence[str],
    budget: Budget,
) -> Resource:
    shown = resource.path
    members: list[Resource] = []
    letters: list[Problem] = []
    for name, unpacked in unpack_zip(path, folder, budget, shown=shown):
        if find_format(name).removesuffix(GZIP) in READ and is_chosen(name, only):
            try:
                with in_member(shown, name):
                    members.append(_pin_file(unpacked, name, (), sheets, budget))
            except Problem as problem:
                if not is_stray(problem, name):
                    raise
                letters.append(problem)
    if not members and letters:
        raise letters[0]
    if not members:
        raise NoTable(
            "No file in the archive is one that can be read"
            + (f" and is called {list_some(only)}" if only else ""),
            file=shown,
            expected=", ".join(READ),
            remedy="Unpack it, save its files in one of these, and add those copies",
        )
    return resource.model_copy(update={"members": members})


def is_chosen(name: str, only: Sequence[str]) -> bool:
    """Return whether a file is one of those that a person chose by patterns, if any were given.

    >>> is_chosen("2025/Log.csv", ["*.csv"]), is_chosen("Log.csv", ["log.csv"]), is_chosen("x", [])
    (True, True, True)
    """
    lower = name.casefold()
    names = (lower, PurePosixPath(lower).name)
    return not only or any(fnmatch(one, way.casefold()) for one in names for way in only)


def find_format(name: str) -> str:
    """Return the format that a file's name says, with `.gz` if it is compressed.

    >>> find_format("Log.CSV.gz"), find_format("a.b/log.xlsx"), find_format("README")
    ('csv.gz', 'xlsx', '')
    """
    suffixes = [suffix.lower() for suffix in PurePosixPath(name).suffixes]
    last = suffixes[-2:] if suffixes[-1:] == [GZIP] else suffixes[-1:]
    return "".join(last).lstrip(".")


def refuse_format(form: str, shown: str) -> NoTable:
    """Return the Problem that a file of this format can't be read."""
    if form in SAVED_PAGES:
        return NoTable(
            "This is a web page that a browser saved in a format of its own",
            file=shown,
            expected="the page as HTML",
            remedy="Open it in a browser, save the page as HTML, and add that file",
        )
    known = [*READ, *PACKED]
    return NoTable(
        f"No table found: files of the format {form or 'without a name'} cannot be read",
        file=shown,
        expected=f"{', '.join(known[:-1])} or {known[-1]}",
        remedy="Save a table in one of these, and add that copy; a letter or a report holds none",
    )


def looks_like_prose(records: Records) -> bool:
    """Return whether a part is a letter.

    It greets somebody, or fewer of its lines are in columns than are not. No letter begins with a
    line of so many cells as a survey's header has, whose rows take a minute to judge.
    """
    if len(records.header) > WIDEST_LETTER:
        return False
    with query(records) as connection:
        marked, whole = connection.execute(
            f"SELECT count(reject), count(*) FROM "
            f"(SELECT {footers.write_rejection(records)} AS reject FROM {records.scan})"
        ).fetchall()[0]
        lost = records.settle(connection).lost
        greeted = connection.execute(
            f"SELECT count(*) FROM (FROM {records.scan} LIMIT {PAGE_LINES}) "
            f"WHERE regexp_matches(cell_0, '{GREETING}')"
        ).fetchall()[0][0]
    if greeted or re.match(GREETING, records.header[0] if records.header else ""):
        return True
    reasons = [*(one.reason for one in lost), *[BLANK] * marked]
    return footers.is_prose(records.header, whole - marked, reasons)


def _open_members(
    path: Path,
    resource: Resource,
    shown: str,
    folder: Path,
    schemas: Sequence[Schema],
    mapping: Mapping[str, str] | None,
    test: HeaderTest | None,
    budget: Budget,
) -> list[Records]:
    parts: list[Records] = []
    letters: dict[str, Problem] = {}
    found = unpack_zip(path, folder, budget, shown=shown)
    pinned = {member.path: member for member in resource.members or []}
    for name, unpacked in found:
        if name not in pinned:
            continue
        try:
            with in_member(shown, name):
                inner = pinned[name]
                read = _open(unpacked, inner, name, folder, schemas, mapping, test, budget)
                refuse_letter(read, test, name)
        except Problem as problem:
            if not is_stray(problem, name):
                raise
            letters[name] = problem
        else:
            parts += [_move(one, shown, name) for one in read]
    if not parts:
        raise next(iter(letters.values()))
    notes = [
        f"{shown}, {mark_name(name)} was left out: {why.what}" for name, why in letters.items()
    ]
    unread = sorted(name for name, _ in found if name not in pinned)
    if unread:
        listed = list_some(unread, marked=True)
        notes.append(f"{shown}: {UNPINNED}: {listed}")
    parts[0] = replace(parts[0], notes=(*parts[0].notes, *notes))
    return parts


def is_stray(problem: Problem, name: str) -> bool:
    """Return whether a file that can't be added is left out where others came with it.

    It holds no table, or is a damaged PDF, which most often is a letter. A damaged workbook may
    hold rows that somebody counts on: it stops the others too.
    """
    printed = find_format(name).removesuffix(GZIP) in PRINTS
    return isinstance(problem, NoTable) or (printed and isinstance(problem, Damaged))


def refuse_letter(parts: Sequence[Records], test: HeaderTest | None, shown: str) -> None:
    """Raise NoTable if a file is a letter that came with others."""
    if test and all(not test(one.header) and looks_like_prose(one) for one in parts):
        raise NoTable("No table found: its lines are not in columns", file=shown)


def _move(records: Records, shown: str, member: str) -> Records:
    """Return the records of a file in an archive as those of a part of the archive."""
    scan, settle = records.scan, records.settle
    if records.pages:
        prefix = f"{member}, ".replace("'", "''")
        scan = f"(SELECT * REPLACE ('{prefix}' || {PART} AS {PART}) FROM {scan})"

    def settle_member(connection: duckdb.DuckDBPyConnection) -> Count:
        with in_member(shown, member):
            return settle(connection)

    # A note on the whole member has the member's name, so it can't be taken for one on a part.
    whole = f"{member}: "
    return replace(
        records,
        file=shown,
        part=member if records.part is None else f"{member}, {records.part}",
        scan=scan,
        settle=settle_member,
        notes=tuple(
            f"{shown}, {note}" if note.startswith(whole) else note for note in records.notes
        ),
    )


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


def _map_header(records: Records, mapping: Mapping[str, str] | None) -> Records:
    if not mapping:
        return records
    given = list_given(mapping)
    header = [*map_names(records.header, mapping), *given]
    added = enumerate(given.values(), start=len(records.header))
    values = "".join(f", {text(value)} AS {cell(column)}" for column, value in added)
    folded = [fold_header(name) for name in records.header]
    for day, clock in list_joined(mapping):
        if fold_header(day) in folded and fold_header(clock) in folded:
            day_at, clock_at = folded.index(fold_header(day)), folded.index(fold_header(clock))
            values = (
                f" REPLACE ({_join_clock(cell(day_at), cell(clock_at))} AS {cell(day_at)}){values}"
            )
            header[clock_at] = f"{records.header[clock_at]} {JOINED}"
    return replace(
        records,
        header=tuple(header),
        written=records.written or records.header,
        scan=f"(SELECT *{values} FROM {records.scan})" if values else records.scan,
    )


def _join_clock(one: str, other: str) -> str:
    """Return the SQL of a day and a clock time in one text, whichever of two cells is which.

    A workbook gives a day by itself as one at midnight.
    """
    days = [f"regexp_replace({text_of}, ' 00:00:00$', '')" for text_of in (one, other)]
    clock_first = f"{days[0]} LIKE '%:%' AND {days[1]} NOT LIKE '%:%'"
    pairs = (f"{days[1]} || ' ' || {one}", f"{days[0]} || ' ' || {other}")
    return f"trim(CASE WHEN {clock_first} THEN {pairs[0]} ELSE {pairs[1]} END)"


def _name_headless(records: Records) -> Records:
    """Return records in which each column without a header that holds values has a name.

    A note says how many values each holds: nobody may say that they are not there.
    """
    headless = [
        column
        for column, name in enumerate(records.header)
        if not name.strip() or (records.written and not records.written[column].strip())
        or NUMBERED.fullmatch(name)
    ]  # fmt: skip
    if not headless:
        return records
    counts = ", ".join(f"count(nullif(trim({cell(n)}), ''))" for n in headless)
    with query(records) as connection:
        found = connection.execute(f"SELECT {counts} FROM {records.scan}").fetchall()[0]
    held = {column: int(count) for column, count in zip(headless, found, strict=True) if count}
    if not held:
        return records
    header = tuple(
        f"(column {column + 1})" if column in held and not name.strip() else name
        for column, name in enumerate(records.header)
    )
    listed = list_some(
        f"column {column + 1} ({count:,} value{'' if count == 1 else 's'})"
        for column, count in held.items()
    )
    note = f"Without a header, but not blank: {listed}. We do not read what has no header"
    return replace(
        records,
        header=header,
        written=records.written or records.header,
        notes=(*records.notes, note),
    )


def _note_controls(records: Records, encoding: str) -> Records:
    """Return records with a sentence in their notes if they hold bytes that Windows-1252 lacks."""
    if not is_windows(encoding):
        return records
    cells = ", ".join(cell(n) for n in range(len(records.header)))
    others = IS_CONTROL.replace("[", "[^")
    with query(records) as connection:
        found, first = connection.execute(
            "SELECT coalesce(sum(controls), 0)::BIGINT, min(position) FROM (SELECT row_number() "
            "OVER () - 1 AS position, length(regexp_replace(concat("
            f"{cells}), '{others}', '', 'g')) AS controls FROM {records.scan}) "
            "WHERE controls > 0"
        ).fetchall()[0]
        lost = records.settle(connection).lost if found else ()
    if not found:
        return records
    row = footers.Steps((one.row for one in lost), records.offset).number(first)
    note = (
        f"Bytes for which Windows-1252 has no letter: {found:,}, the first in row {row:,}; each "
        "was read as the control character of its number"
    )
    return replace(records, notes=(*records.notes, note))
