"""Sheets come into being with the timetable and with the filled final."""

from collections.abc import Sequence

from sqlmodel import Session

from contest.store import sheets


def prepare_sheets(tx: Session, heat_ids: Sequence[str]) -> int:
    """
    Make the sheets of these heats fit their slots and panels, in the caller's transaction.

    Returns how many sheets the heats have. Sheets with marks keep their seats.
    """
    return sheets.prepare(tx, heat_ids)
