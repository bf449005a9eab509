"""
The CP-SAT model of rolling starts: where and when every run takes place, and who marks it.

```
Rolling, a plan -> starts, ways, pools, orders, power, panels; the plan as hint -> a better plan
```
Judges are variables here, so that a panel is never promised that recusals and hours forbid.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from ortools.sat.python import cp_model

from scheduler.grid import span
from scheduler.rolling import Plan, Rolling, Run
from scheduler.rolling_panels import Panels

Expr = cp_model.LinearExpr | int


def stretches(bits: int, low: int, high: int) -> list[list[int]]:
    """The first and last slot of each stretch of a set, between ``low`` and ``high``."""
    found: list[list[int]] = []
    rest, at = (bits & ((1 << (high + 1)) - 1)) >> low if high >= low else 0, low
    while rest:
        skip = (rest & -rest).bit_length() - 1
        rest, at = rest >> skip, at + skip
        length = (~rest & (rest + 1)).bit_length() - 1
        found.append([at, at + length - 1])
        rest, at = rest >> length, at + length
    return found


class Model:
    """
    No run ends after ``last``, and the last one never before ``floor`` (slots). ``plan`` and
    ``panels.duties`` read a solver's values.
    """

    def __init__(self, rolling: Rolling, floor: int, last: int, hint: Plan | None) -> None:
        self.rolling, self.last = rolling, last
        self.model = cp_model.CpModel()
        self.starts: list[cp_model.IntVar] = []
        self.taken: list[list[cp_model.IntVar]] = []
        self.ends: list[Expr] = []
        self.lasts: list[Expr] = []
        self.used: list[list[tuple[int, int, int, cp_model.IntervalVar]]] = [
            [] for _ in rolling.pools
        ]
        heads, tails = rolling.room()
        for number, (head, tail) in enumerate(zip(heads, tails, strict=True)):
            self._run(number, head, last - tail)
        self._orders()
        self._pools()
        self._power()
        self.panels = Panels(rolling, self.model, self.starts, self.lasts)
        self._goal(heads, tails, floor)
        if hint is not None:
            self._hint(hint)

    def _run(self, number: int, first: int, latest: int) -> None:
        model, run = self.model, self.rolling.runs[number]
        domains = [
            cp_model.Domain.from_intervals(
                stretches(way.starts, first, latest - way.lasts + run.shortest)
            )
            for way in run.ways
        ]
        anywhere = domains[0]
        for domain in domains[1:]:
            anywhere = anywhere.union_with(domain)
        if anywhere.is_empty():
            model.add_bool_or([])  # the model has no solution
            anywhere = cp_model.Domain(0, 0)
        start = model.new_int_var_from_domain(anywhere, "")
        taken = [model.new_bool_var("") for _ in run.ways] if len(run.ways) > 1 else []
        if taken:
            model.add_exactly_one(taken)
        for n, (way, domain) in enumerate(zip(run.ways, domains, strict=True)):
            begins, whole = start - run.setup, run.setup + way.lasts + run.cleanup
            if taken:
                used = model.new_optional_fixed_size_interval_var(begins, whole, taken[n], "")
                if domain.flattened_intervals() != anywhere.flattened_intervals():
                    model.add_linear_expression_in_domain(start, domain).only_enforce_if(taken[n])
            else:
                used = model.new_fixed_size_interval_var(begins, whole, "")
            self.used[way.pool].append((number, n, way.lasts, used))
        self.starts.append(start)
        self.taken.append(taken)
        self.lasts.append(self._long(run, taken))
        self.ends.append(start + self.lasts[-1])

    def _long(self, run: Run, taken: list[cp_model.IntVar]) -> Expr:
        longer = [
            (way.lasts - run.shortest) * literal
            for way, literal in zip(run.ways, taken, strict=bool(taken))
            if way.lasts > run.shortest
        ]
        return run.shortest + sum(longer) if longer else run.shortest

    def _stay(self, number: int) -> cp_model.IntervalVar:
        """From check-in to the end."""
        run = self.rolling.runs[number]
        begins = self.starts[number] - run.lead
        if not self.taken[number]:
            return self.model.new_fixed_size_interval_var(begins, run.lead + run.shortest, "")
        longest = run.lead + max(way.lasts for way in run.ways)
        length = self.model.new_int_var(run.lead + run.shortest, longest, "")
        self.model.add(length == run.lead + self.lasts[number])
        end = self.model.new_int_var(0, self.last, "")
        return self.model.new_interval_var(begins, length, end, "")

    def _orders(self) -> None:
        model, runs = self.model, self.rolling.runs
        for chain in self.rolling.chains:
            for before, after in pairwise(chain):
                model.add(self.starts[after] >= self.ends[before] + runs[after].lead)
        for crowd in self.rolling.crowds:
            model.add_no_overlap([self._stay(number) for number in crowd])
        for stages in self.rolling.stages.values():
            for (_, of_stage), (lag, of_next) in pairwise(stages):
                marked = model.new_int_var(0, 2 * self.rolling.grid.end, "")
                for number in of_stage:
                    model.add(marked >= self.ends[number] + runs[number].marking)
                for number in of_next:
                    model.add(self.starts[number] >= marked + lag)

    def _pools(self) -> None:
        for pool, used in zip(self.rolling.pools, self.used, strict=True):
            intervals = [interval for *_, interval in used]
            if len(pool.places) == 1:
                self.model.add_no_overlap(intervals)
            elif len(pool.places) < len(intervals):
                self.model.add_cumulative(intervals, [1] * len(intervals), len(pool.places))

    def _power(self) -> None:
        for venue in self.rolling.problem.venues:
            if venue.power_kw is None:
                continue
            drawn: list[tuple[cp_model.IntervalVar, int]] = []
            for number, run in enumerate(self.rolling.runs):
                for n, way in enumerate(run.ways if run.module.power_kw else ()):
                    if self.rolling.pools[way.pool].venue_id == venue.id:
                        here = self.taken[number][n] if self.taken[number] else True
                        work = self.model.new_optional_fixed_size_interval_var(
                            self.starts[number], way.lasts, here, ""
                        )
                        drawn.append((work, run.module.power_kw))
            self.model.add_cumulative(
                [w for w, _ in drawn], [kw for _, kw in drawn], venue.power_kw
            )

    def _goal(self, heads: list[int], tails: list[int], floor: int) -> None:
        """The time goals in contest minutes, and what every pool must have done by the last end."""
        model, rolling, grid = self.model, self.rolling, self.rolling.grid
        self.last_end = model.new_int_var(floor, max(floor, self.last), "")
        opens = (grid.open & -grid.open).bit_length() - 1
        for pool, used in zip(rolling.pools, self.used, strict=True):
            numbers = [number for number, *_ in used]
            if any(self.taken[number] for number in numbers):
                before = opens + min(heads[n] for n in numbers)
                behind = min(tails[n] - rolling.runs[n].shortest for n in numbers)
                work = sum(
                    lasts * (self.taken[n][way] if self.taken[n] else 1)
                    for n, way, lasts, _ in used
                )
                model.add(work <= len(pool.places) * (self.last_end - before - behind))
        weight = {goal.name: goal.weight for goal in rolling.problem.goals}
        self.finishes: list[cp_model.IntVar] = []
        for stages in rolling.stages.values():
            finish = model.new_int_var(0, self.last, "")
            for number in stages[-1][1]:
                model.add(finish <= self.last_end)
                model.add(finish >= self.ends[number])
            self.finishes.append(finish)
        last = weight.get("last_finish", 0) * len(self.finishes)
        value = last * self._passed(self.last_end) if last else 0
        if weight.get("each_finish", 0):
            value += weight["each_finish"] * sum(self._passed(end) for end in self.finishes)
        model.minimize(value)

    def _passed(self, end: cp_model.IntVar) -> Expr:
        """Contest minutes at an end: linear within one stretch of hours, else by a table."""
        grid = self.rolling.grid
        opens = (grid.open & -grid.open).bit_length() - 1
        if grid.open == span(opens, grid.end):
            return grid.slot_min * (end - opens)
        table = [grid.contest_min(slot) for slot in range(self.last + 1)]
        passed = self.model.new_int_var(0, table[-1], "")
        self.model.add_element(end, table, passed)
        return passed

    def _hint(self, plan: Plan) -> None:
        model = self.model
        for number, (way, start) in enumerate(plan):
            model.add_hint(self.starts[number], start)
            for n, literal in enumerate(self.taken[number]):
                model.add_hint(literal, n == way)
        ends = self.rolling.finishes(plan)
        model.add_hint(self.last_end, max(ends))
        for finish, end in zip(self.finishes, ends, strict=True):
            model.add_hint(finish, end)

    def plan(self, value: Callable[[Expr], int]) -> Plan:
        """The plan that a solver's values describe."""
        return tuple(
            (next((n for n, literal in enumerate(taken) if value(literal)), 0), value(start))
            for start, taken in zip(self.starts, self.taken, strict=True)
        )
