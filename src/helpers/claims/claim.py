"""Claims: what was published, by whom, and where it came from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from helpers.claims.finding import FIGURES, Scope, fit_unit, is_whole
from helpers.claims.intervals import Interval
from helpers.claims.wording import ABOUT_TOLERANCE, SAME_WORDS, SCALES, UNDERCOUNT, read_quantity
from helpers.cleaning.clean import load_table
from helpers.cleaning.table import Table
from helpers.errors import Problem, suggest
from helpers.project import Project
from helpers.status import DataStatus

# Origins in readers' words: who counted or said something first.

ONE_TEXT_ONLY = "the-article"
"""The origin of what was found in the checked article and nowhere else."""

ORIGIN_NAMES: Mapping[str, str] = {
    "404-media": "404 Media",
    "9news-denver": "9News in Denver",
    "association-of-washington-cities": "the Association of Washington Cities",
    "auburn-pd": "Auburn's police",
    "bend-log": "records that Bend released",
    "bend-pd": "Bend's police",
    "boulder-log": "Boulder's search log",
    "boulder-portal": "Boulder's public portal",
    "ca-legislature": "California's legislature",
    "ca-portals": "California departments' own pages",
    "california-dmv": "California's motor-vehicle department",
    "chatrie": "the Supreme Court's ruling in Chatrie",
    "colorado-sun": "the Colorado Sun",
    "connecticut-collect": "accounts of Connecticut's system COLLECT",
    "conway-log": "Conway's search log",
    "ct-insider": "CT Insider",
    "danville-logs": "Danville's search logs",
    "deflocked": "DeFlockBHM's list",
    "denver-contract": "Denver's contract with Flock",
    "denver-log": "Denver's search log",
    "dhs-court-filing": "Homeland Security's filing in New York v. Wolf",
    "dhs-letter-2020": "Homeland Security's letter of 2020",
    "dhs-save-notice": "Homeland Security's notice on SAVE",
    "east-wenatchee-pd": "East Wenatchee's police",
    "eff": "the Electronic Frontier Foundation",
    "flock-safety": "Flock Safety",
    "flockwatch": "FlockWatch",
    "georgetown-dragnet": "Georgetown's report American Dragnet",
    "haveibeenflocked": "HaveIBeenFlocked",
    "ice-287g": "ICE's 287(g) program",
    "illinois-sos": "Illinois's Secretary of State",
    "jalopnik": "Jalopnik",
    "kenner-log": "Kenner's search log",
    "king5-records": "records obtained by KING 5",
    "knkx": "KNKX",
    "lakewood-pd": "Lakewood's police",
    "lynnwood-log": "Lynnwood's search log",
    "lynnwood-pd": "Lynnwood's police",
    "maryland-log": "Maryland's log",
    "maryland-state": "the state of Maryland",
    "mdfy": "mdfy",
    "mount-prospect-log": "Mount Prospect's search log",
    "my-lynnwood-news": "My Lynnwood News",
    "ndny-ruling": "the ruling on the Green Light Law",
    "nij": "the National Institute of Justice",
    "nlets": "Nlets",
    "npr": "NPR",
    "ny-dmv": "New York's motor-vehicle department",
    "oakland-privacy": "Oakland Privacy",
    "oneamerica": "OneAmerica",
    "or-legislature": "Oregon's legislature",
    "oregon-complaint": "the complaint in the Oregon lawsuit",
    "plateglass": "this project",
    "pro-choice-washington": "Pro-Choice Washington",
    "protest-speaker": "a speaker at a protest",
    "reuters": "Reuters",
    "richland-pd": "Richland's police",
    "riverside-log": "Riverside's search log",
    "santa-clara-log": "Santa Clara's search log",
    "santa-cruz-log": "Santa Cruz's search log",
    "save-settlement": "the settlement on SAVE",
    "seatac-pd": "SeaTac's police",
    "seattle-times": "the Seattle Times",
    "seattle-times-2018": "the Seattle Times of January 2018",
    "sm-alpr": "the sm-alpr corpus",
    "spokesman-review": "the Spokesman-Review",
    "st-louis-park-log": "St. Louis Park's search log",
    "techcrunch": "TechCrunch",
    "the-article": "the article",
    "the-colony-log": "The Colony's search log",
    "the-register": "The Register",
    "unknown-tool": "a tool whose maker is not known",
    "uwchr-2022-report": "the UW Center for Human Rights' report of 2022",
    "uwchr-driver-data-report": "the UW Center for Human Rights' report on driver data",
    "uwchr-flock-report": "the UW Center for Human Rights' report on Flock",
    "uwchr-i213": "the UW Center for Human Rights' I-213 release",
    "uwchr-texas-search": "the UW Center for Human Rights on a search from Texas",
    "ventura-log": "Ventura County's search log",
    "virginia-logs": "Virginia's search logs",
    "wa-dol": "Washington's licensing department",
    "wa-governor": "Washington's governor",
    "wa-legislature": "Washington's legislature",
    "wa-portals": "the departments' own portals",
    "wa-state-statement": "Washington state's joint statement",
    "washington-state-standard": "the Washington State Standard",
    "wyden-flock-letter": "Sen. Wyden's letter to Flock",
    "wyden-letter": "the letters to the governors",
}
"""The name of each origin as a sentence would have it, by its slug in the transcription."""


_VIA = re.compile(r",? (?:via|citing|summary of) .*| summary$| \(.*\)|(?<=MLT Musings) on .*")


def name_outlet(source: str) -> str:
    """Return a publisher without the words that say how it was read.

    >>> name_outlet("Reuters via The Independent"), name_outlet("The Urbanist (citing DOL)")
    ('Reuters', 'The Urbanist')
    """
    return _VIA.sub("", source).strip() or source


def name_origin(origin: str) -> str:
    """Return an origin as a sentence would have it; one without a name stays as it is.

    >>> name_origin("king5-records"), name_origin("a-paper")
    ('records obtained by KING 5', 'a-paper')
    """
    return ORIGIN_NAMES.get(origin, origin)


# Claims: quantities, dates, sets, attributions and statements that somebody printed.

RELEASE = FIGURES
COLUMNS = (
    *("claim_id", "type", "topic", "statement", "value", "unit", "qualifier"),
    *("period_start", "period_end", "agency_or_state", "members", "origin", "rank"),
    *("source_org", "source_title", "source_url", "source_date", "notes"),
    *("repeats", "fact_part", "definition", "lost", "derived", "counted_by", "credits"),
    "authority",
    *("read", "read_through", "quote", "words", "tense", "published", "end_inferred", "status"),
    *("as_of", "disputed_by", "probable_cause", "harm", "sentence"),
)
CHECKED = "The article"
"""The publisher, in the transcription, of the article that this project checks."""
LONGEST_QUOTE = 25
"""Words of a publication that may be repeated; more would be a copy."""
OUR_ORIGIN = "plateglass"
"""The origin of what this project itself says of its sources: nobody else published it."""


class ClaimType(StrEnum):
    """What sort of thing was printed; a statement is judged by a person, never by numbers."""

    QUANTITY = "quantity"
    DATE = "date"
    SET = "set"
    ATTRIBUTION = "attribution"
    STATEMENT = "statement"


class Rank(StrEnum):
    """How close a source is to whoever counted or acted, closest first."""

    PRIMARY = "primary"
    REPORT = "report of a primary"
    DERIVATIVE = "derivative"

    @property
    def order(self) -> int:
        """0 for the best."""
        return list(Rank).index(self)


class Read(StrEnum):
    """How the source that a figure rests on was read."""

    FULL = "full"
    EXCERPT = "excerpt"
    COPY = "copy"
    TRANSLATION = "translation"
    NOT_READ = "not read"


class Status(StrEnum):
    """How far an act had come, in the words of who reports it; "" where no act is meant."""

    NONE = ""
    ASKED = "asked"
    ORDERED = "ordered"
    IN_EFFECT = "in effect"
    REPORTED = "reported"


@dataclass(frozen=True)
class Claim:
    """A published figure: what it says, about whom and when, its publisher and what it may mean.

    `printed` and `wording` are as transcribed; `logical` and `implied` what the words allow and
    what a reader takes (None: no number to compute with); `text` its words in a sentence.
    `origin` is who counted or said it first: ten papers that repeat one letter are one origin.
    `value` is the number printed, without the words around it (None for dates and ranges).
    `hinges` says that the logical interval rests on how far "about" reaches.

    `repeats` is the id of the claim that it repeats, `derived` the formula by which its publisher
    worked it out, `lost` the words of the repeated claim that it drops, `definition` what is
    counted where the unit doesn't say, `credits` whom it names as the counter. `authority`: the
    speaker did the act itself. `read_through` is the outlet through which alone its source was
    read. `sentence` is one to print, with `{}` for the figure. `columns` is the row as text.
    """

    id: str
    type: ClaimType
    topic: str
    statement: str
    printed: str
    wording: str
    unit: str
    scope: Scope
    members: tuple[str, ...]
    origin: str
    rank: Rank
    source: str
    title: str
    address: str
    source_date: str
    notes: str
    data_status: DataStatus
    logical: Interval | None
    implied: Interval | None
    text: str
    hinges: bool = False
    is_date: bool = False
    value: Fraction | None = None
    row: int | None = None
    repeats: str = ""
    part: str = ""
    definition: str = ""
    lost: str = ""
    derived: str = ""
    counted_by: str = ""
    credits: str = ""
    authority: bool = False
    read: Read = Read.NOT_READ
    read_through: str = ""
    quote: str = ""
    words: str = ""
    is_present: bool = False
    published: str = ""
    end_inferred: bool = False
    status: Status = Status.NONE
    as_of: str = ""
    disputed_by: tuple[str, ...] = ()
    probable_cause: str = ""
    harm: int = 1
    sentence: str = ""
    columns: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def hash(self) -> str:
        """What changes with anything that was transcribed of it."""
        words = [self.id, self.statement, self.printed, self.wording, self.unit, repr(self.scope)]
        words += [f"{name}: {text}" for name, text in sorted(self.columns.items())]
        return hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]

    @property
    def releases(self) -> list[str]:
        """The release that it is of."""
        return [RELEASE]

    @property
    def is_whole(self) -> bool:
        """Whether it counts things one by one, so only whole numbers can be meant."""
        return is_whole(self.unit)

    @property
    def origin_name(self) -> str:
        """Who counted or said it first, in a reader's words."""
        return name_origin(self.origin)

    @property
    def is_ours(self) -> bool:
        """Whether this project said it, so it isn't a figure that others printed."""
        return self.origin == OUR_ORIGIN

    @property
    def is_checked(self) -> bool:
        """Whether it is from the article that this project checks, which supports nothing."""
        return self.source == CHECKED

    @property
    def outlet(self) -> str:
        """Who published it, without how it was read: `Reuters`, not `Reuters via a paper`."""
        return name_outlet(self.source)

    @property
    def phrase(self) -> str:
        """The value with its unit, as a sentence has it: `over 1,600 searches`."""
        if self.is_date or self.logical is None or "%" in self.text or self.unit == "share":
            return self.text
        if self.wording == UNDERCOUNT:  # the number, its unit, then the words
            number, _, words = self.text.rpartition(", ")
            return f"{number} {fit_unit(number, self.unit)}, {words}"
        of = " of" if self.text in SCALES else ""
        return f"{self.text}{of} {fit_unit(self.text, self.unit)}".rstrip()


class UnknownClaimError(Problem, KeyError):
    """An id that names no claim; a KeyError too, as lookups in a mapping expect."""


class Claims(Mapping[str, Claim]):
    """The claims by id; may be given to `finding` as what one was computed from."""

    def __init__(
        self,
        claims: Iterable[Claim],
        *,
        release: str = RELEASE,
        data_status: DataStatus = DataStatus.TRANSCRIBED,
    ) -> None:
        self.release, self.data_status = release, data_status
        self._by_id: dict[str, Claim] = {}
        for claim in claims:
            if claim.id in self._by_id:
                raise Problem(
                    f"Two claims are called {claim.id}",
                    part=release,
                    remedy="Give each row an id of its own",
                )
            self._by_id[claim.id] = claim

    @property
    def digest(self) -> str:
        """What changes with any of the claims."""
        hashes = "\0".join(claim.hash for claim in self._by_id.values())
        return hashlib.sha256(hashes.encode()).hexdigest()[:16]

    def __getitem__(self, name: str) -> Claim:
        if name not in self._by_id:
            raise UnknownClaimError(
                f"There is no claim called {name}", remedy=suggest(name, self._by_id)
            )
        return self._by_id[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_id

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)


def read_claim(
    row: Mapping[str, str],
    *,
    tolerance: Fraction = ABOUT_TOLERANCE,
    data_status: DataStatus = DataStatus.TRANSCRIBED,
) -> Claim:
    """Return the claim that one row of the published figures prints.

    `row` has the columns COLUMNS, as text. `tolerance` is how far "about" reaches.

    Raises Problem naming the claim for an unknown type, rank or wording, or an unreadable value.
    """
    name = row["claim_id"]
    row_number = row.get("source_row", "")
    try:
        if len(row["quote"].split()) > LONGEST_QUOTE:
            raise Problem(
                f"The quote has {len(row['quote'].split())} words",
                expected=f"at most {LONGEST_QUOTE}",
                remedy="Quote the words around the figure",
            )
        printed = read_quantity(
            row["value"], row["qualifier"], row["unit"], row["type"], tolerance=tolerance
        )
        members = [member.strip() for member in row["members"].split(";")]
        return Claim(
            id=name,
            type=_choose(ClaimType, row["type"], "type"),
            topic=row["topic"],
            statement=row["statement"],
            printed=row["value"],
            wording=row["qualifier"],
            unit=row["unit"],
            scope=Scope(
                who=row["agency_or_state"], start=row["period_start"], end=row["period_end"]
            ),
            members=tuple(member for member in members if member),
            origin=row["origin"],
            rank=_choose(Rank, row["rank"], "rank"),
            source=row["source_org"],
            title=row["source_title"],
            address=row["source_url"],
            source_date=row["source_date"],
            notes=row["notes"],
            data_status=data_status,
            logical=printed.logical,
            implied=printed.implied,
            text=printed.text,
            hinges=printed.hinges,
            is_date=printed.is_date,
            value=printed.value,
            row=int(row_number) if row_number else None,
            **_read_decisive(row),
            columns={name: row[name] for name in COLUMNS},
        )
    except Problem as problem:
        raise Problem(
            f"Claim {name}: {problem.what}",
            file="published_figures.csv",
            row=int(row_number) if row_number else None,
            expected=problem.expected,
            remedy=problem.remedy,
        ) from problem


_PLAIN = (
    *("repeats", "definition", "lost", "derived", "counted_by", "credits", "read_through"),
    *("quote", "words", "published", "as_of", "probable_cause", "sentence"),
)


def _read_decisive(row: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields that decide the two verdicts; a blank is not known."""
    harm = row["harm"] or "1"
    if harm not in ("1", "2", "3"):
        raise Problem(f"The harm is {harm!r}", expected="1, 2 or 3")
    return {
        **{name: row[name] for name in _PLAIN},
        "part": row["fact_part"],
        "words": row["words"] or SAME_WORDS.get(row["qualifier"], row["qualifier"]),
        "authority": _choose_yes(row, "authority"),
        "end_inferred": _choose_yes(row, "end_inferred"),
        "is_present": row["tense"] == "is",
        "read": _choose(Read, row["read"] or Read.NOT_READ, "read"),
        "status": _choose(Status, row["status"], "status"),
        "disputed_by": tuple(row["disputed_by"].split()),
        "harm": int(harm),
    }


def _choose_yes(row: Mapping[str, str], column: str) -> bool:
    if row[column] not in ("", "yes", "no"):
        raise Problem(f"{column} is {row[column]!r}", expected="yes, no or blank")
    return row[column] == "yes"


_Choice = TypeVar("_Choice", bound=StrEnum)


def _choose(of: type[_Choice], text: str, column: str) -> _Choice:
    try:
        return of(text)
    except ValueError as error:
        raise Problem(
            f"The {column} '{text}' is not known", expected=f"one of {', '.join(of)}"
        ) from error


def load_claims(project: Project | None = None, *, tolerance: Fraction = ABOUT_TOLERANCE) -> Claims:
    """Return the claims of the release `published-figures`.

    Raises Problem for a row that cannot be read; see `read_claim`.
    """
    table = load_table(RELEASE, project)
    key = (table.digest, tolerance)
    claims = _READ.get(key)
    if claims is None:
        claims = _read_claims(table, tolerance)
        _READ.clear()
        _READ[key] = claims
    return claims


_READ: dict[tuple[str, Fraction], Claims] = {}
"""The claims that were read last, by the digest of their table and the tolerance."""


def _read_claims(table: Table, tolerance: Fraction) -> Claims:
    columns = [*COLUMNS, "source_row"]
    frame = table.public[columns].astype("object")
    frame = frame.where(frame.notna(), "")
    rows = ({str(k): str(v) for k, v in row.items()} for row in frame.to_dict("records"))
    return Claims(
        (read_claim(row, tolerance=tolerance, data_status=table.data_status) for row in rows),
        release=table.release,
        data_status=table.data_status,
    )


def replace_claim(claims: Claims, name: str, **columns: str) -> Claims:
    """Return a copy of `claims` in which columns of one claim's row read otherwise.

    For asking what a verdict hinges on; nothing that was published is changed.
    """
    old = claims[name]
    if "qualifier" in columns:
        columns = {"words": "", **columns}  # the word is read from the wording again
    changed = replace(
        read_claim({**old.columns, **columns}, data_status=old.data_status), row=old.row
    )
    return Claims(
        (changed if claim.id == name else claim for claim in claims.values()),
        release=claims.release,
        data_status=claims.data_status,
    )
