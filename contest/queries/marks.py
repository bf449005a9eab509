"""A stage's marks as the engine takes them: from their table, or kept and added to."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from sqlmodel import Session

from contest.store import contests, deliveries, journal, sheets
from judging import Mark, Remembered

ENTERED = "trade:mark:enter"
T = TypeVar("T")


def marks_of(tx: Session, stage_id: str, key: str) -> list[Mark]:
    """Return every mark of a stage, oldest first within each sheet; `key` is the rulebook's."""
    return [
        Mark(
            op_id=line.id,
            entry_id=line.entry_id,
            aspect_id=line.aspect_id,
            seat=line.seat,
            value=line.value,
            given_at=line.given_at,
            stage_id=key,
        )
        for line in sheets.marks_of_stage(tx, stage_id)
    ]


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where a stage is; this never changes."""

    stage_id: str
    key: str
    trade_id: str
    contest_id: str


@dataclass(kw_only=True)
class Look:
    """A stage at one moment: the heads of its journals, its marks, and what was read of it."""

    place: _Place
    seq: int
    digest: str
    contest_seq: int
    scores: Remembered = field(default_factory=Remembered)
    _marks: list[Mark] | None = None
    _read: dict[str, Any] = field(default_factory=dict)

    def once(self, what: str, read: Callable[[], T]) -> T:
        """Return what `read` gives, from an earlier look where only marks have come since."""
        if what not in self._read:
            self._read[what] = read()
        found: T = self._read[what]
        return found

    def marks(self, tx: Session) -> list[Mark]:
        """Return the same as `marks_of`; `tx` must show the look's moment."""
        if self._marks is None:
            self._marks = marks_of(tx, self.place.stage_id, self.place.key)
        return self._marks

    def moved(self, tx: Session, seq: int, digest: str, contest_seq: int) -> "Look":
        """Return the next look, in a moment that is not earlier."""
        lines = [*_lines(tx, self.place.trade_id, self.seq, seq)]
        entered = [line.body for line in lines if line.kind == ENTERED]
        quiet = len(entered) == len(lines) and contest_seq == self.contest_seq
        look = Look(
            place=self.place,
            seq=seq,
            digest=digest,
            contest_seq=contest_seq,
            scores=self.scores,
            _read=self._read if quiet else {},
        )
        if self._marks is not None:
            # A list of its own: whoever looks at the earlier moment still reads the other.
            look._marks = [*self._marks, *look._added(tx, entered)]
        return look

    def _added(self, tx: Session, entered: list[dict[str, Any]]) -> Iterator[Mark]:
        known = self.once("sheets", dict[str, deliveries.SheetFacts])
        unknown = {body["sheet_id"] for body in entered} - known.keys()
        known |= deliveries.sheets_of(tx, unknown) if unknown else {}
        for body in entered:
            sheet = known[body["sheet_id"]]
            if sheet.stage_id == self.place.stage_id:
                yield Mark(
                    op_id=body["mark_id"],
                    entry_id=sheet.entry_id,
                    aspect_id=body["aspect_id"],
                    seat=body["seat"],
                    value=None if body["value"] is None else Decimal(body["value"]),
                    given_at=body["given_at"],
                    stage_id=self.place.key,
                )


class KeptMarks:
    """
    What stages that are looked at again and again are computed from, and their entries' scores.

    Marks are only ever added, each with a line in the trade's journal: the table is read once,
    whatever came since is read from the journal, and equal numbers mean equal marks. All else
    stays as it is while the trade's lines are marks and the contest has no new line.
    """

    def __init__(self) -> None:
        self._looks: dict[str, Look] = {}
        self._lock = threading.Lock()

    def look(self, tx: Session, stage_id: str) -> Look:
        """Return a stage as `tx` shows it, which must show one moment. Refuse with NotFound."""
        with self._lock:
            kept = self._looks.get(stage_id)
            place = kept.place if kept else _place(tx, stage_id)
            heads = journal.heads_of(tx, place.trade_id, place.contest_id)
            seq, digest = heads[place.trade_id]
            contest_seq, _ = heads[place.contest_id]
            if kept is None or seq < kept.seq or contest_seq < kept.contest_seq:
                # What is kept may be newer than this moment, and then stays.
                look = Look(place=place, seq=seq, digest=digest, contest_seq=contest_seq)
                return self._looks.setdefault(stage_id, look) if kept is None else look
            if (seq, contest_seq) != (kept.seq, kept.contest_seq):
                self._looks[stage_id] = kept = kept.moved(tx, seq, digest, contest_seq)
            return kept


def _place(tx: Session, stage_id: str) -> _Place:
    stage, trade = contests.stage_with_trade(tx, stage_id)
    return _Place(stage_id=stage.id, key=stage.key, trade_id=trade.id, contest_id=trade.contest_id)


def _lines(tx: Session, stream: str, since: int, upto: int) -> Iterator[journal.Told]:
    """Yield a stream's lines behind one number up to another."""
    while since < upto:
        some = journal.told(tx, stream, since=since)
        yield from some
        since = some[-1].seq
