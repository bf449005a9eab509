"""The organiser's overview, marking progress and results."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.operations import freezing, results
from contest.queries.desk import overview
from contest.security import needs
from contest.web.door import actor, store

desk = Blueprint("desk", __name__)
marking = Blueprint("marking", __name__)
results_desk = Blueprint("results_desk", __name__)


@desk.get("/desk", endpoint="overview")
@needs("desk.read")
def show() -> ResponseReturnValue:
    """Show where the contest stands and what waits for somebody."""
    with store().reading() as tx:
        return render_template("organiser/overview.html", page=overview(tx, actor()))


@marking.get("/desk/marking")
@needs("desk.read")
def progress() -> ResponseReturnValue:
    """Show how far marking is in each stage."""
    with store().reading() as tx:
        return render_template("organiser/marking.html", page=overview(tx, actor()))


@results_desk.get("/desk/results")
@needs("desk.read")
def stages() -> ResponseReturnValue:
    """Show each stage's way from signature to final."""
    with store().reading() as tx:
        return render_template("organiser/results.html", page=overview(tx, actor()))


@results_desk.post("/desk/results/<stage_id>/board")
@needs("board.write")
def board(stage_id: str) -> ResponseReturnValue:
    """Show or hide a board."""
    show_it = request.form.get("show") == "1"
    results.switch_board(store(), actor=actor(), stage_id=stage_id, show=show_it)
    flash(gettext("榜单已公开。") if show_it else gettext("榜单已隐藏。"), "done")
    return _results()


@results_desk.post("/desk/results/trades/<trade_id>/freeze")
@needs("board.write")
def freeze(trade_id: str) -> ResponseReturnValue:
    """Freeze a trade's boards, or reveal them."""
    if request.form.get("freeze") == "1":
        freezing.freeze_boards(store(), actor=actor(), trade_id=trade_id)
        flash(gettext("已封榜：此后的打分在揭榜前不公开。"), "done")
    else:
        freezing.reveal_boards(store(), actor=actor(), trade_id=trade_id)
        flash(gettext("已揭榜，榜单恢复实时更新。"), "done")
    return _results()


@results_desk.post("/desk/results/<stage_id>/fill")
@needs("final.fill")
def fill(stage_id: str) -> ResponseReturnValue:
    """Seat those who go on in the next stage."""
    count = results.fill_final(store(), actor=actor(), stage_id=stage_id)
    flash(gettext("%(count)s 名选手晋级，已排入下一阶段。", count=count), "done")
    return _results()


@results_desk.post("/desk/results/<stage_id>/notice")
@needs("result.notice")
def notice(stage_id: str) -> ResponseReturnValue:
    """Open a signed result to objections."""
    hours = request.form.get("hours", "")
    results.start_notice(
        store(),
        actor=actor(),
        stage_id=stage_id,
        hours=int(hours) if hours.isdecimal() and len(hours) < 6 else 0,
    )
    flash(gettext("已开始公示。"), "done")
    return _results()


@results_desk.post("/desk/results/<stage_id>/finish")
@needs("result.notice")
def finish(stage_id: str) -> ResponseReturnValue:
    """End the public notice."""
    results.finish_notice(store(), actor=actor(), stage_id=stage_id)
    flash(gettext("公示结束，成绩为最终成绩。"), "done")
    return _results()


def _results() -> ResponseReturnValue:
    return redirect(url_for("results_desk.stages"), 303)
