from __future__ import annotations

import json
from datetime import UTC, datetime

from helpers.runner.run import RunRecord, find_commit, list_versions, write_timestamp


def test_a_record_is_json():
    record = RunRecord(
        notebook="10_x",
        finished=False,
        error="It broke.",
        parameters={"a": ["b"]},
        inputs={"tiny": "abc"},
        cells=["completed", "failed"],
        signal=9,
        peak_memory=1,
        seconds=0.5,
        started=write_timestamp(datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)),
        commit=None,
        versions={},
        kernel_messages="",
    )
    found = json.loads(record.to_json())
    assert found["started"] == "2025-01-02T03:04:05+00:00"
    assert found["signal"] == 9


def test_versions_name_what_shapes_results():
    versions = list_versions()
    assert {"python", "pandas", "matplotlib", "duckdb", "plateglass"} <= set(versions)
    assert "not installed" not in versions.values()


def test_the_commit_is_one_or_none(monkeypatch, tmp_path):
    found = find_commit()
    assert found is None or len(found.rstrip("+")) == 40
    monkeypatch.setattr("helpers.runner.run.HOME", tmp_path)
    assert find_commit() is None
