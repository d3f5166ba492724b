"""Headers: how two spellings of a header are compared, and the test that a schema gives readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

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


def fold(header: str) -> str:
    r"""Return a header without what doesn't distinguish headers: case, blanks, `_`, dashes.

    Invisible characters go too, and quotes: a file joined from others may hold a byte-order mark
    before the quote that opens a header.

    >>> fold(" Search_Date\n"), fold("searchDate"), fold("\ufeff\"Search\u2011Date\u200b\"")
    ('searchdate', 'searchdate', 'searchdate')
    """
    return _SAME.sub("", header[:LONGEST]).casefold()


_ZONE = re.compile(
    r"(?P<name>.*(?:[a-z0-9](?=[A-Z])|[\s_(\[-]))"
    r"(?P<zone>[PMCE][SD]T|UTC|GMT|(?<=[\s_(\[-])(?:[PMCE]T|local))[)\]]?\s*"
)
_LOWER_ZONE = re.compile(r"(?P<name>.*[\s_(\[-])(?P<zone>[pmce][sd]t|utc|gmt)[)\]]?\s*")


def split_zone(header: str) -> tuple[str, str]:
    """Return a header without the time zone at its end, and that zone; "" if it names none.

    >>> split_zone("searchDatePST"), split_zone("Search Time (UTC)"), split_zone("Test")
    (('searchDate', 'PST'), ('Search Time', 'UTC'), ('Test', ''))
    """
    found = None
    if len(header) <= LONGEST:
        found = _ZONE.fullmatch(header) or _LOWER_ZONE.fullmatch(header)
    if found is None:
        return header, ""
    return found["name"].rstrip(" _([-"), found["zone"].upper()


LEFT_OUT = "(left out)"
"""Added to a header that a person mapped to nothing, so no kind reads it."""


def map_names(header: Sequence[str], mapping: Mapping[str, str] | None) -> list[str]:
    """Return a header in which each name is the one that a person mapped it to.

    A name that the mapping does not mention stays as it is.

    >>> map_names(["When", "Plate", "x"], {"when": "searched_at", "plate": ""})
    ['searched_at', 'Plate (left out)', 'x']
    """
    names = {fold(name): column for name, column in (mapping or {}).items()}
    return [_rename(name, names) for name in header]


def map_test(test: HeaderTest | None, mapping: Mapping[str, str] | None) -> HeaderTest | None:
    """Return a test whether a row is a header, as `test` does, once its names are mapped."""
    if test is None or not mapping:
        return test
    known = test.names | {header for header, name in mapping.items() if name}
    return HeaderTest(partial(_fits_mapped, test, dict(mapping)), known)


def _fits_mapped(test: HeaderTest, mapping: Mapping[str, str], row: Sequence[str]) -> bool:
    return test(map_names(row, mapping))


def _rename(header: str, names: Mapping[str, str]) -> str:
    name = names.get(fold(header))
    if name is None:
        return header
    return name or f"{header} {LEFT_OUT}"
