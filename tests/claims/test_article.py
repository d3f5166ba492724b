"""The checked article: every sentence covered, none of its text repeated, its drift computed."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest
from small_figures import claim, claims

import shipped
from helpers.claims.article import (
    MARK_COLUMNS,
    MARKS,
    SOURCE,
    ArticleThread,
    Passage,
    count_repeats,
    cover_parts,
    list_drift,
    load_passages,
    load_threads,
)
from helpers.claims.claim import ClaimType
from helpers.claims.verdicts import judge
from helpers.errors import Problem
from helpers.project import HOME, Project
from helpers.releases.release import read_reference

PASSAGES = load_passages(shipped.claims(), shipped.SHIPPED)
THREADS = load_threads(shipped.claims(), shipped.SHIPPED)
OWN = {name: one for name, one in shipped.claims().items() if one.source == SOURCE}

END = re.compile(r"(?<!\b[A-Z]\.)(?:(?<=[.?!])|(?<=[.?!][\"”])|(?<=\]))\s+(?=[\"“]?[A-Z])")
"""Where a sentence ends: at a full stop and its quotation or citation marks, before a capital."""


def find_article() -> Path | None:
    samples = os.environ.get("PLATEGLASS_SAMPLES")
    path = Path(samples).parent / "research" / "article.txt" if samples else None
    return path if path is not None and path.is_file() else None


ARTICLE = find_article()
needs_article = pytest.mark.skipif(ARTICLE is None, reason="the article is not part of the project")


def split_lines(text: str) -> list[str]:
    """The article's sentences; headings, time stamps and openings that are repeated stay whole."""
    lines, found = text.splitlines(), []
    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else ""
        opening = line.endswith("...") and after.startswith(line[:-3].rstrip()[:30])
        whole = line.startswith(("#", "\N{ANTICLOCKWISE DOWNWARDS AND UPWARDS OPEN CIRCLE ARROWS}"))
        found += [line] if whole or opening else END.split(line)
    return [one.strip() for one in found]


@needs_article
def test_every_sentence_of_the_article_is_there_in_its_order() -> None:
    assert ARTICLE is not None
    sentences = split_lines(ARTICLE.read_text(encoding="utf-8"))
    hashes = [hashlib.sha256(one.encode("utf-8")).hexdigest() for one in sentences]
    assert hashes == [one.sha256 for one in PASSAGES]


@needs_article
def test_what_breaks_off_is_marked_as_cut_off() -> None:
    assert ARTICLE is not None
    sentences = split_lines(ARTICLE.read_text(encoding="utf-8"))
    for sentence, passage in zip(sentences, PASSAGES, strict=True):
        if passage.claims and passage.part.startswith("update"):
            whole = sentence.rstrip().endswith((".", "]", ".”"))
            assert passage.cut_off != whole, passage.id


@needs_article
def test_no_run_of_the_articles_words_stands_in_the_project() -> None:
    """Facts carry over, sentences do not: nine words in a row would be a copy."""
    assert ARTICLE is not None
    run = 9
    words = re.findall(r"\w+", ARTICLE.read_text(encoding="utf-8").lower())
    known = {" ".join(words[at : at + run]) for at in range(len(words) - run)}
    # Names, and the title of a page or a law, are as they are.
    allowed = re.compile(r"title|url|source_org|citation|probable_source")
    files = [*(HOME / "data" / "reference").glob("*.csv")]
    files.append(HOME / "data" / "raw" / "published-figures" / "published_figures.csv")
    import csv

    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for name, text in row.items():
                    if not allowed.search(name):
                        own = re.findall(r"\w+", text.lower())
                        runs = {" ".join(own[at : at + run]) for at in range(len(own) - run + 1)}
                        assert not runs & known, (path.name, name, runs & known)


def test_every_sentence_has_claims_or_a_reason_and_every_claim_a_sentence() -> None:
    assert len(PASSAGES) == 85
    assert {name for one in PASSAGES for name in one.claims} == set(OWN) == set(THREADS)
    reasons = {one.no_claim for one in PASSAGES if one.no_claim}
    assert reasons == {
        *("heading", "time stamp", "the opening of the next paragraph, repeated", "a forecast"),
        *("an opinion on scale", "what advocates feel, with no one named"),
    }


def test_the_main_text_and_its_eleven_updates_are_covered() -> None:
    frame = cover_parts(PASSAGES)
    assert len(frame) == 12
    assert frame["part"].iloc[0] == "main text"
    assert (frame["with claims"] > 0).all()
    assert (frame["with claims"] + frame["without"] == frame["sentences"]).all()
    assert frame["cut off"].sum() == 7
    assert frame["sentences"].sum() == len(PASSAGES)


def test_all_five_types_of_claim_are_found() -> None:
    assert {one.type for one in OWN.values()} == set(ClaimType)


def test_the_drift_that_the_research_names_is_computed() -> None:
    frame = list_drift(shipped.claims(), PASSAGES, THREADS)

    def changes(about: str) -> str:
        return " | ".join(frame.loc[frame["about"] == about, "what changed"])

    ice = changes("ICE's queries")
    assert "qualifier: more than → bare round number" in ice
    assert "unit: queries → requests" in ice
    assert "credited to: none → state records" in changes("all queries through Nlets")
    assert "credited to: none → recent letters" in changes("all queries through Nlets")
    assert "to Nov. 11, 2025" in changes("all queries through Nlets")
    assert "qualifier: approximately → bare round number" in changes("HSI's queries")
    named = changes("governors and states named")
    assert "gone: AZ" in named
    assert "new: WA" in named
    rise = changes("the rise in Washington")
    assert "of whom: ICE → federal agents" in rise
    assert "words: open" not in rise
    law = changes("what the law forbids")
    assert "restricts it → prohibits it for deportation" in law
    ended = frame[frame["about"] == "ICE's access to the portal, open or ended"]
    assert list(ended["claim"]) == ["A043", "A074", "A075"]
    known = changes("what officials know")
    assert "few state officials → most state officials" in known


def test_what_is_credited_to_nobody_says_so() -> None:
    frame = list_drift(shipped.claims(), PASSAGES, THREADS)
    total = frame[frame["about"] == "all queries through Nlets"]
    assert list(total["credited to"])[:4] == ["the letter", "nobody", "nobody", "state records"]


def test_repeats_are_neither_moved_nor_against_their_source() -> None:
    judged = judge(shipped.claims(), shipped.relations(), {})
    assert count_repeats(shipped.claims(), judged, shipped.relations()) > 10


def test_the_marks_are_guesses_and_say_how_sure_they_are() -> None:
    rows = read_reference(MARKS, shipped.SHIPPED, MARK_COLUMNS)
    assert [row["mark"] for row in rows] == [f"[{number}]" for number in range(1, 11)]
    sure = {row["mark"]: row["how_sure"] for row in rows}
    assert [mark for mark in sure if sure[mark] == "firm"] == ["[1]", "[2]"]
    assert sure["[7]"] == "fair"
    assert {sure[f"[{n}]"] for n in (3, 5, 6, 10)} == {"a guess"}
    assert {sure[f"[{n}]"] for n in (4, 8, 9)} == {"not known"}
    for row in rows:
        assert bool(row["source_url"]) == (row["how_sure"] != "not known")


# --- small and made up ---------------------------------------------------------------------------

SMALL = claims(
    claim("A1", "540", "over", source_org=SOURCE, agency_or_state="QA"),
    claim("A2", "540", "exact", source_org=SOURCE, agency_or_state="QA"),
    claim("A3", "540", "over", source_org=SOURCE, agency_or_state="QB", unit="requests"),
)
SAME = {name: ArticleThread("searches", "") for name in SMALL} | {
    "A3": ArticleThread("searches", "a log")
}


def passage(part: str, *names: str) -> Passage:
    return Passage(part, part, cut_off=False, sha256="", claims=names, no_claim="")


def test_only_what_changes_is_a_version() -> None:
    told = [passage("p", "A1"), passage("q", "A1"), passage("r", "A2"), passage("s", "A3")]
    frame = list_drift(SMALL, told, SAME)
    assert list(frame["claim"]) == ["A1", "A2", "A3"]
    assert list(frame["where"]) == ["p", "r", "s"]
    assert list(frame["what changed"]) == [
        "",
        "qualifier: over → exact",
        (
            "qualifier: exact → over; unit: searches → requests; of whom: QA → QB; "
            "credited to: none → a log"
        ),
    ]
    assert list_drift(SMALL, told[:2], SAME).empty


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("1.1,main text,1,1,,00,,", "either claims or the reason"),
        ("1.1,main text,1,1,,00,A1,heading", "either claims or the reason"),
        ("1.1,main text,1,1,,00,A9,", "There is no claim called A9"),
    ],
)
def test_a_sentence_that_is_not_covered_is_refused(tmp_path: Path, line: str, words: str) -> None:
    folder = tmp_path / "data" / "reference"
    folder.mkdir(parents=True)
    header = "passage,part,paragraph,sentence,cut_off,sha256,claims,no_claim"
    (folder / "article_passages.csv").write_text(f"{header}\n{line}\n", encoding="utf-8")
    with pytest.raises(Problem, match=words):
        load_passages(SMALL, Project(tmp_path))


def test_a_claim_of_the_article_without_a_thread_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "reference"
    folder.mkdir(parents=True)
    path = folder / "article_threads.csv"
    path.write_text("claim_id,thread,credited_to\nA1,a,\nA2,a,\n", encoding="utf-8")
    with pytest.raises(Problem, match="A3 is in no thread"):
        load_threads(SMALL, Project(tmp_path))
