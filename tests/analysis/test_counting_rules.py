"""The three rules that the headline rests on: each holds, and breaking it is seen.

A check compares the pipeline (release, kind, analysis) with what the generator tallied while it
wrote. Each test of a rule runs its check; each "bites" test breaks the rule and requires that very
check to fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from made_up import FEDERAL, MadeUp

from helpers.analysis import change, monthly_counts
from helpers.analysis.change import change_between, count_searches
from helpers.cleaning import clean, timezones
from helpers.cleaning.duplicates import REPEATS
from helpers.cleaning.table import Table
from whole_tables import read_all

MONTHS = ("2024-11", "2025-05")


def count(table: Any, **options: Any) -> dict[tuple[str, str], int]:
    counted = count_searches(table, **options)
    pairs = zip(counted["group"], counted["month"], strict=True)
    return dict(zip(pairs, counted["searches"], strict=True))


def check_months(table: Table, log: MadeUp) -> None:
    """Every search falls in the month that the clock on the wall showed."""
    assert count(table) == log.counts()
    assert table.ledger.flags.get("overlap", 0) == log.truth["in_repeated_hour"]


def check_duplicates(table: Table, log: MadeUp) -> None:
    """Each search counts once, each row once, and the two are told apart."""
    assert table.ledger.duplicates == log.truth["duplicates"]
    assert count(table, count="distinct searches") == log.counts("distinct_searches")
    assert count(table, count="rows") == log.counts("rows_by_month")


def check_accounts(table: Table, log: MadeUp) -> None:
    """The federal accounts are counted, all of them and nobody else."""
    monthly = count_searches(table, groups=FEDERAL)
    changed = change_between(monthly, *MONTHS, groups=FEDERAL, together="All federal accounts")
    assert list(changed["group"]) == [*FEDERAL, "All federal accounts"]
    together = changed.iloc[-1]
    true = [
        sum(log.truth["distinct_searches"][name][month] for name in FEDERAL) for month in MONTHS
    ]
    assert [together["baseline"], together["comparison"]] == true
    assert together["percent"] == 188


def test_clock_change_rule(table: Table, log: MadeUp) -> None:
    check_months(table, log)


def test_duplicate_rule(table: Table, log: MadeUp) -> None:
    check_duplicates(table, log)


def test_account_rule(table: Table, log: MadeUp) -> None:
    check_accounts(table, log)


@pytest.mark.parametrize("hours", [0, -8, -7], ids=["UTC", "always winter", "always summer"])
def test_clock_change_rule_bites(log: MadeUp, monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    write = timezones.write_zone_macros

    def shift_alike(timestamps_in: str, count_in: str) -> list[str]:
        assert count_in == "America/Los_Angeles"
        alike = f"CREATE OR REPLACE TEMP MACRO local_of(t) AS t + to_hours({hours})"
        return [*write(timestamps_in, count_in), alike]

    monkeypatch.setattr(timezones, "write_zone_macros", shift_alike)
    broken = log.load()
    with pytest.raises(AssertionError):
        check_months(broken, log)
    # It is the headline that goes wrong, and not a corner of the table.
    assert _rise(broken) != _rise_by_truth(log)


def test_counting_by_the_utc_stamp_changes_the_headline(table: Table, log: MadeUp) -> None:
    by_stamp = count(table, time="searched_at_utc")
    assert by_stamp != log.counts()
    moved = sum(abs(by_stamp.get(key, 0) - true) for key, true in log.counts().items())
    assert moved > 0
    assert sum(by_stamp.values()) == sum(log.counts().values())


@pytest.mark.parametrize("forgotten", ["same id", "same content", "both"])
def test_duplicate_rule_bites(log: MadeUp, monkeypatch: pytest.MonkeyPatch, forgotten: str) -> None:
    find = clean.find_repeats

    def forget(connection: Any, folder: Path, parts: Any, schema: Any) -> dict[str, int]:
        counts = find(connection, folder, parts, schema)
        kept = connection.sql(f"FROM read_parquet('{folder / REPEATS}')").to_arrow_table()
        connection.register("kept", kept)
        gone = "true" if forgotten == "both" else f"reason = '{forgotten}'"
        connection.execute(
            f"COPY (FROM kept WHERE NOT ({gone})) TO '{folder / REPEATS}' (FORMAT parquet)"
        )
        return counts

    monkeypatch.setattr(clean, "find_repeats", forget)
    with pytest.raises(AssertionError):
        check_duplicates(log.load(), log)


def test_duplicates_are_told_by_the_instant_and_not_by_the_wall(table: Table, log: MadeUp) -> None:
    """Two searches an hour apart, in the hour that comes twice, are two."""
    frame = read_all(table)
    frame = frame[frame["duplicate_of"].isna() & frame["searched_at_utc"].notna()]
    same = ["account", "user", "searched_at_local", "search_type", "reason"]
    collapsed = frame.drop_duplicates(same)
    assert len(frame) == sum(log.counts().values())
    assert len(collapsed) < len(frame)


def _ignore_the_choice(known: Iterable[str], groups: Sequence[str] | None) -> list[str]:
    return sorted(set(known))


def _take_one_account_only(known: Iterable[str], groups: Sequence[str] | None) -> list[str]:
    return [FEDERAL[0]]


def _take_exact_spellings_only(name: str) -> str:
    return name


@pytest.mark.parametrize(
    ("function", "broken"),
    [
        ("_match_groups", _ignore_the_choice),
        ("_match_groups", _take_one_account_only),
        ("fold_group", _take_exact_spellings_only),
    ],
)
def test_account_rule_bites(
    table: Table,
    log: MadeUp,
    monkeypatch: pytest.MonkeyPatch,
    function: str,
    broken: Callable[..., Any],
) -> None:
    for module in (change, monthly_counts):
        if hasattr(module, function):
            monkeypatch.setattr(module, function, broken)
    with pytest.raises(AssertionError):
        check_accounts(table, log)
    assert _rise(table) != 188


def _rise(table: Table) -> float:
    monthly = count_searches(table, groups=FEDERAL)
    return float(change_between(monthly, *MONTHS, groups=FEDERAL)["percent"].iloc[-1])


def _rise_by_truth(log: MadeUp) -> float:
    before, after = (
        sum(log.truth["distinct_searches"][name][month] for name in FEDERAL) for month in MONTHS
    )
    return 100 * after / before - 100
