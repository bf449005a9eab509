"""
What the scheduler is measured against: the single CP-SAT model, and the list a person would make.

The model decides at once who sits in which heat, who judges it and when it starts. Its heats are
as few and as full as the rooms allow, and every rule of the benchmark's contests is in it.
"""

from __future__ import annotations

import random
from itertools import pairwise

from ortools.sat.python import cp_model

from scheduler.frame import Frame, ModuleFrame, StageFrame, TradeFrame
from scheduler.goals import time_value
from scheduler.insertion import Style, insert
from scheduler.problem import Problem
from scheduler.state import State


def listed(problem: Problem) -> int | None:
    """The value of one pass in the order of the roster, full heats first come first served."""
    state = State(Frame(problem))
    for trade_id in state.frame.trades:
        plan = insert(state, trade_id, Style(order="wide", even=False), random.Random(1))
        if plan is None:
            return None
        state.plans[trade_id] = plan
    grid = state.frame.grid
    return time_value(problem, [grid.contest_min(plan.finish) for plan in state.plans.values()])


def single_model(problem: Problem, seconds: float, seed: int) -> tuple[int | None, int, int]:
    """(value or None, bound, variables) of the single model; so many seconds, two workers."""
    model = _Single(Frame(problem))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = seed
    status = solver.solve(model.model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    value = round(solver.objective_value) if found else None
    return value, round(solver.best_objective_bound), len(model.model.proto.variables)


class _Heat:
    def __init__(
        self, model: cp_model.CpModel, frame: Frame, module: ModuleFrame, size: int
    ) -> None:
        slots = [s for s in range(frame.grid.end) if module.rooms[0].starts >> s & 1]
        self.module, self.size = module, size
        self.starts = model.new_int_var_from_domain(cp_model.Domain.from_values(slots), "")
        self.people: dict[str, cp_model.IntVar] = {}
        self.judges: dict[str, cp_model.IntVar] = {}


class _Single:
    def __init__(self, frame: Frame) -> None:
        self.frame, self.model = frame, cp_model.CpModel()
        self.supplies: dict[tuple[str, str, str], tuple[list[cp_model.IntervalVar], list[int]]] = {}
        self.duties: dict[str, list[tuple[_Heat, cp_model.IntVar]]] = {}
        self.stays: dict[str, list[cp_model.IntervalVar]] = {}
        finishes = [self._trade(trade) for trade in frame.trades.values()]
        for key, (intervals, amounts) in self.supplies.items():
            self.model.add_cumulative(intervals, amounts, frame.units[key])
        for judge, served in self.duties.items():
            self._judge(judge, served)
        for person, stays in self.stays.items():
            if person in frame.two_trades:
                self.model.add_no_overlap(stays)
        last = self.model.new_int_var(0, 10**6, "last")
        self.model.add_max_equality(last, finishes)
        self.model.minimize(len(finishes) * last + sum(finishes))

    def _trade(self, trade: TradeFrame) -> cp_model.IntVar:
        grid = self.frame.grid
        marked: cp_model.IntVar | None = None
        ends: list[cp_model.LinearExprT] = []
        for stage in trade.stages:
            heats = [self._module(trade, stage, module) for module in stage.modules]
            self._people(stage, heats)
            everything = [heat for of_module in heats for heat in of_module]
            if marked is not None:
                for heat in everything:
                    self.model.add(heat.starts >= marked + stage.lag)
            marked = self.model.new_int_var(0, grid.end * 2, "")
            for heat in everything:
                self.model.add(marked >= heat.starts + heat.module.duty)
            ends = [heat.starts + heat.module.minutes for heat in everything]
        end = self.model.new_int_var(0, grid.end, "")
        self.model.add_max_equality(end, ends)
        finish = self.model.new_int_var(0, 10**6, "")
        table = [grid.contest_min(slot) for slot in range(grid.end + 1)]
        self.model.add_element(end, table, finish)
        return finish

    def _module(self, trade: TradeFrame, stage: StageFrame, module: ModuleFrame) -> list[_Heat]:
        room = module.rooms[0]
        count = -(-len(stage.places) // room.most)
        sizes = [len(stage.places) // count + (n < len(stage.places) % count) for n in range(count)]
        heats = [_Heat(self.model, self.frame, module, size) for size in sizes]
        whole = module.setup + module.minutes + module.cleanup
        for heat in heats:
            used = self.model.new_fixed_size_interval_var(heat.starts - module.setup, whole, "")
            self._use(room.units, used, heat.size)
            if room.power is not None:
                run = self.model.new_fixed_size_interval_var(heat.starts, module.minutes, "")
                self._use(room.power, run, heat.size * module.needs.power_kw)
            for judge in trade.judges if module.needs.panel else ():
                heat.judges[judge] = self.model.new_bool_var("")
                self.duties.setdefault(judge, []).append((heat, heat.judges[judge]))
            if module.needs.panel:
                self.model.add(sum(heat.judges.values()) == module.needs.panel)
        for before, after in pairwise(heats):
            self.model.add(before.starts <= after.starts)
        return heats

    def _use(self, key: tuple[str, str, str], stay: cp_model.IntervalVar, amount: int) -> None:
        intervals, amounts = self.supplies.setdefault(key, ([], []))
        intervals.append(stay)
        amounts.append(amount)

    def _people(self, stage: StageFrame, heats: list[list[_Heat]]) -> None:
        if not stage.known:
            trade = self.frame.trades[stage.modules[0].trade_id]
            for people in trade.shared_people.values():
                for person in people:
                    for heat in (heat for of_module in heats for heat in of_module):
                        self._stay(person, heat, None)
            return
        for of_module in heats:
            for heat in of_module:
                heat.people = {who: self.model.new_bool_var("") for who in stage.places}
                self.model.add(sum(heat.people.values()) == heat.size)
            for who in stage.places:
                self.model.add_exactly_one(heat.people[who] for heat in of_module)
        for earlier, later in pairwise(heats):
            for one in earlier:
                for other in later:
                    gap = one.module.minutes + other.module.lead
                    for who in stage.places:
                        self.model.add(other.starts >= one.starts + gap).only_enforce_if(
                            one.people[who], other.people[who]
                        )
        for heat in (heat for of_module in heats for heat in of_module):
            for who in stage.places:
                for person in self.frame.problem.entry_by_id[who].person_ids:
                    if person in self.frame.two_trades:
                        self._stay(person, heat, heat.people[who])
                for judge in self.frame.problem.barred[who] & set(heat.judges):
                    if heat.module.recuses:
                        self.model.add_bool_or(~heat.people[who], ~heat.judges[judge])

    def _stay(self, person: str, heat: _Heat, here: cp_model.IntVar | None) -> None:
        begin, length = heat.starts - heat.module.lead, heat.module.lead + heat.module.minutes
        if here is None:
            stay = self.model.new_fixed_size_interval_var(begin, length, "")
        else:
            stay = self.model.new_optional_fixed_size_interval_var(begin, length, here, "")
        self.stays.setdefault(person, []).append(stay)

    def _judge(self, judge: str, served: list[tuple[_Heat, cp_model.IntVar]]) -> None:
        grid, facts = self.frame.grid, self.frame.problem.judge_by_id[judge]
        stays = [
            self.model.new_optional_fixed_size_interval_var(
                heat.starts, heat.module.duty + grid.slots(facts.rest_min), on, ""
            )
            for heat, on in served
        ]
        self.model.add_no_overlap(stays)
        windows = [(grid.slots(w.starts_min), grid.slots(w.ends_min)) for w in facts.windows]
        days: list[list[tuple[cp_model.IntVar, int]]] = [[] for _ in grid.days]
        for heat, on in served:
            if windows:
                inside = cp_model.Domain.from_intervals(
                    [[a, z - heat.module.duty] for a, z in windows if z - a >= heat.module.duty]
                )
                self.model.add_linear_expression_in_domain(heat.starts, inside).only_enforce_if(on)
            here = [self.model.new_bool_var("") for _ in grid.days]
            self.model.add(sum(here) == on)
            for day, (held, inside_day) in enumerate(zip(here, grid.days, strict=True)):
                low = (inside_day & -inside_day).bit_length() - 1
                self.model.add(heat.starts >= low).only_enforce_if(held)
                self.model.add(heat.starts < inside_day.bit_length()).only_enforce_if(held)
                days[day].append((held, heat.module.duty))
        for of_day in days:
            limit = facts.day_limit_min // grid.slot_min
            self.model.add(sum(held * duty for held, duty in of_day) <= limit)
