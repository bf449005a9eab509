"""The status page at the desk."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from contest import presence
from contest.queries.status import status_page
from contest.security import needs
from contest.web.door import actor, settings, store

status = Blueprint("status", __name__)


@status.get("/desk/status")
@needs("desk.read")
def show() -> ResponseReturnValue:
    """Show processes, screens and tablets that keep marks, as they last said themselves."""
    said = presence.reports(settings().data_dir)
    with store().reading() as tx:
        return render_template("organiser/status.html", page=status_page(tx, actor(), said))
