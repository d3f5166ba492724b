"""One way out: nothing but the gate writes what is published."""

from __future__ import annotations

import ast
import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.errors import Problem
from helpers.privacy.gate import check_publishable, publish, publish_folder
from helpers.privacy.published_text import list_pieces
from helpers.privacy.withheld import fold_phrases, list_runs, split_text
from helpers.project import HOME, Project

WRITERS = ("write_text", "write_bytes", "to_csv", "to_parquet", "to_json", "to_html", "savefig")

LOCAL = {
    "adding/add.py": "a release, on this machine",
    "adding/fetch.py": "a public release, on this machine",
    "adding/mapping_files.py": "a form to fill in, beside the file as received",
    "claims/finding.py": "numbers of rows, in the state",
    "cleaning/cache.py": "what a table was made from, in the state",
    "cleaning/duplicates.py": "which rows repeat, on this machine",
    "cleaning/clean.py": "a table and its account, on this machine",
    "drafts/outputs.py": "a reporter's own story",
    "drafts/word.py": "a reporter's own story, in memory",
    "drafts/report.py": "what an editor has ticked off in a story",
    "errors.py": "where a fault of ours happened, in the state",
    "privacy/gate.py": "the gate",
    "runner/comparison.py": "verdicts of an earlier commit, in the state",
    "runner/graph.py": "what was done, in the state",
    "readers/archive.py": "an unpacked copy, for as long as it is read",
    "readers/csv.py": "a file without NULs, for as long as it is read",
    "readers/encoding.py": "a file in UTF-8, for as long as it is read",
    "releases/release.py": "what a notebook opened, in the state",
    "runner/bundle.py": "an archive, in memory, for the gate",
    "runner/kernels.py": "what a kernel says, in a file without a name",
    "runner/signed_sheet.py": "what a desk decided, in data/reference",
    "site/charts.py": "a drawing, in memory",
    "site/dictionary.py": "the documents of this project, made from its schemas",
    "site/draft_page.py": "a reporter's own story",
    "site/freshness.py": "why a page was written, in the state",
    "site/letters.py": "a letter, in which a person fills in the blanks",
    "site/row_pages.py": "rows in their files, in the state",
    "synthetic/door_files.py": "an invented release",
    "synthetic/invented_releases.py": "an invented release",
    "synthetic/network_counts.py": "an invented release",
    "synthetic/portal.py": "an invented release",
}
"""Modules that write something else, and what."""


COPIERS = ("copy", "copy2", "copyfile", "copytree", "writestr")


def list_writes(path: Path) -> Iterator[str]:
    """Yield the calls in a module that write a file, copy one, or open one to write."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
        modes = [one for one in texts if isinstance(one, str) and set(one) & set("wxa+")]
        of_shutil = isinstance(called, ast.Attribute) and "shutil" in ast.unparse(called.value)
        if (
            (name in WRITERS and isinstance(called, ast.Attribute) and name != "to_json")
            or (name == "open" and any(set(one) <= set("wxab+t") for one in modes))
            or (name in COPIERS and (of_shutil or name == "writestr"))
        ):
            yield name


def test_only_the_gate_writes_what_is_published() -> None:
    code = HOME / "src" / "helpers"
    writing = {
        path.relative_to(code).as_posix() for path in code.rglob("*.py") if any(list_writes(path))
    }
    assert writing <= set(LOCAL)
    assert "privacy/gate.py" in writing


def test_nothing_is_written_if_one_file_is_refused(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.html", tmp_path / "bad.jpg"
    with pytest.raises(Problem, match=r"Nobody can list the words .* \(bad\.jpg\)"):
        publish({good: "fine", bad: b"\xff\xd8\xff\xe0"}, [], Project(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_put_in_place_whole(tmp_path: Path) -> None:
    site = tmp_path / "site"
    project = Project(tmp_path)
    assert publish_folder({"a.html": b"1", "b/c.html": b"2"}, site, [], project) == {
        "a.html": None,
        "b/c.html": None,
    }
    assert publish_folder({"a.html": b"1", "d.html": b"3"}, site, [], project) == {"d.html": None}
    assert sorted(one.name for one in site.rglob("*")) == ["a.html", "d.html"]
    with pytest.raises(Problem):
        publish_folder({"a.gif": b"GIF89a"}, site, [], project)
    assert (site / "a.html").read_bytes() == b"1"
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


def test_a_picture_has_to_say_what_is_drawn_in_it(tmp_path: Path) -> None:
    png = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(12)).decode()
    output = {"output_type": "display_data", "data": {"image/png": png}, "metadata": {}}
    cells = [{"cell_type": "code", "source": "1", "outputs": [output], "metadata": {}}]
    notebook = json.dumps({"cells": cells})
    with pytest.raises(Problem, match=r"which words are drawn in it \(a\.ipynb, cell 1\)"):
        check_publishable({"a.ipynb": notebook}, [], Project(tmp_path))


def test_words_are_found_in_whatever_is_published() -> None:
    page = b'<p>Ja<b>ne</b> <!-- note --></p><img alt="pl&#97;te"><a href="x.html?q=a%20b">z</a>'
    said = {text.strip() for _, text in list_pieces("a.html", page)}
    assert {"Jane", "note", "plate", "x.html?q=a b", "a.html"} <= said


def test_counts_days_and_decimals_are_no_values() -> None:
    assert split_text("of 2,671,776 rows 12.000034 percent") == ["of", "rows", "percent"]
    assert list(list_runs("call (509) 555-0142, or 1,234 5")) == [["509", "555", "0142"]]
    assert fold_phrases("log.csv") == ["log csv"]
