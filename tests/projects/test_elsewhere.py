"""A whole small project of a reporter in another state: files never seen, every notebook.

The files are written for this test and name nobody: what each notebook must find in them is known
by how they were made.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from helpers.cli import app
from helpers.project import HOME, Project

US = "Example County QA SO"
AUDIT = (
    "ID,Name,Org Name,Total Networks Searched,License Plate,Reason,Search Time",
    'Q-1,j. zebra,Example Bureau [Federal],2,QXZ0001,case work,"03/05/2025, 12:00:00 PM UTC"',
    'Q-2,j. zebra,Example Bureau [Federal],2,QXZ0002,case work,"04/05/2025, 12:00:00 PM UTC"',
    'Q-3,j. zebra,Example Bureau [Federal],2,QXZ0003,case work,"05/05/2025, 12:00:00 PM UTC"',
    'Q-4,m. tapir,Sample Service [Federal],2,QXZ0004,case work,"05/06/2025, 12:00:00 PM UTC"',
    'Q-5,k. okapi,Sample City QB PD,2,QXZ0005,ICE for quagga,"04/06/2025, 12:00:00 PM UTC"',
    'Q-5,k. okapi,Sample City QB PD,2,QXZ0005,ICE for quagga,"04/06/2025, 12:00:00 PM UTC"',
    'Q-6,k. okapi,Sample City QB PD,2,QXZ0006,assist ICE,"06/06/2025, 12:00:00 PM UTC"',
    'Q-7,k. okapi,Sample City QB PD,2,QXZ0007,notice to police,"05/06/2025, 12:00:00 PM UTC"',
    'Q-8,k. okapi,Sample City QB PD,2,QXZ0008,HSI case,"05/07/2025, 12:00:00 PM UTC"',
)
LIST = (
    "Organization Name,Networks Shared With Me,Networks I'm Sharing",
    "Example Bureau [Federal],,Example County",
    "Sample Service [Federal],Sample Service,",  # shares with us, and is not let in
    "Sample City QB PD,Sample City,Example County",
)
LOG = {  # searches by account group and month
    "Bureau of Samples A": {"2024-12": 5, "2025-01": 4, "2025-02": 10, "2025-03": 12},
    "Bureau of Samples B": {"2024-12": 2, "2025-01": 2, "2025-02": 2, "2025-03": 3},
    "Example County QA SO": {"2025-01": 3, "2025-02": 9},
}
COUNTS = (
    "row_id,requester,requester_group,state,month,queries",
    "C-1,desk zebra,Office A,QA,2025-01,100",
    "C-2,desk zebra,Office A,QA,2025-02,150",
    "C-3,desk zebra,Office B,QA,2025-01,30",
    "C-4,desk zebra,Office B,QA,2025-02,20",
    "C-5,desk zebra,Office A,QB,2025-01,900",
)
PLACE, MEASURE = "example-county-so", "rows of the audit"
SERIES = {"2030-01": 900, "2030-02": 1000, "2030-03": 40, "2030-05": 50}
LINES = {
    "states.csv": "QA,Example State,state,9,6",
    "restrictions.csv": "T001,qa-block,QA,nlets,blocks,ICE,2030-05-01,,2030-05-02,exact,X023,"
    "Made up for a test",
    "route_sightings.csv": "T002,front_door,QA,CBP,open,2030-04-01,2030-06-30,throughout,X023,"
    "Made up for a test",
}
SPECIFICATIONS = {  # the choices that name months or accounts: option and value, the first as ours
    ("portal-rise", "first month"): {"January": "2025-01", "December": "2024-12"},
    ("portal-rise", "second month"): {"February": "2025-02", "March": "2025-03"},
    ("portal-rise", "accounts"): {"the bureau": "Bureau*", "account A": "Bureau of Samples A"},
    ("audit-fall", "first month"): {"January": "2030-01", "February": "2030-02"},
    ("audit-fall", "second month"): {"March": "2030-03", "May": "2030-05"},
}
SECRETS = ("zebra", "tapir", "okapi", "quagga", "QXZ0", "Q-1", "P-1", "white van")


def list_log() -> list[str]:
    """Return the lines of a portal's log; one search of February stands in it twice."""
    rows = [
        f"acct-{group[-1]},{group},j. zebra,{month}-{day:02d} 18:00:00,driver,white van QXZ0001"
        for group, months in LOG.items()
        for month, searches in months.items()
        for day in range(10, 10 + searches)
    ]
    numbered = [f"P-{number},{row}" for number, row in enumerate(rows, start=1)]
    twice = next(row for row in numbered if "2025-02" in row)
    return ["search_id,account,account_group,user,searched_at,search_type,reason", *numbered, twice]


def write(path: Path, lines: Iterable[str]) -> str:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def plateglass(project: Project, *words: str) -> None:
    """Give a command as a reporter would; a Problem of it fails the test with its sentence."""
    app(["--project", str(project.root), *words], standalone_mode=False)


def find_committed() -> dict[str, tuple[int, int]]:
    """Return size and time of writing of what is committed and made from default parameters."""
    folders = (HOME / "notebooks", HOME / "data" / "processed" / "findings", HOME / "data" / "raw")
    return {
        str(path): (path.stat().st_size, path.stat().st_mtime_ns)
        for folder in folders
        for path in folder.rglob("*.*")
        if ".ipynb_checkpoints" not in path.parts
    }


def own_reference(project: Project) -> None:
    """Write the project's own tables: copies of the shipped ones, with what is known there."""
    folder = project.root / "data" / "reference"
    folder.mkdir(parents=True)
    shipped = HOME / "data" / "reference"
    for name, line in LINES.items():
        text = (shipped / name).read_text(encoding="utf-8")
        (folder / name).write_text(f"{text}{line}\n", encoding="utf-8")
    with (shipped / "specifications.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    kept = [row for row in rows if (row[0], row[1]) not in SPECIFICATIONS]
    for (headline, choice), options in SPECIFICATIONS.items():
        for number, (option, value) in enumerate(options.items()):
            first = "yes" if number == 0 else ""
            kept.append([headline, choice, option, value, first, "Chosen for this test"])
    with (folder / "specifications.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *kept])


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """An empty folder, to which a reporter's files were added and in which they were cleaned."""
    came = tmp_path_factory.mktemp("came")
    project = Project(tmp_path_factory.mktemp("project"))
    own_reference(project)
    zones = ("--stamps-in", "UTC", "--count-in", "America/Chicago")
    series = [f"{PLACE},{month},{MEASURE},{value},made up" for month, value in SERIES.items()]
    added = {
        "our-audit": (AUDIT, ("--custodian", US, "--request", "R-1", *zones)),
        "our-list": (LIST, ("--custodian", US, "--request", "R-1", "--as-of", "2025-04-01")),
        "our-log": (list_log(), ("--custodian", "Example Licensing QA", *zones)),
        "our-counts": (COUNTS, ("--custodian", "Example Network")),
        "our-series": (("place,month,measure,value,source", *series), ()),
    }
    for release, (lines, words) in added.items():
        path = write(came / f"{release}.csv", lines)
        plateglass(project, "add", path, "--release", release, *words)
    plateglass(project, "clean", *added)
    return project


def run(project: Project, notebook: str, **parameters: str) -> tuple[dict[str, Any], str]:
    """Run a notebook; return what it found and what it shows, once both are seen to be in place."""
    committed = find_committed()
    given = [word for name, value in parameters.items() for word in ("-p", f"{name}={value}")]
    plateglass(project, "run", notebook, *given)
    assert find_committed() == committed
    (folder,) = (project.runs / notebook).iterdir()
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    assert record["finished"] is True
    found = {
        one["id"]: one for one in json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    }
    for one in found.values():
        used = {name: one["parameters"][name] for name in parameters}
        assert {name: str(value) for name, value in used.items() if isinstance(value, str)} == {
            name: value for name, value in parameters.items() if isinstance(used[name], str)
        }
    path = folder / f"{notebook}.ipynb"
    written = path.read_text(encoding="utf-8")
    assert [secret for secret in SECRETS if secret in written] == []
    outputs = [
        "".join(output.get("data", {}).get("text/plain", output.get("text", "")))
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
    ]
    return found, " ".join("\n\n".join(outputs).split())


def test_records_of_another_county(elsewhere: Project) -> None:
    """One notebook counts a log, a network's counts, and an audit with its list."""
    found, shown = run(
        elsewhere,
        "80_how_we_would_count_it",
        release="our-log",
        baseline_month="2025-01",
        comparison_month="2025-02",
        groups="Bureau",
        account="Bureau of Samples A",
        network="our-counts",
        state="QA",
        audits="our-audit",
        lists="our-list",
        start="2025-03-01",
    )
    assert found["washington.counted_growth_all"]["value"] == 100
    assert found["washington.counted_growth_all"]["n"] == 6 + 12
    assert found["washington.counted_growth_account"]["value"] == 150
    assert found["nlets.counted_total"]["value"] == 300
    assert "Office A 250" in shown
    names = ("agencies", "front_agencies", "back_agencies", "side_agencies")
    assert [found[f"doors.counted_{name}"]["value"] for name in names] == [1, 1, 1, 1]
    # Before the list's day nothing is known of the bureau; the service shares, and is not let in.
    searches = {"front": 2, "back": 1, "side": 2, "unsure": 1}
    for door, number in searches.items():
        assert found[f"doors.counted_{door}_searches"]["value"] == number, door
    assert f"{US} open open open Example Bureau" in shown
    ends = ("count", "lowest", "as_printed", "highest")
    rise = [found[f"specifications.portal_rise.{name}"]["value"] for name in ends]
    # From December's 7 to February's 12; the two months compared; account A from 4 in January's 23
    # weekdays to 12 in March's 21.
    highest = 100 * (12 / 21 / (4 / 23) - 1)
    assert rise == pytest.approx([96, 100 * (12 / 7 - 1), 100, highest])
    assert found["specifications.audit_reasons.as_printed"]["value"] == 2
    assert "The choices, and why each [unverified records]" in shown


def test_the_timeline_of_another_state(elsewhere: Project) -> None:
    folder = elsewhere.processed / "findings"
    folder.mkdir(exist_ok=True)
    shipped = HOME / "data" / "processed" / "findings" / "10_nlets_queries.json"
    (folder / shipped.name).write_bytes(shipped.read_bytes())
    _, shown = run(elsewhere, "20_washington_searches", state="QA", zoom_to="2030-06-30")
    assert "Nlets: ICE closed May 1, 2030" in shown


@pytest.mark.slow
def test_restrictions_of_another_state_and_a_series_of_its_own(elsewhere: Project) -> None:
    found, shown = run(
        elsewhere,
        "40_state_restrictions",
        day="2030-06-01",
        series_release="our-series",
        place=PLACE,
        measure=MEASURE,
        earlier_month="2030-01",
        baseline_month="2030-02",
        comparison_month="2030-03",
    )
    answers = ("blocks", "asked_to_block", "agreed_to_help", "not_known")
    counted = [found[f"restrictions.{name}"]["value"] for name in answers]
    assert (counted[0], sum(counted)) == (6, 55)
    assert found["restrictions.baseline_to_comparison"]["value"] == pytest.approx(-96)
    assert found["restrictions.baseline_to_comparison"]["data_status"] == "unverified"
    assert found["restrictions.missing_months"]["value"] == 1
    assert "Example State" in shown
    assert "Months without a figure: 1." in shown
    assert f"{PLACE}, {MEASURE}: 1,000 in February 2030 and 40 in March 2030" in shown
    assert "(unverified records)" in shown


def test_routes_out_of_another_state(elsewhere: Project) -> None:
    found, shown = run(elsewhere, "50_routes", state="QA", date="2030-06-01", bodies="ICE,CBP")
    # Closed: Nlets for ICE, and the vendor's pilots for CBP, its word for every state. Open: the
    # front door for CBP. All other answers, of six ways and two bodies, are not known.
    names = ("asked", "open", "closed", "not_known")
    assert [found[f"routes.{name}"]["value"] for name in names] == [12, 1, 2, 9]
    assert found["routes.open"]["scope"]["where"] == "Example State"
    assert "Nlets: ICE closed, May 1, 2030; Plate cameras: agency shared them: CBP open" in shown


@pytest.mark.slow
def test_choices_declared_for_another_place(elsewhere: Project) -> None:
    """The notebook takes findings of others: here as they are shipped, instead of running these."""
    folder = elsewhere.processed / "findings"
    folder.mkdir(exist_ok=True)
    for name in ("10_nlets_queries", "20_washington_searches", "90_fact_check"):
        shipped = HOME / "data" / "processed" / "findings" / f"{name}.json"
        (folder / shipped.name).write_bytes(shipped.read_bytes())
    found, _ = run(
        elsewhere,
        "60_specifications",
        series_release="our-series",
        place=PLACE,
        series_measure=MEASURE,
    )
    ends = ("count", "as_printed")
    fall = [found[f"specifications.audit_fall.{name}"]["value"] for name in ends]
    assert fall == [12, pytest.approx(100 * (40 / 900 - 1))]
