"""From a finding or a claim to files, hashes and rows."""

from __future__ import annotations

import json
import shutil

import pytest
from small_figures import finding

from helpers.errors import Problem
from helpers.evidence.claims import load_claims
from helpers.evidence.lineage import trace_claim, trace_finding, trace_release
from helpers.paths import HOME, Project
from helpers.releases import hash_file

SHIPPED = Project(HOME)


def test_a_finding_leads_to_every_file_with_its_hash_and_rows() -> None:
    one = finding("x", 897230, "transcribed", release="published-figures")
    chain = trace_finding(one, SHIPPED)
    (release,) = chain["releases"]
    (file,) = release["files"]
    path = SHIPPED.release("published-figures") / file["path"]
    assert file["sha256"] == hash_file(path)
    assert file["bytes"] == path.stat().st_size
    assert (file["rows_read"], file["rows_kept"], file["rows_rejected"]) == (350, 350, 0)
    assert (chain["data_status"], release["data_status"]) == ("transcribed", "transcribed")
    assert release["licenses"]
    assert json.loads(json.dumps(chain)) == chain


@pytest.mark.parametrize("name", ["synthetic-portal-log", "synthetic-network-counts"])
def test_rows_of_all_parts_add_up_to_the_release(name: str) -> None:
    release = trace_release(name, SHIPPED)
    for count in ("rows_read", "rows_kept", "rows_rejected"):
        assert sum(file[count] for file in release["files"]) == release[count]
    assert release["rows_read"] == release["rows_kept"] + release["rows_rejected"] > 0
    assert release["data_status"] == "synthetic"


def test_a_claim_leads_to_its_page_and_to_its_row() -> None:
    claim = load_claims(SHIPPED)["W003"]
    chain = trace_claim(claim, SHIPPED)
    assert chain["address"].startswith("http")
    path = SHIPPED.release("published-figures") / chain["releases"][0]["files"][0]["path"]
    row = path.read_text(encoding="utf-8").splitlines()[chain["row"]]
    assert row.startswith("W003,")


def test_a_changed_file_breaks_the_chain(project: Project) -> None:
    folder = project.raw / "published-figures"
    shutil.copytree(SHIPPED.release("published-figures"), folder)
    path = folder / "published_figures.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(Problem, match="sha256 has changed"):
        trace_finding(finding("x", 1, "transcribed", release="published-figures"), project)
