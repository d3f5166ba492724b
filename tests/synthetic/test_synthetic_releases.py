"""Made-up releases: whole, marked, reproducible to the byte, and never written over."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from helpers.errors import Misuse, Problem
from helpers.project import HOME, Project
from helpers.releases.descriptor import DESCRIPTOR
from helpers.releases.release import open_release
from helpers.status import DataStatus
from helpers.synthetic import invented_releases
from helpers.synthetic.invented_releases import RECIPES, SHIPPED, write_synthetic


def _read_all(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("name", SHIPPED)
def test_the_generator_gives_the_shipped_bytes(name: str, project: Project) -> None:
    kind, agency = SHIPPED[name]
    made = write_synthetic(kind, project, release=name, agency=agency)
    assert _read_all(made) == _read_all(HOME / "data" / "raw" / name)


ONE_A_KIND = {kind: name for name, (kind, _) in SHIPPED.items()}.values()


@pytest.mark.parametrize("name", ONE_A_KIND)
def test_bytes_do_not_depend_on_zone_locale_or_hash_seed(name: str, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from helpers.project import Project;"
        "from helpers.synthetic.invented_releases import write_synthetic;"
        "write_synthetic(sys.argv[1], Project(Path(sys.argv[2])), release=sys.argv[3],"
        "agency=sys.argv[4] or None)"
    )
    kind, agency = SHIPPED[name]
    odd = {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONUTF8": "0"}
    subprocess.run(
        [sys.executable, "-c", script, kind, str(tmp_path), name, agency or ""],
        check=True,
        env={**os.environ, **odd},
        cwd=tmp_path,
    )
    made = Project(tmp_path).raw / name
    assert _read_all(made) == _read_all(HOME / "data" / "raw" / name)


@pytest.mark.parametrize("kind", RECIPES)
def test_another_seed_gives_other_rows_of_the_same_shape(kind: str, project: Project) -> None:
    recipe = RECIPES[kind]
    folders = [
        write_synthetic(kind, project, release=f"made-{seed}", seed=seed, scale=0.5)
        for seed in (1, 2)
    ]
    first, second = ((folder / recipe.file).read_bytes() for folder in folders)
    assert first != second


@pytest.mark.parametrize("kind", RECIPES)
def test_a_release_opens_and_says_that_it_is_made_up(kind: str, project: Project) -> None:
    write_synthetic(kind, project, release="made-up", seed=5, scale=0.5)
    release = open_release("made-up", project)
    assert release.data_status is DataStatus.SYNTHETIC
    assert release.kind == kind
    facts = json.loads((release.folder / DESCRIPTOR).read_text(encoding="utf-8"))["plateglass"]
    assert facts["seed"] == 5
    assert facts["truth"]["rows_read"] > facts["truth"]["rows_kept"]
    assert facts["agrees_with"] == []  # at half the size it agrees with nothing printed
    assert "no such file has been" in facts["note"]


def test_shipped_totals_agree_with_the_figures_that_the_descriptors_name() -> None:
    figures = open_release("published-figures", Project(HOME))
    with figures.path(figures.resources[0]).open(encoding="utf-8", newline="") as file:
        printed = {row["claim_id"]: row for row in csv.DictReader(file)}
    log = _read_facts(next(iter(SHIPPED)))
    searches = log["truth"]["distinct_searches"]
    first, last = (
        sum(by_month[month] for name, by_month in searches.items() if name.startswith("Federal"))
        for month in ("2024-11", "2025-05")
    )
    account = searches["Federal account A"]
    five = sum(account[f"2025-0{number}"] for number in range(1, 6))
    agreed = {
        "W001": (100 * last / first - 100, "exact"),
        "W002": (account["2024-11"], "approximately"),
        "W003": (account["2025-05"], "over"),
        "W004": (five, "more than"),
    }
    assert log["agrees_with"] == list(agreed)
    for name, (value, qualifier) in agreed.items():
        row = printed[name]
        assert row["qualifier"] == qualifier, name
        if qualifier in ("over", "more than"):
            assert int(row["value"]) < value < 1.02 * int(row["value"]), name
        else:
            assert value == int(row["value"]), name


def _read_facts(name: str) -> dict[str, Any]:
    text = (HOME / "data" / "raw" / name / DESCRIPTOR).read_text(encoding="utf-8")
    facts: dict[str, Any] = json.loads(text)["plateglass"]
    return facts


def test_zones_of_the_log_are_declared() -> None:
    resource = open_release("synthetic-portal-log", Project(HOME)).resources[0]
    assert (resource.stamps_in, resource.count_in) == ("UTC", "America/Los_Angeles")


def test_a_release_is_never_written_over(project: Project) -> None:
    made = write_synthetic("portal-search-log", project, release="made-up", scale=0.05)
    before = _read_all(made)
    with pytest.raises(Problem, match="The name made-up is taken"):
        write_synthetic("portal-search-log", project, release="made-up", seed=2, scale=0.05)
    assert _read_all(made) == before


def test_a_failure_leaves_nothing_behind(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> str:
        assert path.exists()
        raise OSError("the disk is full")

    monkeypatch.setattr(invented_releases, "hash_file", fail)
    with pytest.raises(OSError, match="full"):
        write_synthetic("portal-search-log", project, release="made-up", scale=0.05)
    assert [path for path in project.root.rglob("*") if path.is_file()] == []
    assert not (project.raw / "made-up").exists()


@pytest.mark.parametrize(
    ("kind", "options", "sentence"),
    [
        ("portal-log", {"release": "a"}, "Did you mean portal-search-log"),
        ("portal-search-log", {"release": "../a"}, "can't be the id of a release"),
        ("portal-search-log", {"release": "a", "scale": 0.0}, "is no size"),
        ("portal-search-log", {"release": "a", "scale": float("nan")}, "is no size"),
        ("portal-search-log", {"release": "a", "agency": "Any PD"}, "Name no agency"),
        ("flock-network-audit", {"release": "a", "agency": "Sample PD"}, "Sampleton QA PD"),
    ],
)
def test_wrong_use_is_a_sentence(
    project: Project, kind: str, options: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Misuse, match=sentence):
        write_synthetic(kind, project, **options)  # type: ignore[arg-type]
