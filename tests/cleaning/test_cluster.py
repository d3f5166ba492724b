"""A cluster cleans as one process does, and a worker that dies costs nothing but time."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import psutil
import pytest
from distributed import Client, LocalCluster
from openpyxl import Workbook

from helpers import cli
from helpers.cleaning import cluster
from helpers.cleaning.clean import CleaningJob, clean_one, clean_release
from helpers.errors import Misuse, Problem
from helpers.ledger.parts import PartAccount
from helpers.project import Project, find_project, open_scratch
from helpers.readers.files import pin_file
from helpers.releases.descriptor import Descriptor

HEADER = ["search_id", "account", "account_group", "user", "searched_at", "search_type", "reason"]


def make_rows(first: int, count: int) -> list[list[str]]:
    """Invented searches: each file repeats ten of the file before it."""
    return [
        [f"T-{n:05}", f"EX-{n % 7}", "Example County SO", "REDACTED" if n % 3 else "someone",
         f"2025-{n % 9 + 1:02}-{n % 28 + 1:02} {n % 24:02}:30:00", "plate", f"case, {n}"]
        for n in range(first, first + count)
    ]  # fmt: skip


def write_csv(rows: list[list[str]]) -> bytes:
    lines = [HEADER, *([f'"{cell}"' if "," in cell else cell for cell in row] for row in rows)]
    return "".join(",".join(line) + "\r\n" for line in lines).encode()


def write_release(project: Project, kept: int = 400) -> str:
    """Put a release of four files into a project: two plain, one packed, one workbook."""
    folder = project.raw / "many-files"
    folder.mkdir(parents=True)
    ragged = write_csv(make_rows(0, kept)) + b"T-1,too few\r\n\r\n" + b"Total,,,,,,400\r\n"
    (folder / "log-1.csv").write_bytes(ragged)
    (folder / "log-2.csv").write_bytes(write_csv(make_rows(kept - 10, 3 * kept)))
    (folder / "log-3.csv.gz").write_bytes(gzip.compress(write_csv(make_rows(4 * kept - 20, kept))))
    book = Workbook()
    for row in [HEADER, *make_rows(5 * kept - 30, 50)]:
        book.active.append(row)
    book.save(folder / "log-4.xlsx")
    names = sorted(path.name for path in folder.iterdir())
    descriptor = Descriptor.model_validate(
        {
            "name": folder.name,
            "title": "Invented searches",
            "resources": [pin_file(folder / name, name).model_dump() for name in names],
            "plateglass": {"kind": "portal-search-log", "data_status": "unverified"},
        }
    )
    (folder / "datapackage.json").write_text(descriptor.model_dump_json())
    return folder.name


def make_project(folder: Path) -> Project:
    folder.mkdir()
    project = Project(folder)
    write_release(project)
    return project


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose release was cleaned in this process."""
    project = make_project(tmp_path_factory.mktemp("here") / "project")
    clean_release("many-files", project)
    return project


@pytest.fixture
def there(tmp_path: Path) -> Project:
    """The same, not cleaned yet."""
    return make_project(tmp_path / "there")


@pytest.fixture(scope="module")
def local() -> Iterator[LocalCluster]:
    """A cluster of two processes that nobody outside this machine can reach."""
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        worker_dashboard_address="127.0.0.1:0",
        memory_limit="4GB",
        scheduler_kwargs={"allowed_failures": 1},
    ) as found:
        yield found


def read_results(project: Project) -> dict[str, Any]:
    """What a release's folder holds: rows of the tables in order, and the text of the rest."""
    folder = project.processed / "many-files"
    assert {path.suffix for path in folder.iterdir()} == {".parquet", ".json", ".csv"}
    # A connection of its own: the module's default one may hold another test's open result.
    with duckdb.connect() as connection:
        return {
            path.name: connection.sql(f"SELECT * FROM '{path}'").fetchall()
            if path.suffix == ".parquet"
            else path.read_text()
            for path in folder.iterdir()
        }


def test_a_cluster_of_two_gives_what_one_process_gives(
    here: Project, there: Project, local: LocalCluster
) -> None:
    with cluster.open_run(local.scheduler_address) as run:
        table = clean_release("many-files", there, run=run)
    found = read_results(there)
    assert found == read_results(here)
    assert [name for name in sorted(found) if name.startswith("table")] == [
        f"table-00{number}.parquet" for number in (1, 2, 3, 4)
    ]
    assert [part["file"] for part in json.loads(found["parts.json"])] == [
        *("log-1.csv", "log-2.csv", "log-3.csv.gz", "log-4.xlsx")
    ]
    assert table.ledger.rows_rejected == 3
    assert [path.name for path in there.processed.iterdir()] == ["many-files"]


def test_nobody_outside_can_reach_the_cluster(local: LocalCluster) -> None:
    processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
    heard = {
        connection.laddr.ip
        for process in processes
        for connection in process.net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert heard == {"127.0.0.1"}


def die_first(job: CleaningJob) -> list[PartAccount]:
    """Clean a file, but the first time kill this very process, with one table whole, one half."""
    marker = job.file.parents[3] / "tried"
    accounts = clean_one(job)
    if job.number == 2:
        with marker.open("a") as file:
            file.write(f"{job.folder}\n")
        if len(marker.read_text().splitlines()) == 1:
            whole = job.folder / accounts[0].table
            (job.folder / "file-002-002.parquet").write_bytes(whole.read_bytes()[:100])
            os.kill(os.getpid(), signal.SIGKILL)
    return accounts


def run_instead(run: Any, instead: Callable[[CleaningJob], list[PartAccount]]) -> Any:
    return lambda _, jobs: run(instead, jobs)


def test_a_worker_that_is_killed_in_the_middle_of_a_file_is_replaced(
    here: Project, there: Project, local: LocalCluster
) -> None:
    with cluster.open_run(local.scheduler_address) as run:
        clean_release("many-files", there, run=run_instead(run, die_first))
    first, second = map(Path, (there.root / "tried").read_text().splitlines())
    assert first != second
    assert not first.exists()
    assert read_results(there) == read_results(here)


def always_die(job: CleaningJob) -> list[PartAccount]:
    if job.number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return clean_one(job)


def refuse(job: CleaningJob) -> list[PartAccount]:
    if job.number == 2:
        raise Problem("A row is odd", file=job.resource.path, row=7)
    return clean_one(job)


def fill_disk(job: CleaningJob) -> list[PartAccount]:
    raise OSError(28, "No space left on device", str(job.folder / "file-001.parquet"))


def say_project(job: CleaningJob) -> list[PartAccount]:
    raise Problem(f"The project is {find_project().root.name}")


def fail(job: CleaningJob) -> list[PartAccount]:
    raise ZeroDivisionError(job.number)


@pytest.mark.parametrize(
    ("instead", "error", "says"),
    [
        (refuse, Problem, r"^A row is odd \(log-2\.csv, row 7\)\.$"),
        (fill_disk, OSError, "No space left"),
        (say_project, Problem, r"^The project is there\.$"),
        (fail, ZeroDivisionError, r"in fail\n"),
        (always_die, Problem, r"^2 workers died while they had this file \(log-\d\.[a-z.]+\)"),
    ],
)
def test_what_goes_wrong_on_a_worker_is_raised_here_and_leaves_nothing(
    instead: Callable[[CleaningJob], list[PartAccount]],
    error: type[Exception],
    says: str,
    there: Project,
    local: LocalCluster,
) -> None:
    with (
        cluster.open_run(local.scheduler_address) as run,
        pytest.raises(error, match=says),
    ):
        clean_release("many-files", there, run=run_instead(run, instead))
    # Another worker may have been writing while the folder was removed; the next run sees to that.
    with open_scratch(there.processed, ".cleaning-"):
        pass
    assert list(there.processed.iterdir()) == []


def test_a_worker_that_runs_other_code_is_refused(
    there: Project, local: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "hash_code", lambda: "another")
    with (
        cluster.open_run(local.scheduler_address) as run,
        pytest.raises(Problem, match=r"127\.0\.0\.1:\d+ runs another version of Plateglass\."),
    ):
        clean_release("many-files", there, run=run)


def lack_a_package(*_: object) -> None:
    raise ModuleNotFoundError("No module named 'helpers'")


def test_a_worker_or_scheduler_without_our_code_is_refused(
    there: Project, local: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "clean_try", lack_a_package)
    with (
        cluster.open_run(local.scheduler_address) as run,
        pytest.raises(Problem, match="can't run our code: ModuleNotFoundError: No module named"),
    ):
        clean_release("many-files", there, run=run)


def test_a_worker_that_lacks_the_folder_is_refused(local: LocalCluster, tmp_path: Path) -> None:
    with Client(local.scheduler_address, set_as_default=False) as client:
        task = client.submit(
            cluster.clean_try, cluster.name_code(), "", str(tmp_path / "none"), b""
        )
        assert "doesn't see the project's folder; expected: the same folder" in str(task.result())


@pytest.mark.parametrize("path", ["none.csv", "log-2.csv"])
def test_a_worker_that_sees_another_file_is_refused(
    path: str, there: Project, local: LocalCluster
) -> None:
    """The file of a shipped release can be another one in the checkout of a worker."""
    with cluster.open_run(local.scheduler_address) as run:

        def run_elsewhere(clean: Any, jobs: list[CleaningJob]) -> Any:
            return run(clean, [replace(job, file=job.file.with_name(path)) for job in jobs])

        with pytest.raises(Problem, match=r"doesn't see the file as it was received \(log-"):
            clean_release("many-files", there, run=run_elsewhere)


@pytest.fixture
def unstaffed() -> Iterator[LocalCluster]:
    """A scheduler without a worker."""
    with LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0") as found:
        yield found


def test_a_cluster_without_workers_is_not_waited_for_forever(
    there: Project, unstaffed: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "LOOK", 0.1)
    monkeypatch.setattr(cluster, "STAFFED", 0.3)
    with (
        cluster.open_run(unstaffed.scheduler_address) as run,
        pytest.raises(Problem, match="has had no worker"),
    ):
        clean_release("many-files", there, run=run)


def test_a_scheduler_that_goes_away_is_noticed(there: Project, unstaffed: LocalCluster) -> None:
    with cluster.open_run(unstaffed.scheduler_address) as run:
        leave = threading.Timer(0.5, unstaffed.close)
        leave.start()
        with pytest.raises(Problem, match="The cluster's scheduler stopped answering"):
            clean_release("many-files", there, run=run)
        leave.join()


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of something that takes calls and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


def test_what_answers_nothing_is_waited_for_within_bounds(
    silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "REACHED", 1)
    begin = time.monotonic()
    with pytest.raises(Misuse, match=f"No scheduler answers at {silent}"), cluster.open_run(silent):
        pass
    assert time.monotonic() - begin < 10


def test_what_is_no_scheduler_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "REACHED", 20)

    def answer(server: socket.socket) -> None:
        called, _ = server.accept()
        with called:
            called.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)  # nobody may call: then the test fails, and does not wait forever
        answering = threading.Thread(target=answer, args=[server])
        answering.start()
        address = f"127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(Misuse, match=f"{address} isn't a scheduler"), cluster.open_run(address):
            pass
        answering.join()


def test_encryption_that_is_not_set_up_is_named(local: LocalCluster) -> None:
    address = local.scheduler_address.replace("tcp", "tls")
    with (
        pytest.raises(Misuse, match="isn't a scheduler, or it encrypts differently"),
        cluster.open_run(address),
    ):
        pass


@pytest.mark.parametrize(
    "address", ["", "localhost", "tcp://localhost", "ftp://localhost:21", "localhost:port", "a b:1"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Misuse, match="isn't the address of a scheduler"), cluster.open_run(address):
        pass


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Misuse, match=r"plateglass\[cluster\]"), cluster.open_run("localhost:1"):
        pass
    with cluster.open_run(None) as run:
        assert run is map


def test_the_command_cleans_on_a_cluster(
    here: Project,
    there: Project,
    local: LocalCluster,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = ["plateglass", "--project", str(there.root), "clean", "many-files", "--on"]
    monkeypatch.setattr(sys, "argv", [*command, "nowhere"])
    with pytest.raises(SystemExit, match="2"):
        cli.main()
    assert "isn't the address of a scheduler" in capsys.readouterr().err
    monkeypatch.setattr(sys, "argv", [*command, local.scheduler_address])
    with pytest.raises(SystemExit, match="0"):
        cli.main()
    assert read_results(there) == read_results(here)


def test_a_caller_with_a_loop_of_its_own_is_served(local: LocalCluster) -> None:
    """As in a notebook, whose thread runs one."""

    async def clean() -> None:
        with cluster.open_run(local.scheduler_address):
            pass

    with ThreadPoolExecutor(1) as pool:  # this thread may have a loop already
        pool.submit(asyncio.run, clean()).result()
