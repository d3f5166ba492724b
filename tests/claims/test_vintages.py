"""Versions of one source: which rows came, went and changed, and which figure fits which."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.adding.add import add_release
from helpers.claims.vintages import FITS, FITS_WITH_HEADER, compare_vintages
from helpers.errors import Misuse, Problem
from helpers.project import Project

HEADER = "STATE,LAW ENFORCEMENT AGENCY,SUPPORT TYPE,SIGNED,MOA"


def add(project: Project, folder: Path, name: str, *rows: str, header: str = HEADER) -> str:
    path = folder / f"{name}.csv"
    path.write_text("\n".join((header, *rows)) + "\n")
    add_release([path], release=name, project=project)
    return name


A = "QA,Sample SO,Task Force Model,2025-01-01,link pending"
B = "QB,Example PD,Jail Enforcement Model,2025-01-02,link"
C = "QC,Demo SO,Task Force Model,2025-01-03,link"


def test_rows_came_went_and_changed(project: Project, tmp_path: Path) -> None:
    first = add(project, tmp_path, "one", A, B)
    second = add(
        project, tmp_path, "two", C, A.replace("link pending", "link").replace("QA", "qa ")
    )
    told = compare_vintages([first, second], project)
    (step,) = told.steps
    assert (step.came, step.went, step.changed, step.same) == (1, 1, 1, 0)
    assert step.columns["memorandum"] == 1
    assert step.named == {
        "came": ("QC, Demo SO, Task Force Model",),
        "went": ("QB, Example PD, Jail Enforcement Model",),
    }
    assert told.rows == {"one": 2, "two": 2}


def test_two_equal_rows_are_two(project: Project, tmp_path: Path) -> None:
    told = compare_vintages(
        [add(project, tmp_path, "one", A, A, B), add(project, tmp_path, "two", A, B)], project
    )
    (step,) = told.steps
    assert (step.came, step.went, step.changed, step.same) == (0, 1, 0, 2)


def test_a_list_of_which_most_is_gone_is_doubted(project: Project, tmp_path: Path) -> None:
    rows = [f"QA,Agency {n},Task Force Model,2025-01-01,link" for n in range(10)]
    names = [add(project, tmp_path, "one", *rows), add(project, tmp_path, "two", *rows[:4])]
    (down,) = compare_vintages(names, project).steps
    (up,) = compare_vintages(names[::-1], project).steps
    assert down.lines()[-1].strip().startswith("Fewer than half of the rows are left")
    assert not up.doubt


def test_searches_are_known_by_their_id_and_none_is_named(project: Project, tmp_path: Path) -> None:
    header = "id,userId,searchDate,networkCount,reason"
    rows = [f"x{n},u,2025-05-01 10:00:00,2,theft" for n in range(3)]
    one = add(project, tmp_path, "one", *rows, header=header)
    two = add(project, tmp_path, "two", rows[0], rows[1].replace(",2,", ",3,"), header=header)
    (step,) = compare_vintages([one, two], project).steps
    assert (step.went, step.changed, step.same, step.columns) == (1, 1, 1, {"networks": 1})
    assert step.named == {"came": (), "went": ()}


def test_a_figure_fits_a_version_or_one_with_its_header(project: Project, tmp_path: Path) -> None:
    rows = [f"QA,Agency {n},Task Force Model,2025-01-01,link" for n in range(135)]
    names = [add(project, tmp_path, "one", *rows[:-1]), add(project, tmp_path, "two", *rows)]
    told = compare_vintages(names, project, claims=["C029", "C033"])
    first, second = told.figures
    assert first.fits == {"one": FITS_WITH_HEADER, "two": FITS}
    assert second.lines()[0].endswith("fits none of them")


def test_what_is_no_version_of_one_source_is_refused(project: Project, tmp_path: Path) -> None:
    one = add(project, tmp_path, "one", A)
    other = add(
        project,
        tmp_path,
        "log",
        "x,u,2025-05-01 10:00:00,2,theft",
        header="id,userId,searchDate,networkCount,reason",
    )
    with pytest.raises(Problem, match="no versions of one source"):
        compare_vintages([one, other], project)
    with pytest.raises(Misuse, match="One version"):
        compare_vintages([one, one], project)
    with pytest.raises(Misuse, match="C029"):
        compare_vintages([one, add(project, tmp_path, "two", A)], project, claims=["C29"])
