"""
Better and better: trades are taken out and placed again, by list schedule or by model.

```
state, bounds  ->  fill: a plan for every trade  ->  round after round, never worse
```
*Ruin and recreate* places a few trades that stand in each other's way again in another order.
*Retime* gives one to three of them times by the CP-SAT model of ``times`` while the others stand.
Every state in between is a whole timetable (or one short of the same trades), so stopping and
taking the current one costs nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from scheduler.construct import STYLES, place
from scheduler.frame import SupplyKey
from scheduler.goals import time_value
from scheduler.insertion import Style
from scheduler.realise import realise
from scheduler.state import Plan, State
from scheduler.times import times

QUICK = Style(order="wide", even=False)  # how a person would list them
Value = tuple[int, int]
"""(trades not placed, weighted time goals); less is better."""

EFFORT = 4.0  # deterministic time of one model: at most a few seconds where we measured
GLANCE = 0.5  # the same where there are many trades to look at
TOGETHER = 220  # heats that one model of times takes on
TRIES = 8  # proposals for all trades at once, each from another seed


class Search:
    """The search over one state; ``least`` are the trades' bounds in contest minutes."""

    def __init__(
        self, state: State, least: dict[str, int], seed: int, stop: Callable[[], bool]
    ) -> None:
        self.state, self.least, self.stop = state, least, stop
        self.rng = random.Random(seed)
        self.trades = state.frame.trades
        self.together = 0
        self.tries = 0
        self.proven: set[str] = set()
        self.heats = {
            t.id: sum(
                -(-len(s.places) // max(r.most for r in m.rooms))
                for s in t.stages
                for m in s.modules
            )
            for t in self.trades.values()
        }

    @property
    def small(self) -> bool:
        """Whether one model can hold all trades."""
        return sum(self.heats.values()) <= TOGETHER

    def value(self) -> Value:
        finishes = [self._finish(trade_id) for trade_id in self.state.plans]
        missing = len(self.trades) - len(finishes)
        return missing, time_value(self.state.frame.problem, finishes) if finishes else 0

    def bound(self) -> int:
        """What no timetable falls below, as far as is known by now."""
        return max(time_value(self.state.frame.problem, self.least.values()), self.together)

    def _finish(self, trade_id: str) -> int:
        return self.state.frame.grid.contest_min(self.state.plans[trade_id].finish)

    def fill(self) -> None:
        """Place every trade that is missing, those that end late first."""
        missing = [t for t in self.trades if t not in self.state.plans]
        # The latest trade is worth a careful look; the others only need a place for the start.
        careful, enough = self.stop, lambda: True
        for trade_id in sorted(missing, key=lambda t: -self.least[t]):
            if self.state.plans and self.stop():
                break
            styles = STYLES if careful is self.stop else (QUICK, *STYLES)
            place(self.state, trade_id, self.least[trade_id], self.rng, styles, careful)
            careful = self.stop if self.small else enough

    def prove(self) -> None:
        """Of a small contest: a bound that sees all trades together."""
        if self.value() > (0, self.bound()):
            empty = State(self.state.frame)
            found = times(
                empty,
                list(self.trades.values()),
                self.least,
                proposal=False,
                effort=EFFORT,
                seed=self.rng.randrange(1 << 30),
            )
            self.together = found.bound

    def round(self) -> bool:
        """One change of a few trades; True if the value fell. Worse states are undone."""
        before, kept = self.value(), dict(self.state.plans)
        if self.small and self.tries < TRIES:
            self.tries += 1
            self._retime(list(self.trades))
        else:
            out = self._victims()
            if self.rng.random() < 0.1:
                self._retime(self._few(out))
            else:
                self._recreate(out)
        after = self.value()
        if after > before:
            self._restore(kept)
        return after < before

    def _recreate(self, out: list[str]) -> None:
        for trade_id in out:
            if trade_id in self.state.plans:
                self.state.remove(trade_id)
        for trade_id in out:
            styles = tuple(self.rng.sample(STYLES, 3))
            place(self.state, trade_id, self.least[trade_id], self.rng, styles, self.stop)

    def _retime(self, out: list[str]) -> None:
        trades = [self.trades[trade_id] for trade_id in out]
        if len(out) == 1 and out[0] not in self.proven:
            self.proven.add(out[0])
            alone = times(
                State(self.state.frame),
                trades,
                self.least,
                proposal=False,
                effort=EFFORT if self.small else GLANCE,
                seed=self.rng.randrange(1 << 30),
            )
            self.least[out[0]] = max(self.least[out[0]], alone.bound)
        for trade_id in out:
            if trade_id in self.state.plans:
                self.state.remove(trade_id)
        found = times(
            self.state,
            trades,
            self.least,
            proposal=True,
            effort=EFFORT if self.small else GLANCE,
            seed=self.rng.randrange(1 << 30),
        )
        if found.starts is not None:
            realise(self.state, trades, found.starts, self.rng)

    def _restore(self, kept: dict[str, Plan]) -> None:
        for trade_id in list(self.state.plans):
            if self.state.plans[trade_id] is not kept.get(trade_id):
                self.state.remove(trade_id)
        for trade_id, plan in kept.items():
            if trade_id not in self.state.plans:
                self.state.put(plan)

    def _few(self, out: list[str]) -> list[str]:
        """As many of the first trades as one model takes on, at least one."""
        few = out[:1]
        for trade_id in out[1:]:
            if sum(self.heats[t] for t in few) + self.heats[trade_id] <= TOGETHER:
                few.append(trade_id)
        return few

    def _victims(self) -> list[str]:
        """A late or missing trade first, then some that share halls, kinds, judges or people."""
        plans = self.state.plans
        late = {t: self._finish(t) - self.least[t] if t in plans else 10**6 for t in self.trades}
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

    def _rooms(self, trade_id: str) -> set[SupplyKey]:
        stages = self.trades[trade_id].stages
        rooms = [r for s in stages for m in s.modules for r in m.rooms]
        return {key for room in rooms for key in (room.units, room.power) if key is not None}
