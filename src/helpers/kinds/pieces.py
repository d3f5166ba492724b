"""Pieces: which rows of a release's table came from which of its files and parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from helpers.intake.rows import Rows
from helpers.kinds.cleaning import Source, name_source
from helpers.kinds.contracts import Contract, table_columns
from helpers.kinds.headers import match_header
from helpers.kinds.pages import is_page_of

if TYPE_CHECKING:
    import pandas as pd


def gather_notes(sources: Sequence[Source]) -> list[str]:
    """Return what the readers noted, with the name of the file where there are several."""
    several = len(sources) > 1
    noted = [
        f"{name_source(source.rows)}: {note}" if several and source.rows.file not in note else note
        for source in sources
        for note in source.rows.notes
    ]
    return list(dict.fromkeys(noted))


def split(frame: pd.DataFrame, sources: Sequence[Source]) -> list[tuple[Rows, Any]]:
    """Return where the rows of each file or part stand; a kind may make several of one."""
    if len(sources) == 1:
        return [(sources[0].rows, slice(None))]
    places = frame.groupby(["source_file", "source_part"], dropna=False, sort=False).indices
    known = {_name_piece(key): at for key, at in places.items()}
    return [(s.rows, _find_piece(s.rows, known)) for s in sources]


def _find_piece(rows: Rows, known: Mapping[tuple[str, str | None], Any]) -> Any:
    if not rows.pages:
        return known.get((rows.file, rows.part), slice(0))
    return sorted(at for key, found in known.items() if is_page_of(rows, *key) for at in found)


def _name_piece(key: Any) -> tuple[str, str | None]:
    file, part = key
    return file, part if isinstance(part, str) else None


def find_absent(
    frame: pd.DataFrame, pieces: Sequence[tuple[Rows, Any]], contract: Contract
) -> dict[str, list[Any]]:
    """Return the rows of files that lack a column; a column that has values is not lacking."""
    absent: dict[str, list[Any]] = {}
    for rows, piece in pieces:
        positions = match_header(contract, rows.header).positions
        for column in contract.columns:
            if column.name not in positions:
                values = frame[table_columns(column)[0]].iloc[piece]
                if values.isna().all():
                    absent.setdefault(column.name, []).append(piece)
    return absent
