"""Views: claims, findings and releases laid out for a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from helpers.evidence.dates import write_date
from helpers.evidence.findings import Finding, Scope
from helpers.publishing.addresses import Addresses
from helpers.publishing.markup import make_slug
from helpers.publishing.names import TOPICS, write_names, write_topic
from helpers.publishing.notebooks import Page
from helpers.publishing.sentences import Sentence
from helpers.statuses import DataStatus

_NOTEWORTHY = ("contradicted", "disputed", "stretched", "reproduced", "follows", "not checkable")
_FINDING = "finding:"


@dataclass(frozen=True)
class Topic:
    """A heading, and the claims under it: what is wrong first, then by id."""

    name: str
    slug: str
    claims: tuple[Any, ...]


@dataclass(frozen=True)
class Bearing:
    """A figure that bears on a claim: what it is and what it does."""

    id: str
    href: str
    how: str
    what: str
    text: str
    whose: str


def group_claims(claims: Mapping[str, Any], verdicts: Mapping[str, Any]) -> list[Topic]:
    """Return the claims by topic."""
    topics = {claim.topic for claim in claims.values()}
    order = [*(topic for topic in TOPICS if topic in topics), *sorted(topics - set(TOPICS))]

    def rank(claim: Any) -> tuple[int, str]:
        return _NOTEWORTHY.index(str(verdicts[claim.id].verdict)), claim.id

    return [
        Topic(
            write_topic(topic),
            make_slug(topic),
            tuple(sorted((c for c in claims.values() if c.topic == topic), key=rank)),
        )
        for topic in order
    ]


def write_printed(claim: Any) -> str:
    """Return what was printed, with its unit."""
    phrase = str(getattr(claim, "phrase", "") or claim.text)
    return phrase or "; ".join(claim.members) or str(claim.printed)


def list_facts(claim: Any, verdict: Any) -> list[tuple[str, str]]:
    """Return what is known of a claim besides its wording, as names and values."""
    facts = [
        ("Said of", "; ".join(filter(None, (claim.scope.who, claim.scope.where)))),
        ("Period", write_period(claim.scope)),
        ("Wording", claim.wording),
        ("Unit", claim.unit),
        ("Names", "; ".join(claim.members)),
        ("A reader takes", "" if claim.implied is None else _bounds(claim, "implied")),
        ("The words allow", "" if claim.logical is None else _bounds(claim, "logical")),
        ("Printed by", claim.source),
        ("Title", claim.title),
        ("Date", write_date(claim.source_date) if claim.source_date else ""),
        ("Who counted or said it", claim.origin_name),
        ("Kind of source", str(claim.rank)),
        ("Notes", claim.notes),
        ("What would settle it", verdict.settled_by),
    ]
    return [(name, value) for name, value in facts if value]


def _bounds(claim: Any, which: str) -> str:
    interval = getattr(claim, which)
    if getattr(claim, "is_date", False):
        from helpers.evidence.dates import show_days

        return show_days(interval)
    return str(interval)


def list_bearings(
    verdict: Any, claims: Mapping[str, Any], findings: Mapping[str, Any], to: Addresses
) -> list[Bearing]:
    """Return the figures that a verdict rests on, each with what it does to the claim."""
    roles = [
        ("against", verdict.against),
        ("for", getattr(verdict, "support", [])),
        ("moved from", [verdict.moved_from] if verdict.moved_from else []),
        ("beside it", getattr(verdict, "beside", [])),
    ]
    rows = []
    for how, names in roles:
        for name in names:
            bare = name.removeprefix(_FINDING)
            if bare in findings:
                one = findings[bare]
                what, text, whose = write_names(str(one.scope)), one.phrase, "computed here"
            elif bare in claims:
                one = claims[bare]
                what, text, whose = one.statement, write_printed(one), one.source
            else:
                continue
            rows.append(Bearing(bare, to.number(bare), how, what, text, whose))
    return rows


def write_period(scope: Scope) -> str:
    """Return the time that a scope speaks of, in words.

    >>> write_period(Scope(start="2024-11", end="2025-05"))
    'November 2024 to May 2025'
    """
    ends = [write_date(end) for end in (scope.start, scope.end) if end]
    return " to ".join(dict.fromkeys(ends))


@dataclass(frozen=True)
class File:
    """One file, or part of one, that a finding rests on."""

    path: str
    part: str
    read: str
    kept: str
    hash: str


def list_files(release: Any, ledger: Any | None) -> list[File]:
    """Return the files of a release with their rows; without a ledger the rows are left open."""
    hashes = {resource.path: resource.hash for resource in release.resources}
    if ledger is None:
        return [File(path, "", "", "", digest) for path, digest in hashes.items()]
    return [
        File(
            entry.path,
            entry.part or "",
            f"{entry.rows_read:,}",
            f"{entry.rows_kept:,}",
            hashes.get(entry.path, ""),
        )
        for entry in ledger.files
    ]


_TALLIES = {
    "rejected": "Rejected",
    "duplicates": "Repeated (kept, and marked)",
    "withheld": "Withheld by the custodian",
    "blank": "Blank",
    "problems": "Value that could not be read",
    "flags": "Hour of the clock change",
}


def list_tallies(ledger: Any | None) -> list[tuple[str, str, int]]:
    """Return what a ledger counted, besides the rows themselves: what, which, how many."""
    return [
        (title, which, number)
        for name, title in _TALLIES.items()
        for which, number in sorted((getattr(ledger, name, None) or {}).items())
    ]


def collect_mentions(pages: Iterable[Page]) -> dict[str, list[tuple[str, Sentence]]]:
    """Return, for each finding and claim, the sentences that name it, with their notebooks."""
    found: dict[str, list[tuple[str, Sentence]]] = {}
    for page in pages:
        for sentence in page.sentences:
            for name in sentence.ids:
                found.setdefault(name, []).append((page.name, sentence))
    return found


SYNTHETIC = "On made-up records (synthetic)"
"""The heading under which findings stand that say nothing of any real agency."""


def group_findings(
    findings: Mapping[str, Finding], titles: Mapping[str, str]
) -> list[tuple[str, list[Finding]]]:
    """Return the findings under headings: by notebook, then all that rest on made-up records."""
    real, made_up = (
        [findings[name] for name in sorted(findings) if is_made_up(findings[name]) is which]
        for which in (False, True)
    )
    names = sorted({finding.notebook for finding in real})
    groups = [
        (titles.get(name, name), [one for one in real if one.notebook == name]) for name in names
    ]
    return [*groups, *([(SYNTHETIC, made_up)] if made_up else [])]


def is_made_up(finding: Finding) -> bool:
    """Return whether a finding rests on synthetic records."""
    return finding.data_status is DataStatus.SYNTHETIC
