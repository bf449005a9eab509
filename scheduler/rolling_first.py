"""
First plans for rolling starts: one run after the other at the earliest start that is left.

```
Rolling -> many lists, each by another rule and some chance -> the one that ends first
```
A place is used in the order of the list, with no going back into gaps. Judges and power are not
looked at: where they are short the plan is a hint only.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import pairwise

from scheduler.grid import first
from scheduler.rolling import Plan, Rolling

Rule = Callable[[int, int, int], float]
"""(work left after and with it, its length, its end): the run with the least goes first."""

RULES: tuple[Rule, ...] = (
    lambda left, lasts, ends: -left,
    lambda left, lasts, ends: lasts,
    lambda left, lasts, ends: ends - left,
    lambda left, lasts, ends: ends,
)
MOST_FAILED = 12  # lists in a row


def plans(rolling: Rolling, rng: random.Random) -> Iterator[Plan]:
    """
    Endless, the first by the rules alone; it ends when many lists in a row find no place for
    somebody.
    """
    tries = failed = 0
    while failed < MOST_FAILED:
        noise = 0.0 if tries < len(RULES) else rng.choice((0.05, 0.2, 0.5))
        plan = _List(rolling, RULES[tries % len(RULES)], noise, rng).plan()
        tries, failed = tries + 1, failed + 1
        if plan is not None:
            failed = 0
            yield plan


class _List:
    def __init__(self, rolling: Rolling, rule: Rule, noise: float, rng: random.Random) -> None:
        self.rolling, self.rule, self.noise, self.rng = rolling, rule, noise, rng
        self.free = [[0] * len(pool.places) for pool in rolling.pools]
        self.left = [run.shortest for run in rolling.runs]
        self.next: dict[int, int] = {}
        for chain in rolling.chains:
            for after, before in pairwise(reversed(chain)):
                self.left[before] += self.left[after]
                self.next[before] = after
        # One clock for each entry, and for each person: those entered twice have several entries.
        self.ready: dict[str, int] = {}
        self.begins: dict[int, int] = {}
        self.done: dict[int, int] = {}
        # What is known of the open runs, until their people or one of their pools change.
        self.known: dict[int, tuple[int, int, int] | None] = {}
        self.pools = [{way.pool for way in run.ways} for run in rolling.runs]

    def plan(self) -> Plan | None:
        found: dict[int, tuple[int, int]] = {}
        for open_now in self._openings():
            while open_now:
                best = self._pick(sorted(open_now))
                if best is None:
                    return None
                run, way, start = best
                found[run] = (way, start)
                open_now.discard(run)
                if run in self.next:
                    open_now.add(self.next[run])
                self._take(run, way, start)
        return tuple(found[run] for run in range(len(self.rolling.runs)))

    def _openings(self) -> Iterator[set[int]]:
        """The runs that can come first, of all trades' first stages, then of their second."""
        follows = set(self.next.values())
        deepest = max(len(stages) for stages in self.rolling.stages.values())
        for depth in range(deepest):
            open_now: set[int] = set()
            for stages in self.rolling.stages.values():
                if depth < len(stages):
                    lag, of_stage = stages[depth]
                    before = stages[depth - 1][1] if depth else ()
                    begins = max((self.done[run] for run in before), default=0) + lag
                    self.begins.update(dict.fromkeys(of_stage, begins))
                    open_now.update(run for run in of_stage if run not in follows)
            yield open_now

    def _who(self, run: int) -> tuple[str, ...]:
        taken = self.rolling.runs[run]
        return taken.people or (f"{taken.trade_id}/{taken.entry_id}",)

    def _pick(self, open_now: list[int]) -> tuple[int, int, int] | None:
        """The run to place next among those that could begin before the first could end."""
        could: list[tuple[int, int, int, int]] = []
        for run in open_now:
            if run not in self.known:
                self.known[run] = self._earliest(run)
            best = self.known[run]
            if best is None:
                return None
            could.append((*best, run))
        begin, end = min(start for _, start, _, _ in could), min(ends for ends, *_ in could)
        limit = begin + self.rng.choice((0.0, 0.3, 0.6, 1.0)) * (end - begin) if self.noise else end

        def worth(one: tuple[int, int, int, int]) -> float:
            ends, start, _, run = one
            least = self.rule(self.left[run], ends - start, ends)
            return least * (1 + self.noise * self.rng.uniform(-1, 1))

        _, start, way, run = min((one for one in could if one[1] <= limit), key=worth)
        return run, way, start

    def _earliest(self, run: int) -> tuple[int, int, int] | None:
        """(end, start, way) of the way that ends first."""
        taken, best = self.rolling.runs[run], None
        ready = max(
            [self.begins[run], *(self.ready.get(w, 0) + taken.lead for w in self._who(run))]
        )
        for number, way in enumerate(taken.ways):
            earliest = max(ready, min(self.free[way.pool]) + taken.setup)
            start = first(way.starts, earliest)
            if start is not None and (best is None or (start + way.lasts, start) < best[:2]):
                best = (start + way.lasts, start, number)
        return best

    def _take(self, run: int, way: int, start: int) -> None:
        taken = self.rolling.runs[run]
        ends = start + taken.ways[way].lasts
        free = self.free[taken.ways[way].pool]
        free[free.index(min(free))] = ends + taken.cleanup
        for who in self._who(run):
            self.ready[who] = ends
        self.done[run] = ends + taken.marking
        people, pool = set(self._who(run)), taken.ways[way].pool
        for other in list(self.known):
            if pool in self.pools[other] or not people.isdisjoint(self._who(other)):
                del self.known[other]
