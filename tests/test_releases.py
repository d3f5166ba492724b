"""Releases: opened only if descriptor, files and sha256 agree; else a sentence says what to do."""

from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from helpers.errors import Problem
from helpers.project import Project
from helpers.releases.release import (
    OPENED_VARIABLE,
    hash_file,
    list_releases,
    open_release,
    read_reference,
)
from helpers.status import DataStatus

ROWS = b"a,b\n1,2\n"


def make(project: Project, name: str = "log", **facts: Any) -> Path:
    """A release of one file; `facts` change its plateglass object."""
    folder = project.raw / name
    folder.mkdir(parents=True)
    (folder / "rows.csv").write_bytes(ROWS)
    resource = {"name": "rows", "path": "rows.csv", "bytes": len(ROWS)}
    descriptor = {
        "name": name,
        "title": "Rows",
        "resources": [resource | {"hash": hash_file(folder / "rows.csv")}],
        "plateglass": {"kind": "test", "data_status": "unverified"} | facts,
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor))
    return folder


def change(folder: Path, **values: Any) -> None:
    path = folder / "datapackage.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_a_release_opens_and_knows_its_files(project: Project) -> None:
    folder = make(project)
    release = open_release("log", project)
    assert release.path(release.resources[0]) == folder / "rows.csv"
    assert release.data_status is DataStatus.UNVERIFIED
    assert "log" in list_releases(project)


def test_the_digest_moves_with_the_descriptor(project: Project) -> None:
    folder = make(project)
    before = open_release("log", project).digest
    change(folder, title="Other rows")
    assert open_release("log", project).digest != before


def test_a_release_that_is_not_there_names_the_nearest(project: Project) -> None:
    make(project, "eugene-2025")
    with pytest.raises(Problem, match="Did you mean eugene-2025"):
        open_release("eugen-2025", project)


def test_a_missing_file_is_named_with_the_remedy(project: Project) -> None:
    (make(project) / "rows.csv").unlink()
    with pytest.raises(Problem) as caught:
        open_release("log", project)
    said = str(caught.value)
    assert "missing (data/raw/log/rows.csv)" in said
    assert "Put the file back" in said


def test_a_changed_file_is_refused(project: Project) -> None:
    (make(project) / "rows.csv").write_bytes(ROWS.replace(b"2", b"3"))
    with pytest.raises(Problem, match=r"its sha256 has changed \(data/raw/log/rows.csv\)"):
        open_release("log", project)


def test_a_file_that_nobody_described_is_refused(project: Project) -> None:
    (make(project) / "more.csv").write_bytes(ROWS)
    with pytest.raises(Problem, match=r"doesn't name \(data/raw/log/more.csv\)"):
        open_release("log", project)


def test_a_descriptor_that_speaks_of_another_release_is_refused(project: Project) -> None:
    change(make(project), name="other")
    with pytest.raises(Problem, match="names the release other"):
        open_release("log", project)


def test_a_descriptor_that_does_not_hold_says_where(project: Project) -> None:
    change(make(project), resources=[])
    with pytest.raises(Problem, match="The descriptor has an error: resources"):
        open_release("log", project)


@pytest.mark.parametrize("zone", ["Mars/Base", "", "America", "../etc", "a" * 300, "\0"])
def test_a_zone_that_there_is_not_says_where(project: Project, zone: str) -> None:
    folder = make(project)
    (resource,) = json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]
    change(folder, resources=[resource | {"stamps_in": zone}])
    with pytest.raises(Problem, match=r"resources.0.stamps_in: .*no such time zone.*datapackage"):
        open_release("log", project)


def test_a_descriptor_that_is_no_object_is_refused(project: Project) -> None:
    (make(project) / "datapackage.json").write_text("[1]", "utf-8")
    with pytest.raises(Problem, match="The descriptor has an error: Input should be an object"):
        open_release("log", project)


def point(folder: Path, name: str) -> None:
    """Let a descriptor name a file as if it were the one received."""
    known = {"bytes": len(ROWS), "hash": sha256(ROWS).hexdigest()}
    change(folder, resources=[{"name": "x", "path": name, **known}])


OUTSIDE = ["../secret.csv", "/{raw}/secret.csv", "{raw}/secret.csv", "sub/../../secret.csv"]
OUTSIDE += ["sub/../rows.csv", "..\\secret.csv", "sub\\rows.csv", "C:secret.csv", "C:/secret.csv"]
OUTSIDE += ["//host/share/rows.csv", "rows.csv\0", "", ".", ".."]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_file_may_not_lie_outside_its_release(project: Project, name: str) -> None:
    folder = make(project)
    (folder / "sub").mkdir()
    (project.raw / "secret.csv").write_bytes(ROWS)
    point(folder, name.format(raw=project.raw))
    with pytest.raises(Problem, match="names a file outside its release"):
        open_release("log", project)


def test_a_file_may_lie_in_a_folder_of_its_release(project: Project) -> None:
    folder = make(project)
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "rows.csv").rename(folder / "a" / "b" / "rows.csv")
    point(folder, "a/b/rows.csv")
    release = open_release("log", project)
    assert release.path(release.resources[0]).read_bytes() == ROWS


@pytest.mark.parametrize("name", ["rows.csv", "sub/rows.csv", "sub/deeper/rows.csv"])
@pytest.mark.parametrize("inside", [False, True], ids=["leads out", "stays within"])
def test_a_file_behind_a_link_is_refused(
    project: Project, tmp_path: Path, name: str, inside: bool
) -> None:
    """Also one within the release: what it leads to may change without the release's changing."""
    folder = make(project)
    (folder / "rows.csv").unlink()
    kept = folder / "kept" if inside else tmp_path / "elsewhere"
    (kept / "deeper").mkdir(parents=True)
    for place in (kept, kept / "deeper"):
        (place / "rows.csv").write_bytes(ROWS)
    first = name.split("/")[0]
    (folder / first).symlink_to(kept if "/" in name else kept / "rows.csv")
    assert (folder / name).read_bytes() == ROWS
    point(folder, name)
    with pytest.raises(Problem, match=r"outside its release: .*no link on the way"):
        open_release("log", project)


@pytest.mark.parametrize(
    "facts",
    [{}, {"custodian": "Example County SO"}, {"request_number": "7"}, {"address": "x"}],
)
def test_released_needs_to_say_by_whom(project: Project, facts: dict[str, str]) -> None:
    make(project, data_status="released", **facts)
    with pytest.raises(Problem, match="names no source"):
        open_release("log", project)


@pytest.mark.parametrize("known", [{"request_number": "7"}, {"address": "x"}])
def test_released_with_custodian_and_origin_opens(project: Project, known: dict[str, str]) -> None:
    make(project, data_status="released", custodian="Example County SO", **known)
    assert open_release("log", project).data_status is DataStatus.RELEASED


def test_what_is_opened_is_told_to_who_listens(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make(project)
    heard = tmp_path / "opened.txt"
    monkeypatch.setenv(OPENED_VARIABLE, str(heard))
    open_release("log", project)
    assert heard.read_text().splitlines() == [
        str(folder / "datapackage.json"),
        str(folder / "rows.csv"),
    ]


def test_a_reference_table_is_read_as_text_or_refused(project: Project) -> None:
    path = project.root / "data" / "reference" / "law.csv"
    path.parent.mkdir(parents=True)
    path.write_text("id,text\n007,\n")
    assert read_reference("law.csv", project, ["id"]) == [{"id": "007", "text": ""}]
    with pytest.raises(Problem, match="A column is missing: state"):
        read_reference("law.csv", project, ["id", "state"])
    path.write_text("id,text\n007\n")
    with pytest.raises(
        Problem, match=r"as many cells as the header \(data/reference/law.csv, row 1"
    ):
        read_reference("law.csv", project, ["id"])
    with pytest.raises(Problem, match="A reference table is missing"):
        read_reference("none.csv", project, [])


def test_the_package_imports_fast_and_without_pandas() -> None:
    """The bound is 0.3 s on an idle machine; the least of five tries shows it on a busy one."""
    code = (
        "import time; start = time.perf_counter(); import helpers; "
        "took = time.perf_counter() - start; import sys; "
        "heavy = {'pandas', 'duckdb', 'narwhals', 'matplotlib', 'papermill'} & set(sys.modules); "
        "print(took, *heavy)"
    )
    outputs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(5)
    ]
    told = [output.stdout.split() for output in outputs]
    assert all(len(words) == 1 for words in told)
    assert min(float(words[0]) for words in told) < 0.3
