"""Who asks, and on which device."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from contest.clock import now
from contest.ids import token_hash
from contest.lives import TOUCH_EVERY, is_over
from contest.security import Actor
from contest.store import access, contests, devices
from contest.store.engine import Connection

TAKEN_OVER = "taken_over"


def who_asks(line: Connection, token: str) -> Actor:
    """
    Return the actor of a session token; an unknown, ended or late one is the audience.

    One query. `facts` say `seat_taken_by` (the device's name) to a judge whose seat is open
    elsewhere by now, and `stale` when the last use should be written down.
    """
    found = access.sign_in_of(line, token_hash(token))
    if found is None:
        return Actor()
    if found.ended_why == TAKEN_OVER:
        return Actor(facts={"seat_taken_by": access.seat_device(line, found.staff_id)})
    over = is_over(found.role, now=now(), seen_at=found.seen_at, ends_at=found.ends_at)
    revoked = found.device_state not in {None, "enrolled"}
    if found.ended_at is not None or over or revoked or not found.active:
        return Actor()
    return Actor(
        role=found.role,
        staff_id=found.staff_id,
        contest_id=found.contest_id,
        trade_id=found.trade_id,
        name=found.name,
        number=found.number,
        sign_in_id=found.id,
        device_id=found.device_id,
        facts={"stale": "1"} if now() - found.seen_at > TOUCH_EVERY else {},
    )


def enrolled_device(tx: Session, token: str) -> str | None:
    """Return the id of the enrolled device with this secret, None for any other."""
    device = devices.device_of(tx, token_hash(token)) if token else None
    return device.id if device is not None and device.state == "enrolled" else None


def contest_day(tx: Session, contest_id: str) -> str:
    """Return today's date where the contest is."""
    zone = ZoneInfo(contests.get_contest(tx, contest_id).timezone)
    return datetime.now(zone).date().isoformat()
