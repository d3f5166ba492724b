"""Printing: what a command reports, for people or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def print_report(
    data: Mapping[str, Any] | Sequence[Any], as_json: bool, lines: Sequence[str]
) -> None:
    """Print `data` as one JSON document, or `lines`."""
    if as_json:
        typer.echo(json.dumps(data, indent=1, ensure_ascii=False))
    else:
        typer.echo("\n".join(lines))
