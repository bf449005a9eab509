"""
What all trades together cannot beat: judges of two trades, power and halls are there only once.

```
bounds of each trade  ->  one model: an end for each trade, its work in bins  ->  a value
```
Each trade takes one of its ends (``ends``); its work is counted bin by bin and must fit before the
deadline of that end, into its workstations, its judges and what it gets of those who hold other
certificates, too. What several trades want is given out once. Heats may be of any number and size,
and of everything but the ends fractions are allowed, so the bound holds for every timetable the
checker accepts.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ortools.math_opt.python import mathopt

from scheduler.bins import Bins
from scheduler.ends import End, ends_of
from scheduler.frame import Frame, ModuleFrame, StageFrame, TradeFrame
from scheduler.goals import weights
from scheduler.grid import at_least, span
from scheduler.resources import JudgeCalendar
from scheduler.rows import packed, starts_of

Expr = Any
FURTHER_MIN = 600  # contest minutes after the latest bound: ends beyond are not told apart


@dataclass(kw_only=True)
class Work:
    """One module of a trade; ``tail``: from its start to the deadline at least so many slots."""

    module: ModuleFrame
    places: int
    able: int
    tail: int
    final: bool
    entries: list[Expr]
    heats: list[Expr]
    largest: int


class Shared:
    def __init__(self, frame: Frame, least: dict[str, int]) -> None:
        self.frame, self.grid = frame, frame.grid
        self.model = mathopt.Model()
        self.bins = Bins(frame.grid, max(least.values()) + FURTHER_MIN)
        self.stretch = [
            JudgeCalendar(frame.problem.judge_by_id[j.id], frame.grid) for j in frame.problem.judges
        ]
        self.groups: dict[tuple[str, ...], list[JudgeCalendar]] = {}
        self.own: dict[str, list[JudgeCalendar]] = {t: [] for t in frame.trades}
        for judge in frame.problem.judges:
            calendar = JudgeCalendar(judge, frame.grid)
            held = tuple(sorted(judge.certificates & set(frame.trades)))
            if len(held) == 1:
                self.own[held[0]].append(calendar)
            elif held:
                self.groups.setdefault(held, []).append(calendar)
        self.ends: dict[str, list[End]] = {}
        self.takes: dict[str, list[Expr]] = {}
        self.works: dict[str, list[Work]] = {}
        # minutes that judges of a group give a trade by bin: to stages before the last, to the last
        self.given: dict[tuple[tuple[str, ...], str, bool], list[Expr]] = {}
        self.marking = max(
            m.marking for t in frame.trades.values() for s in t.stages for m in s.modules
        )
        last_weight, each_weight = weights(frame.problem)
        last = self.model.add_variable(lb=max(least.values()))
        self.finish = {}
        for trade in frame.trades.values():
            self._trade(trade, least[trade.id])
            taken = zip(self.takes[trade.id], self.ends[trade.id], strict=True)
            self.finish[trade.id] = finish = sum(x * end.finish for x, end in taken)
            self.model.add_linear_constraint(last >= finish)
        self._shared_judges()
        self._shared_rooms()
        self._finals()
        count = len(frame.trades)
        self.model.minimize(
            last_weight * count * last + each_weight * sum(self.finish.values())
        )

    # one trade

    def _trade(self, trade: TradeFrame, least: int) -> None:
        ends = ends_of(self.frame, trade, self.bins, least)
        takes = [self.model.add_binary_variable() for _ in ends]
        self.model.add_linear_constraint(sum(takes) == 1)
        self.ends[trade.id], self.takes[trade.id] = ends, takes
        self.inside = sum(x for x, e in zip(takes, ends, strict=True) if e.cell is not None)
        works = self.works[trade.id] = self._works(trade)
        for work in works:
            self._counts(trade, work)
        for before, after in pairwise(works):
            self._order(before, after)
        self._judges(trade, works)

    def _works(self, trade: TradeFrame) -> list[Work]:
        found: list[Work] = []
        ready = 0
        for s, stage in enumerate(trade.stages):
            for n, module in enumerate(stage.modules):
                ready += module.lead if n else 0
                able = starts_of(module) >> ready << ready
                ready = max(ready, (able & -able).bit_length() - 1) + module.minutes
                found.append(
                    Work(
                        module=module,
                        places=len(stage.places),
                        able=able,
                        tail=0,
                        final=s > 0 and stage is trade.stages[-1],
                        entries=[],
                        heats=[],
                        largest=max(room.most for room in module.rooms),
                    )
                )
            ready += stage.modules[-1].marking
            if s + 1 < len(trade.stages):
                ready += trade.stages[s + 1].lag
        counted = trade.stages[:-1] or trade.stages
        at, after = 0, 0
        tails = []
        for stage in reversed(counted):
            whole = after + (stage.modules[-1].marking if len(trade.stages) > 1 else 0)
            first = after
            for n in range(len(stage.modules) - 1, -1, -1):
                module = stage.modules[n]
                whole += module.minutes
                alone = module.duty if len(trade.stages) > 1 else module.minutes
                tails.append(max(whole, first + alone))
                whole += module.lead if n else 0
            after = whole + stage.lag
        for work, tail in zip(found, reversed(tails), strict=False):
            work.tail = tail
        return found

    def _counts(self, trade: TradeFrame, work: Work) -> None:
        model, bins = self.model, self.bins
        for inside in bins.slots:
            most = work.places if work.able & inside else 0
            entries = model.add_variable(lb=0, ub=most)
            work.entries.append(entries)
            heats = entries
            if work.largest > 1:
                heats = model.add_variable(lb=0, ub=most)
                model.add_linear_constraint(entries <= work.largest * heats)
            work.heats.append(heats)
        model.add_linear_constraint(sum(work.entries) == work.places * self.inside)
        if work.largest > 1:
            model.add_linear_constraint(
                sum(work.heats) >= -(-work.places // work.largest) * self.inside
            )
        for window in bins.windows():
            self._stations(trade, work, window)

    def _limit(self, trade: TradeFrame, work: Work, end: End) -> int:
        """The slot before which heats of a module start."""
        return end.last + 1 if work.final else end.deadline - work.tail + 1

    def _stations(self, trade: TradeFrame, work: Work, window: range) -> None:
        low, high = self.bins.starts[window[0]], self.bins.stops[window[-1]]

        def held(limit: int) -> tuple[int, int]:
            return self._held(work, span(low, min(high, limit)))

        for kind in (0, 1):
            caps = self._caps(trade, lambda end: held(self._limit(trade, work, end))[kind], high, low)
            if kind == 0:
                self.model.add_linear_constraint(
                    sum(work.entries[b] for b in window) <= caps
                )
            elif work.largest > 1:
                self.model.add_linear_constraint(sum(work.heats[b] for b in window) <= caps)

    def _held(self, work: Work, inside: int) -> tuple[int, int]:
        """How many entries can start in a window; and in how many full heats."""
        module = work.module
        most = heats = 0
        for room in module.rooms:
            able = room.starts & work.able & inside
            rounds = len(packed(able, module.whole, 1))
            held = self.frame.units[room.units] * rounds
            if room.power is not None:
                powered = self.frame.units[room.power] // module.needs.power_kw
                held = min(held, powered * len(packed(able, module.minutes, 1)))
            most += held
            heats = 10**6
        return min(most, work.places), heats

    def _caps(self, trade: TradeFrame, cap, high: int, low: int) -> Expr:
        """What there is under the end that is taken."""
        known: dict[int, int] = {}
        total: Expr = 0
        for x, end in zip(self.takes[trade.id], self.ends[trade.id], strict=True):
            total += cap(end) * x
        return total

    def _order(self, before: Work, after: Work) -> None:
        share = before.places / after.places if after.places != before.places else 1
        gap = before.module.minutes + after.module.lead
        new_stage = before.module.stage_id != after.module.stage_id
        soon = [inside & before.able for inside in self.bins.slots]
        for b, inside in enumerate(self.bins.slots):
            latest = (inside & after.able).bit_length() - 1
            if latest < 0:
                continue
            wait = before.module.duty if new_stage else gap
            done = sum(
                entries
                for slots, entries in zip(soon, before.entries, strict=True)
                if slots and (slots & -slots).bit_length() - 1 <= latest - wait
            )
            self.model.add_linear_constraint(share * sum(after.entries[: b + 1]) <= done)

    # judges

    def _high(self, window: range, longest: int) -> int:
        stops = self.bins.stops[window[-1]]
        return min(self.bins.cell_stop(window[-1]) + self.marking, stops - 1 + longest)

    def _judges(self, trade: TradeFrame, works: list[Work]) -> None:
        judged = [w for w in works if w.module.needs.panel]
        if not judged:
            return
        early = [w for w in judged if not w.final]
        late = [w for w in judged if w.final]
        groups = [g for g in self.groups if trade.id in g]
        for g in groups:
            for final in (False, True):
                self.given[g, trade.id, final] = [
                    self.model.add_variable(lb=0) for _ in self.bins.slots
                ]
        own = self.own[trade.id]
        others = [c for g in groups for c in self.groups[g]]
        if early:
            panels = {w.module.needs.panel for w in early}
            longest = max(w.module.duty for w in early)
            for window in self.bins.windows():
                low, high = self.bins.starts[window[0]], self._high(window, longest)
                helped = sum(self.given[g, trade.id, False][b] for g in groups for b in window)
                work = sum(
                    w.module.needs.panel * w.module.duty * sum(w.heats[b] for b in window)
                    for w in early
                )

                def by_end(count):
                    stop = [
                        min(high, e.deadline if len(trade.stages) > 1 else e.deadline + self.marking)
                        for e in self.ends[trade.id]
                    ]
                    known = {s: count(span(low, s)) for s in set(stop)}
                    return sum(
                        known[s] * x for s, x in zip(stop, self.takes[trade.id], strict=True)
                    )

                self.model.add_linear_constraint(
                    work <= by_end(lambda r: sum((c.free & r).bit_count() for c in own)) + helped
                )
                for g in groups:
                    self.model.add_linear_constraint(
                        sum(self.given[g, trade.id, False][b] for b in window)
                        <= by_end(lambda r: sum((c.free & r).bit_count() for c in self.groups[g]))
                    )
                if len(panels) == 1:
                    k = panels.pop()
                    panels.add(k)
                    self.model.add_linear_constraint(
                        work <= k * by_end(lambda r: _full(own + others, r, k))
                    )
                    # one panel more needs so many of the others at least
                    region = span(low, high)
                    slope = _slope(own, region, k)
                    self.model.add_linear_constraint(
                        work <= k * by_end(lambda r: _full(own, r, k)) + k * slope * helped
                    )
        for w in late:
            need = w.module.needs.panel
            for b, inside in enumerate(self.bins.slots):
                able = w.able & inside
                there = sum(bool(c.start_slots(w.module.duty) & able) for c in own)
                if need > there and groups:
                    self.model.add_linear_constraint(
                        sum(self.given[g, trade.id, True][b] for g in groups)
                        >= (need - there) * w.module.duty * w.heats[b]
                    )
        for c, bins in enumerate(self.bins.of_cell):
            here = [
                x
                for x, e in zip(self.takes[trade.id], self.ends[trade.id], strict=True)
                if e.cell == c
            ]
            for w in late[-1:]:
                if here:
                    self.model.add_linear_constraint(
                        sum(w.heats[b] for b in bins) >= sum(here)
                    )
        whole = lambda w: w.module.needs.panel * w.module.duty
        days: dict[int, list[int]] = {}
        for c, bins in enumerate(self.bins.of_cell):
            low, high = self.bins.starts[bins[0]], self.bins.cells[c][1] + self.marking
            work = sum(whole(w) * sum(w.heats[b] for b in bins) for w in judged)
            helped = sum(
                self.given[g, trade.id, f][b] for g in groups for f in (False, True) for b in bins
            )
            self.model.add_linear_constraint(
                work <= sum((j.free & span(low, high)).bit_count() for j in own) + helped
            )
            days.setdefault(self.bins.days[c], []).append(c)
        for day, cells in days.items():
            bins = [b for c in cells for b in self.bins.of_cell[c]]
            work = sum(whole(w) * sum(w.heats[b] for b in bins) for w in judged)
            helped = sum(
                self.given[g, trade.id, f][b] for g in groups for f in (False, True) for b in bins
            )
            self.model.add_linear_constraint(work <= self._day(own, cells) + helped)

    def _day(self, judges: list[JudgeCalendar], cells: list[int]) -> int:
        region = 0
        for c in cells:
            region |= span(self.bins.cells[c][0], self.bins.cells[c][1] + self.marking)
        count = 1 + self.grid.day_of[self.bins.cells[cells[-1]][1] - 1] - self.bins.days[cells[0]]
        return sum(min(count * j.limit, (j.free & region).bit_count()) for j in judges)

    def _shared_judges(self) -> None:
        for g, judges in self.groups.items():
            given = [self.given[g, t, f] for t in g for f in (False, True) if (g, t, f) in self.given]
            longest = max(
                w.module.duty for t in g for w in self.works[t]
            )
            for window in self.bins.windows():
                region = span(self.bins.starts[window[0]], self._high(window, longest))
                self.model.add_linear_constraint(
                    sum(v[b] for v in given for b in window)
                    <= sum((j.free & region).bit_count() for j in judges)
                )
            days: dict[int, list[int]] = {}
            for c in range(len(self.bins.cells)):
                days.setdefault(self.bins.days[c], []).append(c)
            for cells in days.values():
                bins = [b for c in cells for b in self.bins.of_cell[c]]
                self.model.add_linear_constraint(
                    sum(v[b] for v in given for b in bins) <= self._day(judges, cells)
                )

    # rooms

    def _shared_rooms(self) -> None:
        for key, units in self.frame.units.items():
            if key[0] not in ("power", "seats"):
                continue
            using = [
                w
                for works in self.works.values()
                for w in works
                if len(w.module.rooms) == 1
                and (w.module.rooms[0].power == key or w.module.rooms[0].units == key)
            ]
            if not using:
                continue
            power = key[0] == "power"
            for window in self.bins.windows():
                low, stops = self.bins.starts[window[0]], self.bins.stops[window[-1]]
                before = 0 if power else max(w.module.setup for w in using)
                after = 0 if power else max(w.module.cleanup for w in using)
                longest = max(w.module.minutes for w in using)
                high = min(self.bins.cell_stop(window[-1]), stops - 1 + longest)
                use = sum(
                    (w.module.minutes * w.module.needs.power_kw if power else w.module.whole)
                    * sum(w.entries[b] for b in window)
                    for w in using
                )
                self.model.add_linear_constraint(use <= units * (high + after - low + before))
                if window[0] != self.bins.of_cell[self.bins._cell_of[window[0]]][0]:
                    continue
                if len(window) != len(self.bins.of_cell[self.bins._cell_of[window[0]]]):
                    continue
                lengths = {(w.module.minutes if power else w.module.whole) for w in using}
                for length in lengths:
                    inside = 0
                    for w in using:
                        inside |= w.able & span(low, stops)
                    if not inside:
                        continue
                    lo = (inside & -inside).bit_length() - 1 - before
                    points = (high + after - lo) // length
                    use = sum(
                        (w.module.needs.power_kw if power else 1)
                        * ((w.module.minutes if power else w.module.whole) // length)
                        * sum(w.entries[b] for b in window)
                        for w in using
                        if (w.module.minutes if power else w.module.whole) >= length
                    )
                    self.model.add_linear_constraint(use <= units * points)

    def _finals(self) -> None:
        """Finals that share a person are not at once."""
        for trade in self.frame.trades.values():
            for other in trade.shared_people:
                if trade.id < other and len(trade.stages) > 1 and len(
                    self.frame.trades[other].stages
                ) > 1:
                    self._apart(trade, self.frame.trades[other])

    def _apart(self, one: TradeFrame, two: TradeFrame) -> None:
        a, b = one.stages[-1].modules[-1], two.stages[-1].modules[-1]

        def clash(x: End, y: End) -> bool:
            return (
                x.cell is not None
                and x.cell == y.cell
                and y.last - b.lead < x.first + a.minutes
                and x.last - a.lead < y.first + b.minutes
            )

        for c in range(len(self.bins.cells)):
            xs = [(e, v) for e, v in zip(self.ends[one.id], self.takes[one.id], strict=True) if e.cell == c]
            ys = [(e, v) for e, v in zip(self.ends[two.id], self.takes[two.id], strict=True) if e.cell == c]
            rows = set()
            for i in range(len(xs)):
                for i2 in range(i + 1, len(xs) + 1):
                    js = [j for j in range(len(ys)) if all(clash(x, ys[j][0]) for x, _ in xs[i:i2])]
                    if js:
                        rows.add((i, i2, tuple(js)))
            kept = [
                r for r in rows
                if not any(o != r and o[0] <= r[0] and r[1] <= o[1] and set(r[2]) <= set(o[2]) for o in rows)
            ]
            for i, i2, js in kept:
                self.model.add_linear_constraint(
                    sum(v for _, v in xs[i:i2]) + sum(ys[j][1] for j in js) <= 1
                )


def _full(judges: list[JudgeCalendar], region: int, k: int) -> int:
    levels = at_least([j.free & region for j in judges], len(judges))
    return sum(levels[n].bit_count() for n in range(k, len(judges) + 1, k))


def _slope(judges: list[JudgeCalendar], region: int, k: int) -> float:
    """How many panels a further judge makes at most."""
    levels = at_least([j.free & region for j in judges], len(judges))
    most = 1 / k
    for n in range(len(judges) + 1):
        exactly = (region if n == 0 else levels[n]) & ~(levels[n + 1] if n < len(judges) else 0)
        if exactly & region:
            most = max(most, 1 / (k - n % k))
    return most
