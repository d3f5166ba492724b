"""Adding: files as received become a release."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from helpers.adding.mapping_files import ENDING, Mapping, check_headers, read_mapping, write_mapping
from helpers.errors import Misuse, NoTable, Problem
from helpers.intake.files import pin_file, read_file
from helpers.intake.mappings import map_headers, map_test
from helpers.intake.pdf_layouts import map_layouts
from helpers.intake.rows import Rows
from helpers.kinds.cleaning import name_source
from helpers.kinds.contracts import Contract
from helpers.kinds.large_surveys import survey_file
from helpers.kinds.layouts import settle_layout
from helpers.kinds.printed import list_layouts
from helpers.kinds.registry import Identity, NoMapping, find_header_test, identify
from helpers.kinds.rejects import Place, list_rejects, place_rejects, say_places
from helpers.kinds.wordings import say_unread
from helpers.kinds.zones import load_zone
from helpers.project import Project, open_scratch
from helpers.releases.descriptor import DESCRIPTOR, Descriptor, Provenance, Resource
from helpers.releases.release import open_release
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
            found.append(f"  Columns that nobody reads: {say_unread(self.unread_columns)}")
        for reason, number in self.rejected.items():
            where = say_places(self.places, "rejected", reason)
            found.append(f"  rejected: {reason}: {number:,}{where}")
        if self.places:
            found.append("  rows are numbered from 1, after the header")
        return found + [f"  {note}" for note in self.notes]


def describe_file(resource: Resource, parts: Sequence[Rows]) -> Added:
    """Return the entry of one file: how it is written, and what was read of its `parts`."""
    return Added(
        path=resource.path,
        bytes=resource.bytes,
        sha256=resource.hash,
        encoding=resource.encoding,
        delimiter=resource.dialect.delimiter if resource.dialect else None,
        rows_read=sum(part.rows_read for part in parts),
        rows_rejected=sum(len(part.rejected) for part in parts),
    )


# Additions: files as received become a release, with everything known about them pinned.

NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")


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
    told = read_mapping(place, kind) if mapping and place.exists() else None
    kind = told.kind if told else kind
    names = told.names if told else None
    with open_scratch(project.raw, ".adding-") as scratch:
        draft = Project(scratch)
        folder = draft.raw / release
        folder.mkdir(parents=True)
        resources = [_take(path, folder, kind, told) for path in paths]
        parts = [
            (r, _read(folder / r.path, r, kind, names, alone=len(paths) == 1)) for r in resources
        ]
        rows = [part for _, read in parts for part in read]
        found = _identify(rows, kind, told, place)
        contract = found.contract
        zones, assumed = _find_zones(contract, stamps_in, count_in)
        status, why = _find_status(rows, custodian, request, address)
        descriptor = Descriptor(
            name=release,
            title=f"{contract.title}, {custodian}" if custodian else contract.title,
            licenses=[{"name": license}] if license else [],
            sources=_drop_empty({"title": custodian, "path": address}),
            resources=[
                resource.model_copy(update=zones | {"as_of": as_of}) for resource, _ in parts
            ],
            plateglass=Provenance(
                kind=contract.kind,
                data_status=status,
                custodian=custodian,
                request_number=request,
                received=received,
                address=address,
                mapping=names,
            ),
        )
        text = json.dumps(descriptor.model_dump(mode="json"), indent=2, ensure_ascii=False)
        (folder / DESCRIPTOR).write_text(text + "\n", encoding="utf-8", newline="\n")
        open_release(release, draft)
        _put(folder, release, project)
    rejects = list_rejects(rows)
    return Report(
        release=release,
        kind=contract.kind,
        score=round(found.score, 3),
        data_status=status.value,
        stamps_in=zones["stamps_in"],
        count_in=zones["count_in"],
        files=tuple(describe_file(resource, read) for resource, read in parts),
        unread_columns=found.unread,
        notes=(*found.notes, *assumed, *why, *_note_parts(rows)),
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
    if not NAME.fullmatch(release):
        raise Misuse(
            f"{release!r} cannot be the id of a release",
            expected="small letters, digits, dots and dashes, such as eugene-2025",
        )
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
        if names.count(name) > 1 or name == DESCRIPTOR:
            raise Problem(
                f"Two files of the release would be called {path.name}",
                file=path,
                remedy="Add them as two releases",
            )


def _take(path: Path, folder: Path, kind: str | None, told: Mapping | None) -> Resource:
    """Copy one file, and pin how it is written and where its header stands."""
    copy = folder / path.name
    shutil.copyfile(path, copy)
    return settle_layout(
        copy,
        pin_file(copy, path.name),
        shown=path.name,
        kind=kind,
        mapping=told.names if told else None,
        columns=told.order if told else None,
    )


def _read(
    path: Path,
    resource: Resource,
    kind: str | None,
    names: dict[str, str] | None,
    *,
    alone: bool,
) -> Sequence[Rows]:
    """Return the parts of one file; a large one `alone` is surveyed only, if it is plain."""
    if alone and not names:
        surveyed = survey_file(path, resource, shown=resource.path, kind=kind)
        if surveyed is not None:
            return (surveyed,)
    test, known = map_test(find_header_test(kind), names), map_layouts(list_layouts(kind), names)
    read = read_file(path, resource, shown=resource.path, is_header=test, layouts=known)
    return map_headers(read, names)


def _identify(
    rows: Sequence[Rows], kind: str | None, told: Mapping | None, place: Path
) -> Identity:
    """Return the kind of `rows`; if it is not known, write a mapping file and name it."""
    if told:
        check_headers(told, rows, place.name)
    try:
        return identify(rows, kind)
    except (NoMapping, NoTable):
        raise
    except Problem as problem:
        if told:
            raise
        near = write_mapping(place, rows, kind)
        told_how = (
            f"{(problem.remedy or '').rstrip('.')}. If only its headers are other ones, say in "
            f"{place} which column of {near} each is, and run this again with --mapping {place}"
        )
        raise Problem(
            problem.what,
            file=problem.file,
            part=problem.part,
            expected=problem.expected,
            remedy=". ".join([told_how, *rows[0].notes]),
        ) from problem


def _find_zones(
    contract: Contract, stamps_in: str | None, count_in: str | None
) -> tuple[dict[str, str | None], list[str]]:
    """Return the two zones, and a sentence for each that was taken for granted."""
    if not any(column.type == "time" for column in contract.columns):
        return {"stamps_in": None, "count_in": None}, []
    notes = []
    if stamps_in is None:
        stamps_in = contract.stamps_in
        if stamps_in is None:
            raise Problem(
                f"Nobody says in which zone the stamps of a {contract.kind} were made",
                expected="--stamps-in ZONE, such as America/Los_Angeles",
            )
        notes.append(f"Stamps that name no zone are read as {stamps_in}: such logs are made so")
    if count_in is None:
        count_in = contract.count_in or stamps_in
        notes.append(
            f"Days and months are counted in {count_in}, for nobody said where; "
            "a month counted in another zone has other rows (--count-in)"
        )
    for zone in (stamps_in, count_in):
        load_zone(zone)
    return {"stamps_in": stamps_in, "count_in": count_in}, notes


def _note_parts(rows: Sequence[Rows]) -> list[str]:
    notes = [note for part in rows for note in part.notes]
    empty = [name_source(part) for part in rows if not part.rows_read]
    return [*notes, *(f"{name} has a header and no rows below it" for name in empty)]


def _find_status(
    rows: Sequence[Rows], custodian: str | None, request: str | None, address: str | None
) -> tuple[DataStatus, list[str]]:
    if any(part.has_mark for part in rows):
        return DataStatus.SYNTHETIC, ["Its rows carry the mark of made-up ones: it is synthetic"]
    if custodian and (request or address):
        return DataStatus.RELEASED, []
    lacking = "a custodian" if not custodian else "a request number or a public address"
    return DataStatus.UNVERIFIED, [f"It is unverified: {lacking} is not known"]


def _drop_empty(source: dict[str, str | None]) -> list[dict[str, str]]:
    known = {name: value for name, value in source.items() if value}
    return [known] if known else []
