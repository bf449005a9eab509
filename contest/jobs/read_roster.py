"""Reading an uploaded roster: slow and dangerous files are none of the web process's business."""

from typing import Any

from contest.jobs.context import JobContext
from contest.operations import roster_mending as mending
from contest.operations import rosters as operations
from contest.queries.roster import known_for_reading
from contest.roster import read_roster as read
from contest.security import needs
from contest.store import rosters


@needs("roster.write")
def read_roster(context: JobContext) -> dict[str, Any] | None:
    """
    Read the workbook of an import and keep the preview, sealed.

    A workbook that cannot be read fails the job with its sentence; a job run twice shows once.
    """
    with context.store.reading() as tx:
        upload = rosters.get_import(tx, context.payload["import_id"])
        known = known_for_reading(tx, context.contest_id)
        mends = mending.mends_for_reading(tx, context.keys, upload)
    context.actor.must("roster.write", contest_id=upload.contest_id)
    if upload.state != "reading":
        return None
    context.report({"stage": "reading"}, at_once=True)
    data = operations.workbook_of(context.keys, upload)
    preview = read(data, upload.file_name, mends=mends, **known)
    context.report({"stage": "keeping", "rows": preview.ready}, at_once=True)
    with context.store.transaction() as tx:
        upload = rosters.get_import(tx, upload.id, lock=True)
        if upload.state == "reading":
            operations.show_import(tx, keys=context.keys, upload=upload, preview=preview)
        result = {"ready": preview.ready, "left_out": preview.left_out}
        context.finish(tx, result)
    return result
