"""The intake report runs on any release: new files, kinds without time, and gives nothing away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

from helpers.adding.add import add_release
from helpers.cleaning.clean import clean_release, load_table
from helpers.privacy.columns import collect_sensitive
from helpers.project import HOME, Project
from helpers.runner.run import run_notebook
from scanner import scan_files

NOTEBOOK = "05_clean_release"
HEADER = "search_id,account,account_group,user,searched_at,search_type,reason,shoe size"


def report(release: str, project: Project) -> tuple[Any, str]:
    """Return the executed notebook and all that it shows as text."""
    path = run_notebook(NOTEBOOK, project, {"release": release}).path
    notebook = nbformat.read(path, as_version=4)
    shown = [
        output.get("data", {}).get("text/plain", output.get("text", ""))
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    return notebook, "\n\n".join(shown)


SILENT = {"parameters", "injected-parameters", "hide-input"}


def silent_cells(notebook: Any) -> list[str]:
    """Return the cells that show nothing, apart from parameters and the folded set-up."""
    return [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "code"
        and not cell.outputs
        and not {"parameters", "injected-parameters", "hide-input"}
        & set(cell.metadata.get("tags", []))
    ]


def leaks(notebook: Any, release: str, project: Project) -> dict[str, list[str]]:
    """Return sensitive texts in the outputs, apart from words of the report and the schema."""
    own = (HOME / "notebooks" / f"{NOTEBOOK}.ipynb").read_bytes()
    table = load_table(release, project)
    values = collect_sensitive(table) - {column.name for column in table.schema.columns}
    values -= set(scan_files({"own": own}, values).get("own", []))
    return scan_files({"report": nbformat.writes(notebook).encode()}, values)


def test_a_file_never_seen_before_is_reported_and_gives_nothing_away(project: Project) -> None:
    lines = [
        "Q-7000001,acct-zebra,Group A,jroe.officer,2025-03-05 12:00:00,driver,white van 8XYZ123,44",
        "Q-7000002,acct-zebra,Group A,***,2025-03-06 12:00:00,driver,detainer for J. Roe,44",
        "Q-7000003,acct-zebra,Group B,***,2025-05-06 12:00:00,driver,,44",
        "Q-7000003,acct-zebra,Group B,***,2025-05-06 12:00:00,driver,,44",
        "Q-7000004,acct-zebra,Group B,jroe.officer,1900-01-01 00:00:00,driver,user,44",
        ",,,,,,,",
        "Total,5,,,,,,",
    ]
    path = project.root / "new log.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    add_release(
        [path],
        release="never-seen",
        project=project,
        custodian="Example County SO",
        request="R-1",
        received="2025-06-01",
        stamps_in="UTC",
        count_in="America/New_York",
    )
    ledger = clean_release("never-seen", project).ledger
    notebook, shown = report("never-seen", project)
    assert silent_cells(notebook) == []
    for told in (
        "We read 7 rows",
        "row of totals",
        "blank row",
        "same id",
        "column 8",
        "not a time in a form that is known",
        "withheld, percent",
        "2025-04",
    ):
        assert told in shown, told
    (total,) = ledger.printed_totals
    assert (total.what, total.printed, total.matched) == ("rows", 5, True)
    assert leaks(notebook, "never-seen", project) == {}
    for secret in ("shoe size", "new log", "8XYZ123", "J. Roe", "jroe", "zebra", "7000001"):
        assert secret not in nbformat.writes(notebook)


def test_a_day_that_a_spreadsheet_made_up_is_told(project: Project, tmp_path: Path) -> None:
    lines = [
        HEADER.removesuffix(",shoe size"),
        "Q-1,acct-zebra,Group A,jroe,2025-03-05 12:00:00,driver,x",
        "Q-2,acct-zebra,Group A,jroe,1900-01-01 00:00:00,driver,y",
    ]
    path = tmp_path / "log.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    add_release([path], release="log", project=project, stamps_in="UTC", received="2025-06-01")
    told = [one.what for one in clean_release("log", project).ledger.oddities]
    assert "a day in 1904 or before" in told


def test_a_kind_without_a_time_gets_no_chart_and_no_empty_cell(project: Project) -> None:
    notebook, shown = report("published-figures", project)
    assert silent_cells(notebook) == []
    assert "no month to draw" in shown
    assert not any("image/png" in str(cell.get("outputs")) for cell in notebook.cells)


def test_a_kind_that_counts_by_day_is_reported(project: Project) -> None:
    notebook, shown = report("ice-agreement-counts", project)
    assert silent_cells(notebook) == []
    assert "2025-06" in shown
    assert "image/png" in nbformat.writes(notebook)


@pytest.mark.samples
@pytest.mark.parametrize(
    ("folder", "told"),
    [
        ("portal_log/*.csv", "We read 4,294 rows"),
        pytest.param("portal_snapshot/*.json", "page_searches_30d", marks=pytest.mark.slow),
    ],
)
def test_released_files_are_reported_and_give_nothing_away(
    samples: Path, project: Project, folder: str, told: str
) -> None:
    files = sorted(samples.glob(folder))
    add_release(files, release="sample", project=project, stamps_in="UTC")
    clean_release("sample", project)
    notebook, shown = report("sample", project)
    assert silent_cells(notebook) == []
    assert told in shown
    assert leaks(notebook, "sample", project) == {}
