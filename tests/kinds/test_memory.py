"""Memory: a release that would not fit is refused in a sentence; all others pass."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from made_up_releases import write_release

from helpers.errors import Problem
from helpers.kinds.memory import TIMES, check_memory, find_memory
from helpers.kinds.tables import build_table
from helpers.releases.release import Release

TEXT = "search_id,account,account_group,user,searched_at,search_type,reason\n1,a,g,u,,search,x\n"


@pytest.fixture
def release(tmp_path: Path) -> Release:
    return write_release(tmp_path, TEXT, kind="portal-search-log", zone="UTC")


def test_what_fits_passes(release: Release) -> None:
    check_memory(release, len(TEXT) * TIMES)
    check_memory(release)


def test_one_file_too_large_is_a_sentence_that_says_what_to_do(release: Release) -> None:
    (resource,) = release.resources
    with pytest.raises(Problem, match=r"The file holds .* GB.*expected: no more.*Save it") as found:
        check_memory(release, len(TEXT) * TIMES - 1)
    assert found.value.file == resource.path


def test_several_files_are_counted_together(release: Release) -> None:
    (resource,) = release.resources
    both: Any = SimpleNamespace(resources=(resource, resource))
    check_memory(both, 2 * len(TEXT) * TIMES)
    with pytest.raises(Problem, match=r"release's 2 files hold.*a release of its own"):
        check_memory(both, 2 * len(TEXT) * TIMES - 1)


def test_a_machine_that_does_not_say_is_no_reason(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (find_memory() or 0) > 10**8
    monkeypatch.delattr(os, "sysconf")
    assert find_memory() is None
    check_memory(release)


def test_it_is_asked_before_anything_is_read(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpers.kinds.memory.find_memory", lambda: 10)
    with pytest.raises(Problem, match="of memory"):
        build_table(release)
