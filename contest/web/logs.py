"""Every write and every failure leaves one line in the log, with its ids and its time."""

import re
import time

from flask import Flask, Response, g, request

from contest.ids import new_id
from contest.logs import CONTEST, REQUEST
from contest.security import Actor
from contest.web.door import UNSAFE, settings

GIVEN = re.compile(r"[0-9a-f]{32}")


def keep_logs(app: Flask) -> None:
    """Number each request (as nginx did, if one is in front) and log what changed or failed."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.begun = time.perf_counter()
        REQUEST.set(given if settings().behind_proxy and GIVEN.fullmatch(given) else new_id())
        CONTEST.set("")

    @app.after_request
    def end(response: Response) -> Response:
        actor: Actor | None = g.get("actor")
        CONTEST.set((actor.contest_id if actor else None) or "")
        if request.method in UNSAFE or response.status_code >= 500:
            app.logger.info(
                "%s",
                request.method,
                extra={
                    "endpoint": request.endpoint or "",
                    "status": response.status_code,
                    "ms": round(1000 * (time.perf_counter() - g.get("begun", 0)), 1),
                },
            )
        response.headers["X-Request-ID"] = REQUEST.get()
        return response
