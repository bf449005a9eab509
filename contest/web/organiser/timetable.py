"""The timetable page: ask for a draft, look at it, publish it."""

from dataclasses import fields
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.errors import BadInput
from contest.operations import timetabling
from contest.queries.problem import WORDS, Wishes
from contest.queries.timetable_page import timetable_page
from contest.security import needs
from contest.web.door import actor, store

timetable = Blueprint("timetable", __name__)


@timetable.get("/desk/timetable", endpoint="page")
@needs("timetable.read")
def show() -> ResponseReturnValue:
    """Show one trade's day of the draft, or of the version in force."""
    day = request.args.get("day", "")
    with store().reading() as tx:
        page = timetable_page(
            tx,
            actor(),
            version_id=request.args.get("version"),
            trade_code=request.args.get("trade"),
            day=int(day) if day.isdecimal() and len(day) < 4 else None,
        )
        view = "list" if request.args.get("view") == "list" else "grid"
        return render_template("organiser/timetable.html", page=page, view=view, wish_words=WORDS)


@timetable.post("/desk/timetable/draft")
@needs("timetable.write")
def draft() -> ResponseReturnValue:
    """Queue a solve."""
    timetabling.request_draft(store(), actor=actor(), wishes=_wishes())
    flash(gettext("已开始编排。可以离开本页，完成后草案会出现在这里。"), "done")
    return redirect(url_for("timetable.page"), 303)


@timetable.post("/desk/timetable/<version_id>/publish")
@needs("timetable.write")
def publish(version_id: str) -> ResponseReturnValue:
    """Put a draft in force."""
    timetabling.publish(store(), actor=actor(), version_id=version_id)
    flash(gettext("赛程已发布。"), "done")
    return redirect(url_for("timetable.page"), 303)


def _wishes() -> Wishes:
    """Read the form; an empty field keeps its default."""
    given: dict[str, Any] = {"lunch": request.form.get("lunch") == "1"}
    for name in (field.name for field in fields(Wishes) if field.name != "lunch"):
        text = request.form.get(name, "").strip()
        if not text:
            continue
        if not text.isdecimal() or len(text) > 5:
            zh, en = WORDS[name]
            raise BadInput(
                zh=f"“{zh}”须为整数，现为“{text[:20]}”。",
                en=f"“{en}” must be a whole number, not “{text[:20]}”.",
            )
        given[name] = int(text)
    return Wishes(**given)
