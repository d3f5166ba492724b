"""Projections: columns that cleaning itself counts or fills, by the name that a schema gives.

Each is SQL over the typed columns of a row. A schema marks the columns as `derived`.
"""

from __future__ import annotations

from collections.abc import Mapping

from helpers.schemas.schema import CellState

_BLANK = r"\s\v\x{1c}-\x{1f}\x{85}\p{Z}"
_CUT = rf",([^{_BLANK}])"


def _count(column: str) -> str:
    """Return the SQL that counts the names in a list of networks.

    Names are separated by a comma; one that holds a comma has a blank after it. Twice, because a
    match takes the character after the comma, which may be a comma.
    """
    cut = f"coalesce({column}, '')"
    for _ in range(2):
        cut = f"regexp_replace({cut}, '{_CUT}', chr(1) || '\\1', 'g')"
    names = f"string_split({cut}, chr(1))"
    return f"len(list_filter({names}, lambda n: regexp_matches(n, '[^{_BLANK}]')))"


_WORD = "[A-Z][a-z.]+"
_JOINED = (
    f"University of {_WORD}(?: {_WORD})*, {_WORD}(?: {_WORD})*(?:,|$)"
    "|, (?:Precinct|Pct|Troop|Campus|District|Division|Inc|LLC)"
)
"""Commas that are within a name: a school's campus, a constable's precinct."""


def _count_names(column: str) -> str:
    """Return the SQL that counts a page's list: a number, a JSON list, or names with commas."""
    pieces = f"len(list_filter(string_split({column}, ','), lambda n: trim(n) <> ''))"
    joined = f"len(regexp_extract_all({column}, '{_JOINED}'))"
    return (
        f"CASE WHEN regexp_full_match({column}, '[0-9]{{1,6}}') THEN {column}::BIGINT\n"
        f"        WHEN {column} LIKE '[%' THEN json_array_length(try_cast({column} AS JSON))\n"
        f"        WHEN {column} IS NOT NULL THEN {pieces} - {joined} END"
    )


PROJECTIONS: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "count networks": (
        {
            "networks_from_them": _count("shared_with_me"),
            "networks_to_them": _count("i_share"),
        },
        {
            "direction": "CASE WHEN networks_from_them > 0 AND networks_to_them > 0 THEN 'both'\n"
            "        WHEN networks_from_them > 0 THEN 'with me'\n"
            "        WHEN networks_to_them > 0 THEN 'from me' ELSE 'neither' END"
        },
    ),
    "name the direction": ({"direction": "coalesce(direction, 'not known')"},),
    "date the page": (
        {
            "page_date": "coalesce(page_date, updated_utc::DATE::VARCHAR, "
            "accessed_utc::DATE::VARCHAR)",
            "page_networks_outbound": "coalesce(page_networks_outbound, "
            f"{_count_names('page_names_outbound')})",
        },
    ),
    # A file that names the list of each row itself keeps those names. Days of signature show that
    # a list is the participating one; without them it may be the pending one, or a short copy.
    "name the list": (
        {
            "list": "coalesce(list, CASE WHEN signed_state IN "
            f"('{CellState.NEVER_RELEASED.value}', '{CellState.UNREAD.value}') THEN 'not known' "
            "ELSE 'participating' END)"
        },
    ),
}
"""By the name of a projection, its steps: by the name of a column, the SQL of its value."""
