"""Requests: the letter that asks for the record which would settle a claim.

What is not known stays a marked blank: a custodian, a state's law, a name. Nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from helpers.claims.claim import Claim, load_claims
from helpers.claims.dates import read_moment
from helpers.claims.missing_records import name_record
from helpers.claims.names import write_day, write_figure, write_moment, write_period
from helpers.errors import Problem, suggest
from helpers.policy.law import load_laws, load_states
from helpers.project import Project
from helpers.releases.release import read_reference
from helpers.schemas.schema import Schema, Sensitivity, load_schema

REQUESTS = "requests.csv"
COLUMNS = ("record", "jurisdiction", "custodian", "ask", "kinds", "keeps_one_year", "note")
STANDING = "L040"
"""Oregon's law under which audits are posted every month: one standing request covers them."""

FEDERAL = "US"
KEPT = "X029"
"""The claim that Nlets keeps its message log searchable for one rolling year."""

MARKS = "such as REDACTED"
FORMAT = (
    "Send a CSV file or a workbook (.xlsx) as the system exports it, not a PDF or a print.",
    "One header row, then one record a row. Please don't round, and don't merge rows or cells.",
    "Write times with their time zone, and codes with leading zeros as they are.",
    "Say when the file was exported, and whether the export stops at a number of rows.",
)


def leave_blank(what: str) -> str:
    """Return a marked blank that a person fills in.

    >>> leave_blank("your name")
    '[FILL IN: your name]'
    """
    return f"[FILL IN: {what}]"


@dataclass(frozen=True)
class Block:
    """One piece of a letter: a title, a heading, a paragraph, points, or a table (header first)."""

    style: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Letter:
    """A records request: what for, to whom, under which law, its text, and what to know before.

    `reaches_back` is the first day that the log still holds if the request is filed on `day`.
    """

    about: str
    record: str
    custodian: str
    jurisdiction: str
    law: str
    day: str
    reaches_back: str | None
    blocks: tuple[Block, ...]
    before: tuple[str, ...] = field(default_factory=tuple)

    @property
    def blanks(self) -> tuple[str, ...]:
        """What a person has to fill in, each once."""
        found = re.findall(r"\[FILL IN: (.*?)\]", self.markdown())
        return tuple(dict.fromkeys(found))

    def markdown(self) -> str:
        """Return the letter as Markdown."""
        return "\n\n".join(_write(block) for block in self.blocks) + "\n"

    def as_json(self) -> dict[str, Any]:
        """Return the letter as plain values."""
        return {
            **{name: getattr(self, name) for name in ("about", "record", "custodian")},
            **{name: getattr(self, name) for name in ("jurisdiction", "law", "day")},
            "reaches_back": self.reaches_back,
            "blanks": [*self.blanks],
            "before": [*self.before],
            "letter": self.markdown(),
        }


def _write(block: Block) -> str:
    if block.style in ("title", "heading"):
        return f"{'#' if block.style == 'title' else '##'} {block.text}"
    if block.style == "points":
        return "\n".join(f"- {row[0]}" for row in block.rows)
    if block.style == "table":
        lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
                 for row in block.rows]  # fmt: skip
        return "\n".join([lines[0], "|" + " --- |" * len(block.rows[0]), *lines[1:]])
    return block.text.replace("\n", "  \n")


def go_back_a_year(day: date) -> date:
    """Return the same day a year before; of February 29 the day before it.

    >>> go_back_a_year(date(2026, 11, 28)), go_back_a_year(date(2028, 2, 29))
    (datetime.date(2025, 11, 28), datetime.date(2027, 2, 28))
    """
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 2, 28)


def write_request(
    name: str, project: Project, *, day: date, to: str = "", custodian: str = ""
) -> Letter:
    """Return the letter that would settle a claim, filed on `day`.

    `name` is a claim's id, or L040 for the standing request under Oregon's plate-reader law. `to`
    is the state to ask (a postal code, or US), and `custodian` whom, where we don't know or a
    person knows better. Raises Problem if no record that can be asked for would settle the claim.
    """
    if name.upper() == STANDING:
        return _write_standing(project, day, custodian)
    claims = load_claims(project)
    if name not in claims:
        raise Problem(f"There is no claim called {name}", remedy=suggest(name, claims))
    claim = claims[name]
    record = name_record(claim)
    rows = [row for row in read_reference(REQUESTS, project, COLUMNS) if row["record"] == record]
    if not rows:
        raise Problem(
            f"We know of no record to ask for that would settle {name}",
            expected="a claim that a custodian's records would settle",
            remedy=f"It would be settled by {record}: ask {claim.source} for it"
            if record
            else "Read its source, and ask whoever counted how they did",
        )
    asked = _choose(rows, claim, project, to)
    record = asked["ask"] or record
    owner = custodian or asked["custodian"]
    laws, states = _list_laws(project), load_states(project)
    jurisdiction = asked["jurisdiction"]
    if jurisdiction and jurisdiction != FEDERAL and jurisdiction not in states:
        raise Problem(
            f"There is no state {jurisdiction}", remedy=suggest(jurisdiction, [*states, FEDERAL])
        )
    law = laws.get(jurisdiction)
    schemas = [load_schema(kind) for kind in asked["kinds"].split("|") if kind]
    reach = go_back_a_year(day) if asked["keeps_one_year"] == "yes" else None
    where = (
        "the United States"
        if jurisdiction == FEDERAL
        else states[jurisdiction].name
        if jurisdiction
        else ""
    )
    blocks = [
        *_begin("Public records request", owner, day, jurisdiction),
        Block("text", _cite(law, where)),
        Block("heading", "What I ask for"),
        Block("text", _ask(record, claim, schemas)),
        *[block for schema in schemas for block in _list_fields(schema)],
        *([Block("text", _describe_reach(claim, day, reach))] if reach else []),
        Block("heading", "Format"),
        Block("points", rows=tuple((line,) for line in FORMAT)),
        Block("heading", "What you may withhold"),
        Block("points", rows=tuple((line,) for line in _list_withheld(schemas))),
        Block("heading", "Why I ask"),
        Block("text", _explain_request(claim)),
        *_end(law),
    ]
    before = _advise(law, where, asked["note"])
    if reach:
        before = [f"File it today: each day you wait, the log loses one ({KEPT}).", *before]
    before += [_describe_next_step(schemas)] if schemas else []
    return Letter(
        about=claim.id,
        record=record,
        custodian=owner,
        jurisdiction=jurisdiction,
        law=law["law_id"] if law else "",
        day=day.isoformat(),
        reaches_back=reach.isoformat() if reach else None,
        blocks=tuple(blocks),
        before=tuple(before),
    )


def _list_laws(project: Project) -> dict[str, Mapping[str, str]]:
    """Return the law under which records are requested, by jurisdiction."""
    found: dict[str, Mapping[str, str]] = {}
    for row in load_laws(project).rows:
        if "first_response=" in row["notes"]:
            found.setdefault(row["jurisdiction"], row)
    return found


def _choose(
    rows: Sequence[Mapping[str, str]], claim: Claim, project: Project, to: str
) -> Mapping[str, str]:
    """Return whom to ask: the row of the state that was named, else the first one, filled in."""
    jurisdiction, owner = to.upper(), ""
    agencies = {
        row["agency_id"]: row
        for row in read_reference("agencies.csv", project, ("agency_id", "name", "level", "state"))
    }
    scopes = read_reference("scopes.csv", project, ("scope", "agencies"))
    who = claim.scope.who
    named = next((row["agencies"].split() for row in scopes if row["scope"] == who), [])
    named = named or [name for name, row in agencies.items() if _name_shortly(row) == who]
    agency = agencies.get(named[0]) if len(named) == 1 else None
    if agency and agency["level"] != "federal" and to.upper() in ("", agency["state"]):
        jurisdiction, owner = jurisdiction or agency["state"], agency["name"]
    for row in rows:
        if row["jurisdiction"] == jurisdiction or (not to and row["jurisdiction"]):
            return row
    blank = next((row for row in rows if not row["jurisdiction"]), None)
    if blank is None:
        known = [row["jurisdiction"] for row in rows]
        raise Problem(
            f"That record is not held in {to.upper()}", expected=f"--to {' or '.join(known)}"
        )
    return {**blank, "jurisdiction": jurisdiction, "custodian": owner or blank["custodian"]}


def _name_shortly(agency: Mapping[str, str]) -> str:
    """Return an agency's name without the state in it: `Lynnwood PD` of `Lynnwood WA PD`."""
    return agency["name"].replace(f" {agency['state']} ", " ")


def _begin(title: str, owner: str, day: date, jurisdiction: str) -> list[Block]:
    custodian = owner or leave_blank("the agency that holds the record")
    officer = (
        "Freedom of Information Act officer"
        if jurisdiction == FEDERAL
        else "Public records officer"
    )
    address = leave_blank("its address or portal")
    return [
        Block("title", title),
        Block("text", leave_blank("your name, address, telephone and email")),
        Block("text", write_day(day)),
        Block("text", f"{custodian}\n{officer}\n{address}"),
    ]


def _cite(law: Mapping[str, str] | None, where: str) -> str:
    if law is None:
        of = f" of {where}" if where else ""
        return f"I ask for these records under {leave_blank(f'the public records law{of}')}."
    name = law["short_name"].partition(":")[0].removeprefix(f"{where} ")
    name = name if name.endswith(("Act", "Law")) else "public records law"
    whose = "the federal" if law["jurisdiction"] == FEDERAL else f"{where}'s"
    return f"I ask for these records under {whose} {name} ({law['citation']})."


def _ask(record: str, claim: Claim, schemas: Sequence[Schema]) -> str:
    ends = dict.fromkeys(filter(None, (claim.scope.start, claim.scope.end)))
    period = "/".join(ends)
    when = (
        f" for {write_period(period)}, and for as long before and after as you hold it"
        if period
        else f" for {leave_blank('the period, from which day to which')}"
    )
    parts = [_begin_with(schema.meaning) + "." for schema in schemas]
    return " ".join([f"I ask for {record}{when}.", *parts])


def _begin_with(text: str) -> str:
    """Return the first clause of a text."""
    return re.split(r"[.;](?: |$)", " ".join(text.split()))[0]


def _list_fields(schema: Schema) -> list[Block]:
    """Return the columns of a kind, with what each holds and whether it may be withheld."""
    asked = [c for c in schema.columns if not c.counted and not c.derived and not c.end_of]
    rows = [
        (column.headers[0] if column.headers else column.name, _begin_with(column.meaning),
         _describe_withholding(column.sensitivity))
        for column in asked
    ]  # fmt: skip
    return [
        Block("text", f"{schema.title}, with these columns:"),
        Block("table", rows=(("Column", "What it holds", "May its values be withheld?"), *rows)),
    ]


def _describe_withholding(sensitivity: Sensitivity) -> str:
    if sensitivity is Sensitivity.SENSITIVE:
        return "Yes, without harm"
    if sensitivity is Sensitivity.FREE_TEXT:
        return "Only names and plates within it"
    return "Please don't"


def _list_withheld(schemas: Sequence[Schema]) -> list[str]:
    lines = [
        "I don't ask for the names, plates, license numbers or case numbers of anybody.",
        f"If you withhold a value, keep its row and its column, and put a mark there, {MARKS}.",
        "An empty cell should mean that there was nothing.",
    ]
    if any("id" in column.name for schema in schemas for column in schema.columns):
        lines.append(
            "Where you withhold a user or a number, the same made-up number for the same one "
            "would let repeats be counted."
        )
    lines.append("If you withhold a column or a row, say which, how many, and by which rule.")
    return lines


def _describe_reach(claim: Claim, day: date, reach: date) -> str:
    paragraph = (
        "Nlets, by its own guide, keeps its message log searchable for one rolling year: a request "
        f"filed on {write_day(day)} reaches back to {write_day(reach)}. Please keep what is there "
        "on the day you receive this letter."
    )
    ends = read_moment(claim.scope.end or claim.scope.start or "")
    starts = read_moment(claim.scope.start or "")
    if ends and ends[1] < reach:
        paragraph += (
            " The period of the published figure is no longer in that log, so please also send "
            "the totals and reports that were made from it for that period."
        )
    elif starts and starts[0] < reach:
        paragraph += (
            " Part of the period is no longer in that log, so please also send the totals and "
            "reports that were made from it."
        )
    return paragraph


def _explain_request(claim: Claim) -> str:
    dated = re.search(r"[0-9]{4}(?:-[0-9]{2}){0,2}", claim.source_date)
    day = f" ({write_moment(dated[0])})" if dated else ""
    figure = write_figure(claim) if claim.value is not None else claim.text or claim.printed
    statement = claim.statement.rstrip(".")
    return (
        f"This figure was published, and no public record lets anybody test it. {statement}: "
        f"{figure}. Published by {claim.source}{day}. The rows above would confirm or correct it."
    )


def _end(law: Mapping[str, str] | None) -> list[Block]:
    answer = (
        f"{law['what_it_does']} ({law['citation']})"
        if law
        else leave_blank("by when the law asks for an answer, with its section")
    )
    return [
        Block("heading", "Your answer"),
        Block("text", answer),
        Block(
            "text",
            f"If there is a fee above {leave_blank('an amount')}, please tell me before you begin. "
            "If part of this takes longer, please send what is ready first.",
        ),
        Block("text", f"Sincerely,\n{leave_blank('your name')}"),
    ]


def _advise(law: Mapping[str, str] | None, where: str, note: str) -> list[str]:
    """Return what a person should know before the letter is sent."""
    lines = [note] if note else []
    if law is None:
        state = where or "the state"
        return [*lines, f"We haven't read the public records law of {state}: fill it in."]
    known = law["notes"].replace("first_response=", "first answer: ").replace("appeal=", "appeal: ")
    read = {"full": "in full, on the copy named here", "excerpt": "only in an excerpt"}
    lines.append(
        f"We read {law['citation']} {read.get(law['read'], 'in a copy')} ({law['source_url']}). "
        "Check the present text; this is no legal advice."
    )
    return [*lines, f"What we know of it: {known}."]


def _describe_next_step(schemas: Sequence[Schema]) -> str:
    return (
        "When the file comes: plateglass add FILE --release ID --kind "
        f"{schemas[0].kind} --custodian NAME --request NUMBER --received YYYY-MM-DD"
    )


def _write_standing(project: Project, day: date, custodian: str) -> Letter:
    """Return the request for the audits that Oregon's plate-reader law has posted every month."""
    law = next(row for row in load_laws(project).rows if row["law_id"] == STANDING)
    records = _list_laws(project)["OR"]
    months = _list_months(day)
    quarters = [month for month in months if month[5:] in ("03", "06", "09", "12")]
    audit = load_schema("flock-network-audit")
    record = "the plate-reader audits under SB 1516, as they are made"
    blocks = [
        *_begin("Standing public records request: plate-reader audits", custodian, day, "OR"),
        Block("text", _cite(records, "Oregon")),
        Block("heading", "What I ask for"),
        Block(
            "text",
            f"{law['short_name']} ({law['citation']}): {_begin_small(law['what_it_does'])} "
            "For each of the next 12 months I ask for these, as soon as they are made:",
        ),
        Block("points", rows=(
            ("the vendor's monthly audit, with the rows it was made from",),
            ("the quarterly audit of third-party searches, with the rows it was made from",),
            ("the address at which each of them was posted, and the day of posting",),
            ("if one was not made or not posted, a sentence that says so",),
        )),
        Block("text", "They are these:"),
        Block("table", rows=(("Month", "Monthly audit", "Quarterly audit of third-party searches"),
                             *((write_period(month), "due", "due" if month in quarters else "")
                               for month in months))),
        Block("text", "The rows of an audit have these columns, in files that others released."),
        *_list_fields(audit),
        Block("heading", "Format"),
        Block("points", rows=tuple((line,) for line in FORMAT)),
        Block("heading", "What you may withhold"),
        Block("points", rows=tuple((line,) for line in _list_withheld([audit]))),
        *_end(records),
    ]  # fmt: skip
    note = (
        "We found no source that says whether an Oregon agency must take a request for records "
        "not yet made. If it doesn't, file this again each month"
    )
    before = [f"{note}.", f"What we know of {law['citation']}: {law['notes']}.",
              *_advise(records, "Oregon", ""), _describe_next_step([audit])]  # fmt: skip
    return Letter(
        about=STANDING,
        record=record,
        custodian=custodian,
        jurisdiction="OR",
        law=records["law_id"],
        day=day.isoformat(),
        reaches_back=None,
        blocks=tuple(blocks),
        before=tuple(before),
    )


def _begin_small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _list_months(day: date) -> list[str]:
    """Return the twelve months that begin with that of a day.

    >>> _list_months(date(2026, 11, 28))[::11]
    ['2026-11', '2027-10']
    """
    first = day.year * 12 + day.month - 1
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(first, first + 12)]
