"""Parameters: the typed values that a notebook takes."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import date
from types import GenericAlias
from typing import Annotated, Any, Literal, get_args, get_origin

from helpers.errors import Misuse, suggest
from helpers.project import is_id

# Strays: variables that look like parameters of a notebook, but that no parameter names.


def find_strays(namespace: Mapping[str, Any], types: Container[str]) -> list[str]:
    """Name what was set before the check, by hand or by papermill, that is not in `types`.

    `namespace` is the notebook's `globals()`. Functions, modules and names with an underscore first
    aren't strays.

    In a live session the check may run again when later cells have set variables of their own, so
    there only cells that ran before the first check count, and those that papermill put in.
    """
    simple = [
        name
        for name, value in namespace.items()
        if isinstance(value, (str, int, float, list, tuple, dict, type(None)))
        and name not in types
        and not name.startswith("_")
        and name not in ("In", "Out")
    ]
    history = namespace.get("_ih")
    if not isinstance(history, list):
        return simple
    assigned: set[str] = set()
    checked = False
    for source in history:
        checked = checked or "check(globals()" in "".join(source.split())
        if not checked or source.startswith("# Parameters"):
            assigned |= _assigned(source)
    return [name for name in simple if name in assigned]


def _assigned(source: str) -> set[str]:
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return set()
    return {
        node.id
        for statement in statements
        if isinstance(statement, (ast.Assign, ast.AnnAssign))
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


# Typed parameters of a notebook, checked in the notebook itself.
#
# papermill's own command line turns `02134` into 2134 and `no` into False, and only logs a
# misspelled name (papermill issue 667). Here a parameter has a type, text is converted by that type
# and by nothing else, and an unknown name is an error that names the nearest right one.

MIME = "application/vnd.plateglass.parameters+json"
Value = str | int | float | list[str]


@dataclass(frozen=True)
class Type:
    """What a parameter may be: words for people, a test, and how text becomes a value."""

    expected: str
    accepts: Callable[[Any], bool]
    convert: Callable[[str], Any] = str
    options: tuple[str, ...] = ()

    def read(self, name: str, text: str) -> Value:
        """Return the value that `text` (from the command line) means.

        Raises Misuse if it isn't one.

        >>> any_text().read("zip", "02134"), whole().read("n", "12")
        ('02134', 12)
        """
        try:
            value = self.convert(text)
        except ValueError:
            value = text
        return self.confirm(name, value)

    def confirm(self, name: str, value: object) -> Value:
        """Return `value` if this type accepts it; raise Misuse otherwise."""
        if self.accepts(value):
            return value  # type: ignore[return-value]
        wrong = value if isinstance(value, str) else repr(value)
        if isinstance(value, list):
            odd = [str(one) for one in value if one not in self.options or value.count(one) > 1]
            wrong = ", ".join(odd) or "empty"
        raise Misuse(
            f"The parameter {name} is {wrong}",
            expected=self.expected,
            remedy=suggest(wrong, self.options) if self.options and value else None,
        )


def month() -> Type:
    """A month, `2024-11`."""
    return Type("a month such as 2024-11", lambda value: _is_day(value, "-01"))


def day() -> Type:
    """A day, `2024-11-30`."""
    return Type("a day such as 2024-11-30", lambda value: _is_day(value, ""))


def any_text() -> Type:
    """Any text; it is kept to the letter."""
    return Type("text", lambda value: isinstance(value, str))


def whole(*, minimum: int | None = None) -> Type:
    """A whole number, at least `minimum`."""
    bound = "" if minimum is None else f" of at least {minimum}"
    return Type(
        f"a whole number{bound}",
        lambda value: type(value) is int and (minimum is None or value >= minimum),
        lambda written: int(_match(r"[+-]?\d+", written)),
    )


def number() -> Type:
    """A number, whole or decimal."""
    return Type(
        "a number such as 0.5",
        lambda value: type(value) in (int, float) and math.isfinite(value),
        lambda written: float(_match(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", written)),
    )


def one_of(*options: str) -> Type:
    """One of the words given."""
    return Type(f"one of {', '.join(options)}", lambda value: value in options, str, options)


def several_of(*options: str) -> Type:
    """A list of words out of those given, each once; on the command line, with commas between.

    >>> several_of("ICE", "HSI").read("bodies", "ICE,ICE")
    Traceback (most recent call last):
    helpers.errors.Misuse: The parameter bodies is ICE, ICE; expected: a list out of ICE, HSI...
    """
    return Type(
        f"a list out of {', '.join(options)}, each at most once",
        lambda value: (
            isinstance(value, list)
            and bool(value)
            and set(value) <= set(options)
            and len(set(value)) == len(value)
        ),
        lambda written: [word.strip() for word in written.split(",")],
        options,
    )


def release_id() -> Type:
    """The name of a release; whether there is one is known when it is opened."""
    return Type(
        "the id of a release, such as published-figures",
        lambda value: isinstance(value, str) and is_id(value),
    )


def release_ids() -> Type:
    """Ids of releases in one text, with commas between them; it may be empty. See `split`.

    None may appear twice, for its rows would be counted twice.

    >>> release_ids().accepts("audit-a,audit-b"), release_ids().accepts("audit-a, audit-a")
    (True, False)
    """
    one = release_id()
    return Type(
        "ids of releases with commas between them, such as audit-a,audit-b, each once, or nothing",
        lambda value: (
            isinstance(value, str)
            and all(map(one.accepts, split(value)))
            and len(set(split(value))) == len(split(value))
        ),
    )


def split(listed: str) -> list[str]:
    """Return the entries of a text with commas between them, without the blanks around them.

    >>> split("audit-a, audit-b"), split("")
    (['audit-a', 'audit-b'], [])
    """
    return [entry.strip() for entry in listed.split(",") if entry.strip()]


def words() -> Type:
    """A list of texts, at least one; on the command line, with commas between them."""
    return Type(
        "a list of words",
        lambda value: (
            isinstance(value, list) and bool(value) and all(isinstance(v, str) for v in value)
        ),
        split,
    )


def day_or_none() -> Type:
    """A day, or nothing: an empty text."""
    return Type(
        "a day such as 2024-11-30, or nothing", lambda value: value == "" or _is_day(value, "")
    )


TYPES: Mapping[str, Callable[..., Type]] = {
    maker.__name__: maker
    for maker in (
        *(month, day, day_or_none, any_text, words, whole, number, one_of, several_of),
        *(release_id, release_ids),
    )
}


Month = Annotated[str, month()]
Day = Annotated[str, day()]
DayOrNone = Annotated[str, day_or_none()]
ReleaseId = Annotated[str, release_id()]
ReleaseIds = Annotated[str, release_ids()]
Words = Annotated[list[str], words()]
NotNegative = Annotated[int, whole(minimum=0)]
AboveZero = Annotated[int, whole(minimum=1)]

NAMES: Mapping[str, Any] = {
    "str": str,
    "int": int,
    "float": float,
    "Month": Month,
    "Day": Day,
    "DayOrNone": DayOrNone,
    "Words": Words,
    "ReleaseId": ReleaseId,
    "ReleaseIds": ReleaseIds,
    "NotNegative": NotNegative,
    "AboveZero": AboveZero,
}
"""The annotations that a parameter may have, besides `Literal[...]` and `list[Literal[...]]`."""

_PLAIN = {str: any_text, int: whole, float: number}


def find_type(annotation: Any) -> Type | None:
    """Return the type that an annotation of the cell of parameters means, if any.

    >>> find_type(Literal["total", "per_day"]).expected, find_type(list[str]).expected
    ('one of total, per_day', 'a list of words')
    """
    if get_origin(annotation) is Annotated:
        return next((one for one in get_args(annotation) if isinstance(one, Type)), None)
    if get_origin(annotation) is Literal:
        return one_of(*get_args(annotation))
    if get_origin(annotation) is list:
        (each,) = get_args(annotation)
        return several_of(*get_args(each)) if get_origin(each) is Literal else words()
    return _PLAIN[annotation]() if annotation in _PLAIN else None


def read_annotation(node: ast.expr) -> Any:
    """Return the annotation that is written in a notebook; None for one of another kind."""
    if isinstance(node, ast.Name):
        return NAMES.get(node.id)
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        if node.value.id == "list":
            each = read_annotation(node.slice)
            return None if each is None else GenericAlias(list, (each,))
        if node.value.id == "Literal":
            try:
                options = ast.literal_eval(node.slice)
            except ValueError:
                return None
            return Literal.__getitem__(options)
    return None


@dataclass(frozen=True)
class Values:
    """The values in force in a notebook, as an output that lists them."""

    values: Mapping[str, Value]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        lines = [f"{name} = {write_parameter(value)}" for name, value in self.values.items()]
        return {"text/plain": "\n".join(lines), MIME: dict(self.values)}


def write_parameter(value: Value) -> str:
    """Return a value as it would be written on the command line.

    >>> write_parameter(["a", "b"]), write_parameter(2)
    ('a,b', '2')
    """
    return ",".join(value) if isinstance(value, list) else str(value)


def check(namespace: Mapping[str, Any], /, **types: Type) -> Values:
    """Check the parameters of the notebook whose `globals()` are given.

    Their types are their annotations in the cell of parameters, or given here by name. Returns an
    output that lists the values in force. Raises Misuse if a parameter is not set or is
    not of its type, or if something was set that no parameter names.

    >>> check({"first": "2024-11"}, first=month()).values
    {'first': '2024-11'}
    >>> check({"first": "2024-11", "frist": "2024-12"}, first=month())
    Traceback (most recent call last):
    helpers.errors.Misuse: There is no parameter called frist. Did you mean first?
    """
    if not types:
        noted = namespace.get("__annotations__", {}).items()
        types = {name: kind for name, one in noted if (kind := find_type(one)) is not None}
    for stray in find_strays(namespace, types):
        raise unknown(stray, types)
    for name in types:
        if name not in namespace:
            raise Misuse(
                f"The parameter {name} has no value",
                expected=types[name].expected,
                remedy="Set it in the cell tagged parameters",
            )
    return Values({name: kind.confirm(name, namespace[name]) for name, kind in types.items()})


def unknown(name: str, known: Mapping[str, Any]) -> Misuse:
    """Return the error for a parameter that does not exist; it names the nearest that does."""
    return Misuse(f"There is no parameter called {name}", remedy=suggest(name, known))


def _match(pattern: str, written: str) -> str:
    if not re.fullmatch(pattern, written, re.A):
        raise ValueError(written)
    return written


def _is_day(value: object, completion: str) -> bool:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}(-\d\d)+", value, re.A):
        return False
    try:
        return date.fromisoformat(value + completion).isoformat() == value + completion
    except ValueError:
        return False
