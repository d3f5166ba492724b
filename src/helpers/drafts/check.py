"""The check: a story with a verdict on each of its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from helpers.claims.claim import Claim, Claims, load_claims
from helpers.claims.finding import Finding, load_findings
from helpers.claims.relations import Kind, Relation, load_relations
from helpers.claims.standing import Standing
from helpers.claims.verdicts import Verdict, judge_claims
from helpers.drafts.context import (
    Context,
    Reading,
    find_wording,
    read_context,
    read_mention,
    read_sentence,
)
from helpers.drafts.denial import deny, find_fitting
from helpers.drafts.facts import Known, list_wholes, read_claim, read_finding
from helpers.drafts.fit import NOTHING, DraftVerdict, Fit, Judgment, is_part
from helpers.drafts.match import Match, Matcher
from helpers.drafts.numbers import spot
from helpers.drafts.own_sums import judge_by_own_numbers
from helpers.drafts.prose import Paragraph, read_prose
from helpers.drafts.score import decide, judge_by_working, judge_date, judge_publication
from helpers.drafts.terms import WHO, Terms, load_terms
from helpers.drafts.tokens import Mention, Sort, list_stems, split_sentences
from helpers.project import Project
from helpers.status import DataStatus

# Judging: what the ledger says of each number of a sentence.

SMALL = 100
"""Below it a number is so common that a sentence's own sum speaks before the ledger."""
WEAK = 0.45
"""A percentage whose claim shares fewer words than that may be worked out from something else."""
_FOR_EACH = re.compile(
    r"\b(?:for|to|against) (?:each|every)\b(?! (?:day|week|month|year))", re.IGNORECASE
)
_CLAUSES_OF_NOBODY = (Sort.CLOCK, Sort.DECADE, Sort.RANK)


def judge_mention(
    context: Context, reading: Reading | None, matcher: Matcher, terms: Terms
) -> Judgment:
    """Return the verdict on one number of a sentence."""
    mention = context.mention
    if mention.sort in _CLAUSES_OF_NOBODY:
        return NOTHING
    if _is_for_each(context):
        # "For each query of ICE there were two of HSI": two times as many.
        mention = replace(mention, sort=Sort.TIMES)
        context = replace(context, mention=mention)
    matches = matcher.rank(context)
    if mention.sort is Sort.DATE:
        dated = judge_date(context, matches)
        if dated is not NOTHING:
            return dated
        return judge_publication(context, matcher.known) or NOTHING
    if reading is None:
        return NOTHING
    whole = _judge_whole(context, matches)
    if whole:
        return whole
    direct = find_fitting(context, reading, matches, terms)
    own = judge_by_own_numbers(context, reading) if (mention.value or 0) < SMALL else None
    if own and own.verdict is DraftVerdict.CONTRADICTED:
        return own
    if direct and _is_plain(direct[0], direct[1]):
        plain = decide(context, reading, direct[0], direct[1], terms)
        weak = mention.sort is Sort.PERCENT and direct[0].words < WEAK
        if plain.verdict is not DraftVerdict.CONTRADICTED or not weak:
            return plain
    inner = judge_by_own_numbers(context, reading)
    if inner:
        return inner
    worked = judge_by_working(context, reading, matches, terms)
    printed = direct is not None and direct[0].known.value == mention.value
    if worked and (not direct or (worked.verdict is DraftVerdict.SUPPORTED and not printed)):
        return worked
    if direct:
        return decide(context, reading, direct[0], direct[1], terms)
    return deny(context, reading, matches, terms)


def _is_for_each(context: Context) -> bool:
    """Return whether a number says how often the one body did what the other did once."""
    mention, bodies = context.mention, context.all_who - {"both", "federal", "dhs"}
    small = mention.sort is Sort.NUMBER and mention.value is not None and mention.value < 1000
    return small and len(bodies) == 2 and bool(_FOR_EACH.search(context.sentence.text))


def _judge_whole(context: Context, matches: Sequence[Match]) -> Judgment | None:
    """Return the verdict on the nine in "eight of the nine", if eight are known to be of nine."""
    mention, text = context.mention, context.sentence.text
    part = next((one for one in context.sentence.mentions if is_part(one, mention, text)), None)
    if part is None or part.value is None or mention.value is None:
        return None
    for match in matches[:6]:
        known = match.known
        named = known.value == part.value and known.out_of and match.words >= 0.4
        if named and (part.value or 0) > SMALL and mention.value not in known.out_of:
            wrong = f"“{mention.text}” is not what it is a part of: {known.label}."
            return Judgment(DraftVerdict.CONTRADICTED, wrong, known.ids, match)
    for match in matches[:12]:
        if match.known.value == part.value and mention.value in match.known.out_of:
            return Judgment(
                DraftVerdict.SUPPORTED, f"The whole of {match.known.label}.", match.known.ids, match
            )
    return None


def _is_plain(match: Match, how: Fit) -> bool:
    return how is Fit.HOLDS and not (match.unit or match.differs or match.time)


# Gathering: claims and findings as the quantities that a draft is held against.

_ABOUT_US = ("claims.", "intake.", "reading.", "specifications.")
"""Findings that count claims, files, readings or ways of counting: nothing a story speaks of."""


def read_known(
    claims: Claims,
    verdicts: Mapping[str, Verdict],
    findings: Mapping[str, Finding],
    terms: Terms,
    relations: Iterable[Relation] = (),
) -> list[Known]:
    """Return what is known, claims first; synthetic findings are left out, they support nothing."""
    wholes: dict[str, set[str]] = {}
    repeats: set[str] = set()
    alike: dict[str, set[str]] = {}
    for relation in relations:
        if relation.kind is Kind.SUBSET:
            wholes.setdefault(relation.subject, set()).update(relation.operands)
        if relation.kind is Kind.SAME:
            for name in relation.members:
                alike.setdefault(name, set()).update(relation.members)
        if relation.subject in claims and _only_repeats(relation, claims, verdicts):
            repeats.add(relation.subject)
    known = [
        replace(
            one,
            wholes=frozenset(wholes.get(claim.id, ())),
            alike=frozenset(alike.get(claim.id, ())),
            out_of=list_wholes(one, claim, claims, wholes.get(claim.id, set())),
        )
        for claim in claims.values()
        if claim.id not in repeats
        for one in read_claim(claim, verdicts, terms)
    ]
    known += [
        one
        for finding in findings.values()
        if finding.data_status is not DataStatus.SYNTHETIC and not finding.id.startswith(_ABOUT_US)
        for one in read_finding(finding, terms)
    ]
    unclear = {claim.id for claim in claims.values() if _is_unclear(claim)}
    return [one for one in _share_sources(known) if one.id not in unclear]


def _is_unclear(claim: Claim) -> bool:
    """Return whether a source leaves open whose its number is: "ICE or all federal accounts".

    Whoever printed it may be credited with the number; it supports nobody's as such.
    """
    return " or " in claim.scope.who


def _only_repeats(relation: Relation, claims: Claims, verdicts: Mapping[str, Verdict]) -> bool:
    """Return whether a claim adds nothing to the one it repeats.

    A round number without a word stands beside the number it stands for; a figure that was only
    credited to somebody else is that figure.
    """
    name = relation.subject
    if relation.kind is Kind.SAME:
        return claims[name].wording == "bare round number"
    wrong = verdicts[name].standing is Standing.CONTRADICTED
    return relation.kind is Kind.MISATTRIBUTED and wrong


def _share_sources(known: list[Known]) -> list[Known]:
    """Let quantities with one number, unit and origin credit one another's printers."""
    groups: dict[tuple[object, ...], list[Known]] = {}
    for one in known:
        groups.setdefault((one.topic, one.value, one.first, one.sort), []).append(one)
    shared = []
    for one in known:
        group = groups[one.topic, one.value, one.first, one.sort]
        alike = [other for other in group if other.counts & one.counts or not one.counts]
        alike = [other for other in alike if not other.moved and not other.doubt] or [one]
        shared.append(
            replace(
                one,
                sources=one.sources.union(*(other.sources for other in alike)),
                names=one.names.union(*(other.names for other in alike)),
            )
        )
    return shared


# Checking: every number of a draft with its verdict, line by line.

TROUBLE = (DraftVerdict.CONTRADICTED, DraftVerdict.STRETCHED, DraftVerdict.OTHER_SCOPE)
"""The verdicts that are a problem of the story."""


class Block(Protocol):
    """A paragraph of a draft."""

    @property
    def text(self) -> str:
        """Its words."""

    def line_at(self, offset: int) -> int:
        """Return the line on which a place in the text stands."""


@dataclass(frozen=True)
class Checked:
    """A number of a draft: where it stands, what it says, and what is known of it.

    `start` and `end` are offsets in block number `block`, qualifier included.
    """

    block: int
    start: int
    end: int
    line: int
    text: str
    value: int | float | str | None
    sentence: str
    sort: str
    judgment: Judgment

    @property
    def is_trouble(self) -> bool:
        """Whether the story has a problem here."""
        return self.judgment.verdict in TROUBLE

    @property
    def cites(self) -> tuple[str, ...]:
        """What was printed or found, by whom, that the verdict rests on."""
        return self.judgment.match.known.cites if self.judgment.match else ()

    def as_json(self) -> dict[str, Any]:
        """Return the stable fields of `plateglass check --json`."""
        return {
            "line": self.line,
            "text": self.text,
            "value": self.value,
            "verdict": self.judgment.verdict.value,
            "reason": self.judgment.reason,
            "support": list(self.judgment.support),
            "sort": self.sort,
            "sentence": self.sentence,
        }


@dataclass(frozen=True)
class Checker:
    """What is known and by which words, ready for drafts."""

    matcher: Matcher
    terms: Terms

    def check_text(
        self, text: str, *, block: int = 0, before: frozenset[str] = frozenset()
    ) -> list[Checked]:
        """Return the numbers of one paragraph with their verdicts, in order."""
        found = spot(text)
        checked: list[Checked] = []
        around, named = before, frozenset[str]()
        for start, end in split_sentences(text):
            inside = [_shift(one, -start) for one in found if start <= one.start < end]
            words = text[start:end]
            sentence = read_sentence(words, inside, self.terms, around, named)
            for mention in inside:
                context = read_context(sentence, mention, self.terms)
                reading = read_mention(words, mention)
                judgment = judge_mention(context, reading, self.matcher, self.terms)
                begin = (
                    find_wording(words, mention)[1]
                    if mention.sort is not Sort.DATE
                    else mention.start
                )
                checked.append(
                    Checked(
                        block=block,
                        start=start + begin,
                        end=start + mention.end,
                        line=0,
                        text=words[begin : mention.end],
                        value=_value(mention),
                        sentence=words,
                        sort=mention.sort.value,
                        judgment=judgment,
                    )
                )
            around = frozenset(list_stems(words)) | {tag.term for tag in sentence.tags}
            named = frozenset(tag.term for tag in sentence.tags if tag.facet == WHO)
        return checked


def make_checker(
    claims: Claims,
    verdicts: dict[str, Verdict],
    findings: dict[str, Finding],
    terms: Terms,
    relations: Iterable[Relation] = (),
) -> Checker:
    """Return a checker over what is known; synthetic findings are left out."""
    return Checker(Matcher(read_known(claims, verdicts, findings, terms, relations)), terms)


def load_checker(project: Project) -> Checker:
    """Return a checker over the claims, verdicts and findings of a project.

    Raises Problem for a claim, relation or term that cannot be read.
    """
    claims, findings = load_claims(project), load_findings(project)
    relations = load_relations(project)
    verdicts = judge_claims(claims, findings, project)
    return make_checker(claims, verdicts, findings, load_terms(project), relations)


def check_blocks(blocks: Sequence[Block], checker: Checker) -> list[Checked]:
    """Return the numbers of a draft with their verdicts, in order."""
    rows: list[Checked] = []
    before: frozenset[str] = frozenset()
    for number, block in enumerate(blocks):
        rows += [
            replace(one, line=block.line_at(one.end - 1))
            for one in checker.check_text(block.text, block=number, before=before)
        ]
        before = frozenset(list_stems(block.text)) | {
            tag.term for tag in checker.terms.find(block.text)
        }
    return rows


def count_verdicts(rows: Iterable[Checked]) -> dict[str, int]:
    """Return how many numbers have each verdict, those without any left out."""
    counts: dict[str, int] = {}
    for verdict in DraftVerdict:
        number = sum(row.judgment.verdict is verdict for row in rows)
        if number:
            counts[verdict.value] = number
    return counts


def _shift(mention: Mention, by: int) -> Mention:

    return replace(mention, start=mention.start + by, end=mention.end + by)


def _value(mention: Mention) -> int | float | str | None:
    """Return a mention's number, or its date in ISO form, or None for a word that is no number."""
    if mention.sort is Sort.VOTES or mention.sort in (Sort.CLOCK, Sort.SCALE, Sort.RANGE):
        return mention.text
    if mention.first is not None and mention.last is not None:
        if not mention.year_given:
            return mention.first.strftime("--%m-%d")
        if mention.first == mention.last:
            return mention.first.isoformat()
        whole_year = (mention.first.month, mention.last.month) == (1, 12)
        return mention.first.strftime("%Y" if whole_year else "%Y-%m")
    if mention.value is None:
        return None
    if mention.value.denominator == 1:
        return int(mention.value)
    return round(float(mention.value), 4)


# Drafts: a story read from a file and each of its numbers held against what is known.

NOT_SEEN = "A number that is not found is not wrong: nothing that is known here bears on it."


@dataclass(frozen=True)
class DraftReport:
    """A draft with its numbers, in order; `name` is the file's."""

    name: str
    paragraphs: Sequence[Paragraph]
    rows: Sequence[Checked]

    @property
    def has_trouble(self) -> bool:
        """Whether a number is contradicted, stretched or of another scope."""
        return any(row.is_trouble for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        """How many numbers have each verdict, in the order of the verdicts."""
        return count_verdicts(self.rows)

    def as_json(self) -> list[dict[str, Any]]:
        """Return one object a number (docs/machine-readable-output.md)."""
        return [row.as_json() for row in self.rows]

    def lines(self) -> list[str]:
        """Return what people read: a line a number, and the tally."""
        if not self.rows:
            return [f"{self.name}: no number was found in it."]
        lines = [
            f"{self.name}, line {row.line}: {_one_line(row.text)} | {row.judgment.verdict.value} | "
            f"{row.judgment.reason}"
            for row in self.rows
        ]
        tally = ", ".join(f"{number} {verdict}" for verdict, number in self.counts.items())
        return [*lines, f"{len(self.rows)} numbers: {tally}. {NOT_SEEN}"]


def check_draft(path: Path, project: Project) -> DraftReport:
    """Return a draft with a verdict on each of its numbers.

    Raises Misuse for a file that is no draft, Problem for one that cannot be read.
    """
    paragraphs = read_prose(path)
    return DraftReport(path.name, paragraphs, check_blocks(paragraphs, load_checker(project)))


def _one_line(text: str) -> str:
    return " ".join(text.split())
