"""Release ids: the one rule by which a name can be the id of a release, wherever one is taken.

An id is the name of folders: what a path could climb out of, or what names something else beside
the tables, is refused before anything is opened or written.
"""

from __future__ import annotations

import re

from helpers.errors import Misuse

LONGEST = 100
"""So many characters, at most: with what is put behind it, a name has to fit on every disk."""

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")

RESERVED = frozenset({"findings", "agency-review", "rejects", "ledger", "parts"})
"""Names of what lies beside tables, or in them."""

_DEVICE = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")
"""Names that Windows takes for a device, whatever folder they are in."""


def check_release_id(name: str) -> str:
    """Return a name that can be the id of a release.

    Raises Misuse if it cannot.

    >>> check_release_id("eugene-2025")
    'eugene-2025'
    """
    if name in RESERVED or _DEVICE.fullmatch(name):
        raise Misuse(
            f"{name!r} cannot be the id of a release: the name is reserved",
            remedy=f"Choose another, such as {name}-2025",
        )
    if len(name) > LONGEST or not _ID.fullmatch(name):
        raise Misuse(
            f"{name!r} cannot be the id of a release",
            expected="small letters, digits and hyphens, such as eugene-2025",
        )
    return name
