"""
Fewest people that must be moved, whatever the new timetable: a bound by leaving nearly all out.

```
world, some trades  ->  bound, and whom a smallest choice would move
```
Everybody either keeps all his starts or is *dropped*, and nobody asks where the dropped go. Those
who stay need workstations and, on the days on which a judge is missing, panels that can judge them.
Other trades, power, halls and later stages are left out, so every new timetable obeys what is left:
the bound holds for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from ortools.sat.python import cp_model

from scheduler.grid import span
from scheduler.panels import one_at_a_time
from scheduler.state import Planned
from scheduler.world import World

Group = tuple[tuple[str, str, str], int]
"""(trade, stage, module) and a start slot: who begins the same work at the same time."""


@dataclass(frozen=True, kw_only=True)
class Drop:
    """``bound`` counts people; ``entries`` are those of one smallest choice found."""

    bound: int
    entries: frozenset[str]


def drop(world: World, trades: list[str], effort: float, seed: int, *, finals: bool) -> Drop:
    """
    The bound over some trades; ``effort`` in CP-SAT's deterministic time. With ``finals`` it holds
    for answers that keep every later stage at its time, and is higher.
    """
    return _Model(world, trades, finals).solve(effort, seed)


class _Model:
    def __init__(self, world: World, trades: list[str], finals: bool) -> None:
        self.world, self.frame, self.trades = world, world.frame, trades
        self.model = cp_model.CpModel()
        self.groups: dict[Group, list[Planned]] = {}
        self.stays: dict[str, cp_model.IntVar] = {}
        self.begun: dict[str, list[Planned]] = {}
        for plan in world.state.plans.values():
            for heat in plan.heats():
                for judge in heat.judges if world.started(heat) else ():
                    self.begun.setdefault(judge, []).append(heat)
        for trade_id in trades:
            self._trade(trade_id)
        self._stations()
        self._judges(finals)
        self.model.minimize(
            sum(world.weight[e] * (1 - stay) for e, stay in self.stays.items() if world.placed(e))
        )

    def _trade(self, trade_id: str) -> None:
        world, first = self.world, self.frame.trades[trade_id].stages[0]
        for heats in world.state.plans[trade_id].stages[0]:
            for heat in heats:
                if not world.started(heat):
                    m = heat.module
                    key = (m.trade_id, m.stage_id, m.needs.id), heat.starts
                    self.groups.setdefault(key, []).append(heat)
        for entry in first.places:
            self.stays[entry] = self.model.new_bool_var("")
        for entry in world.unplaced(trade_id):
            self.model.add(self.stays[entry] == 0)
        for (_, starts), heats in self.groups.items():
            module = heats[0].module
            nowhere = not any(room.starts >> starts & 1 for room in module.rooms)
            for heat in heats if module.trade_id == trade_id else ():
                for entry in heat.seated:
                    if nowhere or world.absent(entry, heat):
                        self.model.add(self.stays[entry] == 0)

    def _stations(self) -> None:
        """By kind, venues taken together, since staying is about the time alone."""
        down: dict[str, list[tuple[int, int, int]]] = {}
        for kind in {key[1] for key, _ in self.frame.down}:
            keys = [k for k in self.frame.units if k[:2] == ("stations", kind)]
            for key in keys:
                for owner, amount, starts, ends in self.world.state.supplies[key].taken:
                    if owner == "":
                        down.setdefault(kind, []).append((amount, starts, ends))
            units = sum(self.frame.units[k] for k in keys)
            using: list[tuple[Planned, int, int]] = []
            for trade_id in self.trades:
                for heats in self.world.state.plans[trade_id].stages[0]:
                    for h in heats:
                        if h.module.needs.workstation_kind == kind:
                            using.append((h, h.starts - h.module.setup, h.ends + h.module.cleanup))
            points = {s for _, s, _ in using} | {s for _, s, _ in down[kind]}
            for at in sorted(points):
                free = units - sum(a for a, s, e in down[kind] if s <= at < e)
                here = [h for h, s, e in using if s <= at < e]
                if sum(h.size for h in here) > free:
                    fixed = sum(h.size for h in here if self.world.started(h))
                    held = [
                        self.stays[e] for h in here if not self.world.started(h) for e in h.seated
                    ]
                    self.model.add(sum(held) <= max(0, free - fixed))

    def _judges(self, finals: bool) -> None:
        grid, world = self.frame.grid, self.world
        days = {
            grid.day_of[heat.starts]
            for heats in self.groups.values()
            for heat in heats
            if world.broken(heat)
        }
        duties: dict[tuple[str, int], list[tuple[Planned, cp_model.IntVar]]] = {}
        for (_, starts), heats in self.groups.items():
            if grid.day_of[starts] in days and heats[0].module.needs.panel:
                self._group(heats, duties)
        for heat in self._finals(days) if finals else ():
            on = {
                judge: self.model.new_bool_var("")
                for judge in self.frame.trades[heat.module.trade_id].judges
                if self._able(judge, heat)
            }
            for judge, serves in on.items():
                duties.setdefault((judge, grid.day_of[heat.starts]), []).append((heat, serves))
            self.model.add(sum(on.values()) >= heat.module.needs.panel)
        for (judge, day), served in duties.items():
            calendar = world.state.calendars[judge]
            one_at_a_time(self.model, served, calendar.rest)
            done = sum(
                h.module.duty for h in self.begun.get(judge, ()) if grid.day_of[h.starts] == day
            )
            work = sum(heat.module.duty * on for heat, on in served)
            self.model.add(work <= max(0, calendar.limit - done))

    def _finals(self, days: set[int]) -> list[Planned]:
        """Heats of later stages that have not started, on these days."""
        plans = [self.world.state.plans[trade_id] for trade_id in self.trades]
        heats = [h for plan in plans for rows in plan.stages[1:] for hs in rows for h in hs]
        day_of = self.frame.grid.day_of
        return [h for h in heats if day_of[h.starts] in days and not self.world.started(h)]

    def _group(
        self,
        heats: list[Planned],
        duties: dict[tuple[str, int], list[tuple[Planned, cp_model.IntVar]]],
    ) -> None:
        """Panels for all who begin one work at one time, split and joined as one likes."""
        heat = heats[0]
        module, trade = heat.module, self.frame.trades[heat.module.trade_id]
        entries = [entry for h in heats for entry in h.seated]
        able = [j for j in trade.judges if self._able(j, heat)]
        most = max(room.most for room in module.rooms)
        seats: dict[str, list[cp_model.IntVar]] = {entry: [] for entry in entries}
        for _ in range(min(len(entries), len(able) // module.needs.panel)):
            on = {judge: self.model.new_bool_var("") for judge in able}
            for judge, serves in on.items():
                day = self.frame.grid.day_of[heat.starts]
                duties.setdefault((judge, day), []).append((heat, serves))
            used = self.model.new_bool_var("")
            self.model.add(sum(on.values()) == module.needs.panel * used)
            here = {entry: self.model.new_bool_var("") for entry in entries}
            self.model.add(sum(here.values()) <= most)
            for entry, sits in here.items():
                seats[entry].append(sits)
                self.model.add_implication(sits, used)
                for judge in self.frame.problem.barred[entry] if module.recuses else ():
                    if judge in on:
                        self.model.add_bool_or(~sits, ~on[judge])
        for entry, places in seats.items():
            self.model.add(sum(places) >= self.stays[entry])

    def _able(self, judge: str, heat: Planned) -> bool:
        """Whether the judge is there and not still in a heat that has begun."""
        calendar, duty = self.world.state.calendars[judge], heat.module.duty
        wanted = span(heat.starts, heat.starts + duty)
        busy = any(
            span(h.starts, h.starts + h.module.duty + calendar.rest) & wanted
            for h in self.begun.get(judge, ())
        )
        return calendar.there(heat.starts, duty) and not busy

    def solve(self, effort: float, seed: int) -> Drop:
        solver = cp_model.CpSolver()
        solver.parameters.max_deterministic_time = effort
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.symmetry_level = 0
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Drop(bound=0, entries=frozenset())
        return Drop(
            bound=max(0, ceil(solver.best_objective_bound - 1e-6)),
            entries=frozenset(e for e, stay in self.stays.items() if not solver.value(stay)),
        )
