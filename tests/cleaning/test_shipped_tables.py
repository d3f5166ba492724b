"""Shipped tables: every shipped release loads as its schema says, with known answers."""

from __future__ import annotations

import json
import shutil
from functools import cache

import pandas as pd
import pytest

from helpers.analysis.agency_names import review_agencies
from helpers.cleaning.clean import clean_release, load_table
from helpers.cleaning.table import Table, list_dtypes
from helpers.errors import Problem
from helpers.project import HOME, Project
from helpers.releases.descriptor import DESCRIPTOR
from helpers.releases.release import hash_file, list_releases
from helpers.schemas.schema import ORIGIN_COLUMNS, REMARK_COLUMNS, table_columns
from helpers.status import DataStatus
from whole_tables import read_all

SHIPPED = list_releases(Project(HOME))


@pytest.fixture(scope="session")
def shipped_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project of its own in which each release of the checkout was cleaned."""
    project = Project(tmp_path_factory.mktemp("shipped"))
    for release in SHIPPED:
        clean_release(release, project, review=review_agencies)
    return project


@pytest.fixture(scope="session")
def load(shipped_project: Project):  # type: ignore[no-untyped-def]
    return cache(lambda name: load_table(name, shipped_project))


@pytest.mark.parametrize("release", SHIPPED)
def test_a_shipped_release_has_the_columns_of_its_schema(release: str, load) -> None:  # type: ignore[no-untyped-def]
    table = load(release)
    frame = read_all(table)
    names = [name for column in table.schema.columns for name in table_columns(column)]
    assert list(frame.columns) == [*names, *ORIGIN_COLUMNS, *REMARK_COLUMNS]
    found = {name: str(dtype) for name, dtype in frame.dtypes.items()}
    assert found == list_dtypes(table.schema)
    assert isinstance(frame.index, pd.RangeIndex)
    assert len(frame) == table.ledger.rows_kept == table.count
    assert table.ledger.rows_read == table.ledger.rows_kept + table.ledger.rows_rejected
    assert table.ledger.unread_columns == ()
    assert frame["source_row"].ge(1).all()
    assert not frame.duplicated(["source_file", "source_part", "source_row"]).any()
    assert set(table.public) <= set(frame)


@pytest.mark.parametrize("release", SHIPPED)
def test_what_is_committed_of_a_release_is_what_cleaning_makes(
    release: str, shipped_project: Project
) -> None:
    made = {
        path.name: path.read_bytes()
        for path in (shipped_project.processed / release).iterdir()
        if path.suffix != ".parquet" and path.name != "parts.json"
    }
    committed = HOME / "data" / "processed" / release
    kept = ("ledger.json", "rejects.csv", "agency-review.csv")
    assert "ledger.json" in made
    assert made == {
        name: (committed / name).read_bytes() for name in kept if (committed / name).is_file()
    }


def test_the_made_up_workbook_is_read_sheet_by_sheet(load) -> None:  # type: ignore[no-untyped-def]
    table = load("synthetic-network-counts")
    assert table.data_status is DataStatus.SYNTHETIC
    parts = [file.part for file in table.ledger.files]
    assert len(parts) == len(set(parts)) > 1
    assert set(read_all(table)["source_part"]) == set(parts)
    counts, states = read_all(table)["queries"], read_all(table)["queries_state"]
    assert table.ledger.withheld["queries"] == (states == "withheld").sum() > 0
    assert table.ledger.blank["queries"] == (states == "blank").sum() > 0
    assert counts.isna().tolist() == (states != "given").tolist()


def test_the_made_up_log_holds_what_cleaning_must_distinguish(load) -> None:  # type: ignore[no-untyped-def]
    table: Table = load("synthetic-portal-log")
    ledger, frame = table.ledger, read_all(table)
    assert frame["data_status"].unique().tolist() == ["synthetic"]
    assert ledger.flags["overlap"] > 0
    assert ledger.duplicates["same id"] > 0
    assert ledger.duplicates["same content"] > 0
    assert ledger.withheld["user"] > 0
    assert ledger.blank["user"] > 0
    assert ledger.rejected["blank row"] > 0
    assert ledger.never_released == ()
    known = frame.dropna(subset="searched_at_utc")
    hours = (known["searched_at_utc"] - known["searched_at_local"]).dt.total_seconds() / 3600
    assert set(hours) == {7, 8}


def test_a_month_without_a_file_is_missing_and_not_zero(load) -> None:  # type: ignore[no-untyped-def]
    frame = read_all(load("monthly-series"))
    blank = frame[frame["value"].isna()]
    assert set(blank["place"]) == {"st-louis-park-mn-pd"}
    assert set(blank["month"]) == {"2026-03"}
    assert blank["problems"].isna().all()
    assert (frame["value"] == 0).sum() > 0, "true zeros stay zeros"
    assert not frame.duplicated(["place", "month", "measure"]).any()


@pytest.mark.parametrize(
    ("place", "measure", "total"),
    [
        # Totals as the publishers print them beside their tables.
        ("santa-clara-ca-pd", "network audit rows (duplicates included)", 14_895_298),
        ("st-louis-park-mn-pd", "searches with an immigration-related reason", 1_708),
        ("conway-ar-pd", "own searches", 10_391),
    ],
)
def test_months_add_up_to_the_totals_printed_beside_them(
    load,
    place: str,
    measure: str,
    total: int,  # type: ignore[no-untyped-def]
) -> None:
    found = load("monthly-series").sql(
        "SELECT sum(value) AS total FROM rows WHERE place = $place AND measure = $measure",
        place=place,
        measure=measure,
    )
    assert found["total"].tolist() == [total]


@pytest.mark.parametrize(
    ("day", "edition", "signed"), [("2025-05-16", "am", 571), ("2025-07-18", "pm", 832)]
)
def test_the_first_and_the_last_list_of_signed_agreements(
    load,
    day: str,
    edition: str,
    signed: int,  # type: ignore[no-untyped-def]
) -> None:
    table = load("ice-agreement-counts")
    frame = read_all(table)
    rows = frame[(frame["list_date"] == day) & (frame["edition"] == edition)]
    assert rows.loc[rows["list"] == "participating", "agreements"].sum() == signed
    assert (table.ledger.first, table.ledger.last) == ("2025-05-15", "2025-07-18")


def test_every_published_value_stays_as_published(load) -> None:  # type: ignore[no-untyped-def]
    values = read_all(load("published-figures")).set_index("claim_id")["value"]
    assert (values["W015"], values["P006"], values["W002"]) == ("tens of millions", "40-9", "540")


def make_release(project: Project, content: bytes, name: str = "example") -> None:
    folder = project.raw / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "series.csv").write_bytes(content)
    resource = {"name": "series", "path": "series.csv", "bytes": len(content)}
    resource |= {"hash": hash_file(folder / "series.csv"), "dialect": {"delimiter": ","}}
    facts = {"kind": "monthly-series", "data_status": "unverified"}
    descriptor = {"name": name, "title": "Example", "resources": [resource], "plateglass": facts}
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")


SERIES = b"place,month,measure,value,source\nexample-county-so,2025-01,searches,many,\n"


def test_a_value_that_is_no_number_stays_as_a_row_with_a_reason(project: Project) -> None:
    make_release(project, SERIES)
    table = load_table("example", project)
    assert (table.ledger.rows_kept, table.ledger.rows_rejected) == (1, 0)
    assert read_all(table)["value"].isna().all()
    assert read_all(table)["problems"].tolist() == ["value: not a whole number"]


def test_loading_writes_nothing_among_the_data_and_cleans_once(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_release(project, SERIES)
    load_table("example", project)
    assert not project.processed.exists()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("cleaned again")

    monkeypatch.setattr("helpers.cleaning.clean.make_tables", refuse)
    assert load_table("example", project).count == 1
    assert clean_release("example", project).count == 1


def test_a_release_is_cleaned_whole_and_again_only_if_something_changed(project: Project) -> None:
    make_release(project, SERIES + b",,,,\n")
    table = clean_release("example", project)
    place = project.processed / "example"
    names = sorted(path.name for path in place.iterdir())
    assert names == ["ledger.json", "parts.json", "rejects.csv", "table-001.parquet"]
    assert (place / "rejects.csv").read_text() == "file,part,row,reason\nseries.csv,,2,blank row\n"
    before = (place / "table-001.parquet").stat().st_mtime_ns
    assert clean_release("example", project).ledger == table.ledger
    assert (place / "table-001.parquet").stat().st_mtime_ns == before
    (place / "ledger.json").write_text("{}", encoding="utf-8")
    assert clean_release("example", project).ledger == table.ledger
    (place / "table-001.parquet").unlink()
    assert read_all(clean_release("example", project)).equals(read_all(table))
    shutil.rmtree(project.raw / "example")
    make_release(project, SERIES.replace(b"many", b"7"))
    assert read_all(clean_release("example", project))["value"].tolist() == [7]
    assert not [path for path in project.processed.iterdir() if path.name != "example"]


def test_a_release_that_does_not_fit_its_kind_leaves_nothing_behind(project: Project) -> None:
    make_release(project, b"place,month\na,2025-01\n")
    with pytest.raises(Problem, match=r"columns measure, value are missing.*series\.csv"):
        clean_release("example", project)
    assert not list(project.processed.iterdir())


def test_another_process_may_clean_each_file(project: Project) -> None:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    make_release(project, SERIES)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        table = clean_release("example", project, run=pool.map)
    assert table.count == 1
