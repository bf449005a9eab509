"""
Trades one by one onto what the others leave, each in the first of several styles that fits.

```
state without a trade  ->  state with its plan: heats, panels, everybody seated; or "does not fit"
```
"""

from __future__ import annotations

import random

from scheduler.insertion import Style, insert
from scheduler.panels import Pinned, repair
from scheduler.people import seat
from scheduler.state import Plan, State

STYLES = (
    Style(),
    Style(even=True),
    Style(chance=1.0),
    Style(chance=3.0),
    Style(order="early"),
    Style(order="early", even=True, chance=1.0),
    Style(order="deep"),
    Style(split=2),
)
EFFORT = 0.3  # deterministic time of one repair: about as many seconds on the machine we measured


def place(
    state: State,
    trade_id: str,
    rng: random.Random,
    styles: tuple[Style, ...],
    *,
    mending: bool = True,
) -> bool:
    """
    Put a plan of a trade into ``state``, of the first style under which it fits and everybody finds
    a place; with ``mending`` also one whose panels were chosen anew. False if there is none.
    """
    for mended in (False, True) if mending else (False,):
        for style in styles:
            plan = insert(state, trade_id, style, rng)
            if plan is not None:
                if mend(state, [plan], rng) if mended else seated(state, plan):
                    state.plans[trade_id] = plan
                    return True
                state.release(plan)
    return False


def mend(state: State, plans: list[Plan], rng: random.Random) -> bool:
    """Choose new panels for plans, under which everybody is seated; False if none are found."""
    answer, pinned = repair(state, plans, EFFORT, rng.randrange(1 << 30))
    return answer == "found" and all(seated(state, plan, pinned) for plan in plans)


def seated(state: State, plan: Plan, pinned: Pinned | None = None) -> bool:
    """
    Seat every stage of a plan under the panels it has; False if somebody fits nowhere. Delegations
    are spread in the end, by ``spread``.
    """
    stages = state.frame.trades[plan.trade_id].stages
    return all(
        seat(state, stage, heats, pinned or {}, spread=False)
        for stage, heats in zip(stages, plan.stages, strict=True)
    )


def spread(state: State) -> None:
    """Seat everybody once more, so that entries of one delegation meet little."""
    for plan in state.plans.values():
        stage = state.frame.trades[plan.trade_id].stages[0]
        seat(state, stage, plan.stages[0], {})
