"""What has the shape of an agency's name: no plate, phone, case, address or person among them."""

from __future__ import annotations

import random

import duckdb
import pyarrow as pa
import pytest
from canaries import FORMATS, Canaries

from helpers.cleaning.shown_values import find_unreviewed, is_agency
from helpers.project import HOME, Project
from helpers.schemas.schema import Column, Holds, Schema, load_schema, load_schemas

AROUND = (
    *("{}", "{} PD", "CA {} County", "Sample PD {}", "{} Police Department", "plate {} Sheriff"),
    *("Sample County SO - {}", "{}; Sample PD", "Sample City QA PD ({})", "US {}"),
)
"""How somebody may write what is no agency into a column of agencies, with words of agencies."""

MORE_FORMATS = ("@@ #####", "@@@ ####", "### @@@", "#### @@", "@@-##-@@", "@ #####", "##-####")

PEOPLE = (
    *("Jane Example", "Example, Jane", "EXAMPLE, JANE", "j. example", "J. Example", "jexample"),
    *("Officer Jane Example", "Sgt. Example, Sample PD", "Deputy J. Roe County SO", "jane.example"),
    *("jexample@samplepd.example", "Jane Example (DOB 1/2/90)", "Mr. Roe", "Jane Parish"),
    *("suspect Jane Example county jail", "Tom Constable", "Example, Jane PD", "Jane Q. Public"),
    *("Det. Roe PD", "Sample PD: J. Roe", "victim Jane Roe, Sample County", "Ms. Jane Court"),
)
PLATES = ("SO FAST", "ICE COLD", "HP LOVR", "PD 4 ME", "US GIRL", "COPCAR", "FASTCAR", "QXZ ABC")
HOSTILE = (
    *("\x1b]0;owned\x07 PD", "\u202eSample PD", "Sample\u200bPD", "<b>Sample</b> PD", "=cmd PD"),
    *("@SUM(A1) PD", "https://example.org PD", "Sample\nPD"),
)

AGENCIES = (
    *("Sample City QA PD", "Sample PD (QA)", "QA - Sample PD", "Bay St. Example MS PD", "Model SO"),
    *("Sample County Sheriff's Office", "Office of the Example Attorney General", "US DHS", "ICE"),
    *("Sample County QA SO - Flex", "Town of Sample Police Department", "N. Sample PD", "QA DPS"),
    *("Department of Motor Vehicles", "Example Tribal Police", "Sample ISD", "Federal", "ICE HSI"),
    *("Sample Apartments LLC (QA)", "Model University Public Safety", "Troop 12 State Patrol"),
    *("Sample PD - District 9", "SAMPLE COUNTY SHERIFF", "Sample County, QA SO", "QA HP", "CBP"),
)


def list_planted() -> list[str]:
    """Return more than 392 texts that are no agency, most of them with words of agencies."""
    canaries, chance = Canaries(20_260_106), random.Random(20_260_106)
    drawn = [canaries.draw() for _ in range(60)]
    digits, letters = "23456789", "BCDFGHJKLMNPQRSTVWXZ"
    signs = {"#": digits, "@": letters}
    drawn += [
        "".join(chance.choice(signs.get(one, one)) for one in form)
        for form in (*FORMATS, *MORE_FORMATS)
    ]
    # A name alone may be that of a town, so "Example Sample PD" is no person for sure.
    named = {one for one, sort in canaries.drawn.items() if sort == "name"}
    written = [form.format(one) for one in drawn if one not in named for form in AROUND]
    return [*written, *named, *PEOPLE, *PLATES, *HOSTILE]


def test_nothing_else_has_the_shape_of_an_agencys_name() -> None:
    planted = list_planted()
    assert len(planted) > 392
    assert [one for one in planted if is_agency(one)] == []


def test_names_of_agencies_have_it() -> None:
    assert [one for one in AGENCIES if not is_agency(one)] == []


def list_columns() -> list[tuple[Schema, Column]]:
    """Return every column of agencies, with its kind."""
    kinds = load_schemas().values()
    return [(k, c) for k in kinds for c in k.columns if c.content is Holds.AGENCIES]


@pytest.mark.parametrize("kind", sorted({kind.kind for kind, _ in list_columns()}))
def test_a_column_of_agencies_is_held_to_it(kind: str) -> None:
    """What is asked of the rows in SQL is what is asked of one name; lists are asked one by one."""
    schema = load_schema(kind)
    (name, *_) = (c.name for one, c in list_columns() if one.kind == kind and not c.counted)
    texts = [*list_planted(), *AGENCIES]
    listed = [f"{AGENCIES[0]}; {one}" for one in PEOPLE[:8]]
    rows = {c.name: pa.nulls(len(texts + listed), pa.string()) for c in schema.columns}
    rows[name] = pa.array(texts + listed)
    with duckdb.connect() as connection:
        connection.register("given", pa.table(rows))
        connection.execute("CREATE TABLE made_up AS SELECT * FROM given")
        found = find_unreviewed(connection, "made_up", schema, "made-up", Project(HOME)).to_pylist()
    held = {row["value"] for row in found if row["column_name"] == name}
    assert set(texts) - set(AGENCIES) - held == set()
    assert set(listed) <= held
    assert held & set(AGENCIES) == set()
    assert {row["shown"].rsplit(" ", 1)[0] for row in found} == {"unreviewed name"}
