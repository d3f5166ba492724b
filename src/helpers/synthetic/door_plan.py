"""The door plan: invented searches of plate cameras, and their reasons."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

from helpers.synthetic.truth import Chance, build_ladder

# Which reasons invented searches state, and what each names, as a person reads them.
#
# What is true of a reason is written with it, and not computed. Trials that do not say so, and
# reasons that sound like a trial and are none, are there to show what a table of words cannot do.

PLAIN = (
    *("stolen vehicle", "police assist", "NOTICE of violation", "office of justice", "warrant"),
    *("service call", "ice cream truck theft", "missing person", "Investigation", "novice driver"),
    *("théorie de l'éice", "welfare check", "traffic, hit and run", "plate SYN1234; Sam Synthetic"),
)
NAMING: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ICE", ("ice",)),
    ("ICE warrant", ("ice",)),
    ("ICE+ERO", ("ero", "ice")),
    ("assist I.C.E.", ("ice",)),
    ("\uff29\uff23\uff25 detainer", ("ice",)),
    ("CBP / Border Patrol", ("border patrol", "cbp")),
    ("DHS request", ("dhs",)),
    ("immigration", ("immigration",)),
    ("illegal immigration", ("immigration",)),
    ("HSI narcotics", ("hsi",)),
    ("HSI", ("hsi",)),
    ("Homeland Security Investigations", ("hsi",)),
    ("ICE; HSI", ("hsi", "ice")),
    ("FBI task force", ("other federal",)),
)
"""Reasons that name something, and what."""

TEST = "test"
"""What a reason names that says that the search was a trial."""

TRIALS_NAMING: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ICE test", ("ice", TEST)),
    ("training: DHS scenario", ("dhs", TEST)),
    ("ICE demo", ("ice",)),
    ("CBP hot list, testing", ("cbp", TEST)),
)
"""Trials whose reason names a body. That a demo is a trial, no word of the table says."""

OTHER_REASONS: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("test", (TEST,), True),
    ("Training", (TEST,), True),
    ("practice", (), True),
    ("DUI, breath test refused", (TEST,), False),
    ("protest, police assist", (), False),
)
"""Reasons that name no body: what they name, and whether the search was a trial."""

FEDERAL = ("", "immigration", "Investigation", "ICE")
"""What federal accounts state."""

SLIPPED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ICE", ("ice",)),
    ("", ()),
    ("immigration", ("immigration",)),
    ("ICE detainer", ("ice",)),
)
"""What federal accounts with a misspelt name state, in turn, and what that names."""


# Which searches invented network audits hold, and through which door each one came.
#
# The door of a federal search is written here with it and is not computed: the pipeline that is
# tried on the records shares nothing with it.

ZONE_NAME = "America/Chicago"
ZONE = ZoneInfo(ZONE_NAME)
EXAMPLE, SAMPLE, SAMPLETON = "Example County QA SO", "Sample City QA PD", "Sampleton QA PD"
DEMOVILLE, MOCKFORD = "Demoville QB PD", "Mockford County QB SO"
AGENCIES = (EXAMPLE, SAMPLE, SAMPLETON, DEMOVILLE, MOCKFORD)
"""The invented agencies whose cameras are searched, in the order in which logs are added up."""

A, B, C = "Federal Agency A", "Federal Agency B", "Federal Agency C"
LOCAL = (
    *("Sample City QA PD", "Federalville QA PD", "Faraway County QB SO", "Model Town QB PD"),
    *("Specimen QC PD", "Demoville QB PD"),
)
"""Invented searchers. One of them is called Federalville, and is not federal."""

LOOKALIKE = "Federalville Agency A"
"""A local searcher whose name is more like a federal account's than some slip of one is."""

MONTHS = (*(f"2025-{month:02d}" for month in range(1, 13)), "2026-01", "2026-02")
FRONT, BACK, SIDE, UNSURE = "front door", "back door", "side door", "front or back not known"
NO_DOOR = ""


@dataclass(frozen=True)
class Campaign:
    """Searches of one federal body: through which door of each owner, from and to which day.

    `slip` is the name that the logs have for them, if it is not the body's own. It has no
    mark, and no line of a table decides on it: nothing but likeness shows whose they are.
    """

    body: str
    doors: tuple[tuple[str, str], ...]
    first: str
    last: str
    searches: int
    slip: str = ""


CAMPAIGNS = (
    # Before the first list of Example County, whose cameras A may search from that list on.
    Campaign(A, ((EXAMPLE, UNSURE),), "2025-01-10", "2025-01-28", 4),
    Campaign(A, ((EXAMPLE, FRONT),), "2025-02-05", "2025-05-08", 18),
    # One search in the logs of three: let in by one, not by the next, and the third has no list.
    Campaign(
        A, ((EXAMPLE, FRONT), (SAMPLE, BACK), (SAMPLETON, UNSURE)), "2025-05-09", "2025-08-24", 30
    ),
    # Off the list from 10 September: the evening before still goes through the front, though it is
    # the next day in UTC.
    Campaign(A, ((EXAMPLE, FRONT),), "2025-09-09", "2025-09-09", 3),
    Campaign(A, ((EXAMPLE, BACK),), "2025-09-10", "2025-11-25", 9),
    # B shares with Example County, and is not let in by it: the direction that opens nothing.
    Campaign(B, ((EXAMPLE, BACK),), "2025-03-03", "2025-06-20", 12),
    # Before Demoville's one list, and by an account which that list marks as inactive.
    Campaign(B, ((DEMOVILLE, UNSURE),), "2025-05-05", "2025-06-30", 6),
    Campaign(C, ((DEMOVILLE, UNSURE),), "2025-07-02", "2025-08-30", 7),
    Campaign(B, ((DEMOVILLE, FRONT),), "2025-07-01", "2026-02-10", 16),
)
SLIPS = (
    Campaign(
        A, ((EXAMPLE, FRONT), (SAMPLE, BACK)), "2025-03-10", "2025-08-20", 8, "Federal Agncy A"
    ),
    Campaign(C, ((SAMPLETON, UNSURE),), "2025-04-05", "2025-10-30", 6, "Fed Agency C"),
)
EVENING = "2025-09-09"
"""The day whose searches all fall on the evening, after midnight in UTC."""

LISTS: dict[str, tuple[tuple[str, dict[str, tuple[bool, bool]]], ...]] = {
    EXAMPLE: (
        ("2025-02-01", {f"{A} [Federal]": (True, True), f"{B} [Federal]": (True, False)}),
        ("2025-09-10", {f"[FEDERAL] {A}": (True, False), f"{B} [Federal]": (True, False)}),
    ),
    SAMPLE: (("2025-01-01", {f"{A} [Federal]": (True, False)}),),
    DEMOVILLE: (
        (
            "2025-07-01",
            {f"{B}  [Federal] ": (False, True), f"{C} [Federal] [Inactive]": (False, True)},
        ),
    ),
    MOCKFORD: (("2025-01-01", {}),),
}
"""Lists by agency: their day, and the federal accounts on it: (shares with the agency, is let in).
Sampleton gave out none."""

NAMED = {
    **dict(zip(MONTHS[:8], (4, 6, 9, 11, 12, 10, 8, 5), strict=True)),
    **dict.fromkeys(MONTHS[8:], 1),
}
"""Local searches in a month whose reason names something, in the middle of the range."""

FOR_FEDERAL = 12
"""Local searches in a month that are made for a federal body, whether the reason says so or not:
the same in all months. What falls after August 2025 is what is written, and not what is done."""

ORDINARY, ASIDE = 26, 2
"""Other local searches in a month: police work, and what sounds like a trial."""
_HOURS = build_ladder((1,) * 6 + (3, 8, 14, 16, 16, 14, 12, 14, 16, 15, 10, 6, 3, 2, 2, 1, 1, 1))


@dataclass(frozen=True, slots=True)
class PlateSearch:
    """One search: who, when, why, in whose logs it is, and what is true of it.

    `doors` leads from each owner to the door of a federal search ("": a local one); `names` is
    what the reason names; `unsaid` whether it was made for a federal body and does not say so;
    `trial` whether it was made for nobody; `slip` whether the searcher is a federal body under a
    misspelt name without a mark.
    """

    number: int
    searcher: str
    federal: bool
    local: datetime
    utc: datetime
    reason: str
    names: tuple[str, ...]
    doors: dict[str, str]
    unsaid: bool = False
    trial: bool = False
    slip: bool = False

    @property
    def month(self) -> str:
        """The month on the clock on the wall."""
        return f"{self.local:%Y-%m}"

    @property
    def marked(self) -> bool:
        """Whether the records say that the searcher is federal."""
        return self.federal and not self.slip

    def find_door(self, owner: str) -> str:
        """Return the door that lists give for the searcher's name as the logs have it."""
        return NO_DOOR if self.slip else self.doors[owner]


def plan_searches(seed: int, scale: float) -> list[PlateSearch]:
    """Return all searches of all logs, in the order in which they were made."""
    drawn = sorted(_draw(Chance(seed), scale), key=lambda search: search.local)
    return [replace(search, number=number) for number, search in enumerate(drawn, start=1)]


def scale_up(count: int, scale: float) -> int:
    """Return `count` at another size, at least one.

    >>> scale_up(12, 1), scale_up(12, 0.01)
    (12, 1)
    """
    return max(1, int(count * scale + 0.5))


def _draw(chance: Chance, scale: float) -> Iterator[PlateSearch]:
    for campaign in CAMPAIGNS:
        for _ in range(scale_up(campaign.searches, scale)):
            yield _draw_federal(campaign, chance)
    for month in MONTHS:
        named = scale_up(NAMED[month], scale)
        for number in range(max(named, scale_up(FOR_FEDERAL, scale))):
            pair = chance.pick(NAMING) if number < named else ("Investigation", ())
            search = _draw_local(month, chance, *pair, unsaid=number >= named)
            yield search if number else replace(search, searcher=LOOKALIKE)
        for _ in range(scale_up(ORDINARY, scale)):
            text = "" if chance.happens(0.12) else chance.pick(PLAIN)
            yield _draw_local(month, chance, text)
    # What was added later is drawn last, so what was there is drawn as before.
    yield from _draw_trials(chance, scale)
    for campaign in SLIPS:
        for number in range(scale_up(campaign.searches, scale)):
            text, names = SLIPPED[number % len(SLIPPED)]
            search = _draw_federal(campaign, chance)
            yield replace(search, searcher=campaign.slip, reason=text, names=names, slip=True)


def _draw_trials(chance: Chance, scale: float) -> Iterator[PlateSearch]:
    """Yield trials, and local searches that sound like one: none names a body once words fall."""
    spoken = [month for month in MONTHS if NAMED[month] > 1]
    for month, (text, names) in zip(spoken, cycle(TRIALS_NAMING), strict=False):
        for _ in range(scale_up(1, scale)):
            yield replace(_draw_local(month, chance, text, names), trial=True)
    for month in MONTHS:
        for _ in range(scale_up(ASIDE, scale)):
            text, names, trial = chance.pick(OTHER_REASONS)
            yield replace(_draw_local(month, chance, text, names), trial=trial)


def _draw_federal(campaign: Campaign, chance: Chance) -> PlateSearch:
    first, last = (date.fromisoformat(day) for day in (campaign.first, campaign.last))
    day = first + timedelta(days=chance.below((last - first).days + 1))
    hour = 20 + chance.below(3) if campaign.first == EVENING else chance.climb(_HOURS)
    reason, doors = chance.pick(FEDERAL), dict(campaign.doors)
    return _search(day, hour, chance, campaign.body, reason, doors, federal=True)


def _draw_local(
    month: str, chance: Chance, text: str, names: tuple[str, ...] = (), *, unsaid: bool = False
) -> PlateSearch:
    year, number = map(int, month.split("-"))
    day = date(year, number, 1 + chance.below(monthrange(year, number)[1]))
    reached = dict.fromkeys((owner for owner in AGENCIES if chance.happens(0.4)), NO_DOOR)
    reached = reached or {chance.pick(AGENCIES): NO_DOOR}
    search = _search(day, chance.climb(_HOURS), chance, chance.pick(LOCAL), text, reached)
    return replace(search, names=names, unsaid=unsaid)


def _search(
    day: date,
    hour: int,
    chance: Chance,
    searcher: str,
    reason: str,
    doors: dict[str, str],
    *,
    federal: bool = False,
) -> PlateSearch:
    clock = time(hour, chance.below(60), chance.below(60))
    local = datetime.combine(day, clock, tzinfo=ZONE)
    return PlateSearch(0, searcher, federal, local, local.astimezone(UTC), reason, (), doors)
