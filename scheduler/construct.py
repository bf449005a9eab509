"""
Trades one by one onto what the others leave, each in the first of several styles that fits.

```
state without a trade  ->  state with its plan: heats, panels, everybody seated; or "does not fit"
```
"""

from __future__ import annotations

import random
from dataclasses import replace
from functools import reduce
from operator import or_

from scheduler.frame import TradeFrame
from scheduler.grid import span
from scheduler.insertion import Style, insert
from scheduler.panels import Pinned, repair
from scheduler.people import seat
from scheduler.state import Plan, Planned, State

SHARED = 3.0  # hours for which a judge of several trades is spared where others can come
STYLES = tuple(
    replace(style, shared=SHARED)
    for style in (
        Style(sittings=2),
        Style(),
        Style(sittings=3),
        Style(sittings=4),
        Style(sittings=2, order="early"),
        Style(sittings=2, even=True),
        Style(sittings=2, chance=1.0),
        Style(even=True),
        Style(chance=1.0),
        Style(chance=3.0),
        Style(order="early"),
        Style(order="early", even=True, chance=1.0),
        Style(order="deep"),
        Style(split=2),
    )
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
                state.plans[trade_id] = plan
                if mend(state, [plan], rng) if mended else seated(state, plan):
                    return True
                state.remove(trade_id)
    return False


def again(state: State, old: Plan) -> bool:
    """
    Put a plan that was removed back where it was, if everything it needs is free; people of two
    trades may get other places. False (and nothing changed) if it does not fit.
    """
    trade = state.frame.trades[old.trade_id]
    busy = reduce(or_, state.commitments(trade).values(), 0)
    firm = reduce(or_, state.commitments(trade, firm=True).values(), 0)
    plan = old
    if busy:
        plan = copied(old)
    taken: list[Planned] = []
    for heat in plan.heats():
        if not _free(state, heat) or (heat.presence & firm and _for_anybody(trade, heat)):
            state.release(Plan(trade_id=old.trade_id, stages=[[taken]]))
            return False
        state.take(heat)
        state.enlist(heat, heat.judges)
        taken.append(heat)
    state.plans[plan.trade_id] = plan
    if busy and not seated(state, plan):
        state.remove(plan.trade_id)
        return False
    return True


def copied(plan: Plan) -> Plan:
    """A plan in which people can sit elsewhere, while this one may have to come back as it was."""
    stages = [[[replace(heat) for heat in row] for row in rows] for rows in plan.stages]
    return Plan(trade_id=plan.trade_id, stages=stages)


def _for_anybody(trade: TradeFrame, heat: Planned) -> bool:
    """Whether it is not yet known who will be in a heat."""
    return heat.module.stage_id != trade.stages[0].modules[0].stage_id


def _free(state: State, heat: Planned) -> bool:
    """Whether a heat's room, power and judges are free at its time."""
    module, room = heat.module, heat.room
    stay = span(heat.starts - module.setup, heat.ends + module.cleanup)
    held = stay & ~state.supplies[room.units].free_slots(heat.size)
    if room.power is not None:
        free = state.supplies[room.power].free_slots(heat.size * module.needs.power_kw)
        held |= span(heat.starts, heat.ends) & ~free
    return not held and all(
        state.calendars[judge].start_slots(module.duty) >> heat.starts & 1 for judge in heat.judges
    )


def mend(state: State, plans: list[Plan], rng: random.Random) -> bool:
    """Choose new panels for plans, under which everybody is seated; False if none are found."""
    answer, pinned = repair(state, plans, EFFORT, rng.randrange(1 << 30))
    return answer == "found" and all(seated(state, plan, pinned) for plan in plans)


def seated(state: State, plan: Plan, pinned: Pinned | None = None) -> bool:
    """
    Seat every stage of a plan of ``state`` under the panels it has; whom another trade has where a
    later stage may want him, sits elsewhere there. False if somebody fits nowhere. Delegations are
    spread in the end, by ``spread``.
    """
    stages = state.frame.trades[plan.trade_id].stages
    return all(
        seat(state, stage, heats, pinned or {}, spread=False)
        for stage, heats in zip(stages, plan.stages, strict=True)
    ) and _others_elsewhere(state, plan)


def _others_elsewhere(state: State, plan: Plan) -> bool:
    """
    Whoever sits in a first heat of another trade while a later stage of this one may want him sits
    in another one; False, and nothing changed, if somebody cannot.
    """
    trade, kept = state.frame.trades[plan.trade_id], dict(state.plans)
    wanted = reduce(or_, (heat.presence for heat in plan.later()), 0)
    for other, people in trade.shared_people.items():
        who = {state.frame.entry_of[other, person] for person in people}
        heats = kept[other].stages[0] if other in kept else []
        if any(h.presence & wanted and who.intersection(h.seated) for row in heats for h in row):
            state.plans[other] = copied(kept[other])
            stage = state.frame.trades[other].stages[0]
            if not seat(state, stage, state.plans[other].stages[0], {}, spread=False):
                state.plans.update(kept)
                return False
    return True


def spread(state: State) -> None:
    """Seat everybody once more, so that entries of one delegation meet little."""
    for plan in state.plans.values():
        stage = state.frame.trades[plan.trade_id].stages[0]
        seat(state, stage, plan.stages[0], {})
