"""Agencies: names as files spell them to the agencies of data/reference, by decided lines only.

A name is an agency's if it is the one in agencies.csv, or if a line of aliases.csv says so. Blanks
and case do not tell names apart; the order of words, short names and renames do, until a line
decides. Likeness of letters only proposes (`propose_agencies`), for a person to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.errors import Problem, suggest
from helpers.project import Project
from helpers.releases.release import read_reference

if TYPE_CHECKING:
    import pandas as pd

AGENCIES, ALIASES, REJECTED = "agencies.csv", "aliases.csv", "rejected_aliases.csv"
AGENCY_COLUMNS = ("agency_id", "name", "level", "state", "kind", "parent", "source")
ALIAS_COLUMNS = ("alias", "agency_id", "decided_by", "decided_on", "reason")
LEVELS = ("federal", "state", "county", "city", "other")

MARKS = {"federal": "is_federal_mark", "inactive": "is_inactive_mark"}
_WORDS = {"federal": "federal", "inactive": "inactive", "deactivated": "inactive"}
_MARK = rf"[\[(]\s*({'|'.join(_WORDS)})\s*[\])]"
_PREFIX = re.compile(rf"^\s*{_MARK}", re.IGNORECASE)
_SUFFIX = re.compile(rf"{_MARK}\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Bare:
    """A name without its marks and extra blanks, and the marks it bore."""

    name: str
    marks: frozenset[str]


@dataclass(frozen=True)
class Directory:
    """The agencies that are known, and which names were ruled to be theirs, or not.

    `names` and `aliases` lead from a folded name to an agency's id; `rejected` holds pairs.
    """

    agencies: Mapping[str, Mapping[str, str]]
    names: Mapping[str, str]
    aliases: Mapping[str, str]
    rejected: frozenset[tuple[str, str]]


LONGEST = 300
"""A longer text isn't an agency's name: no marks are looked for in it, and it is like no other."""


def strip_marks(name: str) -> Bare:
    """Return a name without its marks, with single blanks.

    >>> bare = strip_marks("[Federal] US  Postal Inspection Service [DEACTIVATED] ")
    >>> bare.name, sorted(bare.marks)
    ('US Postal Inspection Service', ['federal', 'inactive'])
    """
    marks = set()
    if len(name) > LONGEST:
        return Bare(" ".join(name.split()), frozenset())
    while found := _PREFIX.search(name) or _SUFFIX.search(name):
        marks.add(_WORDS[found[1].casefold()])
        name = name[: found.start()] + name[found.end() :]
    return Bare(" ".join(name.split()), frozenset(marks))


def fold_name(name: str) -> str:
    """Return a name as it is looked up: without marks, extra blanks and case.

    >>> fold_name("Auburn  WA PD [Inactive]") == fold_name("auburn wa pd")
    True
    """
    return strip_marks(name).name.casefold()


def load_directory(project: Project) -> Directory:
    """Read agencies, aliases and rejected aliases, the project's own or those shipped.

    Raises Problem if an id is unknown or repeated, or if two lines rule differently on a name.
    """
    agencies: dict[str, Mapping[str, str]] = {}
    names: dict[str, str] = {}
    for number, row in enumerate(read_reference(AGENCIES, project, AGENCY_COLUMNS), start=1):
        name = row["agency_id"]
        where: dict[str, Any] = {"file": AGENCIES, "row": number}
        if name in agencies or not name:
            raise Problem(f"The id {name or '(blank)'} is missing or already used", **where)
        if row["level"] not in LEVELS:
            raise Problem(f"{row['level']!r} is no level", expected=", ".join(LEVELS), **where)
        _rule(names, row["name"], name, where)
        agencies[name] = row
    for number, known in enumerate(agencies.values(), start=1):
        _require(known["parent"], agencies, {"file": AGENCIES, "row": number}, blank=True)
    aliases: dict[str, str] = {}
    for number, row in enumerate(read_reference(ALIASES, project, ALIAS_COLUMNS), start=1):
        where = {"file": ALIASES, "row": number}
        _require(row["agency_id"], agencies, where)
        _justify(row, where)
        if names.get(fold_name(row["alias"]), row["agency_id"]) != row["agency_id"]:
            raise Problem(f"{row['alias']} is the name of another agency", **where)
        _rule(aliases, row["alias"], row["agency_id"], where)
    rejected = set()
    for number, row in enumerate(read_reference(REJECTED, project, ALIAS_COLUMNS), start=1):
        where = {"file": REJECTED, "row": number}
        _require(row["agency_id"], agencies, where)
        _justify(row, where)
        folded = fold_name(row["alias"])
        if row["agency_id"] in (aliases.get(folded), names.get(folded)):
            raise Problem(
                f"{row['alias']} is ruled to be {row['agency_id']}, and not to be", **where
            )
        rejected.add((folded, row["agency_id"]))
    return Directory(agencies, names, aliases, frozenset(rejected))


def match_agencies(names: Iterable[str], project: Project) -> pd.DataFrame:
    """Return one row a distinct name, in the order of `names`, with the agency it is, if decided.

    Columns: name (as given), bare_name, is_federal_mark, is_inactive_mark, matched_by ("name",
    "alias" or "nothing"), agency_id, agency, level, state, kind, parent (null where nothing
    matched). The marks are what the file says; `level` is what agencies.csv says.
    """
    return match_names(names, load_directory(project))


def match_names(
    names: Iterable[str], directory: Directory, states: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return what `match_agencies` does, by a directory that has been read.

    `states` gives the postal codes of names that a file gives with a state after them
    (", UTAH"; see `counted_names`): such a name is also what it is without that, but of an agency
    of that state alone. Agencies of two states often share one name.
    """
    import pandas as pd

    states_of_names = states or {}
    rows = [
        _match(name, directory, states_of_names.get(name))
        for name in dict.fromkeys(map(str, names))
    ]
    text = ("name", "bare_name", "matched_by", "agency_id", "agency", *_FACTS)
    dtypes = dict.fromkeys(text, "str") | dict.fromkeys(MARKS.values(), "bool")
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(dtypes)


_FACTS = ("level", "state", "kind", "parent")
_COLUMNS = ("name", "bare_name", *MARKS.values(), "matched_by", "agency_id", "agency", *_FACTS)


def _match(name: str, directory: Directory, state: str | None = None) -> dict[str, Any]:
    bare = strip_marks(name)
    folded = bare.name.casefold()
    by_name, by_alias = directory.names.get(folded), directory.aliases.get(folded)
    if state is not None and not (by_name or by_alias):
        plain = folded.rpartition(", ")[0]
        by_name, by_alias = (
            found if found and directory.agencies[found]["state"] == state else None
            for found in (directory.names.get(plain), directory.aliases.get(plain))
        )
    found = by_name or by_alias
    agency = directory.agencies[found] if found else {}
    return {
        "name": name,
        "bare_name": bare.name,
        **{column: mark in bare.marks for mark, column in MARKS.items()},
        "matched_by": "name" if by_name else "alias" if by_alias else "nothing",
        "agency_id": found,
        "agency": agency.get("name"),
        **{fact: agency.get(fact) for fact in _FACTS},
    }


def _rule(ruled: dict[str, str], name: str, agency: str, where: dict[str, Any]) -> None:
    folded = fold_name(name)
    if not folded or folded in ruled:
        raise Problem(
            f"The name {name or '(blank)'} is blank or already used",
            expected="one line a name; blanks, case and marks do not tell names apart",
            **where,
        )
    ruled[folded] = agency


def _require(
    agency: str, agencies: Mapping[str, Any], where: dict[str, Any], *, blank: bool = False
) -> None:
    if agency not in agencies and not (blank and not agency):
        raise Problem(f"No agency has the id {agency}", remedy=suggest(agency, agencies), **where)


def _justify(row: Mapping[str, str], where: dict[str, Any]) -> None:
    lacking = [name for name in ("decided_by", "decided_on", "reason") if not row[name].strip()]
    if lacking:
        raise Problem(
            f"The line on {row['alias']} does not say {', '.join(lacking)}",
            expected="who decided, when and why",
            **where,
        )
