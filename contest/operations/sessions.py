"""Starting, keeping and ending sign-ins; a judge's seat is open on one tablet only."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from contest.clock import now
from contest.errors import Refusal
from contest.ids import token_hash
from contest.lives import HOMES, LIVES, SEATED, is_over
from contest.operations.telling import tell
from contest.queries.access import TAKEN_OVER
from contest.security import Actor
from contest.store import access, devices, journal, people
from contest.store.engine import Store


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A new sign-in: `token` goes into the cookie and is stored nowhere; `home` is a path."""

    token: str
    role: str
    home: str
    ends_at: datetime


class SeatOpenElsewhere(Refusal):
    """A judge's seat is open on another tablet; the PIN was right, so he may take it over."""

    key = "seat_open_elsewhere"
    zh = (
        "您的席位正在另一台设备“{device}”上打开。在此登录后，那台设备将立即停用您的席位。"
        "要转到这里吗？"
    )
    en = (
        "Your seat is open on another device, “{device}”. If you sign in here, that device loses "
        "your seat at once. Move it here?"
    )


def start(
    tx: Session, *, staff_id: str, device_id: str | None, takeover: bool, proof: str
) -> SignedIn:
    """
    Begin a sign-in in the caller's transaction, who has checked the proof.

    Whoever was signed in on the same device is signed out: a browser carries one session.

    Raises
    ------
    SeatOpenElsewhere
        If the seat is held on another device and `takeover` was not asked for.
    """
    staff = people.get_staff(tx, staff_id)
    before = access.open_sign_ins(tx, device_id=device_id) if device_id else []
    if staff.role in SEATED:
        _free_seat(tx, staff_id=staff.id, device_id=device_id, takeover=takeover)
    access.end_sign_ins(tx, before, "replaced")
    token = secrets.token_urlsafe(32)
    moment = now()
    sign_in = access.add_sign_in(
        tx,
        token_hash=token_hash(token),
        staff_id=staff.id,
        device_id=device_id,
        started_at=moment,
        seen_at=moment,
        proved_at=moment,
        ends_at=moment + LIVES[staff.role].most,
    )
    if staff.role in SEATED:
        _take_seat(tx, staff_id=staff.id, sign_in_id=sign_in.id)
    # Two people on one tablet within minutes is worth a question, so their ids are kept.
    others = sorted({old.staff_id for old in before if old.staff_id != staff.id})
    journal.append(
        tx,
        contest_id=staff.contest_id,
        stream=staff.contest_id,
        kind="contest:signin:start",
        actor_id=staff.id,
        role=staff.role,
        body={"device_id": device_id, "proof": proof, "instead_of": others},
    )
    return SignedIn(token=token, role=staff.role, home=HOMES[staff.role], ends_at=sign_in.ends_at)


def _free_seat(tx: Session, *, staff_id: str, device_id: str | None, takeover: bool) -> None:
    staff = people.get_staff(tx, staff_id)
    elsewhere = [
        old
        for old in access.open_sign_ins(tx, staff_id=staff_id)
        if old.device_id != device_id
        and not is_over(staff.role, now=now(), seen_at=old.seen_at, ends_at=old.ends_at)
    ]
    if not elsewhere:
        return
    old_device = elsewhere[-1].device_id
    if not takeover:
        name = devices.get_device(tx, old_device).name if old_device else "?"
        raise SeatOpenElsewhere(device=name)
    access.end_sign_ins(tx, elsewhere, TAKEN_OVER)
    journal.append(
        tx,
        contest_id=staff.contest_id,
        stream=staff.contest_id,
        kind="contest:lease:takeover",
        actor_id=staff.id,
        role=staff.role,
        body={"staff_id": staff.id, "from_device_id": old_device, "device_id": device_id},
    )


def _take_seat(tx: Session, *, staff_id: str, sign_in_id: str) -> None:
    lease = access.lease_of(tx, staff_id)
    if lease is None:
        access.add_lease(tx, staff_id=staff_id, sign_in_id=sign_in_id)
        return
    lease.sign_in_id, lease.number, lease.taken_at = sign_in_id, lease.number + 1, now()


def keep(store: Store, *, actor: Actor) -> None:
    """Write down that a sign-in was used just now."""
    with store.transaction() as tx:
        sign_in = access.get_sign_in(tx, actor.sign_in_id or "")
        if sign_in is not None and sign_in.ended_at is None:
            sign_in.seen_at = now()


def sign_out(store: Store, *, actor: Actor) -> None:
    """End one's own sign-in; signed out already is as good."""
    if actor.sign_in_id is None:
        return
    with store.transaction() as tx:
        sign_in = access.get_sign_in(tx, actor.sign_in_id)
        if sign_in is None or sign_in.ended_at is not None:
            return
        access.end_sign_ins(tx, [sign_in], "signed_out")
        tell(tx, actor, "contest:signin:end", {"device_id": actor.device_id})
