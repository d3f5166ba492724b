"""Names: publishers, counters, dates and figures as an American news sentence has them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from helpers.claims.claim import Claim, name_origin, name_outlet
from helpers.claims.dates import read_moment
from helpers.claims.wording import SCALES
from helpers.project import Project, find_project
from helpers.releases.release import read_reference

NAMES = "names.csv"
COLUMNS = ("written", "name")
MONTHS = (
    *("Jan.", "Feb.", "March", "April", "May", "June"),
    *("July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
)
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_MILLION, _BILLION = 10**6, 10**9


class Names(Mapping[str, str]):
    """How each publisher or counter is called in a sentence; one not listed keeps its name."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = dict(names)

    def __getitem__(self, written: str) -> str:
        return self._names.get(written, written)

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def outlet(self, claim: Claim) -> str:
        """Return who published a claim: `The Seattle Times`."""
        return self[name_outlet(claim.source)]

    def counter(self, claim: Claim) -> str:
        """Return who counted or acted; the origin where no counter is known."""
        return self[claim.counted_by.partition(", ")[0]] or name_origin(claim.origin)

    def through(self, claim: Claim) -> str:
        """Return the outlet through which a source was read, or who published it."""
        return self[claim.read_through] or self.outlet(claim)


def load_names(project: Project | None = None) -> Names:
    """Return the names of data/reference/names.csv."""
    rows = read_reference(NAMES, project or find_project(), COLUMNS)
    return Names({row["written"]: row["name"] for row in rows})


NO_NAMES = Names({})
"""Names for claims whose publishers are written as they are called."""


def write_day(day: date) -> str:
    """Return a day in AP style.

    >>> write_day(date(2025, 9, 30)), write_day(date(2025, 5, 1))
    ('Sept. 30, 2025', 'May 1, 2025')
    """
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def write_moment(text: str) -> str:
    """Return an ISO day, month or year in AP style; any other text stays as it is.

    >>> write_moment("2025-08-27"), write_moment("2025-05"), write_moment("2019")
    ('Aug. 27, 2025', 'May 2025', '2019')
    """
    days = read_moment(text)
    if days is None or len(text) == len("2019"):
        return text
    return write_day(days[0]) if len(text) > len("2025-05") else f"{days[0]:%B %Y}"


def write_period(text: str) -> str:
    """Return a period written as two moments with a slash between: from one to the other.

    >>> write_period("2024-10-01/2025-09-30"), write_period("2025")
    ('Oct. 1, 2024, to Sept. 30, 2025', '2025')
    """
    ends = [write_moment(end) for end in text.split("/") if end]
    comma = "," if ends and ends[0][-6:-4] == ", " else ""
    return f"{comma} to ".join(ends)


def spell_number(value: Fraction) -> str:
    """Return a number in AP style: one to nine in words, round millions with the word.

    >>> [spell_number(Fraction(n)) for n in (8, 540, 290_000_000, 2_671_776)]
    ['eight', '540', '290 million', '2,671,776']
    """
    if value.denominator != 1:
        return f"{float(value):,.10g}"
    number = int(value)
    if 0 <= number < len(_WORDS):
        return _WORDS[number]
    for size, name in ((_BILLION, "billion"), (_MILLION, "million")):
        if number >= size and number % (size // 10) == 0:
            return f"{number / size:g} {name}"
    return f"{number:,}"


_BEFORE_DATE = {"on or before": "by ", "after": "after ", "late": "late ", "about": "about "}
_BEFORE = {
    **{word: f"{word} " for word in ("about", "more than", "nearly", "at least", "up to")},
    "as many as": "as many as ",
    "average": "an average of ",
    "only": "only ",
    "exact; possible undercount": "at least ",
}


def write_figure(claim: Claim) -> str:
    """Return a claim's figure with its word, as a sentence for print has it."""
    if claim.is_date:
        if read_moment(claim.printed) is None or not claim.printed[:4].isdigit():
            return claim.printed
        day = write_moment(claim.printed)
        if claim.words == "week of":
            return f"the week of {day}"
        return f"{_BEFORE_DATE.get(claim.words, '')}{day}"
    if claim.printed in SCALES:
        return f"{claim.printed} of"
    if claim.value is None or not claim.printed.replace(",", "").replace(".", "").isdigit():
        return claim.wording if " to " in claim.wording else claim.printed
    before = _BEFORE.get(claim.words, "")
    if claim.unit.startswith("percent"):
        return f"{before if claim.words != 'nearly' else ''}{claim.printed}%"
    if claim.unit == "USD":
        return f"{before}${spell_number(claim.value)}"
    if claim.definition == "" and claim.unit == "ratio":
        return f"{before}{claim.printed}"
    return f"{before}{spell_number(claim.value)}"
