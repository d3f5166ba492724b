"""The README's table of what is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from helpers.errors import Problem
from helpers.site.editions import END, START, update_readme


def update(readme: Path, content: dict[str, Any]) -> bool:
    facts = {name: content[name] for name in ("claims", "verdicts", "findings")}
    return update_readme(readme, **facts, front=content["notebooks"][0])


def test_only_the_part_between_the_marks_changes(tmp_path: Path, content: dict[str, Any]) -> None:
    readme = tmp_path / "README.md"
    readme.write_bytes(f"# Title\r\n{START}\nold\n{END}\n\nBelow.  \n".encode())
    assert update(readme, content)
    text = readme.read_bytes().decode()
    assert text.startswith(f"# Title\r\n{START}\n| What is known |")
    assert text.endswith(f"{END}\n\nBelow.  \n")
    assert "\nold\n" not in text
    assert "ICE made [897,230](notebooks/00_findings.ipynb) queries" in text
    assert "[290](notebooks/90_fact_check.ipynb)" in text
    assert "| The log rose by [188.0%](notebooks/10_how_many.ipynb) (synthetic records). |" in text
    assert "What an editor may do with 3 figures, dates, lists and attributions:" in text
    assert not update(readme, content)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["README.md"]


def test_it_looks_for_the_front_page_beside_the_readme(content: dict[str, Any]) -> None:
    root = content["notebooks"][0].parents[1]
    readme = root / "README.md"
    readme.write_text(f"{START}\n{END}\n")
    assert update_readme(readme, content["claims"], content["verdicts"], content["findings"])


@pytest.mark.parametrize("text", ["", START, f"{END}\n{START}", f"{START}{START}{END}"])
def test_a_readme_without_the_marks_is_left_alone(
    tmp_path: Path, content: dict[str, Any], text: str
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(text)
    with pytest.raises(Problem, match="no place for what is known"):
        update(readme, content)
    assert readme.read_text() == text
