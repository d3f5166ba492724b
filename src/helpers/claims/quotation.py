"""Quotation: whether a claim matches the source it rests on.

Asked apart from whether the figure holds up (`standing`): a claim can be quoted perfectly and rest
on nothing, and it can be misquoted and still turn out true. Everything is decided from columns of
the transcription, intervals and scopes; no claim is named here.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from helpers.claims.claim import Claim, Claims, ClaimType, Read
from helpers.claims.dates import read_moment
from helpers.claims.intervals import Interval, point
from helpers.claims.relations import Relation, RelationKind
from helpers.claims.scopes import NO_SCOPES, NOT_SAID, About, Scopes
from helpers.errors import Problem, suggest


class Quote(StrEnum):
    """The labels of a quotation, the most harmful first."""

    AGENCY = "Wrong scope: agency"
    NUMBER = "Wrong number"
    SOURCE = "Wrong scope: source"
    PLACE = "Wrong scope: place"
    PERIOD = "Wrong scope: period"
    UNIT = "Wrong scope: unit"
    QUALIFIER = "Qualifier lost"
    NOT_SEEN = "Source not seen"
    ROUNDED = "Fairly rounded"
    FAITHFUL = "Faithful"
    ORIGINAL = "Original"

    @property
    def is_scope(self) -> bool:
        """Whether the number is right and the agency, place, time or unit is wrong."""
        return self.value.startswith("Wrong scope")

    @property
    def is_fault(self) -> bool:
        """Whether the claim says something that its source doesn't."""
        return self.is_scope or self in (Quote.NUMBER, Quote.QUALIFIER)


SYMBOLS: Mapping[Quote, str] = {
    **dict.fromkeys((one for one in Quote if one.is_scope), "\u21c4"),
    Quote.NUMBER: "\u2715",
    Quote.QUALIFIER: "~",
    Quote.NOT_SEEN: "?",
    Quote.ROUNDED: "\u2248",
    Quote.FAITHFUL: "\u2713",
    Quote.ORIGINAL: "\u25cf",
}
"""The symbol of each label; it never appears without the word."""

CLOSE = Fraction(1, 20)
"""How far a rounder number may be from the exact one before it is another number: a twentieth."""
SAME_THINGS = (frozenset({"queries", "searches", "requests", "lookups", "look-ups"}),)
"""Words for one thing: a question put to a system."""


@dataclass(frozen=True)
class Fault:
    """One thing in which a claim differs from what it repeats.

    `said` is what the claim has, `right` what its source has; of a lost qualifier, `right` is the
    word. A loose fault lies in words that leave it open (no agency named, "the past year", the
    present tense) and is named after the others.
    """

    label: Quote
    said: str = ""
    right: str = ""
    is_loose: bool = False


@dataclass(frozen=True)
class Quotation:
    """How a claim matches its source: the label, the rest under `also`, and what is wrong.

    `source` is the id of the claim that it repeats, empty if there is none; `basis` the ids of all
    that it was held against. `shares_period` says how much of the source's period the claim's own
    covers, 1 if nothing is known against it.
    """

    label: Quote
    also: tuple[Quote, ...] = ()
    faults: tuple[Fault, ...] = ()
    source: str = ""
    basis: tuple[str, ...] = ()
    shares_period: Fraction = Fraction(1)

    @property
    def is_faulty(self) -> bool:
        """Whether the claim says something that its source doesn't; such a claim isn't evidence."""
        return any(one.label.is_fault for one in self.faults)

    def has(self, *labels: Quote) -> bool:
        """Whether any of `labels` is among its own."""
        return self.label in labels or bool(set(labels) & set(self.also))

    def find(self, label: Quote) -> Fault | None:
        """Return the fault of a label, if there is one."""
        return next((one for one in self.faults if one.label is label), None)


@dataclass(frozen=True)
class _Basis:
    """What a claim is held against: another claim, or what a formula gives."""

    logical: Interval | None
    implied: Interval | None
    value: Fraction | None
    words: str
    phrase: str
    about: About
    is_date: bool
    claims: tuple[Claim, ...]


def quote_claims(
    claims: Claims, relations: Iterable[Relation] = (), scopes: Scopes = NO_SCOPES
) -> dict[str, Quotation]:
    """Return how each claim matches its source, by id.

    Raises Problem for a claim that repeats one which does not exist, repeats itself in a ring, or
    has a formula that cannot be read.
    """
    ended: dict[str, list[Claim]] = {}
    dated: set[tuple[str, str]] = set()
    for one in relations:
        if one.kind is RelationKind.ENDED:
            ended.setdefault(one.subject, []).extend(claims[name] for name in one.operands)
        if one.kind is RelationKind.DATED:
            dated.update((one.subject, name) for name in one.operands if name in claims)
    for claim in claims.values():
        _check_chain(claim, claims)
    return {
        claim.id: _quote(claim, claims, scopes, ended.get(claim.id, ()), dated)
        for claim in claims.values()
    }


def find_root(claim: Claim, claims: Claims) -> Claim:
    """Return the claim that a chain of repetitions begins with: itself if it repeats none."""
    while claim.repeats:
        claim = claims[claim.repeats]
    return claim


def is_seen(claim: Claim, claims: Claims) -> bool:
    """Return whether the source that a claim rests on was read, and not through someone else."""
    if claim.read_through:
        return False
    if claim.repeats:
        return is_seen(claims[claim.repeats], claims)
    return claim.read is not Read.NOT_READ


def _check_chain(claim: Claim, claims: Claims) -> None:
    seen, one = {claim.id}, claim
    while one.repeats:
        if one.repeats not in claims:
            raise Problem(
                f"{one.id} repeats {one.repeats}, which is no claim",
                file="published_figures.csv",
                row=one.row,
                remedy=suggest(one.repeats, claims),
            )
        one = claims[one.repeats]
        if one.id in seen:
            raise Problem(f"{claim.id} repeats itself", file="published_figures.csv", row=claim.row)
        seen.add(one.id)


def _quote(
    claim: Claim,
    claims: Claims,
    scopes: Scopes,
    ended: Iterable[Claim],
    dated: set[tuple[str, str]],
) -> Quotation:
    basis = _find_basis(claim, claims, scopes)
    faults = list(_find_ended(claim, ended))
    exact = True
    if basis is not None:
        found, exact = _compare(claim, basis, claims, scopes, dated)
        faults += found
    if claim.lost:
        faults = [one for one in faults if one.label is not Quote.QUALIFIER]
        faults.append(Fault(Quote.QUALIFIER, right=claim.lost))
    labels = _order(faults)
    if not any(one.label.is_fault and not one.is_loose for one in faults) and not is_seen(
        claim, claims
    ):
        labels.insert(0, Quote.NOT_SEEN)
    if not labels:
        repeated = Quote.FAITHFUL if exact else Quote.ROUNDED
        labels = [Quote.ORIGINAL if basis is None else repeated]
    return Quotation(
        label=labels[0],
        also=tuple(labels[1:]),
        faults=tuple(sorted(faults, key=lambda one: labels.index(one.label))),
        source=claim.repeats,
        basis=tuple(one.id for one in basis.claims) if basis else (),
        shares_period=_share_period(claim, claims[claim.repeats]) if claim.repeats else Fraction(1),
    )


def _order(faults: Iterable[Fault]) -> list[Quote]:
    """Return the labels of faults: a wrong number leads, loose ones come last, else by harm.

    A scope can be wrong only for a right number, so a wrong number is named before the scope.
    """
    ranks: dict[Quote, tuple[bool, bool, int]] = {}
    for one in faults:
        rank = one.is_loose, one.label is not Quote.NUMBER, list(Quote).index(one.label)
        ranks[one.label] = min(ranks.get(one.label, rank), rank)
    # Of two loose faults the one that names a wrong time is plainer than an agency left out.
    return sorted(
        ranks, key=lambda label: (*ranks[label][:2], _loose_rank(label, ranks[label]), ranks[label])
    )


def _loose_rank(label: Quote, rank: tuple[bool, bool, int]) -> bool:
    return rank[0] and label is Quote.AGENCY


# What a claim is held against


def _find_basis(claim: Claim, claims: Claims, scopes: Scopes) -> _Basis | None:
    if claim.repeats:
        source = claims[claim.repeats]
        return _Basis(
            logical=source.logical,
            implied=source.implied,
            value=source.value,
            words=source.words,
            phrase=source.phrase,
            about=scopes[source.scope.who],
            is_date=source.is_date,
            claims=(source,),
        )
    if not claim.derived:
        return None
    names = list_formula_ids(claim.derived)
    operands = tuple(claims[name] for name in names)
    # A publisher's own arithmetic on its own figures repeats nobody.
    if not operands or any(one.outlet == claim.outlet for one in operands):
        return None
    if any(one.logical is None or one.implied is None for one in operands):
        return None
    logical = evaluate(claim.derived, {one.id: one.logical for one in operands if one.logical})
    implied = evaluate(claim.derived, {one.id: one.implied for one in operands if one.implied})
    about = [scopes[one.scope.who] for one in operands]
    return _Basis(
        logical=logical,
        implied=implied,
        value=Fraction(logical.low) if logical.is_point else None,
        words="exact" if logical.is_point else "",
        phrase=str(logical),
        about=About(
            frozenset().union(*(one.agencies for one in about)),
            about[0].place if len({one.place for one in about}) == 1 else "",
            about[0].name,
        ),
        is_date=False,
        claims=operands,
    )


_OPERATORS: Mapping[type[ast.operator], Callable[[Interval, Interval], Interval]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def evaluate(formula: str, known: Mapping[str, Interval]) -> Interval:
    """Return what a formula of ids and whole numbers gives.

    Raises Problem for a formula that is not made of ids, numbers and + - * /.

    >>> print(evaluate("N002 + N003", {"N002": point(292114), "N003": point(605116)}))
    897,230
    """

    def work(node: ast.expr) -> Interval:
        match node:
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return _OPERATORS[type(op)](work(left), work(right))
            case ast.Name(id=name) if name in known:
                return known[name]
            case ast.Constant(value=int(number)):
                return point(number)
        raise Problem(
            f"The formula '{formula}' cannot be read",
            expected="ids and whole numbers with + - * /",
        )

    return work(_parse(formula))


def list_formula_ids(formula: str) -> list[str]:
    """Return the ids that a formula names, each once, in its order.

    >>> list_formula_ids("F001 + F003 - 1")
    ['F001', 'F003']
    """
    named = [node for node in ast.walk(_parse(formula)) if isinstance(node, ast.Name)]
    return list(dict.fromkeys(one.id for one in sorted(named, key=lambda one: one.col_offset)))


def _parse(formula: str) -> ast.expr:
    try:
        return ast.parse(formula, mode="eval").body
    except SyntaxError as error:
        raise Problem(
            f"The formula '{formula}' cannot be read", expected="ids and whole numbers with + - * /"
        ) from error


# Comparing


def _compare(
    claim: Claim, basis: _Basis, claims: Claims, scopes: Scopes, dated: set[tuple[str, str]]
) -> tuple[list[Fault], bool]:
    """Return the faults of a claim against its basis, and whether the figure is the very same."""
    faults: list[Fault] = []
    first = basis.claims[0]
    figure, exact = _compare_figures(claim, basis, claims, (claim.id, first.id) in dated)
    faults += [figure] if figure else []
    about = scopes[claim.scope.who]
    faults += _compare_agencies(claim, about, basis, scopes)
    # A source that names an agency and no place counts that agency everywhere.
    given = basis.about.place or bool(basis.about.agencies)
    if about.place and given and about.place != basis.about.place:
        hidden = about.place == NOT_SAID
        if not (hidden and claim.lost):
            said, right = (
                (one.place if one.agencies and one.place else one.name)
                for one in (about, basis.about)
            )
            faults.append(Fault(Quote.PLACE, said, right, is_loose=hidden))
    if claim.repeats:
        faults += _compare_periods(claim, first)
        faults += _compare_units(claim, first)
        if claim.credits and claim.credits not in (first.counted_by, first.outlet):
            faults.append(Fault(Quote.SOURCE, claim.credits, first.counted_by))
    elif any(_compare_periods(claim, one) for one in basis.claims):
        faults += next(filter(None, (_compare_periods(claim, one) for one in basis.claims)))
    return faults, exact


_LOW, _HIGH = ("more than", "at least", "after"), ("nearly", "up to", "as many as", "on or before")
_ROUND = "bare"
"""The word of a round number with nothing around it that says so."""
_BARE = ("exact", _ROUND, "only", "rounded")


def _compare_figures(
    claim: Claim, basis: _Basis, claims: Claims, is_dated: bool
) -> tuple[Fault | None, bool]:
    source = basis.claims[0]
    wrong = Fault(Quote.NUMBER, claim.phrase or claim.printed, basis.phrase)
    if claim.members and source.members:
        more = set(claim.members) - set(source.members)
        is_complete = claim.words in _BARE
        fails = more or (is_complete and set(source.members) - set(claim.members))
        return (wrong if fails else None), True
    if claim.implied is None or basis.implied is None or claim.logical is None:
        return None, True
    if claim.is_date != basis.is_date:
        if is_dated and claim.is_date and _is_outside(claim, source):
            return Fault(Quote.NUMBER, claim.text, _say_period(source)), False
        return None, True
    ours, theirs = _whole(claim.implied, claim), _whole(basis.implied, claim)
    opposite = (claim.words in _LOW and basis.words in _HIGH) or (
        claim.words in _HIGH and basis.words in _LOW
    )
    same = claim.logical == basis.logical or (
        claim.value is not None and claim.value == basis.value
    )
    dropped = same and claim.words in _BARE and basis.words not in _BARE
    if dropped:
        # Of words that were not read nothing can be lost.
        seen = all(is_seen(one, claims) for one in basis.claims)
        return (Fault(Quote.QUALIFIER, claim.text, basis.words) if seen else None), False
    if ours.is_apart_from(theirs) or opposite:
        if claim.words == _ROUND and not opposite and _is_rounder(claim, basis):
            return Fault(Quote.QUALIFIER, claim.text, "about"), False
        return wrong, False
    if same:
        return None, _class(claim.words) == _class(basis.words)
    if claim.words == _ROUND and _is_rounder(claim, basis):
        word = "more than" if (basis.value or 0) > (claim.value or 0) else "nearly"
        return Fault(Quote.QUALIFIER, claim.text, word), False
    return None, False


def _class(words: str) -> str:
    return "exact" if words in _BARE else words


def _whole(interval: Interval, claim: Claim) -> Interval:
    return (interval.keep_whole() or interval) if claim.is_whole and not claim.is_date else interval


def _is_rounder(claim: Claim, basis: _Basis) -> bool:
    """Return whether a number is close to the exact one, and rounder than it."""
    ours, theirs = claim.value, basis.value
    if ours is None or theirs is None or abs(ours - theirs) > abs(theirs) * CLOSE:
        return False
    return _digits(ours) < _digits(theirs) or (ours % 5 == 0 and theirs % 5 != 0)


def _digits(value: Fraction) -> int:
    """Return how many significant digits a number has."""
    return len(str(float(value)).removesuffix(".0").replace(".", "").strip("-0"))


def _compare_agencies(claim: Claim, about: About, basis: _Basis, scopes: Scopes) -> list[Fault]:
    source = basis.claims[0]
    if claim.members and source.members and not about.agencies and not basis.about.agencies:
        return []
    if about.hides_agency and not basis.about.hides_agency:
        # The words that were lost say the same, and say it better.
        fault = Fault(Quote.AGENCY, about.name, basis.about.name, is_loose=True)
        return [] if claim.lost else [fault]
    if source.type is ClaimType.SET and claim.type is not ClaimType.SET and about.agencies:
        fits = all(
            one in basis.about.agencies
            or any(scopes.is_part(one, whole) for whole in basis.about.agencies)
            for one in about.agencies
        )
    else:
        fits = about.agencies == basis.about.agencies
    return [] if fits else [Fault(Quote.AGENCY, about.name, basis.about.name)]


def _compare_units(claim: Claim, source: Claim) -> list[Fault]:
    if claim.definition and source.definition and claim.definition != source.definition:
        return [Fault(Quote.UNIT, claim.definition, source.definition)]
    numbers = (ClaimType.QUANTITY, ClaimType.ATTRIBUTION)
    if claim.type not in numbers or source.type not in numbers or claim.implied is None:
        return []
    ours, theirs = _name_unit(claim.unit), _name_unit(source.unit)
    return [] if ours == theirs else [Fault(Quote.UNIT, claim.unit, source.unit)]


def _name_unit(unit: str) -> str:
    return next((min(group) for group in SAME_THINGS if unit in group), unit)


# Periods


def _compare_periods(claim: Claim, source: Claim) -> Iterator[Fault] | list[Fault]:
    fault = Fault(Quote.PERIOD, _say_period(claim), _say_period(source), claim.end_inferred)
    if not (claim.members or claim.logical is not None) or ClaimType.STATEMENT in (
        claim.type,
        source.type,
    ):
        return []
    if claim.is_date or source.is_date:
        # The period of a day is the day itself; any other is another's.
        ends = (claim.scope.start, claim.scope.end)
        other = claim.is_date and any(_differ(end, claim.printed, 10) for end in ends)
        return [fault] if other else []
    ours, theirs = claim.scope, source.scope
    if not theirs.start or not ours.start:
        # A count as of some day, such as cameras in use, is compared by the year.
        return [fault] if _differ(ours.end, theirs.end, 4) else []
    precision = 7 if claim.end_inferred else 10
    if _differ(ours.start, theirs.start, precision) or _differ(ours.end, theirs.end, precision):
        return [fault]
    return []


def _differ(one: str, other: str, precision: int) -> bool:
    """Return whether two ends differ, as far as the coarser of them says."""
    precision = min(precision, len(one), len(other))
    return bool(one and other) and one[:precision] != other[:precision]


def _is_outside(claim: Claim, source: Claim) -> bool:
    """Return whether a date lies outside the period of a claim."""
    days = _read_days(source)
    if days is None or claim.logical is None:
        return False
    return claim.logical.is_apart_from(Interval(days[0].toordinal(), days[1].toordinal()))


def _read_days(claim: Claim) -> tuple[date, date] | None:
    first, last = read_moment(claim.scope.start), read_moment(claim.scope.end)
    return (first[0], last[1]) if first and last and first[0] <= last[1] else None


def _share_period(claim: Claim, source: Claim) -> Fraction:
    """Return which part of the source's period the claim's own covers; 1 where one is unknown."""
    ours, theirs = _read_days(claim), _read_days(source)
    if ours is None or theirs is None or claim.is_date or source.is_date:
        return Fraction(1)
    overlap = (min(ours[1], theirs[1]) - max(ours[0], theirs[0])).days + 1
    return Fraction(max(overlap, 0), (theirs[1] - theirs[0]).days + 1)


def _say_period(claim: Claim) -> str:
    ends = dict.fromkeys(end for end in (claim.scope.start, claim.scope.end) if end)
    return "/".join(ends)


def _find_ended(claim: Claim, ended: Iterable[Claim]) -> Iterator[Fault]:
    """Yield what a claim puts in the present tense although it had ended when published."""
    moment = read_moment(claim.published)
    if not claim.is_present or moment is None:
        return
    for other in ended:
        if other.logical is not None and other.logical.high < moment[0].toordinal():
            yield Fault(Quote.PERIOD, claim.published, other.printed, is_loose=True)
