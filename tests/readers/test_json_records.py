"""JSON: every value keeps the text it has in the file, and every record is accounted for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from delivered import Delivered, deliver
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from helpers.errors import Problem
from helpers.readers.encoding import find_encoding
from helpers.readers.json import count_elements, is_lines, parse_json, parse_lines

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


def read(folder: Path, name: str, data: bytes | str) -> Delivered:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    encoding = find_encoding(path)
    lines = not name.endswith(".json") or is_lines(path, encoding)
    parse = parse_lines if lines else parse_json
    (rows,) = deliver(parse(path, folder, shown=name, encoding=encoding), name)
    return rows


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
    assert (rows.header, rows.cells) == (("id", "v"), [["7", text]])


def test_keys_that_lines_leave_out_are_blank_and_said(tmp_path: Path) -> None:
    rows = read(tmp_path, "a.ndjson", b'{"a":1}\n{"b":2,"a":3}\n\n{"c":4}')
    assert rows.header == ("a", "b", "c")
    assert rows.cells == [["1", "", ""], ["3", "2", ""], ["", "", "4"]]
    assert (rows.numbers, rows.rejected) == ([1, 2, 4], {3: "blank row"})
    assert rows.notes == ("Some records lack keys, read as blank: “a”, “b”, “c”",)


def test_lines_that_are_no_records_are_rejected_with_a_reason(tmp_path: Path) -> None:
    data = b'{"a":"1"}\n[1]\n7\n{"a":\n{"a":1,"a":2}\n{}\n{"a":"\\ud83d"}\n{"a":"caf\xc3\xa9"}\n'
    rows = read(tmp_path, "a.ndjson", data + b'{"a":"\xff"}\n')
    assert rows.cells == [["1"], ["café"]]
    assert rows.rejected == {
        2: "not a record",
        3: "not a record",
        4: "broken JSON",
        5: "a key stands twice",
        6: "blank row",
        7: "bytes that are not of its encoding",
        9: "bytes that are not of its encoding",
    }
    assert rows.counted == 9


def test_one_object_a_line_is_known_under_the_name_of_json(tmp_path: Path) -> None:
    assert read(tmp_path, "a.json", '{"a": 1}\r\n{"a": 2}\r\n').cells == [["1"], ["2"]]


def test_an_object_that_holds_one_array_of_objects_is_read(tmp_path: Path) -> None:
    data = {"n": 2, "names": ["x", '[{"'], "rows": [{"a": "1"}, "odd", {"a": [{}, {}]}], "z": []}
    rows = read(tmp_path, "a.json", json.dumps(data))
    assert (rows.cells, rows.rejected) == ([["1"], ["[{}, {}]"]], {2: "not a record"})
    assert rows.notes == ("We read the records under the key “rows”, and not the 3 other keys",)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ('{"a": 1}', "holds no list of records"),
        ('"text"', "holds no list of records"),
        ('{"a": [{"x": 1}], "b": [{"y": 1}]}', "several lists of records, 2 in all"),
        ("[]", "has no records"),
        ('[{"a": 1}, {"a"', "broken or cut off in line 1 "),
        ('[{"a": 1}] x', "broken or cut off in line 1 "),
        ('[{"a": 1},]', "broken or cut off in line 1 "),
        ("", "broken or cut off in line 1"),
        (" ", "broken or cut off"),
        ("[" * 100_000, "nested more than 100 levels deep"),
        ('{"a":' * 100_000, "nested more than 100 levels deep"),
        ('{"a": 1, "a": [{"x": 1}]}', "holds no list of records"),
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
    assert (array.cells, array.rejected) == (lines.cells, lines.rejected)
    assert array.counted == lines.counted == len(records)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"result": {"records": [{"id": 1}]}}', "One is deeper, under result.records"),
        ('{"columns": ["id"], "data": [["1"], ["2"]]}', "lists of values without names"),
        ('{"id": {"0": "1"}, "user": {"0": "u"}}', "names apart from their values"),
        ('{"error": {"code": 1}}', "holds no list of records"),
        ('[["id"], ["1"]]', "None of its 2 entries has keys"),
        ("[]", "It is empty"),
    ],
)
def test_a_shape_that_is_not_read_is_named_with_what_to_do(
    text: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "log.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Problem) as refused:
        parse_json(path, tmp_path, shown="log.json", encoding="utf-8")
    assert said in str(refused.value)
    assert refused.value.remedy


@pytest.mark.parametrize("depth", [101, 600, 100_000])  # between them it is up to the Python
def test_what_is_nested_too_deep_is_rejected_and_the_rest_read(tmp_path: Path, depth: int) -> None:
    deep = '{"a": ' + "[" * depth + "]" * depth + "}"
    rows = read(tmp_path, "a.ndjson", f'{{"a": 1}}\n{deep}\n')
    assert (rows.cells, rows.rejected) == ([["1"]], {2: "nested too deep"})
    if depth < 900:
        rows = read(tmp_path, "a.json", f'[{{"a": 1}}, {deep}, {{"a": 2}}]')
        assert (rows.cells, rows.rejected) == ([["1"], ["2"]], {2: "nested too deep"})
    else:
        with pytest.raises(Problem, match="nested more than 100 levels deep"):
            read(tmp_path, "a.json", f'[{{"a": 1}}, {deep}]')


def test_what_is_nested_less_deep_keeps_its_text(tmp_path: Path) -> None:
    deep = "[" * 90 + "]" * 90
    assert read(tmp_path, "a.json", f'[{{"a": {deep}}}]').cells == [[deep]]


def test_keys_that_appear_late_are_columns_of_all_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpers.readers.json.BATCH", 4)
    lines = [f'{{"k{n // 3}": {n}}}' for n in range(9)]
    rows = read(tmp_path, "a.ndjson", "\n".join(lines))
    assert rows.header == ("k0", "k1", "k2")
    assert [[c for c in record if c] for record in rows.cells] == [[str(n)] for n in range(9)]
    assert [record.index(str(n)) for n, record in enumerate(rows.cells)] == [
        n // 3 for n in range(9)
    ]


def test_values_as_keys_are_refused(tmp_path: Path) -> None:
    lines = "\n".join(f'{{"key {n}": 1}}' for n in range(3_000))
    with pytest.raises(Problem, match="more than 2,000 different keys"):
        read(tmp_path, "a.ndjson", lines)


def test_other_encodings_are_read(tmp_path: Path) -> None:
    rows = read(tmp_path, "a.json", '[{"a": "café"}]'.encode("utf-16"))
    assert rows.cells == [["café"]]


SEARCH = {"id": "SYN-1", "reason": "stolen"}


def save_page(folder: Path, **entries: object) -> Path:
    page = {
        "crawled_name": "Example PD",
        "searches_30d": 2,
        "sharing_outbound": ["A", "B"],
        "sharing_inbound": [],
        "search_audit_csv": [SEARCH, {"id": "SYN-2", "reason": None}],
        "policy": "text",
    }
    path = folder / "page.json"
    path.write_text(json.dumps({**page, **entries}), encoding="utf-8")
    return path


def read_page(path: Path) -> tuple[Delivered, list[dict[str, str]]]:
    (rows,) = deliver(parse_json(path, path.parent, shown="page.json", encoding="utf-8"))
    return rows, [dict(zip(rows.header, record, strict=True)) for record in rows.cells]


def test_searches_of_a_snapshot_are_beside_its_figures(tmp_path: Path) -> None:
    rows, records = read_page(save_page(tmp_path))
    assert rows.counted == len(records) == 2
    assert rows.header[:4] == ("id", "reason", "record", "page_agency")
    assert [record["id"] for record in records] == ["SYN-1", "SYN-2"]
    for record in records:
        assert (record["record"], record["page_agency"]) == ("search", "Example PD")
        assert (record["page_networks_outbound"], record["page_networks_inbound"]) == ("2", "")
    assert rows.notes == ("We did not read 1 other entries of the page, its texts",)


def test_a_snapshot_without_searches_is_one_row(tmp_path: Path) -> None:
    rows, (record,) = read_page(save_page(tmp_path, search_audit_csv=None))
    assert (rows.counted, record["record"], record["page_searches_30d"]) == (1, "page", "2")
    assert rows.notes == ("The page offers no searches, so its row holds figures only",)


@pytest.mark.parametrize("shared", [True, 7, "all", {"a": 1}])
def test_a_list_that_is_none_leaves_its_count_blank(tmp_path: Path, shared: object) -> None:
    rows, records = read_page(save_page(tmp_path, sharing_outbound=shared))
    assert {record["page_networks_outbound"] for record in records} == {""}
    assert "The entry sharing_outbound is no list, so we left that count blank" in rows.notes


def test_searches_that_are_no_list_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="holds no list of records"):
        read_page(save_page(tmp_path, search_audit_csv="id,reason"))


def test_a_snapshot_that_is_nested_too_deep_is_refused(tmp_path: Path) -> None:
    deep = "[" * 600 + "]" * 600
    path = save_page(tmp_path)
    path.write_text(path.read_text().replace('"Example PD"', deep), encoding="utf-8")
    with pytest.raises(Problem, match="nested more than 100 levels deep"):
        read_page(path)


@pytest.mark.samples
def test_released_snapshots_keep_their_searches(samples: Path, tmp_path: Path) -> None:
    counted = []
    for path in sorted((samples / "portal_snapshot").glob("*.json")):
        (rows,) = deliver(parse_json(path, tmp_path, shown=path.name, encoding="utf-8"))
        assert len(rows.cells) == rows.counted
        counted.append(rows.counted)
    assert counted == [289, 1174, 1285, 164, 147, 441, 339, 320]
