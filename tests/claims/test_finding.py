"""Findings: what they take from their rows and claims, and how they stand in a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from helpers.claims import finding as findings
from helpers.claims.finding import (
    MIME,
    RECORDED,
    Finding,
    Scope,
    finding,
    kept_file,
    list_sizes,
    save_findings,
)
from helpers.cleaning.selection import Rejects, unpack
from helpers.cleaning.table import Table
from helpers.errors import Problem
from helpers.project import Project, work_on
from helpers.status import DataStatus
from invented_releases import make_table

LOG = """search_id,account,account_group,user,searched_at,search_type,reason
T-1,a-1,Federal account A,one,2024-11-02 10:00:00,driver,theft
T-2,a-1,Federal account A,one,2024-11-03 10:00:00,driver,theft

T-3,a-2,Federal account B,two,2025-05-04 10:00:00,driver,theft
T-4,a-3,Local,three,2025-06-05 10:00:00,driver,theft
T-4,a-3,Local,three,2025-06-05 10:00:00,driver,theft
"""


@pytest.fixture
def log(tmp_path: Path) -> Table:
    return make_table(tmp_path, {"log.csv": LOG}, kind="portal-search-log", name="made-up")


class Claim:
    id, hash, data_status, releases = "T001", "abc", DataStatus.TRANSCRIBED, ("figures",)


def write(value: str | float, unit: str) -> Finding:
    return finding("t.one", value, unit=unit, of=[Claim()])


@pytest.mark.parametrize(
    ("value", "unit", "text", "phrase"),
    [
        ("2024-11-13", "date", "Nov. 13, 2024", "Nov. 13, 2024"),
        ("2024-12", "month", "December 2024", "December 2024"),
        ("0.8", "percent below the count", "0.8%", "0.8% below the count"),
        ("193.5 to 217.8", "percent increase", "193.5 to 217.8%", "193.5 to 217.8% increase"),
    ],
)
def test_how_it_stands_in_a_sentence(value: str, unit: str, text: str, phrase: str) -> None:
    one = write(value, unit)
    assert (one.value, one.text, one.phrase) == (value, text, phrase)


def test_a_size_has_no_sign_and_keeps_its_id() -> None:
    write(-97.03, "percent change")
    (size,) = list_sizes(["t.one"]).values()
    assert (size.id, size.text) == ("t.one", "97.0%")
    with pytest.raises(Problem, match="no finding"):
        list_sizes(["t.two"])


def test_what_the_rows_say_is_not_typed(log: Table) -> None:
    chosen = log.where("account_group = $group", "another group", group="Federal account A")
    made = finding("t.rows", 2, unit="searches", rows=chosen, scope=Scope(who="A"))
    assert (made.n, made.data_status, made.releases) == (2, log.data_status, ["made-up"])
    assert (made.scope.start, made.scope.end) == ("2024-11-02", "2024-11-03")
    (rows,) = made.rows
    assert (rows.total, rows.n, rows.table) == (5, 2, log.digest)
    assert rows.condition == "(account_group = 'Federal account A')"
    assert [(one.reason, one.before, one.after) for one in rows.steps] == [("another group", 5, 2)]
    assert not made.by_hand


def test_a_period_that_is_said_stays(log: Table) -> None:
    said = Scope(start="2024", end="2025")
    assert finding("t.said", 5, unit="rows", rows=log, scope=said).scope == said


def test_a_frame_says_by_itself_which_rows_it_holds(log: Table) -> None:
    frame = log.public
    made = finding("t.frame", 3, unit="rows", rows=frame[frame["account_group"] != "Local"])
    (rows,) = made.rows
    assert [unpack(part.rows).tolist() for part in rows.numbers] == [[1, 2, 4]]
    assert (made.n, made.by_hand, rows.condition) == (3, True, "")
    assert (rows.first, rows.last) == ("2024-11-02", "2025-05-04")
    whole = finding("t.whole", 5, unit="rows", rows=frame)
    assert (whole.n, whole.by_hand) == (5, False)


def test_rows_that_were_rejected_can_be_named(log: Table) -> None:
    made = finding("t.rejected", 1, unit="rows", rows=Rejects(log))
    (rows,) = made.rows
    assert (made.n, rows.use, [unpack(one.rows).tolist() for one in rows.numbers]) == (
        1,
        "rejected",
        [[3]],
    )


def test_tables_that_were_consulted_are_named_and_not_counted(log: Table, tmp_path: Path) -> None:
    other = make_table(tmp_path / "b", {"b.csv": LOG}, kind="portal-search-log", name="other")
    made = finding("t.beside", 5, unit="rows", rows=log, beside=other)
    assert (made.n, made.releases) == (5, ["made-up", "other"])
    assert [one.use for one in made.rows] == ["counted", "consulted"]


def test_a_finding_of_claims_and_findings_names_them(log: Table) -> None:
    first = finding("t.first", 5, unit="rows", rows=log)
    made = finding("t.of", 1, unit="rows", of=[Claim(), first, "t.first"])
    assert (made.of, made.n) == (["T001", "t.first"], None)
    assert made.data_status is DataStatus.UNVERIFIED or made.data_status is DataStatus.TRANSCRIBED
    assert made.releases == ["figures", "made-up"]


def test_an_entry_of_the_reference_tables_can_be_named(project: Project) -> None:
    with work_on(project):
        assert finding("t.law", 1, unit="laws", of=["L001"]).of == ["L001"]
        with pytest.raises(Problem, match=r"which is no finding .* Did you mean"):
            finding("t.law", 1, unit="laws", of=["L0001"])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "does not say what it was computed from"),
        ({"of": []}, "rests on nothing"),
        ({"rows": pd.DataFrame({"month": ["2025-05"]})}, "no longer say where they are from"),
        ({"rows": 5}, "which rows a int holds"),
    ],
)
def test_a_finding_without_rows_or_claims_is_refused(given: dict[str, object], told: str) -> None:
    with pytest.raises(Problem, match=told):
        finding("t.bare", 1, unit="rows", **given)  # type: ignore[arg-type]


def test_the_hash_changes_with_the_rows_and_with_what_is_named(log: Table) -> None:
    frame = log.public
    one = finding("t.hash", 1, unit="rows", rows=frame.iloc[:2]).hash
    assert one == finding("t.hash", 7, unit="rows", rows=frame.iloc[:2]).hash
    assert one != finding("t.hash", 1, unit="rows", rows=frame.iloc[:3]).hash
    changed = Claim()
    changed.hash = "abd"  # type: ignore[misc]
    assert write(1, "rows").hash != finding("t.one", 1, unit="rows", of=[changed]).hash


def test_many_scattered_rows_are_kept_beside(
    log: Table, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "MOST_PACKED", 3)
    with work_on(project):
        made = finding("t.kept", 3, unit="rows", rows=log.public.iloc[::2])
    (rows,) = made.rows
    assert not rows.numbers
    (part,) = json.loads(kept_file(rows.kept, project).read_text())
    assert unpack(part["rows"]).tolist() == [1, 4, 6]


def test_it_comes_back_from_an_output_and_from_a_file_as_it_was(log: Table, tmp_path: Path) -> None:
    frame = log.public
    made = finding("t.back", 2, unit="rows", rows=frame.iloc[:2], of=[Claim()])
    bundle = made._repr_mimebundle_()
    assert Finding.model_validate(json.loads(json.dumps(bundle[MIME]))) == made
    save_findings([made], tmp_path / "a.json")
    (row,) = json.loads((tmp_path / "a.json").read_text())
    assert Finding.model_validate(row) == made
    assert RECORDED["t.back"] is made
