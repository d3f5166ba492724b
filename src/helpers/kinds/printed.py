"""Printed: what each kind looks like when its table is printed, made from its contract."""

from __future__ import annotations

import re
from types import ModuleType

from helpers.intake.pdf_layouts import Anchor, Layout, squeeze
from helpers.kinds.contracts import Contract
from helpers.kinds.registry import find_kind, load_kinds

IDS = (
    re.compile(r"(?:SYN-)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    re.compile(r"(?:SYN-)?[0-9]{2,}"),
)
"""The ids that released tables have: a UUID or a number; those of made-up rows begin with SYN-."""

TIME = re.compile(
    r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}T?|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4},?-?)"
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]{1,6})?)?(?:[AP]M)?(?:UTC|Z)?"
)
"""A stamp without its blanks: ISO, or month/day/year with AM or PM."""


def list_layouts(kind: str | None = None) -> tuple[Layout, ...]:
    """Return the layouts of one kind, or of all that can be told into rows when printed."""
    modules = load_kinds().values() if kind is None else [find_kind(kind)]
    layouts = [make_layout(module) for module in modules]
    return tuple(layout for layout in layouts if layout.anchors)


def make_layout(module: ModuleType) -> Layout:
    """Return a kind's layout: its spellings, and its anchors: id, then time, then its own.

    A kind without either may name the column that every row has as PRINTED_ANCHOR.
    """
    contract: Contract = module.CONTRACT
    spellings = {squeeze(s): column.name for column in contract.columns for s in column.spellings}
    anchors = []
    if contract.id_column:
        anchors += [Anchor(contract.id_column, pattern, solid=True) for pattern in IDS]
    if contract.time_column and contract.column(contract.time_column).type == "time":
        anchors.append(Anchor(contract.time_column, TIME))
    own = getattr(module, "PRINTED_ANCHOR", None)
    if own:
        anchors.append(Anchor(own))
    required = frozenset(column.name for column in contract.columns if column.required)
    return Layout(contract.kind, spellings, required, tuple(anchors))
