"""Adding: files as received become a release."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from helpers.adding.layout import pin_layout
from helpers.adding.mapping_files import (
    ENDING,
    Mapping,
    check_headers,
    read_mapping,
    write_mapping,
)
from helpers.cleaning.clean import (
    clean_part,
    connect,
    keep_tables,
    table_name,
    write_tables,
)
from helpers.cleaning.sql import Zones
from helpers.cleaning.timezones import check_zone
from helpers.errors import Misuse, NoTable, Problem
from helpers.ledger.ledger import Place, list_rejects, place_rejects
from helpers.ledger.parts import PartAccount
from helpers.ledger.report import write_places, write_unread
from helpers.project import Project, open_scratch, work_on
from helpers.readers.csv import check_unchanged
from helpers.readers.files import looks_like_prose, open_file, pin_file
from helpers.readers.records import Records
from helpers.releases.descriptor import DESCRIPTOR, Descriptor, Provenance, Resource
from helpers.releases.release import stays_below
from helpers.schemas.recognize import Identity, NoMapping, identify, match_header, recognize
from helpers.schemas.schema import Schema, load_schema, load_schemas
from helpers.status import DataStatus

# Addition reports: what `add` did with each file and took for granted, as values and as lines.


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
            cells = f", cells apart by {file.delimiter!r}" if file.delimiter else ""
            written = file.encoding + cells
            rows = f"{file.rows_read:,} row{'' if file.rows_read == 1 else 's'}"
            rows += f", {file.rows_rejected:,} of them rejected"
            found.append(f"  {file.path}: {rows}; {written}; sha256 {file.sha256[:12]}")
        if self.unread_columns:
            found.append(f"  Columns that nobody reads: {write_unread(self.unread_columns)}")
        for reason, number in self.rejected.items():
            where = write_places(self.places, "rejected", reason)
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
) -> Report:
    """Copy files as received into data/raw/<release>, and write the descriptor.

    `as_of` is the day whose state the files show, for lists that bear no date of their own.
    `mapping` is a file that says which column each header is (see `mappings`). Raises Problem, and
    leaves no release behind, if a file cannot be read, the kind is not known or not answered, a
    zone is missing, or the release exists. If it is the kind that is not known, a mapping file to
    fill in is written: to `mapping`, else beside the first file.
    """
    paths = [Path(file) for file in files]
    _check(paths, release, [received, as_of], project)
    place = Path(mapping) if mapping else paths[0].with_name(release + ENDING)
    with work_on(project), open_scratch(project.raw, ".adding-") as scratch:
        told = read_mapping(place, kind) if mapping and place.exists() else None
        kind = told.kind if told else kind
        draft, made, reading = Project(scratch), scratch / "made", scratch / "reading"
        folder = draft.raw / release
        for new in (folder, made, reading):
            new.mkdir(parents=True)
        known = [*load_schemas().values()] if kind is None else [load_schema(kind)]
        resources = [_take(path, folder, known, told, reading) for path in paths]
        records = [_open(folder, one, known, told, reading) for one in resources]
        found = _identify([part for parts in records for part in parts], kind, told, place)
        schema = found.schema
        if any(match_header(schema, p.header).missing for parts in records for p in parts):
            records = [_open(folder, one, [schema], told, reading) for one in resources]
        zones, assumed = _find_zones(schema, stamps_in, count_in)
        parts = _clean(records, schema, zones, made, reading)
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
                mapping=told.names if told else None,
            ),
        )
        text = json.dumps(descriptor.model_dump(mode="json"), indent=2, ensure_ascii=False)
        (folder / DESCRIPTOR).write_text(text + "\n", encoding="utf-8", newline="\n")
        tables = write_tables(parts, schema, made, release=release, facts=descriptor.plateglass)
        _put(folder, release, project)
        keep_tables(tables, project)
    rejects = list_rejects(parts)
    described = [
        describe_file(one, [part for part in parts if part.file == one.path]) for one in resources
    ]
    return Report(
        release=release,
        kind=schema.kind,
        score=round(found.score, 3),
        data_status=status.value,
        stamps_in=zones[0],
        count_in=zones[1],
        files=tuple(described),
        unread_columns=found.unread,
        notes=(*found.notes, *assumed, *why, *_note_parts(parts)),
        rejected=dict(sorted(Counter(one.reason for one in rejects).items())),
        places=place_rejects(rejects),
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
        f"There is already a release called {release}",
        file=project.show(project.release(release)),
        remedy="Releases are never changed: choose another id, such as one with the date",
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
            raise Misuse(f"{day!r} is no day", expected="YYYY-MM-DD") from error
    if not paths:
        raise Misuse("No file was named", remedy="plateglass add FILE... --release ID")
    names = [path.name.casefold() for path in paths]
    for path, name in zip(paths, names, strict=True):
        if not path.is_file():
            raise Problem("There is no such file", file=path, remedy="Check its name and folder")
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


def _take(
    path: Path, folder: Path, schemas: Sequence[Schema], told: Mapping | None, reading: Path
) -> Resource:
    """Copy one file, and pin how it is written and where its header is."""
    copy, before = folder / path.name, path.stat()
    shutil.copyfile(path, copy)
    check_unchanged(path, before, shown=path.name)
    return pin_layout(
        *(copy, pin_file(copy, path.name), schemas),
        folder=reading,
        mapping=told.names if told else None,
        columns=told.order if told else None,
    )


def _open(
    folder: Path,
    resource: Resource,
    schemas: Sequence[Schema],
    told: Mapping | None,
    reading: Path,
) -> list[Records]:
    names = told.names if told else None
    return open_file(
        *(folder / resource.path, resource),
        shown=resource.path,
        schemas=schemas,
        mapping=names,
        folder=reading,
    )


def _clean(
    records: Sequence[Sequence[Records]], schema: Schema, zones: Zones, made: Path, reading: Path
) -> list[PartAccount]:
    """Write the table of each part to `made`: so each file is read once for `add` and `clean`."""
    parts: list[PartAccount] = []
    with connect(reading) as connection:
        for one in [part for opened in records for part in opened]:
            target = made / table_name(len(parts) + 1)
            parts.append(clean_part(connection, one, schema, zones, target))
    return parts


def _identify(
    parts: Sequence[Records], kind: str | None, told: Mapping | None, place: Path
) -> Identity:
    """Return the kind of `parts`; if it is not known, write a mapping file and name it."""
    if told:
        check_headers(told, parts, place.name)
    try:
        strange = kind is None and not recognize(parts[0].header)[0].score
        is_prose = strange and looks_like_prose(parts[0])
        return identify(parts, kind, sample=_take_sample(parts[0]), is_prose=is_prose)
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


def _take_sample(records: Records) -> list[tuple[str, ...]]:
    """Return some rows of a part, evenly from all over it, where a kind asks for them."""
    asked = [schema.names.column for schema in load_schemas().values() if schema.names]
    if not any(
        name in match_header(schema, records.header).positions
        for schema in load_schemas().values()
        for name in asked
    ):
        return []
    import duckdb

    with duckdb.connect() as connection:
        rows: list[tuple[str, ...]] = connection.execute(
            f"SELECT * FROM {records.scan} USING SAMPLE reservoir({SAMPLED} ROWS) REPEATABLE (1)"
        ).fetchall()
    return rows


def _find_zones(
    schema: Schema, timestamps_in: str | None, count_in: str | None
) -> tuple[Zones, list[str]]:
    """Return the two time zones, and a sentence for each that was assumed."""
    if not any(column.type == "time" for column in schema.columns):
        return (None, None), []
    notes = []
    if timestamps_in is None:
        timestamps_in = schema.timestamps_in
        if timestamps_in is None:
            raise Problem(
                f"Nobody says in which time zone the timestamps of a {schema.kind} are",
                expected="--stamps-in ZONE, such as America/Los_Angeles",
            )
        notes.append(
            f"We read timestamps that name no time zone as {timestamps_in}: such logs use it"
        )
    if count_in is None:
        count_in = schema.count_in or timestamps_in
        notes.append(
            f"We count days and months in {count_in}, since nobody said where; "
            "a month counted in another time zone has other rows (--count-in)"
        )
    for zone in (timestamps_in, count_in):
        check_zone(zone)
    return (timestamps_in, count_in), notes


def _note_parts(parts: Sequence[PartAccount]) -> list[str]:
    notes = [note for part in parts for note in part.notes]
    empty = [part.name for part in parts if not part.counted]
    return [*notes, *(f"{name} has a header and no rows below it" for name in empty)]


def _find_status(
    parts: Sequence[PartAccount], custodian: str | None, request: str | None, address: str | None
) -> tuple[DataStatus, list[str]]:
    if any(part.marked for part in parts):
        return DataStatus.SYNTHETIC, ["Its ids bear the mark of invented rows: it is synthetic"]
    if custodian and (request or address):
        return DataStatus.RELEASED, []
    lacking = "a custodian" if not custodian else "a request number or a public address"
    return DataStatus.UNVERIFIED, [f"It is unverified: {lacking} is not known"]


def _drop_empty(source: dict[str, str | None]) -> list[dict[str, str]]:
    known = {name: value for name, value in source.items() if value}
    return [known] if known else []
