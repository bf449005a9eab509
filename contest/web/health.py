"""Is the installation alive, and can marks be taken?"""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from contest.queries.health import marks_can_be_taken
from contest.security import needs
from contest.web.door import store

health = Blueprint("health", __name__)


@health.get("/health/live")
@needs("public.read")
def live() -> ResponseReturnValue:
    """Answer while the process runs."""
    return jsonify(state="live")


@health.get("/health/ready")
@needs("public.read")
def ready() -> ResponseReturnValue:
    """Answer 200 once marks can be taken, else 503."""
    if marks_can_be_taken(store()):
        return jsonify(state="ready")
    return jsonify(state="starting"), 503
