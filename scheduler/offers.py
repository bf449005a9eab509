"""
What would help where no answer keeps all rules: each offer one rule loosened, with its price.

```
problem, timetable, changes, stuck trades  ->  overtime today, longer hours, one more judge
```
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from scheduler.changes import Changes
from scheduler.parts import Judge
from scheduler.places import DAY_MIN, LAST_MIN, Window
from scheduler.problem import Problem
from scheduler.replan import Answer, replan
from scheduler.timetable import Timetable
from scheduler.view import clock

OVERTIME_MIN = 60
MOST_JUDGES = 3


@dataclass(frozen=True, kw_only=True)
class Offer:
    """
    A sentence with the price, and the answer it buys. ``problem`` is loosened, with the changes.
    """

    zh: str
    en: str
    problem: Problem
    answer: Answer


def offers(
    problem: Problem,
    timetable: Timetable,
    changes: Changes,
    stuck: tuple[str, ...],
    *,
    seconds: float = 10.0,
    seed: int = 1,
) -> tuple[Offer, ...]:
    """
    Offers that work, the fewest people moved first; ``stuck`` are the trades that hold it up.

    ``seconds`` is for all of them together: when it is over no further one is tried.
    """
    begun = time.monotonic()
    found: list[Offer] = []

    def bought(loosened: Problem) -> tuple[Problem, Answer] | None:
        left = seconds - (time.monotonic() - begun)
        if left <= 0:
            return None
        result = replan(loosened, timetable, changes, seconds=left, seed=seed)
        return (result.problem, result.answers[0]) if result.answers else None

    sale = bought(overtime(problem, changes))
    if sale is not None:
        found.append(_priced(
            f"当天延长 {OVERTIME_MIN} 分钟", f"{OVERTIME_MIN} minutes of overtime that day", *sale
        ))  # fmt: skip
    sale = bought(longer_hours(problem, stuck))
    if sale is not None:
        found.append(_priced(
            f"相关裁判每天多执裁 {OVERTIME_MIN} 分钟",
            f"{OVERTIME_MIN} minutes a day more for the judges concerned", *sale,
        ))  # fmt: skip
    for trade_id in stuck:
        for count in range(1, MOST_JUDGES + 1):
            guests = tuple(f"guest-{trade_id}-{n + 1}" for n in range(count))
            sale = bought(with_guests(problem, trade_id, guests))
            if sale is not None:
                found.append(_priced(*_needed(sale[0], trade_id, guests, sale[1]), *sale))
                break
    return tuple(sorted(found, key=lambda offer: offer.answer.people))


def overtime(problem: Problem, changes: Changes) -> Problem:
    """The day of now, its halls and judges, one hour longer."""
    day = next((d for d in problem.days if d.closes_min > changes.now_min), problem.days[-1])
    closes = day.closes_min
    ends = min(closes + OVERTIME_MIN, (day.index + 1) * DAY_MIN)
    marked = ends + OVERTIME_MIN

    def longer(windows: tuple[Window, ...], until: int) -> tuple[Window, ...]:
        return tuple(
            replace(w, ends_min=max(w.ends_min, until)) if w.holds(closes - 1, closes) else w
            for w in windows
        )

    return replace(
        problem,
        days=tuple(replace(d, closes_min=ends) if d is day else d for d in problem.days),
        venues=tuple(replace(v, windows=longer(v.windows, ends)) for v in problem.venues),
        judges=tuple(replace(j, windows=longer(j.windows, marked)) for j in problem.judges),
    )


def longer_hours(problem: Problem, trades: tuple[str, ...]) -> Problem:
    """The judges of some trades may work one hour a day more."""
    return replace(
        problem,
        judges=tuple(
            replace(j, day_limit_min=j.day_limit_min + OVERTIME_MIN)
            if j.certificates & set(trades)
            else j
            for j in problem.judges
        ),
    )


def with_guests(problem: Problem, trade_id: str, guests: tuple[str, ...]) -> Problem:
    """Judges from outside, of no delegation, who are there whenever they are wanted."""
    always = (Window(starts_min=0, ends_min=LAST_MIN),)
    return replace(
        problem,
        judges=(
            *problem.judges,
            *(
                Judge(id=g, name=g, certificates=frozenset({trade_id}), windows=always)
                for g in guests
            ),
        ),
    )


def _needed(
    problem: Problem, trade_id: str, guests: tuple[str, ...], answer: Answer
) -> tuple[str, str]:
    """How many judges from outside, and from when to when."""
    heats = [
        answer.timetable.heat_by_id[duty.heat_id]
        for duty in answer.timetable.duties
        if duty.judge_id in guests
    ]
    name, count = problem.trade_by_id[trade_id].name, len(guests)
    if not heats:
        return f"{name} 增加 {count} 名裁判", f"{count} more judge(s) for {name}"
    starts, ends = clock(min(h.starts_min for h in heats)), clock(max(h.ends_min for h in heats))
    return (
        f"{name} 增加 {count} 名裁判，{starts} 至 {ends}",
        f"{count} more judge(s) for {name}, {starts} to {ends}",
    )


def _priced(zh: str, en: str, problem: Problem, answer: Answer) -> Offer:
    shifts = len(answer.difference.shifts)
    return Offer(
        zh=f"{zh}：移动 {answer.people} 人，改期 {shifts} 场后续阶段。",
        en=f"{en}: {answer.people} people moved, {shifts} later heats put off.",
        problem=problem,
        answer=answer,
    )
