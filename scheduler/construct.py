"""
Trades one by one onto what the others leave: each in several styles, the earliest end kept.

```
state without a trade  ->  state with its plan: heats, panels, everybody seated; or "does not fit"
```
"""

from __future__ import annotations

import random
from collections.abc import Callable

from scheduler.insertion import Style, insert
from scheduler.panels import Pinned, repair
from scheduler.people import seat
from scheduler.state import Plan, State

STYLES = (
    Style(),
    Style(order="deep"),
    Style(order="wide"),
    Style(even=False),
    Style(order="deep", even=False),
    Style(stay=0.0, chance=3.0),
    Style(order="deep", stay=0.0, chance=3.0),
    Style(chance=8.0),
)
LAST_RESORT = (Style(split=2),)
EFFORT = 0.3  # deterministic time of one repair: about as many seconds on the machine we measured


def place(
    state: State,
    trade_id: str,
    least: int,
    rng: random.Random,
    styles: tuple[Style, ...],
    enough: Callable[[], bool],
) -> bool:
    """
    Put the best of several plans of a trade into ``state``; False if none fits.

    Stops early at a plan that finishes at ``least`` (the trade's bound, in contest minutes), or,
    once there is one, when ``enough()``.
    """
    best: Plan | None = None
    for style in (*styles, *LAST_RESORT):
        if best is not None and style in LAST_RESORT:
            break
        plan = insert(state, trade_id, style, rng)
        if plan is not None:
            better = best is None or plan.finish < best.finish
            if better and seat_all(state, plan, rng):
                best = plan
            state.release(plan)
        if best is not None and (_finish(state, best) <= least or enough()):
            break
    if best is not None:
        state.put(best)
    return best is not None


def _finish(state: State, plan: Plan) -> int:
    return state.frame.grid.contest_min(plan.finish)


def seat_all(state: State, plan: Plan, rng: random.Random) -> bool:
    """Seat every stage of a plan, with other panels where those chosen leave somebody out."""
    return _seated(state, plan) or mend(state, [plan], rng)


def mend(state: State, plans: list[Plan], rng: random.Random) -> bool:
    """Choose new panels for plans, under which everybody is seated; False if none are found."""
    answer, pinned = repair(state, plans, EFFORT, rng.randrange(1 << 30))
    return answer == "found" and all(_seated(state, plan, pinned) for plan in plans)


def _seated(state: State, plan: Plan, pinned: Pinned | None = None) -> bool:
    stages = state.frame.trades[plan.trade_id].stages
    return all(
        seat(state, stage, heats, pinned or {})
        for stage, heats in zip(stages, plan.stages, strict=True)
    )
