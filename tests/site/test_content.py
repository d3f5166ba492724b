"""Content: what is to be published is checked before anything is written."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from made_up_site import PAGES, run_cell, write_notebook

from helpers.claims.listing import is_figure
from helpers.errors import Problem
from helpers.project import Project
from helpers.site.content import collect_content, count_labels
from helpers.site.editions import list_lacking
from helpers.site.pages import build_pages
from helpers.site.sentences import say


def test_a_notebook_that_did_not_finish_says_so_in_its_place(
    project: Project, content: dict[str, Any]
) -> None:
    cells = [run_cell("1", say("Done."))]
    bad = write_notebook(project.root / "notebooks", "20_bad", cells, finished=False)
    content["notebooks"].append(bad)
    build_pages(collect_content(project, **content), project.site)
    page = (project.site / "notebooks" / "20_bad.html").read_text("utf-8")
    assert "We can\u2019t show this notebook\u2019s results. The notebook did not finish" in page
    assert "plateglass run 20_bad" in page
    assert "Done." not in page
    assert "20_bad.html" in (project.site / "notebooks.html").read_text("utf-8")


def test_a_notebook_that_lacks_its_release_says_so_in_its_place(
    project: Project, content: dict[str, Any]
) -> None:
    lacking = list_lacking({"notebook:10_how_many": Problem("The release x is missing")}, {})
    build_pages(collect_content(project, **content, lacking=lacking), project.site)
    page = (project.site / "notebooks" / "10_how_many.html").read_text("utf-8")
    assert "The release x is missing." in page
    assert "<h1>Notebook 10_how_many</h1>" in page
    assert "The release x is missing." not in (project.site / "claims.html").read_text("utf-8")


def test_the_labels_count_every_claim_once(content: dict[str, Any]) -> None:
    known = count_labels(content["claims"], content["verdicts"])
    assert known.total == len(content["claims"])
    assert sum(count.number for count in known.groups) == known.total
    assert sum(count.number for count in known.standings) == known.total
    assert sum(count.number for count in known.quotations) >= known.total
    assert sum(count.number for count in known.tally) == known.figures
    assert known.figures == sum(is_figure(claim) for claim in content["claims"].values())
    labels = [count.label for count in known.groups]
    assert labels == ["You can print", "Print with care", "Don't print"]


def test_a_number_that_nothing_is_behind_is_refused(
    project: Project, content: dict[str, Any]
) -> None:
    del content["findings"]["nlets.pair"]
    with pytest.raises(Problem, match=r"names nlets\.pair, which is neither"):
        collect_content(project, **content)


def test_every_claim_has_a_verdict_or_it_stops(content: dict[str, Any]) -> None:
    del content["verdicts"]["T002"]
    with pytest.raises(Problem, match="T002 has no verdict"):
        count_labels(content["claims"], content["verdicts"])


def test_invented_data_has_a_page_of_its_own(project: Project, content: dict[str, Any]) -> None:
    words = project.root / "data" / "reference" / "pages.yml"
    words.write_text(yaml.safe_dump([PAGES[0], {**PAGES[1], "invented": True}]))
    with pytest.raises(Problem, match=r"shows invented data \(00_findings\.ipynb\)"):
        collect_content(project, **content)
    folder = content["notebooks"][0].parent
    content["notebooks"][0] = write_notebook(folder, "00_findings", [run_cell("1")])
    build_pages(collect_content(project, **content), project.site)
    page = (project.site / "notebooks" / "10_how_many.html").read_text("utf-8")
    assert "INVENTED DATA.</b> Shows a method, says nothing about anyone." in page
    assert 'href="../findings/log.rise.html"' in page
    assert 'href="../releases/made-up-log.html"' in page
    for name in ("index.html", "notebooks.html", "findings.html"):
        other = (project.site / name).read_text("utf-8")
        assert "log.rise.html" not in other
        assert "made-up-log.html" not in other
    last = (project.site / "notebooks.html").read_text("utf-8")
    assert last.rindex("notebooks/") == last.index("notebooks/10_how_many.html")
