"""Canaries: invented plates, names, VINs, phones, cases and addresses, and a project full of them.

Each is planted once, in a column of every kind, in a name or in an option. None may come out.
"""

from __future__ import annotations

import csv
import io
import random
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook

from helpers.adding.add import add_release
from helpers.project import Project
from helpers.schemas.schema import Column, Schema, load_schemas

FORMATS = (
    *("#@@@###", "@@@####", "@@@-####", "###@@@", "@## @@@", "@@##-###", "####@@", "@@-####"),
    *("@@@ ###", "#@@-@##", "##@@@#", "@#@#@#@", "@@@@@##"),
)
"""Ten states' formats, as # for a digit and @ for a letter, and some that no state has."""

_LETTERS = "ABCDEFGHJKLMNPRSTVWXYZ"
_STARTS = "Bel Cor Dra Fen Gor Hul Jov Kar Lum Mor Nev Or Pra Quo Rov Sed Tav Ul Vor Wex Yar Zem"
_ENDS = "abrin adelo agrin alvek andor arvik elkin embra endil irnok istel ondra orvane ulmek ytrin"
_STREETS = "Lane Street Avenue Road Court"

UNSAID = ("agreement-counts", "monthly-series", "published-figures")
"""Kinds whose rows we type ourselves, from what was published."""


@dataclass
class Canaries:
    """Draws canaries from a seed, each once.

    `drawn` says what each is, `columns` where it is; those `within` are in longer names.
    """

    seed: int
    drawn: dict[str, str] = field(default_factory=dict)
    columns: dict[str, Column | None] = field(default_factory=dict)
    within: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Begin."""
        self._random = random.Random(self.seed)
        self._count = 0

    def draw_within(self, what: str) -> str:
        """Return a new one to be put within a longer name."""
        made = self.draw(what)
        self.within.add(made)
        return made

    def fill(self, columns: list[Column | None]) -> list[str]:
        """Return a row: a new one in each column."""
        row = [self.draw() for _ in columns]
        self.columns |= dict(zip(row, columns, strict=True))
        return row

    def draw(self, what: str = "") -> str:
        """Return a new one; without `what`, of each sort in turn."""
        makers = {
            "plate": self._plate,
            "name": self._name,
            "vin": self._vin,
            "phone": self._phone,
            "case": self._case,
            "address": self._address,
        }
        self._count += 1
        while True:
            sort = what or [*makers][self._count % len(makers)]
            made = makers[sort]()
            if made not in self.drawn:
                self.drawn[made] = sort
                return made

    def _fill(self, form: str) -> str:
        digits = {"#": "23456789", "@": _LETTERS}
        return "".join(self._random.choice(digits.get(one, one)) for one in form)

    def _plate(self) -> str:
        return self._fill(FORMATS[self._count % len(FORMATS)])

    def _name(self) -> str:
        pick = self._random.choice
        first, last = (pick(_STARTS.split()) + pick(_ENDS.split()) for _ in range(2))
        forms = (
            f"{first} {last}",
            f"{last.upper()}, {first}",
            f"{first[0].lower()}. {last}-{first}",
        )
        return forms[self._count % 3]

    def _vin(self) -> str:
        return "".join(self._random.choice(_LETTERS + "23456789") for _ in range(14)) + "734"

    def _phone(self) -> str:
        return self._fill(("(###) 555-####", "###-555-####", "##########")[self._count % 3])

    def _case(self) -> str:
        return self._fill(("##-######", "####-#####", "@@##-#####")[self._count % 3])

    def _address(self) -> str:
        pick = self._random.choice
        street = pick(_STARTS.split()) + pick(_ENDS.split())
        return f"{self._random.randint(111, 9_999)} {street} {pick(_STREETS.split())}"


@dataclass
class Planted:
    """A project with canaries in everything.

    `cells` leads to the column of each that is in a cell (None if nobody reads it); `names` are in
    names of files, folders, sheets, columns and people; those `within` are a part of such a name,
    or stand where nobody reads.
    """

    project: Project
    releases: dict[str, str]
    cells: dict[str, Column | None]
    names: list[str]
    within: set[str]

    @property
    def all(self) -> list[str]:
        """Every canary."""
        return [*self.cells, *self.names]


def plant(project: Project, seed: int, rows: int) -> Planted:
    """Return a project with a release of each kind, `rows` rows of canaries in each."""
    canaries = Canaries(seed)
    releases: dict[str, str] = {}
    names = Canaries(seed + 1)
    for number, (kind, schema) in enumerate(load_schemas().items()):
        if kind in UNSAID:
            continue
        name = f"planted-{number}"
        file = _write_file(project.root, schema, canaries, names, rows, form=number % 3)
        add_release(
            [file],
            release=name,
            project=project,
            kind=kind,
            custodian=names.draw("name") if number % 2 else "Example County SO",
            request=names.draw("case"),
            received="2026-01-05",
            stamps_in="America/Chicago",
        )
        file.unlink()
        releases[kind] = name
    return Planted(project, releases, canaries.columns, list(names.drawn), names.within)


def _write_file(
    folder: Path, schema: Schema, canaries: Canaries, names: Canaries, rows: int, form: int
) -> Path:
    """Write a file of a kind: a CSV, a workbook with sheets, or an archive with a folder."""
    columns = [one for one in schema.columns if not one.counted]
    header = [(one.headers or (one.name,))[0] for one in columns]
    header += [names.draw("name"), f"Seen {names.draw_within('plate')}"]
    sound = [[_write_sound(one, row) for one in columns] + ["", ""] for row in range(30)]
    below: list[Column | None] = [*columns, None, None]
    bad = [canaries.fill(below) for _ in range(rows)]
    # Rows that are sound but for every other cell.
    half = []
    for row in sound[:rows]:
        mixed = list(row)
        mixed[::2] = canaries.fill(below[::2])
        half.append(mixed)
    table = [header, *sound, *bad, *half]
    stem = names.draw_within("plate").replace(" ", "_")
    if form == 1:
        path = folder / f"{stem} {names.draw_within('name')}.xlsx"
        book = Workbook()
        for sheet in (book.active, book.create_sheet()):
            sheet.title = names.draw("plate")
            for row in table:
                sheet.append(row)
        book.properties.creator = names.draw_within("name")
        book.properties.title = names.draw_within("case")
        book.save(path)
        return path
    written = io.StringIO()
    csv.writer(written).writerows(table)
    if form == 2:
        path = folder / f"{stem}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"{names.draw('name')}/{names.draw('case')}.csv", written.getvalue())
            archive.writestr(f"{names.draw('name')}.txt", names.draw_within("address"))
        return path
    path = folder / f"{stem}.csv"
    path.write_text(written.getvalue(), encoding="utf-8")
    return path


def _write_sound(column: Column, row: int) -> str:
    """Return a value as a column should have it."""
    day = f"2025-{row % 6 + 1:02}-{row % 27 + 1:02}"
    if column.type in ("integer", "decimal"):
        return str(row + 3)
    if column.type in ("time", "date", "month"):
        return {"time": f"{day} 10:{row:02}:00", "date": day, "month": day[:7]}[column.type]
    if column.content.value == "agencies":
        return ("Example County SO", "Sample City QA PD", "Model Town QB PD")[row % 3]
    if column.content.value == "times":
        return f"{day} 10:00:00 to {day} 11:00:00"
    return {"states": ("QA", "QB")[row % 2], "classes": "search"}.get(
        column.content.value, f"SYN-{column.name}-{row}"
    )
