"""Bundle: one archive to cite, with code, shareable data, findings, verdicts and checksums.

It is a research object crate (RO-Crate 1.1, https://w3id.org/ro/crate/1.1) in a ZIP file. Unpacked,
it is a checkout of its own, from which its findings can be computed again.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import yaml

from helpers.claims.finding import load_findings
from helpers.claims.verdicts import judge_all, lay_out_claim
from helpers.errors import Misuse, Problem
from helpers.privacy.gate import publish
from helpers.privacy.positions import find_positions
from helpers.project import (
    HOME,
    PROJECT_VARIABLE,
    REFERENCE,
    Project,
    corrections_file,
    findings_file,
    open_scratch,
    owns_notebooks,
)
from helpers.releases.catalog import CatalogEntry, load_catalog
from helpers.releases.descriptor import DESCRIPTOR
from helpers.releases.release import Release, hash_file, list_releases, open_release, stays_below
from helpers.runner.notebook import list_notebooks, read_notebook
from helpers.runner.run import find_commit
from helpers.schemas.schema import Sensitivity, load_schema
from helpers.status import DataStatus

CRATE, MANIFEST = "ro-crate-metadata.json", "manifest-sha256.txt"
FINDINGS, VERDICTS, LEFT_OUT = (
    *("results/findings.json", "results/verdicts.json"),
    "results/releases-left-out.json",
)
CODE = ("src", "notebooks", "docs", "tests", "benchmarks", "data/reference")
PAPERS = (
    *("README.md", "METHODOLOGY.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"),
    *("CITATION.cff", "LICENSE", "LICENSE-DATA", "Makefile", "pyproject.toml"),
    *("requirements.lock", "environment.yml"),
)
PASSED_OVER = {"__pycache__", ".ipynb_checkpoints", "corpus"}
"""Folders that stay out: those of tools, and damaged files, whose words nobody can list."""

MIT = "https://spdx.org/licenses/MIT"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
CONTEXT = [
    "https://w3id.org/ro/crate/1.1/context",
    {"sha256": "https://schema.org/sha256"},
]
TYPES = {
    ".csv": "text/csv",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".md": "text/markdown",
    ".py": "text/x-python",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yml": "application/yaml",
}
DAY = (1980, 1, 1, 0, 0, 0)
"""The time of each file in the archive, so the same content gives the same bytes."""

SECONDS = 1800
"""So long, at most, it may take to compute a bundle's findings again."""


@dataclass(frozen=True)
class LeftOut:
    """A release whose files are not in the bundle, and why; their hashes say which are meant."""

    release: str
    why: str
    data_status: str
    custodian: str | None
    address: str | None
    files: tuple[str, ...]


@dataclass(frozen=True)
class BundleReport:
    """What was bundled, or found in a bundle: problems and numbers that moved come first."""

    path: str
    sha256: str
    files: int
    findings: int
    verdicts: int
    releases: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    problems: tuple[str, ...] = ()
    recomputed: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the report as the stable fields that `plateglass bundle --json` prints."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return the report as lines for people."""
        lines = [f"PROBLEM: {one}" for one in self.problems]
        lines.append(
            f"{self.path}: {self.files:,} files, {self.findings:,} findings, "
            f"{self.verdicts:,} verdicts, {len(self.releases):,} releases"
        )
        lines += [f"Without the files of {one.release}: {one.why}" for one in self.left_out]
        if self.recomputed is not None:
            lines.append(f"{self.recomputed:,} findings were computed again from the bundle alone")
            rest = self.findings - self.recomputed
            lines += [f"{rest:,} rest on releases that are not in it"] if rest else []
        return [*lines, f"sha256 {self.sha256}"]


def write_bundle(project: Project, out: Path) -> BundleReport:
    """Write a project's bundle to `out`, through the gate.

    In it are the files of releases that may be shared, their ledgers, the findings, the verdicts,
    the code, its licenses and the environment. Raises Problem if there is no finding.
    """
    findings = load_findings(project)
    if not findings:
        raise Problem("There are no findings to bundle", remedy="Compute them: plateglass run")
    claims, verdicts = judge_all(project)
    known = load_catalog(project)
    public = {name for one in findings.values() for name in one.releases if name in known}
    opened = [open_release(name, project) for name in list_releases(project) if name not in known]
    obstacles = {one.name: find_obstacle(one) for one in opened}
    shared = [one for one in opened if not obstacles[one.name]]
    kept_back = {name for name, why in obstacles.items() if why} | known.keys()
    left_out = (
        *(_describe(one, obstacles[one.name]) for one in opened if obstacles[one.name]),
        *(_point_to(known[name]) for name in sorted(public)),
    )
    files: dict[str, Path | bytes] = dict(_list_files(project, shared, kept_back))
    rows = [one.as_json() for one in findings.values()]
    facts = [lay_out_claim(claim, verdicts[claim.id]) for claim in claims.values()]
    files[FINDINGS] = _write_json(rows)
    files[VERDICTS] = _write_json(facts)
    files[LEFT_OUT] = _write_json([asdict(one) for one in left_out])
    digests = {
        name: hashlib.sha256(one).hexdigest() if isinstance(one, bytes) else hash_file(one)
        for name, one in files.items()
    }
    sizes = {
        name: len(one) if isinstance(one, bytes) else one.stat().st_size
        for name, one in files.items()
    }
    crate = _write_json(_write_crate(project, shared, left_out, digests, sizes))
    files[CRATE] = crate
    digests[CRATE] = hashlib.sha256(crate).hexdigest()
    files[MANIFEST] = "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            one = files[name]
            archive.writestr(entry, one if isinstance(one, bytes) else one.read_bytes())
    # Shared releases may be read in full; nothing of the others may be in the bundle.
    hidden = [one.name for one in opened if obstacles[one.name]]
    publish({out: written.getvalue()}, [*hidden, *sorted(public)], project)
    return BundleReport(
        path=project.show(out),
        sha256=hash_file(out),
        files=len(files),
        findings=len(rows),
        verdicts=len(facts),
        releases=tuple(one.name for one in shared),
        left_out=left_out,
    )


def find_obstacle(release: Release) -> str:
    """Return why the files of a release may not be shared; nothing if they may.

    Invented records may be, and others that name a license, if every column of theirs may be shown
    and is read: nobody has looked at what is under another header.
    """
    if release.data_status is DataStatus.SYNTHETIC:
        return ""
    if not release.descriptor.licenses:
        return "its descriptor names no license"
    schema = load_schema(release.kind)
    hidden = [
        column.name
        for column in schema.columns
        if column.sensitivity is not Sensitivity.PUBLISHABLE
    ]
    if release.data_status is not DataStatus.TRANSCRIBED:
        return "its files are as received, and may hold more than what is read in them"
    return f"its kind has columns that may not be shown: {', '.join(hidden)}" if hidden else ""


def _describe(release: Release, why: str) -> LeftOut:
    # Without the names of its files: they are content too.
    facts = release.descriptor.plateglass
    return LeftOut(
        release=release.name,
        why=why,
        data_status=release.data_status.value,
        custodian=find_positions(release.name, release.project).custodian,
        address=facts.address,
        files=tuple(one.hash for one in release.resources),
    )


def _point_to(entry: CatalogEntry) -> LeftOut:
    return LeftOut(
        release=entry.name,
        why=f"it is public, and not ours to share: plateglass fetch {entry.name}",
        data_status=DataStatus.RELEASED.value,
        custodian=entry.custodian or None,
        address=entry.address,
        files=tuple(one for one in (entry.sha256, entry.rows_sha256) if one)[:1],
    )


def _list_files(
    project: Project, shared: list[Release], kept_back: set[str]
) -> Iterator[tuple[str, Path]]:
    """Yield what a bundle holds, by its name there: a project's own files hide those shipped."""
    notebooks = project.root if owns_notebooks(project) else HOME
    for base in dict.fromkeys((HOME, project.root)):
        for folder in CODE:
            if folder == "notebooks" and base != notebooks:
                continue
            if base == HOME or folder in ("notebooks", "data/reference"):
                yield from _walk(base, folder, kept_back)
        for name in PAPERS if base == HOME else ():
            if (base / name).is_file():
                yield name, base / name
    for release in shared:
        folder = f"data/raw/{release.name}"
        yield f"{folder}/{DESCRIPTOR}", release.folder / DESCRIPTOR
        for resource in release.resources:
            yield f"{folder}/{resource.path}", release.path(resource)
        corrected = corrections_file(release.name, project)
        if corrected.is_file():
            yield f"data/reference/corrections/{corrected.name}", corrected
        for name in ("ledger.json", "rejects.csv"):
            made = project.processed / release.name / name
            if made.is_file():
                yield f"data/processed/{release.name}/{name}", made
    for name in list_notebooks(project):
        found = findings_file(name, project)
        if found.is_file():
            yield f"data/processed/findings/{name}.json", found


def _walk(base: Path, folder: str, kept_back: set[str]) -> Iterator[tuple[str, Path]]:
    for path in sorted((base / folder).rglob("*")):
        name = path.relative_to(base).as_posix()
        if path.is_symlink() or not path.is_file() or PASSED_OVER & {*path.parts}:
            continue
        if path.parent.name == "corrections" and path.stem in kept_back:
            continue
        if not any(part.startswith(".") for part in path.relative_to(base).parts):
            yield name, path


def _write_json(content: object) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


# The crate: what each thing is, by whom, and under which license.


def _write_crate(
    project: Project,
    shared: list[Release],
    left_out: tuple[LeftOut, ...],
    digests: Mapping[str, str],
    sizes: Mapping[str, int],
) -> dict[str, Any]:
    cited = yaml.safe_load((HOME / "CITATION.cff").read_text(encoding="utf-8"))
    licenses = {MIT: "MIT License", CC_BY: "CC BY 4.0"}
    folders: dict[str, tuple[Release, str]] = {}
    for one in shared:
        licensed = (one.descriptor.licenses or [{}])[0]
        address = licensed.get("path") or CC_BY
        licenses.setdefault(address, licensed.get("title") or licensed.get("name") or address)
        folders[f"data/raw/{one.name}/"] = (one, address)
    entries = []
    for name in sorted(digests):
        folder = "/".join(name.split("/")[:3]) + "/"
        is_code = name.startswith(("src/", "tests/", "benchmarks/")) or name.endswith(".ipynb")
        entry: dict[str, Any] = {
            "@id": quote(name),
            "@type": ["File", "SoftwareSourceCode"] if is_code else "File",
            "name": name,
            "contentSize": str(sizes[name]),
            "sha256": digests[name],
            "license": {"@id": folders[folder][1] if folder in folders else _license(name)},
        }
        if Path(name).suffix in TYPES:
            entry["encodingFormat"] = TYPES[Path(name).suffix]
        entries.append(entry)
    for folder, (one, address) in folders.items():
        entries.append(
            {
                "@id": quote(folder),
                "@type": "Dataset",
                "name": one.descriptor.title,
                "description": f"Data status: {one.data_status.value}",
                "license": {"@id": address},
                "hasPart": [{"@id": quote(name)} for name in digests if name.startswith(folder)],
            }
        )
    run = {
        "@id": "#computation",
        "@type": "CreateAction",
        "name": "Findings and verdicts, computed by the notebooks from the releases",
        "instrument": {"@id": "#python"},
        "object": [{"@id": quote(folder)} for folder in folders]
        + [{"@id": f"#left-out-{one.release}"} for one in left_out],
        "result": [{"@id": FINDINGS}, {"@id": VERDICTS}],
    }
    python = {
        "@id": "#python",
        "@type": "SoftwareApplication",
        "name": "Python",
        "softwareVersion": ".".join(map(str, sys.version_info[:2])),
        "softwareRequirements": {"@id": "requirements.lock"},
    }
    missing = [
        {
            "@id": f"#left-out-{one.release}",
            "@type": "CreativeWork",
            "name": one.release,
            "description": f"Not in this archive: {one.why}. sha256 {', '.join(one.files)}",
            **({"url": one.address} if one.address else {}),
        }
        for one in left_out
    ]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": cited["title"],
        "description": cited["abstract"],
        "version": str(cited["version"]),
        "datePublished": _find_day(project),
        **({"identifier": f"commit {commit}"} if (commit := find_commit()) else {}),
        "license": {"@id": CC_BY},
        "author": [{"@id": f"#author-{n}"} for n, _ in enumerate(cited["authors"], 1)],
        "hasPart": [{"@id": one["@id"]} for one in entries],
        "mentions": [{"@id": "#computation"}],
    }
    graph = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        },
        root,
        *(
            {"@id": f"#author-{n}", "@type": "Organization", "name": one["name"]}
            for n, one in enumerate(cited["authors"], 1)
        ),
        *({"@id": one, "@type": "CreativeWork", "name": name} for one, name in licenses.items()),
        *(run, python, *missing, *entries),
    ]
    return {"@context": CONTEXT, "@graph": graph}


def _license(name: str) -> str:
    ours = name.endswith((".md", "LICENSE-DATA", "CITATION.cff"))
    return CC_BY if ours or name.startswith(("data/", "docs/", "results/")) else MIT


def _find_day(project: Project) -> str:
    """Return the day of the commit, so its bundle has the same bytes each time; else today."""
    git = shutil.which("git")
    command = [str(git), "-C", str(project.root), "log", "-1", "--format=%cs"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False) if git else None
    if answer and answer.returncode == 0 and answer.stdout.strip():
        return answer.stdout.strip()
    return datetime.now(UTC).date().isoformat()


# Verify: what a bundle holds is what it says, and its findings come out again.


def verify_bundle(path: Path, *, rerun: bool = False) -> BundleReport:
    """Check a bundle, without a network: each file by its checksum, the crate, and the numbers.

    `rerun` also computes the findings again, from the bundle alone and with its own code. Raises
    Misuse if there is no such file, and Problem if it isn't a bundle.
    """
    if not path.is_file():
        raise Misuse(f"There is no file {path}", expected="a bundle that plateglass bundle wrote")
    try:
        with zipfile.ZipFile(path) as archive, open_scratch() as folder:
            names = [one.filename for one in archive.infolist()]
            if MANIFEST not in names or not all(map(stays_below, names)):
                raise Problem("The archive is no bundle of ours", file=path.name)
            archive.extractall(folder)
            return _verify(path, folder, names, rerun=rerun)
    except zipfile.BadZipFile as error:
        raise Problem(
            "The archive is damaged", file=path.name, remedy="Fetch it again from where it came"
        ) from error


def _verify(path: Path, folder: Path, names: list[str], *, rerun: bool) -> BundleReport:
    lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    problems = [f"{name} is missing" for name in sorted(listed.keys() - {*names})]
    problems += [
        f"{name} is not in the manifest" for name in sorted({*names} - {*listed, MANIFEST})
    ]
    problems += [
        f"{name} is not the file that was bundled: its sha256 differs"
        for name in sorted(listed.keys() & {*names})
        if hash_file(folder / name) != listed[name]
    ]
    if problems:
        return _report(path, folder, names, problems)
    problems += _check_crate(folder, listed)
    project = Project(folder)
    kept = {name: one.as_json() for name, one in load_findings(project).items()}
    bundled = {row["id"]: row for row in _read_json(folder / FINDINGS)}
    problems += [f"{name} differs from its notebook's" for name in _differ(kept, bundled)]
    for release in sorted(one.parent.name for one in project.raw.glob(f"*/{DESCRIPTOR}")):
        try:
            open_release(release, project)
        except Problem as problem:
            problems.append(str(problem))
    recomputed = None
    if rerun and not problems:
        recomputed, moved = _rerun(folder, bundled)
        problems += moved
    return _report(path, folder, names, problems, recomputed)


def _check_crate(folder: Path, listed: Mapping[str, str]) -> Iterator[str]:
    graph = {one["@id"]: one for one in _read_json(folder / CRATE)["@graph"]}
    parts = {unquote(one["@id"]) for one in graph["./"]["hasPart"]}
    for name in sorted(listed.keys() - {CRATE} - parts):
        yield f"{name} is not in {CRATE}"
    for name in sorted(parts):
        entry = graph[quote(name)]
        if not name.endswith("/") and entry.get("sha256") != listed.get(name):
            yield f"{name} has another sha256 in {CRATE}"
        if entry["license"]["@id"] not in graph:
            yield f"{name} has no license in {CRATE}"


def _differ(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)]


def _rerun(folder: Path, bundled: Mapping[str, Any]) -> tuple[int, list[str]]:
    """Compute the findings again in a bundle, with its own code; return how many, and what moved.

    Notebooks that read a release left out are passed over.
    """
    project = Project(folder)
    report = _ask(folder, "run")
    facts = _ask(folder, "claims")
    problems, ran = [], set()
    for name in list_notebooks(project):
        notebook = read_notebook(name, project)
        reads = [one for one in notebook.inputs_of(notebook.values({})) if REFERENCE not in one]
        task = f"notebook:{name}"
        if all((project.raw / one).is_dir() for one in reads):
            ran |= {name} if task in report["ran"] else set()
            if task in report["failed"]:
                problems.append(f"{task} failed: {report['failed'][task]}")
    made = {name: one.as_json() for name, one in load_findings(project, only=[*ran]).items()}
    wanted = {name: one for name, one in bundled.items() if one["notebook"] in ran}
    problems += [
        f"{name} is {made[name]['text'] if name in made else 'gone'}, "
        f"and was {wanted[name]['text'] if name in wanted else 'not there'}"
        for name in _differ(made, wanted)
    ]
    kept = {row["id"]: row for row in _read_json(folder / VERDICTS)}
    now = {row["id"]: {key: row.get(key) for key in kept.get(row["id"], row)} for row in facts}
    problems += [f"The verdict on {name} differs" for name in _differ(now, kept)]
    return len(made), problems


def _ask(folder: Path, command: str) -> Any:
    """Return what a command of the bundle's own code prints as JSON."""
    environment = {name: one for name, one in os.environ.items() if name != PROJECT_VARIABLE}
    done = subprocess.run(
        [sys.executable, "-m", "helpers", "--project", str(folder), command, "--json"],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    try:
        return json.loads(done.stdout)
    except ValueError:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Problem(
            f"The bundle's code did not run: {last}",
            remedy="Set up its own environment from its requirements.lock",
        ) from None


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _report(
    path: Path,
    folder: Path,
    names: list[str],
    problems: list[str],
    recomputed: int | None = None,
) -> BundleReport:
    def read(name: str) -> list[Any]:
        return list(_read_json(folder / name)) if (folder / name).is_file() else []

    try:
        findings, verdicts, left_out = (read(name) for name in (FINDINGS, VERDICTS, LEFT_OUT))
    except ValueError:
        findings, verdicts, left_out = [], [], []
    raw = Project(folder).raw
    return BundleReport(
        path=path.name,
        sha256=hash_file(path),
        files=len(names),
        findings=len(findings),
        verdicts=len(verdicts),
        releases=tuple(sorted(one.parent.name for one in raw.glob(f"*/{DESCRIPTOR}"))),
        left_out=tuple(LeftOut(**one | {"files": tuple(one["files"])}) for one in left_out),
        problems=tuple(problems),
        recomputed=recomputed,
    )
