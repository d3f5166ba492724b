"""Letters are written whole, in Markdown and for a word processor, and never over another file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import docx
import pytest

from helpers.errors import Misuse, Problem
from helpers.policy.requests import Letter, write_request
from helpers.project import HOME, Project
from helpers.site.letters import write_letter


@pytest.fixture(scope="module")
def letter() -> Letter:
    return write_request("W002", Project(HOME), day=date(2026, 11, 28))


def test_markdown_is_the_letter(letter: Letter, tmp_path: Path) -> None:
    write_letter(letter, tmp_path / "letter.md")
    assert (tmp_path / "letter.md").read_text() == letter.markdown()


def test_a_word_document_holds_every_text_of_the_letter(letter: Letter, tmp_path: Path) -> None:
    pytest.importorskip("docx", reason="python-docx of the lock is not installed")
    path = tmp_path / "letter.docx"
    write_letter(letter, path)
    written = docx.Document(str(path))
    cells = [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    read = "\n".join([*(paragraph.text for paragraph in written.paragraphs), *cells])
    for block in letter.blocks:
        texts = [cell for row in block.rows for cell in row] or block.text.splitlines()
        assert all(text in read for text in texts)
    assert b"python-docx" not in path.read_bytes()


def test_no_file_is_written_over(letter: Letter, tmp_path: Path) -> None:
    (tmp_path / "letter.md").write_text("filled in")
    with pytest.raises(Problem, match="perhaps one that you have filled in"):
        write_letter(letter, tmp_path / "letter.md")
    assert (tmp_path / "letter.md").read_text() == "filled in"
    with pytest.raises(Misuse, match=r"a \.md or \.docx file"):
        write_letter(letter, tmp_path / "letter.pdf")
