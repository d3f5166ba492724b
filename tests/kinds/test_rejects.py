"""Rejects: every rejected row and failed value can be found, and none of their texts is kept."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from helpers.intake.rows import Rejected, Rows
from helpers.kinds.rejects import (
    MOST,
    Place,
    Reject,
    find_places,
    list_rejects,
    place_rejects,
    read_rejects,
    say_places,
    write_rejects,
)

EMPTY = pd.DataFrame(columns=["source_file", "source_part", "source_row", "problems"], dtype="str")


def make_rows(*rejected: Rejected) -> Rows:
    return Rows("a.csv", "Sheet 1", ("id",), pd.DataFrame(), len(rejected), rejected)


def test_all_are_listed_and_the_first_are_placed() -> None:
    rows = make_rows(*(Rejected(n, "blank row") for n in range(30, 0, -1)))
    rejects = list_rejects([rows])
    assert [one.row for one in rejects] == list(range(1, 31))
    (place,) = find_places(rejects, EMPTY)
    assert (place.number, place.rows) == (30, tuple(range(1, MOST + 1)))
    assert (place.what, place.path, place.part) == ("rejected", "a.csv", "Sheet 1")


def test_the_texts_of_a_rejected_row_stay_behind() -> None:
    rejects = list_rejects([make_rows(Rejected(1, "row of totals", ("Total", "Jane Roe")))])
    assert "Jane" not in write_rejects(rejects) + repr(place_rejects(rejects))


def test_failed_values_are_found_by_reason_file_and_part() -> None:
    frame = pd.DataFrame(
        {
            "source_file": ["a.csv", "a.csv", "b.csv", "b.csv"],
            "source_part": pd.array([None, None, None, "page 2"], dtype="str"),
            "source_row": [4, 9, 1, 2],
            "problems": ["n: not a number", "n: not a number; t: no time", None, "t: no time"],
        }
    )
    assert set(find_places([], frame)) == {
        Place("failed", "n: not a number", "a.csv", None, 2, (4, 9)),
        Place("failed", "t: no time", "a.csv", None, 1, (9,)),
        Place("failed", "t: no time", "b.csv", "page 2", 1, (2,)),
    }


def test_many_are_said_in_short() -> None:
    places = [
        Place("rejected", "blank row", f"{n}.csv", None, 7, (1, 2, 3, 4, 5, 6, 7)) for n in "abcde"
    ]
    said = say_places(places, "rejected", "blank row")
    assert said.startswith(" (rows 1, 2, 3, 4, 5 and 2 more of a.csv; ")
    assert said.endswith("; and in 2 other files or parts)")
    assert say_places(places, "failed", "blank row") == ""
    one = Place("rejected", "cut off", "a.xlsx", "Sheet 1", 1, (3,))
    assert say_places([one], "rejected", "cut off") == " (row 3 of a.xlsx, Sheet 1)"


@given(
    st.lists(
        st.builds(
            Reject,
            file=st.sampled_from(["a.csv", 'odd, "name".csv']),
            part=st.sampled_from([None, "Sheet 1", "page 3"]),
            row=st.integers(1, 10**9),
            reason=st.sampled_from(["blank row", "too few cells"]),
        )
    )
)
def test_the_list_survives_being_written(rejects: list[Reject]) -> None:
    assert read_rejects(write_rejects(rejects)) == tuple(rejects)
