"""What is shipped, read once for all tests of a run."""

from __future__ import annotations

from functools import cache

from helpers.evidence.claims import Claims, load_claims
from helpers.paths import HOME, Project

SHIPPED = Project(HOME)


@cache
def shipped_claims() -> Claims:
    """The claims of the release published-figures."""
    return load_claims(SHIPPED)
