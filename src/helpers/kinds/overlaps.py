"""Overlaps: the same search in several releases: exported twice, or in the logs of two agencies.

One search reaches the cameras of many agencies and stands in the log of each: who adds up logs
counts it as often. Each release is cleaned by itself; here they are held against one another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import narwhals as nw

from helpers.errors import Problem
from helpers.kinds.duplicates import OTHER_LOG, SAME_ID, SAME_WINDOW, key_searches
from helpers.kinds.tables import Table, load_frame

if TYPE_CHECKING:
    import pandas as pd


def join_releases(tables: Sequence[Table], owners: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows of several tables of one kind, with repeats flagged across them.

    `owners` names, for each release, the agency whose log it is. To the columns of the tables come
    `release` and `duplicate_release`. What is flagged within its release stays so. Of the rest, a
    row that an earlier release has too is flagged: `same search in another agency's log` if the
    owners differ (and the rows are alike in the id, or in the contract's `same_elsewhere`), `same
    id`, or `same search in an overlapping window` (alike in `same_search`, and not both have ids).
    First occurrences are those of the releases that are named first.

    Raises Problem if the tables are of several kinds, or nobody says whose log one is.
    """
    import pandas as pd

    _check(tables, owners)
    contract = tables[0].contract
    frames = [load_frame(table).assign(release=table.release) for table in tables]
    joined: pd.DataFrame = pd.concat(frames, ignore_index=True)
    joined["duplicate_release"] = pd.Series(None, index=joined.index, dtype="str")
    facts = pd.DataFrame({"release": joined["release"], "owner": joined["release"].map(owners)})
    facts["id"] = joined[contract.id_column].fillna("") if contract.id_column else ""
    facts["free"] = joined["duplicate_of"].isna()
    pairs = _pair(facts[["id"]], facts, facts["id"] != "")
    _flag(joined, pairs[~pairs["other_owner"]], SAME_ID)
    _flag(joined, pairs[pairs["other_owner"]], OTHER_LOG)
    for columns, reason in (
        (contract.same_search, SAME_WINDOW),
        (contract.same_elsewhere, OTHER_LOG),
    ):
        if columns:
            facts["free"] = joined["duplicate_of"].isna()
            keyed, names = key_searches(nw.from_native(joined), contract, columns)
            keys: Any = nw.to_native(keyed)
            if reason == SAME_WINDOW:
                keys, names = keys.assign(owner=facts["owner"]), [*names, "owner"]
            pairs = _pair(keys[names], facts, keys["has search"])
            elsewhere = pairs["other_owner"]
            fits = elsewhere if reason == OTHER_LOG else ~elsewhere & ~pairs["both_ids"]
            _flag(joined, pairs[fits], reason)
    return joined


def _check(tables: Sequence[Table], owners: Mapping[str, str]) -> None:
    for table in tables:
        if table.kind != tables[0].kind:
            raise Problem(
                f"{tables[0].release} is of the kind {tables[0].kind}, {table.release} of "
                f"{table.kind}",
                expected="releases of one kind",
                remedy="Hold against one another only logs of one kind",
            )
        if not owners.get(table.release):
            raise Problem(
                f"Nobody says whose log {table.release} is",
                expected="the agency that gave it out, for each release",
                remedy="Add the release again with --custodian",
            )


def _pair(keys: pd.DataFrame, facts: pd.DataFrame, known: pd.Series[Any]) -> pd.DataFrame:
    """Return each row that is not the first of its key, in a later release than the first.

    Columns: `first`, `other_owner` and `both_ids`; the index is the row. A first occurrence may
    be any row; the rows that point to it are `free`: not yet flagged.
    """
    import pandas as pd

    place = pd.Series(keys.index, index=keys.index, dtype="int64").where(known)
    by = [keys[name] for name in keys]
    first = place.groupby(by, dropna=False).transform("min")
    later = (known & facts["free"] & (first != place)).fillna(False)
    rows = keys.index[later.astype(bool)]
    firsts = first[rows].astype("int64")
    here, there = facts.loc[rows], facts.loc[firsts].set_axis(rows)
    pairs = pd.DataFrame(
        {
            "first": firsts,
            "other_owner": here["owner"] != there["owner"],
            "both_ids": (here["id"] != "") & (there["id"] != ""),
        }
    )
    return pairs[here["release"] != there["release"]]


def _flag(joined: pd.DataFrame, pairs: pd.DataFrame, reason: str) -> None:
    """Write into `joined` where the first of each row stands, and in what they are alike."""
    there = joined.loc[pairs["first"]].set_axis(pairs.index)
    joined.loc[pairs.index, "duplicate_of"] = there["source_row"]
    joined.loc[pairs.index, "duplicate_file"] = there["source_file"]
    joined.loc[pairs.index, "duplicate_release"] = there["release"]
    joined.loc[pairs.index, "duplicate_reason"] = reason
