"""
Who judges each heat and who must not be there, beside the times of a whole small contest.

```
lines of starts -> for each heat its panel; for entries that some judge must not mark, their places
```
Recusal is hard and there is no objective. Places go in one order through all modules, so a place
is a heat of each. Entries with the same judges against them count as one group.
"""

from __future__ import annotations

from ortools.sat.python import cp_model

from scheduler.frame import Frame, TradeFrame
from scheduler.grid import span
from scheduler.rows import FEW_HEATS, Key, stretches
from scheduler.state import Planned, State
from scheduler.whole import Line


class Named:
    """
    Adds to ``model``: panels for all ``lines``, ``run`` heats in a row with one panel where there
    are many. ``places``: of some entries, whether they have each place.
    """

    def __init__(
        self,
        model: cp_model.CpModel,
        frame: Frame,
        lines: dict[Key, Line],
        places: dict[str, list[cp_model.IntVar]],
        run: int,
    ) -> None:
        self.model, self.frame, self.lines, self.places = model, frame, lines, places
        self.on: dict[Key, list[dict[str, cp_model.IntVar]]] = {}
        self.served: dict[str, list[tuple[Key, int, cp_model.IntVar]]] = {}
        for key, line in lines.items():
            if line.module.needs.panel:
                self._panels(key, line, run if len(line.starts) > FEW_HEATS else 1)
        for judge in self.served:
            self._calendar(judge)
        for trade in frame.trades.values():
            self._recusals(trade)

    def _panels(self, key: Key, line: Line, run: int) -> None:
        self.on[key] = []
        for n in range(len(line.starts)):
            if n % run == 0:
                judges = self.frame.trades[key[0]].judges
                panel = {judge: self.model.new_bool_var("") for judge in judges}
                self.model.add(sum(panel.values()) == line.module.needs.panel)
            self.on[key].append(panel)
            for judge, on in panel.items():
                self.served.setdefault(judge, []).append((key, n, on))

    def _calendar(self, judge: str) -> None:
        """One place at a time, and no more hours a day than allowed."""
        calendar = State(self.frame).calendars[judge]
        stays: list[cp_model.IntervalVar] = []
        hours: list[list[cp_model.LinearExprT]] = [[] for _ in self.frame.grid.days]
        longest = 0
        for key, n, on in self.served[judge]:
            line = self.lines[key]
            longest = max(longest, line.module.duty)
            stays.append(
                self.model.new_optional_fixed_size_interval_var(
                    line.starts[n], line.module.duty + calendar.rest, on, ""
                )
            )
            for day, here in enumerate(line.days[n]):
                both = self.model.new_bool_var("")
                self.model.add_bool_or([~on, ~here, both])
                hours[day].append(line.module.duty * both)
        reach = span(0, self.frame.grid.end + longest + calendar.rest)
        self.model.add_no_overlap([*stays, *stretches(self.model, ~calendar.free & reach)])
        for day, work in enumerate(hours):
            self.model.add(sum(work) <= calendar.left(day))

    def _recusals(self, trade: TradeFrame) -> None:
        stage = trade.stages[0]
        groups: dict[tuple[frozenset[str], str], list[str]] = {}
        for entry in stage.places:
            barred = self.frame.problem.barred[entry] & set(trade.judges)
            own = entry if entry in self.places else ""
            if barred or own:
                groups.setdefault((barred, own), []).append(entry)
        takers: list[list[cp_model.IntVar]] = [[] for _ in stage.places]
        for (barred, own), members in groups.items():
            here = self.places[own] if own else [self.model.new_bool_var("") for _ in stage.places]
            self.model.add(sum(here) == len(members))
            for place, taken in enumerate(here):
                takers[place].append(taken)
                for module in stage.modules:
                    key = (trade.id, module.stage_id, module.needs.id)
                    if module.recuses and key in self.on:
                        panel = self.on[key][self.lines[key].heat(place)]
                        for judge in sorted(barred):
                            self.model.add_implication(taken, ~panel[judge])
        for taken_by in takers:
            self.model.add_at_most_one(taken_by)

    def panel(self, solver: cp_model.CpSolver, heat: Planned) -> tuple[str, ...]:
        """The judges of a heat in a solution."""
        key = (heat.module.trade_id, heat.module.stage_id, heat.module.needs.id)
        if key not in self.on:
            return ()
        return tuple(j for j, on in self.on[key][heat.number - 1].items() if solver.value(on))
