"""The recheck desk and the appeal desk."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.operations import appeals, rechecks
from contest.queries.review_desks import appeal_page, recheck_page
from contest.security import needs
from contest.web.door import actor, store

review = Blueprint("review", __name__)


@review.get("/desk/rechecks")
@needs("recheck.read")
def recheck_desk() -> ResponseReturnValue:
    """Show a trade's rechecks."""
    with store().reading() as tx:
        page = recheck_page(tx, actor(), request.args.get("trade"))
        return render_template("organiser/rechecks.html", page=page)


@review.post("/desk/rechecks/stages/<stage_id>")
@needs("recheck.write")
def draw(stage_id: str) -> ResponseReturnValue:
    """Draw the sample of a stage."""
    count = rechecks.draw_recheck(store(), actor=actor(), stage_id=stage_id)
    flash(gettext("已抽取 %(count)s 张评分表。", count=count), "done")
    return _back("review.recheck_desk")


@review.post("/desk/rechecks/sheets/<recheck_sheet_id>")
@needs("recheck.write")
def check(recheck_sheet_id: str) -> ResponseReturnValue:
    """Note what checking a sheet again found."""
    wrong = request.form.get("outcome") == "wrong"
    note = request.form.get("note", "")
    if rechecks.check_sheet(
        store(), actor=actor(), line_id=recheck_sheet_id, wrong=wrong, note=note
    ):
        flash(gettext("出错率超过规程规定，其余评分表全部列入复核。"), "warning")
    else:
        flash(gettext("复核结果已记录。"), "done")
    return _back("review.recheck_desk")


@review.get("/desk/appeals")
@needs("appeal.read")
def appeal_desk() -> ResponseReturnValue:
    """Show a trade's appeals."""
    with store().reading() as tx:
        page = appeal_page(tx, actor(), request.args.get("trade"))
        return render_template("organiser/appeals.html", page=page)


@review.post("/desk/appeals/stages/<stage_id>")
@needs("appeal.file")
def file(stage_id: str) -> ResponseReturnValue:
    """Take an appeal handed in on paper."""
    appeals.file_appeal(
        store(),
        actor=actor(),
        stage_id=stage_id,
        entry_id=request.form.get("entry_id", ""),
        text=request.form.get("text", ""),
    )
    flash(gettext("申诉已受理；结案前，本阶段的公示和晋级暂停。"), "done")
    return _back("review.appeal_desk")


@review.post("/desk/appeals/<appeal_id>/rule")
@needs("appeal.rule")
def rule(appeal_id: str) -> ResponseReturnValue:
    """Answer an appeal."""
    form = request.form
    appeals.rule_appeal(
        store(),
        actor=actor(),
        appeal_id=appeal_id,
        decision=form.get("decision", ""),
        ruling=form.get("ruling", ""),
        effect=form.get("effect", ""),
    )
    flash(gettext("裁决已记录，监督确认后结案。"), "done")
    return _back("review.appeal_desk")


@review.post("/desk/appeals/<appeal_id>/close")
@needs("appeal.confirm")
def close(appeal_id: str) -> ResponseReturnValue:
    """Put the supervisor's name under the ruling."""
    appeals.close_appeal(store(), actor=actor(), appeal_id=appeal_id)
    flash(gettext("申诉已结案。"), "done")
    return _back("review.appeal_desk")


def _back(endpoint: str) -> ResponseReturnValue:
    return redirect(url_for(endpoint, trade=request.form.get("trade") or None), 303)
