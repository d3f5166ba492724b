"""Comparison: what moved between commits, runs and releases, by how much, and because of what."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from helpers.claims.finding import Finding, finding, save_findings
from helpers.claims.moves import compare_facts
from helpers.cleaning.clean import load_table
from helpers.errors import Misuse, Problem
from helpers.project import Project, findings_file, work_on
from helpers.runner.comparison import compare, find_sort
from invented_releases import write_release

MONTHLY = "place,month,measure,value,source\n"
ROWS = "a,2025-01,rows,5,x\na,2025-02,rows,6,x\n"


def add(project: Project, name: str = "counts", rows: str = ROWS) -> None:
    shutil.rmtree(project.raw / name, ignore_errors=True)
    write_release(project.root, {"a.csv": MONTHLY + rows}, kind="monthly-series", name=name)


def make(project: Project, value: float, release: str = "counts", **more: Any) -> Finding:
    with work_on(project):
        made = finding("t.total", value, unit="rows", rows=load_table(release, project))
    facts = {
        "notebook": "10_count",
        "parameters": {"release": release},
        "inputs": {release: made.rows[0].table},
    }
    return made.model_copy(update=facts | more)


def keep(project: Project, *made: Finding) -> None:
    save_findings(made, findings_file("10_count", project))
    path = project.root / "notebooks" / "10_count.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"cells": [], "metadata": {}}))


def keep_run(project: Project, name: str, made: Finding, **record: Any) -> None:
    folder = project.runs / name
    save_findings([made], folder / "findings.json")
    facts = {"parameters": made.parameters, "versions": {"pandas": "3.1"}, "commit": "aaaa"}
    (folder / "record.json").write_text(json.dumps(facts | record))


def git(project: Project, *words: str) -> None:
    name = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", str(project.root), *name, *words], check=True, capture_output=True)


@pytest.fixture
def commits(project: Project) -> Project:
    """A project of two commits: a row was added, another was corrected, and the finding moved."""
    add(project)
    keep(project, make(project, 11))
    (project.root / ".gitignore").write_text(".plateglass/\n*.parquet\n")
    git(project, "init", "-q")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "One")
    git(project, "tag", "one")
    add(project, rows="a,2025-01,rows,5,x\na,2025-02,rows,9,x\na,2025-03,rows,1,x\n")
    keep(project, make(project, 15))
    git(project, "add", "-A")
    git(project, "commit", "-qm", "Two")
    return project


def test_between_commits_a_finding_moves_because_of_its_data(commits: Project) -> None:
    found = compare("one", "HEAD", commits)
    (move,) = found.moved
    assert (move.id, move.sort, move.by) == ("t.total", "finding", 4)
    assert move.percent == pytest.approx(100 * 4 / 11)
    assert [(cause.sort, cause.what) for cause in move.because] == [("data", "counts")]
    (rows,) = found.rows
    assert (rows.came.count, rows.changed.count, rows.went.count) == (1, 1, 0)
    assert rows.columns == {"value": 1}
    text = "\n".join(found.lines())
    assert "| t.total | 11 rows | 15 rows | +4 (+36.4%) | data: counts" in text
    assert json.loads(json.dumps(found.as_json()))["moved"][0]["id"] == "t.total"


def test_the_files_as_they_are_can_be_compared_with_a_commit(commits: Project) -> None:
    assert not compare("HEAD", "now", commits).moved
    keep(commits, make(commits, 16, parameters={"release": "counts", "measure": "all"}))
    (move,) = compare("HEAD", "now", commits).moved
    assert [(one.sort, one.what, one.after) for one in move.because] == [
        ("parameters", "measure", "all")
    ]


def test_between_commits_code_and_versions_are_named(commits: Project) -> None:
    (commits.root / "requirements.lock").write_text("pandas==3.1.1 \\\n    --hash=sha256:ab\n")
    (commits.root / "notebooks" / "10_count.ipynb").write_text(
        json.dumps({"cells": [{"cell_type": "code", "source": ["1 + 1"]}], "metadata": {}})
    )
    save_findings([make(commits, 17)], findings_file("10_count", commits))
    (move,) = compare("HEAD", "now", commits).moved
    causes = {(one.sort, str(one)) for one in move.because}
    assert causes == {
        ("code", "the cells of 10_count"),
        ("versions", "pandas (was none, now 3.1.1)"),
    }


def test_two_runs_differ_by_their_parameters(project: Project) -> None:
    add(project)
    keep(project, make(project, 11))
    keep_run(project, "10_count/aa", make(project, 22, parameters={"release": "counts", "x": 2}))
    keep_run(
        project,
        "10_count/bb",
        make(project, 22, parameters={"release": "counts", "x": 3}),
        versions={"pandas": "3.2"},
    )
    (move,) = compare("10_count", "10_count/aa", project).moved
    assert (move.before, move.after) == ("11 rows", "22 rows")
    assert ("parameters", "x (was none, now 2)") in {(one.sort, str(one)) for one in move.because}
    same = compare("10_count/aa", "10_count/bb", project)
    assert (same.moved, same.same > 0) == ((), True)
    assert [(one.sort, str(one)) for one in same.causes] == [
        ("parameters", "x (was 2, now 3)"),
        ("versions", "pandas (was 3.1, now 3.2)"),
    ]


def test_two_vintages_of_a_release_say_which_rows_came_and_went(project: Project) -> None:
    add(project)
    add(project, "counts-2", ROWS.replace("2025-02", "2025-03"))
    keep(project, make(project, 11))
    found = compare("counts", "counts-2", project)
    (rows,) = found.rows
    assert (rows.came.months, rows.went.months) == ({"2025-03": 1}, {"2025-02": 1})
    (note,) = found.notes
    assert note.startswith("1 findings of 10_count rest on counts.")
    assert note.endswith("plateglass run 10_count -p release=counts-2")
    keep_run(project, "10_count/cc", make(project, 12, "counts-2"))
    (move,) = compare("counts", "counts-2", project).moved
    assert (move.id, move.by) == ("t.total", 1)


def test_days_are_apart_by_days(project: Project) -> None:
    add(project)
    one = make(project, 1, unit="date").model_copy(update={"value": "2025-01-31"})
    keep(project, one)
    keep_run(project, "10_count/aa", one.model_copy(update={"value": "2025-02-02"}))
    (move,) = compare("10_count", "10_count/aa", project).moved
    assert (move.by, move.percent) == (2, None)


def test_what_can_not_be_compared_is_refused_in_a_sentence(commits: Project) -> None:
    add(commits, "log")
    write_release(
        commits.root,
        {"a.csv": "search_id,account_group,searched_at\nT-1,A,2025-01-01 10:00:00\n"},
        kind="portal-search-log",
        name="searches",
    )
    keep_run(commits, "20_other/aa", make(commits, 1))
    for one, other, told in (
        ("HEAD", "log", "HEAD is a commit and log a release, so they can't be compared"),
        ("10_count", "20_other/aa", "is a run of 10_count and 20_other/aa one of 20_other"),
        ("log", "searches", "of the kind monthly-series and searches of portal-search-log"),
        ("HEAD", "logg", "Did you mean log?"),
    ):
        with pytest.raises(Misuse) as raised:
            compare(one, other, commits)
        assert told in str(raised.value)


def test_an_option_is_no_commit(commits: Project) -> None:
    with pytest.raises(Misuse, match="There is no commit, run or release"):
        find_sort("--help", commits)


def test_a_run_that_is_not_there_is_asked_for(project: Project) -> None:
    keep(project)
    findings_file("10_count", project).unlink()
    with pytest.raises(Problem, match="10_count has not run here"):
        compare("10_count", "10_count", project)


def test_a_verdict_moves_because_of_a_finding_or_a_table() -> None:
    facts = {"quotation": "Original", "standing": "Not tested", "advice": "Print with care"}
    one = {"T1": facts | {"printed": "5", "against": [], "support": []}}
    other = {
        "T1": facts
        | {"standing": "Contradicted", "printed": "6", "against": ["finding:t.x"], "support": []}
    }
    (move,) = compare_facts(one, other, {"t.x"}, {"reference/relations.csv"})
    assert (move.before, move.after) == (
        "Original; Not tested; Print with care",
        "Original; Contradicted; Print with care",
    )
    assert [str(cause) for cause in move.because] == [
        "its printed (was 5, now 6)",
        "t.x changed",
        "reference/relations.csv",
    ]


def test_a_published_side_is_judged_once(commits: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    compare("one", "HEAD", commits)
    assert not list((commits.state / "commits").glob("*.json"))  # no code of its own to ask
    assert Path(commits.root / ".git").is_dir()
