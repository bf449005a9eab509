"""A small contest solved whole: its bound holds for everything, and a timetable reaches it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler import entire, whole
from scheduler.check import check
from scheduler.entire import Entire
from scheduler.examples import SIZES, contest
from scheduler.finish import timetable_of
from scheduler.frame import Frame
from scheduler.goals import finish_of, time_value
from scheduler.problem import Problem, Window
from scheduler.solve import solve
from scheduler.state import Plan, State
from tests.scheduler import samples


def whole_plans(problem: Problem, below: int | None = None) -> dict[str, Plan] | None:
    frame = Frame(problem)
    return Entire(frame, dict.fromkeys(frame.trades, 0), 0, below, lambda: 60.0, 1).plans()


def value_of(problem: Problem, plans: dict[str, Plan]) -> int:
    """What plans are worth when the checker finds nothing wrong with them."""
    state = State(Frame(problem))
    for plan in plans.values():
        state.put(plan)
    table = timetable_of(state)
    assert check(problem, table) == ()
    return time_value(problem, finish_of(problem, table).values())


def least(problem: Problem) -> int | None:
    frame = Frame(problem)
    none = dict.fromkeys(frame.trades, 0)
    return whole.least_value(frame, none, effort=2.0, seconds=60, seed=1)


def test_a_contest_of_three_trades_is_proven_optimal() -> None:
    problem = contest(SIZES["S"], 4)
    solution = solve(problem, seconds=120, seed=4)
    assert solution.status == "optimal"
    assert solution.timetable is not None
    assert check(problem, solution.timetable) == ()
    # Waiting until all can sit the paper at once costs more.
    assert {h.number for h in solution.timetable.heats if h.module_id == "theory"} > {1}


@pytest.mark.parametrize("problem", [samples.fair(), contest(SIZES["S"], 15)])
def test_where_panels_fit_no_times_both_are_found_together(
    problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound, plans = least(problem), whole_plans(problem)
    monkeypatch.setattr(entire, "repair", lambda *_: ("unknown", {}))
    together = whole_plans(problem)
    assert bound is not None
    assert plans is not None
    assert together is not None
    assert bound <= value_of(problem, together) == value_of(problem, plans)


@pytest.mark.parametrize("effort", [0.0, 0.1])
def test_where_every_judge_is_barred_nothing_is_found(
    effort: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entire, "AGAIN", effort)
    problem = samples.tiny()
    barred = tuple(replace(judge, delegation_id="d0") for judge in problem.judges)
    assert whole_plans(replace(problem, judges=barred)) is None


def test_below_the_best_there_is_nothing() -> None:
    problem = samples.tiny()
    plans = whole_plans(problem)
    assert plans is not None
    value = value_of(problem, plans)
    assert whole_plans(problem, below=value) is None
    assert whole_plans(problem, below=value + 1) is not None


def test_a_paper_is_sat_in_heats_no_larger_than_allowed_and_by_those_who_are_there() -> None:
    paper, work = samples.theory("shop", heat_size=3), samples.practical("bench")
    problem = samples.tiny(trades=(samples.trade("weld", 4, paper, work),))
    late, *others = problem.entries
    away = (Window(starts_min=0, ends_min=600),)
    venues = (replace(problem.venues[0], seats=9),)
    problem = replace(
        problem,
        venues=venues,
        entries=(replace(late, away=away, person_ids=("p-one", "p-other")), *others),
    )
    plans = whole_plans(problem)
    assert plans is not None
    assert value_of(problem, plans) > 0
    assert max(heat.size for heat in plans["weld"].heats()) <= 3


def test_judges_who_cannot_serve_two_trades_in_a_day_are_a_proof() -> None:
    trades = tuple(samples.trade(t, 4, samples.practical("bench")) for t in ("weld", "lathe"))
    entries = (*samples.roster("weld", 4), *samples.roster("lathe", 4))
    windows = (Window(starts_min=480, ends_min=840),)
    problem = samples.tiny(
        trades=trades,
        entries=entries,
        workstations=samples.benches("bench", "shop", 2),
        judges=samples.judges(2, "weld", "lathe", windows=windows),
    )
    solution = solve(problem, seconds=20)
    assert solution.status == "impossible"
    assert "all trades counted together" in solution.reasons[0][1]


def test_a_contest_too_large_is_left_to_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "LARGEST", 1)
    report = solve(samples.fair(), seconds=0.3).timetable
    assert report is not None
    assert report.report is not None
    assert "whole" not in [stage.name for stage in report.report.stages]
