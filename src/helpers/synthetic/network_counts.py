"""Network counts: an invented workbook of monthly queries."""

from __future__ import annotations

import importlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from helpers.errors import Problem
from helpers.synthetic.truth import BLANK, TOTAL, Chance, CountsTruth

# Workbooks with the same bytes each time: no clock, and no compression library, in the file.

_MOMENT = "2026-01-01T00:00:00Z"
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip archive can name."""

Cell = str | int | None


def write_sheets(path: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> None:
    """Write `sheets` (name to rows, header first) as an .xlsx file.

    The members are stored and not deflated, because zlib's output differs from build to build.
    Raises Problem if openpyxl, the library that writes workbooks, is not installed.
    """
    try:
        openpyxl = importlib.import_module("openpyxl")
    except ImportError as error:
        raise Problem(
            "We can't write an invented workbook: the library openpyxl is not installed",
            file=path.name,
            remedy="Run `make setup`, which installs it, and try again",
        ) from error
    book = openpyxl.Workbook(write_only=True)
    book.properties.creator = "Plateglass (made-up records)"
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    drawn = io.BytesIO()
    book.save(drawn)
    path.write_bytes(settle_bytes(drawn.getvalue()))


def settle_bytes(workbook: bytes) -> bytes:
    """Return a workbook that openpyxl wrote with one moment for all its times, and stored."""
    settled = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as source,
        zipfile.ZipFile(settled, "w") as target,
    ):
        for name in sorted(source.namelist(), key=lambda name: (name[0] != "[", name)):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _set_clock(content)
            member = zipfile.ZipInfo(name, _OLDEST)
            member.create_system = 3
            target.writestr(member, content)
    return settled.getvalue()


def _set_clock(core: bytes) -> bytes:
    """Return the properties with one moment for all times: openpyxl always writes now."""
    pattern = rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"
    return re.sub(pattern, _MOMENT.encode(), core)


# An invented workbook of queries that a network carried, by requester, state and month.

COLUMNS = ("row_id", "requester", "requester_group", "state", "month", "queries")
STATES = ("QA", "QB", "QC")
MONTHS = tuple(f"2023-{month:02d}" for month in range(1, 13))
OTHERS = "All other requesters"
TOTALS = {"Federal requester A": 41_318, "Federal requester B": 97_540, OTHERS: 12_345_678}
"""Queries by group over the twelve months. None is, or adds up to, a number that anybody published:
an invented series with a real total would be taken for the real one."""

OTHER_REQUESTERS = 7
MOST_ROWS = 1_048_576
"""Rows that a sheet can hold (Microsoft, "Excel specifications and limits")."""


def write_network_counts(path: Path, *, seed: int, scale: float = 1.0) -> CountsTruth:
    """Write an invented workbook, one sheet a state, and return what it holds.

    Months 2023-01 to 2023-12; the totals are those of `TOTALS` at any size. `scale` multiplies the
    number of other requesters; the same seed and scale give the same bytes. Each sheet ends in a
    blank row and a totals row, which also counts the cells shown as withheld.
    """
    others = max(1, int(OTHER_REQUESTERS * scale + 0.5))
    if (others + 2) * len(MONTHS) + 3 > MOST_ROWS:
        raise Problem(
            f"A sheet cannot hold {others + 2:,} requesters in {len(MONTHS)} months",
            expected=f"at most {MOST_ROWS:,} rows a sheet",
            remedy="Choose a smaller scale",
        )
    chance, truth = Chance(seed), CountsTruth()
    cells = _split_totals(others, chance)
    sheets: dict[str, list[tuple[Cell, ...]]] = {}
    issued = 0
    for state in STATES:
        rows: list[tuple[Cell, ...]] = [COLUMNS]
        for requester, group in _name_requesters(others):
            for month in MONTHS:
                issued += 1
                shown = cells.get((requester, state, month))
                if group == OTHERS and shown is None:
                    shown = _hide(state, chance, truth)
                else:
                    truth.queries[group] += int(shown or 0)
                    truth.by_state[group, state] += int(shown or 0)
                    truth.printed_totals[state] += int(shown or 0)
                truth.rows += 1
                rows.append((f"SYN-{issued:06d}", requester, group, state, month, shown))
        truth.rows += 2
        truth.rejected += Counter({BLANK: 1, TOTAL: 1})
        rows.append((None,) * len(COLUMNS))
        rows.append(("Total", None, None, state, None, truth.printed_totals[state]))
        sheets[f"State {state}"] = rows
    write_sheets(path, sheets)
    return truth


def _name_requesters(others: int) -> list[tuple[str, str]]:
    """Return each requester with its group."""
    named = [(group, group) for group in TOTALS if group != OTHERS]
    return [*named, *((f"Example agency {number:02d}", OTHERS) for number in range(1, others + 1))]


def _split_totals(others: int, chance: Chance) -> dict[tuple[str, str, str], Cell]:
    """Return the queries of each requester, state and month that has a number.

    Every eleventh cell of the other requesters has none; it will be blank or withheld.
    """
    cells: dict[tuple[str, str, str], Cell] = {}
    for group, total in TOTALS.items():
        keys = [
            (requester, state, month)
            for requester, owner in _name_requesters(others)
            if owner == group
            for state in STATES
            for month in MONTHS
        ]
        if group == OTHERS:
            keys = [key for number, key in enumerate(keys, start=1) if number % 11]
        cells |= dict(zip(keys, chance.split(total, len(keys)), strict=True))
    return cells


def _hide(state: str, chance: Chance, truth: CountsTruth) -> Cell:
    """Return the text of a number that is not shown; only a withheld one counts in the total."""
    if chance.happens(0.5):
        truth.blank["queries"] += 1
        return None
    truth.withheld["queries"] += 1
    truth.printed_totals[state] += 1 + chance.below(9)
    return "withheld"
