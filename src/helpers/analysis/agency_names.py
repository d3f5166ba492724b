"""Agency names: which agency a name in a file means."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.analysis.agencies import (
    LONGEST,
    Directory,
    load_directory,
    match_names,
    strip_marks,
)
from helpers.cleaning.shown_values import is_agency
from helpers.cleaning.table import Table
from helpers.project import Project
from helpers.quoting import name as quote
from helpers.releases.release import read_reference

if TYPE_CHECKING:
    import pandas as pd

# Counted names: which agencies a table names, how often, and which of the names are decided.

STATES = "states.csv"


def count_names(table: Table, *, shown: bool = False) -> pd.DataFrame | None:
    """Return the names in the columns that name agencies, most frequent first: name, state, rows.

    With `shown` those without the shape of an agency's name are numbered instead.

    Where the kind has a column of the state that an agency is of, `state` is what that says, and
    is in the name too ("Lake County Sheriff's Office, OREGON"); else it is null. None if the
    kind has no column that names agencies.
    """
    columns = [column for column in table.schema.columns if column.agency]
    if not columns:
        return None
    view = "rows" if shown else "raw_rows"
    named = " UNION ALL ".join(
        f"SELECT {quote(column.name)} AS bare, "
        f"{quote(column.of_state) if column.of_state else 'NULL::VARCHAR'} AS state FROM {view}"
        for column in columns
    )
    found = table.sql(
        f"SELECT bare, state, count(*) AS rows FROM ({named}) WHERE bare IS NOT NULL GROUP BY ALL"
    ).astype({"bare": "str", "rows": "int64"})
    states = found["state"].astype("str")
    found["name"] = (found["bare"] + ", " + states).where(states.notna(), found["bare"])
    counts = found.assign(state=states).groupby(["name", "state"], as_index=False, dropna=False)
    summed: pd.DataFrame = counts.agg({"rows": "sum"})
    ordered = summed.sort_values(["rows", "name"], ascending=[False, True], kind="stable")
    return ordered.reset_index(drop=True)


def match_counted(counts: pd.DataFrame, project: Project) -> pd.DataFrame:
    """Return what `match_agencies` does for the names of `count_names`, with their rows."""
    codes = find_codes(counts, project)
    matched = match_names(counts["name"], load_directory(project), codes)
    return matched.assign(rows=counts["rows"].to_numpy())


def find_codes(counts: pd.DataFrame, project: Project) -> dict[str, str]:
    """Return the postal codes of the names of `count_names` that have a state next to them.

    A state that data/reference/states.csv does not know has none ("").
    """
    stated = counts[counts["state"].notna()]
    if stated.empty:
        return {}
    known = read_reference(STATES, project, ("state", "name"))
    codes = {row[column].casefold(): row["state"] for row in known for column in ("state", "name")}
    return {
        name: codes.get(state.casefold(), "")
        for name, state in zip(stated["name"], stated["state"], strict=True)
    }


def summarize_names(table: Table, project: Project) -> pd.DataFrame:
    """Return how many of a table's names are decided: names, number, rows, one row a class.

    Classes: a known agency's name, an alias, undecided; then those marked federal or inactive. A
    kind whose columns name no agencies has no rows.
    """
    import pandas as pd

    columns = ["names", "number", "rows"]
    counts = count_names(table)
    if counts is None:
        return pd.DataFrame(columns=columns)
    matched = match_counted(counts, project)
    classes = {
        "names of known agencies": matched["matched_by"] == "name",
        "other names, decided by a line of aliases.csv": matched["matched_by"] == "alias",
        "names that nobody has decided on": matched["matched_by"] == "nothing",
        "of all, marked federal": matched["is_federal_mark"],
        "of all, marked inactive": matched["is_inactive_mark"],
    }
    found = [
        {"names": title, "number": int(which.sum()), "rows": int(matched["rows"][which].sum())}
        for title, which in classes.items()
    ]
    return pd.DataFrame(found, columns=columns)


def list_undecided(table: Table, project: Project, most: int = 25) -> pd.DataFrame:
    """Return the most frequent names that nobody has decided on: name in the file, rows."""
    import pandas as pd

    columns = ["name in the file", "rows"]
    counts = count_names(table, shown=True)
    if counts is None:
        return pd.DataFrame(columns=columns)
    matched = match_counted(counts, project)
    open_ = counts.loc[(matched["matched_by"] == "nothing").to_numpy(), ["name", "rows"]]
    return open_.head(most).set_axis(columns, axis=1).reset_index(drop=True)


# Bodies: whose account a name in an audit or a sharing list is, and whether it is federal.
#
# Decided by data/reference/agencies.csv and aliases.csv, or by the mark `[Federal]` that the vendor
# sets in its own exports; never by what a name looks like.

FEDERAL = "federal"
UNREVIEWED = "unreviewed name"


@dataclass(frozen=True)
class Organization:
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

    by_spelling: Mapping[str, Organization]
    by_id: Mapping[str, Organization]

    def find(self, spelling: str) -> Organization:
        """Return the organization that a name is; an unknown name is its own organization."""
        found = self.by_spelling.get(spelling)
        bare = strip_marks(spelling).name
        bare = bare if is_agency(bare) else UNREVIEWED
        return found or Organization(bare.casefold(), bare, federal=False, decided=False)

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
    spelling of its name has the mark, since the same account appears with and without it.
    """
    matched = match_names(sorted(set(names)), directory)
    hidden = _number_unlike(matched)
    spelled: dict[str, tuple[str, str]] = {}
    facts: dict[str, tuple[str, bool, bool]] = {}
    for row in matched.to_dict("records"):
        decided = row["matched_by"] != "nothing"
        bare = str(row["bare_name"])
        name = str(row["agency"]) if decided else hidden.get(bare.casefold(), bare)
        id_ = str(row["agency_id"] if decided else name.casefold())
        spelled[str(row["name"])] = (id_, name)
        marked = row["level"] == FEDERAL if decided else bool(row["is_federal_mark"])
        shown, federal, _ = facts.get(id_, (name, False, decided))
        facts[id_] = (shown, federal or marked, decided)
    by_id = {
        id_: Organization(id_, name, federal, decided, _trace_line(id_, directory))
        for id_, (name, federal, decided) in facts.items()
    }
    return Bodies({spelling: by_id[id_] for spelling, (id_, _) in spelled.items()}, by_id)


def _number_unlike(matched: pd.DataFrame) -> dict[str, str]:
    """Return the codes of names that nobody decided on and that are not like an agency's."""
    undecided = set(matched.loc[matched["matched_by"] == "nothing", "bare_name"].dropna())
    unlike = {name.casefold() for name in undecided if name and not is_agency(name)}
    # In no order that says anything of the names.
    drawn = sorted(unlike, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return {name: f"{UNREVIEWED} {number}" for number, name in enumerate(drawn, start=1)}


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


# Proposals: which unmatched names of agencies look alike, for a person to judge.
#
# Likeness decides nothing here. RapidFuzz's default processor changed in version 3, and scores with
# it; so the scorer (`token_sort_ratio`) and the processor (`shorten`) are named.

SCORE = 88.0
"""Names less alike than this, of 100, are not proposed."""

MOST = 3_000
"""With more unmatched names than this they are set against the known agencies only."""

PLACE = 85.0
"""The places in two names are at least so much alike."""

COLUMNS = ("name", "looks_like", "agency_id", "score")

_STATES = (
    "AL AK AZ AR CA CO CT DE DC FL GA GU HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH "
    "NJ NM NY NC ND OH OK OR PA PR RI SC SD TN TX UT VT VA VI WA WV WI WY"
)
POSTAL_CODES = frozenset(re.findall("[A-Z]+", _STATES))

KINDS = {
    "so": r"\bsheriff ?s?(?: office| department| dept)?\b",
    "da": r"\b(?:district attorney ?s?|da ?s?)(?: office)?\b",
    "pd": r"\bpolice(?: department| dept)?\b",
}
"""The usual words for what an agency is, and the short form that vendors write for each."""


def propose_agencies(names: Iterable[str], directory: Directory) -> pd.DataFrame:
    """Return pairs that look alike: name, looks_like, agency_id (of a known one), score (0-100).

    `name` is not decided; `looks_like` is a known agency's name or alias, or another name that is
    not decided. Pairs that name two states, and pairs that were rejected, are left out.
    """
    import pandas as pd
    from rapidfuzz import fuzz, process

    matched = match_names(names, directory)
    open_ = matched.loc[matched["matched_by"] == "nothing", "bare_name"]
    unmatched = sorted(name for name in set(open_.dropna()) - {""} if len(name) <= LONGEST)
    known = {**directory.aliases, **directory.names}
    written = dict(sorted(known.items()))
    others = unmatched if len(unmatched) <= MOST else []
    choices = [*written, *others]
    shortened = [shorten_name(choice) for choice in choices]
    found: list[dict[str, Any]] = []
    for number, name in enumerate(unmatched):
        # No processor: both sides are shortened already, once instead of for each pair.
        near = process.extract(
            shorten_name(name),
            shortened,
            scorer=fuzz.token_sort_ratio,
            processor=None,
            limit=10,
            score_cutoff=SCORE,
        )
        for _, score, position in near:
            choice = choices[position]
            agency = written.get(choice) if position < len(written) else None
            later = position - len(written) > number or position < len(written)
            if later and _may_be_one(name, choice, agency, directory):
                shown = _show(choice, agency, directory)
                pair = {"name": name, "looks_like": shown, "agency_id": agency}
                found.append({**pair, "score": round(float(score), 1)})
    frame = pd.DataFrame(found, columns=list(COLUMNS))
    ordered = frame.sort_values(
        by=["score", "name", "looks_like"], ascending=[False, True, True], kind="stable"
    )
    return ordered.drop_duplicates(["name", "looks_like"]).reset_index(drop=True)


def review_agencies(table: Table, project: Project) -> pd.DataFrame | None:
    """Return what a person should judge: each undecided name, its rows, and what it looks like.

    Columns: name, rows, looks_like, agency_id, score; a name that is like no other has one row with
    blanks. None if no column of the table names agencies.
    """
    counts = count_names(table)
    if counts is None:
        return None
    import pandas as pd

    directory = load_directory(project)
    matched = match_counted(counts, project)
    undecided = matched[matched["matched_by"] == "nothing"]
    rows = undecided.groupby("bare_name")["rows"].sum()
    named = pd.DataFrame({"name": rows.index.astype("str"), "rows": rows.to_numpy()})
    # With the codes of their states, so agencies of two states stay distinct.
    codes = find_codes(counts, project)
    spelled = {f"{name.rpartition(', ')[0]} {code}": name for name, code in codes.items() if code}
    coded = {name: short for short, name in spelled.items()}
    proposed = propose_agencies((coded.get(name, name) for name in counts["name"]), directory)
    proposed[["name", "looks_like"]] = proposed[["name", "looks_like"]].replace(spelled)
    reviewed = named.merge(proposed, on="name", how="left")
    ordered = reviewed.sort_values(
        by=["score", "rows", "name", "looks_like"],
        ascending=[False, False, True, True],
        kind="stable",
    )
    return ordered[["name", "rows", "looks_like", "agency_id", "score"]].reset_index(drop=True)


def shorten_name(name: str) -> str:
    """Return a name in small letters, its marks gone and the usual words in short form.

    >>> shorten_name("Kings County Sheriff's Office CA"), shorten_name("Napa (CA) Police Dept")
    ('kings county so ca', 'napa ca pd')
    """
    from rapidfuzz import utils

    text = " ".join(utils.default_process(strip_marks(name).name).split())
    for short, words in KINDS.items():
        text = re.sub(words, short, text)
    return " ".join(text.split())


def _may_be_one(name: str, choice: str, agency: str | None, directory: Directory) -> bool:
    """Leave out what was rejected, two states, two kinds of agency, and unlike places."""
    from rapidfuzz import fuzz

    if agency and (name.casefold(), agency) in directory.rejected:
        return False
    one, other = (set(shorten_name(text).split()) for text in (name, choice))
    for vocabulary in ({state.casefold() for state in POSTAL_CODES}, set(KINDS)):
        if one & vocabulary and other & vocabulary and not one & other & vocabulary:
            return False
    common = {*KINDS, "county", "city", "of", *(state.casefold() for state in POSTAL_CODES)}
    places = (" ".join(sorted(words - common)) for words in (one, other))
    return fuzz.ratio(*places) >= PLACE


def _show(choice: str, agency: str | None, directory: Directory) -> str:
    return directory.agencies[agency]["name"] if agency else choice
