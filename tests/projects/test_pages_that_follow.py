"""In a copy of what is shipped: a byte, a parameter or a helper changes exactly its own pages."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from helpers.claims.finding import Finding, load_findings
from helpers.project import HOME, PROJECT_VARIABLE, Project
from helpers.runner.plans import Code
from helpers.site.freshness import read_numbers

RELEASE = "synthetic-portal-log"
HELPER = "analysis/doors.py"
KEPT_OUT = (".*cache", ".git", ".plateglass", ".venv", "__pycache__", "runs", "site", "*.parquet")


class Copy:
    """A copy of the checkout, with its own code."""

    def __init__(self, root: Path) -> None:
        """Copy what is committed; the folder src/helpers/site is no site."""
        self.root, self.project = root, Project(root)

        def keep_out(folder: str, names: list[str]) -> set[str]:
            found = shutil.ignore_patterns(*KEPT_OUT)(folder, names)
            return found if Path(folder) == HOME else {*found} - {"site", "runs"}

        shutil.copytree(HOME, root, ignore=keep_out)

    def ask(self, *words: str) -> str:
        """Run a command of the copy and return what it prints."""
        environment = {name: one for name, one in os.environ.items() if name != PROJECT_VARIABLE}
        done = subprocess.run(
            [sys.executable, "-m", "helpers", *words],
            cwd=self.root,
            env=environment | {"PYTHONPATH": str(self.root / "src")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def reproduce(self) -> tuple[set[str], dict[str, bytes], dict[str, Finding]]:
        """Do what is due; return the tasks that ran, the pages and the findings."""
        report: dict[str, Any] = json.loads(self.ask("reproduce", "--json"))
        site = self.project.site
        pages = {
            path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*.html")
        }
        return set(report["ran"]), pages, load_findings(self.project)

    def change(self, name: str, old: str, new: str) -> None:
        """Replace the first of a text in a file."""
        path = self.root / name
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new, 1), encoding="utf-8")


def list_written(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {name for name in after if after[name] != before.get(name)}


def list_printing(pages: dict[str, bytes], numbers: Iterable[str]) -> set[str]:
    wanted = set(numbers)
    return {name for name, data in pages.items() if wanted & read_numbers(data.decode()).keys()}


@pytest.mark.slow
def test_each_change_reaches_exactly_the_pages_that_print_what_rests_on_it(tmp_path: Path) -> None:
    copy = Copy(tmp_path / "checkout")
    _, first, _ = copy.reproduce()

    # One byte of one release.
    folder = f"data/raw/{RELEASE}"
    copy.change(f"{folder}/portal_log.csv", "Federal account E,EX-E03", "Federal account E,EX-E04")
    path = copy.root / folder / "datapackage.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    received = (copy.root / folder / "portal_log.csv").read_bytes()
    described["resources"][0]["hash"] = hashlib.sha256(received).hexdigest()
    path.write_text(json.dumps(described, indent=1, ensure_ascii=False), encoding="utf-8")
    assert f"{folder}/portal_log.csv changed" in copy.ask("explain", f"clean:{RELEASE}")
    ran, second, findings = copy.reproduce()
    rests = {name for name, one in findings.items() if RELEASE in one.releases}
    assert rests
    assert list_written(first, second) == {
        *list_printing(second, rests),
        f"releases/{RELEASE}.html",
    }
    assert f"clean:{RELEASE}" in ran
    assert not [name for name in ran if name.startswith("clean:") and RELEASE not in name]

    # One parameter of one notebook.
    name = next(
        one.stem
        for one in sorted(copy.project.notebooks.glob("*.ipynb"))
        if 'comparison_month: Month = \\"2025-05\\"' in one.read_text(encoding="utf-8")
        and any(other.notebook == one.stem for other in findings.values())
    )
    copy.change(
        f"notebooks/{name}.ipynb",
        'comparison_month: Month = \\"2025-05\\"',
        'comparison_month: Month = \\"2025-04\\"',
    )
    assert "the parameter comparison_month changed" in copy.ask("explain", name)
    ran, third, findings = copy.reproduce()
    moved = {
        number
        for page in third
        for number, known in read_numbers(third[page].decode()).items()
        if read_numbers(second.get(page, b"").decode()).get(number) != known
    }
    own = {number for number, one in findings.items() if one.notebook == name}
    written = list_written(second, third)
    assert written >= list_printing(third, moved)
    assert written <= list_printing(third, {*own, *moved}) | {f"notebooks/{name}.html"}
    assert f"notebook:{name}" in ran

    # One helper: what imports it runs again, and nothing on a page changes.
    copy.change(f"src/helpers/{HELPER}", "from __future__", "# A remark.\nfrom __future__")
    watched = "helpers." + HELPER.removesuffix(".py").replace("/", ".")
    assert f"the helper {watched} changed" in copy.ask("explain", "30_plate_reader_doors")
    ran, fourth, _ = copy.reproduce()
    code = Code(copy.root / "src")
    importing = set()
    for path in copy.project.notebooks.glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        if watched in code.closure([*code.imported_by(sources), "helpers.runner.run"]):
            importing.add(f"notebook:{path.stem}")
    assert {one for one in ran if one.startswith("notebook:")} == importing
    assert list_written(third, fourth) == set()
