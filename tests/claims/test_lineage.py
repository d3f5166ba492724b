"""Traces: every number leads to its rows and files, and every row to what rests on it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from helpers.claims import finding as findings
from helpers.claims.finding import MIME, Finding, finding, kept_file, save_findings
from helpers.claims.lineage import Lineage, sample_rows
from helpers.claims.trace import Trace
from helpers.cleaning.clean import load_table
from helpers.cleaning.selection import Rejects
from helpers.cleaning.table import Table
from helpers.errors import Misuse, Problem
from helpers.project import Project, findings_file, work_on
from invented_releases import write_release

HEADER = "search_id,account,account_group,user,searched_at,search_type,reason"
FIRST = f"""{HEADER}
T-1,acct-77,Federal account A,jdoe,2024-11-02 10:00:00,driver,theft
T-2,acct-77,Federal account A,jdoe,2024-11-03 10:00:00,driver,theft

T-3,acct-78,Federal account B,***,2025-05-04 10:00:00,driver,theft
"""
SECOND = f"""{HEADER}
U-1,acct-79,Local,rroe,2025-06-05 10:00:00,driver,theft
U-2,acct-77,Federal account A,jdoe,2025-07-05 10:00:00,driver,theft
"""
PRIVATE = ("acct-77", "jdoe", "rroe", "theft", "U-2")


def write_log(project: Project) -> Table:
    write_release(
        project.root,
        {"one.csv": FIRST, "two.csv": SECOND},
        kind="portal-search-log",
        name="made-up",
        custodian="Example County SO",
        received="2025-09-01",
    )
    return load_table("made-up", project)


@pytest.fixture
def log(project: Project) -> Table:
    return write_log(project)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Lineage:
    """What was found in a project that no test changes."""
    project = Project(tmp_path_factory.mktemp("counted"))
    return count(project, write_log(project))


def keep(project: Project, *made: Finding, notebook: str = "10_count") -> Lineage:
    """Save findings as the runner does, with an executed notebook that shows them."""
    named = [one.model_copy(update={"notebook": notebook}) for one in made]
    save_findings(named, findings_file(notebook, project))
    outputs = [{"data": {MIME: {"id": one.id}}} for one in made]
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "source": "# How many?"},
        {"cell_type": "code", "execution_count": 7, "source": ["a = 1\n", "a"], "outputs": outputs},
    ]
    path = project.root / "notebooks" / f"{notebook}.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"cells": cells, "metadata": {}}))
    return Lineage(project)


def count(project: Project, log: Table) -> Lineage:
    chosen = log.where("account_group = $group", "another group", group="Federal account A")
    with work_on(project):
        return keep(
            project,
            finding("t.chosen", 3, unit="searches", rows=chosen),
            finding("t.twice", 6, unit="searches", of=["t.chosen"]),
            finding("t.frame", 2, unit="searches", rows=log.public.iloc[[0, 3]]),
            finding("t.rejected", 1, unit="rows", rows=Rejects(log)),
        )


def list_places(traced: Trace) -> list[tuple[str, int]]:
    return [(place.file, place.row) for rows in traced.rows for place in rows.sample]


def test_a_number_leads_to_its_cell_its_steps_and_its_rows(counted: Lineage) -> None:
    traced = counted.trace("t.chosen", every=True)
    assert (traced.facts["notebook"], traced.facts["cell"], traced.code) == (
        "10_count",
        7,
        "a = 1\na",
    )
    (rows,) = traced.rows
    assert [(one.reason, one.before, one.after) for one in rows.steps] == [
        ("rejected: blank row", 6, 5),
        ("left out: another group", 5, 3),
    ]
    assert list_places(traced) == [("one.csv", 1), ("one.csv", 2), ("two.csv", 2)]
    assert [(one["file"], one["rows"]) for one in rows.every] == [
        ("one.csv", [(1, 2)]),
        ("two.csv", [(2, 2)]),
    ]
    assert (rows.release.custodian, rows.release.received) == ("Example County SO", "2025-09-01")
    assert set(rows.release.files) == {"one.csv", "two.csv"}
    assert [(one.id, one.how) for one in traced.used] == [("t.twice", "from t.chosen")]


def test_what_is_traced_holds_no_cell_of_a_row(counted: Lineage) -> None:
    for name in ("t.chosen", "t.frame", "t.rejected"):
        traced = counted.trace(name, every=True)
        told = json.dumps(traced.as_json()) + "\n".join(traced.lines())
        assert not [value for value in PRIVATE if value in told]


def test_rows_that_were_chosen_by_hand_say_so(counted: Lineage) -> None:
    traced = counted.trace("t.frame")
    assert list_places(traced) == [("one.csv", 1), ("two.csv", 1)]
    assert traced.rows[0].by_hand
    assert "outside the ledger" in "\n".join(traced.lines())
    assert not counted.trace("t.chosen").rows[0].by_hand


def test_rejected_rows_are_found_as_well(counted: Lineage) -> None:
    traced = counted.trace("t.rejected")
    assert list_places(traced) == [("one.csv", 3)]


def test_the_same_seed_shows_the_same_rows(project: Project, log: Table) -> None:
    numbers = {1: np.arange(1, 50), 2: np.arange(5, 60)}
    one, two, other = (sample_rows(numbers, 6, seed) for seed in (1, 1, 2))
    assert {k: v.tolist() for k, v in one.items()} == {k: v.tolist() for k, v in two.items()}
    assert {k: v.tolist() for k, v in one.items()} != {k: v.tolist() for k, v in other.items()}
    assert sum(map(len, one.values())) == 6
    assert sum(map(len, sample_rows(numbers, 500, 1).values())) == 104


def test_a_table_that_has_changed_since_is_not_guessed_at(project: Project, log: Table) -> None:
    lineage = count(project, log)
    made = lineage.findings["t.chosen"]
    rows = [one.model_copy(update={"table": "another"}) for one in made.rows]
    traced = keep(project, made.model_copy(update={"rows": rows})).trace("t.chosen")
    assert traced.rows[0].stale
    assert not traced.rows[0].sample
    assert "The table has changed since" in "\n".join(traced.lines())


def test_a_finding_of_an_earlier_edition_is_read_without_its_rows(
    project: Project, log: Table
) -> None:
    """It named files, which are content. An earlier commit has such findings."""
    lineage = count(project, log)
    written = lineage.findings["t.frame"].model_dump(mode="json")
    assert "one.csv" not in json.dumps(written)
    written["rows"][0]["numbers"] = [{"file": "one.csv", "part": None, "rows": ""}]
    earlier = type(lineage.findings["t.frame"]).model_validate(written)
    assert earlier.value == lineage.findings["t.frame"].value
    traced = keep(project, earlier).trace("t.frame")
    assert traced.rows[0].stale
    assert "Run the notebook again" in "\n".join(traced.lines())


def test_numbers_kept_beside_are_read_or_asked_for(
    project: Project, log: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "MOST_PACKED", 1)
    with work_on(project):
        made = finding("t.kept", 3, unit="rows", rows=log.public.iloc[::2])
    lineage = keep(project, made)
    assert list_places(lineage.trace("t.kept")) == [("one.csv", 1), ("one.csv", 4), ("two.csv", 2)]
    kept_file(made.rows[0].kept, project).unlink()
    with pytest.raises(Problem, match="not on this machine"):
        lineage.trace("t.kept")


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("one.csv", ["t.frame", "t.rejected", "t.chosen", "t.twice"]),
        ("one.csv:2", ["t.chosen", "t.twice"]),
        ("made-up/two.csv:1", ["t.frame"]),
        ("data/raw/made-up/one.csv:3", ["t.rejected"]),
        ("two.csv:99", []),
        ("t.chosen", ["t.twice"]),
    ],
)
def test_a_row_leads_to_what_rests_on_it(counted: Lineage, place: str, names: list[str]) -> None:
    assert [link.id for link in counted.trace_back(place)] == names


@pytest.mark.parametrize(
    ("name", "told"),
    [("t.chosn", "Did you mean t.chosen?"), ("N0001", "Did you mean N001?")],
)
def test_an_unknown_id_names_the_nearest(counted: Lineage, name: str, told: str) -> None:
    with pytest.raises(Misuse, match=told.replace("?", r"\?")):
        counted.trace(name)


def test_an_unknown_file_names_the_nearest(counted: Lineage) -> None:
    with pytest.raises(Misuse, match=r"Did you mean one\.csv"):
        counted.trace_back("oen.csv:4")


def test_a_claim_leads_to_its_publisher_and_to_all_that_bears_on_it(project: Project) -> None:
    traced = Lineage(project).trace("N002")
    assert traced.kind == "claim"
    assert (traced.facts["file"], traced.facts["row"]) == ("published_figures.csv", 2)
    assert traced.facts["publisher"]
    assert traced.facts["address"].startswith("https://")
    assert "N019" in {link.id for link in traced.bears}
    assert {"quoted", "standing", "advice", "quotation"} <= set(traced.facts)


def test_a_claim_leads_to_the_findings_and_verdicts_on_it(project: Project) -> None:
    lineage = Lineage(project)
    with work_on(project):
        pair = [lineage.claims["N002"], lineage.claims["N003"]]
        made = finding("t.pair", 897230, unit="queries", of=pair)
        table = load_table("published-figures", project)
        rows = table.where("topic = 'nlets'", "another topic")
        topic = finding("t.topic", 2, unit="claims", rows=rows)
    lineage = keep(project, made, topic)
    assert [one.id for one in lineage.trace("t.pair").of] == ["N002", "N003"]
    links = lineage.trace_back("N002")
    assert {"t.pair", "t.topic"} <= {link.id for link in links}
    assert {"t.pair", "t.topic"} <= {
        link.id for link in lineage.trace_back("published_figures.csv:2")
    }
    assert "verdict" in {link.kind for link in links}


def test_an_entry_of_the_reference_tables_leads_both_ways(project: Project) -> None:
    with work_on(project):
        made = finding("t.block", 1, unit="states", of=["S003"])
    lineage = keep(project, made)
    traced = lineage.trace("S003")
    assert (traced.facts["file"], traced.facts["row"]) == ("restrictions.csv", 3)
    assert [one.id for one in traced.used] == ["t.block"]
    named = [one.id for one in traced.of]
    assert named
    assert "t.block" in {link.id for link in lineage.trace_back(named[0])}
    assert [one.id for one in lineage.trace_back("restrictions.csv:3")] == ["t.block"]
