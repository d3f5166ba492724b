"""A command that dies leaves what was there, or all of what is new, however it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from dying import SCENARIOS, WHOLE

SCRIPT = Path(__file__).with_name("dying.py")
FEWER = 48
"""A run is killed at one in so many moments in every run; in the slow one, at each of them."""


LONG = {"reproduce": 3, "site": 3}
"""Of these, which do most to the disk, the slow one tries one moment in so many."""


def end_runs(name: str, every: int, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, SCRIPT, name, str(every), folder],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert found["ways"]["killed"] >= found["deeds"] // every
    assert name in WHOLE or found["ways"]["refused"]
    assert not found["ways"].get("ended")


@pytest.mark.parametrize("name", ["add", "clean again", "run with parameters", "fetch"])
def test_a_run_that_dies_leaves_the_release_as_it_was(name: str, tmp_path: Path) -> None:
    end_runs(name, FEWER, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*SCENARIOS, *WHOLE])
def test_a_run_may_die_at_any_moment(name: str, tmp_path: Path) -> None:
    end_runs(name, LONG.get(name, 1), tmp_path)
