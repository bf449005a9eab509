"""Numbers for Prometheus, for whoever shows the token; to everybody else there is no such page."""

import hmac

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from contest import presence
from contest.errors import NotFound
from contest.numbers import Numbers
from contest.security import needs
from contest.web.door import settings

numbers = Blueprint("numbers", __name__)
TEXT = "text/plain; version=0.0.4"


def own_numbers() -> Numbers:
    """Return this process's numbers."""
    return current_app.extensions["leitai_numbers"]


@numbers.get("/metrics")
@needs("public.read")
def metrics() -> ResponseReturnValue:
    """Return this process's numbers."""
    _known_collector()
    return Response(own_numbers().text(), mimetype=TEXT)


@numbers.get("/metrics/<name>")
@needs("public.read")
def metrics_of(name: str) -> ResponseReturnValue:
    """Return what another process of this machine last said, as the embedded server's audience."""
    _known_collector()
    for report in presence.reports(settings().data_dir):
        if report.name == name and report.lives and "metrics" in report.facts:
            return Response(report.facts["metrics"], mimetype=TEXT)
    raise NotFound()


def _known_collector() -> None:
    wanted = settings().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not wanted or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise NotFound()
