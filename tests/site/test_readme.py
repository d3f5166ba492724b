"""The README's copy of the brief."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from helpers.errors import Problem
from helpers.project import HOME, Project
from helpers.site import editions
from helpers.site.editions import END, START, update_readme


def update(readme: Path, project: Project, content: dict[str, Any]) -> bool:
    facts = {name: content[name] for name in ("claims", "verdicts", "findings")}
    return update_readme(readme, project, **facts)


def test_only_the_part_between_the_marks_changes(
    tmp_path: Path, project: Project, content: dict[str, Any]
) -> None:
    readme = tmp_path / "README.md"
    readme.write_bytes(f"# Title\r\n{START}\nold\n{END}\n\nBelow.  \n".encode())
    assert update(readme, project, content)
    text = readme.read_bytes().decode()
    assert text.startswith(f"# Title\r\n{START}\n**Nothing here is real.** We made up the [290](")
    assert text.endswith(f"{END}\n\nBelow.  \n")
    assert "\nold\n" not in text
    assert "ICE made [897,230](notebooks/00_findings.ipynb) queries" in text
    assert "[290](notebooks/90_fact_check.ipynb)" in text
    assert "[310](notebooks/90_fact_check.ipynb) queries (Paper of Example)" in text
    assert "What you may do with 3 published figures, dates, lists and attributions:" in text
    assert "<script>" not in text
    assert not update(readme, project, content)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["README.md"]


@pytest.mark.parametrize("text", ["", START, f"{END}\n{START}", f"{START}{START}{END}"])
def test_a_readme_without_the_marks_is_left_alone(
    tmp_path: Path, project: Project, content: dict[str, Any], text: str
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(text)
    with pytest.raises(Problem, match="where to put the brief"):
        update(readme, project, content)
    assert readme.read_text() == text


def test_the_brief_in_our_own_readme_is_what_is_known(tmp_path: Path) -> None:
    readme, shipped = tmp_path / "README.md", Project(HOME)
    shutil.copyfile(HOME / "README.md", readme)
    gathered = editions._gather(shipped)
    facts = {name: gathered[name] for name in ("claims", "verdicts", "findings")}
    assert not update_readme(readme, shipped, **facts)
