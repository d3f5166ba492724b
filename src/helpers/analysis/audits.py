"""Audits: the network audits of several agencies as one frame, each search told from its copies.

`owner` is whose cameras were searched, `searcher` whose staff searched. Swapping the two inverts
every finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from helpers.analysis.bodies import Bodies
from helpers.analysis.cube import NOT_GIVEN
from helpers.analysis.keywords import Keywords, Match
from helpers.analysis.reasons import class_reasons
from helpers.errors import Problem
from helpers.kinds.overlaps import join_releases
from helpers.kinds.tables import load_frame
from helpers.releases import open_release

if TYPE_CHECKING:
    from helpers.kinds.tables import Table
    from helpers.paths import Project

HERE, ANYWHERE = "search_here", "search_anywhere"
"""Numbers of searches: alike for all rows of a search in one agency's logs, and in everybody's."""

_WANTED = ("release", "owner", "org_name", "searched_at_local", HERE, ANYWHERE)


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


def join_audits(tables: Sequence[Table], owners: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows of network audits, with the owner of each and the number of its search.

    `owners` names for each release the agency whose log it is. To the columns of `join_releases`
    come `owner`, `search_here` and `search_anywhere`. All rows of a search bear one number, so that
    counting numbers counts searches, whichever of the rows still shows its reason.

    Raises Problem if a table does not say who searched.
    """
    for table in tables:
        if "org_name" not in table.frame:
            raise Problem(
                f"{table.release} is of the kind {table.kind} and does not say who searched",
                expected="a release of the kind flock-network-audit",
            )
    ordered = sorted(tables, key=lambda table: owners.get(table.release, ""))
    joined = join_releases(ordered, owners)
    joined["owner"] = joined["release"].map(owners)
    joined[ANYWHERE] = number_searches(joined)
    numbers: list[int] = []
    for owner in dict.fromkeys(joined["owner"]):
        logs = [table for table in ordered if owners[table.release] == owner]
        alone = load_frame(logs[0]).assign(release=logs[0].release, duplicate_release=None)
        own = join_releases(logs, owners) if len(logs) > 1 else alone
        numbers += [len(numbers) + number for number in number_searches(own)]
    joined[HERE] = numbers
    return joined


def number_searches(joined: pd.DataFrame) -> list[int]:
    """Return for each row of joined releases the place of the row in which its search begins."""
    places: dict[tuple[Any, ...], int] = {}
    origins = list(
        zip(*(joined[name] for name in ("release", "source_file", "source_part")), strict=True)
    )
    for place, ((release, file, part), row) in enumerate(
        zip(origins, joined["source_row"], strict=True)
    ):
        places.setdefault((release, file, int(row)), place)
        if not pd.isna(part):
            places.setdefault((release, f"{file}, {part}", int(row)), place)
    first = list(range(len(joined)))
    pointed = joined[["duplicate_release", "duplicate_file", "duplicate_of"]]
    for place, (release, file, row) in enumerate(pointed.itertuples(index=False)):
        if not pd.isna(row):
            own_release, own_file, own_part = origins[place]
            own = own_file if pd.isna(own_part) else f"{own_file}, {own_part}"
            there = (
                own_release if pd.isna(release) else release,
                own if pd.isna(file) else file,
                int(row),
            )
            first[place] = places[there]
    for place in range(len(first)):
        while first[first[place]] != first[place]:
            first[place] = first[first[place]]
    return first


def class_audit(
    joined: Any, bodies: Bodies, keywords: Keywords, *, match: Match = "whole words"
) -> pd.DataFrame:
    """Return the small frame that doors are counted from: one row a row of the logs, no free text.

    `joined` is what `join_audits` returned, or the same in DuckDB. Columns: release, owner,
    searcher (its id), searcher_name, federal, decided (whether a person placed the searcher's
    name), day, month (of the custodian's clock; missing where the time could not be read), classes,
    reason_state, search_here, search_anywhere.
    """
    kept = class_reasons(joined, keywords, keep=_WANTED, match=match)
    spellings = kept.pop("org_name").fillna(NOT_GIVEN)
    found = {spelling: bodies.find(spelling) for spelling in spellings.unique()}
    times = kept.pop("searched_at_local")
    kept["day"] = pd.to_datetime(times).dt.strftime("%Y-%m-%d").astype("str")
    kept["month"] = kept["day"].str[:7]
    for name, what in (("searcher", "id"), ("searcher_name", "name")):
        kept[name] = spellings.map({key: getattr(body, what) for key, body in found.items()})
    for name in ("federal", "decided"):
        kept[name] = spellings.map({key: getattr(body, name) for key, body in found.items()})
        kept[name] = kept[name].astype("bool")
    return kept
