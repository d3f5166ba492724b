"""Mappings: a person names the columns of an unknown layout, and no code is needed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from fpdf import FPDF
from openpyxl import Workbook

from helpers.adding.add import add_release
from helpers.adding.mapping_files import read_mapping
from helpers.cleaning.clean import load_table
from helpers.errors import Misuse, Problem
from helpers.project import Project
from helpers.releases.release import open_release
from helpers.schemas.recognize import rank_nearest
from helpers.schemas.schema import load_schema, load_schemas
from whole_tables import read_all

ODD = 'when,"who ""x""",id,Search Resaon,n\n2025-12-01T07:59:59Z,u7,02134,1e5,x\n'
FILLED = {"when": "searched_at", 'who "x"': "user", "Search Resaon": "reason"}


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def fill(path: Path, filled: dict[str, str]) -> None:
    """Fill the blanks as a person would: in an editor, line by line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for place, line in enumerate(lines):
        if line.startswith("header = "):
            header = tomllib.loads(line)["header"]
            if header in filled:
                lines[place + 1] = f'column = "{filled[header]}"'
    path.write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture
def offered(project: Project, tmp_path: Path) -> Path:
    """The mapping file that is written when a file of an unknown layout is added."""
    path = write(tmp_path, "odd.csv", ODD)
    with pytest.raises(
        Problem, match=r"column of flock-portal-log .* --mapping .*odd.mapping.toml\.$"
    ):
        add_release([path], release="odd", project=project, kind="flock-portal-log")
    assert list(project.raw.iterdir()) == []
    return tmp_path / "odd.mapping.toml"


def test_a_mapping_file_is_offered_with_what_is_known_and_near(offered: Path) -> None:
    text = offered.read_text(encoding="utf-8")
    facts = tomllib.loads(text)
    assert facts["kind"] == "flock-portal-log"
    assert [entry["header"] for entry in facts["columns"]] == [
        *("when", 'who "x"', "id", "Search Resaon", "n")
    ]
    assert [entry["column"] for entry in facts["columns"]] == ["", "", "search_id", "", ""]
    near = text.partition('header = "Search Resaon"\n')[2].splitlines()[0]
    assert near.startswith('column = ""  # nearest: ')
    assert "reason" in near
    assert "u7" not in text


def test_a_mapping_that_is_filled_in_makes_a_release(
    offered: Path, project: Project, tmp_path: Path
) -> None:
    fill(offered, FILLED)
    report = add_release([tmp_path / "odd.csv"], release="odd", project=project, mapping=offered)
    assert (report.kind, report.unread_columns) == ("flock-portal-log", ("n (left out)",))
    offered.unlink()
    table = load_table("odd", project)
    row = read_all(table).iloc[0]
    assert (row["search_id"], row["reason"], row["user"]) == ("02134", "1e5", "u7")
    assert read_all(table)["searched_at_utc"].notna().all()
    mapping = open_release("odd", project).descriptor.plateglass.mapping
    assert mapping == FILLED | {"id": "search_id", "n": ""}


def test_a_mapping_that_a_person_began_is_not_written_over(
    offered: Path, project: Project, tmp_path: Path
) -> None:
    fill(offered, FILLED)
    before = offered.read_bytes()
    with pytest.raises(Problem):
        add_release([tmp_path / "odd.csv"], release="odd", project=project)
    assert offered.read_bytes() == before


def test_a_mistyped_mapping_is_an_error(offered: Path, project: Project, tmp_path: Path) -> None:
    typed = offered.with_name("od.mapping.toml")
    with pytest.raises(Misuse, match=r"no mapping file .*od\.mapping\.toml.*mean odd\.mapping"):
        add_release([tmp_path / "odd.csv"], release="odd", project=project, mapping=typed)
    assert not typed.exists()
    with pytest.raises(Misuse, match="we write one beside your file"):
        add_release(
            [tmp_path / "odd.csv"], release="odd", project=project, mapping=tmp_path / "no" / "x"
        )


def test_a_file_without_a_header_is_mapped_by_place(project: Project, tmp_path: Path) -> None:
    path = write(tmp_path, "bare.csv", "u7,02134,note,2025-12-01T07:59:59Z\n")
    with pytest.raises(Problem):
        add_release([path], release="bare", project=project, kind="flock-portal-log")
    place = tmp_path / "bare.mapping.toml"
    values = {"column 1": "user", "column 2": "search_id", "column 4": "searched_at"}
    fill(place, values)
    text = place.read_text().replace("has_header = true", "has_header = false")
    place.write_text(text)
    add_release([path], release="bare", project=project, mapping=place)
    resource = open_release("bare", project).resources[0]
    assert resource.columns == ["user", "search_id", "column 3", "searched_at"]
    table = load_table("bare", project)
    assert read_all(table)["search_id"].tolist() == ["02134"]
    assert table.ledger.unread_columns == ("column 3",)


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        (FILLED | {"n": "serched_at"}, "has no column serched_at.*Did you mean searched_at"),
        (FILLED | {"n": "reason"}, "Too many headers are mapped to the column reason"),
        ({"when": "searched_at"}, "No header is mapped to user"),
    ],
)
def test_a_mapping_that_cannot_hold_is_refused(
    offered: Path, filled: dict[str, str], said: str
) -> None:
    fill(offered, filled)
    with pytest.raises(Problem, match=said):
        read_mapping(offered)


def test_a_mapping_for_another_file_or_kind_is_refused(
    offered: Path, project: Project, tmp_path: Path
) -> None:
    fill(offered, FILLED)
    path = write(tmp_path, "b.csv", ODD.replace("when", "then"))
    with pytest.raises(Problem, match="No file has the header when"):
        add_release([path], release="b", project=project, mapping=offered)
    with pytest.raises(Misuse, match="The mapping is for the kind flock-portal-log"):
        read_mapping(offered, "portal-search-log")
    assert list(project.raw.iterdir()) == []


BROKEN = ("kind = ", "x = 1", "columns = [1]", '[[columns]]\nheader = "a"', f"x = {'[' * 9_000}")


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_a_mapping_that_is_no_toml_is_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(Problem, match="The mapping cannot be read"):
        read_mapping(write(tmp_path, "m.toml", text))


def test_a_column_that_is_counted_here_is_neither_offered_nor_taken(
    project: Project, tmp_path: Path
) -> None:
    path = write(tmp_path, "odd.csv", "Who,Theirs,Ours,Number\nA PD,A PD,,9\n")
    with pytest.raises(Problem):
        add_release([path], release="odd", project=project, kind="flock-shared-networks")
    place = tmp_path / "odd.mapping.toml"
    assert "networks_from_them" not in place.read_text()
    filled = {"Who": "organization", "Theirs": "shared_with_me", "Ours": "i_share"}
    fill(place, filled | {"Number": "networks_from_them"})
    with pytest.raises(Problem, match="networks_from_them is counted by us"):
        read_mapping(place)
    place.unlink()
    with pytest.raises(Problem):
        add_release([path], release="odd", project=project, kind="flock-shared-networks")
    fill(place, filled)
    add_release([path], release="odd", project=project, mapping=place)
    assert read_all(load_table("odd", project))["networks_from_them"].tolist() == [1]


VALUES = {
    "time": "2025-03-01 01:00:00",
    "date": "2025-03-01",
    "month": "2025-03",
    "integer": "3",
    "decimal": "0.5",
    "text": "Sample",
}


@pytest.mark.parametrize("kind", load_schemas())
def test_every_column_that_is_offered_can_be_read(
    kind: str, project: Project, tmp_path: Path
) -> None:
    schema = load_schema(kind)
    columns = [column for column in schema.columns if not column.counted]
    headers = [f"field {number}" for number in range(len(columns))]
    values = [VALUES[column.type] for column in columns]
    path = write(tmp_path, "odd.csv", f"{','.join(headers)}\n{','.join(values)}\n")
    with pytest.raises(Problem):
        add_release([path], release="odd", project=project, kind=kind)
    place = tmp_path / "odd.mapping.toml"
    fill(place, {header: c.name for header, c in zip(headers, columns, strict=True)})
    add_release(
        [path], release="odd", project=project, mapping=place, stamps_in="UTC", count_in="UTC"
    )
    table = load_table("odd", project)
    assert table.ledger.problems == {}
    row = read_all(table).iloc[0]
    for column in columns:
        name = f"{column.name}_utc" if column.type == "time" else column.name
        assert str(row[name]) == VALUES[column.type], column.name


def test_a_name_of_a_column_wins_over_another_spelling(project: Project, tmp_path: Path) -> None:
    text = "Organization,org_name,Search Time\nwrong,A PD,2025-03-01 01:00:00\n"
    path = write(tmp_path, "odd.csv", text)
    add_release([path], release="odd", project=project, kind="flock-network-audit")
    assert read_all(load_table("odd", project))["org_name"].tolist() == ["A PD"]


def test_the_kind_of_the_message_is_the_kind_of_the_template(
    project: Project, tmp_path: Path
) -> None:
    path = write(tmp_path, "odd.csv", "ref,agency,when,lights\n1,A PD,2024-04-26T14:11:25Z,6\n")
    with pytest.raises(Problem) as caught:
        add_release([path], release="odd", project=project)
    place = tmp_path / "odd.mapping.toml"
    kind = tomllib.loads(place.read_text())["kind"]
    assert f"The nearest kind is {kind}, but we found no header for" in str(caught.value)
    assert f"column of {kind} each one is" in str(caught.value)
    with pytest.raises(Problem, match="column of flock-event-log each one is"):
        add_release([path], release="odd", project=project, kind="flock-event-log")
    assert tomllib.loads(place.read_text())["kind"] == "flock-event-log"


def test_a_mapping_that_a_person_began_is_never_overwritten(
    project: Project, tmp_path: Path
) -> None:
    path = write(tmp_path, "odd.csv", "ref,agency,when,lights\n1,A PD,2024-04-26T14:11:25Z,6\n")
    with pytest.raises(Problem):
        add_release([path], release="odd", project=project, kind="flock-network-audit")
    place = tmp_path / "odd.mapping.toml"
    fill(place, {"agency": "org_name"})
    begun = place.read_text()
    with pytest.raises(Problem, match="column of flock-network-audit each one is"):
        add_release([path], release="odd", project=project)
    with pytest.raises(Problem, match="began to fill in is for the kind flock-network-audit"):
        add_release([path], release="odd", project=project, kind="flock-event-log")
    assert place.read_text() == begun


def test_parts_of_one_release_get_the_template_that_the_message_names(
    project: Project, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path / "in", "a.csv", "Org Name,Reason,Search Time\nA PD,x,2025-05-01 10:00:00\n")
    write(tmp_path / "in", "b.csv", "owner,has acces\nA PD,B PD\n")
    with pytest.raises(Problem, match="column of flock-network-audit each one is"):
        add_release([tmp_path / "in"], release="odd", project=project)


NEAREST = [
    ("flock-portal-log", "Date of search,User ID,Number of cameras,Why"),
    ("flock-portal-log", "id,user,date searched,networks,offense"),
    ("agreements-287g", "sheriff's office,county,st,program,date of agreement"),
    ("access-pairs", "Owner of cameras,Who has access"),
    ("access-pairs", "Sharing Department,Receiving Department,Date"),
    ("flock-network-audit", "Searched By,Agency,Why,Searched On"),
    ("flock-network-audit", "ref,organization,when searched,why searched,plate"),
    (
        "flock-organization-audit",
        "Officer Name,Networks Searched Count,Why,Search On",
    ),
    ("network-query-counts", "agency,state,searches,month"),
    ("portal-figures", "City,Retention,Cameras,Vehicles,Searches"),
    ("flock-event-log", "when,who,action,object,details"),
    ("flock-shared-networks", "org,shares with me,i share with"),
    ("flock-sharing-names", "Partner agencies"),
]


@pytest.mark.parametrize(("kind", "header"), NEAREST)
def test_the_nearest_kind_is_the_one_that_the_words_mean(kind: str, header: str) -> None:
    assert rank_nearest(header.split(","))[0].kind == kind


def test_of_a_header_that_is_near_no_kind_that_is_said(project: Project, tmp_path: Path) -> None:
    wide = ",".join(f"survey question {chr(97 + n % 26)}" for n in range(900))
    path = write(tmp_path, "odd.csv", wide + "\n" + "1," * 899 + "1\n")
    with pytest.raises(Problem, match=r"No kind is near. The first to try is .+ needs") as caught:
        add_release([path], release="odd", project=project)
    kind = tomllib.loads((tmp_path / "odd.mapping.toml").read_text())["kind"]
    assert f"column of {kind} each one is" in str(caught.value)


def test_the_sheet_that_matches_best_is_offered(project: Project, tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Cover"
    for number in range(9):
        book.active.append([f"note {number}", "x", "y"])
    book.create_sheet("Log").append(["Org Name", "Reason", "Looked up"])
    book["Log"].append(["A PD", "x", "2025-05-01 10:00:00"])
    path = tmp_path / "book.xlsx"
    book.save(path)
    with pytest.raises(Problem, match="Org Name, Reason, Looked up"):
        add_release([path], release="odd", project=project)


def test_a_printed_table_of_no_known_kind_gets_a_template_that_works(
    project: Project, tmp_path: Path
) -> None:
    printed = FPDF()
    printed.add_page()
    printed.set_font("courier", size=8)
    rows = [["Searched By", "Agency", "Why", "Searched On"]]
    rows += [
        ["A. Sample", "Sample PD", "theft", f"03/0{n}/2025, 02:10:01 AM UTC"] for n in range(1, 7)
    ]
    for number, row in enumerate(rows):
        for left, text in zip((14, 50, 95, 130), row, strict=True):
            printed.text(left, 20 + 5 * number, text)
    path = tmp_path / "log.pdf"
    printed.output(str(path))
    with pytest.raises(Problem, match="of no kind that we know"):
        add_release([path], release="odd", project=project)
    place = tmp_path / "odd.mapping.toml"
    assert tomllib.loads(place.read_text())["kind"] == "flock-network-audit"
    fill(place, {"Searched By": "user", "Agency": "org_name", "Why": "reason",
                 "Searched On": "searched_at"})  # fmt: skip
    add_release([path], release="odd", project=project, mapping=place)
    table = load_table("odd", project)
    assert (table.ledger.rows_kept, read_all(table)["reason"].tolist()[0]) == (6, "theft")


def test_a_column_that_the_file_lacks_is_said_in_the_mapping(
    project: Project, tmp_path: Path
) -> None:
    path = write(tmp_path, "q.csv", "Month,Queries,Who asked\n2025-01,10,ICE\n,,\n2025-02,20,CBP\n")
    with pytest.raises(Problem):
        add_release([path], release="q", project=project, kind="network-query-counts")
    place = tmp_path / "q.mapping.toml"
    fill(place, {"Who asked": "requester_group"})
    with pytest.raises(Problem, match=r"No header is mapped to state .*below \[lacking\]"):
        add_release([path], release="q", project=project, mapping=place)
    text = place.read_text()
    place.write_text(text.replace('# state = ""', 'state = "WA"'))
    report = add_release([path], release="q", project=project, mapping=place)
    assert "The mapping says that the file lacks state (WA in every row)" in report.notes
    place.unlink()
    table = load_table("q", project)
    assert (table.ledger.rows_read, table.ledger.rows_rejected) == (3, 1)  # a blank row stays blank
    assert read_all(table)["state"].tolist() == ["WA", "WA"]
    assert read_all(table)["queries"].tolist() == [10, 20]


def test_what_nobody_knows_of_a_log_is_blank(project: Project, tmp_path: Path) -> None:
    path = write(tmp_path, "log.csv", "When,Who\n2025-12-01 07:59:59,u7\n")
    with pytest.raises(Problem):
        add_release([path], release="log", project=project, kind="flock-portal-log")
    place = tmp_path / "log.mapping.toml"
    fill(place, {"When": "searched_at", "Who": "user"})
    filled = place.read_text().replace("# search_id", "search_id")
    place.write_text(filled)
    add_release([path], release="log", project=project, mapping=place)
    table = load_table("log", project)
    assert table.ledger.blank == {"search_id": 1}
    place.write_text(filled.replace("search_id =", "searched_at =").replace('"searched_at"', '""'))
    with pytest.raises(Problem, match="Not all rows can have the same searched_at"):
        add_release([path], release="again", project=project, mapping=place)


def test_a_file_without_a_header_may_lack_a_column_too(project: Project, tmp_path: Path) -> None:
    path = write(tmp_path, "bare.csv", "u7,2025-12-01T07:59:59Z\nu8,2025-12-02T07:59:59Z\n")
    with pytest.raises(Problem):
        add_release([path], release="bare", project=project, kind="flock-portal-log")
    place = tmp_path / "bare.mapping.toml"
    fill(place, {"column 1": "user", "column 2": "searched_at"})
    text = place.read_text().replace("has_header = true", "has_header = false")
    place.write_text(text.replace("# search_id", "search_id"))
    add_release([path], release="bare", project=project, mapping=place)
    assert load_table("bare", project).ledger.rows_kept == 2


@pytest.mark.parametrize(
    "text",
    [
        "Date,Clock,Who,Nr\n3/1/2026,10:05 AM,u7,1\n3/13/2026,11:05 PM,u8,2\n",
        "Clock,Who,Date,Nr\n10:05,u7,2026-03-01 00:00:00,1\n23:05,u8,2026-03-13 00:00:00,2\n",
    ],
)
def test_a_day_and_a_clock_in_two_columns_are_one_time(
    text: str, project: Project, tmp_path: Path
) -> None:
    path = write(tmp_path, "two.csv", text)
    with pytest.raises(Problem):
        add_release([path], release="two", project=project, kind="flock-portal-log")
    place = tmp_path / "two.mapping.toml"
    pairs = {"Date": "searched_at", "Clock": "searched_at", "Who": "user", "Nr": "search_id"}
    fill(place, pairs)
    report = add_release([path], release="two", project=project, mapping=place)
    assert not report.unread_columns
    place.unlink()
    found = read_all(load_table("two", project))
    assert found["searched_at_utc"].astype(str).tolist() == [
        *("2026-03-01 10:05:00", "2026-03-13 23:05:00")
    ]
    fill_again = tmp_path / "again.mapping.toml"
    with pytest.raises(Problem):
        add_release([path], release="again", project=project, kind="flock-portal-log")
    fill(fill_again, pairs | {"Nr": "searched_at"})
    with pytest.raises(Problem, match="Too many headers are mapped to the column searched_at"):
        add_release([path], release="again", project=project, mapping=fill_again)


def test_a_printed_table_may_lack_a_column_too(project: Project, tmp_path: Path) -> None:
    pdf = FPDF(orientation="L")
    pdf.set_font("helvetica", size=8)
    pdf.add_page()
    lines = [("Officer", "When searched", "Cause")]
    lines += [(f"u{n}", f"2026-03-{n:02} 10:00:00", "theft") for n in range(1, 20)]
    for line in lines:
        for text in line:
            pdf.cell(60, 6, text)
        pdf.ln()
    path = tmp_path / "print.pdf"
    path.write_bytes(bytes(pdf.output()))
    with pytest.raises(Problem):
        add_release([path], release="print", project=project, kind="flock-portal-log")
    place = tmp_path / "print.mapping.toml"
    fill(place, {"Officer": "user", "When searched": "searched_at", "Cause": "reason"})
    place.write_text(place.read_text().replace("# search_id", "search_id"))
    add_release([path], release="print", project=project, mapping=place)
    assert load_table("print", project).ledger.rows_kept == 19
