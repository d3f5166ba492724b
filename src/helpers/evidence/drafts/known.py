"""Known: a quantity as the numbers of a draft are held against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from helpers.evidence.drafts.mentions import Sort
from helpers.evidence.intervals import Interval


@dataclass(frozen=True)
class Known:
    """A quantity that a number in a draft may be.

    `ids` are the claims and findings it rests on. `counts` are the terms of what is counted; `who`,
    `places` and `systems` whose it is; `named` those of them that a sentence about it has to name;
    `words` what else its statement speaks of. `sources` and `names` are who may be credited with
    it. `doubt` is the ledger's own verdict where that is against it, with `reason`, `rivals` the
    ids of what speaks against it or what it was moved from; `dispute` the
    reason where another source prints otherwise; `printed` from when to when its source came out,
    with the terms of that source. `is_growth`: a
    percentage by which something rose; `base`: the terms of what it is a share of; `per`: the unit
    of a rate; `apart`: the sentence names both quantities that it was worked out from; `title` the
    stems of the title of its source, `printer` the names in that source's own; `proper` the names
    in what is said of it, `members` the stems of those of a set; `worked`: how it was worked out,
    empty where it was printed.
    """

    id: str
    ids: tuple[str, ...]
    sort: Sort
    logical: Interval
    implied: Interval
    value: Fraction | None
    label: str
    counts: frozenset[str] = frozenset()
    who: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    systems: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    first: date | None = None
    last: date | None = None
    sources: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    topic: str = ""
    doubt: str = ""
    reason: str = ""
    moved: bool = False
    is_growth: bool = False
    is_whole: bool = False
    is_count: bool = True
    base: frozenset[str] = frozenset()
    per: str = ""
    worked: str = ""
    text: str = ""
    rank: int = 0
    key: frozenset[str] = frozenset()
    cites: tuple[str, ...] = ()
    wholes: frozenset[str] = frozenset()
    alike: frozenset[str] = frozenset()
    out_of: frozenset[Fraction] = frozenset()
    extra: frozenset[str] = frozenset()
    rivals: frozenset[str] = frozenset()
    dispute: str = ""
    apart: bool = False
    title: frozenset[str] = frozenset()
    members: tuple[frozenset[str], ...] = ()
    printer: frozenset[str] = frozenset()
    proper: frozenset[str] = frozenset()
    printed: tuple[date, date, frozenset[str]] | None = None
