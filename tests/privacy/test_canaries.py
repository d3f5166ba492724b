"""Proof by canary: of what is planted in files nothing is published, and all else still is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from canaries import Planted, plant

from helpers.analysis.agency_names import review_agencies
from helpers.cleaning.clean import clean_release, load_table
from helpers.errors import Problem
from helpers.privacy import gate, positions, published_text, withheld
from helpers.privacy.gate import check_publishable, find_hits
from helpers.project import HOME, Project, executed_file, work_on
from helpers.releases.release import open_release
from helpers.runner.run import run_notebook
from helpers.schemas.schema import Column, Holds, Sensitivity
from helpers.site.editions import build_one_file, build_site
from helpers.site.tables import show
from scanner import find

SEED, TENTH, WHOLE = 20_260_105, 1, 6
NOTEBOOKS = sorted(path.stem for path in (HOME / "notebooks").glob("*.ipynb"))
KINDS = 14
"""Kinds whose rows come from custodians."""


@dataclass
class Published:
    """Whatever was published of a planted project (name to content), and what was planted."""

    planted: Planted
    files: dict[str, bytes] = field(default_factory=dict)
    ledgers: dict[str, bytes] = field(default_factory=dict)

    def add(self, folder: Path) -> None:
        """Take in what is in a folder, or a file."""
        found = (
            [folder] if folder.is_file() else [one for one in folder.rglob("*") if one.is_file()]
        )
        root = self.planted.project.root
        self.files |= {one.relative_to(root).as_posix(): one.read_bytes() for one in found}


def publish_all(project: Project, rows: int, runs: dict[str, list[dict[str, Any]]]) -> Published:
    """Plant canaries, clean, run notebooks and build the site and the report."""
    planted = plant(project, SEED, rows)
    names = planted.releases
    for name in names.values():
        clean_release(name, project, review=review_agencies)
    kept = project.processed / "findings"
    shutil.copytree(HOME / "data" / "processed" / "findings", kept)
    notebooks = {name: executed_file(name, Project(HOME)) for name in NOTEBOOKS}
    for notebook, given in runs.items():
        for values in given:
            chosen = {key: names.get(value, value) for key, value in values.items()}
            result = run_notebook(notebook, project, chosen)
            notebooks[notebook] = result.path
            shutil.copy(result.path.parent / "findings.json", kept / f"{notebook}.json")
    with work_on(project):
        build_site(project, notebooks)
        if rows == WHOLE:
            build_one_file(project, notebooks)
    published = Published(planted)
    for folder in (project.site, *project.root.glob("plateglass.html"), project.runs):
        published.add(folder)
    published.add(project.processed / "findings")
    for name in names.values():
        for file in ("ledger.json", "rejects.csv"):
            path = project.processed / name / file
            published.ledgers |= {f"{name}/{file}": path.read_bytes()} if path.is_file() else {}
    return published


def check_published(published: Published) -> None:
    """No canary stands anywhere, and what should be published does."""
    planted = published.planted
    hits = find(published.files, planted.all)
    # On this machine a ledger has the names in full; what stood in cells it never has.
    assert find(published.ledgers, planted.cells) == {}
    shown = {
        name: [planted.cells.get(one, "a name") for one in found] for name, found in hits.items()
    }
    assert hits == {}, shown
    for name in planted.releases.values():
        page = published.files[f"site/releases/{name}.html"].decode()
        ledger = load_table(name, planted.project).ledger
        for figure in (ledger.rows_read, ledger.rows_kept, ledger.rows_rejected):
            assert f">{figure:,}<" in page, name
        assert "file 1" in page
    findings = [one for one in published.files if one.startswith("site/findings/")]
    kept = planted.project.processed / "findings"
    assert len(findings) == sum(len(json.loads(path.read_text())) for path in kept.glob("*.json"))


@pytest.fixture(scope="module")
def tenth(
    tmp_path_factory: pytest.TempPathFactory, remember_shipped: Callable[[Project], None]
) -> Published:
    """A tenth of the canaries, one notebook run over them."""
    project = Project(tmp_path_factory.mktemp("tenth"))
    remember_shipped(project)
    return publish_all(project, TENTH, {"05_clean_release": [{"release": "flock-network-audit"}]})


def test_no_canary_of_a_tenth_is_published(tenth: Published) -> None:
    assert len(tenth.planted.releases) == KINDS
    assert len(tenth.planted.all) > 250
    check_published(tenth)
    (run,) = (one for one in tenth.files if one.startswith("runs/") and one.endswith(".ipynb"))
    written = tenth.files[run].decode()
    assert "unreviewed name" in written
    assert "column 1" in written


@pytest.mark.slow
def test_no_canary_is_published(tmp_path: Path) -> None:
    """Every notebook that reads records is run over every kind that it reads."""
    project = Project(tmp_path)
    kinds = sorted(set(load_kinds()))
    search = {"release": "portal-search-log", "groups": "Example", "account": "Example County SO"}
    search |= {"baseline_month": "2025-01", "comparison_month": "2025-04"}
    search |= {"network": "network-query-counts", "lists": "", "count": "rows"}
    runs: dict[str, list[dict[str, Any]]] = {
        "05_clean_release": [{"release": kind} for kind in kinds],
        "80_how_we_would_count_it": [
            {**search, "audits": "flock-network-audit"},
            {**search, "audits": "", "lists": "flock-shared-networks"},
        ],
    }
    published = publish_all(project, WHOLE, runs)
    assert len(published.planted.all) > 1_000
    check_published(published)
    assert sum(name.endswith(".ipynb") for name in published.files) == KINDS + 2


def load_kinds() -> Iterator[str]:
    """Return the kinds whose rows come from custodians."""
    from canaries import UNSAID

    from helpers.schemas.schema import load_schemas

    return (kind for kind in load_schemas() if kind not in UNSAID)


# The gate by itself: each canary that a column keeps back is found wherever it is written.


def is_sought(column: Column | None) -> bool:
    """Return whether the gate itself has to know the values of a column."""
    if column is None or column.type != "text" or column.counted:
        return False
    kept_back = column.sensitivity is not Sensitivity.PUBLISHABLE
    return kept_back or column.content is not Holds.ANYTHING


FORMS: dict[str, Callable[[str], bytes]] = {
    "page.html": lambda text: f"<p>Seen: <b>{escape(text)}</b>.</p>".encode(),
    "attribute.html": lambda text: f'<img alt="{escape(text)}">'.encode(),
    "data.json": lambda text: json.dumps({"a": [1, {"b": f"of {text} and"}]}).encode(),
    "table.csv": lambda text: f'name,rows\n"{text}",3\n'.encode(),
}


def escape(text: str) -> str:
    """Return a text as HTML has it, with one letter written by its number."""
    return f"&#{ord(text[0])};{text[1:]}"


def find_missed(planted: Planted, forms: Iterable[str] = FORMS) -> list[tuple[str, str]]:
    """Return the canaries that the gate lets pass, with the form of page that they stand in."""
    sought = [one for one, column in planted.cells.items() if is_sought(column)]
    sought += [one for one in planted.names if one not in planted.within]
    files, standing = {}, {}
    for form in forms:
        for number, one in enumerate(sought):
            name = f"{number}-{form}"
            # Each form has a quarter of them.
            if number % len(FORMS) == list(FORMS).index(form):
                files[name], standing[name] = FORMS[form](one), (one, form)
    hits = {hit.where for hit in find_hits(files, planted.releases.values(), planted.project)}
    return [standing[name] for name in files if name not in hits]


def test_the_gate_knows_each_canary_that_a_column_keeps_back(tenth: Published) -> None:
    assert find_missed(tenth.planted) == []


def test_a_hit_names_cell_column_and_row_and_never_the_value(tenth: Published) -> None:
    planted, kind = tenth.planted, "flock-network-audit"
    table = load_table(planted.releases[kind], planted.project)
    plates = table.raw("plate", "source_row").dropna()
    value, row = next((v, r) for v, r in plates.itertuples(index=False) if v in planted.cells)
    cells = [
        {"cell_type": "code", "source": "1"},
        {"cell_type": "code", "source": f"x = {value!r}"},
    ]
    written = json.dumps({"cells": cells, "metadata": {}})
    with pytest.raises(Problem) as refused:
        check_publishable({"10_a.ipynb": written}, [table.release], planted.project)
    said = str(refused.value)
    assert f"10_a.ipynb, cell 2: a value of the column plate of {table.release}, row {row}" in said
    assert find({"said": said.encode()}, planted.all) == {}


def test_a_reviewed_line_lets_a_text_be_shown(tenth: Published, tmp_path: Path) -> None:
    planted = tenth.planted
    value = next(one for one, column in planted.cells.items() if is_sought(column))
    page, releases = {"a.html": value}, [planted.releases[next(iter(load_kinds()))]]
    assert find_hits(page, releases, planted.project)
    shipped = (HOME / "data" / "reference" / "shown_names.csv").read_text(encoding="utf-8")
    own = planted.project.root / "data" / "reference" / "shown_names.csv"
    own.parent.mkdir(parents=True, exist_ok=True)
    try:
        own.write_text(f'{shipped}text,"{value}",,A. Editor,2026-01-05,a word\n', "utf-8")
        assert find_hits(page, releases, planted.project) == []
        own.write_text(f'{shipped}text,"{value}",,,2026-01-05,a word\n', "utf-8")
        with pytest.raises(Problem, match="does not say decided_by"):
            find_hits(page, releases, planted.project)
    finally:
        own.unlink()


def test_positions_take_the_place_of_names(tenth: Published) -> None:
    planted = tenth.planted
    tables = [load_table(name, planted.project) for name in planted.releases.values()]
    table = next(one for one in tables if one.parts[0].file.endswith(".xlsx"))
    shown = positions.find_positions(table.release, planted.project, table)
    ledger = shown.ledger(table.ledger)
    assert [(one.path, one.part) for one in ledger.files] == [
        ("file 1", "sheet 1"),
        ("file 1", "sheet 2"),
    ]
    assert all(one.startswith("column ") for one in ledger.unread_columns)
    release = shown.release(open_release(table.release, planted.project))
    assert [one.path for one in release.resources or []] == ["file 1"]
    said = json.dumps([ledger.as_json(), release.descriptor.model_dump(mode="json")])
    assert find({"said": said.encode()}, planted.all) == {}
    assert ledger.rows_read == table.ledger.rows_read


# It can fail: with a part of the gate taken out the same checks turn red.


def leak(planted: Planted) -> None:
    """Publish a table of what an audit's rows name, as a careless notebook would."""
    table = load_table(planted.releases["flock-network-audit"], planted.project)
    counted = table.public.groupby("org_name", as_index=False).size()
    shown = show(counted, caption="Rows by organization", from_=table)
    path = planted.project.root / "leak.json"
    with work_on(planted.project):
        gate.publish({path: json.dumps(shown.to_json())}, [table.release], planted.project)
    assert find({"leak": path.read_bytes()}, planted.all) == {}


def test_names_in_a_column_of_agencies_are_numbered(tenth: Published) -> None:
    leak(tenth.planted)


def lose_columns(patch: pytest.MonkeyPatch) -> None:
    """Forget the values of columns."""
    patch.setattr(withheld, "_list_values", lambda *_: iter([]))
    patch.setattr(withheld, "_VERSION", "without columns")


def lose_attributes(patch: pytest.MonkeyPatch) -> None:
    """Read no attribute of a page."""
    patch.setattr(published_text, "_ATTRIBUTE", published_text.re.compile("(?!)()()"))


def lose_names(patch: pytest.MonkeyPatch) -> None:
    """Let every name be shown."""
    patch.setattr(withheld, "list_names", lambda *_: iter([]))
    patch.setattr(withheld, "_KEPT", {})


@pytest.mark.parametrize("mutate", [lose_columns, lose_attributes, lose_names])
def test_it_can_fail(
    tenth: Published,
    mutate: Callable[[pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mutate(monkeypatch)
    assert find_missed(tenth.planted, ["attribute.html"])


def test_names_are_published_where_the_shape_is_not_asked(
    tenth: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With neither the shape of a name nor the gate, what is planted comes out."""
    from helpers.cleaning import shown_values

    monkeypatch.setattr(shown_values, "_write_test", lambda *_: "")
    monkeypatch.setattr(gate, "search", lambda *_: {})
    with pytest.raises(AssertionError):
        leak(tenth.planted)
