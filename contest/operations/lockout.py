"""Counting wrong PINs per badge and device, and opening a badge that they paused."""

from sqlmodel import Session

from contest.errors import Refusal
from contest.lives import is_locked
from contest.operations.telling import tell
from contest.queries.access import contest_day
from contest.security import ORGANISER, Actor
from contest.store import access, journal, people
from contest.store.engine import Store


class BadgeLocked(Refusal):
    """Too many wrong PINs: new sign-ins wait for a person; running ones go on."""

    key = "badge_locked"
    status = 401
    zh = "这张证件因 PIN 多次错误已暂停登录。请到检录台、组委会或裁判长处当面解除，PIN 不变。"
    en = (
        "Sign-in with this badge is paused after too many wrong PINs. Show yourself at check-in, "
        "to the organiser or to the chief judge to have it opened; your PIN stays the same."
    )


def count_try(tx: Session, staff_id: str, device_id: str) -> str | None:
    """Count a try and return the PIN's stored hash, or refuse because the badge is locked."""
    credential = access.lock_credential(tx, staff_id)
    staff = people.get_staff(tx, staff_id)
    today = contest_day(tx, staff.contest_id)
    tries = access.pin_tries(tx, staff_id)
    if is_locked(tries, device_id=device_id, today=today):
        raise BadgeLocked()
    here = next((row for row in tries if row.device_id == device_id), None)
    here = here or access.add_pin_try(tx, staff_id=staff_id, device_id=device_id)
    here.in_a_row += 1
    here.in_day = here.in_day + 1 if here.day == today else 1
    here.day = today
    usable = staff.active and staff.role != ORGANISER
    return credential.pin_hash if usable else None


def forgive_try(tx: Session, staff_id: str, device_id: str) -> None:
    """Take a counted try back, because its PIN was right."""
    for row in access.pin_tries(tx, staff_id):
        if row.device_id == device_id:
            row.in_a_row, row.in_day = 0, max(0, row.in_day - 1)


def open_badge(store: Store, *, actor: Actor, staff_id: str) -> None:
    """Let a badge try again, after a look at the person; the PIN stays."""
    with store.transaction() as tx:
        staff = people.get_staff(tx, staff_id)
        actor.must("badge.open", contest_id=staff.contest_id)
        journal.take(tx, [staff.contest_id])
        access.lock_credential(tx, staff_id)
        for row in access.pin_tries(tx, staff_id):
            row.in_a_row = row.in_day = 0
        tell(tx, actor, "contest:badge:open", {"staff_id": staff.id})
