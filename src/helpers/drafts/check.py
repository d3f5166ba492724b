"""The check: a story with what is known of each of its numbers."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np

from helpers.claims.finding import load_findings
from helpers.claims.names import load_names, write_day
from helpers.claims.verdicts import judge_all
from helpers.drafts import compare
from helpers.drafts import thread as story
from helpers.drafts.compare import NOTHING, Difference
from helpers.drafts.decide import Answer, Candidate, Decision, decide, find_meant_day, rank
from helpers.drafts.documents import Paragraph, read_draft, read_markdown
from helpers.drafts.facts import OWN, TURNING, Days, Fact, FactReader
from helpers.drafts.link import Linker
from helpers.drafts.mentions import CUES, DAYS_IN, ONES, WORDS, Kind, Mention, Token, tokenize
from helpers.drafts.own import NAMED, Operand, count_days, fits, list_operands, work_out
from helpers.drafts.prose import Sentence, list_words, read_sentence, split_sentences, stem
from helpers.drafts.report import DraftReport, Row, make_row, make_words_row
from helpers.drafts.thread import Setting, Thread
from helpers.drafts.vocabulary import (
    PLACE,
    SOURCE,
    SYSTEM,
    THING,
    WHO,
    Caution,
    Vocabulary,
    bare,
    load_vocabulary,
    load_warnings,
)
from helpers.policy.law import load_laws, load_responses, load_states
from helpers.progress import count
from helpers.project import Project
from helpers.releases.descriptor import DESCRIPTOR
from helpers.releases.release import open_release

WINDOW = 16
"""How many facts a number is held against: those likeliest by words, and those of its value."""
CLOSE = 8
"""Of how many of them it is asked how their scope differs; of any whose value fits as well."""
MOST_NUMBERS = 60
"""A sentence with more numbers is a table; those beyond are left out, and a note says so."""
MOST_IN_ALL = 5_000
"""Nor has a story more numbers than this; a note says from which line on none was checked."""
MANY = 12
"""How many facts may have a number before it takes words to be held against them."""
CROSSED = 0.05
"""How much more the words behind a number must be another fact's than its own."""
REACH = 2
"""How many sentences back a sum may reach for its numbers."""
ABOUT_US = ("claims.", "intake.", "reading.", "specifications.")
"""Findings that count claims, files or ways of counting: no story is about those."""


class Checker:
    """What is known, ready for drafts."""

    def __init__(
        self, facts: Sequence[Fact], vocabulary: Vocabulary, warnings: Iterable[Caution] = ()
    ) -> None:
        self.warnings = tuple(warnings)
        self.linker = Linker(facts)
        self.vocabulary = vocabulary
        self.units = frozenset(one.id for one in vocabulary.terms.values() if one.facet == THING)
        self.states = vocabulary.states
        self.common = frozenset(
            token.low for fact in facts for text in (fact.about, fact.sentence, fact.quote)
            for token in tokenize(text) if token.text.islower()
        ) | frozenset(WORDS["stop"])  # fmt: skip
        self.own_words: dict[str, frozenset[str]] = {}
        self.by_value: dict[Fraction, list[int]] = {}
        self.by_digits: dict[str, list[int]] = {}
        for n, fact in enumerate(self.linker.facts):
            if fact.value is not None:
                self.by_value.setdefault(fact.value, []).append(n)
                if fact.value >= 100:
                    self.by_digits.setdefault(_sort_digits(int(fact.value)), []).append(n)

    def check_text(self, text: str) -> list[Row]:
        """Return the numbers of a text (Markdown or plain) with their answers, in order."""
        return self.check_paragraphs(read_markdown(text, "text").paragraphs)

    def check_paragraphs(
        self, paragraphs: Iterable[Paragraph], notes: list[str] | None = None
    ) -> list[Row]:
        """Return the numbers of a draft with their answers, in order.

        `notes` takes a sentence for each stretch with more numbers than a sentence has.
        """
        rows: list[Row] = []
        thread = Thread()
        recent: list[list[Operand]] = []
        stated: set[str] = set()
        checked = 0
        left_out: Counter[int] = Counter()
        notes = [] if notes is None else notes
        for number, one, (a, b) in _list_sentences(paragraphs):
            if checked >= MOST_IN_ALL:
                notes.append(
                    f"Line {one.line}: We checked {checked:,} numbers and stopped here. "
                    "Check the rest as a draft of its own."
                )
                break
            sentence = read_sentence(
                one.text[a:b], self.vocabulary, start=one.start + a, paragraph=number,
                level=one.level,
            )  # fmt: skip
            left_out[one.line] += len(sentence.mentions[MOST_NUMBERS:])
            del sentence.mentions[MOST_NUMBERS:]
            checked += len(sentence.mentions)
            found = self._check_sentence(sentence, thread, recent, stated)
            rows += [replace(row, paragraph=number, line=one.line) for row in found]
        notes += [
            f"Line {line}: We checked the first {MOST_NUMBERS} numbers of each long sentence or "
            f"table, and left out {more:,} more. Check those by hand."
            for line, more in left_out.items()
            if more
        ]
        return rows

    def _check_sentence(
        self, sentence: Sentence, thread: Thread, recent: list[list[Operand]], stated: set[str]
    ) -> list[Row]:
        thread.enter(sentence)
        chosen: dict[str, float] = {}
        linked: list[tuple[Mention, Fact | None, str]] = []
        fitted: set[str] = set()
        found: list[tuple[Mention, Setting, list[Candidate]]] = []
        for mention in sorted(sentence.mentions, key=lambda one: one.kind is Kind.DATE):
            setting = story.read_setting(sentence, mention, thread, self.vocabulary)
            ranked = self._rank(setting, thread, chosen)
            best = ranked[0] if ranked else None
            if best and best.likely > 0.3:
                chosen[best.fact.id] = max(best.likely, chosen.get(best.fact.id, 0.0))
            fits = best is not None and best.likely > 0.5 and best.fits and best.like.is_main
            if best and fits and best.like.strength >= 1.3 and mention.kind is not Kind.DATE:
                fitted.add(best.fact.id)
            if best and mention.kind is Kind.DATE and best.fits:
                fitted.add(f"date of {best.fact.id}")
            firm = best.fact if best and best.likely > 0.5 else None
            linked.append((mention, firm, setting.units[0] if setting.units else ""))
            found.append((mention, setting, ranked))
        here = list_operands(sentence, linked)
        operands = here + [
            replace(one, distance=back)
            for back, group in enumerate(reversed(recent[-REACH:]), start=1)
            for one in group
        ]
        operands += self._named(thread, chosen, operands)
        crossed = self._find_crossed(sentence, found)
        rows: list[Row] = []
        dated = False
        firsts = Counter((ranked[0].fact.id, one.value) for one, _, ranked in found
                         if ranked and ranked[0].fits and one.kind is Kind.COUNT)  # fmt: skip
        decided: list[tuple[Mention, Setting, Decision]] = []
        slipped = {one.at for one, _, ranked in found
                   if ranked and ranked[0].likely > 0.3 and ranked[0].like.is_slip}  # fmt: skip
        for mention, setting, ranked in reversed(found):
            if mention.lasting and dated:  # A length between dates, one of them wrong.
                operands = [one for one in operands if not one.ordinal]
            result = work_out(mention, sentence, [*operands, *self._alluded(ranked, operands)])
            if result and result.meant and any(one.at in slipped and not one.distance
                                         for one in result.meant.operands):  # fmt: skip
                result = replace(result, sure=False, likely=False, fault="")
            decision = decide(mention, ranked, result, fitted, stated)
            if ranked and firsts[ranked[0].fact.id, mention.value] > 1:
                decision = decision.doubt()
            if mention.at in crossed and not decision.answer.is_flag:
                meant, wrong = crossed[mention.at]
                answer = Answer.CHECK if mention.lasting else Answer.DIFFERS
                rest = [one for one in decision.facts if one.fact.id != meant.fact.id]
                decision = Decision(answer, (meant, *rest[:2]), wrong)
            dated = dated or (mention.kind is Kind.DATE and decision.answer.is_flag)
            decided.append((mention, setting, decision))
        for mention, setting, decision in decided:
            unexplained = self._list_unexplained(mention, sentence, decision, decided, thread)
            final = decision.withdraw(unexplained)
            rows.append(make_row(sentence, setting, final, self.vocabulary))
        rows += [*self._find_warnings(sentence), *self._find_turned(sentence, found, thread)]
        stated |= fitted
        thread.leave(sentence, chosen)
        recent.append(here)
        return sorted(rows, key=lambda row: row.start)

    def _find_crossed(
        self, sentence: Sentence, found: Sequence[tuple[Mention, Setting, list[Candidate]]]
    ) -> dict[int, tuple[Candidate, Difference]]:
        """Return the differences of numbers that are in each other's position, by offset.

        The words up to the next number ask for the other's, or name its agency or place.
        """
        fits = [(one, ranked[0]) for one, _, ranked in found
                if ranked and ranked[0].fits and ranked[0].like.is_main and ranked[0].likely > 0.3
                and one.kind in (Kind.COUNT, Kind.PERCENT)]  # fmt: skip
        crossed: dict[int, tuple[Candidate, Difference]] = {}
        for (one, a), (other, b) in itertools.combinations(sorted(fits, key=lambda x: x[0].at), 2):
            if (
                a.fact.id == b.fact.id
                or not a.fact.family & b.fact.family
                or one.kind != other.kind
            ):
                continue
            ends = sorted(m.at for m, _, _ in found if m.at > other.at)
            named = _find_names_crossed(sentence, (one, a.fact), (other, b.fact))
            if named:
                crossed |= {one.at: (a, named[0]), other.at: (b, named[1])}
                continue
            here = self.linker.likeness(sentence.bag(one.stop, other.at))
            there = self.linker.likeness(sentence.bag(other.stop, ends[0] if ends else None))
            m, n = self.linker.number[a.fact.id], self.linker.number[b.fact.id]
            if here[n] > here[m] + CROSSED and there[m] > there[n] + CROSSED:
                wrong = Difference("value", True)
                crossed |= {one.at: (b, wrong), other.at: (a, wrong)}
        return crossed

    def _find_warnings(self, sentence: Sentence) -> Iterator[Row]:
        """Yield a row for each statement that must not be printed, at the words that make it."""
        kept = [one for one in sentence.tokens if one.text not in (".", "’", "'", "-")]
        text = f" {' '.join(bare(one.low).replace(',', '') for one in kept)} "
        for one in self.warnings:
            at = one.find(text)
            if at:
                first = text.index(f" {at} ")
                words = kept[text.count(" ", 0, first) :][: at.count(" ") + 1]
                decision = Decision(Answer.CHECK, (), Difference(one.kind, False, label=one.label))
                span = words[0].start, words[-1].end
                yield make_words_row(sentence, span, decision, one.reason, one.write)

    def _find_turned(
        self, sentence: Sentence, found: Sequence[tuple[Mention, Setting, list[Candidate]]],
        thread: Thread,
    ) -> Iterator[Row]:  # fmt: skip
        """Yield a row for "a week before" between two known days in the wrong order."""
        for cue in CUES["apart"].finditer(sentence.text):
            number = 1 if cue["n"] in ("a", "an") else ONES.get(cue["n"].lower(), 0)
            number = int(cue["n"]) if cue["n"].isdecimal() else number
            days = [(one, ranked) for one, _, ranked in found if one.stop <= cue.start()
                    and one.kind is Kind.DATE and one.first == one.last]  # fmt: skip
            day = find_meant_day(*max(days, key=lambda one: one[0].at)) if days else None
            if day is None or not number:
                continue
            away = timedelta(round(number * DAYS_IN[cue["unit"].lower()])) * (
                1 if cue["way"] == "before" else -1
            )
            slack = {"day": 0, "week": 1, "month": 3}[cue["unit"]]
            others = self._list_events(sentence, cue.end(), thread)
            if any(abs(other - day - away).days <= slack for other, _ in others):
                continue
            for other, one in others:
                if abs(other - day + away).days <= slack:
                    right = "after" if cue["way"] == "before" else "before"
                    decision = Decision(Answer.DIFFERS, (one,), Difference("direction", True))
                    reason = (
                        f"You wrote “{cue[0]}.” {write_day(other)} is the day of: {one.fact.about}."
                    )
                    write = cue[0].removesuffix(cue["way"]) + right
                    yield make_words_row(sentence, cue.span(), decision, reason, write)
                    break

    def _list_events(
        self, sentence: Sentence, start: int, thread: Thread
    ) -> list[tuple[date, Candidate]]:
        """Return the days that the words from an offset on may name, and the facts of each."""
        clause = read_sentence(sentence.text[start:], self.vocabulary)
        setting = story.read_setting(
            clause, Mention(0, 0, 0, 0, Kind.DATE), thread, self.vocabulary
        )
        scores = self.linker.score(setting, thread, {})
        found = []
        for n in np.argsort(-scores, kind="stable")[:CLOSE]:
            fact = self.linker.facts[n]
            given = [one for one in fact.days if one.role == "value" and one.first == one.last]
            if fact.kind is Kind.DATE and given:
                found.append((given[0].first, Candidate(fact, float(scores[n]), NOTHING)))
        return found

    def _named(
        self, thread: Thread, chosen: Mapping[str, float], operands: Sequence[Operand]
    ) -> list[Operand]:
        """Return the facts that the story mentioned, their true values as operands."""
        known = {name for one in operands for name in one.ids}
        names = sorted({**thread.facts, **chosen}.items(), key=lambda one: -one[1])
        facts = [self.linker.facts[self.linker.number[name]] for name, weight in names[:8]
                 if weight >= 0.3 and name not in known]  # fmt: skip
        return list(_list_named(facts))

    def _alluded(self, ranked: Sequence[Candidate], operands: Sequence[Operand]) -> list[Operand]:
        """Return the facts that a number's own words point to, as operands."""
        known = {name for one in operands for name in one.ids}
        likely = sorted(ranked, key=lambda one: -one.words)[:4]
        facts = [one.fact for one in likely if one.words >= 0.08 and one.fact.id not in known]
        return list(_list_named(facts))

    def _rank(
        self, setting: Setting, thread: Thread, chosen: Mapping[str, float]
    ) -> list[Candidate]:
        scores = self.linker.score(setting, thread, chosen)
        mention = setting.mention
        order = np.argsort(-scores, kind="stable")
        wanted = dict.fromkeys(order[:WINDOW].tolist())
        if mention.value is not None:
            equal = self.by_value.get(mention.value, [])
            if len(equal) > MANY:  # A small number is many facts': only those near by words.
                equal = sorted(set(equal) & set(order[: 5 * WINDOW].tolist()))
            wanted |= dict.fromkeys(equal)
            wanted |= dict.fromkeys(self.by_digits.get(_sort_digits(int(mention.value)), []))
        numbers = list(wanted)
        rest = float(np.exp(scores).sum() - np.exp(scores[numbers]).sum())
        differ = self._make_differ(setting)
        whole = story.find_whole(setting.sentence, mention)
        candidates = []
        for position, n in enumerate(numbers):
            fact = self.linker.facts[n]
            like = compare.compare_value(mention, fact, whole)
            near = position < CLOSE or like.fits
            candidates.append(Candidate(fact, float(scores[n]), like, differ(fact) if near else ()))
        return rank(mention, candidates, max(rest, 0.0))

    def _make_differ(self, setting: Setting) -> Callable[[Fact], tuple[Difference, ...]]:
        """Return a function that lists how a number's scope differs from a fact's."""
        mention, sentence = setting.mention, setting.sentence
        if mention.kind is Kind.LIST:
            return lambda fact: _keep(compare.compare_members(mention, fact))
        who = frozenset(tag.term for tag in story.attach(sentence, mention, WHO))
        everybody = frozenset(tag.term for tag in sentence.terms(WHO))
        names = story.find_names(sentence, mention, self.common)
        if mention.kind is Kind.DATE:
            period = story.find_period(sentence, mention)
            opened = frozenset(
                one for tag in sentence.terms(PLACE, 0, mention.at)
                for one in self.vocabulary.parents(tag.term)
            )  # fmt: skip

            def differ_by_date(fact: Fact) -> tuple[Difference, ...]:
                ends = compare.compare_end(mention, *period, fact)
                if fact.kind is not Kind.DATE:  # Another's count may end on the same day.
                    other = compare.compare_agency(everybody, everybody, True, fact)
                    return _keep(ends, Difference("name", False, other.wrong) if other else None)
                return _keep(
                    ends,
                    compare.compare_agency(who, everybody, False, fact),
                    compare.compare_place(opened, fact, self.states),
                    self._find_stranger(names, sentence, fact),
                )

            return differ_by_date
        where = frozenset(tag.term for tag in story.attach(sentence, mention, PLACE)) and frozenset(
            one for tag in sentence.terms(PLACE) for one in self.vocabulary.parents(tag.term)
        )
        definite = sentence.text[: mention.start].lower().endswith((" the ", " those ", " that "))
        together = story.is_collective(sentence, mention)
        sources = frozenset(tag.term for tag in story.credited(sentence))
        dates = story.attach_dates(sentence, mention)
        counted = story.is_counted(sentence, mention)
        length, _ = story.find_length(sentence, mention)
        whole = story.find_whole(sentence, mention)
        denied = bool(CUES["denied"].search(sentence.text))
        return lambda fact: _keep(
            compare.compare_agency(who, everybody, together, fact),
            compare.compare_kind(mention, fact),
            compare.compare_rate(mention, fact),
            compare.compare_lasting(mention, fact),
            compare.compare_unit(setting.units, counted, fact, self.units),
            compare.compare_qualifier(mention, definite, fact),
            compare.compare_place(where, fact, self.states),
            compare.compare_credit(sources, fact),
            compare.compare_period(dates, fact),
            compare.compare_length(length, fact),
            compare.compare_whole(whole, fact),
            self._find_stranger(names, sentence, fact),
            compare.compare_denial(denied, fact),
        )

    def _find_stranger(
        self, names: Sequence[Token], sentence: Sentence, fact: Fact
    ) -> Difference | None:
        """Return a difference if a place named with a number isn't one of the fact's."""
        here = {tag.term for tag in sentence.terms(PLACE)} & fact.where
        for token in names if not here else ():
            tags = [tag for tag in sentence.tags if tag.start <= token.start < tag.end]
            if stem(bare(token.low)) in fact.words or any(
                "~" + one in fact.words for tag in tags for one in self.vocabulary.parents(tag.term)
            ):
                continue
            if fact.place and not tags and story.is_place(sentence, token):
                return Difference("place", False, token.text, fact.place)
            state = next((tag.term for tag in tags if tag.term in self.states), "")
            if state and fact.kind is not Kind.DATE and fact.where & self.states:
                return Difference("place", False, state, min(fact.where & self.states))
        return None

    def _list_unexplained(
        self, mention: Mention, sentence: Sentence, decision: Decision,
        decided: Sequence[tuple[Mention, Setting, Decision]], thread: Thread,
    ) -> list[str]:  # fmt: skip
        """Return the words and numbers around a matching number that nothing accounts for.

        A word is accounted for if it is the fact's, or that of the fact of the next number; if it
        is an alias of what the fact names; of a sum, if it is a word of sums, or the story had it
        before. All other numbers and dates of the sentence must be known as well.
        """
        if decision.answer is not Answer.MATCHES or not (decision.facts or decision.worked):
            return []
        context = story.list_context(sentence, mention)
        others = [(one, other) for one, _, other in decided if one is not mention]
        fitting = [(one, other.facts[0].fact) for one, other in others if other.facts
                   and other.facts[0].fits and other.facts[0].likely > 0.5]  # fmt: skip
        near = [pair for pair in fitting if pair[0].kind not in (Kind.DATE, Kind.LIST)]
        before = [fact for one, fact in near if one.stop <= mention.at]
        after = [fact for one, fact in near if one.at >= mention.stop]
        facts = [*before[:1], *after[-1:]]
        words = {word for _, fact in fitting for word in _list_stems(fact.credit)}
        summed: set[int] = set()
        if decision.worked:
            facts += [self.linker.facts[self.linker.number[one]] for one in decision.worked.ids]
            first = min((token.start for token in context), default=0)
            earlier = sentence.bag(0, first) | (set() if decision.worked.ids else thread.bag.keys())
            words |= _SUMMING | {one for one in earlier if one[0] != "~"}
            flagged = {one.at for one, other in others if other.answer.is_flag}
            flagged |= {one.at for one, other in others if other.facts and other.facts[0].fits
                    and other.facts[0].likely > 0.5 and other.facts[0].differences}  # fmt: skip
            summed = {one.at for one in decision.worked.operands if not one.distance} - flagged
            for one in sentence.mentions:
                words |= story.find_noun(sentence, one) if one.at in summed else set()
        else:
            facts.append(decision.facts[0].fact)
        for fact in facts:
            words |= self._own_words(fact)
        facts += [fact for one, fact in fitting if one.kind is not Kind.DATE]
        found = [sentence.text[one.start : one.end] for one, other in others
                 if one.at not in summed and not _is_known(one, other, facts)]  # fmt: skip
        back = CUES["same_time"].search(sentence.text)
        numbers = [one for one in sentence.mentions if one.kind not in (Kind.DATE, Kind.LIST)]
        passed = [one for one in numbers if back and one.end <= back.start()]
        if back and decision.facts and mention in (passed[-1:] or numbers[:1]):
            dates = [one for one in sentence.mentions if one.kind is Kind.DATE and one.first]
            meant = max((one for one in dates if one.end <= back.start()),
                        key=lambda one: one.at, default=thread.date)  # fmt: skip
            days = decision.facts[0].fact.days
            if meant and not any(compare.relate_days(meant, day).fits for day in days):
                found.append(back[0])
        for token in context:
            low = bare(token.low)
            term = {"~" + tag.term for tag in sentence.tags if tag.start <= token.start < tag.end}
            named = token.text[0].isupper() and token.start > 0
            if term & words or (stem(low) in words and not (named and decision.worked and term)):
                continue
            if low in TURNING:
                known = "=" + low in words
            else:
                known = low in _QUIET or (not named and (low in NEUTRAL or stem(low) in NEUTRAL))
            if not known:
                found.append(token.text)
        return found

    def _own_words(self, fact: Fact) -> frozenset[str]:
        """Return the stems, terms and turning words that a fact accounts for."""
        known = self.own_words.get(fact.id)
        if known is None:
            strong = {word for word, weight in fact.words.items() if weight >= OWN}
            strong |= {"~" + one for one in fact.sources}
            for term in [self.vocabulary.terms.get(one[1:]) for one in strong]:
                if term and term.facet in (SYSTEM, SOURCE):
                    strong |= _list_stems(" ".join(self.vocabulary.phrases[term.id]))
            strong |= _list_stems(f"{fact.sentence} {fact.credit}")
            strong |= {"=" + one for one in (*fact.turning, *_say_length(fact))}
            known = self.own_words[fact.id] = frozenset(strong)
        return known


_SUMMING = frozenset(stem(one) for one in WORDS["summing"]) | {
    "=" + one for one in WORDS["summing"]
}
NEUTRAL = frozenset(WORDS["neutral"]) | frozenset(map(stem, WORDS["neutral"]))
_QUIET = frozenset(WORDS["stop"]) - TURNING | frozenset(WORDS["titles"])


def _list_sentences(
    paragraphs: Iterable[Paragraph],
) -> Iterator[tuple[int, Paragraph, tuple[int, int]]]:
    """Yield where each sentence begins and ends, with its paragraph and the paragraph's number."""
    for number, one in enumerate(paragraphs):
        count(number, None, "paragraphs")
        for ends in split_sentences(one.text):
            yield number, one, ends


def _find_names_crossed(
    sentence: Sentence, one: tuple[Mention, Fact], other: tuple[Mention, Fact]
) -> tuple[Difference, Difference] | None:
    """Return the difference if two numbers each have the other's agency or place."""
    (first, a), (second, b) = one, other
    for facet, kind, own, others in (
        (WHO, "agency", a.who - b.who, b.who - a.who),
        (PLACE, "place", a.where - b.where, b.where - a.where),
    ):
        behind = [tag.term for tag in sentence.terms(facet, first.stop, second.at)]
        after = [tag.term for tag in sentence.terms(facet, second.stop)]
        terms = [{tag.term for tag in story.attach(sentence, m, facet)} for m in (first, second)]
        if terms[0] & own and terms[1] & others:
            continue
        for x, y in ((set(behind), set(after[:1])), terms):
            if x & others and not x & own and y & own and not y & others:
                here, there = min(x & others), min(y & own)
                return Difference(kind, True, here, there), Difference(kind, True, there, here)
    return None


def _list_stems(text: str) -> set[str]:
    return {word.stem for word in list_words(tokenize(text))}


def _is_known(mention: Mention, decision: Decision, facts: Sequence[Fact]) -> bool:
    """Return whether facts near a number account for it."""
    if mention.kind is Kind.LIST or mention.value == 1:
        return True
    if decision.answer.is_flag:
        return False
    if decision.answer is Answer.MATCHES and mention.kind is not Kind.DATE:
        return True
    if decision.worked and fits(mention, decision.worked):
        return True
    if mention.kind is Kind.DATE:
        beside = [Days("beside", one.first, one.last) for fact in facts for one in fact.also
                  if one.first and one.last]  # fmt: skip
        days = [*(day for fact in facts for day in fact.days), *beside]
        days = [day for day in days if day.role != "published" or not mention.role]
        return any(compare.relate_days(mention, day).fits for day in days)
    best = decision.facts[0] if decision.facts else None
    if best is None or not best.fits or best.likely <= 0.3:
        return False
    return not any(one.sure for one in best.differences)


def _say_length(fact: Fact) -> Iterator[str]:
    """Yield the units of time that what a fact counts took, or that its rate is of."""
    days = count_days(fact) or (1 if fact.period else 0)
    for unit, (least, most) in WORDS["lasts"].items():
        if least <= days <= most or unit == fact.per:
            yield unit


def _keep(*found: Difference | None) -> tuple[Difference, ...]:
    return tuple(one for one in found if one is not None)


def _list_named(facts: Iterable[Fact]) -> Iterator[Operand]:
    for fact in facts:
        if fact.value is not None and fact.kind is Kind.COUNT and not fact.lasting:
            yield Operand(
                fact.value, fact.kind, (fact.id,), fact.unit, fact.printed, NAMED,
                qualifier=fact.qualifier, days=count_days(fact), who=fact.who,
            )  # fmt: skip


def _sort_digits(value: int) -> str:
    """Return the digits of a number in order, so one with two of them swapped is found."""
    return "".join(sorted(str(abs(value))[:24].rstrip("0")))


# From a project.


def load_checker(project: Project) -> Checker:
    """Return a checker over what a project knows: claims, laws, answers, series and findings.

    Raises Problem for a table that cannot be read.
    """
    vocabulary = load_vocabulary(project)
    states = {code: state.name for code, state in load_states(project).items()}
    reader = FactReader(vocabulary, states, load_names(project))
    facts = reader.read_claims(*judge_all(project))
    facts += reader.read_laws(load_laws(project).rows)
    facts += reader.read_responses(load_responses(project).rows)
    facts += reader.read_series(_read_release("monthly-series", project))
    facts += reader.read_agreements(_read_release("ice-agreement-counts", project))
    findings = load_findings(project).values()
    facts += reader.read_findings(one for one in findings if not one.id.startswith(ABOUT_US))
    return Checker(facts, vocabulary, load_warnings(project))


def _read_release(name: str, project: Project) -> list[dict[str, str]]:
    """Return the rows of a small transcribed release as text; none if the project lacks it."""
    if not (project.release(name) / DESCRIPTOR).is_file():
        return []
    release = open_release(name, project)
    rows: list[dict[str, str]] = []
    for resource in release.resources:
        text = release.path(resource).read_text(encoding="utf-8")
        rows += [dict(row) for row in csv.DictReader(text.splitlines())]
    return rows


def check_draft(path: Path, checker: Checker) -> DraftReport:
    """Return a draft with what is known of each of its numbers.

    Raises Misuse for a file that isn't a draft, Problem for one that cannot be read.
    """
    draft = read_draft(path)
    notes: list[str] = []
    rows = checker.check_paragraphs(draft.paragraphs, notes)
    found = tuple(replace(row, line=draft.line_at(row.start)) for row in rows)
    return DraftReport(draft, found, tuple(notes))
