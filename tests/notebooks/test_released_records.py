"""Published figures recomputed from released records: what is committed, and the records.

The records are not part of the project. Without them the committed results stay as they are; with
them, at $PLATEGLASS_SAMPLES, they are fetched into a project of their own and counted again.
"""

from __future__ import annotations

import json
import os
import shutil
from fractions import Fraction
from pathlib import Path

import nbformat
import pytest
import released_by_hand
from test_every_finding import FINDINGS, agree
from test_regression import check_outputs

from helpers.adding.fetch import fetch
from helpers.claims.claim import Claims, load_claims
from helpers.claims.finding import Finding, load_findings
from helpers.claims.relations import FINDING, load_relations
from helpers.claims.standing import Standing
from helpers.claims.verdicts import judge_claims
from helpers.project import HOME, Project, executed_file, findings_file
from helpers.runner.graph import run_all
from helpers.runner.notebook import read_notebook
from helpers.site.tables import MIME, ShownTable

NAME = "70_released_records"
NOTEBOOK = HOME / "notebooks" / f"{NAME}.ipynb"
SHIPPED = Project(HOME)
CLAIMS = load_claims(SHIPPED)
TIED = {
    one.subject: one.operands[0].removeprefix(FINDING)
    for one in load_relations(SHIPPED)
    if one.operands[0].startswith(FINDING + "records.")
}


def read_table(caption: str) -> list[dict[str, object]]:
    """Return the rows of a table that the committed notebook shows."""
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        for output in cell.get("outputs", []):
            if MIME in output.get("data", {}):
                shown = ShownTable.from_json(output["data"][MIME])
                if shown.caption == caption:
                    return [dict(zip(shown.columns, row, strict=True)) for row in shown.rows]
    raise LookupError(caption)


INSTEAD = {
    str(row["claim"]): row
    for row in read_table("Published figures counted again, and by a second definition")
}


@pytest.fixture(scope="module")
def findings() -> dict[str, Finding]:
    return load_findings(SHIPPED)


def judge(findings: dict[str, Finding]) -> dict[str, Standing]:
    return {name: one.standing for name, one in judge_claims(CLAIMS, findings, SHIPPED).items()}


def test_at_least_twelve_claims_are_recomputed(findings: dict[str, Finding]) -> None:
    told = judge(findings)
    recomputed = {name for name, standing in told.items() if standing is Standing.RECOMPUTED}
    assert recomputed == set(TIED) == set(INSTEAD)
    assert len(recomputed - {"C025", "C026", "C027"}) >= 12  # those three are the lists' own rows


@pytest.mark.parametrize("claim", sorted(TIED))
def test_a_claim_is_no_longer_recomputed_if_the_definition_changes(
    claim: str, findings: dict[str, Finding]
) -> None:
    one = findings[TIED[claim]]
    other = one.model_copy(update={"value": INSTEAD[claim]["instead"]})
    assert one.value == INSTEAD[claim]["published"] != other.value
    assert judge(findings | {one.id: other})[claim] is Standing.CONTRADICTED


@pytest.mark.parametrize("claim", sorted(TIED))
def test_a_printed_number_that_changes_is_no_longer_recomputed(
    claim: str, findings: dict[str, Finding]
) -> None:
    """A check that contained the number that it checks would pass by construction."""
    from dataclasses import replace

    from helpers.claims.wording import read_quantity

    value = (CLAIMS[claim].value or Fraction(0)) + 1
    read = read_quantity(str(value), "exact", CLAIMS[claim].unit)
    changed = replace(
        CLAIMS[claim], value=value, printed=str(value), logical=read.logical, implied=read.implied
    )
    mutated = Claims([changed if name == claim else one for name, one in CLAIMS.items()])
    told = judge_claims(mutated, findings, SHIPPED)
    assert told[claim].standing is Standing.CONTRADICTED


def test_what_ice_stated_fits_only_if_the_header_is_counted(findings: dict[str, Finding]) -> None:
    told = judge_claims(CLAIMS, findings, SHIPPED)
    for name in ("C021", "C022", "C023"):
        assert told[name].standing is Standing.INCONSISTENT
        assert told[name].readings == ("the header row counted",)
    assert told["C030"].readings == ("cut, not rounded",)
    assert (findings["records.rise_stated_1"].text, CLAIMS["C030"].text) == ("609.6%", "609%")


def test_the_lists_are_no_route_to_driver_data() -> None:
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    words = " ".join(" ".join(cell.source for cell in cells).split())
    assert words.count("no route to driver data") == 2
    for name in ("routes.csv", "route_facts.csv", "route_sightings.csv"):
        written = SHIPPED.reference(name).read_text(encoding="utf-8")
        assert not [claim for claim in TIED if claim[0] == "C" and claim in written]


# Without the records.


def test_what_was_counted_stays_where_the_records_are_not(project: Project) -> None:
    report = run_all(project, only=[NAME])
    assert not report.failed
    (note,) = report.notes
    assert note.startswith(f"{NAME} was left as it is: 18 of the public releases")
    assert "plateglass fetch" in note
    for file in (findings_file, executed_file):
        assert file(NAME, project).read_bytes() == file(NAME, SHIPPED).read_bytes()
    assert f"notebook:{NAME}" in run_all(project, only=[NAME]).up_to_date


def test_every_finding_names_the_hash_of_its_rows(findings: dict[str, Finding]) -> None:
    from helpers.releases.catalog import load_catalog

    entries = load_catalog(SHIPPED)
    rested = [rows for one in findings.values() for rows in one.rows if rows.release in entries]
    assert len(rested) > 15
    for rows in rested:
        assert rows.table == entries[rows.release].rows_sha256[:16]
        assert rows.total == entries[rows.release].rows


# With them.


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = os.environ.get("PLATEGLASS_SAMPLES", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("PLATEGLASS_SAMPLES does not name the folder of real released files")
    project = Project(tmp_path_factory.mktemp("fetched"))
    notebook = read_notebook(NAME, SHIPPED)
    names = [one for one in notebook.inputs_of(notebook.values({})) if one != "published-figures"]
    done = fetch(names, project, at_hand=Path(folder))
    assert {one.state for one in done} == {"found"}
    return project


@pytest.mark.samples
def test_the_committed_results_are_those_of_the_records(fetched: Project) -> None:
    run = check_outputs(NOTEBOOK, fetched)
    assert run.returncode == 0, run.stdout[-3000:]
    assert "deselected" not in run.stdout


@pytest.mark.samples
def test_one_lost_row_fails_the_notebook(fetched: Project, tmp_path: Path) -> None:
    other = Project(tmp_path / "other")
    shutil.copytree(fetched.fetched, other.fetched)
    place = other.fetched / "portal-antioch-ca-pd-2026-04-08"
    (path,) = place.glob("2*.json")
    page = json.loads(path.read_text(encoding="utf-8"))
    page["search_audit_csv"].pop()
    path.write_text(json.dumps(page), encoding="utf-8")
    run = check_outputs(NOTEBOOK, other, "-x")
    assert run.returncode == 1
    assert "its sha256 has changed" in run.stdout


@pytest.mark.parametrize("name", sorted(released_by_hand.WAYS))
@pytest.mark.samples
def test_the_second_way_gives_the_same(name: str, samples: Path) -> None:
    assert agree(FINDINGS[name]["value"], released_by_hand.WAYS[name](samples))
