"""Data statuses: how far what is read, found or shown may be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class DataStatus(StrEnum):
    """How far a table may be trusted, strongest first.

    `released`: custodian, hash, and request number or public address are known. `unverified`: a
    file without them. `transcribed`: typed or counted by us from a publication. `declared`: a
    choice of this project, with its reason; no release has it. `synthetic`: made by us to show
    that a method works.
    """

    RELEASED = "released"
    UNVERIFIED = "unverified"
    TRANSCRIBED = "transcribed"
    DECLARED = "declared"
    SYNTHETIC = "synthetic"


def weakest(statuses: Iterable[DataStatus | str]) -> DataStatus:
    """Return the weakest of `statuses`; what rests on several inputs is as weak as that one.

    >>> weakest(["released", "transcribed"]).value
    'transcribed'
    """
    order = list(DataStatus)
    found = [DataStatus(status) for status in statuses]
    if not found:
        raise ValueError("weakest() needs at least one status")
    return max(found, key=order.index)
