"""Door cases: the audits and lists that are held against one another, whichever of them there are.

An agency may have given out its audit and no list, or its list and no audit. What then cannot be
known stays not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import pandas as pd

from helpers.analysis.agencies import load_directory
from helpers.analysis.agency_names import Bodies, find_bodies, find_bodies_of
from helpers.analysis.change import Count
from helpers.analysis.doors import (
    SIDE,
    class_audit,
    count_by_class,
    count_doors,
    join_audits,
    mark_doors,
    name_owners,
    select_days,
)
from helpers.analysis.reasons import CLASSES, STATE, Keywords, Match, load_keywords, write_class
from helpers.analysis.sharing_lists import Before, Listings, date_lists, read_snapshots
from helpers.cleaning.clean import load_table
from helpers.cleaning.joined_logs import ANYWHERE, HERE, ROW_KEY, JoinedLogs
from helpers.cleaning.table import Table
from helpers.errors import Misuse, suggest
from helpers.project import Project, find_project

ALL = "all"


AUDIT, SEARCHED = "flock-network-audit", "who else searched the agency's cameras, or that none did"
LIST, SHARED = "flock-shared-networks", "who may search the agency's cameras"
"""The kinds that can show a door, and what each shows. An agency's own searches show none."""


@dataclass(frozen=True)
class Case:
    """Audits and lists of some agencies, read; `joined` is None if there is no audit.

    `lists` are the tables of lists among `tables`.
    `agencies` are those of which there is an audit or a list, sorted.
    """

    tables: tuple[Table, ...]
    agencies: tuple[str, ...]
    bodies: Bodies
    keywords: Keywords
    listings: Listings
    joined: JoinedLogs | None
    lists: tuple[Table, ...] = ()

    def mark(
        self,
        classes: Iterable[str],
        *,
        match: Match = "whole words",
        start: str = "",
        end: str = "",
        agency: str = ALL,
    ) -> pd.DataFrame:
        """Return the rows of the audits with the door of each, in a period, of one agency or all.

        Raises Misuse if a class is not in the table of keywords, or no agency is called so.
        """
        chosen = self.keywords.choose(classes)
        if self.joined is None:
            rows = pd.DataFrame(columns=list(_TYPES)).astype(_TYPES)
        else:
            rows = class_audit(self.joined, self.bodies, self.keywords, match=match)
        within = select_days(rows, start, end)
        owners = self.choose(agency)
        kept = within if agency == ALL else within[within["owner"].isin(owners)]
        return mark_doors(kept, self.listings, chosen)

    def choose(self, agency: str) -> tuple[str, ...]:
        """Return one agency, or all of them; a Misuse names the nearest."""
        if agency == ALL:
            return self.agencies
        if agency not in self.agencies:
            raise Misuse(
                f"There is no audit or list of {agency!r} here",
                remedy=suggest(agency, [ALL, *self.agencies]),
            )
        return (agency,)


_TYPES = {
    **dict.fromkeys(("release", "owner"), "str"),
    **dict.fromkeys((HERE, ANYWHERE, ROW_KEY), "int64"),
    **dict.fromkeys((STATE, CLASSES, "day", "month", "searcher", "searcher_name"), "str"),
    **dict.fromkeys(("federal", "decided"), "bool"),
}


def open_case(
    audits: Sequence[str],
    lists: Sequence[str],
    *,
    before: Before = "not known",
    holds_days: int = 0,
    project: Project | None = None,
) -> Case:
    """Read releases of network audits and of sharing lists, and whose each is.

    Agencies are called as agencies.csv calls them, so an audit and a list meet under one name.
    Raises Misuse if neither is named; Problem if a release does not open or has no custodian.
    """
    if not audits and not lists:
        raise Misuse("No audit and no list is named", remedy="Name a release of either")
    project = project or find_project()
    logs = [load_table(name, project, kind=AUDIT, shows=SEARCHED) for name in audits]
    listing = [load_table(name, project, kind=LIST, shows=SHARED) for name in lists]
    directory = load_directory(project)
    given = name_owners([*audits, *lists], project)
    known = find_bodies(given.values(), directory)
    owners = {release: known.find(name).name for release, name in given.items()}
    bodies = find_bodies_of([*logs, *listing], directory)
    snapshots = read_snapshots(listing, owners, date_lists(lists, project), bodies)
    return Case(
        tables=(*logs, *listing),
        lists=tuple(listing),
        agencies=tuple(sorted(set(owners.values()))),
        bodies=bodies,
        keywords=load_keywords(project),
        listings=Listings(snapshots, bodies, before, holds_days),
        joined=join_audits(logs, owners) if logs else None,
    )


def compare_rules(
    case: Case,
    groups: Sequence[Sequence[str]],
    *,
    agency: str = ALL,
    start: str = "",
    end: str = "",
) -> pd.DataFrame:
    """Return the searches through side doors under each rule: classes, match, counted as, searches.

    `groups` are the sets of classes tried; each is one row for each match and count.
    """
    rows = []
    counts: tuple[Count, ...] = ("distinct searches", "rows")
    matches: tuple[Match, ...] = ("whole words", "substring")
    for group, match in product(groups, matches):
        marked = case.mark(group, match=match, start=start, end=end, agency=agency)
        for count in counts:
            found = count_doors(marked, by=(), count=count, doors=(SIDE,))
            rows.append((", ".join(group), match, count, int(found["searches"].sum())))
    return pd.DataFrame(rows, columns=["reason names", "match", "counted as", "searches"])


def tabulate_classes(
    case: Case, marked: pd.DataFrame, *, count: Count = "distinct searches"
) -> pd.DataFrame:
    """Return local officers' searches by what their reason names, one row a class.

    Columns: the reason, one for each agency whose cameras were searched, and `all` (each search
    once, in however many logs it is).
    """
    classes = case.keywords.classes
    by_owner = count_by_class(marked, classes, count=count)
    once = count_by_class(marked, classes, by=(), count=count).set_index("class")["searches"]
    rows = []
    for name in classes:
        searches = by_owner[by_owner["class"] == name].set_index("owner")["searches"]
        found = {owner: int(searches.get(owner, 0)) for owner in sorted(marked["owner"].unique())}
        words = write_class(name, case.keywords)
        rows.append({"the reason": words, **found, "all": int(once.get(name, 0))})
    return pd.DataFrame(rows)
