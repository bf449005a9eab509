"""
The process that does one job: `python -m contest.jobs.child <job> <worker> <attempt> <parent>`.

A process of its own can be stopped at any moment, gives its memory back, and cannot take the
worker down with it.
"""

import logging
import os
import resource
import signal
import sys
from contextlib import suppress

from contest.config import Settings
from contest.errors import NotAllowed, Refusal
from contest.jobs.context import HoldLost, JobContext
from contest.jobs.kinds import Kind, load
from contest.keys import load_keys
from contest.processes import die_with_parent
from contest.queries.jobs import asking
from contest.store import jobs
from contest.store.engine import Store
from contest.store.jobs import Hold

log = logging.getLogger("leitai.jobs")
MEMORY = 6 * 2**30
FILE = 2**30
BUG = {
    "key": "job_bug",
    "zh": "任务遇到意外错误，已记录。数据没有改变，请重试；若再次失败，请告知技术人员任务编号。",
    "en": "The work met an unexpected error, which was logged. Nothing of yours has changed. Try "
    "again; if it fails once more, give the job's number to your technician.",
}


def die_with_worker(worker: int) -> None:
    """Be killed with the worker, or two solvers would run after a restart."""
    die_with_parent(signal.SIGKILL)
    if os.getppid() != worker:
        # The worker died before the wish was heard.
        sys.exit(1)


def stay_small() -> None:
    """Give way to the web process, and end rather than take the whole machine."""
    os.nice(10)
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        with suppress(ValueError, OSError):  # macOS refuses a limit of address space
            resource.setrlimit(what, (most if hard < 0 else min(most, hard), hard))


def do_job(store: Store, settings: Settings, hold: Hold) -> None:
    """Do the job and write how it ended; a hold that is gone is let go in silence."""
    with store.reading() as tx:
        job = jobs.held(tx, hold)
        if job is None:
            return
        context = JobContext(
            store=store,
            hold=hold,
            contest_id=job.contest_id,
            payload=job.payload,
            actor=asking(tx, job),
            settings=settings,
            keys=load_keys(settings.data_dir),
            best=job.best,
            stop_asked=job.stop_asked,
        )
        kind = job.kind
    try:
        result = _run(load(kind), context)
    except HoldLost:
        log.warning("job %s went to another worker", hold.job_id)
    except Refusal as refusal:
        _fail(store, hold, refusal.as_json())
    except Exception:
        log.exception("job %s (%s) failed", hold.job_id, kind)
        _fail(store, hold, BUG)
    else:
        if not context.ended:
            with store.transaction() as tx:
                jobs.finish(tx, hold, result)


def _run(kind: Kind, context: JobContext) -> dict[str, object] | None:
    permission: str | None = getattr(kind, "permission", None)
    if permission is None:
        raise NotAllowed()
    context.actor.must(permission, contest_id=context.contest_id)
    return kind(context)


def _fail(store: Store, hold: Hold, error: dict[str, str]) -> None:
    with store.transaction() as tx:
        jobs.fail(tx, hold, error)


def main(arguments: list[str]) -> None:
    """Run one job named on the command line, with settings from the environment."""
    job_id, worker, attempt, parent = arguments
    die_with_worker(int(parent))
    stay_small()
    settings = Settings()
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(name)s %(levelname)s %(message)s"
    )
    store = Store(settings.database())
    try:
        do_job(store, settings, Hold(job_id=job_id, worker=worker, attempt=int(attempt)))
    finally:
        store.close()


if __name__ == "__main__":
    main(sys.argv[1:])
