"""Doors: how federal agents reach an agency's plate cameras."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, get_args

import numpy as np
import pandas as pd

from helpers.analysis.agency_names import Bodies
from helpers.analysis.change import Count
from helpers.analysis.monthly_counts import NOT_GIVEN
from helpers.analysis.reasons import (
    CLASSES,
    JOIN,
    STATE,
    Keywords,
    Match,
    find_classes,
    names_any,
)
from helpers.analysis.sharing_lists import LISTED, NOT_KNOWN, NOT_LISTED, Listings
from helpers.cleaning.joined_logs import ANYWHERE, HERE, ROW_KEY, JoinedLogs, join_logs
from helpers.errors import Misuse, Problem, suggest
from helpers.quoting import text as quote_text
from helpers.releases.release import open_release
from helpers.schemas.schema import CellState

if TYPE_CHECKING:
    from helpers.cleaning.table import Table
    from helpers.project import Project

# Audits: the network audits of several agencies as one frame, with the copies of a search marked.
#
# `owner` is whose cameras were searched, `searcher` whose staff searched. Swapping the two inverts
# every finding.

_COLUMNS = ("org_name", "searched_at_local", "reason", STATE)


def name_owners(releases: Iterable[str], project: Project) -> dict[str, str]:
    """Return for each release the agency that gave it out: the custodian of its descriptor.

    Raises Problem if nobody says: without an owner no search can be laid at anyone's door.
    """
    owners = {}
    for name in releases:
        custodian = open_release(name, project).descriptor.plateglass.custodian
        if not custodian:
            raise Problem(
                f"Nobody says whose cameras {name} is about",
                expected="the agency that gave it out, as `custodian` in its datapackage.json",
                remedy="Write it there, or add the release again with --custodian",
            )
        owners[name] = custodian
    return owners


def join_audits(tables: Sequence[Table], owners: Mapping[str, str]) -> JoinedLogs:
    """Return the rows of network audits as one table, with the copies of a search marked.

    `owners` names for each release the agency whose log it is. Raises Problem if a table does not
    say who searched.
    """
    for table in tables:
        if not any(column.name == "org_name" for column in table.schema.columns):
            raise Problem(
                f"{table.release} is of the kind {table.kind} and does not say who searched",
                expected="a release of the kind flock-network-audit",
            )
    ordered = sorted(tables, key=lambda table: owners.get(table.release, ""))
    has_state = tables[0].schema.column("reason").has_state
    return join_logs(ordered, owners, _COLUMNS if has_state else _COLUMNS[:-1])


def class_audit(
    joined: JoinedLogs, bodies: Bodies, keywords: Keywords, *, match: Match = "whole words"
) -> pd.DataFrame:
    """Return the small frame that doors are counted from: one row a row of the logs, no free text.

    Columns: release, owner, searcher (its id), searcher_name, federal, decided (whether a person
    decided on the searcher's name), day, month (of the custodian's clock; missing where the time
    could not be read), classes, reason_state, search_here, search_anywhere, row_key (the row's
    position in its release). Repeated texts are categories, so ten million rows fit in memory.
    """
    reasons = joined.sql("SELECT DISTINCT reason FROM rows WHERE reason IS NOT NULL")["reason"]
    classes = pd.DataFrame(
        [(text, JOIN.join(find_classes(text, keywords, match))) for text in reasons],
        columns=["reason", CLASSES],
        dtype="str",
    )
    spellings = joined.sql("SELECT DISTINCT org_name FROM rows")["org_name"].fillna(NOT_GIVEN)
    searchers = pd.DataFrame(
        [
            (text, one.id, one.name, one.federal, one.decided)
            for text, one in ((text, bodies.find(text)) for text in spellings)
        ],
        columns=["spelling", "searcher", "searcher_name", "federal", "decided"],
    ).astype({"spelling": "str", "searcher": "str", "searcher_name": "str"})
    state = STATE if STATE in joined.columns else _READ_STATE
    parts = [
        *(
            _category(name, joined.sql(f"SELECT DISTINCT {name} FROM rows")[name])
            for name in ("release", "owner")
        ),
        *(_category(name, searchers[name]) for name in ("searcher", "searcher_name")),
        "federal",
        "decided",
        "strftime(searched_at_local, '%Y-%m-%d') AS day",
        "strftime(searched_at_local, '%Y-%m') AS month",
        _category(CLASSES, [*classes[CLASSES], ""], f"coalesce({CLASSES}, '')"),
        _category(STATE, [*CellState], state),
        HERE,
        ANYWHERE,
        ROW_KEY,
    ]
    found = joined.sql(
        f"SELECT {', '.join(parts)} FROM rows LEFT JOIN classes USING (reason) LEFT JOIN searchers "
        f"ON spelling = coalesce(org_name, {quote_text(NOT_GIVEN)}) ORDER BY {ROW_KEY}",
        classes=classes,
        searchers=searchers,
    )
    types = {"federal": "bool", "decided": "bool"} | dict.fromkeys(
        (HERE, ANYWHERE, ROW_KEY), "int64"
    )
    return found.astype(types)


def _category(name: str, values: Iterable[str], value: str = "") -> str:
    """Return the SQL of a column as a category, each of its texts held once."""
    known = ", ".join(quote_text(text) for text in sorted(set(values)))
    return f"({value or name})::ENUM({known}) AS {name}"


_READ_STATE = f"CASE WHEN reason IS NULL THEN '{CellState.BLANK}' ELSE '{CellState.GIVEN}' END"


# Doors: by which of three ways federal bodies reach an agency's plate-reader cameras.
#
# The words are those of the University of Washington's Center for Human Rights (F001, F002), and
# the vendor disputes them (F015, F016). *Front door*: a federal body is on the agency's list of
# those it shares with, on that day. *Back door*: a federal body searched its cameras and was not on
# that list on that day. *Side door*: a local officer's stated reason names a federal body.

FRONT, BACK, SIDE = "front door", "back door", "side door"
UNSURE = "front or back not known"
NO_DOOR = "no door"
DOORS = (FRONT, BACK, SIDE, UNSURE)
"""What a search of an agency's cameras came through, where it came through a door at all."""

OPEN, NOT_SEEN = "open", "not seen"
"""The states of a door. There is no `closed`: a record shows use or a setting, never its lack."""


def mark_doors(audit: pd.DataFrame, listings: Listings, classes: Iterable[str]) -> pd.DataFrame:
    """Return what `class_audit` gave, with `door` for each row.

    A search by a federal body is `front door` if its account is on the owner's list of that day,
    `back door` if it is not, `front or back not known` if no list covers the day. A search by
    anybody else is `side door` if its reason names one of `classes`; else it is `no door`.
    """
    marked = audit.copy(deep=False)
    kinds = [*DOORS, NO_DOOR]
    named = names_any(audit[CLASSES], classes).to_numpy(dtype=bool)
    codes = np.where(named, kinds.index(SIDE), kinds.index(NO_DOOR)).astype(np.int8)
    federal = audit["federal"].to_numpy(dtype=bool)
    searches = audit.loc[federal, ["owner", "searcher", "day"]]
    doors = {LISTED: FRONT, NOT_LISTED: BACK, NOT_KNOWN: UNSURE}
    if len(searches):
        # Each owner, searcher and day is looked up once, in however many rows it appears.
        group = searches.groupby(list(searches), observed=True, dropna=False, sort=False).ngroup()
        found = [
            kinds.index(doors[listings.find_listing(owner, who, None if pd.isna(day) else day)])
            for owner, who, day in searches[~group.duplicated()].itertuples(index=False)
        ]
        codes[federal] = np.array(found, dtype=np.int8)[group.to_numpy()]
    marked["door"] = pd.Categorical.from_codes(codes, categories=pd.Index(kinds))
    return marked


def select_days(audit: pd.DataFrame, start: str = "", end: str = "") -> pd.DataFrame:
    """Return the rows from day `start` to day `end`, both included; "" leaves that end open.

    Rows without a time stay only if both ends are open. Raises Misuse if the period is turned.
    """
    if start and end and start > end:
        raise Misuse(f"The period ends before it begins: {start} to {end}")
    if not start and not end:
        return audit
    days = audit["day"]
    within = pd.Series(data=True, index=audit.index)
    if start:
        within &= days.ge(start).fillna(value=False)
    if end:
        within &= days.le(end).fillna(value=False)
    return audit[within.astype("bool")]


def count_doors(
    marked: pd.DataFrame,
    *,
    by: Sequence[str] = ("owner",),
    count: Count = "distinct searches",
    doors: Sequence[str] = DOORS,
) -> pd.DataFrame:
    """Return the searches through each door: the columns of `by`, `door`, `searches`; sorted.

    `count` is "rows", or "distinct searches": each search once for each owner if `by` has the
    owner, else once in all, in however many logs it is. A group without a search has no row;
    rows that lack one of `by` (a month) fall out.
    """
    chosen = marked[marked["door"].isin(list(doors))]
    return _count(chosen, [*by, "door"], count, per_owner="owner" in by)


def count_by_class(
    marked: pd.DataFrame,
    classes: Iterable[str],
    *,
    by: Sequence[str] = ("owner",),
    count: Count = "distinct searches",
) -> pd.DataFrame:
    """Return local officers' searches by the class that their reason names.

    Columns: those of `by`, `class`, `searches`. A search whose reason names several classes counts
    in each, so classes must not be added up.
    """
    local = marked[~marked["federal"]]
    parts = [local[names_any(local[CLASSES], [one])].assign(**{"class": one}) for one in classes]
    together = pd.concat(parts) if parts else local.head(0).assign(**{"class": ""})
    return _count(together, [*by, "class"], count, per_owner="owner" in by)


def describe_doors(
    marked: pd.DataFrame,
    listings: Listings,
    owners: Sequence[str],
    *,
    list_day: str = "",
    count: Count = "distinct searches",
) -> pd.DataFrame:
    """Return one row an agency: its three doors (open, not seen, not known), and what they rest on.

    The front door is that of `list_day`; if that is "", it is open if any of the agency's lists
    lets a federal body in. A side door is not known if any reason was kept back and no other one
    names a body. Columns: owner; front door, back door, side door; listed (federal bodies, those of
    all lists taken); searches (all); front, back, either, side (searches through each); unread
    (rows without a reason to read). The numbers are missing where there is no audit.
    """
    counts = count_doors(marked, count=count)
    keys = zip(counts["owner"], counts["door"], strict=True)
    found = dict(zip(keys, map(int, counts["searches"]), strict=True))
    rows = []
    for owner in owners:
        rows_of_owner = marked[marked["owner"] == owner]
        days = [list_day] if list_day else listings.days_of(owner)
        lists = [one for day in days for one in listings.list_on(owner, day)]
        listed = sorted({name for day in days for name in listings.list_federal(owner, day)})
        doubtful = any(listings.bodies.is_federal(one) for seen in lists for one in seen.inactive)
        audited = len(rows_of_owner) > 0
        used = {door: found.get((owner, door), 0) for door in DOORS}
        readable = int((rows_of_owner[STATE] == "given").sum())
        kept_back = not rows_of_owner[STATE].isin(["given", "blank"]).all()
        rows.append(
            {
                "owner": owner,
                FRONT: _name_state(bool(listed), known=bool(lists) and not doubtful),
                BACK: _name_state(used[BACK] > 0, known=audited and not used[UNSURE]),
                SIDE: _name_state(used[SIDE] > 0, known=audited and not kept_back),
                "listed": ", ".join(listed),
                "searches": len(rows_of_owner)
                if count == "rows"
                else rows_of_owner[HERE].nunique(),
                "front": used[FRONT],
                "back": used[BACK],
                "either": used[UNSURE],
                "side": used[SIDE],
                "unread": len(rows_of_owner) - readable,
            }
        )
        if not audited:
            rows[-1] |= dict.fromkeys(_NUMBERS)
    table = pd.DataFrame(rows, columns=_DESCRIBED)
    return table.astype(dict.fromkeys(_NUMBERS, "Int64"))


_NUMBERS = ["searches", "front", "back", "either", "side", "unread"]
_DESCRIBED = ["owner", FRONT, BACK, SIDE, "listed", *_NUMBERS]


def list_days(listings: Listings, owners: Sequence[str]) -> pd.DataFrame:
    """Return one row a list: owner, day, lets in (the federal bodies that it lets in).

    An agency without a dated list has one row, with the day missing.
    """
    rows: list[dict[str, str | None]] = []
    for owner in owners:
        days = listings.days_of(owner)
        rows += [
            {"owner": owner, "day": day, "lets in": ", ".join(listings.list_federal(owner, day))}
            for day in days
        ]
        rows += [] if days else [{"owner": owner, "day": None, "lets in": None}]
    return pd.DataFrame(rows, columns=["owner", "day", "lets in"])


def _name_state(seen: bool, *, known: bool) -> str:
    return OPEN if seen else NOT_SEEN if known else NOT_KNOWN


def _count(rows: pd.DataFrame, keys: list[str], count: str, *, per_owner: bool) -> pd.DataFrame:
    if count not in get_args(Count):
        raise Misuse(f"There is no count {count!r}", remedy=suggest(str(count), get_args(Count)))
    for name in keys:
        if name not in rows:
            raise Problem(
                f"The audit has no column {name}", remedy=suggest(name, map(str, rows.columns))
            )
    groups = rows.groupby(keys, sort=True, observed=True)
    counted = (
        groups.size() if count == "rows" else groups[HERE if per_owner else ANYWHERE].nunique()
    )
    named = counted.rename("searches").reset_index()
    return named.astype(dict.fromkeys(keys, "str"))
