"""List vintages: the lists of a release, compared with those that are already here."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from helpers.cleaning.clean import find_table
from helpers.errors import Problem
from helpers.ledger.plausibility import VOUCH, Vintage, check_name, check_vintages, find_day
from helpers.project import Project
from helpers.quoting import name
from helpers.releases.descriptor import DESCRIPTOR, Descriptor
from helpers.releases.release import list_releases

if TYPE_CHECKING:
    from helpers.cleaning.table import Table


def check_rows(table: Table, shown: str) -> None:
    """Raise Problem if a release has a header and no row: that is no data, and never a zero."""
    if table.count:
        return
    rejected = table.ledger.rows_rejected
    what = f"rejected all {rejected:,} rows" if rejected else "found a header and no rows below it"
    raise Problem(
        f"We {what}: that is no data, and doesn't show that nothing happened",
        file=shown,
        expected="at least one row",
        remedy="Ask the custodian whether the log is empty or the export failed. If they say in "
        f"writing that it is empty, {VOUCH}",
    )


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
        facts = json.loads(path.read_bytes()).get("plateglass", {})
        if facts.get("kind") != table.kind or facts.get("data_status") == "synthetic":
            continue
        try:
            known = Descriptor.model_validate_json(path.read_bytes())
            yield from _read_vintages(find_table(other, project), known)
        except (Problem, ValueError):  # what is wrong with it is said when it is opened
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
