"""Numbers for Prometheus, for whoever shows the token; to everybody else there is no such page."""

import hmac

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from contest.errors import NotFound
from contest.numbers import Numbers
from contest.security import needs
from contest.web.door import settings

numbers = Blueprint("numbers", __name__)


def own_numbers() -> Numbers:
    """Return this process's numbers."""
    return current_app.extensions["leitai_numbers"]


@numbers.get("/metrics")
@needs("public.read")
def metrics() -> ResponseReturnValue:
    """Return this process's numbers."""
    wanted = settings().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not wanted or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise NotFound()
    return Response(own_numbers().text(), mimetype="text/plain; version=0.0.4")
