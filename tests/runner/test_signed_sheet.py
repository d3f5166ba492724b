"""Sign-offs: out to the desk, filled in, and back, as CSV and as a workbook; all or nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from desk_project import FIGURES, read_claims, write_claims
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from helpers.claims import verdicts
from helpers.claims.review import (
    FILLED,
    SHEET,
    Desk,
    choose_rows,
    lay_out_sheet,
    list_open,
    open_desk,
    read_signed_rows,
    say_claim_row,
)
from helpers.claims.sign_offs import (
    COLUMNS,
    FILE,
    NOBODY,
    SignOff,
    SignOffDecision,
    count_signed,
    load_sign_offs,
)
from helpers.csv_output import write_csv
from helpers.errors import Misuse, Problem
from helpers.project import HOME, Project
from helpers.runner.signed_sheet import Taken, read_cells, take_sign_offs
from helpers.site.review_sheet import write_desk_sheet, write_sheet, write_workbook

TODAY = date(2026, 11, 26)
AGREE = {"Decision": "agree", "Signed off by": "AB", "Day": "2026-11-25", "Note": ""}
OWNED = {"Owner": "E. F.", "Settle by": "2026-12-15"}
FORMS = (".csv", ".xlsx")
Filled = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Newsroom:
    """A project with a desk."""

    project: Project
    folder: Path

    def sheet(self, filled: Filled) -> list[dict[str, str]]:
        rows = lay_out_sheet(open_desk(self.project).rows())
        return [row | dict(filled.get(row["Claim"], {})) for row in rows]

    def take(self, filled: Filled, form: str = ".csv") -> Taken:
        path = self.folder / f"filled{form}"
        path.unlink(missing_ok=True)
        return take_sign_offs(write_desk_sheet(self.sheet(filled), path), self.project, today=TODAY)

    def row(self, name: str) -> dict[str, Any]:
        return next(row for row in open_desk(self.project).rows() if row["id"] == name)

    def table(self) -> Path:
        return self.project.root / "data" / "reference" / FILE


@pytest.fixture
def newsroom(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    monkeypatch.setattr(verdicts, "load_claims", read_claims)
    write_claims(project, FIGURES)
    return Newsroom(project, tmp_path)


def test_nobody_is_shipped_as_having_signed() -> None:
    shipped = (HOME / "data" / "reference" / FILE).read_text(encoding="utf-8")
    assert shipped == ",".join(COLUMNS) + "\n"


def test_without_a_sign_off_it_says_so(newsroom: Newsroom) -> None:
    row = newsroom.row("T001")
    assert (row["sign_off"], row["signed_off"], row["sign_offs"]) == ("none", NOBODY, [])
    assert NOBODY not in say_claim_row(row)
    assert count_signed(open_desk(newsroom.project).signed.values()).startswith("Nobody has")


@pytest.mark.parametrize("form", FORMS)
def test_a_filled_sheet_comes_back(newsroom: Newsroom, form: str) -> None:
    more = {"Decision": "Disagree", "Signed off by": "C. D.", "Day": "2026-11-26", "Note": "=1+1"}
    more |= OWNED
    taken = newsroom.take({"T001": AGREE, "T003": more}, form)
    assert (taken.taken, taken.known, taken.outdated, taken.unread) == (2, 0, [], [])
    first, third = newsroom.row("T001"), newsroom.row("T003")
    assert first["sign_off"] == third["sign_off"] == "holds"
    assert first["signed_off"] == "agree (AB, Nov. 25, 2026)"
    assert third["sign_offs"][0]["note"] == "=1+1"
    assert say_claim_row(third).endswith(
        " | disagree (C. D., Nov. 26, 2026): =1+1; E. F. settles it by Dec. 15, 2026"
    )
    sheet = {row["Claim"]: row for row in newsroom.sheet({})}
    assert sheet["T001"]["Sign-off so far"] == "agree (AB, Nov. 25, 2026)"
    assert not any(sheet["T001"][name] for name in FILLED.values())
    assert count_signed(open_desk(newsroom.project).signed.values()) == (
        "A person has decided on 2 of 4 as they stand now: 1 agree, 1 disagree."
    )


def test_a_sheet_may_be_taken_in_twice(newsroom: Newsroom) -> None:
    newsroom.take({"T001": AGREE})
    before = newsroom.table().read_bytes()
    again = newsroom.take({"T001": AGREE}, ".xlsx")
    assert (again.taken, again.known) == (0, 1)
    assert newsroom.table().read_bytes() == before


def test_the_latest_counts_and_all_are_kept(newsroom: Newsroom) -> None:
    newsroom.take({"T001": AGREE})
    no = {"Decision": "disagree", "Signed off by": "CD", "Note": "no"} | OWNED
    newsroom.take({"T001": AGREE | no})
    newsroom.take({"T001": AGREE | {"Day": "2026-11-01", "Decision": "needs record"} | OWNED})
    row = newsroom.row("T001")
    assert row["signed_off"] == (
        "disagree (CD, Nov. 25, 2026): no; E. F. settles it by Dec. 15, 2026"
    )
    assert [one["decision"] for one in row["sign_offs"]] == ["needs record", "agree", "disagree"]
    newsroom.take({"T001": AGREE | {"Decision": "withdrawn", "Day": "2026-11-26"}})
    row = newsroom.row("T001")
    assert row["sign_off"] == "none"
    assert row["signed_off"] == "withdrawn (AB, Nov. 26, 2026); nobody has signed off since"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (
            {"T002": {"value": "290", "origin": "b"}},
            "other verdicts (were Original, Sources disagree): agree",
        ),
        ({"T001": {"value": "291", "origin": "a"}}, "another printed value (was 290 queries): "),
        ({"T001": FIGURES["T001"] | {"statement": "Another"}}, "another reason, wording or source"),
        ({"T002": {"value": "311", "origin": "b"}}, "another reason, wording or source"),
        (
            {"T001": {"value": "310", "origin": "a"}},
            "Sources disagree) and another printed value (was",
        ),
    ],
)
def test_a_sign_off_holds_for_what_it_was_given_for(
    newsroom: Newsroom, changed: dict[str, dict[str, str]], words: str
) -> None:
    newsroom.take({"T001": AGREE})
    write_claims(newsroom.project, FIGURES | changed)
    row = newsroom.row("T001")
    assert row["sign_off"] == "outdated"
    assert row["signed_off"].startswith("signed off for ")
    assert words in row["signed_off"]
    assert "on 1 more before something changed." in count_signed(
        open_desk(newsroom.project).signed.values()
    )
    write_claims(newsroom.project, FIGURES)
    assert newsroom.row("T001")["sign_off"] == "holds"


def test_a_sheet_from_before_a_change_is_for_what_stood_there_then(newsroom: Newsroom) -> None:
    path = newsroom.folder / "old.csv"
    write_desk_sheet(newsroom.sheet({"T001": AGREE}), path)
    write_claims(newsroom.project, FIGURES | {"T002": {"value": "290", "origin": "b"}})
    taken = take_sign_offs(path, newsroom.project, today=TODAY)
    assert taken.outdated == ["T001"]
    assert "T001" in "\n".join(taken.lines())
    assert "other verdicts (were Original, Sources disagree)" in newsroom.row("T001")["signed_off"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"Decision": "agre"}, "Did you mean agree?"),
        ({"Decision": ""}, "The decision '' is not known"),
        ({"Signed off by": ""}, "does not say by whom"),
        ({"Signed off by": "A\nB"}, "The name is more than a line"),
        ({"Day": ""}, "has no day"),
        ({"Day": "25/11/2026"}, "'25/11/2026' cannot be read"),
        ({"Day": "2026-02-30"}, "cannot be read"),
        ({"Day": "2026-11-27"}, "yet to come"),
        ({"Decision": "disagree", **OWNED}, "needs a note"),
        ({"Decision": "disagree", "Note": "no"}, "has no owner"),
        ({"Decision": "open question", "Note": "no", "Owner": "E. F."}, "has no last day"),
        ({"Decision": "needs record", **OWNED, "Settle by": "2026-11-24"}, "last day is"),
        ({"Owner": "E. F."}, "leaves nothing open"),
        ({"Note": "x" * 2001}, "2,001 characters"),
        ({"Claim": "T009"}, "There is no claim called T009"),
        ({"Standing": "Not tested"}, "exported as 'Sources disagree' and reads 'Not tested'"),
        ({"Standing": "Not tessted"}, "Did you mean Not tested?"),
        ({"Quotation": "Faithful"}, "exported as 'Original' and reads 'Faithful'"),
        ({"State": "state-1"}, "none that an export writes"),
    ],
)
def test_one_wrong_row_and_nothing_is_taken(
    newsroom: Newsroom, form: str, wrong: dict[str, str], words: str
) -> None:
    sheet = newsroom.sheet({"T001": AGREE | wrong, "T003": AGREE})
    path = newsroom.folder / f"filled{form}"
    path.write_bytes(change_words(sheet, form))
    with pytest.raises(Problem) as caught:
        take_sign_offs(path, newsroom.project, today=TODAY)
    problem = caught.value
    assert words in str(problem)
    assert (problem.file, problem.row, problem.part) == (path.name, 2, wrong.get("Claim", "T001"))
    assert problem.expected or problem.remedy
    assert not newsroom.table().exists()


def change_words(sheet: list[dict[str, str]], form: str) -> bytes:
    """Write a sheet whose verdict a person may have typed over; the workbook colors only known."""
    if form == ".csv":
        return write_sheet(sheet)
    book = openpyxl.load_workbook(
        io.BytesIO(
            write_workbook(
                [row | {"Quotation": "Original", "Standing": "Not tested"} for row in sheet]
            )
        )
    )
    for number, row in enumerate(sheet, start=2):
        for name in ("Quotation", "Standing"):
            book.active.cell(number, SHEET.index(name) + 1).value = row[name]
    drawn = io.BytesIO()
    book.save(drawn)
    return drawn.getvalue()


def test_every_wrong_row_is_named(newsroom: Newsroom) -> None:
    with pytest.raises(Problem, match=r"2 rows cannot be taken.*T001, row 2.*T003, row 4"):
        newsroom.take({"T001": AGREE | {"Day": "x"}, "T003": AGREE | {"Decision": "?"}})


def test_one_sheet_decides_once_on_a_claim(newsroom: Newsroom) -> None:
    rows = newsroom.sheet({"T001": AGREE})
    path = newsroom.folder / "twice.csv"
    path.write_bytes(write_sheet([*rows, rows[0] | {"Decision": "needs record", **OWNED}]))
    with pytest.raises(Problem, match="filled in before, in row 2"):
        take_sign_offs(path, newsroom.project, today=TODAY)


def test_the_day_may_be_a_date_of_the_spreadsheet(newsroom: Newsroom) -> None:
    path = write_desk_sheet(newsroom.sheet({"T001": AGREE}), newsroom.folder / "filled.xlsx")
    book = openpyxl.load_workbook(path)
    book["Claims"].cell(2, SHEET.index("Day") + 1).value = date(2026, 11, 24)
    book.move_sheet("How to sign", -1)
    book.save(path)
    assert take_sign_offs(path, newsroom.project, today=TODAY).taken == 1
    assert newsroom.row("T001")["sign_offs"][0]["day"] == "2026-11-24"


def test_columns_may_be_moved_and_added(newsroom: Newsroom) -> None:
    rows = newsroom.sheet({"T001": AGREE})
    names = ["Phone", *reversed(SHEET)]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, delimiter=";", restval="x")
    writer.writeheader()
    writer.writerows(rows)
    path = newsroom.folder / "moved.csv"
    path.write_bytes(text.getvalue().encode())
    taken = take_sign_offs(path, newsroom.project, today=TODAY)
    assert (taken.taken, taken.unread) == (1, ["Phone"])


def test_a_sheet_with_a_cell_far_away_is_refused_before_it_fills_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(list(SHEET))
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(Problem, match="reaches to row 1,048,576 and column 16,384"):
        read_cells(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"Claim,Quotation\nT001,x\n", "A column is missing: Standing, Published"),
        ("a.csv", ",".join(SHEET).encode() + b"\n\xe9\n", "not in UTF-8"),
        ("a.csv", ",".join(SHEET).encode() + b'\n"T001\n', "quotes do not match"),
        ("a.csv", ",".join([*SHEET, "Day"]).encode() + b"\n", "A column appears twice: Day"),
        ("a.csv", ",".join(SHEET).encode() + b"\n" + b"x," * 40 + b"x\n", "more cells than"),
        ("a.csv", ",".join(SHEET).encode() + b"\n" * 100_001, "longer than any that was exported"),
        ("a.xlsx", b"no workbook", "open the file as a workbook"),
        ("a.ods", b"", "isn't a sheet"),
    ],
)
def test_what_is_no_sheet_is_refused(
    newsroom: Newsroom, name: str, content: bytes, words: str
) -> None:
    path = newsroom.folder / name
    path.write_bytes(content)
    with pytest.raises(Problem, match=words):
        take_sign_offs(path, newsroom.project, today=TODAY)
    assert not newsroom.table().exists()


def test_a_sheet_is_never_written_over(newsroom: Newsroom) -> None:
    path = newsroom.folder / "sheet.xlsx"
    write_desk_sheet(newsroom.sheet({}), path)
    before = path.read_bytes()
    with pytest.raises(Misuse, match="may hold sign-offs"):
        write_desk_sheet(newsroom.sheet({"T001": AGREE}), path)
    assert path.read_bytes() == before == write_workbook(newsroom.sheet({}))
    with pytest.raises(Misuse, match=r"\.csv"):
        write_desk_sheet([], newsroom.folder / "sheet.cvs")
    with pytest.raises(Misuse, match="no folder"):
        write_desk_sheet([], newsroom.folder / "nowhere" / "sheet.csv")


def test_nothing_is_left_behind_if_it_cannot_be_written(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Path, target: Path) -> Path:
        raise OSError("no room")

    before = sorted(newsroom.folder.iterdir())
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no room"):
        write_desk_sheet(newsroom.sheet({}), newsroom.folder / "sheet.csv")
    assert sorted(newsroom.folder.iterdir()) == before


def test_a_row_of_the_table_that_does_not_hold_is_named(newsroom: Newsroom) -> None:
    newsroom.take({"T001": AGREE})
    text = newsroom.table().read_text(encoding="utf-8")
    newsroom.table().write_text(text.replace(",AB,", ",,"), encoding="utf-8")
    with pytest.raises(Problem, match=r"by whom \(data/reference/sign_offs.csv, row 1\)"):
        open_desk(newsroom.project)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"standing": ["Sources disagree"]}, ["T001", "T002"]),
        ({"verdict": ["sources-disagree"]}, ["T001", "T002"]),
        ({"standing": ["sources-disagree", "One source only"]}, ["T001", "T002", "T003"]),
        ({"standing": ["Sources disagree"], "id": ["t002", "T003"]}, ["T002"]),
        ({"quotation": ["original"]}, ["T001", "T002", "T003", "T004"]),
        ({"quotation": ["Wrong number"]}, []),
        ({"advice": ["read-and-decide"]}, ["T004"]),
        ({"topic": ["wa-dol"]}, ["T003"]),
        ({"type": ["statement"]}, ["T004"]),
        ({"status": ["transcribed"], "badge": ["moved"]}, []),
        ({"sign-off": ["holds"]}, ["T001"]),
        ({}, ["T001", "T002", "T003", "T004"]),
    ],
)
def test_filters(newsroom: Newsroom, wanted: dict[str, list[str]], names: list[str]) -> None:
    newsroom.take({"T001": AGREE})
    assert [row["id"] for row in choose_rows(open_desk(newsroom.project).rows(), wanted)] == names


@pytest.mark.parametrize(
    ("wanted", "nearest"),
    [
        ({"verdict": ["Sources disagre"]}, "Did you mean Sources disagree?"),
        ({"quotation": ["Faithfull"]}, "Did you mean Faithful?"),
        ({"advice": ["Hould"]}, "Did you mean Hold?"),
        ({"topic": ["nlet"]}, "Did you mean nlets?"),
        ({"type": ["quantities"]}, "Did you mean quantity?"),
        ({"status": ["realeased"]}, "Did you mean released?"),
        ({"badge": ["method"]}, "Did you mean method shown?"),
        ({"sign-off": ["hold"]}, "Did you mean holds?"),
        ({"id": ["T04"]}, "Did you mean T004?"),
        ({"id": [""]}, "T001"),
    ],
)
def test_an_unknown_value_is_misuse(
    newsroom: Newsroom, wanted: dict[str, list[str]], nearest: str
) -> None:
    with pytest.raises(Misuse) as caught:
        choose_rows(open_desk(newsroom.project).rows(), wanted)
    assert nearest in str(caught.value)


@dataclass(frozen=True)
class Fixed:
    """A desk and its sheet, read once for many examples."""

    project: Project
    desk: Desk
    sheet: list[dict[str, str]]


@pytest.fixture(scope="module")
def fixed(tmp_path_factory: pytest.TempPathFactory) -> Fixed:
    project = Project(tmp_path_factory.mktemp("newsroom"))
    write_claims(project, FIGURES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verdicts, "load_claims", read_claims)
        desk = open_desk(project)
    return Fixed(project, desk, lay_out_sheet(desk.rows()))


TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t\r"), max_size=60
)
STARTS = st.sampled_from(
    ["", "=", "+", "-", "@", "'", "'=", "''@", ";=", " =", "\t=", "\n-", "＝", "_x000D_"]
)
NOTES = st.builds("{}{}{}".format, STARTS, TEXTS, STARTS)


@given(note=NOTES, by=st.text("ABC .-='é", min_size=1, max_size=20))
@example(note="_x000D_ and _x005F_x0041_", by="=A")
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_note_comes_back_as_it_was_written(fixed: Fixed, note: str, by: str) -> None:
    """From the sheet, in both forms, and from the table, in which it is kept."""
    desk, sheet = fixed.desk, fixed.sheet
    table = fixed.project.root / "data" / "reference" / FILE
    kept = note.replace("\r\n", "\n").replace("\r", "\n").strip()
    fill = AGREE | {"Note": note, "Signed off by": by}
    rows = [sheet[0] | fill, *sheet[1:]]
    for form, data in ((".csv", write_sheet(rows)), (".xlsx", write_workbook(rows))):
        path = fixed.project.root / f"property{form}"
        path.write_bytes(data)
        header, cells = read_cells(path)
        named = [(number, dict(zip(header, row, strict=True))) for number, row in cells]
        if not by.strip():
            with pytest.raises(Problem, match="by whom"):
                read_signed_rows(named, desk, file=path.name, today=TODAY)
            continue
        (one,) = read_signed_rows(named, desk, file=path.name, today=TODAY)
        assert (one.note, one.by, one.decision) == (kept, by.strip(), SignOffDecision.AGREE), form
        text = write_csv(COLUMNS, [[str(getattr(one, name)) for name in COLUMNS]])
        table.write_text(text, encoding="utf-8", newline="")
        assert load_sign_offs(desk.claims, fixed.project) == [one]


@given(st.lists(NOTES, min_size=4, max_size=4))
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_cell_is_taken_for_a_formula(fixed: Fixed, texts: list[str]) -> None:
    """Not in the workbook, and not in the CSV, whichever separator it is opened with."""
    sheet = fixed.sheet
    rows = [row | {"Statement": text} for row, text in zip(sheet, texts, strict=True)]
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(rows)))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n"}
    text = write_sheet(rows).decode("utf-8-sig")
    for delimiter in ",;\t|":
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            for cell in record:
                assert not cell.lstrip(" \u00a0").startswith(
                    ("=", "+", "-", "@", "＝", "＋", "－", "＠")
                )
    back = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(back) == len(rows)


def test_a_sign_off_is_told_in_one_line() -> None:
    note = "a\nb"
    seen = ("T1", "Original", "Not tested", "1", "s")
    one = SignOff(*seen, SignOffDecision.AGREE, "AB", "2026-11-26", note)
    assert str(one) == "agree (AB, Nov. 26, 2026): a b"


def test_what_is_open_is_listed_with_owner_and_last_day(newsroom: Newsroom) -> None:
    asked = AGREE | {"Decision": "open question", "Note": "Who counted?", "Owner": "E. F."}
    newsroom.take(
        {
            "T001": asked | {"Settle by": "2026-12-31"},
            "T003": asked | {"Settle by": "2026-11-25"},
            "T002": AGREE,
        }
    )
    assert list_open(open_desk(newsroom.project), TODAY) == [
        "Overdue: T003, open question, E. F., by 2026-11-25",
        "Open: T001, open question, E. F., by 2026-12-31",
    ]
    newsroom.take({"T001": AGREE | {"Day": "2026-11-26"}})
    assert len(list_open(open_desk(newsroom.project), TODAY)) == 1


def test_the_sheet_holds_what_is_signed_and_how_to_print_it(newsroom: Newsroom) -> None:
    row = next(row for row in newsroom.sheet({}) if row["Claim"] == "T001")
    told = ("Quotation", "Standing", "Advice", "Reason", "Link", "Evidence against")
    assert [row[name] for name in told] == [
        "Original",
        "Sources disagree",
        "Print both",
        newsroom.row("T001")["reason"],
        "https://example.org/letter",
        "T002",
    ]
    assert {"Quote", "Print this", "Owner", "Settle by"} <= set(row)
