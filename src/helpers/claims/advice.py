"""Advice: what an editor may do with a claim, computed from its quotation and its standing.

The two verdicts are never mixed before this: a fault of quotation outranks any standing, so
nothing is called printable while its scope is wrong. The words follow the house style.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

from helpers.claims.claim import Claim, Claims, ClaimType, Rank
from helpers.claims.evidence import Evidence
from helpers.claims.explanations import show_interval
from helpers.claims.finding import fit_unit
from helpers.claims.names import Names, spell_number, write_figure, write_moment, write_period
from helpers.claims.quotation import Quotation, Quote, evaluate, find_root, list_formula_ids
from helpers.claims.relations import RelationKind
from helpers.claims.standing import Ground, Standing


class Advice(StrEnum):
    """What an editor may do."""

    PRINT = "You can print"
    ATTRIBUTE = "Print with attribution"
    CREDIT_BOTH = "Print, credit both"
    BOTH = "Print both"
    READ = "Read and decide"
    HOLD = "Hold"
    ASK = "Ask first"
    CORRECT = "Correct first"
    DONT = "Don't print"

    @property
    def group(self) -> str:
        """One of three: you can print, print with care, don't print."""
        if self is Advice.PRINT:
            return "You can print"
        return "Don't print" if self in (Advice.CORRECT, Advice.DONT) else "Print with care"


_FINE = {
    Standing.RECOMPUTED: Advice.PRINT,
    Standing.CONFIRMED: Advice.PRINT,
    Standing.ONE_SOURCE: Advice.ATTRIBUTE,
    Standing.NOT_TESTED: Advice.HOLD,
    Standing.DISAGREE: Advice.BOTH,
    Standing.INCONSISTENT: Advice.ASK,
    Standing.CONTRADICTED: Advice.DONT,
    Standing.PERSON: Advice.READ,
}
_NOT_SEEN = _FINE | dict.fromkeys(
    (Standing.RECOMPUTED, Standing.CONFIRMED, Standing.ONE_SOURCE), Advice.CREDIT_BOTH
)
_FAULTY = dict.fromkeys(Standing, Advice.CORRECT) | dict.fromkeys(
    (Standing.INCONSISTENT, Standing.CONTRADICTED), Advice.DONT
)

HARM: Sequence[Quote | Standing] = (
    *(Quote.AGENCY, Quote.NUMBER, Quote.SOURCE, Standing.CONTRADICTED, Quote.PLACE),
    *(Quote.PERIOD, Quote.UNIT, Quote.QUALIFIER, Standing.INCONSISTENT, Standing.DISAGREE),
    *(Quote.NOT_SEEN, Standing.NOT_TESTED, Standing.ONE_SOURCE, Standing.PERSON),
    *(Quote.ROUNDED, Quote.FAITHFUL, Quote.ORIGINAL, Standing.CONFIRMED, Standing.RECOMPUTED),
)
"""Labels of both verdicts, the most harmful first."""


def advise(quotation: Quotation, standing: Standing) -> Advice:
    """Return what an editor may do, from the pair: every fault counts, not the first alone."""
    if quotation.is_faulty:
        return _FAULTY[standing]
    return (_NOT_SEEN if quotation.has(Quote.NOT_SEEN) else _FINE)[standing]


def rank_harm(claim: Claim, quotation: Quotation, standing: Standing) -> tuple[int, int]:
    """Return the rank of a claim by harm, the most harmful first.

    What a person set by hand comes first, then the most harmful of its labels.
    """
    labels: list[Quote | Standing] = [quotation.label, *quotation.also, standing]
    return -claim.harm, min(HARM.index(one) for one in labels)


class Writer:
    """Writes the sentences about claims: why, and what to print."""

    def __init__(
        self,
        claims: Claims,
        quotations: Mapping[str, Quotation],
        grounds: Mapping[str, Ground],
        names: Names,
    ) -> None:
        self.claims, self.quotations, self.grounds, self.names = claims, quotations, grounds, names
        self._repeats: dict[str, set[str]] = {}
        for claim in claims.values():
            root = find_root(claim, claims)
            self._repeats.setdefault(root.id, set()).add(self.names.outlet(claim))

    # --- why

    def say_reason(self, claim: Claim) -> str:
        """Return two sentences at most: what to do, then why."""
        quotation, ground = self.quotations[claim.id], self.grounds[claim.id]
        fault = next((one for one in quotation.faults if one.label is quotation.label), None)
        fault = fault or next((one for one in quotation.faults if one.label.is_fault), None)
        text = self._say_fault(claim) if fault else self._say_standing(claim, ground)
        return text

    def _say_fault(self, claim: Claim) -> str:
        quotation = self.quotations[claim.id]
        hard = [one for one in quotation.faults if not one.is_loose]
        fault = (hard or list(quotation.faults))[0]
        source = self._name_basis(claim)
        said, right = fault.said, fault.right
        match fault.label:
            case Quote.NUMBER:
                wrong, right = self._say_numbers(claim)
                return f"Do not print {wrong}. {_capital(source)} gives {right}."
            case Quote.AGENCY if fault.is_loose:
                return f"Do not print it without naming {right}. {_capital(source)} does."
            case Quote.AGENCY | Quote.PLACE:
                return f"Do not print it for {said}. {_capital(source)} gives it for {right}."
            case Quote.PERIOD if claim.is_present and not claim.repeats:
                ended = write_moment(right)
                return f"Do not print it in the present tense. Part of it ended {ended}."
            case Quote.PERIOD:
                wrong, covered = write_period(said), write_period(right)
                return f"Do not print it for {wrong}. The count covers {covered}."
            case Quote.UNIT if claim.definition:
                return f"Do not print it for {said}. It counts {right}."
            case Quote.UNIT:
                return f"Do not call them {said}. They are {right}."
            case Quote.SOURCE:
                return f"Do not credit {said}. {_capital(self.names[right])} counted."
        return f"Do not print it without \u201c{right}.\u201d {_capital(source)} has it."

    def _say_numbers(self, claim: Claim) -> tuple[str, str]:
        """Return a wrong number and the right one."""
        if not claim.repeats:
            return self._say_figure(claim), self._work_out(claim)[0]
        source = self.claims[claim.repeats]
        if claim.is_date and not source.is_date:
            ends = dict.fromkeys(filter(None, (source.scope.start, source.scope.end)))
            return self._say_figure(claim), write_period("/".join(ends))
        return self._say_figure(claim), self._say_figure(source)

    def _say_standing(self, claim: Claim, ground: Ground) -> str:
        source, counter = self.names.outlet(claim), self.names.counter(claim)
        others = [self.claims[name] for name in ground.against if name in self.claims]
        match ground.label:
            case Standing.PERSON:
                return f"You may quote it as {_own(counter)} words once you have read the source."
            case Standing.CONTRADICTED if others:
                better = _capital(self.names.through(others[0]))
                return f"Do not print it. {better} says {self._say_figure(others[0])}."
            case Standing.CONTRADICTED:
                return "Do not print it. Released records say otherwise."
            case Standing.INCONSISTENT:
                return f"Ask {source} before printing. {self._say_inconsistent(claim, ground)}"
            case Standing.DISAGREE:
                return self._say_both(claim, others)
            case Standing.NOT_TESTED:
                return "Hold it. We found nothing to test it against."
            case Standing.RECOMPUTED:
                return "You may print it. We counted it again from released records."
        rivals = self._find_rivals(claim)
        if claim.authority and rivals and ground.label is not Standing.CONFIRMED:
            rival = rivals[0]
            figure, other = self._say_figure(claim), self._say_figure(rival)
            if figure == other and claim.members:
                figure, other = (" and ".join(one.members) for one in (claim, rival))
            comma = "," if claim.is_date and "," in figure else ""
            return (
                f"You may print {figure}{comma} as {_own(counter)} own word. "
                f"{_capital(self.names.outlet(rival))} has {other}."
            )
        if ground.label is Standing.CONFIRMED:
            return self._say_confirmed(claim, ground)
        if self.quotations[claim.id].has(Quote.NOT_SEEN):
            return self._say_unread(claim)
        root = find_root(claim, self.claims)
        if claim.derived and self.quotations[claim.id].label is not Quote.ORIGINAL:
            basis, operands = self._work_out(claim)
            origin = self.names.counter(operands[0])
            return f"You may print it, credited to {origin}. The figures behind it make {basis}."
        if root.id != claim.id:
            number = len(self._repeats[root.id])
            origin = self.names.counter(root)
            times = spell_number(Fraction(number))
            count = f"{times} outlets repeat it" if number > 1 else f"It is {_own(origin)} count"
            tail = "; that is one count." if number > 1 else "."
            return f"You may print it, credited to {origin}. {_capital(count)}{tail}"
        is_count = claim.type is ClaimType.QUANTITY
        kind = "date" if claim.is_date else "list" if claim.members else "figure"
        second = f"We found no second {'count' if is_count else 'source'}."
        if "'s " in counter and claim.counted_by:
            return f"You may print it, credited to {counter}. {second}"
        return (
            f"You may print it as {_own(counter if claim.counted_by else source)} {kind}. {second}"
        )

    def _say_confirmed(self, claim: Claim, ground: Ground) -> str:
        agreeing = [
            self.claims[name]
            for one in ground.deciding
            for name in one.ids
            if name in self.claims and name != claim.id
        ]
        source = self.names.outlet(self.claims[ground.like] if ground.like else claim)
        if not agreeing:
            return "You may print it. Simple arithmetic agrees."
        other = self.names.outlet(agreeing[0])
        if other == source:
            return "You may print it. Simple arithmetic agrees."
        return f"You may print it. {_capital(other)} agrees, and it didn't copy {source}."

    def _say_inconsistent(self, claim: Claim, ground: Ground) -> str:
        if worked_out := self.say_worked_out(claim):
            return f"Its own figures make {worked_out}."
        other = self.claims[ground.against[0]]
        return f"It gives both {self._say_figure(claim)} and {self._say_figure(other)}."

    def _say_both(self, claim: Claim, others: Sequence[Claim]) -> str:
        figures = [(self._name_speaker(claim), self._say_figure(claim))]
        figures += [(self._name_speaker(one), self._say_figure(one)) for one in others[:1]]
        if len(figures) == 1:
            return "You may print both, with names. Records give another figure."
        worked_out = self.say_worked_out(claim)
        if worked_out:
            (a, x), (b, _) = figures
            return (
                f"You may print both, with names: {_capital(a)} says {x}; "
                f"{_own(b)} figures make {worked_out}."
            )
        (a, x), (b, y) = figures
        if x == y and claim.members:
            x, y = (" and ".join(one.members) for one in (claim, others[0]))
        if x == y:
            # The number is the same, and people found what is not.
            reasons = (
                one.reason for one in self.grounds[claim.id].declared if one.kind in _EXPLAINED
            )
            return f"You may print both, with names. {next(reasons, '')}".strip()
        return f"You may print both, with names: {_capital(a)} says {x}; {b} says {y}."

    def say_worked_out(self, claim: Claim) -> str:
        """Return what other figures make by arithmetic, where that is what decides."""
        deciding = self.grounds[claim.id].deciding
        evidence = deciding[0].evidence if deciding else None
        if not isinstance(evidence, Evidence):
            return ""
        kind = evidence.relation.kind
        return (
            show_interval(evidence.implied, claim)
            if kind.is_arithmetic or kind is RelationKind.SPAN
            else ""
        )

    def _work_out(self, claim: Claim) -> tuple[str, list[Claim]]:
        operands = [self.claims[name] for name in list_formula_ids(claim.derived)]
        known = {one.id: one.logical for one in operands if one.logical is not None}
        return str(evaluate(claim.derived, known)), operands

    def _find_rivals(self, claim: Claim) -> list[Claim]:
        return [
            self.claims[name]
            for name, ground in self.grounds.items()
            if ground.label is Standing.DISAGREE and claim.id in ground.against
        ]

    def _name_basis(self, claim: Claim) -> str:
        basis = self.quotations[claim.id].basis
        return self._name_speaker(self.claims[basis[0]]) if basis else self.names.outlet(claim)

    def _name_speaker(self, claim: Claim) -> str:
        """Return by whose word a claim is known: the outlet that was read."""
        return self.names.through(claim)

    def _say_unread(self, claim: Claim) -> str:
        root = find_root(claim, self.claims)
        through, counter = self.names.through(root), self.names.counter(root)
        if not root.counted_by or counter == through:
            return (
                f"You may print it only as {_own(through)} figure. "
                "We haven't seen what it rests on."
            )
        return (
            f"You may print it as {through} quotes {counter}. We haven't read the original source."
        )

    def _say_figure(self, claim: Claim) -> str:
        if claim.is_date or "%" in claim.text or claim.logical is None:
            return write_figure(claim)
        unit = fit_unit("1", claim.unit) if claim.printed == "1" else claim.unit
        return f"{write_figure(claim)} {unit}".replace("/", " a ")

    # --- what to print

    def write_print(self, claim: Claim, advice: Advice) -> str:
        """Return the sentence to print; empty where nothing should be printed yet."""
        ground = self.grounds[claim.id]
        others = [self.claims[name] for name in ground.against if name in self.claims]
        if advice in (Advice.HOLD, Advice.READ):
            return ""
        if advice in (Advice.CORRECT, Advice.DONT):
            candidates = self._list_right(claim, others)
            return next(filter(None, map(self.write_sentence, candidates)), "")
        sentence = self.write_sentence(claim) or self.write_sentence(find_root(claim, self.claims))
        if advice is Advice.BOTH:
            rival = next(filter(None, map(self.write_sentence, others)), "")
            return f"{sentence} {rival}".strip()
        if advice is Advice.ASK:
            return ""
        return sentence

    def _list_right(self, claim: Claim, others: Iterable[Claim]) -> list[Claim]:
        """Return the claims whose sentence sets a wrong one right, the best first."""
        right: list[Claim] = []
        if claim.repeats:
            source = find_root(claim, self.claims)
            right += [source] if source.is_date == claim.is_date else []
            right += [one for one in others if one.id != source.id]
            right.append(source)
        right += [one for one in others if one not in right]
        return [one for one in right if not self.quotations[one.id].is_faulty]

    def write_sentence(self, claim: Claim) -> str:
        """Return a claim's sentence with its figure and its source; empty if it has none."""
        if not claim.sentence:
            return ""
        figure = write_figure(claim)
        before, _, after = claim.sentence.partition("{}")
        # A year between commas: on July 18, 2025, to close.
        comma = "," if claim.is_date and ", " in figure and after.startswith(" ") else ""
        body = f"{before}{figure}{comma}{after}" if "{}" in claim.sentence else claim.sentence
        outlet, counter = self.names.through(claim), self.names.counter(claim)
        if claim.read_through and claim.counted_by and counter != outlet:
            return f"{body}, {outlet} reported, citing {counter}."
        own_word = claim.authority and claim.rank is Rank.PRIMARY
        if claim.counted_by and counter not in outlet and not own_word:
            return f"{body}, according to {outlet}, which cites {counter}."
        return f"{body}, {outlet} reported."


_EXPLAINED = (RelationKind.DIFFERS, RelationKind.MISATTRIBUTED)


def _own(name: str) -> str:
    """Return a name in the possessive: Nlets', KING 5's."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
