"""Portal logs, on the files that agencies released: known answers, and no row lost."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from made_up_rows import ENGINES, clean_table, make_source

from helpers.intake.files import read_file
from helpers.kinds.cleaning import Source
from helpers.kinds.flock_portal_log import CONTRACT, clean, recognize
from helpers.kinds.tables import finish
from helpers.releases.descriptor import Resource
from helpers.status import DataStatus

PACIFIC = "America/Los_Angeles"

CELLS = {
    "id": "SYN-1",
    "userId": "***",
    "searchDate": "2026-03-10T04:31:52.901Z",
    "networkCount": "449",
    "cameraCount": "2510",
    "reason": "Investigation",
    "caseNumber": "007",
    "offenseType": "Larceny/Theft Offenses",
}
NAMES = ["search_id", "user", "searched_at", "networks", "cameras", "reason", "case_number"]
VARIANTS = [
    "id,userId,searchDate,networkCount",
    "id,userId,searchDate,cameraCount,reason",
    "id,userId,searchDate,networkCount,reason",
    "id,userId,searchDate,networkCount,caseNumber",
    "id,userId,searchDate,networkCount,offenseType",
    "id,userId,searchDate,networkCount,reason,caseNumber",
    "id,userId,searchDate,networkCount,caseNumber,offenseType",
    "id,userId,searchDate,networkCount,reason,caseNumber,offenseType",
]
"""The seven headers of the portals whose pages are kept, and one that another agency's log has."""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("header", VARIANTS)
def test_every_variant_gives_each_value_to_its_column(engine: str, header: str) -> None:
    names = header.split(",")
    stamps = ["2026-03-10T04:31:52.901Z", "2026-03-10 04:31:52.901"]
    records = [[at if name == "searchDate" else CELLS[name] for name in names] for at in stamps]
    assert recognize(names) > 0.7
    frame = clean_table(CONTRACT.kind, make_source(engine, names, records, count_in=PACIFIC))
    assert len(frame) == len(stamps)
    wanted = dict(zip(CELLS, [*NAMES, "offense_type"], strict=True))
    for _, row in frame.iterrows():
        assert str(row["searched_at_utc"]) == "2026-03-10 04:31:52.901000"
        assert str(row["searched_at_local"]) == "2026-03-09 21:31:52.901000"
        assert row["user_state"] == "withheld"
        for name, column in wanted.items():
            if name not in ("userId", "searchDate"):
                value = int(CELLS[name]) if name.endswith("Count") else CELLS[name]
                assert row[column] == value if name in names else pd.isna(row[column])
        assert pd.isna(row["problems"])


def read(path: Path) -> Source:
    resource = Resource(name=path.stem, path=path.name, bytes=0, hash="")
    (rows,) = read_file(path, resource, shown=path.name)
    assert rows.rows_read == rows.rows_kept
    assert recognize(rows.header) > 0.75
    return Source(rows, None, PACIFIC)


@pytest.mark.samples
def test_a_released_log_has_its_known_answers(samples: Path) -> None:
    cleaned = clean([read(next((samples / "portal_log").glob("eugene*.csv")))])
    frame = finish(cleaned.frame, CONTRACT, DataStatus.RELEASED)
    assert len(frame) == 4294
    assert frame["user"].nunique() == 147
    assert cleaned.states["reason"]["blank"] == 5
    days = frame["searched_at_utc"].dt.date != frame["searched_at_local"].dt.date
    assert days.sum() == 1168
    assert frame["problems"].isna().all()
    assert frame["source_row"].tolist() == list(range(1, 4295))
    assert cleaned.unread == ()


@pytest.mark.samples
def test_downloads_of_a_portal_have_their_known_answers(samples: Path) -> None:
    paths = sorted((samples / "portal_download").glob("*.csv"))
    cleaned = clean([read(path) for path in paths])
    frame = finish(cleaned.frame, CONTRACT, DataStatus.RELEASED)
    assert frame["source_file"].value_counts().tolist() == [91, 36]
    assert frame["user_state"].unique().tolist() == ["withheld"]
    assert frame["user"].isna().all()
    assert frame["networks"].notna().all()
    assert frame["problems"].isna().all()
