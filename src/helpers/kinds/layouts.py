"""Layouts: which record of a delimited file is its header, or how its columns run without one.

Found once, when a file is added, by what the kinds know of headers; pinned in its descriptor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import narwhals as nw

from helpers.errors import Problem
from helpers.intake.dialects import DELIMITERS
from helpers.intake.encodings import as_utf8
from helpers.intake.files import DELIMITED, GZIP, in_member, open_members, open_plain
from helpers.intake.headings import HeaderTest, find_header
from helpers.intake.mappings import map_names, map_test
from helpers.intake.rows import ROW, Rows, cell
from helpers.intake.scans import first_records
from helpers.kinds.cleaning import Cleaned, Source, clean_rows
from helpers.kinds.contracts import Column, Contract
from helpers.kinds.headers import make_header_test, match_header
from helpers.kinds.registry import find_header_test, find_kind, load_kinds
from helpers.releases.descriptor import Dialect, Resource

SEARCHED = 60
"""How many records are searched for a header: banners are a few lines."""

SAMPLE = 300
"""How many records show whether a file without a header has a kind's columns."""

MOST_FAILURES = 0.02
"""The share of values that may fail the types of an order that fits."""


def settle_layout(
    path: Path,
    resource: Resource,
    *,
    shown: str,
    kind: str | None = None,
    mapping: Mapping[str, str] | None = None,
    columns: Sequence[str] | None = None,
) -> Resource:
    """Return `resource` with its header pinned, and its delimiter corrected where that finds one.

    The header is the first record that heads a kind (the one named, else any), once `mapping` has
    renamed its cells; `columns` name those of a file that has no header. Raises Problem if the
    file has no header and several orders of columns fit its cells.
    """
    if resource.members:
        with open_members(path, resource, shown=shown) as found:
            members = []
            for member, place in found:
                with in_member(shown, member.path):
                    members.append(
                        settle_layout(
                            *(place, member),
                            shown=member.path,
                            kind=kind,
                            mapping=mapping,
                            columns=columns,
                        )
                    )
        return resource.model_copy(update={"members": members})
    if resource.format.removesuffix(GZIP) not in DELIMITED:
        return resource
    dialect = resource.dialect or Dialect()
    if columns:
        return _pin_columns(resource, dialect, columns)
    test = map_test(find_header_test(kind), mapping) or HeaderTest(lambda _: False)
    with (
        open_plain(path, resource, shown=shown) as unpacked,
        as_utf8(unpacked, resource.encoding, shown) as plain,
    ):
        known = _find_known_header(plain, dialect, test, shown)
        records = first_records(plain, known or dialect, SAMPLE, shown=shown)
    if known is not None:
        shifted = is_shifted(records, known, kind, mapping)
        return resource.model_copy(update={"dialect": known, "shifted": shifted})
    order = find_order(records, shown=shown, kind=kind)
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
    others = [sign for sign in DELIMITERS if sign != dialect.delimiter]
    for delimiter in (dialect.delimiter, *others):
        tried = dialect.model_copy(update={"delimiter": delimiter})
        records = first_records(path, tried, SEARCHED, shown=shown)
        place = next((n for n, record in enumerate(records) if test(record)), None)
        if place is not None:
            return _pin_header(tried, records, place)
    return None


def _pin_header(dialect: Dialect, records: Sequence[Sequence[str]], place: int) -> Dialect:
    """Name the header's record, unless it is the first that is not blank."""
    before = any(c.strip() for record in records[:place] for c in record)
    return dialect.model_copy(update={"headerRows": [place + 1] if before else None})


def is_shifted(
    records: Sequence[Sequence[str]],
    dialect: Dialect,
    kind: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> bool:
    """Say whether rows begin with a blank cell too many, where they end with one as well.

    Then only the types of their cells can tell: moved to the right the header must fit, and as it
    stands it must not.
    """
    filled = [list(record) for record in records if any(c.strip() for c in record)]
    place = (dialect.headerRows or [0])[0]
    head = list(records[place - 1]) if place else filled[0]
    below = filled[filled.index(head) + 1 :]
    if not below:
        return False
    width = Counter(map(len, below)).most_common(1)[0][0]
    surplus = width - len(head) or int(not head[-1].strip())
    sample = [record for record in below if len(record) == width]
    if surplus < 1 or any(c.strip() for r in sample for c in (*r[:surplus], *r[-surplus:])):
        return False
    named = map_names(head, mapping)
    moved, stands = ([""] * surplus + named)[:width], (named + [""] * surplus)[:width]
    modules = load_kinds().values() if kind is None else [find_kind(kind)]
    heads = [m for m in modules if make_header_test([m.CONTRACT])(named)]
    return any(
        _share_failures(sample, moved, m.CONTRACT) <= MOST_FAILURES
        and _share_failures(sample, stands, m.CONTRACT) > 1 - MOST_FAILURES
        for m in heads
    )


def find_order(
    records: Sequence[Sequence[str]], *, shown: str, kind: str | None = None
) -> tuple[str, ...] | None:
    """Return the order of columns in which a file without a header is written, or None.

    Only orders that a contract knows count, with a time or a day among them, and only if the
    cells are of the types that it asks. Raises Problem if several orders fit equally well.
    """
    filled = [list(record) for record in records if any(c.strip() for c in record)]
    if not filled:
        return None
    width = Counter(map(len, filled)).most_common(1)[0][0]
    sample = [record for record in filled if len(record) == width]
    if len(filled[0]) != width:
        return None
    modules = load_kinds().values() if kind is None else [find_kind(kind)]
    fitting: dict[tuple[str, ...], str] = {}
    for module in modules:
        contract = module.CONTRACT
        own = tuple(column.name for column in contract.columns)
        for order in (*contract.orders, own):
            if len(order) == width and _fits(sample, order, contract, module.clean):
                fitting[_name_order(order, contract)] = contract.kind
    if len(fitting) > 1:
        told = "; ".join(f"{name}: {', '.join(order)}" for order, name in fitting.items())
        raise Problem(
            f"The file has no header, and its cells fit {len(fitting)} orders of columns: {told}",
            file=shown,
            expected="a header, or one order that fits",
            remedy="Ask the custodian which it is, and put that header in a copy's first line",
        )
    return next(iter(fitting), None)


def _name_order(order: Sequence[str], contract: Contract) -> tuple[str, ...]:
    """Return an order in the contract's own names, so that two spellings of one are one."""
    names = match_header(contract, order).names
    return tuple(names.get(place, header) for place, header in enumerate(order))


def _names(column: Column, positions: Mapping[str, int]) -> bool:
    return column.agency and column.name in positions


def _fits(
    sample: Sequence[Sequence[str]],
    order: Sequence[str],
    contract: Contract,
    clean: Callable[[Sequence[Source]], Cleaned],
) -> bool:
    """Say whether the cells of `sample` are of the types that the columns of `order` ask."""
    types = {c.name: c.type for c in contract.columns}
    match = match_header(contract, order)
    if match.missing or not {types[name] for name in match.positions} & {"time", "date", "month"}:
        return False
    typed = [place for name, place in match.positions.items() if types[name] != "text"]
    # A header would fail here: its first record holds names where types are asked.
    if not all(any(record[place].strip() for record in sample) for place in typed):
        return False
    # A column of names holds no numbers alone: else a count beside it could be taken for it.
    named = [match.positions[c.name] for c in contract.columns if _names(c, match.positions)]
    if any(
        record[place].strip().replace(",", "").isdigit() for record in sample for place in named
    ):
        return False
    failed = _find_failures(sample, order, contract, clean)
    return not failed[0] and sum(failed) <= MOST_FAILURES * len(failed)


def _share_failures(
    sample: Sequence[Sequence[str]], order: Sequence[str], contract: Contract
) -> float:
    """Return the share of records in which a number or a time is none; words are not cleaned."""
    typed = [c for c in contract.columns if c.type != "text" and c.end_of is None]
    columns = tuple(replace(column, required=False) for column in typed)
    few = replace(contract, columns=columns, id_column=None, time_column=None, same_search=())
    failed = _find_failures(sample, order, few, lambda sources: clean_rows(sources, few))
    return sum(failed) / len(failed)


def _find_failures(
    sample: Sequence[Sequence[str]],
    order: Sequence[str],
    contract: Contract,
    clean: Callable[[Sequence[Source]], Cleaned],
) -> list[bool]:
    """Say of each record of `sample` whether a cell is not of the type that its column asks."""
    import pandas as pd

    from helpers.engines import to_pandas

    data = {cell(n): [record[n] for record in sample] for n in range(len(order))}
    frame = pd.DataFrame(data).astype("str")
    frame[ROW] = range(1, len(sample) + 1)
    rows = Rows("sample", None, tuple(order), frame, len(sample))
    zone = contract.stamps_in or "UTC"
    cleaned = clean([Source(rows, zone, zone)])
    failed: list[bool] = to_pandas(nw.from_native(cleaned.frame))["problems"].notna().tolist()
    return failed
