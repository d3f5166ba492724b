"""Rows: an account that does not add up stops, and marks of made-up rows are found."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.errors import Problem
from helpers.intake.rows import ROW, Rejected, Rows, reject_furniture


def make(*records: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(records, dtype="str")
    frame.columns = pd.Index([f"cell_{place}" for place in range(frame.shape[1])])
    return frame.assign(**{ROW: range(1, len(frame) + 1)})


def test_rows_that_do_not_add_up_stop() -> None:
    with pytest.raises(Problem, match="3 rows were counted, but 1 kept and 1 rejected"):
        Rows("a.csv", None, ("x",), make(("1",)), 3, (Rejected(2, "too few cells"),))


def test_reasons_are_counted() -> None:
    rejected = (Rejected(2, "b"), Rejected(3, "a"), Rejected(4, "b"))
    assert Rows("a.csv", None, ("x",), make(("1",)), 4, rejected).reasons == {"a": 1, "b": 2}


def test_blank_rows_repeated_headers_and_totals_are_told_apart() -> None:
    frame = make(
        ("1", "x"), (" ", "\u00a0"), ("id", "name "), ("", "Grand Total"), ("Total", "5"), ("2", "")
    )
    kept, rejected = reject_furniture(frame, ("id", "name"))
    assert kept[ROW].tolist() == [1, 6]
    assert rejected == [
        Rejected(2, "blank row"),
        Rejected(3, "repeated header"),
        Rejected(4, "row of totals"),
        Rejected(5, "row of totals"),
    ]


def test_a_word_that_only_begins_like_total_is_a_value() -> None:
    kept, rejected = reject_furniture(make(("Total Wine", "1"), ("x", "total")), ("id", "name"))
    assert (len(kept), rejected) == (2, [])


HEADER = ("agency", "state", "model", "signed")


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        (("Total", "QA", "Task force", "2025-05-01"), False),
        (("Total", "QA", "", "2025-05-01"), False),
        (("total", "1,204", "(3)", "$7.50"), True),
        (("Total", "", "", ""), True),
        (("", "", "Total", "1,204"), True),
        (("TOTALS:", "571", "", "12.5%"), True),
        (("Grand total", "", "", "571 rows"), True),
        (("Total", "QA", "", "5"), False),
        (("Total", "", "", "2025-05-01"), True),
    ],
)
def test_an_agency_called_total_is_not_a_row_of_totals(cells: tuple[str, ...], total: bool) -> None:
    kept, rejected = reject_furniture(make(("Example PD", "QA", "Jail", "x"), cells), HEADER)
    assert (len(kept), [one.row for one in rejected]) == ((1, [2]) if total else (2, []))
    assert all(one.cells == cells for one in rejected)


@pytest.mark.parametrize(
    ("value", "made_up"), [("SYN-1", True), ("syn-1", False), ("x SYN-", False)]
)
def test_made_up_rows_are_known_by_their_mark_in_any_column(value: str, made_up: bool) -> None:
    rows = Rows("a.csv", None, ("x", "y"), make(("1", value), ("2", "")), 2)
    assert rows.has_mark is made_up
