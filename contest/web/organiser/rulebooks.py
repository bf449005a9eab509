"""Rulebooks: reading, writing with live checking, and changes after the start by three names."""

from dataclasses import asdict
from typing import Annotated

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import Field

from contest.errors import BadInput, Refusal
from contest.operations import rulebooks as operations
from contest.operations import trades
from contest.queries.rulebook_page import findings_of, rulebook_page, trade_to_edit
from contest.rulebook.shape import Shape, ShapeUnfit, shape_text
from contest.security import needs
from contest.web.answers import flash_refusal
from contest.web.context import either
from contest.web.door import actor, json_body, store
from contest.web.strict_json import Strict

rulebooks = Blueprint("rulebooks", __name__)
MOST_BYTES = 200_000


class Draft(Strict):
    """A rulebook being written."""

    text: Annotated[str, Field(max_length=MOST_BYTES)]


@rulebooks.get("/desk/rulebooks")
@needs("rulebook.read")
def index() -> ResponseReturnValue:
    """Show a trade's rulebook: the mark tree, rankings, conduct, ladder, each with its clause."""
    with store().reading() as tx:
        page = rulebook_page(tx, actor(), request.args.get("trade"))
        return render_template("organiser/rulebooks.html", page=page)


@rulebooks.post("/desk/trades")
@needs("rulebook.write")
def add() -> ResponseReturnValue:
    """Add a trade to the contest."""
    given = {name: request.form.get(name, "") for name in ("code", "prefix", "name", "name_en")}
    trade_id = trades.add_trade(store(), actor=actor(), trade=trades.NewTrade(**given))
    flash(gettext("已增加工种，请载入它的竞赛规程。"), "done")
    return _index(trade_id)


@rulebooks.post("/desk/rulebooks/<trade_id>")
@needs("rulebook.write")
def load(trade_id: str) -> ResponseReturnValue:
    """Load a rulebook from an uploaded document."""
    upload = request.files.get("document")
    raw = upload.read(MOST_BYTES + 1) if upload else b""
    if not raw or len(raw) > MOST_BYTES:
        raise BadInput(
            zh="请选择一份规程文件（YAML，不超过 200 KB）。",
            en="Choose a rulebook document (YAML, at most 200 kB).",
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            zh="规程文件不是 UTF-8 编码，请另存为 UTF-8 后再上传。",
            en="The rulebook is not UTF-8 text. Save it as UTF-8 and upload it again.",
        ) from error
    return _load(trade_id, text)


@rulebooks.get("/desk/rulebooks/<trade_id>/edit")
@needs("rulebook.write")
def edit(trade_id: str) -> ResponseReturnValue:
    """Show a trade's rulebook as text to be written."""
    return _editor(trade_id, None)


@rulebooks.post("/desk/rulebooks/<trade_id>/edit")
@needs("rulebook.write")
def save(trade_id: str) -> ResponseReturnValue:
    """Load the written text; what cannot be taken comes back with its findings."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    try:
        return _load(trade_id, text)
    except Refusal as refused:
        flash_refusal(refused)
        return _editor(trade_id, text), 422


@rulebooks.get("/desk/rulebooks/<trade_id>/shape")
@needs("rulebook.write")
def shape(trade_id: str) -> ResponseReturnValue:
    """Ask for the few figures of the common shape."""
    return _shape_form(trade_id)


@rulebooks.post("/desk/rulebooks/<trade_id>/shape")
@needs("rulebook.write")
def write_shape(trade_id: str) -> ResponseReturnValue:
    """Write the text of the common shape into the editor; nothing is saved yet."""
    with store().reading() as tx:
        trade, _, _ = trade_to_edit(tx, actor(), trade_id)
        name = trade.name
    form = request.form
    try:
        text = shape_text(
            Shape(
                trade=name,
                title=form.get("title", "").strip()[:200],
                theory=_whole("theory"),
                judges=_whole("judges"),
                join=form.get("join", ""),
                minutes=_whole("minutes"),
                aspects=form.get("aspects", ""),
                places=_whole("places"),
                prizes=(_whole("first"), _whole("second"), _whole("third")),
            )
        )
    except ShapeUnfit as unfit:
        flash(either(unfit.zh, unfit.en), "error")
        return _shape_form(trade_id), 422
    flash(gettext("已按常用格式写好，请核对后保存。"), "message")
    return _editor(trade_id, text)


@rulebooks.post("/desk/rulebooks/check")
@needs("rulebook.write")
def check() -> ResponseReturnValue:
    """Answer a text's findings while it is being written; nothing is kept."""
    found = findings_of(json_body(Draft).text)
    return jsonify({"findings": [asdict(finding) for finding in found]})


@rulebooks.post("/desk/rulebooks/versions/<rulebook_id>/agree")
@needs("rulebook.agree")
def agree(rulebook_id: str) -> ResponseReturnValue:
    """Put the viewer's name under a proposed version."""
    if operations.agree_rulebook(store(), actor=actor(), rulebook_id=rulebook_id):
        flash(gettext("三方均已同意，新规程即时生效。"), "done")
    else:
        flash(gettext("已同意。还需要其他角色同意。"), "done")
    return _index(request.form.get("trade"))


@rulebooks.post("/desk/rulebooks/versions/<rulebook_id>/drop")
@needs("rulebook.write")
def drop(rulebook_id: str) -> ResponseReturnValue:
    """Take a proposed version back."""
    operations.drop_rulebook(store(), actor=actor(), rulebook_id=rulebook_id)
    flash(gettext("修改已撤回，现行规程不变。"), "done")
    return _index(request.form.get("trade"))


def _load(trade_id: str, text: str) -> ResponseReturnValue:
    operations.load_rulebook(
        store(),
        actor=actor(),
        trade_id=trade_id,
        text=text,
        reason=request.form.get("reason", ""),
    )
    flash(gettext("竞赛规程已载入。"), "done")
    return _index(trade_id)


def _whole(name: str) -> int:
    """A small whole number of the form; anything else is out of every range."""
    value = request.form.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 5 else -1


def _shape_form(trade_id: str) -> str:
    with store().reading() as tx:
        trade, _, _ = trade_to_edit(tx, actor(), trade_id)
        return render_template("organiser/rulebook_shape.html", trade=trade, form=request.form)


def _editor(trade_id: str, text: str | None) -> str:
    with store().reading() as tx:
        trade, current, frozen = trade_to_edit(tx, actor(), trade_id)
        written = current if text is None else text
        return render_template(
            "organiser/rulebook_edit.html",
            trade=trade,
            text=written,
            frozen=frozen,
            reason=request.form.get("reason", ""),
            findings=findings_of(written) if written else (),
        )


def _index(trade_id: str | None) -> ResponseReturnValue:
    return redirect(url_for("rulebooks.index", trade=trade_id or None), 303)
