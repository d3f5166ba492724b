"""Withheld: the values of a release that may not leave, as hashes of whole words.

A value is looked for as its words, in small letters, with single blanks: of a longer text its first
eight. Where letters and digits are mixed it is also looked for without blanks and signs, and so is
each such word within a free text. Not looked for are what is too short to say anything (fewer than
four characters, or six digits without a letter), days, decimals, and counts with commas.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.cleaning.shown_values import IDENTIFIER, write_times_test
from helpers.cleaning.table import MEMORY, Table, list_dtypes
from helpers.privacy.positions import list_names
from helpers.project import SHOWN_NAMES, Project, open_scratch
from helpers.quoting import name as quote
from helpers.quoting import path, text
from helpers.readers.records import open_database
from helpers.schemas.schema import Holds, Sensitivity
from helpers.status import DataStatus

if TYPE_CHECKING:
    import duckdb

MOST_WORDS = 8
SHORTEST = 4
FEWEST_DIGITS = 6
LONGEST_WORD = 40
_VERSION = "3"

THOUSANDS = r"\b[0-9]{1,3}(?:,[0-9]{3})+\b"
"""A count with commas, which isn't an identifier."""

_DAY = (
    r"(?:19|20)[0-9]{2} [0-9]{1,2}(?: [0-9]{1,2})?"
    r"|[0-9]{1,2} [0-9]{1,2} (?:19|20)[0-9]{2}"
    r"|[0-9]{1,2} [0-9]{2} [0-9]{2}"
)

_MIXED = text(IDENTIFIER.replace(r"\b", ""))

# From a value to its words; each step is a query of its own, as DuckDB copies what is named twice.
_FORMS = f"""
folded AS (SELECT c, value, lower(CASE WHEN contains(value, ',')
  THEN regexp_replace(value, '{THOUSANDS}', ' ', 'g') ELSE value END) AS v FROM given),
split AS (SELECT c, value, regexp_extract_all(v, '[\\p{{L}}\\p{{N}}]+') AS w FROM folded),
worded AS (
  SELECT c, value, w, list_slice(w, 1, {MOST_WORDS}) AS first,
  array_to_string(list_slice(w, 1, {MOST_WORDS}), ' ') AS phrase FROM split WHERE len(w) > 0
),
forms AS (
  SELECT c, value, unnest(list_concat([phrase],
    CASE WHEN len(w) BETWEEN 2 AND 4 AND length(phrase) <= 20 AND regexp_matches(phrase, '[0-9]')
      AND regexp_matches(phrase, '\\p{{L}}') THEN [array_to_string(first, '')] ELSE [] END,
    CASE WHEN len(w) > 1 AND regexp_matches(value, '[0-9]') THEN list_filter(w, lambda x:
      length(x) BETWEEN 5 AND {LONGEST_WORD} AND regexp_full_match(x, {_MIXED})
      AND (regexp_matches(x, '\\p{{L}}') OR length(x) > {FEWEST_DIGITS} AND len(w) > 2))
      ELSE [] END)) AS phrase FROM worded
),
sought AS (
  SELECT c, value, phrase, len(string_split(phrase, ' ')) AS n FROM forms WHERE CASE
    WHEN upper(phrase) <> phrase OR regexp_matches(phrase, '\\p{{L}}')
      THEN length(phrase) >= {SHORTEST}
    ELSE length(replace(phrase, ' ', '')) >= {FEWEST_DIGITS}
      AND NOT regexp_full_match(phrase, '{_DAY}') END
)
"""


@dataclass(frozen=True)
class Hit:
    """A value that may not leave and is in published text: its position and its column."""

    where: str
    release: str
    column: str
    file: str = ""
    row: int | None = None


@dataclass
class Withheld:
    """What may not leave of one release: the hashes in `file`, and its names."""

    table: Table
    project: Project
    file: Path
    names: Mapping[str, str] = field(default_factory=dict)


_KEPT: dict[Path, Withheld] = {}
"""What was found in this process: each file's name changes with all that it was made from."""


def find_withheld(table: Table, project: Project) -> Withheld:
    """Return what may not leave of a table; its hashes are made once, and kept in the state."""
    import duckdb

    shown = project.reference(SHOWN_NAMES)
    references = [project.reference(one) for one in ("agencies.csv", "aliases.csv", "states.csv")]
    reviewed = [one.read_bytes() if one.is_file() else b"" for one in (shown, *references)]
    facts = [_VERSION, duckdb.__version__, table.digest, table.schema.model_dump_json()]
    digest = hashlib.sha256(b"\0".join([*(one.encode() for one in facts), *reviewed])).hexdigest()
    folder = project.state / "withheld"
    file = folder / f"{table.release}-{digest[:16]}.parquet"
    if file in _KEPT and file.is_file():
        return _KEPT[file]
    if not file.is_file():
        with open_scratch(folder, ".hashing-") as scratch:
            made = scratch / "hashes.parquet"
            _write_hashes(table, made, scratch)
            for old in folder.glob(f"{table.release}-{'[0-9a-f]' * 16}.parquet"):
                old.unlink(missing_ok=True)
            made.replace(file)
    names: dict[str, str] = {}
    release_words = " ".join(split_text(table.release))
    for what, name in list_names(table, project):
        for phrase in fold_phrases(name):
            if f" {phrase} " not in f" {release_words} ":  # an id is chosen to be shown
                names.setdefault(phrase, what)
    _KEPT[file] = Withheld(table, project, file, names)
    return _KEPT[file]


def _write_hashes(table: Table, target: Path, scratch: Path) -> None:
    with contextlib.closing(table.connection.cursor()) as cursor:
        cursor.execute(f"SET temp_directory = {text(str(scratch))}")
        given = " UNION ALL ".join(_list_values(table, cursor)) or _NOTHING
        cursor.execute(
            f"COPY (WITH given AS ({given}), {_FORMS}, hashed AS ("
            "SELECT hash(phrase) AS h, n::UTINYINT AS n FROM sought UNION ALL "
            "SELECT hash(array_to_string(list_slice(string_split(phrase, ' '), 1, 2), ' ')), "
            "0::UTINYINT FROM sought WHERE n > 2) "
            f"SELECT DISTINCT h, n FROM hashed) TO {text(str(target))} (FORMAT parquet)"
        )


_NOTHING = "SELECT '' AS c, '' AS value WHERE false"


def _list_values(table: Table, cursor: duckdb.DuckDBPyConnection | None = None) -> Iterator[str]:
    """Yield the SQL of each column's values that may not leave: the column, and a text.

    With `cursor`, texts with letters beyond ASCII are brought into one form.
    """
    schema = table.schema
    by_name = {column.name: column for column in schema.columns}
    ours = table.data_status is DataStatus.TRANSCRIBED
    for name in list_dtypes(schema):
        column = by_name.get(name)
        value = f"{quote(name)}::VARCHAR"
        if schema.sensitivity_of(name) is not Sensitivity.PUBLISHABLE:
            test = "true"
        elif column is None or column.type != "text" or column.counted or ours:
            continue
        elif column.content is Holds.TIMES:
            test = f"NOT {write_times_test(value)}"
        elif column.content is Holds.ANYTHING:
            test = f"regexp_matches({value}, {text(IDENTIFIER)})"
        else:
            test = ""
        if not test:
            held = "SELECT value AS v FROM held WHERE column_name = "
            rows = f"({held}{text(name)})" if _has_held(table) else "(SELECT NULL AS v)"
        else:
            each = "" if name == schema.id_column else "DISTINCT "
            rows = f"(SELECT {each}{value} AS v FROM raw_rows WHERE {value} IS NOT NULL AND {test})"
        listed = f"SELECT {text(name)} AS c, v AS value FROM {rows} WHERE v IS NOT NULL"
        yield listed
        if cursor is not None:
            yield from _normalize(cursor, listed, f"beyond_{name}")


def _has_held(table: Table) -> bool:
    tables = table.connection.cursor().execute("SELECT table_name FROM duckdb_tables()").fetchall()
    return ("held",) in tables


def _normalize(cursor: duckdb.DuckDBPyConnection, listed: str, name: str) -> Iterator[str]:
    """Yield the SQL of the values with letters beyond ASCII, in the form that texts are read in."""
    import pyarrow as pa
    import pyarrow.compute as pc

    beyond = cursor.sql(f"SELECT * FROM ({listed}) WHERE strlen(value) <> length(value)")
    found = beyond.to_arrow_table()
    if found.num_rows:
        plain = pc.utf8_normalize(found.column("value"), form="NFKC")
        cursor.register(name, pa.table({"c": found.column("c"), "value": plain}))
        yield f"SELECT c, value FROM {quote(name)}"


# Texts: their phrases, as hashes are of them.

_WORD = re.compile(r"[^\W_]+")
_COUNT = re.compile(rf"{THOUSANDS}|(?<![\w.])[0-9]+\.[0-9]+(?![\w.])")
_RUN = re.compile(r"[0-9]+(?:[-/.:() ]{1,2}[0-9]+)+")


def split_text(piece: str) -> list[str]:
    """Return the words of a text, in small letters, without counts and decimals.

    >>> split_text("O'Neil_7ABC-123, of 2,671,776")
    ['o', 'neil', '7abc', '123', 'of']
    """
    return _WORD.findall(_COUNT.sub(" ", piece).lower())


def list_runs(piece: str) -> Iterator[list[str]]:
    """Yield the digits that are close together in a text: a phone, a number with its year."""
    for found in _RUN.finditer(_COUNT.sub(" ", piece)):
        yield re.findall("[0-9]+", found[0])


def fold_phrases(name: str) -> list[str]:
    """Return what is looked for of a name: all of it, without its ending, and words like a plate.

    >>> fold_phrases("SYN1234 log.csv")
    ['syn1234 log csv', 'syn1234 log', 'syn1234']
    """
    pieces = [name, *re.split(r"[/\\]", name)]
    pieces += [re.sub(r"\.\w{2,5}$", "", piece) for piece in pieces]
    found = [" ".join(split_text(piece)[:MOST_WORDS]) for piece in pieces]
    found += [word for word in split_text(name) if re.fullmatch(f"(?:{IDENTIFIER})", word)]
    kept = [one for one in found if len(one) >= SHORTEST and re.search(r"[^\W\d_]", one)]
    digits = {one: one.replace(" ", "") for one in found}
    kept += [one for one in found if digits[one].isdigit() and len(digits[one]) >= FEWEST_DIGITS]
    return list(dict.fromkeys(kept))


def search(sets: Sequence[Withheld], pieces: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the phrases in `pieces` that may not leave, each with its first position.

    Whether they are excused, and of what they are, is another question: see `locate`.
    """
    split: list[tuple[str, list[str]]] = []
    seen: set[str] = set()
    close: dict[str, str] = {}
    for where, piece in pieces:
        if piece in seen:
            continue
        seen.add(piece)
        split.append((where, split_text(piece)))
        for run in list_runs(piece):
            for start in range(len(run)):
                for end in range(start + 2, min(start + MOST_WORDS, len(run)) + 1):
                    close.setdefault(" ".join(run[start:end]), where)
    single: dict[str, str] = {}
    double: dict[str, str] = {}
    for where, words in split:
        for word in words:
            single.setdefault(word, where)
        for pair in pairwise(words):
            double.setdefault(" ".join(pair), where)
    files = [one.file for one in sets]
    names = set().union(*(one.names for one in sets)) if sets else set()
    met = _match(files, {1: single, 2: double, 9: close})
    starts = met.pop(0, set())
    hits = {phrase: single[phrase] for phrase in met.get(1, ())}
    hits |= {phrase: double[phrase] for phrase in met.get(2, ()) if _has_letter(phrase)}
    hits |= {phrase: close[phrase] for phrase in met.get(9, ())}
    starts |= {" ".join(name.split()[:2]) for name in names if name.count(" ") > 1}
    longer: dict[int, dict[str, str]] = {n: {} for n in range(3, MOST_WORDS + 1)}
    for where, words in split:
        for start, pair in enumerate(pairwise(words)):
            if " ".join(pair) in starts:
                for end in range(start + 3, min(start + MOST_WORDS, len(words)) + 1):
                    longer[end - start].setdefault(" ".join(words[start:end]), where)
    met = _match(files, longer)
    for n, phrases in met.items():
        hits |= {phrase: longer[n][phrase] for phrase in phrases if _has_letter(phrase)}
    for known in (single, double, *longer.values()):
        hits |= {name: known[name] for name in names & known.keys()}
    return hits


def _has_letter(phrase: str) -> bool:
    return re.search(r"[^\W\d_]", phrase) is not None


def _match(files: Sequence[Path], phrases: Mapping[int, Mapping[str, str]]) -> dict[int, set[str]]:
    """Return which phrases of so many words are among the hashes; under 0, which begin longer ones.

    Phrases under 9 are digits, of any number of words.
    """
    import pyarrow as pa

    given = [(n, phrase) for n, listed in phrases.items() for phrase in listed]
    if not files or not given:
        return {}
    with open_database() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        columns = {"n": pa.array([n for n, _ in given], pa.int8())}
        columns["phrase"] = pa.array([phrase for _, phrase in given], pa.string())
        connection.register("asked", pa.table(columns))
        listed = ", ".join(path(one) for one in files)
        found: list[tuple[int, str]] = connection.execute(
            "SELECT DISTINCT CASE WHEN w.n = 0 THEN 0 ELSE a.n END, a.phrase FROM asked a JOIN "
            f"read_parquet([{listed}]) w ON w.h = hash(a.phrase) "
            "WHERE w.n = a.n OR a.n = 9 OR (w.n = 0 AND a.n = 2)"
        ).fetchall()
    met: dict[int, set[str]] = {}
    for n, phrase in found:
        met.setdefault(n, set()).add(phrase)
    return met


def find_public(one: Withheld, phrases: Iterable[str]) -> set[str]:
    """Return which phrases are also, whole, in a column that may be shown."""
    schema = one.table.schema
    public = [column.name for column in schema.columns if _is_shown(column)]
    if not public:
        return set()
    given = " UNION ALL ".join(
        f"SELECT DISTINCT {text(name)} AS c, {quote(name)} AS value FROM rows "
        f"WHERE {quote(name)} IS NOT NULL"
        for name in public
    )
    return {phrase for phrase, *_ in _ask_forms(one.table, given, list(phrases))}


def _is_shown(column: Any) -> bool:
    public = column.sensitivity is Sensitivity.PUBLISHABLE and column.type == "text"
    return public and column.content is not Holds.TIMES


def locate(one: Withheld, phrases: Mapping[str, str], rows: int) -> dict[str, Hit]:
    """Return the columns of phrases, as far as they are of this release.

    `phrases` map them to their positions; the row is looked up for so many of them.
    """
    release = one.table.release
    found = {
        phrase: Hit(where, release, f"the {one.names[phrase]}")
        for phrase, where in phrases.items()
        if phrase in one.names
    }
    left = [phrase for phrase in phrases if phrase not in found]
    given = " UNION ALL ".join(_list_values(one.table))
    for phrase, column, value in _ask_forms(one.table, given, left) if given and left else ():
        file, row = _find_row(one.table, column, value) if len(found) < rows else ("", None)
        found[phrase] = Hit(phrases[phrase], release, f"the column {column}", file, row)
    return found


def _find_row(table: Table, column: str, value: str) -> tuple[str, int | None]:
    """Return the file and the number of the first row in which a column has a value."""
    cursor = table.connection.cursor()
    found = cursor.execute(
        f"SELECT source_file, source_row FROM raw_rows WHERE {quote(column)}::VARCHAR = $value "
        "ORDER BY part, position LIMIT 1",
        {"value": value},
    ).fetchone()
    return found or ("", None)


def _ask_forms(table: Table, given: str, phrases: list[str]) -> list[tuple[str, str, str]]:
    """Return which phrases values have: the phrase, the column, one value of it."""
    found: list[tuple[str, str, str]] = (
        table.connection.cursor()
        .execute(
            f"WITH given AS (SELECT c, nfc_normalize(value) AS value FROM ({given})), {_FORMS} "
            "SELECT phrase, any_value(c), min(value) FROM sought "
            "WHERE phrase IN (SELECT unnest($phrases)) GROUP BY phrase ORDER BY phrase",
            {"phrases": phrases},
        )
        .fetchall()
    )
    return found
