"""The one statement: it types the records of any file, of any size, by the schema of its kind.

Every record is written, in the order of the file, with `reject` where it isn't a row: nothing is
filtered or sorted, so a record's number is its position. A value that fails its type is null,
with the reason in `problems`. What holds for nearly all cells is not written: a null state means
given, a null flag means ok.

Each step is a WITH query of its own. An alias used within its own SELECT would be copied, and so
would an expression given to a macro that uses its argument twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from helpers.cleaning import timezones
from helpers.cleaning.projections import PROJECTIONS
from helpers.cleaning.timestamps import EDGE, PLAIN, Form, choose_forms
from helpers.cleaning.timestamps import write_time_macros as write_timestamp_macros
from helpers.errors import Problem
from helpers.quoting import name, text
from helpers.readers.footers import JUDGED, NOTHING_READ, STRIPPED, write_reject_cells
from helpers.readers.records import CORRECTED, FAULT, PART, Records, cell
from helpers.releases.corrections import LOCATION, Correction
from helpers.releases.corrections import CorrectionState as Status
from helpers.schemas.headers import fold_header
from helpers.schemas.recognize import find_unread
from helpers.schemas.schema import COMPLAINTS, CellState, Column, Flag, Mark, Schema
from helpers.schemas.shapes import DECIMAL, INTEGER, MONTH

if TYPE_CHECKING:
    import duckdb

    from helpers.schemas.recognize import Match


YEAR = "(?:^|[^0-9])([12][0-9]{3})(?:[^0-9]|$)"
"""The year in a text that isn't a day."""

SQL_TYPES = {"integer": "BIGINT", "decimal": "DOUBLE"}

STATES, FLAGS = (f"ENUM({', '.join(map(text, words))})" for words in (CellState, Flag))
REJECTS = f"ENUM{JUDGED}"
"""On their way to the file these words take a byte each, and not sixteen; there they are texts."""

PLAIN_TEXT = "{0} >= '!' AND {0} < chr(127)"
"""A text that begins with a character of ASCII that isn't a blank: nearly all do."""

Zones = tuple[str | None, str | None]
"""The zone of timestamps that name none, and the one that days and months are counted in."""


@dataclass(frozen=True)
class Statement:
    """The macros that a query needs, and the query."""

    macros: tuple[str, ...]
    query: str

    def __str__(self) -> str:
        """Return the SQL as one text."""
        return "".join(f"{macro};\n" for macro in self.macros) + self.query + "\n"


@dataclass(frozen=True)
class _Window:
    """The columns of a cell that holds two times, which both of its ends share.

    They are SQL: its state, the text given, both times by their usual form, and whether that form
    and what separates them is all that the cell holds.
    """

    state: str
    given: str
    times: tuple[str, ...]
    fits: str


@dataclass
class _Steps:
    """The expressions of each step, and what the last SELECT takes."""

    expressions: dict[str, list[str]] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    windows: dict[tuple[object, ...], _Window] = field(default_factory=dict)
    failures: list[tuple[str, str]] = field(default_factory=list)
    years: list[str] = field(default_factory=list)

    def add(self, step: str, expression: str, alias: str) -> str:
        self.expressions.setdefault(step, []).append(f"{expression} AS {name(alias)}")
        return name(alias)


ORDER = (
    *("texts", "states", "given_texts", "typed", "fitting", "checked", "odd", "read_times"),
    *("utc_times", "local_times", "complete"),
)
"""The steps in their order; one that has nothing to do is left out."""


def build(
    schema: Schema,
    match: Match,
    zones: Zones,
    records: Records,
    *,
    forms: Mapping[str, Form] | None = None,
    extras: Collection[str] = (),
    judged: str = "NULL::VARCHAR",
    corrections: Mapping[Correction, int | None] | None = None,
) -> Statement:
    """Return the statement that types the records of a file.

    `forms` are the usual forms of its times by the name of the column (`choose_column_forms`),
    `extras` the columns that its scan adds to the cells (FAULT, PART), and `judged` the SQL that
    says why a record isn't a row. `corrections` replace cells before anything is read in them, each
    in the one record at a position if it has one; `corrected_by` then says which did. Raises
    Problem if a time has no zone.
    """
    steps = _Steps()
    states = _name_states(schema.columns)
    unread = find_unread(schema, records.header)
    for column in schema.columns:
        if column.name in match.positions:
            _add_present(steps, column, match, zones, records, (forms or {}), states)
        else:
            _add_absent(steps, column, unread)
    fixes = _write_corrections(corrections or {}, match)
    views = [f"records AS (\n    FROM {records.scan}\n)"]
    views.append(
        f"judged AS (\n    SELECT *, {_judge_read(judged, match, records)} AS reject\n"
        "    FROM records\n)"
    )
    before = "judged"
    if fixes:
        numbered = "SELECT *, row_number() OVER () - 1 AS number FROM judged"
        if any(at is not None for at in (corrections or {}).values()):
            views.append(f"numbered AS (\n    {numbered}\n)")
            before = "numbered"
        views.append(f"corrected AS (\n    SELECT * {fixes}\n    FROM {before}\n)")
        before = "corrected"
    for step in ORDER:
        if step in steps.expressions:
            listed = ",\n        ".join(steps.expressions[step])
            views.append(f"{step} AS (\n    SELECT *,\n        {listed}\n    FROM {before}\n)")
            before = step
    for number, replaced in enumerate(PROJECTIONS[schema.projection] if schema.projection else ()):
        listed = ",\n        ".join(f"{value} AS {name(one)}" for one, value in replaced.items())
        step = f"projected_{number + 1}"
        views.append(
            f"{step} AS (\n    SELECT * REPLACE (\n        {listed})\n    FROM {before}\n)"
        )
        before = step
    if schema.as_of_column and records.as_of:
        day = name(schema.as_of_column)
        filled = f"coalesce({day}, {text(records.as_of)}) AS {day}"
        views.append(f"dated AS (\n    SELECT * REPLACE ({filled})\n    FROM {before}\n)")
        before = "dated"
    last = [
        *steps.shown,
        f"{_describe_problems(steps.failures, FAULT in extras)} AS problems",
        f"reject::{REJECTS} AS reject",
        f"{write_reject_cells(records)} AS reject_cells",
        f"{_hash_content(schema, match, records.header)} AS content",
        *([PART] if PART in extras else []),
        *([CORRECTED] if fixes else []),
        *steps.years,
    ]
    query = "WITH {}\nSELECT\n    {}\nFROM {}".format(
        ",\n".join(views), ",\n    ".join(last), before
    )
    return Statement(tuple(_write_macros(schema, match, zones, states)), query)


def _write_corrections(corrections: Mapping[Correction, int | None], match: Match) -> str:
    """Return the SQL that replaces cells by their corrections, and says which; or nothing.

    A cell is replaced once: where two corrections are for it, the second one meets no row. One that
    is mended replaces a cell by itself.
    """
    met: dict[int, list[tuple[str, str]]] = {}
    notes = []
    for one, at in corrections.items():
        if any(name not in match.positions for name in one.columns):
            continue
        position = match.positions[one.column]
        pairs = [(one.column, one.match), *(pair for pair in one.where if pair[0] not in LOCATION)]
        tests = [f"{cell(match.positions[name])} = {text(value)}" for name, value in pairs]
        test = " AND ".join([*tests, *([] if at is None else [f"number = {at}"])])
        earlier = "".join(f" AND NOT ({other})" for other, _ in met.get(position, []))
        new = one.match if one.status is Status.MENDED else one.replacement
        met.setdefault(position, []).append((test, text(new)))
        notes.append(f"CASE WHEN {test}{earlier} THEN {text(one.id)} END")
    if not met:
        return ""
    replaced = [
        f"CASE {' '.join(f'WHEN {test} THEN {new}' for test, new in fixes)} "
        f"ELSE {cell(position)} END AS {cell(position)}"
        for position, fixes in met.items()
    ]
    return (
        f"REPLACE (\n        {f',{chr(10)}        '.join(replaced)}),\n"
        f"        nullif(concat_ws(' ', {', '.join(notes)}), '') AS {CORRECTED}"
    )


def choose_column_forms(
    connection: duckdb.DuckDBPyConnection, schema: Schema, match: Match, records: Records
) -> dict[str, Form]:
    """Return the usual form of each column of times, as the first records show it."""
    times = {
        column.name: (cell(match.positions[column.name]), _is_window(column, match))
        for column in schema.columns
        if column.type == "time" and column.name in match.positions
    }
    return choose_forms(connection, records.scan, times) if times else {}


def list_extras(connection: duckdb.DuckDBPyConnection, records: Records) -> frozenset[str]:
    """Return which of FAULT and PART the scan of records has in addition to the cells."""
    columns = connection.execute(f"DESCRIBE FROM {records.scan}").fetchall()
    return frozenset(column[0] for column in columns) & {FAULT, PART}


def _add_present(
    steps: _Steps,
    column: Column,
    match: Match,
    zones: Zones,
    records: Records,
    forms: Mapping[str, Form],
    states: Mapping[str, str],
) -> None:
    """Add the steps of a column that the file has."""
    if _is_window(column, match):
        _check_zones(column, zones, records)
        window = _add_window(steps, column, match, forms, states)
        _add_time(steps, column, window.given, zones, forms.get(column.name, PLAIN), window)
        steps.failures.append(_describe_failure(column, window.given))
        steps.years.append(_find_year(column, window.given))
        if column.has_state:
            steps.shown.append(f"{window.state}::{STATES} AS {name(f'{column.name}_state')}")
        return
    state, given = _add_given(steps, column, match, states)
    if column.type == "time":
        _check_zones(column, zones, records)
        _add_time(steps, column, given, zones, forms.get(column.name, PLAIN))
    elif column.type != "text":
        value = _type(column.type, given)
        if column.zero_with in match.positions:
            doubted = _doubt_zeros(column, match)
            value = f"CASE WHEN NOT ({doubted}) THEN {value} END"
            message = f"{column.name}: 0 beside a 0 of {column.zero_with}, so it may not be a count"
            steps.failures.append((doubted, message))
        steps.add("typed", value, column.name)
        steps.shown.append(name(column.name))
    else:
        steps.shown.append(given)
    if column.type != "text" and column.zero_with in match.positions:
        failed, why = _describe_failure(column, given)
        steps.failures.append((f"{failed} AND NOT ({_doubt_zeros(column, match)})", why))
    elif column.type != "text":
        steps.failures.append(_describe_failure(column, given))
    if column.type in ("time", "date", "month"):
        steps.years.append(_find_year(column, given))
    if column.has_state:
        steps.shown.append(f"{state}::{STATES} AS {state}")


def _doubt_zeros(column: Column, match: Match) -> str:
    """Return the SQL of whether a column and its `zero_with` column are both 0."""
    cells = [cell(match.positions[one]) for one in (column.name, column.zero_with)]
    return " AND ".join(
        f"regexp_full_match(coalesce({one}, ''), '{EDGE}*0+{EDGE}*')" for one in cells
    )


def _is_window(column: Column, match: Match) -> bool:
    """Return whether a column's cells hold two times: it has no header of its own."""
    end = column.end_of
    return (
        end is not None
        and column.type == "time"
        and match.positions[column.name] == match.positions.get(end[0])
    )


def _add_given(
    steps: _Steps, column: Column, match: Match, states: Mapping[str, str]
) -> tuple[str, str]:
    """Add the state of a column's cells, and the texts of those that have a value."""
    kept = column.type in ("text", "time")
    raw = steps.add("texts", cell(match.positions[column.name]), f"raw {column.name}")
    state = "NULL::VARCHAR"
    if column.name in states:
        label = f"{column.name}_state" if column.has_state else f"state {column.name}"
        state = steps.add("states", f"{states[column.name]}({raw})", label)
        given = f"CASE WHEN {state} IS NULL THEN {raw if kept else f'bare({raw})'} END"
    else:
        given = f"given({raw})" if kept else f"nullif(bare({raw}), '')"
    if column.unit_words:
        words = "|".join(map(re.escape, column.unit_words))
        given = f"regexp_replace({given}, {text(f'(?i) *(?:{words})[.]?$')}, '')"
    if column.type == "date":
        # At midnight sharp it is a day too: so a workbook's column is read if any cell has a time.
        given = f"without_midnight({given})"
    label = column.name if column.type == "text" else f"given {column.name}"
    return state, steps.add("given_texts", given, label)


def _add_window(
    steps: _Steps,
    column: Column,
    match: Match,
    forms: Mapping[str, Form],
    states: Mapping[str, str],
) -> _Window:
    """Add what both ends of a window share, for the first of them."""
    key = (match.positions[column.name], column.redactions, column.unavailable, column.nulls)
    if key in steps.windows:
        return steps.windows[key]
    state, given = _add_given(steps, column, match, states)
    form = forms.get(column.name, PLAIN)
    ends, whole = _split_window(given, form)
    if not ends:
        steps.windows[key] = _Window(state, given, (), "")
        return steps.windows[key]
    times = [
        steps.add("typed", _read(end, form), f"{label} time {column.name}")
        for label, end in zip(("first", "last"), ends, strict=True)
    ]
    tests = [whole]
    for time, end in zip(times, ends, strict=True):
        tests.append(_is_written(time, end, form))
    fits = steps.add("fitting", "\n            AND ".join(tests), f"fits {column.name}")
    steps.windows[key] = _Window(state, given, tuple(times), fits)
    return steps.windows[key]


def _check_zones(column: Column, zones: Zones, records: Records) -> None:
    if not zones[0] or not zones[1]:
        raise Problem(
            f"The times in {column.name} have no time zone",
            file=records.file,
            part=records.part,
            expected="stamps_in and count_in in the descriptor",
            remedy="Add the file again with --stamps-in and --count-in",
        )


def _find_year(column: Column, given: str) -> str:
    """Return the year in a text that isn't a day: the ledger counts days that no log can have."""
    failed, _ = _describe_failure(column, given)
    year = f"try_cast(regexp_extract({given}, '{YEAR}', 1) AS SMALLINT)"
    return f"CASE WHEN {failed} THEN {year} END AS {name(f'year {column.name}')}"


def _describe_failure(column: Column, given: str) -> tuple[str, str]:
    """Return the SQL of whether a given text became null, and the message for it."""
    value = name(f"{column.name}_utc" if column.type == "time" else column.name)
    message = f"{column.name}: {COMPLAINTS[column.type]}"
    return f"{given} IS NOT NULL AND {value} IS NULL", message


def _read(text_of: str, form: Form) -> str:
    """Return the SQL of a time that is written in a form; other texts may be read too."""
    if form.text == PLAIN.text:  # faster without naming the form
        return f"try_cast({text_of} AS TIMESTAMP)"
    return f"try_strptime({text_of}, {text(form.text)})"


def _is_written(time: str, text_of: str, form: Form) -> str:
    """Return the SQL of whether a form writes a time as it was read, and in a likely year."""
    written = f"strftime({time}, {text(form.text)})"
    if form.text == PLAIN.text:  # with a fraction only if the text has the same one
        written = f"{time}::VARCHAR"
    first, last = (str(moment) for moment in (timezones.FIRST, timezones.LAST))
    within = f"{time} >= TIMESTAMP '{first}' AND {time} < TIMESTAMP '{last}'"
    return f"{written} = {text_of}\n            AND {within}"


def _type(kind: str, given: str) -> str:
    """Return the SQL that types a text; null where it has not the shape of its type."""
    if kind == "integer":
        return (
            f"CASE WHEN regexp_full_match({given}, '-?[0-9]{{1,18}}') THEN {given}::BIGINT\n"
            f"            WHEN regexp_full_match({given}, '{INTEGER}')\n"
            f"            THEN regexp_replace(replace({given}, ',', ''), '[.]0+$', '')::BIGINT END"
        )
    if kind == "decimal":
        return f"CASE WHEN regexp_full_match({given}, '{DECIMAL}') THEN {given}::DOUBLE END"
    if kind == "month":
        return f"CASE WHEN regexp_full_match({given}, '{MONTH}') THEN {given} END"
    return f"read_day({given})"


def _add_time(
    steps: _Steps,
    column: Column,
    given: str,
    zones: Zones,
    form: Form,
    window: _Window | None = None,
) -> None:
    """Add the steps of a time: by its usual form, by any, and then to UTC and to local time."""
    timestamps_in, count_in = zones
    title, end = column.name, column.end_of if window else None
    if window is None or end is None:
        time = steps.add("typed", _read(given, form), f"time {title}")
        read = f"CASE WHEN {_is_written(time, given, form)} THEN {time} END"
    elif window.times:
        time = window.times[0 if end[1] == "first" else 1]
        read = f"CASE WHEN {window.fits} THEN {time} END"
    else:
        read = "NULL::TIMESTAMP"
    usual = steps.add("checked", read, f"usual {title}")
    text_of = f"even({given})"
    if end:
        text_of = f"window_part({text_of}, {1 if end[1] == 'first' else 2})"
    odd = steps.add("odd", f"CASE WHEN {usual} IS NULL THEN {text_of} END", f"odd {title}")
    read = steps.add("read_times", f"coalesce({usual}, read_timestamp({odd}))", f"read {title}")
    utc, local = name(f"{title}_utc"), name(f"{title}_local")
    says = ""
    if timestamps_in == "UTC":
        steps.add("utc_times", read, f"{title}_utc")
    else:
        says = steps.add(
            "read_times",
            f"CASE WHEN {usual} IS NOT NULL THEN {str(form.in_utc).lower()} "
            f"ELSE coalesce(says_utc({odd}), false) END",
            f"says utc {title}",
        )
        steps.add(
            "utc_times", f"CASE WHEN {says} THEN {read} ELSE utc_of({read}) END", f"{title}_utc"
        )
    if timestamps_in == count_in:
        # As written: converting there and back would move an hour that never occurs.
        converted = f"CASE WHEN {says} THEN local_of({utc}) ELSE {read} END" if says else read
    else:
        converted = utc if count_in == "UTC" else f"local_of({utc})"
    steps.add("local_times", converted, f"{title}_local")
    flag = f"flag_of({local})"
    if says and timestamps_in != count_in:
        flag = f"coalesce(CASE WHEN NOT {says} THEN flag_in({read}) END, {flag})"
    steps.shown += [utc, local, f"({flag})::{FLAGS} AS {name(f'{title}_flag')}"]


def _split_window(given: str, form: Form) -> tuple[list[str], str]:
    """Return the SQL of both times of a cell that holds two, and of whether they are all of it.

    Where times differ in size, only their patterns show where one ends: nothing is returned.
    """
    size, cut = form.size, form.between
    if not size:
        return [], ""
    whole = (
        f"strlen({given}) = {2 * size + len(cut)} "
        f"AND {given}[{size + 1}:{size + len(cut)}] = {text(cut)}"
    )
    return [f"left({given}, {size})", f"right({given}, {size})"], whole


def _add_absent(steps: _Steps, column: Column, unread: Collection[str]) -> None:
    """Add the nulls of a column that the file does not have."""
    title = column.name
    if column.type == "time":
        kinds = {"utc": "TIMESTAMP", "local": "TIMESTAMP", "flag": FLAGS}
        steps.shown += [
            steps.add("complete", f"NULL::{kind}", f"{title}_{end}") for end, kind in kinds.items()
        ]
    else:
        null = f"NULL::{SQL_TYPES.get(column.type, 'VARCHAR')}"
        steps.shown.append(steps.add("complete", null, title))
    if column.has_state:
        state = CellState.UNREAD if title in unread else CellState.NEVER_RELEASED
        value = f"{text(state.value)}::{STATES}"
        steps.shown.append(steps.add("complete", value, f"{title}_state"))


def _describe_problems(failures: Sequence[tuple[str, str]], faults: bool) -> str:
    """Return the SQL of why values of a row became null; null where none did."""
    messages = [f"CASE WHEN {failed} THEN {text(why)} END" for failed, why in failures]
    some = [f"({failed})" for failed, _ in failures]
    if faults:
        messages.append(FAULT)
        some.append(f"{FAULT} IS NOT NULL")
    if not messages:
        return "NULL::VARCHAR"
    listed = ",\n        ".join(messages)
    return f"CASE WHEN {' OR '.join(some)} THEN concat_ws('; ',\n        {listed}) END"


def _judge_read(judged: str, match: Match, records: Records) -> str:
    """Return the SQL of why a record isn't a row, where it may be blank in all that is read.

    Nothing else is left of such a record in the table, so it would count as a row of nothing.
    """
    width = len(records.written or records.header)  # what a person gave all rows is behind them
    read = {position for position in match.positions.values() if position < width}
    if not records.may_hold_totals or len(read) == width:
        return judged
    blank = " AND ".join(f"trim({cell(n)}, {text(STRIPPED)}) = ''" for n in sorted(read))
    return f"coalesce({judged}, CASE WHEN {blank} THEN {text(NOTHING_READ)} END)"


def _hash_content(schema: Schema, match: Match, header: Sequence[str]) -> str:
    """Return the SQL of a number for the texts of a row as received, but its id.

    A column that the file does not have counts as empty, so files of one release compare.
    Cells that no column reads count too, each with its header: rows that differ only there are
    not the same.
    """
    texts = []
    for column in schema.columns:
        position = match.positions.get(column.name)
        taken = column.end_of and match.positions.get(column.end_of[0]) == position
        if column.name != schema.id_column:
            texts.append("''" if position is None or taken else name(f"raw {column.name}"))
    read = {*match.positions.values()}
    unread = sorted((fold_header(one), n) for n, one in enumerate(header) if n not in read)
    if unread:
        marked = [
            f"CASE WHEN {cell(n)} <> '' THEN {text(f'{one}:')} || {cell(n)} || chr(30) END"
            for one, n in unread
        ]
        texts.append(f"concat({', '.join(marked)})")
    else:
        texts.append("''")
    given = [one for one in texts if one != "''"]
    if not given:
        return "NULL::UBIGINT"
    empty = " AND ".join(f"{one} = ''" for one in given)
    return f"CASE WHEN {empty} THEN NULL ELSE hash({', '.join(texts)}) END"


def _name_states(columns: Sequence[Column]) -> dict[str, str]:
    """Return the macro for the state of each column with marks; equal marks share one."""
    macros: dict[tuple[object, ...], str] = {}
    named = {}
    for column in columns:
        key = (column.redactions, column.unavailable, column.nulls)
        if column.has_state or set(column.nulls) - {""}:
            named[column.name] = macros.setdefault(key, f"state_{len(macros) + 1}")
    return named


def _write_macros(
    schema: Schema, match: Match, zones: Zones, states: Mapping[str, str]
) -> list[str]:
    """Return the macros that the columns of a file need."""
    present = [column for column in schema.columns if column.name in match.positions]
    plain, sides = PLAIN_TEXT.format("t"), PLAIN_TEXT.format("t[-1]")
    blank, edges = f"regexp_full_match(t, '{EDGE}*')", f"^{EDGE}+|{EDGE}+$"
    stripped = f"regexp_replace(t, '{edges}', '', 'g')"
    macros = [
        f"given(t) AS CASE WHEN {plain} THEN t WHEN {blank} THEN NULL ELSE t END",
        f"bare(t) AS CASE WHEN {plain} AND {sides} THEN t\n    ELSE {stripped} END",
    ]
    written = {}
    for column in present:
        if column.name in states and states[column.name] not in written:
            written[states[column.name]] = _write_state(states[column.name], column)
    macros = [f"CREATE OR REPLACE TEMP MACRO {one}" for one in (*macros, *written.values())]
    types = {column.type for column in present}
    if types & {"time", "date"}:
        macros += write_timestamp_macros()
    if "time" in types and zones[0] and zones[1]:
        macros += timezones.write_zone_macros(zones[0], zones[1])
    return macros


def _write_state(macro: str, column: Column) -> str:
    """Return the macro that says why a cell of a column has no value; null where it has one."""
    nulls = [Mark(shown=null) for null in column.nulls if null]
    marks = (*nulls, *column.redactions, *column.unavailable)
    states = (
        (nulls, CellState.BLANK),
        (column.redactions, CellState.WITHHELD),
        (column.unavailable, CellState.NOT_AVAILABLE),
    )
    begins = [mark.begins for mark in marks]
    known = "".join(sorted({sign for some in begins for sign in some or ""}))
    lines = ["WHEN t = '' THEN 'blank'"]
    if None not in begins:
        ordinary = PLAIN_TEXT.format("t")
        if known:
            ordinary += f" AND {_begins_with_none(known)}"
        lines.append(f"WHEN {ordinary} THEN NULL")
    # Most marks are written as we show them; a pattern takes a hundred times as long.
    shown: dict[str, CellState] = {}
    for some, state in states:
        for mark in some:
            shown.setdefault(mark.shown, state)
    lines += [f"WHEN t = {text(one)} THEN {text(state.value)}" for one, state in shown.items()]
    lines.append(f"WHEN NOT {_match_any(marks, blank=True)} THEN NULL")
    for some, state in states:
        if some:
            lines.append(f"WHEN {_match_any(some)} THEN {text(state.value)}")
    lines.append(f"ELSE {text(CellState.BLANK.value)}")
    return f"{macro}(t) AS CASE {(chr(10) + '    ').join(lines)} END"


def _begins_with_none(known: str) -> str:
    """Return a quick test of whether plain text begins with none of some characters of ASCII.

    Each third of ASCII has 32 characters, which are the bits of a number.
    """
    bits = [
        sum(1 << (ord(one) & 31) for one in set(known) if ord(one) >> 5 == third)
        for third in (1, 2, 3)
    ]
    return (
        f"(CASE WHEN t < '@' THEN {bits[0]} WHEN t < '`' THEN {bits[1]} ELSE {bits[2]} END "
        ">> (ord(t) & 31)) & 1 = 0"
    )


def _match_any(marks: Sequence[Mark], *, blank: bool = False) -> str:
    shapes = ["", *(mark.shape for mark in marks)] if blank else [mark.shape for mark in marks]
    shape = "|".join(f"(?:{one})" if one else "" for one in shapes)
    return f"regexp_full_match(t, {text(f'{EDGE}*(?:{shape}){EDGE}*')})"
