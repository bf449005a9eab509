"""
A plan that keeps judges whom another trade could use for less of their time, and ends no later.

```
a trade's plan  ->  the same with its rolling heats placed again, own judges first
```
A list takes every judge as soon as he is free: a trade whose end waits for something else, mostly
for its longer heats, keeps judges of two trades for nothing. Between the first who is ready and the
beginning of the next stage, the heats of one entry go to the trade's own judges, as early as can
be; what is left to panels with one judge of several trades, then with two, as late as can be: by
then other trades are done.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from functools import reduce
from itertools import accumulate, pairwise
from operator import or_

from scheduler.frame import ModuleFrame, Room, StageFrame, TradeFrame
from scheduler.grid import at_least, runs, span
from scheduler.rows import in_a_row, pitch_of
from scheduler.state import Plan, Planned, State

NEVER = 1 << 40


def spare(state: State, plan: Plan, longest: int) -> None:
    """
    Place again what can be spared, in rows of at most ``longest`` heats. ``plan`` is taken from
    ``state``, nobody is seated yet; where not everybody finds a place it stays as it was.
    """
    trade = state.frame.trades[plan.trade_id]
    for n, (stage, following) in enumerate(pairwise(trade.stages)):
        heats = plan.stages[n]
        if not _rolls(state, stage):
            continue
        old = heats[-1]
        state.release(plan)
        heats[-1] = []
        state.hold(plan)
        begins = min(heat.starts for of_module in plan.stages[n + 1] for heat in of_module)
        sparing = _Sparing(state, trade, stage, heats[-2], begins - following.lag)
        heats[-1] = sparing.heats(longest)
        if len(heats[-1]) < len(stage.places):
            state.release(plan)
            heats[-1] = old
            state.hold(plan)


def _rolls(state: State, stage: StageFrame) -> bool:
    """Whether the last module of a stage is taken by one entry at a time, and nothing is locked."""
    needs, locks = stage.modules[-1].needs, stage.modules[-1].locks
    free = not locks and not state.frame.must_judge
    return free and needs.heat_size == 1 and needs.panel > 0 and len(stage.modules) > 1


class _Sparing:
    """The heats of one module; ``before`` are those of the module before, ``latest`` a slot."""

    def __init__(
        self,
        state: State,
        trade: TradeFrame,
        stage: StageFrame,
        before: list[Planned],
        latest: int,
    ) -> None:
        self.state, self.trade, self.latest = state, trade, latest
        self.module: ModuleFrame = stage.modules[-1]
        self.recuses = stage.known and self.module.recuses
        self.pitch = pitch_of(state.frame, self.module)
        self.count = len(stage.places)
        ready: Counter[int] = Counter()
        # Places go in one order through all modules: nobody is ready before those ahead of him.
        for heat, ends in zip(before, accumulate((h.ends for h in before), max), strict=True):
            ready[ends + self.module.lead] += heat.size
        self.ready = sorted(ready)
        self.through = list(accumulate(ready[at] for at in self.ready))
        judges = state.frame.problem.judge_by_id
        self.own = [j for j in trade.judges if len(judges[j].certificates) == 1]
        self.shared = [j for j in trade.judges if len(judges[j].certificates) > 1]
        self.judged: Counter[str] = Counter()
        self.open: Counter[frozenset[str]] = Counter()
        self.starts: list[int] = []
        self.found: list[Planned] = []
        self.last: tuple[str, ...] = ()

    def heats(self, longest: int) -> list[Planned]:
        """As many as find a place, in order of start."""
        for shared in range(self.module.needs.panel + 1):
            for size in range(longest, 0, -1):
                while len(self.starts) + size <= self.count and self._row(size, shared):
                    pass
        self.found.sort(key=lambda heat: heat.starts)
        for number, heat in enumerate(self.found, 1):
            heat.number = number
        return self.found

    def _row(self, size: int, shared: int) -> bool:
        """
        One row of ``size`` heats back to back, with at most ``shared`` judges of several trades.
        """
        duty = (size - 1) * self.pitch + self.module.duty
        able = {j: self._able(j, size, duty) for j in (*self.own, *(self.shared if shared else ()))}
        needed = self.module.needs.panel
        slots = at_least(list(able.values()), needed)[needed]
        least = needed - shared
        slots &= at_least([able[judge] for judge in self.own], least)[least]
        slots &= span(self._soonest(size), self.latest - duty + 1)
        for room in self.module.rooms if slots else ():
            here = slots & in_a_row(self._free(room), self.pitch, size)
            while here:
                at = (here.bit_length() if shared else (here & -here).bit_length()) - 1
                there = [judge for judge in able if able[judge] >> at & 1]
                panel = self._panel(there, at, size)
                if panel:
                    self._add(room, at, size, panel)
                    return True
                # Recusals forbid these; only where somebody else can come there may be a panel.
                here &= reduce(or_, (able[judge] for judge in able if judge not in there), 0)
        return False

    def _able(self, judge: str, size: int, duty: int) -> int:
        return self.state.calendars[judge].start_slots(duty) if self._places(judge) >= size else 0

    def _free(self, room: Room) -> int:
        """Where one heat may start."""
        supplies, module = self.state.supplies, self.module
        slots = room.starts & runs(supplies[room.units].free_slots(1), module.whole) << module.setup
        if room.power is not None:
            powered = supplies[room.power].free_slots(module.needs.power_kw)
            slots &= runs(powered, module.minutes)
        return slots

    def _soonest(self, size: int) -> int:
        """From where on a row may begin, so that never more have begun than are ready."""
        after, free = [*self.ready[1:], NEVER], self.count
        begins = [NEVER] * size
        for k in range(len(self.ready) - 1, -1, -1):
            free = min(free, self.through[k] - bisect_left(self.starts, after[k]))
            sound = max(0, min(size, free))
            begins[:sound] = [self.ready[k]] * sound
        return max(0, *(at - n * self.pitch for n, at in enumerate(begins)))

    def _places(self, judge: str) -> int:
        """How many more places he may judge, so that enough stay free of him for the recused."""
        left = self.count - len(self.starts)
        if not self.recuses:
            return left
        most = self.count - self.judged[judge] - len(self.trade.barred[judge])
        for against, entries in self.trade.wary.items():
            if judge in against:
                most = min(most, self.open[against] + left - entries)
        return most

    def _panel(self, able: list[str], at: int, size: int) -> tuple[str, ...]:
        """Own judges first, those with many hours left; empty where recusals leave too few."""
        calendars, barred = self.state.calendars, self.trade.barred
        grid = self.state.frame.grid
        day, hours = grid.day_of[at], grid.slot_min / 60

        def cost(judge: str) -> tuple[bool, float]:
            left = calendars[judge].left(day) * hours
            again = 0.5 if judge in self.last else 0.0
            return judge not in self.own, len(barred[judge]) / 4 - left - again

        panel: list[str] = []
        out: frozenset[str] = frozenset()
        for judge in sorted(able, key=cost):
            fair = not self.recuses or len(out | barred[judge]) <= self.count - size
            if fair and len(panel) < self.module.needs.panel:
                panel.append(judge)
                out |= barred[judge]
        return tuple(panel) if len(panel) == self.module.needs.panel else ()

    def _add(self, room: Room, at: int, size: int, panel: tuple[str, ...]) -> None:
        block = len(self.found) + 1 if size > 1 else 0
        starts = range(at, at + size * self.pitch, self.pitch)
        row = [
            Planned(module=self.module, number=0, room=room, starts=start, size=1, block=block)
            for start in starts
        ]
        self.state.take(*row)
        self.state.enlist_row(row, panel)
        self.found += row
        self.last = panel
        for start in starts:
            insort(self.starts, start)
        for judge in panel:
            self.judged[judge] += size
        for against in self.trade.wary:
            if against.isdisjoint(panel):
                self.open[against] += size
