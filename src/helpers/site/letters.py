"""Letters: a records request as a file, in Markdown or for a word processor."""

from __future__ import annotations

import io
from pathlib import Path

from helpers.errors import Misuse, Problem
from helpers.policy.requests import Letter

MARKDOWN, WORD = (".md", ".markdown", ".txt"), ".docx"
STYLES = {"title": "Title", "heading": "Heading 1", "points": "List Bullet"}


def write_letter(letter: Letter, path: Path) -> None:
    """Write a letter to `path`, in the format that its ending says.

    Raises Misuse for another ending, and Problem if there is a file already: somebody may have
    filled it in.
    """
    ending = path.suffix.lower()
    if ending not in (*MARKDOWN, WORD):
        raise Misuse(f"A letter can't be written to {path.name}", expected="a .md or .docx file")
    content = make_word(letter) if ending == WORD else letter.markdown().encode()
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise Problem(
            "There is already such a file, perhaps one that you have filled in",
            file=path,
            remedy="Name another one",
        ) from error


def make_word(letter: Letter) -> bytes:
    """Return a letter as a Word document (.docx)."""
    from docx import Document

    document = Document()
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.title = letter.blocks[0].text
    for block in letter.blocks:
        if block.style == "table":
            table = document.add_table(rows=0, cols=len(block.rows[0]))
            table.style = "Table Grid"
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
            document.add_paragraph()
        elif block.style == "points":
            for row in block.rows:
                document.add_paragraph(row[0], style=STYLES["points"])
        else:
            document.add_paragraph(block.text, style=STYLES.get(block.style, "Normal"))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
