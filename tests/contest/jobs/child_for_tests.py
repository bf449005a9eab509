"""The child with a few kinds of job that only tests know."""

import sys
import time
from pathlib import Path
from typing import Any

from contest.errors import BadInput
from contest.jobs import child
from contest.jobs.context import JobContext
from contest.jobs.kinds import KINDS
from contest.security import needs


@needs("job.write")
def add(context: JobContext) -> dict[str, Any]:
    return {"sum": sum(context.payload["numbers"]), "asked_by": context.actor.name}


@needs("job.write")
def refuse(context: JobContext) -> None:
    raise BadInput(zh="第 3 行没有姓名。", en="Row 3 has no name.")


@needs("job.write")
def stumble(context: JobContext) -> None:
    raise ZeroDivisionError


@needs("mark.enter")
def forbidden(context: JobContext) -> None:
    raise AssertionError("an organiser may not do this")


@needs("job.write")
def work_until_told(context: JobContext) -> dict[str, Any]:
    """Say on which attempt it is, then go on until told to end; the second attempt ends at once."""
    folder = Path(context.payload["folder"])
    (folder / f"attempt-{context.hold.attempt}").touch()
    if context.best is not None and (context.hold.attempt > 1 or context.stop_asked):
        return {"went_on_from": context.best, "attempt": context.hold.attempt}
    n = 0
    while context.report({"n": n}, best={"n": n}) or context.payload.get("deaf"):
        n += 1
        time.sleep(0.01)
    return {"ended_with": context.stop_asked}


for function in (add, refuse, stumble, forbidden, work_until_told):
    KINDS[function.__name__] = f"{__name__}:{function.__name__}"

if __name__ == "__main__":
    child.main(sys.argv[1:])
