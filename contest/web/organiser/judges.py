"""How a stage's judges mark beside each other: for people to look at, never part of a result."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries.judge_page import judge_page
from contest.security import needs
from contest.web.door import actor, store

judges = Blueprint("judges", __name__)


@judges.get("/desk/judges")
@needs("statistics.read")
def show() -> ResponseReturnValue:
    """Show a stage's aspects x judges, and each judge's figures."""
    with store().reading() as tx:
        page = judge_page(tx, actor(), request.args.get("trade"), request.args.get("stage"))
        return render_template("organiser/judges.html", page=page)
