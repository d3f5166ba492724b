"""Schemas: what each column of a kind means, how it may be spelled, and whether it may leave.

A kind is one YAML file in this folder; `marks.yml` holds what several of them share. A project may
add kinds of its own in data/reference/schemas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from helpers.errors import Problem, suggest

MARKS = "marks.yml"
"""The file of marks that several kinds share; it isn't a kind."""

ColumnType = Literal["text", "integer", "decimal", "date", "month", "time"]
Text = Annotated[str, Field(strict=True)]
Name = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]*$")]


class Sensitivity(StrEnum):
    """Whether a column may reach a page: only `publishable` ones may (METHODOLOGY.md)."""

    PUBLISHABLE = "publishable"
    SENSITIVE = "sensitive"
    FREE_TEXT = "free text"


class Holds(StrEnum):
    """The shapes of the texts in a publishable column: others are not shown."""

    ANYTHING = "anything"
    AGENCIES = "agencies"
    STATES = "states"
    CLASSES = "classes"
    TIMES = "times"


class CellState(StrEnum):
    """Why a cell of a redactable column has a value or none."""

    GIVEN = "given"
    WITHHELD = "withheld"
    BLANK = "blank"
    NOT_AVAILABLE = "not available"
    NEVER_RELEASED = "never released"
    UNREAD = "in this file, unread"


class Flag(StrEnum):
    """Whether a local time names one instant, two (clocks went back) or none (forward)."""

    OK = "ok"
    OVERLAP = "overlap"
    GAP = "gap"


COMPLAINTS = {
    "integer": "not a whole number",
    "decimal": "not a number",
    "date": "not a day in a form that is known",
    "month": "not a month written YYYY-MM",
    "time": "not a time in a form that is known",
}

ORIGIN_COLUMNS = ("source_file", "source_part", "source_row", "data_status")
"""Where each row is in its release. `source_row` counts records after the header, from 1."""

REMARK_COLUMNS = ("duplicate_of", "duplicate_file", "duplicate_reason", "problems")
"""What cleaning says about each row; it drops none."""

OWN_COLUMNS = frozenset(
    {
        *ORIGIN_COLUMNS,
        *REMARK_COLUMNS,
        *("reject", "reject_cells", "content", "reader_fault", "part", "position"),
        "corrected_by",
        *("file_index", "file_row_number"),
    }
)
"""Columns that tables have besides their schema's, which can't use these names."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Mark(_Strict):
    r"""A family of texts that replace a value: how it is shown, and its shape.

    `shape` is a regular expression (RE2) for a whole cell without the blanks around it; without
    one, only the text itself is meant. `begins` are the ASCII characters with which such a text
    may begin, so other texts need not be compared with the shape; `None` if any may. A
    character beyond ASCII always may.

    >>> Mark(shown="n.d.").shape
    'n\\.d\\.'
    """

    shown: Text
    shape: Text = ""
    begins: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, given: Any) -> Any:
        if isinstance(given, Mapping) and given.get("shown") and "shape" not in given:
            shown = str(given["shown"])
            return {"shape": re.escape(shown), "begins": shown[:1], **given}
        return given

    @model_validator(mode="after")
    def _check(self) -> Mark:
        try:
            re.compile(self.shape)
        except re.error as error:
            raise ValueError(f"the shape is no regular expression: {error}") from error
        if not self.fits(self.shown):
            raise ValueError(f"the shape does not fit the mark as it is shown, {self.shown!r}")
        return self

    def fits(self, cell: str) -> bool:
        """Return whether a cell, without the blanks around it, is such a text."""
        return re.fullmatch(self.shape, cell) is not None

    def __str__(self) -> str:
        """Return how the mark is shown to people."""
        return self.shown


class Column(_Strict):
    """One column: its name and type, what it means, and how releases spell it.

    `headers` are the spellings seen besides `name`; case, blanks, `_` and `-` do not matter.
    `nulls` are texts that mean "no value"; `redactions` are marks that mean "withheld";
    `unavailable` those that mean "not available": the system itself had no value. `agency` says
    that its values name agencies, which data/reference/agencies.csv lists, and `of_state` names the
    column of the state that each is of, where its name alone does not say; `counts_rows` that it
    is a figure that the file itself prints of how many rows it has. `end_of` names the column
    whose cells hold two times, and which of them this column is. `zero_may_mean` says what a 0 may
    mean besides none: the value stays, and the ledger says how many there are. `zero_with` names a
    column whose 0 means that a 0 here isn't a figure: a page that failed prints both. `derived`
    says that cleaning fills the column where the file lacks it, and `counted` that cleaning alone
    fills it, whatever the file has. `unit_words` may follow a number (`30 days`), and
    `vocabulary` are the values that a column of fixed words has: others are pointed out.
    `holds` says what its texts are: names of agencies (as where
    `agency` is set), states, classes (a few words that many rows share), or two times as written;
    of what has another shape only a number is shown (see `cleaning.shown_values`).
    """

    name: Name
    type: ColumnType
    meaning: Text
    unit: Text | None = None
    headers: tuple[Text, ...] = ()
    nulls: tuple[Text, ...] = ("",)
    redactions: tuple[Mark, ...] = ()
    unavailable: tuple[Mark, ...] = ()
    sensitivity: Sensitivity = Sensitivity.PUBLISHABLE
    required: bool = Field(default=False, strict=True)
    agency: bool = Field(default=False, strict=True)
    of_state: Text = ""
    counts_rows: bool = Field(default=False, strict=True)
    end_of: tuple[Name, Literal["first", "last"]] | None = None
    zero_may_mean: Text = ""
    zero_with: Text = ""
    derived: bool = Field(default=False, strict=True)
    counted: bool = Field(default=False, strict=True)
    unit_words: tuple[Text, ...] = ()
    vocabulary: tuple[Text, ...] = ()
    holds: Holds = Holds.ANYTHING

    @property
    def content(self) -> Holds:
        """What its texts are."""
        return Holds.AGENCIES if self.agency else self.holds

    @property
    def has_state(self) -> bool:
        """Whether the table has a column that says why each value is there or missing."""
        return bool(self.redactions or self.unavailable)

    @property
    def spellings(self) -> tuple[str, ...]:
        """All headers that mean this column, its own name first."""
        return (self.name, *self.headers)


class NameScore(_Strict):
    """What is left of a kind's score by how many names the rows of a sample have in a column.

    Two kinds may have the same columns: one whose rows name many organizations is likelier a log
    of what others did.
    """

    column: Name
    none: float = 1.0
    one: float = 1.0
    several: float = 1.0


class Vintages(_Strict):
    """How files of a kind show one list as it was on one day.

    `one_series` says that there is one such list, whoever collected it; else each custodian has
    their own. `list_column` says which list a row is of, and `marks` which column shows it, by the
    list (empty if nothing does). `not_later` is a column of days of which few come after the
    list's own day.
    """

    one_series: bool = Field(default=False, strict=True)
    list_column: Name | None = None
    marks: Mapping[str, str] = Field(default_factory=dict)
    not_later: Name | None = None


class Schema(_Strict):
    """The columns of a kind.

    `id_column` identifies rows; `time_column` gives first and last (a time, date or month).
    `timestamps_in` and `count_in` are the time zones that hold unless a release names others.
    `orders` are the orders of headers by which files without a header are known.
    `same_search` are the columns, a time among them, in which a search is alike where two exports
    of one agency have it, and `same_elsewhere` those where the logs of two agencies have it.
    `windows_overlap` says that files of a release offer the same rows again, as pages do that were
    saved within a month. `no_other_columns` says that a file with other columns is of another
    kind, unless a person says so, and `gives_way_to` names the kind that is meant where both fit.
    `names` corrects the score, `projection` names the SQL that
    counts or fills columns (`cleaning.projections`), and `printed_anchor` is the column that every
    row of a printed table has, for kinds without an id and a time. `as_of_column` is the day that a
    person may give for a whole file (`--as-of`), in rows that have none. `vintages` says that a
    file is a list as it was on one day.
    """

    kind: Annotated[str, Field(strict=True, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: Text
    meaning: Text
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    id_column: Name | None = None
    time_column: Name | None = None
    layout_note: Text = ""
    timestamps_in: Text | None = None
    count_in: Text | None = None
    orders: tuple[tuple[Text, ...], ...] = ()
    same_search: tuple[Name, ...] = ()
    same_elsewhere: tuple[Name, ...] = ()
    windows_overlap: bool = Field(default=False, strict=True)
    no_other_columns: bool = Field(default=False, strict=True)
    gives_way_to: Text | None = None
    names: NameScore | None = None
    projection: Text | None = None
    printed_anchor: Name | None = None
    as_of_column: Name | None = None
    vintages: Vintages | None = None

    @model_validator(mode="after")
    def _check_names(self) -> Schema:
        names = [column.name for column in self.columns]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two columns are called {twice[0]}")
        for name in names:
            if name in OWN_COLUMNS:
                raise ValueError(
                    f"a column can't be called {name}: our tables have one of that name. Call it "
                    f"something else, and list {name} under its headers"
                )
        for key, wanted in self._list_mentions():
            if wanted not in names:
                raise ValueError(f"{key} names no column: {wanted}. {suggest(wanted, names)}")
        return self

    def _list_mentions(self) -> Iterable[tuple[str, str]]:
        for key in ("id_column", "time_column", "printed_anchor", "as_of_column"):
            if getattr(self, key):
                yield key, getattr(self, key)
        for key in ("same_search", "same_elsewhere"):
            yield from ((key, name) for name in getattr(self, key))
        if self.names:
            yield "names", self.names.column
        if self.vintages:
            vintages = self.vintages
            named = filter(
                None, (vintages.list_column, vintages.not_later, *vintages.marks.values())
            )
            yield from (("vintages", name) for name in named)
        for column in self.columns:
            if column.end_of:
                yield f"end_of of {column.name}", column.end_of[0]
            if column.of_state:
                yield f"of_state of {column.name}", column.of_state
            if column.zero_with:
                yield f"zero_with of {column.name}", column.zero_with

    def column(self, name: str) -> Column:
        """Return a column by its name; a Problem names the nearest one."""
        for column in self.columns:
            if column.name == name:
                return column
        names = [column.name for column in self.columns]
        raise Problem(f"The kind {self.kind} has no column {name}", remedy=suggest(name, names))

    def sensitivity_of(self, name: str) -> Sensitivity | None:
        """Return whether a column of the cleaned table may leave; None if it is not one.

        Times derived from a column are as sensitive as it is; states, origin and remarks hold no
        value of a record.

        >>> at = Column(name="at", type="time", meaning="When", sensitivity="sensitive")
        >>> schema = Schema(kind="k", title="K", meaning="", columns=(at,))
        >>> schema.sensitivity_of("at_local").value, schema.sensitivity_of("source_row").value
        ('sensitive', 'publishable')
        """
        for column in self.columns:
            if name in table_columns(column):
                state = name == f"{column.name}_state"
                return Sensitivity.PUBLISHABLE if state else column.sensitivity
        known = name in (*ORIGIN_COLUMNS, *REMARK_COLUMNS)
        return Sensitivity.PUBLISHABLE if known else None


def table_columns(column: Column) -> list[str]:
    """Return the columns of a cleaned table that a schema's column becomes.

    >>> table_columns(Column(name="at", type="time", meaning="When"))
    ['at_utc', 'at_local', 'at_flag']
    >>> table_columns(Column(name="user", type="text", meaning="Who", redactions=({"shown": "*"},)))
    ['user', 'user_state']
    """
    name = column.name
    columns = [f"{name}_utc", f"{name}_local", f"{name}_flag"] if column.type == "time" else [name]
    return [*columns, f"{name}_state"] if column.has_state else columns


def load_schema(kind: str, folder: Path | None = None) -> Schema:
    """Return the schema of a kind; a Problem names the nearest one. See `load_schemas`."""
    known = load_schemas(folder)
    if kind not in known:
        raise Problem(f"There is no kind called {kind}", remedy=suggest(kind, known))
    return known[kind]


def load_schemas(folder: Path | None = None) -> Mapping[str, Schema]:
    """Return every schema of this package, and of `folder`, by the name of its kind.

    Without `folder`, the project's own schemas are read (data/reference/schemas), if it has any.
    Raises Problem if a file does not hold what a schema must, or two are of one kind.

    >>> "portal-search-log" in load_schemas()
    True
    """
    from helpers.project import find_project

    project_folder = folder or find_project().reference("schemas")
    package_folder = Path(__file__).parent
    folders = [package_folder]
    if project_folder.is_dir() and project_folder.resolve() != package_folder:
        folders.append(project_folder)
    found = [path for folder in folders for path in sorted(folder.glob("*.y*ml"))]
    dated = [(path, path.stat().st_mtime_ns) for path in found if path.name != MARKS]
    return _load_all(tuple(dated))


@cache
def _load_all(files: tuple[tuple[Path, int], ...]) -> Mapping[str, Schema]:
    schemas: dict[str, Schema] = {}
    for path, _ in files:
        schema = read_schema(path)
        if schema.kind in schemas:
            raise Problem(f"Two schemas are of the kind {schema.kind}", file=path.name)
        if path.stem.replace("_", "-") != schema.kind:
            raise Problem(
                f"The schema is of the kind {schema.kind}",
                file=path.name,
                expected=f"a file called {schema.kind.replace('-', '_')}.yml",
            )
        schemas[schema.kind] = schema
    return dict(sorted(schemas.items()))


def read_schema(path: Path) -> Schema:
    """Return the schema that a YAML file holds.

    Raises Problem, which names the file and the key, if it holds anything else.
    """
    written = _read_yaml(path)
    if not isinstance(written, dict):
        raise Problem("The schema is not a list of keys", file=path.name, expected="kind: ...")
    marks = load_marks()
    for column in written.get("columns") or []:
        if isinstance(column, dict):
            for key in ("redactions", "unavailable"):
                if key in column:
                    column[key] = _name_marks(
                        column[key], marks, path, f"{column.get('name')}.{key}"
                    )
    try:
        return Schema.model_validate(written)
    except ValidationError as error:
        raise _explain(error, path, written) from error


@cache
def load_marks() -> Mapping[str, tuple[Mark, ...]]:
    """Return the marks that schemas refer to by name.

    >>> [mark.shown for mark in load_marks()["no words"]]
    ['——']
    """
    path = Path(__file__).with_name(MARKS)
    try:
        sets = {
            name: tuple(Mark.model_validate(mark) for mark in marks)
            for name, marks in _read_yaml(path).items()
        }
    except ValidationError as error:
        raise _explain(error, path, {}) from error
    return sets


def _name_marks(
    given: Any, marks: Mapping[str, tuple[Mark, ...]], path: Path, key: str
) -> list[Any]:
    """Return marks with each name replaced by the marks that it names."""
    listed = given if isinstance(given, list) else [given]
    found: list[Any] = []
    for one in listed:
        if isinstance(one, dict):
            found.append(one)
        elif isinstance(one, str) and one in marks:
            found += [mark.model_dump() for mark in marks[one]]
        else:
            raise Problem(
                f"{key}: there are no marks called {one}",
                file=path.name,
                expected=f"a name from {MARKS}, or a mark such as {{shown: '***'}}",
                remedy=suggest(str(one), marks),
            )
    return found


def _explain(error: ValidationError, path: Path, written: Mapping[str, Any]) -> Problem:
    """Return the first fault of a schema as a sentence that names the key."""
    first = error.errors()[0]
    names: list[str] = []
    inner: Any = written
    for step in first["loc"]:
        try:
            inner = inner[step]
        except (KeyError, IndexError, TypeError):
            inner = None
        named = isinstance(step, int) and isinstance(inner, dict) and inner.get("name")
        names.append(str(named or (step + 1 if isinstance(step, int) else step)))
    keys = ".".join(names)
    what = first["msg"].removeprefix("Value error, ").rstrip(".")
    if first["type"] == "extra_forbidden":
        known = Column.model_fields if names[:1] == ["columns"] else Schema.model_fields
        return Problem(
            f"{keys}: there is no such key", file=path.name, remedy=suggest(names[-1], known)
        )
    if first["type"] == "missing":
        return Problem(f"{keys}: this key is missing", file=path.name)
    given = first.get("input")
    plain = isinstance(given, str | int | float | bool) or given is None
    quotes = "Put it in quotes" if "string" in first["type"] and not isinstance(given, str) else ""
    shown = f", not {given!r}" if plain and keys else ""
    return Problem(f"{keys}: {what}{shown}" if keys else what, file=path.name, remedy=quotes)


def _read_yaml(path: Path) -> Any:
    """Return what a YAML file holds; a key that occurs twice is refused, not overwritten."""
    import yaml

    try:
        written = path.read_text(encoding="utf-8")
        # The C loader reads in a tenth of the time; not every wheel of PyYAML has it.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(written)
        try:
            node = loader.get_single_node()
            _refuse_twice(node, path)
            return None if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise Problem(
            f"The file is not YAML: {getattr(error, 'problem', None) or 'it is not UTF-8'}",
            file=path.name,
            row=mark.line + 1 if mark else None,
        ) from error


def _refuse_twice(node: Any, path: Path) -> None:
    """Raise Problem if a mapping at or below a node has a key twice."""
    pairs = node.value if node is not None and node.id == "mapping" else []
    keys = [key.value for key, _ in pairs]
    for number, key in enumerate(keys):
        if key in keys[:number]:
            row = pairs[number][0].start_mark.line + 1
            raise Problem(f"{key}: the key is given twice", file=path.name, row=row)
    inner = [value for _, value in pairs]
    if node is not None and node.id == "sequence":
        inner = node.value
    for one in inner:
        _refuse_twice(one, path)
