"""ICE's lists of the agreements under section 287(g), signed and pending, one row each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from helpers.kinds.cleaning import Cleaned, Source, clean_rows
from helpers.kinds.contracts import Column, Contract, State
from helpers.kinds.headers import score_header
from helpers.kinds.marks import UNAVAILABLE

CONTRACT = Contract(
    kind="agreements-287g",
    title="Agreements on ICE's lists under section 287(g)",
    meaning="One row is one agreement of one model: an agency with two agreements has two rows, "
    "and one name stands for agencies of several states.",
    time_column="signed",
    layout_note="Workbooks that grew columns over time; a pending list has no day of signature. "
    "The lists are not by themselves a route to driver data",
    columns=(
        Column("state", "text", "The state, as the list spells it.", required=True),
        Column(
            "agency",
            "text",
            "The agency that agreed, or applied.",
            headers=("Law Enforcement Agency",),
            required=True,
            agency=True,
            of_state="state",
        ),
        Column(
            "agency_type",
            "text",
            "County, municipality or state agency.",
            headers=("Type",),
        ),
        Column("county", "text", "The county that it is in.", unavailable=UNAVAILABLE),
        Column(
            "model",
            "text",
            "The model of the agreement.",
            headers=("Support Type",),
            required=True,
        ),
        Column(
            "signed",
            "date",
            "The day on which it was signed; a pending list has none.",
            headers=("Date Signed", "Signed Date"),
            unavailable=UNAVAILABLE,
        ),
        Column(
            "memorandum",
            "text",
            "What the list says of the text of the agreement, such as `link` or `link pending`.",
            headers=("MOA",),
        ),
        Column("addendum", "text", "What the list says of an addition to it."),
        Column(
            "list",
            "text",
            "`participating` if the file has days of signature, else `pending`: told here.",
        ),
    ),
)


def recognize(header: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> float:
    """Return how much of the contract the header answers, from 0 to 1."""
    return score_header(CONTRACT, header)


def clean(sources: Sequence[Source]) -> Cleaned:
    """Return the typed table of rows of text; see `cleaning.clean_rows`.

    A file that names the list of each row itself keeps those names.
    """
    import narwhals as nw

    cleaned = clean_rows(sources, CONTRACT)
    pending = nw.col("signed_state") == State.NEVER_RELEASED.value
    told = nw.when(pending).then(nw.lit("pending")).otherwise(nw.lit("participating"))
    told = nw.when(~nw.col("list").is_null()).then(nw.col("list")).otherwise(told)
    frame = nw.from_native(cleaned.frame).with_columns(told.alias("list"))
    rows = sum(cleaned.states["list"].values())
    states = cleaned.states | {"list": {State.GIVEN.value: rows}}
    return replace(cleaned, frame=nw.to_native(frame), states=states)
