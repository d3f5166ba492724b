"""Linking: which facts a number of a draft may be about. It never sees a value.

Each pair of a number and a fact has a row of named features; their weights are in `weights.csv`,
fitted once on stories whose numbers are linked by hand (tests/drafts/fit_weights.py).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from math import log

import numpy as np
import numpy.typing as npt

from helpers.drafts.facts import Fact, FactUse
from helpers.drafts.mentions import Kind, Mention
from helpers.drafts.prose import Sentence
from helpers.drafts.thread import Setting, Thread
from helpers.drafts.vocabulary import PLACE, SOURCE, SYSTEM, WHO

Vector = npt.NDArray[np.float64]

FEATURES = (
    "near", "clause", "sentence", "before", "title", "kind_same", "kind_also", "unit_same",
    "unit_other", "who_same", "who_carried", "who_other", "place_same", "place_carried",
    "place_other", "place_missing", "system_same", "system_carried", "system_other",
    "source_same", "period_same", "period_other", "thread_fact", "thread_family",
    "sentence_fact", "never", "prior",
)  # fmt: skip
"""What is asked of each pair of a number and a fact."""


GROUPS = ("number", "date", "worked")
"""The sorts of mentions that have weights of their own; *worked*: shares, multiples and rates."""


def find_group(mention: Mention) -> str:
    """Return which weights are a mention's."""
    if mention.kind is Kind.DATE:
        return "date"
    worked = mention.kind in (Kind.TIMES, Kind.RANK) or mention.is_fraction or mention.per
    return "worked" if worked else "number"


class Linker:
    """The facts, laid out so one number is held against all of them at once."""

    def __init__(
        self, facts: Sequence[Fact], weights: Mapping[str, Mapping[str, float]] | None = None
    ) -> None:
        self.facts = list(facts)
        size = len(self.facts)
        self.number = {fact.id: n for n, fact in enumerate(self.facts)}
        count: dict[str, int] = defaultdict(int)
        for fact in self.facts:
            for word in fact.words:
                count[word] += 1
        self.rows = {word: n for n, word in enumerate(sorted(count))}
        self.rarity = {word: log((size + 1) / (number + 0.5)) for word, number in count.items()}
        self.matrix = np.zeros((max(len(self.rows), 1), size), dtype=np.float32)
        for n, fact in enumerate(self.facts):
            for word, weight in fact.words.items():
                self.matrix[self.rows[word], n] = weight * self.rarity[word]
        norms = np.sqrt((self.matrix**2).sum(axis=0))
        self.matrix /= np.maximum(norms, 6.0)
        self.slots = {
            WHO: self._lay_out(fact.who for fact in self.facts),
            PLACE: self._lay_out(fact.where for fact in self.facts),
            SYSTEM: self._lay_out(fact.system for fact in self.facts),
            SOURCE: self._lay_out(fact.sources for fact in self.facts),
            "unit": self._lay_out(frozenset({fact.unit} - {""}) for fact in self.facts),
            "family": self._lay_out(fact.family for fact in self.facts),
        }
        self.has = {facet: self._any(slot) for facet, slot in self.slots.items()}
        kinds = {kind: np.array([fact.kind is kind for fact in self.facts]) for kind in Kind}
        kinds[Kind.COUNT] = kinds[Kind.COUNT] | kinds[Kind.SCALE]
        kinds[Kind.SCALE] = kinds[Kind.COUNT]
        kinds[Kind.POINTS] = kinds[Kind.PERCENT]
        kinds[Kind.LIST] = np.array([bool(fact.members) for fact in self.facts])
        kinds[Kind.RANK] = kinds[Kind.COUNT]
        self.kinds = kinds
        self.also = {
            kind: np.array([any(one.kind is kind for one in fact.also) for fact in self.facts])
            for kind in Kind
        }
        self.also[Kind.DATE] = self.also[Kind.DATE] | np.array(
            [bool(fact.days) for fact in self.facts]
        )
        far = 10**7
        periods = [fact.period for fact in self.facts]
        self.starts = np.array([one[0].toordinal() if one else -far for one in periods])
        self.ends = np.array([one[1].toordinal() if one else far for one in periods])
        self.timed = np.array([one is not None for one in periods])
        self.never = np.array([fact.standing is FactUse.NEVER for fact in self.facts])
        self.prior = np.array([fact.prior for fact in self.facts])
        self.nothing = np.zeros(size)
        # Of a large family each fact is less likely.
        self.shares = {name: min(1.0, 8 / max(row.sum(), 1))
                       for name, row in self.slots["family"].items()}  # fmt: skip
        # What all numbers of a sentence share is worked out once.
        self.last: tuple[Sentence, dict[str, Vector]] | None = None
        self.weights = weights or load_weights()

    def _lay_out(self, terms: Iterable[frozenset[str]]) -> dict[str, Vector]:
        found: dict[str, Vector] = {}
        for n, names in enumerate(terms):
            for name in names:
                found.setdefault(name, np.zeros(len(self.facts)))[n] = 1.0
        return found

    def _any(self, slot: Mapping[str, Vector]) -> Vector:
        return np.max(list(slot.values()), axis=0) if slot else np.zeros(len(self.facts))

    def _meet(self, facet: str, terms: Iterable[str]) -> Vector:
        """Return for each fact whether it has one of the terms."""
        slot = self.slots[facet]
        rows = [slot[term] for term in terms if term in slot]
        if not rows:
            return self.nothing
        return rows[0] if len(rows) == 1 else np.maximum.reduce(rows)

    def likeness(self, bag: Mapping[str, float] | set[str]) -> Vector:
        """Return how much of a bag of words each fact has, by their rarity."""
        weights = bag if isinstance(bag, Mapping) else dict.fromkeys(bag, 1.0)
        # In order, since sums of floats depend on it and sets have none.
        known = sorted(
            (self.rows[w], v * self.rarity[w]) for w, v in weights.items() if w in self.rows
        )
        if not known:
            return np.zeros(len(self.facts))
        rows = np.array([row for row, _ in known])
        values = np.array([value for _, value in known], dtype=np.float32)
        norm = max(float(np.sqrt((values**2).sum())), 6.0)
        return np.asarray(values @ self.matrix[rows] / norm, dtype=np.float64)

    def _list_shared(self, setting: Setting, thread: Thread) -> dict[str, Vector]:
        """Return the features that all numbers of a sentence have alike; others are 0."""
        system = self._meet(SYSTEM, setting.system)
        carried = self._meet(SYSTEM, setting.system_carried)
        shared = {
            "sentence": self.likeness(setting.sentence.bag()),
            "before": self.likeness(thread.bag),
            "title": self.likeness(thread.title),
            "system_same": system,
            "system_carried": (1 - system) * carried,
            "source_same": self._meet(SOURCE, setting.sources),
            "never": self.never.astype(float),
            "prior": self.prior,
        }
        if setting.system:
            shared["system_other"] = self.has[SYSTEM] * (1 - system)
        if thread.facts:
            shared["thread_fact"] = self._make_vector(thread.facts)
        return shared

    def _make_vector(self, weights: Mapping[str, float]) -> Vector:
        found = np.zeros(len(self.facts))
        for fact, weight in weights.items():
            found[self.number[fact]] = weight
        return found

    def _list_own(
        self, setting: Setting, thread: Thread, chosen: Mapping[str, float]
    ) -> dict[str, Vector]:
        """Return the features that are a number's own; others are 0."""
        sentence, mention = setting.sentence, setting.mention
        near_start, near_end = max(0, mention.start - 60), mention.stop + 80
        kind = self.kinds[mention.kind].astype(float)
        who, place = self._meet(WHO, setting.who), self._meet(PLACE, setting.where)
        titled = {one[1:] for one in thread.title if one.startswith("~")}
        met = self._meet(PLACE, setting.where | setting.where_carried | titled)
        features = {
            "near": self.likeness(sentence.bag(near_start, near_end)),
            "clause": self.likeness(sentence.bag(*setting.clause)),
            "kind_same": kind,
            "kind_also": (1 - kind) * self.also[mention.kind],
            "who_same": who,
            "who_carried": (1 - who) * self._meet(WHO, setting.who_carried),
            "place_same": place,
            "place_missing": self.has[PLACE] * (1 - met),
        }
        if setting.units:
            unit = self._meet("unit", setting.units)
            features |= {"unit_same": unit, "unit_other": self.has["unit"] * (1 - unit) * kind}
        if setting.who:
            features["who_other"] = self.has[WHO] * (1 - who)
        if setting.where:
            features["place_other"] = self.has[PLACE] * (1 - place)
        else:
            features["place_carried"] = (1 - place) * self._meet(PLACE, setting.where_carried)
        if setting.days:
            touching = np.zeros(len(self.facts), dtype=bool)
            for first, last in setting.days:
                touching |= self.timed & (self.starts <= last) & (self.ends >= first)
            features |= {
                "period_same": touching.astype(float),
                "period_other": self.timed & ~touching,
            }
        if chosen:
            features["sentence_fact"] = self._make_vector(chosen)
        families: dict[str, float] = defaultdict(float)
        for fact, weight in (*thread.facts.items(), *chosen.items()):
            for family in self.facts[self.number[fact]].family:
                families[family] = max(families[family], weight)
        if families:
            rows = [self.slots["family"][one] * (weight * self.shares[one])
                    for one, weight in sorted(families.items())]  # fmt: skip
            features["thread_family"] = np.minimum(np.add.reduce(rows), 2.0)
        return features

    def features(
        self, setting: Setting, thread: Thread, chosen: Mapping[str, float]
    ) -> npt.NDArray[np.float64]:
        """Return a row of features for each fact; `chosen` are facts of the same sentence."""
        found = self._list_shared(setting, thread) | self._list_own(setting, thread, chosen)
        return np.stack([found.get(name, self.nothing) for name in FEATURES], axis=1)

    def score(self, setting: Setting, thread: Thread, chosen: Mapping[str, float]) -> Vector:
        """Return how likely each fact is what a number is about, by words alone."""
        if self.last is None or self.last[0] is not setting.sentence:
            shared = self._list_shared(setting, thread)
            sums = {group: self._sum(shared, group) for group in GROUPS}
            self.last = setting.sentence, sums
        group = find_group(setting.mention)
        return self.last[1][group] + self._sum(self._list_own(setting, thread, chosen), group)

    def _sum(self, columns: Mapping[str, Vector], group: str) -> Vector:
        weights = self.weights[group]
        total = np.zeros(len(self.facts))
        for name, column in columns.items():
            total += weights.get(name, 0.0) * column
        return total


@cache
def load_weights() -> dict[str, dict[str, float]]:
    """Return the weights by group and feature."""
    found: dict[str, dict[str, float]] = {group: {} for group in GROUPS}
    text = resources.files("helpers.drafts").joinpath("weights.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        for group in found:
            found[group][row["feature"]] = float(row[group])
    return found
