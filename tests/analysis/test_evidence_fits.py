"""Evidence fits the question: a release of another kind is refused with both kinds named."""

from __future__ import annotations

import json
import re

import pytest

from helpers.adding.add import add_release
from helpers.analysis.door_data import open_case
from helpers.cleaning.clean import load_table
from helpers.errors import Problem
from helpers.project import HOME, Project
from helpers.schemas.schema import load_schemas

OWN = (
    "Name,Org Name,Total Networks Searched,Reason,Search Time\n"
    'A. Sample,Sample City QA PD,3,theft,"03/01/2025, 02:10:01 AM UTC"\n'
    'B. Sample,Sample City QA PD,4,assault,"03/02/2025, 02:10:01 AM UTC"\n'
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One project for all: whatever is asked of it here, nothing in it changes."""
    return Project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def own_audit(project: Project, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A department's own searches, as it hands them over."""
    path = tmp_path_factory.mktemp("received") / "own.csv"
    path.write_text(OWN)
    report = add_release(
        [path], release="own", project=project, custodian="Sample City QA PD", request="1"
    )
    assert report.kind == "flock-organization-audit"
    return "own"


def test_a_departments_own_searches_show_no_door(own_audit: str, project: Project) -> None:
    with pytest.raises(Problem) as caught:
        open_case([own_audit], [], project=project)
    said = str(caught.value)
    assert "own is of the kind flock-organization-audit" in said
    assert "expected: a release of the kind flock-network-audit" in said
    assert "who else searched the agency's cameras" in said


def test_an_audit_is_no_list(own_audit: str, project: Project) -> None:
    with pytest.raises(Problem, match=r"flock-organization-audit .* kind flock-shared-networks"):
        open_case([], [own_audit], project=project)


@pytest.mark.parametrize("kind", sorted(load_schemas().keys() - {"flock-organization-audit"}))
def test_each_other_kind_is_named_beside_the_one_given(
    kind: str, own_audit: str, project: Project
) -> None:
    with pytest.raises(Problem, match=rf"flock-organization-audit .*expected: .* kind {kind} "):
        load_table(own_audit, project, kind=kind)


def test_the_right_kind_is_opened(own_audit: str, project: Project) -> None:
    assert load_table(own_audit, project, kind="flock-organization-audit").count == 2


def test_every_notebook_says_which_kind_its_releases_must_be() -> None:
    asked = re.compile(r"load_table\((\w+)([^)]*)\)")
    for path in sorted((HOME / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        source = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        for name, rest in asked.findall(source):
            if path.name != "05_clean_release.ipynb" and not rest.startswith("."):
                assert "kind=" in rest, f"{path.name}: load_table({name})"
