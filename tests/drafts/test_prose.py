"""Prose: a draft in each format gives its words on the right lines, and a bad file a sentence."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.drafts.prose import read_prose
from helpers.errors import Misuse, Problem

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    "</Types>"
)
LINKS = (
    '<?xml version="1.0"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def write_word(path: Path, body: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", LINKS)
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?><w:document {NAMESPACE}><w:body>{body}</w:body></w:document>',
        )
    return path


def _paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def _read(tmp_path: Path, name: str, content: str | bytes) -> list[tuple[str, int]]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [(one.text, one.line_at(0)) for one in read_prose(path)]


def test_lines_of_a_paragraph_are_joined_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("One 1\ntwo 2\n\nthree 3\n", encoding="utf-8")
    first, second = read_prose(path)
    assert first.text == "One 1 two 2"
    assert (first.line_at(4), first.line_at(first.text.index("2"))) == (1, 2)
    assert (second.text, second.line_at(0)) == ("three 3", 4)


def test_markdown_loses_its_marks_and_keeps_its_lines(tmp_path: Path) -> None:
    text = "# Head\n\nSome **290** [million](https://example.org/9)\nqueries.\n\n- one\n- two\n"
    path = tmp_path / "a.md"
    path.write_text(text, encoding="utf-8")
    found = read_prose(path)
    assert [one.text for one in found] == ["Head", "Some 290 million queries.", "one", "two"]
    assert [one.line_at(0) for one in found] == [1, 3, 6, 7]
    assert found[1].line_at(found[1].text.index("queries")) == 4
    assert found[0].level == 1


def test_scripts_hidden_parts_and_footnote_marks_are_not_read(tmp_path: Path) -> None:
    page = (
        "<html><head><title>7</title></head><body><p>ICE made <b>292,114</b><sup>[1]</sup> queries"
        "</p><script>var a = 5</script><p hidden>6</p><p style='display: none'>8</p></body></html>"
    )
    assert _read(tmp_path, "a.html", page) == [("ICE made 292,114 queries", 1)]
    assert _read(tmp_path, "a.md", "A <script>alert(1)</script> b") == [("A  b", 1)]


def test_a_word_document_keeps_insertions_and_drops_deletions(tmp_path: Path) -> None:
    body = _paragraph("ICE made 292", ",114 queries") + (
        "<w:p><w:ins w:id='1'><w:r><w:t>HSI made 605,116</w:t></w:r></w:ins>"
        "<w:del w:id='2'><w:r><w:delText>999</w:delText></w:r></w:del></w:p>"
    )
    found = read_prose(write_word(tmp_path / "a.docx", body))
    assert [(one.text, one.line_at(0)) for one in found] == [
        ("ICE made 292,114 queries", 1),
        ("HSI made 605,116", 2),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_text_are_told(tmp_path: Path, encoding: str) -> None:
    ((text, _),) = _read(tmp_path, "a.txt", "Café made “292,114” queries".encode(encoding))
    assert text == "Café made “292,114” queries"


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.pdf", b"%PDF", Misuse),
        ("a.txt", b"%PDF-1.7", Problem),
        ("a.docx", b"no archive", Problem),
        ("a.docx", b"PK\x03\x04 cut", Problem),
        ("a.docx", b"", Problem),
    ],
)
def test_what_is_no_draft_is_refused_in_a_sentence(
    tmp_path: Path, name: str, content: bytes, error: type[Problem]
) -> None:
    with pytest.raises(error) as raised:
        _read(tmp_path, name, content)
    assert "Traceback" not in str(raised.value)
    assert raised.value.remedy


def test_a_word_document_with_broken_or_foreign_xml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    with pytest.raises(Problem):
        read_prose(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other.xml", "<a/>")
    with pytest.raises(Problem):
        read_prose(path)


def test_a_missing_file_is_a_misuse(tmp_path: Path) -> None:
    with pytest.raises(Misuse):
        read_prose(tmp_path / "none.md")


def test_an_empty_draft_has_no_paragraphs(tmp_path: Path) -> None:
    for name in ("a.txt", "a.md", "a.html"):
        assert _read(tmp_path, name, "") == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a.html", "a.docx"]))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes, name: str) -> None:
    with suppress(Problem):
        assert all(text.strip() for text, _ in _read(tmp_path, name, content))
