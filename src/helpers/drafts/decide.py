"""Deciding: which answer a number gets. Thresholds are in `thresholds.toml`; no words here."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources

import numpy as np

from helpers.drafts.compare import Difference, Fit, Likeness
from helpers.drafts.facts import Fact, FactUse
from helpers.drafts.link import GROUPS, find_group
from helpers.drafts.mentions import Kind, Mention
from helpers.drafts.own import Result, Worked


class Answer(StrEnum):
    """What the check says of a number."""

    MATCHES = "matches"
    DIFFERS = "differs"
    CHECK = "please check"
    NEAREST = "nearest"
    UNKNOWN = "not in our records"

    @property
    def is_flag(self) -> bool:
        """Whether an editor should look."""
        return self in (Answer.DIFFERS, Answer.CHECK)


@dataclass(eq=False)
class Candidate:
    """A fact that a number may be about: how likely by words, and how its value relates."""

    fact: Fact
    score: float
    like: Likeness
    differences: tuple[Difference, ...] = ()
    words: float = 0.0
    """How likely it is by words alone."""
    likely: float = 0.0
    """How likely it is by words and value."""

    @property
    def fits(self) -> bool:
        """Whether the number is the fact's."""
        return self.like.fits


@dataclass(frozen=True)
class Decision:
    """An answer: the facts to show, the best first, and what is wrong, if anything is."""

    answer: Answer
    facts: tuple[Candidate, ...] = ()
    difference: Difference | None = None
    worked: Worked | None = None
    also: tuple[Difference, ...] = field(default=())
    unexplained: tuple[str, ...] = ()
    """Words and numbers around it that nothing accounts for."""

    def doubt(self) -> Decision:
        """Return the decision without a match: one thing is counted once in a sentence."""
        scoped = self.difference is not None and self.difference.kind in ("unit", "agency", "place")
        shaky = self.answer is Answer.MATCHES or scoped
        return replace(self, answer=Answer.NEAREST, difference=None) if shaky else self

    def withdraw(self, unexplained: Sequence[str]) -> Decision:
        """Return the decision without its match if too much around the number is unexplained."""
        most = _number("matches", "unexplained")
        if self.answer is not Answer.MATCHES or len(unexplained) <= most:
            return self
        return replace(self, answer=Answer.NEAREST, unexplained=tuple(unexplained))


@cache
def load_thresholds() -> dict[str, dict[str, float | list[float]]]:
    """Return the thresholds."""
    text = resources.files("helpers.drafts").joinpath("thresholds.toml").read_text("utf-8")
    return tomllib.loads(text)


def _number(group: str, name: str) -> float:
    found = load_thresholds()[group][name]
    assert isinstance(found, float)
    return found


_NAMES = {
    Fit.EQUAL: "equal", Fit.FAIR: "fair", Fit.DIGITS: "digits",
    Fit.WRONG: "digits", Fit.MAGNITUDE: "magnitude", Fit.OTHER: "other",
}  # fmt: skip


def name_likeness(like: Likeness) -> str:
    """Return the name of the weight of a likeness of values, or nothing."""
    return "beside" if like.fits and not like.is_main else _NAMES.get(like.relation, "")


def weigh_value(mention: Mention, like: Likeness) -> float:
    """Return what a likeness of values adds to a score."""
    name = name_likeness(like)
    if not name:
        return 0.0
    weight = _weights(find_group(mention))[name]
    return weight if name == "other" else weight * like.strength


@cache
def _weights(group: str) -> dict[str, float]:
    """Return what each likeness of values adds for a sort of mentions."""
    n = GROUPS.index(group)
    found = load_thresholds()["value"].items()
    return {name: one[n] for name, one in found if isinstance(one, list)}


def rank(mention: Mention, candidates: Sequence[Candidate], rest: float) -> list[Candidate]:
    """Return candidates by words and value, most likely first.

    `rest` is the sum of exp(score) over all other facts, on the same scale.
    """
    if not candidates:
        return []
    words = np.array([one.score for one in candidates])
    totals = words + np.array([weigh_value(mention, one.like) - _doubt(one) for one in candidates])
    by_words = np.exp(words)
    by_words = by_words / (by_words.sum() + rest)
    top = totals.max()
    by_total = np.exp(totals - top)
    by_total = by_total / (by_total.sum() + rest * np.exp(-top))
    exact = [n for n, one in enumerate(candidates)
             if one.like.relation is Fit.EQUAL and one.like.is_main
             and one.like.strength >= 4]  # fmt: skip
    if len(exact) == 1:  # No other number has these digits.
        totals[exact[0]] = totals.max() + 0.01
    order = np.argsort(-totals, kind="stable")
    for one, likelihood, total in zip(
        candidates, by_words.tolist(), by_total.tolist(), strict=True
    ):
        one.words, one.likely = likelihood, total
    return [candidates[n] for n in order]


def _doubt(one: Candidate) -> float:
    """Return what differences of scope take from a fitting fact: others may fit as well."""
    if not one.fits:
        return 0.0
    flagged = [each for each in one.differences if each.kind not in NOT_FLAGGED]
    return sum(_number("value", "sure" if each.sure else "unsure") for each in flagged)


def decide(
    mention: Mention,
    ranked: Sequence[Candidate],
    own: Result | None,
    fitted: Collection[str] = (),
    stated: Collection[str] = (),
) -> Decision:
    """Return the answer for a number; a day may be another's but for a slip.

    `fitted` are the ids of facts that another number of the sentence is: they contradict no more.
    `stated` are those that the story has given before: a word may be dropped the second time.
    """
    found = _decide(mention, ranked, own, fitted, stated)
    if mention.weekday is not None and not found.answer.is_flag:
        day = find_meant_day(mention, ranked)
        if day and day.weekday() != mention.weekday:
            wrong = Difference("date", False, f"{mention.weekday}", f"{day:%Y-%m-%d}")
            return Decision(Answer.DIFFERS, found.facts or tuple(ranked[:1]), wrong)
    near = [one for one in ranked if one.like.relation is Fit.DIGITS and one.like.is_main
            and one.fact.standing is not FactUse.NEVER]  # fmt: skip
    relative = mention.role == "relative"
    if mention.kind is Kind.DATE and found.answer is Answer.NEAREST and near and not relative:
        slipped = sum(one.likely for one in near)
        fitting = sum(one.likely for one in ranked if one.fits)
        if slipped >= _number("check", "slipped") and slipped > fitting * _number("check", "slip"):
            meant = max(near, key=lambda one: (one.fact.kind is Kind.DATE, one.fact.standing is
                                               FactUse.CONTRADICTS, one.likely))  # fmt: skip
            shown = (meant, *[other for other in found.facts if other is not meant][:2])
            return Decision(Answer.CHECK, shown, Difference("date", False))
    return found


def find_meant_day(mention: Mention, ranked: Sequence[Candidate]) -> date | None:
    """Return the day of a mention, its year taken from the likeliest facts if it has none."""
    if mention.first is None or mention.year_given or not ranked:
        return mention.first
    near = [one for one in ranked if one.like.relation in (Fit.EQUAL, Fit.DIGITS)]
    likely = near[0] if near else ranked[0]
    if likely.words < _number("check", "weekday"):
        return None  # from another year, perhaps a future one
    days = likely.fact.days
    years = {one.first.year for one in days if one.role == "value"} or {
        one.first.year for one in days
    }
    return mention.first.replace(year=max(years)) if len(years) == 1 else None


def _decide(
    mention: Mention,
    ranked: Sequence[Candidate],
    own: Result | None,
    fitted: Collection[str],
    stated: Collection[str],
) -> Decision:
    """Return the answer for a number, from its candidates and what it is worked out from."""
    shown = tuple(ranked[:3])
    best = ranked[0] if ranked else None
    if mention.is_denied:
        return Decision(Answer.NEAREST if best else Answer.UNKNOWN, shown)
    if mention.kind is Kind.DATE:
        for one in sorted(ranked, key=lambda one: -one.words)[:5]:
            ends = [each for each in one.differences if each.kind == "date"]
            if ends and one.words >= _number("check", "ends"):
                others = [other for other in shown if other is not one]
                if ends[0].sure:
                    return Decision(Answer.DIFFERS, (one, *others[:2]), ends[0])
                if not any(other.like.relation is Fit.EQUAL for other in others):
                    return Decision(Answer.CHECK, (one, *others[:2]), ends[0])
        # A day is many things' day: that another thing fits says little if words say it isn't it.
        slips = (Fit.DIGITS, Fit.WRONG)
        for one in ranked:
            event = one.fact.kind is Kind.DATE and one.fact.standing is FactUse.CONTRADICTS
            words = one.words >= _number("check", "event")
            slip = event and words and one.like.relation in slips and best and best.fits
            slip = slip and f"date of {one.fact.id}" not in fitted
            if slip and best and best.words < one.words * _number("check", "other"):
                shown = (one, *[other for other in shown if other is not one][:2])
                return Decision(Answer.CHECK, shown, Difference("date", False))
    known = best is not None and best.fits and best.likely >= _number("matches", "likely")
    if own is not None and own.meant is not None and own.sure and own.fault == "change":
        away = abs(own.meant.value - (mention.value or 0)) > own.meant.value / 50
        if away and not (best and any(one.kind == "agency" for one in best.differences)):
            return Decision(Answer.DIFFERS, shown, Difference(own.fault, True), own.meant)
    if own is not None and own.meant is not None and own.fault == "direction":
        return Decision(Answer.DIFFERS, shown, Difference(own.fault, True), own.meant)
    if own is not None and not (
        known and best and best.like.strength >= _number("matches", "strength")
    ):
        if own.fits is not None:
            loose = mention.is_fraction and not own.fits.near
            return Decision(Answer.NEAREST if loose else Answer.MATCHES, shown, worked=own.fits)
        if own.sure and own.meant is not None and not known:
            return Decision(Answer.DIFFERS, shown, Difference(own.fault, True), own.meant)
        if own.likely and own.meant is not None and not known:
            return Decision(Answer.CHECK, shown, Difference(own.fault, False), own.meant)
        slip = best is not None and best.like.relation in (
            Fit.DIGITS,
            Fit.MAGNITUDE,
        )
        if own.meant is not None and not (best and (best.fits or slip)):
            return Decision(Answer.NEAREST, shown, worked=own.meant)
    if best is None:
        return Decision(Answer.UNKNOWN)
    length = _find_length(mention, ranked)
    if length is not None:
        wrong = next(one for one in length.differences if one.kind == "unit" and one.sure)
        others = [one for one in shown if one is not length]
        return Decision(Answer.CHECK, (length, *others[:2]), wrong)
    other = _find_other(mention, ranked)
    if other is not None and own is None and other.fact.id not in fitted:
        others = [one for one in shown if one is not other]
        return Decision(Answer.CHECK, (other, *others[:2]), Difference("value", True))
    if mention.kind is Kind.VOTES and not any(one.fits for one in ranked):
        meant = max(ranked, key=lambda one: one.words)
        if meant.like.relation is Fit.OTHER and meant.words >= _number("check", "votes"):
            others = [one for one in shown if one is not meant]
            return Decision(Answer.CHECK, (meant, *others[:2]), Difference("value", False))
    if best.fits:
        least = best.words * _number("differs", "other")
        rival = any(one.fits and one.like.is_main and not one.differences and one.words >= least
                    and one.fact.standing is FactUse.CONTRADICTS
                    for one in ranked[1:])  # fmt: skip
        return _decide_fitting(mention, best, shown, stated, rival)
    if mention.kind is Kind.LIST:
        return _decide_list(best, shown)
    if mention.kind is not Kind.DATE and best.fact.id in fitted:
        return Decision(Answer.NEAREST, shown)
    least = best.words * _number("check" if mention.kind is Kind.DATE else "differs", "other")
    others = [one for one in ranked if one.fits and one.like.is_main and one.words >= least]
    if others and best.like.relation is not Fit.WRONG:
        return Decision(Answer.NEAREST, shown)
    return _decide_other(mention, best, shown, own is not None, fitted)


def _find_length(mention: Mention, ranked: Sequence[Candidate]) -> Candidate | None:
    """Return the fact that a length of time is but for its unit: few facts are lengths of time."""
    if not mention.lasting:
        return None
    alike = [one for one in ranked if one.fits and one.like.is_main and one.fact.lasting
             and one.words >= _number("check", "length")]  # fmt: skip
    units = {one.kind for each in alike for one in each.differences if one.sure}
    right = [one for one in alike if not any(each.sure for each in one.differences)]
    if right or "unit" not in units or (alike[0] is ranked[0] and alike[0].likely >= 0.3):
        return None
    return max((one for one in alike if any(each.kind == "unit" and each.sure for each in
                one.differences)), key=lambda one: one.words)  # fmt: skip


def _find_other(mention: Mention, ranked: Sequence[Candidate]) -> Candidate | None:
    """Return the fact that a number is about by its words, though the number is another fact's.

    A length of time may be no fact's: few facts are lengths.
    """
    best = ranked[0]
    if mention.kind is Kind.DATE or (not mention.lasting and not (best.fits and best.like.is_main)):
        return None
    is_strong = best.like.strength > _number("check", "crossed_strength")
    if not mention.lasting and is_strong and mention.kind is not Kind.VOTES:
        return None
    alike = [one for one in ranked if bool(one.fact.lasting) == bool(mention.lasting)]
    meant = max(alike, key=lambda one: one.words, default=best)
    rival = sum(one.words for one in alike if one.fits) if mention.lasting else best.words
    least, times = (
        _number("check", name + ("_length" if mention.lasting else ""))
        for name in ("meant", "crossed")
    )
    other = meant.like.relation in (Fit.OTHER, Fit.MAGNITUDE)
    known = other and meant.fact.standing is FactUse.CONTRADICTS and not meant.differences
    return meant if known and meant.words >= max(least, rival * times) else None


def _decide_fitting(
    mention: Mention,
    best: Candidate,
    shown: tuple[Candidate, ...],
    stated: Collection[str],
    others: bool,
) -> Decision:
    """Return the answer for a number that the likeliest fact has, given all else of it.

    `others`: another fact has the very number, and nothing of it differs.
    """
    dated = best.fact.kind is Kind.DATE and best.like.role == "value"
    if best.fact.doubt and dated and best.likely >= _number("check", "doubted"):
        return Decision(Answer.CHECK, shown, Difference("doubted", False))
    # Not when it was published; nor "all 133" of a part, nor a month of a year that we don't know.
    is_comparable = best.like.role != "published" and mention.role not in ("all", "relative")
    if best.fact.standing is FactUse.NEVER or not best.like.is_main or not is_comparable:
        return Decision(Answer.NEAREST, shown)
    same = [one for one in shown[1:] if one.fits and one.like.is_main and not one.differences
            and one.words >= best.words * _number("matches", "other")]  # fmt: skip
    if best.differences and same:
        return Decision(Answer.NEAREST, shown)
    if any(one.kind == "qualifier" for one in best.differences) and others:
        return Decision(Answer.NEAREST, shown)
    again = best.fact.id in stated
    tiny = mention.value is not None and mention.value <= 1
    flags = [(_flag(one, best, again), one) for one in best.differences if one.sure or not tiny]
    for answer in (Answer.DIFFERS, Answer.CHECK):
        for sure in (True, False):
            for found, one in flags:
                if found is answer and one.sure is sure:
                    return Decision(answer, shown, one, also=best.differences)
    serious = [
        one
        for one in best.differences
        if one.wrong or one.kind not in (("qualifier", "least") if again else ("qualifier",))
    ]
    # Two facts may be the same thing: the same number of the same units on the same topic.
    together = sum(
        one.likely
        for one in shown
        if one.fits and one.like.is_main and {each.kind for each in one.differences} <= {"least"}
        and one.fact.unit == best.fact.unit and one.fact.value == best.fact.value
        and one.fact.family & best.fact.family
    )  # fmt: skip
    firm = _number("matches", "firm_day" if mention.kind is Kind.DATE else "firm")
    if tiny or serious or max(together, best.likely) < firm:
        return Decision(Answer.NEAREST, shown)
    return Decision(Answer.MATCHES, shown)


def _flag(one: Difference, best: Candidate, again: bool) -> Answer | None:
    """Return what a difference of scope calls for; a word may be dropped the second time."""
    found = load_thresholds()["scope"].get(one.kind + ("_sure" if one.sure else ""))
    if not isinstance(found, list) or (again and one.kind == "qualifier" and not one.wrong):
        return None
    hard, soft, strength = found
    # Many facts share a small number: it takes words as well to say that one of them is meant.
    plain = not one.sure or one.kind == "qualifier" or best.like.strength >= 4 or best.words >= 0.2
    plain = plain or (best.likely >= 0.9 and best.like.strength >= 3)
    if one.kind == "unit" and not one.sure and not one.wrong:
        return None
    if best.likely >= hard and best.like.strength >= strength and plain:
        return Answer.DIFFERS
    return Answer.CHECK if best.likely >= soft else None


NOT_FLAGGED = ("name", "least")
"""Differences that only keep a number from matching: a word around it is not the fact's."""


def _decide_list(best: Candidate, shown: tuple[Candidate, ...]) -> Decision:
    wrong = next((one for one in best.differences if one.kind == "members"), None)
    if wrong and wrong.sure and best.likely >= _number("differs", "members"):
        return Decision(Answer.DIFFERS, shown, wrong)
    if wrong and best.likely >= _number("check", "members"):
        return Decision(Answer.CHECK, shown, wrong)
    return Decision(Answer.NEAREST, shown)


def _decide_other(
    mention: Mention,
    best: Candidate,
    shown: tuple[Candidate, ...],
    worked: bool,
    fitted: Collection[str],
) -> Decision:
    """Return the answer for a number that no likely fact has."""
    if best.fact.standing is not FactUse.CONTRADICTS:
        return Decision(Answer.NEAREST, shown)
    is_known = best.likely >= _number("differs", "known") or best.words >= _number("check", "known")
    if best.like.relation is Fit.WRONG and is_known:
        kind = "date" if mention.kind is Kind.DATE else "value"
        return Decision(Answer.DIFFERS, shown, Difference(kind, True))
    kinds = {
        Fit.DIGITS: "digits",
        Fit.MAGNITUDE: "magnitude",
        Fit.OTHER: "value",
    }
    kind = kinds.get(best.like.relation, "")
    if mention.kind is Kind.DATE and kind != "digits":
        dated = best.like.relation is Fit.OTHER and best.words >= _number("check", "dated")
        spans = mention.first is not None and best.fact.period is not None
        spans = spans and f"date of {best.fact.id}" not in fitted
        if dated and spans and mention.year_given:
            return Decision(Answer.CHECK, shown, Difference("date", False))
        return Decision(Answer.NEAREST, shown)
    name = "date" if mention.kind is Kind.DATE else kind
    given, value = mention.value or 0, best.fact.value or 0
    sides = min(given, value) if kind != "value" else given
    likely = kind != "value" and best.likely >= _number("check", "firm") and sides >= 10
    least = _number("check", "smallest") * (5 if kind == "magnitude" else 1)
    small = mention.kind in (Kind.COUNT, Kind.MONEY) and sides < least and not likely
    rate = mention.per and not best.fact.per
    if not kind or small or (kind == "value" and (worked or rate)):
        return Decision(Answer.NEAREST, shown)
    wrong = Difference(name, True)
    is_extra = not best.like.is_main
    if is_extra and best.likely < _number("check", "firm"):
        return Decision(Answer.NEAREST, shown)
    least = 1.5 if mention.kind is Kind.DATE else _number("differs", "digits_strength")
    plain = best.like.strength >= least or kind != "digits"
    if best.likely >= _number("differs", name) and plain:
        return Decision(Answer.DIFFERS, shown, wrong)
    if (best.words if kind == "value" else best.likely) >= _number("check", name):
        return Decision(Answer.CHECK, shown, wrong)
    return Decision(Answer.NEAREST, shown)
