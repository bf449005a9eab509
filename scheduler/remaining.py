"""
Can a trade's later stages stay where they are? A proof that they cannot, by counting.

```
world, trade  ->  "they cannot", whoever is moved; or open
```
What is left of the first stage has to be done and marked before the next stage begins. Everybody
may be moved, also the people of other trades; what has started and the later stages of all trades
stand. How many start when is counted slot by slot, as in ``scheduler.counts``: workstations, seats,
power, judges' presence and hours, the order of modules. Those who are away are followed by name.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from ortools.sat.python import cp_model

from scheduler.counts import Row
from scheduler.frame import ModuleFrame, SupplyKey
from scheduler.grid import span
from scheduler.state import Planned
from scheduler.world import World


def cannot_stay(world: World, trade_id: str, effort: float, seed: int) -> bool:
    """Whether it is proven; ``effort`` in CP-SAT's deterministic time."""
    later = [heat for rows in world.state.plans[trade_id].stages[1:] for hs in rows for heat in hs]
    gone = any(world.gone(heat) and not world.started(heat) for heat in later)
    if gone or world.lacking(trade_id):
        return True
    model = _Model(world, trade_id)
    if model.shut:
        return True
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = effort
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    return bool(solver.solve(model.model) == cp_model.INFEASIBLE)


@dataclass(kw_only=True)
class _Step:
    """One module: its rows, who has started it already, and when these end."""

    module: ModuleFrame
    rows: list[Row]
    ends: list[int]


class _Model:
    def __init__(self, world: World, trade_id: str) -> None:
        self.world, self.model, self.shut = world, cp_model.CpModel(), False
        self.trade, self.plan = world.frame.trades[trade_id], world.state.plans[trade_id]
        later = [h.starts for rows in self.plan.stages[1:2] for heats in rows for h in heats]
        self.deadline = min(later) - self.trade.stages[1].lag
        stage = self.trade.stages[0]
        self.steps = [
            self._step(module, self.plan.stages[0][i], len(stage.places))
            for i, module in enumerate(stage.modules)
        ]
        for before, step in pairwise(self.steps):
            self._order(before, step)
        self.fixed = list(self._fixed())
        rows = [row for step in self.steps for row in step.rows]
        for key in {key for row in rows for key in (row.room.units, row.room.power) if key}:
            self._supply(key, rows)
        self._judges([row for row in rows if row.module.needs.panel])
        for entry in stage.places:
            self._named(entry)

    def _step(self, module: ModuleFrame, heats: list[Planned], places: int) -> _Step:
        world = self.world
        begun = [heat for heat in heats if world.started(heat)]
        ends = sorted(heat.ends for heat in begun for _ in heat.seated)
        left = places - len(ends)
        # Before the notice is over nobody starts but who was to start then.
        soon: dict[int, int] = {}
        for heat in heats:
            if not world.started(heat) and heat.starts < world.soonest:
                soon[heat.starts] = soon.get(heat.starts, 0) + heat.size
        allowed = span(world.soonest, self.deadline - module.duty + 1)
        for at in soon:
            allowed |= span(at, at + 1)
        rows = []
        for room in module.rooms:
            starts = room.starts & allowed & span(0, self.deadline - module.duty + 1)
            if starts and left:
                rows.append(Row(self.model, module, replace(room, starts=starts), left))
        for at, size in soon.items():
            here = [row.entries[row.starts.index(at)] for row in rows if at in row.starts]
            self.model.add(sum(here) <= size)
        self.shut = self.shut or (left > 0 and not rows)
        self.model.add(sum(row.through[-1] for row in rows) == left)
        return _Step(module=module, rows=rows, ends=ends)

    def _order(self, before: _Step, step: _Step) -> None:
        """Nobody starts a module who has not been through the one before."""
        for at in sorted({at for row in step.rows for at in row.starts}):
            done = at - step.module.lead
            count = bisect_right(before.ends, done) + sum(
                row.seated(done - before.module.minutes) for row in before.rows
            )
            self.model.add(sum(row.seated(at) for row in step.rows) + len(step.ends) <= count)

    def _fixed(self) -> Iterator[Planned]:
        """Heats that stand: those that have started, and all of later stages."""
        for plan in self.world.state.plans.values():
            for number, rows in enumerate(plan.stages):
                for heat in (heat for heats in rows for heat in heats):
                    if number or self.world.started(heat):
                        yield heat

    def _supply(self, key: SupplyKey, rows: list[Row]) -> None:
        """What is held at once is no more than there is."""
        frame, free = self.world.frame, self.world.frame.units[key]
        slots = frame.grid.slots
        down = [(slots(w.starts_min), slots(w.ends_min), 1) for k, w in frame.down if k == key]
        for heat in self.fixed:
            m = heat.module
            if heat.room.units == key:
                down.append((heat.starts - m.setup, heat.ends + m.cleanup, heat.size))
            elif heat.room.power == key:
                down.append((heat.starts, heat.ends, heat.size * m.needs.power_kw))
        taking = [
            (row, row.module.setup, row.module.minutes + row.module.cleanup, 1)
            for row in rows
            if row.room.units == key
        ] + [
            (row, 0, row.module.minutes, row.module.needs.power_kw)
            for row in rows
            if row.room.power == key
        ]
        points = {at - before for row, before, _, _ in taking for at in row.starts}
        for at in sorted(points | {starts for starts, _, _ in down}):
            held = [amount * row.held(at, before, after) for row, before, after, amount in taking]
            left = free - sum(amount for s, e, amount in down if s <= at < e)
            self.model.add(sum(held) <= max(0, left))

    def _judges(self, rows: list[Row]) -> None:
        """Heats at once need no more judges than are there, those of a day no more hours."""
        world, grid = self.world, self.world.frame.grid
        free, done = {}, {}
        for judge in self.trade.judges:
            calendar = world.state.calendars[judge]
            mine = [h for h in self.fixed if world.started(h) and judge in h.judges]
            free[judge], done[judge] = ~calendar.away, [0] * len(grid.days)
            for heat in mine:
                duty = heat.module.duty
                free[judge] &= ~span(heat.starts, heat.starts + duty + calendar.rest)
                done[judge][grid.day_of[heat.starts]] += duty
        for at in sorted({at for row in rows for at in row.starts}):
            here = [row.module.needs.panel * row.judged(at) for row in rows]
            self.model.add(sum(here) <= sum(slots >> at & 1 for slots in free.values()))
        finals = [h for stage in self.plan.stages[1:] for heats in stage for h in heats]
        for day, inside in enumerate(grid.days):
            # Marking may go on after the contest's hours.
            whole = inside | inside << max((row.module.duty for row in rows), default=0)
            hours = 0
            for judge, slots in free.items():
                left = max(0, world.state.calendars[judge].limit - done[judge][day])
                hours += min(left, (slots & whole).bit_count())
            hours -= sum(
                h.module.needs.panel * h.module.duty
                for h in finals
                if not world.started(h) and inside >> h.starts & 1
            )
            work = [
                row.module.needs.panel * row.module.duty * heats
                for row in rows
                for at, heats in zip(row.starts, row.heats, strict=True)
                if inside >> at & 1
            ]
            if work:
                self.model.add(sum(work) <= max(0, hours))

    def _named(self, entry: str) -> None:
        """Where somebody starts who is away or wanted by another trade for a while."""
        busy = self._busy(entry)
        if not busy:
            return
        ready: cp_model.LinearExprT = 0
        for i, step in enumerate(self.steps):
            module = step.module
            begun = [
                heat
                for heat in self.plan.stages[0][i]
                if self.world.started(heat) and entry in heat.seated
            ]
            if begun:
                ready = begun[0].ends
                continue
            choice: dict[int, cp_model.IntVar] = {}
            for at in sorted({at for row in step.rows for at in row.starts}):
                if not span(at - module.lead, at + module.minutes) & busy:
                    choice[at] = self.model.new_bool_var("")
                    here = [
                        row.entries[row.starts.index(at)] for row in step.rows if at in row.starts
                    ]
                    self.model.add(choice[at] <= sum(here))
            self.shut = self.shut or not choice
            self.model.add_exactly_one(choice.values())
            starts = sum(at * here for at, here in choice.items())
            if i:
                self.model.add(starts >= ready + module.lead)
            ready = starts + module.minutes

    def _busy(self, entry: str) -> int:
        """When an entry is away, or sits in heats of other trades that stand."""
        world, trade_id = self.world, self.trade.id
        busy = 0
        for person in world.frame.problem.entry_by_id[entry].person_ids:
            busy |= world.frame.away.get((trade_id, person), 0)
            for other_id in world.frame.two_trades.get(person, set()) - {trade_id}:
                other = world.frame.entry_of[other_id, person]
                for number, rows in enumerate(world.state.plans[other_id].stages):
                    for heat in (heat for heats in rows for heat in heats):
                        if number or (world.started(heat) and other in heat.seated):
                            busy |= heat.presence
        return busy
