"""The brief: its words hold, its numbers come from claims and findings, its order from verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from made_up_site import BRIEF

from helpers.claims.claim import Claims, load_claims
from helpers.claims.finding import load_findings
from helpers.claims.review import open_desk
from helpers.errors import Problem
from helpers.project import HOME, Project
from helpers.site.brief import (
    MIME,
    Filler,
    PrintLines,
    load_brief,
    load_lines,
    rank_wrong,
    typeset,
)
from helpers.site.content import count_labels
from helpers.site.pages import COUNTED

SHIPPED = Project(HOME)


@pytest.fixture(scope="module")
def desk() -> Any:
    """Every shipped claim with its verdict."""
    return open_desk(SHIPPED)


@pytest.fixture(scope="module")
def filler() -> Filler:
    """What fills the shipped words."""
    return Filler(load_claims(SHIPPED), load_findings(SHIPPED))


def list_texts() -> Iterator[str]:
    yield from load_brief(SHIPPED).texts()
    for one in load_lines(SHIPPED).values():
        yield from one.texts()


@pytest.mark.parametrize("text", sorted(set(list_texts())))
def test_every_number_in_the_shipped_words_comes_from_a_claim_or_finding(
    filler: Filler, text: str
) -> None:
    filler.fill(text)


def test_the_five_sentences_are_as_agreed(filler: Filler) -> None:
    cards = load_brief(SHIPPED).cards
    assert len(cards) == 5
    first = filler.write(cards[0].print).replace("\u00a0", " ")
    assert first == (
        "Nlets, a nonprofit network that links police agencies nationwide, told Congress it "
        "carried more than 290 million queries of motor vehicle records in the year ending "
        "Sept. 30, 2025, including 292,114 from ICE and 605,116 from Homeland Security "
        "Investigations, according to Sen. Ron Wyden\u2019s office."
    )
    assert "less than 0.31%" in filler.write(cards[0].why)
    assert "about 196%" in filler.write(cards[1].why)


def test_the_labels_in_the_file_are_those_of_the_verdicts(desk: Any) -> None:
    for card in load_brief(SHIPPED).cards:
        assert set(card.claims) <= set(desk.claims), card.title
        for line in card.dont:
            if line.claims:
                assert desk.verdicts[line.claims[0]].worst == line.label, line.words
            else:
                assert line.label == ""
    for one in load_lines(SHIPPED).values():
        assert all(name in desk.claims for line in one.dont for name in line.claims)


def test_the_list_of_wrong_figures_leaves_out_none_that_does_harm(desk: Any) -> None:
    items = load_brief(SHIPPED).wrong
    listed = {name for one in items for name in one.claims}
    harmful = {
        one.id
        for one in desk.claims.values()
        if one.harm > 1 and desk.verdicts[one.id].advice.group == "Don't print"
    }
    assert harmful - listed == set()
    ranked = rank_wrong(items, desk.verdicts)
    assert len(ranked) == len(items)
    best = [min(desk.verdicts[name].rank for name in one.item.claims) for one in ranked]
    assert best == sorted(best)
    assert {"W006", "W007"} <= set(ranked[0].item.claims)
    assert ranked[0].look.label == "Wrong scope: agency"


def test_the_days_of_the_brief_come_from_data() -> None:
    brief, found = load_brief(SHIPPED), load_findings(SHIPPED)
    assert brief.states_as_of.isoformat() == found["restrictions.blocks"].scope.end
    assert brief.searched <= brief.as_of


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It rose 188% there.", "A number is typed into the words of the pages: 188%"),
        ("It rose {W001|189%}.", "The words give '189%' where W001 has 188%"),
        ("{N001|291 million}", "where N001 has more than 290 million"),
        ("{F001|seven or more}", "where F001 has at least eight"),
        ("{W015|thousands}", "where W015 has tens of millions"),
        ("{nlets.share_pair|less than 0.30%}", "where nlets.share_pair has"),
        ("{washington.growth_by_month|195%}", "where washington.growth_by_month has"),
        ("{W999}", "no finding or claim called W999"),
    ],
)
def test_a_number_that_is_typed_or_wrong_is_refused(filler: Filler, text: str, told: str) -> None:
    with pytest.raises(Problem) as raised:
        filler.fill(text)
    assert told in str(raised.value)
    (shown,) = filler.show(text)
    assert shown.text.startswith("We can't show this sentence: ")


@pytest.mark.parametrize(
    "text",
    [
        "{F002}",
        "{N003|605,000}",
        "{F001|eight or more}",
        "On Nov. 12, 2025, at 5:41 p.m.",
        "{N010|Nineteen}",
    ],
)
def test_fair_roundings_and_days_are_taken(filler: Filler, text: str) -> None:
    if "605,000" in text:
        with pytest.raises(Problem):
            filler.fill(text)
    else:
        filler.fill(text)


def test_words_are_set_as_in_print() -> None:
    assert typeset('He said "no" ("or so").') == "He said \u201cno\u201d (\u201cor so\u201d)."
    assert typeset("Nov. 12") == "Nov.\u00a012"
    pieces = Filler({}).fill('"State records show" it')
    assert "".join(one.text for one in pieces) == "\u201cState records show\u201d it"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("[", "can't be read"),
        (yaml.safe_dump({**BRIEF, "headlnie": "x"}), "headlnie"),
        (yaml.safe_dump({**BRIEF, "as_of": "soon"}), "as_of"),
    ],
)
def test_a_file_of_words_that_is_not_right_is_a_sentence(
    project: Project, words: str, told: str
) -> None:
    folder = project.root / "data" / "reference"
    folder.mkdir(parents=True)
    (folder / "brief.yml").write_text(words)
    with pytest.raises(Problem) as raised:
        load_brief(project)
    assert told in str(raised.value)
    assert "brief.yml" in str(raised.value)


def test_a_notebook_shows_its_lines(filler: Filler) -> None:
    lines = PrintLines(load_lines(SHIPPED)["20_washington_searches"], filler)
    bundle = lines._repr_mimebundle_()
    assert "**You can print**\n\n> Searches of Washington" in bundle["text/markdown"]
    assert bundle["text/plain"].count("Don't print: ") == 2
    assert bundle[MIME]["print"] == lines.can


def test_a_count_of_the_fact_check_is_as_long_as_its_list(desk: Any) -> None:
    known, found = count_labels(desk.claims, desk.verdicts), load_findings(SHIPPED)
    lists = {**known.counted, "statements": known.statements}
    for name, slug in COUNTED.items():
        assert found[name].value == len(lists[slug]), name


def test_an_order_of_other_claims_leaves_out_what_is_not_known() -> None:
    assert rank_wrong(load_brief(SHIPPED).wrong, {}) == []
    assert isinstance(load_claims(SHIPPED), Claims)
