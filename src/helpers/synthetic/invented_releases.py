"""Invented releases: written whole, or not at all, with their truth in the descriptor."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.errors import Misuse, Problem, suggest
from helpers.project import Project, check_id, open_scratch
from helpers.releases.descriptor import DESCRIPTOR, Descriptor, Dialect, Provenance, Resource
from helpers.releases.release import hash_file
from helpers.status import DataStatus
from helpers.synthetic.door_files import LISTING, write_network_audit, write_shared_networks
from helpers.synthetic.door_plan import AGENCIES, ZONE_NAME
from helpers.synthetic.network_counts import write_network_counts
from helpers.synthetic.portal import write_portal_log
from helpers.synthetic.truth import ListTruth, Tally

DEFAULT_SEED = 1
_NOTE = (
    "Invented by us to show that a method works. The layout is our invention too: no such file has "
    "been seen. No agency, state, account or person in it exists."
)
_VENDOR_NOTE = (
    "Invented by us to show that a method works. The header is that of the vendor's exports; the "
    "rows are not: no agency, state, account or person in them exists, and no such file has been "
    "given out by anyone."
)
_LICENSE = {
    "name": "CC0-1.0",
    "title": "CC0 1.0: invented by us",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
}


@dataclass(frozen=True)
class Recipe:
    """How one kind of release is invented.

    `file` is the first file that `write` makes; others are in the same folder. `agencies` are those
    that can have such a release, one each. `agrees_with` names the published figures whose totals
    the shipped size (scale 1) has.
    """

    title: str
    file: str
    format: str
    write: Callable[..., Tally]
    agrees_with: tuple[str, ...] = ()
    stamps_in: str | None = None
    count_in: str | None = None
    agencies: tuple[str, ...] = ()
    note: str = _NOTE


RECIPES = {
    "portal-search-log": Recipe(
        title="Invented log of searches in a licensing department's portal",
        file="portal_log.csv",
        format="csv",
        write=write_portal_log,
        agrees_with=("W001", "W002", "W003", "W004"),
        stamps_in="UTC",
        count_in="America/Los_Angeles",
    ),
    "network-query-counts": Recipe(
        title="Invented counts of queries that a network carried",
        file="network_counts.xlsx",
        format="xlsx",
        write=write_network_counts,
    ),
    "flock-network-audit": Recipe(
        title="Invented network audit",
        file="network_audit_1.csv",
        format="csv",
        write=write_network_audit,
        stamps_in="UTC",
        count_in=ZONE_NAME,
        agencies=AGENCIES,
        note=_VENDOR_NOTE,
    ),
    "flock-shared-networks": Recipe(
        title="Invented list of shared networks",
        file="shared_networks_1.csv",
        format="csv",
        write=write_shared_networks,
        agencies=LISTING,
        note=_VENDOR_NOTE,
    ),
}


def name_release(begin: str, agency: str) -> str:
    """Return the id of an agency's invented release, from the first word of its name.

    >>> name_release("synthetic-audit", "Sample City QA PD")
    'synthetic-audit-sample'
    """
    return f"{begin}-{agency.split()[0].casefold()}"


SHIPPED: dict[str, tuple[str, str | None]] = {
    "synthetic-portal-log": ("portal-search-log", None),
    "synthetic-network-counts": ("network-query-counts", None),
    **{name_release("synthetic-audit", a): ("flock-network-audit", a) for a in AGENCIES},
    **{name_release("synthetic-list", a): ("flock-shared-networks", a) for a in LISTING},
}
"""The invented releases of the checkout, with their kind and agency; each is written with
`DEFAULT_SEED` at scale 1."""


def write_synthetic(
    kind: str,
    project: Project,
    *,
    release: str,
    seed: int = DEFAULT_SEED,
    scale: float = 1.0,
    agency: str | None = None,
) -> Path:
    """Write an invented release of `kind` into the project and return its folder.

    `agency` is the invented agency that it is of, if the kind has them (default: the first). All
    agencies' releases of one seed and scale fit one another. `scale` multiplies the shipped size.
    The same kind, agency, seed and scale give the same bytes. The descriptor's `plateglass.truth`
    says what the release holds, as tallied while it was written. Raises Problem if nothing of that
    kind can be made up, or the id is taken or cannot be one.
    """
    if kind not in RECIPES:
        raise Misuse(f"We can't invent records of the kind {kind}", remedy=suggest(kind, RECIPES))
    if not 0 < scale < float("inf"):
        raise Misuse(f"The scale {scale} is no size", expected="a number above 0")
    recipe = RECIPES[kind]
    if agency is not None and agency not in recipe.agencies:
        raise Misuse(
            f"We can't invent a release of the kind {kind} for {agency}",
            remedy=suggest(agency, recipe.agencies) if recipe.agencies else "Name no agency",
        )
    custodian = agency or next(iter(recipe.agencies), None)
    folder = project.raw / check_id(release)
    if folder.exists():
        raise Problem(
            f"The name {release} is taken",
            file=project.show(folder),
            remedy="Choose another; we never overwrite a release",
        )
    # A folder next to data/, so nobody lists a half-written release; a rename moves it whole.
    with open_scratch(project.state, ".synthesis-") as scratch:
        draft = scratch / "made"
        draft.mkdir()
        _write_files(recipe, kind, draft, custodian, release=release, seed=seed, scale=scale)
        project.raw.mkdir(parents=True, exist_ok=True)
        draft.rename(folder)
    return folder


def _write_files(
    recipe: Recipe,
    kind: str,
    folder: Path,
    agency: str | None,
    *,
    release: str,
    seed: int,
    scale: float,
) -> None:
    named = {"agency": agency} if agency else {}
    truth = recipe.write(folder / recipe.file, seed=seed, scale=scale, **named)
    days = truth.days if isinstance(truth, ListTruth) else {}
    resources = [
        Resource(
            name=path.stem.replace("_", "-"),
            path=path.name,
            bytes=path.stat().st_size,
            hash=hash_file(path),
            format=recipe.format,
            dialect=Dialect() if recipe.format == "csv" else None,
            stamps_in=recipe.stamps_in,
            count_in=recipe.count_in,
            as_of=days.get(path.name),
        )
        for path in sorted(folder.iterdir())
    ]
    origin: dict[str, Any] = {
        "generator": f"plateglass synthesize {kind}",
        "seed": seed,
        "scale": scale,
        "truth": truth.as_json(),
    }
    descriptor = Descriptor(
        name=release,
        title=f"{recipe.title}: {agency}" if agency else recipe.title,
        licenses=[_LICENSE],
        resources=resources,
        plateglass=Provenance(
            kind=kind,
            data_status=DataStatus.SYNTHETIC,
            custodian=agency,
            agrees_with=list(recipe.agrees_with) if scale == 1 else [],
            note=recipe.note,
            **origin,
        ),
    )
    text = json.dumps(descriptor.model_dump(mode="json", exclude_none=True), indent=1)
    (folder / DESCRIPTOR).write_text(text + "\n", encoding="utf-8")
