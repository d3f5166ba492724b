"""A made-up portal log: nine monthly exports, one after another, in one CSV file."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TextIO

from helpers.synthesis.chance import Chance
from helpers.synthesis.portal_plan import MONTHS, SEARCHES, Search, plan_month
from helpers.synthesis.truth import BLANK, REPEATED_HEADER, LogTruth

COLUMNS = ("search_id", "account", "account_group", "user", "searched_at", "search_type", "reason")
SAME_ID, SAME_CONTENT = "same id", "same content"
_REPEATED_TAIL = {"2025-05": 0.09}
"""The share of an export's last searches that the next export holds again; by default 2%."""
UNDATED_STAMPS = ("2025-02-30 10:15:00", "2025-02-31 11:20:00")
_MARKS = ("REDACTED", "***")


def write_portal_log(path: Path, *, seed: int, scale: float = 1.0) -> LogTruth:
    """Write a made-up log as CSV (UTF-8) and return what it holds.

    The log has months 2024-10 to 2025-06 on the clock of America/Los_Angeles, stamped in UTC.
    `scale` multiplies the shipped number of searches; the same seed and scale give the same bytes.
    Memory grows with one month of searches.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        log = _Log(file)
        chance = Chance(seed)
        tail: list[tuple[str, Search]] = []
        for month in MONTHS:
            tail = log.write_export(month, plan_month(month, chance, scale), tail, chance)
        for name, search in tail:
            log.write(name, search, copy=SAME_ID)
    return log.truth


class _Log:
    """Writes rows and tallies, from the plan and not from the row, what each of them is."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.writer(file, lineterminator="\n")
        self._writer.writerow(COLUMNS)
        self._issued = 0
        self.truth = LogTruth()

    def write_export(
        self, month: str, searches: list[Search], before: list[tuple[str, Search]], chance: Chance
    ) -> list[tuple[str, Search]]:
        """Write one month and return its last searches, which the next export repeats."""
        if month != MONTHS[0]:
            self._write_other(COLUMNS, REPEATED_HEADER)
        for name, search in before:
            self.write(name, search, copy=SAME_ID)
        single = []
        for search in searches:
            name = self._issue()
            self.write(name, search)
            if chance.happens(0.012):  # the button was pressed twice: logged under two numbers
                self.write(self._issue(), search, copy=SAME_CONTENT)
            else:
                single.append((name, search))
        if month == "2025-02":
            self._write_undated(searches)
        for number in range(1 + chance.below(3)):
            self._write_other(("",) * (len(COLUMNS) * (number % 2)), BLANK)
        share = _REPEATED_TAIL.get(month, 0.02)
        return single[-max(1, int(len(searches) * share)) :]

    def write(self, name: str, search: Search, *, copy: str | None = None) -> None:
        """Write a search; `copy` says in which way it stands there already."""
        stamp = search.utc.isoformat(sep=" ")
        self._write(name, search, stamp)
        month = search.local.strftime("%Y-%m")
        truth = self.truth
        truth.in_repeated_hour += (month, search.local.day, search.local.hour) == ("2024-11", 3, 1)
        if copy is not None:
            truth.copies[search.group, month] += 1
            truth.duplicates[copy] += 1
            return
        truth.searches[search.group, month] += 1
        truth.in_another_month_by_utc += search.utc.month != search.local.month
        truth.under_another_spelling += search.spelling != search.group

    def _write_undated(self, searches: list[Search]) -> None:
        """Write two searches whose stamps name no day: they stay rows, and fall into no month."""
        for group, stamp in zip(SEARCHES, UNDATED_STAMPS, strict=False):
            like = next(search for search in searches if search.group == group)
            self._write(self._issue(), like, stamp)
            self.truth.undated += 1

    def _write(self, name: str, search: Search, stamp: str) -> None:
        who = (search.account, search.spelling, search.user)
        self._writer.writerow((name, *who, stamp, search.search_type, search.reason))
        self.truth.rows += 1
        self.truth.withheld["user"] += search.user in _MARKS
        self.truth.blank["user"] += search.user == ""
        self.truth.blank["reason"] += search.reason == ""

    def _write_other(self, cells: tuple[str, ...], why: str) -> None:
        self._writer.writerow(cells)
        self.truth.rows += 1
        self.truth.rejected[why] += 1

    def _issue(self) -> str:
        self._issued += 1
        return f"SYN-{self._issued:06d}"
