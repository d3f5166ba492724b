"""Stamps: the ways in which exports write a time, and what each of them says.

Only what has a known form is read. Days written with slashes are month first, as in all released
files; `13/05/2025` and typos such as `05/082025` have no form and are kept as problems.
"""

from __future__ import annotations

from typing import Any

import narwhals as nw

from helpers.engines import add_seconds, extract, parse_time, try_int

BLANKS = "[ \t\r\n\f\v\u00a0\u2007\u2009\u202f]+"
"""Blanks within a stamp: exports put line ends and blanks that do not break between its parts."""

DAY = r"(?:19[7-9][0-9]|20[0-4][0-9])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
US_DAY = r"(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12][0-9]|3[01])/(?:19[7-9][0-9]|20[0-4][0-9])"

_SECONDS = r":[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,6})?)?"
_OFFSET = r" ?[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?"
_UTC = "Z| ?UTC| ?GMT"

ISO = f"{DAY}[T ](?:[01][0-9]|2[0-3]){_SECONDS}(?:{_UTC}|{_OFFSET})?"
TWELVE_HOURS = f"{US_DAY},? (?:0?[1-9]|1[0-2]){_SECONDS} ?[AaPp][Mm](?:{_UTC})?"
TWENTY_FOUR_HOURS = f"{US_DAY}(?:,| -)? (?:[01]?[0-9]|2[0-3]){_SECONDS}(?:{_UTC})?"
STAMP = f"(?:{ISO}|{TWELVE_HOURS}|{TWENTY_FOUR_HOURS})"
WINDOW = f"^({STAMP}) (?:to |- )?({STAMP})$"
"""Two stamps in one cell, parted by a line end, a blank, ` to ` or a dash."""

FORMATS = (
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S.%f %p",
    "%m/%d/%Y %H:%M:%S.%f",
)

_WINDOW_SHAPE = WINDOW.replace("^(", "^(?:").replace(" (?:to |- )?(", " (?:to |- )?(?:")
"""Without groups, of which pandas warns where nothing is taken out."""

_NONE = nw.lit(None, nw.String)


def read_stamps(frame: Any, text: str, *, end: str | None = None) -> Any:
    """Return `frame` with `read time` (naive, null if it has no form) and `in utc`.

    `text` names the column of stamps, of any engine; `end` says that its cells hold two, and
    which of them is read: `first` or `last`. A time in UTC, or with an offset, is given in UTC
    and marked so; any other is given as written.
    """
    even = nw.col(text).str.replace_all(BLANKS, " ").alias("even text")
    frame = _mask(frame.with_columns(even), "even text", _WINDOW_SHAPE if end else f"^{STAMP}$")
    if end:
        group = {"first": 1, "last": 2}[end]
        frame = extract(frame, "even text", "even text", WINDOW, group)
    filled = nw.col("even text").fill_null("")
    frame = frame.with_columns(filled.str.contains(f"(?:{_UTC})$").alias("in utc"))
    frame = frame.with_columns(nw.col("even text").alias("offset text"))
    frame = _mask(frame, "offset text", f":[0-9.]+{_OFFSET}$")
    frame = extract(frame, "offset text", "offset text", f"({_OFFSET})$", 1)
    frame = _add_offset(frame)
    bare = nw.col("even text").str.replace_all(f"(?:{_UTC}|{_OFFSET})$", "")
    bare = bare.str.replace_all("T", " ", literal=True).str.replace_all(",", "", literal=True)
    bare = bare.str.replace_all(" - ", " ", literal=True)
    bare = bare.str.replace_all(" ?[Aa][Mm]$", " AM").str.replace_all(" ?[Pp][Mm]$", " PM")
    frame = parse_time(frame.with_columns(bare.alias("even text")), "even text", "time", FORMATS)
    frame = add_seconds(frame, "time", "offset seconds", "read time")
    signed = ~nw.col("offset text").is_null()
    frame = frame.with_columns((nw.col("in utc") | signed).alias("in utc"))
    return frame.drop("even text", "offset text", "time", "offset seconds")


def read_days(frame: Any, text: str) -> Any:
    """Return `frame` with `read day`: ISO text of a day, by its ISO or its American form.

    A day at midnight sharp is one too: so a workbook's column is read in which any cell has a time.
    """
    even = nw.col(text).str.replace_all(" 00:00:00$", "").alias("even text")
    frame = _mask(frame.with_columns(even), "even text", f"^(?:{DAY}|{US_DAY})$")
    frame = parse_time(frame, "even text", "day", ["%Y-%m-%d", "%m/%d/%Y"])
    written = nw.col("day").dt.to_string("%Y-%m-%d").alias("read day")
    return frame.with_columns(written).drop("even text", "day")


def _mask(frame: Any, column: str, shape: str) -> Any:
    fits = nw.col(column).fill_null("").str.contains(shape)
    return frame.with_columns(nw.when(fits).then(nw.col(column)).otherwise(_NONE).alias(column))


def _add_offset(frame: Any) -> Any:
    """Add `offset seconds`: what is to be added to a stamp with an offset to have UTC."""
    digits = nw.col("offset text").str.replace_all("[^0-9]", "")
    frame = frame.with_columns(
        digits.str.slice(0, 2).alias("hours"), digits.str.slice(2, 2).alias("minutes")
    )
    blank = nw.col("minutes") == ""
    frame = frame.with_columns(
        nw.when(blank).then(nw.lit("0")).otherwise(nw.col("minutes")).alias("minutes")
    )
    frame = try_int(try_int(frame, "hours", "whole hours"), "minutes", "whole minutes")
    seconds = nw.col("whole hours").fill_null(0) * 3600 + nw.col("whole minutes").fill_null(0) * 60
    ahead = nw.col("offset text").fill_null("").str.contains("+", literal=True)
    seconds = nw.when(ahead).then(-seconds).otherwise(seconds).alias("offset seconds")
    return frame.with_columns(seconds).drop("hours", "minutes", "whole hours", "whole minutes")
