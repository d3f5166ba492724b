"""The report: what an editor reads of each number, as text and as JSON."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from helpers.claims.intervals import write_fraction
from helpers.claims.names import write_day, write_moment
from helpers.csv_output import write_csv
from helpers.drafts.compare import Difference, count_digits, find_wrong
from helpers.drafts.decide import Answer, Decision
from helpers.drafts.documents import Draft
from helpers.drafts.facts import Days, Fact, write_days
from helpers.drafts.mentions import WORDS, Kind, Mention, Qualifier
from helpers.drafts.own import Worked
from helpers.drafts.prose import Sentence
from helpers.drafts.thread import (
    Setting,
    attach,
    attach_dates,
    credited,
    find_length,
    find_whole,
)
from helpers.drafts.vocabulary import PLACE, WHO, Vocabulary
from helpers.errors import Problem

MOST_NAMED = 4
"""So many words around a number are named."""

ORDER = (Answer.DIFFERS, Answer.CHECK, Answer.NEAREST, Answer.UNKNOWN, Answer.MATCHES)
"""Trouble first."""


@dataclass(frozen=True)
class Row:
    """A number of a draft with its answer.

    `start` and `end` are offsets in the draft's text, with the qualifier; `objected` are those of
    the other words that are wrong. `reason` says what differs, `suggestion` what to write.
    """

    start: int
    end: int
    text: str
    sentence: str
    mention: Mention
    decision: Decision
    reason: str = ""
    suggestion: str = ""
    objected: tuple[tuple[int, int], ...] = ()
    paragraph: int = 0
    line: int = 1
    accepted: str = ""

    @property
    def answer(self) -> str:
        """The answer in a word or two."""
        return self.decision.answer.value

    @property
    def is_trouble(self) -> bool:
        """Whether an editor should look, and nobody has ticked it off."""
        return self.decision.answer.is_flag and not self.accepted

    @property
    def facts(self) -> tuple[frozenset[str], ...]:
        """The ids of the facts shown, the best first."""
        shown = tuple(one.fact.ids for one in self.decision.facts)
        worked = self.decision.worked
        return (worked.ids, *shown) if worked and worked.ids else shown

    @property
    def faults(self) -> tuple[str, ...]:
        """The kinds of difference, the one that is flagged first."""
        wrong = self.decision.difference
        kinds = [wrong.kind] if wrong else []
        return tuple(dict.fromkeys([*kinds, *(one.kind for one in self.decision.also)]))

    @property
    def label(self) -> str:
        """The label of the house for what is wrong, or nothing."""
        wrong, facts = self.decision.difference, self.decision.facts
        if wrong is None:
            return ""
        known = find_wrong(self.mention, facts[0].fact) if facts else None
        return known.label if known else wrong.label

    @property
    def is_minor(self) -> bool:
        """Whether it is a "one" or a rank that nothing is known of: no line of its own."""
        quiet = self.decision.answer in (Answer.NEAREST, Answer.UNKNOWN)
        return quiet and (self.mention.kind is Kind.RANK or self.mention.value == 1)

    def as_json(self) -> dict[str, Any]:
        """Return the stable fields of `plateglass check --json`."""
        return {
            "line": self.line,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "sentence": self.sentence,
            "answer": self.answer,
            "label": self.label,
            "differences": list(self.faults) if self.decision.answer.is_flag else [],
            "reason": self.reason,
            "suggestion": self.suggestion,
            "unexplained": list(self.decision.unexplained),
            "accepted": self.accepted,
            "facts": [_lay_out(one.fact) for one in self.decision.facts],
            "worked_out_from": sorted(self.decision.worked.ids) if self.decision.worked else [],
        }


def _lay_out(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "value": fact.printed,
        "about": fact.about,
        "source": fact.credit,
        "address": fact.address,
        "quote": fact.quote,
    }


@dataclass(frozen=True)
class DraftReport:
    """A draft with what is known of its numbers, in the order of the draft."""

    draft: Draft
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        """The file's name."""
        return self.draft.name

    @property
    def has_trouble(self) -> bool:
        """Whether a number differs or is to be checked."""
        return any(row.is_trouble for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        """How many numbers have each answer, trouble first."""
        counts = {answer.value: 0 for answer in ORDER}
        for row in self.rows:
            if not row.is_minor:
                counts[row.answer] += 1
        return {answer: number for answer, number in counts.items() if number}

    @property
    def summary(self) -> str:
        """The one line that says it all: how many numbers, and how many of each answer."""
        total = sum(self.counts.values())
        if not total:
            return "We found no number in it to check."
        agree = sum(bool(row.decision.unexplained) and not row.is_minor for row in self.rows)
        counts = {
            **self.counts,
            "": agree,
            Answer.NEAREST: self.counts.get(Answer.NEAREST, 0) - agree,
        }
        words = {
            Answer.MATCHES: "match", "": "agree but for words beside them",
            Answer.DIFFERS: "differ", Answer.CHECK: "to check",
            Answer.NEAREST: "with only something near", Answer.UNKNOWN: "not in our records",
        }  # fmt: skip
        parts = [f"{counts[one]} {said}" for one, said in words.items() if counts.get(one)]
        accepted = sum(bool(row.accepted) for row in self.rows)
        ticked = f" {accepted} of them ticked off." if accepted else ""
        return f"{total} number{'s' * (total > 1)}: {', '.join(parts)}.{ticked}"

    def as_json(self) -> dict[str, Any]:
        """Return one object a draft, with one a number (docs/machine-readable-output.md)."""
        return {
            "draft": self.name,
            "summary": self.summary,
            "counts": self.counts,
            "notes": list(self.notes),
            "numbers": [row.as_json() for row in self.rows if not row.is_minor],
        }

    def lines(self) -> list[str]:
        """Return what people read: the summary, then a line a number, trouble first."""
        rows = [row for row in self.rows if not row.is_minor]
        rows.sort(
            key=lambda row: (
                bool(row.accepted),
                ORDER.index(row.decision.answer),
                not row.decision.unexplained,
            )
        )
        shown = [
            f"{self.name}, line {row.line}: {' '.join(row.text.split())} | "
            f"{row.answer.upper() if row.is_trouble else row.answer} | {say_row(row)}"
            for row in rows
        ]
        return [f"{self.name}: {self.summary}", *shown, *self.notes]


# Sentences.


def say_row(row: Row) -> str:
    """Return what a number's line says: what differs and what to write, or what is known."""
    if row.accepted:
        return f"Ticked off by {row.accepted}. {row.reason}"
    if row.decision.answer.is_flag:
        return f"{row.reason} {row.suggestion}".strip()
    worked, words = row.decision.worked, row.decision.unexplained
    check = ""
    if words:
        what = "date" if row.mention.kind is Kind.DATE else "number"
        listed = ", ".join(f"“{one}”" for one in words[:MOST_NAMED])
        more = f" and {len(words) - MOST_NAMED} more" if len(words) > MOST_NAMED else ""
        check = f"The {what} agrees. Check what we can't account for: {listed}{more}. "
    if worked is not None and (words or row.decision.answer is Answer.MATCHES):
        return f"{check}It follows from {_join([one.text for one in worked.operands])}."
    if row.decision.answer is Answer.UNKNOWN or not row.decision.facts:
        return "Nothing we know bears on it. That doesn't make it wrong."
    facts = row.decision.facts[: 1 if row.decision.answer is Answer.MATCHES else 3]
    others = ", ".join(one.fact.id for one in facts[1:])
    near = "Nearest: " if row.decision.answer is Answer.NEAREST and not check else check
    return near + say_fact(facts[0].fact) + (f" Then: {others}." if others else "")


def say_fact(fact: Fact) -> str:
    """Return a fact in a line: what it is of, its value, whose word it is, and its id."""
    value = f": {fact.printed}" if fact.printed else ""
    quote = f" “{fact.quote}”" if fact.quote else ""
    return f"{fact.about}{value} ({fact.credit}; {fact.id}).{quote}"


def make_row(
    sentence: Sentence, setting: Setting, decision: Decision, vocabulary: Vocabulary
) -> Row:
    """Return the row of a number: position, answer, and for a flag why and what to write."""
    mention = setting.mention
    start, end = sentence.start + mention.start, sentence.start + mention.end
    text = sentence.text[mention.start : mention.end]
    reason = suggestion = ""
    objected: tuple[tuple[int, int], ...] = ()
    wrong = decision.difference
    if wrong is not None and decision.answer.is_flag:
        writer = _Writer(mention, text, decision, wrong, vocabulary)
        reason, suggestion = writer.say()
        objected = tuple(
            (sentence.start + a, sentence.start + b)
            for a, b in _find_wrong(sentence, setting, wrong, decision.worked)
        )
    return Row(start, end, text, sentence.text, mention, decision, reason, suggestion, objected)


def make_words_row(
    sentence: Sentence, at: tuple[int, int], decision: Decision, reason: str, write: str
) -> Row:
    """Return the row of words that aren't numbers: a statement, or an order of two days."""
    start, end = sentence.start + at[0], sentence.start + at[1]
    words = sentence.text[slice(*at)]
    mention = Mention(*at, *at, Kind.WORDS)
    suggestion = _write(write) if write else ""
    return Row(start, end, words, sentence.text, mention, decision, reason, suggestion)


def _find_wrong(
    sentence: Sentence, setting: Setting, wrong: Difference, worked: Worked | None
) -> list[tuple[int, int]]:
    """Return the spans of the words around a number that are wrong."""
    mention = setting.mention
    if worked is not None and wrong.kind == "direction":
        return [worked.span]
    if wrong.kind == "date" and mention.weekday is not None:
        return [(mention.stop, min(len(sentence.text), mention.stop + 12))]
    if wrong.kind == "agency":
        return [(tag.start, tag.end) for tag in attach(sentence, mention, WHO)]
    if wrong.kind == "place":
        at = sentence.text.find(wrong.wrong)
        named = [(at, at + len(wrong.wrong))] if at >= 0 else []
        return [*named, *((tag.start, tag.end) for tag in attach(sentence, mention, PLACE))]
    if wrong.kind == "credit":
        return [(tag.start, tag.end) for tag in credited(sentence)]
    if wrong.kind == "period":
        dates = [(one.start, one.end) for one in attach_dates(sentence, mention)]
        return [*dates, mention.per_span, find_length(sentence, mention)[1]]
    if wrong.kind == "base":
        whole = find_whole(sentence, mention)
        return [(whole.start, whole.end)] if whole else []
    if wrong.kind in ("unit", "rate"):
        if mention.per:
            return [mention.per_span]
        return [(mention.stop, min(len(sentence.text), mention.stop + 40))]
    return []


SPELLED = ("january ", "february ", "august ", "september ", "october ", "november ", "december ")
"""Months that the house abbreviates before a day."""


@dataclass(frozen=True)
class _Writer:
    """Writes the reason and the suggestion of one flag."""

    mention: Mention
    text: str
    decision: Decision
    wrong: Difference
    vocabulary: Vocabulary

    def say(self) -> tuple[str, str]:
        """Return why, and what to write."""
        worked = self.decision.worked
        if worked is not None:
            return self._say_worked(worked)
        if not self.decision.facts:
            return "", ""
        fact = self.decision.facts[0].fact
        kind, wrong = self.wrong.kind, self.wrong
        written = f"You wrote “{self.text}.”"
        of = f"{fact.about}."
        source = _upper(fact.credit)
        printed = fact.printed or fact.about
        fix = self._fix(fact)
        known = find_wrong(self.mention, fact)
        if kind == "doubted" or known:
            why = known.reason if known else fact.doubt
            return f"{written} {why}", _write(fact.sentence or fix) if known else ""
        if kind == "date" and wrong.wrong:
            day = date.fromisoformat(wrong.right)
            fix = f"{day:%A}, {write_day(day)}"
            return (
                f"{written} {write_day(day)} was a {day:%A}.",
                f"Check both, then write: “{fix}.”",
            )
        if kind == "date":
            return f"{written} {source} has {fix} for: {of}", _write(fix)
        if kind == "members":
            names = [self.vocabulary.name(one) for one in wrong.wrong.split(", ")]
            return (
                f"You list {_join(names)}. It isn't on the list of {fact.credit}: {of}",
                _write(_join(sorted(self._names(fact)))),
            )
        given, right = self.vocabulary.name(wrong.wrong), self.vocabulary.name(wrong.right)
        if kind == "period":
            given = write_moment(wrong.wrong)
            days = fact.period
            right = f"from {write_day(days[0])} to {write_day(days[1])}" if days else "another time"
        elif kind == "unit":
            right = fact.unit_words or right
        reasons = WORDS["reasons"]
        reason = reasons.get(kind if given else f"no_{kind}") or reasons.get(kind, reasons["other"])
        return reason.format(
            text=self.text, given=given, right=right, source=source, printed=printed, of=of,
            credit=fact.credit,
        ), _write(fix)  # fmt: skip

    def _fix(self, fact: Fact) -> str:
        """Return the words to write."""
        kind = self.wrong.kind
        if kind == "date":
            return self._right_day(fact)
        if kind == "base":
            return f"{fact.printed} of {self.wrong.right}"
        if kind in ("agency", "place", "period", "unit", "credit", "value") and fact.sentence:
            return fact.sentence
        if self.wrong.right == "without" and fact.sentence:
            return fact.sentence
        if kind == "qualifier" and fact.qualifier in (Qualifier.EXACT, Qualifier.BARE):
            number = self.text.removeprefix(self.wrong.wrong).strip()
            word = "just under" if self.wrong.right == "nearly" else self.wrong.right
            return f"{word} {number}" if self.wrong.right != "exactly" else fact.printed
        return fact.printed.replace("over ", "more than ") or fact.sentence

    def _right_day(self, fact: Fact) -> str:
        """Return the day, month or year that a fact has, in the manner of the draft."""
        given = self.mention.first
        role = self.decision.facts[0].like.role
        days = [one for one in fact.days if one.role == role] or list(fact.days)
        for one in fact.also:
            if role == "beside" and one.first and one.last:
                days.append(Days(role, one.first, one.last))
        if given is not None:
            days.sort(key=lambda one: -_alike(given, one.first))
        if self.wrong.right:
            right = date.fromisoformat(self.wrong.right)
            days = [Days(role, right, right)]
        if not days:
            return fact.printed
        first, last = days[0].first, days[0].last
        if given is not None and given != self.mention.last and first == last and given != first:
            return f"{first:%B} {first.year}"
        # A day in the words of a fact may have no year; a draft may spell its months out.
        written = write_days(first, last).removesuffix(", 2000")
        if first == last and self.text.lower().startswith(SPELLED):
            return written.replace(written.partition(",")[0], f"{first:%B} {first.day}")
        return written

    def _names(self, fact: Fact) -> tuple[str, ...]:
        return fact.member_names or tuple(self.vocabulary.name(one) for one in fact.members)

    def _say_worked(self, worked: Worked) -> tuple[str, str]:
        text, kind = self.text, self.wrong.kind
        right = self._right_sum(worked)
        of = _join([one.text for one in worked.operands])
        exact = write_exact(self.mention, worked)
        how = {"length": "The dates", "rate": "The count"}.get(worked.how, "The numbers")
        why = f"{how} beside it ({of}) make{'s' * (how == 'The count')} it {exact}."
        if kind == "points" and worked.how == "percent":
            why = "Counts change by percent; points are for shares."
            right = f"{write_fraction(worked.value, 1)}%"
        elif kind == "direction":
            why = f"Beside {of}, that is a change the other way."
            return f"You wrote “{text}.” {why}", f"Write: “{worked.how},” or check both numbers."
        elif kind == "points" and not worked.operands:
            why = "Said of a share, that is percent of the share."
            return (
                f"You wrote “{text}.” {why}",
                f"{_write(right)} if you mean two shares' difference",
            )
        elif worked.fault == "percent":
            why, right = f"The numbers beside it ({of}) make it a percentage.", exact
        elif kind == "points":
            why = f"The difference between {of} is in percentage points."
        elif kind == "times":
            text, right = f"{text} more", f"{text} as many"
            why = f"The numbers beside it ({of}) make it {exact} as many."
        elif kind == "rate" and worked.how.startswith("a "):
            right = f"{text} {worked.how}"
        return f"You wrote “{text}.” {why}", _write(right)

    def _right_sum(self, worked: Worked) -> str:
        """Return what to write for a sum; where only its word is wrong, the other word."""
        mention = self.mention
        if self.wrong.kind != "qualifier":
            return write_worked(mention, worked)
        bare = self.text[mention.at - mention.start :]
        more = "more than" if worked.qualifier.is_up else "slightly more than"
        return f"{'slightly less than' if mention.qualifier.is_up else more} {bare}"


def _write(words: str) -> str:
    """Return the advice to write some words."""
    return f"Write: “{words.removesuffix('.')}.”"


def write_exact(mention: Mention, worked: Worked) -> str:
    """Return what a sum gives, with what it is: 98.1%, 2.2 times."""
    value = worked.value
    if mention.kind in (Kind.PERCENT, Kind.POINTS):
        return f"{write_fraction(value, 3 if value < 1 else 1)}%"
    if mention.kind is Kind.MONEY:
        return _write_money(value)
    number = write_fraction(value, 0 if value >= 1000 else 1)
    if mention.kind is Kind.TIMES:
        return f"{number} times"
    return f"{number} {worked.how}" if worked.how.startswith("a ") else number


_COUNTED: list[str] = [*WORDS["ones"][:13]]


def write_worked(mention: Mention, worked: Worked) -> str:
    """Return what to write for a sum, in the manner of the draft.

    >>> from fractions import Fraction
    >>> from helpers.drafts.mentions import read_mentions
    >>> (one,) = read_mentions("a drop of 89 percent")
    >>> write_worked(one, Worked("fall", "change", Fraction(981, 10), ()))
    '98%'
    """
    value = worked.value
    if mention.kind is Kind.MONEY:
        return _write_money(value)
    if worked.fault == "points":
        return f"{write_fraction(value, 1)} percentage points"
    if mention.base and 0 < value < 100:
        share = value / 100
        if mention.base <= 10 and mention.value and mention.value > 100 / mention.base:
            top = round(share * mention.base)
            return f"about {_count(top)} in {_count(int(mention.base))}"
        return f"about one in {_count(round(1 / share))}"
    if mention.kind is Kind.PERCENT:
        if mention.is_fraction:
            return f"about {write_fraction(value, 0)}%"
        digits = 0 if mention.step >= 1 and value >= 1 else 2
        return f"{write_fraction(value, digits)}%"
    if mention.kind is Kind.TIMES:
        near = round(value)
        if abs(value - near) * 10 <= 1:
            return f"about {_count(near)} times"
        if mention.qualifier.is_up or mention.qualifier is Qualifier.BARE:
            return f"more than {_count(int(value))} times"
        return f"nearly {_count(int(value) + 1)} times"
    if worked.how == "sum" and mention.step >= 1000:
        whole = round(value / mention.step) * int(mention.step)
        word = "just under " if whole > value else "just over " if whole < value else ""
        return f"{word}{whole:,}"
    if mention.step >= 10 and mention.value and value >= 1000:
        size = Fraction(10) ** (len(str(int(value))) - count_digits(mention.value))
        nearest = round(value / size) * size
        word = "more than" if worked.qualifier.is_up and nearest <= value else "about"
        return f"{word} {int(nearest):,}"
    if worked.how == "time between the two" and mention.lasting == "day":
        return f"{int(value)} days, or {int(value) + 1} with both days counted"
    return write_fraction(value, 0 if value >= 10 else 1)


def _write_money(value: Fraction) -> str:
    """Return an amount as the house writes it, rounded: about $200 million."""
    for name, size in (("billion", 10**9), ("million", 10**6)):
        if value >= size:
            return f"about ${write_fraction(value / size, 1 if value < 10 * size else 0)} {name}"
    return f"about ${write_fraction(value, 0)}"


def _count(number: int) -> str:
    return _COUNTED[number] if 0 <= number < len(_COUNTED) else f"{number:,}"


def _alike(one: date, other: date) -> int:
    return (one.year == other.year) + (one.month == other.month) + (one.day == other.day)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _join(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


# What an editor has ticked off.

ACCEPTED = ("draft", "text", "fact", "difference", "sentence", "reason", "initials")
"""The columns of the file that keeps it: one row a flag; reason and initials tick it off."""


def read_accepted(path: Path) -> dict[tuple[str, str, str, str], str]:
    """Return who ticked off which flags, and why; none if there is no such file yet.

    Raises Problem for a file that cannot be read as that.
    """
    if not path.is_file():
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path) from error
    reader = csv.DictReader(text.splitlines())
    if set(ACCEPTED) - set(reader.fieldnames or ()):
        raise _unreadable(path)
    found = {}
    for row in reader:
        reason, initials = (row["reason"] or "").strip(), (row["initials"] or "").strip()
        if reason and initials:
            sentence = " ".join((row["sentence"] or "").split())
            found[row["text"], row["fact"], row["difference"], sentence] = f"{initials}: {reason}"
    return found


def _unreadable(path: Path) -> Problem:
    return Problem(
        "The list of what was ticked off cannot be read",
        file=str(path),
        expected=f"a CSV file with the columns {', '.join(ACCEPTED)}",
        remedy="Give another name after --accept, and a new list is begun there",
    )


def name_flag(row: Row) -> tuple[str, str, str, str]:
    """Return what a flag is known by in the next draft: its words, its fact, what is wrong.

    And its sentence: what was right to tick off may be wrong in other words.
    """
    fact = row.decision.facts[0].fact.id if row.decision.facts else ""
    fault = row.faults[0] if row.faults else ""
    return " ".join(row.text.split()), fact, fault, " ".join(row.sentence.split())


def write_accepted(path: Path, reports: Iterable[DraftReport]) -> int:
    """Add the flags that are not in the list yet, to be ticked off; return how many.

    Raises Problem if the list cannot be read or written.
    """
    rows: list[Sequence[object]] = []
    known = set()
    if path.is_file():
        read_accepted(path)
        for row in csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()):
            rows.append([row[name] or "" for name in ACCEPTED])
            sentence = " ".join((row["sentence"] or "").split())
            known.add((row["text"], row["fact"], row["difference"], sentence))
    before = len(rows)
    for report in reports:
        for one in report.rows:
            name = name_flag(one)
            if one.decision.answer.is_flag and name not in known:
                known.add(name)
                rows.append([report.name, *name, "", ""])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(write_csv(ACCEPTED, rows), encoding="utf-8", newline="\n")
    except OSError as error:
        raise Problem(
            f"The list cannot be written: {error.strerror or 'no access'}",
            file=str(path),
            remedy="Choose a folder that you may write to",
        ) from error
    return len(rows) - before
