"""
What tablets' deliveries read and write, in statements made once.

Every tap of every judge takes this way; rows that may change are not needed on it, and without
them a statement costs a fifth.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, insert, select, update
from sqlmodel import Session, col

from contest.store.sheets import Given, Mark
from contest.store.tables.contest import Stage
from contest.store.tables.marking import MarkLine, Receipt, Sheet, SheetSeat


class SheetFacts(NamedTuple):
    """A sheet as a delivery finds it."""

    id: str
    stage_id: str
    module_id: str
    entry_id: str
    state: str
    version: int
    trade_id: str
    stage_state: str


class SeatFacts(NamedTuple):
    """A judge's part of a sheet as a delivery finds it."""

    sheet_id: str
    seat: int
    staff_id: str
    state: str


class Answered(NamedTuple):
    """The answer that an operation was given."""

    id: str
    staff_id: str
    body_hash: str
    answer: dict[str, Any]
    at: datetime


_IDS: Any = bindparam("ids", expanding=True)
_SHEETS = (
    select(
        *(getattr(Sheet, name) for name in SheetFacts._fields[:6]),
        col(Stage.trade_id),
        col(Stage.state),
    )
    .join(Stage, col(Stage.id) == col(Sheet.stage_id))
    .where(col(Sheet.id).in_(_IDS))
)
_TRADES = (
    select(col(Stage.trade_id))
    .join(Sheet, col(Sheet.stage_id) == col(Stage.id))
    .where(col(Sheet.id).in_(_IDS))
    .distinct()
)
_SEATS = (
    select(*(getattr(SheetSeat, name) for name in SeatFacts._fields))
    .where(col(SheetSeat.sheet_id).in_(_IDS))
    .order_by(col(SheetSeat.seat))
)
_RECEIPTS = select(*(getattr(Receipt, name) for name in Answered._fields)).where(
    col(Receipt.id).in_(_IDS)
)
_MARKS = (
    select(*(getattr(MarkLine, name) for name in Mark._fields))
    .where(col(MarkLine.sheet_id).in_(_IDS))
    .order_by(col(MarkLine.sheet_id), col(MarkLine.no))
)
_TAKEN = (
    select(col(Receipt.staff_id), func.count())
    .where(col(Receipt.staff_id).in_(_IDS))
    .group_by(col(Receipt.staff_id))
)


_ADD_MARKS, _ADD_RECEIPTS = insert(MarkLine), insert(Receipt)


def _rows(tx: Session, statement: Any, ids: Iterable[str]) -> Sequence[Any]:
    return tx.connection().execute(statement, {"ids": list(ids)}).all()


def trades_of(tx: Session, sheet_ids: Iterable[str]) -> set[str]:
    """Return the trades that these sheets belong to, which never changes."""
    return {trade_id for (trade_id,) in _rows(tx, _TRADES, sheet_ids)}


def sheets_of(tx: Session, sheet_ids: Iterable[str]) -> dict[str, SheetFacts]:
    """Return the sheets that exist among these ids."""
    return {row.id: SheetFacts(*row) for row in _rows(tx, _SHEETS, sheet_ids)}


def seats_of(tx: Session, sheet_ids: Iterable[str]) -> dict[str, list[SeatFacts]]:
    """Return the seats of these sheets, seat 1 first."""
    found: dict[str, list[SeatFacts]] = {}
    for row in _rows(tx, _SEATS, sheet_ids):
        found.setdefault(row.sheet_id, []).append(SeatFacts(*row))
    return found


def marks_of(tx: Session, sheet_ids: Iterable[str]) -> list[Mark]:
    """Return what was given in these sheets, oldest first within each sheet."""
    return [Mark(*row) for row in _rows(tx, _MARKS, sheet_ids)]


def receipts_of(tx: Session, operation_ids: Iterable[str]) -> dict[str, Answered]:
    """Return the answers that these operations were given before."""
    return {row.id: Answered(*row) for row in _rows(tx, _RECEIPTS, operation_ids)}


def taken_of(tx: Session, staff_ids: Iterable[str]) -> dict[str, int]:
    """Return how many operations of each of these judges have been taken."""
    return dict(_rows(tx, _TAKEN, staff_ids))


def add_marks(tx: Session, lines: Sequence[Given]) -> None:
    """Add mark lines; their numbers follow their sheets' last ones."""
    if lines:
        tx.connection().execute(_ADD_MARKS, [line._asdict() for line in lines])


def add_receipts(tx: Session, answers: Sequence[Answered]) -> None:
    """Keep the answers to operations."""
    if answers:
        tx.connection().execute(_ADD_RECEIPTS, [answer._asdict() for answer in answers])


def submit(tx: Session, seat: SeatFacts, *, at: datetime) -> None:
    """Close a judge's part of a sheet."""
    this = (col(SheetSeat.sheet_id) == seat.sheet_id) & (col(SheetSeat.seat) == seat.seat)
    tx.connection().execute(
        update(SheetSeat).where(this).values(state="submitted", submitted_at=at)
    )


def close(tx: Session, sheet: SheetFacts) -> None:
    """Write down how a sheet stands."""
    facts = {"state": sheet.state, "version": sheet.version}
    tx.connection().execute(update(Sheet).where(col(Sheet.id) == sheet.id).values(**facts))
