"""Fetch: public releases of the catalog, from their address or from files already at hand.

A file counts only if its bytes or its rows have the hash that the catalog pins. What differs is
refused, and the difference is said.
"""

from __future__ import annotations

import http.client
import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlparse, urlunparse

from helpers.adding.add import add_release
from helpers.cleaning.clean import load_table
from helpers.cleaning.row_hash import hash_rows
from helpers.errors import Problem
from helpers.project import Project, open_scratch, work_on
from helpers.releases.catalog import CatalogEntry, find_entry, load_catalog
from helpers.releases.descriptor import DESCRIPTOR
from helpers.releases.release import hash_file

SECONDS = 60
PIECE = 1 << 18
MOST_BYTES = 4 << 30
TRIES = 3

PINNED = "its rows are pinned in the catalog"
SAME_BYTES = "the file is the one that is pinned, to the byte"
SAME_ROWS = "the file is another copy; its rows are those that are pinned"


@dataclass(frozen=True)
class Fetched:
    """What happened to one entry: here, fetched, found, missing or refused; `said` says it."""

    name: str
    state: str
    said: str

    def as_json(self) -> dict[str, str]:
        """Return it as plain values."""
        return {"name": self.name, "state": self.state, "said": self.said}


def fetch(
    names: Sequence[str],
    project: Project,
    *,
    at_hand: Path | None = None,
    verify: bool = False,
) -> list[Fetched]:
    """Bring entries of the catalog; all of them, if none is named.

    With `at_hand`, it takes the files of that folder and asks no address; an entry without a file
    there is missing. With `verify`, it checks what is here against the catalog again. Raises
    Problem if the one file asked for isn't the pinned one, or its address doesn't answer; of
    several it tries each and reports what went wrong.
    """
    entries = load_catalog(project)
    chosen = [find_entry(name, entries) for name in names] or list(entries.values())
    with work_on(project):
        if at_hand is not None:
            return _take_from(at_hand, chosen, project)
        if len(chosen) == 1:
            return [_fetch_one(chosen[0], project, verify)]
        return [_try(_fetch_one, entry, project, verify) for entry in chosen]


def _try(do: Callable[..., Fetched], entry: CatalogEntry, *rest: Any) -> Fetched:
    try:
        return do(entry, *rest)
    except Problem as problem:
        return Fetched(entry.name, "refused", str(problem))


def _fetch_one(entry: CatalogEntry, project: Project, verify: bool) -> Fetched:
    fetched = project.fetched / entry.name
    if fetched.exists():
        message = _confirm(entry, project) if verify else "already here"
        return Fetched(entry.name, "here", message)
    if verify:
        return Fetched(entry.name, "missing", "not here; fetch it first")
    if not entry.file:
        message = "not public as one file; if you have it, name its folder: --from DIR"
        return Fetched(entry.name, "missing", message)
    folder = project.state / "fetching" / entry.name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / entry.file
    download(entry.address, path, entry.bytes)
    try:
        message = _put(entry, path, project)
    except Problem:
        path.unlink(missing_ok=True)  # what is not the pinned file isn't a start of it
        raise
    shutil.rmtree(folder, ignore_errors=True)
    return Fetched(entry.name, "fetched", message)


def _confirm(entry: CatalogEntry, project: Project) -> str:
    """Hold what is here against the catalog once more."""
    (path,) = [one for one in (project.fetched / entry.name).iterdir() if one.name != DESCRIPTOR]
    if entry.sha256 and hash_file(path) == entry.sha256:
        return SAME_BYTES
    if entry.kind and entry.rows_sha256:
        table = load_table(entry.name, project)
        if hash_rows(table) == entry.rows_sha256:
            return SAME_ROWS
    raise _explain_drift(entry, path, None)


def _put(entry: CatalogEntry, path: Path, project: Project) -> str:
    """Check a file, and put it where fetched releases are. Raises Problem if it is another one."""
    exact = bool(entry.sha256) and hash_file(path) == entry.sha256
    if not entry.kind:
        if not exact:
            raise _explain_drift(entry, path, None)
        with open_scratch(project.fetched, ".fetching-") as scratch:
            made = scratch / entry.name
            made.mkdir()
            shutil.copyfile(path, made / entry.file)
            made.rename(project.fetched / entry.name)
        return f"{SAME_BYTES}; kept as a file, for it is of no kind that we clean"
    with open_scratch(project.fetched, ".fetching-") as scratch:
        draft = Project(scratch / "project")
        table = _add(entry, path, draft)
        if entry.rows_sha256 and hash_rows(table) != entry.rows_sha256:
            raise _explain_drift(entry, path, table.count, exact=exact)
        if not exact and not entry.rows_sha256:
            raise _explain_drift(entry, path, table.count)
        made = draft.release(entry.name)
        _pin_rows(made / DESCRIPTOR, entry)
        made.rename(project.fetched / entry.name)
    return SAME_BYTES if exact else SAME_ROWS


def _pin_rows(path: Path, entry: CatalogEntry) -> None:
    """Write the entry's title, note and pin of its rows into a release's descriptor."""
    described = json.loads(path.read_text(encoding="utf-8"))
    described["title"] = entry.title
    facts = {"note": entry.note or None, "rows_sha256": entry.rows_sha256 or None}
    described["plateglass"] |= {name: fact for name, fact in facts.items() if fact}
    written = json.dumps(described, indent=2, ensure_ascii=False)
    path.write_text(written + "\n", encoding="utf-8", newline="\n")


def _add(entry: CatalogEntry, path: Path, draft: Project) -> Any:
    """Add a file to a project of its own, under the name and with the facts of the catalog."""
    named = draft.root / "file" / (entry.file or path.name)
    named.parent.mkdir(parents=True)
    shutil.copyfile(path, named)
    with work_on(draft):
        add_release(
            [named],
            release=entry.name,
            project=draft,
            kind=entry.kind,
            custodian=entry.custodian,
            address=entry.address,
            as_of=entry.as_of or None,
            license=entry.license,
            vouch=PINNED,
        )
        return load_table(entry.name, draft)


def _explain_drift(
    entry: CatalogEntry, path: Path, rows: int | None, *, exact: bool = False
) -> Problem:
    """Return the Problem for a file that isn't the pinned one: how it differs."""
    size = path.stat().st_size
    differences = []
    if exact:
        differences.append(
            "its bytes are the pinned ones, but we read other values in them than before"
        )
    elif entry.bytes is not None and size != entry.bytes:
        differences.append(f"it has {size:,} bytes, not {entry.bytes:,}")
    elif entry.sha256:
        differences.append("it has as many bytes as the pinned file, and others")
    if rows is not None and entry.rows is not None:
        same = rows == entry.rows
        differences.append(
            f"it has {rows:,} rows too, with other values" if same
            else f"it has {rows:,} rows, not {entry.rows:,}"
        )  # fmt: skip
    return Problem(
        f"The file is not the one that the catalog pins as {entry.name}: {'; '.join(differences)}",
        file=path.name,
        expected=f"sha256 {(entry.sha256 or entry.rows_sha256)[:12]} of its "
        f"{'bytes' if entry.sha256 else 'rows'}",
        remedy="Whoever publishes it may have changed it. To compare, add the new file under "
        "another name, and run plateglass vintages with both names",
    )


def _take_from(folder: Path, entries: Iterable[CatalogEntry], project: Project) -> list[Fetched]:
    """Take files of a folder by the hash of their bytes, or else of their rows."""
    if not folder.is_dir():
        raise Problem("There is no such folder", file=folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    by_bytes = {hash_file(path): path for path in files}
    by_name = {path.name: path for path in files}
    found: list[Fetched] = []
    wanted: list[CatalogEntry] = []
    for entry in entries:
        if (project.fetched / entry.name).exists():
            found.append(Fetched(entry.name, "here", "already here"))
        elif entry.sha256 in by_bytes:
            found.append(_try(_take, entry, by_bytes[entry.sha256], project))
        else:
            wanted.append(entry)
    by_rows = _hash_all(files, wanted)
    for entry in wanted:
        path = by_rows.get((entry.kind, entry.rows_sha256)) if entry.rows_sha256 else None
        path = path or by_name.get(entry.file)  # of its name: that it is another one is explained
        if path is None:
            found.append(Fetched(entry.name, "missing", f"no file in {folder.name} has its hash"))
        else:
            found.append(_try(_take, entry, path, project))
    return sorted(found, key=lambda one: one.name)


def _take(entry: CatalogEntry, path: Path, project: Project) -> Fetched:
    return Fetched(entry.name, "found", _put(entry, path, project))


def _hash_all(files: Sequence[Path], wanted: Sequence[CatalogEntry]) -> dict[tuple[str, str], Path]:
    """Return each file that may be one of `wanted`, by the kind it is read as and its rows' hash.

    Only files that end as the wanted ones do are read, until all that is wanted was found.
    """
    endings: dict[str, set[str]] = {}
    missing = {(one.kind, one.rows_sha256) for one in wanted if one.kind and one.rows_sha256}
    for entry in wanted:
        if entry.kind and entry.rows_sha256:
            endings.setdefault(Path(entry.file).suffix.lower(), set()).add(entry.kind)
    found: dict[tuple[str, str], Path] = {}
    for path in files:
        kinds = endings.get(path.suffix.lower(), set())
        for kind in (*sorted(kinds), *sorted(endings.get("", set()) - kinds)):
            if not missing:
                return found
            with open_scratch() as scratch:
                draft = Project(scratch / "project")
                draft.root.mkdir()
                copy = scratch / path.name  # `add` may write a mapping next to it
                shutil.copyfile(path, copy)
                try:
                    with work_on(draft):
                        add_release(
                            [copy], release="candidate", project=draft, kind=kind, vouch=PINNED
                        )
                        rows = (kind, hash_rows(load_table("candidate", draft)))
                except Problem:  # it is of another kind, or not a table at all
                    continue
                found[rows] = path
                if rows in missing:
                    missing.remove(rows)
                    break
    return found


def download(address: str, path: Path, size: int | None = None) -> None:
    """Write what is at an address to `path`; go on where an earlier try stopped.

    A whole answer is taken whatever its size is: what differs from `size` is found afterwards, and
    explained. Raises Problem if the address does not answer, or stops before it gave all it has.
    """
    for attempt in range(TRIES):
        done = path.stat().st_size if path.exists() else 0
        if size is not None and done == size:
            return
        try:
            is_whole = _read_on(address, path, done)
        except urllib.error.HTTPError as error:
            if error.code == 416:  # the start that we had is all there is
                return
            raise _refuse(address, f"it answered {error.code}") from error
        except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
            if attempt == TRIES - 1:
                reason = getattr(error, "reason", error)
                raise _refuse(address, f"it did not answer ({reason})") from error
            continue
        if is_whole:
            return
    raise _refuse(address, f"it stopped after {path.stat().st_size:,} bytes")


def _read_on(address: str, path: Path, done: int) -> bool:
    """Download an address from byte `done` on; return whether that was all it promised."""
    parts = urlparse(address)
    safe = urlunparse(parts._replace(path=quote(parts.path, safe="/%")))
    headers = {"User-Agent": "plateglass"} | ({"Range": f"bytes={done}-"} if done else {})
    request = urllib.request.Request(safe, headers=headers)
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        start = done if done and answer.status == 206 else 0
        promised = answer.headers.get("Content-Length")
        with path.open("ab" if start else "wb") as file:
            while piece := answer.read(PIECE):
                file.write(piece)
                if file.tell() > MOST_BYTES:
                    raise _refuse(address, f"it gives more than {MOST_BYTES:,} bytes")
            return promised is None or file.tell() - start >= int(promised)


def _refuse(address: str, why: str) -> Problem:
    return Problem(
        f"We could not fetch a file: {why}",
        file=address,
        remedy="Try again later: what came so far is kept. If you have the file, name its folder: "
        "plateglass fetch --from DIR",
    )
