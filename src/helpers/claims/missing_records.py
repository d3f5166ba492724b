"""Missing records: what to ask for where nothing decides a claim."""

from __future__ import annotations

from collections.abc import Mapping

from helpers.claims.claim import Claim, ClaimType

_NLETS_LOG = "Nlets' message log, counted by sender, message type and month"
_NLETS_YEARS = "Nlets' message log, counted by message type and year"
_LETTERS = "the letters themselves, with their addressees"
_PORTAL_LOG = "the search log of Washington's licensing portal, by account and time"
_AGREEMENTS = "the licensing department's list of portal agreements, with dates"
_REGISTER = "the licensing department's register of requests"
_CUT_OFF = "the order and the account settings, with their dates"
_CASES = "the case files behind the report"
_AUDIT = "the agency's own network audit, complete and with its date of export"
_AUDIT_AND_LIST = "each agency's network audit beside its list of shared networks"
_LOADED = "the audit files that were loaded, with their dates of export"
_SETTINGS = "the agency's settings, with their dates"
_DEVICES = "the contract, or the vendor's list of devices on that day"
_STUDY = "the study itself, in full"
_BILL = "the text of the bill"
_SETTLEMENT = "the settlement itself"

SETTLED_BY: Mapping[tuple[str, str], str] = {
    ("nlets", "queries"): _NLETS_LOG,
    ("nlets", "transactions"): _NLETS_YEARS,
    ("nlets", "transmissions"): _NLETS_YEARS,
    ("nlets", "agencies"): "Nlets' list of users, with what it counts as an agency",
    ("nlets", "users"): "Nlets' list of users",
    ("nlets", "states"): "each state's dated settings for the queries it answers over Nlets",
    ("nlets", "letters"): _LETTERS,
    ("nlets", "governors"): _LETTERS,
    ("nlets", "signatories"): "the letters themselves, with their signature pages",
    ("nlets", "speaker"): "the letters themselves, in full",
    ("nlets", "requests"): _NLETS_LOG,
    ("nlets", "leads"): "the letters themselves, with their signature pages",
    ("nlets", "attribution"): "Nlets' answer to Congress",
    ("wa_dol", "searches"): _PORTAL_LOG,
    ("wa_dol", "percent increase"): _PORTAL_LOG,
    ("wa_dol", "month"): _PORTAL_LOG,
    ("wa_dol", "queries"): "the State Patrol's ACCESS message log, by requesting agency and time",
    ("wa_dol", "accounts"): _AGREEMENTS,
    ("wa_dol", "contracts"): _AGREEMENTS,
    ("wa_dol", "agencies"): _AGREEMENTS,
    ("wa_dol", "requests"): _REGISTER,
    ("wa_dol", "records"): _REGISTER,
    ("wa_dol", "requests/month"): _REGISTER,
    ("wa_dol", "date"): _CUT_OFF,
    ("wa_dol", "year"): _CUT_OFF,
    ("wa_dol", "agreements"): _AGREEMENTS,
    ("wa_dol", "percent of requests"): _REGISTER,
    ("wa_dol", "kinds"): "a page of the portal, without anybody's data",
    ("wa_dol", "pages"): "the answer itself",
    ("flock", "searches"): _AUDIT,
    ("flock", "searches/day"): _AUDIT,
    ("flock", "queries"): _AUDIT,
    ("flock", "rows"): _AUDIT,
    ("flock", "agencies"): _AUDIT_AND_LIST,
    ("flock", "networks"): "the network audit that holds the search",
    ("flock", "devices"): "the network audit that holds the search",
    ("flock", "cameras"): _DEVICES,
    ("policy", "votes"): "the roll call",
}
"""Which record would settle a claim, by topic and unit, or `attribution`. No record named is better
than a wrong one: there is no entry for the rest."""

BY_ORIGIN: Mapping[tuple[str, str], str] = {
    ("404-media", "cameras"): "",
    ("404-media", "rows"): "the log itself",
    ("association-of-washington-cities", "date"): "the act itself",
    ("auburn-pd", "date"): _SETTINGS,
    ("california-dmv", ""): "the department's own count of such licenses",
    ("colorado-sun", ""): "the subpoenas, and the agencies' answers to them",
    ("danville-logs", "agencies"): _AUDIT,
    ("denver-log", "date"): _AUDIT,
    ("dhs-save-notice", ""): "the notice itself",
    ("eff", ""): "the audit files that the source analyzed, with their dates of export",
    ("eff", "cameras"): "the network audit that holds the search",
    ("flockwatch", ""): _LOADED,
    ("georgetown-dragnet", ""): _STUDY,
    ("haveibeenflocked", ""): _LOADED,
    ("illinois-sos", ""): "",
    ("lakewood-pd", "date"): _SETTINGS,
    ("lynnwood-pd", "days"): _SETTINGS,
    ("lynnwood-pd", "month"): _SETTINGS,
    ("maryland-log", ""): "Maryland's log of ICE's sessions",
    ("maryland-state", ""): "Maryland's log of ICE's sessions",
    ("nij", "states"): "the project's own reports",
    ("npr", ""): "the departments' own network audits and lists of shared networks",
    ("ny-dmv", ""): "the act, and the motor-vehicle department's order",
    ("oneamerica", ""): "the letter itself",
    ("oregon-complaint", ""): "the log of Oregon's LEDS system, by requesting agency",
    ("plateglass", ""): "the broadcaster's own archive",
    ("protest-speaker", ""): "the arrest records of the immigration authorities",
    ("richland-pd", "date"): _AUDIT,
    ("save-settlement", ""): _SETTLEMENT,
    ("seatac-pd", "date"): _SETTINGS,
    ("uwchr-2022-report", ""): "the report itself",
    ("uwchr-driver-data-report", ""): _CASES,
    ("wa-governor", "date"): "the act, with the day of its signature",
    ("wa-legislature", "days"): _BILL,
    ("wa-legislature", "years"): _BILL,
    ("wyden-flock-letter", ""): "the vendor's log of the pilot's searches",
}
"""Which record would settle what an origin counted or said, by unit (empty: whatever it is), where
topic and unit alone would mislead."""

WHO = ("speaker", "finder", "body", "voices", "searcher")
"""Units of an attribution that say who, and nothing of who counted."""

DATES = ("date", "month", "year")
"""Units that say when, and so nothing of who said a thing."""


def name_record(claim: Claim) -> str:
    """Return which record would settle a claim; empty where none is known to.

    A statement is for a person to judge against its source, and needs no other record.
    """
    if claim.type is ClaimType.STATEMENT:
        return ""
    if claim.type is ClaimType.ATTRIBUTION and claim.unit in WHO:
        return SETTLED_BY.get((claim.topic, claim.unit), "")
    if claim.type is ClaimType.ATTRIBUTION:
        units = [claim.type.value, *([] if claim.unit in DATES else [claim.unit])]
        return next(
            (SETTLED_BY[claim.topic, unit] for unit in units if (claim.topic, unit) in SETTLED_BY),
            "",
        )
    for unit in (claim.unit, ""):
        if (claim.origin, unit) in BY_ORIGIN:
            return BY_ORIGIN[claim.origin, unit]
    return SETTLED_BY.get((claim.topic, claim.unit), "")
