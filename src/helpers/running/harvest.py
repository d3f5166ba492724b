"""Harvest: the findings that an executed notebook shows, with what they rest on filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from helpers.errors import Problem
from helpers.evidence.findings import MIME, Finding


def harvest(
    notebook: Mapping[str, Any],
    name: str,
    *,
    parameters: Mapping[str, Any],
    inputs: Mapping[str, str],
    recorded: Iterable[str] = (),
) -> list[Finding]:
    """Return the findings among the outputs of an executed notebook, in their order.

    Each gets the notebook's name, the parameters in force and the digests of the inputs. `recorded`
    are the ids that the kernel knew: raises Problem if one of them is shown by no cell, or if an id
    is shown with two values.
    """
    found: dict[str, Finding] = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if MIME not in output.get("data", {}):
                continue
            finding = Finding.model_validate(output["data"][MIME]).model_copy(
                update={"notebook": name, "parameters": dict(parameters), "inputs": dict(inputs)}
            )
            if finding.id in found:
                raise Problem(
                    f"The finding {finding.id} is recorded twice",
                    file=f"{name}.ipynb",
                    remedy="Give each finding an id of its own",
                )
            found[finding.id] = finding
    hidden = [one for one in recorded if one not in found]
    if hidden:
        raise Problem(
            f"The finding {hidden[0]} was recorded, but no cell shows it",
            file=f"{name}.ipynb",
            remedy="Let record(...) be a cell's last line, or display() it",
        )
    return list(found.values())
