"""Duplicates: rows that occur again are flagged with their first occurrence, never dropped.

Hashes of 64 bits say which rows may occur again; only those are compared. Hashes are read once,
and compared a share of them at a time, so any number of rows fits in little memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from helpers import quoting
from helpers.ledger.parts import REPEATS as REPEATS
from helpers.ledger.parts import PartAccount, select_rows
from helpers.schemas.schema import Schema, table_columns

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

SAME_ID = "same id"
SAME_CONTENT = "same content"
SAME_WINDOW = "same search in an overlapping window"
OTHER_LOG = "same search in another agency's log"

AT_ONCE = 12_000_000
"""So many hashes of each question are held at a time: 96 MB, and twice as much while compared."""

BLOCK = 1 << 17
SLICE = 1 << 16
"""So many are put in order, and compared, together: what is written then stays near the processor,
and little new memory is asked for."""

LEAST_KEYS = 2
"""So many texts or numbers of a search must be known, beside its time, to call two the same."""

BLANKS = " \t\r\n\f\v\u00a0\u2007\u2009\u202f\u200b\ufeff"
"""Blanks around a value, which say nothing about what it is."""


@dataclass(frozen=True)
class _Question:
    """One way in which two rows may be alike.

    All are SQL: `hashed` is a hash of what has to be alike, `keys` is what has to be alike, and
    `known` says of which rows that can be asked.
    """

    hashed: str
    keys: Sequence[str]
    known: str


def find_repeats(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    parts: Sequence[PartAccount],
    schema: Schema,
) -> dict[str, int]:
    """Write repeats.parquet into `folder`, if any row occurs again; return how many, by reason.

    `same id`: an earlier row has this id. `same content`: an earlier row has the same text in
    every other column, under another id or none. `same search in an overlapping window`: an
    earlier part has a row that is alike in the schema's `same_search`, and one of the two has no
    id that sets them apart. Where several hold, the first of these does.

    Columns: table (the number of the part, from 1), position (from 0), of_table, of_position,
    reason.
    """
    rows = select_rows(connection, folder, parts)
    found = ["by_id", "by_content", "by_search"]
    for name in found:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} (location BIGINT, first_location BIGINT)"
        )
    asked = {"by_content": _ask_content(parts, schema)}
    if schema.id_column:
        name = quoting.name(schema.id_column)
        asked["by_id"] = _Question(f"hash({name})", [name], f"{name} IS NOT NULL")
    total = sum(part.kept for part in parts)
    _answer(connection, folder, rows, total, asked)
    if schema.same_search and len(parts) > 1:
        _find_searches(connection, folder, rows, schema)
    # Pages saved within a month of each other offer the same searches, with the same ids.
    elsewhere = SAME_WINDOW if schema.windows_overlap else SAME_ID
    connection.execute(_CHOOSE.format(elsewhere=quoting.text(elsewhere)))
    reasons = "SELECT reason, count(*) FROM repeats GROUP BY reason ORDER BY reason"
    counts = dict(connection.execute(reasons).fetchall())
    target = folder / REPEATS
    target.unlink(missing_ok=True)
    if counts:
        connection.execute(
            f'COPY (FROM repeats ORDER BY "table", position) TO {quoting.text(str(target))} '
            "(FORMAT parquet)"
        )
    for name in (*found, "repeats"):
        connection.execute(f"DROP TABLE {name}")
    return counts


# The location of a row among all rows of a release: its part, then its position.
_LOCATION = "((part::BIGINT << 40) + position)"
_STRIDE = f"{1 << 40}"

_CHOOSE = f"""
CREATE OR REPLACE TEMP TABLE repeats AS
WITH alike AS (
    SELECT location, first_location, '{SAME_ID}' AS reason, 1 AS rank FROM by_id
    UNION ALL SELECT location, first_location, '{SAME_CONTENT}', 2 FROM by_content
    UNION ALL SELECT location, first_location, '{SAME_WINDOW}', 3 FROM by_search
),
chosen AS (
    SELECT location, arg_min(first_location, rank) AS first_location,
        arg_min(reason, rank) AS reason
    FROM alike GROUP BY location
)
SELECT (location // {_STRIDE})::INTEGER AS "table", location % {_STRIDE} AS position,
    (first_location // {_STRIDE})::INTEGER AS of_table, first_location % {_STRIDE} AS of_position,
    CASE WHEN reason = '{SAME_ID}' AND location // {_STRIDE} <> first_location // {_STRIDE}
        THEN {{elsewhere}} ELSE reason END AS reason
FROM chosen
"""


def _ask_content(parts: Sequence[PartAccount], schema: Schema) -> _Question:
    """Return the question whether two rows have the same text in all columns but the id.

    `content` says so but for one chance in 2**64 a pair; the values are compared for that one.
    Times of one text differ between parts whose time zones do.
    """
    zones = {part.zones for part in parts}
    columns = [c for c in schema.columns if c.name != schema.id_column]
    values = [
        quoting.name(table_columns(column)[0])
        for column in columns
        if column.type != "time" or len(zones) == 1
    ]
    return _Question("content", ["content", *values], "content IS NOT NULL")


def _answer(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    rows: str,
    total: int,
    asked: Mapping[str, _Question],
) -> None:
    """Fill the table that each question is named for: each row alike to an earlier one."""
    for name, shares, share, again in _find_again(connection, folder, rows, total, asked):
        question = asked[name]
        _gather(connection, rows, question, shares, share, again)
        keys = ", ".join(f"key_{n}" for n in range(len(question.keys)))
        connection.execute(
            f"INSERT INTO {name} WITH firsts AS (SELECT min(location) AS first_location, {keys} "
            f"FROM candidates GROUP BY {keys} HAVING count(*) > 1) "
            f"SELECT location, first_location FROM candidates c JOIN firsts f ON "
            + " AND ".join(
                f"c.key_{n} IS NOT DISTINCT FROM f.key_{n}" for n in range(len(question.keys))
            )
            + " WHERE location > first_location"
        )
    connection.execute("DROP TABLE IF EXISTS candidates")


def _gather(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    question: _Question,
    shares: int,
    share: int,
    again: Hashes,
    extra: str = "",
) -> None:
    """Make the table of candidates: rows whose hash occurs more than once, with their keys."""
    import pyarrow as pa

    connection.register("hashes_again", pa.table({"hashed": again}))
    listed = ", ".join(f"{key} AS key_{n}" for n, key in enumerate(question.keys))
    one = f"AND {question.hashed} % {shares} = {share}" if shares > 1 else ""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE candidates AS SELECT {_LOCATION} AS location, "
        f"{listed}{extra} FROM {rows} WHERE {question.known} {one} "
        f"AND {question.hashed} IN (SELECT hashed FROM hashes_again)"
    )
    connection.unregister("hashes_again")


def _find_again(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    rows: str,
    total: int,
    asked: Mapping[str, _Question],
) -> Iterator[tuple[str, int, int, Hashes]]:
    """Yield, for each question, the hashes that occur more than once, a share of them at a time.

    A share is `hash % shares`; one in which no hash does is left out.
    """
    import numpy as np

    shares = total // AT_ONCE + 1
    select = ", ".join(
        f"CASE WHEN {q.known} THEN {q.hashed} END AS {name}" for name, q in asked.items()
    )
    with ExitStack() as held:
        scratch = folder
        if shares > 1:
            scratch = Path(held.enter_context(TemporaryDirectory(prefix=".hashes-", dir=folder)))
        files = {
            (name, share): held.enter_context((scratch / f"{name}-{share}").open("wb"))
            for name in asked
            for share in (range(shares) if shares > 1 else ())
        }
        whole = {name: np.empty(total if shares == 1 else 0, np.uint64) for name in asked}
        known = dict.fromkeys(asked, 0)
        result = connection.sql(f"SELECT {select} FROM {rows}")
        for batch in result.to_arrow_reader(1 << 18):
            for name in asked:
                hashes = _read_hashes(batch.column(name).drop_null())
                if shares == 1:
                    whole[name][known[name] : known[name] + len(hashes)] = hashes
                    known[name] += len(hashes)
                    continue
                of_share = hashes % np.uint64(shares)
                for share in range(shares):
                    hashes[of_share == share].tofile(files[name, share])

        def find_twice(name: str, share: int) -> Hashes:
            if shares == 1:
                return _find_twice(whole.pop(name)[: known[name]])
            files[name, share].close()
            return _find_twice(np.fromfile(scratch / f"{name}-{share}", np.uint64))

        # One question a core; of one share at a time, for where all rows repeat they fill memory.
        with ThreadPoolExecutor(len(asked)) as beside:
            for share in range(shares):
                found = list(beside.map(find_twice, asked, [share] * len(asked)))
                for name, again in zip(asked, found, strict=True):
                    if len(again):
                        yield name, shares, share, again


def _read_hashes(column: pa.Array) -> Hashes:
    """Return a column without nulls; PyArrow's own `to_numpy` would import pandas first."""
    import numpy as np

    return np.frombuffer(column.buffers()[1], np.uint64, len(column), column.offset * 8)


def _find_twice(hashes: Hashes) -> Hashes:
    """Return the hashes that occur more than once, in order; the order of `hashes` is lost.

    Those that begin alike are compared in one slice, where each is held in the slot of its next
    bits and one displaces another: only those that were displaced are compared, with what displaced
    them and among themselves. To sort all of them would take four times as long.
    """
    import numpy as np

    begin = min(8, max(0, len(hashes).bit_length() - SLICE.bit_length()))
    slices: list[list[Hashes]] = [[] for _ in range(1 << begin)]
    for first in range(0, len(hashes), BLOCK):
        block = hashes[first : first + BLOCK]
        begins = (block >> np.uint64(64 - begin)).astype(np.uint8)
        block[:] = block[np.argsort(begins, kind="stable")]
        ends = np.cumsum(np.bincount(begins, minlength=len(slices)))
        for alike, own in zip(slices, np.split(block, ends[:-1]), strict=True):
            alike.append(own)
    most = max((sum(map(len, alike)) for alike in slices), default=0)
    numbers = np.arange(most, dtype=np.uint32)
    slots = (len(hashes) >> begin).bit_length() + 2
    holders, shift = np.empty(1 << slots, np.uint32), np.uint64(64 - begin - slots)
    again = [hashes[:0]]
    for alike in slices:
        own = np.concatenate([hashes[:0], *alike])
        at = (own >> shift & np.uint64(len(holders) - 1)).view(np.int64)
        holders[at] = numbers[: len(own)]
        held = holders[at]
        lost = np.flatnonzero(held != numbers[: len(own)])
        displaced = own[lost]
        same = displaced == own[held[lost]]
        rest = np.sort(displaced[~same])
        again += [_name_once(displaced[same]), rest[1:][rest[1:] == rest[:-1]]]
    return _name_once(np.concatenate(again))


def _name_once(hashes: Hashes) -> Hashes:
    """Return each hash once, in order, in a tenth of the time of NumPy's `unique`."""
    import numpy as np

    ordered = np.sort(hashes)
    return np.concatenate([ordered[:1], ordered[1:][ordered[1:] != ordered[:-1]]])


def _find_searches(
    connection: duckdb.DuckDBPyConnection, folder: Path, rows: str, schema: Schema
) -> None:
    """Fill `by_search`: rows that are the same search as one of an earlier part.

    Two rows that both have ids are compared by them; a row without one is compared with all.
    """
    question = ask_search(schema, schema.same_search)
    times = [quoting.name(f"{n}_utc") for n in schema.same_search if _is_time(schema, n)]
    narrow, total = _narrow(connection, rows, times[0], "part")
    if not total:
        return
    has_id = _has_id(schema)
    keys = ", ".join(f"key_{n}" for n in range(len(question.keys)))
    asked = {"by_search": question}
    for _, shares, share, again in _find_again(connection, folder, narrow, total, asked):
        extra = f", {has_id} AS has_id"
        _gather(connection, narrow, question, shares, share, again, extra)
        connection.execute(
            f"INSERT INTO by_search WITH firsts AS (SELECT {keys}, min(location) AS first_of_all, "
            "min(location) FILTER (NOT has_id) AS first_without_id "
            f"FROM candidates GROUP BY {keys} HAVING count(*) > 1), "
            "pairs AS (SELECT location, CASE WHEN has_id THEN first_without_id "
            f"ELSE first_of_all END AS first_location FROM candidates JOIN firsts USING ({keys})) "
            f"FROM pairs WHERE first_location // {_STRIDE} < location // {_STRIDE}"
        )
    connection.execute("DROP TABLE IF EXISTS candidates")


def ask_search(schema: Schema, columns: Sequence[str]) -> _Question:
    """Return the question whether two rows are one search: alike in what was typed in `columns`.

    Blanks around a text do not matter, so two exports are alike whatever form they have.
    Too little is known of a row without a time, or with fewer than two other values.
    """
    blanks = quoting.text(BLANKS)
    keys, times, others = [], [], []
    for name in columns:
        if _is_time(schema, name):
            value = quoting.name(f"{name}_utc")
            times.append(f"{value} IS NOT NULL")
            keys.append(value)
        else:
            value = quoting.name(name)
            others.append(f"({value} IS NOT NULL)::INTEGER")
            text = f"trim({value}, {blanks})" if _is_text(schema, name) else f"{value}::VARCHAR"
            keys.append(f"coalesce({text}, '')")
    least = min(LEAST_KEYS, len(others))
    known = " AND ".join([*times, *([f"{' + '.join(others)} >= {least}"] if others else [])])
    return _Question(f"hash({', '.join(keys)})", keys, known or "true")


def _is_time(schema: Schema, name: str) -> bool:
    return schema.column(name).type == "time"


def _is_text(schema: Schema, name: str) -> bool:
    return schema.column(name).type in ("text", "date", "month")


def _has_id(schema: Schema) -> str:
    return f"{quoting.name(schema.id_column)} IS NOT NULL" if schema.id_column else "false"


def _narrow(
    connection: duckdb.DuckDBPyConnection, rows: str, time: str, by: str
) -> tuple[str, int]:
    """Return the rows, and how many, of times that more than one part (or log) has.

    Only those can be the same search. `by` is the column that names the part.
    """
    ends = connection.execute(
        f"SELECT min({time}), max({time}) FROM {rows} GROUP BY {by} HAVING count({time}) > 0"
    ).fetchall()
    spans = find_shared_spans(ends)
    if not spans:
        return rows, 0
    within = " OR ".join(f"{time} BETWEEN '{low}' AND '{high}'" for low, high in spans)
    narrow = f"(FROM {rows} WHERE {within})"
    counted = connection.execute(f"SELECT count(*) FROM {narrow}").fetchall()
    return narrow, int(counted[0][0])


def find_shared_spans(ends: Sequence[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Return where at least two of some spans overlap; `ends` are the first and last of each.

    >>> find_shared_spans([(1, 5), (5, 7), (6, 9), (20, 30), (8, 25)])
    [(5, 5), (6, 7), (8, 9), (20, 25)]
    """
    events = sorted([(low, 0) for low, _ in ends] + [(high, 1) for _, high in ends])
    found: list[tuple[Any, Any]] = []
    open_spans, begin = 0, None
    for at, closes in events:
        if closes:
            if open_spans == 2:
                found.append((begin, at))
            open_spans -= 1
        else:
            open_spans += 1
            if open_spans == 2:
                begin = at
    return found


@dataclass(frozen=True)
class Log:
    """The rows of one release, and the agency whose log it is."""

    release: str
    owner: str
    folder: Path
    parts: Sequence[PartAccount]


def find_repeats_across(
    connection: duckdb.DuckDBPyConnection, folder: Path, logs: Sequence[Log], schema: Schema
) -> None:
    """Make the table `repeats_across`: rows of one release that an earlier release has too.

    One search reaches the cameras of many agencies, and is in the log of each. What is flagged
    within its release is not flagged again. Of the rest: `same search in another agency's log` if
    the owners differ (and the rows are alike in the id, or in the schema's `same_elsewhere`), `same
    id`, or `same search in an overlapping window` (alike in `same_search`, and not both have ids).
    First occurrences are those of the logs that are named first. `folder` takes what is too large
    for memory.

    Columns: log (from 1), part, position, of_log, of_part, of_position, reason.
    """
    rows, flagged = [], ["SELECT 0::BIGINT AS location WHERE false"]
    bases: list[int] = []
    for number, log in enumerate(logs, 1):
        base = sum(len(one.parts) for one in logs[: number - 1])
        bases.append(base)
        own = select_rows(connection, log.folder, log.parts)
        rows.append(
            f"SELECT * REPLACE (part + {base} AS part), {number} AS log, "
            f"{quoting.text(log.owner)} AS owner FROM {own}"
        )
        if (log.folder / REPEATS).is_file():
            flagged.append(
                f'SELECT (("table" + {base})::BIGINT << 40) + position FROM '
                f"read_parquet({quoting.path(log.folder / REPEATS)})"
            )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE across AS "
        "SELECT *, 0::BIGINT AS first_location, '' AS reason "
        "FROM (SELECT 0::BIGINT AS location) WHERE false"
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE flagged AS {' UNION ALL '.join(flagged)}")
    ask = _Across(connection, folder, f"({' UNION ALL BY NAME '.join(rows)})", schema, bases)
    total = sum(part.kept for log in logs for part in log.parts)
    if schema.id_column:
        name = quoting.name(schema.id_column)
        question = _Question(f"hash({name})", [name], f"{name} IS NOT NULL")
        same, other = quoting.text(SAME_ID), quoting.text(OTHER_LOG)
        why = f"CASE WHEN owner = first_owner THEN {same} ELSE {other} END"
        ask.flag(question, total, why, "true")
    if schema.same_search:
        alike = ask_search(schema, schema.same_search)
        keys = ["owner", *alike.keys]
        question = _Question(f"hash(owner, {alike.hashed})", keys, alike.known)
        ask.flag_searches(
            question, schema.same_search, SAME_WINDOW, "NOT (has_id AND first_has_id)"
        )
    if schema.same_elsewhere:
        question = ask_search(schema, schema.same_elsewhere)
        ask.flag_searches(question, schema.same_elsewhere, OTHER_LOG, "owner <> first_owner")
    first, of = (_split_location(location, bases) for location in ("location", "first_location"))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE repeats_across AS SELECT {first[0]} AS log, "
        f"{first[1]} AS part, {first[2]} AS position, {of[0]} AS of_log, {of[1]} AS of_part, "
        f"{of[2]} AS of_position, reason FROM across"
    )


def _split_location(location: str, bases: Sequence[int]) -> tuple[str, str, str]:
    """Return the SQL of a row's log, part and position; `bases` are the parts before each log."""
    part = f"({location} // {_STRIDE})"
    logs = " ".join(f"WHEN {part} > {b} THEN {n}" for n, b in [*enumerate(bases, 1)][::-1])
    before = " ".join(f"WHEN {part} > {b} THEN {b}" for b in bases[::-1])
    return (
        f"(CASE {logs} END)",
        f"({part} - CASE {before} END)::INTEGER",
        f"({location} % {_STRIDE})",
    )


@dataclass(frozen=True)
class _Across:
    """The rows of several logs, with their log and owner; what is flagged is in `flagged`."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    rows: str
    schema: Schema
    bases: Sequence[int]

    def flag_searches(
        self, question: _Question, columns: Sequence[str], reason: str, fits: str
    ) -> None:
        """Flag rows that are the same search as the first one, if `fits` holds of the two."""
        time = next(n for n in columns if _is_time(self.schema, n))
        narrow, total = _narrow(self.connection, self.rows, quoting.name(f"{time}_utc"), "log")
        if total:
            self.flag(question, total, quoting.text(reason), fits, narrow)

    def flag(
        self, question: _Question, total: int, reason: str, fits: str, rows: str | None = None
    ) -> None:
        """Flag rows that are alike to the first one, in another log, if `fits` holds of the two."""
        rows = rows or self.rows
        keys = ", ".join(f"key_{n}" for n in range(len(question.keys)))
        extra = f", log, owner, {_has_id(self.schema)} AS has_id"
        asked = {"candidates_of": question}
        found = _find_again(self.connection, self.folder, rows, total, asked)
        for _, shares, share, again in found:
            _gather(self.connection, rows, question, shares, share, again, extra)
            self.connection.execute(
                f"INSERT INTO across WITH firsts AS (SELECT {keys}, "
                "min(location) AS first_location, arg_min(log, location) AS first_log, "
                "arg_min(owner, location) AS first_owner, "
                f"arg_min(has_id, location) AS first_has_id FROM candidates GROUP BY {keys} "
                "HAVING count(*) > 1) "
                f"SELECT location, first_location, {reason} "
                f"FROM candidates JOIN firsts USING ({keys}) WHERE log <> first_log AND ({fits}) "
                "AND location NOT IN (SELECT location FROM flagged)"
            )
        self.connection.execute("INSERT INTO flagged SELECT location FROM across")
