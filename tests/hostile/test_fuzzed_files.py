"""Fuzzing: whatever is in a file, its reader accounts for every record, or says a sentence."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import fuzz
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.cleaning.clean import connect
from helpers.drafts.documents import MOST_CHARACTERS, read_draft, read_markdown
from helpers.errors import Misuse, Problem
from helpers.quoting import path as quote_path
from helpers.readers import footers
from helpers.readers.files import open_file, pin_file
from helpers.readers.records import explain_scan
from helpers.schemas.schema import load_schemas

CORPUS = Path(__file__).parent / "corpus"
SCHEMAS = tuple(load_schemas().values())
QUICK, EACH = 6, 360
"""Of each format in every run, and all of them: 15 formats make 5,400 files."""

SAMPLED = 40


def examine(path: Path, folder: Path) -> str:
    """Read a file to its end; return what was said of it if it was refused.

    Every record of a part is delivered or lost, or `settle_rows` refuses it.
    """
    with tempfile.TemporaryDirectory(dir=folder) as name, connect(folder) as connection:
        scratch = Path(name)
        try:
            resource = pin_file(path, path.name)
            opened = open_file(path, resource, shown=path.name, schemas=SCHEMAS, folder=scratch)
            for number, records in enumerate(opened):
                table = scratch / f"table-{number}.parquet"
                with explain_scan(records.file, records.part):
                    reject = footers.write_rejection(records)
                    connection.execute(
                        f"COPY (SELECT *, {reject} AS reject, NULL::VARCHAR AS "
                        f"reject_cells FROM {records.scan}) TO {quote_path(table)} (FORMAT parquet)"
                    )
                settled = footers.settle_rows(connection, records, table)
                assert settled.delivered + len(settled.lost) == settled.counted
        except Problem as problem:
            return check_sentence(problem)
    return ""


def check_sentence(problem: Problem) -> str:
    said = str(problem)
    assert said.endswith((".", "?", "!"))
    assert len(said) < 1_500
    assert "\x1b" not in said.encode("unicode_escape").decode()
    said.encode()  # it can be shown
    return said


def examine_damaged(name: str, data: bytes, seeds: range, folder: Path) -> None:
    for seed in seeds:
        path = folder / name
        path.write_bytes(fuzz.make(name, data, seed))
        try:
            examine(path, folder)
        except Exception as error:
            error.add_note(f"seed {seed} of {name}")
            raise


@pytest.mark.parametrize("name", fuzz.FILES)
def test_a_file_as_it_was_made_is_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(fuzz.FILES[name]())
    assert examine(path, tmp_path) == ""


@pytest.mark.parametrize("name", fuzz.FILES)
def test_some_damaged_files(name: str, tmp_path: Path) -> None:
    examine_damaged(name, fuzz.FILES[name](), range(QUICK), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", fuzz.FILES)
def test_many_damaged_files(name: str, tmp_path: Path) -> None:
    examine_damaged(name, fuzz.FILES[name](), range(QUICK, EACH), tmp_path)


def examine_drafts(name: str, seeds: range, folder: Path) -> None:
    data = fuzz.DRAFTS[name]()
    for seed in seeds:
        path = folder / name
        path.write_bytes(fuzz.make(name, data, seed))
        try:
            draft = read_draft(path)
            assert len(draft.text) <= MOST_CHARACTERS
            "".join(one.text for one in draft.paragraphs).encode()
        except (Problem, Misuse) as problem:
            check_sentence(problem)
        except Exception as error:
            error.add_note(f"seed {seed} of {name}")
            raise


@pytest.mark.parametrize("name", fuzz.DRAFTS)
def test_some_damaged_drafts(name: str, tmp_path: Path) -> None:
    examine_drafts(name, range(QUICK), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", fuzz.DRAFTS)
def test_many_damaged_drafts(name: str, tmp_path: Path) -> None:
    examine_drafts(name, range(QUICK, EACH), tmp_path)


@pytest.mark.slow
@pytest.mark.samples
def test_damaged_samples(samples: Path, tmp_path: Path) -> None:
    files = [one for one in sorted(samples.rglob("*")) if one.is_file() and one.suffix != ".md"]
    for one in files:
        data = one.read_bytes()
        seeds = range(4 if len(data) > 100_000 else SAMPLED)
        examine_damaged(one.name, data, seeds, tmp_path)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=[pytest.mark.slow] if "fanout" in path.name else [])
        for path in sorted(CORPUS.iterdir())
    ],
    ids=lambda path: path.name,
)
def test_what_was_found_before(path: Path, tmp_path: Path) -> None:
    if path.suffix == ".md":
        assert read_draft(path).paragraphs is not None
    else:
        examine(path, tmp_path)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=25, derandomize=True)
@given(document=VALUES, lines=st.booleans())
def test_any_json(document: Any, lines: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("json")
    many = document if lines and isinstance(document, list) else [document]
    path = folder / ("a.ndjson" if lines else "a.json")
    text = "\n".join(map(json.dumps, many)) if lines else json.dumps(document)
    path.write_text(text, encoding="utf-8")
    examine(path, folder)


@settings(max_examples=25, derandomize=True)
@given(st.binary(max_size=400) | st.text("ab,;|\t\"'\n\r \\0", max_size=400).map(str.encode))
def test_any_bytes_as_text(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("text")
    path = folder / "a.csv"
    path.write_bytes(content)
    examine(path, folder)


@settings(max_examples=200, derandomize=True)
@given(st.text('a1 <!->de/l~`*_[]()#\n"', max_size=300))
def test_offsets_of_any_markdown_are_those_of_the_text(text: str) -> None:
    draft = read_markdown(text, "a.md")
    for one in draft.paragraphs:
        assert 0 <= one.start <= one.start + len(one.text) <= len(text)
