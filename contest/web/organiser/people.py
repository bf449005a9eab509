"""Officials at the desk: list, adding, certificates, PIN slips, passwords, locked badges."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.errors import Refusal
from contest.operations import credentials, lockout
from contest.operations import people as officials
from contest.operations.placing import NewOfficial
from contest.queries import people as pictures
from contest.security import ORGANISER, ROLE_WORDS, STAFF, needs
from contest.web.answers import flash_refusal
from contest.web.door import actor, keys, store
from contest.web.limits import at_most

people = Blueprint("people", __name__)
FIELDS = (
    "name",
    "role",
    "number",
    "trade_id",
    "certificate",
    "level",
    "id_number",
    "phone",
    "employer",
    "delegation_id",
)


@people.get("/desk/people")
@needs("staff.read")
def index() -> ResponseReturnValue:
    """Show everybody who works at this contest."""
    with store().reading() as tx:
        found = pictures.officials(tx, actor())
    role = request.args.get("role", "")
    shown = [one for one in found if one.role == role] if role in STAFF else found
    return render_template(
        "organiser/people.html",
        officials=shown,
        role=role,
        counts={role: sum(one.role == role for one in found) for role in STAFF},
        without_pin=[one.id for one in found if _lacks_pin(one)],
        role_words=ROLE_WORDS,
    )


def _lacks_pin(one: pictures.Official) -> bool:
    return one.active and not one.proof and one.role != ORGANISER


@people.get("/desk/people/new")
@needs("staff.write")
def new() -> ResponseReturnValue:
    """Show the form for another official."""
    return _form({})


@people.post("/desk/people/new")
@needs("staff.write")
def add() -> ResponseReturnValue:
    """Add an official; a refusal gives the form back as it was filled in."""
    given = {field: request.form.get(field, "").strip()[:200] for field in FIELDS}
    try:
        staff_id = officials.add_staff(
            store(),
            keys=keys(),
            actor=actor(),
            official=NewOfficial(**given, namesake=request.form.get("namesake") == "1"),
        )
    except Refusal as refusal:
        flash_refusal(refusal)
        return _form(given), refusal.status
    flash(gettext("已增加%(name)s。", name=given["name"]), "done")
    return _to(staff_id)


def _form(given: dict[str, str]) -> str:
    with store().reading() as tx:
        choices = pictures.form_choices(tx, actor())
    return render_template(
        "organiser/people_new.html", given=given, choices=choices, role_words=ROLE_WORDS
    )


@people.get("/desk/people/<staff_id>")
@needs("staff.read")
def show(staff_id: str) -> ResponseReturnValue:
    """Show one official."""
    with store().reading() as tx:
        one = pictures.official(tx, actor(), staff_id)
        choices = pictures.form_choices(tx, actor())
    held = {certificate.trade_id for certificate in one.certificates}
    return render_template(
        "organiser/people_one.html",
        one=one,
        trades=[trade for trade in choices["trades"] if trade.id not in held],
        role_words=ROLE_WORDS,
    )


@people.post("/desk/people/<staff_id>/certificates")
@needs("staff.write")
def certify(staff_id: str) -> ResponseReturnValue:
    """Record a judge's certificate."""
    officials.certify(
        store(),
        actor=actor(),
        staff_id=staff_id,
        trade_id=request.form.get("trade_id", ""),
        number=request.form.get("number", "")[:60],
        level=request.form.get("level", "")[:60],
    )
    flash(gettext("裁判资格已登记。"), "done")
    return _to(staff_id)


@people.post("/desk/people/<staff_id>/active")
@needs("staff.write")
def activate(staff_id: str) -> ResponseReturnValue:
    """Stop an official or let him work again."""
    active = request.form.get("active") == "1"
    officials.set_active(store(), actor=actor(), staff_id=staff_id, active=active)
    flash(
        gettext("已恢复，可以重新登录。") if active else gettext("已停用，其登录立即失效。"), "done"
    )
    return _to(staff_id)


@people.post("/desk/people/<staff_id>/password")
@needs("staff.write")
def password(staff_id: str) -> ResponseReturnValue:
    """Give an organiser a user name and a password."""
    try:
        credentials.set_password(
            store(),
            keys=keys(),
            actor=actor(),
            staff_id=staff_id,
            user_name=request.form.get("user_name", "")[:100],
            password=request.form.get("password", ""),
        )
    except Refusal as refusal:
        flash_refusal(refusal)
    else:
        flash(gettext("用户名和密码已设定。"), "done")
    return _to(staff_id)


@people.post("/desk/people/pins")
@needs("staff.write")
def pins() -> ResponseReturnValue:
    """Give PINs and show their slips this once; they are kept nowhere."""
    at_most("20/hour", "pins", actor().staff_id or "")
    issued = credentials.issue_pins(
        store(), keys=keys(), actor=actor(), staff_ids=request.form.getlist("staff_id")[:200]
    )
    with store().reading() as tx:
        slips = [
            (one, issued[one.id]) for one in pictures.officials(tx, actor()) if one.id in issued
        ]
    return render_template("organiser/people_pins.html", slips=slips, role_words=ROLE_WORDS)


@people.get("/desk/locks")
@needs("badge.open")
def locks() -> ResponseReturnValue:
    """Show the badges that wrong PINs have paused."""
    with store().reading() as tx:
        found = [one for one in pictures.officials(tx, actor()) if one.locked_on]
    return render_template("organiser/people_locks.html", officials=found, role_words=ROLE_WORDS)


@people.post("/desk/people/<staff_id>/open")
@needs("badge.open")
def open_badge(staff_id: str) -> ResponseReturnValue:
    """Let a badge try again."""
    lockout.open_badge(store(), actor=actor(), staff_id=staff_id)
    flash(gettext("已解除锁定，可以重新登录。"), "done")
    return redirect(url_for("people.locks"), 303)


def _to(staff_id: str) -> ResponseReturnValue:
    return redirect(url_for("people.show", staff_id=staff_id), 303)
