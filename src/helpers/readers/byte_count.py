"""Byte counts: the records of a delimited file, counted from its bytes alone.

A line end ends a record unless an odd number of quotes comes before it (RFC 4180, section 2).
That shares nothing with the reader of the cells, and takes about a second per gigabyte. The same
pass notes what else must be known before the cells are read: how lines end, and which records begin
with a name that a header may begin with.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.progress import count_step
from helpers.readers.records import MOST_LOST

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Positions = NDArray[np.int64]

CHUNK = 1 << 20
AHEAD = 16
"""So many bytes after a record's start are looked at, and two before it."""

LF, CR, BLANK = 10, 13, 32
MARK = b"\xef\xbb\xbf"


@dataclass
class ByteCount:
    r"""What the bytes of a part say.

    The part runs from byte `start` up to `end`, which is the end of the file unless another header
    begins there (`other_header`). `empty` are the numbers of the records that are empty lines, from
    1. `ends` are the ways in which records end: `\n`, `\r\n`, `\r`. `regular` is False where bytes
    alone can't say where records end, since quotes are missing or misplaced.
    """

    start: int
    end: int = 0
    records: int = 0
    empty: list[int] = field(default_factory=list)
    ends: set[str] = field(default_factory=set)
    regular: bool = True
    other_header: bool = False

    def is_mostly_empty(self) -> bool:
        """Return whether more records are empty lines than any table has: the count may stop."""
        return len(self.empty) > MOST_LOST and 2 * len(self.empty) > self.records


class HeaderNames:
    """The names that a header may begin with: a quick test of how records begin."""

    def __init__(self, names: Iterable[str], delimiter: int, quote: int | None) -> None:
        import numpy as np

        after = bytes({delimiter, LF, CR, BLANK, 9, *([quote] if quote else [])})
        bare = {name.strip().lower().encode("utf-8", "surrogateescape") for name in names} - {b""}
        # A name shorter than eight bytes counts only with what may follow a whole name.
        whole = {name[:8] for name in bare if len(name) >= 8}
        whole |= {name + bytes([one]) for name in bare if len(name) < 8 for one in after}
        self.keys = {
            size: np.array(sorted(_pack(one) for one in whole if len(one) == size), np.uint64)
            for size in sorted({len(one) for one in whole})
        }
        self.first = np.zeros(1 << 16, bool)
        for one in whole:
            self.first[one[0] | one[1] << 8] = True
        self.skipped = np.zeros(256, bool)
        self.skipped[[delimiter, BLANK, 9, *MARK, *([quote] if quote else [])]] = True

    def find(self, data: Bytes, starts: Positions) -> Positions:
        """Return those of `starts`, positions in `data`, where a record may begin with a name.

        `data` must go on for AHEAD bytes after each of them.
        """
        import numpy as np

        places = starts
        found = starts
        for _ in range(AHEAD // 2):
            skip = self.skipped[data[places]]
            if not skip.any():
                break
            places = places + skip
        else:
            # What begins with many blanks or delimiters is looked at in full.
            longer = self.skipped[data[places]]
            certain, found, places = found[longer], found[~longer], places[~longer]
            return np.sort(np.concatenate((certain, self._match(data, found, places))))
        return self._match(data, found, places)

    def _match(self, data: Bytes, found: Positions, places: Positions) -> Positions:
        import numpy as np

        one, two = _lower(data[places]), _lower(data[places + 1])
        likely = self.first[one.astype(np.uint16) | two.astype(np.uint16) << 8]
        found, places = found[likely], places[likely]
        if not len(found):
            return found
        packed = np.zeros(len(found), np.uint64)
        hit = np.zeros(len(found), bool)
        for size in range(1, 9):
            packed |= _lower(data[places + size - 1]).astype(np.uint64) << np.uint64(8 * (size - 1))
            if size in self.keys:
                hit |= np.isin(packed, self.keys[size])
        matched: Positions = found[hit]
        return matched


def count_bytes(
    path: Path,
    start: int,
    *,
    delimiter: int,
    quote: int | None,
    names: HeaderNames | None = None,
    is_other_header: Callable[[int], bool] = lambda _: False,
    limit: int | None = None,
    most: int | None = None,
) -> ByteCount:
    r"""Count the records of a file from byte `start` on, in an encoding that keeps ASCII.

    The count stops at byte `limit`, after `most` records, once it is mostly empty, or at the first
    record that begins with one of `names` and of which `is_other_header`, given its first byte,
    says so.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.csv"
    ...     _ = path.write_bytes(b'1,"x\ny"\n\n2,z')
    ...     count = count_bytes(path, 0, delimiter=44, quote=34)
    >>> count.records, count.empty, count.regular
    (3, [2], True)
    """
    import numpy as np

    count, quotes = ByteCount(start), 0
    terminators = np.zeros(256, bool)
    terminators[[delimiter, LF, CR]] = True
    last = start  # the first byte of the record that has not ended yet
    whole = path.stat().st_size >> 20
    for base, data, lo, hi, has_returns, both, is_quote in _mark(path, start, limit, quote):
        if whole:
            count_step(base >> 20, whole, "MB counted")
        if is_quote is not None:
            within = (np.cumsum(is_quote, dtype=np.uint8) + np.uint8(quotes % 2)) & 1 == 1
            marks = both[is_quote] + lo
            if count.regular:
                opening, closing = marks[quotes % 2 :: 2], marks[1 - quotes % 2 :: 2]
                before, after = data[opening - 1], data[closing + 1]
                count.regular = bool(
                    (terminators[before] | (before == quote)).all()
                    and (terminators[after] | (after == quote)).all()
                )
                if not count.regular:  # what is counted from here on would count for nothing
                    return count
            quotes += len(marks)
            ends = both[~(is_quote | within)]
        elif quotes % 2:
            ends = np.zeros(0, np.int64)
        else:
            ends = both
        places = ends + lo
        starts = np.concatenate(([last - base], places + 1))
        if names is not None:
            here = starts[(starts >= lo) & (starts < hi)]
            heads = names.find(data, here) + base if len(here) else here
            for head in heads.tolist():
                if is_other_header(head):
                    count.other_header, count.end = True, head
                    places = places[places + base < head]
                    _add(count, data, places, base, last, has_returns)
                    return count
        if most is not None and count.records + len(places) >= most:
            count.end = _add(count, data, places[: most - count.records], base, last, has_returns)
            return count
        last = _add(count, data, places, base, last, has_returns)
        count.end = base + hi
        if count.is_mostly_empty():
            return count
    if last < count.end:
        count.records += 1
    count.end = max(count.end, start)
    count.regular &= quotes % 2 == 0
    return count


def _mark(
    path: Path, start: int, limit: int | None, quote: int | None
) -> Iterator[tuple[int, Bytes, int, int, bool, Positions, NDArray[np.bool_] | None]]:
    """Yield pieces of a file, and where the line ends and quotes of each are: one piece ahead.

    `data` holds the bytes from `base` on; [lo, hi) of them are new, and AHEAD more are known. Of
    the positions in these, `is_quote` says which are quotes; None if the piece has no quote.
    """
    import numpy as np

    def find(
        base: int, data: Bytes, lo: int, hi: int, text: bytes
    ) -> tuple[int, Bytes, int, int, bool, Positions, NDArray[np.bool_] | None]:
        fresh, has_returns = data[lo:hi], bool(CR in text or data[lo - 1] == CR)
        feed = fresh == LF
        if has_returns:
            returns = np.flatnonzero(fresh == CR)
            lone = returns[data[returns + lo + 1] != LF]
            feed[lone] = True
        if quote is None or quote not in text:
            return base, data, lo, hi, has_returns, np.flatnonzero(feed), None
        both = np.flatnonzero(feed | (fresh == quote))
        return base, data, lo, hi, has_returns, both, ~feed[both]

    pieces = _read(path, start, limit)
    with ThreadPoolExecutor(1) as beside:
        ahead = deque(beside.submit(find, *piece) for piece in islice(pieces, 2))
        while ahead:
            yield ahead.popleft().result()
            ahead.extend(beside.submit(find, *piece) for piece in islice(pieces, 1))


def _add(
    count: ByteCount, data: Bytes, places: Positions, base: int, last: int, has_returns: bool
) -> int:
    """Count the records that end at `places`; return the first byte of the one after them."""
    import numpy as np

    if not len(places):
        return last
    least = 0  # the size of a record that is an empty line, beside what ends it
    if has_returns:
        feeds = data[places] == LF
        pairs = feeds & (data[places - 1] == CR)
        least = pairs.astype(np.int64)
        for end, some in (
            ("\r\n", pairs.any()),
            ("\n", (feeds & ~pairs).any()),
            ("\r", ~feeds.all()),
        ):
            if some:
                count.ends.add(end)
    else:
        count.ends.add("\n")
    sizes = np.diff(places, prepend=last - base - 1) - 1
    empty = np.flatnonzero(sizes <= least)
    count.empty.extend((empty + count.records + 1).tolist())
    count.records += len(places)
    return int(places[-1]) + base + 1


def _read(
    path: Path, start: int, limit: int | None
) -> Iterator[tuple[int, Bytes, int, int, bytes]]:
    """Yield pieces of a file and what is around them; line ends stand in for what isn't there."""
    import numpy as np

    rest = None if limit is None else limit - start
    before, base = bytes([LF, LF]), start - 2
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        ended = False
        while not ended:
            chunk = file.read(CHUNK if rest is None else min(CHUNK, rest))
            rest = None if rest is None else rest - len(chunk)
            ended = not chunk
            text = before + (chunk or bytes([CR]) * AHEAD)
            hi = len(text) - AHEAD
            if hi > 2:
                yield base, np.frombuffer(text, np.uint8), 2, hi, text
                before, base = text[hi - 2 :], base + hi - 2
            else:
                before = text


def _lower(values: Bytes) -> Bytes:
    lowered: Bytes = values + 32 * ((values >= 65) & (values <= 90)).astype(values.dtype)
    return lowered


def _pack(text: bytes) -> int:
    return int.from_bytes(text, "little")
