"""Positions: names in what a custodian sent, shown as positions where they are published.

A file is "file 2", a sheet "sheet 3", a column that nobody reads "column 7", unless a reviewed line
of data/reference/shown_names.csv says that the name may be shown. On this machine they are shown in
full.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from helpers.cleaning.shown_values import fold_shown_name, is_agency, is_public, list_shown_names
from helpers.ledger.ledger import Corrected, Ledger
from helpers.project import Project, work_on
from helpers.releases.descriptor import DESCRIPTOR, Descriptor
from helpers.releases.release import Release, read_descriptor
from helpers.schemas.schema import Sensitivity, load_schema

if TYPE_CHECKING:
    from helpers.cleaning.table import Table

NOT_SHOWN = "not shown"
WHATS = ("file", "part", "column", "custodian", "request")
QUOTED = re.compile("“[^”]*”")
_WORKBOOKS = ("xlsx", "xlsm", "xlsb", "xls", "ods")
_PAGE = re.compile(r"page [0-9]+")


@dataclass(frozen=True)
class Positions:
    """What is shown of the names of one release, by the names.

    `parts` are by file and part; `custodian` and `request` are as they may be shown.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    custodian: str | None = None
    request: str | None = None
    whole: bool = False
    """Whether every name may be shown."""

    def file(self, name: str) -> str:
        """Return what is shown of a file's name."""
        return name if self.whole else self.files.get(name, f"a file, name {NOT_SHOWN}")

    def part(self, file: str, name: str | None) -> str | None:
        """Return what is shown of the name of a sheet, or of a file in an archive."""
        if name is None or self.whole or _PAGE.fullmatch(name):
            return name
        return self.parts.get((file, name), f"a part, name {NOT_SHOWN}")

    def column(self, header: str) -> str:
        """Return what is shown of a header that no column answers to."""
        return header if self.whole else self.columns.get(header, f"a column, name {NOT_SHOWN}")

    def text(self, sentence: str) -> str:
        """Return a sentence of ours with positions instead of the names in it."""
        if self.whole:
            return sentence
        names = dict(self.files) | {part: shown for (_, part), shown in self.parts.items()}
        for name in sorted(names, key=len, reverse=True):
            pieces = re.split(rf"(?<!\w){re.escape(name)}(?!\w)", sentence)
            sentence = names[name].join(pieces)
        return QUOTED.sub(f"(name {NOT_SHOWN})", sentence)

    def ledger(self, ledger: Ledger) -> Ledger:
        """Return a ledger as it may be published."""
        if self.whole:
            return ledger

        def put(one: Any) -> Any:
            facts: dict[str, str | None] = {"path": self.file(one.path)}
            if hasattr(one, "part"):
                facts["part"] = self.part(one.path, one.part)
            if hasattr(one, "note"):
                facts["note"] = self.text(one.note)
            return replace(one, **facts)

        return replace(
            ledger,
            files=tuple(map(put, ledger.files)),
            oddities=tuple(map(put, ledger.oddities)),
            printed_totals=tuple(map(put, ledger.printed_totals)),
            pages=tuple(map(put, ledger.pages)),
            places=tuple(map(put, ledger.places)),
            unread_columns=tuple(map(self.column, ledger.unread_columns)),
            corrections=hide_corrections(ledger.corrections, ledger.kind),
            notes=tuple(map(self.text, ledger.notes)),
        )

    def release(self, release: Release) -> Release:
        """Return a release, as far as pages show it, as it may be published."""
        if self.whole:
            return release
        descriptor = release.descriptor
        facts = descriptor.plateglass.model_copy(
            update={
                "custodian": self.custodian,
                "request_number": self.request,
                "mapping": None,
                "left_out": [],
            }
        )
        resources = [
            one.model_copy(
                update={"path": self.file(one.path), "name": self.file(one.path), "sheets": None}
            )
            for one in descriptor.resources
        ]
        title, sources = descriptor.title, descriptor.sources
        custodian = descriptor.plateglass.custodian
        if custodian and custodian != self.custodian:
            title = title.replace(custodian, str(self.custodian))
            sources = [
                one | {"title": str(self.custodian)} if one.get("title") == custodian else one
                for one in sources
            ]
        update = {"plateglass": facts, "resources": resources, "title": title, "sources": sources}
        return Release(release.folder, descriptor.model_copy(update=update), release.project)


def hide_corrections(corrections: Iterable[Corrected], kind: str) -> tuple[Corrected, ...]:
    """Return corrections without the cells of columns that may not be shown."""
    schema = load_schema(kind)
    return tuple(
        one
        if schema.sensitivity_of(one.column) is Sensitivity.PUBLISHABLE
        else replace(one, match=NOT_SHOWN, replacement=NOT_SHOWN, where="")
        for one in corrections
    )


def find_positions(release: str, project: Project, table: Table | None = None) -> Positions:
    """Return what may be shown of the names of a release; of sheets and columns with its table."""
    descriptor = _read(release, project)
    with work_on(project):
        known = {what: list_shown_names(what, release, project) for what in WHATS}
    facts = descriptor.plateglass
    if all("*" in names for names in known.values()) or is_public(release, project):
        return Positions(custodian=facts.custodian, request=facts.request_number, whole=True)

    def show(what: str, name: str, otherwise: str) -> str:
        return name if known[what] & {fold_shown_name(name), "*"} else otherwise

    files: dict[str, str] = {}
    parts: dict[tuple[str, str], str] = {}
    columns: dict[str, str] = {}
    formats = {}
    for number, resource in enumerate(descriptor.resources, start=1):
        files[resource.path] = show("file", resource.path, f"file {number}")
        formats[resource.path] = resource.format
    for part in table.parts if table else ():
        if part.part is not None:
            number = sum(file == part.file for file, _ in parts) + 1
            noun = "sheet" if formats.get(part.file) in _WORKBOOKS else "part"
            parts.setdefault((part.file, part.part), show("part", part.part, f"{noun} {number}"))
        for number, header in enumerate(part.header, start=1):
            columns.setdefault(header, show("column", header, f"column {number}"))
    custodian, request = facts.custodian, facts.request_number
    if custodian and not is_agency(custodian):
        custodian = show("custodian", custodian, NOT_SHOWN)
    if request:
        request = show("request", request, NOT_SHOWN)
    return Positions(files, parts, columns, custodian, request)


def list_names(table: Table, project: Project) -> Iterator[tuple[str, str]]:
    """Yield the names of a table's release that may not be shown: what it names, and the name."""
    shown = find_positions(table.release, project, table)
    if shown.whole:
        return
    yield from (("name of a file", name) for name, to in shown.files.items() if to != name)
    for (_, part), to in shown.parts.items():
        if to != part and not _PAGE.fullmatch(part):
            yield "name of a sheet or part", part
    descriptor = _read(table.release, project)
    facts = descriptor.plateglass
    unread = {header for one in table.parts for header in one.unread} | {*(facts.mapping or {})}
    for header, to in shown.columns.items():
        if to != header and header in unread:
            yield "header of a column", header
    if facts.custodian and facts.custodian != shown.custodian:
        yield "custodian", facts.custodian
    if facts.request_number and facts.request_number != shown.request:
        yield "request number", facts.request_number
    yield from (("name of a file", name) for name in facts.left_out)
    for resource in descriptor.resources:
        for member in resource.members or []:
            yield "name of a file in an archive", member.path
        yield from (("name of a sheet or part", name) for name in resource.sheets or [])


def _read(release: str, project: Project) -> Descriptor:
    """Return a descriptor; the files are not hashed again, however large they are."""
    return read_descriptor(project.release(release) / DESCRIPTOR, project)
