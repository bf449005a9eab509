"""What deliveries of tablets are decided by: all of it read once, for all who deliver together."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from contest.clock import now
from contest.queries.tablet import seat_state, tablet_form
from contest.security import Actor
from contest.store import deliveries, journal, sheets
from contest.store.deliveries import Answered, SeatFacts, SheetFacts
from contest.store.sheets import Given, Mark
from judging import AspectForm


class Delivery:
    """
    Sheets, seats, marks and receipts as they stand, and what is added to them.

    What is added is seen by whoever follows, and written together at the end.
    """

    def __init__(
        self, tx: Session, *, sheet_ids: set[str], operation_ids: set[str], staff_ids: set[str]
    ) -> None:
        self._tx = tx
        self._forms: dict[tuple[str, str], Sequence[AspectForm]] = {}
        self.sheets = deliveries.sheets_of(tx, sheet_ids)
        self.seats = deliveries.seats_of(tx, sheet_ids)
        self.receipts = deliveries.receipts_of(tx, operation_ids)
        self.taken = deliveries.taken_of(tx, staff_ids)
        self._given: dict[str, list[Mark]] = {}
        for line in deliveries.marks_of(tx, sheet_ids):
            self._see(line)
        self._marks: list[Given] = []
        self._answers: list[Answered] = []
        self._lines: list[journal.Line] = []

    def _see(self, line: Mark) -> None:
        self._given.setdefault(line.sheet_id, []).append(line)

    def mark(self, line: Given) -> None:
        """Take one more mark in."""
        self._marks.append(line)
        self._see(Mark(line.sheet_id, line.no, line.seat, line.aspect_id, line.value))

    def submit(self, sheet: SheetFacts, seat: SeatFacts) -> SheetFacts:
        """Close a judge's part of a sheet, and with the last one the sheet; return the sheet."""
        deliveries.submit(self._tx, seat, at=now())
        seats = self.seats[sheet.id]
        seats[seats.index(seat)] = seat._replace(state="submitted")
        if all(one.state == "submitted" for one in seats):
            sheet = sheet._replace(state="submitted", version=sheet.version + 1)
            deliveries.close(self._tx, sheet)
            self.sheets[sheet.id] = sheet
        return sheet

    def tell(
        self, actor: Actor, kind: str, body: dict[str, object], *, trade_id: str
    ) -> journal.Line:
        """Return the journal's next line, which tells of what this official did."""
        line = journal.next_line(
            self._tx,
            contest_id=actor.contest_id or "",
            stream=trade_id,
            kind=kind,
            actor_id=actor.staff_id,
            role=actor.role,
            body=body,
        )
        self._lines.append(line)
        return line

    def answer(
        self, operation_id: str, staff_id: str, body_hash: str, answer: dict[str, Any]
    ) -> None:
        """Keep the answer to an operation."""
        given = Answered(operation_id, staff_id, body_hash, answer, now())
        self.receipts[operation_id] = given
        self._answers.append(given)

    def write(self) -> None:
        """Write all that was taken, each table in one go."""
        deliveries.add_marks(self._tx, self._marks)
        deliveries.add_receipts(self._tx, self._answers)
        journal.write(self._tx, self._lines)

    def next_no(self, sheet_id: str) -> int:
        """Return the number of a sheet's next mark line."""
        lines = self._given.get(sheet_id)
        return lines[-1].no + 1 if lines else 1

    def form(self, trade_id: str, module_id: str) -> Sequence[AspectForm]:
        """Return a module's marking sheet."""
        key = trade_id, module_id
        if key not in self._forms:
            self._forms[key] = tablet_form(self._tx, trade_id, module_id)
        return self._forms[key]

    def seat(self, sheet_id: str, staff_id: str | None) -> SeatFacts | None:
        """Return a judge's seat on a sheet, None where he has none."""
        seats = self.seats.get(sheet_id, ())
        return next((seat for seat in seats if seat.staff_id == staff_id), None)

    def own_marks(self, sheet_id: str, seat: int) -> dict[str, str]:
        """Return what stands on one seat of a sheet: aspect -> decimal as text."""
        lines = (line for line in self._given.get(sheet_id, ()) if line.seat == seat)
        current = sheets.current_marks(lines)
        return {aspect: format(value, "f") for (_, _, aspect), value in current.items()}

    def sheet_as_seen(self, sheet_id: str, staff_id: str | None) -> dict[str, Any] | None:
        """Return a sheet as this judge's seat sees it, or None for a foreign one."""
        seat = self.seat(sheet_id, staff_id)
        if seat is None:
            return None
        sheet = self.sheets[sheet_id]
        return {
            "id": sheet.id,
            "state": seat_state(sheet.state, seat.state),
            "marks": self.own_marks(sheet_id, seat.seat),
            "version": sheet.version,
        }
