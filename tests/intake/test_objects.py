"""JSON: every value keeps the text it has in the file, and every record is accounted for."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from helpers.errors import Problem
from helpers.intake.files import pin_file, read_file
from helpers.intake.objects import count_elements, read_document
from helpers.intake.rows import ROW, Rows

QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


def read(folder: Path, name: str, data: bytes | str) -> Rows:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    (rows,) = read_file(path, pin_file(path, name), shown=name)
    return rows


def cells(rows: Rows) -> list[list[str]]:
    return rows.frame.drop(columns=ROW).values.tolist()  # type: ignore[no-any-return]


def lost(rows: Rows) -> dict[int, str]:
    return {rejected.row: rejected.reason for rejected in rows.rejected}


SAME = [
    ('"02134"', "02134"),
    ('"1e5"', "1e5"),
    ("1e5", "1e5"),
    ("1.50", "1.50"),
    ("-0.0", "-0.0"),
    ("9223372036854775808123", "9223372036854775808123"),
    ("true", "true"),
    ("null", ""),
    ('"null"', "null"),
    ('" x "', " x "),
    ('{"b": [1.50, "02134", null], "a": {}}', '{"b": [1.50, "02134", null], "a": {}}'),
    ('"\\u00e9\\n"', "é\n"),
]


@pytest.mark.parametrize(("written", "text"), SAME)
@pytest.mark.parametrize("name", ["a.json", "a.ndjson", "a.jsonl"])
def test_values_keep_their_text(tmp_path: Path, name: str, written: str, text: str) -> None:
    record = f'{{"id": "7", "v": {written}}}'
    rows = read(tmp_path, name, f"[{record}]" if name == "a.json" else record)
    assert (rows.header, cells(rows)) == (("id", "v"), [["7", text]])


def test_keys_that_lines_leave_out_are_blank_and_said(tmp_path: Path) -> None:
    data = gzip.compress(b'{"a":1}\n{"b":2,"a":3}\n\n{"c":4}')
    rows = read(tmp_path, "a.ndjson.gz", data)
    assert rows.header == ("a", "b", "c")
    assert cells(rows) == [["1", "", ""], ["3", "2", ""], ["", "", "4"]]
    assert (rows.frame[ROW].tolist(), lost(rows)) == ([1, 2, 4], {3: "blank row"})
    assert rows.notes == ("Some records leave keys out, read as blank: a (1), b (2), c (2)",)


def test_lines_that_are_no_records_are_rejected_by_name(tmp_path: Path) -> None:
    data = b'{"a":"1"}\n[1]\n7\n{"a":\n{"a":1,"a":2}\n{}\n{"a":"\\ud83d"}\n{"a":"caf\xc3\xa9"}\n'
    rows = read(tmp_path, "a.ndjson", data + b'{"a":"\xff"}\n')
    assert cells(rows) == [["1"], ["café"]]
    assert lost(rows) == {
        2: "not a record",
        3: "not a record",
        4: "broken JSON",
        5: "a key stands twice",
        6: "blank row",
        7: "bytes that are not of its encoding",
        9: "bytes that are not of its encoding",
    }
    assert rows.rows_read == 9


def test_one_object_a_line_is_known_under_the_name_of_json(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "a.json", '{"a": 1}\r\n{"a": 2}\r\n')) == [["1"], ["2"]]


def test_an_object_that_holds_one_array_of_objects_is_read(tmp_path: Path) -> None:
    data = {"n": 2, "names": ["x", '[{"'], "rows": [{"a": "1"}, "odd", {"a": [{}, {}]}], "z": []}
    rows = read(tmp_path, "a.json", json.dumps(data))
    assert (cells(rows), lost(rows)) == ([["1"], ["[{}, {}]"]], {2: "not a record"})
    assert rows.notes == ("Its records stand under the key rows; 3 other keys are not read",)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ('{"a": 1}', "holds no list of records"),
        ('"text"', "holds no list of records"),
        ('{"a": [{"x": 1}], "b": [{"y": 1}]}', "several lists of records: a, b"),
        ("[]", "has no records"),
        ('[{"a": 1}, {"a"', "breaks off or is broken in line 1 "),
        ("", "The file is empty"),
        (" ", "breaks off or is broken"),
        ("[" * 100_000, "breaks off or is broken"),
    ],
)
def test_json_without_records_is_refused_in_a_sentence(
    tmp_path: Path, data: str, said: str
) -> None:
    with pytest.raises(Problem, match=said):
        read(tmp_path, "a.json", data)


@QUICK
@given(elements=st.lists(VALUES, max_size=5), indent=st.sampled_from([None, 1]))
def test_elements_are_counted_without_a_parser(elements: list[object], indent: int | None) -> None:
    text = json.dumps(elements, indent=indent)
    assert count_elements(text, None) == len(elements)
    inside = json.dumps({"other": elements * 2, 'k"[': elements, "z": 1}, indent=indent)
    assert count_elements(inside, 'k"[') == len(elements)


@QUICK
@given(records=st.lists(st.dictionaries(st.sampled_from("abc"), VALUES), min_size=1, max_size=5))
def test_an_array_and_its_lines_are_the_same_rows(
    records: list[dict[str, object]], tmp_path: Path
) -> None:
    texts = [json.dumps(record) for record in records]
    assume(any(records))
    array = read(tmp_path, "a.json", f"[{', '.join(texts)}]")
    lines = read(tmp_path, "a.ndjson", "\n".join(texts))
    assert (cells(array), lost(array)) == (cells(lines), lost(lines))
    assert array.rows_read == lines.rows_read == len(records)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"result": {"records": [{"id": 1}]}}', "one stands deeper, under result.records"),
        ('{"columns": ["id"], "data": [["1"], ["2"]]}', "lists of values without names"),
        ('{"id": {"0": "1"}, "user": {"0": "u"}}', "names whose values stand apart"),
        ('{"error": {"code": 1}}', "holds no list of records"),
        ('[["id"], ["1"]]', "none of its 2 entries has keys"),
        ("[]", "it is empty"),
    ],
)
def test_a_shape_that_is_not_read_is_named_with_what_to_do(
    text: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "log.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Problem) as refused:
        read_document(path, pin_file(path, "log.json"), shown="log.json")
    assert said in str(refused.value)
    assert refused.value.remedy
