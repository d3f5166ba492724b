"""Clean: records to typed tables on disk, each with its account, whatever reader gave them."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.cleaning import cache, sql
from helpers.cleaning.duplicates import find_repeats
from helpers.cleaning.table import LEDGER, Table, open_table
from helpers.csv_output import write_csv
from helpers.errors import Problem
from helpers.ledger.account import make_ledger
from helpers.ledger.ledger import list_rejects
from helpers.ledger.parts import PARTS, PartAccount, write_parts
from helpers.ledger.row_report import write_rejects
from helpers.progress import count, is_shown, measure_step
from helpers.project import Project, bring_back, find_project, open_scratch, put_whole, work_on
from helpers.quoting import name, path, text
from helpers.readers import footers
from helpers.readers.records import Records, Rejected, guard_scan, open_database
from helpers.releases.corrections import Correction, check_corrections, load_corrections
from helpers.releases.descriptor import Provenance, Resource
from helpers.releases.release import SYNTHETIC_MARK, Release, open_release
from helpers.schemas.recognize import Match, require_header
from helpers.schemas.schema import Schema, Sensitivity, load_schema

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

MEMORY = "1000MB"
"""What DuckDB may hold; beyond it, it writes to disk."""

AS_PARQUET = "FORMAT parquet, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1000"
"""A smaller file than by default, in two thirds of the time: ids and reasons fill no dictionary."""

FEW_CELLS = 20_000
AT_ONCE = 100
"""Parts of so few cells are typed together, so many at a time."""

NEARLY_ALL = 0.95
"""The share of the ids that have the mark of invented rows where the rows are invented."""


REJECTS = "rejects.csv"
"""The file in data/processed/<release> that lists every rejected row."""

REVIEW = "agency-review.csv"
"""Proposals for data/reference/aliases.csv; nothing reads it."""


@dataclass(frozen=True)
class CleaningJob:
    """One file to be cleaned, anywhere: all that `clean_one` needs to know.

    `number` is the file's, from 1; its tables are written to `folder`. `corrections` are those that
    may be for its rows.
    """

    number: int
    file: Path
    resource: Resource
    schema: Schema
    mapping: dict[str, str] | None
    folder: Path
    corrections: tuple[Correction, ...] = ()


Run = Callable[
    [Callable[[CleaningJob], list[PartAccount]], list[CleaningJob]], Iterable[list[PartAccount]]
]
"""What runs `clean_one` for each job, and gives the answers in their order: `map`, or a cluster."""

Review = Callable[[Table, Project], "pd.DataFrame | None"]
"""What proposes agencies for the names that nobody has decided on."""


def clean_release(
    release: str, project: Project, *, run: Run = map, review: Review | None = None
) -> Table:
    """Write data/processed/<release> by one rename, and return its table.

    The folder holds one Parquet a file or part, parts.json, ledger.json and, if needed,
    repeats.parquet, rejects.csv and agency-review.csv. Nothing is cleaned if the folder is current.
    A run that dies leaves the old folder or the whole new one.
    """
    with work_on(project):
        return _clean(release, project, run, review)


def _clean(release: str, project: Project, run: Run, review: Review | None) -> Table:
    opened = open_release(release, project)
    processed = project.processed / release
    bring_back(processed)
    current = cache.find_current(opened, processed, cache.locate_marker(release, project))
    with open_scratch(project.processed, ".cleaning-") as folder:
        if current:
            table = open_table(release, processed, opened.digest, opened.pinned_rows)
            _renew_review(table, project, folder, review)
            return table
        made = folder / "made"
        kept_folder, kept_marker = _locate_kept(release, project)
        if cache.find_current(opened, kept_folder, kept_marker):
            _link_files(kept_folder, made)
            table = open_table(release, made, opened.digest, opened.pinned_rows)
        else:
            made.mkdir()
            table = make_tables(opened, made, run=run)
            opened.check_unchanged()
        _write_review(table, project, made, review)
        marker = cache.make_marker(opened, made)
        put_whole(made, processed)
        # A table without its marker is not used: if a run dies here, the next one cleans again.
        cache.write_marker(marker, cache.locate_marker(release, project), folder)
    return open_table(release, processed, opened.digest, opened.pinned_rows)


def load_table(
    release: str, project: Project | None = None, *, kind: str = "", shows: str = ""
) -> Table:
    """Return a release's table: the one in data/processed if it is current, else cleaned anew.

    A newly cleaned table is kept in the project's `.plateglass`; nothing in data/ changes. `kind`
    is the only kind that can answer the caller's question, and `shows` what such a release shows.
    Raises Problem if the release does not open, does not fit its kind, or is of another kind.
    """
    with work_on(project or find_project()) as at_work:
        if kind:
            _require_kind(open_release(release, at_work), kind, shows)
        return _load(release, at_work)


def _require_kind(release: Release, kind: str, shows: str) -> None:
    """Raise Problem, with both kinds, if a release cannot answer what is asked of it."""
    if release.kind == kind:
        return
    given, wanted = load_schema(release.kind), load_schema(kind)
    question = f", so it can't show {shows}" if shows else ""
    raise Problem(
        f"{release.name} is of the kind {given.kind} ({_begin_small(given.title)}){question}",
        expected=f"a release of the kind {wanted.kind} ({_begin_small(wanted.title)})",
        remedy="Name such a release as the parameter, or ask the agency for that file",
    )


def _begin_small(title: str) -> str:
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _load(release: str, project: Project) -> Table:
    opened = open_release(release, project)
    processed = project.processed / release
    if cache.find_current(opened, processed, cache.locate_marker(release, project)):
        return open_table(release, processed, opened.digest, opened.pinned_rows)
    kept_folder, kept_marker = _locate_kept(release, project)
    if not cache.find_current(opened, kept_folder, kept_marker):
        with open_scratch(kept_folder.parent, ".cleaning-") as folder:
            made = folder / "made"
            made.mkdir()
            make_tables(opened, made)
            opened.check_unchanged()
            facts = cache.make_marker(opened, made)
            put_whole(made, kept_folder)
            cache.write_marker(facts, kept_marker, folder)
    return open_table(release, kept_folder, opened.digest, opened.pinned_rows)


def find_table(release: str, project: Project) -> Table:
    """Return a release's table as it is on disk: it checks sizes and reads no content again.

    That is enough to follow a number through a large release. If anything has changed since it was
    cleaned, the table is loaded as any other.
    """
    locations = [(project.processed / release, cache.locate_marker(release, project))]
    locations.append(_locate_kept(release, project))
    for folder, marker in locations:
        found = cache.find_unchanged(release, project, folder, marker)
        if found:
            return open_table(release, folder, *found)
    return load_table(release, project)


def make_tables(release: Release, folder: Path, *, run: Run = map) -> Table:
    """Write the tables of a release, their accounts, repeats and ledger to `folder`."""
    facts = release.descriptor.plateglass
    schema = load_schema(facts.kind)
    corrections = load_corrections(release.name, release.project)
    _check_corrections(corrections, schema, release)
    jobs = [
        CleaningJob(
            *(number, release.path(resource), resource, schema, facts.mapping, folder),
            tuple(one for one in corrections if one.is_for(resource.path)),
        )
        for number, resource in enumerate(release.resources, start=1)
    ]
    parts: list[PartAccount] = []
    for done, found in enumerate(run(clean_one, jobs), start=1):
        parts += found
        count(done, len(jobs), "files")
    parts = _name_tables(parts, folder)
    with connect(folder) as connection:
        return write_tables(
            *(parts, schema, folder),
            connection=connection,
            release=release.name,
            facts=facts,
            corrections=corrections,
        )


def _check_corrections(corrections: Sequence[Correction], schema: Schema, release: Release) -> None:
    shown = {column.name: column.sensitivity for column in schema.columns}
    public = [name for name, how in shown.items() if how is Sensitivity.PUBLISHABLE]
    for one in corrections:
        check_corrections(one, public, shown, [resource.path for resource in release.resources])


def write_tables(
    parts: Sequence[PartAccount],
    schema: Schema,
    folder: Path,
    *,
    connection: duckdb.DuckDBPyConnection,
    release: str,
    facts: Provenance,
    corrections: Sequence[Correction] = (),
) -> Table:
    """Write the accounts, repeats and ledger of the tables that are in `folder`.

    They are counted on `connection`, which `connect` made. Raises Problem if a correction does not
    meet the rows it is for.
    """
    if not parts:
        raise Problem(f"There are no rows to clean as {schema.kind}", file=release)
    _write(folder / PARTS, write_parts(parts))
    with ThreadPoolExecutor(1) as pool:
        # Most of the time repeats are sorted on one core, while the other counts for the ledger.
        repeats = pool.submit(find_repeats, connection.cursor(), folder, parts, schema)
        ledger = make_ledger(
            connection,
            folder,
            parts,
            schema,
            release=release,
            status=facts.data_status,
            repeats=repeats.result,
            received=facts.received,
            corrections=corrections,
        )
    _write(folder / LEDGER, ledger.to_json())
    rejects = list_rejects(parts)
    if rejects:
        _write(folder / REJECTS, write_rejects(rejects))
    return open_table(release, folder)


def keep_tables(table: Table, project: Project) -> None:
    """Put the tables of a release that was just added where `clean` and `load_table` find them."""
    opened = open_release(table.release, project)
    if load_corrections(table.release, project):
        return  # it was added as received
    kept_folder, kept_marker = _locate_kept(table.release, project)
    facts = cache.make_marker(opened, table.folder)
    with open_scratch(kept_folder.parent, ".cleaning-") as folder:
        put_whole(table.folder, kept_folder)
        cache.write_marker(facts, kept_marker, folder)


def _link_files(folder: Path, target: Path) -> None:
    """Make `target` with the files of `folder`, without copying them where the disk can do so.

    They also stay in `folder`, since a table may be open there.
    """
    target.mkdir()
    for file in folder.iterdir():
        try:
            os.link(file, target / file.name)
        except OSError:
            shutil.copyfile(file, target / file.name)


def _locate_kept(release: str, project: Project) -> tuple[Path, Path]:
    """Return the folder of tables that are not in data/, and the path of their marker."""
    folder = project.state / "cleaned"
    return folder / release, folder / f"{release}.json"


def clean_one(job: CleaningJob) -> list[PartAccount]:
    """Write the tables of one file, and return the account of each; no row is exchanged.

    It needs nothing but the file and a folder, so any process may run it.
    """
    from helpers.readers.files import open_file

    zones = choose_zones(job.resource.stamps_in, job.resource.count_in, job.schema)
    with open_scratch(job.folder.parent, ".reading-") as scratch, connect(scratch) as connection:
        opened = open_file(
            job.file,
            job.resource,
            shown=job.resource.path,
            schemas=(job.schema,),
            mapping=job.mapping,
            folder=scratch,
        )
        targets = [
            job.folder / f"file-{job.number:03}-{number:03}.parquet"
            for number, _ in enumerate(opened, start=1)
        ]
        return list(clean_parts(connection, opened, job.schema, zones, targets, job.corrections))


def _name_tables(parts: Sequence[PartAccount], folder: Path) -> list[PartAccount]:
    """Give the tables of all files their names, in order."""
    named = []
    for number, part in enumerate(parts, start=1):
        (folder / part.table).rename(folder / table_name(number))
        named.append(replace(part, table=table_name(number)))
    return named


def say_review(release: str, project: Project) -> list[str]:
    """Return the line on the names of agencies that a person should judge, if there are any."""
    listed = project.processed / release / REVIEW
    if not listed.is_file():
        return []
    with listed.open(encoding="utf-8", newline="") as file:
        names = {row["name"] for row in csv.DictReader(file)}
    if not names:
        return []
    return [f"  names of agencies to judge: {len(names):,} in {project.show(listed)}"]


def _renew_review(table: Table, project: Project, folder: Path, review: Review | None) -> None:
    """Write the review again: the reference tables may have changed since it was written."""
    if review is None:
        return
    old = table.folder / REVIEW
    _write_review(table, project, folder, review)
    if (folder / REVIEW).is_file():
        (folder / REVIEW).replace(old)
    else:
        old.unlink(missing_ok=True)


def _write_review(table: Table, project: Project, folder: Path, review: Review | None) -> None:
    frame = review(table, project) if review else None
    if frame is not None:
        plain = frame.astype(object).where(frame.notna(), None)
        listed = write_csv([*frame.columns], plain.itertuples(index=False, name=None))
        _write(folder / REVIEW, listed)


def _write(target: Path, content: str) -> None:
    target.write_text(content, encoding="utf-8", newline="\n")


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection that holds little memory, and writes what is beyond it to `folder`."""
    connection = open_database()
    connection.execute(
        f"SET memory_limit = '{MEMORY}'; SET preserve_insertion_order = true; "
        f"SET temp_directory = {text(str(folder))}"
    )
    return connection


def table_name(number: int) -> str:
    """Return the name of a release's n-th table, from 1.

    >>> table_name(3)
    'table-003.parquet'
    """
    return f"table-{number:03}.parquet"


def choose_zones(timestamps_in: str | None, count_in: str | None, schema: Schema) -> sql.Zones:
    """Return the time zones that hold for a file: its own, or else those of its kind."""
    timestamps_in = timestamps_in or schema.timestamps_in
    return timestamps_in, count_in or schema.count_in or timestamps_in


def clean_parts(
    connection: duckdb.DuckDBPyConnection,
    parts: Sequence[Records],
    schema: Schema,
    zones: sql.Zones,
    targets: Sequence[Path],
    corrections: Sequence[Correction] = (),
) -> Iterator[PartAccount]:
    """Write the typed table of each part to its target, and yield the account of every record.

    Small parts that follow one another, under the same header, are typed together: to plan a
    statement takes longer than to type a thousand rows. Raises Problem as `clean_part` does.
    """
    for _, group in groupby(
        zip(parts, targets, strict=True),
        lambda pair: pair[0].header if _is_small(pair[0]) and not corrections else id(pair[0]),
    ):
        while some := list(islice(group, AT_ONCE)):
            typed = [(part, "") for part, _ in some]
            if len(some) > 1:
                typed = _type_together(connection, [part for part, _ in some], schema, zones)
            for (_, target), (part, rows) in zip(some, typed, strict=True):
                yield clean_part(connection, part, schema, zones, target, corrections, rows)


def _is_small(records: Records) -> bool:
    return records.size is not None and records.size * len(records.header) <= FEW_CELLS


def _type_together(
    connection: duckdb.DuckDBPyConnection,
    parts: Sequence[Records],
    schema: Schema,
    zones: sql.Zones,
) -> list[tuple[Records, str]]:
    """Type the records of parts by one statement; return each with the SQL of its rows, in order.

    Their scans then read what was gathered. Where one of them has other columns than the first, or
    other rows count as totals, nothing is typed, and they are returned as they are.
    """
    alike = set()
    for one in parts:
        with guard_scan(connection, one):
            columns = connection.execute(f"DESCRIBE FROM {one.scan}").fetchall()
        alike.add((*(row[:2] for row in columns), footers.write_rejection(one)))
    if len(alike) > 1:
        return [(part, "") for part in parts]
    listed = ", ".join(f"{name(column)} {kind}" for column, kind, *_ in columns)
    connection.execute(f"CREATE OR REPLACE TABLE gathered ({listed})")
    found, rows = [], 0
    for one in parts:
        with guard_scan(connection, one):
            (count,) = connection.execute(f"INSERT INTO gathered FROM {one.scan}").fetchall()[0]
        limit = f"LIMIT {count} OFFSET {rows}"
        found.append((replace(one, scan=f"(FROM gathered {limit})"), f"FROM typed {limit}"))
        rows += count
    first = replace(parts[0], scan="gathered")
    match = require_header(schema, first.header, file=first.file, part=first.part)
    with guard_scan(connection, first):
        statement = write_statement(connection, first, schema, match, zones)
        _define(connection, statement)
        connection.execute(f"CREATE OR REPLACE TABLE typed AS\n{statement.query}")
    return found


def clean_part(
    connection: duckdb.DuckDBPyConnection,
    records: Records,
    schema: Schema,
    zones: sql.Zones,
    target: Path,
    corrections: Sequence[Correction] = (),
    typed: str = "",
) -> PartAccount:
    """Write the typed table of records to `target`, and return the account of every record.

    `typed` is the SQL of its rows, if they were typed before. Raises Problem if a required column
    is missing, a time has no zone, or the reader and our own count do not agree.
    """
    match = require_header(schema, records.header, file=records.file, part=records.part)
    with guard_scan(connection, records):
        return _clean_part(connection, records, schema, zones, target, corrections, match, typed)


def _clean_part(
    connection: duckdb.DuckDBPyConnection,
    records: Records,
    schema: Schema,
    zones: sql.Zones,
    target: Path,
    corrections: Sequence[Correction],
    match: Match,
    typed: str,
) -> PartAccount:
    days, numbers = _list_typed(schema, match)
    wanted = [one for one in corrections if one.is_for(records.file, records.part)]
    lost: Sequence[Rejected] = ()
    while True:
        positions = {one: _find_position(one.number, records, lost) for one in wanted}
        query = typed
        if not query:
            statement = write_statement(connection, records, schema, match, zones, positions)
            _define(connection, statement)
            query = statement.query
        _copy(connection, query, target)
        settled = footers.settle_rows(connection, records, target, days, numbers)
        if positions == {one: _find_position(one.number, records, settled.lost) for one in wanted}:
            break
        lost = settled.lost  # what the reader passes over is known only now
    marked, notes = _find_mark(connection, schema, match, target, settled.kept)
    return PartAccount(
        table=target.name,
        file=records.file,
        part=records.part,
        offset=records.offset,
        header=records.header,
        counted=settled.counted,
        delivered=settled.delivered,
        kept=settled.kept,
        lost=settled.lost,
        rejected=settled.rejected,
        dropped=settled.dropped,
        unlike=settled.unlike,
        unread=match.unread,
        notes=(*records.notes, *settled.notes, *notes),
        printed=records.printed,
        pages=records.pages,
        marked=marked,
        zones=zones,
    )


def _find_position(number: int | None, records: Records, lost: Sequence[Rejected]) -> int | None:
    """Return the position of the record of a number, from 0; -1 if there is none."""
    if number is None:
        return None
    if number in {one.row for one in lost}:
        return -1
    return number - records.offset - 1 - sum(one.row < number for one in lost)


def write_statement(
    connection: duckdb.DuckDBPyConnection,
    records: Records,
    schema: Schema,
    match: Match,
    zones: sql.Zones,
    corrections: Mapping[Correction, int | None] | None = None,
) -> sql.Statement:
    """Return the statement for records, with the usual forms of their times."""
    with connection.cursor() as cursor:  # failures of the sample aren't part of the account
        forms = sql.choose_column_forms(cursor, schema, match, records)
        extras = sql.list_extras(cursor, records)
    judged = footers.write_rejection(records)
    return sql.build(
        *(schema, match, zones, records),
        forms=forms,
        extras=extras,
        judged=judged,
        corrections=corrections,
    )


def _define(connection: duckdb.DuckDBPyConnection, statement: sql.Statement) -> None:
    for macro in statement.macros:
        connection.execute(macro)


def _copy(connection: duckdb.DuckDBPyConnection, query: str, target: Path) -> None:
    if is_shown():  # in a notebook DuckDB would ask for widgets
        connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
    with measure_step(connection.query_progress):
        connection.execute(f"COPY (\n{query}\n) TO {text(str(target))} ({AS_PARQUET})")


def _list_typed(schema: Schema, match: Match) -> tuple[dict[int, str], dict[int, str]]:
    """Return the table's columns of days and of numbers, by the position of their cells."""
    days: dict[int, str] = {}
    numbers: dict[int, str] = {}
    for column in schema.columns:
        position = match.positions.get(column.name)
        if position is None:
            continue
        if column.type in ("time", "date", "month"):
            value_column = f"{column.name}_utc" if column.type == "time" else column.name
            days.setdefault(position, value_column)
        elif column.type in ("integer", "decimal"):
            numbers.setdefault(position, column.name)
    return days, numbers


def _find_mark(
    connection: duckdb.DuckDBPyConnection, schema: Schema, match: Match, table: Path, kept: int
) -> tuple[bool, tuple[str, ...]]:
    """Return whether the ids have the mark of invented rows, and notes where only some do."""
    if schema.id_column not in match.positions or not kept:
        return False, ()
    key = name(str(schema.id_column))
    after = SYNTHETIC_MARK[:-1] + chr(ord(SYNTHETIC_MARK[-1]) + 1)
    (count,) = connection.execute(
        f"SELECT count(*) FROM read_parquet({path(table)}) WHERE reject IS NULL "
        f"AND {key} >= {text(SYNTHETIC_MARK)} AND {key} < {text(after)}"
    ).fetchall()[0]
    if count >= NEARLY_ALL * kept:
        return True, ()
    note = (
        f"{count:,} of {kept:,} ids begin with {SYNTHETIC_MARK}, as those of invented rows do; "
        "too few to call the rows invented"
    )
    return False, (note,) if count else ()
