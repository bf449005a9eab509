"""
Where nothing was found: the fewest judges from outside with whom there is a timetable.

```
a problem without a timetable -> one more judge, two, three -> found and checked: whom, when
```
A judge from outside is of no delegation, comes on every day and may at first serve in any trade; so
where it is proven that one fewer is not enough, no choice of trades is. Then each is asked for one
trade only, or for two, if a timetable is found with that.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, combinations_with_replacement, islice

from scheduler.arithmetic import Sentence
from scheduler.parts import Judge
from scheduler.places import DAY_MIN
from scheduler.problem import Problem
from scheduler.solve import Progress, Solution, solve
from scheduler.timetable import Timetable

TRIES = 12  # ways to give each judge from outside one trade or two
MOST = 3  # judges from outside; who needs more has another trouble
SHARE = 0.8  # of the time, after which what has no timetable is asked about with more judges

Tell = Callable[[Progress], bool | None]
Serving = dict[str, tuple[tuple[str, ...], tuple[int, ...]]]
"""By judge from outside: the trades that he serves, and the days, counted from 1."""


def solve_or_advise(
    problem: Problem,
    *,
    seconds: float,
    seed: int = 1,
    hint: Timetable | None = None,
    progress: Tell | None = None,
) -> Solution:
    """``solve``; where it finds nothing, its reasons end with whom to ask, if that was found."""
    begun, stopped = time.monotonic(), False

    def tell(now: Progress) -> bool:
        nonlocal stopped
        stopped = stopped or (progress is not None and progress(now) is False)
        return not stopped and (now.value is not None or now.seconds < SHARE * seconds)

    found = solve(problem, seconds=seconds, seed=seed, hint=hint, progress=tell)
    left = begun + seconds - time.monotonic()
    if found.timetable is not None or stopped:
        return found
    return advised(problem, found, seconds=left, seed=seed, progress=progress)


def advised(
    problem: Problem,
    found: Solution,
    *,
    seconds: float,
    seed: int = 1,
    progress: Tell | None = None,
) -> Solution:
    """
    ``found``, which has no timetable, its reasons ending with whom to ask, if that is found. If in
    the end there is a timetable without help, that is the answer.
    """
    begun = time.monotonic()

    def first(now: Progress) -> bool:
        told = replace(now, stage="advise", value=None, seconds=time.monotonic() - begun)
        return (progress is None or progress(told) is not False) and now.value is None

    def search(certificates: list[frozenset[str]], share: float) -> Solution:
        left = max(0.0, (begun + seconds - time.monotonic()) * share)
        return solve(_with(problem, certificates), seconds=left, seed=seed, progress=first)

    proven = found.status == "impossible"
    for count in range(1, MOST + 1):
        helped = search([frozenset(problem.trade_by_id)] * count, 1 / (MOST + 1))
        if helped.timetable is not None:
            serving = _serving(problem, helped.timetable)
            if not serving:
                return helped
            trades = sorted({trade for served, _ in serving.values() for trade in served})
            few = [frozenset(some) for n in (1, 2) for some in combinations(trades, n)]
            for each in islice(combinations_with_replacement(few, len(serving)), TRIES):
                narrow = search(list(each), 1 / TRIES)
                if narrow.timetable is not None:
                    serving = _serving(problem, narrow.timetable) or serving
                    break
            return replace(found, reasons=(*found.reasons, _sentence(problem, serving, proven)))
        proven = proven and helped.status == "impossible"
    return found


def _names(problem: Problem, count: int) -> list[str]:
    """Ids that nobody has."""
    free = (f"outside-{n}" for n in range(1, len(problem.judges) + count + 1))
    taken = {judge.id for judge in problem.judges}
    return [name for name in free if name not in taken][:count]


def _with(problem: Problem, certificates: list[frozenset[str]]) -> Problem:
    limit = max((judge.day_limit_min for judge in problem.judges), default=480)
    more = (
        Judge(id=name, name=name, certificates=held, day_limit_min=limit)
        for name, held in zip(_names(problem, len(certificates)), certificates, strict=True)
    )
    return replace(problem, judges=(*problem.judges, *more))


def _serving(problem: Problem, timetable: Timetable) -> Serving:
    known = {judge.id for judge in problem.judges}
    heats: dict[str, list[str]] = {}
    for duty in timetable.duties:
        if duty.judge_id not in known:
            heats.setdefault(duty.judge_id, []).append(duty.heat_id)
    found: Serving = {}
    for judge, served in sorted(heats.items()):
        of = [timetable.heat_by_id[heat] for heat in served]
        days = {heat.starts_min // DAY_MIN + 1 for heat in of}
        found[judge] = (tuple(sorted({heat.trade_id for heat in of})), tuple(sorted(days)))
    return found


def _sentence(problem: Problem, serving: Serving, proven: bool) -> Sentence:
    zh, en = [], []
    for trades, days in serving.values():
        names = [problem.trade_by_id[trade].name for trade in trades]
        zh.append(f"{'、'.join(names)} 1 名（第 {'、'.join(map(str, days))} 天）")
        en.append(f"1 for {' and '.join(names)} (day {', '.join(map(str, days))})")
    fewest = (
        ("更少不行，已证明。", "Fewer are not enough: this is proven.")
        if proven
        else ("更少行不行没有证明。", "Whether fewer would do is not proven.")
    )
    return (
        f"再请 {len(serving)} 名外来裁判就有赛程，已排出并核对：{'，'.join(zh)}。{fewest[0]}",
        f"With {len(serving)} judge(s) from outside there is a timetable, found and checked: "
        f"{', '.join(en)}. {fewest[1]}",
    )
