"""Claims: quantities, dates, sets, attributions and statements that somebody printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from helpers.errors import Problem, suggest
from helpers.evidence.findings import Scope
from helpers.evidence.intervals import Interval
from helpers.evidence.origins import name_origin
from helpers.evidence.quantities import read_quantity
from helpers.evidence.units import fit_unit, is_whole
from helpers.evidence.wording import ABOUT_TOLERANCE, SCALES, UNDERCOUNT
from helpers.kinds.tables import load_table
from helpers.paths import Project
from helpers.statuses import DataStatus

RELEASE = "published-figures"
COLUMNS = (
    *("claim_id", "type", "topic", "statement", "value", "unit", "qualifier"),
    *("period_start", "period_end", "agency_or_state", "members", "origin", "rank"),
    *("source_org", "source_title", "source_url", "source_date", "notes"),
)
OUR_ORIGIN = "plateglass"
"""The origin of what this project itself says of its sources: nobody else printed it."""


class ClaimType(StrEnum):
    """What sort of thing was printed; a statement is judged by a person, never by numbers."""

    QUANTITY = "quantity"
    DATE = "date"
    SET = "set"
    ATTRIBUTION = "attribution"
    STATEMENT = "statement"


class Rank(StrEnum):
    """How near a source stands to whoever counted or acted, best first."""

    PRIMARY = "primary"
    REPORT = "report of a primary"
    DERIVATIVE = "derivative"

    @property
    def order(self) -> int:
        """0 for the best."""
        return list(Rank).index(self)


@dataclass(frozen=True)
class Claim:
    """A printed figure: what it says, of whom and when, who printed it, and what it may stand for.

    `printed` and `wording` are as transcribed; `logical` and `implied` what the words allow and
    what a reader takes (None: no number to compute with); `text` how it stands in a sentence.
    `origin` is who counted or said it first: ten papers that repeat one letter are one origin.
    `value` is the number printed, without the words around it (None for dates and ranges).
    `hinges` says that the logical interval rests on how far "about" reaches.
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

    @property
    def is_whole(self) -> bool:
        """Whether it counts things one by one, so that only whole numbers can be meant."""
        return is_whole(self.unit)

    @property
    def origin_name(self) -> str:
        """Who counted or said it first, in a reader's words."""
        return name_origin(self.origin)

    @property
    def is_ours(self) -> bool:
        """Whether this project said it, so that it is no figure that others printed."""
        return self.origin == OUR_ORIGIN

    @property
    def phrase(self) -> str:
        """The value with its unit, as it stands in a sentence: `over 1,600 searches`."""
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
    """The claims by id; may be given to `record` as what a finding was computed from."""

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
        )
    except Problem as problem:
        raise Problem(
            f"Claim {name}: {problem.what}",
            file="published_figures.csv",
            row=int(row_number) if row_number else None,
            expected=problem.expected,
            remedy=problem.remedy,
        ) from problem


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
    columns = [*COLUMNS, "source_row"]
    frame = table.frame[columns].astype("object")
    frame = frame.where(frame.notna(), "")
    rows = ({str(k): str(v) for k, v in row.items()} for row in frame.to_dict("records"))
    return Claims(
        (read_claim(row, tolerance=tolerance, data_status=table.data_status) for row in rows),
        release=table.release,
        data_status=table.data_status,
    )


def replace_claim(
    claims: Claims, name: str, *, value: str | None = None, qualifier: str | None = None
) -> Claims:
    """Return a copy of `claims` in which one claim prints another value or wording.

    For asking what a verdict hinges on; nothing that was printed is changed.
    """
    old = claims[name]
    printed, wording = value or old.printed, qualifier or old.wording
    read = read_quantity(printed, wording, old.unit, old.type)
    changed = replace(
        old,
        printed=printed,
        wording=wording,
        logical=read.logical,
        implied=read.implied,
        text=read.text,
        hinges=read.hinges,
        is_date=read.is_date,
        value=read.value,
    )
    return Claims(
        (changed if claim.id == name else claim for claim in claims.values()),
        release=claims.release,
        data_status=claims.data_status,
    )
