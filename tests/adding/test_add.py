"""Additions: copied as received, recognized, with what was taken for granted said aloud."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from helpers.adding.add import AddReport, add_release
from helpers.cleaning.clean import load_table
from helpers.errors import Misuse, Problem
from helpers.project import Project
from helpers.releases.release import open_release
from whole_tables import read_all

PORTAL = (
    "id,userId,searchDate,networkCount,reason\n"
    "a1,***,2025-12-01T07:59:59.000Z,2,stolen car\n"
    "a2,u7,2025-12-01T08:00:00.000Z,449,\n"
)
LOG = (
    "search_id,account,account_group,user,searched_at,search_type,reason\n"
    "{mark}1,a1,Federal account A,u1,2025-05-01 10:00:00,driver,x\n"
    "{mark}2,a1,Federal account A,u1,2025-05-01 11:00:00,driver,y\n"
)


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def add(project: Project, *files: Path, release: str = "log", **facts: Any) -> AddReport:
    return add_release(files, release=release, project=project, **facts)


def remains(project: Project) -> list[str]:
    return sorted(path.name for path in project.raw.glob("*")) if project.raw.exists() else []


def test_a_file_is_copied_to_the_byte_and_its_kind_recognized(
    project: Project, tmp_path: Path
) -> None:
    path = write(tmp_path, "Portal Log.csv", PORTAL)
    report = add(project, path)
    assert (report.kind, report.data_status) == ("flock-portal-log", "unverified")
    assert (project.raw / "log" / "Portal Log.csv").read_bytes() == path.read_bytes()
    assert open_release("log", project).resources[0].dialect is not None
    assert load_table("log", project).ledger.rows_kept == 2


def test_zones_taken_for_granted_are_said_aloud(project: Project, tmp_path: Path) -> None:
    report = add(project, write(tmp_path, "a.csv", PORTAL))
    assert (report.stamps_in, report.count_in) == ("UTC", "UTC")
    assert any(
        "count days and months in UTC, since nobody said where" in note for note in report.notes
    )
    zone = "America/Los_Angeles"
    other = add(project, tmp_path / "a.csv", release="two", count_in=zone)
    assert (other.stamps_in, other.count_in) == ("UTC", zone)
    days = read_all(load_table("two", project))["searched_at_local"].dt.strftime("%m-%d").tolist()
    assert days == ["11-30", "12-01"]


def test_columns_that_nobody_reads_are_said_aloud(project: Project, tmp_path: Path) -> None:
    text = PORTAL.replace("reason", "reason,Moderation").replace("car\n", "car,x\n")
    report = add(project, write(tmp_path, "a.csv", text.replace("449,\n", "449,,\n")))
    assert report.unread_columns == ("Moderation",)
    assert "Moderation; add its header to the kind's schema" in "\n".join(report.lines())


def test_a_header_without_rows_is_said_aloud(project: Project, tmp_path: Path) -> None:
    empty = write(tmp_path, "a.csv", PORTAL.splitlines()[0] + "\n")
    report = add_release([empty, write(tmp_path, "b.csv", PORTAL)], release="r", project=project)
    said = "a.csv has a header and no rows below it, which is no data and not zero"
    assert said in report.notes


def test_a_name_that_stands_twice_is_told_from_the_one_that_is_read(
    project: Project, tmp_path: Path
) -> None:
    text = "\n".join(
        [f"{PORTAL.splitlines()[0]},Reason", *(f"{line},x" for line in PORTAL.splitlines()[1:])]
    )
    report = add(project, write(tmp_path, "a.csv", text + "\n"))
    assert report.unread_columns == ("Reason (once more, in column 6)",)
    table = load_table("log", project)
    assert read_all(table)["reason"].tolist()[0] == "stolen car"


def test_headers_of_odd_characters_are_known(project: Project, tmp_path: Path) -> None:
    odd = '\ufeff\ufeff"id",user\u2011Id\u200b,search\u00a0Date,networkCount,reason\n'
    report = add(project, write(tmp_path, "a.csv", odd + PORTAL.split("\n", 1)[1]))
    assert (report.kind, report.unread_columns) == ("flock-portal-log", ())
    assert read_all(load_table("log", project))["search_id"].tolist() == ["a1", "a2"]


SHARED = "Organization Name,Networks Shared With Me,Networks I'm Sharing\nExample County SO,X,Y\n"


def test_files_of_two_kinds_are_two_releases(project: Project, tmp_path: Path) -> None:
    files = [write(tmp_path, "a.csv", PORTAL), write(tmp_path, "b.csv", SHARED)]
    with pytest.raises(Problem) as refused:
        add(project, *files)
    said = str(refused.value)
    assert "This is flock-shared-networks, and what comes before it is flock-portal-log" in said
    assert "b.csv" in said
    assert "Add them as two releases" in said
    assert remains(project) == []
    assert sorted(path.name for path in tmp_path.glob("*.toml")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ms. Example,\n\nYour request is denied.\nWe have, after search, found none.\n\nX\n",
        "{\\rtf1\\ansi {\\b Dear} requester, no records.}",
    ],
)
def test_a_letter_is_no_table_and_offers_no_mapping(
    project: Project, tmp_path: Path, text: str
) -> None:
    with pytest.raises(Problem, match=r"^We found no table: .*letter\.txt.*no rows to add"):
        add(project, write(tmp_path, "letter.txt", text))
    assert list(tmp_path.glob("*.toml")) == []


def test_sheets_of_no_known_kind_offer_a_mapping(project: Project, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["A cover"])
    for month in ("May", "June"):
        sheet = book.create_sheet(month)
        for cells in (["Ref", "Officer", "Looked Up At"], ["1", "u", "2025-05-01 10:00:00"]):
            sheet.append(cells)
    path = tmp_path / "book.xlsx"
    book.save(path)
    with pytest.raises(Problem, match=r"Ref, Officer, Looked Up At.*We left out sheet “Sheet”"):
        add(project, path)
    place = tmp_path / "log.mapping.toml"
    text = re.sub(r'kind = ".*"', 'kind = "flock-portal-log"', place.read_text())
    for header, column in (
        ("Ref", "search_id"),
        ("Officer", "user"),
        ("Looked Up At", "searched_at"),
    ):
        text = re.sub(rf'(header = "{header}"\ncolumn = )""', rf'\1"{column}"', text)
    place.write_text(text)
    add(project, path, mapping=place)
    ledger = load_table("log", project).ledger
    assert [(f.part, f.rows_kept) for f in ledger.files] == [("May", 1), ("June", 1)]


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({}, "unverified"),
        ({"custodian": "Example County SO"}, "unverified"),
        ({"request": "25-1"}, "unverified"),
        ({"custodian": "Example County SO", "request": "25-1"}, "released"),
        ({"custodian": "Example County SO", "address": "https://example.org"}, "released"),
    ],
)
def test_released_only_with_custodian_and_origin(
    project: Project, tmp_path: Path, facts: dict[str, str], status: str
) -> None:
    report = add(project, write(tmp_path, "a.csv", PORTAL), **facts)
    assert report.data_status == open_release("log", project).data_status == status


@pytest.mark.parametrize("address", ["javascript:alert(1)", "", "the county's page", "https://"])
def test_what_is_no_web_address_releases_nothing(
    project: Project, tmp_path: Path, address: str
) -> None:
    with pytest.raises(Misuse, match="What follows --address isn't a web address"):
        add(project, write(tmp_path, "a.csv", PORTAL), custodian="Example PD", address=address)
    assert remains(project) == []


def test_made_up_rows_stay_synthetic_under_any_name(project: Project, tmp_path: Path) -> None:
    """The mark is in the rows: neither a new name nor a custodian makes them real."""
    path = write(tmp_path, "Public records response.csv", LOG.format(mark="SYN-"))
    facts = {"custodian": "Example County SO", "request": "25-1"}
    report = add(project, path, **facts)
    assert report.data_status == "synthetic"
    again = add(project, project.raw / "log" / path.name, release="real-data", **facts)
    assert again.data_status == "synthetic"
    table = load_table("real-data", project)
    assert table.data_status == table.ledger.data_status == "synthetic"
    assert read_all(table)["data_status"].unique().tolist() == ["synthetic"]


def test_a_descriptor_that_calls_made_up_rows_released_is_not_believed(
    project: Project, tmp_path: Path
) -> None:
    add(project, write(tmp_path, "a.csv", LOG.format(mark="SYN-")))
    path = project.raw / "log" / "datapackage.json"
    facts = json.loads(path.read_text())
    facts["plateglass"] |= {
        "data_status": "released",
        "custodian": "Example County SO",
        "address": "https://example.org",
    }
    path.write_text(json.dumps(facts))
    table = load_table("log", project)
    assert table.data_status == "synthetic"
    assert "marked as invented; the descriptor calls it released" in table.ledger.notes[0]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_encoding_and_delimiter_are_pinned(
    project: Project, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = PORTAL.replace("stolen car", "café à côté").replace(",", delimiter)
    add(project, write(tmp_path, "a.csv", text.encode(encoding)))
    frame = read_all(load_table("log", project))
    assert frame["reason"].tolist()[0] == "café à côté"
    resource = open_release("log", project).resources[0]
    assert resource.dialect is not None
    assert resource.dialect.delimiter == delimiter


def test_an_unknown_kind_names_the_nearest_and_what_is_missing(
    project: Project, tmp_path: Path
) -> None:
    path = write(tmp_path, "a.csv", PORTAL.replace("searchDate", "when"))
    with pytest.raises(Problem) as caught:
        add(project, path)
    said = str(caught.value)
    assert "of no kind that we know; its header is: id, userId, when" in said
    assert "flock-portal-log, but we found no header for searched_at" in said
    assert remains(project) == []


def test_a_kind_that_is_named_must_be_answered(project: Project, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="The columns account_group, searched_at are missing"):
        add(project, write(tmp_path, "a.csv", PORTAL), kind="portal-search-log")
    with pytest.raises(Problem, match="Did you mean flock-portal-log"):
        add(project, tmp_path / "a.csv", kind="flock-portal")
    assert remains(project) == []


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"", "The file is empty"),
        ("a.csv", b"%PDF-1.7", "The file is a PDF"),
        ("a.csv", b"<html>", "The file is a web page"),
        ("a.xlsx", b"id,userId\n", "The file is plain text"),
        ("a.doc", b"text", "No table found: files of the format doc cannot be read"),
        ("a", b"text", "No table found: files of the format without a name cannot be read"),
        ("a.csv", PORTAL.encode() + b'"open,1\n2\n3\n', "A quotation mark is never closed"),
    ],
)
def test_what_cannot_be_read_is_a_sentence_and_leaves_nothing(
    project: Project, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    with pytest.raises(Problem, match=said):
        add(project, write(tmp_path, name, data))
    assert remains(project) == []


@pytest.mark.parametrize("name", ["a\\b.csv", "C:log.csv"])
def test_a_name_that_leads_elsewhere_on_another_system_is_refused(
    project: Project, tmp_path: Path, name: str
) -> None:
    """The release would be there, and never open."""
    with pytest.raises(Problem, match="can't hold a backslash or begin with a drive's letter"):
        add(project, write(tmp_path, name, PORTAL))
    assert remains(project) == []


def test_a_release_is_never_changed(project: Project, tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", PORTAL)
    add(project, path)
    before = (project.raw / "log" / "datapackage.json").read_bytes()
    with pytest.raises(Problem, match="The name log is taken"):
        add(project, path)
    with pytest.raises(Problem, match="The name published-figures is taken"):
        add(project, path, release="published-figures")
    assert (project.raw / "log" / "datapackage.json").read_bytes() == before


@pytest.mark.parametrize("release", ["", "../x", "log_2", "a b", ".x", "a/b", "findings", "nul"])
def test_an_id_that_is_no_folder_name_is_refused(
    project: Project, tmp_path: Path, release: str
) -> None:
    with pytest.raises(Misuse, match="can't be the id"):
        add(project, write(tmp_path, "a.csv", PORTAL), release=release)
    assert remains(project) == []


def test_wrong_facts_are_refused(project: Project, tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", PORTAL)
    with pytest.raises(Misuse, match="'May 2025' isn't a day"):
        add(project, path, received="May 2025")
    with pytest.raises(Misuse, match="'2025-02-30' isn't a day"):
        add(project, path, as_of="2025-02-30")
    with pytest.raises(Problem, match="Did you mean America/Los_Angeles"):
        add(project, path, count_in="America/LosAngeles")
    with pytest.raises(Problem, match="There is no such file"):
        add(project, tmp_path / "none.csv")
    with pytest.raises(Misuse, match="No file was named"):
        add(project)
    (tmp_path / "b").mkdir()
    with pytest.raises(Problem, match="Two files of the release would be called"):
        add(project, path, write(tmp_path / "b", "A.csv", PORTAL))
    assert remains(project) == []


def test_several_files_become_one_table(project: Project, tmp_path: Path) -> None:
    add(
        project,
        write(tmp_path, "a.csv", PORTAL),
        write(tmp_path, "b.csv", PORTAL.replace("a2", "a3")),
    )
    frame = read_all(load_table("log", project))
    assert frame["source_file"].tolist() == ["a.csv"] * 2 + ["b.csv"] * 2
    assert frame["source_row"].tolist() == [1, 2, 1, 2]
    assert frame["duplicate_file"].dropna().tolist() == ["a.csv", "a.csv"]
    assert frame["duplicate_reason"].dropna().tolist() == ["same id", "same content"]


def test_the_day_of_a_list_is_kept_with_its_file(project: Project, tmp_path: Path) -> None:
    lines = "Organization Name,Networks Shared With Me,Networks I'm Sharing\nA PD,A,\n"
    add(project, write(tmp_path, "list.csv", lines), as_of="2025-04-01")
    assert [one.as_of for one in open_release("log", project).resources] == ["2025-04-01"]
    add(project, write(tmp_path, "other.csv", lines), release="undated")
    text = (project.raw / "undated" / "datapackage.json").read_text(encoding="utf-8")
    assert "as_of" not in text
