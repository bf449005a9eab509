"""Where each line of a ranking stands, kept while lines come, change and go."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from judging.numbers import FAR, Span
from judging.ordered import Key, Ordered


@dataclass(kw_only=True, slots=True)
class Line:
    """One entry's keys (larger is better), whether its leading key is settled, and begun."""

    spans: tuple[Span | None, ...]
    closed: bool
    begun: bool
    key: Key = ()

    def __post_init__(self) -> None:
        #: Places in the present order, best first: the low end of each key.
        self.key = tuple([FAR if s is None else -s[0] for s in self.spans])


class Places:
    """
    Ranks and bounds by counting: how many settled lines are before, how many open ones may be.

    Equality counts against, as ties may be parted, unless ``share`` says that equals share.
    """

    def __init__(self, *, share: bool, lines: Iterable[Line] = ()) -> None:
        lines = list(lines)
        opened = [line for line in lines if not line.closed]
        self._share = share
        self._closed = Ordered(line.key for line in lines if line.closed)
        self._begun = Ordered(line.key for line in opened if line.begun)
        self._lows = Ordered((_lead(line)[0],) for line in opened)
        self._highs = Ordered((_lead(line)[1],) for line in opened)

    def put(self, line: Line) -> None:
        """Let a line count."""
        if line.closed:
            self._closed.add(line.key)
            return
        low, high = _lead(line)
        self._lows.add((low,))
        self._highs.add((high,))
        if line.begun:
            self._begun.add(line.key)

    def take_out(self, line: Line) -> None:
        """Let a line that counts no longer count."""
        if line.closed:
            self._closed.remove(line.key)
            return
        low, high = _lead(line)
        self._lows.remove((low,))
        self._highs.remove((high,))
        if line.begun:
            self._begun.remove(line.key)

    def of(self, line: Line) -> tuple[int | None, int, int]:
        """A counted line's present rank (None: not begun), best and worst rank still possible."""
        before = self._closed.below(line.key)
        low, high = _lead(line)
        above = reach = 0
        if self._lows:
            above = len(self._lows) - self._lows.upto((high,))
            reach = len(self._highs) - self._highs.below((low,))
        rank = None
        if line.begun:
            rank = 1 + before + (self._begun.below(line.key) if self._begun else 0)
        if line.closed:
            peers = 0 if self._share else self._closed.upto(line.key) - before - 1
            return rank, 1 + above + before, 1 + reach + before + peers
        # A settled key that begins with the same lead is longer, and so the larger of the two.
        above += self._closed.below((-high,))
        reach += self._closed.below((-low, *[FAR] * len(line.key)))
        return rank, 1 + above, reach


def _lead(line: Line) -> tuple[Decimal, Decimal]:
    return line.spans[0] or (FAR, FAR)
