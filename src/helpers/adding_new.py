"""Add: files as received become a release, with everything known about them pinned.

A file is read once: its rows are typed while it is added, and their tables are left where `clean`
finds them.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from helpers.cleaning.added import leave_parts
from helpers.cleaning.clean import choose_zones, clean_part, connect, table_name
from helpers.cleaning.parts import PartAccount
from helpers.cleaning.timezones import check_zone
from helpers.errors import Misuse, NoTable, Problem
from helpers.ledger.ledger import Place, list_rejects, place_rejects
from helpers.ledger.report import write_places, write_unread
from helpers.mapping_files_new import ENDING, Mapping, check_headers, read_mapping, write_mapping
from helpers.paths import Project
from helpers.readers.archive import unpack_gzip, unpack_zip
from helpers.readers.csv import check_unchanged, find_header, first_records
from helpers.readers.encoding import as_utf8
from helpers.readers.files import DELIMITED, GZIP, in_member, looks_like_prose, open_file, pin_file
from helpers.readers.records import Records
from helpers.release_ids import check_release_id
from helpers.releases import DESCRIPTOR, Descriptor, Dialect, Provenance, Release, Resource
from helpers.schemas.headers import HeaderTest, map_names, map_test
from helpers.schemas.layouts import SAMPLE, SEARCHED, find_order, is_shifted
from helpers.schemas.recognize import Identity, NoMapping, find_header_test, identify
from helpers.schemas.schema import Schema, load_schema, load_schemas
from helpers.scratch import open_scratch
from helpers.statuses import DataStatus

if TYPE_CHECKING:
    import duckdb

DELIMITERS = ",;\t|"
"""Characters that may separate cells, tried in this order if a header is found by none."""

FIRST, STEP = 2_000, 10
"""Every tenth of so many first rows helps to tell a file's kind."""


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
class Report:
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
    places: tuple[Place, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return the report as lines for people."""
        sure = f"sure to {self.score:.0%}, by its columns"
        found = [f"Added {self.release} as {self.kind} ({sure}); {self.data_status}"]
        for file in self.files:
            cells = f", cells separated by {file.delimiter!r}" if file.delimiter else ""
            rows = f"{file.rows_read:,} row{'' if file.rows_read == 1 else 's'}"
            rows += f", {file.rows_rejected:,} of them rejected"
            written = file.encoding + cells
            found.append(f"  {file.path}: {rows}; {written}; sha256 {file.sha256[:12]}")
        if self.unread_columns:
            found.append(f"  columns we don't read: {write_unread(self.unread_columns)}")
        for reason, number in self.rejected.items():
            where = write_places(self.places, "rejected", reason)
            found.append(f"  rejected: {reason}: {number:,}{where}")
        if self.places:
            found.append("  rows are numbered from 1, after the header")
        return found + [f"  {note}" for note in self.notes]


@dataclass(frozen=True)
class _Facts:
    """What a person said of files that are added."""

    release: str
    kind: str | None
    custodian: str | None
    request: str | None
    received: str | None
    address: str | None
    stamps_in: str | None
    count_in: str | None
    as_of: str | None
    license: str | None


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
) -> Report:
    """Copy files as received into data/raw/<release>, and write the descriptor.

    `as_of` is the day whose state the files show, for lists that bear no date of their own.
    `mapping` is a file that says which column each header is (see `mapping_files`). Raises Problem,
    and leaves no release behind, if a file cannot be read, the kind is not known or not answered, a
    zone is missing, or the release exists. If it is the kind that is not known, a mapping file to
    fill in is written: to `mapping`, else beside the first file.
    """
    facts = _Facts(
        *(release, kind, custodian, request, received, address, stamps_in, count_in, as_of, license)
    )
    paths = [Path(file) for file in files]
    _check(paths, facts, project)
    place = Path(mapping) if mapping else paths[0].with_name(release + ENDING)
    told = read_mapping(place, kind) if mapping and place.exists() else None
    kind = told.kind if told else kind
    with (
        open_scratch(project.raw, ".adding-") as scratch,
        open_scratch(project.state / "added", ".adding-") as made,
    ):
        folder = scratch / release
        folder.mkdir()
        resources = [_take(path, folder, kind, told, scratch) for path in paths]
        opened = [_open(folder, one, kind, told, scratch) for one in resources]
        found = _identify([part for parts in opened for part in parts], kind, told, place)
        zones, assumed = _find_zones(found.schema, stamps_in, count_in)
        tables = made / release
        tables.mkdir()
        accounts = _clean(opened, found.schema, zones, tables)
        every = [part for parts in accounts for part in parts]
        status, why = _find_status(every, facts)
        resources = [one.model_copy(update={**zones, "as_of": as_of}) for one in resources]
        descriptor = _describe(facts, found.schema, status, resources, told)
        text = json.dumps(descriptor.model_dump(mode="json"), indent=2, ensure_ascii=False)
        (folder / DESCRIPTOR).write_text(text + "\n", encoding="utf-8", newline="\n")
        _put(folder, release, project)
        leave_parts(Release(project.raw / release, descriptor, project), tables, every)
    rejects = list_rejects(every)
    return Report(
        release=release,
        kind=found.schema.kind,
        score=round(found.score, 3),
        data_status=status.value,
        stamps_in=zones["stamps_in"],
        count_in=zones["count_in"],
        files=tuple(_report(*one) for one in zip(resources, accounts, strict=True)),
        unread_columns=found.unread,
        notes=(*found.notes, *assumed, *why, *_note_parts(every)),
        rejected=dict(sorted(Counter(one.reason for one in rejects).items())),
        places=place_rejects(rejects),
    )


def _check(paths: Sequence[Path], facts: _Facts, project: Project) -> None:
    check_release_id(facts.release)
    if project.release(facts.release).exists():
        raise _refuse_second(facts.release, project)
    for day in filter(None, (facts.received, facts.as_of)):
        try:
            date.fromisoformat(day)
        except ValueError as error:
            raise Misuse(f"{day!r} is no day", expected="YYYY-MM-DD") from error
    if not paths:
        raise Misuse("No file was named", remedy="plateglass add FILE... --release ID")
    names = [path.name.casefold() for path in paths]
    for path, name in zip(paths, names, strict=True):
        if not path.is_file():
            raise Problem("There is no such file", file=path, remedy="Check its name and folder")
        if names.count(name) > 1 or name == DESCRIPTOR:
            raise Problem(
                f"Two files of the release would be called {path.name}",
                file=path,
                remedy="Add them as two releases",
            )


def _refuse_second(release: str, project: Project) -> Problem:
    return Problem(
        f"There is already a release called {release}",
        file=project.show(project.release(release)),
        remedy="Choose another id, such as one with the date; we never overwrite a release",
    )


def _take(
    path: Path, folder: Path, kind: str | None, told: Mapping | None, scratch: Path
) -> Resource:
    """Copy one file, and pin how it is written and where its header is.

    The hash is that of the copy; a file that changed meanwhile is refused.
    """
    copy, before = folder / path.name, path.stat()
    shutil.copyfile(path, copy)
    check_unchanged(path, before, shown=path.name)
    with TemporaryDirectory(dir=scratch) as beside:
        return settle_layout(
            *(copy, pin_file(copy, path.name)),
            shown=path.name,
            kind=kind,
            mapping=told.names if told else None,
            columns=told.order if told else None,
            folder=Path(beside),
        )


def settle_layout(
    path: Path,
    resource: Resource,
    *,
    shown: str,
    folder: Path,
    kind: str | None = None,
    mapping: dict[str, str] | None = None,
    columns: Sequence[str] | None = None,
) -> Resource:
    """Return `resource` with its header pinned, and its delimiter corrected where that finds one.

    The header is the first record that heads a kind (the one named, else any), once `mapping` has
    renamed its cells; `columns` name those of a file that has no header. `folder` takes what must
    be unpacked. Raises Problem if the file has no header and several orders of columns fit.
    """
    if resource.members:
        unpacked = dict(unpack_zip(path, folder, shown=shown))
        members = []
        for one in resource.members:
            with in_member(shown, one.path):
                members.append(
                    settle_layout(
                        *(unpacked[one.path], one),
                        shown=one.path,
                        folder=folder,
                        kind=kind,
                        mapping=mapping,
                        columns=columns,
                    )
                )
        return resource.model_copy(update={"members": members})
    if resource.format.removesuffix(GZIP) not in DELIMITED:
        return resource
    dialect = resource.dialect or Dialect()
    if columns:
        return _pin_columns(resource, dialect, columns)
    if resource.format.endswith(GZIP):
        path = unpack_gzip(path, folder, shown=shown)
    plain = as_utf8(path, resource.encoding, shown, folder)
    test = map_test(find_header_test(kind), mapping) or HeaderTest(lambda _: False)
    schemas = _choose_schemas(kind)
    known = _find_known_header(plain, dialect, test, shown)
    records = first_records(plain, known or dialect, SAMPLE, shown=shown)
    if known is not None:
        row = known.headerRows[0] if known.headerRows else None
        shifted = is_shifted(records, row, schemas, lambda header: map_names(header, mapping))
        return resource.model_copy(update={"dialect": known, "shifted": shifted})
    order = find_order(records, schemas, shown=shown)
    if order:
        return _pin_columns(resource, dialect, order)
    pinned = _pin_header(dialect, records, find_header(records[:SEARCHED]))
    return resource.model_copy(update={"dialect": pinned})


def _choose_schemas(kind: str | None) -> Sequence[Schema]:
    return [load_schema(kind)] if kind else list(load_schemas().values())


def _pin_columns(resource: Resource, dialect: Dialect, columns: Sequence[str]) -> Resource:
    headless = dialect.model_copy(update={"header": False})
    return resource.model_copy(update={"dialect": headless, "columns": list(columns)})


def _find_known_header(
    path: Path, dialect: Dialect, test: HeaderTest, shown: str
) -> Dialect | None:
    """Return the dialect under which a record heads a kind; the one that was found counts first."""
    others = [sign for sign in DELIMITERS if sign != dialect.delimiter]
    for delimiter in (dialect.delimiter, *others):
        tried = dialect.model_copy(update={"delimiter": delimiter})
        records = first_records(path, tried, SEARCHED, shown=shown)
        position = next((n for n, record in enumerate(records) if test(record)), None)
        if position is not None:
            return _pin_header(tried, records, position)
    return None


def _pin_header(dialect: Dialect, records: Sequence[Sequence[str]], position: int) -> Dialect:
    """Name the header's record, unless it is the first that is not blank."""
    before = any(c.strip() for record in records[:position] for c in record)
    return dialect.model_copy(update={"headerRows": [position + 1] if before else None})


def _open(
    folder: Path, resource: Resource, kind: str | None, told: Mapping | None, scratch: Path
) -> list[Records]:
    return open_file(
        folder / resource.path,
        resource,
        shown=resource.path,
        folder=scratch,
        schemas=_choose_schemas(kind),
        mapping=told.names if told else None,
    )


def _identify(
    parts: Sequence[Records], kind: str | None, told: Mapping | None, place: Path
) -> Identity:
    """Return the kind of the records; if it is not known, write a mapping file and name it."""
    if told:
        check_headers(told, parts, place.name)
    try:
        sample = _sample(parts[0])
        try:
            return identify(parts, kind, sample=sample)
        except (NoMapping, NoTable):
            raise
        except Problem:
            # Whether it is a letter takes a look at all its lines.
            return identify(parts, kind, sample=sample, is_prose=looks_like_prose(parts[0]))
    except (NoMapping, NoTable):
        raise
    except Problem as problem:
        if told:
            raise
        near = write_mapping(place, parts, kind)
        told_how = (
            f"{(problem.remedy or '').rstrip('.')}. If only its headers are other ones, say in "
            f"{place} which column of {near} each is, and run this again with --mapping {place}"
        )
        raise Problem(
            problem.what,
            file=problem.file,
            part=problem.part,
            expected=problem.expected,
            remedy=". ".join([told_how, *parts[0].notes]),
        ) from problem


def _sample(records: Records) -> list[list[str]]:
    """Return some of the first rows, as they were delivered."""
    import duckdb

    with duckdb.connect() as connection:
        return _fetch_sample(connection, records)


def _fetch_sample(connection: duckdb.DuckDBPyConnection, records: Records) -> list[list[str]]:
    cells = ", ".join(f"cell_{n}" for n in range(len(records.header)))
    rows = connection.execute(f"SELECT {cells} FROM {records.scan} LIMIT {FIRST}").fetchall()
    step = max(1, min(STEP, len(rows) // 200))
    return [list(row) for row in rows[::step]]


def _find_zones(
    schema: Schema, stamps_in: str | None, count_in: str | None
) -> tuple[dict[str, str | None], list[str]]:
    """Return the two zones, and a sentence for each that was taken for granted."""
    if not any(column.type == "time" for column in schema.columns):
        return {"stamps_in": None, "count_in": None}, []
    notes = []
    if stamps_in is None:
        stamps_in = schema.timestamps_in
        if stamps_in is None:
            raise Problem(
                f"Nobody says in which zone the timestamps of a {schema.kind} are",
                expected="--stamps-in ZONE, such as America/Los_Angeles",
            )
        notes.append(f"Timestamps without a zone are read as {stamps_in}, as such logs have them")
    if count_in is None:
        count_in = schema.count_in or stamps_in
        notes.append(
            f"Days and months are counted in {count_in}, for nobody said where; "
            "a month counted in another zone has other rows (--count-in)"
        )
    for zone in (stamps_in, count_in):
        check_zone(zone)
    return {"stamps_in": stamps_in, "count_in": count_in}, notes


def _clean(
    opened: Sequence[Sequence[Records]],
    schema: Schema,
    zones: dict[str, str | None],
    tables: Path,
) -> list[list[PartAccount]]:
    """Write the table of each part, and return their accounts, file by file."""
    chosen = choose_zones(zones["stamps_in"], zones["count_in"], schema)
    accounts: list[list[PartAccount]] = []
    number = 0
    with TemporaryDirectory(dir=tables.parent) as scratch:
        for parts in opened:
            accounts.append([])
            for records in parts:
                number += 1
                # Each scan has a connection of its own: what a reader rejects belongs to one.
                with connect(Path(scratch)) as connection:
                    target = tables / table_name(number)
                    part = clean_part(connection, records, schema, chosen, target)
                accounts[-1].append(part)
    return accounts


def _note_parts(parts: Sequence[PartAccount]) -> list[str]:
    notes = [note for part in parts for note in part.notes]
    empty = [part.name for part in parts if not part.counted]
    return [*notes, *(f"{name} has a header and no rows below it" for name in empty)]


def _find_status(parts: Sequence[PartAccount], facts: _Facts) -> tuple[DataStatus, list[str]]:
    if any(part.marked for part in parts):
        return DataStatus.SYNTHETIC, ["Its rows bear the mark of invented ones: it is synthetic"]
    if facts.custodian and (facts.request or facts.address):
        return DataStatus.RELEASED, []
    lacking = "a custodian" if not facts.custodian else "a request number or a public address"
    return DataStatus.UNVERIFIED, [f"It is unverified: {lacking} is not known"]


def _describe(
    facts: _Facts,
    schema: Schema,
    status: DataStatus,
    resources: Sequence[Resource],
    told: Mapping | None,
) -> Descriptor:
    source = {"title": facts.custodian, "path": facts.address}
    known = {name: value for name, value in source.items() if value}
    return Descriptor(
        name=facts.release,
        title=f"{schema.title}, {facts.custodian}" if facts.custodian else schema.title,
        licenses=[{"name": facts.license}] if facts.license else [],
        sources=[known] if known else [],
        resources=list(resources),
        plateglass=Provenance(
            kind=schema.kind,
            data_status=status,
            custodian=facts.custodian,
            request_number=facts.request,
            received=facts.received,
            address=facts.address,
            mapping=told.names if told else None,
        ),
    )


def _put(folder: Path, release: str, project: Project) -> None:
    """Put a release where releases are; another may have come there meanwhile."""
    try:
        folder.rename(project.raw / release)
    except OSError as error:
        if project.release(release).exists():
            raise _refuse_second(release, project) from error
        raise


def _report(resource: Resource, parts: Sequence[PartAccount]) -> Added:
    """Return the entry of one file: how it is written, and what was read of its parts."""
    return Added(
        path=resource.path,
        bytes=resource.bytes,
        sha256=resource.hash,
        encoding=resource.encoding,
        delimiter=resource.dialect.delimiter if resource.dialect else None,
        rows_read=sum(part.counted for part in parts),
        rows_rejected=sum(len(part.rejected) for part in parts),
    )
