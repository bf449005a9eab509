"""Long work: how far it is, and stopping it."""

from flask import Blueprint, flash, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.operations import jobs as operations
from contest.queries.jobs import job_of_contest
from contest.security import needs
from contest.web.door import actor, store

jobs = Blueprint("jobs", __name__)
PAGES = {
    "print_document": "documents.show",
    "read_roster": "roster.index",
    "solve_timetable": "timetable.page",
}


@jobs.get("/jobs/<job_id>.json")
@needs("job.write")
def show(job_id: str) -> ResponseReturnValue:
    """Answer with the state and progress of a job."""
    with store().reading() as tx:
        job = job_of_contest(tx, job_id, actor())
    return jsonify(
        id=job.id,
        kind=job.kind,
        state=job.state,
        progress=job.progress,
        asked_at=job.asked_at,
        stop_asked=job.stop_asked,
        has_best=job.has_best,
        error=job.error,
    )


@jobs.post("/jobs/<job_id>/<any(stop, take):how>")
@needs("job.write")
def stop(job_id: str, how: str) -> ResponseReturnValue:
    """Stop a job, or let it end with what it has."""
    operations.stop_job(store(), actor=actor(), job_id=job_id, take=how == "take")
    if how == "take":
        flash(gettext("正在采用当前最好的结果。"), "done")
    else:
        flash(gettext("已要求停止。"), "done")
    with store().reading() as tx:
        job = job_of_contest(tx, job_id, actor())
    return redirect(url_for(PAGES.get(job.kind, "desk.overview")), 303)
