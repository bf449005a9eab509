"""By how little one wish has to give way: the cheapest loosening that ends a clash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from scheduler.places import DAY_MIN
from scheduler.problem import Problem, module_key
from scheduler.wishes import Wish, only


@dataclass(frozen=True, kw_only=True)
class Price:
    """``amount`` in days, minutes, kW, seats, workstations, judges or entries; 0: all of it."""

    amount: int
    zh: str
    en: str


MOST = {"days": 10, "power": 4096, "seats": 4096, "stations": 512, "panel": 16, "heat_size": 512}
UNITS = {
    "days": ("增加 {n} 天", "{n} more day(s)"),
    "power": ("增加 {n} 千瓦供电", "{n} kW more"),
    "seats": ("增加 {n} 个座位", "{n} more seat(s)"),
    "stations": ("增加 {n} 个工位", "{n} more workstation(s)"),
    "panel": ("每场减少 {n} 名裁判", "{n} judge(s) fewer in each heat"),
    "heat_size": ("每场增加 {n} 个参赛项", "{n} more in each heat"),
    "lag": ("间隔减少 {n} 分钟", "{n} minutes less"),
    "lead": ("检录提前量减少 {n} 分钟", "{n} minutes less"),
    "judge_limit": ("每天增加 {n} 分钟", "{n} minutes a day more"),
}
WHOLE = ("整条取消", "dropped altogether")


def cheapest(
    problem: Problem, core: frozenset[Wish], wish: Wish, good: Callable[[Problem], bool]
) -> Price | None:
    """
    The least amount by which the wish, loosened alone, lets the others of the core be kept.

    ``good`` says that a problem is no longer proven impossible. None if no amount is enough.
    """
    kind = wish[0]
    if kind not in UNITS:
        return Price(amount=0, zh=WHOLE[0], en=WHOLE[1])
    step = problem.step_min if kind in ("lag", "lead", "judge_limit") else 1
    low, high = 0, 1

    def enough(count: int) -> bool:
        loosened = only(loosen(problem, wish, count * step), core)
        return loosened is not None and good(loosened)

    most = MOST.get(kind, DAY_MIN) // step
    while not enough(high):
        if high >= most:
            return None
        low, high = high, min(most, 2 * high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    zh, en = UNITS[kind]
    amount = high * step
    return Price(amount=amount, zh=zh.format(n=amount), en=en.format(n=amount))


def loosen(problem: Problem, wish: Wish, amount: int) -> Problem:
    """The problem with one wish, of a kind that has an amount, loosened by so much."""
    kind, key = wish
    if kind == "days":
        last = problem.days[-1]
        more = tuple(
            replace(
                last,
                index=last.index + n,
                opens_min=last.opens_min + n * DAY_MIN,
                closes_min=last.closes_min + n * DAY_MIN,
                breaks=(),
            )
            for n in range(1, amount + 1)
        )
        return replace(problem, days=(*problem.days, *more))
    if kind in ("power", "seats"):
        venues = tuple(
            replace(v, seats=v.seats + amount)
            if v.id == key and kind == "seats"
            else replace(v, power_kw=(v.power_kw or 0) + amount)
            if v.id == key
            else v
            for v in problem.venues
        )
        return replace(problem, venues=venues)
    if kind == "stations":
        there = [s for s in problem.workstations if s.kind == key]
        like = there[-1]
        more_stations = tuple(
            replace(like, id=f"{like.id} new {n}", position=like.position + n, down=())
            for n in range(1, amount + 1)
        )
        return replace(problem, workstations=(*problem.workstations, *more_stations))
    if kind == "judge_limit":
        judges = tuple(
            replace(j, day_limit_min=j.day_limit_min + amount) if j.id == key else j
            for j in problem.judges
        )
        return replace(problem, judges=judges)
    return _stages(problem, wish, amount)


def _stages(problem: Problem, wish: Wish, amount: int) -> Problem:
    kind, key = wish
    trades = []
    for trade in problem.trades:
        stages = []
        for stage in trade.stages:
            lag = stage.lag_min
            if kind == "lag" and key == f"{trade.id}/{stage.id}":
                lag = max(0, lag - amount)
            modules = []
            for module in stage.modules:
                if key == module_key(trade.id, stage.id, module.id):
                    if kind == "panel":
                        module = replace(module, panel=max(0, module.panel - amount))
                    elif kind == "lead":
                        module = replace(module, lead_min=max(0, module.lead_min - amount))
                    else:
                        module = replace(module, heat_size=(module.heat_size or 0) + amount)
                modules.append(module)
            stages.append(replace(stage, lag_min=lag, modules=tuple(modules)))
        trades.append(replace(trade, stages=tuple(stages)))
    return replace(problem, trades=tuple(trades))
