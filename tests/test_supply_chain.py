"""What comes from others: locked by hash, watched each week, with its license, and pinned in CI."""

from __future__ import annotations

import csv
import importlib.util
import re
import sys
from importlib import metadata
from types import ModuleType
from typing import Any
from urllib.error import URLError

import pytest
import yaml

from helpers.project import HOME

WORKFLOWS = sorted((HOME / ".github" / "workflows").glob("*.yml"))
ALLOWED = {
    *("MIT", "MIT-0", "MIT-CMU", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC"),
    *("PSF-2.0", "CNRI-Python", "Zlib", "CC0-1.0", "MPL-2.0", "LGPL-3.0-only"),
}
"""None of them asks that what is built with it has the same license."""
MAY_WRITE = {("pages.yml", "publish"): {"pages", "id-token"}}
"""The one job that may do more than read: it puts the pages online."""


@pytest.fixture(scope="module")
def dependencies() -> ModuleType:
    """The script that the weekly workflow runs."""
    facts = importlib.util.spec_from_file_location("lock_check", HOME / ".ci" / "dependencies.py")
    assert facts is not None
    assert facts.loader is not None
    module = importlib.util.module_from_spec(facts)
    sys.modules["lock_check"] = module
    facts.loader.exec_module(module)
    return module


def read_lock(dependencies: ModuleType) -> dict[str, str]:
    found: dict[str, str] = dependencies.read_lock((HOME / "requirements.lock").read_text("utf-8"))
    return found


def test_the_license_of_every_locked_package_is_listed(dependencies: ModuleType) -> None:
    with (HOME / "docs" / "licenses.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["package"]: row["license"] for row in csv.DictReader(file)}
    locked = read_lock(dependencies)
    assert len(locked) > 150
    assert list(listed) == sorted(locked)
    for name, terms in listed.items():
        assert set(re.split(r" (?:AND|OR) ", terms)) <= ALLOWED, name
        try:
            said = metadata.metadata(name).get("License-Expression")
        except metadata.PackageNotFoundError:  # only on other systems
            continue
        assert said in (None, terms), name


def test_every_locked_package_has_its_hashes() -> None:
    entries = re.split(r"\n(?=[a-z0-9])", (HOME / "requirements.lock").read_text("utf-8"))
    assert [one[:40] for one in entries if "--hash=sha256:" not in one] == []


def test_workflows_run_only_what_is_pinned_and_may_only_read() -> None:
    assert len(WORKFLOWS) >= 3
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        facts = yaml.safe_load(text)
        assert facts["permissions"] == {"contents": "read"}, path.name
        for used in re.findall(r"uses: *(.*)", text):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used), (path.name, used)
        for name, job in facts["jobs"].items():
            more = {what for what, how in job.get("permissions", {}).items() if how == "write"}
            assert more <= MAY_WRITE.get((path.name, name), set()), (path.name, name)
        # A text of a stranger (a title, a branch) in a script would be run.
        assert not re.search(r"\$\{\{ *github\.(?:event|head_ref)", text), path.name


def test_the_lock_is_checked_each_week() -> None:
    facts = yaml.safe_load((HOME / ".github/workflows/dependencies.yml").read_text("utf-8"))
    # YAML reads the key `on` as true.
    (when,) = facts[True]["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", when["cron"])
    steps = facts["jobs"]["lock"]["steps"]
    assert "python .ci/dependencies.py requirements.lock" in steps[-1]["run"]


def answer(address: str, sent: Any) -> Any:
    """Answer as OSV and PyPI do."""
    if sent is None:
        return {"info": {"version": "9.0" if "/arrow/" in address else "1.0"}}
    vulnerable = {"vulns": [{"id": "GHSA-aaaa"}, {"id": "CVE-1"}]}
    return {
        "results": [vulnerable if q["package"]["name"] == "babel" else {} for q in sent["queries"]]
    }


def test_what_is_known_of_a_lock_is_said(
    dependencies: ModuleType, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = tmp_path / "lock"
    lock.write_text("arrow==1.0 ; sys_platform == 'x' \\\n    --hash=sha256:0\nbabel==1.0 \\\n")
    assert dependencies.main([str(lock)], answer) == 1
    said = capsys.readouterr().out
    assert "babel 1.0: [CVE-1](https://osv.dev/vulnerability/CVE-1), [GHSA-aaaa]" in said
    assert "Newer versions: 1\n- arrow 1.0: 9.0" in said
    lock.write_text("arrow==1.0\n")
    assert dependencies.main([str(lock)], answer) == 0

    def fail(*_: Any) -> Any:
        raise URLError("no route")

    assert dependencies.main([str(lock)], fail) == 2
    assert "Run this again" in capsys.readouterr().out
