"""The rulings desk: questions, answers by the chief judge, confirmation by the supervisor."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.operations import rulings as operations
from contest.queries.rulings import rulings_page
from contest.security import needs
from contest.web.door import actor, store

rulings = Blueprint("rulings", __name__)


@rulings.get("/desk/rulings")
@needs("ruling.read")
def show() -> ResponseReturnValue:
    """Show a trade's open questions and its rulings."""
    with store().reading() as tx:
        page = rulings_page(tx, actor(), request.args.get("trade"))
        return render_template("organiser/rulings.html", page=page)


@rulings.post("/desk/rulings/stages/<stage_id>")
@needs("ruling.write")
def make(stage_id: str) -> ResponseReturnValue:
    """Answer a question the rulebook leaves open."""
    form = request.form
    places = sorted(
        (int(value), name.removeprefix("place-"))
        for name, value in form.items()
        if name.startswith("place-") and value.isdecimal() and len(value) < 5
    )
    # Two on one place are no order; what the engine then refuses is told in its sentence.
    ordered = form.get("choice") == "order" and len({n for n, _ in places}) == len(places)
    operations.make_ruling(
        store(),
        actor=actor(),
        stage_id=stage_id,
        key=form.get("key", ""),
        choice=form.get("choice", ""),
        text=form.get("text", ""),
        order=[entry for _, entry in places] if ordered else [],
    )
    flash(gettext("裁定已记录，监督确认后生效。"), "done")
    return _back()


@rulings.post("/desk/rulings/<ruling_id>/confirm")
@needs("ruling.confirm")
def confirm(ruling_id: str) -> ResponseReturnValue:
    """Put the supervisor's name under a ruling."""
    operations.confirm_ruling(store(), actor=actor(), ruling_id=ruling_id)
    flash(gettext("裁定已生效，成绩按此计算，并写入证明。"), "done")
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for("rulings.show", trade=request.form.get("trade") or None), 303)
