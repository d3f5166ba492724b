"""Figures that somebody printed, one row each, as transcribed."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.kinds.cleaning import Cleaned, Source, clean_rows
from helpers.kinds.contracts import Column, Contract
from helpers.kinds.headers import score_header

CONTRACT = Contract(
    kind="published-figures",
    title="Figures printed about drivers' records and federal immigration authorities",
    meaning="One row is one figure, date, list, attribution or statement that somebody printed.",
    id_column="claim_id",
    layout_note="Ours: transcribed from what was printed; sources that clash stay as several rows.",
    columns=(
        Column("claim_id", "text", "The claim's name in this project.", required=True),
        Column(
            "type",
            "text",
            "What was printed: quantity, date, set (names), attribution (who counted or said it) "
            "or statement (judged by a person).",
            required=True,
        ),
        Column("topic", "text", "nlets, wa_dol, flock, policy or context."),
        Column("statement", "text", "What the figure says, in our own words.", required=True),
        # A value stays text here: the words around it decide what it may stand for (evidence).
        Column("value", "text", "The figure as printed.", required=True),
        Column("unit", "text", "What is counted.", required=True),
        Column("qualifier", "text", "The words around the figure, such as over or about."),
        Column("period_start", "text", "First day, month or year it speaks of."),
        Column("period_end", "text", "Last day, month or year it speaks of, included."),
        Column("agency_or_state", "text", "Whom or what it speaks of."),
        Column("members", "text", "The names of a set, separated by semicolons."),
        Column("origin", "text", "Who counted or said it first.", required=True),
        Column(
            "rank",
            "text",
            "How near the source stands to who counted: primary, report of a primary, derivative.",
            required=True,
        ),
        Column("source_org", "text", "Who printed it."),
        Column("source_title", "text", "Title of the page, shortened."),
        Column("source_url", "text", "Address of the page, if it has one."),
        Column("source_date", "text", "When it was printed, with a remark if that is uncertain."),
        Column("notes", "text", "What a reader should know about the figure or its source."),
    ),
)


def recognize(header: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> float:
    """Return how much of the contract the header answers, from 0 to 1."""
    return score_header(CONTRACT, header)


def clean(sources: Sequence[Source]) -> Cleaned:
    """Return the typed table of rows of text; see `cleaning.clean_rows`."""
    return clean_rows(sources, CONTRACT)
