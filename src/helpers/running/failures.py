"""What can go wrong with a notebook, as sentences that name notebook, cell and remedy."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.errors import Problem
from helpers.paths import Project
from helpers.running import places
from helpers.running.declarations import Notebook

if TYPE_CHECKING:
    from helpers.running.kernels import Execution


def raise_failure(execution: Execution, *, path: Path, shown: str) -> None:
    """Raise Problem if an execution did not finish.

    `path` is the notebook's, `shown` where the unfinished run can be looked at.
    """
    if execution.error is None:
        return
    kind, words = execution.error
    file, part = path.name, number_cell(execution)
    if kind == "killed":
        raise Problem(
            f"The kernel was ended from outside ({words})",
            file=file,
            part=part,
            remedy="Most often the machine ran out of memory: close other programs, or run this "
            "notebook alone. Nothing was changed",
        )
    if kind == "timeout":
        raise Problem(
            f"The cell took longer than {words}",
            file=file,
            part=part,
            remedy="Give it more time, or less data",
        )
    if kind == "not started":
        last = (execution.stderr.strip().splitlines() or [words])[-1]
        raise Problem(
            f"The kernel did not start: {last}",
            file=file,
            remedy="Make the environment again with `make setup`",
        )
    if kind in ("Problem", "Misuse"):
        raise Problem(words, file=file, part=part)
    raise Problem(
        f"{kind}: {words}",
        file=file,
        part=part,
        remedy="Open the notebook in JupyterLab and run it to that cell; "
        f"the run stands in {shown}",
    )


def number_cell(execution: Execution) -> str | None:
    """Name the failed cell by the number that JupyterLab shows beside it after Run All."""
    if execution.failed_cell is None:
        return None
    before = execution.notebook.cells[: execution.failed_cell + 1]
    own = [
        cell
        for cell in before
        if cell.cell_type == "code"
        and cell.source.strip()
        and "injected-parameters" not in cell.metadata.get("tags", [])
    ]
    return f"cell {len(own)}"


def refuse_escapes(notebook: Notebook) -> None:
    """Raise Problem at a line that is not Python, shell and magic lines included.

    A `!` command that fails stops no notebook, so its failure would go unnoticed.
    """
    for number, source in enumerate((cell for cell in notebook.cells if cell.strip()), start=1):
        try:
            compile(source, "cell", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except SyntaxError as error:
            lines = source.splitlines()
            line = lines[min(error.lineno or 1, len(lines)) - 1].strip()
            raise Problem(
                f"The line `{line}` is not Python",
                file=notebook.path.name,
                part=f"cell {number}",
                expected="Python alone: a shell command that fails would go unnoticed",
                remedy="Correct the line, or take it out",
            ) from error


def refuse_undeclared(
    opened: Iterable[str], declared: Collection[str], notebook: Notebook, project: Project
) -> None:
    """Raise Problem if one of the files that were `opened` is of no declared input."""
    own = places.FINDINGS + notebook.name
    for path in opened:
        name = places.name_input(Path(path), project)
        if name is not None and name != own and name not in declared:
            key = "findings_from" if name.startswith(places.FINDINGS) else "inputs"
            raise Problem(
                f"The notebook opened {name}, which it does not declare",
                file=notebook.path.name,
                part=f"metadata.plateglass.{key}",
                expected=", ".join(declared) or "nothing",
                remedy=f"Add it there, so that the notebook runs again when {name} changes",
            )
