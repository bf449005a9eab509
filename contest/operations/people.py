"""Officials: adding them, their certificates, stopping and letting them work again."""

from contest.errors import Refusal
from contest.keys import Keys
from contest.operations.placing import NewOfficial, place_official
from contest.operations.telling import tell
from contest.security import ORGANISER, Actor
from contest.store import access, contests, journal, people
from contest.store.engine import Store


class LastOrganiser(Refusal):
    """Somebody must be left who can let people in."""

    key = "last_organiser"
    zh = "这是最后一名在任的组委会人员，不能停用。请先增加另一名组委会人员。"
    en = "This is the last active organiser. Add another one first."


class AlreadyCertified(Refusal):
    """A judge has one certificate a trade."""

    key = "already_certified"
    zh = "这名裁判已有该工种的裁判资格。"
    en = "This judge has a certificate for that trade already."


def add_staff(store: Store, *, keys: Keys, actor: Actor, official: NewOfficial) -> str:
    """
    Add an official and return his id.

    Raises
    ------
    HoldsARole, Competes, SameName, NumberTaken, TradeNeeded, BadInput
    """
    with store.transaction() as tx:
        actor.must("staff.write")
        journal.take(tx, [actor.contest_id or ""])
        staff_id = place_official(
            tx, keys=keys, contest_id=actor.contest_id or "", official=official
        )
        tell(tx, actor, "contest:staff:add", {"staff_id": staff_id, "role": official.role})
    return staff_id


def certify(
    store: Store, *, actor: Actor, staff_id: str, trade_id: str, number: str, level: str = ""
) -> None:
    """Record that a judge may judge a trade."""
    with store.transaction() as tx:
        staff = people.get_staff(tx, staff_id)
        actor.must("staff.write", contest_id=staff.contest_id)
        trade = contests.get_trade(tx, trade_id)
        actor.must("staff.write", contest_id=trade.contest_id)
        held = people.certifications_of(tx, staff.contest_id)
        if any(one.staff_id == staff.id and one.trade_id == trade.id for one, _ in held):
            raise AlreadyCertified()
        people.add_certification(
            tx, staff_id=staff.id, trade_id=trade.id, number=number.strip(), level=level.strip()
        )
        tell(tx, actor, "contest:staff:certify", {"staff_id": staff.id, "trade_id": trade.id})


def set_active(store: Store, *, actor: Actor, staff_id: str, active: bool) -> None:
    """Stop an official, whose sign-ins end at once, or let him work again."""
    with store.transaction() as tx:
        staff = people.get_staff(tx, staff_id)
        actor.must("staff.write", contest_id=staff.contest_id)
        journal.take(tx, [staff.contest_id])
        if staff.active == active:
            return
        others = people.staff_of(tx, staff.contest_id, roles=[ORGANISER], active=True)
        if not active and staff.role == ORGANISER and len(others) < 2:
            raise LastOrganiser()
        staff.active = active
        if not active:
            access.end_sign_ins(tx, access.open_sign_ins(tx, staff_id=staff.id), "deactivated")
        kind = "contest:staff:reactivate" if active else "contest:staff:deactivate"
        tell(tx, actor, kind, {"staff_id": staff.id})
