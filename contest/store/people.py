"""People, officials with their certificates, entries and delegations."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from contest.errors import NotFound
from contest.store.tables.access import Credential
from contest.store.tables.contest import Delegation, Trade
from contest.store.tables.people import Certification, Entry, Person, Staff


def add_person(tx: Session, **facts: object) -> Person:
    """Add a human being to a contest."""
    person = Person.model_validate(facts)
    tx.add(person)
    tx.flush()
    return person


def get_person(tx: Session, person_id: str) -> Person:
    """Return a person or refuse with NotFound."""
    found = tx.get(Person, person_id)
    if found is None:
        raise NotFound()
    return found


def person_by_lookup(tx: Session, contest_id: str, lookup: str) -> Person | None:
    """Return the person of this contest whose ID number has this keyed hash."""
    statement = select(Person).where(Person.contest_id == contest_id, Person.id_lookup == lookup)
    return tx.exec(statement).first()


def persons_named(tx: Session, contest_id: str, name: str) -> list[Person]:
    """Return everyone of exactly this name in the contest."""
    statement = select(Person).where(Person.contest_id == contest_id, Person.name == name)
    return list(tx.exec(statement))


def add_staff(tx: Session, **facts: object) -> Staff:
    """Give a person his one role; the database refuses a second."""
    staff = Staff.model_validate(facts)
    tx.add(staff)
    tx.flush()
    return staff


def get_staff(tx: Session, staff_id: str) -> Staff:
    """Return an official or refuse with NotFound."""
    found = tx.get(Staff, staff_id)
    if found is None:
        raise NotFound()
    return found


def staff_with_person(tx: Session, staff_id: str) -> tuple[Staff, Person]:
    """Return an official with the person behind, or refuse with NotFound."""
    staff = get_staff(tx, staff_id)
    return staff, get_person(tx, staff.person_id)


def staff_of(
    tx: Session, contest_id: str, *, roles: Sequence[str] = (), active: bool | None = None
) -> list[tuple[Staff, Person]]:
    """Return a contest's officials by their number; all roles and states unless told."""
    statement = (
        select(Staff, Person)
        .join(Person, col(Person.id) == col(Staff.person_id))
        .where(Staff.contest_id == contest_id)
        .order_by(col(Staff.number))
    )
    if roles:
        statement = statement.where(col(Staff.role).in_(roles))
    if active is not None:
        statement = statement.where(col(Staff.active) == active)
    return list(tx.exec(statement))


def staff_by_ids(tx: Session, staff_ids: Sequence[str]) -> list[tuple[Staff, Person]]:
    """Return these officials by their number, or refuse with NotFound if one is missing."""
    statement = (
        select(Staff, Person)
        .join(Person, col(Person.id) == col(Staff.person_id))
        .where(col(Staff.id).in_(staff_ids))
        .order_by(col(Staff.number))
    )
    found = list(tx.exec(statement))
    if len(found) != len(set(staff_ids)):
        raise NotFound()
    return found


def staff_of_person(tx: Session, person_id: str) -> Staff | None:
    """Return the one official this person is, if any."""
    return tx.exec(select(Staff).where(Staff.person_id == person_id)).first()


def numbers_of(tx: Session, contest_id: str) -> set[str]:
    """Return the numbers that officials of this contest already wear."""
    return set(tx.exec(select(Staff.number).where(Staff.contest_id == contest_id)))


def add_certification(tx: Session, **facts: object) -> Certification:
    """Record that a judge may judge a trade."""
    certification = Certification.model_validate(facts)
    tx.add(certification)
    tx.flush()
    return certification


def get_certification(tx: Session, certification_id: str) -> Certification:
    """Return a certificate or refuse with NotFound."""
    found = tx.get(Certification, certification_id)
    if found is None:
        raise NotFound()
    return found


def remove_certification(tx: Session, certification: Certification) -> None:
    """Take a certificate back."""
    tx.delete(certification)
    tx.flush()


def certifications_of(tx: Session, contest_id: str) -> list[tuple[Certification, Trade]]:
    """Return all certificates of a contest's judges with their trades, in the trades' order."""
    statement = (
        select(Certification, Trade)
        .join(Trade, col(Trade.id) == col(Certification.trade_id))
        .where(Trade.contest_id == contest_id)
        .order_by(col(Trade.position), col(Certification.number))
    )
    return list(tx.exec(statement))


def credentials_of(tx: Session, contest_id: str) -> dict[str, Credential]:
    """Return what officials of a contest can prove themselves with, by official."""
    statement = (
        select(Credential)
        .join(Staff, col(Staff.id) == col(Credential.staff_id))
        .where(Staff.contest_id == contest_id)
    )
    return {found.staff_id: found for found in tx.exec(statement)}


def get_entry(tx: Session, entry_id: str) -> Entry:
    """Return an entry or refuse with NotFound."""
    found = tx.get(Entry, entry_id)
    if found is None:
        raise NotFound()
    return found


def entries_by_ids(tx: Session, entry_ids: Sequence[str]) -> list[tuple[Entry, Trade]]:
    """Return these entries with their trades, or refuse with NotFound if one is missing."""
    statement = (
        select(Entry, Trade)
        .join(Trade, col(Trade.id) == col(Entry.trade_id))
        .where(col(Entry.id).in_(entry_ids))
        .order_by(col(Entry.entry_no))
    )
    found = list(tx.exec(statement))
    if len(found) != len(set(entry_ids)):
        raise NotFound()
    return found


def entries_of_person(tx: Session, person_id: str) -> list[Entry]:
    """Return the trades a person competes in."""
    return list(tx.exec(select(Entry).where(Entry.person_id == person_id)))


def entry_by_badge(tx: Session, badge_hash: str) -> Entry | None:
    """Return the entry whose badge carries this token, by the token's hash."""
    return tx.exec(select(Entry).where(Entry.badge_hash == badge_hash)).first()


def delegations_of(tx: Session, contest_id: str) -> list[Delegation]:
    """Return a contest's delegations by name."""
    statement = select(Delegation).where(Delegation.contest_id == contest_id)
    return list(tx.exec(statement.order_by(col(Delegation.name))))


def delegation_named(tx: Session, contest_id: str, name: str) -> Delegation | None:
    """Return the delegation of this name, if the contest has one."""
    statement = select(Delegation).where(
        Delegation.contest_id == contest_id, Delegation.name == name
    )
    return tx.exec(statement).first()


def add_delegation(tx: Session, **facts: object) -> Delegation:
    """Add who sends contestants."""
    delegation = Delegation.model_validate(facts)
    tx.add(delegation)
    tx.flush()
    return delegation
