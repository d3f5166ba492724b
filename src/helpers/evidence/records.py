"""Records that would settle a claim: what to ask for where nothing decides."""

from __future__ import annotations

from collections.abc import Mapping

from helpers.evidence.claims import Claim

SETTLED_BY: Mapping[tuple[str, str], str] = {
    ("nlets", "queries"): "Nlets's message log, counted by sender, message type and month",
    ("nlets", "transactions"): "Nlets's message log, counted by message type and year",
    ("nlets", "transmissions"): "Nlets's message log, counted by message type and year",
    ("nlets", "agencies"): "Nlets's list of users, with what it counts as an agency",
    ("nlets", "users"): "Nlets's list of users",
    ("nlets", "states"): "each state's dated settings for the queries it answers over Nlets",
    ("nlets", "letters"): "the letters themselves, with their addressees",
    ("nlets", "governors"): "the letters themselves, with their addressees",
    ("nlets", "signatories"): "the letters themselves, with their signature pages",
    ("nlets", "attribution"): "Nlets's answer to Congress",
    ("nlets", ""): "the document that it reports, in full",
    ("wa_dol", "searches"): "the search log of Washington's licensing portal, by account and time",
    ("wa_dol", "percent increase"): (
        "the search log of Washington's licensing portal, by account and time"
    ),
    ("wa_dol", "queries"): "the State Patrol's ACCESS message log, by requesting agency and time",
    ("wa_dol", "accounts"): "the licensing department's list of portal agreements, with dates",
    ("wa_dol", "contracts"): "the licensing department's list of portal agreements, with dates",
    ("wa_dol", "cases"): "the case files behind the report",
    ("wa_dol", "requests"): "the licensing department's register of requests",
    ("wa_dol", "records"): "the licensing department's register of requests",
    ("wa_dol", "requests/month"): "the licensing department's register of requests",
    ("wa_dol", "month"): "the search log of Washington's licensing portal, by account and time",
    ("wa_dol", "date"): "the order and the account settings, with their dates",
    ("wa_dol", "year"): "the order and the account settings, with their dates",
    ("wa_dol", ""): "the department's own records of it",
    ("flock", "searches"): "the agency's own network audit, complete and with its date of export",
    ("flock", "rows"): "the agency's own network audit, complete and with its date of export",
    ("flock", "records"): "the audit files that were loaded, with their dates of export",
    ("flock", "events"): "the audit files that were loaded, with their dates of export",
    ("flock", "agencies"): "each agency's network audit beside its list of shared networks",
    ("flock", "networks"): "the network audit that holds the search",
    ("flock", "cameras"): "the contract, or the vendor's list of devices on that day",
    ("flock", "date"): "the agency's settings and network audit, with their dates",
    ("flock", ""): "the audit or the document that it reports, in full",
    ("policy", "votes"): "the roll call",
    ("policy", ""): "the act, order or filing itself",
    ("context", ""): "the study or the records that it reports, in full",
}
"""Which record would settle a claim, by topic and unit (or type); an empty unit serves the rest."""

BY_ORIGIN: Mapping[str, str] = {
    "npr": "the departments' own network audits and lists of shared networks",
    "oregon-complaint": "the log of Oregon's LEDS system, by requesting agency",
    "uwchr-driver-data-report": "the case files behind the report",
    "uwchr-2022-report": "the report itself",
    "nij": "the project's own reports",
    "protest-speaker": "the arrest records of the immigration authorities",
    "plateglass": "the broadcaster's own archive",
}
"""Which record would settle what an origin counted or said, where the topic would mislead."""


def name_record(claim: Claim) -> str:
    """Return which record would settle a claim."""
    if claim.origin in BY_ORIGIN:
        return BY_ORIGIN[claim.origin]
    keys = [(claim.topic, key) for key in (claim.type.value, claim.unit, "")]
    return next(
        (SETTLED_BY[key] for key in keys if key in SETTLED_BY), "the record it goes back to"
    )
