"""The made-up log holds what its truth says, by a reader that knows nothing of the writer."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from helpers.synthetic.portal import COLUMNS, write_portal_log
from helpers.synthetic.truth import LogTruth

FEDERAL = [f"Federal account {letter}" for letter in "ABCDE"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, LogTruth]:
    path = tmp_path_factory.mktemp("log") / "log.csv"
    return path, write_portal_log(path, seed=1)


@pytest.fixture(scope="module")
def records(written: tuple[Path, LogTruth]) -> list[list[str]]:
    with written[0].open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


@pytest.fixture(scope="module")
def searches(records: list[list[str]]) -> list[dict[str, str]]:
    rows = [dict(zip(COLUMNS, record, strict=True)) for record in records if any(record)]
    return [row for row in rows if row["search_id"] != "search_id"]


def _read_wall_time(stamp: str) -> datetime | None:
    try:
        utc = datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return utc.astimezone(ZoneInfo("America/Los_Angeles"))


def test_the_shape_is_that_of_the_printed_figures(written: tuple[Path, LogTruth]) -> None:
    truth = written[1]
    first, last = (truth.count(FEDERAL[0], month) for month in ("2024-11", "2025-05"))
    assert (first, last) == (540, 1607)
    assert round(100 * (last / 31) / (first / 30) - 100) == 188
    together = [
        sum(truth.count(name, month) for name in FEDERAL) for month in ("2024-11", "2025-05")
    ]
    assert 100 * (together[1] - together[0]) == 188 * together[0]
    months = [f"2025-0{number}" for number in range(1, 6)]
    assert sum(truth.count(FEDERAL[0], month) for month in months) > 6500


def test_every_record_is_in_the_truth(
    written: tuple[Path, LogTruth], records: list[list[str]], searches: list[dict[str, str]]
) -> None:
    truth = written[1]
    assert len(records) == truth.rows
    assert len(searches) == truth.rows_kept
    assert sum(not any(record) for record in records) == truth.rejected["blank row"] > 0
    assert records.count(list(COLUMNS)) == truth.rejected["repeated header"] == 8


def test_months_and_groups_are_in_the_truth(
    written: tuple[Path, LogTruth], searches: list[dict[str, str]]
) -> None:
    truth = written[1]
    rows: Counter[tuple[str, str]] = Counter()
    distinct: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for row in searches:
        wall = _read_wall_time(row["searched_at"])
        if wall is not None:
            group = "Federal account B" if row["account"] == "EX-FED-B" else row["account_group"]
            key = (group, f"{wall:%Y-%m}")
            rows[key] += 1
            distinct.setdefault(key, set()).add(tuple(row.values())[1:])
    assert rows == truth.searches + truth.copies
    assert {key: len(found) for key, found in distinct.items()} == truth.searches


def test_hazards_are_there_and_in_the_truth(
    written: tuple[Path, LogTruth], searches: list[dict[str, str]]
) -> None:
    truth = written[1]
    walls = [_read_wall_time(row["searched_at"]) for row in searches]
    assert walls.count(None) == truth.undated == 2
    repeated = [wall for wall in walls if wall and f"{wall:%Y-%m-%d %H}" == "2024-11-03 01"]
    assert len(repeated) == truth.in_repeated_hour
    assert {wall.fold for wall in repeated} == {0, 1}
    assert sum(row["user"] in ("REDACTED", "***") for row in searches) == truth.withheld["user"]
    assert {row["user"] for row in searches} >= {"REDACTED", "***", ""}
    for name in ("user", "reason"):
        assert sum(row[name] == "" for row in searches) == truth.blank[name] > 0
    ids = Counter(row["search_id"] for row in searches)
    assert sum(ids.values()) - len(ids) == truth.duplicates["same id"] > 0
    assert truth.duplicates["same content"] > 0
    assert "Federal account b " in {row["account_group"] for row in searches}
    assert truth.under_another_spelling > 0
    assert truth.in_another_month_by_utc > 0
    assert any("\n" in row["reason"] for row in searches)


def test_two_searches_an_hour_apart_in_the_repeated_hour_look_alike_on_the_wall(
    searches: list[dict[str, str]],
) -> None:
    seen: Counter[tuple[str, str]] = Counter()
    for row in {row["search_id"]: row for row in searches}.values():
        wall = _read_wall_time(row["searched_at"])
        if wall and f"{wall:%Y-%m-%d %H}" == "2024-11-03 01":
            seen[row["user"], f"{wall:%H:%M:%S}"] += 1
    assert max(seen.values()) >= 2


def test_generated_rows_carry_their_mark(searches: list[dict[str, str]]) -> None:
    assert all(row["search_id"].startswith("SYN-") for row in searches)


def test_it_is_small(written: tuple[Path, LogTruth]) -> None:
    assert written[0].stat().st_size < 1_200_000


@pytest.mark.parametrize(("seed", "scale"), [(2, 0.01), (3, 0.3), (4, 2.0)])
def test_other_sizes_and_seeds_keep_their_truth(tmp_path: Path, seed: int, scale: float) -> None:
    truth = write_portal_log(tmp_path / "log.csv", seed=seed, scale=scale)
    with (tmp_path / "log.csv").open(encoding="utf-8", newline="") as file:
        records = list(csv.reader(file))[1:]
    assert len(records) == truth.rows
    assert truth.count(FEDERAL[0], "2024-11") == int(540 * scale + 0.5)
    contents = {tuple(record[1:]) for record in records if record and record[0][:4] == "SYN-"}
    assert len(contents) == truth.searches.total() + truth.undated
