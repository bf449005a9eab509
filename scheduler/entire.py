"""
A timetable for a whole small contest at once: times by one model, then who judges and who sits.

```
all trades, a bound -> times of all heats (halls, power, people of two trades) -> panels, seats
```
Heats are full. A theory paper is sat in as many sittings as there are heats after it, those at one
time together; that everybody sits it at once is tried first. Panels that keep recusals are chosen
when the times stand; where that fails, by times and names in one model (``named``).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import pairwise

from ortools.sat.python import cp_model

from scheduler.construct import seated
from scheduler.frame import Frame, ModuleFrame, StageFrame, SupplyKey, TradeFrame
from scheduler.named import Named
from scheduler.panels import Pinned, repair
from scheduler.rows import Key, stretches
from scheduler.state import Plan, Planned, State
from scheduler.whole import Line, Whole, largest_heat, quick, rising, sizes_of

EFFORT = 0.6  # deterministic time of the search for the best times: seconds where we measured
AGAIN = 0.1  # the same for others of the same value, and for the panels of given times
NAMED = (2, 3, 1, 2, 1)  # heats in a row that have one panel, in the order tried
WIDER = 1  # which of these may end with another value than the least

FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)

Times = dict[Key, list[int]]
"""By module: the starts of its heats, in slots."""


def can_be_arranged(frame: Frame) -> bool:
    """Nothing is locked, and every module has one room: what the model here takes."""
    return not frame.problem.locked and all(
        len(module.rooms) == 1
        for trade in frame.trades.values()
        for stage in trade.stages
        for module in stage.modules
    )


def arranged(stage: StageFrame, module: ModuleFrame) -> list[int]:
    """The sizes of the heats, full ones; of a theory paper those of the heats after it."""
    after = next((b for a, b in pairwise(stage.modules) if a is module), None)
    if module.needs.kind == "practical" or module.needs.panel or after is None:
        return sizes_of(stage, module)
    most = min(largest_heat(module), largest_heat(after))
    return [min(most, len(stage.places) - n) for n in range(0, len(stage.places), most)]


class Entire:
    """
    Only values below ``below`` (None: any) are looked for; ``floor`` is one that no timetable falls
    below; ``left`` tells the seconds left; ``effort`` is in deterministic time, for each model.
    """

    def __init__(
        self,
        frame: Frame,
        least: dict[str, int],
        floor: int,
        below: int | None,
        left: Callable[[], float],
        seed: int,
        effort: float = EFFORT,
    ) -> None:
        self.frame, self.left, self.effort = frame, left, effort
        self.rng = random.Random(seed)
        self.whole = Whole(frame, least, arranged)
        self.model, self.lines = self.whole.model, self.whole.lines
        self.model.add(self.whole.value >= floor)
        if below is not None:
            self.model.add(self.whole.value < below)
        self.places: dict[str, list[cp_model.IntVar]] = {}
        self._rooms()
        stays: dict[str, list[cp_model.IntervalVar]] = {}
        for trade in frame.trades.values():
            self._people(trade, stays)
        for of_person in stays.values():
            self.model.add_no_overlap(of_person)

    def _rooms(self) -> None:
        """Workstations, seats and power; some are down at times."""
        used: dict[SupplyKey, list[tuple[cp_model.IntervalVar, int]]] = {}
        for line in self.lines.values():
            module, (room,) = line.module, line.module.rooms
            for start, size in zip(line.starts, line.sizes, strict=True):
                stay = self.model.new_fixed_size_interval_var(
                    start - module.setup, module.whole, ""
                )
                used.setdefault(room.units, []).append((stay, size))
                if room.power is not None:
                    run = self.model.new_fixed_size_interval_var(start, module.minutes, "")
                    used.setdefault(room.power, []).append((run, size * module.needs.power_kw))
        for key, supply in State(self.frame).supplies.items():
            for _, amount, starts, ends in supply.taken:
                down = self.model.new_fixed_size_interval_var(starts, ends - starts, "")
                used.setdefault(key, []).append((down, amount))
            if key in used:
                stays, amounts = zip(*used[key], strict=True)
                self.model.add_cumulative(stays, amounts, supply.units)

    def _people(self, trade: TradeFrame, stays: dict[str, list[cp_model.IntervalVar]]) -> None:
        """Those of two trades or away for a while: one place each, and never wanted twice."""
        shared = {person for people in trade.shared_people.values() for person in people}
        away = {person: s for (t, person), s in self.frame.away.items() if t == trade.id}
        for person in sorted(shared | set(away)):
            mine = stays.setdefault(person, [])
            mine += stretches(self.model, away.get(person, 0))
            places = self._place(trade, self.frame.entry_of[trade.id, person])
            for module in trade.stages[0].modules:
                line, taken = self.whole.line(module), 0
                for start, size in zip(line.starts, line.sizes, strict=True):
                    here = self.model.new_bool_var("")
                    self.model.add(here == sum(places[taken : taken + size]))
                    mine.append(
                        self.model.new_optional_fixed_size_interval_var(
                            start - module.lead, module.lead + module.minutes, here, ""
                        )
                    )
                    taken += size
            if person in shared:
                later = [module for stage in trade.stages[1:] for module in stage.modules]
                mine += [
                    stay for module in later for stay in self.whole.stays(self.whole.line(module))
                ]

    def _place(self, trade: TradeFrame, entry: str) -> list[cp_model.IntVar]:
        """Which place an entry takes; places go in one order through all modules."""
        if entry not in self.places:
            self.places[entry] = [self.model.new_bool_var("") for _ in trade.stages[0].places]
            self.model.add_exactly_one(self.places[entry])
        return self.places[entry]

    def plans(self, named: tuple[int, ...] = NAMED) -> dict[str, Plan] | None:
        """
        A plan for every trade, of the least value if that can be; None: not found. ``named``: how
        many heats in a row have one panel, in the order tried, where times alone do not do.
        """
        solver = rising(self.effort, self.left() / 2, self._seed())
        if solver.solve(self.model) not in FOUND:
            return None
        wider = self.model.clone()
        self.model.add(self.whole.value <= round(solver.objective_value))
        self.model.minimize(0)
        for times in self._times(solver):
            state = self._timed(times)
            placed = list(state.plans.values())
            answer, pinned = repair(state, placed, AGAIN, self._seed())
            if answer == "found" and all(seated(state, plan, pinned) for plan in placed):
                return dict(state.plans)
        hint, fallback = self._starts(solver), None
        for n, run in enumerate(named):
            plans = self._named(wider if n == WIDER else self.model, hint, run)
            if n == WIDER:
                fallback = plans
            elif plans is not None:
                return plans
            other = quick(AGAIN, self.left(), self._seed())
            if other.solve(self.model) in FOUND:
                hint = self._starts(other)
        return fallback

    def _seed(self) -> int:
        return self.rng.randrange(1 << 30)

    def _times(self, best: cp_model.CpSolver) -> Iterator[Times]:
        """Some of the best value, first those with each theory paper sat by all at once."""
        whole = self.model.clone()
        for line in self.lines.values():
            if line.module.needs.kind == "theory":
                whole.add(line.starts[0] == line.starts[-1])
        solver = quick(AGAIN, self.left(), self._seed())
        if solver.solve(whole) in FOUND:
            yield self._starts(solver)
        yield self._starts(best)

    def _named(self, model: cp_model.CpModel, hint: Times, run: int) -> dict[str, Plan] | None:
        """Times and panels chosen together, from times near by; ``run`` heats have one panel."""
        model = model.clone()
        for key, line in self.lines.items():
            for start, at in zip(line.starts, hint[key], strict=True):
                model.add_hint(start, at)
        named = Named(model, self.frame, self.lines, self.places, run)
        solver = quick(self.effort, self.left(), self._seed())
        if solver.solve(model) not in FOUND:
            return None
        state = self._timed(self._starts(solver))
        for heat in (heat for plan in state.plans.values() for heat in plan.heats()):
            state.enlist(heat, named.panel(solver, heat))
        pinned = self._pinned(solver, state)
        return (
            dict(state.plans)
            if all(seated(state, p, pinned) for p in state.plans.values())
            else None
        )

    def _pinned(self, solver: cp_model.CpSolver, state: State) -> Pinned:
        """The heats of those who have a place of their own."""
        found: Pinned = {}
        for entry, places in self.places.items():
            place = [solver.value(here) for here in places].index(1)
            plan = state.plans[self.frame.problem.entry_by_id[entry].trade_id]
            found[entry] = frozenset(
                [heat.id for heat in heats for _ in range(heat.size)][place]
                for heats in plan.stages[0]
            )
        return found

    def _starts(self, solver: cp_model.CpSolver) -> Times:
        return {key: [solver.value(s) for s in line.starts] for key, line in self.lines.items()}

    def _timed(self, times: Times) -> State:
        """All heats at these times, without judges."""
        state = State(self.frame)
        for trade in self.frame.trades.values():
            state.plans[trade.id] = Plan(
                trade_id=trade.id,
                stages=[
                    [self._heats(self.whole.line(module), times) for module in stage.modules]
                    for stage in trade.stages
                ],
            )
            for heat in state.plans[trade.id].heats():
                state.take(heat)
        return state

    def _heats(self, line: Line, times: Times) -> list[Planned]:
        """Those who sit a paper at one time are one heat."""
        module, (room,) = line.module, line.module.rooms
        heats: list[Planned] = []
        for at, size in zip(
            times[module.trade_id, module.stage_id, module.needs.id], line.sizes, strict=True
        ):
            joined = bool(heats) and module.needs.kind == "theory" and heats[-1].starts == at
            if joined and heats[-1].size + size <= room.most:
                heats[-1].size += size
            else:
                number = len(heats) + 1
                heats.append(Planned(module=module, number=number, room=room, starts=at, size=size))
        return heats
