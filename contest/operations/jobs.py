"""Stopping long work."""

from contest.errors import Refusal
from contest.security import Actor
from contest.store import jobs, journal
from contest.store.engine import Store

JOURNALLED = {"solve_timetable": "contest:timetable:stop"}


class JobIsOver(Refusal):
    """Stopping what has ended changes nothing."""

    key = "job_is_over"
    zh = "任务已经结束，无需停止。请刷新页面查看结果。"
    en = "This work has already ended. Reload the page to see its result."


class NothingToTake(Refusal):
    """Before the first result there is no best so far."""

    key = "nothing_to_take"
    zh = "还没有可采用的结果。请稍候，或选择停止。"
    en = "There is no result to use yet. Wait a moment, or stop the work."


def stop_job(store: Store, *, actor: Actor, job_id: str, take: bool = False) -> None:
    """
    Stop a job; with `take` let it end as done with the best result it has.

    The process of a stopped job is gone within a second.
    """
    with store.transaction() as tx:
        job = jobs.get_job(tx, job_id)
        actor.must("job.write", contest_id=job.contest_id)
        if job.state in jobs.OVER:
            raise JobIsOver()
        if take and job.best is None:
            raise NothingToTake()
        jobs.ask_stop(tx, job, "take" if take else "stop")
        journal.append(
            tx,
            contest_id=job.contest_id,
            stream=job.contest_id,
            kind=JOURNALLED.get(job.kind, "contest:job:stop"),
            actor_id=actor.staff_id,
            role=actor.role,
            body={"job_id": job.id, "take": take},
        )
