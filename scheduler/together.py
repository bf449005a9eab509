"""
What all trades together cannot beat: finals that somebody may have to be in at once.

```
earliest finish of each trade by itself  ->  a value no timetable falls below, and finishes with it
```
Whoever competes in two trades may reach both finals, so the heats of their later stages lie apart,
check-in included. Where a final needs several heats, one after the other on a workstation, all of
them do. Only the last module of each trade is placed here, in as few heats as its workstations
allow; everything before it is left out but for when it can be done. A timetable with more heats has
among them heats like these, so the bound holds for it, too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count, pairwise, product

from ortools.sat.python import cp_model

from scheduler.bounds import panel_starts, trade_bound
from scheduler.frame import Frame, ModuleFrame, TradeFrame
from scheduler.goals import weights
from scheduler.heatwise import by_itself

EFFORT = 2.0  # deterministic time; a fraction of it is enough but for the largest contests


@dataclass(frozen=True, kw_only=True)
class Together:
    """``bound`` of the time goals, and the finishes (contest minutes, by trade) looked for."""

    bound: int
    aims: dict[str, int]


def together(frame: Frame, least: dict[str, int], seed: int) -> Together:
    """``least`` are the trades' own bounds in contest minutes."""
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = EFFORT
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    # Which finals of a chain of trades lie apart is seen by all their days at once: ten times as
    # soon where we measured, and at the largest size only so at all.
    solver.parameters.linearization_level = 2
    model = _Model(frame, least, seed)
    if solver.solve(model.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Together(bound=0, aims=least)
    return Together(
        bound=round(solver.best_objective_bound),
        aims={trade_id: solver.value(finish) for trade_id, finish in model.finish.items()},
    )


class _Model:
    def __init__(self, frame: Frame, least: dict[str, int], seed: int) -> None:
        self.frame, self.grid, self.seed = frame, frame.grid, seed
        self.model = cp_model.CpModel()
        self.finish: dict[str, cp_model.IntVar] = {}
        self.stays: dict[str, list[cp_model.IntervalVar]] = {}
        for trade in frame.trades.values():
            self._trade(trade, least[trade.id])
        for trade in frame.trades.values():
            for other in trade.shared_people:
                for pair in product(self.stays[trade.id], self.stays[other]):
                    if trade.id < other:
                        self.model.add_no_overlap(pair)
        last_weight, each_weight = weights(frame.problem)
        finishes = list(self.finish.values())
        last = self.model.new_int_var(0, self.grid.contest_min(self.grid.end), "")
        self.model.add_max_equality(last, finishes)
        self.model.minimize(last_weight * len(finishes) * last + each_weight * sum(finishes))

    def _trade(self, trade: TradeFrame, least: int) -> None:
        stage = trade.stages[-1]
        module = stage.modules[-1]
        units = sum(self.frame.units[room.units] for room in module.rooms)
        heats = -(-len(stage.places) // units)
        ready = 0
        if heats > 1 and len(trade.stages) > 1 and len(stage.modules) == 1:
            ready = self._marked(trade) + stage.lag
        able = panel_starts(self.frame, trade, module) >> ready << ready
        starts = [self._start(able) for _ in range(heats)]
        for before, after in pairwise(starts):
            self.model.add(after >= before + module.whole)
        self.finish[trade.id] = self._finish(starts[-1], module, least)
        # Whom a first stage seats is known: he is in one of its heats only.
        self.stays[trade.id] = [
            self.model.new_fixed_size_interval_var(
                start - module.lead, module.lead + module.minutes, ""
            )
            for start in (starts if len(trade.stages) > 1 else ())
        ]

    def _marked(self, trade: TradeFrame) -> int:
        """The slot before which the stages before the last are not marked."""
        before = replace(trade, stages=trade.stages[:-1])
        bound = trade_bound(self.frame, before)
        ends = bound.ends or 0
        least = by_itself(self.frame, before, self.grid.contest_min(ends), self.seed)
        ends = next(slot for slot in count(ends) if self.grid.contest_min(slot) >= least)
        return max(bound.marked, ends + trade.stages[-2].modules[-1].marking)

    def _start(self, able: int) -> cp_model.IntVar:
        slots = [slot for slot in range(able.bit_length()) if able >> slot & 1]
        return self.model.new_int_var_from_domain(cp_model.Domain.from_values(slots), "")

    def _finish(self, start: cp_model.IntVar, module: ModuleFrame, least: int) -> cp_model.IntVar:
        """When the heat that begins at ``start`` ends, in contest minutes."""
        grid = self.grid
        finish = self.model.new_int_var(least, grid.contest_min(grid.end), "")
        days = [self.model.new_bool_var("") for _ in grid.days]
        self.model.add_exactly_one(days)
        for day, inside in zip(days, grid.days, strict=True):
            nights = grid.contest_min(inside.bit_length()) - inside.bit_length() * grid.slot_min
            self.model.add(start >= (inside & -inside).bit_length() - 1).only_enforce_if(day)
            self.model.add(start < inside.bit_length()).only_enforce_if(day)
            ends = (start + module.minutes) * grid.slot_min + nights
            self.model.add(finish == ends).only_enforce_if(day)
        return finish
