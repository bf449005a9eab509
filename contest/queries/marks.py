"""A stage's marks as the engine takes them: from their table, or kept and added to."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from sqlmodel import Session

from contest.store import deliveries, journal, sheets
from contest.store.tables.contest import Stage
from judging import Mark, Remembered

ENTERED = "trade:mark:enter"
T = TypeVar("T")


def marks_of(tx: Session, stage: Stage) -> list[Mark]:
    """Return every mark of a stage, oldest first within each sheet."""
    return [
        Mark(
            op_id=line.id,
            entry_id=line.entry_id,
            aspect_id=line.aspect_id,
            seat=line.seat,
            value=line.value,
            given_at=line.given_at,
            stage_id=stage.key,
        )
        for line in sheets.marks_of_stage(tx, stage.id)
    ]


@dataclass(kw_only=True)
class _Kept:
    seq: int
    marks: dict[str, Mark]
    scores: Remembered = field(default_factory=Remembered)
    #: What else the stage is computed from, and the contest's number when it was read.
    facts: Any = None
    contest_seq: int = -1


class KeptMarks:
    """
    What stages that are looked at again and again are computed from, and their entries' scores.

    Marks are only ever added, each with a line in the trade's journal: the table is read once,
    whatever came since is read from the journal, and equal numbers mean equal marks. All else
    stays as it is while the trade's lines are marks and the contest has no new line.
    """

    def __init__(self) -> None:
        self._stages: dict[str, _Kept] = {}
        self._lock = threading.Lock()

    def of(self, tx: Session, stage: Stage) -> list[Mark]:
        """Return the same marks as `marks_of`; `tx` must show one moment."""
        with self._lock:
            kept = self._upto(tx, stage)
            return list(kept.marks.values()) if kept else marks_of(tx, stage)

    def facts(self, tx: Session, stage: Stage, contest_id: str, read: Callable[[], T]) -> T:
        """Return what `read` gives, from the last time where nothing of it can have changed."""
        with self._lock:
            kept, contest_seq = self._upto(tx, stage), journal.head_seq(tx, contest_id)
            if kept is None:
                return read()
            if kept.facts is None or kept.contest_seq != contest_seq:
                kept.facts, kept.contest_seq = read(), contest_seq
            found: T = kept.facts
            return found

    def scores(self, stage: Stage) -> Remembered | None:
        """Return what the last computation of the stage may hand on to the next."""
        kept = self._stages.get(stage.id)
        return kept.scores if kept else None

    def _upto(self, tx: Session, stage: Stage) -> _Kept | None:
        """What is kept, as new as `tx`; None where it is newer."""
        kept = self._stages.get(stage.id)
        seq = journal.head_seq(tx, stage.trade_id)
        if kept is None:
            marks = {mark.op_id: mark for mark in marks_of(tx, stage)}
            kept = self._stages[stage.id] = _Kept(seq=seq, marks=marks)
        while kept.seq < seq:
            self._add(tx, stage, kept)
        return kept if kept.seq == seq else None

    def _add(self, tx: Session, stage: Stage, kept: _Kept) -> None:
        lines = journal.lines(tx, stage.trade_id, since=kept.seq)
        entered = [line.body for line in lines if line.kind == ENTERED]
        if len(entered) < len(lines):
            kept.facts = None
        where = deliveries.sheets_of(tx, {body["sheet_id"] for body in entered})
        for body in entered:
            sheet = where[body["sheet_id"]]
            if sheet.stage_id == stage.id:
                kept.marks[body["mark_id"]] = Mark(
                    op_id=body["mark_id"],
                    entry_id=sheet.entry_id,
                    aspect_id=body["aspect_id"],
                    seat=body["seat"],
                    value=None if body["value"] is None else Decimal(body["value"]),
                    given_at=body["given_at"],
                    stage_id=stage.key,
                )
        kept.seq = lines[-1].seq
