"""
Later stages after the people of the first were moved: kept where they can stay, else put off.

```
world with a trade's first stage in place, its later stages aside  ->  those back in; or "no room"
```
"""

from __future__ import annotations

import random
from dataclasses import replace

from scheduler.frame import StageFrame
from scheduler.grid import runs
from scheduler.insertion import StageBuilder, Style
from scheduler.people import seat
from scheduler.state import Planned
from scheduler.world import World


def settle(world: World, trade_id: str, old: list[list[list[Planned]]], seed: int) -> bool:
    """Put the stages after the first back, ``old`` being their heats before; False if no room."""
    state, trade = world.state, world.frame.trades[trade_id]
    plan = state.plans[trade_id]
    done = max(heat.starts + heat.module.duty for heats in plan.stages[0] for heat in heats)
    for number, stage in enumerate(trade.stages[1:], 1):
        rows, earliest = old[number - 1], done + stage.lag
        if any(world.started(heat) for heats in rows for heat in heats):
            if any(sum(heat.size for heat in heats) < len(stage.places) for heats in rows):
                return False
        elif not _kept(world, stage, rows, earliest, plan.stages[number]):
            builder = StageBuilder(
                state, stage, max(earliest, world.soonest), Style(), random.Random(seed)
            )
            built = builder.build()
            plan.stages[number] = builder.heats
            if not built:
                return False
            seat(state, stage, builder.heats, {})
        heats = [heat for row in plan.stages[number] for heat in row]
        done = max(heat.starts + heat.module.duty for heat in heats)
    return True


def _kept(
    world: World,
    stage: StageFrame,
    rows: list[list[Planned]],
    earliest: int,
    into: list[list[Planned]],
) -> bool:
    """Whether all heats of a stage can stay at their times, with other judges where needed."""
    state = world.state
    if any(sum(heat.size for heat in heats) < len(stage.places) for heats in rows):
        return False
    busy = 0
    for slots in state.commitments(world.frame.trades[stage.modules[0].trade_id]).values():
        busy |= slots
    back: list[Planned] = []
    for heats, row in zip(rows, into, strict=True):
        row.clear()
        for heat in heats:
            again = replace(heat, judges=())
            panel = _panel(world, heat)
            fits = heat.starts >= earliest and not world.gone(heat) and not heat.presence & busy
            if not fits or panel is None or not _room(world, heat):
                for taken in back:
                    state.dismiss(taken)
                for other in into:
                    other.clear()
                _give_back(world, back)
                return False
            state.take(again)
            state.enlist(again, panel)
            back.append(again)
            row.append(again)
    return True


def _give_back(world: World, heats: list[Planned]) -> None:
    """Free the rooms of heats that were just taken, those of the trade's other heats kept."""
    if heats:
        trade_id = heats[0].module.trade_id
        for supply in world.state.supplies.values():
            supply.release(trade_id)
        for heat in world.state.plans[trade_id].heats():
            world.state.take(heat)


def _room(world: World, heat: Planned) -> bool:
    module, supplies = heat.module, world.state.supplies
    whole = module.setup + module.minutes + module.cleanup
    free = runs(supplies[heat.room.units].free_slots(heat.size), whole) << module.setup
    if heat.room.power is not None:
        amount = heat.size * module.needs.power_kw
        free &= runs(supplies[heat.room.power].free_slots(amount), module.minutes)
    return bool(free >> heat.starts & 1)


def _panel(world: World, heat: Planned) -> tuple[str, ...] | None:
    """The old panel, those who cannot any more replaced by who can; None if too few can."""
    calendars, length = world.state.calendars, heat.module.duty
    able = [
        judge
        for judge in (*heat.judges, *world.frame.trades[heat.module.trade_id].judges)
        if calendars[judge].start_slots(length) >> heat.starts & 1
    ]
    panel = tuple(dict.fromkeys(able))[: heat.module.needs.panel]
    return panel if len(panel) == heat.module.needs.panel else None
