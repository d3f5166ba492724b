"""Bundles: what may be shared is in, what was changed is told, and the findings come out again."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from helpers.errors import Misuse, Problem
from helpers.project import HOME, Project, findings_file
from helpers.releases.release import open_release
from helpers.runner import bundle
from helpers.runner.bundle import CRATE, FINDINGS, LEFT_OUT, MANIFEST, VERDICTS
from invented_releases import write_release

LOG = "search_id,account,account_group,user,searched_at\nT-1,acct-77,A,jdoe-5,2025-01-01 10:00:00\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bundle.BundleReport]:
    """The bundle of what is shipped."""
    path = tmp_path_factory.mktemp("bundle") / "plateglass.zip"
    return path, bundle.write_bundle(Project(HOME), path)


def rewrite(path: Path, out: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out


def read_graph(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        crate = json.loads(archive.read(CRATE))
    assert crate["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    return {entity["@id"]: entity for entity in crate["@graph"]}


def test_a_bundle_holds_what_is_needed_to_check_and_cite_it(
    made: tuple[Path, bundle.BundleReport],
) -> None:
    path, report = made
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        findings = json.loads(archive.read(FINDINGS))
    assert names >= {MANIFEST, CRATE, FINDINGS, VERDICTS, LEFT_OUT}
    assert names >= {"LICENSE", "LICENSE-DATA", "CITATION.cff", "requirements.lock"}
    assert names >= {"src/helpers/cli.py", "notebooks/10_nlets_queries.ipynb"}
    assert names >= {"data/raw/published-figures/datapackage.json", "data/reference/routes.csv"}
    assert not [name for name in names if name.endswith((".pyc", ".parquet"))]
    assert len(findings) == report.findings > 100
    assert {one.release[:4] for one in report.left_out} <= {"ice-", "port", "okal", "euge"}
    assert all("plateglass fetch" in one.why and one.files for one in report.left_out)


def test_its_description_is_a_research_object_crate(made: tuple[Path, bundle.BundleReport]) -> None:
    graph = read_graph(made[0])
    about, root = graph[CRATE], graph["./"]
    assert about["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert about["about"] == {"@id": "./"}
    for key in ("name", "description", "datePublished", "license", "author"):
        assert root[key], key
    parts = [one["@id"] for one in root["hasPart"]]
    with zipfile.ZipFile(made[0]) as archive:
        names = set(archive.namelist())
    assert {unquote(one) for one in parts if not one.endswith("/")} == names - {MANIFEST, CRATE}

    def list_references(value: Any) -> list[str]:
        if isinstance(value, list):
            return [name for one in value for name in list_references(one)]
        return [value["@id"]] if isinstance(value, dict) and list(value) == ["@id"] else []

    used = {n for one in graph.values() for value in one.values() for n in list_references(value)}
    assert used <= graph.keys() | {"https://w3id.org/ro/crate/1.1"}
    assert graph["data/raw/synthetic-portal-log/"]["license"]["@id"].startswith("https://creative")


def test_the_same_content_gives_the_same_bytes(
    made: tuple[Path, bundle.BundleReport], tmp_path: Path
) -> None:
    again = bundle.write_bundle(Project(HOME), tmp_path / "again.zip")
    assert again.sha256 == made[1].sha256


def test_a_whole_bundle_verifies(made: tuple[Path, bundle.BundleReport]) -> None:
    report = bundle.verify_bundle(made[0])
    assert report.problems == ()
    assert (report.findings, report.verdicts) == (made[1].findings, made[1].verdicts)


def test_what_was_changed_after_bundling_is_told(
    made: tuple[Path, bundle.BundleReport], tmp_path: Path
) -> None:
    def change(files: dict[str, bytes]) -> None:
        files["data/reference/routes.csv"] += b"x"
        files["another.txt"] = b"x"
        del files["LICENSE"]

    path = rewrite(made[0], tmp_path / "changed.zip", change)
    assert bundle.verify_bundle(path).problems == (
        "LICENSE is missing",
        "another.txt is not in the manifest",
        "data/reference/routes.csv is not the file that was bundled: its sha256 differs",
    )


def test_a_number_that_is_not_its_notebooks_is_told(
    made: tuple[Path, bundle.BundleReport], tmp_path: Path
) -> None:
    def change(files: dict[str, bytes]) -> None:
        import hashlib

        rows = json.loads(files[FINDINGS])
        old = hashlib.sha256(files[FINDINGS]).hexdigest()
        rows[0]["value"] = 7
        files[FINDINGS] = json.dumps(rows).encode()
        new = hashlib.sha256(files[FINDINGS]).hexdigest()
        files[CRATE] = files[CRATE].replace(old.encode(), new.encode())
        lines = files[MANIFEST].decode().replace(old, new).splitlines(keepends=True)
        kept = [line for line in lines if CRATE not in line]
        kept.append(f"{hashlib.sha256(files[CRATE]).hexdigest()}  {CRATE}\n")
        files[MANIFEST] = "".join(kept).encode()

    path = rewrite(made[0], tmp_path / "changed.zip", change)
    (problem,) = bundle.verify_bundle(path).problems
    assert problem.endswith("differs from its notebook's")


def test_what_is_no_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="There is no file"):
        bundle.verify_bundle(tmp_path / "nothing.zip")
    (tmp_path / "a.zip").write_bytes(b"PK")
    with pytest.raises(Problem, match="The archive is damaged"):
        bundle.verify_bundle(tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr(MANIFEST, "")
        archive.writestr("../outside.txt", "x")
    with pytest.raises(Problem, match="no bundle of ours"):
        bundle.verify_bundle(tmp_path / "b.zip")
    assert not (tmp_path.parent / "outside.txt").exists()


def test_without_findings_there_is_nothing_to_bundle(project: Project) -> None:
    with pytest.raises(Problem, match="no findings to bundle"):
        bundle.write_bundle(project, project.root / "a.zip")


def test_files_that_may_not_be_shared_stay_out(project: Project) -> None:
    shutil.copytree(HOME / "data" / "processed" / "findings", findings_file("x", project).parent)
    names = {"secret-agency-log.csv": LOG}
    write_release(project.root, names, kind="portal-search-log", name="log")
    folder = project.root / "data" / "reference" / "corrections"
    folder.mkdir(parents=True)
    (folder / "log.csv").write_text("correction_id\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundle, "judge_all", lambda _: ({}, {}))
        report = bundle.write_bundle(project, project.root / "a.zip")
    left_out = report.left_out[0]
    assert left_out.release == "log"
    assert left_out.why
    assert left_out.files == tuple(one.hash for one in open_release("log", project).resources)
    with zipfile.ZipFile(project.root / "a.zip") as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert not [name for name in held if "raw/log" in name or "corrections/log" in name]
    everything = b"".join(data for name, data in held.items() if not name.startswith("tests/"))
    for text in (b"acct-77", b"jdoe-5", b"secret-agency-log"):
        assert text not in everything
    assert left_out.files[0].encode() in everything


@pytest.mark.slow
def test_the_findings_come_out_again_from_the_bundle_alone(
    made: tuple[Path, bundle.BundleReport],
) -> None:
    report = bundle.verify_bundle(made[0], rerun=True)
    assert report.problems == ()
    left_out = {one.release for one in report.left_out}
    with zipfile.ZipFile(made[0]) as archive:
        found = json.loads(archive.read(FINDINGS))
    public = {one["notebook"] for one in found if left_out & set(one["releases"])}
    assert public == {"70_released_records"}
    inside = [one for one in found if one["notebook"] not in public]
    assert report.recomputed == len(inside) > 200
    assert f"{len(found) - len(inside)} rest on releases that are not in it" in report.lines()
