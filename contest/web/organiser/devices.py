"""Devices at the desk: the enrolment window, ticking devices off, putting one out."""

from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contest.errors import Refusal
from contest.lives import ENROLMENT_DEVICES, ENROLMENT_MINUTES
from contest.operations import devices as operations
from contest.queries.access import enrolled_device
from contest.queries.devices import DevicePage, device_page
from contest.security import needs
from contest.store.contests import get_contest
from contest.web.answers import flash_refusal
from contest.web.devices import keep_device
from contest.web.door import actor, settings, store
from contest.web.limits import device_token

devices = Blueprint("devices", __name__)


@devices.get("/desk/devices")
@needs("device.read")
def index() -> ResponseReturnValue:
    """Show the devices, and who waits at an open window."""
    with store().reading() as tx:
        page = device_page(tx, actor())
        zone = ZoneInfo(get_contest(tx, actor().contest_id or "").timezone)
        here = enrolled_device(tx, device_token())
    return render_template(
        "organiser/devices.html",
        page=page,
        ends_at=page.window.ends_at.astimezone(zone).strftime("%H:%M") if page.window else "",
        here_id=here,
        enrol_url=settings().public_url + url_for("auth.enrol"),
        most_minutes=ENROLMENT_MINUTES,
        most_devices=ENROLMENT_DEVICES,
        data={"changes": _changes(page)},
    )


@devices.get("/desk/devices.json")
@needs("device.read")
def state() -> ResponseReturnValue:
    """Tell whether the page has changed since it was loaded."""
    with store().reading() as tx:
        return jsonify(changes=_changes(device_page(tx, actor())))


def _changes(page: DevicePage) -> list[str]:
    waiting = page.window.waiting if page.window else ()
    shown = [*waiting, *page.enrolled]
    return [str(page.window is not None), *(f"{line.id}:{line.state}" for line in shown)]


@devices.post("/desk/devices/window")
@needs("device.write")
def open_window() -> ResponseReturnValue:
    """Open enrolment."""
    try:
        operations.open_enrolment(
            store(), actor=actor(), minutes=_number("minutes"), most=_number("most")
        )
    except Refusal as refusal:
        flash_refusal(refusal)
    return _back()


@devices.post("/desk/devices/window/close")
@needs("device.write")
def close_window() -> ResponseReturnValue:
    """Close enrolment."""
    operations.close_enrolment(store(), actor=actor())
    return _back()


@devices.post("/desk/devices/<device_id>")
@needs("device.write")
def decide(device_id: str) -> ResponseReturnValue:
    """Enrol or refuse a waiting device."""
    accept = request.form.get("accept") == "1"
    try:
        operations.decide(store(), actor=actor(), device_id=device_id, accept=accept)
    except (operations.NoWindow, operations.DeviceNotWaiting) as refusal:
        flash_refusal(refusal)
    else:
        flash(gettext("设备已登记。") if accept else gettext("已拒绝该设备。"), "done")
    return _back()


@devices.post("/desk/devices/<device_id>/revoke")
@needs("device.revoke")
def revoke(device_id: str) -> ResponseReturnValue:
    """Put a device out."""
    operations.revoke(store(), actor=actor(), device_id=device_id)
    flash(gettext("设备已注销，其上的登录立即失效。"), "done")
    return _back()


@devices.post("/desk/devices/here")
@needs("device.write")
def enrol_here() -> ResponseReturnValue:
    """Enrol the device the organiser sits at."""
    name = request.form.get("name", "").strip() or gettext("组委会电脑")
    token = operations.enrol_here(store(), actor=actor(), name=name)
    flash(gettext("本机已登记。"), "done")
    answer = make_response(_back())
    keep_device(answer, token)
    return answer


def _number(field: str) -> int:
    text = request.form.get(field, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def _back() -> ResponseReturnValue:
    return redirect(url_for("devices.index"), 303)
