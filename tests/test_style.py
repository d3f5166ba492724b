"""The words that a reader meets: none of those that STYLE's list replaces, in what we wrote.

Data are left alone: what sources printed is quoted as it is.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from helpers import cli
from helpers.project import HOME
from helpers.site.charts import MIME as FIGURE
from helpers.site.tables import MIME as TABLE

MONTHS = "January February March April May June July August September October November December"
NEVER = {
    r"\bof whom\b": "name it, or about whom",
    r"\bmay be printed\b": "You can print",
    r"\bspeaks? (?:of|for)\b": "mentions",
    r"\bsays? nothing of\b": "doesn't address",
    r"\bstands? for\b": "is, means",
    r"\bset (?:beside|against)\b": "compare with",
    r"\bin vain\b": "false alarm",
    r"\bapart from (?:it|them)\b": "separately",
    r"\bwhat became of\b": "what happened to",
    r"\bkept back\b": "withheld",
    r"\brejected by name\b": "with a reason",
    r"\bof another origin\b": "independent",
    r"\bbears? on\b": "is evidence on",
    r"\bno one moment\b": "not a moment",
    r"\b(?:time )?stamps?\b": "date and time",
    r"\bfederal (?:body|bodies|desks?)\b": "federal agency",
    r"\bmotor-vehicle\b": "motor vehicle",
    r"\bmade-up (?:log|audit|records|counts|data)\b": "invented data",
    r"(?<!changed )(?<!true )\b(?:over|under) (?:\d|\{)": "more than, less than",
    r"\bapproximately\b": "about",
    r"\bmisspelt\b|\bunticked\b|\blook-up\b|\blicence\b": "American spelling",
    r"\bNlets's\b": "Nlets'",
    rf"\b\d{{1,2}} (?:{MONTHS.replace(' ', '|')}) \d{{4}}\b": "Sept. 30, 2025",
}
"""A pattern, and what to write."""


def find_banned(text: str) -> list[str]:
    return [
        f"“{found[0]}” (write: {instead}) in: {text[max(0, found.start() - 40) : found.end() + 40]}"
        for pattern, instead in NEVER.items()
        for found in re.finditer(pattern, text, re.IGNORECASE)
    ]


def list_notebook_words() -> Iterator[tuple[str, str]]:
    """Yield what a notebook says: prose, the words in its code, and the heads of its outputs."""
    for path in sorted((HOME / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                yield path.stem, re.sub(r"`[^`]*`|\]\([^)]*\)", "", source)
                continue
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield path.stem, node.value
            for output in cell["outputs"]:
                for text in list_heads(output.get("data", {})):
                    yield path.stem, text


def list_heads(data: dict[str, Any]) -> Iterator[str]:
    table, figure = data.get(TABLE, {}), data.get(FIGURE, {})
    yield from (table.get("caption", ""), table.get("notes", ""), *table.get("columns", []))
    yield from (figure.get(name, "") for name in ("title", "subtitle", "source", "alt"))


def list_helps() -> Iterator[tuple[str, str]]:
    group: Any = typer.main.get_command(cli.app)
    for name, command in group.commands.items():
        yield name, command.help or ""
        for option in command.params:
            yield name, getattr(option, "help", "") or ""


def test_notebooks_use_plain_words() -> None:
    found = {f"{name}: {one}" for name, text in list_notebook_words() for one in find_banned(text)}
    assert sorted(found) == []


def test_the_command_line_uses_plain_words() -> None:
    found = {f"{name}: {one}" for name, text in list_helps() for one in find_banned(text)}
    assert sorted(found) == []


def test_the_templates_of_the_pages_use_plain_words() -> None:
    found = {
        f"{path.name}: {one}"
        for path in sorted((HOME / "src/helpers/site/templates").glob("*.j2"))
        for one in find_banned(re.sub(r"\{[{%#].*?[}%#]\}", "", path.read_text("utf-8")))
    }
    assert sorted(found) == []


@pytest.mark.parametrize(
    "text",
    ["It was over 290 million.", "as of 30 September 2025", "what became of each row", "stamps in"],
)
def test_a_banned_word_is_found(text: str) -> None:
    assert find_banned(text)


def test_plain_words_pass() -> None:
    assert not find_banned("More than 290 million in the year ending Sept. 30, 2025, KING 5 said.")
