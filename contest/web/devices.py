"""Enrolling a device, as the device sees it; these pages belong to `auth`."""

from typing import Annotated

from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from contest.lives import DEVICE_LIFE
from contest.operations import devices
from contest.security import needs
from contest.web.auth import auth
from contest.web.door import cookie_name, json_body, settings, store
from contest.web.limits import at_most, device_token
from contest.web.strict_json import Strict

__all__ = ["auth", "keep_device"]


class EnrolBody(Strict):
    """A device's name for itself."""

    name: Annotated[str, Field(max_length=100)]


@auth.get("/enrol")
@needs("device.ask")
def enrol() -> ResponseReturnValue:
    """Show the page on which a device asks to be enrolled."""
    return render_template("auth/enrol.html")


@auth.get("/devices/enrol")
@needs("device.ask")
def enrol_state() -> ResponseReturnValue:
    """Tell a device how its request stands."""
    asked = devices.asked(store(), device_token=device_token())
    return jsonify(check=asked.check, state=asked.state)


@auth.post("/devices/enrol")
@needs("device.ask")
def enrol_ask() -> ResponseReturnValue:
    """Take a device's request; its secret goes into a cookie that no script can read."""
    body = json_body(EnrolBody)
    at_most("60/minute", "enrol", f"address:{request.remote_addr}")
    asked = devices.ask(store(), device_token=device_token(), name=body.name)
    answer = jsonify(check=asked.check, state=asked.state)
    if asked.token:
        keep_device(answer, asked.token)
    return answer


def keep_device(answer: Response, token: str) -> None:
    """Put a device's secret into its cookie."""
    answer.set_cookie(
        cookie_name("lt_dev"),
        token,
        max_age=int(DEVICE_LIFE.total_seconds()),
        secure=settings().secure_cookies,
        httponly=True,
        samesite="Strict",
    )
