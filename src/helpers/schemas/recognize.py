"""Recognize: which kind a file is, and which column of its schema each header is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import cache, partial
from typing import Protocol

from helpers.errors import NoTable, Problem, list_some, shorten
from helpers.schemas.headers import (
    JOINED,
    LEFT_OUT,
    HeaderTest,
    fold_header,
    list_senses,
    split_zone,
)
from helpers.schemas.schema import Column, Schema, load_schema, load_schemas

GIVEN_WAY = 0.5
"""What is left of a kind's score where a kind that it gives way to fits."""

NEARLY = 0.8
"""A header that is so like a column's spelling may well be that column (difflib's ratio)."""

NEAR = 0.75
"""A kind whose score is at least this share of the best one's is named with it."""


class NoMapping(Problem):
    """A problem that would not be solved by saying which column each header is."""


@dataclass(frozen=True)
class Match:
    """The position of each answered column, the headers that no column reads, what is missing."""

    positions: dict[str, int]
    unread: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def names(self) -> dict[int, str]:
        """The column of each read header, by its position: a window, and not one of its ends."""
        return {position: name for name, position in reversed(self.positions.items())}


@dataclass(frozen=True)
class Guess:
    """How much of a kind's schema a header answers, from 0 to 1."""

    kind: str
    score: float


@dataclass(frozen=True)
class Identity:
    """The kind of all files of a release, how much of it they answer, and what is not read."""

    schema: Schema
    score: float
    unread: tuple[str, ...]
    notes: tuple[str, ...]


class Part(Protocol):
    """What `identify` asks of the records of a file or part."""

    @property
    def file(self) -> str:
        """The file's name in its release."""

    @property
    def part(self) -> str | None:
        """The name of the part, if the file has several."""

    @property
    def header(self) -> tuple[str, ...]:
        """The header."""


def match_header(schema: Schema, header: Sequence[str]) -> Match:
    """Return where the columns of `schema` are in `header`.

    A header that is a column's own name is that column's, and no other's; of other spellings the
    first counts. A time may have its zone behind its name (`searchDatePST`). A column that is one
    end of a window is where the window is, if it has no header of its own. A column that cleaning
    counts is in no file.
    """
    folded = [fold_header(cell) for cell in header]
    names = {fold_header(column.name): column.name for column in schema.columns}
    first = {name: position for position, name in reversed([*enumerate(folded)])}
    timed = _list_timed(header)
    positions: dict[str, int] = {}
    for column in schema.columns:
        if column.counted:
            continue
        own = first.get(fold_header(column.name))
        found = [
            first[spelling]
            for spelling in map(fold_header, column.headers)
            if spelling in first and names.get(spelling, column.name) == column.name
        ]
        if column.type == "time" and own is None and not found:
            found = [timed[s] for s in map(fold_header, column.spellings) if s in timed]
        if own is not None or found:
            positions[column.name] = min(found) if own is None else own
    for column in schema.columns:
        if column.end_of and column.end_of[0] in positions:
            positions.setdefault(column.name, positions[column.end_of[0]])
    read = set(positions.values())
    taken = {folded[position] for position in read}
    unread = tuple(
        f"{name} (once more, in column {position + 1})" if folded[position] in taken else name
        for position, name in enumerate(header)
        if position not in read and name.strip() and not name.endswith(JOINED)
    )
    missing = tuple(c.name for c in schema.columns if c.required and c.name not in positions)
    return Match(positions, unread, missing)


def _list_timed(header: Sequence[str]) -> dict[str, int]:
    """Return the position of each header that ends with a time zone, by what is before that."""
    split = [split_zone(cell) for cell in header]
    timed: dict[str, int] = {}
    for position, (name, zone) in enumerate(split):
        if zone:
            timed.setdefault(fold_header(name), position)
    return timed


def find_unread(schema: Schema, header: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of a kind that a file seems to have, under a header that is not read.

    We can't say that the file lacks such a column.

    >>> find_unread(load_schema("flock-network-audit"),
    ...             ["Org Name", "Search Time", "Case # (left out)", "License Plates"])
    ('plate', 'case_number')
    """
    match = match_header(schema, header)
    unread = [
        name.partition(" (once more")[0].removesuffix(f" {LEFT_OUT}") for name in match.unread
    ]
    folded = [fold_header(name) for name in unread]
    return tuple(
        column.name
        for column in schema.columns
        if folded
        and column.name not in match.positions
        and not column.derived
        and (column.end_of is None or column.end_of[0] not in match.positions)
        and _find_likeness(column, folded) >= NEARLY
    )


def find_zones(schema: Schema, header: Sequence[str]) -> dict[str, str]:
    """Return the headers of times that name a time zone, and the zone as they name it.

    >>> find_zones(load_schema("flock-portal-log"), ["id", "userId", "searchDatePST"])
    {'searchDatePST': 'PST'}
    """
    times = {column.name for column in schema.columns if column.type == "time"}
    read = [header[at] for name, at in match_header(schema, header).positions.items()
            if name in times]  # fmt: skip
    return {name: split_zone(name)[1] for name in read if split_zone(name)[1]}


def make_header_test(schemas: Iterable[Schema]) -> HeaderTest:
    """Return a test whether a row of text is a header of any of `schemas`, complete as required.

    It finds a header below a banner, and distinguishes sheets of rows from covers and pivots.
    """
    known = tuple(schemas)
    spellings = (name for schema in known for column in schema.columns for name in column.spellings)
    return HeaderTest(partial(_heads_any, known), frozenset(spellings))


def _heads_any(schemas: Sequence[Schema], row: Sequence[str]) -> bool:
    # Not a closure: readers send the test to another process.
    return any(_heads(schema, row) for schema in schemas)


def _heads(schema: Schema, row: Sequence[str]) -> bool:
    # One name alone may be a word of a title.
    if schema.no_other_columns and all(cell.strip() for cell in row):
        return fits_kind(schema, row)
    return fits_kind(schema, row) and len(match_header(schema, row).positions) >= min(
        2, len(schema.columns)
    )


def fits_kind(schema: Schema, header: Sequence[str]) -> bool:
    """Return whether a header may be of a kind: it has what is required, and nothing it may not."""
    match = match_header(schema, header)
    return not match.missing and not (schema.no_other_columns and match.unread)


def find_header_test(kind: str | None = None) -> HeaderTest:
    """Return a test whether a row is a header of a kind: of the one named, else of any."""
    return make_header_test(load_schemas().values() if kind is None else [load_schema(kind)])


def require_header(
    schema: Schema, header: Sequence[str], *, file: str, part: str | None = None
) -> Match:
    """Return `match_header`, or a Problem that names the missing column and the nearest spelling.

    Raises Problem if a required column is missing.
    """
    match = match_header(schema, header)
    if match.missing:
        names = ", ".join(match.missing)
        what = f"columns {names} are" if len(match.missing) > 1 else f"column {names} is"
        spellings = [" or ".join(schema.column(name).spellings) for name in match.missing]
        quoted = () if looks_like_row(header) else match.unread
        near = get_close_matches(match.missing[0], quoted, n=1)
        hint = f"The nearest header is {shorten(near[0])}. " if near else ""
        raise Problem(
            f"The {what} missing; {_show_header(header, 'the header found is')}",
            file=file,
            part=part,
            expected=f"columns headed {list_some(spellings)}",
            remedy=f"{hint}If the file is of another kind, name that kind",
        )
    return match


_DATA = re.compile(
    r"\s*(?:[-+$]?[0-9][0-9,.]*%?|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}.*|[*]{2,}"
    r"|[0-9a-fA-F]{8}-[0-9a-fA-F-]{20,}|(?i:\[?redacted\]?)|[^,]{60,})\s*",
    re.DOTALL,
)
"""A cell that no header has: a number, a day, an id, a mark, or a sentence."""


_IDENTIFIER = re.compile(
    r"(?<![^\W_])(?![0-9]+d(?![^\W_]))(?=[^\W_]*[A-Za-z])(?:[^\W_]*[0-9]){2}[^\W_]*"
    r"|[0-9]{4,}|^[0-9]+ [A-Za-z]"
    r"|[(]?[0-9]{3}[)]?[- .][0-9]{3}"
)
"""What a header seldom has: a plate, a case, an address or a phone."""


_COLUMN_WORDS = """
access account action activity address agencies agency agreement amount answer as at audit badge
by cam camera case category cause cities city class code comment cost count counties county
created custodian data date datetime day department dept description detail device direction
district duration email end entities entity event external field file filter first flag format
frame from full group hit hotlist id identifier inbound index info item key kind label last
latitude level license line list local location log longitude look lookup lpr make measure message
moa model moderation month name nature network no note num number offense officer operator org
organization origin outbound owner page part partner period person phone place plate platform
portal price prompt provider purpose queries query question quote rank rate read reader reason
received record ref reference region remark remarks request requester requesting result role row
search searched searcher seen sent share shared sharing signed since site slug source start state
status subject submitted sum support survey system tag text time timestamp title to topic total
tracking type unique unit updated url user username utc value vehicle vin volume when where who
why with year zip zone
"""
_JOINING = "a an and for in is my of on or our that the us was we with"
_NAMING, _PASSED_OVER = frozenset(_COLUMN_WORDS.split()), frozenset(_JOINING.split())
_HEADER_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def looks_like_row(header: Sequence[str]) -> bool:
    """Return whether a first line may be a row of data, which is quoted nowhere.

    A header has none of the cells that only rows have, and in at least half of its cells words that
    columns are called by; or nearly all of its words mean columns of one kind.

    >>> looks_like_row(["Plate", "Case #"]), looks_like_row(["SYN1234", "theft"])
    (False, True)
    >>> looks_like_row(["searches_last_30", "hits_30d"])
    False
    >>> looks_like_row(["Jane Example", "Sample PD", "Stolen vehicle"])
    True
    """
    if _holds_values(header):
        return True
    given = [cell for cell in header if cell.strip()]
    if 2 * sum(map(_is_naming, given)) >= len(given):
        return False
    return rank_nearest(header)[0].score < SURELY


def _holds_values(header: Sequence[str]) -> bool:
    """Return whether a first line has cells that only rows have."""
    return any(_DATA.fullmatch(cell) or _IDENTIFIER.search(cell) for cell in header)


def _is_naming(cell: str) -> bool:
    """Return whether more than half of the words of a cell are those of columns, or misspelled."""
    words = [word.lower() for word in _HEADER_WORD.findall(cell)]
    words = [word for word in words if word not in _PASSED_OVER]
    return 2 * sum(map(_is_column_word, words)) > len(words)


@cache
def _is_column_word(word: str) -> bool:
    known = word in _NAMING or word.removesuffix("s") in _NAMING
    return known or (len(word) > 4 and bool(get_close_matches(word, _NAMING, n=1, cutoff=0.82)))


def _show_header(header: Sequence[str], begin: str = "its header is") -> str:
    """Return a header for a message; a line that may be a row of data is not quoted.

    >>> _show_header(["State", "Agency"]), _show_header(["a1", "***", "2026-03-10"])
    ('its header is: State, Agency', 'its first line of 3 cells looks like a row, not a header')
    """
    if looks_like_row(header):
        cells = f" of {len(header):,} cells" if len(header) > 1 else ""
        return f"its first line{cells} looks like a row, not a header"
    return f"{begin}: {list_some(header)}"


def score_header(schema: Schema, header: Sequence[str]) -> float:
    """Return how much of the schema a header answers, and how much of the header it reads.

    The share of required columns found, times the mean of the share of columns found and the
    share of headers read: 1 means that both are complete, 0 that no required column is there.
    """
    match = match_header(schema, header)
    if schema.no_other_columns and (match.unread or match.missing):
        return 0.0
    required = sum(column.required for column in schema.columns)
    named = [cell for cell in header if cell.strip()]
    if not named or not match.positions:
        return 0.0
    kept = 1 - len(match.missing) / required if required else 1.0
    answered = len(match.positions) / sum(not column.counted for column in schema.columns)
    read = len(set(match.positions.values())) / len(named)
    return kept * (answered + min(read, 1.0)) / 2


def recognize(header: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> list[Guess]:
    """Return the kinds that a header (and some rows under it) may be, likeliest first."""
    known = load_schemas()
    scores = {
        name: score_header(schema, header)
        * _score_names(schema, header, sample)
        * (
            GIVEN_WAY
            if schema.gives_way_to and fits_kind(known[schema.gives_way_to], header)
            else 1
        )
        for name, schema in known.items()
    }
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return [Guess(kind, score) for kind, score in ranked]


def list_sample_names(
    schema: Schema, column: str, header: Sequence[str], sample: Sequence[Sequence[str]]
) -> set[str]:
    """Return the names that a column of the rows of `sample` holds, without case and blanks.

    >>> audit = load_schema("flock-network-audit")
    >>> rows = [["A PD", ""], ["a  pd ", ""]]
    >>> sorted(list_sample_names(audit, "org_name", ["Org Name", "Search Time"], rows))
    ['apd']
    """
    position = match_header(schema, header).positions.get(column)
    cells = [row[position] for row in sample if position is not None and position < len(row)]
    return {fold_header(str(cell)) for cell in cells if isinstance(cell, str) and cell.strip()}


def _score_names(schema: Schema, header: Sequence[str], sample: Sequence[Sequence[str]]) -> float:
    """Return what is left of a score by how many names the rows have in a column."""
    facts = schema.names
    if facts is None or facts.column not in match_header(schema, header).positions:
        return 1.0
    names = list_sample_names(schema, facts.column, header, sample)
    return (facts.none, facts.one, facts.several)[min(len(names), 2)]


def identify(
    parts: Sequence[Part],
    kind: str | None = None,
    *,
    sample: Sequence[Sequence[str]] = (),
    is_prose: bool = False,
) -> Identity:
    """Return the kind of `parts`: the one named, else the one that the first header answers best.

    `sample` are some rows of the first part, and `is_prose` says that its lines are those of a
    letter. Raises Problem if no kind has all its required columns, or a part lacks one of them;
    NoMapping if that part is of another kind; NoTable if what is read is a letter.
    """
    first = parts[0]
    guesses = recognize(first.header, sample)
    scores = {guess.kind: guess.score for guess in guesses}
    notes: tuple[str, ...] = ()
    if kind is None:
        kind = guesses[0].kind
        if not fits_kind(load_schema(kind), first.header):
            if is_prose and not guesses[0].score:
                raise _refuse_prose(first)
            raise Problem(
                f"The file is of no kind that we know; {_show_header(first.header)}",
                file=first.file,
                part=first.part,
                remedy=_explain_nearest(first.header),
            )
        notes = tuple(
            f"It could also be {guess.kind} ({guess.score:.0%}); say so with --kind"
            for guess in guesses[1:]
            if guess.score >= NEAR * scores[kind]
        )
    schema = load_schema(kind)
    for part in parts[1:]:
        _refuse_other_kind(part, first, schema)
    matches = [
        require_header(schema, part.header, file=part.file, part=part.part) for part in parts
    ]
    unread = dict.fromkeys(name for match in matches for name in match.unread)
    return Identity(schema, scores[kind], tuple(unread), notes)


def _refuse_prose(part: Part) -> NoTable:
    """Return the Problem of lines that are those of a letter, under no header that is known."""
    return NoTable(
        "We found no table: the lines are not in columns, and none is a header that we know",
        file=part.file,
        part=part.part,
        expected="a line of column names, and rows below it",
        remedy="If it is a letter or a report, it has no rows to add; if it is a table, ask "
        "the custodian for the spreadsheet behind it",
    )


def _refuse_other_kind(part: Part, first: Part, schema: Schema) -> None:
    """Raise NoMapping if a part is of another kind than the first one."""
    if not match_header(schema, part.header).missing:
        return
    other, *rest = recognize(part.header)
    if not fits_kind(load_schema(other.kind), part.header):
        return
    near = [guess.kind for guess in rest if fits_kind(load_schema(guess.kind), part.header)]
    kinds = " or ".join([other.kind, *near[:1]])
    if match_header(schema, first.header).missing:
        return
    raise NoMapping(
        f"This is {kinds}, and what comes before it is {schema.kind}",
        file=part.file,
        part=part.part,
        expected="files of one kind in a release",
        remedy="Add them as two releases, each with --only and the names of its files. If one "
        f"workbook holds both, name the kind, and only its sheets are read: --kind {schema.kind}, "
        "and in a second release the other kind",
    )


LIKE = 0.6
"""How like a header a spelling must be to count as a sign of its column (difflib's ratio)."""


COMPARED = 60
"""So many headers of a file are compared with what the kinds know; nobody reads a longer list."""

NEAR_ENOUGH = 0.4
"""How near a kind must be, of 1, to be called so: what is further is only where to begin."""


SURELY = 0.8
"""How near a kind must be for a line to be a header, whatever words it has."""

NOT_FAR = 0.5
"""How near a kind must be for a table among others of a kind to be more than an invoice."""


def rank_nearest(header: Sequence[str]) -> list[Guess]:
    """Return the kinds, nearest first: those that a header of no kind may be meant for.

    The nearest is the one whose required columns the header names by spelling or by sense, and
    whose columns are what most of the header's names are. A first line that is a row, and no
    header, is compared by its length and by whether it has a time.
    """
    known = load_schemas()
    if _holds_values(header):
        scores = {name: _score_row(schema, header) for name, schema in known.items()}
    else:
        names = [cell for cell in header if cell.strip()][:COMPARED]
        scores = {name: _score_nearness(schema, names) for name, schema in known.items()}
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return [Guess(kind, score) for kind, score in ranked]


def is_far(header: Sequence[str], headers: Iterable[Sequence[str]]) -> bool:
    """Return whether a header is near no kind, and not a row of the files that it came with.

    `headers` are those files' headers: a first line of as many cells may be a row of such a file.

    >>> log = ["ID", "Name", "Org Name", "Reason", "Search Time"]
    >>> is_far(["Item", "Amount"], [log]), is_far(["Agency", "Why", "Searched on"], [log])
    (True, False)
    >>> is_far(["a1", "X", "Sample PD", "theft", "2026-03-10"], [log])
    False
    """
    if looks_like_row(header) and any(abs(len(header) - len(one)) < 2 for one in headers):
        return False
    return rank_nearest(header)[0].score < NOT_FAR


def _score_nearness(schema: Schema, header: Sequence[str]) -> float:
    """Return how much of a kind a header seems to mean, and how much of the header that is."""
    if not header or (schema.no_other_columns and len(header) > len(schema.columns)):
        return 0.0
    columns = [column for column in schema.columns if not column.counted]
    likeness = [[rate_header(column, cell) for cell in header] for column in columns]
    meant = sum(max(cell) for cell in zip(*likeness, strict=True)) / len(header)
    required = [row for row, column in zip(likeness, columns, strict=True) if column.required]
    needed = _pair(required) / len(required) if required else meant
    answered = sum(max(row) for row in likeness) / len(columns)
    return float(needed + 2 * meant + answered / 4) / 3.25


def _pair(likeness: Sequence[Sequence[float]]) -> float:
    """Return the sum of the likenesses of columns, each with a header of its own, likest first."""
    cells = [(one, row, at) for row, line in enumerate(likeness) for at, one in enumerate(line)]
    total, rows, columns = 0.0, set[int](), set[int]()
    for one, row, at in sorted(cells, reverse=True):
        if row not in rows and at not in columns:
            total += one
            rows.add(row)
            columns.add(at)
    return total


def rate_header(column: Column, header: str) -> float:
    """Return how like a header is to a column's spellings, in letters or words, from 0 to 1."""
    likest = max(_find_likeness(column, [fold_header(header)]), compare_words(column, header))
    return likest if likest >= LIKE else likest / 2


def compare_words(column: Column, header: str) -> float:
    """Return how like the words of a header are to those of a column's spellings, from 0 to 1.

    >>> compare_words(load_schema("flock-network-audit").column("searched_at"), "Searched on")
    1.0
    """
    words, likest = list_senses(header), 0.0
    for spelling in column.spellings if words else ():
        known = list_senses(spelling)
        likest = max(likest, 2 * len(words & known) / (len(words) + len(known)))
    return likest


def _score_row(schema: Schema, row: Sequence[str]) -> float:
    """Return how near the length of a row is to that of a kind's, if both have a time or not."""
    types = {column.type for column in schema.columns if column.required}
    timed = any(re.match(r"\s*[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}\s*\S", c) for c in row)
    if not schema.orders:  # no export of the kind is known to come without a header
        return 0.0
    apart = min(abs(len(row) - len(order)) for order in schema.orders)
    return (1 + (timed == bool(types & {"time", "date", "month"}))) / (10 + apart)


def _find_likeness(column: Column, folded: Sequence[str]) -> float:
    """Return how like the nearest header is to the nearest spelling of a column, from 0 to 1."""
    best = 0.0
    for spelling in map(fold_header, column.spellings):
        if spelling in folded:
            return 1.0
        matcher = SequenceMatcher(b=spelling)
        for name in folded:
            matcher.set_seq1(name)
            least = max(best, LIKE)  # the first ratio goes by the lengths alone
            if matcher.real_quick_ratio() > least and matcher.quick_ratio() > least:
                best = max(best, matcher.ratio())
    return best if best >= LIKE else 0.0


def propose_kind(header: Sequence[str]) -> str:
    """Return the kind that a header fits, else the one that is nearest to it."""
    best = recognize(header)[0].kind
    return best if fits_kind(load_schema(best), header) else rank_nearest(header)[0].kind


def _explain_nearest(header: Sequence[str]) -> str:
    """Name the nearest kind, and what the file lacks of it."""
    nearest = rank_nearest(header)[0]
    lacking = list_some(match_header(load_schema(nearest.kind), header).missing)
    nearby = f"The nearest kind is {nearest.kind}, but we found no header for {lacking}"
    if nearest.score < NEAR_ENOUGH:
        nearby = f"No kind is near. The first to try is {nearest.kind}, which needs {lacking}"
    return f"{nearby}. If it is of another kind, name that with --kind"
