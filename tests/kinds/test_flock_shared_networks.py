"""Shared networks: the printed list against its transcription, and the shapes it comes in."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import openpyxl
import pytest

from helpers.adding.add import add_release
from helpers.kinds.flock_shared_networks import recognize, split_networks
from helpers.kinds.tables import Table, load_table
from helpers.project import Project

HEADER = ("Organization Name", "Networks Shared With Me", "Networks I'm Sharing")
ROWS = [
    ("Example County SO ", "Example County SO (Flex),Example County SO ,Example, City of PD", ""),
    ("QA Highway Patrol", "", "Other County SO"),
    ("Example PD", " Example PD ", "Other County SO"),
    ("Nobody PD", "", ""),
]


def add(path: Path, project: Project) -> Table:
    add_release([path], release="networks", project=project)
    return load_table("networks", project)


def write_csv(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *ROWS])
    return path


def write_workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("shape", ["networks.csv", "networks.xlsx"])
def test_both_directions_are_told_apart(tmp_path: Path, project: Project, shape: str) -> None:
    path = tmp_path / shape
    table = add(write_csv(path) if shape.endswith("csv") else write_workbook(path), project)
    frame = table.frame
    assert table.kind == "flock-shared-networks"
    assert frame["direction"].tolist() == ["with me", "from me", "both", "neither"]
    assert frame["networks_from_them"].tolist() == [3, 0, 1, 0]
    assert frame["networks_to_them"].tolist() == [0, 1, 1, 0]
    assert frame["organization"].tolist()[0] == "Example County SO "
    assert frame["shared_with_me"].isna().tolist() == [False, True, False, True]
    assert "direction" not in table.ledger.never_released


def test_names_that_hold_a_comma_stay_whole() -> None:
    assert split_networks("A PD,Example, City of PD ,B PD (LR)") == [
        "A PD",
        "Example, City of PD",
        "B PD (LR)",
    ]
    assert split_networks("  ") == []


def test_the_headers_of_releases_are_known() -> None:
    assert recognize(HEADER) > 0.7
    assert recognize(["Organization Name"]) < 0.5


WRONG_NAMES = {
    "US GSA Office of Inspector General": "[Federal] US GSA Office of Inspector General",
    "McClothian IL PD": "Midlothian IL PD",
    "Southern Reg PD PA": "Southern Regl PA PD",
    "Orthella WA PD": "Othello WA PD",
    "Adairsville KY PD": "Adairville KY PD",
    "Greenville County SC SD": "Greenville County SC SO",
    "Selby DE PD": "Bixby OK PD",
    "(Federal) Wright-Patterson OH Air Force Base": "[Federal] Wright Patterson OH Air Force Base",
    "Rossville KY PD": "Russellville KY PD",
    "Mooresville AL PD": "Moundville AL PD",
    "Rankin Town NY PD": "Fishkill Town NY PD",
    "Ofallon MO PD": "O'Fallon MO PD",
    "Muscotah FL PD": "Mascotte FL PD",
    "Crosby TX PD": "Crowley TX PD",
    "(Federal) US Postal Inspection Service": "[Federal] US Postal Inspection Service",
    "Duarte CA PD": "Durango CO PD",
    "Paso Robles CA PD": "Pea Ridge AR PD",
    "Crestview FL PD": "Cross City FL PD",
    "Oneonta AL PD": "Oviedo FL PD",
    "Suwannee FL PD": "Sunrise FL PD",
    "Hialeah FL PD": "Holland TX PD",
    "Munroe Health PD (IN)": "Marion Health PD (IN)",
    "Walford SC PD": "Wellford SC PD",
}
"""What the transcription says, and what the page shows. Pages 5, 23 and 27 were looked at as
pictures: the page is right to the letter, and the transcription is another reader's guess (it was
made from a picture: the names are alike in shape only)."""


def norm(text: str) -> str:
    return re.sub(r"\s*,\s*", ",", " ".join(text.split()))


@pytest.mark.samples
def test_a_released_list_says_what_its_pages_show(samples: Path, project: Project) -> None:
    (path,) = (samples / "shared_networks").glob("*.pdf")
    table = add(path, project)
    frame = table.frame.fillna({"shared_with_me": "", "i_share": ""})
    assert (len(frame), table.ledger.rows_read, len(table.ledger.pages)) == (858, 858, 29)
    assert all(page.in_cells == page.characters for page in table.ledger.pages)
    assert set(frame["i_share"]) == {"", "Okaloosa County FL SO"}
    assert frame["direction"].value_counts().to_dict() == {
        "with me": 352,
        "both": 303,
        "from me": 203,
    }
    (other,) = (samples / "shared_networks").glob("*.csv")
    with other.open(encoding="utf-8-sig", newline="") as file:
        theirs = list(csv.reader(file))[1:]
    assert [row[0] for row in theirs] == [
        part.removeprefix("page ") for part in frame["source_part"]
    ]
    names, lists, sharing = {}, [], []
    for mine, row in zip(frame.itertuples(), theirs, strict=True):
        if norm(mine.organization) != norm(row[1]):
            names[norm(row[1])] = norm(mine.organization)
        if norm(mine.shared_with_me) != norm(row[2]):
            lists.append(mine.organization)
        if norm(mine.i_share) != norm(row[3]):
            sharing.append((mine.i_share, row[3]))
    assert names == WRONG_NAMES
    # The page itself prints `â€“` where a dash was meant (page 5 as a picture); the transcription
    # mends that, and a reader of records does not.
    assert lists == ["Houston TX PD"]
    assert "Houston PD (TX) â€“ Hobby Area MgmtD" in frame["shared_with_me"][lists_at(frame)]
    # In 30 rows the page leaves the third column blank (looked at on pages 5 and 23: McIntosh,
    # Tift, Lafourche, Clarendon, Kingston, ...), and the transcription fills it in.
    assert sharing == [("", "Okaloosa County FL SO")] * 30


def lists_at(frame: object) -> int:
    return int(frame.index[frame["organization"] == "Houston TX PD"][0])  # type: ignore[index, attr-defined]
