"""
What a trade could have in an empty contest, where a list does not find it.

```
finishes looked for  ->  by trade, a plan that ends by then if nobody else is there
```
A list gives each judge the next heat; now and then a trade ends half a day sooner when judges are
spared for it, which a model of all its heats sees (``entire``). The search gives a late trade such
a plan and lets the others make room.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from threading import Event

from scheduler.at_once import at_once
from scheduler.construct import STYLES, place
from scheduler.entire import Entire, can_be_arranged
from scheduler.frame import Frame
from scheduler.goals import time_value
from scheduler.heatwise import until
from scheduler.state import Plan, State

FEWEST_TRADES = 5  # below it one model has held all trades together
MOST_TRADES = 20  # above it the models would take half of the time, and judges are too scarce
LISTED = STYLES[:6]  # tried before a model is
EFFORT = 0.1  # deterministic time of each model
SECONDS = 5.0  # never longer for one model
NAMED = (2, 3)  # heats in a row that have one panel, in the order tried


def unhindered(
    frame: Frame, least: dict[str, int], aims: dict[str, int], seed: int, stop: Callable[[], bool]
) -> dict[str, Plan]:
    """
    ``least`` are the trades' bounds, ``aims`` the finishes looked for, contest minutes. Trades are
    left out for which a list does as well, or no such plan is found.
    """
    few_enough = FEWEST_TRADES <= len(frame.trades) <= MOST_TRADES
    if not few_enough or not can_be_arranged(frame):
        return {}

    ended = Event()

    def over() -> bool:
        if stop():
            ended.set()
        return ended.is_set()

    def one(trade_id: str) -> Plan | None:
        aim = aims[trade_id]
        trade = until(frame, frame.trades[trade_id], aim)
        if trade is None or _listed(frame, trade_id, aim, seed):
            return None
        below = time_value(frame.problem, [aim]) + 1
        left = partial(_left, ended)
        model = Entire(trade, {trade_id: least[trade_id]}, 0, below, left, seed, EFFORT)
        return (model.plans(NAMED) or {}).get(trade_id)

    found = at_once(frame.trades, one, over)
    # In the order of the problem, not in that in which they were ready.
    plans = {trade_id: found.get(trade_id) for trade_id in frame.trades}
    return {trade_id: plan for trade_id, plan in plans.items() if plan is not None}


def _listed(frame: Frame, trade_id: str, aim: int, seed: int) -> bool:
    """Whether a list ends by the aim."""
    rng = random.Random(seed)
    for style in LISTED:
        state = State(frame)
        placed = place(state, trade_id, rng, (style,), mending=False)
        if placed and frame.grid.contest_min(state.plans[trade_id].finish) <= aim:
            return True
    return False


def _left(ended: Event) -> float:
    """Seconds for one model; none for those that follow where there is no time."""
    return 0.0 if ended.is_set() else SECONDS
