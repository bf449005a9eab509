"""Long work as the person who asked for it sees it."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from contest.errors import NotFound
from contest.security import Actor
from contest.store import jobs
from contest.store.jobs import Job


@dataclass(frozen=True, kw_only=True)
class JobPicture:
    """A job's state and progress; `error` is the sentence of a failed one, zh and en."""

    id: str
    kind: str
    state: str
    progress: dict[str, Any]
    asked_at: str
    ended_at: str | None
    stop_asked: str
    has_best: bool
    error: dict[str, str] | None

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in jobs.OVER


def asking(tx: Session, job: Job) -> Actor:
    """Return who asked, with the rights of now; an official no longer active has none."""
    found = jobs.asker(tx, job)
    if found is None or not found[0].active:
        return Actor()
    staff, person = found
    return Actor(
        role=staff.role,
        staff_id=staff.id,
        contest_id=staff.contest_id,
        trade_id=staff.trade_id,
        name=person.name,
        number=staff.number,
    )


def job_of_contest(tx: Session, job_id: str, viewer: Actor) -> JobPicture:
    """Return one job; another contest's is `NotFound`."""
    job = jobs.get_job(tx, job_id)
    if job.contest_id != viewer.contest_id:
        raise NotFound()
    return picture(job)


def picture(job: Job) -> JobPicture:
    """Return what is shown of a job."""
    result = job.result or {}
    return JobPicture(
        id=job.id,
        kind=job.kind,
        state=job.state,
        progress=job.progress,
        asked_at=job.asked_at.isoformat(),
        ended_at=job.ended_at.isoformat() if job.ended_at else None,
        stop_asked=job.stop_asked,
        has_best=job.best is not None,
        error=result.get("error") if job.state == "failed" else None,
    )
