"""Findings: the numbers that a notebook computed, each with the rows or the claims behind it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Annotated, Any, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from helpers.claims.dates import write_date
from helpers.cleaning import selection
from helpers.cleaning.selection import RowSet, Step
from helpers.errors import Problem, explain_file, suggest
from helpers.ledger.ledger import CUT
from helpers.privacy.gate import publish
from helpers.project import Project, find_project, open_scratch
from helpers.releases.release import Entry, list_entries, note_opened
from helpers.status import DataStatus, weakest

# Units: what was counted, whether one by one, and in the number that the count asks for.

_ONE = re.compile(r"(?:.*\s)?1")
_HEAD = re.compile(r"(.+?)((?: (?:of|in|to|with|for|a|its|reviewed)\b| \().*)?")
_HISSING = ("ches", "shes", "sses", "xes")


def fit_unit(number: str, unit: str) -> str:
    """Return a unit as written after its number: in the singular after 1, and without a slash.

    `number` is the number as a sentence has it, with the words before it. English says "more
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
# `finding` returns an output that a cell displays; the runner harvests it from the executed
# notebook. So JupyterLab, papermill, nbval and the runner see the same thing.

MIME = "application/vnd.plateglass.finding+json"
_SAID = {"under": "less than", "over": "more than"}
"""How a sentence has a wording."""

DATES = ("date", "month")
"""The units of a value that is an ISO day or month; a sentence writes it out."""

FIGURES = "published-figures"
"""The release that claims are of."""

MOST_PACKED = 12_000
"""Longer lists of row numbers are kept in a file of the project's state, not in a finding."""


class Scope(BaseModel):
    """Who, what, where and when a quantity is about; two clash only where scopes match.

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


class PartRows(BaseModel):
    """Numbers of rows in one part of a table, from 1: `rows` as `selection.pack` writes them.

    The names of files and sheets stay out of findings, which are published: they are content too.
    """

    model_config = ConfigDict(frozen=True)

    part: int
    rows: str


class Rows(BaseModel):
    """The rows of one release that a finding was computed from.

    `table` is the digest of the table, `total` its rows, `n` those that count, from day or month
    `first` to `last`. `steps` say how they were chosen: a step without a condition was taken by
    hand, outside the ledger. Which rows they are say the conditions, or else `numbers`, or else the
    file named by `kept`. `use` is "counted", "rejected" (rows that are not in the table) or
    "consulted" (rows that were looked things up in).
    """

    model_config = ConfigDict(frozen=True)

    release: str
    table: str
    total: int
    n: int
    first: str = ""
    last: str = ""
    use: str = "counted"
    steps: list[Step] = Field(default_factory=list)
    numbers: list[PartRows] = Field(default_factory=list)
    kept: str = ""

    @model_validator(mode="before")
    @classmethod
    def _forget_names(cls, rows: Any) -> Any:
        """Read a finding of an earlier edition, which named files: its rows are not known here."""
        if any("file" in one for one in rows.get("numbers", []) if isinstance(one, dict)):
            return {**rows, "numbers": [], "table": ""}
        return rows

    @property
    def condition(self) -> str:
        """The conditions of all steps as one, in SQL; empty where the rows were chosen by hand."""
        if self.by_hand or self.numbers or self.kept:
            return ""
        return " AND ".join(f"({step.where})" for step in self.steps) or "true"

    @property
    def by_hand(self) -> bool:
        """Whether some narrowing has no condition: it is in the notebook's code alone."""
        return any(not step.where for step in self.steps)


def _split(names: object) -> object:
    return names.split() if isinstance(names, str) else names


def _parse(rows: object) -> object:
    return json.loads(rows) if isinstance(rows, str) else rows


class Finding(BaseModel):
    """A quantity with unit, scope, data status and what it rests on.

    `wording` says how the value is meant ("exact", "under", "over"): a bound is not a value.
    `n` is the number of rows it was counted from, where it was counted from rows: those of `rows`.
    `of` names the claims, findings and entries of data/reference that it was computed from, and
    `hash` changes with any of its rows and of those.
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
    rows: Annotated[list[Rows], BeforeValidator(_parse)] = []
    of: Annotated[list[str], BeforeValidator(_split)] = []
    hash: str = ""

    @property
    def by_hand(self) -> bool:
        """Whether its rows were narrowed by hand, outside the ledger."""
        return any(one.by_hand for one in self.rows)

    @property
    def text(self) -> str:
        """The value as a sentence has it.

        >>> Finding(id="a", value=292114, unit="queries", scope=Scope(),
        ...         data_status="transcribed", releases=["r"]).text
        '292,114'
        """
        if self.unit in DATES:
            return write_date(str(self.value))
        bare = write_number(self.value)
        sign = "%" if self.unit.startswith("percent") and bare[-1:].isdigit() else ""
        words = _SAID.get(self.wording, self.wording)
        prefix = "" if self.wording == "exact" else f"{words} "
        return f"{prefix}{bare}{sign}"

    @property
    def phrase(self) -> str:
        """The value with its unit: `292,114 queries`, `196.3% increase`, `Nov. 13, 2024`."""
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

    def short(self) -> dict[str, Any]:
        """Return the finding as files keep it: of its rows, only what is not as usual."""
        rows = [one.model_dump(mode="json", exclude_defaults=True) for one in self.rows]
        return self.model_dump(mode="json") | {"rows": rows}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        n = "" if self.n is None else f"; n = {self.n:,}"
        line = f"{self.id} = {self.phrase} [{self.data_status.value}{n}; {self.scope}]"
        facts = self.model_dump(mode="json", exclude=_HARVESTED, exclude_defaults=True)
        # One text: a notebook's file gives each entry of a list a line of its own.
        if self.rows:
            facts["rows"] = json.dumps(facts["rows"], separators=(",", ":"))
        if self.of:
            facts["of"] = " ".join(self.of)
        return {"text/plain": line, "text/html": self._write_card(), MIME: facts}

    def _write_card(self) -> str:
        """Return the finding as a card for JupyterLab: number, what it is, and what it rests on."""
        n = "" if self.n is None else f", counted from {self.n:,} rows"
        about = " · ".join(filter(None, (str(self.scope), self.note)))
        rests = f"{_RESTS[self.data_status]}{n}. Trace it: plateglass trace {self.id}"
        lines = (f"<b>{escape(self.phrase)}</b>", escape(about), f"<small>{escape(rests)}</small>")
        return f'<div style="{CARD}">{"<br>".join(filter(None, lines))}</div>'


CARD = "border-left:4px solid #0b5394;padding:.3em .8em;margin:.2em 0"
"""How a card looks in JupyterLab; a page sets its own."""

_RESTS = {
    DataStatus.RELEASED: "From released records",
    DataStatus.UNVERIFIED: "From unverified records",
    DataStatus.TRANSCRIBED: "From published reports",
    DataStatus.DECLARED: "From choices of this project",
    DataStatus.SYNTHETIC: "INVENTED DATA",
}

_HARVESTED = {"notebook", "parameters", "inputs"}

RECORDED: dict[str, Finding] = {}
"""The findings of this process, so a sentence can name them by id."""


class Named(Protocol):
    """What a finding may be computed from, besides rows: a claim or a data/reference entry."""

    @property
    def id(self) -> str:
        """Its id."""


def finding(
    name: str,
    value: int | float | str,
    *,
    unit: str,
    rows: Any = None,
    of: Iterable[Finding | Named | str] | Mapping[str, Named] | None = None,
    beside: Any = None,
    scope: Scope | None = None,
    wording: str = "exact",
    note: str = "",
) -> Finding:
    """Return a finding for a cell to display.

    `name` is its id (`nlets.pair`); `value` a number or an ISO date. `rows` is what it was counted
    in: a table, rows chosen with `table.where(...)`, or a frame whose rows still say where they are
    from; or a list of these. `of` are the claims or findings that it was computed from, and
    `beside` tables that were consulted. From them come n, the data status (the weakest of all), the
    releases, and the period where `scope` names none.

    Raises Problem if there is neither `rows` nor `of`, or no value.
    """
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, float) and value != value:
        raise Problem(
            f"The finding {name} has no value",
            expected="a number",
            remedy="Nothing was counted: check the parameters against the months in the ledger",
        )
    if rows is None and of is None:
        raise Problem(
            f"The finding {name} does not say what it was computed from",
            expected="rows=, the table or the frame it was counted in, or of=, claims or findings",
        )
    counted = [] if rows is None else selection.read_rows(rows)
    consulted = [] if beside is None else selection.read_rows(beside)
    members = _list_members(name, of)
    if not counted and not members:
        raise Problem(
            f"The finding {name} rests on nothing: rows= and of= are empty",
            expected="at least one table, claim or finding",
        )
    statuses = [one.table.data_status for one in (*counted, *consulted)]
    releases = {one.table.release for one in (*counted, *consulted)}
    for one in members:
        statuses.append(getattr(one, "data_status", DataStatus.TRANSCRIBED))
        releases |= set(getattr(one, "releases", [FIGURES]))
    written = [_write_rows(one) for one in counted]
    written += [_write_rows(one).model_copy(update={"use": "consulted"}) for one in consulted]
    cuts = _list_cuts(counted, consulted, members)
    made = Finding(
        id=name,
        value=value,
        unit=unit,
        scope=_fill_period(scope or Scope(), counted),
        n=sum(one.count for one in counted) if counted else None,
        wording=wording,
        data_status=weakest(statuses),
        releases=sorted(releases),
        note="; ".join(filter(None, dict.fromkeys((note, *cuts)))),
        rows=written,
        of=list(dict.fromkeys(one.id for one in members)),
        hash=_digest([[one.model_dump() for one in written], [_hash(one) for one in members]]),
    )
    RECORDED[name] = made
    return made


def _list_cuts(
    counted: Iterable[Any], consulted: Iterable[Any], members: Iterable[Any]
) -> Iterator[str]:
    """Yield what may have been cut off of the rows that a finding rests on, also through others."""
    for one in (*counted, *consulted):
        yield one.table.ledger.cut
    for member in members:
        known = getattr(member, "note", "") if isinstance(member, Finding) else ""
        yield from (piece for piece in known.split("; ") if piece.startswith(CUT))


def _list_members(
    name: str, of: Iterable[Finding | Named | str] | Mapping[str, Named] | None
) -> list[Finding | Named]:
    """Return what a finding is of; an id names a finding of this process, or an entry."""
    listed: list[Finding | Named] = []
    entries: Mapping[str, Entry] = {}
    for one in (of.values() if isinstance(of, Mapping) else of) or ():
        if not isinstance(one, str) and hasattr(one, "hash"):
            listed.append(one)
            continue
        wanted = one if isinstance(one, str) else one.id
        entries = entries or list_entries(find_project())
        if wanted not in RECORDED and wanted not in entries:
            raise Problem(
                f"The finding {name} is computed from {wanted}, which is no finding of this "
                "notebook and no entry of data/reference",
                remedy=suggest(wanted, [*RECORDED, *entries])
                + ". Name a claim by itself, as claims[ID]",
            )
        listed.append(RECORDED[wanted] if wanted in RECORDED else entries[wanted])
    return listed


def _hash(one: Any) -> list[str]:
    """Return what changes when a member does: its hash, and a finding's text."""
    return [one.id, one.hash, *([one.text] if isinstance(one, Finding) else [])]


def _digest(content: object) -> str:
    written = json.dumps(content, sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def _fill_period(scope: Scope, counted: Sequence[RowSet]) -> Scope:
    """Return a scope with the period of the rows, if it names none."""
    ends = [(one.first, one.last) for one in counted if one.first]
    if scope.start or scope.end or not ends:
        return scope
    first, last = min(first for first, _ in ends), max(last for _, last in ends)
    width = min(len(first), len(last))
    return scope.model_copy(update={"start": first[:width], "end": last[:width]})


def _write_rows(one: RowSet) -> Rows:
    """Return rows as a finding keeps them; long lists of their numbers go to a file."""
    table = one.table
    numbers = [
        PartRows(part=part, rows=selection.pack(found)) for part, found in one.numbers.items()
    ]
    kept = ""
    if sum(len(part.rows) for part in numbers) > MOST_PACKED:
        kept = _digest([table.release, *(part.model_dump() for part in numbers)])
        _keep(kept, numbers, find_project())
        numbers = []
    return Rows(
        release=table.release,
        table=table.digest,
        total=table.count,
        n=one.count,
        first=one.first,
        last=one.last,
        use="rejected" if one.rejected else "counted",
        steps=list(one.steps),
        numbers=numbers,
        kept=kept,
    )


def _keep(name: str, numbers: Sequence[PartRows], project: Project) -> None:
    path = kept_file(name, project)
    with open_scratch(path.parent, ".keeping-") as scratch:
        whole = scratch / path.name
        whole.write_text(json.dumps([one.model_dump() for one in numbers]), encoding="utf-8")
        whole.replace(path)


def kept_file(name: str, project: Project) -> Path:
    """Return the file in which a finding's long list of row numbers is kept."""
    return project.state / "rows" / f"{name}.json"


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


def save_findings(findings: Sequence[Finding], path: Path, project: Project | None = None) -> None:
    """Write harvested findings as JSON, through the gate, so no reader sees half a file."""
    releases = {release for finding in findings for release in finding.releases}
    publish({path: write_findings(findings)}, releases, project)


def write_findings(findings: Sequence[Finding]) -> str:
    """Return harvested findings as JSON."""
    rows = [finding.short() for finding in findings]
    return json.dumps(rows, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def load_findings(project: Project, *, only: Sequence[str] | None = None) -> dict[str, Finding]:
    """Return the harvested findings by id, of all notebooks or of those named in `only`.

    They are in data/processed/findings, one file a notebook. Raises Problem if two notebooks
    record the same id.
    """
    folder = project.processed / "findings"
    found: dict[str, Finding] = {}
    for path in sorted(folder.glob("*.json")):
        if only is None or path.stem in only:
            note_opened(path)
            with explain_file(
                project.show(path), f"Run the notebook again: plateglass run {path.stem}"
            ):
                rows = json.loads(path.read_text(encoding="utf-8"))
                listed = [Finding.model_validate(row) for row in _require_list(rows)]
            for finding in listed:
                if finding.id in found:
                    raise Problem(
                        f"The finding {finding.id} is recorded by two notebooks, "
                        f"{found[finding.id].notebook} and {finding.notebook}",
                        remedy="Give each finding an id of its own",
                    )
                found[finding.id] = finding
    return found


def _require_list(rows: object) -> list[Any]:
    if not isinstance(rows, list):
        raise TypeError
    return rows


def find(name: str, *books: Mapping[str, Any]) -> Any:
    """Return what `name` names in the first of `books` that has it.

    Raises Problem naming the nearest id if none has.
    """
    for book in books:
        if name in book:
            return book[name]
    known = [known for book in books for known in book]
    raise Problem(f"There is no finding or claim called {name}", remedy=suggest(name, known))
