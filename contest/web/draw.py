"""The draw: committed by the organiser, run by the supervisor, checked by anybody."""

from pathlib import Path

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.operations import drawing
from contest.queries.draw import draw_desk, public_draws
from contest.security import needs
from contest.web.door import actor, store
from scheduler.draw import DICE

draw = Blueprint("draw", __name__)
RECOMPUTE = Path(__file__).with_name("recompute_draw.txt").read_text(encoding="utf-8")
"""The program that the public page offers; a test runs it as it stands there."""


@draw.get("/draw")
@needs("draw.watch")
def desk() -> ResponseReturnValue:
    """Show what is to be drawn, what is committed, what came out."""
    with store().reading() as tx:
        return render_template("draw/desk.html", modules=draw_desk(tx, actor()), dice=DICE)


@draw.post("/draw/<stage_id>/<module_id>/commit")
@needs("draw.commit")
def commit(stage_id: str, module_id: str) -> ResponseReturnValue:
    """Commit to a seed."""
    drawing.commit_draw(store(), actor=actor(), stage_id=stage_id, module_id=module_id)
    flash(gettext("种子已封存。请公布承诺值，再由各代表队当众掷骰。"), "done")
    return redirect(url_for("draw.desk"), 303)


@draw.post("/draws/<draw_id>/run")
@needs("draw.run")
def run(draw_id: str) -> ResponseReturnValue:
    """Draw from the dice."""
    dice = " ".join(request.form.getlist("dice"))
    drawing.run_draw(store(), actor=actor(), draw_id=draw_id, dice=dice)
    flash(gettext("抽签完成，结果已公开。"), "done")
    return redirect(url_for("draw.desk"), 303)


@draw.post("/draws/<draw_id>/abandon")
@needs("draw.run")
def abandon(draw_id: str) -> ResponseReturnValue:
    """Put a draw aside, in public."""
    reason = request.form.get("reason", "")
    drawing.abandon_draw(store(), actor=actor(), draw_id=draw_id, reason=reason)
    flash(gettext("已作废，编号和原因公开保留。"), "done")
    return redirect(url_for("draw.desk"), 303)


@draw.get("/draws/<stage_id>")
@needs("draw.read")
def show(stage_id: str) -> ResponseReturnValue:
    """Show a stage's draws with everything needed to recompute them."""
    with store().reading() as tx:
        page = public_draws(tx, stage_id)
        return render_template("draw/public.html", page=page, program=RECOMPUTE)
