"""A transparency portal's page: the figures it prints, beside the searches that it offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from helpers.kinds.cleaning import Cleaned, Source, clean_rows
from helpers.kinds.contracts import Column, Contract
from helpers.kinds.duplicates import SAME_ID, SAME_WINDOW
from helpers.kinds.flock_portal_log import CONTRACT as LOG
from helpers.kinds.headers import score_header

FIGURES = (
    Column(
        "record",
        "text",
        "What the row is: a `search`, or a `page` that offers none.",
        required=True,
    ),
    Column("page_agency", "text", "The agency whose page it is.", required=True, agency=True),
    Column("page_date", "date", "The day on which the page was saved."),
    Column(
        "page_retention_days",
        "integer",
        "How long, says the page, records are kept.",
        unit="days",
    ),
    Column("page_cameras", "integer", "How many cameras the page counts.", unit="cameras"),
    Column(
        "page_vehicles_30d",
        "integer",
        "How many vehicles the page counts in the last 30 days.",
        unit="detections",
    ),
    Column(
        "page_hotlist_hits_30d",
        "integer",
        "How many hits on hotlists the page counts in the last 30 days.",
        unit="hits",
    ),
    Column(
        "page_searches_30d",
        "integer",
        "How many searches the page counts in the last 30 days.",
        unit="searches",
        required=True,
        counts_rows=True,
    ),
    Column(
        "page_networks_outbound",
        "integer",
        "How many networks the page lists as having access; null if it prints no list.",
        unit="networks",
    ),
    Column(
        "page_networks_inbound",
        "integer",
        "How many networks the page lists as giving access; null if it prints no list.",
        unit="networks",
    ),
)

CONTRACT = Contract(
    kind="flock-portal-snapshot",
    title="A police transparency portal's page, with the searches that it offers",
    meaning="One row is one search that a portal's page offered, beside the page's figures; a page "
    "that offers none is one row of figures.",
    id_column=LOG.id_column,
    time_column=LOG.time_column,
    stamps_in=LOG.stamps_in,
    layout_note="A page saved as HTML, or as JSON by a public archive; seven variants of the "
    "searches' columns are known.",
    columns=(*(replace(column, required=False) for column in LOG.columns), *FIGURES),
)


def recognize(header: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> float:
    """Return how much of the contract the header answers, from 0 to 1."""
    return score_header(CONTRACT, header)


def clean(sources: Sequence[Source]) -> Cleaned:
    """Return the typed table of rows of text; see `cleaning.clean_rows`.

    A search that another page of the release offers too is flagged as such: a page offers those
    of 30 days, so pages saved within 30 days offer the same ones.
    """
    import narwhals as nw

    cleaned = clean_rows(sources, CONTRACT)
    reason, other = nw.col("duplicate_reason"), nw.col("duplicate_file")
    again = (reason == SAME_ID) & ~other.is_null()
    told = nw.when(again).then(nw.lit(SAME_WINDOW)).otherwise(reason).alias("duplicate_reason")
    return replace(cleaned, frame=nw.to_native(nw.from_native(cleaned.frame).with_columns(told)))
