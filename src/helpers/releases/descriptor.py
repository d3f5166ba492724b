"""The descriptor of a release: a Frictionless Data Package with one object more, `plateglass`.

See https://datapackage.org.
"""

from __future__ import annotations

import codecs
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from helpers.status import DataStatus

DESCRIPTOR = "datapackage.json"


class _FilePart(BaseModel):
    model_config = ConfigDict(extra="allow", populate_by_name=True)


def _is_none(value: object) -> bool:
    return value is None


def _is_empty(value: object) -> bool:
    return value == []


def _is_false(value: object) -> bool:
    return value is False


def _check_mark(mark: str) -> str:
    """Return one character that ends no line."""
    if len(mark) != 1 or mark in "\r\n\0":
        raise ValueError("it has to be one character, and not one that ends a line")
    return mark


def _check_quote(mark: str) -> str:
    if not _check_mark(mark).isascii():
        raise ValueError("it has to be a character of ASCII")
    return mark


def _check_encoding(name: str) -> str:
    """Return the name of an encoding of text, or `binary` for what isn't text."""
    try:
        known = name == "binary" or isinstance("".encode(name), bytes)
        codecs.lookup("utf-8" if name == "binary" else name)
    except (LookupError, ValueError):
        known = False
    if not known or not codecs.lookup("utf-8" if name == "binary" else name)._is_text_encoding:
        raise ValueError("there is no such encoding of text; one is utf-8")
    return name


def _check_day(day: str) -> str:
    """Return a day, written YYYY-MM-DD."""
    try:
        found = date.fromisoformat(day)
    except ValueError as error:
        raise ValueError("it has to be a day, written YYYY-MM-DD") from error
    if found.isoformat() != day or not FIRST <= found <= LAST:
        raise ValueError(f"it has to be a day from {FIRST} to {LAST}, written YYYY-MM-DD")
    return day


def is_web_address(address: str) -> bool:
    """Return whether `address` may be offered as a link: http or https, with a host.

    >>> is_web_address("https://example.org/a"), is_web_address("javascript:alert(1)")
    (True, False)
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _check_zone(name: str) -> str:
    """Return the name of a time zone; cleaning asks DuckDB whether it knows it too."""
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError) as error:
        raise ValueError("there is no such time zone; one is America/Chicago") from error
    return name


FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
"""Days outside these are slips of the pen."""

Mark = Annotated[str, AfterValidator(_check_mark)]
QuoteMark = Annotated[str, AfterValidator(_check_quote)]
Encoding = Annotated[str, AfterValidator(_check_encoding)]
Day = Annotated[str, AfterValidator(_check_day)]
Zone = Annotated[str, AfterValidator(_check_zone)]


class Dialect(_FilePart):
    """How a delimited file is written; pinned when it is added, never guessed afterwards.

    `headerRows` holds the number of the record that is the header, from 1, blank ones counted, if
    it is not the first that is not blank.
    """

    delimiter: Mark = ","
    quoteChar: QuoteMark | None = '"'  # noqa: N815 - the property's name in the Table Dialect standard
    header: bool = True
    headerRows: list[int] | None = Field(  # noqa: N815 - likewise
        default=None, min_length=1, max_length=1, exclude_if=_is_none
    )


class Resource(_FilePart):
    """One file of a release: path, size, sha256, encoding, dialect and its two zones.

    `stamps_in` is the zone of times that name none; `count_in` the zone in which days and months
    are counted. Both are IANA names. `as_of` is the day whose state the file shows, for lists that
    have no date of their own (YYYY-MM-DD). `columns` name the columns of a file without a header;
    `shifted` says that its rows begin with blank cells over which the header has none, and
    `phantom` is the position, from 0, of a header that has no column below it; `sheets` are the
    sheets of a workbook that are read, if a person chose some;
    `members` say of each file in an archive what is pinned of a file: name, hash, how written.
    """

    name: str
    path: str
    bytes: int
    hash: str
    format: str = "csv"
    encoding: Encoding = "utf-8"
    dialect: Dialect | None = None
    stamps_in: Zone | None = None
    count_in: Zone | None = None
    as_of: Day | None = Field(default=None, exclude_if=_is_none)
    columns: list[str] | None = Field(default=None, exclude_if=_is_none)
    shifted: bool = Field(default=False, exclude_if=_is_false)
    phantom: int | None = Field(default=None, exclude_if=_is_none)
    sheets: list[str] | None = Field(default=None, exclude_if=_is_none)
    members: list[Resource] | None = Field(default=None, exclude_if=_is_none)


class Provenance(_FilePart):
    """The `plateglass` object of a descriptor: who handed it over, when, and what it is.

    `mapping` says which column of the kind each header of the files is, where a person said so.
    `left_out` names the files that came with the others and hold no table, or were not chosen.
    `rows_sha256` is the hash of the rows of a public release that was fetched, where it is pinned.
    """

    kind: str
    data_status: DataStatus
    custodian: str | None = None
    request_number: str | None = None
    received: Day | None = None
    address: str | None = None
    exemptions: list[str] = Field(default_factory=list)
    agrees_with: list[str] = Field(default_factory=list)
    note: str | None = None
    mapping: dict[str, str] | None = Field(default=None, exclude_if=_is_none)
    left_out: list[str] = Field(default_factory=list, exclude_if=_is_empty)
    rows_sha256: str | None = Field(default=None, exclude_if=_is_none)


class Descriptor(_FilePart):
    """A release's datapackage.json."""

    profile: Literal["data-package"] = "data-package"
    name: str
    title: str
    licenses: list[dict[str, str]] = Field(default_factory=list)
    sources: list[dict[str, str]] = Field(default_factory=list)
    resources: list[Resource] = Field(min_length=1)
    plateglass: Provenance
