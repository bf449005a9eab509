"""Who asks."""

from sqlmodel import Session

from contest.clock import now
from contest.ids import token_hash
from contest.security import Actor
from contest.store import access


def who_asks(tx: Session, token: str) -> Actor:
    """Return the actor of a session token; an unknown, ended or late one is the audience."""
    found = access.live_sign_in(tx, token_hash(token))
    if found is None:
        return Actor()
    sign_in, staff, person = found
    if sign_in.ends_at <= now() or not staff.active:
        return Actor()
    return Actor(
        role=staff.role,
        staff_id=staff.id,
        contest_id=staff.contest_id,
        trade_id=staff.trade_id,
        name=person.name,
        number=staff.number,
        sign_in_id=sign_in.id,
        device_id=sign_in.device_id,
    )
