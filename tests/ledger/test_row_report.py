"""Reports: where rows were rejected or failed, in short, and without their texts."""

from __future__ import annotations

from helpers.ledger.ledger import MOST, Occurrence, PageLedger, list_rejects, locate_rejects
from helpers.ledger.parts import PartAccount
from helpers.ledger.row_report import write_locations, write_pages, write_rejects
from helpers.readers.records import Rejected


def make_part(*rejected: Rejected) -> PartAccount:
    counted = len(rejected)
    return PartAccount("t", "a.csv", "Sheet 1", 0, ("id",), counted, 0, 0, rejected, rejected)


def test_all_are_listed_and_the_first_are_placed() -> None:
    rejects = list_rejects([make_part(*(Rejected(n, "blank row") for n in range(30, 0, -1)))])
    assert [one.row for one in rejects] == list(range(1, 31))
    (place,) = locate_rejects(rejects)
    assert (place.number, place.rows) == (30, tuple(range(1, MOST + 1)))
    assert (place.what, place.path, place.part) == ("rejected", "a.csv", "Sheet 1")


def test_the_texts_of_a_rejected_row_stay_behind() -> None:
    rejects = list_rejects([make_part(Rejected(1, "row of totals", ("Total", "Jane Roe")))])
    assert "Jane" not in write_rejects(rejects) + repr(locate_rejects(rejects))


def test_many_are_said_in_short() -> None:
    places = [
        Occurrence("rejected", "blank row", f"{n}.csv", None, 7, (1, 2, 3, 4, 5, 6, 7))
        for n in "abcde"
    ]
    said = write_locations(places, "rejected", "blank row")
    assert said.startswith(" (rows 1, 2, 3, 4, 5 and 2 more of a.csv; ")
    assert said.endswith("; and in 2 other files or parts)")
    assert write_locations(places, "failed", "blank row") == ""
    one = Occurrence("rejected", "cut off", "a.xlsx", "Sheet 1", 1, (3,))
    assert write_locations([one], "rejected", "cut off") == " (row 3 of a.xlsx, Sheet 1)"


def test_pages_on_which_all_is_well_are_counted() -> None:
    pages = [PageLedger("a.pdf", n, 5, 5, 100, 100 - (n == 2), int(n == 3)) for n in range(1, 5)]
    assert write_pages(pages) == [
        "a.pdf, page 2: 5 rows, 99.0% of the characters in cells, 0 cells not of their type",
        "a.pdf, page 3: 5 rows, 100.0% of the characters in cells, 1 cells not of their type",
        "2 of 4 pages: every character in a cell, every cell of its type",
    ]
