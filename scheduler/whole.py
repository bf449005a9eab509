"""
All heats of a small contest in one model: how good can any timetable be?

```
all trades -> for each module a line of starts, judges as numbers -> a value none falls below
```
Whatever a timetable does, its entries in order of start, cut into groups as large as a heat can be,
obey every row of the model when a group starts with its first entry: no two of these are in one
heat, so each group has a panel of its own, and a group too many at once would need more
workstations than there are. So the bound holds for heats of any number and size. Left out: halls
and power, recusals, which of the judges serves, and people of two trades before their finals.
``entire`` looks for a timetable that reaches it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations, pairwise

from ortools.sat.python import cp_model

from scheduler.frame import Frame, ModuleFrame, StageFrame, TradeFrame
from scheduler.goals import weights
from scheduler.grid import span
from scheduler.resources import JudgeCalendar
from scheduler.rows import Key, starts_of, stretches

LARGEST = 400  # heats; above it the model takes too long


@dataclass(kw_only=True)
class Line:
    """The heats of a module in order: starts (slots), by day whether it is there, entries."""

    module: ModuleFrame
    starts: list[cp_model.IntVar]
    days: list[list[cp_model.IntVar]]
    sizes: list[int]

    def heat(self, place: int) -> int:
        """The heat of a place; both are counted from 0."""
        return place // self.sizes[0]


def largest_heat(module: ModuleFrame) -> int:
    """The most entries that a heat of this module can have."""
    return max(room.most for room in module.rooms)


def sizes_of(stage: StageFrame, module: ModuleFrame) -> list[int]:
    """Heats as full as they can be."""
    most, places = largest_heat(module), len(stage.places)
    return [min(most, places - taken) for taken in range(0, places, most)]


def within_reach(frame: Frame) -> bool:
    """Whether the contest is small enough for one model."""
    return (
        sum(
            len(sizes_of(stage, module))
            for trade in frame.trades.values()
            for stage in trade.stages
            for module in stage.modules
        )
        <= LARGEST
    )


class Whole:
    """
    ``value`` is what the time goals are worth; ``least`` are bounds of the finishes (contest
    minutes, by trade). ``arranged`` takes the sizes of heats, which else are as full as they can
    be; with it, each heat waits for the last of its entries and not only for its first.
    """

    def __init__(
        self,
        frame: Frame,
        least: dict[str, int],
        arranged: Callable[[StageFrame, ModuleFrame], list[int]] | None = None,
    ) -> None:
        self.frame, self.arranged = frame, arranged
        self.model = cp_model.CpModel()
        self.lines: dict[Key, Line] = {}
        self.finish = {
            trade.id: self._trade(trade, least[trade.id]) for trade in frame.trades.values()
        }
        self._finals()
        for count in range(1, len(frame.trades) + 1):
            for trades in combinations(frame.trades, count):
                self._judges(trades)
        last_weight, each_weight = weights(frame.problem)
        last = self.model.new_int_var(0, frame.grid.contest_min(frame.grid.end), "")
        finishes = list(self.finish.values())
        for finish in finishes:
            self.model.add(last >= finish)
        self.value = last_weight * len(finishes) * last + each_weight * sum(finishes)
        self.model.minimize(self.value)

    def _trade(self, trade: TradeFrame, least: int) -> cp_model.IntVar:
        grid = self.frame.grid
        marked: cp_model.IntVar | None = None
        for stage in trade.stages:
            before: Line | None = None
            end = self.model.new_int_var(0, 2 * grid.end, "")
            for module in stage.modules:
                line = self._line(stage, module)
                if marked is not None:
                    self.model.add(line.starts[0] >= marked + stage.lag)
                self.model.add(end >= line.starts[-1] + module.duty)
                if before is not None:
                    self._order(before, line)
                before = line
            marked = end
        assert before is not None
        nights = [
            grid.contest_min(day.bit_length()) - day.bit_length() * grid.slot_min
            for day in grid.days
        ]
        finish = self.model.new_int_var(least, grid.contest_min(grid.end), "")
        self.model.add(
            finish
            == (before.starts[-1] + before.module.minutes) * grid.slot_min
            + sum(here * night for here, night in zip(before.days[-1], nights, strict=True))
        )
        return finish

    def _line(self, stage: StageFrame, module: ModuleFrame) -> Line:
        full = sizes_of(stage, module)
        sizes = self.arranged(stage, module) if self.arranged else full
        line = Line(module=module, starts=[], days=[], sizes=sizes)
        able = starts_of(module)
        domain = cp_model.Domain.from_values([s for s in range(able.bit_length()) if able >> s & 1])
        for _ in sizes:
            start = self.model.new_int_var_from_domain(domain, "")
            days = [self.model.new_bool_var("") for _ in self.frame.grid.days]
            self.model.add_exactly_one(days)
            for here, inside in zip(days, self.frame.grid.days, strict=True):
                opens = (inside & -inside).bit_length() - 1
                self.model.add(start >= opens).only_enforce_if(here)
                self.model.add(start < inside.bit_length()).only_enforce_if(here)
            line.starts.append(start)
            line.days.append(days)
        for one, other in pairwise(line.starts):
            self.model.add(one <= other)
        if sizes == full:
            self._lanes(line)
        self.lines[module.trade_id, module.stage_id, module.needs.id] = line
        return line

    def _lanes(self, line: Line) -> None:
        """So many heats at once, the last with one entry at least, and no more."""
        module = line.module
        units = sum(self.frame.units[room.units] for room in module.rooms)
        lanes = -(-units // largest_heat(module))
        for before, after in zip(line.starts, line.starts[lanes:], strict=False):
            self.model.add(after >= before + module.whole)

    def _order(self, before: Line, after: Line) -> None:
        """Who starts a module has been through the one before, and checked in."""
        gap, taken = before.module.minutes + after.module.lead, 0
        for start, size in zip(after.starts, after.sizes, strict=True):
            taken += size
            place = taken - 1 if self.arranged else taken - size
            self.model.add(start >= before.starts[before.heat(place)] + gap)

    def _finals(self) -> None:
        """A person of two trades may reach both finals, so these are never at once."""
        later: dict[str, list[cp_model.IntervalVar]] = {}
        for trade in self.frame.trades.values():
            modules = [module for stage in trade.stages[1:] for module in stage.modules]
            later[trade.id] = [stay for module in modules for stay in self.stays(self.line(module))]
        for trade in self.frame.trades.values():
            for other in trade.shared_people:
                for one in later[trade.id] if trade.id < other else ():
                    for two in later[other]:
                        self.model.add_no_overlap([one, two])

    def line(self, module: ModuleFrame) -> Line:
        return self.lines[module.trade_id, module.stage_id, module.needs.id]

    def stays(self, line: Line) -> list[cp_model.IntervalVar]:
        """From check-in to the end, heat by heat."""
        lead, length = line.module.lead, line.module.lead + line.module.minutes
        return [
            self.model.new_fixed_size_interval_var(start - lead, length, "")
            for start in line.starts
        ]

    def _judges(self, trades: tuple[str, ...]) -> None:
        """Heats at once need no more judges than are there, those of a day no more hours."""
        frame, grid = self.frame, self.frame.grid
        names = sorted({judge for trade_id in trades for judge in frame.trades[trade_id].judges})
        calendars = [JudgeCalendar(frame.problem.judge_by_id[j], grid) for j in names]
        lines = [x for k, x in self.lines.items() if k[0] in trades and x.module.needs.panel]
        longest = max((line.module.duty for line in lines), default=0)
        reach = span(0, grid.end + longest)
        stays, panels = [], []
        for line in lines:
            for start in line.starts:
                stays.append(self.model.new_fixed_size_interval_var(start, line.module.duty, ""))
                panels.append(line.module.needs.panel)
        for calendar in calendars:
            away = stretches(self.model, ~calendar.free & reach)
            stays += away
            panels += [1] * len(away)
        self.model.add_cumulative(stays, panels, len(calendars))
        for day, inside in enumerate(grid.days):
            # Marking may go on after the contest's hours.
            whole = inside | inside << longest
            hours = sum(min(c.left(day), (c.free & whole).bit_count()) for c in calendars)
            work = [
                line.module.needs.panel * line.module.duty * days[day]
                for line in lines
                for days in line.days
            ]
            self.model.add(sum(work) <= hours)


def rising(effort: float, seconds: float, seed: int) -> cp_model.CpSolver:
    """A solver that raises its bound step by step, within deterministic time and seconds."""
    solver = quick(effort, seconds, seed)
    solver.parameters.cp_model_presolve = True
    solver.parameters.optimize_with_lb_tree_search = True
    return solver


def quick(effort: float, seconds: float, seed: int) -> cp_model.CpSolver:
    """A solver that begins at once, for models that are searched sooner than simplified."""
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = effort
    solver.parameters.max_time_in_seconds = max(0.0, seconds)
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.linearization_level = 0
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.cp_model_presolve = False
    return solver


def least_value(
    frame: Frame, least: dict[str, int], *, effort: float, seconds: float, seed: int
) -> int | None:
    """What no timetable's value falls below; None: there is no timetable at all, proven."""
    solver = rising(effort, seconds, seed)
    if solver.solve(Whole(frame, least).model) == cp_model.INFEASIBLE:
        return None
    return max(0, round(solver.best_objective_bound))
