"""Coming in and going out: badge and PIN, name and password."""

from typing import Annotated

from flask import (
    Blueprint,
    current_app,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import Field

from contest.clock import now
from contest.errors import Refusal, SignInNeeded
from contest.operations import access, credentials, passwords, sessions
from contest.operations.hashing import TooManySignIns
from contest.operations.patience import Patience
from contest.operations.sessions import SignedIn
from contest.security import PERMISSIONS, needs
from contest.web.answers import error_answer, flash_refusal, wants_json
from contest.web.door import actor, cookie_name, json_body, keys, settings, store
from contest.web.limits import at_most, device_key, device_token
from contest.web.strict_json import Strict

auth = Blueprint("auth", __name__)
PATIENCE = "leitai_patience"


class BadgeBody(Strict):
    """A scanned badge."""

    badge: Annotated[str, Field(max_length=200)]


class PinBody(Strict):
    """The PIN of a badge just shown."""

    challenge: Annotated[str, Field(max_length=64)]
    pin: Annotated[str, Field(max_length=12)]
    takeover: bool = False


@auth.record_once
def prepare(state: BlueprintSetupState) -> None:
    """Give each application its own memory of failures."""
    state.app.extensions[PATIENCE] = Patience()


@auth.before_app_request
def keep() -> None:
    """Remember that a person was here; what a page asks by itself does not count."""
    by_itself = request.method == "GET" and wants_json()
    if "stale" in actor().facts and not by_itself:
        sessions.keep(store(), actor=actor())


@auth.app_errorhandler(SignInNeeded)
def remember_page(refusal: SignInNeeded) -> ResponseReturnValue:
    """Keep where the person wanted to go, as endpoint and arguments: never an address."""
    if request.method == "GET" and not wants_json():
        session["next"] = [request.endpoint, request.view_args or {}]
    return error_answer(refusal.status, refusal)


@auth.app_errorhandler(TooManySignIns)
def busy(refusal: TooManySignIns) -> ResponseReturnValue:
    """Say when to come again."""
    return error_answer(refusal.status, refusal, headers={"Retry-After": str(refusal.retry_after)})


@auth.get("/sign-in")
@needs("signin.try")
def organiser() -> ResponseReturnValue:
    """Show the organisers' form."""
    return render_template("auth/organiser.html", user_name="")


@auth.post("/sign-in")
@needs("signin.try")
def organiser_sign_in() -> ResponseReturnValue:
    """Sign an organiser in."""
    at_most("30/minute", "password", device_key())
    user_name = request.form.get("user_name", "")[:200]
    try:
        signed_in = passwords.sign_in_with_password(
            store(),
            keys=keys(),
            patience=current_app.extensions[PATIENCE],
            device_token=device_token(),
            user_name=user_name,
            password=request.form.get("password", "")[:1000],
        )
    except Refusal as refusal:
        flash_refusal(refusal)
        page = make_response(
            render_template("auth/organiser.html", user_name=user_name), refusal.status
        )
        if retry_after := getattr(refusal, "retry_after", None):
            page.headers["Retry-After"] = str(retry_after)
        return page
    return _let_in(redirect(_next(signed_in), 303), signed_in)


@auth.get("/j")
@needs("signin.try")
def judge() -> ResponseReturnValue:
    """Show the page that reads a badge; the token is in the fragment and never sent with it."""
    return render_template("auth/judge.html")


@auth.post("/sign-in/badge")
@needs("signin.try")
def badge() -> ResponseReturnValue:
    """Take a scanned badge."""
    body = json_body(BadgeBody)
    at_most("30/minute", "badge", device_key())
    shown = access.show_badge(store(), device_token=device_token(), badge=body.badge)
    return jsonify(challenge=shown.challenge, device=shown.device)


@auth.post("/sign-in/pin")
@needs("signin.try")
def pin() -> ResponseReturnValue:
    """Sign in with a badge's PIN; 409 asks whether to take the seat over from another tablet."""
    body = json_body(PinBody)
    at_most("10/minute", "pin", device_key())
    try:
        signed_in = access.sign_in_with_pin(
            store(),
            keys=keys(),
            device_token=device_token(),
            challenge=body.challenge,
            pin=body.pin,
            takeover=body.takeover,
        )
    except sessions.SeatOpenElsewhere as asks:
        return jsonify({**asks.as_json(), "takeover": True, "device": asks.facts["device"]}), 409
    return _let_in(jsonify(next=_next(signed_in)), signed_in)


@auth.post("/sign-out")
@needs("signin.try")
def sign_out() -> ResponseReturnValue:
    """End the sign-in; being signed out already is as good."""
    who = actor()
    sessions.sign_out(store(), actor=who)
    session.clear()
    back = url_for("auth.organiser" if who.role == "organiser" else "auth.judge")
    answer = make_response(jsonify(next=back) if wants_json() else redirect(back, 303))
    answer.delete_cookie(cookie_name("lt"), secure=settings().secure_cookies, samesite="Strict")
    return answer


@auth.get("/pin")
@needs("signin.own")
def own_pin() -> ResponseReturnValue:
    """Show the form for changing one's own PIN."""
    return render_template("auth/pin.html")


@auth.post("/pin")
@needs("signin.own")
def change_pin() -> ResponseReturnValue:
    """Change one's own PIN."""
    at_most("10/minute", "pin", device_key())
    form = request.form
    if form.get("pin", "") != form.get("again", ""):
        flash(gettext("两次输入的新 PIN 不一致，没有更改。"), "error")
        return redirect(url_for("auth.own_pin"), 303)
    try:
        credentials.change_own_pin(
            store(),
            keys=keys(),
            actor=actor(),
            device_token=device_token(),
            present=form.get("present", "")[:12],
            pin=form.get("pin", "")[:12],
        )
    except Refusal as refusal:
        flash_refusal(refusal)
        return redirect(url_for("auth.own_pin"), 303)
    flash(gettext("PIN 已更改，下次登录时生效。"), "done")
    return redirect(url_for("auth.own_pin"), 303)


def _let_in(answer: object, signed_in: SignedIn) -> ResponseReturnValue:
    given = make_response(answer)
    given.set_cookie(
        cookie_name("lt"),
        signed_in.token,
        max_age=int((signed_in.ends_at - now()).total_seconds()),
        secure=settings().secure_cookies,
        httponly=True,
        samesite="Strict",
    )
    return given


def _next(signed_in: SignedIn) -> str:
    """Return the path of the page asked for before signing in, if this role may see it."""
    kept = session.pop("next", None)
    # A new sign-in starts with an empty form session, so no token of before can be used in it.
    session.clear()
    if kept:
        endpoint, arguments = kept
        view = current_app.view_functions.get(endpoint)
        if signed_in.role in PERMISSIONS.get(getattr(view, "permission", ""), ()):
            return url_for(endpoint, **arguments)
    return signed_in.home
