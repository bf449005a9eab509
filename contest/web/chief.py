"""The chief judge's desk: sheets of his trade, one sheet in full, and the result."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.operations import results, signing
from contest.queries.chief import sheet_matrix, stage_desk
from contest.security import needs
from contest.store.contests import stages_of
from contest.web.door import actor, store

chief = Blueprint("chief", __name__, url_prefix="/chief")


@chief.get("")
@needs("sheet.sign")
def home() -> ResponseReturnValue:
    """Go to the first stage of the trade whose result is not signed yet."""
    with store().reading() as tx:
        stages = stages_of(tx, actor().trade_id or "")
    if not stages:
        return render_template("chief/empty.html")
    current = next((stage for stage in stages if stage.state == "open"), stages[-1])
    return redirect(url_for("chief.stage", stage_id=current.id))


@chief.get("/stages/<stage_id>")
@needs("mark.read")
def stage(stage_id: str) -> ResponseReturnValue:
    """Show a stage's sheets at a glance."""
    with store().reading() as tx:
        return render_template("chief/stage.html", desk=stage_desk(tx, stage_id, actor()))


@chief.get("/sheets/<sheet_id>")
@needs("mark.read")
def sheet(sheet_id: str) -> ResponseReturnValue:
    """Show one sheet: aspects x judges, spreads, and the walk to its score."""
    with store().reading() as tx:
        return render_template("chief/sheet.html", matrix=sheet_matrix(tx, sheet_id, actor()))


@chief.post("/stages/<stage_id>/sign")
@needs("sheet.sign")
def sign(stage_id: str) -> ResponseReturnValue:
    """Sign the chosen sheets."""
    chosen = request.form.getlist("sheet_id")
    signed = signing.sign_sheets(store(), actor=actor(), stage_id=stage_id, sheet_ids=chosen)
    flash(gettext("已签字确认 %(count)s 张评分表。", count=signed), "done")
    return _back(stage_id)


@chief.post("/sheets/<sheet_id>/reopen")
@needs("sheet.sign")
def reopen(sheet_id: str) -> ResponseReturnValue:
    """Send a sheet back with a reason."""
    reason = request.form.get("reason", "")
    signing.reopen_sheet(store(), actor=actor(), sheet_id=sheet_id, reason=reason)
    flash(gettext("已退回给裁判，原有打分保留。"), "done")
    return redirect(url_for("chief.sheet", sheet_id=sheet_id), 303)


@chief.post("/stages/<stage_id>/incidents")
@needs("incident.write")
def record(stage_id: str) -> ResponseReturnValue:
    """Note an incident or an absence."""
    count = request.form.get("count", "1")
    signing.record_incident(
        store(),
        actor=actor(),
        stage_id=stage_id,
        entry_id=request.form.get("entry_id", ""),
        item_id=request.form.get("item_id", ""),
        count=int(count) if count.isdecimal() and len(count) < 4 else 0,
        note=request.form.get("note", ""),
    )
    flash(gettext("已记录。"), "done")
    return _back(stage_id)


@chief.post("/stages/<stage_id>/incidents/<incident_id>/withdraw")
@needs("incident.write")
def withdraw(stage_id: str, incident_id: str) -> ResponseReturnValue:
    """Take an incident back."""
    signing.withdraw_incident(store(), actor=actor(), incident_id=incident_id)
    flash(gettext("已撤销，操作日志保留。"), "done")
    return _back(stage_id)


@chief.post("/stages/<stage_id>/result")
@needs("result.sign")
def sign_result(stage_id: str) -> ResponseReturnValue:
    """Sign the stage's result."""
    results.sign_result(store(), actor=actor(), stage_id=stage_id)
    flash(gettext("成绩已签署。"), "done")
    return _back(stage_id)


@chief.post("/stages/<stage_id>/result/withdraw")
@needs("result.sign")
def withdraw_result(stage_id: str) -> ResponseReturnValue:
    """Take a signed result back."""
    reason = request.form.get("reason", "")
    results.withdraw_result(store(), actor=actor(), stage_id=stage_id, reason=reason)
    flash(gettext("成绩已撤回，评分表可退回更正后重新签署。"), "done")
    return _back(stage_id)


@chief.post("/stages/<stage_id>/fill")
@needs("final.fill")
def fill(stage_id: str) -> ResponseReturnValue:
    """Seat those who go on in the next stage."""
    count = results.fill_final(store(), actor=actor(), stage_id=stage_id)
    flash(gettext("%(count)s 名选手晋级，已排入下一阶段。", count=count), "done")
    return _back(stage_id)


def _back(stage_id: str) -> ResponseReturnValue:
    return redirect(url_for("chief.stage", stage_id=stage_id), 303)
