"""One path: hard files of every sort become tables, with every record accounted for."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from helpers.cleaning import clean as clean_module
from helpers.cleaning.clean import clean_parts, clean_release, connect
from helpers.cleaning.table import Table
from helpers.errors import Problem
from helpers.project import Project
from helpers.readers import apart
from helpers.readers.csv import open_csv
from helpers.readers.files import pin_file
from helpers.releases.descriptor import DESCRIPTOR
from helpers.releases.release import hash_file
from helpers.schemas.schema import load_schema
from helpers.status import DataStatus
from whole_tables import read_all

PACIFIC = "America/Los_Angeles"
HEADER = (
    "message_id,sent_at,requester,requester_group,user,state,message_type,purpose,subject,answer\n"
)


def write_row(key: str, at: str, subject: str) -> str:
    return f"{key},{at},T1,Agency A,bob,WA,QA,C,{subject},yes\n"


BODY = HEADER + "".join(
    write_row(f"m{n}", f"2025-11-02 0{n % 10}:30:00", f"ABC{n}") for n in range(20)
)


def clean(
    project: Project,
    files: Mapping[str, str],
    *,
    dialects: Mapping[str, object] | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Table:
    folder = project.raw / "hard"
    folder.mkdir(parents=True)
    resources = []
    for name, text in files.items():
        path = folder / name
        data = text.encode()
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        resources.append(
            {
                "name": f"f{len(resources)}",
                "path": name,
                "bytes": path.stat().st_size,
                "hash": hash_file(path),
                "format": "csv.gz" if name.endswith(".gz") else "csv",
                "dialect": {"delimiter": ",", **(dialects or {}).get(name, {})},  # type: ignore[dict-item]
                "stamps_in": PACIFIC,
                "count_in": PACIFIC,
            }
        )
    facts = {"kind": "network-message-log", "data_status": "unverified", "mapping": mapping}
    descriptor = {"name": "hard", "title": "Hard", "resources": resources, "plateglass": facts}
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    table = clean_release("hard", project)
    for part in table.parts:
        assert part.counted == part.kept + len(part.rejected)
    assert table.count == len(read_all(table)) == table.ledger.rows_kept
    return table


def test_twenty_rows_in_the_hour_that_occurs_twice(project: Project) -> None:
    table = clean(project, {"twenty.csv": BODY})
    frame = read_all(table)
    assert table.count == 20
    assert (frame["sent_at_flag"] == "overlap").sum() == 2
    assert str(frame["sent_at_utc"][1]) == "2025-11-02 08:30:00"


def test_every_record_of_a_hard_file_is_accounted_for(project: Project) -> None:
    rows = [
        write_row("m1", "2025-03-09 02:30:00", "X1"),
        "\n",
        write_row("m2", "3/9/2025 3:05 pm", "[REDACTED]"),
        ",,,,,,,,,\n",
        HEADER,
        write_row("m3", "2025-07-01T10:00:00Z", "N/A"),
        "short,row\n",
        "a,b,c,d,e,f,g,h,i,j,k\n",
        write_row("m1", "2025-03-09 02:30:00", "X1"),
        write_row("m9", "2025-03-09 02:30:00", "X1"),
        write_row("m4", "31/31/2025 10:00", '"two\nlines"'),
        write_row("m5", "2025-07-01 10:00:00+02:00", ""),
        "Total,,,,,,,,12,\n",
    ]
    table = clean(project, {"hard.csv": HEADER + "".join(rows)})
    (part,) = table.parts
    assert part.counted == len(rows)
    assert [(one.row, one.reason) for one in part.rejected] == [
        (2, "blank row"),
        (4, "blank row"),
        (5, "repeated header"),
        (7, "too few cells"),
        (8, "too many cells"),
        (13, "row of totals"),
    ]
    frame = read_all(table).set_index("source_row")
    assert list(frame.index) == [1, 3, 6, 9, 10, 11, 12]
    assert frame["sent_at_flag"][1] == "gap"
    assert str(frame["sent_at_local"][1]) == "2025-03-09 02:30:00"
    assert str(frame["sent_at_utc"][1]) == "2025-03-09 10:30:00"
    assert str(frame["sent_at_utc"][12]) == "2025-07-01 08:00:00"
    states = ["given", "withheld", "not available", "given", "given", "given", "blank"]
    assert frame["subject_state"].tolist() == states
    assert frame["subject"][11] == "two\nlines"
    assert frame["problems"].dropna().to_dict() == {
        11: "sent_at: not a time in a form that is known"
    }
    again = frame["duplicate_reason"].dropna().to_dict()
    assert again == {9: "same id", 10: "same content"}
    assert table.ledger.rows_kept == 7


def test_names_that_look_like_patterns_are_files(project: Project) -> None:
    files = {
        "log [1].csv": BODY,
        "log 1.csv": HEADER + write_row("other", "2025-01-01 00:00:00", "no"),
        "more.csv.gz": HEADER
        + write_row("m3", "2025-12-02 05:30:00", "Q")
        + write_row("m77", "2025-12-02 05:30:00", "Q"),
        "it's {third} *.csv": "Messages of 2025,,,,\nprinted by X\n\n"
        + HEADER
        + write_row("m88", "2026-01-02 05:30:00", "Z"),
    }
    table = clean(project, files, dialects={"it's {third} *.csv": {"headerRows": [4]}})
    counts = read_all(table)["source_file"].value_counts(sort=False).to_dict()
    assert counts == {"log [1].csv": 20, "log 1.csv": 1, "more.csv.gz": 2, "it's {third} *.csv": 1}
    again = read_all(table).dropna(subset="duplicate_of")
    facts = ["source_file", "source_row", "duplicate_of", "duplicate_file", "duplicate_reason"]
    found = again[facts].astype(object)
    assert found.where(found.notna(), None).values.tolist() == [
        ["more.csv.gz", 1, 4, "log [1].csv", "same id"],
        ["more.csv.gz", 2, 1, None, "same content"],
    ]
    assert len(list(table.folder.glob("table-*.parquet"))) == 4


def test_headers_that_a_person_mapped_are_read(project: Project) -> None:
    text = (
        "No;When;Who;Group;St;Why\n1;2025-05-01 10:00:00;T;G;WA;x\n2;2025-05-01 10:00:00;T;G;OR;x\n"
    )
    mapping = {
        "No": "message_id",
        "When": "sent_at",
        "Who": "requester",
        "Group": "requester_group",
        "St": "state",
        "Why": "",
    }
    table = clean(
        project, {"map.csv": text}, dialects={"map.csv": {"delimiter": ";"}}, mapping=mapping
    )
    assert read_all(table)["state"].tolist() == ["WA", "OR"]
    assert read_all(table)["user_state"].tolist() == ["never released"] * 2
    assert read_all(table)["problems"].isna().all()


@pytest.mark.parametrize("value", ["02134", "1e5", "007", "TRUE", "1234567890123456789", "=1+1"])
def test_no_value_changes_on_the_way(project: Project, value: str) -> None:
    table = clean(project, {"a.csv": HEADER + write_row(value, "2025-01-01 00:00:00", value) * 3})
    assert read_all(table)["message_id"].tolist() == [value] * 3
    assert read_all(table)["subject"].tolist() == [value] * 3


def list_reasons(table: Table) -> Sequence[tuple[int, str]]:
    return [(one.row, one.reason) for one in table.rejects]


def test_a_footer_is_rejected_and_the_status_is_the_descriptors(project: Project) -> None:
    table = clean(project, {"a.csv": BODY + "\nPrinted 1 May by a clerk,,,,,,,,,\n"})
    assert list_reasons(table) == [(21, "blank row"), (22, "line beside the table")]
    assert table.count == 20
    assert table.data_status is DataStatus.UNVERIFIED


def test_broken_records_beyond_the_sample_do_not_fill_the_memory(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "GROWTH", 64 << 20)
    good = HEADER + write_row("m1", "2025-11-02 01:30:00", "ABC1") * 12_000
    with pytest.raises(Problem, match=r"more than 0.1 GB of memory \(a.csv"):
        clean(project, {"a.csv": good + "x\n" * 60_000})


def test_names_of_the_header_before_stray_quotes_do_not_hang_the_reader(project: Project) -> None:
    good = HEADER + write_row("m1", "2025-11-02 01:30:00", "ABC1") * 12_000
    with pytest.raises(Problem, match=r"\(a.csv"):
        clean(project, {"a.csv": good + 'message_id,a"b,"c\n' * 20_001})


def test_small_parts_are_typed_together_as_each_would_be_alone(tmp_path: Path) -> None:
    rows = [write_row(f"m{n}", f"2025-11-02 0{n % 10}:30:00", f"ABC{n}") for n in range(9)]
    texts = [
        HEADER + "".join(rows),
        HEADER + "x\n" + rows[0] + "\n" + rows[1],
        HEADER,
        HEADER + "".join(rows) + ",,,,,,,,,\n" + HEADER + rows[0].replace("2025-11-02", "bad"),
        HEADER.replace("answer", "other") + rows[3],
        HEADER.replace("answer", "other") + rows[4] + rows[3],
    ]
    schema, found = load_schema("network-message-log"), []
    for most in (0, clean_module.FEW_CELLS):
        folder = tmp_path / str(most)
        folder.mkdir()
        parts = []
        for number, text in enumerate(texts):
            path = folder / f"{number}.csv"
            path.write_text(text, encoding="utf-8")
            parts += open_csv(path, pin_file(path, path.name), shown=path.name, folder=folder)
        targets = [folder / f"{number}.parquet" for number, _ in enumerate(parts)]
        with pytest.MonkeyPatch.context() as patch, connect(folder) as connection:
            patch.setattr(clean_module, "FEW_CELLS", most)
            zones = (PACIFIC, PACIFIC)
            accounts = [*clean_parts(connection, parts, schema, zones, targets)]
            tables = [connection.sql(f"FROM '{target}'").fetchall() for target in targets]
            known = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        assert (("typed",) in known) == (most > 0)
        found.append((accounts, tables))
    assert found[0] == found[1]
    assert [part.kept for part in found[1][0]] == [9, 2, 0, 10, 1, 2]
