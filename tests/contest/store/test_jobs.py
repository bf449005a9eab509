"""The queue: one worker at a time holds a job, and a late one cannot write over the next."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session

from contest.clock import now
from contest.store import jobs
from contest.store.engine import Store
from contest.store.jobs import Hold
from tests.contest.timetable_world import World, make_world


@pytest.fixture
def world(store: Store) -> World:
    return make_world(store, codes=("lamian",))


def queue(store: Store, world: World, kind: str = "add") -> str:
    with store.transaction() as tx:
        return jobs.enqueue(
            tx, contest_id=world.contest_id, kind=kind, payload={}, asked_by=None
        ).id


def take(store: Store, worker: str, lease_seconds: float = 60) -> Hold | None:
    with store.transaction() as tx:
        job = jobs.claim(tx, worker=worker, lease_seconds=lease_seconds)
        return Hold(job_id=job.id, worker=worker, attempt=job.attempt) if job else None


def let_lease_run_out(store: Store, job_id: str) -> None:
    with store.transaction() as tx:
        jobs.get_job(tx, job_id).lease_ends_at = now() - timedelta(seconds=1)


def state_of(store: Store, job_id: str) -> str:
    with store.reading() as tx:
        return jobs.get_job(tx, job_id).state


def test_the_oldest_job_is_taken_first_and_only_once(store: Store, world: World) -> None:
    ids = [queue(store, world), queue(store, world)]
    taken = [take(store, "a"), take(store, "b")]
    assert [hold.job_id for hold in taken if hold] == ids
    assert take(store, "c") is None


def test_of_many_workers_each_gets_a_job_of_its_own(store: Store, world: World) -> None:
    ids = {queue(store, world) for _ in range(6)}
    got: list[Hold] = []

    def work(name: str) -> None:
        while hold := take(store, name):
            got.append(hold)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(hold.job_id for hold in got) == sorted(ids)


def test_nothing_is_queued_when_what_asked_for_it_fails(store: Store, world: World) -> None:
    def ask_and_stumble() -> None:
        with store.transaction() as tx:
            jobs.enqueue(tx, contest_id=world.contest_id, kind="add", payload={}, asked_by=None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        ask_and_stumble()
    assert take(store, "a") is None


def test_a_lease_that_ran_out_gives_the_job_to_the_next_and_the_late_one_can_write_nothing(
    store: Store, world: World
) -> None:
    job_id = queue(store, world)
    late = take(store, "a")
    assert late is not None
    assert take(store, "b") is None
    let_lease_run_out(store, job_id)
    new = take(store, "b")
    assert new is not None
    assert new.attempt == 2
    with store.transaction() as tx:
        assert not jobs.renew(tx, late, lease_seconds=60)
        assert jobs.report(tx, late, {"n": 1}, None) is None
        assert not jobs.finish(tx, late, {"from": "a"})
        assert not jobs.fail(tx, late, {})
        assert not jobs.cancel(tx, late)
        assert not jobs.give_back(tx, late, counts=True)
        assert jobs.finish(tx, new, {"from": "b"})
        assert not jobs.finish(tx, new, {"from": "b again"})
    with store.reading() as tx:
        assert jobs.get_job(tx, job_id).result == {"from": "b"}


@pytest.mark.parametrize("ends", [jobs.finish, jobs.fail])
def test_a_stopped_job_is_cancelled_however_its_process_ends_in_the_same_moment(
    store: Store, world: World, ends: Callable[[Session, Hold, dict[str, str]], bool]
) -> None:
    job_id = queue(store, world)
    hold = take(store, "a")
    assert hold is not None
    with store.transaction() as tx:
        jobs.ask_stop(tx, jobs.get_job(tx, job_id), "stop")
    with store.transaction() as tx:
        assert ends(tx, hold, {"made": "a draft"}) is (ends is jobs.fail)
    with store.reading() as tx:
        job = jobs.get_job(tx, job_id)
        assert (job.state, job.result) == ("cancelled", None)


def test_a_renewed_lease_keeps_the_job(store: Store, world: World) -> None:
    job_id = queue(store, world)
    hold = take(store, "a")
    assert hold is not None
    let_lease_run_out(store, job_id)
    with store.transaction() as tx:
        assert jobs.renew(tx, hold, lease_seconds=60)
    assert take(store, "b") is None


def test_a_job_lost_three_times_fails_with_a_sentence(store: Store, world: World) -> None:
    job_id = queue(store, world)
    for n in range(jobs.MOST_ATTEMPTS):
        assert take(store, f"w{n}") is not None
        let_lease_run_out(store, job_id)
    assert take(store, "last") is None
    with store.reading() as tx:
        job = jobs.get_job(tx, job_id)
        assert job.state == "failed"
        assert job.result == {"error": jobs.LOST_TOO_OFTEN}


def test_a_job_given_back_uncounted_has_all_its_attempts(store: Store, world: World) -> None:
    queue(store, world)
    for _ in range(5):
        hold = take(store, "a")
        assert hold is not None
        assert hold.attempt == 1
        with store.transaction() as tx:
            assert jobs.give_back(tx, hold, counts=False)


def test_a_lost_job_that_was_to_stop_is_not_taken_again(store: Store, world: World) -> None:
    job_id = queue(store, world)
    assert take(store, "a") is not None
    with store.transaction() as tx:
        jobs.ask_stop(tx, jobs.get_job(tx, job_id), "stop")
    let_lease_run_out(store, job_id)
    assert take(store, "b") is None
    assert state_of(store, job_id) == "cancelled"


def test_a_report_keeps_the_best_and_hears_what_was_asked(store: Store, world: World) -> None:
    job_id = queue(store, world)
    hold = take(store, "a")
    assert hold is not None
    with store.transaction() as tx:
        assert jobs.report(tx, hold, {"n": 1}, {"made": 1}) == ""
        jobs.ask_stop(tx, jobs.get_job(tx, job_id), "take")
        assert jobs.report(tx, hold, {"n": 2}, None) == "take"
    with store.reading() as tx:
        job = jobs.get_job(tx, job_id)
        assert (job.progress, job.best) == ({"n": 2}, {"made": 1})


def test_the_newest_job_of_a_kind_is_found(store: Store, world: World) -> None:
    with store.reading() as tx:
        assert jobs.latest_of_kind(tx, world.contest_id, "add") is None
    queue(store, world)
    newest = queue(store, world)
    queue(store, world, "other")
    with store.reading() as tx:
        found = jobs.latest_of_kind(tx, world.contest_id, "add")
        assert found is not None
        assert found.id == newest
