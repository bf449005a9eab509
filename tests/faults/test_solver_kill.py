"""A solve outlives its worker: taken again, it goes on from the best timetable; cancel ends it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contest.config import Settings
from contest.jobs.worker import environment
from contest.operations.jobs import stop_job
from contest.store import jobs, timetables
from contest.store.engine import Store
from contest.store.jobs import Job
from scheduler.check import check
from scheduler.timetable import Timetable
from tests.contest.timetable_world import World, make_world
from tests.scheduler.rolling_samples import random_jobs
from tests.server import processes

# Far too hard to be solved to the end, so that nothing ends before it is told to.
HARD = random_jobs(7, 15, 10)
LEASE_SECONDS = 3
Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", DATABASE_URL=database_url)


@pytest.fixture
def world(store: Store) -> World:
    return make_world(store)


@pytest.fixture
def start_worker(settings: Settings) -> Iterator[Start]:
    """Start `leitai worker`; its jobs are free a few seconds after it was last heard of."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        program = (
            "import contest.cli; from contest.jobs.worker import Worker;"
            f"Worker.__init__.__kwdefaults__['lease_seconds'] = {LEASE_SECONDS};"
            "contest.cli.main(['worker'], standalone_mode=False)"
        )
        started.append(subprocess.Popen([sys.executable, "-c", program], env=environment(settings)))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def ask(store: Store, world: World) -> str:
    with store.transaction() as tx:
        job = jobs.enqueue(
            tx,
            contest_id=world.contest_id,
            kind="solve_timetable",
            payload={"problem": HARD.to_json(), "seconds": 3600},
            asked_by=world.organiser.staff_id,
        )
        return job.id


def look_at(store: Store, job_id: str) -> Job:
    with store.reading() as tx:
        job = jobs.get_job(tx, job_id)
        tx.expunge(job)
        return job


def until(store: Store, job_id: str, condition: Callable[[Job], bool]) -> Job:
    pause, deadline = threading.Event(), time.monotonic() + 240
    while not condition(job := look_at(store, job_id)):
        assert time.monotonic() < deadline, f"this never happened; the job is {job.state}"
        pause.wait(0.05)
    return job


def value_of(best: dict[str, Any] | None) -> int:
    assert best is not None
    table = Timetable.from_json(best["timetable"])
    assert check(HARD, table) == ()
    assert table.report is not None
    return table.report.value


def children_of(process: subprocess.Popen[bytes]) -> list[int]:
    return [one.pid for one in processes() if one.parent == process.pid]


def alive(pid: int) -> bool:
    """Whether a process runs; one that nobody has buried yet does not."""
    return any(one.pid == pid and one.state != "Z" for one in processes())


def gone(pid: int) -> bool:
    """Whether a process comes to an end, now that whoever ends it has been heard of."""
    pause, deadline = threading.Event(), time.monotonic() + 30
    while alive(pid) and time.monotonic() < deadline:
        pause.wait(0.05)
    return not alive(pid)


def test_a_killed_workers_solve_goes_on_from_its_best_at_the_next_and_cancel_ends_it_there(
    store: Store, world: World, start_worker: Start
) -> None:
    job_id = ask(store, world)
    first = start_worker()
    until(store, job_id, lambda job: job.best is not None)
    (solver,) = children_of(first)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert gone(solver)
    kept = value_of(look_at(store, job_id).best)

    second = start_worker()
    taken = until(store, job_id, lambda job: job.attempt == 2 and bool(job.progress))
    assert taken.worker is not None
    assert f":{second.pid}:" in taken.worker
    assert taken.progress["value"] <= kept
    first_best = value_of(look_at(store, job_id).best)
    assert first_best <= kept

    (solver,) = children_of(second)
    stop_job(store, actor=world.organiser, job_id=job_id)
    over = until(store, job_id, lambda job: job.state in jobs.OVER)
    assert (over.state, over.attempt) == ("cancelled", 2)
    assert not alive(solver)
    assert second.poll() is None
    assert value_of(over.best) <= first_best
    with store.reading() as tx:
        assert list(timetables.versions(tx, world.contest_id)) == []
