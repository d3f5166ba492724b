"""Fit the weights by which a number is linked to a fact, on stories and lists that are keyed.

    python tests/drafts/fit_weights.py            # prints weights.csv and the [value] table

Each number is a choice among facts: the weights make the
facts that the key links likely (conditional logit). Weights depend on facts chosen before, so the
numbers are read a second time, with the new weights.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from score_stories import NUMBERISH, STORIES, accept, is_right, list_stories

from helpers.drafts import check, decide, link

VALUES = ("equal", "fair", "beside", "digits", "magnitude", "other")
LISTS = ("open", "second", "third", "fourth", "fifth")
KEPT = 120
"""How many facts each number is a choice among."""


@dataclass
class Choice:
    """One number: its group, a row of features for each fact, and which facts are right."""

    name: str
    group: str
    rows: Any
    right: Any


def list_texts(prefixes: Sequence[str]) -> Iterator[tuple[str, str, list[tuple[int, int, Any]]]]:
    """Yield texts with the spans of their keyed numbers and the ids that are right."""
    for name in list_stories(prefixes):
        key = json.loads((STORIES / f"{name}.key.json").read_text(encoding="utf-8"))
        spans = [
            (one["start"], one["end"], accept(one["fact"]))
            for entry in key
            for one in entry["mentions"]
            if NUMBERISH.search(one["text"]) and accept(one["fact"])
        ]
        yield name, (STORIES / f"{name}.md").read_text(encoding="utf-8"), spans
    for name in LISTS:
        with (STORIES.parent / "corpus" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                ids = row["about"].replace(";", " ").split()
                right = frozenset(one for each in ids for one in accept(each))
                start = row["sentence"].find(row["figure"])
                if right and start >= 0:
                    yield name, row["sentence"], [(start, start + len(row["figure"]), right)]


def collect(checker: check.Checker, prefixes: Sequence[str]) -> list[Choice]:
    """Return the choices of all keyed numbers, read with the checker's present weights."""
    found: list[Choice] = []
    spans: list[tuple[int, int, Any]] = []
    name = ""
    inner = checker._rank

    def rank(setting: Any, thread: Any, chosen: Any) -> Any:
        mention, sentence = setting.mention, setting.sentence
        start, end = sentence.start + mention.start, sentence.start + mention.end
        best = max(spans, key=lambda one: min(one[1], end) - max(one[0], start), default=None)
        if best and min(best[1], end) > max(best[0], start):
            features = checker.linker.features(setting, thread, chosen)
            right = np.array([is_right(one.ids, best[2]) for one in checker.linker.facts])
            scores = checker.linker.score(setting, thread, chosen)
            keep = np.argsort(-scores)[:KEPT]
            keep = np.union1d(keep, np.nonzero(right)[0])
            values = np.zeros((len(keep), len(VALUES)))
            for n, number in enumerate(keep):
                like = check.compare_value(mention, checker.linker.facts[number])
                kind = decide.name_likeness(like)
                if kind:
                    values[n, VALUES.index(kind)] = 1.0 if kind == "other" else like.strength
            if right.any():
                rows = np.hstack([features[keep], values])
                found.append(Choice(name, link.find_group(mention), rows, right[keep]))
        return inner(setting, thread, chosen)

    checker._rank = rank  # type: ignore[method-assign]
    for name, text, spans in list_texts(prefixes):  # noqa: B007
        checker.check_text(text)
    checker._rank = inner  # type: ignore[method-assign]
    return found


def fit(choices: Iterable[Choice], ridge: float = 0.005, share: float = 0.2) -> Any:
    """Return the weights that make the right facts likeliest, shrunk towards nought.

    By Adam: the loss is convex, and 500 steps leave the weights still to two decimals.
    """
    data = [(one.rows, one.right, 1.0 if one.name not in LISTS else share) for one in choices]
    size = sum(count for _, _, count in data)
    weights = np.zeros(data[0][0].shape[1])
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, 501):
        slope = ridge * weights
        for rows, right, count in data:
            scores = rows @ weights
            chance = np.exp(scores - scores.max())
            good = chance * right
            slope -= count / size * (rows.T @ (good / good.sum() - chance / chance.sum()))
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        rate = 0.05 * min(1.0, 200 / step)
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def say_first(choices: Iterable[Choice], weights: dict[str, Any]) -> str:
    """Return how often the first, and one of the first three, is right."""
    ranks = [np.argsort(-(one.rows @ weights[one.group])) for one in choices]
    first = [one.right[order[0]] for one, order in zip(choices, ranks, strict=True)]
    three = [one.right[order[:3]].any() for one, order in zip(choices, ranks, strict=True)]
    return f"first {np.mean(first):.3f}, among three {np.mean(three):.3f} of {len(first)}"


def set_weights(checker: check.Checker, weights: dict[str, Any]) -> None:
    """Give a checker other weights."""
    size = len(link.FEATURES)
    checker.linker.weights = {group: weights[group][:size] for group in link.GROUPS}
    table: Any = decide.load_thresholds()["value"]
    for n, name in enumerate(VALUES):
        table[name] = [float(weights[group][size + n]) for group in link.GROUPS]


def main(checker: check.Checker, prefixes: Sequence[str] = ("a", "b")) -> None:
    """Fit, say how well it does on hands left out, and print the tables."""
    weights: dict[str, Any] = {}
    for _ in range(2):
        choices = collect(checker, prefixes)
        for left_out in prefixes:
            rest = [one for one in choices if not one.name.startswith(left_out)]
            kept = [one for one in choices if one.name.startswith(left_out)]
            found = {g: fit([one for one in rest if one.group == g]) for g in link.GROUPS}
            sys.stdout.write(f"hand {left_out} left out: {say_first(kept, found)}\n")
        weights = {g: fit([one for one in choices if one.group == g]) for g in link.GROUPS}
        sys.stdout.write(f"all: {say_first(choices, weights)}\n")
        set_weights(checker, weights)
    sys.stdout.write("feature," + ",".join(link.GROUPS) + "\n")
    for n, name in enumerate((*link.FEATURES, *VALUES)):
        sys.stdout.write(f"{name}," + ",".join(f"{weights[g][n]:.3f}" for g in link.GROUPS) + "\n")


if __name__ == "__main__":
    from helpers.project import find_project

    main(check.load_checker(find_project()))
