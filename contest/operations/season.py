"""A season's prelims: every city is a contest of its own, solved by a job of its own."""

import secrets
from dataclasses import dataclass
from typing import Any

from contest.clock import now
from contest.errors import NotFound
from contest.keys import Keys
from contest.operations.founding import NewContest, found_contest
from contest.operations.jobs import stop_job
from contest.operations.timetabling import KIND
from contest.security import ORGANISER, Actor
from contest.store import contests, jobs, people
from contest.store.engine import Store
from scheduler.problem import Problem

LONGEST = 60  # days of a contest


@dataclass(frozen=True, kw_only=True)
class CityJob:
    """``table`` is the best timetable so far, as plain data; ``result`` how the job ended."""

    state: str
    over: bool
    attempts: int
    table: dict[str, Any] | None
    result: dict[str, Any]


def request_city(store: Store, *, keys: Keys, city: str, problem: Problem, seconds: float) -> str:
    """
    Queue the solve of a city unless it is queued, going on or done; return the job's id.

    A city that failed or was stopped is queued again, and one whose problem changed too; what was
    found before goes on from there as long as the problem is the same.
    """
    actor = _organiser(store, city) or _found(store, keys, city, problem)
    data = problem.to_json()
    with store.transaction() as tx:
        contest_id = actor.contest_id or ""
        actor.must("timetable.write", contest_id=contest_id)
        before = jobs.latest_of_kind(tx, contest_id, KIND)
        same = before is not None and before.payload["problem"] == data
        if before is not None and same and before.state not in ("failed", "cancelled"):
            return before.id
        job = jobs.enqueue(
            tx,
            contest_id=contest_id,
            kind=KIND,
            payload={"problem": data, "seconds": seconds},
            asked_by=actor.staff_id,
        )
        if before is not None and same:
            job.best = before.best
        return job.id


def stop_city(store: Store, *, city: str, take: bool) -> None:
    """Stop a city's solve, or let it end with the best timetable it has; raises `Refusal`."""
    actor = _organiser(store, city)
    if actor is None:
        raise NotFound()
    with store.reading() as tx:
        job = jobs.latest_of_kind(tx, actor.contest_id or "", KIND)
        if job is None:
            raise NotFound()
        job_id = job.id
    stop_job(store, actor=actor, job_id=job_id, take=take)


def look_at(store: Store, job_id: str) -> CityJob:
    """How a city's job stands now."""
    with store.reading() as tx:
        job = jobs.get_job(tx, job_id)
        return CityJob(
            state=job.state,
            over=job.state in jobs.OVER,
            attempts=job.attempt,
            table=job.best["timetable"] if job.best is not None else None,
            result=job.result or {},
        )


def _organiser(store: Store, city: str) -> Actor | None:
    with store.reading() as tx:
        for contest in contests.all_contests(tx):
            if contest.name == city:
                staff, _ = people.staff_of(tx, contest.id)[0]
                return Actor(role=ORGANISER, staff_id=staff.id, contest_id=contest.id)
    return None


def _found(store: Store, keys: Keys, city: str, problem: Problem) -> Actor:
    """The city's contest; nobody signs in to it, so nobody knows its password."""
    found = found_contest(
        store,
        keys=keys,
        contest=NewContest(
            name=city, starts_on=now().date(), days=min(problem.days[-1].index + 1, LONGEST)
        ),
        organiser=city,
        user_name=city,
        password=secrets.token_urlsafe(32),
    )
    return Actor(role=ORGANISER, staff_id=found.organiser_id, contest_id=found.contest_id)
