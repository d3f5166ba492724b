"""Views: claims and findings as the pages show them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from helpers.claims.claim import Claim
from helpers.claims.dates import show_days, write_date
from helpers.claims.finding import Finding, Scope
from helpers.claims.listing import sort_by_harm
from helpers.claims.readings import Reading
from helpers.claims.relations import Relation
from helpers.claims.verdicts import Verdict
from helpers.site.labels import TOPICS, write_names, write_topic
from helpers.site.markup import make_slug
from helpers.site.notebook_pages import Addresses, Page
from helpers.site.sentences import PrintableSentence
from helpers.status import DataStatus

# Subjects: what a finding's number is, in words that promise no more than its scope and unit.

READING = "reading."
"""Ids that begin so name what a declared reading computed: a bound, never a count."""

_READ = {
    "comparison": "What the second count would be",
    "flip": "The first count at which it starts or stops fitting",
    "away": "How far that is from the published first count",
}
"""What a reading computes (claims/readings.py), by the last word of the finding's id."""


def is_reading(finding: Finding) -> bool:
    """Return whether a finding was computed under a declared reading."""
    return finding.id.startswith(READING)


def name_subjects(findings: Mapping[str, Finding]) -> dict[str, str]:
    """Return for each finding, by its id, the heading that says what its number is.

    Where several would have one heading, each also names its id in words.
    """
    named = {name: name_subject(finding) for name, finding in findings.items()}
    times = Counter(named.values())
    return {
        name: f"{words} [{_words(name.partition('.')[2] or name)}]" if times[words] > 1 else words
        for name, words in named.items()
    }


def name_subject(finding: Finding) -> str:
    """Return what the number of a finding is, as a heading.

    >>> from helpers.claims.finding import Scope
    >>> facts = {"value": 1, "data_status": "transcribed", "releases": ["r"]}
    >>> scope = Scope(who="ICE", what="Nlets queries", where="US")
    >>> name_subject(Finding(id="a.b", unit="queries", scope=scope, **facts))
    'How many Nlets queries by ICE (US)'
    >>> name_subject(Finding(id="a.c", unit="percent of all queries", scope=scope, **facts))
    'What percent of all queries: Nlets queries by ICE (US)'
    """
    before = "On invented data: " if finding.data_status is DataStatus.SYNTHETIC else ""
    what, details = _say_scope(finding)
    words = _ask(finding.unit, what)
    if is_reading(finding):
        reading, _, part = finding.id.removeprefix(READING).rpartition(".")
        measured = _READ.get(part, _words(part).capitalize())
        before += f"Under the explanation {_words(reading)!r}: ".replace("'", '"')
        words = _join(f"{measured}, in {finding.unit}", what)
    words += f" ({'; '.join(details)})" if details else ""
    words = write_names(words)
    return before + (words[:1].lower() + words[1:] if before else words)


def _say_scope(finding: Finding) -> tuple[str, list[str]]:
    """Return what was counted and by whom, and the details in brackets: a place or a choice."""
    scope, details = finding.scope, []
    who = scope.who
    if ":" in who:
        details, who = [who], ""
    details += [scope.where] if scope.where else []
    details += [_words(finding.id.partition(".")[2])] if finding.unit == "times" else []
    whose = f"{'by' if scope.what else 'for'} {who}" if who else ""
    return " ".join(filter(None, (scope.what, whose))), details


def _ask(unit: str, what: str) -> str:
    if unit == "percent increase":
        return _join("By what percent it rose", what)
    if unit.startswith("percent"):
        return _join(f"What {unit}", what)
    counted = what.split(" by ")[0]
    if counted == unit or (" " not in unit and unit in counted.split(" ")):
        return f"How many {what}"
    question = "How many times as many" if unit == "times" else f"How many {unit}"
    question = {"date": "Which day", "day": "Which day", "month": "Which month"}.get(unit, question)
    return _join(question, what)


def _join(asked: str, what: str) -> str:
    return asked + (f"{' ' if what.startswith('for ') else ': '}{what}" if what else "")


def _words(name: str) -> str:
    return " ".join(name.replace(".", " ").replace("_", " ").replace("-", " ").split())


def write_unit(finding: Finding) -> str:
    """Return the unit that is left to say with the number, without its "%".

    >>> from helpers.claims.finding import Scope
    >>> write_unit(Finding(id="a", value=196.3, unit="percent increase", scope=Scope(),
    ...                    data_status="transcribed", releases=["r"]))
    'increase'
    """
    return finding.phrase.removeprefix(finding.text).strip()


def write_wording(finding: Finding) -> str:
    """Return how the value is meant."""
    if is_reading(finding):
        return "what follows if that explanation is right; nobody counted it"
    return finding.wording


def say_status(finding: Finding, meaning: str) -> str:
    """Return what a finding's data status means; `meaning` is that of the status itself.

    A number computed from transcribed figures was not itself transcribed.
    """
    if finding.data_status is DataStatus.TRANSCRIBED:
        return "Computed from published reports."
    return meaning


def split_parameters(
    finding: Finding, releases: Collection[str]
) -> tuple[dict[str, object], dict[str, object]]:
    """Return the parameters of the run that the finding is about, and all the others.

    A parameter affects a finding if it names a release that the finding rests on, or if the
    finding's scope says its value. Where the run's release is another one, none of them does.
    """
    given: dict[str, object] = dict(sorted(finding.parameters.items()))
    named = {str(value) for value in given.values()} & set(releases)
    elsewhere = bool(named) and not named & set(finding.releases)
    text = " ".join((*finding.scope.model_dump().values(), finding.note)).casefold()
    relevant = {
        name: value
        for name, value in given.items()
        if not elsewhere and (value in finding.releases or _says(text, str(value)))
    }
    return relevant, {name: value for name, value in given.items() if name not in relevant}


def _says(text: str, value: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(value.casefold())}(?!\w)", text) is not None


def split_inputs(finding: Finding) -> tuple[dict[str, str], dict[str, str]]:
    """Return the inputs that the finding rests on with their sha256, and the run's others."""
    used = {name: it for name, it in sorted(finding.inputs.items()) if name in finding.releases}
    return used, {name: it for name, it in sorted(finding.inputs.items()) if name not in used}


# Views: claims, findings and releases laid out for a page.

_FINDING = "finding:"


@dataclass(frozen=True)
class Topic:
    """A heading, and the claims under it: what is wrong first, then by id."""

    name: str
    slug: str
    claims: tuple[Any, ...]


@dataclass(frozen=True)
class RelatedFigure:
    """A figure that is evidence on a claim: what it is and what it does."""

    id: str
    href: str
    how: str
    what: str
    text: str
    whose: str


def group_claims(claims: Mapping[str, Claim], verdicts: Mapping[str, Verdict]) -> list[Topic]:
    """Return the claims by topic, the most harmful first."""
    topics = {claim.topic for claim in claims.values()}
    order = [*(topic for topic in TOPICS if topic in topics), *sorted(topics - set(TOPICS))]

    return [
        Topic(
            write_topic(topic),
            f"topic-{make_slug(topic)}",
            tuple(sort_by_harm((c for c in claims.values() if c.topic == topic), verdicts)),
        )
        for topic in order
    ]


def write_claimed(claim: Any) -> str:
    """Return what was published, with its unit."""
    phrase = str(getattr(claim, "phrase", "") or claim.text)
    return phrase or "; ".join(claim.members) or str(claim.printed)


def list_details(claim: Claim, verdict: Verdict) -> list[tuple[str, str]]:
    """Return what is known of a claim besides its wording, as names and values."""
    read = str(claim.read).capitalize()
    read += f", through {claim.read_through}" if claim.read_through else ""
    facts = [
        ("About", "; ".join(filter(None, (claim.scope.who, claim.scope.where)))),
        ("Period", write_scope_period(claim.scope)),
        ("End of the period", "Inferred, not in the words" if claim.end_inferred else ""),
        ("Wording", claim.wording),
        ("Unit", claim.unit),
        ("What is counted", claim.definition),
        ("Names", "; ".join(claim.members)),
        ("Plain reading", "" if claim.implied is None else _bounds(claim, "implied")),
        ("Widest reading", "" if claim.logical is None else _bounds(claim, "logical")),
        ("Counted by", claim.counted_by or "Not known"),
        ("First published or said by", claim.origin_name),
        ("How we read the source", read),
        ("Kind of source", str(claim.rank)),
        ("Title", claim.title),
        ("Notes", claim.notes),
        ("What probably went wrong", _say_cause(claim)),
        ("What would settle it", verdict.settled_by),
    ]
    return [(name, value) for name, value in facts if value]


def _say_cause(claim: Claim) -> str:
    """Return a probable cause as a judgment that a person has yet to sign."""
    cause = claim.probable_cause
    return f"Probably {cause} (a judgment, not signed)" if cause else ""


def _bounds(claim: Claim, which: str) -> str:
    interval = getattr(claim, which)
    return show_days(interval) if claim.is_date else str(interval)


def list_bearings(
    verdict: Verdict, claims: Mapping[str, Claim], findings: Mapping[str, Finding], to: Addresses
) -> list[RelatedFigure]:
    """Return every claim and finding that a page shows as evidence, with what it does."""
    rows = []
    for item in verdict.evidence:
        for name in item.ids:
            bare = name.removeprefix(_FINDING)
            if bare in findings:
                finding = findings[bare]
                what, text, whose = write_names(str(finding.scope)), finding.phrase, "computed here"
            elif bare in claims:
                claim = claims[bare]
                what, text, whose = claim.statement, write_claimed(claim), claim.source
            else:
                continue
            rows.append(RelatedFigure(bare, to.number(bare), item.does, what, text, whose))
    return list(dict.fromkeys(rows))


def list_family(
    claim: Claim, verdict: Verdict, readings: Iterable[Reading]
) -> tuple[list[Reading], list[str]]:
    """Return the readings about a claim or about one that repeats it, and the claims in them."""
    family = {claim.id, *verdict.repeated_by, *([claim.repeats] if claim.repeats else [])}
    found = [one for one in readings if family & set(one.claims)]
    others = dict.fromkeys(name for one in found for name in one.claims if name != claim.id)
    return found, list(others)


def list_computed(
    names: Iterable[str], relations: Iterable[Relation], findings: Mapping[str, Finding]
) -> list[Finding]:
    """Return the findings that were computed from claims among `names` alone."""
    known = set(names)
    found = [
        one.subject.removeprefix(_FINDING)
        for one in relations
        if one.subject.startswith(_FINDING) and set(one.operands) <= known
    ]
    return [findings[name] for name in dict.fromkeys(found) if name in findings]


def write_scope_period(scope: Scope) -> str:
    """Return the time that a scope is about, in words.

    >>> write_scope_period(Scope(start="2024-11", end="2025-05"))
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


def list_file_rows(release: Any, ledger: Any | None) -> list[File]:
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


def collect_mentions(pages: Iterable[Page]) -> dict[str, list[tuple[str, PrintableSentence]]]:
    """Return, for each finding and claim, the sentences that name it, with their notebooks."""
    found: dict[str, list[tuple[str, PrintableSentence]]] = {}
    for page in pages:
        for sentence in page.sentences:
            for name in sentence.ids:
                found.setdefault(name, []).append((page.name, sentence))
    return found


INVENTED = "On invented data"
"""The heading of findings that say nothing about any real agency."""


def group_findings(
    findings: Mapping[str, Finding], titles: Mapping[str, str], *, with_invented: bool
) -> list[tuple[str, str, list[Finding]]]:
    """Return the findings by notebook: title, anchor, findings; those on invented data come last.

    They are left out if a page of their own shows them.
    """
    real, invented = (
        [findings[name] for name in sorted(findings) if is_made_up(findings[name]) is which]
        for which in (False, True)
    )
    groups = [
        (title, name or "other", [one for one in real if one.notebook == name])
        for name, title in titles.items()
    ]
    others = [one for one in real if one.notebook not in titles]
    groups += [("Other", "others", others)]
    groups += [(INVENTED, "invented", invented)] if with_invented else []
    return [group for group in groups if group[2]]


def is_made_up(finding: Finding) -> bool:
    """Return whether a finding rests on synthetic records."""
    return finding.data_status is DataStatus.SYNTHETIC
