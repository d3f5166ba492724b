"""The kind of the printed figures: values stay text, every column may be published."""

from __future__ import annotations

import pytest

from helpers.errors import Problem
from helpers.kinds import agreement_counts, monthly_series, published_figures
from helpers.kinds.contracts import Sensitivity
from helpers.kinds.registry import load_kinds, recognize
from helpers.kinds.tables import load_table

HEADER = [
    *("claim_id", "type", "topic", "statement", "value", "unit", "qualifier"),
    *("period_start", "period_end", "agency_or_state", "members", "origin", "rank"),
    *("source_org", "source_title", "source_url", "source_date", "notes"),
]


def test_the_contract_names_the_columns_of_the_file_in_order() -> None:
    assert [column.name for column in published_figures.CONTRACT.columns] == HEADER


def test_every_value_stays_as_printed() -> None:
    assert {column.type for column in published_figures.CONTRACT.columns} == {"text"}
    values = load_table("published-figures").frame.set_index("claim_id")["value"]
    assert (values["W015"], values["P006"], values["W002"]) == ("tens of millions", "40-9", "540")


@pytest.mark.parametrize("kind", [published_figures, monthly_series, agreement_counts])
def test_every_column_may_be_published(kind: object) -> None:
    columns = kind.CONTRACT.columns  # type: ignore[attr-defined]
    assert {column.sensitivity for column in columns} == {Sensitivity.PUBLISHABLE}


def test_the_header_is_recognized_as_no_other_kind() -> None:
    guesses = recognize(HEADER)
    assert guesses[0].kind == "published-figures"
    assert guesses[0].score == 1
    assert guesses[1].score < 0.5


def test_the_registry_knows_the_kind() -> None:
    assert load_kinds()["published-figures"] is published_figures


def test_a_column_nobody_named_is_a_problem_with_the_nearest_name() -> None:
    with pytest.raises(Problem, match="Did you mean claim_id"):
        published_figures.CONTRACT.column("claimid")
