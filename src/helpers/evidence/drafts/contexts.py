"""Contexts: what a sentence says of one of its numbers: what is counted, whose, where, when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.evidence.drafts.attributions import Credit, find_credit
from helpers.evidence.drafts.mentions import Mention, Sort
from helpers.evidence.drafts.periods import Times, find_periods, find_times
from helpers.evidence.drafts.sentences import find_clause
from helpers.evidence.drafts.terms import PLACE, SYSTEM, THING, WHO, Tag, Terms
from helpers.evidence.drafts.words import list_names, list_stems

_WORD = re.compile(r"[A-Za-z][\w'’.+-]*")
_STOPS_HEAD = frozenset(
    "of in on at to for from by with and or but that which who were was is are be been had has have "
    "did do does can could may might will would as than after before since between through during "
    "over under about when where while if so because into within without made ran sent came went "
    "were reached touched searched queried asked got out each per a an the this that its their his "
    "her it they respectively alone total altogether combined together just only even ever more "
    "less fewer higher lower times percent went".split()
)
_JOIN = re.compile(r"^[\s,]*(?:and|&|plus|or|,|with)?\s*(?:the\s+|its\s+)?$", re.IGNORECASE)
_TOGETHER = re.compile(
    r"\b(?:together|combined|between them|in all|jointly|the two|the pair|both|added up|altogether)\b",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\b(?:by|from|for|to|behind|of)\s+(?:the\s+|its\s+|US\s+|U\.S\.\s+)?$", re.IGNORECASE
)
_GROWTH = re.compile(
    r"\b(?:r[io]se|rises|rising|risen|gr[eo]w\w*|increas\w+|surg\w+|jump\w*|climb\w*|soar\w*|up|spik\w+|"
    r"skyrocket\w*|leap\w*|leapt|swell\w*|swelled|growth|ballooned|expanded|higher|more|gain\w*|"
    r"mushroomed|shot up|escalat\w+|ramp\w+|wider|above|larger|greater)\b",
    re.IGNORECASE,
)
_BASE = re.compile(r"^\s*(?:of|share of|among)\s+(?P<base>[^.;,:()]{2,90})", re.IGNORECASE)

_NOT_BEFORE = re.compile(r"\b(?:not|rather than|instead of|unlike)\s+(?:by\s+)?(?:the\s+)?$")
_BASE_BEFORE = re.compile(r"^(?:Of|Among|Out of)\s+(?P<base>[^.;,:()]{2,90}),", re.IGNORECASE)


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


@dataclass(frozen=True)
class Context:
    """What a sentence says of one number.

    `counts` are the terms of what is counted and `head` the noun itself where no term is known for
    it; `is_direct`: it stands right after the number; `who`, `places`, `systems` as in Known; `base` what a share is of, in words.
    """

    sentence: Sentence
    mention: Mention
    counts: frozenset[str]
    head: str
    is_direct: bool
    who: frozenset[str]
    all_who: frozenset[str]
    places: frozenset[str]
    systems: frozenset[str]
    times: Times
    credit: Credit
    clause: str
    is_growth: bool
    is_together: bool
    base: str


def read_sentence(
    text: str,
    mentions: Sequence[Mention],
    terms: Terms,
    around: frozenset[str] = frozenset(),
    named_before: frozenset[str] = frozenset(),
) -> Sentence:
    """Return a sentence with its terms, names and content words.

    `around` are the words and terms of the sentence before, `named_before` the agencies in it.
    """
    tags = tuple(terms.find(text))
    bag = frozenset([*list_stems(text), *(tag.term for tag in tags)])
    bag |= terms.widen(tag.term for tag in tags if tag.facet == PLACE)
    return Sentence(
        text, tuple(mentions), tags, tuple(list_names(text)), bag, around - bag, named_before
    )


def read_context(sentence: Sentence, mention: Mention, terms: Terms) -> Context:
    """Return what a sentence says of one of its numbers."""
    text = sentence.text
    clause = find_clause(text, mention.start, mention.end)
    counts, head, direct = _find_counts(sentence, mention, clause)
    who, together = _find_who(sentence, mention, clause)
    places = {tag.term for tag in sentence.tags if tag.facet == PLACE}
    systems = {tag.term for tag in sentence.tags if tag.facet == SYSTEM}
    periods = find_periods(text, [one for one in sentence.mentions if one is not mention])
    after = text[mention.end :]
    base = _BASE.match(after) or _BASE_BEFORE.match(text)
    near = (
        text[max(0, mention.start - 70) : mention.start]
        + " "
        + text[mention.end : mention.end + 25]
    )
    return Context(
        sentence=sentence,
        mention=mention,
        counts=counts,
        head=head,
        is_direct=direct,
        who=who,
        all_who=frozenset(tag.term for tag in sentence.tags if tag.facet == WHO),
        places=terms.widen(places),
        systems=frozenset(systems),
        times=find_times(text, mention, periods, clause),
        credit=find_credit(text, mention),
        clause=text[clause[0] : clause[1]],
        is_growth=bool(_GROWTH.search(near)) and base is None,
        is_together=together,
        base=base["base"] if base else "",
    )


def _find_counts(
    sentence: Sentence, mention: Mention, clause: tuple[int, int]
) -> tuple[frozenset[str], str, bool]:
    """Return the terms of what a number counts, the noun if no term is known, and whether either
    stands right after it: only then is another thing counted for certain."""
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
    earlier = [tag for tag in things if tag.end <= mention.start]
    near = [tag for tag in earlier if tag.start >= clause[0]] or earlier
    found = {tag.term for tag in later if tag.start == min(one.start for one in later)}
    found |= {tag.term for tag in near if tag.start == max(one.start for one in near)}
    return frozenset(found or {tag.term for tag in things}), "", False


_OF = re.compile(
    r"\s+(?:out\s+)?of\s+(?:(?:the|its|their|those|these|all|such|our|his|her|every)\s+)*"
    r"(?:(?:\d[\d,.]*|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|seventeen|nineteen)\b)(?=\s))?",
    re.IGNORECASE,
)
_PEOPLE = frozenset("people men women children police staff".split())


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


def _find_who(
    sentence: Sentence, mention: Mention, clause: tuple[int, int]
) -> tuple[frozenset[str], bool]:
    """Return whose number it is: the agency that stands nearest to it, with those joined to it."""
    text = sentence.text
    tags = [tag for tag in sentence.tags if tag.facet == WHO]
    if not tags:
        # "Together the two made": they were named in the sentence before.
        near = text[max(0, mention.start - 45) : mention.end + 35]
        if len(sentence.named_before) > 1 and _TOGETHER.search(near):
            return sentence.named_before | {"both"}, True
        return frozenset(), False
    tags = [tag for tag in tags if not _NOT_BEFORE.search(text[: tag.start])] or tags
    credited = [tag for tag in tags if _is_credited(tag, sentence, mention)]
    tags = [tag for tag in tags if tag not in credited] or tags
    near = text[max(0, mention.start - 45) : mention.end + 35]
    together = bool(_TOGETHER.search(near))
    groups: list[list[Tag]] = []
    for tag in tags:
        if groups and _JOIN.match(text[groups[-1][-1].end : tag.start]):
            groups[-1].append(tag)
        else:
            groups.append([tag])
    best = min(groups, key=lambda group: _distance(group, sentence, mention, clause))
    who = frozenset(tag.term for tag in best)
    if together and len({tag.term for tag in tags}) > 1:
        joined = max(groups, key=len)
        if len(joined) > 1:
            return frozenset(tag.term for tag in joined) | {"both"}, True
        if re.search(r"\b(?:together|combined|between them|altogether)\b", near, re.I):
            return frozenset(tag.term for tag in tags) | {"both"}, True
    return who | ({"both"} if len(who) > 1 else set()), len(who) > 1


def _is_credited(tag: Tag, sentence: Sentence, mention: Mention) -> bool:
    """Return whether an agency is named as the source of a number, not as whose it is."""
    credit = find_credit(sentence.text, mention).text
    said = sentence.text[tag.start : tag.end]
    return said in credit and not re.search(
        rf"{re.escape(said)}\W+(?:\w+\W+){{0,2}}(?:quer|search)", credit
    )


def _distance(
    group: list[Tag], sentence: Sentence, mention: Mention, clause: tuple[int, int]
) -> int:
    """Return how far an agency stands from a number: clauses and other numbers lie between."""
    text, start, end = sentence.text, group[0].start, group[-1].end
    if start >= mention.end:
        gap = text[mention.end : start]
        far = start - mention.end + (0 if _BY.search(gap) else 25)
        between = (mention.end, start)
    else:
        far = mention.start - end
        between = (end, mention.start)
    numbers = [
        one
        for one in sentence.mentions
        if one.sort not in (Sort.DATE, Sort.DECADE, Sort.CLOCK)
        and between[0] <= one.start < between[1]
        and one is not mention
    ]
    outside = not clause[0] <= start < clause[1]
    return far + 60 * len(numbers) + 30 * outside
