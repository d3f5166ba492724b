"""Mappings: a person names the columns of an unknown layout, and no code is needed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from helpers.adding.add import add_release
from helpers.adding.mapping_files import read_mapping
from helpers.cleaning.clean import load_table
from helpers.errors import Misuse, Problem
from helpers.project import Project
from helpers.releases.release import open_release

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
    row = table.frame.iloc[0]
    assert (row["search_id"], row["reason"], row["user"]) == ("02134", "1e5", "u7")
    assert table.frame["searched_at_utc"].notna().all()
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


def test_a_mapping_is_written_where_it_is_asked_for(project: Project, tmp_path: Path) -> None:
    place = tmp_path / "mine.toml"
    path = write(tmp_path, "odd.csv", ODD)
    with pytest.raises(Problem, match=r"mine\.toml"):
        add_release([path], release="odd", project=project, kind="portal-search-log", mapping=place)
    assert tomllib.loads(place.read_text())["kind"] == "portal-search-log"
    assert not (tmp_path / "odd.mapping.toml").exists()


def test_a_file_without_a_header_is_mapped_by_place(project: Project, tmp_path: Path) -> None:
    path = write(tmp_path, "bare.csv", "u7,02134,note,2025-12-01T07:59:59Z\n")
    with pytest.raises(Problem):
        add_release([path], release="bare", project=project, kind="flock-portal-log")
    place = tmp_path / "bare.mapping.toml"
    values = {"u7": "user", "02134": "search_id", "2025-12-01T07:59:59Z": "searched_at"}
    fill(place, values)
    text = place.read_text().replace("has_header = true", "has_header = false")
    place.write_text(text)
    add_release([path], release="bare", project=project, mapping=place)
    resource = open_release("bare", project).resources[0]
    assert resource.columns == ["user", "search_id", "column 3", "searched_at"]
    table = load_table("bare", project)
    assert table.frame["search_id"].tolist() == ["02134"]
    assert table.ledger.unread_columns == ("column 3",)


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        (FILLED | {"n": "serched_at"}, "has no column serched_at.*Did you mean searched_at"),
        (FILLED | {"n": "reason"}, "Two headers are mapped to the column reason"),
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


@pytest.mark.parametrize("text", ["kind = ", "x = 1", "columns = [1]", '[[columns]]\nheader = "a"'])
def test_a_mapping_that_is_no_toml_is_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(Problem, match="The mapping cannot be read"):
        read_mapping(write(tmp_path, "m.toml", text))
