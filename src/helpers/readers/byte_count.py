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
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from helpers.progress import count_step
from helpers.readers.records import MOST_LOST

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Positions = NDArray[np.int64]

CHUNK = 1 << 20
BLOCK = 1 << 19
"""So many bytes are read together. In blocks of so many, what is worked out stays near the
processor."""

BEFORE = 2
AHEAD = 16
"""So many bytes before and after a record's start are looked at."""

THREADS = 2
"""More would wait for the disk, and for the one that adds up."""

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
            for begin in {one[:2], one[:2].upper(), one[:2].title(), one[:1] + one[1:2].upper()}:
                self.first[begin[0] | begin[1] << 8] = True
        self.skipped = np.zeros(256, bool)
        self.skipped[[delimiter, BLANK, 9, *MARK, *([quote] if quote else [])]] = True
        self.likely = self.first | np.tile(self.skipped, 256)

    def find(self, data: Bytes, starts: Positions) -> Positions:
        """Return those of `starts`, positions in `data`, where a record may begin with a name.

        `data` must go on for AHEAD bytes after each of them.
        """
        import numpy as np

        found = positions = starts[self.likely[_pair(data, starts)]]
        for _ in range(AHEAD // 2):
            skip = self.skipped[data[positions]]
            if not skip.any():
                break
            positions = positions + skip
        else:
            # What begins with many blanks or delimiters is looked at in full.
            longer = self.skipped[data[positions]]
            certain, found, positions = found[longer], found[~longer], positions[~longer]
            return np.sort(np.concatenate((certain, self._match(data, found, positions))))
        return self._match(data, found, positions)

    def _match(self, data: Bytes, found: Positions, positions: Positions) -> Positions:
        import numpy as np

        likely = self.first[_pair(data, positions)]
        found, positions = found[likely], positions[likely]
        if not len(found):
            return found
        packed = np.zeros(len(found), np.uint64)
        hit = np.zeros(len(found), bool)
        for size in range(1, 9):
            packed |= _lower(data[positions + size - 1]).astype(np.uint64) << np.uint64(
                8 * (size - 1)
            )
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
    for piece in _read_pieces(path, start, limit, quote, names):
        base, data = piece.base, piece.data
        if whole:
            count_step(base >> 20, whole, "MB counted")
        ends = piece.ends
        if len(piece.quotes):
            opened = quotes % 2
            if count.regular:
                opening, closing = piece.quotes[opened::2], piece.quotes[1 - opened :: 2]
                before, after = data[opening - 1], data[closing + 1]
                count.regular = bool(
                    (terminators[before] | (before == quote)).all()
                    and (terminators[after] | (after == quote)).all()
                )
                if not count.regular:  # what is counted from here on would count for nothing
                    return count
            quotes += len(piece.quotes)
            ends = ends[piece.odd if opened else ~piece.odd]
        elif quotes % 2:
            ends = ends[:0]
        for head in (piece.heads + base).tolist():
            if head != last and head - base - 1 not in ends:
                continue  # It begins a line, but within quotes.
            if is_other_header(head):
                count.other_header, count.end = True, head
                _add(count, data, ends[ends + base < head], base, last, piece.has_returns)
                return count
        if most is not None and count.records + len(ends) >= most:
            wanted = ends[: most - count.records]
            count.end = _add(count, data, wanted, base, last, piece.has_returns)
            return count
        last = _add(count, data, ends, base, last, piece.has_returns)
        count.end = base + piece.hi
        if count.is_mostly_empty():
            return count
    if last < count.end:
        count.records += 1
    count.end = max(count.end, start)
    count.regular &= quotes % 2 == 0
    return count


class _Piece(NamedTuple):
    """A piece of a file, and what can be known of it without those before it.

    `data` holds the bytes from `base` on; those up to `hi` are new but for the first two, and AHEAD
    more are known. `ends` are the positions of line ends, `odd` whether an odd number of the
    piece's quotes comes before each, and `heads` where a line may begin with a name of a header.
    """

    base: int
    data: Bytes
    hi: int
    has_returns: bool
    ends: Positions
    odd: NDArray[np.bool_]
    quotes: Positions
    heads: Positions


def _read_pieces(
    path: Path, start: int, limit: int | None, quote: int | None, names: HeaderNames | None
) -> Iterator[_Piece]:
    """Yield the pieces of a file from byte `start` on, up to its end or byte `limit`."""
    size = path.stat().st_size
    stop = size if limit is None else min(limit, size)
    firsts = iter(range(start, stop, CHUNK))
    read = partial(_read_piece, path, start, stop, quote, names)
    with ThreadPoolExecutor(THREADS) as pool:
        ahead = deque(pool.submit(read, first) for first in islice(firsts, THREADS + 1))
        while ahead:
            piece = ahead.popleft().result()
            if piece.hi <= BEFORE:
                return  # the file has become shorter
            yield piece
            ahead.extend(pool.submit(read, first) for first in islice(firsts, 1))


def _read_piece(
    path: Path, start: int, stop: int, quote: int | None, names: HeaderNames | None, first: int
) -> _Piece:
    """Return the piece that begins at byte `first`, padded with line ends past the file's end."""
    import numpy as np

    begin, end = max(first - BEFORE, start), min(first + CHUNK, stop)
    with path.open("rb", buffering=0) as file:
        file.seek(begin)
        text = file.read(min(end + AHEAD, stop) - begin)
    base, lo, hi = first - BEFORE, BEFORE, min(end, begin + len(text)) - first + BEFORE
    text = bytes([LF]) * (begin - base) + text
    text += bytes([CR]) * (hi + AHEAD - len(text))
    data, has_returns = np.frombuffer(text, np.uint8), CR in text
    if quote is not None and quote not in text:
        quote = None
    marks = [np.zeros(0, np.int64)]
    kinds = [np.zeros(0, bool)]
    for at in range(lo, hi, BLOCK):
        block = data[at : min(at + BLOCK, hi)]
        is_end = block == LF
        if has_returns:
            returns = np.flatnonzero(block == CR)
            is_end[returns[data[returns + at + 1] != LF]] = True
        found = np.flatnonzero(is_end if quote is None else is_end | (block == quote))
        kinds.append(is_end[found])
        marks.append(found + at)
    both, is_end = np.concatenate(marks), np.concatenate(kinds)
    ends, quotes = both[is_end], both[~is_end]
    odd = (np.cumsum((~is_end).view(np.uint8), dtype=np.uint8) & 1)[is_end] == 1
    heads = ends[:0]
    if names is not None:
        ended = data[lo - 1] == LF or (data[lo - 1] == CR and data[lo] != LF)
        starts = np.concatenate((np.full(int(ended), lo - 1), ends)) + 1
        heads = names.find(data, starts[starts < hi])
    return _Piece(base, data, hi, has_returns, ends, odd, quotes, heads)


def _add(
    count: ByteCount, data: Bytes, positions: Positions, base: int, last: int, has_returns: bool
) -> int:
    """Count the records that end at `positions`; return the first byte of the one after them."""
    import numpy as np

    if not len(positions):
        return last
    least = 0  # the size of an empty line without its line end
    if has_returns:
        feeds = data[positions] == LF
        pairs = feeds & (data[positions - 1] == CR)
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
    sizes = np.diff(positions, prepend=last - base - 1) - 1
    empty = np.flatnonzero(sizes <= least)
    count.empty.extend((empty + count.records + 1).tolist())
    count.records += len(positions)
    return int(positions[-1]) + base + 1


def _pair(data: Bytes, positions: Positions) -> NDArray[np.uint16]:
    """Return the two bytes at each position as one number."""
    import numpy as np

    pairs: NDArray[np.uint16] = data[positions + 1].astype(np.uint16) << np.uint16(8)
    pairs |= data[positions]
    return pairs


def _lower(values: Bytes) -> Bytes:
    lowered: Bytes = values + 32 * ((values >= 65) & (values <= 90)).astype(values.dtype)
    return lowered


def _pack(text: bytes) -> int:
    return int.from_bytes(text, "little")
