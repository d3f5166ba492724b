"""Stamps: the ways in which exports write a time, and what each of them says.

Only what has a known form is read. Days written with slashes are month first, as in all released
files; `13/05/2025` and typos such as `05/082025` have no form and are kept as problems.
"""

from __future__ import annotations

from typing import Any

import narwhals as nw

from helpers.engines import PLAIN_FORM, add_seconds, extract, parse_time, parse_usual, try_int
from helpers.kinds.zones import FIRST, LAST

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
_ISO_PLAIN = f"{DAY}[T ](?:[01][0-9]|2[0-3]){_SECONDS}(?:Z| UTC)?"
_US_PLAIN = f"{US_DAY},? (?:0?[1-9]|1[0-2]){_SECONDS} [AP]M(?: UTC)?"
PLAIN = f"^(?:{_ISO_PLAIN}|{_US_PLAIN})$"
"""Nearly all stamps: for these, taking out a few letters is enough, and quick."""

WINDOW = f"^({STAMP}) (?:to |- )?({STAMP})$"
"""Two stamps in one cell, parted by a line end, a blank, ` to ` or a dash."""

ISO_FORMATS = (PLAIN_FORM, "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M")
"""The usual one first: a format that does not fit costs ten times what one does that fits."""

US_FORMATS = (
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


def read_stamps(
    frame: Any,
    text: str,
    *,
    end: str | None = None,
    edges: str = "",
    usual: tuple[str, bool] = (PLAIN_FORM, False),
    alone: bool = False,
) -> Any:
    """Return `frame` with `read time` (naive, null if it has no form) and `in utc`.

    `text` names the column of stamps, of any engine; `end` says that its cells hold two, and
    which of them is read: `first` or `last`. What matches `edges` is no part of a stamp. A time
    in UTC, or with an offset, is given in UTC and marked so; any other is given as written.
    `usual` is the form of nearly all of them, and whether that is in UTC: a lazy engine reads
    these by it (`usual_stamps`), and works out the rest for the others alone. With `alone` it does
    not, and all others are null.
    """
    lazy = isinstance(frame, nw.LazyFrame)
    stamps = nw.col(text)
    if lazy:
        frame = parse_usual(frame, text, "usual time", usual[0], (FIRST, LAST), end=end or "")
        if alone:
            said = nw.lit(usual[1]).alias("in utc")
            return frame.rename({"usual time": "read time"}).with_columns(said)
        stamps = nw.when(nw.col("usual time").is_null()).then(stamps).otherwise(_NONE)
    bare = stamps.str.replace_all(edges, "") if edges else stamps
    if end:
        group = {"first": 1, "last": 2}[end]
        even = bare.str.replace_all(BLANKS, " ").alias("stamp text")
        frame = _mask(frame.with_columns(even), "stamp text", _WINDOW_SHAPE)
        frame = extract(frame, "stamp text", "stamp text", WINDOW, group)
    else:
        frame = frame.with_columns(bare.alias("stamp text"))
    plain = _fits(nw.col("stamp text"), PLAIN)
    frame = frame.with_columns(plain.alias("plain"))
    frame = _prepare_odd(frame) if _has_odd(frame) else _prepare_none(frame)
    bare, plain = nw.col("stamp text"), nw.col("plain")
    light = bare.str.replace_all(" UTC", "", literal=True).str.replace_all("T", " ", literal=True)
    light = light.str.replace_all("Z", "", literal=True).str.replace_all(",", "", literal=True)
    in_utc = bare.str.ends_with("Z") | bare.str.ends_with("UTC")
    stamp = nw.when(plain).then(light).otherwise(nw.col("odd text"))
    # Apart, because each format that does not fit costs as much as the one that does.
    slashed = stamp.str.contains("/", literal=True)
    frame = frame.with_columns(
        nw.when(~slashed).then(stamp).otherwise(_NONE).alias("iso text"),
        nw.when(slashed).then(stamp).otherwise(_NONE).alias("us text"),
        nw.when(plain).then(in_utc).otherwise(nw.col("odd in utc")).alias("in utc"),
    )
    frame = parse_time(frame, "iso text", "iso time", ISO_FORMATS)
    frame = parse_time(frame, "us text", "us time", US_FORMATS)
    frame = frame.with_columns(nw.coalesce("iso time", "us time").alias("time"))
    frame = add_seconds(frame, "time", "offset seconds", "read time")
    if lazy:
        odd, in_utc = nw.col("usual time").is_null(), nw.lit(usual[1])
        frame = frame.with_columns(
            nw.coalesce("usual time", "read time").alias("read time"),
            nw.when(odd).then(nw.col("in utc")).otherwise(in_utc).alias("in utc"),
        ).drop("usual time")
    working = ("plain", "odd text", "odd in utc", "offset seconds")
    texts = ("stamp text", "iso text", "us text", "iso time", "us time", "time")
    return frame.drop(*working, *texts)


def _has_odd(frame: Any) -> bool:
    """Say whether any stamp may be in none of the plain forms; a lazy engine is not asked."""
    if isinstance(frame, nw.LazyFrame):
        return True
    odd = ~nw.col("plain") & ~nw.col("stamp text").is_null()
    return bool(frame.select(odd.any().alias("odd"))["odd"].item())


def _prepare_none(frame: Any) -> Any:
    return frame.with_columns(
        nw.lit(None, nw.String).alias("odd text"),
        nw.lit(False).alias("odd in utc"),
        nw.lit(0).cast(nw.Int64).alias("offset seconds"),
    )


def _prepare_odd(frame: Any) -> Any:
    """Add what the plain way cannot read: `odd text`, `odd in utc` and `offset seconds`."""
    even = nw.col("stamp text").str.replace_all(BLANKS, " ")
    fits = ~nw.col("plain") & _fits(even, f"^{STAMP}$")
    frame = frame.with_columns(nw.when(fits).then(even).otherwise(_NONE).alias("odd"))
    odd = nw.col("odd")
    ends = _fits(odd, f":[0-9.]+{_OFFSET}$")
    frame = frame.with_columns(nw.when(ends).then(odd).otherwise(_NONE).alias("offset"))
    frame = extract(frame, "offset", "offset", f"({_OFFSET})$", 1)
    digits = nw.col("offset").str.replace_all("[^0-9]", "")
    short = digits.str.len_chars() == len("08")
    whole = nw.when(short).then(nw.concat_str(digits, nw.lit("00"))).otherwise(digits)
    frame = try_int(frame.with_columns(whole.alias("digits")), "digits", "number")
    number = nw.col("number").fill_null(0)
    seconds = number // 100 * 3600 + number % 100 * 60
    ahead = nw.col("offset").str.contains("+", literal=True).fill_null(value=False)
    bare = odd.str.replace_all(f"(?:{_UTC}|{_OFFSET})$", "")
    bare = bare.str.replace_all("T", " ", literal=True).str.replace_all(",", "", literal=True)
    bare = bare.str.replace_all(" - ", " ", literal=True)
    bare = bare.str.replace_all(" ?[Aa][Mm]$", " AM").str.replace_all(" ?[Pp][Mm]$", " PM")
    says_utc = _fits(odd, f"(?:{_UTC})$") | ~nw.col("offset").is_null()
    return frame.with_columns(
        bare.alias("odd text"),
        says_utc.alias("odd in utc"),
        # To be added to have UTC: an offset ahead of it is taken away.
        nw.when(ahead).then(-seconds).otherwise(seconds).alias("offset seconds"),
    ).drop("odd", "offset", "digits", "number")


def read_days(frame: Any, text: str) -> Any:
    """Return `frame` with `read day`: ISO text of a day, by its ISO or its American form.

    A day at midnight sharp is one too: so a workbook's column is read in which any cell has a time.
    """
    even = nw.col(text).str.replace_all(" 00:00:00$", "").alias("even text")
    frame = _mask(frame.with_columns(even), "even text", f"^(?:{DAY}|{US_DAY})$")
    frame = parse_time(frame, "even text", "day", ["%Y-%m-%d", "%m/%d/%Y"])
    written = nw.col("day").dt.to_string("%Y-%m-%d").alias("read day")
    return frame.with_columns(written).drop("even text", "day")


def _fits(text: nw.Expr, shape: str) -> nw.Expr:
    """Say where a text has a shape; null has none, and is not looked at."""
    return text.str.contains(shape).fill_null(value=False)


def _mask(frame: Any, column: str, shape: str) -> Any:
    fits = _fits(nw.col(column), shape)
    return frame.with_columns(nw.when(fits).then(nw.col(column)).otherwise(_NONE).alias(column))
