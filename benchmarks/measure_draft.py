"""Measure `plateglass check` on a corpus of sentences with planted errors.

    python benchmarks/measure_draft.py CORPUS.csv [--json | --markdown | --misses]

The corpus has the columns id, sentence, figure, sort, expected, about, why: `figure` is the text of
the one number that is judged, `expected` its right verdict, `sort` the sort of sentence. Where a
figure holds several numbers ("6 of 50") the most serious verdict on them is taken.

Printed by sort: *caught*, planted errors that got a verdict of trouble; *right*, those that got the
very verdict; *false alarms*, sentences without an error that got a verdict of trouble; *missed*,
supported sentences that were not recognized.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from helpers.drafts.check import Checked, Checker, load_checker
from helpers.project import find_project

SERIOUS = ("contradicted", "other scope", "stretched", "supported", "not found")
TROUBLE = SERIOUS[:3]
SHOWN = ("caught", "right", "false alarms", "missed")


def judge(row: Mapping[str, str], checker: Checker) -> tuple[str, str]:
    """Return the verdict on a row's figure, and its reason."""
    sentence, figure = row["sentence"], row["figure"]
    at = sentence.find(figure)
    if at < 0:
        raise SystemExit(f"{row['id']}: the figure {figure!r} does not stand in the sentence")
    met = [one for one in checker.check_text(sentence) if _meets(one, at, at + len(figure))]
    if not met:
        return "not found", "the number was not seen"
    worst = min(met, key=lambda one: SERIOUS.index(one.judgment.verdict.value))
    return worst.judgment.verdict.value, worst.judgment.reason


def _meets(one: Checked, start: int, end: int) -> bool:
    return one.start < end and start < one.end


def tally(judged: Iterable[tuple[Mapping[str, str], str]]) -> dict[str, dict[str, int]]:
    """Return counts by sort and over all: sentences, errors, caught, right, and so on."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row, verdict in judged:
        for name in (row["sort"], "all"):
            count = counts[name]
            count["sentences"] += 1
            error = row["expected"] in TROUBLE
            count["errors"] += error
            count["supported"] += row["expected"] == "supported"
            count["caught"] += error and verdict in TROUBLE
            count["right"] += verdict == row["expected"]
            count["false alarms"] += not error and verdict in TROUBLE
            count["missed"] += row["expected"] == "supported" and verdict == "not found"
    return {name: dict(count) for name, count in counts.items()}


def share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.0f}%)" if whole else ""


def write_table(counts: Mapping[str, Mapping[str, int]]) -> str:
    lines = [
        "| sort | sentences | caught | right verdict | false alarms | supported, not recognized |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    names = sorted(counts, key=lambda one: (one == "all", counts[one]["errors"] == 0, one))
    for name in names:
        count = counts[name]
        without = count["sentences"] - count["errors"]
        lines.append(
            f"| {name} | {count['sentences']} | {share(count['caught'], count['errors'])} | "
            f"{share(count['right'], count['sentences'])} | "
            f"{share(count['false alarms'], without)} | "
            f"{share(count['missed'], count['supported'])} |"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")
    parser.add_argument("--markdown", action="store_true", help="print the table alone")
    parser.add_argument("--misses", action="store_true", help="print each wrong verdict too")
    options = parser.parse_args(arguments)
    with options.corpus.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    started = time.perf_counter()
    checker = load_checker(find_project())
    loaded = time.perf_counter()
    judged = [(row, *judge(row, checker)) for row in rows]
    done = time.perf_counter()
    counts = tally((row, verdict) for row, verdict, _ in judged)
    if options.json:
        print(json.dumps(counts, indent=1))
        return
    print(write_table(counts))
    if options.misses:
        for row, verdict, reason in judged:
            if verdict != row["expected"]:
                print(
                    f"{row['id']} [{row['sort']}] {row['expected']} -> {verdict} ({row['about']})"
                )
                print(f"   {row['sentence']} [{row['figure']}]\n   {reason[:260]}")
    if not options.markdown:
        print(
            f"\n{len(rows)} sentences in {done - loaded:.2f} s, "
            f"after {loaded - started:.2f} s of loading"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
