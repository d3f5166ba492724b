"""A name without the shape of an agency's is numbered, until somebody says that it may be shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.cleaning.clean import clean_release, load_table
from helpers.cleaning.shown_values import SHOWN_COLUMNS, is_agency
from helpers.errors import Problem
from helpers.project import SHOWN_NAMES, Project
from invented_releases import write_release

LOG = (
    "search_id,account,account_group,user,searched_at,search_type,reason\n"
    "T-1,acct,Example County SO,u,2025-01-01 10:00:00,driver,x\n"
    "T-2,acct,Jane Example,u,2025-01-02 10:00:00,driver,y\n"
    "T-3,acct,SYN1234,u,2025-01-03 10:00:00,vehicle,z\n"
    "T-4,acct,Jane Example,u,2025-01-04 10:00:00,vehicle,z\n"
)


def decide(project: Project, *lines: str) -> None:
    path = project.root / "data" / "reference" / SHOWN_NAMES
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([",".join(SHOWN_COLUMNS), *lines, ""]))


@pytest.fixture
def log(project: Project) -> str:
    write_release(project.root, {"log.csv": LOG}, kind="portal-search-log", name="log")
    decide(project)
    clean_release("log", project)
    return "log"


def test_names_of_people_and_plates_are_numbered_and_still_counted(
    project: Project, log: str
) -> None:
    table = load_table(log, project)
    groups = table.public["account_group"]
    first, second, third, fourth = groups
    assert first == "Example County SO"
    assert second == fourth
    assert {second, third} == {"unreviewed name 1", "unreviewed name 2"}
    asked = "SELECT count(DISTINCT account_group) AS n FROM rows"
    assert table.sql(asked)["n"].tolist() == [3]
    assert table.raw("account_group")["account_group"].tolist()[1:3] == ["Jane Example", "SYN1234"]
    assert table.list_held()[0].endswith(": 2 in account_group")


def test_a_reviewed_line_shows_a_name_of_its_release_alone(project: Project, log: str) -> None:
    decide(project, "agency,jane  example,log,AB,2026-11-28,the name of a task force")
    table = load_table(log, project)
    assert table.public["account_group"].tolist()[1::2] == ["Jane Example", "Jane Example"]
    assert table.list_held()[0].endswith(": 1 in account_group")
    decide(project, "agency,Jane Example,another,AB,2026-11-28,the name of a task force")
    assert load_table(log, project).public["account_group"][1].startswith("unreviewed name")


def test_a_line_without_a_reason_is_refused(project: Project, log: str) -> None:
    decide(project, "agency,Jane Example,log,AB,2026-11-28,")
    with pytest.raises(Problem, match="does not say reason"):
        _ = load_table(log, project).public


def test_where_all_names_have_the_shape_nothing_is_said(project: Project, tmp_path: Path) -> None:
    text = LOG.replace("Jane Example", "Jane Police Department").replace("SYN1234", "Example PD")
    write_release(project.root, {"log.csv": text}, kind="portal-search-log", name="log")
    assert clean_release("log", project).list_held() == []


@pytest.mark.parametrize("name", ["12345 Main Street Court", "1FTFW1ET5DFC10312 PD", "A" * 91])
def test_an_address_or_a_number_is_no_agency(name: str) -> None:
    assert not is_agency(name)
