"""Sentences: every number leads back, and weak records are named in the words themselves."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from helpers.claims.finding import finding
from helpers.errors import Problem
from helpers.site.sentences import MIME, PrintableSentence, escape_markdown, say
from helpers.status import DataStatus


@dataclass(frozen=True)
class Number:
    text: str
    data_status: str = "transcribed"


BOOK = {
    "nlets.ice": Number("292,114"),
    "N001": Number("over 290 million"),
    "log.rise": Number("188%", "synthetic"),
    "log.odd": Number("12", "unverified"),
}


def test_numbers_are_segments_with_their_ids() -> None:
    sentence = say("ICE made {nlets.ice} of {N001}.", BOOK)
    assert sentence.text == "ICE made 292,114 of over 290 million."
    assert sentence.to_json()["segments"] == [
        {"text": "ICE made "},
        {"text": "292,114", "id": "nlets.ice"},
        {"text": " of "},
        {"text": "over 290 million", "id": "N001"},
        {"text": "."},
    ]
    assert sentence.data_status is DataStatus.TRANSCRIBED


def test_it_is_shown_as_markdown_text_and_json() -> None:
    shown = say("ICE made {nlets.ice}.", BOOK, may_print="{nlets.ice}, as stated")
    bundle = shown._repr_mimebundle_()
    assert bundle["text/plain"] == "ICE made 292,114.\nYou can print: 292,114, as stated"
    assert bundle["text/markdown"].endswith("*You can print:* 292,114, as stated")
    assert PrintableSentence.from_json(bundle[MIME]) == shown
    assert shown.ids == ["nlets.ice"]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("It rose by {log.rise}.", "It rose by 188% (invented data)."),
        ("It rose by {log.rise}", "It rose by 188% (invented data)"),
        ("He said “{log.rise}.”", "He said “188% (invented data).”"),
        ("{log.rise} and {nlets.ice} rose.", "188% and 292,114 rose (invented data)."),
        ("{log.odd} were seen.", "12 were seen (unverified records)."),
        ("{log.odd} and {log.rise}.", "12 and 188% (invented data)."),
    ],
)
def test_weak_records_are_named_before_the_full_stop(template: str, expected: str) -> None:
    assert say(template, BOOK).text == expected


def test_advice_that_rests_on_synthetic_records_says_so_too() -> None:
    sentence = say("ICE made {nlets.ice}.", BOOK, may_print="Print {log.rise}.")
    assert sentence.text == "ICE made 292,114."
    assert sentence.advice == "Print 188% (invented data)."
    assert sentence.data_status is DataStatus.SYNTHETIC


def test_findings_recorded_in_this_process_need_no_book() -> None:
    finding("sentence.test", 7, unit="rows", of=[_Source()])
    assert say("There are {sentence.test} rows.").text == "There are 7 rows."


class _Source:
    id, hash, releases = "T1", "abc", ("r",)
    data_status = DataStatus.RELEASED


@pytest.mark.parametrize(
    ("template", "named"),
    [
        ("{nlets.icee} of them", "Did you mean nlets.ice"),
        ("{nlets.ice:,} of them", "nlets.ice:,"),
        ("{nlets.ice} of them}", "brace"),
        ("{} of them", "brace"),
        ("It rose by 188%.", "188%"),
        ("It rose by 188 percent.", "188 percent"),
        ("ICE made 292,114 queries.", "292,114"),
        ("ICE made 292114 queries.", "292114"),
    ],
)
def test_what_does_not_lead_back_is_refused(template: str, named: str) -> None:
    with pytest.raises(Problem, match=".*" + named.replace(".", r"\.") + ".*"):
        say(template, BOOK)


def test_days_and_years_may_be_written() -> None:
    assert say("From 12 November 2025 on, {nlets.ice}.", BOOK).text.startswith("From 12 November")


@given(st.text(alphabet=st.characters(codec="ascii", exclude_characters="\r\n\t\x0b\x0c\0")))
def test_markdown_shows_a_value_as_it_is(text: str) -> None:
    """Whatever a value holds, it makes no markup."""
    html = MarkdownIt("commonmark").render("x" + escape_markdown(text) + "x")
    tags = {"<p>", "</p>"}
    import re

    assert set(re.findall(r"<[^>]*>", html)) <= tags
