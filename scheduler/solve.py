"""
From a problem to a checked timetable, better the longer it may take.

```
problem -> arithmetic -> bounds -> (hint) -> construct: trade by trade
        -> where it is small, whole: a bound of all trades, and entire: a timetable of all trades
        -> alone: better bounds -> improve: ruin and recreate
        -> finish: workstations, seats -> check
```
Stops at the bound (then the timetable is proven optimal for the time goals), when the time is up,
or when ``progress`` says so; what was best until then is returned. The result repeats for a seed
unless the wall clock or ``progress`` cut the search short.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from scheduler.arithmetic import Sentence, shortages, too_late
from scheduler.bounds import trade_bound
from scheduler.check import check
from scheduler.construct import spread
from scheduler.entire import Entire, can_be_arranged
from scheduler.finish import adopt, timetable_of
from scheduler.frame import Frame
from scheduler.goals import measure, time_value
from scheduler.improve import Known, Search
from scheduler.problem import Problem
from scheduler.rolling_scope import needed
from scheduler.rolling_solve import roll
from scheduler.state import State
from scheduler.timetable import Report, StageReport, Timetable
from scheduler.whole import least_value, within_reach

Status = Literal["optimal", "feasible", "impossible", "unknown"]
PATIENCE = 100  # rounds per trade without a better value, after which a search ends by itself
EFFORT = 0.6  # deterministic time for the bound of a small contest: seconds where we measured
ASK_SECONDS = 0.2
SHARE = 0.4  # of the seconds, the most for that bound

TOO_MUCH = (
    "把所有工种放在一起算，工位和裁判容不下全部场次：这是证明。",
    "all trades counted together, workstations and judges cannot hold all heats: this is a proof.",
)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a solve stands: its stage, seconds so far, value and bound of the time goals."""

    stage: str
    seconds: float
    value: int | None
    bound: int


@dataclass(frozen=True, kw_only=True)
class Solution:
    """
    ``reasons`` are sentences (zh, en) why there is no timetable; empty if there is one. ``known``
    spares a solve that goes on from here what this one has proven, where it had the time.
    """

    timetable: Timetable | None
    status: Status
    reasons: tuple[Sentence, ...] = ()
    known: Known | None = None


def solve(
    problem: Problem,
    *,
    seconds: float,
    seed: int = 1,
    hint: Timetable | None = None,
    known: Known | None = None,
    progress: Callable[[Progress], bool | None] | None = None,
) -> Solution:
    """
    The best timetable found within ``seconds``, proven or not, or why there is none.

    ``hint`` is an old timetable: its trades that break no rule of this problem are the start.
    ``known`` is what an earlier solve of the very same problem has found out.
    ``progress`` is called between steps; when it returns False the best so far is returned.
    *impossible* is a proof; *unknown* means not found, and the reasons say for which trades.
    """
    work = _Solve(problem, seconds, seed, progress)
    return work.roll(hint) if needed(problem) else work.run(hint, known)


class _Solve:
    def __init__(
        self,
        problem: Problem,
        seconds: float,
        seed: int,
        progress: Callable[[Progress], bool | None] | None,
    ) -> None:
        self.problem, self.seconds, self.seed = problem, seconds, seed
        self.progress = progress
        self.begun = time.monotonic()
        self.stopped = False
        self.at, self.asked = "construct", 0.0
        self.search: Search
        self.stages: list[StageReport] = []
        self.bound = 0
        self.known: Known | None = None

    def roll(self, hint: Timetable | None) -> Solution:
        """The same for a free order and stations of their own, which heats cannot give."""

        def tell(stage: str, value: int | None, bound: int) -> bool:
            seconds = time.monotonic() - self.begun
            report = Progress(stage=stage, seconds=seconds, value=value, bound=bound)
            return self.progress is None or self.progress(report) is not False

        found = roll(self.problem, seconds=self.seconds, seed=self.seed, hint=hint, tell=tell)
        if found.timetable is None:
            status: Status = "impossible" if found.status == "impossible" else "unknown"
            return Solution(timetable=None, status=status, reasons=found.reasons)
        breaches = check(self.problem, found.timetable)
        assert not breaches, breaches
        self.bound = found.bound
        self.stages = [
            StageReport(name=name, seconds=seconds, value=value)
            for name, seconds, value in found.stages
        ]
        return self._reported(found.timetable, found.value)

    def run(self, hint: Timetable | None, known: Known | None) -> Solution:
        frame = Frame(self.problem)
        reasons = tuple(shortages(frame))
        if reasons:
            return Solution(timetable=None, status="impossible", reasons=reasons)
        bounds = {trade_id: trade_bound(frame, trade) for trade_id, trade in frame.trades.items()}
        reasons = tuple(too_late(frame, bounds))
        if reasons:
            return Solution(timetable=None, status="impossible", reasons=reasons)
        least = {t: frame.grid.contest_min(bound.ends or 0) for t, bound in bounds.items()}
        self.bound = time_value(self.problem, least.values())
        self._step("bounds", None)

        state = State(frame)
        if hint is not None:
            adopt(state, hint)
        self.search = search = Search(state, least, self.seed, self._over)
        search.fill()
        self._step("construct", search)
        self.at = "whole"
        if search.small and within_reach(frame) and not self._whole(search):
            return Solution(timetable=None, status="impossible", reasons=(TOO_MUCH,))
        self.at = "alone"
        if known is None:
            search.sharpen()
        else:
            search.go_on(known)
        if not search.small and self._left() > 0:
            self.known = search.known()
        self._step("alone", search)
        self.at = "improve"
        idle, patience = 0, PATIENCE * len(frame.trades)
        while search.value() > (0, search.bound()) and idle < patience and not self._over():
            idle = 0 if search.round() else idle + 1
            self._tell("improve", search)
        self._step("improve", search)
        search.take_best()
        return self._finish(search)

    def _whole(self, search: Search) -> bool:
        """All trades of a small contest at once; False: there is no timetable, proven."""
        frame, least = search.state.frame, search.least
        missing, value = search.value()
        if not missing and value <= search.bound():
            return True
        left = min(self._left(), SHARE * self.seconds)
        bound = least_value(frame, least, effort=EFFORT, seconds=left, seed=self.seed)
        if bound is None:
            return False
        search.together = bound
        self._step("whole", search)
        if search.value() > (0, search.bound()) and can_be_arranged(frame) and not self._over():
            below = None if missing else value
            plans = Entire(frame, least, search.bound(), below, self._left, self.seed).plans()
            if plans is not None:
                search.take(plans)
            self._step("entire", search)
        return True

    def _left(self) -> float:
        """Seconds left."""
        return 0.0 if self.stopped else self.seconds - (time.monotonic() - self.begun)

    def _over(self) -> bool:
        """Whether to stop; whoever waits is asked, too, a few times a second."""
        now = time.monotonic()
        if now >= self.asked + ASK_SECONDS:
            self.asked = now
            self._tell(self.at, self.search)
        return self._left() <= 0

    def _tell(self, stage: str, search: Search | None) -> None:
        missing, value = search.value() if search is not None else (1, 0)
        self.bound = search.bound() if search is not None else self.bound
        report = Progress(
            stage=stage,
            seconds=time.monotonic() - self.begun,
            bound=self.bound,
            value=None if missing else value,
        )
        if self.progress is not None and self.progress(report) is False:
            self.stopped = True

    def _step(self, stage: str, search: Search | None) -> None:
        missing, value = search.value() if search is not None else (1, 0)
        before = sum(done.seconds for done in self.stages)
        self.stages.append(
            StageReport(
                name=stage,
                seconds=time.monotonic() - self.begun - before,
                value=None if missing else value,
            )
        )
        self._tell(stage, search)

    def _finish(self, search: Search) -> Solution:
        missing, value = search.value()
        if missing:
            return Solution(
                timetable=None,
                status="unknown",
                reasons=tuple(
                    (
                        f"{trade.name}：在给定时间内没有找到容得下它的安排，也没有证明不可能。",
                        f"{trade.name}: no place was found for it in the time given, nor a proof "
                        "that there is none.",
                    )
                    for trade in self.problem.trades
                    if trade.id not in search.state.plans
                ),
            )
        spread(search.state)
        timetable = timetable_of(search.state)
        self._step("finish", search)
        breaches = check(self.problem, timetable)
        if breaches:
            # Locked workstations may clash and locked heats be too many; all else is our own fault.
            assert self.problem.locked, breaches
            reasons = tuple((breach.zh, breach.en) for breach in breaches)
            return Solution(timetable=None, status="unknown", reasons=reasons)
        return self._reported(timetable, value)

    def _reported(self, timetable: Timetable, value: int) -> Solution:
        status: Literal["optimal", "feasible"] = "optimal" if value <= self.bound else "feasible"
        gap = 100 * (value - self.bound) / self.bound if self.bound else 0.0
        report = Report(
            value=value,
            bound=self.bound,
            gap_percent=round(gap, 3),
            status=status,
            seconds=time.monotonic() - self.begun,
            stages=tuple(self.stages),
            goals=measure(self.problem, timetable),
        )
        done = replace(timetable, report=report)
        return Solution(timetable=done, status=status, known=self.known)
