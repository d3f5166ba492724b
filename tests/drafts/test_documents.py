"""Documents: a draft in each format gives its words on the right lines, a bad file a sentence."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.drafts.documents import Draft, read_draft
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


def read(tmp_path: Path, name: str, content: str | bytes) -> Draft:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_draft(path)


def _list(draft: Draft) -> list[tuple[str, int]]:
    return [(" ".join(one.text.split()), one.line) for one in draft.paragraphs]


def test_lines_of_a_paragraph_are_joined_and_offsets_are_the_file_s(tmp_path: Path) -> None:
    text = "One 1\ntwo 2\n\nthree 3\n"
    draft = read(tmp_path, "a.txt", text)
    assert _list(draft) == [("One 1 two 2", 1), ("three 3", 4)]
    assert draft.line_at(text.index("two")) == 2
    second = draft.paragraphs[1]
    assert text[second.start :].startswith("three")


def test_markdown_loses_its_marks_and_keeps_its_offsets(tmp_path: Path) -> None:
    text = "# Head\n\nSome **290** [million](https://example.org/9)\nqueries.\n\n- one\n- two\n"
    draft = read(tmp_path, "a.md", text)
    assert _list(draft) == [
        ("Head", 1), ("Some 290 million queries.", 3), ("one", 6), ("two", 7),
    ]  # fmt: skip
    some = draft.paragraphs[1]
    at = some.start + some.text.index("queries")
    assert (text[at : at + 7], draft.line_at(at)) == ("queries", 4)
    assert draft.paragraphs[0].level == 1


def test_scripts_hidden_parts_and_footnote_marks_are_not_read(tmp_path: Path) -> None:
    page = (
        "<html><head><title>7</title></head><body><p>ICE made <b>292,114</b><sup>[1]</sup> queries"
        "</p><script>var a = 5</script><p hidden>6</p><p style='display: none'>8</p></body></html>"
    )
    assert _list(read(tmp_path, "a.html", page)) == [("ICE made 292,114 queries", 1)]
    assert _list(read(tmp_path, "a.md", "A <script>alert(1)</script> b")) == [("A b", 1)]


def test_what_is_struck_out_is_left_out_and_what_is_inserted_is_in(tmp_path: Path) -> None:
    for name, text in (
        ("a.html", "<p>ICE made <del>300,000</del> <ins>292,114</ins> queries</p>"),
        ("a.md", "ICE made ~~300,000~~ 292,114 queries"),
        ("b.md", "ICE made <del>300,000</del> <ins>292,114</ins> queries"),
    ):
        assert _list(read(tmp_path, name, text)) == [("ICE made 292,114 queries", 1)]


def test_rich_text_gives_its_words_and_leaves_deletions_out(tmp_path: Path) -> None:
    text = (
        r"{\rtf1\ansi{\fonttbl{\f0 Times 12;}}{\*\generator X 9;}\pard ICE made {\deleted 300,000}"
        r"292,114\par HSI\u8217?s \'93605,116\'94 {\footnote 8}queries\par}"
    )
    assert _list(read(tmp_path, "a.rtf", text)) == [
        ("ICE made 292,114", 1), ("HSI’s “605,116” queries", 2),
    ]  # fmt: skip


def test_an_open_document_gives_its_words_and_leaves_deletions_out(tmp_path: Path) -> None:
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    body = (
        f'<o:document-content xmlns:o="{space}office:1.0" xmlns:t="{space}text:1.0"><o:body>'
        "<o:text><t:tracked-changes><t:deletion><t:p>300,000</t:p></t:deletion>"
        "</t:tracked-changes><t:h t:outline-level='2'>Head</t:h>"
        "<t:p>ICE made<t:s/><t:span>292,114</t:span><o:annotation><t:p>9</t:p></o:annotation>"
        " queries</t:p></o:text></o:body></o:document-content>"
    )
    path = tmp_path / "a.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", body)
    draft = read_draft(path)
    assert _list(draft) == [("Head", 1), ("ICE made 292,114 queries", 2)]
    assert draft.paragraphs[0].level == 2


def test_standard_input_is_a_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(b"ICE made 292,114 queries"))
    monkeypatch.setattr("sys.stdin", stream)
    assert _list(read_draft(Path("-"))) == [("ICE made 292,114 queries", 1)]


@pytest.mark.parametrize("begin", ["<!DOCTYPE html>\n<html>", "\ufeff <HTML lang=en>"])
def test_a_web_page_on_standard_input_is_read_as_one(
    begin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = f"{begin}<style>p {{width: 540px}}</style><p>ICE made<br>292,114 queries</p></html>"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(page.encode())))
    draft = read_draft(Path("-"))
    assert [one.text for one in draft.paragraphs] == ["ICE made 292,114 queries"]


@pytest.mark.parametrize("content", [b"PK\x03\x04 12", b"12\x00\x01 34", b"%PDF-1.7 9"])
def test_what_is_no_text_is_no_story(
    content: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    (tmp_path / "a.md").write_bytes(content)
    for path in (Path("-"), tmp_path / "a.md"):
        with pytest.raises(Problem, match="This isn't text"):
            read_draft(path)


def test_standard_input_may_be_in_utf_16(monkeypatch: pytest.MonkeyPatch) -> None:
    content = "ICE made 292,114 queries".encode("utf-16")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert _list(read_draft(Path("-"))) == [("ICE made 292,114 queries", 1)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_offset_has_its_line(end: str, tmp_path: Path) -> None:
    text = end.join(["One 1", "two 2", "", "three 3", "", "", "four 4"])
    (tmp_path / "a.txt").write_bytes(text.encode())
    draft = read_draft(tmp_path / "a.txt")
    assert [draft.line_at(text.index(n)) for n in "1234"] == [1, 2, 4, 7]


def test_the_strict_form_of_word_is_refused(tmp_path: Path) -> None:
    path = write_word(tmp_path / "a.docx", _paragraph("ICE made 292,114 queries"))
    strict = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(strict)) as archive, zipfile.ZipFile(path, "w") as made:
        for name in archive.namelist():
            part = archive.read(name).decode()
            strict_name = "http://purl.oclc.org/ooxml/wordprocessingml/main"
            made.writestr(name, part.replace(NAMESPACE.split('"')[1], strict_name))
    with pytest.raises(Problem, match="not Strict Open XML"):
        read_draft(path)


def test_words_are_hidden_only_where_the_mark_is_on(tmp_path: Path) -> None:
    shown = "<w:p><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>ICE made 292,114</w:t></w:r></w:p>"
    path = write_word(tmp_path / "a.docx", shown + shown.replace("'0'", "'1'"))
    assert _list(read_draft(path)) == [("ICE made 292,114", 1)]


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    box = _paragraph("HSI made 605,116")
    fallback = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    path = write_word(tmp_path / "a.docx", f"<w:p><w:r>{fallback}</w:r></w:p>")
    assert [words for words, _ in _list(read_draft(path))] == ["HSI made 605,116"]


def test_a_word_document_keeps_insertions_and_drops_deletions(tmp_path: Path) -> None:
    body = _paragraph("ICE made 292", ",114 queries") + (
        "<w:p><w:ins w:id='1'><w:r><w:t>HSI made 605,116</w:t></w:r></w:ins>"
        "<w:del w:id='2'><w:r><w:delText>999</w:delText></w:r></w:del></w:p>"
    )
    found = read_draft(write_word(tmp_path / "a.docx", body))
    assert _list(found) == [
        ("ICE made 292,114 queries", 1),
        ("HSI made 605,116", 2),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_text_are_told(tmp_path: Path, encoding: str) -> None:
    ((text, _),) = _list(read(tmp_path, "a.txt", "Café made “292,114” queries".encode(encoding)))
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
        read(tmp_path, name, content)
    assert "Traceback" not in str(raised.value)
    assert raised.value.remedy


def test_a_word_document_with_broken_or_foreign_xml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    with pytest.raises(Problem):
        read_draft(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other.xml", "<a/>")
    with pytest.raises(Problem):
        read_draft(path)


def test_a_missing_file_is_a_misuse(tmp_path: Path) -> None:
    with pytest.raises(Misuse):
        read_draft(tmp_path / "none.md")


def test_an_empty_draft_has_no_paragraphs(tmp_path: Path) -> None:
    for name in ("a.txt", "a.md", "a.html"):
        assert _list(read(tmp_path, name, "")) == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300),
    st.sampled_from(["a.txt", "a.md", "a.html", "a.docx", "a.odt", "a.rtf"]),
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes, name: str) -> None:
    with suppress(Problem):
        assert all(text for text, _ in _list(read(tmp_path, name, content)))
