"""Adding: files as received become a release."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.adding.layout import pin_layout
from helpers.adding.mapping_files import (
    ENDING,
    Mapping,
    check_headers,
    find_mapping,
    read_mapping,
    write_mapping,
)
from helpers.adding.refusals import check_days, check_lists, check_rows, note_days
from helpers.cleaning.clean import (
    clean_parts,
    connect,
    keep_tables,
    table_name,
    write_tables,
)
from helpers.cleaning.sql import Zones
from helpers.cleaning.table import Table
from helpers.cleaning.timezones import check_zone
from helpers.errors import (
    Damaged,
    Misuse,
    NoTable,
    Problem,
    UnknownTable,
    list_some,
    mark_name,
    shorten,
)
from helpers.ledger.ledger import Occurrence, list_rejects, locate_rejects
from helpers.ledger.parts import PartAccount
from helpers.ledger.row_report import (
    write_locations,
    write_misspelled,
    write_mistyped,
    write_unread,
)
from helpers.progress import count
from helpers.project import Project, open_scratch, work_on
from helpers.readers.archive import is_furniture
from helpers.readers.csv import check_unchanged
from helpers.readers.files import (
    PACKED,
    UNPINNED,
    find_format,
    is_chosen,
    is_stray,
    looks_like_prose,
    open_file,
    pin_file,
    refuse_letter,
)
from helpers.readers.records import Records, query
from helpers.releases.descriptor import (
    DESCRIPTOR,
    Descriptor,
    Provenance,
    Resource,
    is_web_address,
)
from helpers.releases.release import list_releases, stays_below
from helpers.schemas.recognize import (
    Identity,
    NoMapping,
    find_zones,
    identify,
    is_far,
    make_header_test,
    match_header,
    recognize,
)
from helpers.schemas.schema import Schema, load_schema, load_schemas
from helpers.status import DataStatus

if TYPE_CHECKING:
    import duckdb

# Addition reports: what `add` did with each file and took for granted, as values and as lines.


_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


@dataclass(frozen=True)
class Added:
    """One file of the report: where it is, its size and hash, and how it was read."""

    path: str
    bytes: int
    sha256: str
    encoding: str
    delimiter: str | None
    rows_read: int
    rows_rejected: int


@dataclass(frozen=True)
class AddReport:
    """What `add` did and took for granted; `notes` are sentences."""

    release: str
    kind: str
    score: float
    data_status: str
    stamps_in: str | None
    count_in: str | None
    files: tuple[Added, ...]
    unread_columns: tuple[str, ...]
    notes: tuple[str, ...]
    rejected: dict[str, int] = field(default_factory=dict)
    places: tuple[Occurrence, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return the report as lines for people."""
        match = f"its columns match to {self.score:.0%}" if self.score else "as mapped"
        found = [f"Added {self.release} as {self.kind} ({match}); {self.data_status}"]
        for file in self.files:
            written = file.encoding
            if file.delimiter:
                written += f", {_SEPARATORS.get(file.delimiter, repr(file.delimiter))}-separated"
            rows = f"{file.rows_read:,} row{'' if file.rows_read == 1 else 's'}"
            rows += f", {file.rows_rejected:,} rejected"
            found.append(f"  {file.path}: {rows}; {written}; sha256 {file.sha256[:12]}")
        if self.unread_columns:
            found.append(f"  Columns we don't read: {write_unread(self.unread_columns)}")
        for reason, number in self.rejected.items():
            where = write_locations(self.places, "rejected", reason)
            found.append(f"  rejected: {reason}: {number:,}{where}")
        if self.places:
            found.append("  rows are numbered from 1, after the header")
        return found + [f"  {note}" for note in self.notes]


def describe_file(resource: Resource, parts: Sequence[PartAccount]) -> Added:
    """Return the entry of one file: how it is written, and what was read of its `parts`."""
    return Added(
        path=resource.path,
        bytes=resource.bytes,
        sha256=resource.hash,
        encoding=resource.encoding,
        delimiter=resource.dialect.delimiter if resource.dialect else None,
        rows_read=sum(part.counted for part in parts),
        rows_rejected=sum(len(part.rejected) for part in parts),
    )


# Additions: files as received become a release, with everything known about them pinned.


SAMPLED = 200
"""About so many rows, from all over the first part, help to distinguish kinds."""


def add_release(
    files: Sequence[Path | str],
    *,
    release: str,
    project: Project,
    kind: str | None = None,
    custodian: str | None = None,
    request: str | None = None,
    received: str | None = None,
    address: str | None = None,
    stamps_in: str | None = None,
    count_in: str | None = None,
    as_of: str | None = None,
    license: str | None = None,  # noqa: A002 - the option is called so
    mapping: Path | str | None = None,
    only: Sequence[str] = (),
    sheets: Sequence[str] = (),
    vouch: str = "",
) -> AddReport:
    """Copy files as received into data/raw/<release>, and write the descriptor.

    A folder means the files in it. What isn't a table (a letter, an image) is left out and named,
    if anything else is a table. `only` are patterns of the files to read, also of those in an
    archive, and `sheets` the names of the sheets.

    `as_of` is the day whose state the files show, for lists without a date of their own.
    `mapping` is a file that says which column each header is (see `mappings`). `vouch` says why an
    implausible list or an empty file is right. Raises Problem, and leaves no release behind, if a
    file cannot be read, the kind is not known or not answered, a zone is missing, or the release
    exists. For an unknown kind it writes a mapping file to fill in next to the first file.
    """
    paths, unchosen = _list_files([Path(file) for file in files], only)
    _check(paths, release, [received, as_of], project)
    if address is not None and not is_web_address(address):
        raise Misuse(
            "What follows --address isn't a web address",
            expected="one that begins with https:// or http://",
            remedy="Copy it from the browser, or leave --address out",
        )
    mapping_path = find_mapping(Path(mapping)) if mapping else paths[0].with_name(release + ENDING)
    with work_on(project), open_scratch(project.raw, ".adding-") as scratch, ExitStack() as held:
        column_map = read_mapping(mapping_path, kind) if mapping else None
        kind = column_map.kind if column_map else kind
        draft, made, reading = Project(scratch), scratch / "made", scratch / "reading"
        folder = draft.raw / release
        for new in (folder, made, reading):
            new.mkdir(parents=True)
        known = [*load_schemas().values()] if kind is None else [load_schema(kind)]
        taken = _take_all(paths, folder, known, column_map, reading, mapping_path, only, sheets)
        resources, records = [one for one, _ in taken.opened], [parts for _, parts in taken.opened]
        found = _identify(
            [part for parts in records for part in parts], kind, column_map, mapping_path
        )
        schema = found.schema
        if any(match_header(schema, p.header).missing for parts in records for p in parts):
            records = [_open(folder, one, [schema], column_map, reading) for one in resources]
        records = [[replace(part, as_of=as_of or "") for part in parts] for parts in records]
        headers = [part.header for parts in records for part in parts]
        zones, assumed = _find_zones(schema, headers, stamps_in, count_in)
        connection = held.enter_context(connect(reading))
        parts = _clean(connection, records, schema, zones, made)
        status, why = _find_status(parts, custodian, request, address)
        descriptor = Descriptor(
            name=release,
            title=f"{schema.title}, {custodian}" if custodian else schema.title,
            licenses=[{"name": license}] if license else [],
            sources=_drop_empty({"title": custodian, "path": address}),
            resources=[
                one.model_copy(update={"stamps_in": zones[0], "count_in": zones[1], "as_of": as_of})
                for one in resources
            ],
            plateglass=Provenance(
                kind=schema.kind,
                data_status=status,
                custodian=custodian,
                request_number=request,
                received=received,
                address=address,
                mapping=column_map.names if column_map else None,
                note=f"Vouched for: {vouch}" if vouch else None,
                left_out=[*taken.left_out, *unchosen],
            ),
        )
        text = json.dumps(descriptor.model_dump(mode="json"), indent=2, ensure_ascii=False)
        (folder / DESCRIPTOR).write_text(text + "\n", encoding="utf-8", newline="\n")
        facts = descriptor.plateglass
        tables = write_tables(
            parts, schema, made, connection=connection, release=release, facts=facts
        )
        days = note_days([part for opened in records for part in opened], tables)
        if not vouch:
            check_rows(tables, list_some((one.path for one in resources), 3))
            check_days([part for opened in records for part in opened], tables)
            check_lists(tables, descriptor, project)
        _put(folder, release, project)
        keep_tables(tables, project)
    rejects = list_rejects(parts)
    described = [
        describe_file(one, [part for part in parts if part.file == one.path]) for one in resources
    ]
    return AddReport(
        release=release,
        kind=schema.kind,
        score=round(found.score, 3),
        data_status=status.value,
        stamps_in=zones[0],
        count_in=zones[1],
        files=tuple(described),
        unread_columns=found.unread,
        notes=(
            *taken.notes(unchosen),
            *found.notes,
            *assumed,
            *why,
            *_note_parts(parts),
            *_note_given(column_map),
            *days,
            *_note_undated(tables, as_of),
            *write_mistyped(tables.ledger),
            *write_misspelled(tables.ledger),
            *_note_same_bytes(resources, release, project),
        ),
        rejected=dict(sorted(Counter(one.reason for one in rejects).items())),
        places=locate_rejects(rejects),
    )


def _put(folder: Path, release: str, project: Project) -> None:
    """Put a release where releases are; another may have come there meanwhile."""
    try:
        folder.rename(project.raw / release)
    except OSError as error:
        if project.release(release).exists():
            raise _refuse_second(release, project) from error
        raise


def _refuse_second(release: str, project: Project) -> Problem:
    return Problem(
        f"The name {release} is taken",
        file=project.show(project.release(release)),
        remedy="Choose another, such as one with the date; we never overwrite a release",
    )


def _check(
    paths: Sequence[Path], release: str, days: Sequence[str | None], project: Project
) -> None:
    if project.release(release).exists():
        raise _refuse_second(release, project)
    for day in filter(None, days):
        try:
            date.fromisoformat(day)
        except ValueError as error:
            raise Misuse(f"{day!r} isn't a day", expected="YYYY-MM-DD") from error
    if not paths:
        raise Misuse("No file was named", remedy="plateglass add FILE... --release ID")
    names = [path.name.casefold() for path in paths]
    for path, name in zip(paths, names, strict=True):
        if not path.is_file():
            raise Problem("There is no such file", file=path, remedy="Check its name and folder")
        if os.fsencode(path.name).decode("utf-8", "replace") != path.name:
            raise Problem(
                "The name of a file has bytes that are no letters",
                file=path.name.encode("utf-8", "replace").decode(),
                remedy="Give a copy another name, and add that copy",
            )
        if not stays_below(path.name):
            raise Problem(
                "The name of a file can't hold a backslash or begin with a drive's letter",
                file=path,
                remedy="Give a copy another name, and add that copy",
            )
        if names.count(name) > 1 or name == DESCRIPTOR:
            raise Problem(
                f"Two files of the release would be called {path.name}",
                file=path,
                remedy="Add them as two releases",
            )


@dataclass
class _Taken:
    """The files that were read, each with its records, and the others with the reason."""

    opened: list[tuple[Resource, list[Records]]] = field(default_factory=list)
    left_out: dict[str, Problem] = field(default_factory=dict)

    def notes(self, unchosen: Sequence[str]) -> list[str]:
        """Return sentences on the files that were left out."""
        # Damaged files first: of all that is left out they are the likeliest to be missed.
        out = sorted(self.left_out, key=lambda name: not isinstance(self.left_out[name], Damaged))
        sentences = [
            f"{name} was left out: {self.left_out[name].what}" for name in out[:MOST_LISTED]
        ]
        if out[MOST_LISTED:]:
            sentences.append(f"Left out as well: {list_some(out[MOST_LISTED:])}")
        return [*sentences, *([f"Not chosen by --only: {list_some(unchosen)}"] if unchosen else [])]


MOST_LISTED = 5
"""So many sentences of one sort have a line of their own; the others are counted."""


def _cut(notes: Sequence[str], what: str) -> list[str]:
    """Return the first of some notes, and how many more there are.

    >>> _cut([str(n) for n in range(9)], "Files left out")[3:]
    ['3', 'Files left out: 5 more']
    """
    if len(notes) <= MOST_LISTED:
        return [*notes]
    return [*notes[: MOST_LISTED - 1], f"{what}: {len(notes) - MOST_LISTED + 1:,} more"]


def _is_ours(name: str) -> bool:
    """Return whether a file of a folder is one that a system or we put there."""
    return name.startswith(".") or name.endswith(ENDING) or is_furniture(name)


def _list_files(paths: Sequence[Path], only: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Return the files to be read, those of folders too, and the names of those not chosen."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        if not inside:
            raise Problem("The folder holds no file", file=path)
        found += [one for one in inside if one == path or not _is_ours(one.name)]
    chosen = [p for p in found if find_format(p.name) in PACKED or is_chosen(p.name, only)]
    if found and not chosen:
        raise Misuse(
            f"No file is called {list_some(only)}",
            expected=f"one of {list_some(path.name for path in found)}",
        )
    return chosen, [path.name for path in found if path not in chosen]


def _take_all(
    paths: Sequence[Path],
    folder: Path,
    schemas: Sequence[Schema],
    column_map: Mapping | None,
    reading: Path,
    mapping_path: Path,
    only: Sequence[str],
    sheets: Sequence[str],
) -> _Taken:
    """Copy and open each file; leave out what holds no table, unless nothing does.

    For a printed table of no known kind it writes a mapping file.
    """
    taken = _Taken()
    test = make_header_test(schemas)
    for done, path in enumerate(paths):
        count(done, len(paths), "files")
        try:
            resource = _take(path, folder, schemas, column_map, reading, only, sheets)
            parts = _open(folder, resource, schemas, column_map, reading)
            if len(paths) > 1 and not column_map:
                refuse_letter(parts, test, path.name)
        except UnknownTable as problem:
            if column_map:
                raise
            kind = schemas[0].kind if len(schemas) == 1 else None
            raise _offer_mapping(problem, mapping_path, [problem.header], kind, ()) from problem
        except Problem as problem:
            if not is_stray(problem, path.name):
                raise _offer_choice(problem, alone=len(paths) == 1) from problem
            taken.left_out[path.name] = problem
            (folder / path.name).unlink(missing_ok=True)
        else:
            taken.opened.append((resource, parts))
    if not taken.opened:
        raise min(taken.left_out.values(), key=lambda why: not isinstance(why, Damaged))
    if not column_map:
        _leave_strays(taken, folder, schemas, reading)
    return taken


def _offer_choice(problem: Problem, *, alone: bool) -> Problem:
    """Return a problem; of a damaged file that came with others, with the way to do without it."""
    if isinstance(problem, Damaged) and (problem.part or not alone):
        remedy = f"{(problem.remedy or '').rstrip('.')}. To add only the other files, name them "
        problem.remedy = f"{remedy}with --only, such as --only '*.csv'"
    return problem


def _leave_strays(taken: _Taken, folder: Path, schemas: Sequence[Schema], reading: Path) -> None:
    """Leave out tables that are near no kind, such as an invoice, where another file is of one."""
    test = make_header_test(schemas)
    known = [p.header for _, parts in taken.opened for p in parts if test(p.header)]
    if not known:
        return
    kept: list[tuple[Resource, list[Records]]] = []
    for resource, parts in taken.opened:
        members = resource.members or [resource]
        near = [p for p in parts if test(p.header) or not is_far(p.header, known)]
        stray = {
            one.path
            for one in members
            if not any(not resource.members or _is_of(part, one.path) for part in near)
            and any(not resource.members or _is_of(part, one.path) for part in parts)
        }
        for name in stray:
            where = f"{resource.path}, {mark_name(name)}" if resource.members else name
            taken.left_out[where] = NoTable("Its header is near no kind that we know", file=name)
        if len(stray) == len(members):
            (folder / resource.path).unlink()
            continue
        if stray:
            left = [one for one in members if one.path not in stray]
            fewer = resource.model_copy(update={"members": left})
            again = _open(folder, fewer, schemas, column_map=None, reading=reading)
            # Why the strays were left out is said with their names, and not a second time.
            other_notes = [note for note in again[0].notes if UNPINNED not in note]
            other_notes += [note for note in parts[0].notes if UNPINNED in note]
            kept.append((fewer, [replace(again[0], notes=tuple(other_notes)), *again[1:]]))
        else:
            kept.append((resource, parts))
    taken.opened = kept


def _is_of(part: Records, member: str) -> bool:
    """Return whether a part of an archive is of one of its files."""
    return part.part == member or (part.part or "").startswith(f"{member}, ")


def _note_same_bytes(resources: Sequence[Resource], release: str, project: Project) -> list[str]:
    """Return a sentence on each file whose bytes are also in other releases."""
    paths = {one.hash: one.path for file in resources for one in (file, *(file.members or ()))}
    copies: dict[str, list[str]] = {}
    for name in list_releases(project):
        path = project.release(name) / DESCRIPTOR
        if name == release or not path.is_file():
            continue
        try:
            other = Descriptor.model_validate_json(path.read_bytes())
        except ValueError:  # what is wrong with it is said when it is opened
            continue
        resources_there = [one for file in other.resources for one in (file, *(file.members or ()))]
        for one in resources_there:
            if one.hash in paths:
                copies.setdefault(paths[one.hash], []).append(f"{one.path} of the release {name}")
    notes = []
    for own_path, at in copies.items():
        more = f" and {len(at) - 2:,} more" if len(at) > 2 else ""
        notes.append(f"{own_path} is byte for byte {', '.join(at[:2])}{more}")
    return _cut(notes, "Files whose bytes are in other releases too")


def _take(
    path: Path,
    folder: Path,
    schemas: Sequence[Schema],
    column_map: Mapping | None,
    reading: Path,
    only: Sequence[str],
    sheets: Sequence[str],
) -> Resource:
    """Copy one file, and pin how it is written and where its header is."""
    copy, before = folder / path.name, path.stat()
    shutil.copyfile(path, copy)
    check_unchanged(path, before, shown=path.name)
    return pin_layout(
        *(copy, pin_file(copy, path.name, only=only, sheets=sheets), schemas),
        folder=reading,
        mapping=column_map.names if column_map else None,
        columns=column_map.order if column_map else None,
    )


def _open(
    folder: Path,
    resource: Resource,
    schemas: Sequence[Schema],
    column_map: Mapping | None,
    reading: Path,
) -> list[Records]:
    names = column_map.names if column_map else None
    return open_file(
        *(folder / resource.path, resource),
        shown=resource.path,
        schemas=schemas,
        mapping=names,
        folder=reading,
    )


def _offer_mapping(
    problem: Problem,
    mapping_path: Path,
    headers: Sequence[Sequence[str]],
    kind: str | None,
    notes: Sequence[str],
) -> Problem:
    """Write a mapping file to fill in, and return the problem with what to do about it."""
    near = write_mapping(mapping_path, headers, kind)
    remedy = (
        f"{(problem.remedy or '').rstrip('.')}. If only its headers differ, say in the file that "
        f"we wrote which column of {near} each one is, and run the same with "
        f"--mapping {mapping_path}"
    )
    return Problem(
        problem.what,
        file=problem.file,
        part=problem.part,
        expected=problem.expected,
        remedy=". ".join([remedy, *notes]),
    )


def _clean(
    connection: duckdb.DuckDBPyConnection,
    records: Sequence[Sequence[Records]],
    schema: Schema,
    zones: Zones,
    made: Path,
) -> list[PartAccount]:
    """Write the table of each part to `made`: so each file is read once for `add` and `clean`."""
    parts: list[PartAccount] = []
    every = [part for opened in records for part in opened]
    targets = [made / table_name(number) for number, _ in enumerate(every, 1)]
    for one in clean_parts(connection, every, schema, zones, targets):
        count(len(parts), len(every), "tables")
        parts.append(one)
    return parts


def _identify(
    parts: Sequence[Records], kind: str | None, column_map: Mapping | None, mapping_path: Path
) -> Identity:
    """Return the kind of `parts`; if it is not known, write a mapping file and name it."""
    if column_map:
        check_headers(column_map, parts, mapping_path.name)
    try:
        is_unknown = kind is None and not recognize(parts[0].header)[0].score
        is_prose = is_unknown and looks_like_prose(parts[0])
        return identify(parts, kind, sample=_take_sample(parts[0]), is_prose=is_prose)
    except (NoMapping, NoTable):
        raise
    except Problem as problem:
        if column_map:
            raise
        headers = [part.header for part in parts]
        raise _offer_mapping(problem, mapping_path, headers, kind, parts[0].notes[:1]) from problem


def _take_sample(records: Records) -> list[tuple[str, ...]]:
    """Return some rows of a part, evenly from all over it, where a kind asks for them."""
    name_columns = [schema.names.column for schema in load_schemas().values() if schema.names]
    if not any(
        name in match_header(schema, records.header).positions
        for schema in load_schemas().values()
        for name in name_columns
    ):
        return []
    with query(records) as connection:
        rows: list[tuple[str, ...]] = connection.execute(
            f"SELECT * FROM {records.scan} USING SAMPLE reservoir({SAMPLED} ROWS) REPEATABLE (1)"
        ).fetchall()
    return rows


def _find_zones(
    schema: Schema,
    headers: Sequence[Sequence[str]],
    timestamps_in: str | None,
    count_in: str | None,
) -> tuple[Zones, list[str]]:
    """Return the two time zones, and a sentence for each that was assumed.

    Raises Problem if a header names an ambiguous zone, and no option says which it is.
    """
    if not any(column.type == "time" for column in schema.columns):
        return (None, None), []
    notes = []
    named = {name: zone for one in headers for name, zone in find_zones(schema, one).items()}
    for name, zone in named.items():
        if timestamps_in is None and zone not in UTC:
            raise Problem(
                f"The header {shorten(name)} says that its times are "
                + ("local" if zone == "LOCAL" else f"in {zone}"),
                expected=f"--stamps-in ZONE, such as {ZONES.get(zone, 'America/Los_Angeles')}",
                remedy="Say which time zone that is. America/Los_Angeles changes its clocks in "
                "summer; Etc/GMT+8, which is PST all year, does not",
            )
        notes.append(f"The header {shorten(name)} names a time zone: {zone}")
    if timestamps_in is None:
        timestamps_in = "UTC" if named else schema.timestamps_in
        if timestamps_in is None:
            raise Problem(
                f"The timestamps of a {schema.kind} have no time zone",
                expected="--stamps-in ZONE, such as America/Los_Angeles",
            )
        if not named and _have_times(schema, headers):
            notes.append(
                f"We read timestamps that name no time zone as {timestamps_in}: such logs use it"
            )
    if count_in is None:
        count_in = schema.count_in or timestamps_in
        if _have_times(schema, headers):
            notes.append(
                f"We count days and months in {count_in}, since nobody said where; "
                "a month counted in another time zone has other rows (--count-in)"
            )
    for zone in (timestamps_in, count_in):
        check_zone(zone)
    return (timestamps_in, count_in), notes


def _have_times(schema: Schema, headers: Sequence[Sequence[str]]) -> bool:
    """Return whether any file has a column of times; a page of figures alone has none."""
    times = {column.name for column in schema.columns if column.type == "time"}
    return any(times & match_header(schema, one).positions.keys() for one in headers)


UTC = ("UTC", "GMT")
ZONES = {
    **dict.fromkeys(("PST", "PDT", "PT"), "America/Los_Angeles"),
    **dict.fromkeys(("MST", "MDT", "MT"), "America/Denver"),
    **dict.fromkeys(("CST", "CDT", "CT"), "America/Chicago"),
    **dict.fromkeys(("EST", "EDT", "ET"), "America/New_York"),
}
"""The zone that a short name in a header most likely means; a person decides."""


def _note_parts(parts: Sequence[PartAccount]) -> list[str]:
    counted = Counter(note for part in parts for note in part.notes)
    sentences = [
        note if n == 1 else f"{note} ({n:,} files or parts)" for note, n in counted.items()
    ]
    notes = _cut(sentences, "Notes on files")
    empty = [part.name for part in parts if not part.counted]
    why = "has a header and no rows below it, which is no data and not zero"
    return [*notes, *([f"{list_some(empty)} {why}"] if empty else [])]


def _note_given(column_map: Mapping | None) -> list[str]:
    """Return a sentence on the columns that a person says a file lacks."""
    given = column_map.given.items() if column_map else ()
    described = [
        f"{name} ({f'{shorten(value)} in every row' if value else 'blank'})"
        for name, value in given
    ]
    return [f"The mapping says that the file lacks {', '.join(described)}"] if described else []


def _note_undated(table: Table, as_of: str | None) -> list[str]:
    """Return a sentence on rows without the day that `--as-of` may give."""
    column = table.schema.as_of_column
    lacking = table.ledger.blank.get(column, 0) if column else 0
    if not lacking:
        return []
    rows = f"{lacking:,} of {table.count:,} rows have"
    rows = "The only row has" if table.count == 1 else rows
    return [f"{rows} no day ({column}), so no chart over time shows them; name it with --as-of"]


def _find_status(
    parts: Sequence[PartAccount], custodian: str | None, request: str | None, address: str | None
) -> tuple[DataStatus, list[str]]:
    if any(part.marked for part in parts):
        return DataStatus.SYNTHETIC, ["Its ids have the mark of invented rows, so it is synthetic"]
    if custodian and (request or address):
        return DataStatus.RELEASED, []
    lacking = "no request number and no address (--request, --address)"
    lacking = lacking if custodian else "no custodian (--custodian)"
    return DataStatus.UNVERIFIED, [f"It is unverified: you named {lacking}"]


def _drop_empty(source: dict[str, str | None]) -> list[dict[str, str]]:
    known = {name: value for name, value in source.items() if value}
    return [known] if known else []
