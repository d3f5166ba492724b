"""Refusals: files that can be read, and would be drawn as something that never was.

A person who knows better says so with `--vouch`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from helpers.cleaning.clean import find_table
from helpers.errors import Problem, list_some
from helpers.ledger.parts import select_rows
from helpers.ledger.plausibility import VOUCH, Vintage, check_name, check_vintages, find_day
from helpers.project import Project
from helpers.quoting import name
from helpers.readers.records import Records, ask_files, cell, query
from helpers.releases.descriptor import DESCRIPTOR, Descriptor
from helpers.releases.release import list_releases
from helpers.schemas.recognize import match_header

DAY_FIRST = r"^\s*(1[3-9]|2[0-9]|3[01])[/.-](0?[1-9]|1[0-2])[/.-][0-9]{2,4}"
MONTH_FIRST = r"^\s*(0?[1-9]|1[0-2])[/.-](1[3-9]|2[0-9]|3[01])[/.-][0-9]{2,4}"

if TYPE_CHECKING:
    from helpers.cleaning.table import Table


def check_rows(table: Table, shown: str) -> None:
    """Raise Problem if a release has a header and no row: that isn't data, and never a zero."""
    if table.count:
        return
    rejected = table.ledger.rows_rejected
    why = list_some((f"{reason} ({n:,})" for reason, n in table.ledger.rejected.items()), 3)
    if rejected and any("cells" in reason for reason in table.ledger.rejected):
        raise Problem(
            f"We rejected all {rejected:,} rows, so there is no data: {why}",
            file=shown,
            expected="as many cells in a row as its header has names",
            remedy="The header doesn't fit the rows. Correct it in a copy and add that copy, or "
            "ask the custodian to export the file again",
        )
    what = "We found a header and no rows below it"
    if rejected:
        what = f"The file has no rows below its header, only what we rejected: {why}"
    raise Problem(
        f"{what}. That is no data, and doesn't show that nothing happened",
        file=shown,
        expected="at least one row",
        remedy="Ask the custodian whether the log is empty or the export failed. If they say in "
        f"writing that it is empty, {VOUCH}",
    )


def check_days(records: Iterable[Records], table: Table) -> None:
    """Raise Problem if a file writes days before months, so others would be read wrongly.

    We read 01/02/2025 as January 2. A file with 13/01/2025, and no second number above
    12, means February 1.
    """
    days = [c for c in table.schema.columns if c.type in ("time", "date")]
    failed = [c for c in days if any(why.startswith(f"{c.name}:") for why in table.ledger.problems)]
    if not failed:
        return
    for part in records:
        positions = match_header(table.schema, part.header).positions
        for column in failed:
            if column.name not in positions:
                continue
            here = cell(positions[column.name])
            with query(part) as connection:
                first, second = connection.execute(
                    f"SELECT count(*) FILTER (regexp_matches({here}, '{DAY_FIRST}')), "
                    f"count(*) FILTER (regexp_matches({here}, '{MONTH_FIRST}')) FROM {part.scan}"
                ).fetchall()[0]
            if first and not second:
                raise Problem(
                    f"The file writes days before months in {column.name}: the first number is "
                    f"above 12 in {first:,} values, and the second one in none",
                    file=part.file,
                    part=part.part,
                    expected="months before days, or YYYY-MM-DD",
                    remedy=f"Ask for dates as YYYY-MM-DD, or save a copy so; {VOUCH}",
                )


def note_days(records: Iterable[Records], table: Table) -> list[str]:
    """Return a sentence on each column whose days could also be read with the day first.

    So it is where no day of the month is above 12: 03/04/2026 is March 4 to us.
    """
    notes = []
    for column in table.schema.columns:
        if column.type not in ("time", "date"):
            continue
        own = f"{column.name}_utc" if column.type == "time" else column.name
        day = f"({table.write_value(own)})::DATE"
        with ask_files() as connection:
            rows = select_rows(connection, table.folder, table.parts)
            last, days = connection.execute(
                f"SELECT coalesce(max(day({day})), 0), count(DISTINCT {day}) FROM {rows} r"
            ).fetchall()[0]
        if days < 2 or last > 12:
            continue
        for part in records:
            position = match_header(table.schema, part.header).positions.get(column.name)
            if position is None:
                continue
            with query(part) as connection:
                (found,) = connection.execute(
                    f"SELECT count(*) FROM {part.scan} WHERE regexp_matches({cell(position)}, "
                    "'^[ ]*[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}')"
                ).fetchall()[0]
            if found:
                notes.append(
                    f"{column.name}: we read 03/04/2026 as March 4. No day of the file is above "
                    "12, so nothing in it shows that the month comes first"
                )
                break
    return notes


def check_lists(table: Table, descriptor: Descriptor, project: Project) -> None:
    """Raise Problem if a list of a new release can't be what its name and its day say.

    It is compared with the lists of the same series in the other releases of the project.
    """
    rule = table.schema.vintages
    if rule is None:
        return
    if rule.list_column:
        marks = [one for one in rule.marks.values() if one]
        counts = ", ".join(f"count({name(one)})" for one in marks)
        found = table.sql(
            f"SELECT source_file, list(DISTINCT {name(rule.list_column)}), {counts} "
            "FROM rows GROUP BY source_file"
        )
        for file, said, *counted in found.itertuples(index=False, name=None):
            lacking = {one for one, count in zip(marks, counted, strict=True) if not count}
            check_name(str(file), set(said), rule.marks, lacking)
    new = _read_vintages(table, descriptor)
    check_vintages(new, [*_find_known(table, descriptor, project)])


def _find_known(table: Table, descriptor: Descriptor, project: Project) -> Iterable[Vintage]:
    for other in list_releases(project):
        path = project.release(other) / DESCRIPTOR
        if other == descriptor.name or not path.is_file():
            continue
        try:
            facts = json.loads(path.read_bytes())["plateglass"]
            if facts.get("kind") != table.kind or facts.get("data_status") == "synthetic":
                continue
            known = Descriptor.model_validate_json(path.read_bytes())
            yield from _read_vintages(find_table(other, project), known)
        except (
            Problem,
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            RecursionError,
        ):  # what is wrong with it is said when it is opened
            continue


def _read_vintages(table: Table, descriptor: Descriptor) -> list[Vintage]:
    """Return the lists of a release, one a file, also of an archive."""
    rule, custodian = table.schema.vintages, descriptor.plateglass.custodian
    if rule is None or not (rule.one_series or custodian):
        return []
    which = f"max({name(rule.list_column)})" if rule.list_column else "''"
    dated = name(rule.not_later) if rule.not_later else "NULL"
    vintages = []
    for file in descriptor.resources:
        for one in file.members or [file]:
            day = date.fromisoformat(file.as_of) if file.as_of else find_day(one.path)
            found = table.sql(
                f"SELECT {which} AS which, count(*) AS rows, count({dated}) AS dated, "
                f"count(*) FILTER ({dated}::VARCHAR > $day) AS later FROM rows "
                "WHERE source_file = $file AND starts_with(coalesce(source_part, ''), $part)",
                file=file.path,
                part=one.path if file.members else "",
                day=str(day or ""),
            ).iloc[0]
            shrinks = rule.list_column and not rule.marks.get(str(found["which"]))
            owner = "" if rule.one_series else custodian
            vintages.append(
                Vintage(
                    name=f"{file.path}, {one.path}" if file.members else file.path,
                    series="" if shrinks else f"{table.kind} {found['which']} {owner}",
                    day=day,
                    rows=int(found["rows"]),
                    sha256=one.hash,
                    later=int(found["later"]),
                    dated=int(found["dated"]),
                )
            )
    return vintages
