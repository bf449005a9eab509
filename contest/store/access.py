"""Credentials, sign-ins, seats and the counting of wrong PINs."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy
from sqlalchemy import Connection, func
from sqlmodel import Session, col, select

from contest.clock import now
from contest.store.tables.access import Challenge, Credential, Device, Lease, PinTry, SignIn
from contest.store.tables.people import Person, Staff


class Asking(NamedTuple):
    """A session token's sign-in with everything the door wants to know, read in one query."""

    id: str
    device_id: str | None
    seen_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    ended_why: str
    staff_id: str
    role: str
    contest_id: str
    trade_id: str | None
    number: str
    active: bool
    name: str
    device_state: str | None


#: Made once: the door asks it at every request.
_ASKING = (
    sqlalchemy.select(
        *(getattr(SignIn, name) for name in Asking._fields[:6]),
        col(Staff.id),
        *(getattr(Staff, name) for name in Asking._fields[7:12]),
        col(Person.name),
        col(Device.state),
    )
    .join(Staff, col(Staff.id) == col(SignIn.staff_id))
    .join(Person, col(Person.id) == col(Staff.person_id))
    .outerjoin(Device, col(Device.id) == col(SignIn.device_id))
    .where(col(SignIn.token_hash) == sqlalchemy.bindparam("hashed"))
)


#: The name of the device on which a judge's seat is open.
_SEAT_DEVICE = (
    sqlalchemy.select(col(Device.name))
    .join(SignIn, col(SignIn.device_id) == col(Device.id))
    .join(Lease, col(Lease.sign_in_id) == col(SignIn.id))
    .where(col(Lease.staff_id) == sqlalchemy.bindparam("staff_id"))
)


def sign_in_of(line: Connection, hashed: str) -> Asking | None:
    """Return the sign-in of a session token's hash, also one that has ended."""
    found = line.execute(_ASKING, {"hashed": hashed}).first()
    return None if found is None else Asking._make(found)


def seat_device(line: Connection, staff_id: str) -> str:
    """Return the name of the device on which a judge's seat is open, "" where there is none."""
    return line.execute(_SEAT_DEVICE, {"staff_id": staff_id}).scalar() or ""


def add_sign_in(tx: Session, **facts: object) -> SignIn:
    """Add a server-side session."""
    sign_in = SignIn.model_validate(facts)
    tx.add(sign_in)
    tx.flush()
    return sign_in


def get_sign_in(tx: Session, sign_in_id: str) -> SignIn | None:
    """Return a sign-in by its id, if there is one."""
    return tx.get(SignIn, sign_in_id)


def open_sign_ins(
    tx: Session, *, staff_id: str | None = None, device_id: str | None = None
) -> list[SignIn]:
    """Return the sign-ins of an official or of a device that nobody ended."""
    statement = select(SignIn).where(col(SignIn.ended_at).is_(None))
    if staff_id is not None:
        statement = statement.where(SignIn.staff_id == staff_id)
    if device_id is not None:
        statement = statement.where(SignIn.device_id == device_id)
    return list(tx.exec(statement))


def open_sign_ins_of_contest(tx: Session, contest_id: str) -> list[tuple[SignIn, str]]:
    """Return a contest's sign-ins that nobody ended, each with its official's role."""
    statement = (
        select(SignIn, Staff.role)
        .join(Staff, col(Staff.id) == col(SignIn.staff_id))
        .where(Staff.contest_id == contest_id, col(SignIn.ended_at).is_(None))
        .order_by(col(SignIn.started_at))
    )
    return list(tx.exec(statement))


def ended_among(tx: Session, sign_in_ids: Sequence[str]) -> list[str]:
    """Return those of these sign-ins that somebody or something ended."""
    if not sign_in_ids:
        return []
    statement = select(SignIn.id).where(
        col(SignIn.id).in_(sign_in_ids), col(SignIn.ended_at).is_not(None)
    )
    return list(tx.exec(statement))


def end_sign_ins(tx: Session, sign_ins: Sequence[SignIn], why: str) -> None:
    """End these sign-ins; the door reads them at the next request and lets nobody through."""
    for sign_in in sign_ins:
        sign_in.ended_at, sign_in.ended_why = now(), why
        tx.add(sign_in)
    tx.flush()


def lock_credential(tx: Session, staff_id: str) -> Credential:
    """
    Return an official's credential, made if there was none, and hold it until the commit.

    Everything that counts or changes proofs of one official takes this lock first, so that
    guesses made at the same moment queue up and each is counted.
    """
    found = tx.get(Credential, staff_id, with_for_update=True, populate_existing=True)
    if found is None:
        tx.get(Staff, staff_id, with_for_update=True)
        found = tx.get(Credential, staff_id, populate_existing=True)
    if found is None:
        found = Credential(staff_id=staff_id)
        tx.add(found)
        tx.flush()
    return found


def get_credential(tx: Session, staff_id: str) -> Credential | None:
    """Return what an official can prove himself with, if anything."""
    return tx.get(Credential, staff_id)


def credential_of_user(tx: Session, user_name: str) -> Credential | None:
    """Return the credential of a user name, in whatever case it was typed."""
    statement = select(Credential).where(func.lower(col(Credential.user_name)) == user_name.lower())
    return tx.exec(statement).first()


def credential_of_badge(tx: Session, badge_hash: str) -> Credential | None:
    """Return the credential whose badge carries this token, by the token's hash."""
    return tx.exec(select(Credential).where(Credential.badge_hash == badge_hash)).first()


def add_challenge(tx: Session, **facts: object) -> Challenge:
    """Remember a badge shown on a device, until its PIN comes."""
    challenge = Challenge.model_validate(facts)
    tx.add(challenge)
    tx.flush()
    return challenge


def challenge_of(tx: Session, token_hash: str) -> Challenge | None:
    """Return the challenge of a token's hash."""
    return tx.exec(select(Challenge).where(Challenge.token_hash == token_hash)).first()


def use_challenge(tx: Session, token_hash: str) -> None:
    """Spend a challenge: a second sign-in needs the badge again."""
    shown = challenge_of(tx, token_hash)
    if shown is not None:
        shown.used_at = now()


def pin_tries(tx: Session, staff_id: str) -> list[PinTry]:
    """Return how often PINs were tried with this badge, one row per device."""
    statement = select(PinTry).where(PinTry.staff_id == staff_id)
    return list(tx.exec(statement, execution_options={"populate_existing": True}))


def pin_tries_of_contest(tx: Session, contest_id: str) -> list[PinTry]:
    """Return the PIN counters of all badges of a contest."""
    statement = (
        select(PinTry)
        .join(Staff, col(Staff.id) == col(PinTry.staff_id))
        .where(Staff.contest_id == contest_id)
    )
    return list(tx.exec(statement))


def add_pin_try(tx: Session, **facts: object) -> PinTry:
    """Start counting PINs of a badge on a device."""
    counter = PinTry.model_validate(facts)
    tx.add(counter)
    tx.flush()
    return counter


def lease_of(tx: Session, staff_id: str) -> Lease | None:
    """Return who sits on a judge's seat, or sat there last."""
    return tx.get(Lease, staff_id, populate_existing=True)


def add_lease(tx: Session, **facts: object) -> Lease:
    """Give a judge's seat to a sign-in for the first time."""
    lease = Lease.model_validate(facts)
    tx.add(lease)
    tx.flush()
    return lease
