"""Execution: what a finished run tells people."""

from __future__ import annotations

from pathlib import Path

from helpers.claims.finding import Finding, Scope
from helpers.runner.run import RunResult


def test_a_run_tells_each_finding_with_its_unit_once() -> None:
    facts = {"scope": Scope(), "data_status": "transcribed", "releases": ["figures"]}
    found = [
        Finding(id="a", value=54.3, unit="percent", **facts),
        Finding(id="b", value=0.2087, unit="percent of all queries", wording="under", **facts),
        Finding(id="c", value="0.6%", unit="percent of the printed count", **facts),
    ]
    result = RunResult("10_small", {}, found, Path("10_small.ipynb"), 1.0, "10_small.ipynb")
    assert result.lines()[:3] == [
        "a = 54.3% [transcribed]",
        "b = less than 0.2087% of all queries [transcribed]",
        "c = 0.6% of the printed count [transcribed]",
    ]
