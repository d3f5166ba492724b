"""Cluster: several machines clean the files of a release, each file by the same `clean_one`.

dask.distributed only schedules. A task is one file: a worker writes its tables to a disk that all
machines share, and sends back the accounts. No row is exchanged. What needs all files at once
(repeats, the ledger) stays with DuckDB where the command runs.

A worker may die at any moment, and a slow one may be given up while it still writes. So each try
has a folder of its own, and only the tables of the try whose answer came are taken.
"""

from __future__ import annotations

import logging
import pickle
import re
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.cleaning.cache import hash_code
from helpers.cleaning.clean import CleaningJob, Run
from helpers.errors import Misuse, Problem
from helpers.ledger.parts import PartAccount
from helpers.project import Project, find_project, work_on
from helpers.releases.release import hash_file

if TYPE_CHECKING:
    from distributed import Client, Future

Clean = Callable[[CleaningJob], list[PartAccount]]

REACHED = 15.0
"""A scheduler has to answer within so many seconds."""

STAFFED = 60.0
"""A cluster may be without any worker for so many seconds: one that died is soon started anew."""

LOOK = 2.0
"""After so many seconds without an answer we look whether the cluster is still there."""

_ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?(?:\[[0-9A-Fa-f:]+\]|[\w.-]+):\d{1,5}")
_TRIES = ".tries-"


@contextmanager
def open_run(address: str | None) -> Iterator[Run]:
    """Give what cleans the files of a release: this process, or the cluster at `address`.

    Raises Misuse if there is no cluster.
    """
    if address is None:
        yield map
        return
    client = _connect(address)
    try:
        yield lambda clean, jobs: run_jobs(client, clean, jobs)
    finally:
        client.close(timeout=REACHED)


def _connect(address: str) -> Client:
    import asyncio

    try:
        from distributed import Client
    except ImportError as error:
        raise Misuse(
            "A cluster needs the package distributed, and it isn't installed",
            remedy="Run make setup, or install plateglass[cluster]",
        ) from error
    if not _ADDRESS.fullmatch(address):
        raise Misuse(
            f"{address!r} isn't the address of a scheduler", expected="tcp://127.0.0.1:8786"
        )
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong, we say in a sentence
    try:
        with ThreadPoolExecutor(1) as pool:  # a notebook's own thread has a loop of its own
            pool.submit(asyncio.run, asyncio.wait_for(_greet(address), REACHED)).result()
        return Client(address, timeout=REACHED, set_as_default=False)
    except OSError as error:
        raise Misuse(
            f"No scheduler answers at {address} within {REACHED:.0f} seconds",
            remedy="Start one with `dask scheduler`, or correct the address",
        ) from error
    except Exception as error:  # of many sorts: it depends on what was said in answer
        raise Misuse(
            f"{address} isn't a scheduler, or it encrypts differently from dask here",
            remedy="Correct the address, or the settings of dask (docs/scaling.md)",
        ) from error


async def _greet(address: str) -> None:
    """Call a scheduler. A client would wait forever for one that takes calls and says nothing."""
    from distributed.comm.core import connect
    from distributed.security import Security

    arguments = Security().get_connection_args("client")
    called = await connect(address, timeout=REACHED, **arguments)
    await called.close()


def run_jobs(client: Client, clean: Clean, jobs: list[CleaningJob]) -> list[list[PartAccount]]:
    """Return `clean(job)` for each job, in order, as the workers of a cluster answer.

    Raises Problem if a file can't be cleaned, if a worker lacks the folder or runs other code, or
    if there is no worker. A worker that dies isn't a reason to stop; its file is cleaned again.
    """
    if not jobs:
        return []
    shared = jobs[0].folder
    tries = Path(tempfile.mkdtemp(prefix=_TRIES, dir=shared))
    try:
        answers = _ask(client, clean, jobs, tries)
        return [[_take(part, tries, job.folder) for part in answers[job.number]] for job in jobs]
    finally:
        shutil.rmtree(tries, ignore_errors=True)


def _take(part: PartAccount, tries: Path, folder: Path) -> PartAccount:
    """Move a table from the folder of its try to where it belongs."""
    written = tries / part.table
    written.rename(folder / written.name)
    return replace(part, table=written.name)


def _ask(
    client: Client, clean: Clean, jobs: list[CleaningJob], tries: Path
) -> dict[int, list[PartAccount]]:
    """Return the accounts of each file by its number."""
    waiting = {
        client.submit(
            clean_try,
            name_code(),
            str(find_project().root),
            str(tries),
            pickle.dumps((clean, job)),
            key=f"clean-{job.number}{tries.name}",
        ): job
        # The largest first, so no worker waits for another at the end.
        for job in sorted(jobs, key=lambda job: -job.resource.bytes)
    }
    answers: dict[int, list[PartAccount]] = {}
    seen = time.monotonic()
    while waiting:
        with _reaching():
            done = _wait(client, list(waiting))
            seen = time.monotonic() if done else _look(client, seen)
        for future in sorted(done, key=lambda future: waiting[future].number):
            answer = _read(future, waiting[future])
            if answer is not None:
                answers[waiting.pop(future).number] = answer
    return answers


@contextmanager
def _reaching() -> Iterator[None]:
    """Raise Problem if the scheduler is no longer there."""
    try:
        yield
    except (CancelledError, OSError) as error:
        raise Problem(
            "The cluster's scheduler stopped answering",
            remedy="Start it and its workers again, and run the same again",
        ) from error


def _wait(client: Client, futures: list[Future[Any]]) -> set[Future[Any]]:
    """Return those that are done; none if none is until it's time to look."""
    from distributed import wait

    try:
        with client.as_current():
            done: set[Future[Any]] = wait(futures, LOOK, "FIRST_COMPLETED").done
    except TimeoutError:
        return set()
    return done


def _look(client: Client, seen: float) -> float:
    """Return when a worker was last seen. Raises Problem if that is too long ago."""
    now = time.monotonic()
    if client.nthreads():
        return now
    if now - seen > STAFFED:
        raise Problem(
            f"The cluster has had no worker for {STAFFED:.0f} seconds",
            remedy="Start one with `dask worker ADDRESS`, and run the same again",
        )
    return seen


def _read(future: Future[Any], job: CleaningJob) -> list[PartAccount] | None:
    """Return a worker's answer, or raise it if it is an error.

    None if it was lost with its worker: then the file is cleaned again, and has to be waited for.
    """
    from distributed import KilledWorker

    with _reaching():
        try:
            failed = future.exception(timeout=STAFFED)
            answer = None if failed else future.result(timeout=STAFFED)
        except TimeoutError:
            return None
    if isinstance(failed, KilledWorker):
        raise Problem(
            f"{failed.allowed_failures + 1} workers died while they had this file",
            file=job.resource.path,
            remedy="Give each at least 2 GB of memory, or clean the release without --on",
        ) from failed
    if failed is not None:
        message = str(failed).partition("\n")[0].partition(". ")[0]
        raise Problem(
            f"A worker or the scheduler can't run our code: {type(failed).__name__}: {message}",
            remedy="Install the same version of Plateglass on every machine, and restart dask",
        ) from failed
    if isinstance(answer, Exception):
        raise answer
    return answer


def name_code() -> str:
    """Return what has to be the same on all machines: this code, its libraries and Python."""
    return f"{hash_code()} on Python {sys.version_info.major}.{sys.version_info.minor}"


def clean_try(code: str, project: str, tries: str, task: bytes) -> list[PartAccount] | Exception:
    """Clean one file on a worker, in a new folder in `tries`; return accounts or what went wrong.

    `code` is the caller's `name_code`, and `task` its pickled function and job, which is read only
    where the code is the same. An error is returned, not raised: the cluster would log it with all
    that the task was called with.
    """
    from distributed import get_worker

    worker = get_worker().address
    if name_code() != code:
        return Problem(
            f"The worker at {worker} runs another version of Plateglass",
            remedy="Install the same version and the same requirements.lock there, and restart it",
        )
    if not Path(tries).is_dir():
        return Problem(
            f"The worker at {worker} doesn't see the project's folder",
            expected="the same folder at the same path on every machine",
            remedy="Put the project on a disk that they share, and run the same again",
        )
    clean, job = pickle.loads(task)
    try:
        with work_on(Project(Path(project))):
            return _clean_apart(clean, job, Path(tries), worker)
    except Exception as error:
        if not isinstance(error, Problem | OSError):
            error.add_note(traceback.format_exc())  # it would not come through otherwise
        return error


def _clean_apart(clean: Clean, job: CleaningJob, tries: Path, worker: str) -> list[PartAccount]:
    # A shipped release lies in the checkout, which may be another one on each machine.
    if not job.file.is_file() or hash_file(job.file) != job.resource.hash:
        raise Problem(
            f"The worker at {worker} doesn't see the file as it was received",
            file=job.resource.path,
            expected="the same folder at the same path on every machine",
        )
    try_folder = Path(tempfile.mkdtemp(prefix=f"{job.number}-", dir=tries))
    return [
        replace(part, table=f"{try_folder.name}/{part.table}")
        for part in clean(replace(job, folder=try_folder))
    ]
