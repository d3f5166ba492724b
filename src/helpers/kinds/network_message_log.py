"""Messages through a nationwide police network, one row each."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.kinds.cleaning import Cleaned, Source, clean_rows
from helpers.kinds.contracts import Column, Contract, Sensitivity
from helpers.kinds.headers import score_header
from helpers.kinds.marks import UNAVAILABLE, WITHHELD

CONTRACT = Contract(
    kind="network-message-log",
    title="Messages through a police network",
    meaning="One row is one message with which one requester asked one state's records.",
    id_column="message_id",
    time_column="sent_at",
    layout_note="Invented by us: no such file has been released. It asks for what a log must "
    "hold; in which zone it is stamped, its custodian must say.",
    columns=(
        Column(
            "message_id",
            "text",
            "The network's own number of the message.",
            sensitivity=Sensitivity.SENSITIVE,
        ),
        Column("sent_at", "time", "When the message was sent.", required=True),
        Column(
            "requester",
            "text",
            "The office or terminal that asked.",
            redactions=WITHHELD,
            unavailable=UNAVAILABLE,
            sensitivity=Sensitivity.SENSITIVE,
        ),
        Column(
            "requester_group",
            "text",
            "The agency, or group of agencies, that asked.",
            required=True,
            agency=True,
        ),
        Column(
            "user",
            "text",
            "The person behind the message.",
            redactions=WITHHELD,
            unavailable=UNAVAILABLE,
            sensitivity=Sensitivity.SENSITIVE,
        ),
        Column("state", "text", "The state whose records were asked for.", required=True),
        Column("message_type", "text", "What was asked for, such as a driver or a vehicle."),
        Column("purpose", "text", "The code of the purpose that the requester gave."),
        Column(
            "subject",
            "text",
            "The person, license or plate that was asked for.",
            redactions=WITHHELD,
            unavailable=UNAVAILABLE,
            sensitivity=Sensitivity.SENSITIVE,
        ),
        Column("answer", "text", "Whether records came back: a class, never the records."),
    ),
)


def recognize(header: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> float:
    """Return how much of the contract the header answers, from 0 to 1."""
    return score_header(CONTRACT, header)


def clean(sources: Sequence[Source]) -> Cleaned:
    """Return the typed table of rows of text; see `cleaning.clean_rows`."""
    return clean_rows(sources, CONTRACT)
