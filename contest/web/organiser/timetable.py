"""The timetable page: ask for a draft, look at it, publish it."""

from dataclasses import asdict, fields
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.errors import BadInput
from contest.operations import moving, timetabling
from contest.queries.moving import answer_to_move
from contest.queries.problem import WORDS, Wishes
from contest.queries.timetable_page import timetable_page
from contest.security import needs
from contest.web.door import actor, json_body, store
from contest.web.strict_json import Strict
from scheduler.problem import DAY_MIN

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


@timetable.get("/desk/timetable/<version_id>/move.json")
@needs("timetable.write")
def try_move(version_id: str) -> ResponseReturnValue:
    """Answer what a heat would break at another start."""
    start = request.args.get("starts_min", "")
    with store().reading() as tx:
        answer = answer_to_move(
            tx,
            actor(),
            version_id=version_id,
            heat=request.args.get("heat", ""),
            starts_min=int(start) if start.isdecimal() and len(start) < 7 else -1,
        )
    return jsonify(asdict(answer))


@timetable.post("/desk/timetable/<version_id>/move")
@needs("timetable.write")
def move(version_id: str) -> ResponseReturnValue:
    """Move a heat of the draft where that breaks nothing."""
    asked: Move = json_body(Move)
    moving.move(
        store(),
        actor=actor(),
        version_id=version_id,
        heat=asked.heat,
        starts_min=asked.starts_min,
    )
    code, day = asked.heat.split("/")[0], asked.starts_min // DAY_MIN
    return jsonify(page=url_for("timetable.page", trade=code, day=day))


@timetable.post("/desk/timetable/<version_id>/lock")
@needs("timetable.write")
def lock(version_id: str) -> ResponseReturnValue:
    """Lock a heat, so that solving again keeps it, or let it go."""
    moving.lock(
        store(),
        actor=actor(),
        version_id=version_id,
        heat=request.form.get("heat", ""),
        keep=request.form.get("keep") == "1",
    )
    return _back()


@timetable.post("/desk/timetable/<version_id>/<any(undo, redo):which>")
@needs("timetable.write")
def step_back(version_id: str, which: str) -> ResponseReturnValue:
    """Take the last change by hand back, or do it again."""
    moving.step_back(store(), actor=actor(), version_id=version_id, again=which == "redo")
    return _back()


@timetable.post("/desk/timetable/<version_id>/copy")
@needs("timetable.write")
def copy(version_id: str) -> ResponseReturnValue:
    """Make a draft of a version, to be changed by hand."""
    moving.copy(store(), actor=actor(), version_id=version_id)
    flash(gettext("已建立草案。拖动场次即可调整，发布前公众看到的不变。"), "done")
    return _back()


def _back() -> ResponseReturnValue:
    """Show the same trade and day of what is now the draft."""
    trade, day = (request.form.get(name) or None for name in ("trade", "day"))
    return redirect(url_for("timetable.page", trade=trade, day=day), 303)


class Move(Strict):
    """A heat by its key and its new start, in minutes from the contest's first midnight."""

    heat: str
    starts_min: int


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
