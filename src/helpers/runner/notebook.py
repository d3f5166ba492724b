"""Notebooks: what one declares of itself, and how it is written."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import re
import tokenize
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.errors import Misuse, Problem, explain_file, suggest
from helpers.project import Project
from helpers.runner import parameters
from helpers.runner.parameters import Type, Value

# What a notebook says of itself, read from its file without running it.
#
# Its parameters (the cell tagged `parameters`, typed by its `parameters.check` call), its inputs
# and the notebooks whose findings it uses (`metadata.plateglass`), and the sources of its cells.
# Only the standard library is needed, so a run with nothing to do stays quick.

_BY_ANNOTATION = {"str": parameters.any_text, "int": parameters.whole, "float": parameters.number}


@dataclass(frozen=True)
class Parameter:
    """One declared parameter: its type, its default and its comment."""

    name: str
    type: Type
    default: Value
    help: str


@dataclass(frozen=True)
class Notebook:
    """One notebook as it is declared: code cells, parameters, inputs and a digest of it all.

    The digest covers cells (sources and tags) and declarations; outputs, execution counts and
    other metadata do not change it.
    """

    name: str
    path: Path
    cells: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    inputs: tuple[str, ...]
    findings_from: tuple[str, ...]
    digest: str

    def values(self, given: Mapping[str, Value]) -> dict[str, Value]:
        """Return the values in force if `given` is: text is read by the declared type.

        Raises Misuse for an unknown name, naming the nearest, and for a value of another type.
        """
        in_force = {name: declared.default for name, declared in self.parameters.items()}
        for name, value in given.items():
            if name not in self.parameters:
                raise parameters.unknown(name, self.parameters)
            kind = self.parameters[name].type
            in_force[name] = (
                kind.read(name, value) if isinstance(value, str) else kind.confirm(name, value)
            )
        return in_force

    def inputs_of(self, values: Mapping[str, Value]) -> list[str]:
        """Return the inputs, with `{parameter}` replaced by the release or releases it names."""
        found: list[str] = []
        for entry in self.inputs:
            named = re.fullmatch(r"\{(\w+)\}", entry)
            if not named:
                found.append(entry)
            elif named[1] not in values:
                raise Problem(
                    f"The input {entry} names no parameter",
                    file=self.path.name,
                    part="metadata.plateglass.inputs",
                    remedy=suggest(named[1], values),
                )
            else:
                value = values[named[1]]
                found += value if isinstance(value, list) else parameters.split(str(value))
        return list(dict.fromkeys(found))


def list_notebooks(project: Project) -> list[str]:
    """Return the names of the project's notebooks, in reading order."""
    return sorted(path.stem for path in project.notebooks.glob("*.ipynb"))


def read_notebook(name: str, project: Project) -> Notebook:
    """Read what a notebook declares.

    Raises Misuse if there is none of that name; Problem if the file is not a notebook or does not
    declare itself properly.
    """
    path = project.notebooks / f"{name}.ipynb"
    if not path.is_file():
        raise Misuse(
            f"There is no notebook called {name}", remedy=suggest(name, list_notebooks(project))
        )
    try:
        content = json.loads(path.read_bytes())
        if content["nbformat"] != 4:
            raise ValueError(content["nbformat"])
        cells = [
            (cell["cell_type"], _join(cell["source"]), _tags(cell)) for cell in content["cells"]
        ]
        declared = dict(content["metadata"].get("plateglass", {}))
        _check_cells(cells)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Problem(
            "The file is not a notebook",
            file=project.show(path),
            expected="a Jupyter notebook of format 4",
            remedy="Restore it from git, or save it again in JupyterLab",
        ) from error
    declared.pop("finished", None)
    _check_declared(declared, project.show(path))
    code = [(source, tags) for kind, source, tags in cells if kind == "code"]
    typed = _types(source for source, _ in code)
    defaults = next((source for source, tags in code if "parameters" in tags), "")
    return Notebook(
        name=name,
        path=path,
        cells=tuple(source for source, _ in code),
        parameters={found.name: found for found in _parameters(defaults, typed, path)},
        inputs=tuple(declared.get("inputs", [])),
        findings_from=tuple(declared.get("findings_from", [])),
        digest=hashlib.sha256(json.dumps([cells, declared], sort_keys=True).encode()).hexdigest(),
    )


def _check_cells(cells: Iterable[tuple[str, str, list[str]]]) -> None:
    """Raise ValueError if a cell holds what no notebook can, such as half a letter."""
    for kind, source, tags in cells:
        "".join([kind, source, *tags]).encode()
        if kind not in ("code", "markdown", "raw") or "\0" in source:
            raise ValueError(kind)


def _check_declared(declared: Mapping[str, Any], shown: str) -> None:
    for key in ("inputs", "findings_from"):
        value = declared.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise Problem(
                f"The notebook's {key} are not a list of names",
                file=shown,
                part=f"metadata.plateglass.{key}",
                expected='a list such as ["published-figures", "reference/relations.csv"]',
                remedy="Correct it under Advanced Tools in JupyterLab's property inspector",
            )


def _join(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def _tags(cell: Mapping[str, Any]) -> list[str]:
    return sorted(cell.get("metadata", {}).get("tags", []))


def _types(sources: Any) -> dict[str, Type]:
    """Return the types that the `check(globals(), ...)` call gives, where it is literal."""
    for source in sources:
        for node in ast.walk(_parse(source)):
            if isinstance(node, ast.Call) and _name(node.func) == "check" and node.args:
                found = {word.arg: _type(word.value) for word in node.keywords if word.arg}
                return {name: kind for name, kind in found.items() if kind}
    return {}


def _type(node: ast.expr) -> Type | None:
    maker = parameters.TYPES.get(_name(node.func)) if isinstance(node, ast.Call) else None
    if maker is None or not isinstance(node, ast.Call):
        return None
    try:
        words = {word.arg: ast.literal_eval(word.value) for word in node.keywords if word.arg}
        return maker(*(ast.literal_eval(value) for value in node.args), **words)
    except (ValueError, TypeError):
        return None


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _parse(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module(body=[], type_ignores=[])


def _parameters(source: str, typed: Mapping[str, Type], path: Path) -> list[Parameter]:
    """Return the parameters that the cell sets; a type given to `check` goes before a noted one."""
    comments = _comments(source)
    found = []
    for node in _parse(source).body:
        if not isinstance(node, (ast.AnnAssign, ast.Assign)) or node.value is None:
            continue
        written = node.annotation if isinstance(node, ast.AnnAssign) else None
        noted = None
        if written is not None:
            noted = parameters.find_type(parameters.read_annotation(written))
        name = _name(node.target if isinstance(node, ast.AnnAssign) else node.targets[0])
        try:
            default = ast.literal_eval(node.value)
        except ValueError as error:
            raise Problem(
                f"The default of the parameter {name} is not a plain value",
                file=path.name,
                part="the cell tagged parameters",
                expected="text in quotes, a number, or a list of these",
            ) from error
        kind = typed.get(name) or noted or _like(default)()
        found.append(Parameter(name, kind, default, comments.get(node.lineno, "")))
    return found


def _like(default: object) -> Any:
    return _BY_ANNOTATION.get(type(default).__name__, parameters.any_text)


def _comments(source: str) -> dict[int, str]:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return {}
    return {
        token.start[0]: token.string.lstrip("# ")
        for token in tokens
        if token.type == tokenize.COMMENT
    }


# Tidy notebooks: what depends on the day, the machine or the tool is taken out.
#
# So a notebook that gives the same results is the same bytes, and a difference in git is a
# difference in what was found.

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}
_KEPT_OF_NOTEBOOK = ("plateglass", "title")
_KEPT_OF_CELL = ("jupyter", "tags")
# papermill adds cells of its own under this tag when a run fails (papermill/execute.py).
_MARKERS = "papermill-error-cell-tag"
INJECTED = "injected-parameters"
"""The tag of the cell that sets the parameters of a run."""


def tidy(notebook: dict[str, Any], *, with_outputs: bool = True) -> dict[str, Any]:
    """Return a tidy copy of a notebook (a dictionary in nbformat 4).

    Kept are sources, tags, declarations and, with `with_outputs`, outputs, counted anew from 1.
    Cells without an id, with another's or with a random one that papermill gave get one made from
    their position and source.
    """
    cells: list[dict[str, Any]] = []
    ids: set[str] = set()
    count = 0
    for cell in notebook["cells"]:
        tags = cell["metadata"].get("tags", [])
        if _MARKERS in tags:
            continue
        source = _text(cell["source"])
        name = cell.get("id", "")
        if not name or name in ids or INJECTED in tags:
            name = hashlib.sha256(f"{len(cells)} {source}".encode()).hexdigest()[:8]
        ids.add(name)
        kept = {key: cell["metadata"][key] for key in _KEPT_OF_CELL if cell["metadata"].get(key)}
        clean = {"cell_type": cell["cell_type"], "id": name, "metadata": kept, "source": source}
        if "attachments" in cell:
            clean["attachments"] = cell["attachments"]
        if cell["cell_type"] == "code":
            ran = with_outputs and bool(source.strip()) and cell.get("execution_count") is not None
            count += ran
            clean["execution_count"] = count if ran else None
            clean["outputs"] = [_output(output, count) for output in cell["outputs"]] if ran else []
        cells.append(clean)
    declared = {
        key: value
        for key, value in notebook["metadata"].items()
        if key in _KEPT_OF_NOTEBOOK and value
    }
    if "plateglass" in declared:
        declared["plateglass"] = {
            key: value for key, value in declared["plateglass"].items() if key != "finished"
        }
    return {
        "cells": cells,
        "metadata": {"kernelspec": KERNEL, "language_info": LANGUAGE, **declared},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def mark_unfinished(notebook: dict[str, Any], why: str) -> dict[str, Any]:
    """Return a copy that says in its first cell and in its metadata that it did not finish."""
    cell = {
        "cell_type": "markdown",
        "id": "not-finished",
        "metadata": {},
        "source": f"**This run did not finish; nothing below is a result.** {why}",
    }
    declared = notebook["metadata"].get("plateglass", {}) | {"finished": False}
    metadata = notebook["metadata"] | {"plateglass": declared}
    return notebook | {"cells": [cell, *notebook["cells"]], "metadata": metadata}


def copy_notebook(path: Path) -> Any:
    """Return a tidy copy of the notebook at `path`, without outputs, as a node of nbformat."""
    import nbformat  # here, so kernels.py can first take the slow half out of it

    with explain_file(path.name, "Restore it from git, or save it again in JupyterLab"):
        found = tidy(nbformat.read(path, as_version=4), with_outputs=False)
        nbformat.validate(found)
        return nbformat.from_dict(found)


def write_notebook(notebook: dict[str, Any]) -> str:
    """Return a notebook as its file has it, the same bytes for the same content."""
    import nbformat

    written: str = nbformat.writes(nbformat.from_dict(notebook), version=nbformat.NO_CONVERT)
    return written + "\n"


def _output(output: dict[str, Any], count: int) -> dict[str, Any]:
    kept = {key: value for key, value in output.items() if key != "transient"}
    if kept["output_type"] == "execute_result":
        kept["execution_count"] = count
    return kept


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


# A notebook to start from: it runs, and keeps the rules that tests hold every notebook to.

_NAME = re.compile(r"\d\d_[a-z][a-z0-9_]*")
_TITLE = """# What does this release show?

Say in three sentences what you found, who says so and what isn't known. Then make the title the
finding."""
_IMPORTS = """from helpers.cleaning.clean import load_table
from helpers.runner import parameters
from helpers.runner.parameters import ReleaseId
from helpers.site.tables import show"""
_DEFAULTS = 'release: ReleaseId = "{release}"  # the release to look at, an id under data/raw'
_LOOK = """table = load_table(release)
# Names of files and sheets may name a person, so a notebook doesn't show them.
named = ["source_file", "source_part", "duplicate_file"]
table.public.drop(columns=named).head()"""
_COUNT = """counted = table.sql('SELECT count(*) AS "rows" FROM rows')
show(counted, caption="Rows in the release", from_=table)"""
_NEXT = """## What record would settle this?

Group and count in the cell, in pandas or in `table.sql(...)`. Record a number with `finding(...)`,
and write its SQL a second time in `tests/notebooks/by_hand.py`. Tag the cell of the chart `chart`
and that of the main table `table`."""
DEFAULT_RELEASE = "ice-agreement-counts"


def start_notebook(name: str, project: Project, release: str = DEFAULT_RELEASE) -> Path:
    """Write a notebook to start from and return its path; it has not run yet.

    Raises Misuse if the name has no number for its position in the reading order, or is taken.
    """
    from helpers.privacy.gate import publish

    if not _NAME.fullmatch(name):
        raise Misuse(
            f"{name} can't be the name of a notebook",
            expected="two digits for the reading order and a name, such as 80_my_question",
        )
    path = project.root / "notebooks" / f"{name}.ipynb"
    if path.exists():
        raise Misuse(f"The name {name} is taken", remedy="Choose another; we write over nothing")
    folded = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
    parts: list[tuple[str, str, dict[str, Any]]] = [
        ("markdown", _TITLE, {}),
        ("code", _IMPORTS, folded),
        ("code", _DEFAULTS.format(release=release), {"tags": ["parameters"]}),
        ("code", "parameters.check(globals())", folded),
        ("code", _LOOK, {}),
        ("code", _COUNT, {"tags": ["table"]}),
        ("markdown", _NEXT, {}),
    ]
    blank: dict[str, Any] = {"execution_count": None, "outputs": []}
    cells: list[dict[str, Any]] = [
        {"cell_type": kind, "metadata": facts, "source": text, **(blank if kind == "code" else {})}
        for kind, text, facts in parts
    ]
    declared = {"plateglass": {"inputs": ["{release}"], "findings_from": []}}
    publish({path: write_notebook(tidy({"cells": cells, "metadata": declared}))}, [], project)
    return path
