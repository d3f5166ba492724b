"""Made-up sharing lists of one agency: whom it lets into its cameras, and whose it may search."""

from __future__ import annotations

import csv
from pathlib import Path

from helpers.synthesis.chance import Chance
from helpers.synthesis.doors_plan import AGENCIES, LISTS, LOCAL, scale_up
from helpers.synthesis.truth import BLANK, ListTruth

COLUMNS = ("Organization Name", "Networks Shared With Me", "Networks I'm Sharing")
LISTING = tuple(agency for agency in AGENCIES if agency in LISTS)
"""The invented agencies that gave out a list."""

OTHERS = 8


def write_shared_networks(
    path: Path, *, seed: int, scale: float = 1.0, agency: str = LISTING[0]
) -> ListTruth:
    """Write the made-up lists of one agency, one CSV file a day, and return what they hold.

    `path` is that of the first file; the next lies beside it, with 2 in place of 1. Of each
    federal account it is planned who shares; of the others it is drawn.
    """
    chance, truth = Chance(seed * len(AGENCIES) + AGENCIES.index(agency)), ListTruth()
    for place, (day, federal) in enumerate(LISTS[agency], start=1):
        file = path.with_name(path.name.replace("1", str(place)))
        truth.days[file.name] = day
        others = {name: (chance.happens(0.6), chance.happens(0.6)) for name in LOCAL}
        for number in range(scale_up(OTHERS, scale)):
            others[f"Made-up Town {number + 1:03d} QC PD"] = (True, chance.happens(0.5))
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened, lineterminator="\n")
            writer.writerow(COLUMNS)
            for name, (with_me, from_me) in {**others, **federal}.items():
                theirs = f"SYN-{name.strip()},SYN, {name.strip()} (Flex) " if with_me else ""
                writer.writerow((name, theirs, f"SYN-{agency}" if from_me else " "))
                truth.rows += 1
                truth.sharing[file.name] += from_me
                if name in federal and from_me:
                    truth.federal.setdefault(file.name, []).append(name.strip())
            writer.writerow(("",) * len(COLUMNS))
            truth.rows += 1
            truth.rejected[BLANK] += 1
    return truth
