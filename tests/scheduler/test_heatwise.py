"""The bound of one trade, heat by heat: the best of all days, looked for a stretch at a time."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import chain, repeat

import pytest
from ortools.sat.python import cp_model

from scheduler.alone import earliest
from scheduler.bounds import trade_bound
from scheduler.examples import SIZES, contest
from scheduler.frame import Frame, TradeFrame
from scheduler.heatwise import LARGEST, by_itself, by_themselves
from scheduler.problem import Problem, Venue, Window
from scheduler.solve import solve
from scheduler.whole import Whole, rising
from tests.scheduler import samples
from tests.scheduler.random_contests import random_problem


def over_all_days(frame: Frame, trade: TradeFrame) -> int | None:
    """The least finish of one trade in the model of the whole contest; None: it never ends."""
    one = Frame(frame.problem)
    one.trades = {trade.id: replace(trade, shared_people={})}
    whole = Whole(one, {trade.id: 0})
    whole.model.minimize(whole.finish[trade.id])
    solver = rising(60.0, 60.0, 1)
    found = solver.solve(whole.model)
    if found == cp_model.INFEASIBLE:
        return None
    assert found == cp_model.OPTIMAL
    return round(solver.objective_value)


@pytest.mark.parametrize(
    "problem",
    [
        *(random_problem(seed) for seed in range(12)),
        contest(SIZES["S"], 1),
        contest(replace(SIZES["M"], trades=3, entries=40, judges=6), 2),
    ],
)
def test_a_stretch_at_a_time_finds_what_all_days_at_once_do(problem: Problem) -> None:
    frame = Frame(problem)
    for trade in frame.trades.values():
        if all(module.rooms for stage in trade.stages for module in stage.modules):
            best = over_all_days(frame, trade)
            assert by_itself(frame, trade, 0, 1) == (best or 0)
            if best is not None:
                assert by_itself(frame, trade, best - 1, 1) == best


def test_a_trade_of_too_many_heats_is_counted_bin_by_bin() -> None:
    count = LARGEST + 1
    crowd = samples.tiny(
        trades=(samples.trade("weld", count, samples.practical("bench", heat_size=1)),),
        entries=samples.roster("weld", count),
    )
    frame = Frame(crowd)
    counted = earliest(frame, frame.trades["weld"], 7, 1)
    assert by_itself(frame, frame.trades["weld"], 7, 1) == counted


def test_a_trade_that_never_ends_keeps_its_bound() -> None:
    few = Frame(replace(samples.tiny(), judges=samples.judges(2, "weld", day_limit_min=60)))
    assert by_itself(few, few.trades["weld"], 7, 1) == 7


def test_trades_are_bounded_at_once_as_one_by_one_and_not_at_all_without_time() -> None:
    frame = Frame(contest(SIZES["S"], 1))
    none = dict.fromkeys(frame.trades, 0)
    each = {name: by_itself(frame, trade, 0, 1) for name, trade in frame.trades.items()}
    assert by_themselves(frame, none, 1, lambda: False) == each
    assert by_themselves(frame, none, 1, lambda: True) == none
    # Told to stop while the first are looked at: the others keep what they had.
    told = chain([False], repeat(True))
    stopped = by_themselves(frame, none, 1, lambda: next(told))
    assert all(stopped[name] in (none[name], each[name]) for name in none)


def test_a_trade_whose_hall_opens_late_is_bounded_past_the_days_before() -> None:
    second = Window(starts_min=1440 + 480, ends_min=1440 + 1080)
    late = samples.tiny(
        days=(samples.day(0), samples.day(1)),
        venues=(Venue(id="shop", name="shop", windows=(second,)),),
    )
    frame = Frame(late)
    assert by_itself(frame, frame.trades["weld"], 0, 1) == 600 + 240


@pytest.mark.parametrize("seed", range(8))
def test_days_that_meet_at_midnight_give_each_judge_the_hours_of_both(seed: int) -> None:
    rng = random.Random(seed)
    count = rng.randint(8, 10)
    work = samples.practical("bench", minutes=60, panel=1, marking_min=60, heat_size=1)
    night = samples.tiny(
        days=(samples.day(0, 480, 1440), samples.day(1, rng.choice([0, 60]), 1200)),
        trades=(samples.trade("weld", count, work),),
        entries=samples.roster("weld", count),
        workstations=samples.benches("bench", "shop", rng.randint(1, 2)),
        judges=samples.judges(rng.randint(1, 2), "weld", day_limit_min=600, delegation_id=None),
    )
    frame = Frame(night)
    trade = frame.trades["weld"]
    best = over_all_days(frame, trade)
    bound = trade_bound(frame, trade)
    assert best is not None
    assert bound.ends is not None
    assert frame.grid.contest_min(bound.ends) <= best
    assert earliest(frame, trade, best - 60, 1) <= best
    solution = solve(night, seconds=1)
    assert solution.timetable is not None
    assert solution.timetable.report is not None
    assert solution.timetable.report.bound <= solution.timetable.report.value
    assert solution.timetable.report.value >= 2 * best
