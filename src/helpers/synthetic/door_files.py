"""Door files: invented network audits and sharing lists."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TextIO

from helpers.synthetic.door_plan import (
    AGENCIES,
    DEMOVILLE,
    EXAMPLE,
    LISTS,
    LOCAL,
    LOOKALIKE,
    MOCKFORD,
    NO_DOOR,
    SAMPLE,
    SIDE,
    TEST,
    PlateSearch,
    plan_searches,
    scale_up,
)
from helpers.synthetic.truth import (
    BLANK,
    REPEATED_HEADER,
    SAID,
    UNSAID,
    AuditTruth,
    Chance,
    ListTruth,
)

# An invented network audit: what others searched in one agency's cameras, in one or two exports.
#
# The header is the vendor's (docs/data-dictionary.md), with and without the columns that it dropped
# in December 2025 (P012): an agency that exported later lacks them in all rows.

COLUMNS = (
    *("ID", "Name", "Org Name", "Total Networks Searched", "Total Devices Searched", "Time Frame"),
    *("License Plate", "Reason", "Case #", "Filters", "Search Time", "Search Type"),
)
DROPPED = ("Name", "License Plate", "Filters")
SECOND_FILE = "network_audit_2.csv"
_LAST_DAY_OF_FIRST, _FIRST_DAY_OF_SECOND = "2025-11-30", "2025-11-16"
TWICE = (EXAMPLE, DEMOVILLE)
"""The agencies that exported twice; the two exports overlap by half a month."""

SAME_ID = "same id"
IMMIGRATION_BODIES = ("ice", "ero", "cbp", "border patrol", "dhs")
"""The classes of reasons that the truth counts as a side door."""

_MARKS = ("***", "REDACTED", "[REDACTED]")
_FEDERAL_SPELLINGS = ("{} [Federal]", "[Federal] {}", "{}  [FEDERAL] ", "{}")
_LOCAL_SPELLINGS = ("{}", "{}", "{} ", "{} [Inactive]")


def write_network_audit(
    path: Path, *, seed: int, scale: float = 1.0, agency: str = AGENCIES[0]
) -> AuditTruth:
    """Write one agency's invented audit, one or two CSV files, and return what they hold.

    `path` is that of the first file; the second is in the same folder. The same seed and scale
    give the same searches in the logs of all agencies, under the same ids.
    """
    searches = plan_searches(seed, scale)
    logged = [search for search in searches if agency in search.doors]
    log = _AuditLog(agency, Chance(seed * len(AGENCIES) + AGENCIES.index(agency)))
    dropped = tuple(name for name in COLUMNS if name not in DROPPED)
    exports = [(path, dropped, logged)]
    if agency in TWICE:
        first = [s for s in logged if f"{s.local:%Y-%m-%d}" <= _LAST_DAY_OF_FIRST]
        second = [s for s in logged if f"{s.local:%Y-%m-%d}" >= _FIRST_DAY_OF_SECOND]
        exports = [(path, COLUMNS, first), (path.with_name(SECOND_FILE), dropped, second)]
    for file, columns, rows in exports:
        with file.open("w", encoding="utf-8", newline="") as opened:
            log.write_export(opened, columns, rows)
    _tally(log.truth, agency, log.readable, searches)
    return log.truth


class _AuditLog:
    """Writes an agency's rows and tallies, from the plan and not from the row, what each is."""

    def __init__(self, agency: str, chance: Chance) -> None:
        self._agency, self._chance = agency, chance
        self._written: set[int] = set()
        self.readable: dict[int, bool] = {}
        self.truth = AuditTruth()

    def write_export(
        self, file: TextIO, columns: Sequence[str], searches: Sequence[PlateSearch]
    ) -> None:
        """Write one export with its header, which is repeated in the middle."""
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        for number, search in enumerate(searches):
            if number == len(searches) // 2:
                writer.writeheader()
                self._reject(REPEATED_HEADER)
            twin = search.names and self._chance.happens(0.15)
            self._write(writer, search, hide=bool(twin) or self._hides(search))
            if twin:  # exported again after the reason had been released
                self._write(writer, search, hide=self._hides(search))
        if searches:
            self._write_undated(writer, searches[0])
        file.write("," * (len(columns) - 1) + "\n")
        self._reject(BLANK)

    def _hides(self, search: PlateSearch) -> bool:
        return bool(search.reason) and self._agency == MOCKFORD

    def _write(self, writer: csv.DictWriter[str], search: PlateSearch, *, hide: bool) -> None:
        row = self._describe(search)
        if hide and search.reason:
            row["Reason"] = self._chance.pick(_MARKS)
            self.truth.withheld["reason"] += 1
        elif not search.reason:
            self.truth.blank["reason"] += 1
        else:
            self.readable[search.number] = True
        writer.writerow(row)
        self.truth.rows += 1
        self.truth.duplicates[SAME_ID] += search.number in self._written
        self._written.add(search.number)
        for name in _name_doors(search, self._agency, readable=not hide):
            self.truth.rows_by_door[name, search.month] += 1

    def _write_undated(self, writer: csv.DictWriter[str], like: PlateSearch) -> None:
        """Write a local search whose timestamp names no day: the row stays, without a month."""
        row = self._describe(like) | {"Reason": "", "Org Name": "Specimen QC PD"}
        number = 90_000 + self.truth.undated + 10 * AGENCIES.index(self._agency)
        timestamp = "02/31/2025, 10:15:00 AM UTC"
        writer.writerow(row | {"ID": f"SYN-{number:05d}", "Search Time": timestamp})
        self.truth.rows += 1
        self.truth.undated += 1
        self.truth.blank["reason"] += 1

    def _describe(self, search: PlateSearch) -> dict[str, str]:
        spellings = _FEDERAL_SPELLINGS if search.marked else _LOCAL_SPELLINGS
        frame = (search.utc - timedelta(days=7), search.utc)
        return {
            "ID": f"SYN-{search.number:05d}",
            "Name": "***" if self._agency == SAMPLE else f"S. Person{search.number % 17:02d}",
            "Org Name": self._chance.pick(spellings).format(search.searcher),
            "Total Networks Searched": str(len(search.doors)),
            "Total Devices Searched": "\u2014\u2014" if self._chance.happens(0.05) else "6",
            "Time Frame": "\n".join(f"{end:%m/%d/%Y, %I:%M:%S %p} UTC" for end in frame),
            "License Plate": "***" if self._agency == SAMPLE else f"SYN{search.number:05d}",
            "Reason": search.reason,
            "Case #": "" if search.number % 20 else f"EX-25-{search.number:05d}",
            "Filters": "",
            "Search Time": f"{search.utc:%m/%d/%Y, %I:%M:%S %p} UTC",
            "Search Type": "search" if search.number % 9 else "lookup",
        }

    def _reject(self, why: str) -> None:
        self.truth.rows += 1
        self.truth.rejected[why] += 1


def _name_doors(search: PlateSearch, agency: str, *, readable: bool) -> Iterator[str]:
    """Yield the door that a row shows, by the plan; a reason that is hidden shows no side door."""
    door = search.find_door(agency)
    if door != NO_DOOR:
        yield door
    elif readable and set(search.names) & set(IMMIGRATION_BODIES):
        yield SIDE


def _tally(
    truth: AuditTruth, agency: str, readable: dict[int, bool], searches: Sequence[PlateSearch]
) -> None:
    before = AGENCIES[: AGENCIES.index(agency)]
    for search in searches:
        if agency not in search.doors:
            continue
        truth.searches[search.month] += 1
        truth.unsaid[search.month] += search.unsaid
        if search.trial:
            truth.trials[SAID if TEST in search.names else UNSAID, search.month] += 1
        if search.slip:
            truth.misspelt[search.searcher, search.doors[agency]] += 1
        shown = readable.get(search.number, False)
        for door in _name_doors(search, agency, readable=shown):
            truth.doors[door, search.month] += 1
            # All agencies but one show the reasons of their logs, at least once each.
            earlier = [
                owner
                for owner in before
                if owner in search.doors
                and search.find_door(owner) == search.find_door(agency)
                and owner != MOCKFORD
            ]
            truth.first_seen[door] += not earlier
            if door == SIDE and not earlier:
                truth.side_doors.update(_doubt(search))
        if not search.marked and shown:
            for name in search.names:
                truth.classes[name, search.month] += 1


def _doubt(search: PlateSearch) -> Iterator[str]:
    """Yield what may be said against a search as a side door, and a name that looks federal."""
    if search.trial:
        yield f"trial, {SAID if TEST in search.names else UNSAID}"
    if search.slip or search.searcher == LOOKALIKE:
        yield search.searcher


# Invented sharing lists of one agency: whom it lets into its cameras, and whose it may search.

LIST_COLUMNS = ("Organization Name", "Networks Shared With Me", "Networks I'm Sharing")
LISTING = tuple(agency for agency in AGENCIES if agency in LISTS)
"""The invented agencies that gave out a list."""

OTHERS = 8


def write_shared_networks(
    path: Path, *, seed: int, scale: float = 1.0, agency: str = LISTING[0]
) -> ListTruth:
    """Write the invented lists of one agency, one CSV file a day, and return what they hold.

    `path` is that of the first file; the next is in the same folder, with 2 instead of 1. Who
    shares is planned for federal accounts, and drawn for the others.
    """
    chance, truth = Chance(seed * len(AGENCIES) + AGENCIES.index(agency)), ListTruth()
    for file_number, (day, federal) in enumerate(LISTS[agency], start=1):
        file = path.with_name(path.name.replace("1", str(file_number)))
        truth.days[file.name] = day
        others = {name: (chance.happens(0.6), chance.happens(0.6)) for name in LOCAL}
        for number in range(scale_up(OTHERS, scale)):
            others[f"Made-up Town {number + 1:03d} QC PD"] = (True, chance.happens(0.5))
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened, lineterminator="\n")
            writer.writerow(LIST_COLUMNS)
            for name, (with_me, from_me) in {**others, **federal}.items():
                theirs = f"SYN-{name.strip()},SYN, {name.strip()} (Flex) " if with_me else ""
                writer.writerow((name, theirs, f"SYN-{agency}" if from_me else " "))
                truth.rows += 1
                truth.sharing[file.name] += from_me
                if name in federal and from_me:
                    truth.federal.setdefault(file.name, []).append(name.strip())
            writer.writerow(("",) * len(LIST_COLUMNS))
            truth.rows += 1
            truth.rejected[BLANK] += 1
    return truth
