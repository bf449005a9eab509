"""On tiny contests everything is tried: no bound is above the best, and no optimum is below it."""

from __future__ import annotations

import random

import pytest

from scheduler.alone import earliest
from scheduler.bounds import trade_bound
from scheduler.frame import Frame
from scheduler.goals import time_value
from scheduler.heatwise import by_itself
from scheduler.problem import Problem, Venue, Window
from scheduler.solve import solve
from scheduler.whole import least_value
from tests.scheduler import samples
from tests.scheduler.brute import best_finish, best_value


def tiny_problem(seed: int) -> Problem:
    """One trade on one short day, on a grid of an hour; some have no timetable."""
    rng = random.Random(seed)
    modules = [
        samples.practical(
            "bench",
            minutes=rng.choice([60, 120]),
            panel=rng.randint(0, 1),
            setup_min=rng.choice([0, 30]),
            cleanup_min=rng.choice([0, 30]),
            marking_min=rng.choice([0, 60]),
            lead_min=rng.choice([0, 30]),
            heat_size=rng.choice([None, 1, 2]),
            power_kw=rng.choice([0, 1]),
        )
    ]
    places = 3
    if rng.random() < 0.6:
        modules.insert(0, samples.theory(minutes=60, lead_min=rng.choice([0, 30])))
        places = 2
    judges = [
        judge
        for n in range(rng.randint(1, 2))
        for judge in samples.judges(
            1,
            "weld",
            prefix=f"j{n}-",
            delegation_id=rng.choice([None, "d0", "d1"]),
            day_limit_min=rng.choice([120, 480]),
            windows=() if rng.random() < 0.7 else (Window(starts_min=540, ends_min=900),),
        )
    ]
    return Problem(
        days=(samples.day(0, 480, rng.choice([780, 900]), (660, 720)),),
        venues=(
            Venue(id="hall", name="hall", seats=rng.randint(1, 3)),
            Venue(id="shop", name="shop", power_kw=rng.choice([None, 2])),
        ),
        workstations=samples.benches("bench", "shop", rng.randint(1, 3)),
        trades=(samples.trade("weld", places, *modules),),
        entries=samples.roster("weld", places, 2),
        judges=tuple(judges),
        step_min=60,
    )


@pytest.mark.parametrize("seed", range(40))
def test_no_bound_is_above_the_best_that_trying_everything_finds(seed: int) -> None:
    problem = tiny_problem(seed)
    solution = solve(problem, seconds=2, seed=seed)
    best = best_finish(problem)
    if best is None:
        assert solution.timetable is None
        return
    assert solution.status != "impossible"
    frame = Frame(problem)
    trade = frame.trades["weld"]
    least = frame.grid.contest_min(trade_bound(frame, trade).ends or 0)
    assert least <= earliest(frame, trade, least, 1) <= best
    assert least <= by_itself(frame, trade, least, 1) <= best
    value = time_value(problem, [best])
    bound = least_value(frame, {"weld": 0}, effort=2.0, seconds=60, seed=1)
    assert bound is not None
    assert 0 < bound <= value
    if solution.timetable is not None:
        assert solution.timetable.report is not None
        assert solution.timetable.report.bound <= value <= solution.timetable.report.value
        if solution.status == "optimal":
            assert solution.timetable.report.value == value


def two_tiny_trades(seed: int) -> Problem:
    """Two trades that share judges on one short day, on a grid of an hour."""
    rng = random.Random(seed)
    trades = tuple(
        samples.trade(
            name,
            2,
            samples.practical(
                name,
                minutes=60,
                panel=1,
                marking_min=rng.choice([0, 0, 60]),
                heat_size=rng.choice([None, 1]),
            ),
        )
        for name in ("weld", "lathe")
    )
    judges = [
        judge
        for n in range(rng.randint(1, 2))
        for judge in samples.judges(
            1,
            *(("weld", "lathe") if n == 0 else rng.choice([("weld", "lathe"), ("lathe",)])),
            prefix=f"j{n}-",
            delegation_id=None if n == 0 else rng.choice([None, "d0"]),
            day_limit_min=rng.choice([240, 360]),
        )
    ]
    return Problem(
        days=(samples.day(0, 480, 900),),
        venues=(Venue(id="shop", name="shop"),),
        workstations=tuple(
            w for trade in trades for w in samples.benches(trade.id, "shop", rng.randint(1, 2))
        ),
        trades=trades,
        entries=(*samples.roster("weld", 2, 2), *samples.roster("lathe", 2, 2)),
        judges=tuple(judges),
        step_min=60,
    )


@pytest.mark.parametrize("seed", range(16))
def test_no_bound_of_two_trades_is_above_the_best_that_trying_everything_finds(seed: int) -> None:
    problem = two_tiny_trades(seed)
    frame = Frame(problem)
    best = best_value(problem)
    solution = solve(problem, seconds=2, seed=seed)
    none = dict.fromkeys(frame.trades, 0)
    bound = least_value(frame, none, effort=2.0, seconds=60, seed=1)
    if best is None:
        assert solution.timetable is None
        return
    assert bound is not None
    assert bound <= best
    assert solution.status != "impossible"
    if solution.timetable is not None:
        assert solution.timetable.report is not None
        assert solution.timetable.report.bound <= best <= solution.timetable.report.value
