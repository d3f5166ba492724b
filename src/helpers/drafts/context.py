"""Context: what a sentence says of each number in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from helpers.claims.intervals import Interval, above, below
from helpers.claims.wording import ABOUT_TOLERANCE, SCALES, WORDINGS
from helpers.drafts.periods import Times, find_periods, find_times
from helpers.drafts.terms import (
    PLACE,
    SYSTEM,
    WHO,
    Credit,
    Sentence,
    Tag,
    Terms,
    find_counts,
    find_credit,
)
from helpers.drafts.tokens import Mention, Sort, find_clause, list_names, list_stems

# Contexts: what a sentence says of one of its numbers: what is counted, whose, where, when.

_JOIN = re.compile(r"^[\s,]*(?:and|&|plus|or|,|with)?\s*(?:the\s+|its\s+)?$", re.IGNORECASE)

_TOGETHER = re.compile(
    r"\b(?:together|combined|between them|in all|jointly|the two|the pair|"
    r"both|added up|altogether)\b",
    re.IGNORECASE,
)

_BY = re.compile(
    r"\b(?:by|from|for|to|behind|of)\s+(?:the\s+|its\s+|US\s+|U\.S\.\s+)?$", re.IGNORECASE
)

_GROWTH = re.compile(
    r"\b(?:r[io]se|rises|rising|risen|gr[eo]w\w*|increas\w+|surg\w+|jump\w*|"
    r"climb\w*|soar\w*|up|spik\w+|"
    r"skyrocket\w*|leap\w*|leapt|swell\w*|swelled|growth|ballooned|expanded|higher|more|gain\w*|"
    r"mushroomed|shot up|escalat\w+|ramp\w+|wider|above|larger|greater)\b",
    re.IGNORECASE,
)

_BASE = re.compile(r"^\s*(?:of|share of|among)\s+(?P<base>[^.;,:()]{2,90})", re.IGNORECASE)

_BASE_SHARE = re.compile(
    r"\b(?:share|part|portion|proportion|fraction) of (?P<base>[^.;,:()]{2,90}?),?\s+"
    r"(?:is|was|are|were|"
    r"came to|comes to|stood at|reached|stands at)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)

_ASIDE = re.compile(
    r",\s+(?:which|who|whose|not counting|excluding|apart from|unlike|without)\b[^,]{3,60},"
)
"""A clause that only says more of whoever stands before it: "ICE, which counts HSI apart, made"."""

_BASE_NEXT = re.compile(
    r"^\s+(?P<base>(?:(?!has\b|have\b|had\b|is\b|are\b|was\b|were\b)[\w'’-]+\s+){0,4}?"
    r"[\w'’-]+s|people|children|men|women)\s+"
    r"(?:has|have|had|is|are|was|were|can|could|live|lives|who|whose|that|with|in|of|on|over)\b"
)

_NOT_BEFORE = re.compile(r"\b(?:not|rather than|instead of|unlike)\s+(?:by\s+)?(?:the\s+)?$")

_BASE_BEFORE = re.compile(r"^(?:Of|Among|Out of)\s+(?P<base>[^.;,:()]{2,90}),", re.IGNORECASE)


@dataclass(frozen=True)
class Context:
    """What a sentence says of one number.

    `counts` are the terms of what is counted and `head` the noun itself where no term is known for
    it; `is_direct`: it stands right after the number; `who`, `places`, `systems` as in
    Known; `base` what a share is of, in words, and
    `base_after` what follows it.
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
    base_after: str = ""


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
    counts, head, direct = find_counts(sentence, mention, clause)
    who, together = _find_who(sentence, mention, clause)
    places = {tag.term for tag in sentence.tags if tag.facet == PLACE}
    systems = {tag.term for tag in sentence.tags if tag.facet == SYSTEM}
    periods = find_periods(text, [one for one in sentence.mentions if one is not mention])
    periods = [one for one in periods if not _is_anothers(one.place, sentence, clause)]
    after = text[mention.end :]
    base = _BASE.match(after) or _BASE_BEFORE.match(text)
    base = base or _BASE_SHARE.search(text[: mention.start])
    if base is None and mention.is_share and re.search(r"\s(?:in|out of|of)\s", mention.text):
        base = _BASE_NEXT.match(after)
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
        base_after=after[:90] if base else "",
    )


def _is_anothers(place: int, sentence: Sentence, clause: tuple[int, int]) -> bool:
    """Return whether a period stands in another clause, with a number of its own before it."""
    if place < clause[1]:
        return False
    start, _ = find_clause(sentence.text, place, place + 1)
    dates = (Sort.DATE, Sort.DECADE, Sort.CLOCK)
    return any(start <= one.start < place for one in sentence.mentions if one.sort not in dates)


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
    aside = [found.span() for found in _ASIDE.finditer(text)]
    aside = [(a, b) for a, b in aside if not a <= mention.start < b]
    tags = [tag for tag in tags if not any(a <= tag.start < b for a, b in aside)] or tags
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


# Wordings: what the words around a number in a draft allow, and what a reader takes.
#
# The words are brought back to the wordings of the ledger (helpers.claims.wording), so that a draft
# and a printed figure are read by the same rules.

BARE, EXACT, OVER, AT_LEAST, NEARLY, UNDER, ABOUT, UP_TO = (
    *("bare round number", "exact", "over", "at least", "nearly", "under", "about", "up to"),
)

_BEFORE = [
    (EXACT, r"exactly|precisely|an exact|a total of exactly|the exact"),
    (AT_LEAST, r"at least|no fewer than|not fewer than|no less than|not less than|a minimum of"),
    (UP_TO, r"up to|as many as|at most|no more than|not more than|a maximum of|as much as"),
    (
        NEARLY,
        (
            r"nearly|almost|close to|approaching|just under|just short of|just shy of|not quite|"
            r"a little under|slightly under|slightly fewer than|slightly less than|just below|"
            r"a little less than|nearing"
        ),
    ),
    (UNDER, r"under|less than|fewer than|below|well under|well below"),
    (
        OVER,
        (
            r"over|more than|upwards? of|in excess of|exceed(?:ed|ing|s)?|topp(?:ed|"
            r"ing)|surpass(?:ed|ing)"
            r"|just over|slightly over|slightly more than|a little over|"
            r"a little more than|well over|above|"
            r"greater than|better than|north of|past|passed|far more than"
        ),
    ),
    (
        ABOUT,
        (
            r"about|around|approximately|approx\.?|roughly|some|an estimated|"
            r"estimated|circa|ca\.|c\.|~|"
            r"something like|on the order of|in the neighborhood of|somewhere around|an average of|"
            r"averaging|averaged|averag(?:es|ed) out at|averages|on average|more or less|near"
        ),
    ),
]
_FILLER = r"(?:\s+(?:the|a|an|a total of|some|its|their|those|these|as many as))?\s*[$€£(\"“]?\s*$"
_WORDS_BEFORE = [
    (name, re.compile(rf"(?:^|[^\w])(?:{words}){_FILLER}", re.IGNORECASE))
    for name, words in _BEFORE
]
_AFTER = [
    (AT_LEAST, re.compile(r"^\s*(?:\w+\s+){0,2}?or\s+(?:more|higher|above|over)\b", re.IGNORECASE)),
    (ABOUT, re.compile(r"^\s*(?:\w+\s+){0,2}?or\s+so\b|^\s*(?:\w+\s+)?or\s+thereabouts", re.I)),
    (AT_LEAST, re.compile(r"^[^.;]{0,60},? at (?:the|a) (?:very )?(?:least|minimum)\b", re.I)),
    (AT_LEAST, re.compile(r"^[^.;]{0,60},? at least(?=[.,;]|$)", re.I)),
    (AT_LEAST, re.compile(r"^(?:\+|\s*-?plus\b)")),
    (UNDER, re.compile(r"^\s*(?:\w+\s+){0,2}?or\s+(?:fewer|less)\b", re.IGNORECASE)),
]


_SPREAD = re.compile(
    r"\b(?:spread|spreads|stretched|stretches|fanned out|extended|extends|ranged|distributed)"
    r"\s+over\s+$",
    re.IGNORECASE,
)
"""Where "over" says across what, not that it is more."""


@dataclass(frozen=True)
class Reading:
    """A mention as two intervals, the wording it was read by, and the words as they stand."""

    wording: str
    logical: Interval
    implied: Interval
    text: str


def find_wording(text: str, mention: Mention) -> tuple[str, int]:
    """Return the wording of a mention, and where the words that state it begin.

    >>> from helpers.drafts.numbers import spot
    >>> text = "Just under 300,000 queries"
    >>> find_wording(text, spot(text)[0])
    ('nearly', 0)
    """
    before = text[max(0, mention.start - 40) : mention.start]
    before = _SPREAD.sub(lambda found: "\0" * len(found[0]), before)
    for name, words in _WORDS_BEFORE:
        found = words.search(before)
        if found:
            skipped = len(found[0]) - len(found[0].lstrip(' \t,;:.—–-("“'))
            return name, mention.start - len(before) + found.start() + skipped
    after = text[mention.end : mention.end + 90]
    for name, words in _AFTER:
        if words.search(after):
            return name, mention.start
    return BARE, mention.start


def read_mention(
    text: str, mention: Mention, *, tolerance: Fraction = ABOUT_TOLERANCE
) -> Reading | None:
    """Return what a mention may stand for, or None if it is no number to compute with."""
    wording, start = find_wording(text, mention)
    shown = text[start : mention.end]
    if mention.sort is Sort.SCALE:
        one = SCALES.get(mention.text.lower(), 12)
        return Reading(
            wording, above(one, closed=True), Interval(2 * one, 10 * one, high_open=True), shown
        )
    if mention.low is not None and mention.high is not None:
        both = Interval(mention.low, mention.high)
        return Reading(wording, both, both, shown)
    x, u = mention.value, mention.unit
    if x is None:
        return None
    if wording == UNDER:
        return Reading(wording, below(x), Interval(x - u, x, high_open=True), shown)
    name = "exact (rounded)" if wording == EXACT and mention.is_share else wording
    rule = WORDINGS[name].read
    assert rule is not None
    logical, implied = rule(x, u, tolerance)
    return Reading(wording, logical, implied, shown)
