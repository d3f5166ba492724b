"""Statuses: what rests on several inputs is as weak as the weakest."""

from __future__ import annotations

import pytest

from helpers.status import weakest


def test_the_weakest_input_wins() -> None:
    order = ["released", "unverified", "transcribed", "synthetic"]
    for place, status in enumerate(order):
        assert weakest(order[: place + 1]) == status
        assert weakest(reversed(order[: place + 1])) == status
    with pytest.raises(ValueError, match="at least one"):
        weakest([])
