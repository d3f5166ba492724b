"""Reading apart: whatever a file does to its reader, a sentence comes of it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import duckdb
import pytest

from helpers import progress
from helpers.errors import NoTable, Problem
from helpers.readers import apart
from helpers.readers.apart import MEMORY, SECONDS, Budget, read_apart


def fresh() -> Budget:
    return Budget(SECONDS, MEMORY)


def double(number: int, *, more: int = 0) -> tuple[int, int]:
    return os.getpid(), 2 * number + more


def crash() -> None:
    os.abort()


def hang() -> None:
    time.sleep(60)


def eat() -> bytes:
    return b"x" * (1 << 40)


def panic() -> None:
    raise BaseException("as Rust does")


def count_pages() -> None:
    for page in range(1_000):
        progress.count_step(page, 1_000, "pages read")


def refuse() -> None:
    raise NoTable("It is a letter", file="a.pdf", part="page 1", expected="a table")


def fill_disk() -> None:
    raise OSError(28, "No space left on device", "a/b.parquet")


def test_the_same_process_reads_file_after_file() -> None:
    one, two = read_apart("a", fresh(), double, 4), read_apart("b", fresh(), double, 4, more=1)
    assert (one[1], two[1]) == (8, 9)
    assert one[0] == two[0] != os.getpid()


def test_how_far_a_reader_is_can_be_seen() -> None:
    with progress.work_at("add log") as work:
        progress.count(0, 2, "files")
        read_apart("a", fresh(), count_pages)
    assert "add log (0 of 2 files; 0 of 1,000 pages read)" in str(work)


def test_a_large_process_keeps_its_reader_too() -> None:
    large = bytearray(os.urandom(1 << 20)) * 400
    with pytest.raises(Problem):
        read_apart("a", fresh(), crash)  # the next one begins while this process is large
    one, two = read_apart("a", fresh(), double, 4), read_apart("b", fresh(), double, 4)
    assert one[0] == two[0]
    assert len(large) == 400 << 20


def test_a_small_file_costs_little() -> None:
    read_apart("a", fresh(), double, 1)
    start = time.perf_counter()
    for number in range(20):
        read_apart("a", fresh(), double, number)
    assert (time.perf_counter() - start) / 20 < 0.05


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (crash, "makes its reader crash (log.xlsx)"),
        (eat, "GB of memory (log.xlsx)"),
        (panic, "its reader can't go on (log.xlsx)"),
    ],
)
def test_what_a_file_does_to_its_reader_is_a_sentence(function: object, said: str) -> None:
    with pytest.raises(Problem) as caught:
        read_apart("log.xlsx", fresh(), function)  # type: ignore[arg-type]
    assert said in str(caught.value)
    assert read_apart("next", fresh(), double, 1)[1] == 2


def test_a_reader_that_hangs_is_ended() -> None:
    start = time.perf_counter()
    with pytest.raises(Problem, match=r"takes longer than 1 seconds.* \(log.xlsx\)"):
        read_apart("log.xlsx", Budget(0.3, MEMORY), hang)
    assert time.perf_counter() - start < 5


def test_what_is_packed_together_has_one_budget() -> None:
    budget = Budget(1.5, MEMORY)
    read_apart("a", budget, double, 1)
    with pytest.raises(Problem, match="takes longer than 2 seconds"):
        read_apart("b", budget, hang)
    with pytest.raises(Problem, match="takes longer than 2 seconds"):
        read_apart("c", budget, double, 1)


def test_a_small_file_may_cost_little_and_a_large_one_more(tmp_path: Path) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    small.write_bytes(b"x")
    with large.open("wb") as file:
        file.truncate(1 << 30)
    low, high = Budget.of(small), Budget.of(large)
    assert low.seconds <= 45
    assert low.memory < 1_200 << 20
    assert high.seconds > 1_500
    assert high.memory >= low.memory
    assert Budget.of(large, printed=True).seconds <= 1_800


def test_problems_and_faults_of_the_machine_come_through() -> None:
    with pytest.raises(NoTable) as caught:
        read_apart("a.pdf", fresh(), refuse)
    assert str(caught.value) == "It is a letter (a.pdf, page 1); expected: a table."
    with pytest.raises(OSError, match="No space left"):
        read_apart("a.pdf", fresh(), fill_disk)


def test_a_query_that_takes_too_long_is_ended() -> None:
    budget = Budget(0.3, MEMORY)
    with (
        duckdb.connect() as connection,
        pytest.raises(Problem, match=r"takes longer than 1 seconds.* \(log.csv\)"),
        budget.watch(connection, "log.csv"),
    ):
        connection.execute("SELECT sum(hash(i)) FROM range(1_000_000_000_000) t(i)").fetchall()


def test_a_query_that_fills_the_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "GROWTH", 64 << 20)
    with (
        duckdb.connect() as connection,
        pytest.raises(Problem, match=r"more than 0.1 GB of memory \(log.csv\)"),
        fresh().watch(connection, "log.csv"),
    ):
        connection.execute("CREATE TABLE t AS SELECT hash(i) FROM range(100_000_000) t(i)")


def test_a_query_that_keeps_to_its_budget_is_not_ended() -> None:
    with duckdb.connect() as connection, fresh().watch(connection, "log.csv"):
        assert connection.execute("SELECT 1").fetchall() == [(1,)]
