"""CSV output: no spreadsheet runs what it holds, and nothing is lost."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.csv_output import free_cell, guard_cell, write_csv
from helpers.ledger.ledger import Reject
from helpers.ledger.row_report import read_rejects, write_rejects

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "=cmd|' /C calc'!A0"]
FORMULAS += ["\uff1d1+1", " =1+1", "\u00a0@A1", "'=1+1", "a;=1+1", "a\t=1+1", "a\n-1+1", "\ttext"]
BEGINS = set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_is_made_text(text: str) -> None:
    ((written,),) = cells(write_csv(["x"], [[text]]))[1:]
    assert written.startswith("'") or text.startswith("a")
    for piece in written.replace("\t", ";").replace("\n", ";").replace("\r", ";").split(";"):
        assert piece.lstrip(" \u00a0")[:1] not in BEGINS
    assert free_cell(written) == text


@pytest.mark.parametrize("text", ["5 - 6", "a=b", "o'clock", "x@example.org", "", "2025-05-01"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guard_cell(text) == text


@pytest.mark.parametrize(("value", "written"), [(-3, "-3"), (-1.5, "-1.5"), (None, ""), (7, "7")])
def test_a_number_is_no_formula(value: object, written: str) -> None:
    assert cells(write_csv(["a", "b"], [[value, 1]]))[1][0] == written


def test_a_header_is_guarded_too() -> None:
    assert write_csv(["=x"], []) == "'=x\n"


@given(st.text(alphabet="'=+-@\t\r\n;| ab1\u00a0\uff1d", max_size=12))
def test_the_text_itself_is_given_back(text: str) -> None:
    guarded = guard_cell(text)
    assert guarded[:1] not in BEGINS
    assert free_cell(guarded) == text


@given(
    st.lists(
        st.builds(
            Reject,
            file=st.sampled_from(["a.csv", 'odd, "name".csv', "=cmd.csv", "-1+1.csv"]),
            part=st.sampled_from([None, "Sheet 1", "page 3", "@part", "+1"]),
            row=st.integers(1, 10**9),
            reason=st.sampled_from(["blank row", "too few cells"]),
        )
    )
)
def test_the_list_of_rejects_survives_being_written(rejects: list[Reject]) -> None:
    written = write_rejects(rejects)
    assert read_rejects(written) == tuple(rejects)
    assert all(cell[:1] not in {"=", "@"} for row in cells(written) for cell in row)


def test_every_module_that_writes_csv_guards_its_cells() -> None:
    """What makes invented records writes what it invented; all else may hold a stranger's text."""
    home = Path(__file__).parents[1] / "src" / "helpers"
    own = {home / "csv_output.py", *(home / "synthetic").rglob("*.py")}
    for path in sorted(set(home.rglob("*.py")) - own):
        text = path.read_text(encoding="utf-8")
        if "to_csv(" in text or "csv.writer(" in text or "csv.DictWriter(" in text:
            pytest.fail(f"{path.name} writes CSV by itself: use csv_output.write_csv")
