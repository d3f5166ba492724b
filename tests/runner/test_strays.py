"""Strays: only what stood there before the check, or came from papermill, is one."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.runner.parameters import find_strays, month

CHECK = "parameters.check(\n    globals(), first=month())"


def live(*history: str, **set_later: object) -> dict[str, Any]:
    return {"_ih": ["", *history], "first": "2024-11", **set_later}


def test_functions_and_modules_are_no_parameters() -> None:
    namespace = {"a": "2024-11", "month": month, "np": pytest, "_hidden": 1}
    assert find_strays(namespace, ["a"]) == []


def test_in_a_live_session_what_later_cells_set_is_no_stray() -> None:
    namespace = live("first = '2024-11'", CHECK, "total = 3", CHECK, total=3)
    assert find_strays(namespace, ["first"]) == []


def test_in_a_live_session_a_stray_set_before_the_check_is_found() -> None:
    namespace = live("frist: str = '2024-12'", CHECK, frist="2024-12")
    assert find_strays(namespace, ["first"]) == ["frist"]


def test_what_papermill_put_in_is_found_whenever_it_came() -> None:
    namespace = live(CHECK, "# Parameters\nfrist = '2024-12'\n", CHECK, frist="2024-12")
    assert find_strays(namespace, ["first"]) == ["frist"]


def test_a_cell_that_is_no_python_does_not_stop_the_search() -> None:
    assert find_strays(live("%matplotlib inline", CHECK), ["first"]) == []
