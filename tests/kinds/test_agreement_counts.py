"""The kind of the counted agreements: one row a list, state and model."""

from __future__ import annotations

import pytest

from helpers.kinds.registry import recognize
from helpers.kinds.tables import Table, load_table
from helpers.project import HOME, Project


@pytest.fixture(scope="module")
def counts() -> Table:
    return load_table("ice-agreement-counts", Project(HOME))


def test_the_header_is_recognized_as_no_other_kind() -> None:
    guesses = recognize(["list_date", "edition", "list", "state", "model", "agreements"])
    assert guesses[0].kind == "agreement-counts"
    assert guesses[0].score == 1
    assert guesses[1].score < 0.5


def test_each_row_is_one_count_of_one_list(counts: Table) -> None:
    frame = counts.frame
    assert set(frame["list"]) == {"participating", "pending"}
    assert set(frame["edition"]) == {"am", "pm"}
    assert not frame.duplicated(["list_date", "edition", "list", "state", "model"]).any()
    assert (frame["agreements"] > 0).all()


@pytest.mark.parametrize(
    ("day", "edition", "signed"), [("2025-05-16", "am", 571), ("2025-07-18", "pm", 832)]
)
def test_the_first_and_the_last_list_of_signed_agreements(
    counts: Table, day: str, edition: str, signed: int
) -> None:
    frame = counts.frame
    rows = frame[(frame["list_date"] == day) & (frame["edition"] == edition)]
    assert rows.loc[rows["list"] == "participating", "agreements"].sum() == signed


def test_the_days_are_those_of_the_lists(counts: Table) -> None:
    assert (counts.ledger.first, counts.ledger.last) == ("2025-05-15", "2025-07-18")
