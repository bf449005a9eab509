"""Who is surely above whom and who still may be: counts over a field, by bisection."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from judging.lanes import EntryScores
from judging.marks import Inputs
from judging.numbers import ZERO, Span


@dataclass(kw_only=True, slots=True)
class Row:
    """
    One ranked or rankable entry. ``lead`` bounds the leading key, larger is better, snapped;
    ``find`` gives keys of what is ``known`` of the entry, worked out only for those that the first
    leaves equal.

    ``block`` numbers the group of equals it stands in (None while its leading key is open);
    ``settled`` says that the equals share by rule, not for want of an answer.
    """

    entry_id: str
    lead: Span
    find: Callable[[Inputs, EntryScores, int], Span | None]
    known: tuple[Inputs, EntryScores]
    begun: bool
    waiting: int
    block: int | None = None
    settled: bool = True
    decided_by: str = ""

    def key(self, at: int) -> Span | None:
        """The key at one place of the ranking; None where there is none."""
        return self.find(*self.known, at)


class Order:
    """Positions within any set of rows. Equality counts against, as ties may yet be parted."""

    def __init__(self, rows: Iterable[Row], within: Decimal = ZERO) -> None:
        rows = list(rows)
        self._within = within
        closed = [r for r in rows if r.block is not None]
        opened = [r for r in rows if r.block is None]
        self._blocks = sorted(r.block for r in closed if r.block is not None)
        self._leads = sorted(r.lead[0] for r in closed)
        self._lows = sorted(r.lead[0] for r in opened)
        self._highs = sorted(r.lead[1] for r in opened)
        self._closed = {r.entry_id for r in closed}
        self._opened = {r.entry_id for r in opened}
        self.open = bool(opened)
        #: Whether an open row may still lead settled ones to other blocks.
        self.loose = self.open and within > 0

    def before(self, row: Row) -> int:
        """Settled rows in a better block than a settled row."""
        return bisect_left(self._blocks, row.block or 0)

    def peers(self, row: Row) -> int:
        """Other settled rows in the same block."""
        count = bisect_right(self._blocks, row.block or 0) - self.before(row)
        return count - (row.entry_id in self._closed)

    def passers(self, row: Row) -> int:
        """Open rows that may still equal or pass the row."""
        count = len(self._highs) - bisect_left(self._highs, row.lead[0])
        return count - (row.entry_id in self._opened)

    def above(self, row: Row) -> int:
        """Rows surely above this one."""
        if not self.open and row.block is not None:
            return self.before(row)
        reached = row.lead[1] + self._within
        sure = len(self._lows) - bisect_right(self._lows, reached)
        if row.block is not None and not self.loose:
            return sure + self.before(row)
        return sure + self._over(reached, equal=False)

    def reach(self, row: Row, *, sharers: bool) -> int:
        """Rows that may end above this one, or beside it where ``sharers`` count too."""
        if row.block is None or self.loose:
            # A new leader cuts the blocks anew: whoever is better may stand in a better block,
            # and whoever is no further below than the tolerance may come to share the rank.
            lowest = row.lead[0] - (self._within if sharers else ZERO)
            closed = self._over(lowest, equal=sharers or row.block is None)
            opened = len(self._highs) - bisect_left(self._highs, lowest)
            itself = row.block is None or sharers
            return closed + opened - itself
        peers = self.peers(row) if sharers or not row.settled else 0
        passers = self.passers(row) if self.open else 0
        return passers + self.before(row) + peers

    def _over(self, value: Decimal, *, equal: bool) -> int:
        side = bisect_left if equal else bisect_right
        return len(self._leads) - side(self._leads, value)
