"""Public releases: pinned by bytes and rows, from the loopback address or from files at hand."""

from __future__ import annotations

import csv
import hashlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from helpers.adding import fetch as fetching
from helpers.adding.add import add_release
from helpers.adding.fetch import fetch
from helpers.cleaning.clean import find_table, load_table
from helpers.cleaning.row_hash import hash_rows
from helpers.errors import Misuse, Problem
from helpers.project import HOME, Project, work_on
from helpers.releases.catalog import COLUMNS, list_unfetched, load_catalog
from helpers.releases.release import open_release

ROWS = [["STATE", "LAW ENFORCEMENT AGENCY", "SUPPORT TYPE", "SIGNED"]] + [
    ["QA", f"Sample {n} SO", "Task Force Model", f"2025-01-0{n}"] for n in range(1, 6)
]


def make_list(path: Path, title: str = "", rows: list[list[str]] = ROWS) -> Path:
    book = Workbook()
    book.properties.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


class _Server(http.server.ThreadingHTTPServer):
    """Serves files of a folder; may stop after some bytes, and then goes on by range."""

    folder: Path
    stop_after: int = 0
    asked: list[str]


class _Answer(http.server.BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.asked.append(self.headers.get("Range", ""))
        path = self.server.folder / self.path.lstrip("/").replace("%20", " ")
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        begin = int((self.headers.get("Range") or "bytes=0-")[6:].split("-")[0])
        self.send_response(206 if begin else 200)
        self.send_header("Content-Length", str(len(data) - begin))
        self.end_headers()
        stop = begin + self.server.stop_after if self.server.stop_after else len(data)
        self.wfile.write(data[begin:stop])
        self.server.stop_after = 0

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[_Server]:
    """A server on the loopback address; nothing is asked of any other."""
    (tmp_path / "public").mkdir()
    with _Server(("127.0.0.1", 0), _Answer) as one:
        one.folder, one.asked = tmp_path / "public", []
        thread = threading.Thread(target=one.serve_forever)
        thread.start()
        yield one
        one.shutdown()
        thread.join()


def pin(project: Project, server: _Server, path: Path, **facts: str) -> None:
    """Write a catalog of one entry: the file at `path`, as the server gives it."""
    with_rows = {"rows": "", "rows_sha256": ""}
    if facts.get("kind", "agreements-287g"):
        with work_on(project):
            add_release([path], release="pinned", project=project)
            table = load_table("pinned", project)
            with_rows = {"rows": str(table.count), "rows_sha256": hash_rows(table)}
    entry = dict.fromkeys(COLUMNS, "") | {
        "name": "sample-list",
        "title": "A list",
        "kind": "agreements-287g",
        "custodian": "Sample agency",
        "address": f"http://127.0.0.1:{server.server_port}/{path.name}",
        "bytes": str(path.stat().st_size),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "as_of": "2025-01-31",
        "license": "none stated",
        "proves": "5 agreements",
        "published_by": "Sample paper",
        **with_rows,
        **facts,
    }
    folder = project.root / "data" / "reference"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "catalog.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerow(entry)


def test_a_release_is_fetched_and_opened_like_any_other(project: Project, server: _Server) -> None:
    path = make_list(server.folder / "list of 5.xlsx")
    pin(project, server, path)
    assert list_unfetched(["sample-list", "other"], project) == ["sample-list"]
    (done,) = fetch([], project)
    assert (done.state, done.said) == ("fetched", fetching.SAME_BYTES)
    table = load_table("sample-list", project)
    assert (table.count, table.data_status.value) == (5, "released")
    assert list_unfetched(["sample-list"], project) == []
    assert not (project.raw / "sample-list").exists(), "it is not ours to ship"
    (again,) = fetch(["sample-list"], project, verify=True)
    assert (again.state, again.said) == ("here", fetching.SAME_BYTES)


def test_a_copy_with_other_properties_proves_the_same_rows(
    project: Project, server: _Server, tmp_path: Path
) -> None:
    pin(project, server, make_list(server.folder / "list.xlsx", "one"))
    make_list(server.folder / "list.xlsx", "another title")
    (done,) = fetch(["sample-list"], project)
    assert done.said == fetching.SAME_ROWS


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (ROWS[:-1], "it has 4 rows, not 5"),
        ([*ROWS[:-1], ["QA", "Other SO", "Task Force Model", "2025-01-05"]], "5 rows too, with"),
    ],
)
def test_drift_is_refused_with_the_difference(
    change: list[list[str]], said: str, project: Project, server: _Server
) -> None:
    pin(project, server, make_list(server.folder / "list.xlsx"))
    make_list(server.folder / "list.xlsx", rows=change)
    with pytest.raises(Problem, match=said):
        fetch(["sample-list"], project)
    assert not (project.fetched / "sample-list").exists()


def test_a_download_that_stopped_goes_on_where_it_was(project: Project, server: _Server) -> None:
    pin(project, server, make_list(server.folder / "list.xlsx"))
    server.stop_after = 2_000
    (done,) = fetch(["sample-list"], project)
    assert done.state == "fetched"
    assert server.asked == ["", "bytes=2000-"]


def test_an_address_that_does_not_answer_is_a_sentence(
    project: Project, server: _Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin(project, server, make_list(server.folder / "list.xlsx"))
    (server.folder / "list.xlsx").unlink()
    with pytest.raises(Problem, match=r"it answered 404.*plateglass fetch --from DIR"):
        fetch(["sample-list"], project)


def test_files_at_hand_are_found_by_their_rows_and_nothing_is_asked(
    project: Project, server: _Server, tmp_path: Path
) -> None:
    pin(project, server, make_list(server.folder / "list.xlsx", "one"))
    (tmp_path / "hand").mkdir()
    (tmp_path / "hand" / "letter.txt").write_text("Dear Ms. Doe,\n")
    (missing,) = fetch([], project, at_hand=tmp_path / "hand")
    make_list(tmp_path / "hand" / "other.xlsx", rows=[["a", "b"], ["1", "2"]])
    make_list(tmp_path / "hand" / "renamed.xlsx", "two")
    (found,) = fetch([], project, at_hand=tmp_path / "hand")
    assert (missing.state, found.state) == ("missing", "found")
    names = sorted(path.name for path in (tmp_path / "hand").iterdir())
    assert names == ["letter.txt", "other.xlsx", "renamed.xlsx"], "nothing is written there"
    assert server.asked == []
    assert load_table("sample-list", project).count == 5


def test_a_file_of_the_pinned_name_that_is_another_is_refused_with_the_difference(
    project: Project, server: _Server, tmp_path: Path
) -> None:
    pin(project, server, make_list(server.folder / "list.xlsx"))
    (tmp_path / "hand").mkdir()
    make_list(tmp_path / "hand" / "list.xlsx", rows=ROWS[:-2])
    (one,) = fetch([], project, at_hand=tmp_path / "hand")
    assert one.state == "refused"
    assert "it has 3 rows, not 5" in one.said


def test_another_copy_is_the_same_table_to_whoever_names_its_rows(
    project: Project, server: _Server, tmp_path: Path
) -> None:
    """So that a number computed from one copy can be followed, and compared, in another."""
    pin(project, server, make_list(server.folder / "list.xlsx", "one"))
    fetch([], project)
    first = load_table("sample-list", project)
    other = Project(tmp_path / "other")
    other.root.mkdir()
    make_list(server.folder / "list.xlsx", "another title")
    pin(other, server, server.folder / "list.xlsx", sha256="0" * 64)
    fetch([], other)
    assert first.digest == load_table("sample-list", other).digest
    assert find_table("sample-list", other).digest == first.digest
    assert open_release("sample-list", other).digest != open_release("sample-list", project).digest


def test_what_is_not_here_says_how_to_get_it(project: Project, server: _Server) -> None:
    pin(project, server, make_list(server.folder / "list.xlsx"))
    with pytest.raises(Problem, match="plateglass fetch sample-list"):
        load_table("sample-list", project)


def test_a_file_of_no_kind_is_kept_as_a_file(project: Project, server: _Server) -> None:
    (server.folder / "notes.json").write_text('{"count": 133}')
    pin(project, server, server.folder / "notes.json", kind="")
    (done,) = fetch([], project)
    assert "kept as a file" in done.said
    assert (project.fetched / "sample-list" / "notes.json").is_file()


def test_the_hash_of_rows_leaves_out_what_may_not_leave(project: Project, tmp_path: Path) -> None:
    hashes = []
    for name, user, reason in (("a", "u7", "theft of ABC1234"), ("b", "hash", "theft of XYZ")):
        path = tmp_path / f"{name}.csv"
        path.write_text(
            f"id,userId,searchDate,networkCount,reason\nx,{user},2025-05-01 10:00:00,2,{reason}\n"
        )
        add_release([path], release=name, project=project)
        hashes.append(hash_rows(load_table(name, project)))
    assert hashes[0] == hashes[1]
    (tmp_path / "c.csv").write_text(
        "id,userId,searchDate,networkCount\nx,u,2025-05-01 10:00:00,3\n"
    )
    add_release([tmp_path / "c.csv"], release="c", project=project)
    assert hash_rows(load_table("c", project)) != hashes[0]


def test_the_shipped_catalog_names_license_proof_and_address() -> None:
    entries = load_catalog(Project(HOME))
    assert len(entries) >= 20
    for entry in entries.values():
        assert entry.license, entry.name
        assert entry.proves, entry.name
        assert entry.address.startswith("https://"), entry.name
    with pytest.raises(Misuse, match="Did you mean ice-287g-2025-09-17"):
        fetch(["ice-287g-2025-9-17"], Project(HOME))


@pytest.mark.samples
@pytest.mark.slow
def test_the_samples_are_the_pinned_rows(project: Project, samples: Path) -> None:
    done = fetch([], project, at_hand=samples)
    assert sum(one.state == "found" for one in done) >= 25
    for one in done:
        entry = load_catalog(project)[one.name]
        if one.state == "found" and entry.rows is not None:
            assert load_table(one.name, project).count == entry.rows
