"""Timestamps: the forms in which exports write a time or a day, as SQL that reads them.

Only what has a known form is read. Days written with slashes are month first, as in all released
files; `13/05/2025` and typos such as `05/082025` have no form and are kept as problems. Nearly all
files write all their times in one form, which a sample shows: a text that is written back by that
form as it was read needs no other test. The rest is read by all forms.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from helpers.quoting import text
from helpers.schemas.shapes import (
    BLANKS,
    DAY,
    EDGES,
    EPOCH,
    NAMED_DAY,
    OFFSET,
    SERIAL,
    TIMESTAMP,
    US_DAY,
    UTC,
    WINDOW,
)

if TYPE_CHECKING:
    import duckdb


def _write_class(characters: str) -> str:
    """Return a class of characters as RE2 writes it; those beyond ASCII by their numbers."""
    names = {"\t": r"\t", "\r": r"\r", "\n": r"\n", "\f": r"\f", "\v": r"\v"}
    written = (
        names.get(one, one) if one.isascii() else f"\\x{{{ord(one):x}}}" for one in characters
    )
    return f"[{''.join(written)}]"


EDGE = _write_class(EDGES)
"""Blanks around a value."""

BETWEEN = ("\n", "\r\n", " to ", " - ", " ")
"""What separates two timestamps in nearly all files that have such."""

FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%d %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S.%f %p",
    "%m/%d/%Y %H:%M:%S.%f",
    *(
        f"{month} %d %Y {clock}"
        for clock in ("%I:%M:%S %p", "%I:%M %p", "%H:%M:%S", "%H:%M")
        for month in ("%b", "%B")
    ),
)
"""All forms, without their zone and commas. No text fits two of them."""

SAMPLE = 1000
"""So many of the first records show in which form a file writes its times."""


@dataclass(frozen=True)
class Form:
    """A form (as `strftime` writes it), and whether its times are in UTC and say so.

    `between` is what separates the two times of a cell that holds two.
    """

    text: str
    in_utc: bool
    between: str = " "

    @property
    def size(self) -> int:
        """How many characters a time has in this form; 0 if that differs."""
        if "%-" in self.text:
            return 0
        return len(datetime(2000, 1, 1).strftime(self.text.replace("%g", "000")))


PLAIN = Form("%Y-%m-%d %H:%M:%S", in_utc=False)

FORMS = (
    PLAIN,
    Form("%Y-%m-%d %H:%M:%S.%g", in_utc=False),
    Form("%Y-%m-%dT%H:%M:%S.%gZ", in_utc=True),
    Form("%Y-%m-%dT%H:%M:%SZ", in_utc=True),
    Form("%Y-%m-%d %H:%M:%S UTC", in_utc=True),
    Form("%m/%d/%Y, %I:%M:%S %p UTC", in_utc=True),
    Form("%m/%d/%Y, %-I:%M:%S %p UTC", in_utc=True),
    Form("%-m/%-d/%Y, %-I:%M:%S %p UTC", in_utc=True),
    Form("%m/%d/%Y - %H:%M:%S", in_utc=False),
    Form("%m/%d/%Y %H:%M:%S", in_utc=False),
    Form("%-m/%-d/%Y %-H:%M:%S", in_utc=False),
    Form("%-m/%-d/%Y %-I:%M:%S %p", in_utc=False),
)
"""The forms of times in released files (and similar ones), each of a complete time."""


def choose_forms(
    connection: duckdb.DuckDBPyConnection, scan: str, cells: Mapping[str, tuple[str, bool]]
) -> dict[str, Form]:
    """Return the form in which most of the first records write each column of times.

    `cells` gives, by the name of a column, the cell of `scan` and whether it holds two times.
    """
    if not cells:
        return {}
    listed = ", ".join(cell for cell, _ in cells.values())
    records = connection.execute(f"SELECT {listed} FROM {scan} LIMIT {SAMPLE}").fetchall()
    columns = zip(*records, strict=True) if records else [()] * len(cells)
    forms = {}
    for (name, (_, two)), texts in zip(cells.items(), columns, strict=True):
        given = [one.strip() for one in texts if one and one.strip()]
        halves = [half for one in given if (half := split_window(one))] if two else []
        firsts = [first for first, _ in halves] if two else given
        form = _find_form(connection, firsts)
        if two:
            between = Counter(cut for _, cut in halves).most_common(1)
            form = Form(form.text, form.in_utc, between[0][0] if between else " ")
        forms[name] = form
    return forms


def split_window(cell: str) -> tuple[str, str] | None:
    """Return the first of two times in a cell, and what separates them; None if neither is sure.

    >>> split_window("2025-01-02 03:04:05 to 2025-01-03 03:04:05")
    ('2025-01-02 03:04:05', ' to ')
    """
    match = re.fullmatch(WINDOW, cell.replace("\r\n", " ").replace("\n", " "))
    if match is None:
        return None
    first, last = match[1], match[2]
    cut = cell.removeprefix(first).removesuffix(last)
    return (first, cut) if cut in BETWEEN and cell == first + cut + last else None


def _find_form(connection: duckdb.DuckDBPyConnection, texts: Sequence[str]) -> Form:
    ways = " ".join(
        f"WHEN strftime(try_strptime(t, {text(form.text)}), {text(form.text)}) = t THEN {number}"
        for number, form in enumerate(FORMS)
    )
    query = f"SELECT CASE {ways} END FROM (SELECT unnest($texts::VARCHAR[]) AS t)"
    rows = connection.execute(query, {"texts": list(texts)}).fetchall()
    counted = Counter(number for (number,) in rows if number is not None)
    return FORMS[counted.most_common(1)[0][0]] if counted else PLAIN


def write_time_macros() -> list[str]:
    """Return the SQL that makes the macros which read any form.

    `even(t)` gives a text without the blanks around it and with single blanks within. Of such a
    text, as a column, `read_timestamp(t)` gives the time (of UTC where it says so or has an
    offset), `says_utc(t)` whether it does, and `read_day(t)` the day as ISO text; `read_window`
    and its `part` give one of two times.
    """
    zoned = f":[0-9.]+{OFFSET}$"
    parts = ":[0-9.]+ ?([+-])(0[0-9]|1[0-4]):?([0-5][0-9])?$"
    bare = f"regexp_replace(t, '(?:{UTC}|{OFFSET})$', '')"
    bare = f"replace(replace(replace({bare}, 'T', ' '), ',', ''), ' - ', ' ')"
    for half in ("AM", "PM"):  # the blank before it is left out at times
        bare = f"regexp_replace({bare}, ' ?(?i:{half})$', ' {half}')"
    seconds = (
        f"CASE WHEN regexp_matches(t, '{zoned}') THEN "
        f"(CASE regexp_extract(t, '{parts}', 1) WHEN '+' THEN 1 ELSE -1 END) * "
        f"(3600 * regexp_extract(t, '{parts}', 2)::INTEGER + "
        f"60 * coalesce(try_cast(regexp_extract(t, '{parts}', 3) AS INTEGER), 0)) ELSE 0 END"
    )
    stripped = f"regexp_replace(t, '^{EDGE}+|{EDGE}+$', '', 'g')"
    formats = ", ".join(text(form) for form in FORMATS)
    return [
        _write("even(t)", f"regexp_replace({stripped}, '{_write_class(BLANKS)}+', ' ', 'g')"),
        _write("plain_timestamp(t)", bare),
        _write("offset_of(t)", seconds),
        _write(
            "read_timestamp(t)",
            f"CASE WHEN regexp_full_match(t, '{TIMESTAMP}') THEN\n    "
            f"try_strptime(plain_timestamp(t), [{formats}]) - to_seconds(offset_of(t))\n    "
            f"WHEN regexp_full_match(t, '{EPOCH}') THEN\n    "
            "make_timestamp((t::DOUBLE * CASE WHEN t[11:] SIMILAR TO '[0-9]{3}' THEN 1e3 ELSE 1e6 "
            "END)::BIGINT)\n    "
            f"WHEN regexp_full_match(t, '{SERIAL}') THEN\n    "
            "date_trunc('second', TIMESTAMP '1899-12-30' + to_milliseconds("
            "round(t::DOUBLE * 86400)::BIGINT * 1000)) END",
        ),
        _write("says_utc(t)", f"regexp_matches(t, '{zoned}|(?:{UTC})$|^{EPOCH}$')"),
        _write("window_part(t, part)", f"nullif(regexp_extract(t, '^{WINDOW}$', part), '')"),
        _write("without_midnight(t)", "regexp_replace(t, ' 00:00:00$', '')"),
        _write(
            "read_day(t)",
            f"CASE WHEN regexp_full_match(t, '{DAY}') THEN "
            "strftime(try_strptime(t, '%Y-%m-%d'), '%Y-%m-%d')\n    "
            f"WHEN regexp_full_match(t, '{US_DAY}') THEN "
            "strftime(try_strptime(t, '%m/%d/%Y'), '%Y-%m-%d')\n    "
            f"WHEN regexp_full_match(t, '{NAMED_DAY}') THEN "
            "strftime(try_strptime(replace(t, ',', ''), ['%b %d %Y', '%B %d %Y']), '%Y-%m-%d') END",
        ),
    ]


def _write(signature: str, body: str) -> str:
    return f"CREATE OR REPLACE TEMP MACRO {signature} AS {body}"
