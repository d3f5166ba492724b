"""Where runs and their inputs lie."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from helpers.paths import HOME, Project

REFERENCE = "reference/"
FINDINGS = "findings/"


def owns_notebooks(project: Project) -> bool:
    """Whether the project has notebooks of its own, or uses the checkout's."""
    return project.notebooks == project.root / "notebooks"


def run_folder(name: str, values: Mapping[str, Any] | None, project: Project) -> Path:
    """Return where a run under runs/ stands; `values` is None for the default parameters."""
    if values is None:
        return project.runs / name / "default"
    written = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return project.runs / name / hashlib.sha256(written.encode()).hexdigest()[:12]


def executed_file(name: str, project: Project) -> Path:
    """Return where a notebook stands that has run with its default parameters."""
    if owns_notebooks(project):
        return project.notebooks / f"{name}.ipynb"
    return run_folder(name, None, project) / f"{name}.ipynb"


def findings_file(name: str, project: Project) -> Path:
    """Return where the findings of a notebook, with default parameters, stand."""
    return project.processed / "findings" / f"{name}.json"


def input_files(name: str, project: Project) -> list[Path]:
    """Return the files of an input: all of a release, or one reference table, or one notebook's.

    An input that is missing has none, or one that does not exist; opening it says so in words.
    """
    if name.startswith(REFERENCE):
        return [project.reference(name.removeprefix(REFERENCE))]
    if name.startswith(FINDINGS):
        return [findings_file(name.removeprefix(FINDINGS), project)]
    return sorted(path for path in project.release(name).rglob("*") if path.is_file())


def name_input(path: Path, project: Project) -> str | None:
    """Return the name under which a notebook declares the file at `path`; None if it need not."""
    path = path.resolve()
    for root in (project.root.resolve(), HOME):
        data = root / "data"
        if path.is_relative_to(data / "raw"):
            return path.relative_to(data / "raw").parts[0]
        if path.is_relative_to(data / "reference"):
            return REFERENCE + path.relative_to(data / "reference").as_posix()
        if path.is_relative_to(data / "processed" / "findings"):
            return FINDINGS + path.stem
    return None
