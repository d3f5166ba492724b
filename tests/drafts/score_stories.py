"""Score the draft check on whole stories whose numbers are keyed by character span.

    python tests/drafts/score_stories.py a b case      # the hands whose stories are scored
    python tests/drafts/score_stories.py a b --notes   # and what was said of each error
    python tests/drafts/score_stories.py open own      # the lists of single sentences

What each figure means stands beside it in `Score`. What is counted is fixed here, before any rule
of the check is written, and speaks only of spans, fact ids and kinds of fault.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

STORIES = Path(__file__).parent / "stories"
NUMBERISH = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|"
    r"thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen|half|"
    r"thirds?|quarters?|fifths?|twice|doubl\w+|tripl\w+|\w+fold|first|second|thousands|"
    r"hundreds|millions|January|February|March|April|May|June|July|August|September|October|"
    r"November|December|Jan|Feb|Aug|Sept|Oct|Nov|Dec|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|percent)\b",
    re.IGNORECASE,
)
"""What a mention of the key must hold to count as a number or date."""
NUMERIC = frozenset(
    [
        "value",
        "digits",
        "magnitude",
        "precision",
        "sum",
        "share",
        "ratio",
        "change",
        "rate",
        "base",
        "rank",
        "points",
        "direction",
        "unit",
        "count",
        "date",
        "period",
        "members",
    ]
)
KINDS: dict[str, frozenset[str]] = {
    "swapped agency": frozenset({"agency", "credit"}),
    "agency": frozenset({"agency", "credit"}),
    "wrong number": NUMERIC,
    "transposed": NUMERIC,
    "digit": NUMERIC,
    "magnitude": NUMERIC,
    "false precision": NUMERIC,
    "count": NUMERIC | {"place"},
    "ratio": NUMERIC,
    "sum": NUMERIC,
    "wrong sum": NUMERIC,
    "base": NUMERIC | {"agency"},
    "wrong base": NUMERIC | {"agency", "part"},
    "rank": NUMERIC,
    "wrong rank": NUMERIC,
    "percent vs points": NUMERIC,
    "wrong direction": NUMERIC | {"qualifier"},
    "reversed qualifier": frozenset({"qualifier", "value", "sum", "ratio", "rate", "share"}),
    "lost qualifier": frozenset({"qualifier", "statement"}),
    "period": frozenset({"period", "date"}),
    "date": frozenset({"period", "date", "value", "digits"}),
    "wrong period": frozenset({"period", "date", "unit", "rate"}),
    "stale": frozenset({"period", "date", "stale", "statement"}),
    "place": frozenset({"place", "agency"}),
    "wrong place": frozenset({"place", "agency"}),
    "wrong unit": frozenset({"unit", "rate", "value"}),
    "wrong credit": frozenset({"credit", "agency", "statement"}),
    "part for whole": frozenset({"agency", "part", "members", "base", "place", "sum", "share"}),
    "wrong member": frozenset({"members"}),
    "list member": frozenset({"members"}),
}


@cache
def read_accepted() -> dict[str, frozenset[str]]:
    """Return the ids of the product that are right for an id of the key."""
    with (STORIES / "facts.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: frozenset(row["accepted"].split()) for row in csv.DictReader(file)}


_ID = re.compile(
    r"new:A\d+|series:[\w-]+:\d{4}-\d\d|agreements:[\w-]+(?::\w+)?|response:V?\d+|law:\w\w|"
    r"notes:\d+|\b[NWFPCX]\d{3}\b"
)


def accept(fact: str | None) -> frozenset[str]:
    """Return what a fact of the key may be called by the product; a trailing * is any ending.

    A note of the research that became no fact of the product (`notes:5`) is none that is known.
    """
    accepted: set[str] = set()
    for name in _ID.findall(fact or ""):
        if name.startswith("series:287g"):
            accepted.add("agreements:*")
        elif name.startswith("agreements:"):
            accepted.add("agreements:" + name.split(":")[1] + "*")
        elif name.startswith("series:"):
            accepted.add(name + "*")
            if "louis" in name:
                accepted.update({"X080", "X081", "X079"})
        elif name.startswith("response:"):
            accepted.add(f"V{int(name.split(':')[1].strip('V')):03d}")
        elif name.startswith("law:"):
            accepted.add(name)
        elif name in read_accepted() or not name.startswith("notes:"):
            accepted.update(read_accepted().get(name, frozenset({name})))
    return frozenset(accepted)


def is_right(names: Iterable[str], accepted: frozenset[str]) -> bool:
    """Return whether one of a candidate's ids is among those accepted."""
    return any(
        name == one or (one.endswith("*") and name.startswith(one[:-1]))
        for name in names
        for one in accepted
    )


@dataclass
class Tally:
    """How many of how many."""

    right: int = 0
    of: int = 0

    def add(self, right: bool) -> None:
        self.right, self.of = self.right + right, self.of + 1

    def __str__(self) -> str:
        return f"{100 * self.right / self.of if self.of else 0:5.1f}% ({self.right} of {self.of})"


@dataclass
class Score:
    """The figures of issue line 4, over some stories."""

    first: Tally = field(default_factory=Tally)
    among_three: Tally = field(default_factory=Tally)
    first_leaning: Tally = field(default_factory=Tally)
    first_alone: Tally = field(default_factory=Tally)
    hard_right: Tally = field(default_factory=Tally)
    soft_right: Tally = field(default_factory=Tally)
    right_flagged_hard: Tally = field(default_factory=Tally)
    right_flagged: Tally = field(default_factory=Tally)
    wrong_called_matches: Tally = field(default_factory=Tally)
    caught_hard: Tally = field(default_factory=Tally)
    caught: Tally = field(default_factory=Tally)
    caught_leaning: Tally = field(default_factory=Tally)
    caught_alone: Tally = field(default_factory=Tally)
    suggestions: Tally = field(default_factory=Tally)
    right_called_matches: Tally = field(default_factory=Tally)
    found: Tally = field(default_factory=Tally)

    def show(self) -> str:
        names = {
            "found": "numbers of the key that were found at all",
            "first": "right fact first (65)",
            "among_three": "right fact among first three (90)",
            "first_leaning": "  right fact first, leaning sentences",
            "first_alone": "  right fact first, other sentences",
            "hard_right": "hard flags right (90)",
            "soft_right": "soft flags right",
            "right_flagged_hard": "right sentences flagged hard (3)",
            "right_flagged": "right sentences flagged hard or soft (10)",
            "wrong_called_matches": "wrong numbers called matches (3)",
            "caught_hard": "truly caught, hard (40)",
            "caught": "truly caught, hard or soft (60)",
            "caught_leaning": "  truly caught, leaning sentences",
            "caught_alone": "  truly caught, other sentences",
            "suggestions": "suggestions right (85)",
            "right_called_matches": "numbers of right sentences called matches",
        }
        return "\n".join(
            f"{name:45} {getattr(self, key)}"
            for key, name in names.items()
            if getattr(self, key).of
        )


def overlap(a: Any, b: Any) -> int:
    """Return how many characters two spans share."""
    (start, end), (other, stop) = span(a), span(b)
    return min(end, stop) - max(start, other)


def span(one: Any) -> tuple[int, int]:
    """Return the ends of a row, a mention or an error."""
    return (one["start"], one["end"]) if isinstance(one, dict) else (one.start, one.end)


def covering(rows: Sequence[Any], mention: dict[str, Any]) -> Any | None:
    """Return the row that covers most of a mention, the shortest such."""
    touching = [row for row in rows if overlap(row, mention) > 0]
    return max(touching, key=lambda row: (overlap(row, mention), row.start - row.end), default=None)


def catches(row: Any, error: dict[str, Any], entry: dict[str, Any]) -> bool:
    """Return whether a flag names a planted error: at the place, and for its kind of fault.

    The place is right if the flag's number or the words it objects to lie on the wrong words, or
    if the wrong words are no number and the flag's number is one that the key links.
    """
    spans = [(row.start, row.end), *row.objected]
    at = any(min(e, error["end"]) > max(s, error["start"]) for s, e in spans)
    if not at:
        at = not any(overlap(one, error) > 0 for one in entry["mentions"]) and any(
            overlap(row, one) > 0 for one in entry["mentions"]
        )
    return at and bool(set(row.faults) & KINDS[error["kind"]])


_TOKENS = re.compile(r"\d[\d,.]*\d|\d|[A-Za-z][a-z]+")


def suggests(row: Any, error: dict[str, Any]) -> bool:
    """Return whether what a flag says to write holds what the key says is right."""
    wrong = {one.lower() for one in _TOKENS.findall(error["wrong"])}
    want = {one.lower() for one in _TOKENS.findall(error["right"])} - wrong
    said = {one.lower() for one in _TOKENS.findall(row.suggestion + " " + row.reason)}
    if not want:
        return True
    numbers = {one for one in want if one[0].isdigit()}
    return numbers <= said if numbers else bool(want & said)


def score_story(name: str, check: Any, score: Score, notes: list[str] | None = None) -> None:
    """Add one story to a score; `notes` takes a line for each flag and each planted error."""
    text = (STORIES / f"{name}.md").read_text(encoding="utf-8")
    key = json.loads((STORIES / f"{name}.key.json").read_text(encoding="utf-8"))
    rows = check(text)
    at = 0
    for entry in key:
        start = text.find(entry["sentence"], at)
        if start < 0:
            start = min((one["start"] for one in entry["mentions"]), default=at)
        at = start
        end = start + len(entry["sentence"])
        inside = [row for row in rows if start <= row.start < end]
        if (
            all(re.fullmatch(r"[\d:]+ [ap]\.m\.", one["text"]) for one in entry["mentions"])
            and (entry["mentions"])
        ):
            continue
        flags = [row for row in inside if row.answer in ("differs", "please check")]
        hard = [row for row in flags if row.answer == "differs"]
        for mention in entry["mentions"]:
            accepted = accept(mention["fact"])
            if not accepted or not NUMBERISH.search(mention["text"]):
                continue
            row = covering(inside, mention)
            score.found.add(row is not None)
            facts = row.facts if row else ()
            first = bool(facts) and is_right(facts[0], accepted)
            score.first.add(first)
            score.among_three.add(any(is_right(one, accepted) for one in facts[:3]))
            (score.first_leaning if entry["leans"] else score.first_alone).add(first)
            if notes is not None and not any(is_right(one, accepted) for one in facts[:3]):
                notes.append(
                    f"LINK {name} {mention['text']!r} {mention['fact']} got "
                    f"{[sorted(one) for one in facts[:3]] if row else 'NO MENTION'} | "
                    f"{entry['sentence']}"
                )
            if entry["class"] == "ok":
                score.right_called_matches.add(row is not None and row.answer == "matches")
        if entry["class"] == "ok":
            score.right_flagged_hard.add(bool(hard))
            score.right_flagged.add(bool(flags))
        for row in flags:
            good = any(catches(row, error, entry) for error in entry["errors"])
            (score.hard_right if row in hard else score.soft_right).add(good)
            if notes is not None and not good:
                notes.append(
                    f"FALSE {name} {row.answer} {row.text!r} {row.faults} {row.reason} "
                    f"=> {row.suggestion} | {entry['sentence']}"
                )
        for error in entry["errors"]:
            near = covering(inside, error) or min(
                inside, key=lambda row: abs(row.start - error["start"]), default=None
            )
            score.wrong_called_matches.add(near is not None and near.answer == "matches")
            caught = [row for row in flags if catches(row, error, entry)]
            is_hard = any(row in hard for row in caught)
            score.caught_hard.add(is_hard)
            score.caught.add(bool(caught))
            if entry["leans"] is not None:
                (score.caught_leaning if entry["leans"] else score.caught_alone).add(bool(caught))
            if caught:
                score.suggestions.add(any(suggests(row, error) for row in caught))
            if notes is not None:
                kind = ("HARD" if is_hard else "SOFT") if caught else "MISSED"
                shown = caught[0] if caught else near
                said = (
                    f"{shown.answer} {shown.text!r} {shown.faults} {shown.reason} => "
                    f"{shown.suggestion} {[sorted(one)[:2] for one in shown.facts[:3]]}"
                    if shown
                    else "no row"
                )
                notes.append(
                    f"{kind} {name} [{error['kind']}] {error['wrong']!r} -> {error['right']!r}: "
                    f"{said} | {entry['sentence']}"
                )


def list_stories(prefixes: Sequence[str]) -> list[str]:
    """Return the stories of some hands: their names are a hand's, and a number."""
    names = sorted(one.name.removesuffix(".md") for one in STORIES.glob("*.md"))
    return [name for name in names if name.rstrip("0123456789") in prefixes]


def score_stories(prefixes: Sequence[str], check: Any, notes: list[str] | None = None) -> Score:
    """Return the score over the stories of some hands."""
    score = Score()
    for name in list_stories(prefixes):
        score_story(name, check, score, notes)
    return score


# Lists of single sentences, each with one number that is judged.

LISTS = ("own", "open", "second", "third", "fourth", "fifth", "paraphrases")
TROUBLE = ("contradicted", "stretched", "other scope")
"""What the lists expect of a planted error."""
WORST_FIRST = ("differs", "please check", "matches", "nearest", "not in our records")


def read_list(name: str) -> list[dict[str, str]]:
    """Return the rows of a list."""
    folder = STORIES.parent
    path = folder / "own_sentences.csv" if name == "own" else folder / "corpus" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def score_list(rows: Iterable[dict[str, str]], check: Any) -> Score:
    """Return how many planted errors of a list are flagged, and how many right sentences."""
    score = Score()
    for row in rows:
        start = row["sentence"].find(row["figure"])
        figure = {"start": start, "end": start + len(row["figure"])}
        met = [one for one in check(row["sentence"]) if overlap(one, figure) > 0]
        answer = min((one.answer for one in met), key=WORST_FIRST.index, default="")
        flagged, hard = answer in WORST_FIRST[:2], answer == WORST_FIRST[0]
        if row["expected"] in TROUBLE:
            score.caught.add(flagged)
            score.caught_hard.add(hard)
            score.wrong_called_matches.add(answer == "matches")
        else:
            score.right_flagged.add(flagged)
            score.right_flagged_hard.add(hard)
            score.right_called_matches.add(answer == "matches")
    return score


if __name__ == "__main__":
    from helpers.drafts.check import load_checker
    from helpers.project import find_project

    wanted = [one for one in sys.argv[1:] if not one.startswith("-")] or ["a", "b", "case"]
    lines: list[str] | None = [] if "--notes" in sys.argv else None
    checker = load_checker(find_project())
    for name in [one for one in wanted if one in LISTS]:
        result = score_list(read_list(name), checker.check_text)
        sys.stdout.write(f"{name}\n{result.show()}\n")
    hands = [one for one in wanted if one not in LISTS]
    if hands:
        result = score_stories(hands, checker.check_text, lines)
        sys.stdout.write("\n".join([*(lines or []), result.show(), ""]))
