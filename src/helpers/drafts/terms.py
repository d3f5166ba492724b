"""Terms: whom and what a sentence names, and what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from helpers.drafts.tokens import Mention, Sort, list_names, split_words
from helpers.errors import Problem
from helpers.policy.law import load_states
from helpers.project import Project
from helpers.releases.release import read_reference

# Terms: the words by which a draft and the ledger name who, what, where and by whom.
#
# They stand in data/reference/draft_terms.csv: one row a term, with its facet and the phrases that
# mean it. A phrase with a capital letter in it is told from the same word without ("ICE", "ice").

FILE = "draft_terms.csv"
COLUMNS = ("term", "facet", "implies", "phrases")
WHO, SYSTEM, PLACE, THING, ASPECT, SOURCE, SKIP = FACETS = (
    *("who", "system", "place", "thing", "aspect", "source", "skip"),
)
BODIES = frozenset({"dol", "wsp", "fhp"})
"""Agencies whose name holds a noun that may be counted, in small letters as well."""
_APOSTROPHE = "['’]"


@dataclass(frozen=True)
class Tag:
    """A term found in a text, at offsets."""

    term: str
    facet: str
    start: int
    end: int


class Terms:
    """The vocabulary, ready to be looked for in a text; `states` are names by postal code."""

    def __init__(
        self,
        rows: Iterable[tuple[str, str, str, tuple[str, ...]]],
        states: Mapping[str, str] | None = None,
    ) -> None:
        self.states = dict(states or {})
        self.implies: dict[str, frozenset[str]] = {}
        phrases_of: dict[tuple[str, bool], dict[str, list[str]]] = {}
        for term, facet, implies, phrases in rows:
            if facet not in FACETS:
                raise Problem(
                    f"The facet '{facet}' is not known",
                    file=FILE,
                    part=term,
                    expected=f"one of {', '.join(FACETS)}",
                )
            if implies:
                self.implies[term] = frozenset(implies.split())
            for phrase in phrases:
                exact = phrase.lower() != phrase
                at = phrases_of.setdefault((facet, exact), {})
                terms = at.setdefault(_normal(phrase), [])
                if term not in terms:
                    terms.append(term)
        self._finders = [
            (facet, exact, phrases, _compile(phrases, exact))
            for (facet, exact), phrases in phrases_of.items()
        ]

    def find(self, text: str, *, as_source: bool = False) -> list[Tag]:
        """Return the terms of a text in order; of two of a facet that overlap the longer stays.

        `as_source`: the text names a source, which may be one that is no agency, a federal court.
        """
        spans: dict[str, list[tuple[int, int, list[str]]]] = {facet: [] for facet in FACETS}
        for facet, exact, phrases, finder in self._finders:
            for found in finder.finditer(text):
                said = found[1] if exact else found[1].lower()
                spans[facet].append((*found.span(1), phrases[_normal(said)]))
        skipped: list[tuple[int, int, list[str]]] = [(a, b, []) for a, b, _ in spans[SKIP]]
        kept: list[Tag] = []
        for facet in FACETS[:-1]:
            taken: list[tuple[int, int]] = []
            hidden = [] if as_source and facet == SOURCE else skipped
            for start, end, terms in sorted(
                spans[facet] + hidden, key=lambda span: (span[0] - span[1], span[0])
            ):
                if not any(start < to and at < end for at, to in taken):
                    taken.append((start, end))
                    kept += [Tag(term, facet, start, end) for term in terms]
        names = [
            one
            for one in kept
            if one.facet not in (THING, ASPECT)
            and text[one.start : one.end].lower() != text[one.start : one.end]
        ]
        # The "department" of a Department of Licensing is part of a name, not what is counted.
        bodies = [one for one in kept if one.facet == WHO and one.term in BODIES]
        kept = [one for one in kept if one.facet != THING or not _is_inside(one, names + bodies)]
        return sorted(kept, key=lambda tag: (tag.start, tag.end))

    def widen(self, terms: Iterable[str]) -> frozenset[str]:
        """Return terms with what they imply: a town with its state."""
        given = set(terms)
        for term in list(given):
            given |= self.implies.get(term, frozenset())
        return frozenset(given)


def load_terms(project: Project) -> Terms:
    """Return the vocabulary of data/reference/draft_terms.csv.

    Raises Problem for a missing file or an unknown facet.
    """
    rows = read_reference(FILE, project, COLUMNS)
    states = {code: state.name for code, state in load_states(project).items()}
    return Terms(
        (
            (
                row["term"],
                row["facet"],
                row["implies"],
                tuple(phrase.strip() for phrase in row["phrases"].split(";") if phrase.strip()),
            )
            for row in rows
        ),
        states,
    )


def _is_inside(tag: Tag, names: Iterable[Tag]) -> bool:
    return any(
        one.start <= tag.start and tag.end <= one.end and one.end - one.start > tag.end - tag.start
        for one in names
    )


def _normal(phrase: str) -> str:
    return re.sub(r"[\s-]+", " ", phrase.replace("’", "'")).strip()


def _compile(phrases: Iterable[str], exact: bool) -> re.Pattern[str]:
    pieces = []
    for phrase in sorted(phrases, key=len, reverse=True):
        escaped = re.escape(phrase).replace(r"\ ", r"[\s-]+").replace("'", _APOSTROPHE)
        pieces.append(escaped)
    return re.compile(
        rf"(?<![\w])(?=((?:{'|'.join(pieces)})(?!\w)))", 0 if exact else re.IGNORECASE
    )


# Counted: the noun that a number of a sentence counts.

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


# Attributions: whom a sentence credits with its numbers.

_VERBS = (
    r"(?:said|says|say|reported|reports|wrote|writes|found|finds|counted|"
    r"counts|estimated|estimates|noted|"
    r"announced|announces|disclosed|revealed|told|show(?:ed|s)?(?! up)|documented|concluded|"
    r"confirmed|"
    r"acknowledged|tallied|calculated|claimed|claims|stated|states that|"
    r"puts?(?=\s[^.;]{0,70}\sat\b|\s+(?:the|its|their|that)\s+(?:number|count|total|figure|share|"
    r"sum|"
    r"growth|rise|tally)\b|\s+(?:out|forward|together)\b)|picked|chose|selected|sampled|logged|"
    r"tabulated|listed|lists|measured|"
    r"turned up(?!\s+(?:\w+\s+){0,3}(?:times|as often|twice))|published|released|recorded|"
    r"computed|admitted|determined|alleges|alleged|credited|credits|"
    r"surveyed|uncovered|testified|tracked down|looked (?:at|into|through)|examined|reviewed|"
    r"went through|combed through|pored over|sifted through|analy[sz]ed|studied|audited|polled|"
    r"came up with|comes up with|arrived at|identified|dug up|unearthed|traced|reckons?|reckoned|"
    r"maintains?|maintained|argues|argued|adds|added|insists?|insisted|explained|explains|posted|"
    r"printed|prints|obtained|gave|dates?(?=\s+[^.;]{2,60}\sto\b)|dated(?=\s+[^.;]{2,60}\sto\b)|"
    r"told\s+(?:reporters|Congress)|warned|warns|assessed|figures that|figured)"
)
_AFTER = re.compile(
    r"\b(?:according to|as reported by|as counted by|counted by|reported by|"
    r"published by|released by|compiled by|"
    r"announced by|calculated by|estimated by|obtained by|(?<!be )found by|"
    r"tallied by|disclosed by|measured by|"
    r"revealed by|uncovered by|unearthed by|determined by|put out by|collected by|gathered by|"
    r"analy[sz]ed by|examined by|reviewed by|studied by|audited by|posted by|printed by|"
    r"unveiled by|documented by|supplied by|provided by|furnished by|kept by|reckoned by|"
    r"computed by|identified by|issued by|drawn up by|prepared by|courtesy of|on the word of|"
    r"in the words of|as told by|citing|based on|as per|"
    r"going by|by the count of|by the estimate of|(?:review|study|survey|"
    r"analysis|tally|count|audit|report|"
    r"investigation|estimate|figures?|data|numbers?|records?|"
    r"statistics) (?:by|from)|credited to|credits(?!\s+[^.;]{2,60}\swith\b)|"
    r"as cited by|cited by|quoted by)\s+"
    r"(?!(?:with|way|means|dint|default|accident|mistake|now|then)\b)"
    r"(?P<np>[^,.;:()\d]{2,80}?)"
    r"(?=\s+(?:that|which|turned|found|finds|shows?|showed|says?|said|puts?|"
    r"counted|lists?|reported|has|"
    r"have|had|was|were|is|are)\b|\s*[,.;:()]|\s+\S*\d|\s*$)",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"\b(?:[Aa]n?|[Tt]he|[Tt]his|[Oo]ne)\s+(?P<np>(?:[A-Z][\w.&-]*\s+){1,4}?)"
    r"(?:data\s?set|dataset|survey|study|tally|count|audit|report|investigation|analysis|review|"
    r"estimate|release|database of|poll|statement)\b",
)
_TEAM = re.compile(
    r"(?P<np>(?:\b[A-Z][\w.&-]*\s+){1,4})(?:researchers|reporters|journalists|analysts|scholars|"
    r"scientists|economists|lawyers|engineers|auditors|investigators|team|newsroom)\b"
)
_PER = re.compile(
    r"\b[Pp]er\s+(?P<np>(?:the\s+|an?\s+)?(?:[A-Z][\w.&'’-]*|of|the|for|and|on)"
    r"(?:\s+(?:[A-Z][\w.&'’-]*|of|the|for|and|on)){0,7}(?:\s+(?:study|report|records|data|log|"
    r"letter|release|page|center|office|department))?)"
)
_ITS_COUNT = re.compile(
    r"(?P<np>(?:\b[Tt]he\s+)?\b"
    r"(?!(?:ICE|HSI|CBP|DHS|ERO|Border Patrol|Customs and Border Protection|Homeland Security|"
    r"Homeland Security Investigations|Immigration and Customs Enforcement)(?:'s|’s) (?!own|offic))"
    r"[A-Z][\w.&-]*(?:\s+(?:of|the|for|and|on|[A-Z][\w.&-]*|newspaper|"
    r"university|department|office|bureau|agency|council|union|board|auditor|pool)){0,6}?)"
    r"(?:'s|’s|s'|s’)\s+(?:own\s+|latest\s+|new\s+|recent\s+|official\s+)*"
    r"(?:count|tally|review|analysis|investigation|audit|survey|estimates?|reckoning|study|poll|"
    r"calculations?|statistics|reporting|numbers|figures)\b"
)
_IT_WAS = re.compile(
    r"\b[Ii]t (?:was|is) (?P<np>(?:the |an? )?(?:[A-Z][\w.&'’-]*|auditors?|prosecutors?|mayor)"
    r"(?:\s[\w.&'’-]+){0,5}?)\s+(?:that|who|which)\s"
)
_INVERTED = re.compile(
    r"[,”\"]\s+(?:ran|wrote|said|reported|noted|announced|declared|read|printed|went)\s+"
    r"(?P<np>(?:the\s+|an?\s+)?[A-Z][\w.&-]*(?:\s+[A-Z][\w.&-]*){0,4})"
)
_FIRST = re.compile(
    r"(?P<np>(?:\b[Tt]he\s+)?(?:\b[A-Z][\w.&-]*\s+){1,5}?)(?:was|were)\s+(?:the\s+)?first\s+to\b"
)
_SELF = re.compile(
    r"\b(?:its|their|his|her)\s+(?:own\s+|annual\s+|yearly\s+|internal\s+)"
    r"(?:\w+\s+)?(?:report|audit|count|tally|review|statistics|figures|filing|reckoning|disclosure|"
    r"investigation)s?\b|\b(?:report|audit|count|tally|review|filing|statement|"
    r"investigation)s?\s+of"
    r"\s+(?:its|their)\s+own\b|\b(?:itself|themselves)\s+(?:\w+ed|found|put|said)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:by|in|from|on)\s+(?P<np>(?:the\s+)?[^,.;:()]{2,50}?)(?:'s|’s|s'|"
    r"s’)\s+(?:own\s+)?(?:count|tally|reckoning|"
    r"estimate|figures?|numbers?|records|data|statistics|report|words)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?P<np>[^,.;:()]{{2,70}}?),?\s+(?:also\s+|had\s+|has\s+|have\s+|"
    rf"itself\s+|themselves\s+|later\s+|first\s+)?{_VERBS}\b",
    re.IGNORECASE,
)
_RECORDS = re.compile(
    r"(?P<np>[^,.;:()]{2,60}?\b(?:records|data|figures|documents|logs?|"
    r"files|report|statistics|tally|statement|letters?))\s+(?:show|shows|"
    r"showed|reveal|revealed|indicate|say|says|said|list|put|puts)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Credit:
    """Whom a sentence credits: the words that say so, and the names in them.

    `is_own`: it says that whoever is credited counted by themselves, in a report of their own.
    """

    text: str = ""
    names: frozenset[str] = frozenset()
    is_own: bool = False


def _with_apposition(text: str, start: int, said: str) -> str:
    """Return what is credited with the name before it: "Pew, the survey institute, found"."""
    if re.search(r"[A-Z]", said) or not re.match(
        r"(?:the|an?|its|his|her|in|by|after|from|on)\s", said
    ):
        return said
    before = re.search(r"(?:^|[,;:]\s+)((?:the\s+)?[A-Z][^,.;:()\d]{1,50}),\s*$", text[:start])
    return f"{before[1].strip()}, {said}" if before else said


def find_credit(text: str, mention: Mention) -> Credit:
    """Return whom a sentence credits with a number; an empty Credit if nobody.

    >>> from helpers.drafts.numbers import spot
    >>> text = "The Inlander reported that 47 requests were denied"
    >>> find_credit(text, spot(text)[0]).text
    'The Inlander'
    """
    pieces = [said for start, end, said in _find_all(text) if not start <= mention.start < end]
    joined = " | ".join(pieces)
    names = frozenset(name for _, name in list_names(f"x {joined}")) if joined else frozenset()
    return Credit(joined, names, is_own=bool(joined and _SELF.search(text)))


@lru_cache(maxsize=64)
def _find_all(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return the spans of those whom a sentence credits, and the words that name them."""
    found_all: list[tuple[int, int, str]] = []
    for form in (
        _AFTER,
        _PER,
        _IT_WAS,
        _FIRST,
        _INVERTED,
        _OWN,
        _ITS_COUNT,
        _RECORDS,
        _NOUN,
        _TEAM,
        _BEFORE,
    ):
        before = len(found_all)
        for found in form.finditer(text):
            start, end = found.span("np")
            if found["np"][:1].isdigit() and re.search(r"\d,$", text[:start]):
                continue
            found_all.append((start, end, _with_apposition(text, start, found["np"].strip())))
        if len(found_all) > before and form in (_AFTER, _RECORDS):
            break
    return tuple(found_all)
