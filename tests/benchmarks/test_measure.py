"""The benchmark's own arithmetic and editing; the seconds themselves are not tested."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest

from helpers.paths import HOME


@pytest.fixture(scope="module")
def measure() -> ModuleType:
    spec = importlib.util.spec_from_file_location("measure", HOME / "benchmarks" / "measure.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["measure"] = module
    spec.loader.exec_module(module)
    return module


def test_a_ratio_stands_beside_its_peer(measure: ModuleType) -> None:
    one = measure.Measure("ours", "the peer", ours=[1.0, 9.0, 2.0], theirs=[8.0, 8.0, 80.0])
    assert one.ratio == 0.25
    table = measure.write_table([one], "two cores")
    assert "| ours | 2.00 s | the peer | 8.00 s | 0.25 |" in table
    assert table.endswith("Measured on two cores; repeats: 3.")


def test_only_the_marked_part_of_the_readme_is_replaced(measure: ModuleType) -> None:
    before = f"above\n{measure.START}\nold\n{measure.END}\nbelow\n"
    after = measure.replace_part(before, "new")
    assert after == f"above\n{measure.START}\nnew\n{measure.END}\nbelow\n"
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
    assert measure.measure_import(3).seconds < 0.3
