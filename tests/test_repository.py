"""The repository itself: what is promised is there, and what must not be there is not."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest

from helpers.project import HOME

PROMISED = [
    "README.md",
    "METHODOLOGY.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "CITATION.cff",
    "LICENSE",
    "LICENSE-DATA",
    "Makefile",
    "pyproject.toml",
    "requirements.lock",
    "environment.yml",
    ".ci/run",
    ".github/workflows/tests.yml",
    ".github/workflows/pages.yml",
    ".github/ISSUE_TEMPLATE/data_bug.yml",
    "notebooks/00_findings.ipynb",
    "notebooks/05_clean_release.ipynb",
    "notebooks/10_nlets_queries.ipynb",
    "notebooks/20_washington_searches.ipynb",
    "notebooks/30_plate_reader_doors.ipynb",
    "notebooks/40_state_restrictions.ipynb",
    "notebooks/50_routes.ipynb",
    "notebooks/60_specifications.ipynb",
    "notebooks/70_released_records.ipynb",
    "notebooks/90_fact_check.ipynb",
    "data/raw/published-figures/datapackage.json",
    "data/raw/monthly-series/datapackage.json",
    "data/raw/ice-agreement-counts/datapackage.json",
    "data/raw/synthetic-portal-log/datapackage.json",
    "data/raw/synthetic-network-counts/datapackage.json",
    "data/raw/synthetic-audit-example/datapackage.json",
    "data/raw/synthetic-list-example/datapackage.json",
    "data/reference/catalog.csv",
    "data/reference/relations.csv",
    "data/reference/law.csv",
    "data/reference/arithmetic.csv",
    "data/reference/article_passages.csv",
    "data/reference/article_threads.csv",
    "data/reference/citation_marks.csv",
    "data/reference/readings.csv",
    "data/reference/keywords.csv",
    "data/reference/responses.csv",
    "data/reference/restrictions.csv",
    "data/reference/states.csv",
    "data/reference/routes.csv",
    "data/reference/route_facts.csv",
    "data/reference/route_sightings.csv",
    "data/reference/closures.csv",
    "data/reference/printed_shares.csv",
    "docs/index.md",
    "docs/reporter.md",
    "docs/walkthrough.md",
    "docs/academic.md",
    "docs/editor.md",
    "docs/bring-your-own-release.md",
    "docs/add-a-kind.md",
    "docs/data-dictionary.md",
    "docs/machine-readable-output.md",
    "docs/scaling.md",
    "benchmarks/measure.py",
]

THIS = "tests/test_repository.py"
HOLD_BRITISH_WORDS = (THIS, "tests/test_shipped_releases.py")
"""The tests that look for such words, and so have to spell them."""
MOST_BYTES = 1_000_000
LARGE_RELEASES = frozenset({"synthetic-portal-log"})
"""Raw releases, by id, that are meant to hold files over the limit (and below five of it)."""

BRITISH = re.compile(
    r"\b(?:licenc\w*|(?:un)?recognis\w*|organis\w*|colour\w*|behaviour\w*|favour\w*|honour\w*"
    r"|labour\w*|neighbour\w*|centre[sd]?|analys(?:e|ed|es|ing)\b|judgement\w*|programmes?\b"
    r"|defence|offence|whilst|labell(?:ed|ing)\b|cancell(?:ed|ing)|modell\w*|travell\w*|normalis\w*"
    r"|summaris\w*|standardis\w*|minimis\w*|maximis\w*|utilis\w*|serialis\w*|initialis\w*"
    r"|sanitis\w*|(?:un)?authoris\w*|emphasis(?:e|ed|ing)\b|apologis\w*|categoris\w*"
    r"|characteris\w*|customis\w*|finalis\w*|optimis(?:e|ed|ing|ation)\w*|prioritis\w*"
    r"|synchronis\w*|visualis\w*|anonymis\w*|pseudonymis\w*|parameteris\w*|randomis\w*"
    r"|catalogue\w*|grey)\b",
    re.IGNORECASE,
)
QUOTED_AS_RECEIVED: dict[str, frozenset[str]] = {
    "tests/drafts/stories/j1.md": frozenset({"cancelled"}),
    "tests/drafts/stories/j1.key.json": frozenset({"cancelled"}),
    "tests/drafts/stories/j3.md": frozenset({"cancelled"}),
    "tests/drafts/stories/j3.key.json": frozenset({"cancelled"}),
}
"""British words that stand in a file because a source spells them so: path to words."""

# A path of one machine. Folders in angle brackets or after a dollar sign are not one.
MACHINE_PATH = re.compile(
    r"(?:^|[^\w./$>{-])/(?:work|root|Users|home/[a-z]\w*|tmp/[a-z]\w*|mnt|opt)/"
    r"|[A-Z]:\\\\?Users\b"
)


@cache
def list_tracked() -> tuple[str, ...]:
    """Every file that git tracks and that is there."""
    done = subprocess.run(
        ["git", "-c", f"safe.directory={HOME}", "ls-files", "-z"],
        cwd=HOME,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("this is not a git checkout, so it has no tracked files")
    names = done.stdout.decode("utf-8").split("\0")
    return tuple(name for name in names if name and (HOME / name).is_file())


def read_text(name: str) -> str | None:
    """Return a tracked file's text; None if it is binary."""
    content = (HOME / name).read_bytes()
    try:
        return None if b"\0" in content[:8000] else content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def read_pyproject() -> dict[str, object]:
    return tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PROMISED)
def test_what_is_promised_is_there(name: str) -> None:
    path = HOME / name
    assert path.is_file(), f"{name} is missing"
    assert path.stat().st_size > 0, f"{name} is empty"


def test_nothing_that_can_be_made_again_is_tracked() -> None:
    made = re.compile(
        r"^(?:site|runs|\.plateglass|\.venv)/|__pycache__|\.ipynb_checkpoints|\.parquet$"
    )
    assert [name for name in list_tracked() if made.search(name)] == []


def test_ci_may_be_run() -> None:
    done = subprocess.run(
        ["git", "-c", f"safe.directory={HOME}", "ls-files", "--stage", ".ci/run"],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        pytest.skip("this is not a git checkout, so it has no file modes")
    assert done.stdout.startswith("100755 "), "run: git update-index --chmod=+x .ci/run"


def test_no_file_names_a_place_on_one_machine() -> None:
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name in list_tracked()
        for number, line in enumerate((read_text(name) or "").splitlines(), start=1)
        for match in MACHINE_PATH.finditer(line)
        if name != THIS and not (name.startswith("tests/") and "/tmp/" in match.group())
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "of_one_machine"),
    [
        ("open('/home/ada/data.csv')", True),
        ("cd /work/main", True),
        ("see C:\\Users\\ada", True),
        ("#!/usr/bin/env bash", False),
        ("https://example.org/work/main", False),
        ("src/work/main", False),
    ],
)
def test_the_path_check_tells_them_apart(line: str, of_one_machine: bool) -> None:
    assert bool(MACHINE_PATH.search(line)) is of_one_machine


def is_in_large_release(name: str) -> bool:
    return any(name.startswith(f"data/raw/{release}/") for release in LARGE_RELEASES)


def test_files_stay_small() -> None:
    large = [
        name
        for name in list_tracked()
        if (HOME / name).stat().st_size > MOST_BYTES * (5 if is_in_large_release(name) else 1)
    ]
    assert large == []


def read_prose(name: str) -> str:
    """Return what we wrote ourselves in a tracked file: documents, code, cells of notebooks."""
    if name in HOLD_BRITISH_WORDS or name.startswith("data/"):
        return ""
    if name.endswith(".ipynb"):
        cells = json.loads((HOME / name).read_text(encoding="utf-8"))["cells"]
        return "\n".join("".join(cell["source"]) for cell in cells)
    ours = name.endswith((".md", ".py", ".toml", ".yml", ".cff", ".j2", "Makefile", "LICENSE-DATA"))
    return (HOME / name).read_text(encoding="utf-8") if ours else ""


def test_american_spelling() -> None:
    found = [
        f"{name}:{number}: {match.group()}"
        for name in list_tracked()
        for number, line in enumerate(read_prose(name).splitlines(), start=1)
        for match in BRITISH.finditer(re.sub(r"https?://\S+", "", line))
        if match.group().lower() not in QUOTED_AS_RECEIVED.get(name, frozenset())
    ]
    assert found == []


@pytest.mark.parametrize(
    ("word", "british"),
    [("licence", True), ("recognised", True), ("grey", True), ("license", False),
     ("analysis", False), ("emphasis", False), ("programmed", False), ("optimistic", False)],
)  # fmt: skip
def test_the_spelling_check_tells_them_apart(word: str, british: bool) -> None:
    assert bool(BRITISH.search(f"a {word} here")) is british


class TestLock:
    """requirements.lock pins by version and hash, and binds nobody to one registry."""

    text = (HOME / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())

    def test_every_package_has_a_version_and_hashes(self) -> None:
        bare = [
            entry.splitlines()[0]
            for entry in self.entries
            if not re.match(r"[\w.-]+(?:\[[\w,-]+\])?==[\w.+!]+", entry)
            or not re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry)
        ]
        assert len(self.entries) > 50
        assert bare == []

    def test_it_names_no_address(self) -> None:
        assert not re.search(r"://|--index-url|--find-links|\s@\s", self.text)

    def test_one_version_of_each_package(self) -> None:
        names = [re.split(r"[=\[]", entry)[0] for entry in self.entries]
        assert sorted({name for name in names if names.count(name) > 1}) == []

    def test_it_holds_every_dependency(self) -> None:
        locked = {re.split(r"[=\[]", entry)[0].lower() for entry in self.entries}
        assert sorted(list_dependencies() - locked) == []


def list_dependencies(*extras: str) -> set[str]:
    """The names of the packages in pyproject.toml with those of some extras (default: of all)."""
    project = read_pyproject()["project"]
    assert isinstance(project, dict)
    lines = [*project["dependencies"]]
    for extra in extras or project["optional-dependencies"]:
        lines += project["optional-dependencies"][extra]
    return {re.split(r"[<>=!~;\[ ]", line)[0].lower() for line in lines}


def read_table(name: str, part: str) -> list[str]:
    """Return the first cells of the table between two markers of a document."""
    text = (HOME / name).read_text(encoding="utf-8")
    inside = text.split(f"<!-- {part}:start -->")[1].split(f"<!-- {part}:end -->")[0]
    rows = [line.split("|")[1].strip().strip("`") for line in inside.splitlines() if "|" in line]
    return rows[2:]


def test_contributing_says_why_each_dependency_is_here() -> None:
    assert sorted(read_table("CONTRIBUTING.md", "dependencies")) == sorted(list_dependencies())


COMES_WITH = {
    "PIL": "matplotlib",
    "cycler": "matplotlib",
    "jupyter_client": "nbclient",
    "jupyter_core": "nbclient",
    "markupsafe": "jinja2",
    "numpy": "pandas",
    "pdfminer": "pdfplumber",
}
"""What the code imports without naming it in pyproject.toml: by the package that brings it."""

NOT_IMPORTED = {
    "ipykernel": "is started as a program of its own",
    "pyarrow": "is what pandas reads and writes Parquet with",
    "tzdata": "has the time zones that Python itself asks for",
}
"""What pyproject.toml names though no module imports it, and why."""


def list_imports() -> set[str]:
    """The top-level names of all packages that the code imports, those of Python left out."""
    found = set()
    sources = [path.read_text(encoding="utf-8") for path in (HOME / "src").rglob("*.py")]
    for path in (HOME / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                found.add(str(node.module).split(".")[0])
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
                named = [one.value for one in node.args if isinstance(one, ast.Constant)]
                found |= {str(name).split(".")[0] for name in named}
    return {name for name in found if name not in (*sys.stdlib_module_names, "helpers")}


find_packages = cache(metadata.packages_distributions)


def list_packages_of(name: str) -> set[str]:
    """The packages, as pyproject.toml writes them, that bring a top-level name."""
    brought = find_packages().get(name, [])
    return {package.lower().replace("_", "-") for package in brought}


def list_runtime() -> set[str]:
    """The packages that the code may import: those that it needs, and those of the extra."""
    return list_dependencies("cluster")


def test_every_import_is_declared_or_comes_with_what_is() -> None:
    loose = {name for name in list_imports() if not list_packages_of(name) & list_runtime()}
    assert loose == set(COMES_WITH) & loose
    for name in loose:
        needs = metadata.requires(COMES_WITH[name]) or []
        required = {re.split(r"[<>=!~;\[ (]", line)[0].lower().replace("_", "-") for line in needs}
        assert list_packages_of(name) & required, name


def test_every_declared_dependency_is_used() -> None:
    used = {package for name in list_imports() for package in list_packages_of(name)}
    assert list_runtime() - used - set(NOT_IMPORTED) == set()


def test_lint_checks_notebooks_and_writes_none(tmp_path: Path) -> None:
    """Ruff would shift the floats of a notebook's outputs in the last digit."""
    for name in ("pyproject.toml", "notebooks/ruff.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(HOME / name, tmp_path / name)
    faulty = "import sys, os\nx = ( 1 )\n"
    (tmp_path / "module.py").write_text(f'"""A module."""\n\n{faulty}', encoding="utf-8")
    data = {"application/json": 179.61290322580643, "text/plain": "5.10"}
    output = {"output_type": "display_data", "metadata": {}, "data": data}
    cell = {"cell_type": "code", "execution_count": 1, "id": "a", "metadata": {}}
    cell |= {"outputs": [output], "source": faulty.splitlines(keepends=True)}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    written = json.dumps(notebook).replace("179.61290322580643", "179.612903225806434999")
    path = tmp_path / "notebooks" / "one.ipynb"
    path.write_text(written, encoding="utf-8")
    makefile = (HOME / "Makefile").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"^lint: .*\n\t@(.+)$", makefile, re.M)
    commands = [line.split() for line in re.split(r" ; | && ", recipe)]
    assert [words[1:4] for words in commands] == [
        ["-m", "ruff", "check"],
        ["-m", "ruff", "format"],
    ]
    said = [
        subprocess.run(
            [sys.executable, *words[1:]], cwd=tmp_path, capture_output=True, text=True, check=False
        ).stdout
        for words in commands
    ]
    assert "x = 1" in (tmp_path / "module.py").read_text(encoding="utf-8")
    assert path.read_text(encoding="utf-8") == written
    assert re.search(r"one\.ipynb:cell 1", said[0])


def list_layers() -> list[str]:
    tool = read_pyproject()["tool"]
    assert isinstance(tool, dict)
    layers = tool["importlinter"]["contracts"][0]["layers"]
    return [name.strip().removeprefix("helpers.") for line in layers for name in line.split("|")]


@pytest.mark.parametrize("room", list_layers())
def test_each_layer_is_a_room_or_a_module(room: str) -> None:
    base = HOME / "src" / "helpers" / room
    assert base.with_suffix(".py").is_file() or (base / "__init__.py").is_file()


def test_contributing_names_every_room() -> None:
    folder = HOME / "src" / "helpers"
    rooms = {f"{path.parent.name}/" for path in folder.glob("*/__init__.py")}
    modules = {path.name for path in folder.glob("*.py") if not path.name.startswith("__")}
    assert set(read_table("CONTRIBUTING.md", "rooms")) == rooms | modules


def test_no_name_is_given_twice() -> None:
    """No two modules, classes or public functions share a name; commands may."""
    named: dict[str, list[str]] = {}
    for path in sorted((HOME / "src" / "helpers").rglob("*.py")):
        if path.stem in ("__init__", "__main__"):
            continue
        named.setdefault(f"the module {path.stem}", []).append(path.name)
        for item in ast.parse(path.read_text("utf-8")).body if path.stem != "cli" else []:
            is_public = isinstance(item, ast.FunctionDef) and not item.name.startswith("_")
            if is_public or isinstance(item, ast.ClassDef):
                named.setdefault(item.name, []).append(path.name)
    assert len(named) > 1000
    assert {name: found for name, found in named.items() if len(found) > 1} == {}


def test_rooms_import_nothing_when_they_are_named() -> None:
    """`import helpers` stays cheap only while every __init__ is a docstring (CONTRIBUTING.md)."""
    for path in (HOME / "src" / "helpers").rglob("__init__.py"):
        assert not re.search(r"^\s*(?:import|from)\s", path.read_text("utf-8"), re.MULTILINE), path


def test_the_version_is_one() -> None:
    project = read_pyproject()["project"]
    assert isinstance(project, dict)
    version = project["version"]
    citation = (HOME / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(rf"^version: {re.escape(version)}$", citation, re.MULTILINE)
    assert f"## {version}" in (HOME / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_data_license_names_the_terms_of_every_release_of_ours() -> None:
    terms = set()
    for path in (HOME / "data" / "raw").glob("*/datapackage.json"):
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        assert descriptor["licenses"], f"{path.parent.name} names no license"
        if descriptor["plateglass"]["data_status"] in ("transcribed", "synthetic"):
            terms |= {entry["name"] for entry in descriptor["licenses"]}
    text = (HOME / "LICENSE-DATA").read_text(encoding="utf-8")
    assert {term for term in terms if term not in text and term.replace("-", " ") not in text} == (
        set()
    )


@pytest.mark.parametrize(
    "path",
    [*sorted((HOME / ".github").rglob("*.yml")), HOME / "environment.yml", HOME / "CITATION.cff"],
    ids=lambda path: path.name,
)
def test_configuration_parses(path: Path) -> None:
    yaml = pytest.importorskip("yaml")
    assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)
