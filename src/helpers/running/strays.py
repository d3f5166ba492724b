"""Strays: variables that look like parameters of a notebook, but that no parameter names."""

from __future__ import annotations

import ast
from collections.abc import Container, Mapping
from typing import Any


def find_strays(namespace: Mapping[str, Any], types: Container[str]) -> list[str]:
    """Name what was set before the check, by hand or by papermill, that is not in `types`.

    `namespace` is the notebook's `globals()`. Functions, modules and names with an underscore first
    are no strays.

    In a live session the check may run again when later cells have set variables of their own, so
    there only cells that ran before the first check count, and those that papermill put in.
    """
    simple = [
        name
        for name, value in namespace.items()
        if isinstance(value, (str, int, float, list, tuple, dict, type(None)))
        and name not in types
        and not name.startswith("_")
        and name not in ("In", "Out")
    ]
    history = namespace.get("_ih")
    if not isinstance(history, list):
        return simple
    assigned: set[str] = set()
    checked = False
    for source in history:
        checked = checked or "check(globals()" in "".join(source.split())
        if not checked or source.startswith("# Parameters"):
            assigned |= _assigned(source)
    return [name for name in simple if name in assigned]


def _assigned(source: str) -> set[str]:
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return set()
    return {
        node.id
        for statement in statements
        if isinstance(statement, (ast.Assign, ast.AnnAssign))
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
