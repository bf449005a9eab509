"""
Ruin and recreate: a few trades that stand in each other's way are taken out and placed again in
another order. Every state in between is a whole timetable (or one short of the same trades), so
stopping and taking the current one costs nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from scheduler.bounds import TradeBound
from scheduler.construct import STYLES, place
from scheduler.goals import time_value
from scheduler.state import State


class Search:
    """The search over one state; ``value`` is (trades not placed, weighted time goals)."""

    def __init__(
        self, state: State, bounds: dict[str, TradeBound], seed: int, stop: Callable[[], bool]
    ) -> None:
        self.state, self.bounds, self.stop = state, bounds, stop
        self.rng = random.Random(seed)
        self.trades = state.frame.trades
        self.ends = {trade_id: bound.ends or 0 for trade_id, bound in bounds.items()}

    def value(self) -> tuple[int, int]:
        plans, grid = self.state.plans, self.state.frame.grid
        finishes = [grid.contest_min(plan.finish) for plan in plans.values()]
        missing = len(self.trades) - len(plans)
        return missing, time_value(self.state.frame.problem, finishes) if finishes else 0

    def fill(self) -> None:
        """Place every trade that is missing, those that end late first."""
        missing = [t for t in self.trades if t not in self.state.plans]
        for trade_id in sorted(missing, key=lambda t: -self.ends[t]):
            if self.state.plans and self.stop():
                break
            place(self.state, trade_id, self.ends[trade_id], self.rng, STYLES, self.stop)

    def round(self) -> bool:
        """One ruin and recreate; True if the value fell. Worse states are undone."""
        before, kept = self.value(), dict(self.state.plans)
        out = self._victims()
        for trade_id in out:
            if trade_id in self.state.plans:
                self.state.remove(trade_id)
        for trade_id in out:
            styles = tuple(self.rng.sample(STYLES, 3))
            place(self.state, trade_id, self.ends[trade_id], self.rng, styles, self.stop)
        after = self.value()
        if after > before:
            for trade_id in list(self.state.plans):
                if self.state.plans[trade_id] is not kept.get(trade_id):
                    self.state.remove(trade_id)
            for trade_id, plan in kept.items():
                if trade_id not in self.state.plans:
                    self.state.put(plan)
        return after < before

    def _victims(self) -> list[str]:
        """A late or missing trade first, then some that share halls, kinds, judges or people."""
        grid, plans = self.state.frame.grid, self.state.plans
        late = {
            t: grid.contest_min(plans[t].finish) - grid.contest_min(self.ends[t])
            if t in plans
            else 10**6
            for t in self.trades
        }
        trades = sorted(self.trades)
        target = self.rng.choices(trades, weights=[late[t] + 1 for t in trades])[0]
        near = [t for t in trades if t != target and self._related(t, target)]
        out = [target, *self.rng.sample(near, min(len(near), self.rng.randint(0, 3)))]
        if self.rng.random() < 0.3:
            self.rng.shuffle(out)
        return out

    def _related(self, one: str, other: str) -> bool:
        a, b = self.trades[one], self.trades[other]
        return bool(
            set(a.judges) & set(b.judges)
            or other in a.shared_people
            or self._rooms(one) & self._rooms(other)
        )

    def _rooms(self, trade_id: str) -> set[tuple[str, str, str]]:
        stages = self.trades[trade_id].stages
        return {
            key
            for s in stages
            for m in s.modules
            for r in m.rooms
            for key in (r.units, r.power)
            if key is not None
        }
