"""Shown values: which values of publishable columns have the shape of what the column holds.

A column that names agencies may hold a plate or a person, since whoever typed into it could type
anything. A value without the shape of an agency's name, of a state, or of a class is shown as
"unreviewed name 3" until a line of data/reference says that it may be shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from helpers.errors import Problem
from helpers.project import SHOWN_NAMES, find_project
from helpers.quoting import UNSEEN, text
from helpers.quoting import name as quote
from helpers.releases.release import read_reference
from helpers.schemas.schema import Column, Holds, Schema, Sensitivity

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from helpers.project import Project

SHOWN_COLUMNS = ("what", "name", "release", "decided_by", "decided_on", "reason")

WHATS = ("agency", "class", "column", "custodian", "file", "part", "request", "state", "text")
"""What a line of `shown_names.csv` may be about."""

OFTEN, OF_ROWS = 5, 1_000
"""A class is in so many rows, and in one of so many, at least, or in the words of its schema."""

LONGEST = 90

IDENTIFIER = (
    r"[0-9]{5,}|\b[A-Za-z0-9]*(?:[A-Za-z][A-Za-z0-9]*[0-9][A-Za-z0-9]*[0-9]"
    r"|[0-9][A-Za-z0-9]*[0-9][A-Za-z0-9]*[A-Za-z]"
    r"|[0-9][A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*[0-9])[A-Za-z0-9]*\b"
)
"""A word with letters and two digits, or five digits in a row: a plate, a VIN, a case, a phone."""

_ADDRESS = (
    r"^[0-9]{2,} |\b[0-9]{2,5} (?:[NSEW]\.? )?[A-Z][a-z]+ (?:St|Ave|Rd|Dr|Ln|Blvd|Street|Avenue"
    r"|Road|Drive|Lane|Court|Way|Place|Highway|Hwy)\b"
)
_NUMBERED = (
    r"\b[A-Z]{1,4}[- ][0-9]{3,4}\b|\b(?:[0-9]{1,4}[- ][A-Z]{2}|[0-9]{1,3}[- ][A-Z]{3})\b"
    r"|\b[A-Z]{1,3}[- ][0-9]{2}[- ][A-Z]{1,3}\b|\b[0-9]{3}[-. )]{1,2}[0-9]{3}[-. ][0-9]{4}\b"
    r"|\b[0-9]{2,4}-[0-9]{3,}\b"
)
_LETTERED = (
    r"[B-DF-HJ-NP-TV-XZ]{5}|[B-DF-HJ-NP-TV-Z]{6}|[a-z].*\b[A-Z]{6,7}\b|\b[A-Z]{6,7}\b.*[a-z]"
    r"|^(?:SO|PD|SD|HP|EMS|DA) [A-Z]{3,5}$|^(?:ICE|US|DEA|FBI|CHP|CBP) [A-Z]{4,5}$"
    r"|^[A-Z]{1,3} [0-9] [A-Z]{1,3}$"
)
_PERSON = (
    r"\b(?i:officer|ofc|deputy|sgt|sergeant|det|detective|lt|lieutenant|cpl|corporal|capt|captain"
    r"|dob|driver|suspect|victim|passenger|owner|plate|vin|ssn|badge)\b|\b(?:Mrs?|Ms|Dr)\b"
    r"|(?:^|[ ,;(])(?:[A-DF-MO-RTVX-Z]|[a-z])\. ?[A-Za-z][a-z]+"
    r"|^[A-Z][A-Za-z'-]+, [A-Z][a-z'-]+(?: [A-Z]\.?)?(?: [A-Z]{2})?$"
    r"|^[A-Z][a-z'-]+ (?:[A-Z]\.? )?(?:Constable|Court|Marshal|Parish)$"
)
UNLIKE = "|".join((UNSEEN, IDENTIFIER, "[<>@=]|://", _ADDRESS, _NUMBERED, _LETTERED, _PERSON))
"""What no agency's name has: what is not seen, an address (which may end with a word that agencies
have too), a plate in pieces or in letters (such as SO FAST), a phone, a case, and a person's title,
initial or family name first."""

_UNSHOWN = f"{UNSEEN}|{IDENTIFIER}|^[0-9]{{2,}} |[<>@=]"
"""What no class has."""

_SHORT_FORMS = (
    "PD SO SD DA DAO SAO DPS DOT DMV DOC DOJ DHS ICE HSI CBP ERO FBI DEA ATF USMS USSS USPS USPIS "
    "HIDTA RTCC RTIC CTC HP CHP FHP MPD NCRIC US USA EMS HOA POA ISD LLC Inc"
)
_WORDS = (
    "police sheriffs? sheriff.s departments? dept constables? marshals? patrol troopers? county "
    "counties city township village borough parish tribe tribal federal national office bureau "
    "agency agencies agncy administration authority commission division district attorney.?s? "
    "prosecutors? court probation parole corrections? prison security safety investigations? "
    "enforcement customs border immigration services? task group network university college "
    "schools? airport transit transportation railroad wildlife revenue association company "
    "corporation properties hospital account unit"
)
AGENCY = (
    r"^(?i:federal|local|municipal|other|state|state and local|unknown)$|-(?:pd|so|sd|police)\b"
    rf"|\b(?:{'|'.join(_SHORT_FORMS.split())}|United States|Public Works)\b"
    rf"|\b(?i:{'|'.join(_WORDS.split())})\b"
)
"""A word that the name of an agency, or of a body that has cameras, has somewhere."""

_TIMES = "[0-9/:.,+ TZUCAPMapmto\\s-]*:[0-9/:.,+ TZUCAPMapmto\\s-]*"
"""Two timestamps, as written: digits, signs and the few letters of a clock."""


def is_agency(name: str) -> bool:
    """Return whether a text has the shape of an agency's name.

    >>> [is_agency(one) for one in ("Example City QA PD", "Jane Example", "SYN1234", "SYN1234 PD")]
    [True, False, False, False]
    """
    bare = len(name) <= LONGEST and not re.search(UNLIKE, name)
    return bare and re.search(AGENCY, name) is not None


def read_shown(project: Project | None = None) -> list[dict[str, str]]:
    """Return the reviewed lines. Raises Problem if one does not say who decided it, and why."""
    rows = read_reference(SHOWN_NAMES, project or find_project(), SHOWN_COLUMNS, noted=False)
    for number, row in enumerate(rows, start=1):
        lacking = [one for one in ("name", "decided_by", "decided_on", "reason") if not row[one]]
        if lacking or row["what"] not in (*WHATS, "*"):
            raise Problem(
                f"The line does not say {lacking[0]}" if lacking else f"{row['what']!r} is no name",
                file=SHOWN_NAMES,
                row=number,
                expected=f"what is one of {', '.join(WHATS)}, and who decided, when and why",
            )
    return [dict(row) for row in rows]


def list_shown_names(what: str, release: str, project: Project) -> set[str]:
    """Return the names that reviewed lines let be shown of a release, folded; `*` is any."""
    found = {
        fold_shown_name(row["name"])
        for row in read_shown(project)
        if row["what"] in (what, "*") and row["release"] in (release, "", "*")
    }
    if what == "agency":
        for file, column in (("agencies.csv", "name"), ("aliases.csv", "alias")):
            rows = read_reference(file, project, (column,), noted=False)
            found |= {fold_shown_name(row[column]) for row in rows}
    if what == "state":
        for row in read_reference("states.csv", project, ("state", "name"), noted=False):
            found |= {fold_shown_name(row["state"]), fold_shown_name(row["name"])}
    return found


def is_public(release: str, project: Project) -> bool:
    """Return whether a release is one of the catalog, whose names anyone can look up."""
    from helpers.releases.catalog import CATALOG

    listed = read_reference(CATALOG, project, ("name",), noted=False)
    return release in {row["name"] for row in listed} and project.release(release).is_relative_to(
        project.fetched
    )


def fold_shown_name(name: str) -> str:
    """Return a name as reviewed lines are looked up: without case and extra blanks."""
    return " ".join(name.split()).casefold()


def find_unreviewed(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    schema: Schema,
    release: str,
    project: Project,
) -> pa.Table:
    """Return the values without the shape of their column: column, value, shown.

    `rows` is the SQL of the rows as they are on disk. Values are numbered by a hash, so the
    number reveals nothing about the value's position in the file or the alphabet.
    """
    import pyarrow as pa

    asked = []
    for column in schema.columns:
        test = _write_test(column, release, project) if is_held(column) else ""
        if test:
            counted = "count(*) AS n, sum(count(*)) OVER () AS total"
            values = f"SELECT {quote(column.name)} AS value, {counted} FROM {rows} GROUP BY 1"
            asked.append(
                f"SELECT {text(column.name)} AS column_name, value, "
                f"concat({text(_NOUNS[column.content])}, row_number() OVER (ORDER BY hash(value))) "
                f"AS shown FROM ({values}) WHERE value IS NOT NULL AND NOT ({test})"
            )
    if not asked:
        return pa.table({name: pa.array([], pa.string()) for name in ("column_name", "value")})
    found: pa.Table = connection.cursor().sql(" UNION ALL ".join(asked)).to_arrow_table()
    return found


_NOUNS = {
    Holds.AGENCIES: "unreviewed name ",
    Holds.STATES: "unreviewed state ",
    Holds.CLASSES: "unreviewed class ",
}


def is_held(column: Column) -> bool:
    """Return whether values of a column are held to a shape."""
    public = column.sensitivity is Sensitivity.PUBLISHABLE and column.type == "text"
    return public and not column.counted and column.content in _NOUNS


def _write_test(column: Column, release: str, project: Project) -> str:
    """Return the SQL of whether `value`, which `n` rows of `total` have, has the shape."""
    whats = {Holds.AGENCIES: "agency", Holds.STATES: "state", Holds.CLASSES: "class"}
    known = list_shown_names(whats[column.content], release, project)
    if "*" in known:
        return ""
    listed = ", ".join(map(text, sorted(known))) or "''"
    folded = "lower(trim(regexp_replace(value, '\\s+', ' ', 'g')))"
    bare = f"length(value) <= {LONGEST} AND NOT regexp_matches(value, {text(_UNSHOWN)})"
    if column.content is Holds.AGENCIES:
        like = f"regexp_matches(x, {text(AGENCY)}) AND NOT regexp_matches(x, {text(UNLIKE)})"
        each = f"list_filter(string_split(value, '; '), lambda x: NOT ({like}))"
        bare = f"(length(value) <= {LONGEST} OR contains(value, '; '))"
        marks = r"\s*[\[(]\s*(federal|inactive|deactivated)\s*[\])]\s*"
        folded = f"trim(regexp_replace({folded}, {text(marks)}, ' ', 'g'))"
        return f"({bare} AND len({each}) = 0) OR {folded} IN ({listed})"
    if column.content is Holds.STATES:
        return f"regexp_full_match(value, '[A-Z]{{2}}') OR {folded} IN ({listed})"
    words = " ".join((column.meaning, *map(str, column.redactions), *column.headers))
    phrases = {fold_shown_name(one) for one in re.split(r"[,;:.()`]|\bor\b|\band\b|\ban?\b", words)}
    phrases_listed = ", ".join(map(text, sorted(phrases)))
    often = f"n >= {OFTEN} AND n * {OF_ROWS} >= total"
    return f"({bare} AND ({often} OR {folded} IN ({phrases_listed}))) OR {folded} IN ({listed})"


def write_times_test(value: str) -> str:
    """Return the SQL of whether a text is nothing but timestamps."""
    return f"regexp_full_match({value}, {text(_TIMES)})"
