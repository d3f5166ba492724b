"""How far a thing may be trusted, in the words that stand beside it everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from helpers.errors import Problem
from helpers.statuses import DataStatus, weakest

WORDS = {
    DataStatus.RELEASED: "released records",
    DataStatus.UNVERIFIED: "unverified records",
    DataStatus.TRANSCRIBED: "figures transcribed from publications",
    DataStatus.DECLARED: "choices of this project",
    DataStatus.SYNTHETIC: "synthetic records",
}
"""What a reader sees in place of the status's name."""

MEANINGS = {
    DataStatus.RELEASED: "The custodian, the request or public address, and the sha256 are known.",
    DataStatus.UNVERIFIED: "A file that came without its custodian, request or address.",
    DataStatus.TRANSCRIBED: "Typed or counted by us from a publication.",
    DataStatus.DECLARED: "Set by us, each with its reason; nobody else printed it.",
    DataStatus.SYNTHETIC: "Made up by us to show that a method works. It says nothing about "
    "any real agency, state or account.",
}

CAUTIONED = (DataStatus.SYNTHETIC, DataStatus.UNVERIFIED)
"""The statuses that a sentence has to carry in its own words."""


def weigh(from_: Any) -> tuple[DataStatus, list[str]]:
    """Return the weakest data status among `from_` and the releases it rests on, sorted.

    `from_` is a table, claims, a finding, or a sequence of them: whatever has a `data_status` and a
    `release` or `releases`. Raises Problem if it is empty: nothing is shown without its source.
    """
    sources = list(from_) if isinstance(from_, Sequence) else [from_]
    if not sources:
        raise Problem(
            "Nothing is named in from_", expected="the tables or findings that this rests on"
        )
    releases: set[str] = set()
    for source in sources:
        many = getattr(source, "releases", None)
        releases |= set(many) if many is not None else {source.release}
    return weakest(source.data_status for source in sources), sorted(releases)
