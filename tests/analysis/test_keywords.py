"""A text names what whole words of the table say, and a bad table stops."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.analysis import reasons as module
from helpers.analysis.agencies import load_directory
from helpers.analysis.reasons import (
    Keywords,
    find_classes,
    fold_reason,
    list_keywords,
    load_keywords,
)
from helpers.errors import Misuse, Problem
from helpers.project import HOME, Project

TABLE = load_keywords(Project(HOME))

CASES = [
    ("ICE", "ice"),
    ("ice warrant", "ice"),
    ("ICE+ERO", "ice + ero"),
    ("I.C.E. detainer", "ice"),
    ("\uff29\uff23\uff25", "ice"),
    ("I\u200bCE", "ice"),
    ("ICE\u2019s request", "ice"),
    ("ICE\u00a0hold", "ice"),
    ("assist_ICE_2025-01", "ice"),
    ("U.S. Immigration & Customs Enforcement", "ice"),
    ("immigration and customs", "immigration"),
    ("HSI - narcotics", "hsi"),
    ("Homeland Security Investigations", "hsi"),
    ("Homeland Security", "dhs"),
    ("homeland security; HSI", "hsi + dhs"),
    ("CBP / Border Patrol", "cbp + border patrol"),
    ("border county robbery", "border"),
    ("illegal immigration", "immigration"),
    ("287(g)", "immigration"),
    ("US MARSHALS fugitive", "other federal"),
    ("ice cream truck theft", ""),
    ("ice cream ice cream", ""),
    ("ice cream, then ICE", "ice"),
    ("meth/ice", ""),
    ("not immigration related", ""),
    ("DHS caseworker", ""),
    ("éice", ""),
    ("police", ""),
    ("office", ""),
    ("notice", ""),
    ("justice", ""),
    ("service", ""),
    ("zero", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_a_reason_names(text: str, expected: str) -> None:
    assert " + ".join(find_classes(text, TABLE)) == expected


def name_with_substrings(text: str, keywords: Keywords) -> tuple[str, ...]:
    return find_classes(text, keywords, "substring")


def name_with_ascii_boundary(text: str, keywords: Keywords) -> tuple[str, ...]:
    """What an engine does whose word boundary knows no accents."""
    return ("ice",) if re.search(r"\bice\b", text, re.IGNORECASE | re.ASCII) else ()


def name_without_exclusions(text: str, keywords: Keywords) -> tuple[str, ...]:
    counting = tuple(one for one in keywords.terms if one.counts)
    return find_classes(text, Keywords(counting, keywords.classes))


@pytest.mark.parametrize(
    "broken", [name_with_substrings, name_with_ascii_boundary, name_without_exclusions]
)
def test_breaking_the_word_boundary_shows(broken: Callable[..., tuple[str, ...]]) -> None:
    told = [" + ".join(broken(text, TABLE)) == expected for text, expected in CASES]
    assert not all(told)


def test_ice_inside_other_words_counts_only_as_a_declared_alternative() -> None:
    for word in ("police", "office", "notice", "justice", "service"):
        assert find_classes(word, TABLE) == ()
        assert find_classes(word, TABLE, "substring") == ("ice",)


WORDS = ("ICE", "police", "notice", "HSI", "éice", "immigration", "ice cream", "ERO", "dhs", "case")


@given(st.text())
def test_folding_ends_and_keeps_only_words(text: str) -> None:
    folded = fold_reason(text)
    assert fold_reason(folded) == folded
    assert all(unicodedata.category(sign)[0] in "LN " or sign == " " for sign in folded)
    assert "|" not in folded


@given(st.text(), st.sampled_from(WORDS))
def test_whole_words_are_words_of_the_text(before: str, word: str) -> None:
    """The rule once more: with the words as a list, one term at a time, nothing covered."""
    words = fold_reason(f"{before} {word}").split()
    found = find_classes(f"{before} {word}", TABLE)
    for one in TABLE.terms:
        sought = one.term.split()
        places = range(len(words) - len(sought) + 1)
        stands = any(words[at : at + len(sought)] == sought for at in places)
        if one.counts and one.name in found and stands:
            break
    else:
        assert found == ()


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), st.sampled_from(" -/+,;|_\n\t"))
def test_what_parts_words_does_not_matter(words: list[str], sign: str) -> None:
    assert find_classes(sign.join(words), TABLE) == find_classes(" ".join(words), TABLE)


@given(st.text())
def test_whole_words_are_among_the_substrings(text: str) -> None:
    without = Keywords(tuple(one for one in TABLE.terms if one.counts), TABLE.classes)
    whole = set(find_classes(text, without))
    if len(fold_reason(text).split()) == 1:
        assert whole <= set(find_classes(text, without, "substring"))


def test_wrong_use_is_a_sentence() -> None:
    with pytest.raises(Misuse, match=r"no class of reasons called 'imigration'.*immigration"):
        TABLE.choose(["imigration"])
    with pytest.raises(Misuse, match="No class"):
        TABLE.choose([])
    with pytest.raises(Misuse, match="no match"):
        find_classes("ICE", TABLE, "regex")  # type: ignore[arg-type]


def test_bodies_are_those_of_the_agencies() -> None:
    agencies = load_directory(Project(HOME)).agencies
    for bodies in TABLE.bodies.values():
        for body in bodies.split():
            assert agencies[body]["level"] == "federal"
    assert "immigration" not in TABLE.bodies
    assert set(module.IMMIGRATION_BODIES) <= set(TABLE.bodies)
    assert "hsi" not in module.IMMIGRATION_BODIES


def test_the_table_is_shown_whole() -> None:
    shown = list_keywords(TABLE)
    told = "; ".join([*shown["counts if a reason has"], *shown["does not count"]]).split("; ")
    assert sorted(filter(None, told)) == sorted(one.term for one in TABLE.terms)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("ice,ice,ICE,counts,r,s", "not written as it is looked up"),
        ("ice,ice,ice,counts,r,s\nice,,ice,does not count,r,s", "is used twice"),
        ("ice,ice,ice,maybe,r,s", "is no rule"),
        ("ice,,ice cream,does not count,r,s", "Nothing counts as ice"),
        ("ice + hsi,,ice,counts,r,s", "name of a class"),
    ],
)
def test_a_bad_table_stops(tmp_path: Path, lines: str, sentence: str) -> None:
    path = tmp_path / "data" / "reference" / "keywords.csv"
    path.parent.mkdir(parents=True)
    path.write_text(f"class,body,term,rule,reason,source\n{lines}\n", encoding="utf-8")
    with pytest.raises(Problem, match=sentence):
        load_keywords(Project(tmp_path))
