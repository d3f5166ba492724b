"""Messages of the intake are short, list a few names, and quote no row."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.adding.add import add_release
from helpers.errors import Problem, list_some
from helpers.project import Project

SIX_LINES = 6 * 100


def refuse(project: Project, path: Path) -> str:
    with pytest.raises(Problem) as caught:
        add_release([path], release="r", project=project)
    return str(caught.value).replace(str(path.parent), ".")


def test_a_wide_header_is_cut_with_a_count(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"survey question number {n}" for n in range(400)) + "\n")
    said = refuse(project, path)
    assert "and 392 more" in said
    assert len(said) <= SIX_LINES


@pytest.mark.parametrize(
    "row",
    [
        "a1,ABC1234,2026-03-10T04:31:52.901Z,theft\n",
        "J. Sample,***,stolen vehicle of Ms. Doe,7\n",
        "9d2c1f04-1111-4222-8333-444455556666,J. Sample,x\n",
    ],
)
def test_a_row_where_the_header_should_be_is_not_quoted(
    row: str, project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "bare.csv"
    path.write_text("".join(row.replace("a", str(n)) for n in range(4)))
    said = refuse(project, path)
    assert "looks like a row, not a header" in said
    for secret in ("ABC1234", "Sample", "Doe", "9d2c1f04"):
        assert secret not in said
    assert len(said) <= SIX_LINES


def test_keys_that_are_values_are_not_quoted(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"QA|J. Sample": [{"model": "TFM"}], "QB|M. Doe": [{"model": "JEM"}]}')
    said = refuse(project, path)
    assert "several lists of records, 2 in all" in said
    assert "Sample" not in said


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.text(st.characters(codec="ascii", exclude_characters='",\r\n'),
                              min_size=1, max_size=90), min_size=2, max_size=60))  # fmt: skip
def test_no_header_makes_a_long_message(
    names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = tmp_path_factory.mktemp("header")
    project = Project(base)
    path = base / "h.csv"
    path.write_text(",".join(names) + "\n" + ",".join("x" for _ in names) + "\n")
    said = ""
    with contextlib.suppress(Problem):
        try:
            add_release([path], release="r", project=project)
        except Problem as problem:
            said = str(problem).replace(str(base), ".")
            raise
    assert len(said) <= SIX_LINES


@given(st.lists(st.text(max_size=60)), st.integers(1, 9))
def test_a_list_names_some_and_counts_the_rest(names: list[str], most: int) -> None:
    said = list_some(names, most)
    assert len(said) <= most * 45 + 20
    assert (f"{len(names) - most:,} more" in said) == (len(names) > most)
