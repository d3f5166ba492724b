"""Tidy notebooks: what depends on the day, the machine or the tool is taken out.

So a notebook that gives the same results is the same bytes, and a difference in git is a difference
in what was found.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}
_KEPT_OF_NOTEBOOK = ("plateglass", "title")
_KEPT_OF_CELL = ("jupyter", "tags")
# papermill adds cells of its own under this tag when a run fails (papermill/execute.py).
_MARKERS = "papermill-error-cell-tag"


def tidy(notebook: dict[str, Any], *, with_outputs: bool = True) -> dict[str, Any]:
    """Return a tidy copy of a notebook (a dictionary in nbformat 4).

    Kept are sources, tags, declarations and, with `with_outputs`, outputs, counted anew from 1.
    Cells without an id, or with another's, get one made from their place and source.
    """
    cells: list[dict[str, Any]] = []
    ids: set[str] = set()
    count = 0
    for cell in notebook["cells"]:
        if _MARKERS in cell["metadata"].get("tags", []):
            continue
        source = _text(cell["source"])
        name = cell.get("id", "")
        if not name or name in ids:
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
    said = {
        "cell_type": "markdown",
        "id": "not-finished",
        "metadata": {},
        "source": f"**This run did not finish; nothing below is a result.** {why}",
    }
    declared = notebook["metadata"].get("plateglass", {}) | {"finished": False}
    metadata = notebook["metadata"] | {"plateglass": declared}
    return notebook | {"cells": [said, *notebook["cells"]], "metadata": metadata}


def copy_notebook(path: Path) -> Any:
    """Return a tidy copy of the notebook at `path`, without outputs, as a node of nbformat."""
    import nbformat  # here, so that kernels.py can first take the slow half out of it

    return nbformat.from_dict(tidy(nbformat.read(path, as_version=4), with_outputs=False))


def write_notebook(notebook: dict[str, Any], path: Path) -> None:
    """Write a notebook by rename, the same bytes for the same content."""
    import nbformat

    written = nbformat.writes(nbformat.from_dict(notebook), version=nbformat.NO_CONVERT)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".ipynb.tmp")
    temporary.write_text(written + "\n", encoding="utf-8", newline="\n")
    temporary.replace(path)


def _output(output: dict[str, Any], count: int) -> dict[str, Any]:
    kept = {key: value for key, value in output.items() if key != "transient"}
    if kept["output_type"] == "execute_result":
        kept["execution_count"] = count
    return kept


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)
