"""Byte counts: the records of a large delimited file, counted from its bytes alone.

A line feed ends a record unless an odd number of quotes stands before it (RFC 4180, section 2).
It shares nothing with the reader of the cells, and reads a gigabyte in about a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHUNK = 1 << 22

LF, CR, QUOTE = 10, 13, 34


@dataclass(frozen=True)
class ByteCount:
    """What the bytes say: the records with the header, and those that are empty lines, from 0.

    `sound` is False where bytes alone cannot tell: a quote is never closed, or lines end in
    several ways.
    """

    records: int
    empty: tuple[int, ...]
    sound: bool


def count_records(path: Path) -> ByteCount:
    r"""Count the records of a file in UTF-8 or another encoding that keeps ASCII.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.csv"
    ...     _ = path.write_bytes(b'a,b\n1,"x\ny"\n\n2,z')
    ...     count_records(path)
    ByteCount(records=4, empty=(2,), sound=True)
    """
    import numpy as np

    records = quotes = feeds = returns = pairs = place = 0
    last_end, last_byte = -1, LF
    empty: list[int] = []
    buffer = bytearray(CHUNK)
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(buffer):
            data: Any = np.frombuffer(buffer, np.uint8, size)
            feed = data == LF
            if buffer.find(CR, 0, size) >= 0 or last_byte == CR:
                returns += int(np.count_nonzero(data == CR))
                before = np.concatenate(([last_byte], data[:-1]))
                pairs += int(np.count_nonzero(before[feed] == CR))
            if buffer.find(QUOTE, 0, size) >= 0:
                both = np.flatnonzero(feed | (data == QUOTE))
                ends = data[both] == LF
                within = (np.cumsum(~ends) + quotes) % 2 == 1
                found = both[ends & ~within]
                feeds += int(np.count_nonzero(ends))
                quotes += len(both) - int(np.count_nonzero(ends))
            else:
                found = np.flatnonzero(feed)
                feeds += len(found)
                found = found[:0] if quotes % 2 else found
            if len(found):
                gaps = np.diff(found, prepend=last_end - place)
                short = np.flatnonzero(gaps <= 2)
                hollow = short[_are_empty(gaps[short], data, found[short], last_byte)]
                empty.extend(records + int(at) for at in hollow)
                records += len(found)
                last_end = int(found[-1]) + place
            place += size
            last_byte = int(data[-1])
            del data
    if place - 1 > last_end:
        records += 1
    alike = returns == 0 or returns == feeds == pairs
    return ByteCount(records, tuple(empty), alike and quotes % 2 == 0)


def _are_empty(gaps: Any, data: Any, found: Any, last_byte: int) -> Any:
    """Say of each short record whether it holds nothing but its line end."""
    import numpy as np

    before = np.where(found > 0, data[np.maximum(found - 1, 0)], last_byte)
    return (gaps == 1) | ((gaps == 2) & (before == CR))
