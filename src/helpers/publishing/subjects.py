"""Subjects: what a finding's number is, in words that promise no more than its scope and unit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping

from helpers.evidence.findings import Finding
from helpers.publishing.names import write_names
from helpers.statuses import DataStatus

READING = "reading."
"""Ids that begin so name what a declared reading computed: a bound, never a count."""

_READ = {
    "comparison": "What the second count would be",
    "flip": "The first count at which it starts or stops to fit",
    "away": "How far that turning point is from the printed first count",
}
"""What a reading computes (evidence/readings.py), by the last word of the finding's id."""


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

    >>> from helpers.evidence.findings import Scope
    >>> facts = {"value": 1, "data_status": "transcribed", "releases": ["r"]}
    >>> scope = Scope(who="ICE", what="Nlets queries", where="US")
    >>> name_subject(Finding(id="a.b", unit="queries", scope=scope, **facts))
    'How many Nlets queries by ICE (US)'
    >>> name_subject(Finding(id="a.c", unit="percent of all queries", scope=scope, **facts))
    'What percent of all queries: Nlets queries by ICE (US)'
    """
    before = "On made-up records: " if finding.data_status is DataStatus.SYNTHETIC else ""
    what, beside = _say_scope(finding)
    words = _ask(finding.unit, what)
    if is_reading(finding):
        reading, _, part = finding.id.removeprefix(READING).rpartition(".")
        measured = _READ.get(part, _words(part).capitalize())
        before += f"If the figures are read {_words(reading)!r}: ".replace("'", '"')
        words = _join(f"{measured}, in {finding.unit}", what)
    words += f" ({'; '.join(beside)})" if beside else ""
    words = write_names(words)
    return before + (words[:1].lower() + words[1:] if before else words)


def _say_scope(finding: Finding) -> tuple[str, list[str]]:
    """Return what was counted and by whom, and what stands in brackets: a place or a choice."""
    scope, beside = finding.scope, []
    who = scope.who
    if ":" in who:
        beside, who = [who], ""
    beside += [scope.where] if scope.where else []
    beside += [_words(finding.id.partition(".")[2])] if finding.unit == "times" else []
    whose = f"{'by' if scope.what else 'for'} {who}" if who else ""
    return " ".join(filter(None, (scope.what, whose))), beside


def _ask(unit: str, what: str) -> str:
    if unit == "percent increase":
        return _join("By what percent it rose", what)
    if unit.startswith("percent"):
        return _join(f"What {unit}", what)
    counted = what.split(" by ")[0]
    if counted == unit or (" " not in unit and unit in counted.split(" ")):
        return f"How many {what}"
    asked = "How many times as many" if unit == "times" else f"How many {unit}"
    asked = {"date": "Which day", "day": "Which day", "month": "Which month"}.get(unit, asked)
    return _join(asked, what)


def _join(asked: str, what: str) -> str:
    return asked + (f"{' ' if what.startswith('for ') else ': '}{what}" if what else "")


def _words(name: str) -> str:
    return " ".join(name.replace(".", " ").replace("_", " ").replace("-", " ").split())


def write_unit(finding: Finding) -> str:
    """Return the unit that is left to say beside the number: a "%" has said its part.

    >>> from helpers.evidence.findings import Scope
    >>> write_unit(Finding(id="a", value=196.3, unit="percent increase", scope=Scope(),
    ...                    data_status="transcribed", releases=["r"]))
    'increase'
    """
    return finding.phrase.removeprefix(finding.text).strip()


def write_wording(finding: Finding) -> str:
    """Return how the value is meant."""
    if is_reading(finding):
        return "computed bound: what follows if that reading holds, no count"
    return finding.wording


def say_status(finding: Finding, meaning: str) -> str:
    """Return what a finding's data status means; `meaning` is that of the status itself.

    A number computed from transcribed figures was not itself transcribed.
    """
    if finding.data_status is DataStatus.TRANSCRIBED:
        return "Computed from figures transcribed from publications."
    return meaning


def split_parameters(
    finding: Finding, releases: Collection[str]
) -> tuple[dict[str, object], dict[str, object]]:
    """Return the parameters of the run that the finding speaks of, and all the others.

    A parameter bears on a finding if it names a release that the finding rests on, or if the
    finding's scope says its value. Where the run's release is another one, none of them does.
    """
    given: dict[str, object] = dict(sorted(finding.parameters.items()))
    named = {str(value) for value in given.values()} & set(releases)
    elsewhere = bool(named) and not named & set(finding.releases)
    said = " ".join((*finding.scope.model_dump().values(), finding.note)).casefold()
    own = {
        name: value
        for name, value in given.items()
        if not elsewhere and (value in finding.releases or _says(said, str(value)))
    }
    return own, {name: value for name, value in given.items() if name not in own}


def _says(text: str, value: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(value.casefold())}(?!\w)", text) is not None


def split_inputs(finding: Finding) -> tuple[dict[str, str], dict[str, str]]:
    """Return the inputs that the finding rests on with their sha256, and the run's others."""
    own = {name: it for name, it in sorted(finding.inputs.items()) if name in finding.releases}
    return own, {name: it for name, it in sorted(finding.inputs.items()) if name not in own}
