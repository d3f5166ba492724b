"""The annotated page of a draft: all of the story, each number marked, and nothing that runs."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.drafts.compare import Difference, Fit, Likeness
from helpers.drafts.decide import Answer, Candidate, Decision
from helpers.drafts.documents import Draft, Paragraph
from helpers.drafts.facts import Fact
from helpers.drafts.mentions import Kind, Mention
from helpers.drafts.report import DraftReport, Row
from helpers.errors import Misuse, Problem
from helpers.site.draft_page import cut_paragraphs, render_page, write_page

HOSTILE = "<script>alert(1)</script><img src=x onerror=y> 7 </style>\" ' & {{ 7*7 }}"


def _row(text: str, at: int, answer: Answer, start: int = 0) -> Row:
    fact = Fact("N001", frozenset({"N001"}), Kind.COUNT, about=HOSTILE, credit=HOSTILE,
                address="javascript:alert(1)", printed=HOSTILE)  # fmt: skip
    found = Candidate(fact, 1.0, Likeness(Fit.OTHER))
    decision = Decision(answer, (found,), Difference("value", True))
    mention = Mention(at, at + 1, at, at + 1, Kind.COUNT)
    return Row(start + at, start + at + 1, text[at], text, mention, decision, f"Why {HOSTILE}")


def _report(text: str) -> DraftReport:
    draft = Draft("a.md", text, (Paragraph(text),))
    return DraftReport(draft, (_row(text, text.index("7"), Answer.DIFFERS),))


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            assert not name.startswith("on")
            if name == "href":
                self.links.add(value or "")
            if name == "id":
                self.ids.add(value or "")


def test_hostile_text_cannot_run_or_ask_for_anything() -> None:
    seen = Seen()
    seen.feed(render_page(_report(HOSTILE)))
    assert not seen.tags & {"script", "img", "iframe", "object", "form", "base"}
    assert all(link.startswith(("#", "data:image/svg+xml,")) for link in seen.links)
    assert {link[1:] for link in seen.links if link.startswith("#")} <= seen.ids


def test_each_number_leads_to_its_note_and_back_and_the_story_comes_first() -> None:
    page = render_page(_report("ICE made 7 queries"))
    assert 'href="#n1"' in page
    assert 'id="n1"' in page
    assert 'href="#m1"' in page
    assert "differs" in page
    assert page.index('id="story"') < page.index('id="trouble"')


def test_a_story_without_numbers_says_so() -> None:
    page = render_page(DraftReport(Draft("a.md", "None", (Paragraph("None"),)), ()))
    assert "We found no number in it to check." in page


@settings(max_examples=60)
@given(st.text(alphabet='ab 7<&>"', min_size=1, max_size=40))
def test_the_pieces_of_a_paragraph_add_up_to_it(text: str) -> None:
    spans = [at for at, letter in enumerate(text) if letter == "7"]
    rows = [_row(text, at, Answer.NEAREST, start=5) for at in spans]
    (shown,) = cut_paragraphs([Paragraph(text, start=5)], rows)
    assert "".join(piece.text for piece in shown.pieces) == text
    assert len(shown.notes) == len(spans)


def test_the_page_is_written_by_rename_and_never_over_the_draft(tmp_path: Path) -> None:
    report = _report("ICE made 7 queries")
    out = write_page(report, tmp_path / "b" / "story.html")
    assert [one.name for one in out.parent.iterdir()] == ["story.html"]
    for place in (tmp_path / "a.md", tmp_path / "story.txt"):
        with pytest.raises(Misuse):
            write_page(report, place)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(Problem):
        write_page(report, tmp_path / "file" / "story.html")
