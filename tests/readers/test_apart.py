"""Reading apart: whatever a file does to its reader, a sentence comes of it."""

from __future__ import annotations

import os
import time

import pytest

from helpers.errors import NoTable, Problem
from helpers.readers.apart import _memory, read_apart, run_apart


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


def refuse() -> None:
    raise NoTable("It is a letter", file="a.pdf", part="page 1", expected="a table")


def fill_disk() -> None:
    raise OSError(28, "No space left on device", "a/b.parquet")


def test_the_same_process_reads_file_after_file() -> None:
    one, two = read_apart("a", double, 4), read_apart("b", double, 4, more=1)
    assert (one[1], two[1]) == (8, 9)
    assert one[0] == two[0] != os.getpid()


def test_a_small_file_costs_little() -> None:
    read_apart("a", double, 1)
    start = time.perf_counter()
    for number in range(20):
        read_apart("a", double, number)
    assert (time.perf_counter() - start) / 20 < 0.05


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (crash, "makes its reader crash (log.xlsx)"),
        (eat, "GB of memory (log.xlsx)"),
        (panic, "can't be read: BaseException in its reader (log.xlsx)"),
    ],
)
def test_what_a_file_does_to_its_reader_is_a_sentence(function: object, said: str) -> None:
    with pytest.raises(Problem) as caught:
        read_apart("log.xlsx", function)  # type: ignore[arg-type]
    assert said in str(caught.value)
    assert read_apart("next", double, 1)[1] == 2


def test_a_reader_that_hangs_is_ended() -> None:
    start = time.perf_counter()
    with pytest.raises(Problem, match=r"takes longer than 1 minutes \(log.xlsx\)"):
        run_apart("log.xlsx", hang, seconds=0.3, memory=_memory())
    assert time.perf_counter() - start < 5


def test_problems_and_faults_of_the_machine_come_through() -> None:
    with pytest.raises(NoTable) as caught:
        read_apart("a.pdf", refuse)
    assert str(caught.value) == "It is a letter (a.pdf, page 1); expected: a table."
    with pytest.raises(OSError, match="No space left"):
        read_apart("a.pdf", fill_disk)
