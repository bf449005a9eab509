"""Rechecks and appeals."""

from sqlmodel import Session, col, select

from contest.clock import now
from contest.errors import NotFound
from contest.store.tables.marking import Sheet
from contest.store.tables.review import Appeal, Recheck, RecheckSheet
from contest.store.tables.timetable import Heat


def recheck_of(tx: Session, stage_id: str) -> Recheck | None:
    """Return a stage's recheck, if it was drawn."""
    return tx.exec(select(Recheck).where(Recheck.stage_id == stage_id)).first()


def add_recheck(tx: Session, **facts: object) -> Recheck:
    """Add a stage's recheck; the database refuses a second."""
    recheck = Recheck.model_validate(facts)
    tx.add(recheck)
    tx.flush()
    return recheck


def lines_of(tx: Session, recheck_id: str) -> list[tuple[RecheckSheet, Sheet]]:
    """Return the sheets of a recheck in their order."""
    statement = (
        select(RecheckSheet, Sheet)
        .join(Sheet, col(Sheet.id) == col(RecheckSheet.sheet_id))
        .where(RecheckSheet.recheck_id == recheck_id)
        .order_by(col(RecheckSheet.position))
    )
    return list(tx.exec(statement))


def add_line(tx: Session, **facts: object) -> None:
    """Add a sheet to a recheck."""
    tx.add(RecheckSheet.model_validate(facts))
    tx.flush()


def get_line(tx: Session, line_id: str) -> tuple[RecheckSheet, Recheck]:
    """Return one sheet of a recheck, or refuse with NotFound."""
    statement = (
        select(RecheckSheet, Recheck)
        .join(Recheck, col(Recheck.id) == col(RecheckSheet.recheck_id))
        .where(RecheckSheet.id == line_id)
    )
    found = tx.exec(statement).first()
    if found is None:
        raise NotFound()
    return found[0], found[1]


def settle(line: RecheckSheet, *, outcome: str, note: str, staff_id: str | None) -> None:
    """Note what checking a sheet again found."""
    line.outcome, line.note = outcome, note
    line.checked_by, line.checked_at = staff_id, now()


def appeals_of(tx: Session, stage_id: str) -> list[Appeal]:
    """Return a stage's appeals, oldest first."""
    statement = select(Appeal).where(Appeal.stage_id == stage_id)
    return list(tx.exec(statement.order_by(col(Appeal.filed_at), col(Appeal.id))))


def open_appeals(tx: Session, stage_id: str) -> int:
    """Return how many appeals of a stage hold it."""
    return sum(appeal.state != "closed" for appeal in appeals_of(tx, stage_id))


def get_appeal(tx: Session, appeal_id: str) -> Appeal:
    """Return an appeal or refuse with NotFound."""
    found = tx.get(Appeal, appeal_id)
    if found is None:
        raise NotFound()
    return found


def add_appeal(tx: Session, **facts: object) -> Appeal:
    """Add an appeal."""
    appeal = Appeal.model_validate(facts)
    tx.add(appeal)
    tx.flush()
    return appeal


def last_heat_of(tx: Session, stage_id: str, entry_id: str) -> Heat | None:
    """Return the heat in which an entry finished a stage."""
    statement = (
        select(Heat)
        .join(Sheet, col(Sheet.heat_id) == col(Heat.id))
        .where(Sheet.stage_id == stage_id, Sheet.entry_id == entry_id)
        .order_by(col(Heat.ends_at).desc())
        .limit(1)
    )
    return tx.exec(statement).first()
