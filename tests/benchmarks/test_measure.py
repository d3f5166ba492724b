"""The benchmark's own arithmetic and editing; the seconds themselves are not tested."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

from helpers.project import HOME

START, END = "<!-- speed:start -->", "<!-- speed:end -->"


BENCHMARKS = HOME / "benchmarks"


@pytest.fixture(scope="module")
def scripts() -> Iterator[dict[str, ModuleType]]:
    sys.path.insert(0, str(BENCHMARKS))
    try:
        yield {name: importlib.import_module(name) for name in ("measure", "measure_intake")}
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.fixture
def measure(scripts: dict[str, ModuleType]) -> ModuleType:
    return scripts["measure"]


@pytest.fixture
def intake(scripts: dict[str, ModuleType]) -> ModuleType:
    return scripts["measure_intake"]


def quote(measure: ModuleType, part: str, **given: Any) -> str:
    one = measure.Measure("ours", "the peer", ours=[1.0, 9.0, 2.0], theirs=[8.0, 8.0, 80.0])
    for name, value in given.items():
        setattr(one, name, value)
    (row,) = measure.write_rows({part: [one]})
    return str(row)


def test_a_ratio_stands_beside_its_peer(measure: ModuleType) -> None:
    row = quote(measure, "pdf")
    assert row == "| ours | 2.00 s | the peer | 8.00 s | 0.12 | not measured | 3 | `pdf` |"
    timed = quote(measure, "pdf", cpu=[3.0, 3.0, 3.0], peer_cpu=[1.0, 2.0, 6.0])
    assert "| 0.12 | 1.50 | 3 |" in timed
    assert "| 2.00 s, 1.5 GB |" in quote(measure, "pdf", memory=[1, 1_500_000_000, 9])
    table = measure.write_table([row], "two cores", list(measure.PARTS))
    assert row in table.splitlines()
    assert table.endswith("Measured on two cores.")


def test_a_promise_that_is_not_kept_is_told(measure: ModuleType) -> None:
    one = measure.Measure("ours", "the peer", ours=[2.0], theirs=[8.0], memory=[10**9])
    assert one.complain() is None
    one.at_most = 0.25
    assert one.complain() is None
    one.at_most = 0.2
    assert one.complain() == "ours: 0.25 times the peer, not 0.20 at most"
    one.at_most, one.cpu, one.peer_cpu = 0.25, [3.0], [9.0]
    assert one.complain() == "ours: 0.33 times the peer in CPU seconds, not 0.25 at most"
    one.at_most, one.at_most_seconds = None, 1.5
    assert one.complain() == "ours: 2.00 s, not 1.50 s at most"
    one.at_most_seconds, one.at_most_memory = None, 10**8
    assert one.complain() == "ours: 1.0 GB"


def test_parts_measured_alone_leave_the_other_rows(
    measure: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    readme, machine = tmp_path / "README.md", measure.describe_machine()
    rows = [quote(measure, "records"), quote(measure, "import")]
    table = measure.write_table(rows, machine, list(measure.PARTS))
    readme.write_text(f"{START}\n{table}\n{END}\n", encoding="utf-8")
    fast = measure.Measure("new", "the peer", ours=[1.0], theirs=[9.0], at_most=0.5)
    monkeypatch.setitem(measure.PARTS, "import", lambda repeats: [fast])
    monkeypatch.setattr(measure, "HOME", tmp_path)
    assert measure.main(["--only", "import", "--write-readme"]) == 0
    lines = readme.read_text(encoding="utf-8").splitlines()
    assert [line.split(" | ")[0] for line in lines[3:5]] == ["| new", "| ours"]
    fast.at_most = 0.1
    assert measure.main(["--only", "import"]) == 1
    readme.write_text("\n".join(lines).replace(machine, "an abacus"), encoding="utf-8")
    with pytest.raises(SystemExit, match="leave --only out"):
        measure.main(["--only", "import", "--write-readme"])


def test_every_part_of_the_readme_can_be_measured_again(measure: ModuleType) -> None:
    text = (HOME / "README.md").read_text(encoding="utf-8")
    part = text.partition(START)[2].partition(END)[0]
    assert set(re.findall(r"\| `(\w+)` \|$", part, re.M)) <= set(measure.PARTS)


def test_a_script_that_fails_gives_no_figure(measure: ModuleType) -> None:
    with pytest.raises(SystemExit, match="This failed"):
        measure.ask_script("measure_intake.py", "--what", "nothing")


def test_what_takes_long_is_measured_only_if_it_is_named(
    measure: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    met = []
    fast = measure.Measure("new", "the peer", ours=[1.0], theirs=[9.0])
    for part in measure.PARTS:
        monkeypatch.setitem(
            measure.PARTS, part, lambda repeats, part=part: met.append(part) or [fast]
        )
    assert measure.main([]) == 0
    assert set(met) == set(measure.PARTS) - {"network"}
    met.clear()
    assert measure.main(["--only", "network"]) == 0
    assert met == ["network"]


def test_tables_that_differ_give_no_figure(intake: ModuleType, tmp_path: Path) -> None:
    shape = intake.Shape("rows", "kind", "", {"a": "a", "b": "nullif(b, 'withheld')"})
    ours, theirs = tmp_path / "ours.parquet", tmp_path / "theirs.parquet"

    def write(path: Path, values: str) -> None:
        with duckdb.connect() as connection:
            connection.execute(
                f"COPY (FROM (VALUES {values}) t(a, b)) TO '{path}' (FORMAT parquet)"
            )

    write(theirs, "('1', 'x'), ('2', 'withheld')")
    write(ours, "('1', 'x'), ('2', NULL)")
    intake.compare(shape, [ours], theirs)
    for other in (
        "('2', NULL), ('1', 'x')",
        "('1', 'x')",
        "('1', 'x'), ('2', 'withheld')",
        "('1', 'X'), ('2', NULL)",
    ):
        write(ours, other)
        with pytest.raises(SystemExit, match="The results differ"):
            intake.compare(shape, [ours], theirs)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "measured"),
    [("workbook", 1), ("small", 1), ("records", 2), ("audit", 2), ("network", 3)],
)
def test_every_part_of_intake_is_measured(measure: ModuleType, part: str, measured: int) -> None:
    sizes = ["--record-rows", "--audit-rows", "--workbook-rows", "--network-rows"]
    few = [word for size in sizes for word in (size, "6000")]
    found = measure.measure_script(
        "measure_intake.py", "--what", part, *few, "--network-files", "2", repeats=1
    )
    assert len(found) == measured
    for one in found:
        assert one.ours
        assert len(one.ours) == len(one.theirs) == len(one.cpu) == len(one.peer_cpu)
        assert one.cpu_ratio > 0
        assert part == "small" or 10**7 < one.peak < 10**9


@pytest.mark.slow
def test_a_print_is_measured(measure: ModuleType) -> None:
    (one,) = measure.measure_script("measure_pdf.py", "--pages", "1", repeats=1)
    assert len(one.ours) == len(one.theirs) == 1


def test_only_the_marked_part_of_the_readme_is_replaced(measure: ModuleType) -> None:
    before = f"above\n{START}\nold\n{END}\nbelow\n"
    after = measure.replace_part(before, "new")
    assert after == f"above\n{START}\nnew\n{END}\nbelow\n"
    assert measure.replace_part(after, "new") == after


def test_a_readme_without_markers_is_left_alone(measure: ModuleType) -> None:
    with pytest.raises(SystemExit, match="lacks"):
        measure.replace_part("nothing here", "new")


def test_a_failing_command_is_not_a_time(measure: ModuleType) -> None:
    with pytest.raises(SystemExit, match="This failed"):
        measure.time_command([sys.executable, "-c", "raise SystemExit('no')"], HOME)


def test_a_fresh_copy_holds_what_is_tracked_and_nothing_made_here(measure: ModuleType) -> None:
    with measure.fresh_copy() as copy:
        assert (copy / "pyproject.toml").read_bytes() == (HOME / "pyproject.toml").read_bytes()
        for made in (".venv", "site", "runs", ".plateglass", ".git"):
            assert not (copy / made).exists()
        kept = copy
    assert not kept.exists()


def test_the_import_of_helpers_is_below_its_limit_and_brings_no_pandas(measure: ModuleType) -> None:
    check = "import helpers, sys; sys.exit('pandas' in sys.modules)"
    command = [sys.executable, "-c", check]
    assert min(measure.time_command(command, HOME)["seconds"] for _ in range(3)) < 0.3
