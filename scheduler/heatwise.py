"""
A bound of one trade by itself that sees every heat.

```
one trade, all its rooms and judges free  ->  an end that no timetable falls below
```
The model of a small contest (``whole``) for one trade, and only for the days in which it can end by
some finish: is there none, then that finish is a bound, and the next stretch of time is looked at.
So the model stays small, and its answer comes in a fraction of a second. A trade of too many heats
is counted bin by bin instead (``alone``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from copy import copy
from dataclasses import replace

from ortools.sat.python import cp_model

from scheduler.alone import earliest
from scheduler.at_once import at_once
from scheduler.frame import Frame, ModuleFrame, TradeFrame
from scheduler.grid import span
from scheduler.whole import Whole, quick, sizes_of

LARGEST = 200  # heats; above it a model takes seconds and seldom proves more than counting does
EFFORT = 0.3  # deterministic time: a tenth of it is mostly enough, or a fifth of a second
SECONDS = 5.0  # never longer for one stretch
STRETCH_MIN = 330  # contest minutes looked at: more than half a day


def by_itself(frame: Frame, trade: TradeFrame, least: int, seed: int) -> int:
    """
    The earliest finish, contest minutes; at least ``least``, which is one already. Where the trade
    never ends, that is not told.
    """
    if sum(len(sizes_of(stage, m)) for stage in trade.stages for m in stage.modules) > LARGEST:
        return earliest(frame, trade, least, seed)
    end = frame.grid.contest_min(frame.grid.end)
    for low in range(least, end, STRETCH_MIN):
        one = until(frame, trade, low + STRETCH_MIN)
        solver = quick(EFFORT, SECONDS, seed)
        if one is not None:
            whole = Whole(one, {trade.id: low})
            whole.model.minimize(whole.finish[trade.id])
            if solver.solve(whole.model) != cp_model.INFEASIBLE:
                return max(low, round(solver.best_objective_bound))
    return least


def by_themselves(
    frame: Frame, least: dict[str, int], seed: int, stop: Callable[[], bool]
) -> dict[str, int]:
    """
    The same for all trades, two at a time; ``least`` is kept where ``stop`` says that there is no
    time.
    """

    def one(trade_id: str) -> int:
        return by_itself(frame, frame.trades[trade_id], least[trade_id], seed)

    return {**least, **at_once(frame.trades, one, stop)}


def until(frame: Frame, trade: TradeFrame, last: int) -> Frame | None:
    """What is left of the trade and the days if it ends by ``last``; None if nothing can be."""
    grid = frame.grid
    early = span(0, bisect_right(range(grid.end), last, key=grid.contest_min))
    stages = tuple(
        replace(stage, modules=tuple(_before(module, early) for module in stage.modules))
        for stage in trade.stages
    )
    if not all(any(r.starts for r in m.rooms) for stage in stages for m in stage.modules):
        return None
    one = copy(frame)
    one.trades = {trade.id: replace(trade, stages=stages, shared_people={})}
    one.grid = copy(grid)
    one.grid.days = [day for day in grid.days if day & early]
    return one


def _before(module: ModuleFrame, early: int) -> ModuleFrame:
    return replace(
        module, rooms=tuple(replace(room, starts=room.starts & early) for room in module.rooms)
    )
