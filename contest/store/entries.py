"""Entries with the names that pictures need, read in one go."""

from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from contest.store.tables.contest import Contest, Delegation, Stage, Trade, Venue
from contest.store.tables.people import Entry, Person
from contest.store.tables.timetable import CheckIn, Heat, Slot


@dataclass(frozen=True, kw_only=True)
class EntryLine:
    """An entry as boards and lists show it; `facts` are what eligibility rules read."""

    id: str
    trade_id: str
    no: str
    name: str
    pinyin: str
    delegation_id: str
    delegation: str
    delegation_en: str
    state: str
    facts: dict[str, str] = field(default_factory=dict)


def entries_of_trade(tx: Session, trade_id: str) -> list[EntryLine]:
    """Return a trade's entries by their number, the withdrawn among them."""
    statement = (
        select(Entry, Person, Delegation)
        .join(Person, col(Person.id) == col(Entry.person_id))
        .join(Delegation, col(Delegation.id) == col(Entry.delegation_id))
        .where(Entry.trade_id == trade_id)
        .order_by(col(Entry.entry_no))
    )
    return [_line(*row) for row in tx.exec(statement)]


def entries_of_stage(tx: Session, stage_id: str, trade_id: str, *, first: bool) -> list[EntryLine]:
    """
    Return who takes part in a stage.

    In the first stage that is everybody registered; later, whoever was given a slot.
    """
    lines = entries_of_trade(tx, trade_id)
    if first:
        return [line for line in lines if line.state == "registered"]
    statement = (
        select(Slot.entry_id)
        .join(Heat, col(Heat.id) == col(Slot.heat_id))
        .where(Heat.stage_id == stage_id, col(Slot.entry_id).is_not(None))
    )
    seated = set(tx.exec(statement))
    return [line for line in lines if line.id in seated and line.state == "registered"]


def checked_in(tx: Session, stage_id: str) -> set[str]:
    """Return the ids of the entries checked in for a stage."""
    return set(tx.exec(select(CheckIn.entry_id).where(CheckIn.stage_id == stage_id)))


def _line(entry: Entry, person: Person, delegation: Delegation) -> EntryLine:
    return EntryLine(
        id=entry.id,
        trade_id=entry.trade_id,
        no=entry.entry_no,
        name=person.name,
        pinyin=person.pinyin,
        delegation_id=delegation.id,
        delegation=delegation.name,
        delegation_en=delegation.name_en,
        state=entry.state,
        facts={key: str(value) for key, value in person.facts.items()},
    )


def find_badge_entry(tx: Session, hashed: str) -> tuple[EntryLine, Trade, Contest] | None:
    """Return the entry that a badge's hash belongs to, with its trade and contest."""
    statement = (
        select(Entry, Person, Delegation)
        .join(Person, col(Person.id) == col(Entry.person_id))
        .join(Delegation, col(Delegation.id) == col(Entry.delegation_id))
        .where(Entry.badge_hash == hashed)
    )
    found = tx.exec(statement).first()
    if found is None:
        return None
    trade = tx.get_one(Trade, found[0].trade_id)
    return _line(*found), trade, tx.get_one(Contest, trade.contest_id)


def slots_of_entry(tx: Session, entry_id: str) -> list[tuple[Heat, Stage, Venue]]:
    """Return when and where an entry works, in order."""
    statement = (
        select(Heat, Stage, Venue)
        .join(Slot, col(Slot.heat_id) == col(Heat.id))
        .join(Stage, col(Stage.id) == col(Heat.stage_id))
        .join(Venue, col(Venue.id) == col(Heat.venue_id))
        .where(Slot.entry_id == entry_id)
        .order_by(col(Heat.starts_min))
    )
    return list(tx.exec(statement))
