"""Judging: what the ledger says of each number of a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.fits import Fit, fit
from helpers.evidence.drafts.matching import IDLE_NAMES, Match, Matcher
from helpers.evidence.drafts.mentions import Mention, Sort
from helpers.evidence.drafts.terms import SOURCE, Terms
from helpers.evidence.drafts.wordings import Reading
from helpers.evidence.drafts.words import stem
from helpers.evidence.drafts.worked import work_out
from helpers.evidence.intervals import Interval

_CLAUSES_OF_NOBODY = (Sort.CLOCK, Sort.DECADE, Sort.RANK)
FITTING, OFF, DATED, WORKED = 2.0, 4.3, 3.1, 3.4
"""How well the words of a sentence have to meet a quantity: to be it, to contradict it, to date it, to
contradict what is worked out from it.
Set on sentences of our own and on half of the measured corpus; see METHODOLOGY.md."""


class DraftVerdict(StrEnum):
    """The five verdicts on a number in a draft."""

    SUPPORTED = "supported"
    STRETCHED = "stretched"
    OTHER_SCOPE = "other scope"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not found"


@dataclass(frozen=True)
class Judgment:
    """A verdict with its reason and what it rests on."""

    verdict: DraftVerdict
    reason: str
    support: tuple[str, ...] = ()
    match: Match | None = None


NOTHING = Judgment(DraftVerdict.NOT_FOUND, "No claim or finding of the ledger bears on it.")


def judge_mention(
    context: Context, reading: Reading | None, matcher: Matcher, terms: Terms
) -> Judgment:
    """Return the verdict on one number of a sentence."""
    mention = context.mention
    if mention.sort in _CLAUSES_OF_NOBODY:
        return NOTHING
    matches = matcher.rank(context)
    if mention.sort is Sort.DATE:
        return _judge_date(context, matches)
    if reading is None:
        return NOTHING
    whole = _judge_whole(context, matches)
    if whole:
        return whole
    direct = _find_fitting(context, reading, matches)
    if direct and _is_plain(direct[0], direct[1]):
        return _decide(context, reading, direct[0], direct[1], terms)
    inner = _judge_inner(context, reading)
    if inner:
        return inner
    worked = _judge_worked(context, reading, matches, terms)
    printed = direct is not None and direct[0].known.value == mention.value
    if worked and (not direct or (worked.verdict is DraftVerdict.SUPPORTED and not printed)):
        return worked
    if direct:
        return _decide(context, reading, direct[0], direct[1], terms)
    return _judge_off(context, reading, matches, terms)


def _judge_whole(context: Context, matches: Sequence[Match]) -> Judgment | None:
    """Return the verdict on the nine in "eight of the nine", if the eight are known to be of nine."""
    mention, text = context.mention, context.sentence.text
    part = next((one for one in context.sentence.mentions if _is_part(one, mention, text)), None)
    if part is None or part.value is None or mention.value is None:
        return None
    for match in matches[:12]:
        if match.known.value == part.value and mention.value in match.known.out_of:
            return Judgment(
                DraftVerdict.SUPPORTED, f"The whole of {match.known.label}.", match.known.ids, match
            )
    return None


def _is_part(part: Mention, whole: Mention, text: str) -> bool:
    found = _OUT_OF.match(text, part.end)
    return bool(found) and found is not None and found.end() == whole.start


def _is_plain(match: Match, how: Fit) -> bool:
    return how is Fit.HOLDS and not (match.unit or match.differs or match.time)


def _digits(value: Fraction | None, sort: Sort = Sort.NUMBER) -> int:
    """Return how many significant digits a number has: 292,114 can hardly coincide, 19 can."""
    if sort is Sort.VOTES:
        return 4
    if value is None or value.denominator != 1:
        return 2 if value is not None else 1
    return len(str(abs(value.numerator)).rstrip("0") or "0")


def _find_fitting(
    context: Context, reading: Reading, matches: Sequence[Match]
) -> tuple[Match, Fit] | None:
    """Return the quantity whose number stands in the sentence, or None if none is near enough."""
    mention = context.mention
    best: tuple[float, Match, Fit] | None = None
    rare = min(4, _digits(mention.value, mention.sort))
    for match in matches:
        if not _is_of_sort(match, mention):
            continue
        how = fit(match.known, mention, reading)
        if how is Fit.OFF:
            continue
        same = match.known.value == mention.value
        score = match.score + (0.9 if how is Fit.HOLDS else 0.0) + (0.35 * rare if same else 0.0)
        score -= 0.15 * bool(match.known.doubt or match.known.moved)
        score -= 0.8 * (match.known.worked == "notes")
        if not _is_near_enough(match, score, rare if same else 1):
            continue
        if best is None or score > best[0]:
            best = (score, match, how)
    return (best[1], best[2]) if best else None


def _is_near_enough(match: Match, score: float, rare: int) -> bool:
    evidence = match.anchors + (match.words >= 0.4) + match.in_period + match.is_counted_alike
    need = FITTING + 0.35 * max(0, 3 - rare)
    # A quantity that is somebody's is not met by a sentence that names nobody like it.
    need += 1.2 * bool(match.known.named and not match.anchors)
    least = 0.35 if rare >= 4 else 0.6
    if match.known.named and not match.anchors and not match.in_period and match.words < least:
        return False
    if rare >= 4 and match.anchors and match.words >= 0.12 and score >= need - 0.8:
        return True
    if rare and match.in_period and match.differs and match.known.value is not None:
        precise = match.known.first != match.known.last and match.words >= 0.15
        if precise and score >= need - 0.5:
            return True
    if match.unit and (match.words < 0.3 or (match.anchors == 0 and match.words < 0.5)):
        return False
    if match.differs and match.words < 0.25:
        return False
    return score >= need and evidence >= 1 and match.words >= 0.16


def _is_of_sort(match: Match, mention: Mention) -> bool:
    known = match.known.sort
    if mention.sort is Sort.POINTS:
        return False
    if mention.sort in (Sort.SCALE, Sort.RANGE):
        return known is Sort.NUMBER
    if mention.sort in (Sort.TIMES, Sort.TIMES_MORE):
        return known is Sort.TIMES
    return known is mention.sort


def _decide(context: Context, reading: Reading, match: Match, how: Fit, terms: Terms) -> Judgment:
    """Return the verdict where the number is a known one."""
    known, support = match.known, match.known.ids
    said = f"“{reading.text}”"
    wrong_credit = _find_wrong_credit(context, match, terms)
    if wrong_credit:
        return Judgment(
            DraftVerdict.CONTRADICTED,
            f"The number is known, but not from {wrong_credit}: {known.label}.",
            support,
            match,
        )
    if match.unit:
        return Judgment(
            DraftVerdict.CONTRADICTED,
            f"The number is that of another thing than {match.unit}: {known.label}.",
            support,
            match,
        )
    if context.mention.sort is Sort.TIMES_MORE:
        return _say_times_more(match, said)
    base = _find_wrong_base(context, match, terms)
    if base:
        return Judgment(
            DraftVerdict.CONTRADICTED, f"It is no share of {base}: {known.label}.", support, match
        )
    if match.differs:
        whom = match.who or match.place or match.system
        return Judgment(
            DraftVerdict.OTHER_SCOPE,
            f"The number is not that of {whom}: {known.label}, {_say_scope(match)}.",
            support,
            match,
        )
    if match.time:
        return Judgment(
            DraftVerdict.CONTRADICTED,
            f"The number is of another time ({match.time}): {known.label}, {_say_scope(match)}.",
            support,
            match,
        )
    if known.moved or known.doubt:
        return _say_doubt(match)
    if how is Fit.STRETCHED:
        return Judgment(
            DraftVerdict.STRETCHED,
            f"{said} is not what the words say of {known.label}.",
            support,
            match,
        )
    return Judgment(DraftVerdict.SUPPORTED, f"{known.label}.", support, match)


def _say_doubt(match: Match) -> Judgment:
    known = match.known
    verdict = DraftVerdict.OTHER_SCOPE if known.moved else DraftVerdict(known.doubt)
    if known.moved and known.doubt == DraftVerdict.CONTRADICTED:
        verdict = DraftVerdict.CONTRADICTED
    word = known.doubt or "moved from another scope"
    return Judgment(verdict, f"Printed as {known.label}, {word}: {known.reason}", known.ids, match)


def _say_scope(match: Match) -> str:
    known = match.known
    whose = ", ".join(sorted(known.who | known.named) or ["of nobody named"])
    when = f", {known.first} to {known.last}" if known.first and known.last else ""
    return f"which is of {whose}{when}"


def _say_times_more(match: Match, said: str) -> Judgment:
    return Judgment(
        DraftVerdict.CONTRADICTED,
        f"{said} adds that many times to the number itself; {match.known.label}: that is times as "
        "many.",
        match.known.ids,
        match,
    )


def _find_wrong_credit(context: Context, match: Match, terms: Terms) -> str:
    """Return whom a sentence credits who is not among those who counted or printed it."""
    credit, known = context.credit, match.known
    if not credit.text or not known.sources and not known.names:
        return ""
    said = {tag.term for tag in terms.find(credit.text) if tag.facet == SOURCE}
    names = {name for name in credit.names if len(name) > 2} - _IDLE
    own = known.who | known.places | known.systems
    explained = {name for name in names if {tag.term for tag in terms.find(name)} & own}
    if said & known.sources or (names - explained) & known.names:
        return ""
    if said:
        return credit.text.split(" | ")[0]
    strangers = names - explained - known.names
    strangers -= {name for name in strangers if stem(name) in known.words}
    return credit.text.split(" | ")[0] if strangers else ""


_IDLE = IDLE_NAMES | {"The", "State", "County", "City"}
_OUT_OF = re.compile(
    r"\s+(?:out\s+)?of\s+(?:(?:the|those|these|its|all|about|some)\s+)*", re.IGNORECASE
)


def _find_wrong_base(context: Context, match: Match, terms: Terms) -> str:
    """Return what a percentage is said to be a share of, if its source says another thing."""
    known = match.known
    out_of = _OUT_OF.match(context.sentence.text, context.mention.end)
    if out_of and known.out_of:
        named = next((one for one in context.sentence.mentions if one.start == out_of.end()), None)
        if named and named.value is not None and named.value not in known.out_of:
            return named.text
    if context.mention.sort is not Sort.PERCENT or not context.base:
        return ""
    tags = terms.find(context.base)
    if known.worked == "share":
        whose = {tag.term for tag in tags if tag.facet == "who"} - {"dol", "all-agencies"}
        return context.base if whose - known.base and known.base else ""
    things = {tag.term for tag in tags if tag.facet == "thing"}
    if known.is_growth:
        return context.base
    if known.base and "adult" in known.base:
        return "" if "adult" in things else context.base
    if "all-queries" in known.base:
        narrow = {tag.term for tag in tags if tag.facet in ("who", "place")} - {"all-agencies"}
        return context.base if narrow else ""
    if "two-exact" in known.base:
        return context.base if re.search(r"\b(?:all|every)\b", context.base) else ""
    return ""


_HALF_SAID = re.compile(r"\s(?:against|to|and|versus|vs\.?|or)\s+\d+(?:\.\d+)?\s?(?:%|percent\b)")


def _judge_inner(context: Context, reading: Reading) -> Judgment | None:
    """Return what the sentence's own numbers say of one of them."""
    mention, others = (
        context.mention,
        [one for one in context.sentence.mentions if one is not context.mention and one.value],
    )
    if mention.value is None:
        return None
    x = mention.value
    text = context.sentence.text
    shares = [
        one.value
        for one in others
        if one.value is not None
        and (one.sort is Sort.PERCENT or (one.value < 100 and _HALF_SAID.match(text, one.end)))
    ]
    said = f"“{reading.text}”"
    if mention.sort is Sort.PERCENT and len(shares) >= 2 and context.is_growth:
        for a in shares:
            for b in shares:
                if a > b and a - b == x:
                    return Judgment(
                        DraftVerdict.CONTRADICTED,
                        f"{said} is the gap between {_plain(a)}% and {_plain(b)}%: percentage points, "
                        f"not percent ({_plain(round(100 * (a / b - 1), 1))}% more).",
                    )
    if mention.sort is Sort.POINTS and any(a - b == x for a in shares for b in shares):
        return Judgment(
            DraftVerdict.SUPPORTED, f"{said} is the gap between the sentence's own percentages."
        )
    added = _judge_inner_sum(context, others)
    if added:
        return added
    if mention.sort is Sort.PERCENT and context.is_growth:
        for one in others:
            if one.sort is Sort.TIMES and one.value is not None and 100 * one.value == x:
                return Judgment(
                    DraftVerdict.CONTRADICTED,
                    f"{_plain(one.value)} times the level is {_plain(x - 100)}% more, not {_plain(x)}%.",
                )
    if mention.sort in (Sort.TIMES, Sort.TIMES_MORE):
        return _judge_inner_ratio(context, reading, others)
    return None


_MAKES = re.compile(
    r"\b(?:makes?|making|totals?|totaling|adds? up to|sums? to|comes? to|for a total of|equals?)\b"
    r"[^.;]{0,40}$",
    re.IGNORECASE,
)
_IN_ALL = re.compile(r"^\s+(?:\w+\s+){0,2}(?:in all|altogether|in total)\b", re.IGNORECASE)


def _judge_inner_sum(context: Context, others: Sequence[Mention]) -> Judgment | None:
    """Return whether the numbers that a sentence adds up make what it says they make."""
    mention, text = context.mention, context.sentence.text
    if mention.sort is not Sort.NUMBER or mention.value is None:
        return None
    before = [one for one in others if one.sort is Sort.NUMBER and one.end <= mention.start]
    after = text[mention.end :]
    made = _MAKES.search(text[: mention.start]) or _IN_ALL.search(after)
    listed = re.match(r"[^:]{0,60}:\s", after) and re.search(r"\d\s+(?:plus|and)\s", after)
    parts = before
    if listed and not before:
        parts = [one for one in others if one.sort is Sort.NUMBER and one.start >= mention.end]
    elif not made:
        return None
    values = [one.value for one in parts if one.value is not None]
    if not 2 <= len(values) <= 4:
        return None
    total = sum(values, Fraction(0))
    said = " and ".join(one.text for one in parts)
    if total == mention.value:
        return Judgment(DraftVerdict.SUPPORTED, f"It is the sum of {said}.")
    if total / 2 <= mention.value <= 2 * total:
        return Judgment(
            DraftVerdict.CONTRADICTED, f"It does not add up: {said} make {_plain_number(total)}."
        )
    return None


def _plain_number(value: Fraction) -> str:
    return f"{int(value):,}" if value.denominator == 1 else _plain(value)


def _judge_inner_ratio(
    context: Context, reading: Reading, others: Sequence[Mention]
) -> Judgment | None:
    mention = context.mention
    counts = [one.value for one in others if one.sort is Sort.NUMBER and one.value]
    said, x = f"“{reading.text}”", mention.value
    assert x is not None
    ratios = [a / b for a in counts for b in counts if b and a > b]
    if not ratios or max(counts) < 20:
        return None
    best = min(ratios, key=lambda ratio: abs(ratio - x))
    more = mention.sort is Sort.TIMES_MORE
    if abs(best - x) <= Fraction(1, 20) * best:
        if more:
            return Judgment(
                DraftVerdict.CONTRADICTED,
                f"{said}: the sentence's own numbers are {float(best):.2f} times as many, which is "
                f"{float(best - 1):.2f} times more.",
            )
        if len(counts) == 2:
            return Judgment(
                DraftVerdict.SUPPORTED,
                f"The sentence's own numbers give {float(best):.2f} times as many.",
            )
        return None
    if len(counts) == 2 and not (more and abs(best - 1 - x) <= best / 20):
        return Judgment(
            DraftVerdict.CONTRADICTED,
            f"{said}: the sentence's own numbers give {float(best):.2f} times as many.",
        )
    return None


def _plain(value: Fraction | float) -> str:
    return f"{float(value):g}"


def _judge_worked(
    context: Context, reading: Reading, matches: Sequence[Match], terms: Terms
) -> Judgment | None:
    """Return what arithmetic on the known quantities says; None if it says nothing."""
    mention = context.mention
    best: tuple[float, Match, Fit] | None = None
    off: tuple[float, Match] | None = None
    for match in work_out(matches, context):
        if mention.sort is Sort.POINTS or not _may_be(match, mention):
            continue
        how = fit(match.known, mention, reading)
        if how is not Fit.OFF:
            score = match.score + (how is Fit.HOLDS)
            if (best is None or score > best[0]) and match.score > 1.0:
                best = (score, match, how)
        elif match.known.worked in ("rate", "sum") and (off is None or match.score > off[0]):
            off = (match.score, match)
    if best:
        match, how = best[1], best[2]
        if mention.sort is Sort.TIMES_MORE:
            return _say_times_more(match, f"“{reading.text}”")
        wrong = _find_wrong_credit(context, match, terms) or _find_wrong_base(context, match, terms)
        if wrong or how is Fit.STRETCHED:
            return _decide(context, reading, match, how, terms)
        return Judgment(DraftVerdict.SUPPORTED, f"{match.known.label}.", match.known.ids, match)
    if (
        off
        and off[0] >= WORKED
        and _asks_for(off[1], context)
        and off[1].anchors
        and _is_meant(off[1], mention)
    ):
        return Judgment(
            DraftVerdict.CONTRADICTED,
            f"It does not add up: {off[1].known.label}.",
            off[1].known.ids,
            off[1],
        )
    return None


def _is_meant(match: Match, mention: Mention) -> bool:
    """Return whether a number is of the order of what was worked out: "the two" is no sum."""
    value = match.known.value
    return value is not None and mention.value is not None and mention.value * 12 >= value


def _may_be(match: Match, mention: Mention) -> bool:
    known = match.known.sort
    if mention.sort in (Sort.TIMES, Sort.TIMES_MORE):
        return known is Sort.TIMES
    if mention.sort is Sort.NUMBER:
        return known in (Sort.NUMBER, Sort.TIMES)
    return known is mention.sort


def _asks_for(match: Match, context: Context) -> bool:
    if match.known.worked == "sum":
        return context.is_together and {"both"} <= context.who
    return match.known.per == context.times.per


def _judge_off(
    context: Context, reading: Reading, matches: Sequence[Match], terms: Terms
) -> Judgment:
    """Return whether a sentence gives something known another number."""
    mention = context.mention
    clash = _find_unit_clash(context, matches)
    if clash:
        return clash
    for match in matches[:6]:
        known = match.known
        if known.worked or known.moved or known.doubt or not _is_of_sort(match, mention):
            continue
        if known.value is None or (mention.value == 1 and mention.sort is Sort.NUMBER):
            continue
        if fit(known, mention, reading) is not Fit.OFF:
            continue
        if match.score < OFF or match.unit or match.differs or match.time:
            continue
        if mention.sort is Sort.NUMBER and not match.is_counted_alike:
            continue
        if known.per != context.times.per and known.per:
            continue
        if mention.sort is Sort.PERCENT and known.is_growth != context.is_growth:
            continue
        if mention.sort is Sort.PERCENT and _find_wrong_base(context, match, terms):
            continue
        return Judgment(
            DraftVerdict.CONTRADICTED,
            f"“{reading.text}” is not the number known of it: {known.label}.",
            known.ids,
            match,
        )
    return NOTHING


def _find_unit_clash(context: Context, matches: Sequence[Match]) -> Judgment | None:
    """Return a clash of percent, percentage points and times that has the right digits."""
    mention = context.mention
    if mention.sort not in (Sort.POINTS, Sort.TIMES, Sort.TIMES_MORE) or mention.value is None:
        return None
    pool = list(matches[:40])
    if mention.sort is Sort.POINTS:
        pool += list(work_out(matches, context))
    for match in pool:
        known = match.known
        if known.sort is not Sort.PERCENT or match.words < 0.2 or match.score < 1.2:
            continue
        near = known.implied.overlaps(
            Interval(mention.value - mention.unit / 2, mention.value + mention.unit / 2)
        )
        if near:
            what = "percentage points" if mention.sort is Sort.POINTS else "times"
            return Judgment(
                DraftVerdict.CONTRADICTED,
                f"It is percent, not {what}: {known.label}.",
                known.ids,
                match,
            )
    return None


def _judge_date(context: Context, matches: Sequence[Match]) -> Judgment:
    """Return what is known of a date: as an event's, or as an end of a quantity's period."""
    mention = context.mention
    assert mention.first is not None and mention.last is not None
    days = Interval(mention.first.toordinal(), mention.last.toordinal())
    dates = [one for one in matches if one.known.sort is Sort.DATE and one.words >= 0.25]
    better: Match | None = None
    for match in dates[:8]:
        if match.score < DATED - 1.0:
            break
        if _meets(match, mention, days):
            if match.differs:
                return _decide_differs(match)
            if match.known.moved or match.known.doubt:
                return _say_doubt(match)
            if better and better.score >= match.score + 0.5:
                break
            return Judgment(DraftVerdict.SUPPORTED, f"{match.known.label}.", match.known.ids, match)
        if better is None and not match.differs and match.words >= 0.45:
            better = match
    for match in matches[:4]:
        known = match.known
        if known.first and known.last and match.words >= 0.3 and known.sort is not Sort.DATE:
            if mention.first in (known.first, known.last) or mention.last in (
                known.first,
                known.last,
            ):
                return Judgment(
                    DraftVerdict.SUPPORTED, f"The time of {known.label}.", known.ids, match
                )
    if _is_end_of_period(context):
        return NOTHING
    for match in dates[:3]:
        if match.score >= DATED + 0.4 and not match.differs and match.words >= 0.38:
            if any(_is_met_by(match, one) for one in context.sentence.mentions):
                continue
            return Judgment(
                DraftVerdict.CONTRADICTED,
                f"“{mention.text}” is not the date known of it: {match.known.label}.",
                match.known.ids,
                match,
            )
    return NOTHING


def _is_end_of_period(context: Context) -> bool:
    """Return whether a date only says from or until when something was counted."""
    text, mention = context.sentence.text, context.mention
    before = text[max(0, mention.start - 60) : mention.start]
    return bool(_END_OF_PERIOD.search(before)) or bool(
        re.match(
            r"\s*(?:to|through|until|and|[-–—])\s*(?:the end of\s+)?(?:\w+\.?\s+\d|\d)",
            text[mention.end :],
        )
    )


_END_OF_PERIOD = re.compile(
    r"\b(?:(?:year|months?|weeks?|days?|period)\s+(?:that\s+)?(?:before|ending|ended|through|to|until|prior to|from|"
    r"after)|between|through|until|from|to|(?:\d|\w{3,9}\.?|\d{4})\s*(?:and|to|[-–—]))\s*(?:on\s+|the end of\s+)?$",
    re.IGNORECASE,
)


def _is_met_by(match: Match, mention: Mention) -> bool:
    """Return whether another date of the sentence is the one that is known."""
    if mention.sort is not Sort.DATE or mention.first is None or mention.last is None:
        return False
    days = Interval(mention.first.toordinal(), mention.last.toordinal())
    return _meets(match, mention, days)


def _decide_differs(match: Match) -> Judgment:
    whom = match.who or match.place or match.system
    return Judgment(
        DraftVerdict.OTHER_SCOPE,
        f"The date is not that of {whom}: {match.known.label}.",
        match.known.ids,
        match,
    )


def _meets(match: Match, mention: Mention, days: Interval) -> bool:
    known = match.known
    if mention.year_given:
        return known.implied.overlaps(days) and (
            known.implied.is_within(days) or days.is_within(known.implied)
        )
    if known.first is None or mention.first is None or isinstance(known.implied.low, float):
        return False
    from datetime import date

    first = date.fromordinal(int(known.implied.low))
    last = (
        date.fromordinal(int(known.implied.high))
        if not isinstance(known.implied.high, float)
        else first
    )
    day = (mention.first.month, mention.first.day)
    return (first.month, first.day) <= day <= (last.month, last.day)
