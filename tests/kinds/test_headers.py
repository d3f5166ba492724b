"""Headers: found whatever their case; what is missing or unread is named."""

from __future__ import annotations

import pytest

from helpers.errors import Problem
from helpers.kinds.headers import match_header, require_header, score_header
from helpers.kinds.portal_search_log import CONTRACT

HEADER = ["search_id", "account", "account_group", "user", "searched_at", "search_type", "reason"]


@pytest.mark.parametrize(
    "spelled", ["SEARCHED_AT", " Searched At ", "searched-at", "\ufeffsearchedAt"]
)
def test_case_blanks_and_dashes_do_not_matter(spelled: str) -> None:
    match = match_header(CONTRACT, ["search_id", "account_group", spelled])
    assert match.positions["searched_at"] == 2
    assert match.missing == ()


def test_headers_that_nobody_reads_are_named() -> None:
    match = match_header(CONTRACT, [*HEADER, "Devices", ""])
    assert match.unread == ("Devices",), "a column without a header is named only if it has values"


def test_of_two_equal_headers_the_second_is_unread() -> None:
    match = match_header(CONTRACT, ["search_id", "search_id", "account_group", "searched_at"])
    assert match.positions["search_id"] == 0
    assert match.unread == ("search_id (once more, in column 2)",)


def test_a_missing_column_is_named_with_file_header_and_nearest_spelling() -> None:
    with pytest.raises(Problem) as caught:
        require_header(CONTRACT, ["search_id", "acount_group", "searched_at"], file="log.csv")
    said = str(caught.value)
    assert "The column account_group is missing" in said
    assert "the header found is: search_id, acount_group, searched_at (log.csv)" in said
    assert "The nearest header is acount_group" in said


def test_the_score_is_what_is_answered_and_read() -> None:
    assert score_header(CONTRACT, HEADER) == 1
    assert score_header(CONTRACT, ["nothing", "of", "it"]) == 0
    assert score_header(CONTRACT, ["", ""]) == 0
    fuller, poorer = score_header(CONTRACT, HEADER[:6]), score_header(CONTRACT, HEADER[:5])
    assert 0 < poorer < fuller < 1
