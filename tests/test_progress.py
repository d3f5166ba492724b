"""Progress: nothing for what is quick, counts for what is not, and nothing if nobody asked."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers import progress
from helpers.cleaning.clean import connect
from helpers.cleaning.table import Table


class Screen(io.StringIO):
    """A terminal that keeps what was written to it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.05)
    monkeypatch.setattr(progress, "EVERY", 0.05)


def work(seconds: float) -> None:
    with progress.work_at("clean log\x1b[31m"):
        progress.count(1, 3, "files")
        time.sleep(seconds)
        progress.count(1_000, None, "rows")


def test_what_is_counted_within_a_file_ends_with_it() -> None:
    with progress.work_at("add log") as work:
        progress.count(1, 3, "files")
        progress.count_step(40_000, None, "rows")
        assert str(work).endswith("add log (1 of 3 files; 40,000 rows)")
        progress.count(2, 3, "files")
    assert str(work).endswith("add log (2 of 3 files)")


def test_what_is_quick_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.show_progress():
        work(0)
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("impatient")
def test_what_takes_longer_is_counted_on_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress.show_progress():
        work(0.4)
    out, err = capsys.readouterr()
    assert out == ""
    assert "running" in err
    assert "clean log?[31m (1 of 3 files)" in err
    assert err.splitlines()[-1].startswith("done")
    assert err.endswith("clean log?[31m (1,000 rows)\n")


@pytest.mark.usefixtures("impatient")
def test_a_terminal_is_drawn_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", screen := Screen())
    with progress.show_progress():
        with progress.work_at("first"):
            time.sleep(0.5)
        with contextlib.suppress(ZeroDivisionError), progress.work_at("second"):
            time.sleep(0.5)
            raise ZeroDivisionError
    shown = screen.getvalue()
    assert "\x1b[1A\x1b[2K" in shown
    assert shown.count("done") == 1
    assert [line.split()[-1] for line in shown.splitlines()[-1:]] == ["second"]
    assert shown.splitlines()[-1].lstrip("\x1b[1A2K").startswith("failed")


@pytest.mark.usefixtures("impatient")
def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.show_progress(quiet=True):
        work(0.2)
    work(0.2)
    assert capsys.readouterr() == ("", "")


def test_no_bar_is_drawn_among_what_we_print(
    tmp_path: Path, load_shipped: Callable[[str], Table]
) -> None:
    """DuckDB draws one on the standard output after two seconds, unless it is told not to."""
    asked = "SELECT current_setting('enable_progress_bar')"
    with connect(tmp_path) as connection:
        assert connection.execute(asked).fetchone() == (False,)
        assert connection.cursor().execute(asked).fetchone() == (False,)
    assert load_shipped("monthly-series").connection.execute(asked).fetchone() == (False,)


# Ctrl-C: each script is stopped once, at the moment it asks for.

STOP = """
import gc, os, signal, sys, time, weakref
from helpers.progress import Interruptions

def stop():
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.01)

class Thing:
    pass
"""
LOST = {
    "caught": "try:\n    stop()\nexcept BaseException:\n    pass",
    "in a callback": "thing = Thing()\nkept = weakref.ref(thing, lambda _: stop())\ndel thing",
    "made an error": "try:\n    stop()\nexcept KeyboardInterrupt:\n    said = 'no pandas'",
}


def stop_script(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", STOP + script],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("lost", LOST.values(), ids=LOST)
def test_an_interruption_that_is_lost_comes_again(lost: str) -> None:
    done = stop_script(
        f"""
with Interruptions() as interruptions:
    try:
        exec({lost!r})
        time.sleep(20)
        print("went on")
    except KeyboardInterrupt:
        print("stopped", interruptions.heard)
"""
    )
    assert done.stdout == "stopped True\n", done.stderr


def test_tidying_up_after_an_interruption_is_not_interrupted() -> None:
    done = stop_script(
        """
def tidy():
    try:
        raise OSError
    except OSError:
        time.sleep(1.2)
    print("tidied")

with Interruptions():
    try:
        try:
            stop()
        finally:
            tidy()
    except KeyboardInterrupt as error:
        time.sleep(0.6)
        print("stopped")
time.sleep(0.6)
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
"""
    )
    assert done.stdout == "tidied\nstopped\nTrue\n", done.stderr


def test_who_ignores_interruptions_goes_on_to_do_so() -> None:
    done = stop_script(
        """
signal.signal(signal.SIGINT, signal.SIG_IGN)
with Interruptions() as interruptions:
    stop()
    print(interruptions.heard, signal.getsignal(signal.SIGINT) is signal.SIG_IGN)
"""
    )
    assert done.stdout == "False True\n", done.stderr


@pytest.mark.parametrize("lost", ["before the commands", "in a command", "at its end"])
def test_a_command_that_is_stopped_says_so_once(lost: str, tmp_path: Path) -> None:
    done = stop_script(
        f"""
from pathlib import Path
import helpers.__main__

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == ("helpers.cli" if {lost!r} == "before the commands" else "no"):
            stop()

def lose(*_):
    try:
        stop()
    except KeyboardInterrupt:
        pass
    if {lost!r} == "in a command":
        time.sleep(20)
    return {{}}

sys.meta_path.insert(0, Finder())
import helpers.claims.finding
helpers.claims.finding.load_findings = lose
sys.argv = ["plateglass", "--project", {str(tmp_path)!r}, "findings"]
helpers.__main__.main()
"""
    )
    assert done.returncode == 130
    assert done.stderr == f"{progress.STOPPED}\n"
