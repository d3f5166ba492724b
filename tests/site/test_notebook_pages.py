"""Executed notebooks: what is read from them, and which are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from made_up_site import run_cell, write_notebook
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from helpers.claims.claim import Claims
from helpers.errors import Problem
from helpers.privacy.gate import check_publishable
from helpers.project import Project
from helpers.site.charts import MIME as FIGURE
from helpers.site.markup import clean_html
from helpers.site.notebook_pages import read_executed_notebook
from helpers.site.sentences import say
from helpers.site.tables import show


def test_title_and_lead_head_the_page(tmp_path: Path) -> None:
    cells = [new_markdown_cell("# What?\n\nIn two\nlines.\n\n## First\n\nMore."), run_cell("1")]
    page = read_executed_notebook(write_notebook(tmp_path, "05_what", cells))
    assert (page.name, page.title, page.lead) == ("05_what", "What?", "In two lines.")
    assert page.cells[0].markdown == "## First\n\nMore."


def test_a_notebook_without_a_title_is_called_by_its_name(tmp_path: Path) -> None:
    page = read_executed_notebook(write_notebook(tmp_path, "05_what", [new_markdown_cell("Text.")]))
    assert (page.title, page.lead) == ("05_what", "")
    assert page.cells[0].markdown == "Text."


def test_a_list_under_the_title_is_no_lead(tmp_path: Path) -> None:
    page = read_executed_notebook(
        write_notebook(tmp_path, "a", [new_markdown_cell("# T\n\n- a\n- b")])
    )
    assert page.lead == ""
    assert page.cells[0].markdown == "- a\n- b"


def test_the_code_of_a_finding_is_found(content: dict[str, Any]) -> None:
    pages = [read_executed_notebook(path) for path in content["notebooks"]]
    assert pages[1].find_code("log.rise") == "log_rise = 188  # code"
    assert pages[0].find_code("log.rise") == ""
    assert [finding.id for finding in pages[1].findings] == ["log.rise"]


@pytest.mark.parametrize("facts", [{"finished": False}, {"unfinished": True}])
def test_what_says_it_did_not_finish_is_refused(tmp_path: Path, facts: dict[str, Any]) -> None:
    path = write_notebook(tmp_path, "20_rise", [run_cell("1", say("All is well."))], **facts)
    with pytest.raises(Problem, match=r"did not finish.*20_rise\.ipynb.*plateglass run 20_rise"):
        read_executed_notebook(path)


def test_a_cell_that_failed_or_never_ran_is_refused(tmp_path: Path) -> None:
    failed = new_code_cell(
        "1/0", execution_count=1, outputs=[new_output("error", ename="Z", evalue="", traceback=[])]
    )
    with pytest.raises(Problem, match="Code cell 2 of the notebook failed"):
        read_executed_notebook(write_notebook(tmp_path, "a", [run_cell("1"), failed]))
    with pytest.raises(Problem, match="Code cell 1 of the notebook did not run"):
        read_executed_notebook(write_notebook(tmp_path, "b", [new_code_cell("x = 1")]))
    read_executed_notebook(write_notebook(tmp_path, "c", [new_code_cell("")]))


CODE = '{"metadata": {}, "cells": [{"cell_type": "code", "execution_count": 1, %s}]}'


@pytest.mark.parametrize(
    "content",
    [
        *("", "[]", "{}", "null", '"x"', '{"metadata": {}, "cells": 3}', "[" * 100_000),
        *('{"metadata": {}, "cells": [NaN]}', '{"metadata": null, "cells": []}'),
        *(CODE % '"source": 5, "outputs": []', CODE % '"source": "x", "outputs": null'),
        CODE % ('"source": "x", "outputs": [' + "[" * 5_000 + "]" * 5_000 + "]"),
    ],
)
def test_what_is_no_notebook_is_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.ipynb"
    path.write_text(content)
    with pytest.raises(Problem, match=r"x\.ipynb"):
        read_executed_notebook(path)
    if content != "{}" and "null, " not in content:  # these two have no text to be held back
        with pytest.raises(Problem, match=r"x\.ipynb"):
            check_publishable({path.name: content}, [], Project(tmp_path))


def test_half_of_a_pair_in_an_output_can_be_written(tmp_path: Path) -> None:
    path = write_notebook(tmp_path, "x", [run_cell("1", {"text/html": "<b>a</b>"})])
    path.write_text(path.read_text().replace("<b>a", "\\ud800<b>a"))
    (cell,) = read_executed_notebook(path).cells
    assert clean_html(cell.outputs[0].html) == "?<b>a</b>"


@pytest.mark.parametrize(
    "bundle",
    [
        {"image/png": "bm90IGEgcG5n", "text/plain": "alt"},
        {"application/vnd.plateglass.sentence+json": {"segments": 3}},
        {"application/vnd.plateglass.table+json": {}},
        {"application/vnd.plateglass.finding+json": {"id": "x"}},
        {"application/vnd.plateglass.sentence+json": {"segments": [{"words": "x"}]}},
    ],
)
def test_a_doctored_output_is_a_sentence(tmp_path: Path, bundle: dict[str, Any]) -> None:
    path = write_notebook(tmp_path, "x", [run_cell("1", bundle)])
    with pytest.raises(Problem, match=r"not as the helpers write it .*x\.ipynb"):
        read_executed_notebook(path)


def test_a_missing_notebook_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"cannot be read \(gone\.ipynb\)"):
        read_executed_notebook(tmp_path / "gone.ipynb")


def test_alt_text_and_numbers_come_with_a_picture(content: dict[str, Any]) -> None:
    page = read_executed_notebook(content["notebooks"][1])
    image = next(out.image for cell in page.cells for out in cell.outputs if out.image)
    assert image.alt == "Invented data. Bars: A 1,600 & B 540 <b>"
    assert image.drawn is not None
    assert image.drawn.columns == ("account_group", "searches")
    stored = json.loads(content["notebooks"][1].read_text())
    figure = next(
        output["data"][FIGURE]
        for cell in stored["cells"]
        for output in cell.get("outputs", [])
        if FIGURE in output.get("data", {})
    )
    assert figure["alt"] == image.alt


def make_table(rows: int, text: str = "a") -> Any:
    frame = pd.DataFrame({"what": [text] * rows, "number": range(rows)})
    return show(frame, caption="Rows", from_=Claims([]))


def test_a_page_is_its_head_and_its_work(tmp_path: Path) -> None:
    cells = [
        new_markdown_cell("# Title\n\nLede.\n\n## Nothing here\n\n## First"),
        run_cell("a", make_table(3)),
        new_markdown_cell("## First"),
        run_cell("b", make_table(4)),
        run_cell("c", make_table(5)),
        new_markdown_cell("## Empty"),
        run_cell("d", make_table(0)),
    ]
    cells[3]["metadata"]["tags"] = ["table"]
    cells[4]["metadata"]["tags"] = ["page-skip"]
    page = read_executed_notebook(write_notebook(tmp_path, "a", cells))
    assert page.table is not None
    assert len(page.table.rows) == 4
    assert page.left_out == 0
    assert [(one.title, one.slug) for one in page.sections] == [("First", "first")]


def test_a_long_table_is_cut_at_the_head_and_whole_in_the_work(tmp_path: Path) -> None:
    cells = [new_markdown_cell("# T\n\n## Rows"), run_cell("a", make_table(20, "long " * 20))]
    cells[1]["metadata"]["tags"] = ["table"]
    page = read_executed_notebook(write_notebook(tmp_path, "a", cells))
    assert page.table is not None
    assert (len(page.table.rows), page.left_out) == (6, 14)
    (section,) = page.sections
    shown = [one.table for cell in section.cells for one in cell.outputs if one.table]
    assert [len(one.rows) for one in shown] == [20]
