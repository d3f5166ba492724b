"""Counted names: which agencies a table names, how often, and which of the names are decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.analysis.agencies import load_directory, match_names
from helpers.paths import Project
from helpers.releases import read_reference

if TYPE_CHECKING:
    import pandas as pd

    from helpers.kinds.tables import Table

STATES = "states.csv"


def count_names(table: Table) -> pd.DataFrame | None:
    """Return the names in the columns that name agencies, most frequent first: name, state, rows.

    Where the kind has a column of the state that an agency is of, `state` is what that says, and
    stands in the name too ("Lake County Sheriff's Office, OREGON"); else it is null. None if the
    kind has no column that names agencies.
    """
    import narwhals as nw
    import pandas as pd

    from helpers.engines import to_pandas

    columns = [column for column in table.contract.columns if column.agency]
    if not columns:
        return None
    frame = nw.from_native(table.frame)
    named = []
    for column in columns:
        state = nw.col(column.of_state) if column.of_state else nw.lit(None, nw.String)
        both = frame.select(bare=nw.col(column.name), state=state).filter(~nw.col("bare").is_null())
        named.append(to_pandas(both.group_by("bare", "state").agg(rows=nw.len())))
    found = pd.concat(named, ignore_index=True).astype({"bare": "str", "rows": "int64"})
    states = found["state"].astype("str")
    found["name"] = (found["bare"] + ", " + states).where(states.notna(), found["bare"])
    counts = found.assign(state=states).groupby(["name", "state"], as_index=False, dropna=False)
    ordered: pd.DataFrame = (
        counts["rows"].sum().sort_values(["rows", "name"], ascending=[False, True], kind="stable")
    )
    return ordered.reset_index(drop=True)


def match_counted(counts: pd.DataFrame, project: Project) -> pd.DataFrame:
    """Return what `match_agencies` does for the names of `count_names`, with their rows."""
    codes = find_codes(counts, project)
    matched = match_names(counts["name"], load_directory(project), codes)
    return matched.assign(rows=counts["rows"].to_numpy())


def find_codes(counts: pd.DataFrame, project: Project) -> dict[str, str]:
    """Return the postal codes of the names of `count_names` that a state stands beside.

    A state that data/reference/states.csv does not know has none ("").
    """
    said = counts[counts["state"].notna()]
    if said.empty:
        return {}
    known = read_reference(STATES, project, ("state", "name"))
    codes = {row[column].casefold(): row["state"] for row in known for column in ("state", "name")}
    return {
        name: codes.get(state.casefold(), "")
        for name, state in zip(said["name"], said["state"], strict=True)
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
    counts = count_names(table)
    if counts is None:
        return pd.DataFrame(columns=columns)
    matched = match_counted(counts, project)
    open_ = counts.loc[(matched["matched_by"] == "nothing").to_numpy(), ["name", "rows"]]
    return open_.head(most).set_axis(columns, axis=1).reset_index(drop=True)
