"""A sorted bag of keys in short blocks: adding, taking out and counting do not grow with it."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from decimal import Decimal

Key = tuple[Decimal, ...]
BLOCK = 256


class Ordered:
    """
    Keys in ascending order, equals kept. One long list would move half of itself for each change:
    at 100,000 keys that costs more than all comparisons.
    """

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        every = sorted(keys)
        self._blocks = [every[at : at + BLOCK] for at in range(0, len(every), BLOCK)]
        self._tops = [block[-1] for block in self._blocks]
        self._sizes = [len(block) for block in self._blocks]

    def __len__(self) -> int:
        return sum(self._sizes)

    def add(self, key: Key) -> None:
        """Put one key in its place."""
        if not self._blocks:
            self._blocks, self._tops, self._sizes = [[]], [key], [0]
        at = min(bisect_left(self._tops, key), len(self._blocks) - 1)
        block = self._blocks[at]
        insort(block, key)
        self._measure(at)
        if len(block) > 2 * BLOCK:
            self._blocks[at : at + 1] = [block[:BLOCK], block[BLOCK:]]
            self._tops.insert(at, block[BLOCK - 1])
            self._sizes.insert(at, BLOCK)
            self._measure(at + 1)

    def remove(self, key: Key) -> None:
        """Take one key out, which must be there."""
        at = bisect_left(self._tops, key)
        block = self._blocks[at]
        del block[bisect_left(block, key)]
        if block:
            self._measure(at)
        else:
            del self._blocks[at], self._tops[at], self._sizes[at]

    def below(self, key: Key) -> int:
        """How many keys are smaller."""
        at = bisect_left(self._tops, key)
        return sum(self._sizes[:at]) + (
            bisect_left(self._blocks[at], key) if at < len(self._blocks) else 0
        )

    def upto(self, key: Key) -> int:
        """How many keys are smaller or equal."""
        at = bisect_right(self._tops, key)
        return sum(self._sizes[:at]) + (
            bisect_right(self._blocks[at], key) if at < len(self._blocks) else 0
        )

    def _measure(self, at: int) -> None:
        self._tops[at], self._sizes[at] = self._blocks[at][-1], len(self._blocks[at])
