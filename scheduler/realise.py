"""
Proposed times and panels made into plans: rooms for the heats, and everybody seated.

```
a proposal for some trades, a state without them  ->  their plans, taken; or "does not work"
```
"""

from __future__ import annotations

import random

from scheduler.construct import mend, seated
from scheduler.frame import ModuleFrame, Room, TradeFrame
from scheduler.grid import runs
from scheduler.rows import block_size
from scheduler.state import Plan, Planned, State
from scheduler.times import Proposal


def realise(state: State, trades: list[TradeFrame], proposal: Proposal, rng: random.Random) -> bool:
    """Put the trades' plans as proposed into ``state``; if it does not work, change nothing."""
    plans = [Plan(trade_id=trade.id) for trade in trades]
    complete = all(
        _timed(state, trade, plan, proposal) for trade, plan in zip(trades, plans, strict=True)
    )
    for plan in plans if complete else ():
        state.plans[plan.trade_id] = plan
    if complete and (all(seated(state, plan) for plan in plans) or mend(state, plans, rng)):
        return True
    for plan in plans:
        state.plans.pop(plan.trade_id, None)
        state.release(plan)
    return False


def _timed(state: State, trade: TradeFrame, plan: Plan, proposal: Proposal) -> bool:
    """Fill the plan with heats in their rooms; False at the first that fits none."""
    for stage in trade.stages:
        plan.stages.append([])
        for module in stage.modules:
            plan.stages[-1].append([])
            left = len(stage.places)
            key = (trade.id, module.stage_id, module.needs.id)
            block = block_size(state.frame, module, len(proposal.starts[key]))
            for number, (at, panel) in enumerate(
                zip(proposal.starts[key], proposal.panels[key], strict=True), 1
            ):
                size = min(left, max(room.most for room in module.rooms))
                room = _room(state, module, number, at, size)
                if room is None:
                    return False
                heat = Planned(
                    module=module,
                    number=number,
                    room=room,
                    starts=at,
                    size=size,
                    block=(number - 1) // block + 1 if block > 1 else 0,
                )
                state.take(heat)
                state.enlist(heat, panel)
                plan.stages[-1][-1].append(heat)
                left -= size
    return True


def _room(state: State, module: ModuleFrame, number: int, at: int, size: int) -> Room | None:
    """The first room that takes the heat there and then."""
    whole = module.setup + module.minutes + module.cleanup
    lock = module.locks.get(number)
    for room in module.rooms:
        free = (
            room.starts & runs(state.supplies[room.units].free_slots(size), whole) << module.setup
        )
        if room.power is not None:
            amount = size * module.needs.power_kw
            free &= runs(state.supplies[room.power].free_slots(amount), module.minutes)
        venue = None if lock is None else lock.venue_id
        if size <= room.most and free >> at & 1 and venue in (None, room.venue_id):
            return room
    return None
