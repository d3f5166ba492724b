"""The rules that every committed notebook keeps, read from its file without running it.

Each rule is a function from a notebook to the sentences that break it; each is shown to bite on a
notebook made to break it.
"""

from __future__ import annotations

import ast
import json
import math
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from helpers.claims.finding import write_findings
from helpers.project import HOME, Project
from helpers.releases.catalog import list_unfetched, load_catalog
from helpers.runner.notebook import list_notebooks, read_notebook, tidy, write_notebook
from helpers.runner.run import _digest_inputs, harvest

NOTEBOOKS = sorted((HOME / "notebooks").glob("*.ipynb"))
LONGEST_CELL = 15
LARGEST_FILE = 500_000
FINDINGS = HOME / "data" / "processed" / "findings"
MONTHS = "Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec"


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def only_imports(source: str) -> bool:
    return all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.parse(source).body)


def hidden_functions(notebook: Any) -> list[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [
        f"a {type(node).__name__} stands in a cell: {cell.source[:40]}"
        for cell in code_cells(notebook)
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, kinds)
    ]


def long_cells(notebook: Any) -> list[str]:
    return [
        f"{len(cell.source.splitlines())} lines: {cell.source[:40]}"
        for cell in code_cells(notebook)
        if len(cell.source.splitlines()) > LONGEST_CELL
        and "parameters" not in cell.metadata.get("tags", [])  # a list, each with what it means
    ]


def swallowed_outputs(notebook: Any) -> list[str]:
    """nbval does not see the output of a cell that ends in a semicolon (nbval issue 194)."""
    return [c.source for c in code_cells(notebook) if c.source.rstrip().endswith(";")]


def escapes(notebook: Any) -> list[str]:
    return [
        line
        for cell in code_cells(notebook)
        for line in cell.source.splitlines()
        if re.match(r"\s*[!%]", line)
    ]


NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?!\d)")


def list_numbers(text: str) -> set[str]:
    return {found.rstrip(",").replace(",", "") for found in NUMBER.findall(text)}


def typed_numbers(notebook: Any) -> list[str]:
    """A number in prose is one that a cell of the notebook shows, whole or rounded.

    Digits in code marks, in dates, in the address of a link and in the id of a claim are not read.
    """
    shown = " ".join(
        json.dumps(output.get("data", {}) or output.get("text", ""), ensure_ascii=False)
        for cell in code_cells(notebook)
        for output in cell.outputs
    )
    if not any(cell.outputs for cell in code_cells(notebook)):  # its records are fetched, not ours
        shown = " ".join(path.read_text(encoding="utf-8") for path in FINDINGS.glob("*.json"))
    known = list_numbers(shown.replace("\\n", " "))
    rounded = {
        f"{math.ceil(float(one) * scale) / scale:.{places}f}"
        for one in known
        for places, scale in ((0, 1), (1, 10), (2, 100))
    } | {f"{float(one):.0f}" for one in known}
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            prose = re.sub(r"```.*?```|`[^`]*`", "", cell.source, flags=re.S)
            prose = re.sub(r"\]\([^)]*\)", "]", prose)
            prose = re.sub(rf"\b(?:{MONTHS})\S* (?:\d+, )?\d{{4}}", "", prose)
            prose = re.sub(r"\[\d\d_\w+(\.ipynb)?\]|\b[A-Z]\d{3}b?\b|287\(g\)|KING 5", "", prose)
            found += sorted(list_numbers(prose) - known - rounded)
    return found


def misplaced_parameters(notebook: Any) -> list[str]:
    """The first cell that does anything but import holds the parameters; the next one checks."""
    cells = [cell.source for cell in code_cells(notebook)]
    tagged = ["parameters" in cell.metadata.get("tags", []) for cell in code_cells(notebook)]
    if not any(tagged) and not any("check(globals()" in cell for cell in cells):
        return []  # a notebook may have none
    working = [cell for cell in code_cells(notebook) if not only_imports(cell.source)]
    if not working or "parameters" not in working[0].metadata.get("tags", []):
        return ["the first cell that computes is not tagged parameters"]
    if sum(tagged) > 1:
        return ["two cells are tagged parameters"]
    if len(working) < 2 or "check(globals()" not in "".join(working[1].source.split()):
        return [f"the parameters are not checked at once: {cells[:3]}"]
    return []


def bad_headings(notebook: Any) -> list[str]:
    """A heading asks a reader's question, or says what was found: no full stop, one title."""
    markdown = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    headings = [line for text in markdown for line in text.splitlines() if line.startswith("#")]
    titles = [line for line in headings if line.startswith("# ")]
    wrong = [line for line in headings if line.rstrip().endswith((".", ":", "!"))]
    wrong += [line for line in headings if len(line.split()) < 3]
    first = notebook.cells and notebook.cells[0].source.startswith("# ")
    return wrong + ([] if len(titles) == 1 and first else ["no single title at the top"])


def open_set_up(notebook: Any) -> list[str]:
    """Imports and the check of the parameters are folded, so that a reader meets the finding."""
    return [
        cell.source[:60]
        for cell in code_cells(notebook)
        if (only_imports(cell.source) or "check(globals()" in cell.source)
        and not cell.metadata.get("jupyter", {}).get("source_hidden")
    ]


READERS = "open read_csv read_excel read_json read_parquet read_text read_bytes urlopen get_url"


def reads_past_the_releases(notebook: Any) -> list[str]:
    """What is read past helpers.releases is not hashed, and no change in it is noticed."""
    return [
        ast.unparse(node)[:60]
        for cell in code_cells(notebook)
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in READERS.split()
    ]


def failures_and_warnings(notebook: Any) -> list[str]:
    return [
        str(output.get("text", output.get("evalue")))[:80]
        for cell in code_cells(notebook)
        for output in cell.outputs
        if output.output_type == "error" or output.get("name") == "stderr"
    ]


def undeclared(notebook: Any) -> list[str]:
    declared = notebook.metadata.get("plateglass", {})
    wrong = [] if declared.get("inputs") else ["metadata.plateglass.inputs is missing"]
    return wrong + (["it did not finish"] if declared.get("finished") is False else [])


RULES = [
    hidden_functions,
    long_cells,
    swallowed_outputs,
    escapes,
    typed_numbers,
    misplaced_parameters,
    bad_headings,
    open_set_up,
    reads_past_the_releases,
    failures_and_warnings,
    undeclared,
]


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_keeps_the_rule(path: Path, rule):
    assert rule(nbformat.read(path, as_version=4)) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_is_small(path: Path):
    assert path.stat().st_size < LARGEST_FILE


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_is_tidy(path: Path):
    written = write_notebook(tidy(nbformat.read(path, as_version=4)))
    assert path.read_bytes() == written.encode()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_the_notebook_declares_is_there(path: Path):
    project = Project(HOME)
    notebook = read_notebook(path.stem, project)
    public = load_catalog(project)
    for name in notebook.inputs_of(notebook.values({})):
        if name in public:  # shipped by whoever published it: plateglass fetch
            continue
        place = (
            project.reference(name.removeprefix("reference/"))
            if name.startswith("reference/")
            else project.release(name) / "datapackage.json"
        )
        assert place.is_file(), name
    assert set(notebook.findings_from) <= set(list_notebooks(project)) - {path.stem}
    assert all(declared.help for declared in notebook.parameters.values()), "a comment is missing"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_committed_findings_are_those_that_the_notebook_shows(path: Path):
    """And what they rest on is as it is now."""
    project = Project(HOME)
    notebook = read_notebook(path.stem, project)
    values = notebook.values({})
    committed = (FINDINGS / f"{path.stem}.json").read_text(encoding="utf-8")
    releases = [name for name in notebook.inputs_of(values) if "/" not in name]
    if list_unfetched(releases, project):  # not fetched: they stay as they were then
        inputs = json.loads(committed)[0]["inputs"]
    else:
        inputs = _digest_inputs(notebook, values, project)
    shown = harvest(
        json.loads(path.read_text("utf-8")), path.stem, parameters=values, inputs=inputs
    )
    assert write_findings(shown) == committed


GOOD = [
    ("markdown", "# What is asked?\n\nSee [10_x](10_x.ipynb) and `2024-11`.", {}),
    ("code", 'month: str = "2024-11"  # the month', {"tags": ["parameters"]}),
    (
        "code",
        "from helpers.runner import parameters\nparameters.check(globals())",
        {"jupyter": {"source_hidden": True}},
    ),
    ("code", "1 + 1", {}),
]


def build(*cells: tuple[str, str, dict[str, Any]]) -> Any:
    notebook = nbformat.v4.new_notebook()
    for kind, source, metadata in cells:
        cell = getattr(nbformat.v4, f"new_{kind}_cell")(source, metadata=metadata)
        if kind == "code":
            cell.outputs = [nbformat.v4.new_output("stream", text="2")]
        notebook.cells.append(nbformat.from_dict(cell))
    notebook.metadata["plateglass"] = {"inputs": ["a"]}
    return notebook


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_good_notebook_breaks_no_rule(rule):
    assert rule(build(*GOOD)) == []


@pytest.mark.parametrize(
    ("rule", "cell"),
    [
        (hidden_functions, ("code", "def count():\n    return 1", {})),
        (hidden_functions, ("code", "class Count:\n    pass", {})),
        (long_cells, ("code", "x\n" * 16, {})),
        (swallowed_outputs, ("code", "axes.plot(x);", {})),
        (escapes, ("code", "x = 1\n  !false", {})),
        (escapes, ("code", "%matplotlib inline", {})),
        (typed_numbers, ("markdown", "ICE made 292,114 of them.", {})),
        (typed_numbers, ("markdown", "## Did 3 rise?", {})),
        (reads_past_the_releases, ("code", "pandas.read_csv('a.csv')", {})),
        (reads_past_the_releases, ("code", "x = open('a.csv')", {})),
        (misplaced_parameters, ("code", "x = 1", {"tags": ["parameters"]})),
        (typed_numbers, ("markdown", "It rose from 2 to 3.", {})),
        (bad_headings, ("markdown", "## Searches fell in a month.", {})),
        (bad_headings, ("markdown", "## Answer", {})),
        (bad_headings, ("markdown", "# Is it a second title?", {})),
        (open_set_up, ("code", "import pandas as pd", {})),
    ],
)
def test_the_rule_bites(rule, cell):
    assert rule(build(*GOOD, cell))


def test_a_number_that_the_notebook_shows_may_stand_in_its_prose():
    shown = build(*GOOD, ("markdown", "Less than 0.31% of 290 million, on Sept. 30, 2025.", {}))
    shown.cells[3].outputs[0]["text"] = "0.3094 of 290 million, Sept. 30, 2025"
    assert typed_numbers(shown) == []


def test_parameters_that_stand_elsewhere_are_noticed():
    assert misplaced_parameters(build(GOOD[0], GOOD[3], *GOOD[1:3]))
    assert misplaced_parameters(build(*GOOD[:2], GOOD[3]))


def test_a_failed_or_undeclared_notebook_is_noticed():
    notebook = build(*GOOD)
    notebook.cells[-1].outputs = [nbformat.v4.new_output("stream", name="stderr", text="Warning")]
    assert failures_and_warnings(notebook) == ["Warning"]
    notebook.metadata["plateglass"] = {"finished": False}
    assert len(undeclared(notebook)) == 2
