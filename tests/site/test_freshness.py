"""Freshness: an old number stops the build, and each page carries what its numbers rest on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from helpers.errors import Problem
from helpers.project import Project
from helpers.site.content import collect_content
from helpers.site.freshness import (
    bind_numbers,
    bind_page,
    read_notes,
    read_numbers,
    say_change,
)
from helpers.site.pages import build_pages, build_report


def build(project: Project, content: dict[str, Any], notes: Path | None = None) -> dict[str, int]:
    """Build the site, and return when each of its files was written."""
    paths = build_pages(collect_content(project, **content), project.site, notes)
    return {path.relative_to(project.site).as_posix(): path.stat().st_mtime_ns for path in paths}


def test_an_old_value_in_a_sentence_is_refused(project: Project, content: dict[str, Any]) -> None:
    old = content["findings"]["nlets.pair"]
    content["findings"]["nlets.pair"] = old.model_copy(update={"value": 897231})
    with pytest.raises(Problem) as raised:
        collect_content(project, **content)
    told = str(raised.value)
    assert "notebooks/00_findings.html gives 897,230 for nlets.pair, which is 897,231 now" in told
    assert "plateglass run 00_findings" in told


def test_an_old_value_of_a_claim_is_refused(project: Project, content: dict[str, Any]) -> None:
    path = next(one for one in content["notebooks"] if one.stem == "00_findings")
    path.write_text(path.read_text().replace('"text": "290"', '"text": "291"'))
    with pytest.raises(Problem, match=r"gives 291 for T001, which is 290 now"):
        collect_content(project, **content)


def test_the_same_value_on_other_rows_is_refused(project: Project, content: dict[str, Any]) -> None:
    old = content["findings"]["log.rise"]
    content["findings"]["log.rise"] = old.model_copy(update={"hash": "another"})
    with pytest.raises(Problem, match=r"log\.rise, which rests on other rows now"):
        collect_content(project, **content)


def test_a_table_from_a_release_that_has_changed_is_refused(
    project: Project, content: dict[str, Any]
) -> None:
    (release,) = content["ledgers"]
    collect_content(project, **content, tables={"another": set()})
    with pytest.raises(Problem, match=r"notebooks/10_how_many.html gives .* rests on other rows"):
        collect_content(project, **content, tables={release: {"another"}})


def test_each_number_carries_the_hash_of_what_is_behind_it(
    project: Project, content: dict[str, Any], site: dict[str, bytes]
) -> None:
    hashes = {name: one.hash for name, one in content["findings"].items()}
    hashes |= {name: one.hash for name, one in content["claims"].items()}
    front = read_numbers(site["index.html"].decode())
    assert {"nlets.pair", "T001", "T002"} <= set(front)
    for name, data in site.items():
        if name.endswith(".html"):
            for number, known in read_numbers(data.decode()).items():
                assert known == hashes[number], name
    assert read_numbers(site["findings/log.rise.html"].decode())["log.rise"] == hashes["log.rise"]
    report = build_report(collect_content(project, **content), project.root / "report.html")
    assert f'data-rests-on="{hashes["T001"]}"' in report.read_text("utf-8")


def test_only_pages_that_give_what_changed_are_written_again(
    project: Project, content: dict[str, Any]
) -> None:
    notes = project.state / "pages.json"
    first = build(project, content, notes)
    assert build(project, content, notes) == first
    old = content["findings"]["log.rise"]
    changed = old.model_copy(update={"note": "Another remark"})
    content["findings"]["log.rise"] = changed
    second = build(project, content, notes)
    written = {name for name in second if second[name] != first.get(name)}
    assert written == {"findings.html", "findings/log.rise.html"}
    known = read_notes(notes)
    assert known["findings.html"]["why"] == "its words or its look changed"
    assert known["claims.html"]["why"] == "it was not there"


def test_why_a_page_changed_is_said() -> None:
    text = '<a href="findings/a.html">1</a> <a href="claims/{}.html">2</a>'
    one = bind_numbers(text.format("b"), {"a": "1", "b": "2"})
    two = bind_numbers(text.format("c"), {"a": "3", "c": "4"})
    assert say_change(one, two) == (
        "the rows or claims behind a changed, and it gives c for the first time, and it no longer "
        "gives b"
    )
    assert say_change(None, two) == "it was not there"
    own = bind_page("findings/a.html", '<main id="main">', {"a": "1"})
    assert read_numbers(own) == {"a": "1"}


def test_notes_that_cannot_be_read_count_as_none(tmp_path: Path) -> None:
    path = tmp_path / "pages.json"
    assert read_notes(path) == {}
    path.write_text("{")
    assert read_notes(path) == {}
    for broken in ({"a.html": {"why": "x", "when": "y"}}, {"a.html": 5}, [1]):
        path.write_text(json.dumps(broken))
        assert read_notes(path) == {}
    noted = {"a.html": {"why": "x", "when": "2026-11-28T00:05:00+00:00"}}
    path.write_text(json.dumps(noted))
    assert read_notes(path) == noted
