"""The ceremony's screen: an organiser goes from place to place with one key."""

from typing import Any

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries.ceremony import ceremony_step
from contest.security import needs
from contest.web.door import actor, store

ceremony = Blueprint("ceremony", __name__)


@ceremony.get("/desk/ceremony/<stage_id>")
@needs("board.write")
def show(stage_id: str) -> ResponseReturnValue:
    """Show the screen at a step; what comes later is not in the page."""
    return render_template("organiser/ceremony.html", data=_step(stage_id))


@ceremony.get("/desk/ceremony/<stage_id>.json")
@needs("board.write")
def step(stage_id: str) -> ResponseReturnValue:
    """Return another step."""
    return jsonify(_step(stage_id))


def _step(stage_id: str) -> dict[str, Any]:
    with store().reading() as tx:
        return ceremony_step(
            tx, actor(), stage_id, places=_number("places", 3), step=_number("step", 0)
        )


def _number(name: str, otherwise: int) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 4 else otherwise
