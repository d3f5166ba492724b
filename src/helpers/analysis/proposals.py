"""Proposals: which unmatched names of agencies look alike, for a person to judge.

Likeness decides nothing here. RapidFuzz's default processor changed in version 3, and scores with
it; so the scorer (`token_sort_ratio`) and the processor (`shorten`) are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from helpers.analysis.agencies import Directory, load_directory, match_names, strip_marks
from helpers.analysis.counted_names import count_names, find_codes, match_counted
from helpers.paths import Project

if TYPE_CHECKING:
    import pandas as pd

    from helpers.kinds.tables import Table

SCORE = 88.0
"""Names less alike than this, of 100, are not proposed."""

MOST = 3_000
"""With more unmatched names than this they are set against the known agencies only."""

PLACE = 85.0
"""The places that two names speak of are at least so much alike."""

COLUMNS = ("name", "looks_like", "agency_id", "score")

_STATES = (
    "AL AK AZ AR CA CO CT DE DC FL GA GU HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH "
    "NJ NM NY NC ND OH OK OR PA PR RI SC SD TN TX UT VT VA VI WA WV WI WY"
)
STATES = frozenset(re.findall("[A-Z]+", _STATES))

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
    unmatched = sorted(set(open_.dropna()) - {""})
    known = {**directory.aliases, **directory.names}
    written = dict(sorted(known.items()))
    others = unmatched if len(unmatched) <= MOST else []
    choices = [*written, *others]
    shortened = [shorten(choice) for choice in choices]
    found: list[dict[str, Any]] = []
    for place, name in enumerate(unmatched):
        # No processor: both sides are shortened already, once instead of for each pair.
        near = process.extract(
            shorten(name),
            shortened,
            scorer=fuzz.token_sort_ratio,
            processor=None,
            limit=10,
            score_cutoff=SCORE,
        )
        for _, score, position in near:
            choice = choices[position]
            agency = written.get(choice) if position < len(written) else None
            later = position - len(written) > place or position < len(written)
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
    import pandas as pd

    counts = count_names(table)
    if counts is None:
        return None
    directory = load_directory(project)
    matched = match_counted(counts, project)
    undecided = matched[matched["matched_by"] == "nothing"]
    rows = undecided.groupby("bare_name")["rows"].sum()
    named = pd.DataFrame({"name": rows.index.astype("str"), "rows": rows.to_numpy()})
    # With the codes of their states, so that agencies of two states are told apart.
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


def shorten(name: str) -> str:
    """Return a name in small letters, its marks gone and the usual words in short form.

    >>> shorten("Kings County Sheriff's Office CA"), shorten("Napa (CA) Police Dept")
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
    one, other = (set(shorten(text).split()) for text in (name, choice))
    for told in ({state.casefold() for state in STATES}, set(KINDS)):
        if one & told and other & told and not one & other & told:
            return False
    said = {*KINDS, "county", "city", "of", *(state.casefold() for state in STATES)}
    places = (" ".join(sorted(words - said)) for words in (one, other))
    return fuzz.ratio(*places) >= PLACE


def _show(choice: str, agency: str | None, directory: Directory) -> str:
    return directory.agencies[agency]["name"] if agency else choice
