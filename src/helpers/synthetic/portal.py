"""The portal: an invented log of searches, and its plan."""

from __future__ import annotations

import csv
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from helpers.synthetic.truth import BLANK, REPEATED_HEADER, Chance, LogTruth, build_ladder

# Which searches an invented portal log holds: how many, by whom, when; nothing is written here.
#
# The shape follows what was printed of a real log that nobody has released (W001 to W004 of the
# published figures); the names, people and reasons are invented.

ZONE = ZoneInfo("America/Los_Angeles")
STATE_AND_LOCAL = "State and local"
MONTHS = (
    *("2024-10", "2024-11", "2024-12", "2025-01", "2025-02"),
    *("2025-03", "2025-04", "2025-05", "2025-06"),
)
SEARCHES = {
    "Federal account A": (520, 540, 690, 1150, 1190, 1260, 1380, 1607, 1490),
    "Federal account B": (44, 48, 55, 78, 82, 90, 101, 118, 112),
    "Federal account C": (31, 30, 36, 48, 51, 55, 61, 70, 66),
    "Federal account D": (18, 20, 22, 31, 33, 38, 42, 47, 45),
    "Federal account E": (11, 12, 14, 19, 22, 24, 27, 30, 29),
    STATE_AND_LOCAL: (222, 230, 215, 241, 238, 250, 247, 260, 255),
}
"""Distinct searches by group and month, on the clock in `ZONE`. From November to May account A
rises from 540 to 1,607 (+188% a day) and the five together from 650 to 1,872 (+188%)."""

ACCOUNTS = {
    **{f"Federal account {letter}": (f"EX-FED-{letter}",) for letter in "ABCDE"},
    STATE_AND_LOCAL: ("Example County SO", "Example City PD", "Exampleville PD"),
}
OTHER_SPELLING = {"Federal account B": "Federal account b "}
"""A group that one operator types carelessly; it is still the same account."""

TYPES = ("driver", "vehicle", "plate", "photo")
REASONS = (
    *("", "", "", "registration check", "verify address", "identify driver", "warrant"),
    *("locate", "civil matter", "traffic stop", "theft report"),
)
AWKWARD_REASONS = (
    "case EX-24-01138, see file",
    'said "urgent"',
    "first line\nsecond line",
    "<script>alert('SYN')</script>",
    "=1+1",
    "plate SYN1234; driver Sam Synthetic",
)
"""Free text that breaks careless readers and careless pages: a comma, quotes, a line break, markup,
a formula, and what must never be published."""

_HOURS = build_ladder((1,) * 6 + (3, 8, 14, 16, 16, 14, 12, 14, 16, 15, 10, 6, 3, 2, 2, 1, 1, 1))
_LATE = {"2024-10": 20, "2024-11": 200, "2025-04": 200, "2025-05": 20}
"""One in so many searches falls on the month's last evening, which is the next month in UTC. The
shares differ, so counting in UTC changes the rise and not only the counts."""


@dataclass(frozen=True, slots=True)
class PortalSearch:
    """One search: who, when (on the wall and in UTC), what and why.

    `group` is the account's group; `spelling` is how this row writes it.
    """

    account: str
    group: str
    spelling: str
    user: str
    local: datetime
    utc: datetime
    search_type: str
    reason: str


def plan_month(month: str, chance: Chance, scale: float) -> list[PortalSearch]:
    """Return the distinct searches of a month, in the order in which they were made."""
    index = MONTHS.index(month)
    planned: list[PortalSearch] = []
    for group, counts in SEARCHES.items():
        planned += _plan_group(group, month, scale_count(counts[index], scale), chance)
    return sorted(planned, key=lambda search: search.utc)


def scale_count(count: int, scale: float) -> int:
    """Return `count` at another size of the log, at least one.

    >>> scale_count(540, 1), scale_count(540, 2.5), scale_count(12, 0.001)
    (540, 1350, 1)
    """
    return max(1, int(count * scale + 0.5))


def _plan_group(group: str, month: str, count: int, chance: Chance) -> list[PortalSearch]:
    users = [f"EX-{group[-1].upper()}{number:02d}" for number in range(1, 4 + count // 80)]
    searches: list[PortalSearch] = []
    taken: set[tuple[str, str, datetime]] = set()
    moments = _draw_moments(month, count, chance)
    while len(searches) < count:
        local = next(moments)
        account, user = chance.pick(ACCOUNTS[group]), _draw_user(users, chance)
        careless = group in OTHER_SPELLING and chance.happens(0.1)
        spelling = OTHER_SPELLING[group] if careless else group
        kind, reason = chance.pick(TYPES), chance.pick(REASONS)
        if group == STATE_AND_LOCAL and month == "2025-01" and len(searches) < len(AWKWARD_REASONS):
            reason = AWKWARD_REASONS[len(searches)]
        twice = [local, local.replace(fold=1)] if _is_repeated(local) else [local]
        for moment in twice[: count - len(searches)]:
            utc = moment.astimezone(UTC).replace(tzinfo=None)
            # Two searches of one user in one second would look like one search logged twice.
            if (account, user, utc) in taken:
                continue
            taken.add((account, user, utc))
            wall = moment.replace(tzinfo=None)
            searches.append(PortalSearch(account, group, spelling, user, wall, utc, kind, reason))
    return searches


def _draw_user(users: list[str], chance: Chance) -> str:
    """Return a user; the custodian withheld some in two ways, and some were never filled in."""
    if chance.happens(0.06):
        return chance.pick(("REDACTED", "***"))
    return "" if chance.happens(0.01) else chance.pick(users)


def _draw_moments(month: str, count: int, chance: Chance) -> Iterator[datetime]:
    """Yield moments on the wall: first those on which a wrong clock trips, then any."""
    year, number = map(int, month.split("-"))
    last = monthrange(year, number)[1]
    if month == "2024-11":  # 01:00 to 01:59 comes twice: 49 CFR 71, first Sunday of November
        for _ in range(1 + count // 90):
            yield _moment(year, number, 3, 1, chance)
    for _ in range(1 + count // _LATE.get(month, 50)):
        yield _moment(year, number, last, 17 + chance.below(7), chance)
    # The first hour of a summer month and the last of a winter one belong to their neighbors
    # for a clock that never changes.
    for _ in range(1 + count // 60):
        yield _moment(year, number, 1, 0, chance)
        yield _moment(year, number, last, 23, chance)
    weekdays = [datetime(year, number, day).weekday() for day in range(1, last + 1)]
    days = build_ladder(1 if weekday > 4 else 5 for weekday in weekdays)
    while True:
        moment = _moment(year, number, 1 + chance.climb(days), chance.climb(_HOURS), chance)
        if _exists(moment) and not _is_repeated(moment):
            yield moment


def _moment(year: int, month: int, day: int, hour: int, chance: Chance) -> datetime:
    minute, second = chance.below(60), chance.below(60)
    return datetime(year, month, day, hour, minute, second, tzinfo=ZONE)


def _exists(moment: datetime) -> bool:
    """Return whether the clock on the wall ever showed this (it jumps over an hour in March)."""
    return moment.astimezone(UTC).astimezone(ZONE).hour == moment.hour


def _is_repeated(moment: datetime) -> bool:
    """Return whether the clock on the wall showed this twice."""
    return _exists(moment) and moment.utcoffset() != moment.replace(fold=1).utcoffset()


# An invented portal log: nine monthly exports, one after another, in one CSV file.

COLUMNS = ("search_id", "account", "account_group", "user", "searched_at", "search_type", "reason")
SAME_ID, SAME_CONTENT = "same id", "same content"
_REPEATED_TAIL = {"2025-05": 0.09}
"""The share of an export's last searches that the next export holds again; by default 2%."""
UNDATED_TIMESTAMPS = ("2025-02-30 10:15:00", "2025-02-31 11:20:00")
_MARKS = ("REDACTED", "***")


def write_portal_log(path: Path, *, seed: int, scale: float = 1.0) -> LogTruth:
    """Write an invented log as CSV (UTF-8) and return what it holds.

    The log has months 2024-10 to 2025-06 on the clock of America/Los_Angeles, and timestamps in
    UTC. `scale` multiplies the shipped number of searches; the same seed and scale give the same
    bytes. Memory grows with one month of searches.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        log = _PortalLog(file)
        chance = Chance(seed)
        tail: list[tuple[str, PortalSearch]] = []
        for month in MONTHS:
            tail = log.write_export(month, plan_month(month, chance, scale), tail, chance)
        for name, search in tail:
            log.write(name, search, copy=SAME_ID)
    return log.truth


class _PortalLog:
    """Writes rows and tallies, from the plan and not from the row, what each of them is."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.writer(file, lineterminator="\n")
        self._writer.writerow(COLUMNS)
        self._issued = 0
        self.truth = LogTruth()

    def write_export(
        self,
        month: str,
        searches: list[PortalSearch],
        before: list[tuple[str, PortalSearch]],
        chance: Chance,
    ) -> list[tuple[str, PortalSearch]]:
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

    def write(self, name: str, search: PortalSearch, *, copy: str | None = None) -> None:
        """Write a search; `copy` says how it is already there."""
        timestamp = search.utc.isoformat(sep=" ")
        self._write(name, search, timestamp)
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

    def _write_undated(self, searches: list[PortalSearch]) -> None:
        """Write two searches whose timestamps name no day: the rows stay, without a month."""
        for group, timestamp in zip(SEARCHES, UNDATED_TIMESTAMPS, strict=False):
            like = next(search for search in searches if search.group == group)
            self._write(self._issue(), like, timestamp)
            self.truth.undated += 1

    def _write(self, name: str, search: PortalSearch, timestamp: str) -> None:
        who = (search.account, search.spelling, search.user)
        self._writer.writerow((name, *who, timestamp, search.search_type, search.reason))
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
