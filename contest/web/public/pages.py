"""What everybody may see: contests, boards, timetable, a contestant's own page."""

import hashlib
import json
from typing import Annotated, Any
from urllib.parse import quote

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import Session

from contest.errors import BadInput
from contest.live.boards import Boards
from contest.queries.board import board_frame
from contest.queries.public import badge_page, contest_of_stage, contest_page, home_page
from contest.queries.timetable import public_timetable
from contest.reports.qr import svg
from contest.security import needs
from contest.store.contests import get_contest
from contest.web.door import actor, json_body, settings, store
from contest.web.strict_json import Strict

public = Blueprint("public", __name__)


@public.get("/")
@needs("public.read")
def home() -> ResponseReturnValue:
    """List the contests of this installation; a lone one is shown at once."""
    with store().reading() as tx:
        contests = home_page(tx)
    if len(contests) == 1:
        return redirect(url_for("public.contest", contest_id=contests[0].id))
    return render_template("public/home.html", contests=contests)


@public.get("/contests/<contest_id>")
@needs("public.read")
def contest(contest_id: str) -> ResponseReturnValue:
    """Show a contest's boards and the way to its timetable."""
    with store().reading() as tx:
        return render_template("public/contest.html", page=contest_page(tx, contest_id))


@public.get("/contests/<contest_id>/timetable")
@needs("public.read")
def timetable(contest_id: str) -> ResponseReturnValue:
    """Show the published timetable."""
    with store().reading() as tx:
        return render_template(
            "public/timetable.html",
            contest=get_contest(tx, contest_id),
            timetable=public_timetable(tx, contest_id),
        )


@public.get("/boards/<stage_id>")
@needs("board.read")
def board(stage_id: str) -> ResponseReturnValue:
    """Show a board on a phone; pushes bring the rest."""
    with store().standing_still() as tx:
        return render_template(
            "public/board.html", board=_frame(tx, stage_id), contest=contest_of_stage(tx, stage_id)
        )


@public.get("/boards/<stage_id>/hall")
@needs("board.read")
def hall(stage_id: str) -> ResponseReturnValue:
    """Show a board on the hall's screen."""
    address = settings().public_url + url_for("public.board", stage_id=stage_id)
    with store().standing_still() as tx:
        frame, held = _frame(tx, stage_id), contest_of_stage(tx, stage_id)
    # A picture's address, because the page policy allows no markup made here.
    code = "data:image/svg+xml," + quote(svg(address))
    return render_template(
        "public/hall.html", board=frame, contest=held, phone_address=address, qr=code
    )


@public.get("/boards/<stage_id>.json")
@needs("board.read")
def board_json(stage_id: str) -> ResponseReturnValue:
    """Return the board for screens without sockets; unchanged answers cost no body."""
    with store().standing_still() as tx:
        frame = _frame(tx, stage_id)
    # The moment of the answer is not part of what the board says.
    said = json.dumps({**frame, "at": ""}, ensure_ascii=False, sort_keys=True)
    answer: Response = jsonify(frame)
    answer.set_etag(hashlib.sha256(said.encode()).hexdigest()[:32])
    # What nobody in particular may see, a proxy may hand to thousands for a second.
    nobody = actor().staff_id is None
    answer.headers["Cache-Control"] = "public, max-age=1" if nobody else "no-store"
    answer.vary.add("Cookie")
    return answer.make_conditional(request)


def _frame(tx: Session, stage_id: str) -> dict[str, Any]:
    if actor().staff_id is not None:
        return board_frame(tx, stage_id, actor())
    boards: Boards = current_app.extensions["leitai_boards"]
    return boards.shown(tx, stage_id)


class Badge(Strict):
    """What a contestant's QR carries."""

    badge: Annotated[str, Field(pattern=r"^C1[0-9A-HJKMNP-TV-Z]{26}$")]


@public.get("/b")
@needs("public.read")
def badge() -> ResponseReturnValue:
    """Show the page that a contestant's badge opens; the token stays in the fragment."""
    return render_template("public/badge.html")


@public.post("/b/show")
@needs("public.read")
def badge_show() -> ResponseReturnValue:
    """Return a contestant's own public timetable."""
    wanted: Badge = json_body(Badge)
    with store().reading() as tx:
        page = badge_page(tx, wanted.badge)
    if page is None:
        raise BadInput(
            zh="没有这张参赛证，或它已补发作废。请到检录台核对。",
            en="There is no such badge, or it was replaced. Ask at the check-in desk.",
        )
    return jsonify(page)
