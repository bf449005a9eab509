"""Long work: queued in the transaction that asks for it, held by one worker at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from contest.clock import now
from contest.errors import NotFound
from contest.store.tables.jobs import Job
from contest.store.tables.people import Person, Staff

MOST_ATTEMPTS = 3
OVER = ("done", "failed", "cancelled")
LOST_TOO_OFTEN = {
    "key": "lost_too_often",
    "zh": f"任务中断了 {MOST_ATTEMPTS} 次，没有完成。请重试；若再次失败，请告知技术人员任务编号。",
    "en": f"The work was interrupted {MOST_ATTEMPTS} times. Try again; if it fails once more, "
    "give the job's number to your technician.",
}


@dataclass(frozen=True, kw_only=True)
class Hold:
    """
    Proof that a worker holds a job: no other worker can have the same worker and attempt.

    Every write about a running job names its hold, so that a worker which was thought dead and
    comes back cannot write over the one that took the job after it.
    """

    job_id: str
    worker: str
    attempt: int


def enqueue(
    tx: Session, *, contest_id: str, kind: str, payload: dict[str, Any], asked_by: str | None
) -> Job:
    """Queue work in the transaction of what asks for it: both happen or neither."""
    job = Job(contest_id=contest_id, kind=kind, payload=payload, asked_by=asked_by)
    tx.add(job)
    tx.flush()
    return job


def get_job(tx: Session, job_id: str) -> Job:
    """Return a job; a missing one is `NotFound`."""
    job = tx.get(Job, job_id)
    if job is None:
        raise NotFound()
    return job


def asker(tx: Session, job: Job) -> tuple[Staff, Person] | None:
    """Return the official who asked for a job."""
    statement = (
        select(Staff, Person)
        .join(Person, col(Person.id) == col(Staff.person_id))
        .where(Staff.id == job.asked_by)
    )
    return tx.exec(statement).first()


def latest_of_kind(tx: Session, contest_id: str, kind: str) -> Job | None:
    """Return the contest's newest job of a kind."""
    statement = (
        select(Job)
        .where(Job.contest_id == contest_id, Job.kind == kind)
        .order_by(col(Job.asked_at).desc(), col(Job.id))
        .limit(1)
    )
    return tx.exec(statement).first()


def claim(
    tx: Session, *, worker: str, lease_seconds: float, without: Collection[str] = ()
) -> Job | None:
    """
    Take the oldest job that is queued, or whose worker has let its lease run out.

    A job lost for the third time fails; one lost after it was told to stop is cancelled. Kinds
    in `without` are left to others.
    """
    while (job := _first_free(tx, without)) is not None:
        if job.stop_asked == "stop":
            _end(job, "cancelled", None)
        elif job.attempt >= MOST_ATTEMPTS:
            _end(job, "failed", {"error": LOST_TOO_OFTEN})
        elif _take(tx, job, worker, lease_seconds):
            return job
        tx.flush()
    return None


def _first_free(tx: Session, without: Collection[str]) -> Job | None:
    lost = and_(col(Job.state) == "running", col(Job.lease_ends_at) < now())
    statement = (
        select(Job)
        .where(or_(col(Job.state) == "queued", lost), col(Job.kind).not_in(list(without)))
        .order_by(col(Job.asked_at), col(Job.id))
        .limit(1)
        # PostgreSQL hands each worker another row; SQLite has one writer at a time anyway.
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return tx.exec(statement).first()


def _take(tx: Session, job: Job, worker: str, lease_seconds: float) -> bool:
    taken = tx.exec(
        update(Job)
        .where(col(Job.id) == job.id, col(Job.attempt) == job.attempt, col(Job.state) == job.state)
        .values(
            state="running",
            worker=worker,
            attempt=job.attempt + 1,
            lease_ends_at=now() + timedelta(seconds=lease_seconds),
        )
        .execution_options(synchronize_session=False)
    )
    tx.refresh(job)
    return taken.rowcount == 1


def held(tx: Session, hold: Hold) -> Job | None:
    """Return the job, or None when the hold is no longer good."""
    return tx.exec(_of_hold(hold)).first()


def _locked(tx: Session, hold: Hold) -> Job | None:
    """Return the job of a good hold, locked until the transaction ends."""
    return tx.exec(_of_hold(hold).with_for_update()).first()


def _of_hold(hold: Hold) -> SelectOfScalar[Job]:
    return (
        select(Job)
        .where(
            Job.id == hold.job_id,
            Job.state == "running",
            Job.worker == hold.worker,
            Job.attempt == hold.attempt,
        )
        .execution_options(populate_existing=True)
    )


def renew(tx: Session, hold: Hold, *, lease_seconds: float) -> bool:
    """Keep the job for another lease; False when it is no longer this worker's."""
    job = _locked(tx, hold)
    if job is not None:
        job.lease_ends_at = now() + timedelta(seconds=lease_seconds)
    return job is not None


def report(
    tx: Session, hold: Hold, progress: dict[str, Any], best: dict[str, Any] | None
) -> str | None:
    """Note progress and the best result so far; return what was asked ("", "stop", "take")."""
    job = _locked(tx, hold)
    if job is None:
        return None
    job.progress = progress
    if best is not None:
        job.best = best
    return job.stop_asked


def finish(tx: Session, hold: Hold, result: dict[str, Any] | None) -> bool:
    """
    End a job as done, in the transaction of what it made.

    False, and nothing may be kept, when the hold is gone or somebody stopped the job meanwhile.
    """
    job = _locked(tx, hold)
    if job is not None:
        _end(job, "done", result)
    return job is not None and job.state == "done"


def fail(tx: Session, hold: Hold, error: dict[str, str]) -> bool:
    """End a job as failed, with its sentence in both languages."""
    job = _locked(tx, hold)
    if job is not None:
        _end(job, "failed", {"error": error})
    return job is not None


def cancel(tx: Session, hold: Hold) -> bool:
    """End a job that was told to stop, after its process is gone."""
    job = _locked(tx, hold)
    if job is not None:
        _end(job, "cancelled", None)
    return job is not None


def give_back(tx: Session, hold: Hold, *, counts: bool) -> bool:
    """Put a job back into the queue; `counts` says whether the attempt was one."""
    job = _locked(tx, hold)
    if job is not None:
        job.state, job.worker, job.lease_ends_at = "queued", None, None
        if not counts:
            job.attempt -= 1
    return job is not None


def ask_stop(tx: Session, job: Job, how: str) -> None:
    """Ask a job to stop ("stop") or to end with its best so far ("take")."""
    job.stop_asked = how
    if job.state == "queued" and how == "stop":
        _end(job, "cancelled", None)


def _end(job: Job, state: str, result: dict[str, Any] | None) -> None:
    # Told to stop it is stopped, also where its process ended by itself in the same moment.
    stopped = job.stop_asked == "stop"
    job.state, job.result = ("cancelled", None) if stopped else (state, result)
    job.ended_at = now()
    job.worker, job.lease_ends_at = None, None
