"""Devices: a window, a request with a check number, an organiser's tick; and the way out."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from contest.clock import now
from contest.errors import BadInput, Refusal
from contest.ids import token_hash
from contest.lives import ENROLMENT_DEVICES, ENROLMENT_MINUTES, WAITING_DEVICES
from contest.operations.telling import tell
from contest.security import Actor
from contest.store import access, devices, journal
from contest.store.engine import Store

NAME_MOST = 40


class WindowTooLarge(Refusal):
    """A window that stands open for a day or for any number of devices is an open door."""

    key = "window_too_large"
    status = 422
    zh = "登记窗口最长 {minutes} 分钟、最多 {devices} 台设备。请改小后再开放，需要时可再开一次。"
    en = (
        "An enrolment window lasts at most {minutes} minutes and takes at most {devices} devices. "
        "Make it smaller; it can be opened again when needed."
    )


class NoWindow(Refusal):
    """Nobody opened enrolment, it has ended, or it has its number of devices."""

    key = "no_window"
    zh = "设备登记窗口已关闭或已满。请重新开放登记，再让设备申请一次。"
    en = "The enrolment window is closed or full. Open it again and let the device ask once more."


class DeviceNotWaiting(Refusal):
    """Somebody else decided about this device a moment ago."""

    key = "device_not_waiting"
    zh = "这台设备已处理过。请刷新页面查看。"
    en = "This device has been dealt with already. Reload the page."


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a device is told: its check number, waiting | enrolled | closed, and a new secret."""

    check: str
    state: str
    token: str | None = None


def open_enrolment(store: Store, *, actor: Actor, minutes: int, most: int) -> str:
    """Let at most `most` devices ask for `minutes` minutes; return the window's id."""
    if not (1 <= minutes <= ENROLMENT_MINUTES and 1 <= most <= ENROLMENT_DEVICES):
        raise WindowTooLarge(minutes=ENROLMENT_MINUTES, devices=ENROLMENT_DEVICES)
    with store.transaction() as tx:
        actor.must("device.write")
        _close_window(tx, actor)
        window = devices.add_enrolment(
            tx,
            contest_id=actor.contest_id,
            opened_by=actor.staff_id,
            ends_at=now() + timedelta(minutes=minutes),
            most=most,
        )
        body = {"enrolment_id": window.id, "minutes": minutes, "most": most}
        tell(tx, actor, "contest:enrolment:open", body)
        return window.id


def close_enrolment(store: Store, *, actor: Actor) -> None:
    """End the window; devices still waiting are told so."""
    with store.transaction() as tx:
        actor.must("device.write")
        if _close_window(tx, actor):
            tell(tx, actor, "contest:enrolment:close", {})


def _close_window(tx: Session, actor: Actor) -> bool:
    window = devices.open_enrolment(tx, actor.contest_id)
    if window is None:
        return False
    window.closed_at = now()
    return True


def ask(store: Store, *, device_token: str, name: str) -> Asked:
    """
    Ask to be enrolled, as a device that nobody knows.

    A device that is enrolled or waiting already is told so and keeps its secret.
    """
    name = " ".join(name.split())[:NAME_MOST]
    if not name:
        raise BadInput(
            zh="请先给这台设备起个名字，例如“焊工 3 号平板”。",
            en="Give this device a name first, such as “Welding tablet 3”.",
        )
    with store.transaction() as tx:
        before = _state(tx, device_token)
        if before.state != "closed":
            return before
        window = devices.open_enrolment(tx)
        asked = devices.devices_of_window(tx, window.id) if window else []
        waiting = {device.check_number for device in asked if device.state == "waiting"}
        if (
            window is None
            or len(waiting) >= WAITING_DEVICES
            or devices.enrolled_in(tx, window.id) >= window.most
        ):
            return Asked(check="", state="closed")
        token = secrets.token_urlsafe(32)
        device = devices.add_device(
            tx,
            contest_id=window.contest_id,
            enrolment_id=window.id,
            name=name,
            secret_hash=token_hash(token),
            check_number=_check_number(waiting),
        )
        return Asked(check=device.check_number, state="waiting", token=token)


def asked(store: Store, *, device_token: str) -> Asked:
    """Return how a device's request stands."""
    with store.reading() as tx:
        return _state(tx, device_token)


def _state(tx: Session, device_token: str) -> Asked:
    device = devices.device_of(tx, token_hash(device_token)) if device_token else None
    if device is None or device.state == "revoked":
        return Asked(check="", state="closed")
    if device.state == "waiting":
        window = devices.get_enrolment(tx, device.enrolment_id or "")
        if window.closed_at is not None or window.ends_at <= now():
            return Asked(check="", state="closed")
    return Asked(check=device.check_number, state=device.state)


def _check_number(taken: set[str]) -> str:
    while (number := f"{secrets.randbelow(10_000):04d}") in taken:
        pass
    return number


def decide(store: Store, *, actor: Actor, device_id: str, accept: bool) -> None:
    """Enrol or refuse a waiting device, after comparing its check number."""
    with store.transaction() as tx:
        device = devices.get_device(tx, device_id)
        actor.must("device.write", contest_id=device.contest_id)
        journal.take(tx, [device.contest_id])
        device = devices.get_device(tx, device_id, lock=True)
        if device.state != "waiting":
            raise DeviceNotWaiting()
        window = devices.get_enrolment(tx, device.enrolment_id or "")
        closed = window.closed_at is not None or window.ends_at <= now()
        if accept and (closed or devices.enrolled_in(tx, window.id) >= window.most):
            raise NoWindow()
        device.state = "enrolled" if accept else "revoked"
        device.decided_by, device.decided_at = actor.staff_id, now()
        kind = "contest:device:enrol" if accept else "contest:device:refuse"
        tell(tx, actor, kind, {"device_id": device.id})


def enrol_here(store: Store, *, actor: Actor, name: str) -> str:
    """Enrol the device the organiser sits at; return its secret for the cookie."""
    token = secrets.token_urlsafe(32)
    with store.transaction() as tx:
        actor.must("device.write")
        device = devices.add_device(
            tx,
            contest_id=actor.contest_id,
            name=" ".join(name.split())[:NAME_MOST] or "—",
            secret_hash=token_hash(token),
            check_number="",
            state="enrolled",
            decided_by=actor.staff_id,
            decided_at=now(),
        )
        tell(tx, actor, "contest:device:enrol", {"device_id": device.id})
    return token


def revoke(store: Store, *, actor: Actor, device_id: str) -> None:
    """Put a device out: whoever is signed in on it is out at the next request."""
    with store.transaction() as tx:
        device = devices.get_device(tx, device_id)
        actor.must("device.revoke", contest_id=device.contest_id)
        journal.take(tx, [device.contest_id])
        if device.state == "revoked":
            return
        device.state = "revoked"
        device.decided_by, device.decided_at = actor.staff_id, now()
        ended = access.open_sign_ins(tx, device_id=device.id)
        access.end_sign_ins(tx, ended, "device_revoked")
        body = {"device_id": device.id, "ended": [sign_in.staff_id for sign_in in ended]}
        tell(tx, actor, "contest:device:revoke", body)
