"""Layouts: a header is found by what the kinds know; without one, only cells that fit count."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.errors import Problem
from helpers.intake.files import pin_file, read_file
from helpers.intake.rows import cell
from helpers.kinds.headers import match_header
from helpers.kinds.layouts import find_order, settle_layout
from helpers.kinds.registry import find_header_test, find_kind
from helpers.releases.descriptor import Resource

HEADER = "id,userId,searchDate,networkCount\n"
ROW = "a1,u7,2025-12-01T07:59:59Z,2\n"


def settle(folder: Path, text: str, name: str = "log.csv", kind: str | None = None) -> Resource:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return settle_layout(path, pin_file(path, name), shown=name, kind=kind)


@pytest.mark.parametrize(
    ("above", "number"),
    [
        ("", None),
        ("\n \n", None),
        ("Search Audit\n", 2),
        ("Agency:,Example County SO,made,1 May\n\n", 3),
        ('"a\nb"\n,,,\n', 3),
    ],
)
def test_the_header_is_the_first_record_that_heads_a_kind(
    tmp_path: Path, above: str, number: int | None
) -> None:
    dialect = settle(tmp_path, above + HEADER + ROW).dialect
    assert dialect is not None
    assert dialect.headerRows == (None if number is None else [number])


def test_a_delimiter_under_which_no_header_is_known_is_given_up(tmp_path: Path) -> None:
    text = (HEADER + ROW * 3).replace(",", "|").replace("u7", "a,b,c")
    path = tmp_path / "log.csv"
    path.write_text(text)
    guessed = pin_file(path, "log.csv")
    assert guessed.dialect is not None
    wrong = guessed.model_copy(update={"dialect": guessed.dialect.model_copy()})
    wrong.dialect.delimiter = ","  # type: ignore[union-attr]
    settled = settle_layout(path, wrong, shown="log.csv").dialect
    assert settled is not None
    assert settled.delimiter == "|"


def test_a_file_without_a_header_takes_the_one_order_that_fits(tmp_path: Path) -> None:
    resource = settle(tmp_path, ROW * 3)
    assert resource.columns == ["search_id", "user", "searched_at", "networks"]
    assert resource.dialect is not None
    assert not resource.dialect.header


def test_several_orders_that_fit_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="fit 4 orders of columns") as caught:
        settle(tmp_path, "a1,u7,2025-12-01T07:59:59Z,2,5\n" * 3)
    assert "log.csv" in str(caught.value)


@pytest.mark.parametrize(
    "record",
    [
        ["id", "user", "when", "networks"],
        ["a1", "u7", "2025-12-01T07:59:59Z", "many"],
        ["a1", "u7", "yesterday", "2"],
        ["a1", "u7", "", "2"],
        ["", "", "", ""],
    ],
)
def test_cells_that_do_not_fit_make_no_order(record: list[str]) -> None:
    assert find_order([record] * 3, shown="x") is None


def test_a_known_header_further_down_is_not_taken_for_data(tmp_path: Path) -> None:
    resource = settle(tmp_path, "x,y,z,w\n" * 2 + HEADER + ROW)
    assert resource.columns is None
    assert resource.dialect is not None
    assert resource.dialect.headerRows == [3]


AUDIT = "Name,Org Name,Total Networks Searched,Reason,Search Time,Text Prompt,Moderation"
SEARCH = "A. A,Example County SO,7,theft,2025-12-01 07:59:59,,"


@pytest.mark.parametrize(
    ("header", "row", "shifted"),
    [
        (AUDIT, SEARCH, False),
        (AUDIT, f"{SEARCH},", False),
        (AUDIT, f",{SEARCH}", True),
        (f"{AUDIT},", f",{SEARCH}", True),
        (f"{AUDIT},", f"{SEARCH},", False),
        (f"Search Audit\n\n{AUDIT}", f",{SEARCH}", True),
        (AUDIT, f",{SEARCH}x", False),
        (AUDIT, f",,{SEARCH}", True),
    ],
)
def test_rows_that_are_blank_at_both_ends_stand_where_their_types_fit(
    tmp_path: Path, header: str, row: str, shifted: bool
) -> None:
    resource = settle(tmp_path, "\n".join([header, *[row] * 3]) + "\n")
    assert resource.shifted is shifted
    assert ("shifted" in resource.model_dump()) is shifted
    (rows,) = read_file(tmp_path / "log.csv", resource, shown="log.csv")
    match = match_header(find_kind("flock-network-audit").CONTRACT, rows.header).positions
    found = [rows.frame[cell(match[name])].tolist() for name in ("user", "reason", "searched_at")]
    assert found == [[text] * 3 for text in ("A. A", "theft", "2025-12-01 07:59:59")]


def test_an_export_stacked_below_is_known_by_any_spelling_that_a_kind_knows(tmp_path: Path) -> None:
    row, below = "Example County SO,2025-12-01 07:59:59,theft", "user name,organization,search_time"
    lines = ["Org Name,Search Time,Reason", row, below, "A. A,Sample City PD,2025-12-02 07:59:59"]
    resource = settle(tmp_path, "\n".join([*lines, "Reason,Search Time,x"]) + "\n")
    test = find_header_test()
    first, second = read_file(tmp_path / "log.csv", resource, shown="log.csv", is_header=test)
    assert (first.rows_kept, second.rows_kept) == (1, 2)
    assert second.header == tuple(below.split(","))
    assert [(one.row, one.reason) for one in second.rejected] == [(2, "repeated header")]
