"""The data dictionary: every column of every kind, rendered from the schemas.

`python -m helpers.site.dictionary` writes docs/data-dictionary.md again.
"""

from __future__ import annotations

from collections.abc import Iterable

from helpers.project import HOME
from helpers.schemas.schema import Column, Schema, load_schemas, table_columns

DOCUMENT = HOME / "docs" / "data-dictionary.md"

_OPENING = """\
# Data dictionary

Made from the YAML files in `src/helpers/schemas` by `python -m helpers.site.dictionary`; not
edited by hand. *May leave* says whether a column may reach a page, a table or a committed file
([METHODOLOGY.md](../METHODOLOGY.md), "What may leave").

## In every table

| column | what it is |
|---|---|
| `source_file` | the file, within the release |
| `source_part` | the sheet or other part of it, if it has parts |
| `source_row` | the number of the record after the header, from 1 |
| `data_status` | released, unverified, transcribed or synthetic |
| `duplicate_of` | the `source_row` that this row repeats; empty if none |
| `duplicate_file` | the file of that row, if it is another |
| `duplicate_reason` | in what they are the same |
| `problems` | why values of this row became empty |

A column of type *time* becomes three: `_utc`, `_local` (in the zone that days are counted in) and
`_flag` (`ok`; `overlap` for a local hour that occurs twice; `gap` for one that never occurs). A
column that can be withheld has a `_state` beside it: given, withheld, not available, blank or never
released.
"""

_HEADINGS = ("column", "type", "what it is", "may leave", "in the table as", "headers seen")


def write_dictionary(schemas: Iterable[Schema]) -> str:
    """Return the dictionary of schemas as markdown.

    One section a kind, sorted by name; one row a column, in the order of its schema.
    """
    sections = [_describe(schema) for schema in sorted(schemas, key=lambda one: one.kind)]
    return "\n".join([_OPENING, *sections])


def _describe(schema: Schema) -> str:
    facts = {
        "Layout": schema.layout_note,
        "Rows are told apart by": schema.id_column and f"`{schema.id_column}`",
        "First and last are taken from": schema.time_column and f"`{schema.time_column}`",
        "Timestamps are in": schema.timestamps_in
        and f"{schema.timestamps_in}, unless a release differs",
        "Days are counted in": schema.count_in and f"{schema.count_in}, unless a release differs",
    }
    lines = [f"## {schema.kind}", "", f"**{_end(schema.title)}** {_end(schema.meaning)}", ""]
    lines += [f"- {name}: {_end(fact)}" for name, fact in facts.items() if fact]
    lines += ["", _row(_HEADINGS), "|" + "---|" * len(_HEADINGS)]
    lines += [_row(_cells(column)) for column in schema.columns]
    return "\n".join(lines) + "\n"


def _cells(column: Column) -> tuple[str, ...]:
    name = f"`{column.name}`" + (" (required)" if column.required else "")
    unit = f", in {column.unit}" if column.unit else ""
    derived = [f"`{other}`" for other in table_columns(column) if other != column.name]
    headers = [f"`{header}`" for header in column.headers]
    leave = "yes" if column.sensitivity == "publishable" else f"no: {column.sensitivity}"
    meaning = _end(column.meaning)
    for title, marks in (("Withheld", column.redactions), ("Not available", column.unavailable)):
        if marks:
            meaning += f" {title}: {', '.join(f'`{mark}`' for mark in marks)}."
    if column.zero_may_mean:
        meaning += f" A 0 may mean {column.zero_may_mean}."
    return name, column.type + unit, meaning, leave, ", ".join(derived), ", ".join(headers)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _end(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?")) else f"{sentence}."


if __name__ == "__main__":
    DOCUMENT.write_text(write_dictionary(load_schemas().values()), encoding="utf-8")
