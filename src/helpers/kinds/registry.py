"""Registry: the kinds there are, and which of them a file is."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from helpers import kinds
from helpers.errors import Problem, suggest


@dataclass(frozen=True)
class Guess:
    """How much of a kind's contract a header answers, from 0 to 1."""

    kind: str
    score: float


@cache
def load_kinds() -> dict[str, ModuleType]:
    """Return every module of this package that has a CONTRACT, by the name of its kind.

    >>> "portal-search-log" in load_kinds()
    True
    """
    names = sorted(module.name for module in pkgutil.iter_modules(kinds.__path__))
    modules = [importlib.import_module(f"{kinds.__name__}.{name}") for name in names]
    return {m.CONTRACT.kind: m for m in modules if hasattr(m, "CONTRACT")}


def find_kind(name: str) -> Any:
    """Return a kind's module (CONTRACT, recognize, clean); a Problem names the nearest one."""
    known = load_kinds()
    if name not in known:
        raise Problem(f"There is no kind called {name}", remedy=suggest(name, known))
    return known[name]


def recognize(header: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> list[Guess]:
    """Return the kinds that a header (and some rows under it) may be, likeliest first."""
    scores = {name: module.recognize(header, sample) for name, module in load_kinds().items()}
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return [Guess(kind, score) for kind, score in ranked]
