"""Scopes: whom and where a figure is about, however the text words it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from helpers.errors import Problem
from helpers.project import Project, find_project
from helpers.releases.release import read_reference

SCOPES, AGENCIES = "scopes.csv", "agencies.csv"
COLUMNS = ("scope", "agencies", "place", "name")
NOT_SAID = "not said"
ALL_FEDERAL = "federal"
"""What replaces an agency's id for all federal agencies taken together."""


@dataclass(frozen=True)
class About:
    """Whom and where one figure is about: agencies by id, a place, and both in a sentence.

    A text that the table doesn't list is a scope of its own, so two such texts match only if they
    are the same.
    """

    agencies: frozenset[str]
    place: str
    name: str

    @property
    def hides_agency(self) -> bool:
        """Whether the text leaves open which agency is meant."""
        return NOT_SAID in self.agencies


class Scopes(Mapping[str, About]):
    """What each text under `agency_or_state` is about; an unlisted text is its own scope."""

    def __init__(self, about: Mapping[str, About], parents: Mapping[str, str]) -> None:
        self._about, self._parents = dict(about), dict(parents)

    def __getitem__(self, text: str) -> About:
        return self._about.get(text) or About(frozenset(), text, text)

    def __iter__(self) -> Iterator[str]:
        return iter(self._about)

    def __len__(self) -> int:
        return len(self._about)

    def is_part(self, part: str, whole: str) -> bool:
        """Whether one agency is a part of another: HSI of ICE, ICE of DHS."""
        seen: set[str] = set()
        while (part := self._parents.get(part, "")) and part not in seen:
            if part == whole:
                return True
            seen.add(part)
        return False


NO_SCOPES = Scopes({}, {})
"""Scopes that know no text, for claims that word each scope in one way."""


def load_scopes(project: Project | None = None) -> Scopes:
    """Return the scopes of data/reference/scopes.csv, with the parts in agencies.csv.

    Raises Problem for a text listed twice and for an agency that agencies.csv doesn't have.
    """
    project = project or find_project()
    agencies = read_reference(AGENCIES, project, ("agency_id", "parent"))
    parents = {row["agency_id"]: row["parent"] for row in agencies}
    known = {*parents, ALL_FEDERAL}
    about: dict[str, About] = {}
    for number, row in enumerate(read_reference(SCOPES, project, COLUMNS), start=1):
        if row["scope"] in about:
            raise Problem(f"The scope '{row['scope']}' is listed twice", file=SCOPES, row=number)
        listed = (
            frozenset({NOT_SAID})
            if row["agencies"] == NOT_SAID
            else frozenset(row["agencies"].split())
        )
        if unknown := sorted(listed - known - {NOT_SAID}):
            raise Problem(
                f"There is no agency called {unknown[0]}",
                file=SCOPES,
                row=number,
                expected=f"an agency_id of {AGENCIES}, {ALL_FEDERAL}, or {NOT_SAID}",
            )
        about[row["scope"]] = About(listed, row["place"], row["name"])
    return Scopes(about, parents)
