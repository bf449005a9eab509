"""
A bound of one trade with very many heats: how it gets going, and how its hours fill up.

```
one trade, the time cut into bins  ->  an end that no timetable falls below
```
Nothing is scheduled. For every module it is only counted how many entries and how many heats start
in each bin. Whatever a timetable the checker accepts does, its counts obey every row of the model:
heats may be of any number and size. Left out: who sits where, recusals, other trades, and the order
of things within a bin. A *cell* is a stretch of working hours without a break, so every heat lies
in one cell; bins are parts of cells.
"""

from __future__ import annotations

from itertools import pairwise

from ortools.sat.python import cp_model

from scheduler.bins import Bins
from scheduler.crew import Counts, Crew, Expr
from scheduler.frame import Frame, ModuleFrame, StageFrame, TradeFrame
from scheduler.grid import span
from scheduler.rows import packed, starts_of

EFFORT = 0.2  # deterministic time
FURTHER_MIN = 900  # contest minutes after the old bound in which the new one is looked for


def earliest(frame: Frame, trade: TradeFrame, least: int, seed: int) -> int:
    """The earliest finish, contest minutes; at least ``least``, which is one already."""
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = EFFORT
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    last = least + FURTHER_MIN
    if solver.solve(_Model(frame, trade, least, last).model) == cp_model.INFEASIBLE:
        return last
    return max(least, round(solver.best_objective_bound))


class _Model:
    def __init__(self, frame: Frame, trade: TradeFrame, least: int, last: int) -> None:
        self.frame, self.grid = frame, frame.grid
        self.model = cp_model.CpModel()
        self.bins = Bins(frame.grid, last)
        self.crew = Crew(self.model, frame, trade, self.bins)
        self.finish = self.model.new_int_var(least, last, "")
        marked: cp_model.IntVar | None = None
        for stage in trade.stages:
            marked = self._stage(stage, marked)
        self.crew.share()
        self.model.minimize(self.finish)

    def _stage(self, stage: StageFrame, marked: cp_model.IntVar | None) -> cp_model.IntVar:
        """One stage after the one before was ``marked``; returns when its own marking ends."""
        rows = self._modules(stage)
        for before, after in pairwise(rows):
            self._order(before, after)
        begins = self._begins(stage, rows[0])
        if marked is not None:
            self.model.add(begins >= marked + stage.lag)
        marking = max(m.marking for m in stage.modules)
        ends = self.model.new_int_var(0, 2 * self.grid.end, "")
        chain = sum(m.minutes for m in stage.modules) + sum(m.lead for m in stage.modules[1:])
        self.model.add(ends >= begins + chain + stage.modules[-1].marking)
        cells = self._ends(stage, rows)
        self.crew.stage(rows, cells, ends)
        for (starts, _), here in zip(self.bins.cells, cells, strict=True):
            nights = self.grid.contest_min(starts) - starts * self.grid.slot_min
            minutes = (ends - marking) * self.grid.slot_min
            self.model.add(ends >= starts).only_enforce_if(here)
            self.model.add(minutes + nights <= self.finish).only_enforce_if(here)
        return ends

    def _modules(self, stage: StageFrame) -> list[Counts]:
        rows: list[Counts] = []
        ready = 0
        for n, module in enumerate(stage.modules):
            ready += module.lead if n else 0
            able = starts_of(module) >> ready << ready
            rows.append(self._module(stage, module, able))
            ready = (able & -able).bit_length() - 1 + module.minutes
        return rows

    def _module(self, stage: StageFrame, module: ModuleFrame, starts: int) -> Counts:
        places, largest = len(stage.places), max(room.most for room in module.rooms)
        counts = Counts(module=module, starts=starts, entries=[], heats=[])
        for inside in self.bins.slots:
            most = places if starts & inside else 0
            entries = self.model.new_int_var(0, most, "")
            heats: Expr = entries
            if largest > 1:
                heats = self.model.new_int_var(0, most, "")
                self.model.add(entries <= largest * heats)
            counts.entries.append(entries)
            counts.heats.append(heats)
        self.model.add(sum(counts.entries) == places)
        self._stations(counts, places)
        return counts

    def _stations(self, counts: Counts, places: int) -> None:
        """Between two starts on one workstation or seat lies a whole heat; power is free sooner."""
        module = counts.module
        for window in self.bins.windows():
            inside = span(self.bins.starts[window[0]], self.bins.stops[window[-1]])
            most = 0
            for room in module.rooms:
                able = room.starts & counts.starts & inside
                held = self.frame.units[room.units] * len(packed(able, module.whole, 1))
                if room.power is not None:
                    powered = self.frame.units[room.power] // module.needs.power_kw
                    held = min(held, powered * len(packed(able, module.minutes, 1)))
                most += held
            if most < places:
                self.model.add(sum(counts.entries[b] for b in window) <= most)

    def _order(self, before: Counts, after: Counts) -> None:
        """Who starts a module has been through the one before, and checked in."""
        gap = before.module.minutes + after.module.lead
        soon = [inside & before.starts for inside in self.bins.slots]
        for b, inside in enumerate(self.bins.slots):
            latest = (inside & after.starts).bit_length() - 1
            done = sum(
                entries
                for slots, entries in zip(soon, before.entries, strict=True)
                if slots and (slots & -slots).bit_length() - 1 <= latest - gap
            )
            if latest >= 0:
                self.model.add(sum(after.entries[: b + 1]) <= done)

    def _begins(self, stage: StageFrame, first: Counts) -> cp_model.IntVar:
        """When the first heat of a stage starts: in one cell, and nothing of it in cells before."""
        begins = self.model.new_int_var(0, self.grid.end, "")
        choice: list[cp_model.IntVar] = []
        for (starts, stops), bins in zip(self.bins.cells, self.bins.of_cell, strict=True):
            here = self.model.new_bool_var("")
            slots = first.starts & span(starts, stops)
            choice.append(here)
            self.model.add(begins >= (slots & -slots).bit_length() - 1).only_enforce_if(here)
            self.model.add(begins <= slots.bit_length() - 1).only_enforce_if(here)
            by_now = sum(first.entries[: bins.stop])
            self.model.add(by_now <= len(stage.places) * sum(choice))
        self.model.add_exactly_one(choice)
        return begins

    def _ends(self, stage: StageFrame, rows: list[Counts]) -> list[cp_model.IntVar]:
        """By cell, whether the last heat of a stage is there: everything is in it or before."""
        choice = [self.model.new_bool_var("") for _ in self.bins.cells]
        self.model.add_exactly_one(choice)
        for row in rows:
            for c, bins in enumerate(self.bins.of_cell):
                by_now = sum(row.entries[: bins.stop])
                self.model.add(by_now >= len(stage.places) * sum(choice[: c + 1]))
        return choice
