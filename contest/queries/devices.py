"""Devices and the open enrolment window as the desk shows them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from contest.clock import now
from contest.lives import is_over
from contest.security import Actor
from contest.store import devices, people


@dataclass(frozen=True, kw_only=True)
class DeviceLine:
    """A device; `user` is who is signed in on it now, with number and name."""

    id: str
    name: str
    state: str
    check: str
    asked_at: datetime
    seen_at: datetime | None
    user: str


@dataclass(frozen=True, kw_only=True)
class Window:
    """An open enrolment: when it ends, how many may still come in, who waits."""

    ends_at: datetime
    most: int
    enrolled: int
    waiting: tuple[DeviceLine, ...]


@dataclass(frozen=True, kw_only=True)
class DevicePage:
    """The enrolled and revoked devices, and the window if one is open."""

    window: Window | None
    enrolled: tuple[DeviceLine, ...]
    revoked: tuple[DeviceLine, ...]


def device_page(tx: Session, viewer: Actor) -> DevicePage:
    """Return the devices of the viewer's contest."""
    contest_id = viewer.contest_id or ""
    lines = _lines(tx, contest_id)
    window = devices.open_enrolment(tx, contest_id)
    shown = None
    if window is not None:
        asked = [device.id for device in devices.devices_of_window(tx, window.id)]
        shown = Window(
            ends_at=window.ends_at,
            most=window.most,
            enrolled=devices.enrolled_in(tx, window.id),
            waiting=tuple(lines[one] for one in asked if lines[one].state == "waiting"),
        )
    return DevicePage(
        window=shown,
        enrolled=tuple(line for line in lines.values() if line.state == "enrolled"),
        revoked=tuple(line for line in lines.values() if line.state == "revoked"),
    )


def _lines(tx: Session, contest_id: str) -> dict[str, DeviceLine]:
    names = {
        staff.id: (f"{staff.number} {person.name}", staff.role)
        for staff, person in people.staff_of(tx, contest_id)
    }
    users = {}
    for device_id, sign_in in devices.sign_ins_by_device(tx, contest_id).items():
        user, role = names[sign_in.staff_id]
        if not is_over(role, now=now(), seen_at=sign_in.seen_at, ends_at=sign_in.ends_at):
            users[device_id] = user
    return {
        device.id: DeviceLine(
            id=device.id,
            name=device.name,
            state=device.state,
            check=device.check_number,
            asked_at=device.asked_at,
            seen_at=device.seen_at,
            user=users.get(device.id, ""),
        )
        for device in devices.devices_of(tx, contest_id)
    }
