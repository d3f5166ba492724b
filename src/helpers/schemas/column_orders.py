"""Orders of the columns of a delimited file whose header does not say them.

Found once, when a file is added, by what the schemas know; pinned in its descriptor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from helpers.errors import Problem
from helpers.schemas.recognize import make_header_test, match_header
from helpers.schemas.schema import Schema
from helpers.schemas.shapes import is_of_type

SEARCHED = 60
"""How many records are searched for a header: banners are a few lines."""

SAMPLE = 300
"""How many records show whether a file without a header has a kind's columns."""

MOST_FAILURES = 0.02
"""The share of values that may fail the types of an order that fits."""


def find_order(
    records: Sequence[Sequence[str]], schemas: Iterable[Schema], *, shown: str
) -> tuple[str, ...] | None:
    """Return the order of columns in which a file without a header is written, or None.

    Only orders that a schema knows count, with a time or a day among them, and only if the cells
    are of the types that it asks. `shown` is the file's name. Raises Problem if several orders fit
    equally well.
    """
    filled = [list(record) for record in records if any(c.strip() for c in record)]
    if not filled:
        return None
    width = Counter(map(len, filled)).most_common(1)[0][0]
    sample = [record for record in filled if len(record) == width]
    if len(filled[0]) != width:
        return None
    fitting: dict[tuple[str, ...], str] = {}
    for schema in schemas:
        names = tuple(column.name for column in schema.columns)
        for order in (*schema.orders, names):
            if len(order) == width and _fits(sample, order, schema):
                fitting[_name_order(order, schema)] = schema.kind
    if len(fitting) > 1:
        listed = "; ".join(f"{name}: {', '.join(order)}" for order, name in fitting.items())
        raise Problem(
            f"The file has no header, and its cells fit {len(fitting)} orders of columns: {listed}",
            file=shown,
            expected="a header, or one order that fits",
            remedy="Ask the custodian which it is, and put that header in a copy's first line",
        )
    return next(iter(fitting), None)


def is_shifted(
    records: Sequence[Sequence[str]],
    header_row: int | None,
    schemas: Iterable[Schema],
    rename: Callable[[Sequence[str]], Sequence[str]] = list,
) -> bool:
    """Return whether rows begin with a blank cell too many, where they end with one as well.

    Then only the types of their cells show it: moved to the right the header must fit, and as it
    is it must not. `header_row` is the number of the header among the records, from 1, if it is not
    the first that is not blank; `rename` gives its names as a person mapped them.
    """
    filled = [list(record) for record in records if any(c.strip() for c in record)]
    head = list(records[header_row - 1]) if header_row else filled[0]
    below = filled[filled.index(head) + 1 :]
    if not below:
        return False
    width = Counter(map(len, below)).most_common(1)[0][0]
    surplus = width - len(head) or int(not head[-1].strip())
    sample = [record for record in below if len(record) == width]
    if surplus < 1 or any(c.strip() for r in sample for c in (*r[:surplus], *r[-surplus:])):
        return False
    named = list(rename(head))
    moved, unmoved = ([""] * surplus + named)[:width], (named + [""] * surplus)[:width]
    return any(
        _share_failures(sample, moved, schema) <= MOST_FAILURES
        and _share_failures(sample, unmoved, schema) > 1 - MOST_FAILURES
        for schema in schemas
        if make_header_test([schema])(named)
    )


def find_phantom(
    records: Sequence[Sequence[str]],
    header_row: int | None,
    schemas: Iterable[Schema],
    rename: Callable[[Sequence[str]], Sequence[str]] = list,
) -> int | None:
    """Return the position of a header that has no column below it, or None.

    Then the rows end with a blank cell, the types of hardly any fit under the header as it is,
    and nearly all fit once that name is taken out. Where the types fit without either of two
    names, the one is meant without which the header is an order that the kind knows.
    """
    filled = [list(record) for record in records if any(c.strip() for c in record)]
    head = list(records[header_row - 1]) if header_row else filled[0]
    below = filled[filled.index(head) + 1 :]
    sample = [record for record in below if len(record) == len(head)]
    if not sample or len(sample) < len(below) / 2 or any(record[-1].strip() for record in sample):
        return None
    named = list(rename(head))
    found: set[int] = set()
    for schema in schemas:
        if not make_header_test([schema])(named):
            continue
        if _share_failures(sample, named, schema) <= 1 - MOST_FAILURES:
            return None
        without = {position: _take_out(named, position) for position in range(len(named))}
        fitting = {
            position: header
            for position, header in without.items()
            if not match_header(schema, header).missing
            and _share_failures(sample, header, schema) <= MOST_FAILURES
        }
        known = {position for position, header in fitting.items() if _is_known(header, schema)}
        found |= known or set(fitting)
    return found.pop() if len(found) == 1 else None


def _take_out(header: Sequence[str], position: int) -> list[str]:
    return [*header[:position], *header[position + 1 :], ""]


def _is_known(header: Sequence[str], schema: Schema) -> bool:
    """Return whether a header is an order that a kind knows, with its id or without."""
    names = [name for name in _name_order(header, schema) if name]
    orders = [list(_name_order(order, schema)) for order in schema.orders]
    return any(names == [n for n in one if n != schema.id_column] or names == one for one in orders)


def _name_order(order: Sequence[str], schema: Schema) -> tuple[str, ...]:
    """Return an order in the schema's own names, so two spellings of one are one."""
    names = match_header(schema, order).names
    return tuple(names.get(position, header) for position, header in enumerate(order))


def _fits(sample: Sequence[Sequence[str]], order: Sequence[str], schema: Schema) -> bool:
    """Return whether the cells of `sample` are of the types that the columns of `order` ask."""
    types = {column.name: column.type for column in schema.columns}
    match = match_header(schema, order)
    if match.missing or not {types[name] for name in match.positions} & {"time", "date", "month"}:
        return False
    typed = [position for name, position in match.positions.items() if types[name] != "text"]
    # A header would fail here: its first record holds names where types are asked.
    if not all(any(record[position].strip() for record in sample) for position in typed):
        return False
    # A column of names is never all numbers: else a count next to it could be taken for it.
    named = [
        match.positions[c.name] for c in schema.columns if c.agency and c.name in match.positions
    ]
    if any(_is_number(record[position]) for record in sample for position in named):
        return False
    failed = _find_failures(sample, order, schema)
    return not failed[0] and sum(failed) <= MOST_FAILURES * len(failed)


def _is_number(cell: str) -> bool:
    return cell.strip().replace(",", "").isdigit()


def _share_failures(sample: Sequence[Sequence[str]], order: Sequence[str], schema: Schema) -> float:
    """Return the share of records in which a number or a time can't be read."""
    failed = _find_failures(sample, order, schema, windows=False)
    return sum(failed) / len(failed)


def _find_failures(
    sample: Sequence[Sequence[str]],
    order: Sequence[str],
    schema: Schema,
    *,
    windows: bool = True,
) -> list[bool]:
    """Say of each record of `sample` whether a cell is not of the type that its column asks."""
    positions = match_header(schema, order).positions
    asked = [
        (column, positions[column.name])
        for column in schema.columns
        if column.name in positions and column.type != "text" and (windows or column.end_of is None)
    ]
    return [any(not is_of_type(c, record[at]) for c, at in asked) for record in sample]
