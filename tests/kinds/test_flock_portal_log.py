"""Portal logs, on the files that agencies released: known answers, and no row lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.intake.files import read_file
from helpers.kinds.cleaning import Source
from helpers.kinds.flock_portal_log import CONTRACT, clean, recognize
from helpers.kinds.tables import finish
from helpers.releases import DataStatus, Resource

PACIFIC = "America/Los_Angeles"

pytestmark = pytest.mark.samples


def read(path: Path) -> Source:
    resource = Resource(name=path.stem, path=path.name, bytes=0, hash="")
    (rows,) = read_file(path, resource, shown=path.name)
    assert rows.rows_read == rows.rows_kept
    assert recognize(rows.header) > 0.75
    return Source(rows, None, PACIFIC)


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


def test_downloads_of_a_portal_have_their_known_answers(samples: Path) -> None:
    paths = sorted((samples / "portal_download").glob("*.csv"))
    cleaned = clean([read(path) for path in paths])
    frame = finish(cleaned.frame, CONTRACT, DataStatus.RELEASED)
    assert frame["source_file"].value_counts().tolist() == [91, 36]
    assert frame["user_state"].unique().tolist() == ["withheld"]
    assert frame["user"].isna().all()
    assert frame["networks"].notna().all()
    assert frame["problems"].isna().all()
