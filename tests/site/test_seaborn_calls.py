"""seaborn's default error bars are a random bootstrap: three runs, three pictures."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.project import HOME

RANDOM = {
    "errorbar": {"lineplot", "barplot", "pointplot", "relplot", "catplot"},
    "ci": {"regplot", "lmplot"},
}
JITTERED = {"stripplot"}


def find_random_calls(source: str) -> list[str]:
    """Return the seaborn calls in `source` that may draw something else each time."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        given = {word.arg: word.value for word in node.keywords}
        needed = [word for word, names in RANDOM.items() if name in names]
        if name in JITTERED:
            needed = ["jitter"]
        for word in needed:
            value = given.get(word)
            if not (isinstance(value, ast.Constant) and value.value in (None, False)):
                found.append(ast.unparse(node))
    return found


def list_sources() -> Iterator[tuple[str, str]]:
    for path in sorted((HOME / "src").rglob("*.py")):
        yield path.name, path.read_text(encoding="utf-8")
    for path in sorted((HOME / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                yield path.name, "".join(cell["source"])


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ("sns.lineplot(d, x='a', y='b')", 1),
        ("sns.lineplot(d, x='a', y='b', errorbar=None)", 0),
        ("lineplot(d, errorbar='sd')", 1),
        ("sns.regplot(d, x='a', y='b')", 1),
        ("sns.regplot(d, ci=None)", 0),
        ("sns.stripplot(d)", 1),
        ("sns.stripplot(d, jitter=False)", 0),
        ("sns.histplot(d)", 0),
    ],
)
def test_the_search_finds_what_it_looks_for(source: str, number: int) -> None:
    assert len(find_random_calls(source)) == number


def test_no_chart_is_random() -> None:
    found = {name: calls for name, text in list_sources() if (calls := find_random_calls(text))}
    assert found == {}


def test_the_sources_are_there() -> None:
    names = [Path(name).suffix for name, _ in list_sources()]
    assert {".py", ".ipynb"} == set(names)
