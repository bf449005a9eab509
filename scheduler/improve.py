"""
Better and better: trades are taken out and placed again, by list schedule or by model.

```
state, bounds  ->  fill: a plan for every trade  ->  round after round, never worse
```
*Recreate* places a few trades that stand in each other's way again in another order. *Eject* gives
a late trade what it likes among many taken out; those that still fit go back as they were, only the
others are placed anew. Recusals that a list leaves open are mended where the value would fall.
*Retime* gives one to three of them times and panels by the CP-SAT model of ``times`` while the
others stand. *Let through* gives a late trade what it would have in an empty contest. Every state
in between is a whole timetable (or one short of the same trades), so stopping and taking the
current one costs nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from scheduler.construct import STYLES, again, mend, place, seated
from scheduler.goals import time_value
from scheduler.heatwise import by_themselves
from scheduler.insertion import insert
from scheduler.neighbours import neighbours
from scheduler.order import Order
from scheduler.realise import realise
from scheduler.state import Plan, State
from scheduler.times import Wish, times
from scheduler.together import together
from scheduler.unhindered import unhindered

PARTS: tuple[tuple[int, ...], ...] = ((), (3, 2))
"""What quarters of a heat may begin sooner than all of it, one of them by chance."""

Value = tuple[int, int]
"""(trades not placed, weighted time goals); less is better."""

EFFORT = 0.15  # deterministic time of one model of a small contest
GLANCE = 0.1  # the same where there are many trades to look at: about a second where we measured
SMALL = 4  # up to so many trades go into one model together
RETIMED = 0.01  # share of rounds by model, each of which takes as long as dozens of others
EJECTED = 0.5  # share of the other rounds that eject
OUT = 5  # others taken out at most where one ejects
FILLS = 4  # orders tried before the search changes a few trades at a time
FAR = 1.02  # ends so many times as high as the bound are not looked for
SHARED = (0.5, 3.0)  # hours for which a judge of several trades is spared, one of them by chance
WORSE = 0.004  # how much worse than the best a timetable may be from which the search goes on


@dataclass(frozen=True, kw_only=True)
class Known:
    """
    What bounding has found, for a search of the same problem that goes on: bounds and finishes
    looked for (contest minutes, by trade), a bound of the value, and plans of an empty contest.
    """

    least: dict[str, int]
    together: int
    aims: dict[str, int]
    unhindered: dict[str, Plan]


class Search:
    """The search over one state; ``least`` are the trades' bounds in contest minutes."""

    def __init__(
        self, state: State, least: dict[str, int], seed: int, stop: Callable[[], bool]
    ) -> None:
        self.state, self.least, self.stop = state, least, stop
        self.rng = random.Random(seed)
        self.trades = state.frame.trades
        self.together, self.aims = 0, dict(least)
        self.unhindered: dict[str, Plan] = {}
        self.loose: list[Plan] = []
        self.best: dict[str, Plan] = {}
        self.record: Value = (len(self.trades), 0)
        self.near = neighbours(self.trades)
        # What was tried by model since the last change, so that nothing is tried twice in vain.
        self.tried: set[frozenset[str]] = set()

    @property
    def small(self) -> bool:
        """Whether one model can hold all trades."""
        return len(self.trades) <= SMALL

    def value(self) -> Value:
        """Of the best found; that of the state may be a little worse."""
        return self.record

    def _now(self) -> Value:
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
        for trade_id in sorted(missing, key=lambda t: -self.aims[t]):
            if self.state.plans and self.stop():
                break
            place(self.state, trade_id, self.rng, STYLES)
        self._keep()

    def sharpen(self) -> None:
        """Better bounds of each trade by itself, then of all together."""
        if self.value() > (0, self.bound()):
            seed = self.rng.randrange(1 << 30)
            self.least = by_themselves(self.state.frame, self.least, seed, self.stop)
        if not self.stop() and self.value() > (0, self.bound()):
            self._bound_together()
            seed = self.rng.randrange(1 << 30)
            self.unhindered = unhindered(self.state.frame, self.least, self.aims, seed, self.stop)
            self._begin_again()

    def known(self) -> Known:
        """What ``sharpen`` has found."""
        return Known(
            least=self.least, together=self.together, aims=self.aims, unhindered=self.unhindered
        )

    def go_on(self, known: Known) -> None:
        """Begin where another search of the same problem has ended, instead of ``sharpen``."""
        self.least, self.together = known.least, known.together
        self.aims, self.unhindered = known.aims, known.unhindered

    def _begin_again(self) -> None:
        """Fill again, in several orders that follow from the ends that are looked for now."""
        order = Order(self.aims, self.rng)
        self._fill_anew(sorted(self.trades, key=lambda t: -self.aims[t]))
        for _ in range(FILLS):
            now = self._fill_anew(order.trades())
            order.learn(now, {t: self._finish(t) for t in self.state.plans})
        self.take_best()

    def _fill_anew(self, order: list[str]) -> Value:
        self._restore({})
        for trade_id in order:
            given = self.unhindered.get(trade_id)
            if not self.stop() and (given is None or not again(self.state, given)):
                place(self.state, trade_id, self.rng, STYLES, mending=False)
        now = self._now()
        if now < self.record:
            self._keep()
        return now

    def _bound_together(self) -> None:
        found = together(self.state.frame, self.least, self.rng.randrange(1 << 30))
        self.together = max(self.together, found.bound)
        # Where too little effort was left, ends far from the bound come back: no aims.
        near = time_value(self.state.frame.problem, found.aims.values()) <= FAR * self.bound()
        self.aims = found.aims if near else dict(self.least)

    def take_best(self) -> None:
        """Go back to where the value last fell, wherever the search was stopped after that."""
        self._restore(self.best)

    def take(self, plans: dict[str, Plan]) -> None:
        """Go on from these plans, one for every trade."""
        self._restore(plans)
        self._keep()

    def _keep(self) -> None:
        self.best, self.record = dict(self.state.plans), self._now()

    def round(self) -> bool:
        """
        One change of a few trades; True if it gave the best so far. What is much worse than the
        best is undone.
        """
        before, kept, best = self._now(), dict(self.state.plans), self.record
        most = max(before, (best[0], best[1] + int(WORSE * best[1])))
        self.loose = []
        if self.rng.random() < (0.5 if self.small else RETIMED):
            self._retime(self._victims(2), before)
        elif self.rng.random() < EJECTED:
            self._eject(most)
        else:
            self._recreate(self._victims(3), most)
        after = self._now()
        if after > most or (self.loose and not (after < best and self._mended())):
            self._restore(kept)
            return False
        if after < best:
            self.tried.clear()
            self._keep()
        return after < best

    def _mended(self) -> bool:
        return all(mend(self.state, [plan], self.rng) for plan in self.loose)

    def _recreate(self, out: list[str], most: Value) -> None:
        for trade_id in out:
            if trade_id in self.state.plans:
                self.state.remove(trade_id)
        for trade_id in out:
            if not self._anew(trade_id, most):
                break

    def _eject(self, most: Value) -> None:
        target = self._victims(0)[0]
        near = [trade_id for trade_id in self.near[target] if trade_id in self.state.plans]
        if target in self.unhindered and self.rng.random() < 0.5:
            self._let_through(target, near, most)
            return
        most_out = min(OUT, len(near))
        out = self.rng.sample(near, self.rng.randint(min(1, most_out), most_out))
        old = [self.state.remove(trade_id) for trade_id in out]
        if target in self.state.plans:
            self.state.remove(target)
        if self._anew(target, most):
            lost = [plan.trade_id for plan in old if not again(self.state, plan)]
            self._recreate(lost, most)

    def _let_through(self, target: str, near: list[str], most: Value) -> None:
        """Give a trade what it would have in an empty contest; whoever is in the way goes."""
        old = [self.state.remove(trade_id) for trade_id in near]
        if target in self.state.plans:
            self.state.remove(target)
        if again(self.state, self.unhindered[target]):
            self.rng.shuffle(old)
            lost = [plan.trade_id for plan in old if not again(self.state, plan)]
            self._recreate(lost, most)

    def _anew(self, trade_id: str, most: Value) -> bool:
        """Place a trade in a style taken at random; while some are missing, in any."""
        style = STYLES[0]
        if self.rng.random() < 0.5:
            style = replace(self.rng.choice(STYLES), chance=self.rng.choice([0.5, 1.0, 3.0]))
        shared, parts = self.rng.choice(SHARED), self.rng.choice(PARTS)
        spares = self.rng.random() < 0.5
        style = replace(style, shared=shared, parts=parts, spares=spares)
        if most[0]:
            return place(self.state, trade_id, self.rng, (style, *STYLES))
        plan = insert(self.state, trade_id, style, self.rng)
        if plan is None:
            return False
        self.state.plans[trade_id] = plan
        if not seated(self.state, plan):
            self.loose.append(plan)
        return self._hope() <= most[1]

    def _hope(self) -> int:
        """The value if every trade that is out came back as early as it can."""
        plans, least = self.state.plans, self.least
        ends = [self._finish(t) if t in plans else least[t] for t in self.trades]
        return time_value(self.state.frame.problem, ends)

    def _retime(self, out: list[str], before: Value) -> None:
        group, plans = frozenset(out), self.state.plans
        if group in self.tried:
            return
        self.tried.add(group)
        grid = self.state.frame.grid
        whole = before[0] == 0
        latest = max(plans[t].finish for t in out) if whole else grid.end
        for trade_id in out:
            if trade_id in plans:
                self.state.remove(trade_id)
        trades = [self.trades[trade_id] for trade_id in out]
        wish = Wish(
            below=before[1] if whole else None,
            least=self.least,
            latest=dict.fromkeys(out, latest),
        )
        effort = EFFORT if self.small else GLANCE
        found = times(self.state, trades, wish, effort=effort, seed=self.rng.randrange(1 << 30))
        if found is not None:
            realise(self.state, trades, found, self.rng)

    def _restore(self, kept: dict[str, Plan]) -> None:
        for trade_id in list(self.state.plans):
            if self.state.plans[trade_id] is not kept.get(trade_id):
                self.state.remove(trade_id)
        for trade_id, plan in kept.items():
            if trade_id not in self.state.plans:
                self.state.put(plan)

    def _victims(self, others: int) -> list[str]:
        """A late or missing trade first, then some that share halls, kinds, judges or people."""
        plans = self.state.plans
        late = {t: self._late(t) if t in plans else 10**6 for t in self.trades}
        # The last finish counts once per trade.
        last = max(map(self._finish, plans), default=0)
        for trade_id in plans if last > max(self.aims.values()) else ():
            if self._finish(trade_id) == last:
                late[trade_id] += sum(late.values())
        trades = sorted(self.trades)
        target = self.rng.choices(trades, weights=[late[t] + 30 for t in trades])[0]
        near = self.near[target]
        out = [target, *self.rng.sample(near, min(len(near), self.rng.randint(0, others)))]
        if self.rng.random() < 0.5:
            self.rng.shuffle(out)
        return out

    def _late(self, trade_id: str) -> int:
        return max(0, self._finish(trade_id) - self.aims[trade_id])
