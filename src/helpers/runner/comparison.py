"""Comparison: what moved between two commits, two runs or two vintages of a release, and why."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from helpers.claims.finding import Finding, load_findings
from helpers.claims.moves import Cause, Move, compare_facts, is_same, move_finding
from helpers.claims.verdicts import judge_all, judge_claims, lay_out_claim
from helpers.cleaning.clean import load_table
from helpers.cleaning.row_changes import RowChanges, compare_tables
from helpers.errors import Misuse, Problem, explain_file, suggest
from helpers.project import (
    CORRECTIONS,
    FINDINGS,
    HOME,
    REFERENCE,
    Project,
    findings_file,
    open_scratch,
)
from helpers.releases.descriptor import DESCRIPTOR
from helpers.releases.release import list_releases
from helpers.runner.notebook import list_notebooks
from helpers.runner.plans import RUNNER, Code

NOW = "now"
"""The name of the files as they are, in place of a commit."""

COMMIT, RUN, RELEASES = "commit", "run", "release"
VERDICTS = "helpers.claims.verdicts"
"""The module that judges claims."""

SECONDS = 900
"""So long, at most, another commit may take to judge its claims."""

_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


@dataclass(frozen=True)
class RunDifference:
    """What moved from one side to another; `same` counts what did not."""

    sort: str
    before: str
    after: str
    moved: tuple[Move, ...] = ()
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    same: int = 0
    causes: tuple[Cause, ...] = ()
    rows: tuple[RowChanges, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the difference as the stable fields that `plateglass diff --json` prints."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return the difference as Markdown."""
        return list(_write(self))


@dataclass
class Side:
    """One of two things that are compared.

    `facts` are what `claims --json` says of each claim; `files` the folder of its own code and
    data; `inputs`, `parameters` and `versions` those of a run.
    """

    sort: str
    name: str
    findings: dict[str, Finding] = field(default_factory=dict)
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: Path | None = None
    notebook: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    commit: str = ""


def compare(one: str, other: str, project: Project) -> RunDifference:
    """Return what moved between two commits, two runs, or two vintages of a release.

    A commit is named as git does, or `now` for the files as they are; a run by its folder under
    runs/, or by its notebook for the one with default parameters; a release by its id. Raises
    Misuse if there is nothing of that name, or the two can't be compared.
    """
    sorts = [find_sort(name, project) for name in (one, other)]
    if sorts[0] != sorts[1]:
        raise Misuse(
            f"{one} is a {sorts[0]} and {other} a {sorts[1]}, so they can't be compared",
            expected="two commits, two runs of one notebook, or two releases of one kind",
        )
    if sorts[0] == RELEASES:
        return _compare_releases(one, other, project)
    if sorts[0] == RUN:
        return _compare_runs(_open_run(one, project), _open_run(other, project), project)
    with open_scratch() as folder:
        before = _open_commit(one, project, folder / "before")
        return _compare_commits(before, _open_commit(other, project, folder / "after"), project)


def find_sort(name: str, project: Project) -> str:
    """Return what a name names: a commit, a run or a release.

    Raises Misuse, which names the nearest, if it is nothing.
    """
    if name in list_releases(project):
        return RELEASES
    if name in list_notebooks(project) or _find_run(name, project):
        return RUN
    if name == NOW or _find_commit(name, project):
        return COMMIT
    runs = [one.parent.relative_to(project.runs).as_posix() for one in _list_runs(project)]
    known = [NOW, *list_releases(project), *list_notebooks(project), *runs]
    raise Misuse(f"There is no commit, run or release called {name}", remedy=suggest(name, known))


# Two commits: each with its own code, data and verdicts.


def _git(project: Project, *words: str) -> subprocess.CompletedProcess[bytes] | None:
    git = shutil.which("git")
    if git is None:
        return None
    root = project.root if project.root.is_dir() else HOME
    return subprocess.run([git, "-C", str(root), *words], capture_output=True, check=False)


def _find_commit(name: str, project: Project) -> str:
    if name.startswith("-"):
        return ""
    answer = _git(project, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    return answer.stdout.decode().strip() if answer and answer.returncode == 0 else ""


def _open_commit(name: str, project: Project, folder: Path) -> Side:
    if name == NOW:
        claims, verdicts = judge_all(project)
        facts = {claim.id: lay_out_claim(claim, verdicts[claim.id]) for claim in claims.values()}
        return Side(COMMIT, name, load_findings(project), facts, project.root)
    commit = _find_commit(name, project)
    answer = _git(project, "archive", "--format=tar", f"{commit}:./")
    if answer is None or answer.returncode:
        raise Problem(f"We could not read the files of the commit {name}")
    with tarfile.open(fileobj=BytesIO(answer.stdout)) as archive:
        archive.extractall(folder, filter="data")
    findings = load_findings(Project(folder))
    facts = _judge_commit(commit, folder, project)
    return Side(COMMIT, name, findings, facts, folder, commit=commit)


def _judge_commit(commit: str, folder: Path, project: Project) -> dict[str, dict[str, Any]]:
    """Return what a commit's own code says of its claims; it is asked once for each commit."""
    kept = project.state / "commits" / f"{commit}.json"
    if kept.is_file():
        with explain_file(project.show(kept), "Move it elsewhere, and compare again"):
            return {one: dict(row) for one, row in json.loads(kept.read_bytes()).items()}
    code = folder / "src"
    if not (code / "helpers").is_dir():  # a project without code of its own
        claims, verdicts = judge_all(Project(folder))
        return {claim.id: lay_out_claim(claim, verdicts[claim.id]) for claim in claims.values()}
    answer = subprocess.run(
        [sys.executable, "-m", "helpers", "--project", str(folder), "claims", "--json"],
        cwd=folder,
        env={**_plain_environment(), "PYTHONPATH": str(code)},
        capture_output=True,
        check=False,
        timeout=SECONDS,
    )
    if answer.returncode:
        lines = answer.stderr.decode(errors="replace").strip().splitlines()
        last = lines[-1] if lines else "no reason given"
        raise Problem(
            f"The code of the commit {commit[:12]} can't judge its claims here: {last}",
            remedy="Compare two newer commits, or set up that commit's own environment",
        )
    facts = {row["id"]: row for row in json.loads(answer.stdout)}
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(facts, sort_keys=True), encoding="utf-8")
    return facts


def _plain_environment() -> dict[str, str]:
    import os

    from helpers.project import PROJECT_VARIABLE

    return {name: value for name, value in os.environ.items() if name != PROJECT_VARIABLE}


def _compare_commits(one: Side, other: Side, project: Project) -> RunDifference:
    assert one.files is not None
    assert other.files is not None
    changed = set(_list_changed_inputs(one, other))
    versions = list(_compare_versions(_read_lock(one.files), _read_lock(other.files)))
    codes = [Code(root=side.files / "src") for side in (one, other) if side.files]
    helpers: dict[str, list[Cause]] = {}

    def list_code(notebook: str) -> list[Cause]:
        if notebook not in helpers:
            helpers[notebook] = list(_compare_code(notebook, one, other, codes))
        return helpers[notebook]

    moved: list[Move] = []
    for name in sorted(one.findings.keys() & other.findings.keys()):
        before, after = one.findings[name], other.findings[name]
        if is_same(before, after):
            continue
        because = [
            *_compare_data(before, after),
            *_compare_parameters(before.parameters, after.parameters),
            *list_code(after.notebook),
            *versions,
        ]
        moved.append(move_finding(before, after, because))
    found = {move.id for move in moved}
    rules = list(_compare_modules(*(code.closure([VERDICTS]) for code in codes)))
    moved += compare_facts(one.facts, other.facts, found, changed, rules)
    releases = sorted(changed & {*list_releases(Project(one.files)), *list_releases(project)})
    rows = [row for name in releases for row in _compare_vintages(name, one, other)]
    return _finish(one, other, moved, versions, rows)


def _compare_vintages(release: str, one: Side, other: Side) -> Iterator[RowChanges]:
    """Yield what happened to the rows of a release, if both sides have it under one kind."""
    assert one.files is not None
    assert other.files is not None
    folders = [side / "data" / "raw" / release / DESCRIPTOR for side in (one.files, other.files)]
    if all(path.is_file() for path in folders):
        before, after = (load_table(release, Project(side)) for side in (one.files, other.files))
        if before.kind == after.kind:
            names = (f"{release} in {one.name}", f"{release} in {other.name}")
            yield compare_tables(before, after, names)


def _list_changed_inputs(one: Side, other: Side) -> Iterator[str]:
    """Yield the releases and reference tables whose files differ, by the names of inputs."""
    assert one.files is not None
    assert other.files is not None
    for base, pattern in (("data/raw", f"*/{DESCRIPTOR}"), ("data/reference", "**/*.csv")):
        found = {
            path.relative_to(side / base).as_posix()
            for side in (one.files, other.files)
            for path in (side / base).glob(pattern)
        }
        for name in sorted(found):
            contents = [_read(side / base / name) for side in (one.files, other.files)]
            if contents[0] != contents[1]:
                is_release = base.endswith("raw") or name.startswith(f"{CORRECTIONS}/")
                yield _name_release(name) if is_release else f"{REFERENCE}{name}"


def _name_release(file: str) -> str:
    folder, _, name = file.partition("/")
    return name.removesuffix(".csv") if folder == CORRECTIONS else folder


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _compare_code(notebook: str, one: Side, other: Side, codes: Sequence[Code]) -> Iterator[Cause]:
    """Yield what differs in a notebook's cells and in the helpers that it imports."""
    closures: list[dict[str, str]] = []
    sources: list[list[str]] = []
    for side, code in zip((one, other), codes, strict=True):
        assert side.files is not None
        path = side.files / "notebooks" / f"{notebook}.ipynb"
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"] if path.is_file() else []
        texts = [
            "".join(cell["source"])
            for cell in cells
            if cell["cell_type"] == "code"
            and "parameters" not in cell.get("metadata", {}).get("tags", [])
        ]
        sources.append(texts)
        closures.append(code.closure([*code.imported_by(texts), RUNNER]))
    if sources[0] != sources[1]:
        yield Cause("code", f"the cells of {notebook}")
    yield from _compare_modules(*closures)


def _compare_modules(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Cause]:
    names = sorted(before.keys() | after.keys())
    changed = [name for name in names if before.get(name) != after.get(name)]
    if changed:
        listed = ", ".join(changed[:3]) + (f" and {len(changed) - 3:,} more" if changed[3:] else "")
        yield Cause("code", f"helpers: {listed}")


def _read_lock(files: Path) -> dict[str, str]:
    return dict(_LOCKED.findall(_read(files / "requirements.lock").decode("utf-8", "replace")))


def _compare_versions(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Cause]:
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield Cause("versions", name, before.get(name, "none"), after.get(name, "none"))


def _compare_parameters(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Cause]:
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            values = (str(before.get(name, "none")), str(after.get(name, "none")))
            yield Cause("parameters", name, *values)


def _compare_data(before: Finding, after: Finding) -> Iterator[Cause]:
    """Yield the releases and other inputs that differ, as far as the finding rests on them."""
    rests = {*before.releases, *after.releases}
    if before.hash and before.hash == after.hash:
        rests = set()  # not a row and not a claim behind it has changed
    takes = {name for one in (before, after) for name in one.of if "." in name}
    for name in sorted(before.inputs.keys() & after.inputs.keys()):
        digests = [one.inputs[name] for one in (before, after)]
        if digests[0] == digests[1]:
            continue
        if name in rests or name.startswith(REFERENCE) or (takes and name.startswith(FINDINGS)):
            yield Cause("data", name, *(digest[:12] for digest in digests))
    tables = [{rows.release: rows.table for rows in one.rows} for one in (before, after)]
    for name in sorted(tables[0].keys() ^ tables[1].keys()):
        yield Cause("data", f"another release: {name}")
    if before.of != after.of and before.of and after.of:
        gone = [name for name in before.of if name not in after.of]
        new = [name for name in after.of if name not in before.of]
        differences = [f"without {', '.join(gone[:5])}"] if gone else []
        differences += [f"with {', '.join(new[:5])}"] if new else []
        yield Cause(
            "data",
            f"computed {' and '.join(differences)}" if differences else "computed in another order",
        )


def _finish(
    one: Side,
    other: Side,
    moved: Iterable[Move],
    causes: Iterable[Cause],
    rows: Iterable[RowChanges] = (),
    notes: Iterable[str] = (),
) -> RunDifference:
    every = list(moved)
    known = [side.findings.keys() | side.facts.keys() for side in (one, other)]
    return RunDifference(
        sort=one.sort,
        before=one.name,
        after=other.name,
        moved=tuple(every),
        came=tuple(sorted(known[1] - known[0])),
        went=tuple(sorted(known[0] - known[1])),
        same=len(known[0] & known[1]) - len(every),
        causes=tuple(causes),
        rows=tuple(rows),
        notes=tuple(notes),
    )


# Two runs of one notebook.


def _list_runs(project: Project) -> list[Path]:
    return sorted(project.runs.glob("*/*/findings.json"))


def _find_run(name: str, project: Project) -> Path | None:
    for folder in (project.root / name, project.runs / name):
        if (folder / "findings.json").is_file() and (folder / "record.json").is_file():
            return folder
    return None


def _open_run(name: str, project: Project) -> Side:
    folder = _find_run(name, project)
    if folder is None:
        kept = findings_file(name, project)
        record = project.state / "records" / f"{name}.json"
        findings, notebook = load_findings(project, only=[name]), name
        if not kept.is_file():
            raise Problem(f"{name} has not run here", remedy=f"Run it first: plateglass run {name}")
    else:
        record = folder / "record.json"
        notebook = folder.parent.name
        with explain_file(project.show(folder), f"Run it again: plateglass run {notebook}"):
            rows = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
            findings = {row["id"]: Finding.model_validate(row) for row in rows}
    with explain_file(project.show(record), f"Run it again: plateglass run {notebook}"):
        recorded = dict(json.loads(record.read_bytes())) if record.is_file() else {}
    return Side(
        RUN,
        name,
        findings,
        notebook=notebook,
        parameters=next((one.parameters for one in findings.values()), {}),
        versions=recorded.get("versions", {}),
        commit=recorded.get("commit") or "",
    )


def _compare_runs(one: Side, other: Side, project: Project) -> RunDifference:
    if one.notebook != other.notebook:
        raise Misuse(
            f"{one.name} is a run of {one.notebook} and {other.name} one of {other.notebook}, so "
            "they can't be compared",
            expected="two runs of one notebook",
        )
    shared = list(_compare_versions(one.versions, other.versions))
    if one.commit != other.commit and one.commit and other.commit:
        shared.append(Cause("code", "the commit", one.commit[:12], other.commit[:12]))
    moved = []
    for name in sorted(one.findings.keys() & other.findings.keys()):
        before, after = one.findings[name], other.findings[name]
        if not is_same(before, after):
            given = _compare_parameters(before.parameters, after.parameters)
            because = [*_compare_data(before, after), *given, *shared]
            moved.append(move_finding(before, after, because))
    claims, _ = judge_all(project)
    known = load_findings(project)
    for side in (one, other):
        judged = judge_claims(claims, {**known, **side.findings}, project)
        side.facts = {claim.id: lay_out_claim(claim, judged[claim.id]) for claim in claims.values()}
    moved += compare_facts(one.facts, other.facts, {move.id for move in moved}, set())
    given = _compare_parameters(one.parameters, other.parameters)
    return _finish(one, other, moved, [*given, *shared])


# Two vintages of a release.


def _compare_releases(one: str, other: str, project: Project) -> RunDifference:
    tables = [load_table(name, project) for name in (one, other)]
    rows = compare_tables(tables[0], tables[1])
    known = load_findings(project)
    rests = sorted(name for name, finding in known.items() if one in finding.releases)
    notes: list[str] = []
    moved: list[Move] = []
    for notebook in sorted({known[name].notebook for name in rests}):
        run = _find_run_with(notebook, one, other, project)
        if run is not None:
            compared = _compare_runs(_open_run(notebook, project), _open_run(run, project), project)
            moved += [move for move in compared.moved if move.id in rests or move.sort == "verdict"]
            continue
        sample = next(known[name] for name in rests if known[name].notebook == notebook)
        named = [name for name, value in sample.parameters.items() if one in str(value)]
        count = sum(known[name].notebook == notebook for name in rests)
        notes.append(
            f"{count:,} findings of {notebook} rest on {one}. To see which move: plateglass run "
            f"{notebook} -p {named[0]}={str(sample.parameters[named[0]]).replace(one, other)}"
            if named
            else f"{count:,} findings of {notebook} rest on {one}, which no parameter names"
        )
    sides = [Side(RELEASES, name) for name in (one, other)]
    return _finish(sides[0], sides[1], moved, (), [rows], notes)


def _find_run_with(notebook: str, one: str, other: str, project: Project) -> str | None:
    """Return a run of a notebook that differs from the default only in the release."""
    default = load_findings(project, only=[notebook])
    if not default:
        return None
    given = next(iter(default.values())).parameters
    wanted = {name: str(value).replace(one, other) for name, value in given.items()}
    for path in _list_runs(project):
        if path.parent.parent.name == notebook:
            written = path.parent / "record.json"
            with explain_file(project.show(written), f"Run it again: plateglass run {notebook}"):
                ran = json.loads(written.read_bytes())["parameters"].items()
            if {name: str(value) for name, value in ran} == wanted:
                return path.parent.relative_to(project.runs).as_posix()
    return None


# The difference as Markdown.


def _write(found: RunDifference) -> Iterator[str]:
    yield f"# From {found.before} to {found.after}"
    findings = [move for move in found.moved if move.sort == "finding"]
    verdicts = [move for move in found.moved if move.sort == "verdict"]
    if found.sort != RELEASES or found.moved:
        yield ""
        yield (
            f"{_count(len(findings), 'finding')} and {_count(len(verdicts), 'verdict')} moved, "
            f"{len(found.came):,} came, {len(found.went):,} went, {found.same:,} stayed the same."
        )
    for title, moves in (("Findings that moved", findings), ("Verdicts that moved", verdicts)):
        if moves:
            yield from ("", f"## {title}", "", "| Which | Before | After | By | Because of |")
            yield "|---|---|---|---|---|"
            yield from (_write_move(move) for move in moves)
    for title, names in (("Came", found.came), ("Went", found.went)):
        if names:
            yield from ("", f"## {title}", "", ", ".join(names))
    for rows in found.rows:
        yield from ("", f"## Rows: {rows.before} to {rows.after}", "")
        yield from _write_rows(rows)
    if found.causes:
        yield from ("", "## What else differs", "")
        yield from (f"- {cause.sort}: {cause}" for cause in found.causes)
    if found.notes:
        yield ""
        yield from (f"- {note}" for note in found.notes)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _write_move(move: Move) -> str:
    by = ""
    if move.by is not None:
        by = f"{move.by:+,.6g}"
        by += f" ({move.percent:+.1f}%)" if move.percent is not None else " days"
    causes = "; ".join(f"{cause.sort}: {cause}" for cause in move.because) or "not known"
    cells = (move.id, move.before, move.after, by, causes)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _write_rows(rows: RowChanges) -> Iterator[str]:
    yield "| Rows | Number | First of them |"
    yield "|---|--:|---|"
    for name, changed in (("came", rows.came), ("went", rows.went), ("changed", rows.changed)):
        yield f"| {name} | {changed.count:,} | {'; '.join(changed.places)} |"
    yield f"| the same | {rows.same:,} | |"
    yield ""
    if rows.key:
        yield f"A changed row is known again by {', '.join(rows.key)}."
    elif rows.came.count and rows.went.count:
        yield "Nothing tells these rows apart, so one that changed counts as gone and as new."
    if rows.columns:
        counts = ", ".join(f"{name} {count:,}" for name, count in rows.columns.items())
        yield f"Changed values by column: {counts}."
    for name, changed in (("came", rows.came), ("went", rows.went)):
        if changed.months:
            counts = ", ".join(f"{month} {count:,}" for month, count in changed.months.items())
            yield f"Rows that {name}, by month: {counts}."
