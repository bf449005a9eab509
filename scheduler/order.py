"""
In which order trades are placed on an empty contest, learned from how it went.

```
finishes looked for  ->  order of trades  ->  (filled)  ->  who ended too late comes sooner
```
Those that can end soonest go first: what they no longer need is left to the others, which makes the
sum of all finishes small. A trade that then ends after the last finish looked for moves forward;
where none does, some of those that are late do. From an order that was much worse one goes back to
the best.
"""

from __future__ import annotations

import random

FORWARD_MIN = 200  # contest minutes that a trade moves forward at least when it ends after all
FURTHER_MIN = 600  # and how much more, by chance
MOST_MIN = 900  # contest minutes by which one that is late moves forward at most
MOVED = 0.3  # share of those that are late who move
WORSE = 1.01  # much worse is more than so many times the best


class Order:
    """``aims``: finishes looked for, contest minutes, by trade."""

    def __init__(self, aims: dict[str, int], rng: random.Random) -> None:
        self.aims, self.rng = aims, rng
        self.turns: dict[str, float] = dict(aims)
        self.best: tuple[tuple[int, int], dict[str, float], dict[str, int]] | None = None

    def trades(self) -> list[str]:
        return sorted(self.turns, key=lambda trade_id: self.turns[trade_id])

    def learn(self, value: tuple[int, int], ends: dict[str, int]) -> None:
        """
        What came of the order: (trades not placed, value) and finishes, contest minutes; whoever is
        missing there was not placed.
        """
        if self.best is None or value < self.best[0]:
            self.best = value, dict(self.turns), ends
        missing, most = self.best[0]
        if value > (missing, WORSE * most):
            self.turns, ends = dict(self.best[1]), self.best[2]
        last = max(self.aims.values())
        after_all = [trade_id for trade_id in self.aims if ends.get(trade_id, last + 1) > last]
        for trade_id in after_all:
            self.turns[trade_id] -= FORWARD_MIN + FURTHER_MIN * self.rng.random()
        if not after_all or self.rng.random() < 0.5:
            for trade_id, end in ends.items():
                late = min(MOST_MIN, end - self.aims[trade_id])
                if late > 0 and self.rng.random() < MOVED:
                    self.turns[trade_id] -= late * self.rng.random()
