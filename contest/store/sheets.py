"""Sheets, seats, marks and receipts."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy
from sqlmodel import Session, col, select

from contest.errors import NotFound
from contest.store.tables.contest import Stage, Workstation
from contest.store.tables.marking import Incident, MarkLine, Receipt, Sheet, SheetSeat
from contest.store.tables.timetable import Duty, Heat, Slot


def get_sheet(tx: Session, sheet_id: str) -> tuple[Sheet, Stage]:
    """Return a sheet and its stage or refuse with NotFound."""
    statement = select(Sheet, Stage).join(Stage, col(Stage.id) == col(Sheet.stage_id))
    found = tx.exec(statement.where(Sheet.id == sheet_id)).first()
    if found is None:
        raise NotFound()
    return found[0], found[1]


def sheets_of_stage(tx: Session, stage_id: str) -> list[Sheet]:
    """Return every sheet of a stage."""
    return list(tx.exec(select(Sheet).where(Sheet.stage_id == stage_id)))


def seats_of(tx: Session, sheet_ids: Iterable[str]) -> dict[str, list[SheetSeat]]:
    """Return the seats of these sheets, seat 1 first."""
    statement = (
        select(SheetSeat)
        .where(col(SheetSeat.sheet_id).in_(set(sheet_ids)))
        .order_by(col(SheetSeat.seat))
    )
    found: dict[str, list[SheetSeat]] = {}
    for seat in tx.exec(statement):
        found.setdefault(seat.sheet_id, []).append(seat)
    return found


def seats_of_stage(tx: Session, stage_id: str) -> dict[str, list[SheetSeat]]:
    """Return the seats of every sheet of a stage, seat 1 first."""
    statement = (
        select(SheetSeat)
        .join(Sheet, col(Sheet.id) == col(SheetSeat.sheet_id))
        .where(Sheet.stage_id == stage_id)
        .order_by(col(SheetSeat.seat))
    )
    found: dict[str, list[SheetSeat]] = {}
    for seat in tx.exec(statement):
        found.setdefault(seat.sheet_id, []).append(seat)
    return found


def work_of(tx: Session, staff_id: str) -> list[tuple[SheetSeat, Sheet, Stage, Heat]]:
    """Return all a judge has to mark, in the order of the day."""
    statement = (
        select(SheetSeat, Sheet, Stage, Heat)
        .join(Sheet, col(Sheet.id) == col(SheetSeat.sheet_id))
        .join(Stage, col(Stage.id) == col(Sheet.stage_id))
        .join(Heat, col(Heat.id) == col(Sheet.heat_id))
        .where(SheetSeat.staff_id == staff_id)
        .order_by(col(Heat.starts_min), col(Heat.key))
    )
    return list(tx.exec(statement))


def unsubmitted_of(tx: Session, staff_id: str, trade_id: str) -> bool:
    """Tell whether this judge has an open seat in the trade: its board is closed to him then."""
    statement = (
        select(SheetSeat.id)
        .join(Sheet, col(Sheet.id) == col(SheetSeat.sheet_id))
        .join(Stage, col(Stage.id) == col(Sheet.stage_id))
        .where(
            SheetSeat.staff_id == staff_id, SheetSeat.state == "open", Stage.trade_id == trade_id
        )
        .limit(1)
    )
    return tx.exec(statement).first() is not None


def stations_of(tx: Session, heat_ids: Iterable[str]) -> dict[tuple[str, str], str]:
    """Return (heat, entry) -> the label of the workstation or hall seat."""
    statement = (
        select(Slot.heat_id, Slot.entry_id, Slot.label, Workstation.label)
        .join(Workstation, col(Workstation.id) == col(Slot.workstation_id), isouter=True)
        .where(col(Slot.heat_id).in_(set(heat_ids)), col(Slot.entry_id).is_not(None))
    )
    return {
        (heat, entry or ""): station or label for heat, entry, label, station in tx.exec(statement)
    }


class StageMark(NamedTuple):
    """A mark line of a stage with the entry it is about."""

    id: str
    sheet_id: str
    no: int
    entry_id: str
    aspect_id: str
    seat: int
    value: Decimal | None
    given_at: str


def marks_of_stage(tx: Session, stage_id: str) -> list[StageMark]:
    """Return every mark line of a stage, in the order it was taken within each sheet."""
    columns = [
        Sheet.entry_id if name == "entry_id" else getattr(MarkLine, name)
        for name in StageMark._fields
    ]
    statement = (
        select(*columns)
        .join(Sheet, col(Sheet.id) == col(MarkLine.sheet_id))
        .where(Sheet.stage_id == stage_id)
        .order_by(col(Sheet.id), col(MarkLine.no))
    )
    return [StageMark(*row) for row in tx.exec(statement)]


def marks_in_trade(tx: Session, trade_id: str) -> bool:
    """Tell whether any mark was given in a trade."""
    statement = (
        select(MarkLine.id)
        .join(Sheet, col(Sheet.id) == col(MarkLine.sheet_id))
        .join(Stage, col(Stage.id) == col(Sheet.stage_id))
        .where(Stage.trade_id == trade_id)
        .limit(1)
    )
    return tx.exec(statement).first() is not None


class Mark(NamedTuple):
    """What a mark line says; `no` counts in its sheet. Whose it is and when stays unread."""

    sheet_id: str
    no: int
    seat: int
    aspect_id: str
    value: Decimal | None


class Given(NamedTuple):
    """A mark line, read without the costs of a row that may change; `no` counts in its sheet."""

    id: str
    sheet_id: str
    no: int
    seat: int
    staff_id: str
    aspect_id: str
    value: Decimal | None
    given_at: str
    at: datetime


#: Made once: a tablet's work is read often.
GIVEN = (
    sqlalchemy.select(*(getattr(MarkLine, name) for name in Given._fields))
    .where(col(MarkLine.sheet_id).in_(sqlalchemy.bindparam("ids", expanding=True)))
    .order_by(col(MarkLine.sheet_id), col(MarkLine.no))
)


def marks_of_sheets(tx: Session, sheet_ids: Iterable[str]) -> list[Given]:
    """Return what was given in these sheets, oldest first within each sheet."""
    rows = tx.connection().execute(GIVEN, {"ids": list(sheet_ids)})
    return [Given(*row) for row in rows]


def current_marks(lines: Iterable[Given | Mark]) -> dict[tuple[str, int, str], Decimal]:
    """Fold mark lines, oldest first, into (sheet, seat, aspect) -> value, less those withdrawn."""
    current: dict[tuple[str, int, str], Decimal] = {}
    for line in lines:
        key = (line.sheet_id, line.seat, line.aspect_id)
        if line.value is None:
            current.pop(key, None)
        else:
            current[key] = line.value
    return current


def find_receipts(tx: Session, ids: Iterable[str]) -> dict[str, Receipt]:
    """Return the receipts that exist among these operation ids."""
    return {row.id: row for row in tx.exec(select(Receipt).where(col(Receipt.id).in_(set(ids))))}


def incidents_of_stage(tx: Session, stage_id: str) -> list[Incident]:
    """Return a stage's incidents that still stand, oldest first."""
    statement = (
        select(Incident)
        .where(Incident.stage_id == stage_id, col(Incident.withdrawn_at).is_(None))
        .order_by(col(Incident.at), col(Incident.id))
    )
    return list(tx.exec(statement))


def get_incident(tx: Session, incident_id: str) -> Incident:
    """Return an incident or refuse with NotFound."""
    found = tx.get(Incident, incident_id)
    if found is None:
        raise NotFound()
    return found


def add_incident(tx: Session, **facts: object) -> Incident:
    """Add an incident."""
    incident = Incident.model_validate(facts)
    tx.add(incident)
    tx.flush()
    return incident


def heats(tx: Session, heat_ids: Sequence[str]) -> list[tuple[Heat, Stage]]:
    """Return heats with their stages."""
    statement = (
        select(Heat, Stage)
        .join(Stage, col(Stage.id) == col(Heat.stage_id))
        .where(col(Heat.id).in_(set(heat_ids)))
    )
    return list(tx.exec(statement))


def prepare(tx: Session, heat_ids: Sequence[str]) -> int:
    """
    Make the sheets of these heats fit their slots and panels; return how many sheets there are.

    A sheet that has marks keeps its seats: replacing a judge there is an operation of its own.
    """
    made = 0
    for heat, stage in heats(tx, heat_ids):
        entries = tx.exec(
            select(Slot.entry_id).where(Slot.heat_id == heat.id, col(Slot.entry_id).is_not(None))
        )
        duties = list(tx.exec(select(Duty).where(Duty.heat_id == heat.id).order_by(col(Duty.seat))))
        for entry_id in entries:
            sheet = tx.exec(
                select(Sheet).where(
                    Sheet.stage_id == stage.id,
                    Sheet.module_id == heat.module_id,
                    Sheet.entry_id == entry_id,
                )
            ).first()
            if sheet is None:
                sheet = Sheet(
                    stage_id=stage.id,
                    module_id=heat.module_id,
                    entry_id=entry_id or "",
                    heat_id=heat.id,
                )
                tx.add(sheet)
                tx.flush()
            made += 1
            if tx.exec(select(MarkLine.id).where(MarkLine.sheet_id == sheet.id).limit(1)).first():
                continue
            sheet.heat_id = heat.id
            for seat in tx.exec(select(SheetSeat).where(SheetSeat.sheet_id == sheet.id)).all():
                tx.delete(seat)
            tx.flush()
            for duty in duties:
                tx.add(SheetSeat(sheet_id=sheet.id, seat=duty.seat, staff_id=duty.staff_id))
            tx.flush()
    return made


def open_seat(seat: SheetSeat) -> None:
    """Open a judge's part of a sheet again."""
    seat.state = "open"
    seat.submitted_at = None
