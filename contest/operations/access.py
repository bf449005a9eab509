"""Signing in with a badge and a PIN on an enrolled device."""

import re
import secrets
from dataclasses import dataclass

from sqlmodel import Session

from contest.clock import now
from contest.errors import Refusal
from contest.ids import token_hash
from contest.keys import Keys
from contest.lives import CHALLENGE_LIFE
from contest.operations import lockout, sessions
from contest.operations.hashing import QUEUE
from contest.operations.sessions import SignedIn
from contest.secrets import verify_pin
from contest.store import access, devices, journal, people
from contest.store.engine import Store

BADGE = re.compile(r"J1[0-9A-HJKMNP-TV-Z]{26}")


class DeviceUnknown(Refusal):
    """A device nobody enrolled can try nothing, and so can lock nothing."""

    key = "device_unknown"
    status = 401
    zh = "这台设备尚未登记，不能用证件登录。请让组委会开放设备登记，并在本机打开“登记设备”。"
    en = (
        "This device is not enrolled, so nobody can sign in on it with a badge. Ask the organiser "
        "to open device enrolment, then open “Enrol this device” here."
    )


class ScanAgain(Refusal):
    """The badge was shown too long ago, on another device, or its sign-in is done."""

    key = "scan_again"
    status = 401
    zh = "证件扫描已超过 2 分钟或已使用。请重新扫描证件。"
    en = "The badge was scanned more than two minutes ago, or already used. Scan it again."


class WrongBadgeOrPin(Refusal):
    """One sentence for a wrong PIN, a dead badge, and an official who was deactivated."""

    key = "wrong_badge_or_pin"
    status = 401
    zh = "证件或 PIN 不正确。连续输错 5 次后，需到检录台由工作人员解除锁定。"
    en = (
        "The badge or the PIN is not right. After five wrong PINs in a row somebody at check-in "
        "has to open the badge again."
    )


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The answer to a badge: a challenge for its PIN; `device` is enrolled or unknown."""

    challenge: str
    device: str


def show_badge(store: Store, *, device_token: str, badge: str) -> Shown:
    """
    Take a scanned badge and return the challenge its PIN must come with.

    A good and a bad badge get the same kind of answer. A device that is not enrolled gets a
    challenge that opens nothing and is kept nowhere.
    """
    token = secrets.token_urlsafe(16)
    with store.transaction() as tx:
        device = devices.device_of(tx, token_hash(device_token)) if device_token else None
        if device is None or device.state != "enrolled":
            return Shown(challenge=token, device="unknown")
        device.seen_at = now()
        staff_id = None
        if BADGE.fullmatch(badge):
            credential = access.credential_of_badge(tx, token_hash(badge))
            staff = people.get_staff(tx, credential.staff_id) if credential else None
            if staff is not None and staff.active and staff.contest_id == device.contest_id:
                staff_id = staff.id
        access.add_challenge(
            tx,
            token_hash=token_hash(token),
            staff_id=staff_id,
            device_id=device.id,
            ends_at=now() + CHALLENGE_LIFE,
        )
    return Shown(challenge=token, device="enrolled")


def sign_in_with_pin(
    store: Store, *, keys: Keys, device_token: str, challenge: str, pin: str, takeover: bool = False
) -> SignedIn:
    """
    Sign in with the PIN of the badge just shown.

    The try is counted and committed before the PIN is compared, so that guesses sent at the
    same moment each cost one.

    Raises
    ------
    DeviceUnknown, ScanAgain, BadgeLocked, WrongBadgeOrPin, SeatOpenElsewhere, TooManySignIns
    """
    with QUEUE.place():
        with store.transaction() as tx:
            device_id, staff_id = _shown_here(tx, device_token, challenge)
            stored = lockout.count_try(tx, staff_id, device_id) if staff_id else None
        right = QUEUE.compare(lambda: verify_pin(keys, staff_id or "", stored, pin))
    if not right or staff_id is None:
        raise WrongBadgeOrPin()
    with store.transaction() as tx:
        staff = people.get_staff(tx, staff_id)
        journal.take(tx, [staff.contest_id])
        credential = access.lock_credential(tx, staff_id)
        _shown_here(tx, device_token, challenge)
        # Between the comparison and now the badge may have been taken or the PIN replaced.
        if credential.pin_hash != stored or not staff.active:
            raise WrongBadgeOrPin()
        lockout.forgive_try(tx, staff_id, device_id)
        signed_in = _start_or_ask(tx, staff_id, device_id, takeover)
        if isinstance(signed_in, SignedIn):
            access.use_challenge(tx, token_hash(challenge))
    if isinstance(signed_in, Refusal):
        raise signed_in
    return signed_in


def _start_or_ask(
    tx: Session, staff_id: str, device_id: str, takeover: bool
) -> SignedIn | sessions.SeatOpenElsewhere:
    # The refusal is handed back, not raised: that the PIN was right must be committed.
    try:
        return sessions.start(
            tx, staff_id=staff_id, device_id=device_id, takeover=takeover, proof="pin"
        )
    except sessions.SeatOpenElsewhere as asks:
        return asks


def _shown_here(tx: Session, device_token: str, challenge: str) -> tuple[str, str | None]:
    device = devices.device_of(tx, token_hash(device_token)) if device_token else None
    if device is None or device.state != "enrolled":
        raise DeviceUnknown()
    shown = access.challenge_of(tx, token_hash(challenge))
    if shown is None or shown.used_at or shown.ends_at <= now() or shown.device_id != device.id:
        raise ScanAgain()
    return device.id, shown.staff_id
