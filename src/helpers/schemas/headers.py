"""Headers: how two spellings of a header are compared, and the test that a schema gives readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial

_SAME = re.compile(r'[\s_"\'\u2018\u2019\-\u00ad\u200b-\u200d\u2010-\u2015\u2060\ufeff]+')

MOST_COLUMNS = 2_000
"""No table has more columns."""

LONGEST = 1_000
"""Headers are compared by so many characters: a longer one is a text, or made to take time."""


@dataclass(frozen=True)
class HeaderTest:
    """A test whether a row of text is the header of a known kind of file.

    `names` are the spellings that the kinds know: a row that begins with none of them need not be
    tested.
    """

    fits: Callable[[Sequence[str]], bool]
    names: frozenset[str] = frozenset()

    def __call__(self, row: Sequence[str]) -> bool:
        """Return whether `row` is a header."""
        return len(row) <= MOST_COLUMNS and self.fits(row)


@lru_cache(maxsize=4096)
def fold_header(header: str) -> str:
    r"""Return a header without what doesn't distinguish headers: case, blanks, `_`, dashes.

    Invisible characters go too, and quotes: a file joined from others may hold a byte-order mark
    before the quote that opens a header.

    >>> fold_header(" Search_Date\n"), fold_header("\ufeff\"Search\u2011Date\u200b\"")
    ('searchdate', 'searchdate')
    """
    return _SAME.sub("", header[:LONGEST]).casefold()


_ZONE = re.compile(
    r"(?P<name>.*(?:[a-z0-9](?=[A-Z])|[\s_(\[-]))"
    r"(?P<zone>[PMCE][SD]T|UTC|GMT|(?<=[\s_(\[-])(?:[PMCE]T|local))[)\]]?\s*"
)
_LOWER_ZONE = re.compile(r"(?P<name>.*[\s_(\[-])(?P<zone>[pmce][sd]t|utc|gmt)[)\]]?\s*")
_NAMED_ZONE = re.compile(
    r"(?P<name>.*(?:[a-z0-9](?=[A-Z])|[\s_(\[-]))(?P<zone>(?i:pacific|mountain|central|eastern"
    r"|local))(?i:[\s_]*(?:standard|daylight))?(?i:[\s_]*time)?[)\]]?\s*"
)


def split_zone(header: str) -> tuple[str, str]:
    """Return a header without the time zone at its end, and that zone; "" if it names none.

    >>> split_zone("searchDatePST"), split_zone("Search Time (UTC)"), split_zone("Test")
    (('searchDate', 'PST'), ('Search Time', 'UTC'), ('Test', ''))
    >>> split_zone("Search Date (Pacific)"), split_zone("search_time_eastern_time")
    (('Search Date', 'PT'), ('search_time', 'ET'))
    """
    if len(header) > LONGEST:
        return header, ""
    found = _ZONE.fullmatch(header) or _LOWER_ZONE.fullmatch(header)
    if found is not None:
        return found["name"].rstrip(" _([-"), found["zone"].upper()
    found = _NAMED_ZONE.fullmatch(header)
    if found is None:
        return header, ""
    zone = found["zone"].casefold()
    return found["name"].rstrip(" _([-"), "LOCAL" if zone == "local" else f"{zone[0].upper()}T"


LEFT_OUT = "(left out)"
"""Added to a header that a person mapped to nothing, so no kind reads it."""


def map_names(header: Sequence[str], mapping: Mapping[str, str] | None) -> list[str]:
    """Return a header in which each name is the one that a person mapped it to.

    A name that the mapping does not mention stays as it is.

    >>> map_names(["When", "Plate", "x"], {"when": "searched_at", "plate": ""})
    ['searched_at', 'Plate (left out)', 'x']
    """
    names = {fold_header(name): column for name, column in (mapping or {}).items()}
    return [_rename(name, names) for name in header]


def list_given(mapping: Mapping[str, str] | None) -> dict[str, str]:
    """Return the columns that a file lacks and a person gave one value, by their names.

    >>> list_given({"When": "searched_at", "state = WA": "state", "search_id = ": "search_id"})
    {'state': 'WA', 'search_id': ''}
    """
    pairs = ((name, header.partition(f"{name} = ")) for header, name in (mapping or {}).items())
    return {name: cut[2] for name, cut in pairs if name and not cut[0] and cut[1]}


JOINED = "(joined)"
"""Added to a header of clock times that were joined to the days in the next column."""


def list_joined(mapping: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """Return the pairs of headers that a person mapped to one time: its days, and its clock.

    >>> list_joined({"Date": "searched_at", "User": "user", "Time": "searched_at", "x": ""})
    [('Date', 'Time')]
    """
    first: dict[str, str] = {}
    pairs = []
    for header, name in (mapping or {}).items():
        if name in first:
            pairs.append((first[name], header))
        elif name:
            first[name] = header
    return pairs


def map_test(test: HeaderTest | None, mapping: Mapping[str, str] | None) -> HeaderTest | None:
    """Return a test whether a row is a header, as `test` does, once its names are mapped."""
    if test is None or not mapping:
        return test
    known = test.names | {header for header, name in mapping.items() if name}
    return HeaderTest(partial(_fits_mapped, test, dict(mapping)), known)


def _fits_mapped(test: HeaderTest, mapping: Mapping[str, str], row: Sequence[str]) -> bool:
    return test([*map_names(row, mapping), *list_given(mapping)])


def _rename(header: str, names: Mapping[str, str]) -> str:
    name = names.get(fold_header(header))
    if name is None:
        return header
    return name or f"{header} {LEFT_OUT}"


_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|#")
_ENDING = re.compile(r"(?<=...)(?:ies|ing|ed|es|s|e|y)$")
_SMALL = frozenset(["a", "an", "and", "can", "for", "from", "has", "i", "in", "is", "of", "that",
                    "the", "to", "with"])  # fmt: skip
_SENSES = (
    "when at date day time datetime timestamp on",
    "who user userid officer person searcher employee staff account by",
    "agency organization org department dept police sheriff office pd so",
    "reason why purpose justification",
    "search query inquiry lookup",
    "device camera lpr alpr reader",
    "number count total no num qty #",
    "state st",
    "share access",
    "offense crime charge violation",
    "model program support",
    "sign agreement",
    "event action activity",
    "entity object item",
)
"""Words of headers that mean one thing: what a person calls a column that a kind calls otherwise.

A file whose header is of no kind that we know is compared by them, never read by them.
"""


def _find_stem(word: str) -> str:
    return _ENDING.sub("", word.casefold())


_SENSE = {_find_stem(w): line.split()[0] for line in _SENSES for w in line.split()}


@cache
def list_senses(header: str) -> frozenset[str]:
    """Return what the words of a header mean, so headers can be compared by it.

    >>> sorted(list_senses("Date of search")), sorted(list_senses("searchedOn"))
    (['search', 'when'], ['search', 'when'])
    """
    words = [w for w in _WORD.findall(header.replace("'", "")) if w.casefold() not in _SMALL]
    return frozenset(_SENSE.get(_find_stem(w), _find_stem(w)) for w in words)
