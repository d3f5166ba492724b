"""Every committed finding is computed a second way, or it is said why it need not be."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import by_hand
import duckdb
import grids_by_hand
import pytest
import released_by_hand

from helpers.project import HOME


def read_findings() -> dict[str, dict[str, Any]]:
    files = sorted((HOME / "data" / "processed" / "findings").glob("*.json"))
    rows = [row for path in files for row in json.loads(path.read_text(encoding="utf-8"))]
    return {row["id"]: row for row in rows}


FINDINGS = read_findings()


@pytest.fixture(scope="module")
def raw() -> Iterator[duckdb.DuckDBPyConnection]:
    with by_hand.connect(HOME / "data" / "raw") as connection:
        yield connection


def lack_a_way(names: set[str]) -> set[str]:
    ways = {*by_hand.WAYS, *released_by_hand.WAYS}
    return names - ways - set(by_hand.NOT_NEEDED)


def test_every_finding_has_a_second_way() -> None:
    assert FINDINGS
    assert lack_a_way(set(FINDINGS)) == set(), "write its SQL in tests/notebooks/by_hand.py"
    assert not {*by_hand.WAYS, *released_by_hand.WAYS} & set(by_hand.NOT_NEEDED)
    assert all(len(reason) > 40 for reason in by_hand.NOT_NEEDED.values())


def test_a_finding_without_one_is_named() -> None:
    assert lack_a_way({"nlets.pair", "claims.can_print", "new.finding"}) == {"new.finding"}


@pytest.mark.parametrize("name", sorted(set(FINDINGS) & set(by_hand.WAYS)))
def test_the_second_way_gives_the_same(name: str, raw: duckdb.DuckDBPyConnection) -> None:
    assert agree(FINDINGS[name]["value"], by_hand.compute(raw, name))


def agree(value: Any, second: Any) -> bool:
    """Texts and whole numbers agree only if equal; others to twelve digits, as floats do."""
    if isinstance(value, str) or isinstance(second, str):
        return bool(value == second)
    if isinstance(value, int) and isinstance(second, (int, Decimal)):
        return value == second
    return bool(float(second) == pytest.approx(float(value), rel=1e-12, abs=0))


@pytest.mark.parametrize(
    ("value", "second"), [(897230, 897231), (0.3094, 0.3095), ("537", "538"), (188.0, 188.0001)]
)
def test_a_difference_is_seen(value: Any, second: Any) -> None:
    assert agree(value, value)
    assert not agree(value, second)


def test_verdicts_add_up_to_all_printed_figures() -> None:
    counts = [FINDINGS[name]["value"] for name in by_hand.NOT_NEEDED if name.startswith("claims.")]
    assert len(counts) == 3  # the three groups of advice of METHODOLOGY.md
    assert sum(counts) == FINDINGS["claims.total"]["value"]


def test_answers_on_routes_add_up_to_all_that_was_asked() -> None:
    words = ("open", "closed", "not_known")
    counts = [FINDINGS[f"routes.{word}"]["value"] for word in words if f"routes.{word}" in FINDINGS]
    assert sum(counts) == FINDINGS.get("routes.asked", {"value": 0})["value"]


def test_what_the_log_was_counted_from(raw: duckdb.DuckDBPyConnection) -> None:
    """The n of a finding is the rows that it rests on: those of the two months."""
    for name, who in (("all", "federal"), ("account", "federal account a")):
        sql = "select searched(?, '2024-11') + searched(?, '2025-05')"
        (found,) = raw.execute(sql, [who, who]).fetchone() or (None,)
        assert FINDINGS[f"washington.counted_growth_{name}"]["n"] == found


def test_likeness_by_hand_finds_a_misspelt_federal_account() -> None:
    names = ["Federal Agency A [Federal]", "Federal Agncy A", "Federalville QA PD", "Demo QB PD"]
    alike = grids_by_hand.tell_likeness(names)
    assert [name for name, likeness in alike.items() if likeness >= 90] == ["Federal Agncy A"]
    assert len(alike) == 3


def list_modules(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {(node.module or ".").split(".")[0]}
    return found


def test_the_second_way_shares_no_code_with_the_suite() -> None:
    allowed = {"duckdb", "pdfplumber", "python_calamine", "rapidfuzz"}
    allowed |= set(sys.stdlib_module_names)
    for module in (by_hand, grids_by_hand, released_by_hand):
        modules = list_modules(Path(module.__file__))
        assert modules - allowed <= {"grids_by_hand"}
        assert "importlib" not in modules
    assert list_modules(Path(__file__)) - allowed <= {
        "by_hand",
        "grids_by_hand",
        "helpers",
        "pytest",
        "released_by_hand",
    }
