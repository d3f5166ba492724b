"""Corrections: known faults of a release's files, each with its reason, its source and a guard.

The files stay as received. A correction is a row of data/reference/corrections/<release>.csv; it
says which cells it replaces, with what, and in how many rows, so it fails once the custodian
has mended the file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from helpers.errors import Problem, suggest
from helpers.project import Project, corrections_file
from helpers.releases.release import read_table

COLUMNS = (
    *("correction_id", "column", "match", "replacement", "where", "rows"),
    *("reason", "source", "status"),
)

FILE, PART, ROW = "file", "part", "row"
"""What `where` calls the file and the part that a row is in, and its number there; every other name
is a column's."""

LOCATION = (FILE, PART, ROW)


class CorrectionState(StrEnum):
    """How far a correction has come with the custodian."""

    OPEN = "open"
    REPORTED = "reported"
    ACKNOWLEDGED = "acknowledged"
    DISPUTED = "disputed"
    MENDED = "mended"


@dataclass(frozen=True)
class Correction:
    """One fault: cells of `column` that read `match`, in rows that meet `where`.

    `where` holds the cells of other columns, as received, and where the row is. `rows` is the
    number of rows it is for. One that is mended is not applied, and may meet no row. `file` and
    `row` say where it is written.
    """

    id: str
    column: str
    match: str
    replacement: str
    where: tuple[tuple[str, str], ...]
    rows: int
    reason: str
    source: str
    status: CorrectionState
    file: str = ""
    row: int = 0

    @property
    def columns(self) -> list[str]:
        """The columns whose cells it names."""
        return [self.column, *(name for name, _ in self.where if name not in LOCATION)]

    @property
    def number(self) -> int | None:
        """The number of the one row that it is for, if it names one."""
        return next((int(value) for name, value in self.where if name == ROW), None)

    def is_for(self, file: str, *part: str | None) -> bool:
        """Return whether it may be for rows of a file of the release, or of a part of it."""
        location = dict(zip((FILE, PART), (file, *part), strict=False))
        return all(value == location[name] for name, value in self.where if name in location)


def load_corrections(release: str, project: Project) -> tuple[Correction, ...]:
    """Return the corrections of a release, in their order; none if nobody wrote any.

    Raises Problem naming the row that does not hold.
    """
    path = corrections_file(release, project)
    if not path.is_file():
        return ()
    listed = read_table(path, project.show(path), COLUMNS)
    shown, seen = project.show(path), set[str]()
    found = []
    for number, cells in enumerate(listed, start=1):
        one = _read(cells, number, shown)
        if one.id in seen:
            raise Problem(f"The id {one.id} is already used", file=shown, row=number)
        seen.add(one.id)
        found.append(one)
    return tuple(found)


def _read(cells: Mapping[str, str], row: int, shown: str) -> Correction:
    lacking = [name for name in ("correction_id", "column", "reason", "source") if not cells[name]]
    if lacking:
        raise Problem(
            f"The correction lacks its {lacking[0].removeprefix('correction_')}",
            file=shown,
            row=row,
            remedy="Say why the cell is wrong, and who says so",
        )
    if cells["status"] not in list(CorrectionState):
        raise Problem(
            f"The status {cells['status']!r} is unknown",
            file=shown,
            row=row,
            expected=", ".join(CorrectionState),
        )
    if not cells["rows"].isdigit() or not int(cells["rows"]):
        raise Problem(
            "The correction does not say in how many rows it is needed",
            file=shown,
            row=row,
            expected="a whole number under rows, at least 1",
        )
    where = tuple(_split(cells["where"], row, shown))
    if not cells["match"] and not where:
        raise Problem(
            "The correction would fill every blank cell of its column",
            file=shown,
            row=row,
            expected="a condition under where, such as row=1045",
        )
    return Correction(
        id=cells["correction_id"],
        column=cells["column"],
        match=cells["match"],
        replacement=cells["replacement"],
        where=where,
        rows=int(cells["rows"]),
        reason=cells["reason"],
        source=cells["source"],
        status=CorrectionState(cells["status"]),
        file=shown,
        row=row,
    )


def _split(where: str, row: int, shown: str) -> list[tuple[str, str]]:
    pairs = []
    for piece in filter(None, (one.strip() for one in where.split(";"))):
        name, equals, value = piece.partition("=")
        if not equals:
            raise Problem(
                f"The condition {piece!r} names no value",
                file=shown,
                row=row,
                expected="row=1045, or the cell of another column",
            )
        if name.strip() == ROW and not value.strip().isdigit():
            raise Problem(f"The row {value.strip()!r} is no number", file=shown, row=row)
        pairs.append((name.strip(), value.strip()))
    return pairs


def check_corrections(
    one: Correction, public: Collection[str], known: Collection[str], files: Collection[str]
) -> None:
    """Raise Problem if a correction names what is not there, or a column that may not be shown.

    `known` are all columns of the kind, and `public` those whose values may be published: what a
    correction says is published with every number that it touches. `files` are the release's.
    """
    for name, value in one.where:
        if name == FILE and value not in files:
            raise Problem(
                f"The correction {one.id} names the file {value}, which its release does not have",
                file=one.file,
                row=one.row,
                remedy=suggest(value, list(files)),
            )
    for name in one.columns:
        if name not in known:
            raise Problem(
                f"The correction {one.id} names the column {name}, which its kind does not have",
                file=one.file,
                row=one.row,
                remedy=suggest(name, list(known)),
            )
        if name not in public:
            raise Problem(
                f"The correction {one.id} would print a value of {name}, which may not be shown",
                file=one.file,
                row=one.row,
                expected=f"one of {', '.join(public)}",
                remedy="Choose the row by its number: row=1045",
            )


def check_met(one: Correction, met: int) -> None:
    """Raise Problem unless a correction meets the rows it is for: this is its guard."""
    wanted = 0 if one.status is CorrectionState.MENDED else one.rows
    if met == wanted:
        return
    rows = f"{one.rows:,} row{'' if one.rows == 1 else 's'}"
    message = f"The correction {one.id} is for {rows}, and meets {met:,}"
    remedy = (
        "The source agency may have mended its file. Compare the two; if so, set the status to "
        f"{CorrectionState.MENDED}"
    )
    if one.status is CorrectionState.MENDED:
        state = CorrectionState.MENDED
        message = f"The correction {one.id} is {state}, but the old cell is in {met:,} of the rows"
        remedy = "Look at the file: this may be an older one"
    raise Problem(message, file=one.file, row=one.row, remedy=remedy)
