"""The tables that say whom and where a figure is about, and how names are written."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_figures import claim

from helpers.claims.claim import load_claims
from helpers.claims.names import Names, load_names, write_figure
from helpers.claims.scopes import NOT_SAID, load_scopes
from helpers.errors import Problem
from helpers.project import HOME, Project

SHIPPED = Project(HOME)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = tmp_path / "data" / "reference"
    folder.mkdir(parents=True)
    (folder / "agencies.csv").write_text(
        "agency_id,parent\ndhs,\nice,dhs\nhsi,ice\n", encoding="utf-8"
    )
    return Project(tmp_path)


def write_scopes(project: Project, *rows: str) -> None:
    text = "\n".join(["scope,agencies,place,name", *rows, ""])
    path = project.root / "data" / "reference" / "scopes.csv"
    path.write_text(text, encoding="utf-8")


def test_scopes_are_read_with_the_parts_of_agencies(project: Project) -> None:
    write_scopes(project, "ICE in QA,ice,QA,ICE in QA", "somebody,not said,,an agency")
    scopes = load_scopes(project)
    assert scopes["ICE in QA"].agencies == {"ice"}
    assert scopes["somebody"].hides_agency
    assert scopes["nowhere listed"].place == "nowhere listed"
    assert (len(scopes), list(scopes)) == (2, ["ICE in QA", "somebody"])
    assert scopes.is_part("hsi", "dhs")
    assert not scopes.is_part("dhs", "hsi")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["here,ice,,a", "here,ice,,a"], "'here' is listed twice"),
        (["here,usss,,a"], "no agency called usss"),
    ],
)
def test_what_is_wrong_in_scopes_is_named(project: Project, rows: list[str], message: str) -> None:
    write_scopes(project, *rows)
    with pytest.raises(Problem, match=message):
        load_scopes(project)


def test_shipped_scopes_and_names_are_all_in_use() -> None:
    claims, scopes, names = load_claims(SHIPPED), load_scopes(SHIPPED), load_names(SHIPPED)
    used = {one.scope.who for one in claims.values()}
    assert set(scopes) <= used
    assert all(scopes[who].name for who in scopes)
    assert any(NOT_SAID in scopes[who].agencies for who in scopes)
    called = {
        text
        for one in claims.values()
        for text in (one.outlet, one.counted_by.partition(", ")[0], one.read_through)
    }
    assert not [written for written in names if written not in called]


@pytest.mark.parametrize(
    ("value", "qualifier", "more", "figure"),
    [
        ("17", "exact", {}, "17"),
        ("8", "at least", {}, "at least eight"),
        ("290000000", "over", {}, "more than 290 million"),
        ("75", "about", {"unit": "percent"}, "about 75%"),
        ("5000000", "exact", {"unit": "USD"}, "$5 million"),
        ("2025-09-30", "exact", {"type": "date"}, "Sept. 30, 2025"),
        ("2025-09", "about", {"type": "date"}, "about September 2025"),
        ("2025-09-30", "on or before", {"type": "date"}, "by Sept. 30, 2025"),
        ("2019", "exact", {"type": "date", "unit": "year"}, "2019"),
    ],
)
def test_figures_are_written_as_a_news_sentence_has_them(
    value: str, qualifier: str, more: dict[str, str], figure: str
) -> None:
    assert write_figure(claim("A", value, qualifier, **more)) == figure


def test_who_counted_is_called_by_name_and_else_by_origin() -> None:
    names = Names({"Paper A": "the Paper", "C, of D": "nobody", "C": "Ms. C"})
    assert names.outlet(claim("A", "1", source_org="Paper A via a wiki")) == "the Paper"
    assert names.counter(claim("A", "1", counted_by="C, of D")) == "Ms. C"
    assert names.counter(claim("A", "1", counted_by="", origin="nlets")) == "Nlets"
    assert names.through(claim("A", "1", read_through="C")) == "Ms. C"
    assert (len(names), sorted(names)) == (3, ["C", "C, of D", "Paper A"])
