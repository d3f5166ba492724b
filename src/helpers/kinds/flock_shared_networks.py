"""Who shares cameras with whom: an agency's list of the networks on both sides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from helpers.kinds.cleaning import Cleaned, Source, clean_rows
from helpers.kinds.contracts import Column, Contract, State
from helpers.kinds.headers import score_header

PRINTED_ANCHOR = "organization"
"""Printed, the list has neither an id nor a time: each row has a name."""

CONTRACT = Contract(
    kind="flock-shared-networks",
    title="Who shares a camera network with an agency, and with whom it shares its own",
    meaning="One row is one organization, and what it and the agency that gave out the list share.",
    layout_note="Lists of networks stand in one cell, parted by commas without a blank after them.",
    columns=(
        Column(
            "organization",
            "text",
            "The other organization, by the name it has in the system.",
            headers=("Organization Name", "Organization", "Org Name"),
            required=True,
            agency=True,
        ),
        Column(
            "shared_with_me",
            "text",
            "Its networks that the agency may search; null if it shares none.",
            headers=("Networks Shared With Me", "Networks Shared with Us"),
            required=True,
        ),
        Column(
            "i_share",
            "text",
            "The agency's networks that it may search; null if none.",
            headers=("Networks I'm Sharing", "Networks I’m Sharing", "Networks We're Sharing"),
            required=True,
        ),
        Column(
            "networks_from_them",
            "integer",
            "How many networks it shares with the agency, counted here.",
            unit="networks",
        ),
        Column(
            "networks_to_them",
            "integer",
            "How many networks the agency shares with it, counted here.",
            unit="networks",
        ),
        Column(
            "direction",
            "text",
            "Who shares, as counted here: `both`, `with me`, `from me` or `neither`.",
        ),
    ),
)

SEPARATOR = re.compile(r",(?=\S)")
"""Parts the names of a list: names that hold a comma have a blank after it."""


def split_networks(text: str) -> list[str]:
    """Return the names in a list of networks, without the blanks around them.

    >>> split_networks("Holmes County FL SO ,Springfield, City of MO PD,Venice FL PD (Flex) ")
    ['Holmes County FL SO', 'Springfield, City of MO PD', 'Venice FL PD (Flex)']
    """
    return [name.strip() for name in SEPARATOR.split(text) if name.strip()]


def recognize(header: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> float:
    """Return how much of the contract the header answers, from 0 to 1."""
    return score_header(CONTRACT, header)


def clean(sources: Sequence[Source]) -> Cleaned:
    """Return the typed table of rows of text, with the networks counted on both sides."""
    import narwhals as nw

    from helpers.engines import to_pandas

    cleaned = clean_rows(sources, CONTRACT)
    frame: Any = to_pandas(nw.from_native(cleaned.frame))
    theirs, ours = (_count(frame[name]) for name in ("shared_with_me", "i_share"))
    frame["networks_from_them"], frame["networks_to_them"] = theirs, ours
    frame["direction"] = [
        _name_direction(int(with_me), int(from_me))
        for with_me, from_me in zip(theirs, ours, strict=True)
    ]
    counted = ("networks_from_them", "networks_to_them", "direction")
    given = {State.GIVEN.value: len(frame)}
    states = cleaned.states | dict.fromkeys(counted, given)
    return replace(cleaned, frame=frame, states=states)


def _count(lists: Any) -> Any:
    counts = lists.fillna("").map(lambda text: len(split_networks(text)))
    return counts.astype("Int64")


def _name_direction(with_me: int, from_me: int) -> str:
    if with_me and from_me:
        return "both"
    if with_me:
        return "with me"
    return "from me" if from_me else "neither"
