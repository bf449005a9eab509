"""
Later stages stay where they are at the price of more people: ever more of those who would begin
late are seated again, in orders drawn by chance.

```
world, a trade, its movers  ->  its plan mended in the world's state; or no, and nothing changed
```
Seated one after the other they fill the time before a final less tightly than a model would; but a
model of so many people takes minutes, and one of several orders often does as well.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product

from scheduler.again import seat_again
from scheduler.world import World

PARTS = (0.25, 0.5, 0.75, 1.0)
"""How much of the starts still to come is given up, from the last backwards."""
SHIFTS = (0, 10, 30, 100, 3, 10, 30, 100, 3, 10, 30, 100)
"""Slots by which somebody's turn may come sooner or later, in one try of every part."""


def seat_wider(
    world: World, trade_id: str, movers: frozenset[str], *, over: Callable[[], bool], seed: int
) -> bool:
    """Whether everybody has a place again; ``over`` ends the tries."""
    rng = random.Random(seed)
    places = set(world.frame.trades[trade_id].stages[0].places)
    late = [(heat.starts, e) for heat in world.open_heats(trade_id) for e in heat.seated]
    late = [(starts, entry) for starts, entry in late if entry in places]
    starts = sorted({at for at, _ in late})
    begins = [starts[int(len(starts) * (1 - part))] for part in PARTS if starts]
    for shift, begin in product(SHIFTS, begins):
        if over():
            break
        wider = movers | {entry for at, entry in late if at >= begin}
        turns = {entry: rng.uniform(-shift, shift) for entry in sorted(wider)}
        if seat_again(world, trade_id, wider, finals=False, turns=turns):
            return True
    return False
