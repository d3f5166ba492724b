"""The doors' notebook runs on a reporter's own audit or list, whichever of them there is."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from helpers.adding.add import add_release
from helpers.analysis.door_data import open_case
from helpers.errors import Misuse, Problem
from helpers.project import Project
from helpers.runner.run import run_notebook

NOTEBOOK = "80_how_we_would_count_it"
OWNER = "Demo Town QA PD"
AUDIT = (
    "ID,Name,Org Name,Total Networks Searched,License Plate,Reason,Search Time\n"
    'Q-1,j. zebra,Example Federal Bureau,2,QXZ0001,case work,"03/05/2025, 12:00:00 PM UTC"\n'
    'Q-2,j. zebra,Example Federal Bureau,2,QXZ0002,case work,"04/05/2025, 12:00:00 PM UTC"\n'
    'Q-3,k. okapi,Other Town QB PD,2,QXZ0003,ICE for agent quagga,"04/06/2025, 12:00:00 PM UTC"\n'
    'Q-4,k. okapi,Other Town QB PD,2,QXZ0004,notice to police,"05/06/2025, 12:00:00 PM UTC"\n'
)
LIST = (
    "Organization Name,Networks Shared With Me,Networks I'm Sharing\n"
    "Example Federal Bureau,,Demo Town\n"
    "Other Town QB PD,Other Town,Demo Town\n"
)
AGENCIES = (
    "agency_id,name,level,state,kind,parent,source\n"
    "example-bureau,Example Federal Bureau,federal,,investigations,,Invented for this test\n"
)
DECISIONS = "alias,agency_id,decided_by,decided_on,reason\n"


@pytest.fixture
def ours(project: Project, tmp_path: Path) -> Project:
    """A project with its own agencies, one audit and one list, added as a reporter would."""
    own = project.root / "data" / "reference"
    own.mkdir(parents=True)
    (own / "agencies.csv").write_text(AGENCIES, encoding="utf-8")
    for name in ("aliases.csv", "rejected_aliases.csv"):
        (own / name).write_text(DECISIONS, encoding="utf-8")
    audit, shared = tmp_path / "audit.csv", tmp_path / "shared.csv"
    audit.write_text(AUDIT, encoding="utf-8")
    shared.write_text(LIST, encoding="utf-8")
    zones = {"stamps_in": "UTC", "count_in": "America/Chicago"}
    kind = "flock-network-audit"
    add_release([audit], release="ours", project=project, custodian=OWNER, kind=kind, **zones)
    add_release([shared], release="list", project=project, custodian=OWNER, as_of="2025-04-01")
    return project


def run(project: Project, audits: str, lists: str, **more: str) -> str:
    path = run_notebook(NOTEBOOK, project, {"audits": audits, "lists": lists, **more}).path
    outputs = [
        "".join(output.get("data", {}).get("text/plain", output.get("text", "")))
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    shown = "\n\n".join(outputs)
    for secret in ("zebra", "okapi", "QXZ0", "quagga", "case work", "Q-1"):
        assert secret not in shown
    return " ".join(shown.split())


def test_without_a_list_the_front_door_is_not_known(ours: Project) -> None:
    shown = run(ours, "ours", "")
    assert f"{OWNER} not known not known open" in shown
    assert (
        "0 searches came through a front door, 0 through a back door and 1 through a side" in shown
    )
    assert "For 2 by federal agencies no list says which" in shown
    assert "Of 2 organizations that searched, 1 bear no federal mark" in shown


@pytest.mark.slow
def test_without_an_audit_no_search_is_known(ours: Project) -> None:
    shown = run(ours, "", "list")
    assert f"{OWNER} open not known not known Example Federal Bureau" in shown
    assert "There is no audit here" in shown


@pytest.mark.slow
def test_a_time_without_a_row_is_not_told_as_a_lack_of_audits(ours: Project) -> None:
    shown = run(ours, "ours", "list", start="2030-01-01", list_day="2024-01-01")
    assert "No audit has a row of that time, so nothing is known about any search." in shown
    assert f"{OWNER} not known not known not known" in shown


def test_a_list_is_no_audit_and_a_release_counts_once(ours: Project) -> None:
    with pytest.raises(Problem, match=r"of the kind flock-shared-networks.*who else searched"):
        open_case(["list"], [], project=ours)
    with pytest.raises(Misuse, match=r"audits is ours, ours; expected: .* each once, or nothing"):
        run(ours, "ours, ours", "")
