"""Usual stamps: the one form in which a large file writes nearly all its times, told by a sample.

A text that is written back by a form as it was read is of that form, and needs no other test: that
costs a tenth of what the expressions of all forms do (`stamps`), which read the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw

from helpers.engines import BETWEEN, PLAIN_FORM, find_forms, to_pandas
from helpers.kinds.stamps import BLANKS, WINDOW

SAMPLE = 1000
"""So many of the first records are looked at: they stand in the first block that is read."""


@dataclass(frozen=True)
class Usual:
    """A form (as `strftime` writes it) and whether its times are in UTC and say so.

    `alone` says that a sample had no other.
    """

    form: str
    in_utc: bool
    alone: bool = False


PLAIN = Usual(PLAIN_FORM, in_utc=False)

USUAL = (
    PLAIN,
    Usual("%Y-%m-%d %H:%M:%S.%g", in_utc=False),
    Usual("%Y-%m-%dT%H:%M:%S.%gZ", in_utc=True),
    Usual("%Y-%m-%dT%H:%M:%SZ", in_utc=True),
    Usual("%m/%d/%Y, %I:%M:%S %p UTC", in_utc=True),
    Usual("%m/%d/%Y, %-I:%M:%S %p UTC", in_utc=True),
    Usual("%-m/%-d/%Y, %-I:%M:%S %p UTC", in_utc=True),
    Usual("%m/%d/%Y - %H:%M:%S", in_utc=False),
    Usual("%m/%d/%Y %H:%M:%S", in_utc=False),
    Usual("%-m/%-d/%Y %-H:%M:%S", in_utc=False),
    Usual("%-m/%-d/%Y %-I:%M:%S %p", in_utc=False),
)
"""The forms of released files (and their neighbors), each of which says all of a time."""


def find_usual(frame: Any, columns: Mapping[str, bool]) -> dict[str, Usual]:
    """Return the usual form of each column of texts; that of plain stamps where none is seen.

    `frame` is lazy (Narwhals); `columns` says of each whether its cells hold two stamps.
    """
    if not columns:
        return {}
    sample = to_pandas(frame.select(*map(nw.col, columns)).head(SAMPLE))
    forms = [usual.form for usual in USUAL]
    found = {}
    for name, two in columns.items():
        texts = [str(text) for text in sample[name].dropna() if text]
        stamps = list(filter(None, map(_take_first, texts))) if two else texts
        counted = Counter(form for form in find_forms(stamps, forms) if form is not None)
        form = counted.most_common(1)[0][0] if counted else PLAIN.form
        alone = 0 < len(texts) == counted[form] and not (two and "%-" in form)
        found[name] = replace(USUAL[forms.index(form)], alone=alone)
    return found


def _take_first(text: str) -> str | None:
    """Return the first of two stamps, if they are parted as they mostly are."""
    match = re.match(WINDOW, re.sub(BLANKS, " ", text))
    parted = match and any(text == f"{match[1]}{cut}{match[2]}" for cut in BETWEEN)
    return match[1] if match and parted else None
