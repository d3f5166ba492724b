"""Content: what is to be published is checked before anything is written."""

from __future__ import annotations

from typing import Any

import pytest
from made_up_site import run_cell, write_notebook

from helpers.errors import Problem
from helpers.project import Project
from helpers.site.front_page import collect_content
from helpers.site.sentences import say


def test_what_did_not_finish_is_not_published(project: Project, content: dict[str, Any]) -> None:
    bad = write_notebook(
        project.root / "notebooks", "99_bad", [run_cell("1", say("Done."))], finished=False
    )
    content["notebooks"].append(bad)
    with pytest.raises(Problem, match="did not finish"):
        collect_content(project, **content)


def test_the_front_page_is_needed(project: Project, content: dict[str, Any]) -> None:
    content["notebooks"] = content["notebooks"][1:]
    with pytest.raises(Problem, match="00_findings is not among"):
        collect_content(project, **content)
