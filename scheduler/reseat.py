"""
Some entries of one trade take other heats, some panels change, all else stays: a CP-SAT model.

```
world, who may move, whose panels may change  ->  the trade's new plan in the world's state; or no
```
Heats that stand keep their times. New heats may be opened at candidate starts where room and judges
are left. Few people are moved first; then few new heats, few other judges, small shifts.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from ortools.sat.python import cp_model

from scheduler.candidates import fresh_heats
from scheduler.frame import ModuleFrame, SupplyKey
from scheduler.lifting import lift
from scheduler.panels import one_at_a_time
from scheduler.people import wanted
from scheduler.state import Plan, Planned
from scheduler.world import World

OPEN, JUDGE, LAST = 40, 5, 2
POLISH = 0.2  # deterministic time


@dataclass(frozen=True, kw_only=True)
class Scope:
    """
    ``movers`` are entries of the trade; ``free`` heats, of any trade, may get other judges;
    ``width``: how many new heats a module may choose from; ``finals``: later stages stand aside.
    """

    trade_id: str
    movers: frozenset[str]
    free: frozenset[str]
    width: int
    finals: bool = False


@dataclass(kw_only=True)
class _Slot:
    """A heat that may be joined or judged anew; ``old`` is its panel until now."""

    heat: Planned
    fresh: bool
    judged: bool
    old: tuple[str, ...] = ()
    joins: dict[str, cp_model.IntVar] = field(default_factory=dict)
    on: dict[str, cp_model.IntVar] = field(default_factory=dict)


def reseat(
    world: World, scope: Scope, people: tuple[int, int | None], effort: float, seed: int
) -> int | None:
    """
    How many people moved, the world's state changed; None and no change if nothing was found.

    ``people``: how many moved are few enough, and how many are the most (None: any number);
    ``effort`` is in CP-SAT's deterministic time.
    """
    plan = world.state.plans[scope.trade_id]
    aside = [
        heat
        for trade_id, other in world.state.plans.items()
        if trade_id != scope.trade_id
        for heat in other.heats()
        if heat.id in scope.free
    ]
    panels = [heat.judges for heat in aside]
    world.state.remove(scope.trade_id)
    for heat in aside:
        world.state.dismiss(heat)
    lifted = lift(world, plan, scope.movers, finals=scope.finals)
    for heat in lifted.heats():
        world.state.take(heat)
        world.state.enlist(heat, () if heat.id in scope.free else heat.judges)
    model = _Model(
        world, scope, plan, lifted, aside, dict(zip((h.id for h in aside), panels, strict=True))
    )
    moved = model.solve(people, effort, seed)
    world.state.release(lifted)
    world.state.put(plan if moved is None else model.plan())
    for heat, panel in zip(aside, panels, strict=True):
        world.state.enlist(heat, panel if moved is None else model.panel(heat.id))
    return moved


class _Model:
    def __init__(
        self,
        world: World,
        scope: Scope,
        plan: Plan,
        lifted: Plan,
        aside: list[Planned],
        panels: dict[str, tuple[str, ...]],
    ) -> None:
        self.world, self.scope, self.before, self.lifted = world, scope, plan, lifted
        self.model, self.solver = cp_model.CpModel(), cp_model.CpSolver()
        self.values: list[int] = []
        self.trade = world.frame.trades[scope.trade_id]
        self.old = {heat.id: heat for heat in plan.heats()}
        self.panels = panels
        # Where later stages stand aside they wait for the last of these.
        self.last = self.model.new_int_var(0, 2 * world.frame.grid.end, "")
        self.cost: list[cp_model.LinearExprT] = [LAST * self.last] if scope.finals else []
        self.shut = False
        self.slots = [self._slots(i, m) for i, m in enumerate(self.trade.stages[0].modules)]
        later = [
            _Slot(heat=heat, fresh=False, judged=True, old=self.old[heat.id].judges)
            for rows in lifted.stages[1:]
            for heats in rows
            for heat in heats
            if heat.id in scope.free
        ]
        near = [_Slot(heat=h, fresh=False, judged=True, old=panels[h.id]) for h in aside]
        self.everything = [s for slots in self.slots for s in slots] + later + near
        self.moved = {entry: self._entry(entry) for entry in sorted(scope.movers)}
        for slot in self.everything:
            self._panel(slot)
        self._supplies()
        self._calendars()

    def _slots(self, i: int, module: ModuleFrame) -> list[_Slot]:
        """Heats of a module that can be joined: those that stand, and new ones."""
        found = []
        kept = {heat.id: heat for heat in self.lifted.stages[0][i]}
        for heat in self.before.stages[0][i]:
            if not self.world.started(heat) and not self.world.gone(heat):
                stays = kept.get(heat.id) or replace(heat, seated=(), size=0)
                judged = heat.id in self.scope.free or not stays.size
                found.append(_Slot(heat=stays, fresh=False, judged=judged, old=heat.judges))
        movers = [e for e in self.scope.movers if not self._done(e, i)]
        if movers:
            there = {(s.heat.room.venue_id, s.heat.starts) for s in found}
            for heat in fresh_heats(self.world, module, there, len(movers), self.scope.width):
                found.append(_Slot(heat=heat, fresh=True, judged=True))
        return found

    def _done(self, entry: str, i: int) -> Planned | None:
        """The heat of a module in which the entry is or was at work already."""
        for heat in self.before.stages[0][i]:
            if self.world.started(heat) and entry in heat.seated:
                return heat
        return None

    def _deadline(self) -> int | None:
        """The first start of the next stage, which waits for all marking of the first."""
        later = [h.starts for rows in self.lifted.stages[1:2] for heats in rows for h in heats]
        return min(later) - self.trade.stages[1].lag if later else None

    def _entry(self, entry: str) -> cp_model.IntVar | None:
        """Where a mover sits; returns whether he is moved (None: he was not placed before)."""
        world, deadline = self.world, self._deadline()
        trade_id = self.trade.id
        moved = self.model.new_bool_var("") if world.placed(entry) else None
        ready: cp_model.LinearExprT = 0
        busy = wanted(world.frame, self.trade, world.state.commitments(self.trade)).get(entry, 0)
        for i, module in enumerate(self.trade.stages[0].modules):
            done = self._done(entry, i)
            if done is not None:
                ready = done.ends
                continue
            began = world.began.get((entry, f"{trade_id}/{module.stage_id}/{module.needs.id}"))
            for slot in self.slots[i]:
                heat = slot.heat
                on_time = deadline is None or heat.starts + module.duty <= deadline
                known = heat.starts == began or heat.starts >= world.soonest
                if (
                    not (on_time and known)
                    or heat.presence & busy
                    or not self._unlocked(entry, slot)
                    or (not slot.judged and self._barred(entry, heat))
                ):
                    continue
                slot.joins[entry] = joins = self.model.new_bool_var("")
                own = entry in self.old[heat.id].seated if not slot.fresh else False
                self.model.add_hint(joins, own)
                hours = abs(heat.starts - (began if began is not None else heat.starts))
                self.cost.append(hours * world.frame.grid.slot_min // 60 * joins)
                if moved is not None and heat.starts != began:
                    self.model.add_implication(joins, moved)
            choice = [(s.heat.starts, s.joins[entry]) for s in self.slots[i] if entry in s.joins]
            self.shut = self.shut or not choice
            self.model.add_exactly_one(joins for _, joins in choice)
            starts = sum(at * joins for at, joins in choice)
            if i:
                self.model.add(starts >= ready + module.lead)
            ready = starts + module.minutes
            self.model.add(self.last >= starts + module.duty)
        return moved

    def _unlocked(self, entry: str, slot: _Slot) -> bool:
        key = slot.heat.id.rpartition("/")[0]
        must = self.world.frame.must_sit.get(entry, ())
        return all(lock == slot.heat.id for lock in must if lock.rpartition("/")[0] == key)

    def _barred(self, entry: str, heat: Planned) -> bool:
        barred = self.world.frame.problem.barred[entry]
        return heat.module.recuses and bool(barred & set(heat.judges))

    def _panel(self, slot: _Slot) -> None:
        heat, module, joins = slot.heat, slot.heat.module, list(slot.joins.values())
        most = min(heat.room.most, len(slot.joins) + heat.size) - heat.size
        if len(joins) > most:
            self.model.add(sum(joins) <= most)
        used: cp_model.LiteralT = True
        if not heat.size:
            used = self.model.new_bool_var("")
            for join in joins:
                self.model.add_implication(join, used)
            self.model.add_bool_or(*joins, ~used)
            if slot.fresh:
                self.cost.append(OPEN * used)
        if not slot.judged or not module.needs.panel:
            return
        frame, calendars = self.world.frame, self.world.state.calendars
        known = module.stage_id == self.first_of(heat)
        recuses = module.recuses and known
        barred = frame.problem.barred
        out = {j for e in heat.seated for j in barred[e]} if recuses else set()
        for judge in frame.trades[module.trade_id].judges:
            if judge not in out and calendars[judge].start_slots(module.duty) >> heat.starts & 1:
                slot.on[judge] = on = self.model.new_bool_var("")
                self.model.add_hint(on, judge in slot.old and bool(heat.size))
                if judge not in slot.old:
                    self.cost.append((1 if slot.fresh else JUDGE) * on)
                for entry, join in slot.joins.items() if recuses else ():
                    if judge in barred[entry]:
                        self.model.add_bool_or(~join, ~on)
        if heat.size:
            self.shut = self.shut or len(slot.on) < module.needs.panel
            self.model.add(sum(slot.on.values()) == module.needs.panel)
        else:
            self.model.add(sum(slot.on.values()) == module.needs.panel * used)
        for judge in frame.must_judge.get(heat.id, ()) if heat.size else ():
            self.model.add(slot.on.get(judge, 0) == 1)

    def first_of(self, heat: Planned) -> str:
        """The id of the first stage of a heat's trade, the one whose people are known."""
        return self.world.frame.trades[heat.module.trade_id].stages[0].modules[0].stage_id

    def _supplies(self) -> None:
        wants: dict[SupplyKey, list[tuple[int, int, int, list[cp_model.IntVar]]]] = {}
        for slots in self.slots:
            for slot in slots:
                heat, module, joins = slot.heat, slot.heat.module, list(slot.joins.values())
                if joins:
                    first, last = heat.starts - module.setup, heat.ends + module.cleanup
                    wants.setdefault(heat.room.units, []).append((first, last, 1, joins))
                    if heat.room.power is not None:
                        power = (heat.starts, heat.ends, module.needs.power_kw, joins)
                        wants.setdefault(heat.room.power, []).append(power)
        for key, items in wants.items():
            supply = self.world.state.supplies[key]
            first, last = min(i[0] for i in items), max(i[1] for i in items)
            fixed = [t for t in supply.taken if t[2] < last and first < t[3]]
            for at in sorted({i[0] for i in items} | {t[2] for t in fixed}):
                here = [(amount, joins) for s, e, amount, joins in items if s <= at < e]
                free = supply.units - sum(a for _, a, s, e in fixed if s <= at < e)
                if sum(amount * len(joins) for amount, joins in here) > free:
                    terms = [amount * join for amount, joins in here for join in joins]
                    self.model.add(sum(terms) <= max(0, free))

    def _calendars(self) -> None:
        grid = self.world.frame.grid
        duties: dict[str, list[tuple[Planned, cp_model.IntVar]]] = {}
        for slot in self.everything:
            for judge, on in slot.on.items():
                duties.setdefault(judge, []).append((slot.heat, on))
        for judge, served in duties.items():
            calendar = self.world.state.calendars[judge]
            one_at_a_time(self.model, served, calendar.rest)
            for day in {grid.day_of[heat.starts] for heat, _ in served}:
                of_day = [(h, on) for h, on in served if grid.day_of[h.starts] == day]
                if sum(h.module.duty for h, _ in of_day) > calendar.left(day):
                    work = sum(heat.module.duty * on for heat, on in of_day)
                    self.model.add(work <= calendar.left(day))

    def solve(self, people: tuple[int, int | None], effort: float, seed: int) -> int | None:
        """First as few people as are few enough, then among such plans one that disturbs little."""
        if self.shut:
            return None
        enough, most = people
        weigh, highest = self.world.weight, sum(self.world.weight.values())
        count = self.model.new_int_var(enough, highest if most is None else most, "")
        counted = [(e, moved) for e, moved in self.moved.items() if moved is not None]
        self.model.add(count >= sum(weigh[e] * moved for e, moved in counted))
        self.model.minimize(count)
        if not self._solved(effort, seed):
            return None
        found = self._value(count)
        model: Any = self.model  # OR-Tools leaves this method without types
        model.clear_hints()
        for index, value in enumerate(self.values):
            self.model.add_hint(self.model.get_int_var_from_proto_index(index), value)
        self.model.add(count <= found)
        self.model.minimize(sum(self.cost))
        # Of a large model not even the hint may be read in time: then the first plan stands.
        self._solved(3 * POLISH if self.scope.finals else POLISH, seed)
        return sum(weigh[e] for e, moved in counted if self._value(moved))

    def _solved(self, effort: float, seed: int) -> bool:
        parameters = self.solver.parameters
        parameters.max_deterministic_time = effort
        parameters.num_workers = 1
        parameters.random_seed = seed
        parameters.symmetry_level = 0
        solved = self.solver.solve(self.model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        if solved:
            self.values = list(self.solver.response_proto.solution)
        return solved

    def _value(self, variable: cp_model.IntVar) -> int:
        """What a variable is in the last plan found."""
        return self.values[variable.index]

    def panel(self, heat_id: str) -> tuple[str, ...]:
        """The new panel of a heat of another trade."""
        slot = next(s for s in self.everything if s.heat.id == heat_id)
        return self._chosen(slot)

    def _chosen(self, slot: _Slot) -> tuple[str, ...]:
        if not slot.judged:
            return slot.heat.judges
        on = [judge for judge, on in slot.on.items() if self._value(on)]
        return tuple(sorted(on, key=lambda j: slot.old.index(j) if j in slot.old else 99))

    def plan(self) -> Plan:
        """The trade's new plan; later stages that stood aside have no heats in it."""
        found = Plan(trade_id=self.trade.id, stages=[list(rows) for rows in self.lifted.stages])
        judged = {s.heat.id: s for s in self.everything}
        for rows in found.stages[1:]:
            for heats in rows:
                heats[:] = [
                    replace(h, judges=self._chosen(judged[h.id])) if h.id in judged else h
                    for h in heats
                ]
        for i, slots in enumerate(self.slots):
            heats = [heat for heat in self.lifted.stages[0][i] if self.world.started(heat)]
            for slot in slots:
                joined = tuple(e for e, join in slot.joins.items() if self._value(join))
                seated = (*slot.heat.seated, *joined)
                if seated:
                    number = self.world.fresh_number(slot.heat) if slot.fresh else slot.heat.number
                    heats.append(
                        replace(
                            slot.heat,
                            number=number,
                            seated=seated,
                            size=len(seated),
                            judges=self._chosen(slot),
                        )
                    )
            found.stages[0][i] = sorted(heats, key=lambda h: h.number)
        return found
