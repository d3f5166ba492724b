from __future__ import annotations

from helpers.runner.graph import Lines, Quiet, choose_reporter


def test_nobody_is_bothered_where_nobody_watches(capsys):
    assert isinstance(choose_reporter(), Quiet)


def test_each_task_gets_a_line_on_standard_error(capsys):
    lines = Lines()
    for name in ("clean:a", "notebook:[b]"):
        lines.started(name)
    lines.ended("clean:a", "done")
    lines.ended("notebook:[b]", "failed")
    lines.ended("notebook:c", "skipped")
    lines.close()
    out, err = capsys.readouterr()
    assert out == ""
    shown = err.splitlines()[-2:]
    assert ["done" in shown[0], "clean:a" in shown[0]] == [True, True]
    assert ["failed" in shown[1], "notebook:[b]" in shown[1]] == [True, True]


def test_nothing_started_nothing_said(capsys):
    Lines().close()
    assert capsys.readouterr() == ("", "")
