"""Mappings: which column of a kind each header of a file is, where a person has said so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from helpers.intake.headings import HeaderTest, fold
from helpers.intake.rows import Rows

LEFT_OUT = "(left out)"


def map_headers(parts: Sequence[Rows], mapping: Mapping[str, str] | None) -> list[Rows]:
    """Return rows whose headers bear the names that they are mapped to.

    A header mapped to nothing is marked as left out, so that no kind reads it; one that the
    mapping does not name stays as it is.
    """
    if not mapping:
        return list(parts)
    names = {fold(header): name for header, name in mapping.items()}
    return [
        replace(part, header=tuple(_rename(header, names) for header in part.header))
        for part in parts
    ]


def map_test(is_header: HeaderTest | None, mapping: Mapping[str, str] | None) -> HeaderTest | None:
    """Return a test whether a row is a header, as `is_header` does, once its names are mapped."""
    if is_header is None or not mapping:
        return is_header
    test, names = is_header, {fold(header): name for header, name in mapping.items()}
    known = test.names | {header for header, name in mapping.items() if name}
    return HeaderTest(lambda row: test([_rename(header, names) for header in row]), known)


def map_names(header: Sequence[str], mapping: Mapping[str, str] | None) -> list[str]:
    """Return a header whose names are those that they are mapped to."""
    names = {fold(name): column for name, column in (mapping or {}).items()}
    return [_rename(name, names) for name in header]


def _rename(header: str, names: Mapping[str, str]) -> str:
    name = names.get(fold(header))
    if name is None:
        return header
    return name or f"{header} {LEFT_OUT}"
