"""Findings from released records once more: counted in the files at $PLATEGLASS_SAMPLES.

Those files are not part of the project, so these counts are made only where they are at hand.
Nothing here may import the suite.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pdfplumber
from python_calamine import CalamineWorkbook

_LOG = "portal_log/eugene-or-pd_2025-06-18_2025-12-02.csv"
_AUDIT = "printed_audit/okaloosa-county-fl-so_20-pages.pdf"
_LISTED = "shared_networks/okaloosa-county-fl-so_transcription.csv"
"""What another reader took from the printed list: not the truth, and not ours either."""
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _ask(query: str) -> Callable[[Path], Any]:
    """Return what asks a query, with `{}` in it for the folder."""

    def ask(samples: Path) -> Any:
        with duckdb.connect() as connection:
            found = connection.execute(query.replace("{}", str(samples))).fetchone()
        assert found is not None
        return found[0]

    return ask


def _offered(page: str) -> Callable[[Path], Any]:
    """Return what counts the searches of a page that an archive saved as JSON."""
    place = "{}/portal_snapshot/" + page
    return _ask(
        f"select json_array_length(content, '$.search_audit_csv') from read_text('{place}')"
    )


def _listed(day: str) -> Callable[[Path], int]:
    """Return what counts the rows of a list of ICE's that are not blank, but for the header."""

    def count(samples: Path) -> int:
        path = samples / "agreements_287g" / f"participating_{day}.xlsx"
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        return sum(any(str(cell).strip() for cell in row) for row in sheet) - 1

    return count


def _rise(day: str) -> Callable[[Path], float]:
    first, last = _listed("2025-01-19"), _listed(day)
    return lambda samples: 100 * last(samples) / first(samples) - 100


def _read_pages(samples: Path) -> list[str]:
    with pdfplumber.open(samples / _AUDIT) as document:
        return [page.extract_text() or "" for page in document.pages]


def _csv(file: str, what: str = "count(*)") -> Callable[[Path], Any]:
    return _ask(f"select {what} from read_csv('{{}}/{file}', header = true, all_varchar = true)")


_SHARED = "json_array_length(content, '$.sharing_outbound')"

WAYS: dict[str, Callable[[Path], Any]] = {
    "records.ice_2025_01_19": _listed("2025-01-19"),
    "records.ice_2025_04_03": _listed("2025-04-03"),
    "records.ice_2025_09_03": _listed("2025-09-03"),
    "records.ice_2025_09_17": _listed("2025-09-17"),
    "records.ice_2025_09_25": _listed("2025-09-25"),
    "records.rise_rows_1": _rise("2025-09-03"),
    "records.rise_rows_2": _rise("2025-09-17"),
    "records.antioch_ca_pd_2026_04_08": _offered("antioch-ca-pd__2026-04-08.json"),
    "records.chula_vista_ca_pd_2026_04_26": _offered("chula-vista-ca-pd__2026-04-26.json"),
    "records.fontana_ca_pd_2026_04_04": _offered("fontana-ca-pd__2026-04-04.json"),
    "records.humboldt_county_ca_so_2026_04_19": _offered("humboldt-county-ca-so__2026-04-19.json"),
    "records.lincoln_ca_pd_2026_04_19": _offered("lincoln-ca-pd__2026-04-19.json"),
    "records.pasadena_ca_pd_2026_04_14": _offered("pasadena-ca-pd__2026-04-14.json"),
    "records.san_bruno_ca_pd_2026_04_03": _offered("san-bruno-ca-pd__2026-04-03.json"),
    "records.san_bruno_ca_pd_2026_04_10": _offered("san-bruno-ca-pd__2026-04-10.json"),
    "records.ncric_shared_with": _ask(
        f"select {_SHARED} from read_text('{{}}/portal_page/ncric_2026-04-03.json')"
    ),
    "records.okaloosa_pages": lambda samples: len(_read_pages(samples)),
    "records.okaloosa_searches": lambda samples: sum(
        len(_ID.findall(text)) for text in _read_pages(samples)
    ),
    "records.okaloosa_listed": _csv(_LISTED),
    "records.eugene_searches": _csv(_LOG),
    "records.eugene_blank": _csv(_LOG, "count(*) filter (where coalesce(trim(reason), '') = '')"),
}
