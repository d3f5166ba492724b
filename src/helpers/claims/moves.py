"""Moves: findings and verdicts that are not what they were, by how much, and because of what."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from helpers.claims.finding import Finding
from helpers.errors import explain_file
from helpers.privacy.gate import publish
from helpers.project import REFERENCE, Project

JUDGMENT = frozenset(
    f"{REFERENCE}{name}.csv" for name in ("relations", "readings", "scopes", "names", "responses")
)
"""The tables of human judgment that verdicts rest on, as inputs are called."""

TRANSCRIBED = ("statement", "printed", "wording", "unit", "source", "source_date", "origin", "rank")
"""What was transcribed of a claim, as `plateglass claims --json` gives it."""

LONGEST = 60
"""Longer texts are cut where they are set side by side."""

VERDICTS = ("quotation", "standing", "advice", "verdict")
"""What is compared of a claim, as `plateglass claims --json` gives it."""


@dataclass(frozen=True)
class Cause:
    """Something that differs behind a number: data, code, parameters or versions."""

    sort: str
    what: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        """Return it as part of a sentence."""
        if self.before and self.after:
            return f"{self.what} (was {self.before}, now {self.after})"
        return self.what


@dataclass(frozen=True)
class Move:
    """A finding or a verdict that is not the same on both sides, and what may have moved it.

    `by` is the difference of two numbers, or of two days; `percent` that in percent of the first.
    """

    id: str
    sort: str
    before: str
    after: str
    unit: str = ""
    by: float | None = None
    percent: float | None = None
    because: tuple[Cause, ...] = ()


def is_same(before: Finding, after: Finding) -> bool:
    """Return whether two findings give the same number in the same words."""
    facts = ("value", "unit", "wording")
    return all(getattr(before, name) == getattr(after, name) for name in facts)


def move_finding(before: Finding, after: Finding, because: Iterable[Cause] = ()) -> Move:
    """Return by how much a finding moved."""
    by = percent = None
    if isinstance(before.value, int | float) and isinstance(after.value, int | float):
        by = after.value - before.value
        percent = 100 * by / abs(before.value) if before.value else None
    elif (days := _count_days(str(before.value), str(after.value))) is not None:
        by = days
    causes = tuple(dict.fromkeys(because))
    return Move(after.id, "finding", before.phrase, after.phrase, after.unit, by, percent, causes)


def _count_days(before: str, after: str) -> float | None:
    try:
        return float((date.fromisoformat(after) - date.fromisoformat(before)).days)
    except ValueError:
        return None


def compare_facts(
    one: Mapping[str, Mapping[str, Any]],
    other: Mapping[str, Mapping[str, Any]],
    moved: Collection[str] = (),
    changed: Collection[str] = (),
    rules: Sequence[Cause] = (),
) -> Iterator[Move]:
    """Yield the verdicts that moved; `one` and `other` are what `claims --json` gives, by id.

    `moved` are the findings that did, `changed` the inputs, and `rules` what differs in the code
    that judges.
    """
    names = sorted(one.keys() & other.keys())
    corrected = {
        name
        for name in names
        if any(one[name].get(key) != other[name].get(key) for key in TRANSCRIBED)
    }
    for name in names:
        before, after = one[name], other[name]
        shared = [key for key in VERDICTS if key in before and key in after]
        said, says = (_say_verdict(facts, shared) for facts in (before, after))
        if said != says:
            because = (*_explain_verdict(before, after, {*moved, *corrected}, changed), *rules)
            yield Move(name, "verdict", said, says, because=because)


def _say_verdict(facts: Mapping[str, Any], keys: Sequence[str]) -> str:
    shown = [str(facts[key]) for key in keys if key != "verdict" or len(keys) == 1]
    return "; ".join(dict.fromkeys(shown))


def _explain_verdict(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    moved: Collection[str],
    changed: Collection[str],
) -> Iterator[Cause]:
    """Yield what may have moved a verdict: the claim, what was weighed, or a table of judgment."""
    for key in TRANSCRIBED:
        if key in before and key in after and before[key] != after[key]:
            yield Cause("data", f"its {key}", _shorten(before[key]), _shorten(after[key]))
    weighed = {
        str(one).removeprefix("finding:")
        for facts in (before, after)
        for key in ("against", "support")
        for one in facts.get(key) or ()
    }
    for one in sorted(weighed & set(moved)):
        yield Cause("data", f"{one} changed")
    for one in sorted(set(changed) & JUDGMENT):
        yield Cause("data", one)


def _shorten(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}\u2026"


# The last published run: its numbers and verdicts, kept so the next one can be compared.

PUBLISHED = "published.json"
"""The file in data/processed that keeps what was published last."""


@dataclass(frozen=True)
class Published:
    """What was published: the day, the findings, and the verdict on each claim, by id."""

    day: str
    findings: dict[str, Finding]
    facts: dict[str, dict[str, Any]]


def read_published(project: Project) -> Published | None:
    """Return what was published last, or None."""
    path = project.processed / PUBLISHED
    if not path.is_file():
        return None
    with explain_file(project.show(path), "Restore it from git, or move it elsewhere"):
        kept = json.loads(path.read_text(encoding="utf-8"))
        findings = {name: Finding.model_validate(one) for name, one in kept["findings"].items()}
        facts = {name: dict(one) for name, one in kept["claims"].items()}
        return Published(date.fromisoformat(kept["day"]).isoformat(), findings, facts)


def write_published(
    project: Project,
    day: str,
    findings: Mapping[str, Finding],
    facts: Mapping[str, Mapping[str, Any]],
) -> Path:
    """Keep what is published now, and return the file."""
    fields = ("id", "value", "unit", "wording", "scope", "data_status", "releases", "hash")
    kept = {
        "day": day,
        "findings": {
            name: {key: value for key, value in one.short().items() if key in fields}
            for name, one in sorted(findings.items())
        },
        "claims": {
            name: {key: one[key] for key in (*VERDICTS, "printed", "wording") if key in one}
            for name, one in sorted(facts.items())
        },
    }
    path = project.processed / PUBLISHED
    written = json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    releases = {release for one in findings.values() for release in one.releases}
    publish({path: written}, releases, project)
    return path


def list_moves(
    before: Published,
    findings: Mapping[str, Finding],
    facts: Mapping[str, Mapping[str, Any]],
) -> list[Move]:
    """Return the findings and verdicts that moved since what was published."""
    moved = [
        move_finding(before.findings[name], findings[name])
        for name in sorted(before.findings.keys() & findings.keys())
        if not is_same(before.findings[name], findings[name])
    ]
    return [*moved, *compare_facts(before.facts, facts, {move.id for move in moved})]
