"""Addition reports: every rejected row can be found, and nothing of its cells is repeated."""

from __future__ import annotations

import json
from pathlib import Path

from helpers.adding.add import AddReport, add_release
from helpers.project import Project

PORTAL = (
    "id,userId,searchDate,networkCount,reason\n"
    "a1,***,2025-12-01T07:59:59.000Z,2,stolen car\n"
    "a2,u7,2025-12-01T08:00:00.000Z,449,\n"
)


def add(project: Project, path: Path, text: str) -> AddReport:
    path.write_text(text, encoding="utf-8", newline="\n")
    return add_release([path], release="log", project=project)


def test_rejected_rows_can_be_found(project: Project, tmp_path: Path) -> None:
    report = add(project, tmp_path / "ragged.csv", PORTAL + "x1\n" + PORTAL[-1:] + "x2\n")
    few = report.rejected["too few cells"]
    (place,) = [one for one in report.places if one.reason == "too few cells"]
    assert (few, place.number, len(place.rows)) == (2, 2, 2)
    first, second = place.rows
    said = "\n".join(report.lines())
    assert f"rejected: too few cells: 2 (rows {first} and {second} of ragged.csv)" in said
    assert "x1" not in said
    assert report.as_json()["rejected"] == report.rejected


def test_the_report_is_plain_values(project: Project, tmp_path: Path) -> None:
    report = add(project, tmp_path / "a.csv", PORTAL)
    assert json.loads(json.dumps(report.as_json()))["files"][0]["rows_read"] == 2
    assert report.lines()[0].startswith("Added log as flock-portal-log")
