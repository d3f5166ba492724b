"""The command line as a reporter meets it: what it prints, and with which status it ends."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from helpers import cli
from helpers.project import Project

LOG = (
    "search_id,account,account_group,user,searched_at,search_type,reason\n"
    "T-1,EX-1,Example County SO,someone,2025-01-31 23:30:00,plate,locate\n"
    "T-2,EX-1,Example County SO,REDACTED,2025-02-01 09:00:00,driver,\n"
    "T-2,EX-1,Example County SO,REDACTED,2025-02-01 09:00:00,driver,\n"
)
PRIVATE = ("someone", "locate", "EX-1")


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    out: str
    err: str
    status: int


Command = Callable[..., Said]


def end_of(main: Callable[[], None]) -> int:
    """Return the exit status; any other exception is a failure of the test."""
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@pytest.fixture
def command(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run a command on the empty project; nothing but SystemExit may come out of it."""

    def run(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["plateglass", "--project", str(project.root), *words])
        status = end_of(cli.main)
        said = capsys.readouterr()
        return Said(said.out, said.err, status)

    return run


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "from the department.csv"
    path.write_text(LOG, encoding="utf-8")
    return path


def test_a_file_goes_in_and_every_row_is_accounted_for(command: Command, log: Path) -> None:
    added = command("add", str(log), "--release", "new-log", "--custodian", "Example County SO")
    assert added.status == 0, added.err
    assert "portal-search-log" in added.out
    assert command("clean", "new-log").status == 0
    ledger = json.loads(command("ledger", "new-log", "--json").out)
    assert (ledger["rows_read"], ledger["rows_kept"], ledger["rows_rejected"]) == (3, 3, 0)
    assert ledger["duplicates"] == {"same id": 1}
    assert ledger["data_status"] == "unverified"
    assert ledger["withheld"] == {"user": 2}


def test_reports_hold_nothing_private(command: Command, log: Path) -> None:
    printed = [
        command("add", str(log), "--release", "new-log"),
        command("clean", "new-log"),
        command("ledger", "new-log"),
        command("ledger", "new-log", "--json"),
    ]
    for said in printed:
        assert not [value for value in PRIVATE if value in said.out + said.err]


def test_findings_and_claims_of_an_empty_project(command: Command) -> None:
    assert json.loads(command("findings", "--json").out) == []
    claims = json.loads(command("claims", "--json").out)
    assert {"id", "quotation", "standing", "advice", "badge", "reason", "against"} <= set(claims[0])


def test_a_project_in_which_nothing_ran_says_so(command: Command) -> None:
    said = command("findings")
    assert said.status == 0
    assert "no notebook has run in this project" in said.out
    assert "plateglass run" in said.out


def test_a_claim_is_told_as_it_was_printed_with_verdict_and_reason(command: Command) -> None:
    claims = {row["id"]: row for row in json.loads(command("claims", "--json").out)}
    *told, signed = command("claims").out.splitlines()
    assert signed == "Nobody has signed off yet: no person has confirmed any of these verdicts."
    lines = dict(line.split(": ", 1) for line in told)
    assert set(lines) == set(claims)
    told = "more than 290 million queries | Original, One source only | Print"
    assert lines["N001"].startswith(told)
    for name, row in claims.items():
        printed, marks, advice, reason = lines[name].split(" | ", 3)
        assert printed, name
        assert (advice, reason) == (row["advice"], row["reason"])
        also = f"; also {', '.join(row['also'])}" if row["also"] else ""
        labels = [row["quotation"] + also, row["standing"], row["badge"]]
        assert marks == ", ".join(filter(None, labels))
    assert any("; also Wrong scope" in line for line in lines.values())


def test_claims_keep_their_old_fields_for_one_version(command: Command) -> None:
    for row in json.loads(command("claims", "--json").out):
        assert row["verdict"] == row["standing"]
        assert row["moved"] == (row["moved_from"] is not None)


def test_claims_are_chosen_by_either_verdict(command: Command) -> None:
    def ask(*options: str) -> set[str]:
        return {row["id"] for row in json.loads(command("claims", *options, "--json").out)}

    agency = ask("--quotation", "wrong-scope: agency")
    assert {"W006", "W007", "W015", "N021"} <= agency
    wrong = ask("--quotation", "Wrong number", "--standing", "contradicted")
    assert {"W015", "W018", "F014"} <= wrong
    assert ask("--standing", "contradicted") == ask("--verdict", "contradicted") > wrong
    assert {"N023", "N024"} <= ask("--advice", "ask-first")


def test_a_desk_gets_a_sheet_and_gives_it_back_signed(command: Command, tmp_path: Path) -> None:
    path, filled = tmp_path / "desk.csv", tmp_path / "filled.csv"
    said = command("claims", "--id", "N002", "--id", "n003", "--export", str(path))
    assert said.status == 0, said.err
    assert "to be signed: 2. Nobody has signed off yet" in said.out
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[1] |= {"Decision": "needs record", "Signed off by": "AB", "Day": "2026-11-01"}
    rows[1] |= {"Owner": "CD", "Settle by": "2026-12-01"}
    with filled.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    taken = json.loads(command("claims", "--import-sign-offs", str(filled), "--json").out)
    assert (taken["taken"], taken["table"]) == (1, "data/reference/sign_offs.csv")
    (row,) = json.loads(command("claims", "--sign-off", "holds", "--json").out)
    told = "needs record (AB, Nov. 1, 2026); CD settles it by Dec. 1, 2026"
    assert (row["id"], row["signed_off"]) == ("N003", told)


def test_a_filter_that_does_not_exist_is_misuse(command: Command, tmp_path: Path) -> None:
    said = command("claims", "--standing", "Sources disagre")
    assert (said.status, said.out) == (2, "")
    assert "Did you mean Sources disagree?" in said.err
    both = ("--import-sign-offs", str(tmp_path / "a.csv"), "--standing", "Sources disagree")
    assert command("claims", *both).status == 2
    assert command("claims", "--import-sign-offs", str(tmp_path / "a.csv")).status == 2


def test_a_misuse_ends_with_two_and_names_the_nearest(command: Command) -> None:
    said = command("run", "80_how_we_would_count_it", "-p", "baseline_mnth=2024-11")
    assert said.status == 2
    assert "baseline_month" in said.err
    assert command("run", "20_washington_serches").status == 2
    assert command("run", "20_washington_searches", "-p", "measure").status == 2
    assert command("run", "-p", "measure=total").status == 2
    assert command("nonsense").status == 2


def test_a_value_of_the_wrong_type_is_refused_before_anything_runs(
    command: Command, project: Project
) -> None:
    said = command("run", "80_how_we_would_count_it", "-p", "baseline_month=2024-13")
    assert said.status == 2
    assert "2024-13" in said.err
    assert not project.runs.exists()


def test_a_project_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    missing = tmp_path / "nowhere"
    monkeypatch.setattr(sys, "argv", ["plateglass", "--project", str(missing), "findings"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "There is no folder" in capsys.readouterr().err


def test_doctor_says_what_is_fine(command: Command) -> None:
    said = command("doctor", "--json")
    checks = json.loads(said.out)
    assert said.status == (0 if all(check["fine"] for check in checks) else 1)
    assert any("requirements.lock" in check["sentence"] for check in checks)


def test_made_up_records_are_marked(command: Command) -> None:
    made = command("synthesize", "portal-search-log", "--release", "mine", "--scale", "0.05")
    assert made.status == 0, made.err
    ledger = json.loads(command("ledger", "mine", "--json").out)
    assert ledger["data_status"] == "synthetic"


def test_a_draft_with_a_wrong_number_ends_with_one_and_says_why(
    command: Command, tmp_path: Path
) -> None:
    draft = tmp_path / "story.md"
    draft.write_text("HSI made 650,116 queries over Nlets.\n\nIt rained.\n", encoding="utf-8")
    said = command("check", str(draft), "--json")
    assert said.status == 1
    (report,) = json.loads(said.out)
    (row,) = report["numbers"]
    assert (row["line"], row["text"], row["start"], row["end"]) == (1, "650,116", 9, 16)
    assert (row["answer"], row["facts"][0]["id"]) == ("differs", "N003")
    assert "605,116" in row["reason"] + row["suggestion"]


def test_a_draft_that_holds_ends_with_zero_and_leaves_a_page(
    command: Command, tmp_path: Path
) -> None:
    draft, page = tmp_path / "story.txt", tmp_path / "story.html"
    draft.write_text("HSI made 605,116 queries over Nlets, at 7 p.m.\n", encoding="utf-8")
    said = command("check", str(draft), "--html", str(page))
    assert said.status == 0
    assert "1 number: 1 match." in said.out
    assert "605,116 | matches" in said.out
    assert "605,116" in page.read_text(encoding="utf-8")


def test_several_drafts_and_standard_input_are_checked_at_once(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = tmp_path / "story.txt"
    draft.write_text("HSI made 605,116 queries over Nlets.\n", encoding="utf-8")
    words = io.TextIOWrapper(io.BytesIO(b"HSI made 650,116 queries over Nlets.\n"))
    monkeypatch.setattr("sys.stdin", words)
    said = command("check", str(draft), "-", "--json")
    assert said.status == 1
    assert [one["draft"] for one in json.loads(said.out)] == ["story.txt", "standard input"]


@pytest.mark.parametrize("name", ["none.md", "story.pdf"])
def test_a_draft_that_is_none_is_a_misuse(command: Command, tmp_path: Path, name: str) -> None:
    said = command("check", str(tmp_path / name))
    assert said.status == 2
    assert "Traceback" not in said.err


def test_a_number_is_followed_to_its_rows_and_back(command: Command, log: Path) -> None:
    from helpers.claims.finding import finding, save_findings
    from helpers.cleaning.clean import load_table
    from helpers.project import find_project, findings_file, work_on

    assert command("add", str(log), "--release", "new-log").status == 0
    with work_on(Project(log.parent / "project")) as project:
        assert find_project() == project
        rows = load_table("new-log", project).where("duplicate_of IS NULL", "repeats another row")
        made = finding("log.searches", 2, unit="searches", rows=rows)
        named = made.model_copy(update={"notebook": "10_log"})
        save_findings([named], findings_file("10_log", project))
    said = command("trace", "log.searches", "--json", "--all")
    assert said.status == 0, said.err
    told = json.loads(said.out)
    assert told["rows"][0]["every"] == [
        {"file": log.name, "part": None, "rows": [[1, 2]]},
    ]
    shown = command("trace", "log.searches", "--show", "--sheet", "--sample", "2")
    assert "It holds what the rows hold." in shown.out
    back = json.loads(command("trace", "--from", f"{log.name}:2", "--json").out)
    assert [one["id"] for one in back] == ["log.searches"]
    for text in (said.out, shown.out):
        assert not [value for value in PRIVATE if value in text]
    for folder in ("shown", "sheets"):
        (page,) = (project.state / folder).glob("*.html")
        assert "locate" in page.read_text(encoding="utf-8")


def test_a_trace_of_nothing_or_of_two_things_is_misuse(command: Command) -> None:
    assert command("trace").status == 2
    assert command("trace", "N002", "--from", "N003").status == 2
    said = command("trace", "N0002")
    assert said.status == 2
    assert "Did you mean" in said.err
