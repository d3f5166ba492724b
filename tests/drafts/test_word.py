"""Word: comments go into the editor's own file, and nothing else of it changes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from lxml import etree
from test_documents import NAMESPACE, write_word

from helpers.drafts.check import Checker, check_draft
from helpers.drafts.documents import read_draft
from helpers.drafts.outputs import check_comment_path, write_comments
from helpers.errors import Misuse, Problem

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY = (
    "<w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr><w:r><w:t>A story</w:t></w:r></w:p>"
    "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space='preserve'>HSI made 650,</w:t></w:r>"
    "<w:r><w:t>116 queries over Nlets</w:t></w:r>"
    "<w:ins w:id='1' w:author='Ed'><w:r><w:t xml:space='preserve'> last year</w:t></w:r></w:ins>"
    "<w:del w:id='2' w:author='Ed'><w:r><w:delText>, 99 of them</w:delText></w:r></w:del>"
    "<w:r><w:t>.</w:t></w:r></w:p>"
)


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


def _commented(tmp_path: Path, checker: Checker) -> tuple[Path, Path]:
    draft, document = tmp_path / "story.docx", Document()
    for node in etree.fromstring(f"<w:body {NAMESPACE}>{BODY}</w:body>"):
        document.element.body.insert(len(document.element.body) - 1, node)
    document.save(str(draft))
    out = write_comments(check_draft(draft, checker), draft, tmp_path / "commented.docx")
    return draft, out


def test_a_wrong_number_gets_a_comment_around_its_words(tmp_path: Path, checker: Checker) -> None:
    _, out = _commented(tmp_path, checker)
    parts = _parts(out)
    root = etree.fromstring(parts["word/document.xml"])
    text, inside, said = "", False, []
    for node in root.iter():
        if node.tag == f"{W}commentRangeStart":
            inside, text = True, ""
        elif node.tag == f"{W}commentRangeEnd":
            inside = False
            said.append(text)
        elif node.tag == f"{W}t" and inside:
            text += node.text or ""
    assert "650,116" in said
    comments = etree.fromstring(parts["word/comments.xml"])
    words = "".join(comments.itertext())
    assert "605,116" in words
    assert len(comments) == len(said) == words.count("Write:")
    references = {one.get(f"{W}id") for one in root.iter(f"{W}commentReference")}
    assert references == {one.get(f"{W}id") for one in comments}


def test_styles_tracked_changes_and_words_stay_as_they_are(
    tmp_path: Path, checker: Checker
) -> None:
    draft, out = _commented(tmp_path, checker)
    before, after = _parts(draft), _parts(out)
    styles = [etree.canonicalize(one["word/styles.xml"].decode()) for one in (before, after)]
    assert styles[0] == styles[1]
    root = etree.fromstring(after["word/document.xml"])
    assert [one.get(f"{W}author") for one in root.iter(f"{W}ins", f"{W}del")] == ["Ed", "Ed"]
    assert len(list(root.iter(f"{W}b"))) >= 1
    texts = [[one.text for one in read_draft(path).paragraphs] for path in (draft, out)]
    assert (
        texts[0] == texts[1] == [["A story", "HSI made 650,116 queries over Nlets last year."]][0]
    )


def test_a_second_round_keeps_the_comments_of_the_first(tmp_path: Path, checker: Checker) -> None:
    _, out = _commented(tmp_path, checker)
    first = len(etree.fromstring(_parts(out)["word/comments.xml"]))
    again = write_comments(check_draft(out, checker), out, tmp_path / "again.docx")
    comments = etree.fromstring(_parts(again)["word/comments.xml"])
    assert len(comments) == 2 * first
    assert len({one.get(f"{W}id") for one in comments}) == 2 * first


def test_comments_are_never_written_over_the_draft_or_into_another_form(tmp_path: Path) -> None:
    draft = write_word(tmp_path / "story.docx", BODY)
    for one, out in ((draft, draft), (draft, tmp_path / "a.txt"), (tmp_path / "a.md", draft)):
        with pytest.raises(Misuse):
            check_comment_path(one, out)


def test_a_small_document_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        part.write(f"<w:document {NAMESPACE}><w:body>".encode())
        for _ in range(200):
            part.write(b"<w:p/>" * 30_000)
    assert path.stat().st_size < 300_000
    with pytest.raises(Problem):
        read_draft(path)


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.99])
def test_a_document_cut_short_is_refused_in_a_sentence(tmp_path: Path, cut: float) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {NAMESPACE}><w:body/></w:document>")
    content = whole.getvalue()
    path = tmp_path / "cut.docx"
    path.write_bytes(content[: int(len(content) * cut)])
    with pytest.raises(Problem) as raised:
        read_draft(path)
    assert "cannot be read" in str(raised.value)


def test_nesting_without_end_is_refused_or_read(tmp_path: Path) -> None:
    deep = "<w:r>" * 5_000 + "</w:r>" * 5_000
    with pytest.raises(Problem):
        read_draft(write_word(tmp_path / "deep.docx", f"<w:p>{deep}</w:p>"))
