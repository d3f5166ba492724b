"""Fit: whether a known fact has the value that a draft prints."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction

from helpers.claims.intervals import Interval
from helpers.drafts.context import (
    ABOUT,
    AT_LEAST,
    BARE,
    EXACT,
    NEARLY,
    OVER,
    UNDER,
    UP_TO,
    Context,
    Reading,
)
from helpers.drafts.facts import Known
from helpers.drafts.match import IDLE_NAMES, Match
from helpers.drafts.terms import PLACE, SOURCE, THING, Tag, Terms
from helpers.drafts.tokens import Mention, Sort, split_words, stem

# Conflicts: a number credited to the wrong source, or made a share of the wrong whole.


def find_wrong_credit(context: Context, match: Match, terms: Terms) -> str:
    """Return whom a sentence credits who is not among those who counted or printed it."""
    credit, known = context.credit, match.known
    # What is worked out here, others may well have worked out too.
    if not credit.text or "." in known.id or (not known.sources and not known.names):
        return ""
    tags = terms.find(credit.text, as_source=True)
    said = {tag.term for tag in tags if tag.facet == SOURCE}
    names = {name for name in credit.names if len(name) > 2} - _IDLE
    own = known.who | known.places | known.systems
    explained = {name for name in names if {tag.term for tag in terms.find(name)} & own}
    explained |= _list_words(credit.text, [tag for tag in tags if tag.term in own])
    # "Cities and counties released": a common noun that only begins its sentence.
    explained |= {name for name in names if {tag.facet for tag in terms.find(name)} == {THING}}
    places = _list_words(credit.text, [tag for tag in tags if tag.facet == PLACE])
    if _POLICE.search(credit.text) and "police" not in known.names:
        issued = "force" not in known.names and _ISSUED.search(context.sentence.text)
        if credit.is_own or issued:
            return credit.text.split(" | ")[0]
    if said & known.sources or (names - explained - places - _HEADS) & known.names:
        return ""
    if _list_initials(credit.text) & known.names:
        return ""
    if said:
        return credit.text.split(" | ")[0]
    strangers = names - explained - known.names
    strangers -= {name for name in strangers if stem(name) in known.words}
    return credit.text.split(" | ")[0] if strangers else ""


def _list_initials(text: str) -> frozenset[str]:
    """Return the initials of the names of a text: NILC for the National Immigration Law Center."""
    runs = re.findall(r"(?:\b[A-Z][\w-]*(?:\s+(?:of|for|and|the|on|in)\b)*\s*){2,8}", text)
    return frozenset("".join(re.findall(r"\b[A-Z]", run)) for run in runs)


def _list_words(text: str, tags: Iterable[Tag]) -> frozenset[str]:
    """Return the words of a text that tags cover."""
    words = {word for tag in tags for word in re.findall(r"[\w&-]+", text[tag.start : tag.end])}
    return frozenset(words)


_HEADS = split_words(
    "Office Department Center Bureau Service Institute Association Union News Times "
    "Report University Police Agency Commission Committee Court Council Project Group Data"
)
_POLICE = re.compile(
    r"\b(?:[Pp]olice(?! (?:logs?|records|data|files|portal))|PD|[Ss]heriff\S*|Patrol|[Tt]roopers)\b"
)
_ISSUED = re.compile(r"\b(?:published|released|issued|compiled|tallied|disclosed|acknowledged)\b")
_IDLE = IDLE_NAMES | {"README", "The", "State", "County", "City"}

_OCCASION = re.compile(r"(?:the|its|their)?\s*(?:time|occasions?)\b", re.IGNORECASE)
_YEAR_ON_YEAR = re.compile(
    r"\b(?:(?:a|one|the) year (?:earlier|before|prior|ago)|same (?:month|time|period|point)|"
    r"year[\s-](?:over|on|to)[\s-]year|(?:the )?(?:previous|prior|preceding|past|last) year|"
    r"(?:from|since) 20\d\d|(?:month|year) before last)\b",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"\b(?:two|pair|both|combined|together|between them|their|jointly|those|ICE and HSI|"
    r"HSI and ICE|it and|duo|ICE['’]s and|HSI['’]s and|agencies['’])",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\b(?:since|from|starting in|in|between)\s+(?:\w+\s+)?(?P<year>20\d\d)\b")
_EVER = re.compile(
    r"\b(?:ever|of all time|in (?:its|the|their) history|since records began|always)\b",
    re.IGNORECASE,
)
_OWN_ONLY = re.compile(r"\b(?:own|themselves|itself)\b", re.IGNORECASE)
_ALL = re.compile(
    r"\b(?:all|every|total|entire|whole|overall|everything|any|network['’]s|Nlets['’]s?)\b",
    re.I,
)
_WHATEVER = re.compile(
    r"\b(?:whatever|regardless|no matter|of any \w+|of every \w+|of all kinds|"
    r"ever (?:\w+ed)|of all time|"
    r"everything)\b",
    re.IGNORECASE,
)
_NO_THINGS = frozenset({"all-queries", "two-exact"})
OUT_OF = re.compile(
    r"\s+(?:out\s+)?of\s+(?:(?:the|those|these|its|all|about|some)\s+)*", re.IGNORECASE
)


def find_wrong_base(context: Context, match: Match, terms: Terms) -> str:
    """Return what a percentage is said to be a share of, if its source says another thing."""
    known = match.known
    out_of = OUT_OF.match(context.sentence.text, context.mention.end)
    if out_of and known.out_of:
        named = next((one for one in context.sentence.mentions if one.start == out_of.end()), None)
        few = context.mention.sort is Sort.PERCENT and named and (named.value or 0) <= 2
        if named and named.value is not None and named.value not in known.out_of and not few:
            return named.text
    sort = context.mention.sort
    if sort is Sort.PERCENT and known.is_growth and known.first and known.last:
        against = _YEAR_ON_YEAR.search(context.sentence.text)
        if against and not 300 <= (known.last - known.first).days <= 430:
            return against[0]
    if sort is not Sort.PERCENT or not context.base:
        return ""
    if _OCCASION.match(context.base):
        return ""
    tags = terms.find(context.base)
    if (known.worked or "." in known.id) and _WHATEVER.search(context.base + context.base_after):
        return context.base
    if _EVER.search(context.base) and known.first is not None:
        return context.base
    since = _SINCE.search(context.base)
    if since and known.first and known.last:
        year = int(since["year"])
        if year < known.first.year or year > known.last.year:
            return context.base
    if "." in known.id or known.worked:
        own = _OWN_ONLY.search(context.base)
        if own and "own" not in known.words:
            return context.base
        if "both" in known.base and not _PAIR.search(context.base + context.base_after):
            return context.base
    if known.worked == "share":
        whose = {tag.term for tag in tags if tag.facet == "who"} - {"dol", "all-agencies"}
        return context.base if whose - known.base and known.base else ""
    things = {tag.term for tag in tags if tag.facet == "thing"}
    if known.is_growth:
        return context.base
    if known.base and "adult" in known.base:
        return "" if "adult" in things else context.base
    if known.base and things and not known.base & things and not known.base & _NO_THINGS:
        return context.base
    if "all-queries" in known.base:
        narrow = {tag.term for tag in tags if tag.facet in ("who", "place")} - {"all-agencies"}
        return context.base if narrow else ""
    if "two-exact" in known.base:
        everything = _ALL.search(context.base) or not _PAIR.search(context.base)
        return context.base if everything else ""
    return ""


# Judgments: the verdicts on a number in a draft, and the thresholds they rest on.

FITTING, OFF, DATED, WORKED = 2.0, 4.1, 3.1, 3.4
"""How well the words of a sentence have to meet a quantity: to be it, to contradict it, to date it,
to contradict what is worked out from it. Set on sentences of our own and
on half of the measured corpus; see METHODOLOGY.md."""


class DraftVerdict(StrEnum):
    """The five verdicts on a number in a draft."""

    SUPPORTED = "supported"
    STRETCHED = "stretched"
    OTHER_SCOPE = "other scope"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not found"


@dataclass(frozen=True)
class Judgment:
    """A verdict with its reason and what it rests on."""

    verdict: DraftVerdict
    reason: str
    support: tuple[str, ...] = ()
    match: Match | None = None


NOTHING = Judgment(DraftVerdict.NOT_FOUND, "No claim or finding of the ledger bears on it.")


# Fits: whether the words of a draft hold for a known quantity, stretch it, or miss it.

CLOSE = Fraction(1, 20)
"""How far a rounded number may be from the one it stands for: 5%. A choice of ours, printed with
the rules in METHODOLOGY.md; "about 500" for 540 is coarser than its words say."""
WIDE = Fraction(25, 4)
"""How many percentage points a fraction in words may be from its share: a quarter of a quarter."""
_UPWARD, _DOWNWARD = (OVER, AT_LEAST), (NEARLY, UNDER)


class Fit(IntEnum):
    """How a number in a draft stands to a known quantity, best last."""

    OFF = 0
    STRETCHED = 1
    HOLDS = 2


def fit(known: Known, mention: Mention, reading: Reading) -> Fit:
    """Return how the words of a mention fit a known quantity."""
    x, u = mention.value, mention.unit
    if mention.sort is Sort.RANGE:
        inside = known.implied.overlaps(reading.implied) and known.implied.is_within(
            Interval(reading.implied.low, reading.implied.high)
        )
        return Fit.HOLDS if inside else Fit.OFF
    if x is None:
        if known.implied.overlaps(reading.implied):
            return Fit.HOLDS
        return Fit.OFF
    if known.value is not None and known.logical.is_point and _is_far(known.value, x):
        return Fit.OFF
    if known.sort is Sort.VOTES or mention.sort is Sort.VOTES:
        return Fit.HOLDS if known.value == x else Fit.OFF
    same = known.value is not None and known.value == x
    if same and _is_said_alike(known, reading):
        return Fit.HOLDS
    if _holds(known, mention, reading):
        return Fit.HOLDS
    if same or _rounds_to(known, x, u) or (known.value is not None and _is_near(known, x, reading)):
        return Fit.STRETCHED
    return Fit.OFF


def _is_far(value: Fraction, x: Fraction) -> bool:
    """Return whether no words bring two numbers together; asked first, since it costs little."""
    return abs(float(value) - float(x)) > 0.6 * max(abs(float(value)), abs(float(x)))


def _is_said_alike(known: Known, reading: Reading) -> bool:
    """Return whether the same number stands with words that say the same."""
    said = _direction(known)
    if _is_worked(known) and reading.wording in (BARE, ABOUT):
        return True
    if reading.wording in (BARE, EXACT) and said == "about":
        return reading.wording == BARE and known.value is not None and known.value % 10 != 0
    return said == {
        OVER: "over",
        AT_LEAST: "over",
        NEARLY: "under",
        UNDER: "under",
        UP_TO: "up to",
        ABOUT: "about",
        BARE: "exact",
        EXACT: "exact",
    }.get(reading.wording, "")


def _direction(known: Known) -> str:
    """Return which way a known quantity is open."""
    text = known.text.lower()
    for words, name in (
        (("over", "more than", "at least"), "over"),
        (("nearly", "almost", "under"), "under"),
        (("up to", "as many as", "at most"), "up to"),
        (("about", "approximately", "around", "an average"), "about"),
    ):
        if text.startswith(words):
            return name
    return "exact"


def _holds(known: Known, mention: Mention, reading: Reading) -> bool:
    """Return whether all that a known quantity is taken to mean meets the words of a draft."""
    x, u = mention.value, mention.unit
    assert x is not None
    meant, words = known.implied, reading.implied
    middle = known.value if known.value is not None else _middle(meant)
    near = middle is not None and abs(x - middle) <= CLOSE * abs(middle)
    if mention.is_share and mention.is_spelled and reading.wording in (NEARLY, ABOUT, OVER):
        near = middle is not None and abs(x - middle) <= min(u / 2, WIDE)
    said = _direction(known)
    same = known.value == x
    match reading.wording:
        case "bare round number" | "exact":
            if same:
                return said == "exact"
            # Four digits and more are given for a count, not for its size.
            if known.logical.is_point and u * 1000 <= abs(x) and reading.wording == BARE:
                return known.value is not None and abs(known.value - x) <= u / 2
            if mention.sort in (Sort.PERCENT, Sort.TIMES, Sort.TIMES_MORE) or _is_worked(known):
                fine = u <= abs(x) / 25 or mention.sort is not Sort.NUMBER
                return meant.overlaps(words) and near and fine
            return False
        case "about":
            return bool(near) and (meant.overlaps(words) or abs(x - (middle or x)) <= u / 2)
        case "over":
            return (
                said != "under"
                and not same
                and meant.low >= x
                and (meant.overlaps(words) or bool(near))
            )
        case "at least":
            return said != "under" and meant.low >= x and (meant.overlaps(words) or bool(near))
        case "nearly":
            return (
                (said not in ("over",) or not same)
                and meant.low < x
                and bool(near)
                and (known.value is None or known.value < x)
            )
        case "under":
            return (
                known.value is not None
                and known.value < x
                and said != "over"
                and (meant.overlaps(words) or bool(near))
            )
        case "up to":
            return same and said in ("up to", "exact")
    return False


def _is_worked(known: Known) -> bool:
    return known.worked not in ("", "notes")


def _middle(meant: Interval) -> Fraction | None:
    if isinstance(meant.low, float) or isinstance(meant.high, float):
        return None
    return (meant.low + meant.high) / 2


def _rounds_to(known: Known, x: Fraction, u: Fraction) -> bool:
    """Return whether a known quantity rounds to the number, if coarsely."""
    middle = known.value if known.value is not None else _middle(known.implied)
    if middle is None or not middle:
        return False
    return abs(x - middle) <= u / 2 and abs(x - middle) <= abs(middle) / 6 and u > 1


def _is_near(known: Known, x: Fraction, reading: Reading) -> bool:
    """Return whether a vague word makes a number that is a little off no other number."""
    assert known.value is not None
    vague = reading.wording not in (BARE, EXACT)
    return vague and known.value != 0 and abs(x - known.value) <= abs(known.value) / 10


# Parts: the numbers of "eight of the nine", and what the two say of each other.


def is_part(part: Mention, whole: Mention, text: str) -> bool:
    """Return whether of two numbers of a text the one is said to be a part of the other."""
    found = OUT_OF.match(text, part.end)
    return found is not None and found.end() == whole.start


def is_whole_of_part(context: Context) -> bool:
    """Return whether a number is the nine of "four of the nine"."""
    mention, text = context.mention, context.sentence.text
    return any(is_part(one, mention, text) for one in context.sentence.mentions)


def is_number_of_part(context: Context, match: Match) -> bool:
    """Return whether a number is a part of what a quantity counts: four of "four of the nine"."""
    mention, known = context.mention, match.known
    found = OUT_OF.match(context.sentence.text, mention.end)
    if not found or mention.sort is not Sort.NUMBER:
        return False
    whole = next((one for one in context.sentence.mentions if one.start == found.end()), None)
    return whole is not None and whole.value is not None and whole.value not in known.out_of
