"""Checking: every number of a draft with its verdict, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from helpers.evidence.claims import Claims, load_claims
from helpers.evidence.drafts.contexts import read_context, read_sentence
from helpers.evidence.drafts.gathering import read_known
from helpers.evidence.drafts.judging import judge_mention
from helpers.evidence.drafts.judgments import DraftVerdict, Judgment
from helpers.evidence.drafts.matching import Matcher
from helpers.evidence.drafts.mentions import Mention, Sort
from helpers.evidence.drafts.sentences import split_sentences
from helpers.evidence.drafts.spotting import spot
from helpers.evidence.drafts.terms import WHO, Terms, load_terms
from helpers.evidence.drafts.wordings import find_wording, read_mention
from helpers.evidence.drafts.words import list_stems
from helpers.evidence.findings import Finding, load_findings
from helpers.evidence.readings import load_readings
from helpers.evidence.relations import Relation, load_relations
from helpers.evidence.verdicts import Verdict, judge
from helpers.paths import Project

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
    readings = load_readings(claims, project)
    relations = load_relations(project)
    verdicts = judge(claims, relations, findings, readings)
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
