"""
Who marks each run, as part of the model of rolling starts.

```
starts and lengths of runs -> a panel of judges who are there, rested and within their day's hours
```
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ortools.sat.python import cp_model

from scheduler.parts import Judge
from scheduler.rolling import Rolling
from scheduler.timetable import Duty


class Panels:
    """``panels``: for every run, the judges who may be on its panel and whether they are."""

    def __init__(
        self,
        rolling: Rolling,
        model: cp_model.CpModel,
        starts: Sequence[cp_model.IntVar],
        lasts: Sequence[cp_model.LinearExpr | int],
    ) -> None:
        self.rolling, self.model = rolling, model
        self.panels = [
            {judge: model.new_bool_var("") for judge in run.judges} for run in rolling.runs
        ]
        self.starts = starts
        self.lengths: dict[int, cp_model.IntVar] = {}
        self.days: dict[int, list[cp_model.IntVar]] = {}
        for number, panel in enumerate(self.panels):
            if panel:
                model.add(sum(panel.values()) == rolling.runs[number].module.panel)
                self._run(number, lasts[number])
        for judge in rolling.problem.judges:
            self._judge(judge, [n for n, panel in enumerate(self.panels) if judge.id in panel])

    def _run(self, number: int, lasts: cp_model.LinearExpr | int) -> None:
        """How long a run keeps its judges, and on which day it is."""
        run, model = self.rolling.runs[number], self.model
        longest = max(way.lasts for way in run.ways) + run.marking
        length = model.new_int_var(run.shortest + run.marking, longest, "")
        model.add(length == lasts + run.marking)
        here = [model.new_bool_var("") for _ in self.rolling.grid.days]
        model.add_exactly_one(here)
        for literal, inside in zip(here, self.rolling.grid.days, strict=True):
            low, high = (inside & -inside).bit_length() - 1, inside.bit_length() - 1
            model.add(self.starts[number] >= low).only_enforce_if(literal)
            model.add(self.starts[number] <= high).only_enforce_if(literal)
        self.lengths[number], self.days[number] = length, here

    def _judge(self, judge: Judge, served: list[int]) -> None:
        model, grid = self.model, self.rolling.grid
        rest, limit = grid.slots(judge.rest_min), judge.day_limit_min // grid.slot_min
        stays: list[cp_model.IntervalVar] = []
        worked: list[list[cp_model.IntVar]] = [[] for _ in grid.days]
        for number in served:
            serves, start = self.panels[number][judge.id], self.starts[number]
            length = self.lengths[number]
            done = model.new_int_var(0, 3 * grid.end, "")
            stays.append(model.new_optional_interval_var(start, length + rest, done, serves, ""))
            inside = [model.new_bool_var("") for _ in judge.windows]
            if inside:
                model.add_bool_or(inside).only_enforce_if(serves)
            for window, chosen in zip(judge.windows, inside, strict=True):
                model.add(start >= grid.slots(window.starts_min)).only_enforce_if(chosen)
                model.add(start + length <= grid.slots(window.ends_min)).only_enforce_if(chosen)
            for of_day, here in zip(worked, self.days[number], strict=True):
                spent = model.new_int_var(0, grid.end, "")
                model.add(spent >= length).only_enforce_if(serves, here)
                of_day.append(spent)
        model.add_no_overlap(stays)
        for of_day in worked:
            model.add(sum(of_day) <= limit)

    def duties(self, value: Callable[[cp_model.IntVar], int]) -> Iterator[Duty]:
        """The panels that a solver's values describe; the chief judge leads where he is on one."""
        chief = {judge.id: judge.chief_of for judge in self.rolling.problem.judges}
        for run, panel in zip(self.rolling.runs, self.panels, strict=True):
            chosen = [judge for judge, serves in panel.items() if value(serves)]
            chosen.sort(key=lambda judge: chief[judge] != run.trade_id)
            for seat, judge in enumerate(chosen, 1):
                yield Duty(
                    heat_id=run.heat,
                    judge_id=judge,
                    seat=seat,
                    role="lead" if seat == 1 else "judge",
                )
