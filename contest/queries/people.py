"""Officials as the desk shows them: roles, certificates, and whether they can come in."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from contest.clock import now
from contest.lives import is_locked, is_over
from contest.queries.access import contest_day
from contest.security import ORGANISER, STAFF, Actor
from contest.store import access, contests, devices, people


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A judge may judge this trade."""

    trade_id: str
    trade: str
    trade_en: str
    number: str
    level: str


@dataclass(frozen=True, kw_only=True)
class Official:
    """
    An official.

    `proof` tells whether he has what he signs in with (a PIN, or an organiser's password);
    `locked_on` names the devices on which his badge waits to be opened; `signed_in_on` the
    devices he works on now ("" for one that is not enrolled).
    """

    id: str
    number: str
    name: str
    role: str
    trade: str
    trade_en: str
    active: bool
    employer: str
    delegation: str
    delegation_en: str
    phone: str
    id_last4: str
    user_name: str
    proof: bool
    badge_issued_at: datetime | None
    certificates: tuple[Certificate, ...]
    locked_on: tuple[str, ...]
    signed_in_on: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Something to pick in a form, in both languages."""

    id: str
    name: str
    name_en: str


def officials(tx: Session, viewer: Actor) -> list[Official]:
    """Return everybody who works at the viewer's contest, in the order of roles and numbers."""
    contest_id = viewer.contest_id or ""
    trades = {trade.id: trade for trade in contests.trades_of(tx, contest_id)}
    delegations = {one.id: one for one in people.delegations_of(tx, contest_id)}
    credentials = people.credentials_of(tx, contest_id)
    certificates = _certificates(tx, contest_id)
    locked, working = locked_badges(tx, contest_id), _working(tx, contest_id)
    found = []
    for staff, person in people.staff_of(tx, contest_id):
        trade = trades.get(staff.trade_id or "")
        delegation = delegations.get(staff.delegation_id or "")
        proofs = credentials.get(staff.id)
        own = proofs and (proofs.password_hash if staff.role == ORGANISER else proofs.pin_hash)
        found.append(
            Official(
                id=staff.id,
                number=staff.number,
                name=person.name,
                role=staff.role,
                trade=trade.name if trade else "",
                trade_en=trade.name_en if trade else "",
                active=staff.active,
                employer=person.employer,
                delegation=delegation.name if delegation else "",
                delegation_en=delegation.name_en if delegation else "",
                phone=person.phone,
                id_last4=person.id_last4,
                user_name=(proofs and proofs.user_name) or "",
                proof=bool(own),
                badge_issued_at=proofs.badge_issued_at if proofs else None,
                certificates=certificates.get(staff.id, ()),
                locked_on=locked.get(staff.id, ()),
                signed_in_on=working.get(staff.id, ()),
            )
        )
    return sorted(found, key=lambda one: (STAFF.index(one.role), one.number))


def official(tx: Session, viewer: Actor, staff_id: str) -> Official:
    """Return one official of the viewer's contest, or refuse with NotFound."""
    staff = people.get_staff(tx, staff_id)
    viewer.must("staff.read", contest_id=staff.contest_id)
    return next(one for one in officials(tx, viewer) if one.id == staff_id)


def form_choices(tx: Session, viewer: Actor) -> dict[str, list[Choice]]:
    """Return the trades and delegations that an official's form offers."""
    contest_id = viewer.contest_id or ""
    return {
        "trades": _choices(contests.trades_of(tx, contest_id)),
        "delegations": _choices(people.delegations_of(tx, contest_id)),
    }


def _choices(rows: Sequence[people.Delegation] | Sequence[people.Trade]) -> list[Choice]:
    return [Choice(id=row.id, name=row.name, name_en=row.name_en) for row in rows]


def _certificates(tx: Session, contest_id: str) -> dict[str, tuple[Certificate, ...]]:
    found: dict[str, list[Certificate]] = defaultdict(list)
    for held, trade in people.certifications_of(tx, contest_id):
        found[held.staff_id].append(
            Certificate(
                trade_id=trade.id,
                trade=trade.name,
                trade_en=trade.name_en,
                number=held.number,
                level=held.level,
            )
        )
    return {staff_id: tuple(held) for staff_id, held in found.items()}


def locked_badges(tx: Session, contest_id: str) -> dict[str, tuple[str, ...]]:
    """Return the officials whose badges are locked, with the names of the devices."""
    today = contest_day(tx, contest_id)
    names = {device.id: device.name for device in devices.devices_of(tx, contest_id)}
    tries = defaultdict(list)
    for row in access.pin_tries_of_contest(tx, contest_id):
        tries[row.staff_id].append(row)
    locked = {}
    for staff_id, rows in tries.items():
        shut = [
            names.get(row.device_id, "")
            for row in rows
            if is_locked(rows, device_id=row.device_id, today=today)
        ]
        if shut:
            locked[staff_id] = tuple(sorted(shut))
    return locked


def _working(tx: Session, contest_id: str) -> dict[str, tuple[str, ...]]:
    names = {device.id: device.name for device in devices.devices_of(tx, contest_id)}
    working: dict[str, list[str]] = defaultdict(list)
    for sign_in, role in access.open_sign_ins_of_contest(tx, contest_id):
        if not is_over(role, now=now(), seen_at=sign_in.seen_at, ends_at=sign_in.ends_at):
            working[sign_in.staff_id].append(names.get(sign_in.device_id or "", ""))
    return {staff_id: tuple(sorted(on)) for staff_id, on in working.items()}
