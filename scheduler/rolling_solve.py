"""
From a problem of rolling starts to a timetable, better the longer it may take.

```
problem -> runs and pools -> lists -> swaps along the longest path  -> model -> places -> timetable
                                      beside it a model that proves    from the best plan on
```
Swaps are for problems in which only places and orders bind; with judges, power, breaks or a free
order the model does all. Two threads at most are busy at a time.
"""

from __future__ import annotations

import random
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Literal, TypeVar

from ortools.sat.python import cp_model

from scheduler.goals import time_value
from scheduler.grid import first
from scheduler.problem import Problem
from scheduler.rolling import Plan, Rolling
from scheduler.rolling_first import RULES, plans
from scheduler.rolling_model import Model
from scheduler.rolling_scope import Sentence, refused
from scheduler.rolling_swaps import improve, plain
from scheduler.rolling_table import heats_of, plan_of
from scheduler.timetable import Duty, Timetable

Tell = Callable[[str, int | None, int], bool]
"""(stage, value, bound) -> whether to go on."""
Found = TypeVar("Found")
WORKERS = 2
LISTS = 0.04  # of the time
FRUITLESS = 40  # lists in a row that are no better, after which there are enough
SWAPS = 0.6
TELL_SECONDS = 0.1


@dataclass(kw_only=True)
class Rolled:
    """What came out; ``timetable`` without a report. ``stages``: name, seconds, value."""

    timetable: Timetable | None
    status: Literal["found", "impossible", "unknown"]
    value: int = 0
    bound: int = 0
    reasons: tuple[Sentence, ...] = ()
    stages: list[tuple[str, float, int | None]] = field(default_factory=list)


def roll(
    problem: Problem, *, seconds: float, seed: int, hint: Timetable | None, tell: Tell
) -> Rolled:
    """The best timetable found within ``seconds``; ``hint`` is an old one, used if it fits."""
    reasons = tuple(refused(problem))
    if reasons:
        return Rolled(timetable=None, status="unknown", reasons=reasons)
    rolling = Rolling(problem)
    reasons = tuple(rolling.impossible())
    if reasons:
        return Rolled(timetable=None, status="impossible", reasons=reasons)
    return _Roll(rolling, seconds, seed, tell).run(hint)


class _Roll:
    def __init__(self, rolling: Rolling, seconds: float, seed: int, tell: Tell) -> None:
        self.rolling, self.seconds, self.seed, self.tell = rolling, seconds, seed, tell
        self.rng = random.Random(seed)
        self.begun = self.told = time.monotonic()
        self.stopped = self.halted = False
        self.lock = threading.Lock()
        self.plan: Plan | None = None
        self.duties: tuple[Duty, ...] = ()
        self.value: int | None = None
        self.solver = cp_model.CpSolver()
        self.hope: Plan | None = None  # a plan that may break something the lists do not look at
        self.stage = "lists"
        self.stages: list[tuple[str, float, int | None]] = []
        self.weight = {goal.name: goal.weight for goal in rolling.problem.goals}
        self.least = self._least()
        self.floor = max(*self.least, rolling.busiest())
        passed = rolling.grid.contest_min
        self.bound = self.weight.get("each_finish", 0) * sum(map(passed, self.least))
        self.bound += self.weight.get("last_finish", 0) * len(self.least) * passed(self.floor)

    def _least(self) -> list[int]:
        """By trade: when its longest run and its longest chain can end at the earliest (slots)."""
        ends = dict.fromkeys(self.rolling.stages, 0)
        chains = [*self.rolling.chains, *((n,) for n in range(len(self.rolling.runs)))]
        for chain in chains:
            at = 0
            for run in (self.rolling.runs[number] for number in chain):
                starts = ((way, first(way.starts, at + run.lead)) for way in run.ways)
                could = [start + way.lasts for way, start in starts if start is not None]
                at = min(could, default=at)
                ends[run.trade_id] = max(ends[run.trade_id], at)
        return list(ends.values())

    def run(self, hint: Timetable | None) -> Rolled:
        self.plan = plan_of(self.rolling, hint) if hint is not None else None
        if self.plan is not None and hint is not None:
            self.duties, self.value = hint.duties, self._value(self.plan)
        self._lists()
        if plain(self.rolling) and self.plan is not None and not self._over():
            share = SWAPS if not self.weight.get("each_finish") else SWAPS / 4
            self.stage = "swaps"
            self._swaps(self.plan, self.begun + share * self.seconds)
        infeasible = False
        if not self._over():
            self.stage = "model"
            infeasible = self._model()
        if self.plan is None:
            return self._nothing(infeasible)
        heats, assignments = heats_of(self.rolling, self.plan)
        return Rolled(
            timetable=Timetable(heats=heats, assignments=assignments, duties=self.duties),
            status="found",
            value=self.value or 0,
            bound=self.bound,
            stages=self.stages,
        )

    def _nothing(self, infeasible: bool) -> Rolled:
        if infeasible:
            reason = (
                "已证明：在这些时间、工位、供电和裁判之内，没有任何安排。",
                "Proven: these hours, places, power and judges hold no timetable at all.",
            )
            return Rolled(timetable=None, status="impossible", reasons=(reason,))
        reason = (
            "在给定时间内没有找到安排，也没有证明不可能。",
            "No timetable was found in the time given, nor a proof that there is none.",
        )
        return Rolled(timetable=None, status="unknown", reasons=(reason,))

    def _value(self, plan: Plan) -> int:
        grid = self.rolling.grid
        ends = [grid.contest_min(end) for end in self.rolling.finishes(plan)]
        return time_value(self.rolling.problem, ends)

    def _keep(self, plan: Plan, duties: tuple[Duty, ...] = ()) -> None:
        value = self._value(plan)
        with self.lock:
            if self.value is None or value < self.value:
                self.plan, self.value, self.duties = plan, value, duties

    def _over(self) -> bool:
        """Whether to end: told so, out of time, or at the bound."""
        if time.monotonic() - self.told > TELL_SECONDS:
            self.told = time.monotonic()
            self.stopped |= not self.tell(self.stage, self.value, self.bound)
        proven = self.value is not None and self.value <= self.bound
        late = time.monotonic() - self.begun >= self.seconds
        return self.stopped or proven or late

    def _done(self) -> None:
        spent = sum(seconds for _, seconds, _ in self.stages)
        self.stages.append((self.stage, time.monotonic() - self.begun - spent, self.value))

    def _lists(self) -> None:
        rolling = self.rolling
        sure = all(run.module.panel == 0 for run in rolling.runs) and all(
            venue.power_kw is None for venue in rolling.problem.venues
        )
        until, since = self.begun + LISTS * self.seconds, 0
        for plan in plans(rolling, self.rng):
            before = self.value
            if sure:
                self._keep(plan)
            else:
                self.hope = plan
            since = 0 if self.value != before else since + 1
            late = time.monotonic() > until and since >= len(RULES)
            if self._over() or not sure or late or since >= FRUITLESS:
                break
        self._done()

    def _swaps(self, plan: Plan, until: float) -> None:
        """Swaps in this thread, proofs in another, until the one or the other is done."""
        opens = first(self.rolling.grid.open) or 0
        with self._beside(lambda: self._prove(until)):
            improve(
                self.rolling,
                plan,
                self.floor - opens,
                self.rng,
                lambda better, _: self._keep(better),
                lambda: not self._over() and time.monotonic() < until,
            )
        self._done()

    @contextmanager
    def _beside(self, search: Callable[[], Found]) -> Iterator[Future[Found]]:
        """A search in a thread of its own, ended with the block; its errors are raised here."""
        with ThreadPoolExecutor(1) as threads:
            self.halted = False
            task = threads.submit(search)
            try:
                yield task
            finally:
                self.halted = True
                while not wait([task], timeout=0.02).done:
                    self.solver.stop_search()  # which hears nothing before it has really begun
            task.result()

    def _prove(self, until: float) -> None:
        """One worker after better bounds, begun anew as plans get better."""
        for share in (0.05, 0.2, 1.0):
            seconds = min(share * self.seconds, until - time.monotonic())
            if seconds > 0 and not self.halted and self.value != self.bound:
                self._search(seconds, 1)

    def _model(self) -> bool:
        """The model from the best plan on, with all workers; True if nothing is possible."""
        left = self.begun + self.seconds - time.monotonic()
        with self._beside(lambda: self._search(left, WORKERS)) as task:
            while not wait([task], timeout=TELL_SECONDS / 2).done and not self._over():
                pass
        self._done()
        return task.result()

    def _last(self) -> int:
        """The latest end that a better plan can have."""
        grid, each = self.rolling.grid, self.weight.get("each_finish", 0)
        last = self.weight.get("last_finish", 0) * len(self.least)
        if self.plan is None or self.value is None or not last:
            return grid.end
        others = each * sum(grid.contest_min(end) for end in self.least)
        most = (self.value - others) // last
        ends = max(self.rolling.finishes(self.plan))
        later = range(ends, grid.end + 1)
        return ends if not each else ends - 1 + bisect_right(later, most, key=grid.contest_min)

    def _search(self, seconds: float, workers: int) -> bool:
        """Search the model for plans and bounds; True if it proves that there is no plan."""
        with self.lock:
            plan, last = self.plan or self.hope, self._last()
        model = Model(self.rolling, self.floor, last, plan)
        solver = self.solver = cp_model.CpSolver()
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = self.seed
        solver.parameters.max_time_in_seconds = max(seconds, 0.01)
        status = solver.solve(model.model, _Watch(self, model))
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._keep(model.plan(solver.value), tuple(model.panels.duties(solver.value)))
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN):
            proven = ceil(solver.best_objective_bound - 1e-6)
            with self.lock:
                self.bound = max(self.bound, proven)
        return status == cp_model.INFEASIBLE


class _Watch(cp_model.CpSolverSolutionCallback):
    """Keeps what a search finds."""

    def __init__(self, owner: _Roll, model: Model) -> None:
        super().__init__()
        self.owner, self.found = owner, model

    def on_solution_callback(self) -> None:
        self.owner._keep(self.found.plan(self.value), tuple(self.found.panels.duties(self.value)))
