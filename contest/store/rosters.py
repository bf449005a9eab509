"""Uploaded rosters, and what rosters fill: entries, venues, workstations."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from contest.clock import now
from contest.errors import NotFound
from contest.store.tables.contest import Delegation, Trade, Venue, Workstation
from contest.store.tables.jobs import Job, RosterImport
from contest.store.tables.people import Certification, Entry, Person, Staff

OPEN = ("reading", "shown")


@dataclass(frozen=True, kw_only=True)
class RosterLine:
    """An entry with everything the roster page shows of it."""

    entry: Entry
    person: Person
    delegation: Delegation
    trade: Trade


def add_import(tx: Session, **facts: object) -> RosterImport:
    """Add an uploaded workbook."""
    upload = RosterImport.model_validate(facts)
    tx.add(upload)
    tx.flush()
    return upload


def get_import(tx: Session, import_id: str, *, lock: bool = False) -> RosterImport:
    """Return an upload or refuse with NotFound; `lock` holds it until the transaction ends."""
    found = tx.get(RosterImport, import_id, with_for_update=lock, populate_existing=lock)
    if found is None:
        raise NotFound()
    return found


def import_job(tx: Session, upload: RosterImport) -> Job | None:
    """Return the job that reads an upload."""
    return tx.get(Job, upload.job_id) if upload.job_id else None


def open_imports(tx: Session, contest_id: str) -> list[RosterImport]:
    """Return the uploads that are neither saved nor discarded, the newest first."""
    statement = (
        select(RosterImport)
        .where(RosterImport.contest_id == contest_id, col(RosterImport.state).in_(OPEN))
        .order_by(col(RosterImport.asked_at).desc(), col(RosterImport.id))
    )
    return list(tx.exec(statement))


def close_import(tx: Session, upload: RosterImport, state: str) -> None:
    """End an upload and forget its personal data: the workbook and what was read from it."""
    upload.state, upload.data, upload.preview = state, b"", None
    upload.saved_at = now() if state == "saved" else None
    tx.flush()


def roster(tx: Session, contest_id: str) -> list[RosterLine]:
    """Return every entry of a contest by trade and number, the withdrawn among them."""
    statement = (
        select(Entry, Person, Delegation, Trade)
        .join(Person, col(Person.id) == col(Entry.person_id))
        .join(Delegation, col(Delegation.id) == col(Entry.delegation_id))
        .join(Trade, col(Trade.id) == col(Entry.trade_id))
        .where(Trade.contest_id == contest_id)
        .order_by(col(Trade.position), col(Entry.entry_no))
    )
    return [
        RosterLine(entry=entry, person=person, delegation=delegation, trade=trade)
        for entry, person, delegation, trade in tx.exec(statement)
    ]


def entry_with_trade(tx: Session, entry_id: str) -> tuple[Entry, Trade]:
    """Return an entry and its trade or refuse with NotFound."""
    statement = (
        select(Entry, Trade)
        .join(Trade, col(Trade.id) == col(Entry.trade_id))
        .where(Entry.id == entry_id)
    )
    found = tx.exec(statement).first()
    if found is None:
        raise NotFound()
    return found


def entry_numbers(tx: Session, trade_id: str) -> list[str]:
    """Return every entry number of a trade ever given."""
    return list(tx.exec(select(Entry.entry_no).where(Entry.trade_id == trade_id)))


def people_by_lookup(tx: Session, contest_id: str) -> dict[str, Person]:
    """Return a contest's people by the keyed hash of their ID number."""
    statement = select(Person).where(
        Person.contest_id == contest_id, col(Person.id_lookup).is_not(None)
    )
    return {person.id_lookup or "": person for person in tx.exec(statement)}


def entries_by_person(tx: Session, contest_id: str) -> dict[str, list[tuple[Entry, Trade]]]:
    """Return each person's entries with their trades."""
    statement = (
        select(Entry, Trade)
        .join(Trade, col(Trade.id) == col(Entry.trade_id))
        .where(Trade.contest_id == contest_id)
        .order_by(col(Trade.position))
    )
    found: dict[str, list[tuple[Entry, Trade]]] = defaultdict(list)
    for entry, trade in tx.exec(statement):
        found[entry.person_id].append((entry, trade))
    return found


def staff_by_person(tx: Session, contest_id: str) -> dict[str, Staff]:
    """Return the official that each person is."""
    statement = select(Staff).where(Staff.contest_id == contest_id)
    return {staff.person_id: staff for staff in tx.exec(statement)}


def certified_trades(tx: Session, contest_id: str) -> dict[str, dict[str, Certification]]:
    """Return each official's certificates by the code of their trade."""
    statement = (
        select(Certification, Trade)
        .join(Trade, col(Trade.id) == col(Certification.trade_id))
        .where(Trade.contest_id == contest_id)
    )
    found: dict[str, dict[str, Certification]] = defaultdict(dict)
    for certification, trade in tx.exec(statement):
        found[certification.staff_id][trade.code] = certification
    return found


def venues_of(tx: Session, contest_id: str) -> list[Venue]:
    """Return a contest's venues by their code."""
    statement = select(Venue).where(Venue.contest_id == contest_id).order_by(col(Venue.code))
    return list(tx.exec(statement))


def workstations_of(tx: Session, contest_id: str) -> list[tuple[Workstation, Venue]]:
    """Return a contest's workstations with their venues, neighbours beside each other."""
    statement = (
        select(Workstation, Venue)
        .join(Venue, col(Venue.id) == col(Workstation.venue_id))
        .where(Venue.contest_id == contest_id)
        .order_by(col(Venue.code), col(Workstation.position), col(Workstation.label))
    )
    return list(tx.exec(statement))


def add_people(tx: Session, people: list[dict[str, object]]) -> None:
    """Add people who have an id already, so that their ID numbers could be sealed for it."""
    tx.add_all([Person.model_validate(facts) for facts in people])
    tx.flush()


def add_entries(tx: Session, entries: list[dict[str, object]]) -> list[Entry]:
    """Add entries and return them."""
    made = [Entry.model_validate(facts) for facts in entries]
    tx.add_all(made)
    tx.flush()
    return made


def add_delegations(tx: Session, delegations: list[dict[str, object]]) -> list[Delegation]:
    """Add delegations and return them."""
    made = [Delegation.model_validate(facts) for facts in delegations]
    tx.add_all(made)
    tx.flush()
    return made


def add_venues(tx: Session, venues: list[dict[str, object]]) -> list[Venue]:
    """Add venues and return them."""
    made = [Venue.model_validate(facts) for facts in venues]
    tx.add_all(made)
    tx.flush()
    return made


def add_workstations(tx: Session, stations: list[dict[str, object]]) -> None:
    """Add workstations."""
    tx.add_all([Workstation.model_validate(facts) for facts in stations])
    tx.flush()


def entry_counts(tx: Session, contest_id: str) -> dict[tuple[str, str], int]:
    """Return how many entries each trade has in each state, by the trade's code."""
    statement = (
        select(Trade.code, Entry.state, func.count())
        .join(Entry, col(Entry.trade_id) == col(Trade.id))
        .where(Trade.contest_id == contest_id)
        .group_by(Trade.code, Entry.state)
    )
    return {(code, state): count for code, state, count in tx.exec(statement)}


ROWS: dict[str, type[Person] | type[Entry] | type[Certification] | type[Venue] | type[Workstation]]
ROWS = {
    "person": Person,
    "entry": Entry,
    "certificate": Certification,
    "venue": Venue,
    "workstation": Workstation,
}


def row_of(tx: Session, what: str, row_id: str) -> Any:
    """Return the row that a change of an import is about, or refuse with NotFound."""
    found = tx.get(ROWS[what], row_id)
    if found is None:
        raise NotFound()
    return found
