"""Standings: claims and findings as evidence for and against one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from helpers.evidence.claims import RELEASE, Claim, Claims, Rank
from helpers.evidence.findings import Finding
from helpers.evidence.intervals import Interval, above, below, point
from helpers.evidence.quantities import read_quantity
from helpers.evidence.relations import FINDING, Relation
from helpers.evidence.units import is_whole
from helpers.statuses import DataStatus

COMPUTED = "computed here"
"""How a finding is told from a printed figure in a sentence."""
UNKNOWN = "unknown"
"""The origin of a finding from transcribed rows: it may count against a claim, never for it."""


@dataclass(frozen=True)
class Standing:
    """A claim or a finding as evidence sees it.

    `rests_on` are the claims that a finding was computed from: it may not speak for those.
    `origins` are who counted: of a figure that its printer added up from others' counts, they too.
    `value` is the number printed where it was printed with "about", and `hinges` then true.
    """

    id: str
    logical: Interval
    implied: Interval
    origins: frozenset[str]
    rank: Rank
    data_status: DataStatus
    phrase: str
    source: str
    hinges: bool = False
    value: Fraction | None = None
    is_whole: bool = False
    is_date: bool = False
    rests_on: frozenset[str] = frozenset()


def stand(claim: Claim) -> Standing | None:
    """Return a claim as evidence, or None if it is no number."""
    if claim.logical is None or claim.implied is None:
        return None
    return Standing(
        id=claim.id,
        logical=claim.logical,
        implied=claim.implied,
        origins=frozenset({claim.origin}),
        rank=claim.rank,
        data_status=claim.data_status,
        phrase=claim.phrase,
        source=claim.source,
        hinges=claim.hinges,
        value=claim.value,
        is_whole=claim.is_whole,
        is_date=claim.is_date,
    )


def stand_finding(
    finding: Finding, lineage: Mapping[str, Relation], claims: Claims
) -> Standing | None:
    """Return a finding as evidence, or None if it is no number or rests on claims not named.

    A relation with the finding as its subject (`lineage`) declares whose count it is: the origins
    of those claims are then its own. A finding from the published figures was computed from claims,
    so that it counts only where this is declared, and never for or against those.
    """
    name = FINDING + finding.id
    sources = [one for one in (lineage[name].operands if name in lineage else ()) if one in claims]
    is_computed_from_claims = RELEASE in finding.releases
    if is_computed_from_claims and not sources:
        return None
    logical = _read_finding(finding)
    if logical is None:
        return None
    origins = frozenset(claims[one].origin for one in sources) or frozenset({_origin(finding)})
    return Standing(
        id=name,
        logical=logical,
        implied=logical,
        origins=origins,
        rank=_rank(finding.data_status),
        data_status=finding.data_status,
        phrase=finding.text if finding.text.endswith("%") else finding.phrase,
        source=f"{COMPUTED} from {', '.join(finding.releases)}",
        is_whole=is_whole(finding.unit),
        is_date=finding.unit == "date",
        rests_on=frozenset(sources) if is_computed_from_claims else frozenset(),
    )


def _origin(finding: Finding) -> str:
    """Return who counted: we did, if the rows are a released record; else nobody can tell."""
    released = finding.data_status is DataStatus.RELEASED
    return f"release {' '.join(finding.releases)}" if released else UNKNOWN


def _rank(status: DataStatus) -> Rank:
    """Return how near a finding stands to whoever counted.

    Released rows are the record itself; what was transcribed reports it; a file of which nobody
    says where it is from is taken no better than hearsay.
    """
    ranks = {DataStatus.RELEASED: Rank.PRIMARY, DataStatus.TRANSCRIBED: Rank.REPORT}
    return ranks.get(status, Rank.DERIVATIVE)


def _read_finding(finding: Finding) -> Interval | None:
    """Return a finding's value as an interval: computed values are exact, bounds are bounds."""
    if isinstance(finding.value, str):
        if finding.unit in ("date", "month", "year"):
            return read_quantity(finding.value, finding.wording, "date").logical
        # "155 to 156": what is left where no single value is.
        between = " to " in finding.value
        return read_quantity(finding.value, "exact", finding.unit).logical if between else None
    value = Fraction(str(finding.value))
    bounds = {"under": below(value), "over": above(value), "more than": above(value)}
    if finding.wording in ("at least", "at most"):
        return (above if finding.wording == "at least" else below)(value, closed=True)
    return point(value) if finding.wording == "exact" else bounds.get(finding.wording)
