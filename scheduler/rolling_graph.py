"""
Who follows whom, and how long everything takes because of it.

Runs are numbers, ``count`` stands for nobody. ``end`` is when a run ends if everything begins as
soon as it can, ``tail`` what is left from its beginning to the very end. Both are kept along an
order in which nobody stands before whom he waits for, and after a move only where it changed.
"""

from __future__ import annotations

import random
from itertools import pairwise

from scheduler.rolling import Plan, Rolling

Kept = tuple[list[int], ...]


class Graph:
    def __init__(self, rolling: Rolling, plan: Plan) -> None:
        self.rolling = rolling
        self.count = count = len(rolling.runs)
        self.before_of, self.next_of = [count] * (count + 1), [count] * (count + 1)
        for chain in rolling.chains:
            for before, after in pairwise(chain):
                self.next_of[before], self.before_of[after] = after, before
        self.first_runs = [chain[0] for chain in rolling.chains]
        self._places(plan)
        self.end, self.tail = [0] * (count + 1), [0] * (count + 1)
        self.order = sorted(range(count), key=lambda run: (plan[run][1], self._ends(plan, run)))
        self.at = [0] * (count + 1)
        for n, run in enumerate(self.order):
            self.at[run] = n
        self._measure(0, count - 1)

    def _ends(self, plan: Plan, run: int) -> int:
        way, start = plan[run]
        return start + self.rolling.runs[run].ways[way].lasts

    def _places(self, plan: Plan) -> None:
        """Give every run one place of its pool, and each place its line of runs."""
        count, runs = self.count, self.rolling.runs
        first_place: list[int] = []
        places = 0
        for pool in self.rolling.pools:
            first_place.append(places)
            places += len(pool.places)
        self.place, self.lasts = [0] * (count + 1), [0] * (count + 1)
        self.place_before, self.place_after = [count] * (count + 1), [count] * (count + 1)
        self.heads = [count] * places
        self.way_of: list[dict[int, int]] = []
        self.choices: dict[int, tuple[tuple[int, int], ...]] = {}
        last: list[tuple[int, int]] = [(0, count)] * places
        for number, needs in enumerate(runs):
            own = [
                (first_place[way.pool] + n, way.lasts, w)
                for w, way in enumerate(needs.ways)
                for n in range(len(self.rolling.pools[way.pool].places))
            ]
            self.way_of.append({place: w for place, _, w in own})
            if len(own) > 1:
                self.choices[number] = tuple((place, lasts) for place, lasts, _ in own)
        for run in sorted(range(count), key=lambda r: (plan[r][1], self._ends(plan, r))):
            way = runs[run].ways[plan[run][0]]
            begins = first_place[way.pool]
            mine = range(begins, begins + len(self.rolling.pools[way.pool].places))
            # The place that became free last, so that gaps stay long.
            place = max((p for p in mine if last[p][0] <= plan[run][1]), key=lambda p: last[p][0])
            before = last[place][1]
            self.place[run], self.lasts[run], self.place_before[run] = place, way.lasts, before
            if before == count:
                self.heads[place] = run
            else:
                self.place_after[before] = run
            last[place] = plan[run][1] + way.lasts, run

    @property
    def length(self) -> int:
        return max(self.end)

    def line(self, place: int) -> list[int]:
        """The runs at a place, in order."""
        found, run = [], self.heads[place]
        while run != self.count:
            found.append(run)
            run = self.place_after[run]
        return found

    def _measure(self, low: int, high: int) -> None:
        """Ends from ``low`` in the order on, tails from ``high`` back."""
        end, tail, lasts, order = self.end, self.tail, self.lasts, self.order
        before_of, place_before = self.before_of, self.place_before
        for run in order[low:]:
            own, other = end[before_of[run]], end[place_before[run]]
            end[run] = (own if own > other else other) + lasts[run]
        next_of, place_after = self.next_of, self.place_after
        for run in order[high::-1]:
            own, other = tail[next_of[run]], tail[place_after[run]]
            tail[run] = (own if own > other else other) + lasts[run]

    def _sort(self, low: int, high: int) -> bool:
        """Put right the order from ``low`` to ``high``; False if somebody waits for himself."""
        at, before_of, place_before = self.at, self.before_of, self.place_before
        part = self.order[low : high + 1]
        waits: dict[int, int] = {}
        free = []
        for run in part:
            n = (low <= at[before_of[run]] <= high and before_of[run] != self.count) + (
                low <= at[place_before[run]] <= high and place_before[run] != self.count
            )
            waits[run] = n
            if not n:
                free.append(run)
        free.reverse()
        done = []
        while free:
            run = free.pop()
            done.append(run)
            for after in (self.next_of[run], self.place_after[run]):
                if after in waits:
                    waits[after] -= 1
                    if not waits[after]:
                        free.append(after)
        if len(done) < len(part):
            return False
        self.order[low : high + 1] = done
        for n, run in enumerate(done, low):
            at[run] = n
        return True

    def carry_out(self, runs: tuple[int, ...], place: int, before: int, after: int) -> bool:
        """
        Let ``runs`` stand in this order between two others at a place; False if that makes a
        circle, and then the graph is broken until it is restored.
        """
        none = self.count
        touched = [self.at[run] for run in (*runs, before, after) if run != none]
        if self.place[runs[0]] != place:
            (run,) = runs
            old, left, right = self.place[run], self.place_before[run], self.place_after[run]
            self._join(left, right, old)
            self.place[run] = place
            self.lasts[run] = dict(self.choices[run])[place]
            touched += [self.at[other] for other in (left, right) if other != none]
        for run in runs:
            self._join(before, run, place)
            before = run
        self._join(before, after, place)
        low, high = min(touched), max(touched)
        if not self._sort(low, high):
            return False
        self._measure(low, high)
        return True

    def _join(self, before: int, after: int, place: int) -> None:
        if before == self.count:
            self.heads[place] = after
        else:
            self.place_after[before] = after
        if after != self.count:
            self.place_before[after] = before

    def estimate(self, runs: tuple[int, ...], before: int, after: int) -> int:
        """The longest path through ``runs`` if they stood in this order; the others as they are."""
        end, tail, lasts = self.end, self.tail, self.lasts
        before_of, next_of = self.before_of, self.next_of
        ready, begins = end[before], []
        for run in runs:
            own = end[before_of[run]]
            ready = own if own > ready else ready
            begins.append(ready)
            ready += lasts[run]
        rest, longest = tail[after], 0
        for run, start in zip(reversed(runs), reversed(begins), strict=True):
            own = tail[next_of[run]]
            rest = (own if own > rest else rest) + lasts[run]
            if start + rest > longest:
                longest = start + rest
        return longest

    def longest_path(self, rng: random.Random) -> list[int]:
        """One of the longest paths, from its first run to its last."""
        end, tail, lasts, none = self.end, self.tail, self.lasts, self.count
        length = self.length
        run = rng.choice([r for r in self.first_runs if tail[r] == length and end[r] == lasts[r]])
        path = [run]
        while True:
            now = end[run]
            following = [
                after
                for after in {self.next_of[run], self.place_after[run]}
                if after != none
                and end[after] - lasts[after] == now
                and now + tail[after] == length
            ]
            if not following:
                return path
            run = following[0] if len(following) == 1 else rng.choice(following)
            path.append(run)

    def plan(self) -> Plan:
        """Everything as early as the order allows."""
        opens = self.rolling.runs[0].ways[0].starts & -self.rolling.runs[0].ways[0].starts
        offset = opens.bit_length() - 1
        return tuple(
            (self.way_of[run][self.place[run]], offset + self.end[run] - self.lasts[run])
            for run in range(self.count)
        )

    def kept(self) -> Kept:
        """A copy of all that moves change."""
        return tuple(list(part) for part in self._parts())

    def restore(self, kept: Kept) -> None:
        """Back to a copy."""
        for part, values in zip(self._parts(), kept, strict=True):
            part[:] = values

    def _parts(self) -> Kept:
        return (
            self.place,
            self.lasts,
            self.place_before,
            self.place_after,
            self.heads,
            self.order,
            self.at,
            self.end,
            self.tail,
        )
