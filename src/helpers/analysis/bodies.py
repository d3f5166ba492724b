"""Bodies: whose account a name in an audit or a sharing list is, and whether it is federal.

Decided by data/reference/agencies.csv and aliases.csv, or by the mark `[Federal]` that the vendor
sets in its own exports; never by what a name looks like.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from helpers.analysis.agencies import Directory, match_names, strip_marks
from helpers.analysis.counted_names import count_names
from helpers.kinds.tables import Table

FEDERAL = "federal"


@dataclass(frozen=True)
class Body:
    """One organization: its id, the name it is shown by, and what is known of it.

    `id` is that of agencies.csv, or else the name without case, blanks and marks. `decided` says
    whether a person placed the name; `line` is the ids of the bodies that it is a part of.
    """

    id: str
    name: str
    federal: bool
    decided: bool
    line: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bodies:
    """The organizations of several tables, by each spelling of their names and by their ids."""

    by_spelling: Mapping[str, Body]
    by_id: Mapping[str, Body]

    def find(self, spelling: str) -> Body:
        """Return the organization that a name is; one that was never read stands for itself."""
        found = self.by_spelling.get(spelling)
        bare = strip_marks(spelling).name
        return found or Body(bare.casefold(), bare, federal=False, decided=False)

    def is_federal(self, body: str) -> bool:
        """Return whether the body with an id is federal; one that is not known is not."""
        return body in self.by_id and self.by_id[body].federal

    def are_related(self, one: str, other: str) -> bool:
        """Return whether one body is a part of the other, by agencies.csv."""
        pair = (self.by_id.get(one), self.by_id.get(other))
        lines = [body.line if body else () for body in pair]
        return other in lines[0] or one in lines[1]


def find_bodies(names: Iterable[str], directory: Directory) -> Bodies:
    """Return the organizations that `names` are.

    A body is federal if agencies.csv says so; if that does not know it, it is federal if any
    spelling of its name bears the mark, since the same account stands with and without it.
    """
    matched = match_names(sorted(set(names)), directory)
    spelled: dict[str, tuple[str, str]] = {}
    facts: dict[str, tuple[str, bool, bool]] = {}
    for row in matched.to_dict("records"):
        decided = row["matched_by"] != "nothing"
        name = str(row["agency"] if decided else row["bare_name"])
        id_ = str(row["agency_id"] if decided else name.casefold())
        spelled[str(row["name"])] = (id_, name)
        marked = row["level"] == FEDERAL if decided else bool(row["is_federal_mark"])
        shown, federal, _ = facts.get(id_, (name, False, decided))
        facts[id_] = (shown, federal or marked, decided)
    by_id = {
        id_: Body(id_, name, federal, decided, _trace_line(id_, directory))
        for id_, (name, federal, decided) in facts.items()
    }
    return Bodies({spelling: by_id[id_] for spelling, (id_, _) in spelled.items()}, by_id)


def find_bodies_of(tables: Iterable[Table], directory: Directory) -> Bodies:
    """Return the organizations that tables name in the columns that name agencies."""
    names: set[str] = set()
    for table in tables:
        counts = count_names(table)
        if counts is not None:
            names |= set(counts["name"])
    return find_bodies(names, directory)


def _trace_line(agency: str, directory: Directory) -> tuple[str, ...]:
    line: list[str] = []
    while agency in directory.agencies and (parent := directory.agencies[agency]["parent"]):
        if parent in line:
            break
        line.append(parent)
        agency = parent
    return tuple(line)
