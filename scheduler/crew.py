"""The judges of one trade in its bound: panels at once, minutes a cell and a day."""

from __future__ import annotations

from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.bins import Bins
from scheduler.frame import Frame, ModuleFrame, TradeFrame
from scheduler.grid import at_least, span
from scheduler.resources import JudgeCalendar

Expr = cp_model.LinearExprT


@dataclass(kw_only=True)
class Counts:
    """Of one module: where it may start, and by bin how many entries and heats start there."""

    module: ModuleFrame
    starts: int
    entries: list[Expr]
    heats: list[Expr]

    def work(self, window: range, panel: int) -> Expr:
        """Slots of duty that start in a window, times ``panel``."""
        return panel * self.module.duty * sum(self.heats[b] for b in window)


class Crew:
    """``given`` by cell: the judges' time that duties of each stage take."""

    def __init__(
        self, model: cp_model.CpModel, frame: Frame, trade: TradeFrame, bins: Bins
    ) -> None:
        self.model, self.bins, self.day_of = model, bins, frame.grid.day_of
        modules = [module for stage in trade.stages for module in stage.modules]
        self.marking = max(module.marking for module in modules)
        self.calendars = [
            JudgeCalendar(frame.problem.judge_by_id[j], frame.grid) for j in trade.judges
        ]
        self.given: dict[int, list[Expr]] = {}

    def stage(self, rows: list[Counts], cells: list[cp_model.IntVar], ends: Expr) -> None:
        """``cells``: in which the stage ends; ``ends``: when, marking included."""
        judged = [row for row in rows if row.module.needs.panel]
        if not judged:
            return
        panels = [row.module.needs.panel for row in judged]
        panel = min(panels) if min(panels) == max(panels) else 1
        longest = max(row.module.duty for row in judged)
        for window in self.bins.windows():
            low, stops = self.bins.starts[window[0]], self.bins.stops[window[-1]]
            high = min(self.bins.cell_stop(window[-1]) + self.marking, stops - 1 + longest)
            levels = at_least(
                [c.free & span(low, high) for c in self.calendars], len(self.calendars)
            )
            whole = [levels[n].bit_count() for n in range(panel, len(levels), panel)]
            work = sum(row.work(window, row.module.needs.panel) for row in judged)
            self.model.add(work <= panel * sum(whole))
        lanes = len(self.calendars) // min(panels)
        for bins, here in zip(self.bins.of_cell, cells, strict=True):
            for low in bins:
                self._soonest(judged, range(low, bins[-1] + 1), here, lanes, ends)
        for c, bins in enumerate(self.bins.of_cell):
            work = sum(row.work(bins, row.module.needs.panel) for row in judged)
            self.given.setdefault(c, []).append(work)

    def _soonest(
        self, judged: list[Counts], window: range, here: cp_model.IntVar, lanes: int, ends: Expr
    ) -> None:
        """Where a stage ends, its last duties need so long with all judges at work."""
        some = self.model.new_bool_var("")
        for row in judged:
            for b in window:
                self.model.add(row.heats[b] == 0).only_enforce_if(~some)
        work = sum(row.work(window, 1) for row in judged)
        soonest = lanes * (ends - self.bins.starts[window[0]])
        self.model.add(soonest >= work).only_enforce_if(here, some)

    def share(self) -> None:
        """No judge works more on a day than he may, nor when he is away."""
        today: dict[int, list[int]] = {}
        for c in self.given:
            today.setdefault(self.bins.days[c], []).append(c)
        for day, cells in today.items():
            # Working hours that go on after midnight are those of several days.
            days = 1 + self.day_of[self.bins.cells[cells[-1]][1] - 1] - day
            most = sum(
                min(days * j.limit, sum(self._there(j, c) for c in cells)) for j in self.calendars
            )
            self.model.add(sum(work for c in cells for work in self.given[c]) <= most)

    def _there(self, calendar: JudgeCalendar, c: int) -> int:
        """How long a judge is there for duties that start in a cell."""
        starts, stops = self.bins.cells[c]
        return (calendar.free & span(starts, stops + self.marking)).bit_count()
