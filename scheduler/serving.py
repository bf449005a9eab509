"""Who judges each block of heats, inside the model of times: one place at a time, hours a day."""

from __future__ import annotations

from itertools import pairwise

from ortools.sat.python import cp_model

from scheduler.frame import TradeFrame
from scheduler.grid import span
from scheduler.rows import Key, Row, stretches
from scheduler.state import State


class Serving:
    """``on`` by module, block and judge: whether he is on the block's panel."""

    def __init__(
        self,
        model: cp_model.CpModel,
        state: State,
        trades: list[TradeFrame],
        rows: dict[Key, Row],
        horizon: int,
    ) -> None:
        self.model, self.state, self.rows = model, state, rows
        self.on: dict[tuple[Key, int, str], cp_model.IntVar] = {}
        self.stays: dict[str, list[tuple[cp_model.IntVar, int, cp_model.IntVar]]] = {}
        self.hours: dict[tuple[str, int], list[cp_model.LinearExprT]] = {}
        self.reach = span(0, horizon + max((r.module.marking for r in rows.values()), default=0))
        for key, row in rows.items():
            if row.module.needs.panel:
                self._panels(key, row, state.frame.trades[key[0]].judges)
        for judge in self.stays:
            self._calendar(judge)
        for (judge, day), work in self.hours.items():
            model.add(sum(work) <= state.calendars[judge].left(day))
        for trade in trades:
            self._enough(trade)

    def _panels(self, key: Key, row: Row, judges: tuple[str, ...]) -> None:
        must = self.state.frame.must_judge
        for n, start in enumerate(row.starts):
            duty = row.held(n) * row.module.duty
            panel = {judge: self.model.new_bool_var("") for judge in judges}
            self.model.add(sum(panel.values()) == row.module.needs.panel)
            for heat in range(n * row.block, n * row.block + row.held(n)):
                for judge in must.get(row.module.heat_id(heat + 1), ()):
                    self.model.add(panel.get(judge, 0) == 1)
            for judge, on in panel.items():
                self.on[key, n, judge] = on
                stay = (start, row.more(n) + row.module.duty, on)
                self.stays.setdefault(judge, []).append(stay)
                for d, day in enumerate(row.days[n]):
                    both = self.model.new_bool_var("")
                    self.model.add_bool_or([~on, ~day, both])
                    self.hours.setdefault((judge, d), []).append(duty * both)

    def _calendar(self, judge: str) -> None:
        """One place at a time; rest only between duties, not before he leaves."""
        calendar = self.state.calendars[judge]
        for rest, taken in {0: calendar.away, calendar.rest: calendar.busy}.items():
            if not calendar.rest:
                taken = ~calendar.free
            stays = [
                self.model.new_optional_fixed_size_interval_var(start, length + rest, on, "")
                for start, length, on in self.stays[judge]
            ]
            self.model.add_no_overlap([*stays, *stretches(self.model, taken & self.reach)])

    def _enough(self, trade: TradeFrame) -> None:
        """Follows from the rest, and is seen sooner: heats at once need no more than are there."""
        rows = [r for k, r in self.rows.items() if k[0] == trade.id and r.module.needs.panel]
        stays = [
            self.model.new_fixed_size_interval_var(start, row.more(n) + row.module.duty, "")
            for row in rows
            for n, start in enumerate(row.starts)
        ]
        demands = [row.module.needs.panel for row in rows for _ in row.starts]
        here = [self.state.calendars[judge].free & self.reach for judge in trade.judges]
        changes = 1 | 1 << self.reach.bit_length()
        for slots in here:
            changes |= slots ^ (slots << 1)
        cuts = [slot for slot in range(changes.bit_length()) if changes >> slot & 1]
        for cut, after in pairwise(cuts):
            away = sum(not slots >> cut & 1 for slots in here)
            if away:
                stays.append(self.model.new_fixed_size_interval_var(cut, after - cut, ""))
                demands.append(away)
        self.model.add_cumulative(stays, demands, len(here))

    def panels(self, solver: cp_model.CpSolver) -> dict[Key, list[tuple[str, ...]]]:
        """By module, the panel of each heat."""
        chosen: dict[tuple[Key, int], tuple[str, ...]] = {}
        for (key, n, judge), on in self.on.items():
            if solver.value(on):
                chosen[key, n] = (*chosen.get((key, n), ()), judge)
        return {
            key: [chosen.get((key, heat // row.block), ()) for heat in range(len(row.sizes))]
            for key, row in self.rows.items()
        }
