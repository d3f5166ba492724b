"""Layout: where the header of a delimited file is, or how its columns run without one.

Found once, when a file is added, from what the schemas know of headers; pinned in its descriptor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from helpers.readers.apart import Budget
from helpers.readers.archive import unpack_gzip, unpack_zip
from helpers.readers.csv import find_header, first_records
from helpers.readers.encoding import DELIMITERS, as_utf8
from helpers.readers.files import DELIMITED, GZIP, in_member
from helpers.releases.descriptor import Dialect, Resource
from helpers.schemas.column_orders import find_order, find_phantom, is_shifted
from helpers.schemas.headers import HeaderTest, map_names, map_test
from helpers.schemas.recognize import make_header_test
from helpers.schemas.schema import Schema

SEARCHED = 60
"""How many records are searched for a header: banners are a few lines."""

SAMPLE = 300
"""How many records show whether a file without a header has a kind's columns."""


def pin_layout(
    path: Path,
    resource: Resource,
    schemas: Sequence[Schema],
    *,
    folder: Path,
    mapping: Mapping[str, str] | None = None,
    columns: Sequence[str] | None = None,
    budget: Budget | None = None,
) -> Resource:
    """Return `resource` with its header pinned, and its delimiter corrected if that finds one.

    The header is the first record that heads one of `schemas`, once `mapping` has renamed its
    cells; `columns` name those of a file that has no header. `folder` takes what must be unpacked,
    and `budget` what that may cost, by default as much as `path` by itself may.
    Raises Problem if the file has no header and several orders of columns fit its cells.
    """
    shown = resource.path
    budget = budget or Budget.of(path)
    if resource.members:
        unpacked = dict(unpack_zip(path, folder, budget, shown=shown))
        members = []
        for member in resource.members:
            with in_member(shown, member.path):
                members.append(
                    pin_layout(
                        *(unpacked[member.path], member, schemas),
                        folder=folder,
                        mapping=mapping,
                        columns=columns,
                        budget=budget,
                    )
                )
        return resource.model_copy(update={"members": members})
    if resource.format.removesuffix(GZIP) not in DELIMITED:
        return resource
    dialect = resource.dialect or Dialect()
    if columns:
        return _pin_columns(resource, dialect, columns)
    test = map_test(make_header_test(schemas), mapping) or HeaderTest(lambda _: False)
    if resource.format.endswith(GZIP):
        path = unpack_gzip(path, folder, budget, shown=shown)
    plain = as_utf8(path, resource.encoding, shown, folder)
    known = _find_known_header(plain, dialect, test, shown)
    records = first_records(plain, known or dialect, SAMPLE, shown=shown)
    if known is not None:
        row = known.headerRows[0] if known.headerRows else None
        read_as = partial(map_names, mapping=mapping)
        found = {
            "shifted": is_shifted(records, row, schemas, read_as),
            "phantom": find_phantom(records, row, schemas, read_as),
        }
        return resource.model_copy(update={"dialect": known, **found})
    order = find_order(records, schemas, shown=shown)
    if order:
        return _pin_columns(resource, dialect, order)
    pinned = _pin_header(dialect, records, find_header(records[:SEARCHED]))
    return resource.model_copy(update={"dialect": pinned})


def _pin_columns(resource: Resource, dialect: Dialect, columns: Sequence[str]) -> Resource:
    headless = dialect.model_copy(update={"header": False})
    return resource.model_copy(update={"dialect": headless, "columns": list(columns)})


def _find_known_header(
    path: Path, dialect: Dialect, test: HeaderTest, shown: str
) -> Dialect | None:
    """Return the dialect under which a record heads a kind; the one that was found counts first."""
    others = [delimiter for delimiter in DELIMITERS if delimiter != dialect.delimiter]
    found: list[tuple[int, Dialect]] = []
    for delimiter in (dialect.delimiter, *others):
        tried = dialect.model_copy(update={"delimiter": delimiter})
        records = first_records(path, tried, SEARCHED, shown=shown)
        position = next((n for n, record in enumerate(records) if test(record)), None)
        if position is None:
            continue
        split = sum(len(record) > 1 for record in records[position:])
        found.append((split, _pin_header(tried, records, position)))
        if len(records[position]) > 1:
            return found[-1][1]
    # Of a header of one column any delimiter reads it: the one that splits the fewest of its rows.
    return min(found, key=lambda one: one[0])[1] if found else None


def _pin_header(dialect: Dialect, records: Sequence[Sequence[str]], position: int) -> Dialect:
    """Name the header's record, unless it is the first that is not blank."""
    before = any(c.strip() for record in records[:position] for c in record)
    return dialect.model_copy(update={"headerRows": [position + 1] if before else None})
