"""The journal at the desk."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries.journal import journal_page
from contest.security import needs
from contest.store.contests import trades_of
from contest.web.door import actor, store

journal = Blueprint("journal", __name__)


@journal.get("/desk/journal")
@needs("journal.read")
def show() -> ResponseReturnValue:
    """Show what happened lately."""
    trade_id = request.args.get("trade") or None
    with store().reading() as tx:
        lines = journal_page(tx, actor(), trade_id=trade_id)
        trades = [
            (one.id, one.name, one.name_en) for one in trades_of(tx, actor().contest_id or "")
        ]
    return render_template("organiser/journal.html", lines=lines, trades=trades, trade_id=trade_id)
