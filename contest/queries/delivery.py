"""What deliveries of tablets are decided by: all of it read once, for all who deliver together."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import Session

from contest.queries.tablet import seat_state, tablet_form
from contest.store import sheets
from contest.store.sheets import Given
from judging import AspectForm


class Delivery:
    """Sheets, seats, marks and receipts as they stand; what is added is seen by whoever follows."""

    def __init__(
        self, tx: Session, *, sheet_ids: set[str], operation_ids: set[str], staff_ids: set[str]
    ) -> None:
        self._tx = tx
        self._forms: dict[tuple[str, str], Sequence[AspectForm]] = {}
        self.sheets = sheets.find_sheets(tx, sheet_ids)
        self.seats = sheets.seats_of(tx, sheet_ids)
        self.receipts = sheets.find_receipts(tx, operation_ids)
        self.taken = sheets.count_receipts(tx, staff_ids)
        self._given: dict[str, list[Given]] = {}
        self.add(sheets.marks_of_sheets(tx, sheet_ids))

    def add(self, lines: Iterable[Given]) -> None:
        """Take further mark lines in, oldest first."""
        for line in lines:
            self._given.setdefault(line.sheet_id, []).append(line)

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

    def seat(self, sheet_id: str, staff_id: str | None) -> Any:
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
        sheet, _ = self.sheets[sheet_id]
        return {
            "id": sheet.id,
            "state": seat_state(sheet.state, seat.state),
            "marks": self.own_marks(sheet_id, seat.seat),
            "version": sheet.version,
        }
