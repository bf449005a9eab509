"""The check-in desk of the registrar, and the organiser's switch."""

from typing import Annotated

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import Field

from contest.operations import checkin as operations
from contest.queries.checkin import checkin_page
from contest.security import needs
from contest.store.checkin import counts
from contest.web.door import actor, json_body, store
from contest.web.strict_json import Strict

checkin = Blueprint("checkin", __name__)


class Scan(Strict):
    """What a camera, a scanner or a hand typed."""

    code: Annotated[str, Field(max_length=400)]


@checkin.get("/checkin")
@needs("checkin.read")
def desk() -> ResponseReturnValue:
    """Show the registrar's scanning desk."""
    with store().reading() as tx:
        return render_template("checkin/desk.html", page=checkin_page(tx, actor()))


@checkin.post("/checkin/scan")
@needs("checkin.write")
def scan() -> ResponseReturnValue:
    """Answer one scan; what is wrong with it is an answer too."""
    wanted: Scan = json_body(Scan)
    answer = operations.check_in(store(), actor=actor(), code=wanted.code)
    with store().reading() as tx:
        present, expected = counts(tx, actor().contest_id or "")
    return jsonify(
        status=answer.status,
        zh=answer.zh,
        en=answer.en,
        name=answer.name,
        no=answer.no,
        id_last4=answer.id_last4,
        trade=answer.trade,
        trade_en=answer.trade_en,
        delegation=answer.delegation,
        delegation_en=answer.delegation_en,
        stage=answer.stage,
        stage_en=answer.stage_en,
        heat=answer.heat,
        heat_en=answer.heat_en,
        venue=answer.venue,
        venue_en=answer.venue_en,
        starts_at=answer.starts_at.isoformat() if answer.starts_at else None,
        first_at=answer.first_at.isoformat() if answer.first_at else None,
        present=present,
        expected=expected,
    )


@checkin.get("/desk/checkin")
@needs("desk.read")
def overview() -> ResponseReturnValue:
    """Show who is present and missing, heat by heat."""
    with store().reading() as tx:
        return render_template("organiser/checkin.html", page=checkin_page(tx, actor()))


@checkin.post("/desk/checkin")
@needs("contest.write")
def switch() -> ResponseReturnValue:
    """Open or close check-in."""
    is_open = request.form.get("open") == "1"
    operations.switch_checkin(store(), actor=actor(), is_open=is_open)
    flash(gettext("检录已开放。") if is_open else gettext("检录已关闭。"), "done")
    return redirect(url_for("checkin.overview"), 303)
