"""Counted: the noun that a number of a sentence counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.evidence.drafts.mentions import Mention, Sort
from helpers.evidence.drafts.terms import THING, Tag
from helpers.evidence.drafts.words import split_words

_WORD = re.compile(r"[A-Za-z][\w'’.+-]*")

_STOPS_HEAD = split_words(
    "of in on at to for from by with and or but that which who were was is are be been "
    "had has have did do does can could may might will would as than after before since "
    "between through during over under about when where while if so because into within "
    "without made ran sent came went were reached touched searched queried asked got out "
    "each per a an the this that its their his her it they respectively alone total "
    "altogether combined together just only even ever more less fewer higher lower times "
    "percent went"
)


@dataclass(frozen=True)
class Sentence:
    """A sentence of a draft with what was found in it; offsets are the sentence's own."""

    text: str
    mentions: tuple[Mention, ...]
    tags: tuple[Tag, ...]
    names: tuple[tuple[int, str], ...]
    bag: frozenset[str]
    around: frozenset[str] = frozenset()
    named_before: frozenset[str] = frozenset()


def find_counts(
    sentence: Sentence, mention: Mention, clause: tuple[int, int]
) -> tuple[frozenset[str], str, bool]:
    """Return the terms of what a number counts, or the noun, and whether it stands right after.

    Only then is another thing counted for certain.
    """
    nothing: tuple[frozenset[str], str, bool] = (frozenset(), "", False)
    if mention.sort in (Sort.DATE, Sort.MONEY, Sort.CLOCK, Sort.DECADE, Sort.VOTES):
        return nothing
    text = sentence.text
    things = [tag for tag in sentence.tags if tag.facet == THING]
    if re.match(r"\s+times\b", text[mention.end :]):
        lookups = [tag for tag in things if tag.term in ("lookup", "transaction")]
        if not lookups:
            return nothing
        nearest = min(lookups, key=lambda tag: abs(tag.start - mention.start))
        return frozenset({nearest.term}), "", False
    if mention.sort in (Sort.NUMBER, Sort.SCALE, Sort.RANGE):
        terms, head = find_head(text, mention.end, things)
        if terms or head:
            return terms, head, True
    following = next(
        (one.start for one in sentence.mentions if one.start > mention.start), len(text)
    )
    stop = min(following, max(clause[1], mention.end + 30))
    later = [tag for tag in things if mention.end <= tag.start < stop]
    earlier = [tag for tag in things if tag.end <= mention.start and tag.term not in _SPANS]
    near = [tag for tag in earlier if tag.start >= clause[0]] or earlier
    found = {tag.term for tag in later if tag.start == min(one.start for one in later)}
    found |= {tag.term for tag in near if tag.start == max(one.start for one in near)}
    return frozenset(found or {tag.term for tag in things}), "", False


_SPANS = split_words("year-count month-count week-count day-count hour")
"""What says for how long something was counted, where it does not stand by the number."""

_OF = re.compile(
    r"\s+(?:out\s+)?of\s+(?:(?:the|its|their|those|these|all|such|our|his|her|every)\s+)*"
    r"(?:(?:\d[\d,.]*|(?:one|two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve|fifteen|seventeen|nineteen)\b)(?=\s))?",
    re.IGNORECASE,
)

_PEOPLE = split_words("people men women children police staff")


def find_head(text: str, start: int, things: Sequence[Tag]) -> tuple[frozenset[str], str]:
    """Return the terms of the noun that a number counts, or the noun where no term is known.

    It is the first plural after the number, or after "of the": `605,116 state arrests`.
    """
    of = _OF.match(text, start)
    run = _read_run(text, of.end() if of else start)
    for at, word in run:
        plural = (word.endswith("s") and not word.endswith(("ss", "us", "is"))) or word in _PEOPLE
        if not plural or text[at + len(word) : at + len(word) + 2] in ("'s", "’s"):
            continue
        ends = at + len(word)
        inside = [tag for tag in things if tag.start <= at < tag.end or tag.end == ends]
        if inside:
            return frozenset(tag.term for tag in inside), ""
        if word[0].islower():
            return frozenset(), word.lower()
    inside = [tag for tag in things if run and run[0][0] <= tag.start < run[-1][0] + 1]
    return frozenset(tag.term for tag in inside[:1]), ""


def _read_run(text: str, start: int) -> list[tuple[int, str]]:
    """Return the words that follow a number up to the end of its noun."""
    run: list[tuple[int, str]] = []
    at = start
    for _ in range(6):
        found = re.compile(r"[\s-]*(?=[A-Za-z])").match(text, at)
        word = found and _WORD.match(text, found.end())
        if not word or word[0].lower().rstrip(".") in _STOPS_HEAD:
            break
        plain = re.sub(r"['’]s?$", "", word[0].rstrip("."))
        run.append((word.start(), plain))
        at = word.start() + len(plain)
        if text[at : at + 2] in ("'s", "’s"):
            at += 2
        if text[at : at + 1] in tuple(".,;:)"):
            break
    return run
