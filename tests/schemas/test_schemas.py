"""Schemas: every column says what it means and whether it may leave; faults are named."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from helpers.errors import Problem
from helpers.project import HOME
from helpers.schemas import schema as schemas
from helpers.schemas.headers import fold_header
from helpers.schemas.schema import (
    Schema,
    Sensitivity,
    load_marks,
    load_schema,
    load_schemas,
    read_schema,
    table_columns,
)

SCHEMAS = load_schemas()
FOLDER = Path(schemas.__file__).parent


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_a_schema_holds_together(schema: Schema) -> None:
    names = [column.name for column in schema.columns]
    assert len(names) == len(set(names))
    assert any(column.required for column in schema.columns)
    for column in schema.columns:
        assert column.meaning.endswith(".")
        assert column.unit or column.type not in ("integer", "decimal")
    for named in (schema.id_column, schema.time_column):
        assert named is None or named in names
    assert schema.meaning.startswith("One row is")


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_spellings_lead_to_one_column_only(schema: Schema) -> None:
    folded = [{fold_header(spelled) for spelled in column.spellings} for column in schema.columns]
    spellings = [spelled for column in folded for spelled in column]
    assert len(spellings) == len(set(spellings))


def test_what_derives_from_a_sensitive_column_is_sensitive() -> None:
    schema = SCHEMAS["flock-portal-log"]
    assert schema.sensitivity_of("user") is Sensitivity.SENSITIVE
    assert schema.sensitivity_of("user_state") is Sensitivity.PUBLISHABLE
    assert schema.sensitivity_of("reason") is Sensitivity.FREE_TEXT
    assert schema.sensitivity_of("searched_at_local") is Sensitivity.PUBLISHABLE
    assert schema.sensitivity_of("source_row") is Sensitivity.PUBLISHABLE
    assert schema.sensitivity_of("plate") is None


def test_people_accounts_ids_and_free_text_never_leave() -> None:
    for name in ("portal-search-log", "flock-portal-log", "network-query-counts"):
        schema = SCHEMAS[name]
        free = {c.name for c in schema.columns if c.sensitivity is Sensitivity.PUBLISHABLE}
        private = {"search_id", "row_id", "account", "user", "requester", "case_number", "reason"}
        assert not free & (private | {"offense_type"})


def test_an_unknown_column_names_the_nearest() -> None:
    with pytest.raises(Problem, match="Did you mean searched_at"):
        SCHEMAS["portal-search-log"].column("serched_at")


def test_a_time_becomes_three_columns() -> None:
    schema = SCHEMAS["portal-search-log"]
    assert table_columns(schema.column("searched_at")) == [
        "searched_at_utc",
        "searched_at_local",
        "searched_at_flag",
    ]


def test_no_layout_of_our_invention_asks_for_an_id() -> None:
    """Nobody knows whether a real log of such a kind bears one; without it, it is still a log."""
    invented = [s for s in SCHEMAS.values() if s.layout_note.startswith("Invented by us")]
    assert len(invented) >= 3
    for schema in invented:
        assert schema.id_column
        assert not schema.column(schema.id_column).required, schema.kind


def test_what_is_alike_in_searches_is_known_with_a_time() -> None:
    for schema in SCHEMAS.values():
        for names in (schema.same_search, schema.same_elsewhere):
            types = {schema.column(name).type for name in names}
            assert not names or "time" in types


def test_the_two_audits_have_the_same_columns() -> None:
    audits = [SCHEMAS[f"flock-{of}-audit"] for of in ("network", "organization")]
    one, other = ([c.model_dump(exclude={"required"}) for c in a.columns] for a in audits)
    assert one == other
    assert audits[1].orders[1:] == audits[0].orders
    log, snapshot = SCHEMAS["flock-portal-log"], SCHEMAS["flock-portal-snapshot"]
    mine = [column.model_dump(exclude={"required"}) for column in log.columns]
    assert [c.model_dump(exclude={"required"}) for c in snapshot.columns][: len(mine)] == mine


def test_plates_people_cases_and_free_text_never_leave() -> None:
    for kind in ("flock-network-audit", "flock-organization-audit"):
        columns = SCHEMAS[kind].columns
        free = {c.name for c in columns if c.sensitivity is Sensitivity.PUBLISHABLE}
        assert free == {
            *("org_name", "networks", "devices", "time_frame", "time_frame_from"),
            *("time_frame_to", "searched_at", "search_type"),
        }
    for kind in ("published-figures", "monthly-series", "agreement-counts"):
        assert {column.sensitivity for column in SCHEMAS[kind].columns} == {"publishable"}


def test_every_named_set_of_marks_is_used() -> None:
    used = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.yml"))
    assert all(f"[{name}]" in used for name in load_marks())


def test_an_unknown_kind_names_the_nearest() -> None:
    with pytest.raises(Problem, match="Did you mean portal-search-log"):
        load_schema("portal-serch-log")


BLANK = """\
kind: record-visits
title: Visits to an agency's records
meaning: One row is one visit that one agency made.
columns:
  - name: visit_id
    type: text
    meaning: The system's own number of the visit.
    headers: [Visit No.]
    redactions: [withheld, {shown: n.d.}]
"""


def write(folder: Path, text: str, name: str = "record_visits.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_kind_is_one_yaml_file_in_the_project(tmp_path: Path) -> None:
    write(tmp_path, BLANK)
    found = load_schemas(tmp_path)
    assert set(found) == {*SCHEMAS, "record-visits"}
    assert [mark.shown for mark in found["record-visits"].columns[0].redactions][-1] == "n.d."
    write(tmp_path, BLANK.replace("Visits to", "Looks at"))
    assert load_schemas(tmp_path)["record-visits"].title.startswith("Looks at")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title:", "titel:", r"title: this key is missing \(record_visits.yml\)"),
        ("    headers:", "    header:", r"columns.visit_id.header: there is no such key.*headers"),
        ("meaning: One", "zones: x\nmeaning: One", r"zones: there is no such key"),
        ("type: text", "type: words", r"columns.visit_id.type: .*'text'.*, not 'words'"),
        ("[Visit No.]", "[Yes]", r"columns.visit_id.headers.1: .*string, not True.*in quotes"),
        ("[Visit No.]", "Visit No.", r"columns.visit_id.headers: "),
        ("withheld,", "witheld,", r"visit_id.redactions: there are no marks called witheld.*withh"),
        ("n.d.}", "n.d., shape: '('}", r"columns.visit_id.redactions.*regular expression"),
        ("name: visit_id", "name: Visit ID", r"columns.Visit ID.name: .*pattern"),
        ("title:", "kind: x\ntitle:", r"kind: the key is given twice \(record_visits.yml, row 2\)"),
        ("title:", "id_column: visit\ntitle:", r"id_column names no column: visit.*visit_id"),
        ("kind: record-visits", "kind: visits", r"expected: a file called visits.yml"),
        ("kind: record-visits", "kind: monthly-series", r"Two schemas are of the kind monthly"),
        ("columns:", "columns: {", r"The file is not YAML: .*record_visits.yml"),
        (BLANK, "- a", r"not a list of keys"),
        (BLANK, "kind: record-visits\ntitle: x\nmeaning: x\ncolumns: []", r"columns: .*at least 1"),
    ],
)
def test_a_fault_names_the_file_and_the_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in BLANK
    write(tmp_path, BLANK.replace(old, new, 1))
    with pytest.raises(Problem, match=said) as caught:
        load_schemas(tmp_path)
    assert "record_visits.yml" in str(caught.value)
    assert "pydantic" not in str(caught.value)


def test_schemas_are_packaged_and_can_be_read_by_any_yaml_reader() -> None:
    for path in sorted(FOLDER.glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        assert yaml.safe_load(text)
        assert all(len(line) <= 100 for line in text.splitlines() if "shape:" not in line), path
        if path.name != schemas.MARKS:
            assert read_schema(path).kind.replace("-", "_") == path.stem
    assert FOLDER.is_relative_to(HOME / "src" / "helpers")


def test_a_column_may_not_be_called_as_one_of_our_own(tmp_path: Path) -> None:
    (tmp_path / "made_up.yml").write_text(
        "kind: made-up\ntitle: Made up\nmeaning: For a test.\ncolumns:\n"
        "  - name: part\n    type: text\n    meaning: A part.\n",
        encoding="utf-8",
    )
    with pytest.raises(Problem, match=r"made_up\.yml.*|can't be called part.*made_up\.yml"):
        load_schemas(tmp_path)
