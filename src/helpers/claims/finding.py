"""Findings: the numbers that a notebook computed, with unit and scope."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from helpers.claims.dates import write_date
from helpers.errors import Problem, suggest
from helpers.project import Project
from helpers.releases.release import note_opened
from helpers.status import DataStatus, weakest

# Units: what was counted, whether one by one, and in the number that the count asks for.

_ONE = re.compile(r"(?:.*\s)?1")
_HEAD = re.compile(r"(.+?)((?: (?:of|in|to|with|for|a|its|reviewed)\b| \().*)?")
_HISSING = ("ches", "shes", "sses", "xes")


def fit_unit(number: str, unit: str) -> str:
    """Return a unit as it stands after its number: in the singular after 1, and without a slash.

    `number` is the number as it stands in a sentence, with the words before it. English says "more
    than 1 account", and "1.0 accounts". A ratio has no word of its own.

    >>> fit_unit("1", "agencies"), fit_unit("at least 1", "claims of the article")
    ('agency', 'claim of the article')
    >>> fit_unit("1", "states and territories"), fit_unit("1", "searches a month")
    ('state or territory', 'search a month')
    >>> fit_unit("1", "query to all states"), fit_unit("11", "agencies"), fit_unit("1.0", "times")
    ('query to all states', 'agencies', 'times')
    >>> fit_unit("20 to 30", "requests/month"), fit_unit("11.8", "ratio")
    ('requests a month', '')
    """
    unit = "" if unit == "ratio" else unit.replace("/", " a ")
    if not _ONE.fullmatch(number):
        return unit
    found = _HEAD.fullmatch(unit)
    head, rest = (found[1], found[2] or "") if found else (unit, "")
    return " or ".join(_make_one(part) for part in head.split(" and ")) + rest


def is_whole(unit: str) -> bool:
    """Return whether a unit counts things one by one.

    >>> [is_whole(unit) for unit in ("searches", "percent", "requests/month", "searches a day")]
    [True, False, False, False]
    """
    counted = not unit.startswith(("percent", "share", "ratio", "factor", "times", "USD", "date"))
    return counted and not any(word in unit for word in ("/", " per ", " a ", " for each "))


def _make_one(words: str) -> str:
    if words.endswith("ies") and len(words.split()[-1]) > len("ties"):
        return f"{words[:-3]}y"
    if words.endswith(_HISSING):
        return words[:-2]
    if words.endswith("s") and not words.endswith(("ss", "us", "is", "series")):
        return words[:-1]
    return words


# Findings: quantities that a notebook computed, each with its lineage.
#
# `record` writes nothing. It returns an output that a cell displays; the runner harvests it from
# the executed notebook. So JupyterLab, papermill, nbval and the runner see the same thing.

MIME = "application/vnd.plateglass.finding+json"
DATES = ("date", "month")
"""The units of a value that is an ISO day or month; a sentence writes it out."""


class Source(Protocol):
    """What a finding may be computed from: a table, or anything that knows these two facts."""

    @property
    def release(self) -> str:
        """The release it came from."""

    @property
    def data_status(self) -> DataStatus:
        """How far it may be trusted."""


class Scope(BaseModel):
    """Who, what, where and when a quantity speaks of; two clash only where scopes match.

    `start` and `end` are ISO days or months, both included.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    who: str = ""
    what: str = ""
    where: str = ""
    start: str = ""
    end: str = ""

    def __str__(self) -> str:
        """Return the scope as a reader would see it.

        >>> str(Scope(who="ICE", where="US", start="2024-10-01", end="2025-09-30"))
        'ICE; US; 2024-10-01 to 2025-09-30'
        """
        when = self.start if self.start == self.end else f"{self.start} to {self.end}"
        when = when.removeprefix(" to ").removesuffix(" to ")
        return "; ".join(piece for piece in (self.who, self.what, self.where, when) if piece)


class Finding(BaseModel):
    """A quantity with unit, scope, data status and the releases it rests on.

    `wording` says how the value is meant ("exact", "under", "over"): a bound is not a value.
    `n` is the number of rows it was counted from, where it was counted from rows.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    value: int | float | str
    unit: str
    scope: Scope
    n: int | None = None
    wording: str = "exact"
    data_status: DataStatus
    releases: list[str]
    note: str = ""
    notebook: str = ""
    parameters: dict[str, Any] = {}
    inputs: dict[str, str] = {}

    @property
    def text(self) -> str:
        """The value as it stands in a sentence.

        >>> Finding(id="a", value=292114, unit="queries", scope=Scope(),
        ...         data_status="transcribed", releases=["r"]).text
        '292,114'
        """
        if self.unit in DATES:
            return write_date(str(self.value))
        bare = write_number(self.value)
        sign = "%" if self.unit.startswith("percent") and bare[-1:].isdigit() else ""
        prefix = "" if self.wording == "exact" else f"{self.wording} "
        return f"{prefix}{bare}{sign}"

    @property
    def phrase(self) -> str:
        """The value with its unit: `292,114 queries`, `196.3% increase`, `13 November 2024`."""
        if self.unit in DATES:
            return self.text
        if self.text.endswith("%"):
            return self.text + self.unit.removeprefix("percent")
        return f"{self.text} {fit_unit(self.text, self.unit)}".rstrip()

    def as_json(self) -> dict[str, Any]:
        """Return the finding as the stable fields that `plateglass findings --json` prints."""
        facts = self.model_dump(mode="json")
        first = ("id", "value", "unit", "n", "scope", "data_status", "notebook", "parameters")
        return {name: facts[name] for name in first} | facts | {"text": self.text}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        n = "" if self.n is None else f"; n = {self.n:,}"
        line = f"{self.id} = {self.phrase} [{self.data_status.value}{n}; {self.scope}]"
        return {"text/plain": line, MIME: self.model_dump(mode="json", exclude=_HARVESTED)}


_HARVESTED = {"notebook", "parameters", "inputs"}

RECORDED: dict[str, Finding] = {}
"""The findings of this process, so that a sentence can name them by id."""


def record(
    name: str,
    value: int | float | str,
    *,
    unit: str,
    scope: Scope,
    from_: Source | Sequence[Source],
    n: int | None = None,
    wording: str = "exact",
    note: str = "",
) -> Finding:
    """Return a finding for a cell to display.

    `name` is its id (`nlets.pair`); `value` a number or an ISO date; `n` the rows counted; `from_`
    the table or tables it was computed from. The weakest of their data statuses is the finding's.
    """
    sources = list(from_) if isinstance(from_, Sequence) else [from_]
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, float) and value != value:
        raise Problem(
            f"The finding {name} has no value",
            expected="a number",
            remedy="Nothing was counted: check the parameters against the months in the ledger",
        )
    finding = Finding(
        id=name,
        value=value,
        unit=unit,
        scope=scope,
        n=n,
        wording=wording,
        data_status=weakest(source.data_status for source in sources),
        releases=sorted({source.release for source in sources}),
        note=note,
    )
    RECORDED[name] = finding
    return finding


def list_sizes(names: Iterable[str]) -> dict[str, Finding]:
    """Return findings of this process without their signs, by id, for a sentence like "fell by".

    Id and lineage stay as they are. Raises Problem for an id that names none.
    """
    found = [find(name, RECORDED) for name in names]
    return {one.id: one.model_copy(update={"value": abs(one.value)}) for one in found}


def write_number(value: int | float | str) -> str:
    """Return a number as it is printed: thousands apart, at most four significant decimals.

    >>> write_number(897230), write_number(2.07150), write_number(0.10072), write_number("2025-05")
    ('897,230', '2.07', '0.1007', '2025-05')
    >>> write_number(794520.5), write_number(187.96)
    ('794,520.5', '188.0')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, int) or (float(value).is_integer() and abs(value) >= 1000):
        return f"{int(value):,}"
    decimals = 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 4
    return f"{value:,.{decimals}f}"


def save_findings(findings: Sequence[Finding], path: Path) -> None:
    """Write harvested findings as JSON, by rename, so that no reader sees half a file."""
    rows = [finding.model_dump(mode="json") for finding in findings]
    text = json.dumps(rows, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def load_findings(project: Project, *, only: Sequence[str] | None = None) -> dict[str, Finding]:
    """Return the harvested findings by id, of all notebooks or of those named in `only`.

    They stand in data/processed/findings, one file a notebook. Raises Problem if two notebooks
    record the same id.
    """
    folder = project.processed / "findings"
    found: dict[str, Finding] = {}
    for path in sorted(folder.glob("*.json")):
        if only is None or path.stem in only:
            note_opened(path)
            for row in json.loads(path.read_text(encoding="utf-8")):
                finding = Finding.model_validate(row)
                if finding.id in found:
                    raise Problem(
                        f"The finding {finding.id} is recorded by two notebooks, "
                        f"{found[finding.id].notebook} and {finding.notebook}",
                        remedy="Give each finding an id of its own",
                    )
                found[finding.id] = finding
    return found


def find(name: str, *books: Mapping[str, Any]) -> Any:
    """Return what `name` names in the first of `books` that has it.

    Raises Problem naming the nearest id if none has.
    """
    for book in books:
        if name in book:
            return book[name]
    known = [known for book in books for known in book]
    raise Problem(f"There is no finding or claim called {name}", remedy=suggest(name, known))
