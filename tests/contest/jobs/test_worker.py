"""Jobs are done once, survive what kills their process, and stop when told to."""

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
from contest.errors import NotFound
from contest.jobs.worker import Worker, environment
from contest.operations.jobs import JobIsOver, NothingToTake, stop_job
from contest.operations.timetabling import request_draft
from contest.queries.problem import Wishes
from contest.security import Actor
from contest.store import jobs, timetables
from contest.store.engine import Store
from contest.store.jobs import Job
from scheduler.problem import Problem
from scheduler.solve import solve
from tests.contest.timetable_world import World, make_world

CHILD = "tests.contest.jobs.child_for_tests"
Start = Callable[[float], subprocess.Popen[bytes]]


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", DATABASE_URL=database_url)


@pytest.fixture
def world(store: Store) -> World:
    return make_world(store)


@pytest.fixture
def worker(settings: Settings, store: Store) -> Iterator[Worker]:
    worker = Worker(settings, store, child=CHILD)
    yield worker
    worker.stop()
    worker.run()  # ends its children


def ask(store: Store, world: World, kind: str, **payload: Any) -> str:
    with store.transaction() as tx:
        job = jobs.enqueue(
            tx,
            contest_id=world.contest_id,
            kind=kind,
            payload=payload,
            asked_by=world.organiser.staff_id,
        )
        return job.id


def look_at(store: Store, job_id: str) -> Job:
    with store.reading() as tx:
        job = jobs.get_job(tx, job_id)
        tx.expunge(job)  # the end of reading would take its values away
        return job


def until(condition: Callable[[], bool], *, look: Callable[[], object] = lambda: None) -> None:
    pause, deadline = threading.Event(), time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "this never happened"
        look()
        pause.wait(0.02)


def over(store: Store, worker: Worker, job_id: str) -> Job:
    until(lambda: look_at(store, job_id).state in jobs.OVER, look=worker.look)
    return look_at(store, job_id)


def test_a_job_is_done_by_a_child_with_the_rights_of_who_asked(
    store: Store, world: World, worker: Worker
) -> None:
    job = over(store, worker, ask(store, world, "add", numbers=[1, 2, 3]))
    assert (job.state, job.result) == ("done", {"sum": 6, "asked_by": world.organiser.name})
    assert job.ended_at is not None
    assert job.worker is None


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("refuse", "bad_input"),
        ("stumble", "job_bug"),
        ("forbidden", "not_allowed"),
        ("unknown", "job_bug"),
    ],
)
def test_a_job_that_cannot_be_done_fails_with_a_sentence(
    store: Store, world: World, worker: Worker, kind: str, key: str
) -> None:
    job = over(store, worker, ask(store, world, kind))
    assert job.state == "failed"
    assert job.result is not None
    error = job.result["error"]
    assert error["key"] == key
    assert error["zh"]
    assert error["en"]


def test_an_official_who_was_put_out_since_has_no_rights(
    store: Store, world: World, worker: Worker
) -> None:
    job_id = ask(store, world, "add", numbers=[1])
    world.put_out(store, world.organiser)
    job = over(store, worker, job_id)
    assert job.result is not None
    assert job.result["error"]["key"] == "sign_in_needed"


def test_a_stopped_job_is_cancelled_and_its_process_gone(
    store: Store, world: World, worker: Worker, tmp_path: Path
) -> None:
    job_id = ask(store, world, "work_until_told", folder=str(tmp_path), deaf=True)
    until(lambda: bool(look_at(store, job_id).progress), look=worker.look)
    process = worker.processes()[job_id]
    stop_job(store, actor=world.organiser, job_id=job_id)
    worker.look()
    assert look_at(store, job_id).state == "cancelled"
    assert process.returncode == -signal.SIGTERM
    with pytest.raises(JobIsOver):
        stop_job(store, actor=world.organiser, job_id=job_id)


def test_a_queued_job_is_stopped_without_ever_starting(
    store: Store, world: World, worker: Worker, tmp_path: Path
) -> None:
    job_id = ask(store, world, "work_until_told", folder=str(tmp_path))
    with pytest.raises(NothingToTake):
        stop_job(store, actor=world.organiser, job_id=job_id, take=True)
    stop_job(store, actor=world.organiser, job_id=job_id)
    worker.look()
    assert look_at(store, job_id).state == "cancelled"
    assert not list(tmp_path.glob("attempt-*"))


def test_taking_the_current_best_ends_the_job_as_done(
    store: Store, world: World, worker: Worker, tmp_path: Path
) -> None:
    job_id = ask(store, world, "work_until_told", folder=str(tmp_path))
    until(lambda: look_at(store, job_id).best is not None, look=worker.look)
    stop_job(store, actor=world.organiser, job_id=job_id, take=True)
    job = over(store, worker, job_id)
    assert (job.state, job.result) == ("done", {"ended_with": "take"})


def test_a_child_that_dies_is_tried_again_from_its_best_and_ends_once(
    store: Store, world: World, worker: Worker, tmp_path: Path
) -> None:
    job_id = ask(store, world, "work_until_told", folder=str(tmp_path))
    until(lambda: look_at(store, job_id).best is not None, look=worker.look)
    worker.processes()[job_id].kill()
    job = over(store, worker, job_id)
    assert job.state == "done"
    assert job.attempt == 2
    assert job.result is not None
    assert job.result["went_on_from"] == job.best


def test_a_worker_killed_with_its_child_loses_the_job_to_the_next_one(
    store: Store, world: World, settings: Settings, start_worker: Start, tmp_path: Path
) -> None:
    job_id = ask(store, world, "work_until_told", folder=str(tmp_path))
    first = start_worker(4)
    until(lambda: look_at(store, job_id).best is not None)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    second = Worker(settings, store, child=CHILD)
    try:
        job = over(store, second, job_id)
    finally:
        second.stop()
        second.run()
    assert (job.state, job.attempt) == ("done", 2)
    assert sorted(path.name for path in tmp_path.glob("attempt-*")) == ["attempt-1", "attempt-2"]


def test_a_worker_asked_to_stop_gives_its_job_back_uncounted(
    store: Store, world: World, start_worker: Start, tmp_path: Path
) -> None:
    job_id = ask(store, world, "work_until_told", folder=str(tmp_path))
    process = start_worker(60)
    until(lambda: look_at(store, job_id).best is not None)
    process.terminate()
    assert process.wait(timeout=30) == 0
    job = look_at(store, job_id)
    assert (job.state, job.attempt, job.worker) == ("queued", 0, None)


def test_badges_are_printed_while_a_timetable_is_solved(store: Store, world: World) -> None:
    heavy, light = ask(store, world, "solve_timetable"), ask(store, world, "add", numbers=[])
    with store.transaction() as tx:
        job = jobs.claim(tx, worker="w", lease_seconds=9, without={"solve_timetable"})
        assert job is not None
        assert job.id == light
        assert jobs.claim(tx, worker="w", lease_seconds=9, without={"solve_timetable"}) is None
        job = jobs.claim(tx, worker="w", lease_seconds=9)
        assert job is not None
        assert job.id == heavy


def test_a_child_reads_the_settings_of_its_worker(settings: Settings) -> None:
    told = environment(settings)
    program = "from contest.config import Settings; print(Settings().model_dump_json())"
    read = subprocess.run(
        [sys.executable, "-c", program],
        env=told,
        capture_output=True,
        text=True,
        check=True,
    )
    assert '"data_dir":"' + str(settings.data_dir) in read.stdout
    assert settings.database() in read.stdout


@pytest.fixture
def start_worker(settings: Settings) -> Iterator[Start]:
    """Start `leitai worker` with a lease of so many seconds and the children of these tests."""
    started: list[subprocess.Popen[bytes]] = []

    def start(lease_seconds: float) -> subprocess.Popen[bytes]:
        program = (
            "import functools, sys, contest.cli, contest.jobs.worker as jobs;"
            "command = sys.modules['contest.cli.worker'];"
            "command.Worker = functools.partial("
            f"jobs.Worker, lease_seconds={lease_seconds}, child={CHILD!r});"
            "command.worker([], standalone_mode=False)"
        )
        started.append(subprocess.Popen([sys.executable, "-c", program], env=environment(settings)))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def test_another_contests_organiser_finds_no_such_job(store: Store, world: World) -> None:
    job_id = ask(store, world, "add", numbers=[])
    stranger = Actor(role="organiser", staff_id="x", contest_id="another")
    with pytest.raises(NotFound):
        stop_job(store, actor=stranger, job_id=job_id)


def test_a_solve_killed_on_its_way_leaves_one_draft(
    store: Store, world: World, settings: Settings
) -> None:
    job_id = request_draft(store, actor=world.organiser, wishes=Wishes(seconds=2))
    worker = Worker(settings, store)
    try:
        worker.look()
        worker.processes()[job_id].kill()
        job = over(store, worker, job_id)
    finally:
        worker.stop()
        worker.run()
    assert (job.state, job.attempt) == ("done", 2)
    assert job.progress["value"] is not None
    assert job.best is not None
    with store.reading() as tx:
        versions = timetables.versions(tx, world.contest_id)
        assert [(version.state, version.job_id) for version in versions] == [("draft", job_id)]


def test_a_second_attempt_at_a_solve_goes_on_from_the_best_of_the_first(
    store: Store, world: World, settings: Settings
) -> None:
    job_id = request_draft(store, actor=world.organiser, wishes=Wishes(seconds=2))
    with store.transaction() as tx:
        job = jobs.claim(tx, worker="first", lease_seconds=0)
        assert job is not None
        timetable = solve(Problem.from_json(job.payload["problem"]), seconds=1).timetable
        assert timetable is not None
        hold = jobs.Hold(job_id=job_id, worker="first", attempt=1)
        jobs.report(tx, hold, {}, {"timetable": timetable.to_json()})
        jobs.ask_stop(tx, job, "take")
    worker = Worker(settings, store)
    try:
        assert over(store, worker, job_id).state == "done"
    finally:
        worker.stop()
        worker.run()
    with store.reading() as tx:
        version = timetables.draft(tx, world.contest_id)
        assert version is not None
        assert version.timetable == timetable.to_json()
