"""Who was shown present, for which stage."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, select

from contest.store.tables.contest import Delegation, Stage, Trade
from contest.store.tables.people import Entry, Person, Staff
from contest.store.tables.timetable import CheckIn, Heat, Slot


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An entry as the registrar sees it; of the ID number only the last four characters."""

    entry: Entry
    trade: Trade
    name: str
    id_last4: str
    delegation: str
    delegation_en: str


@dataclass(frozen=True, kw_only=True)
class Expected:
    """An entry with a slot in a heat, and since when it is present for the heat's stage."""

    trade_id: str
    stage_id: str
    heat_id: str
    entry_id: str
    at: datetime | None


def by_badge(tx: Session, contest_id: str, badge_hash: str) -> Shown | None:
    """Return the entry of this contest whose badge has this hash."""
    found = _shown(tx, contest_id, Entry.badge_hash == badge_hash)
    return found[0] if found else None


def by_number(tx: Session, contest_id: str, number: str) -> list[Shown]:
    """Return the entries of this contest with this number; trades may share one by mistake."""
    return _shown(tx, contest_id, Entry.entry_no == number)


def _shown(tx: Session, contest_id: str, wanted: bool) -> list[Shown]:
    statement = (
        select(Entry, Trade, Person, Delegation)
        .join(Trade, col(Trade.id) == col(Entry.trade_id))
        .join(Person, col(Person.id) == col(Entry.person_id))
        .join(Delegation, col(Delegation.id) == col(Entry.delegation_id))
        .where(Trade.contest_id == contest_id, wanted)
        .execution_options(populate_existing=True)
    )
    return [
        Shown(
            entry=entry,
            trade=trade,
            name=person.name,
            id_last4=person.id_last4,
            delegation=delegation.name,
            delegation_en=delegation.name_en,
        )
        for entry, trade, person, delegation in tx.exec(statement)
    ]


def check_in_of(tx: Session, entry_id: str, stage_id: str) -> CheckIn | None:
    """Return the check-in of an entry for a stage."""
    statement = select(CheckIn).where(CheckIn.entry_id == entry_id, CheckIn.stage_id == stage_id)
    return tx.exec(statement).first()


def add_check_in(tx: Session, *, entry_id: str, stage_id: str, staff_id: str) -> CheckIn:
    """Note an entry present; the database refuses a second time for the same stage."""
    line = CheckIn(entry_id=entry_id, stage_id=stage_id, staff_id=staff_id)
    tx.add(line)
    tx.flush()
    return line


def expected(tx: Session, contest_id: str) -> list[Expected]:
    """Return everyone registered who has a slot, heat by heat in the order of time."""
    statement = (
        select(Stage, Heat, Slot, CheckIn)
        .join(Heat, col(Heat.stage_id) == col(Stage.id))
        .join(Slot, col(Slot.heat_id) == col(Heat.id))
        .join(Entry, col(Entry.id) == col(Slot.entry_id))
        .join(CheckIn, _of_pair(), isouter=True)
        .where(Heat.contest_id == contest_id, Entry.state == "registered")
        .order_by(col(Heat.starts_min), col(Heat.key), col(Entry.entry_no))
    )
    rows: Iterable[tuple[Stage, Heat, Slot, CheckIn | None]] = tx.exec(statement)
    return [
        Expected(
            trade_id=stage.trade_id,
            stage_id=stage.id,
            heat_id=heat.id,
            entry_id=slot.entry_id or "",
            at=line.at if line else None,
        )
        for stage, heat, slot, line in rows
    ]


def counts(tx: Session, contest_id: str) -> tuple[int, int]:
    """Return (present, expected), each registered entry counted once for each of its stages."""
    pairs = (
        select(Heat.stage_id, Slot.entry_id)
        .join(Slot, col(Slot.heat_id) == col(Heat.id))
        .join(Entry, col(Entry.id) == col(Slot.entry_id))
        .where(Heat.contest_id == contest_id, Entry.state == "registered")
        .distinct()
    )
    present = pairs.join(CheckIn, _of_pair())
    return (
        tx.exec(select(func.count()).select_from(present.subquery())).one(),
        tx.exec(select(func.count()).select_from(pairs.subquery())).one(),
    )


def _of_pair() -> ColumnElement[bool]:
    return and_(
        col(CheckIn.entry_id) == col(Slot.entry_id), col(CheckIn.stage_id) == col(Heat.stage_id)
    )


def latest(
    tx: Session, contest_id: str, *, most: int
) -> list[tuple[CheckIn, Entry, Person, Staff]]:
    """Return the newest check-ins with who did them."""
    statement = (
        select(CheckIn, Entry, Person, Staff)
        .join(Entry, col(Entry.id) == col(CheckIn.entry_id))
        .join(Person, col(Person.id) == col(Entry.person_id))
        .join(Staff, col(Staff.id) == col(CheckIn.staff_id))
        .where(Staff.contest_id == contest_id)
        .order_by(col(CheckIn.at).desc())
        .limit(most)
    )
    return list(tx.exec(statement))
