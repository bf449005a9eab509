"""Where there is no timetable: the fewest judges from outside who would mend it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler import advise
from scheduler.advise import solve_or_advise
from scheduler.problem import Judge, Problem
from scheduler.solve import Progress, Solution, solve
from tests.scheduler import samples


def two_trades(judges: tuple[Judge, ...]) -> Problem:
    """Two trades, each with a panel of two, side by side."""
    return samples.tiny(
        trades=tuple(samples.trade(t, 4, samples.practical(t)) for t in ("weld", "lathe")),
        entries=(*samples.roster("weld", 4), *samples.roster("lathe", 4)),
        workstations=(*samples.benches("weld", "shop", 2), *samples.benches("lathe", "shop", 2)),
        judges=judges,
    )


def test_the_judge_who_is_lacking_is_asked_for_with_trade_day_and_proof() -> None:
    judges = (
        *samples.judges(1, "weld", prefix="outside-"),
        *samples.judges(2, "lathe", prefix="l"),
    )
    solution = solve_or_advise(two_trades(judges), seconds=20)
    assert (solution.timetable, solution.status) == (None, "impossible")
    zh, en = solution.reasons[-1]
    assert zh == "再请 1 名外来裁判就有赛程，已排出并核对：weld 1 名（第 1 天）。更少不行，已证明。"
    assert "1 for weld (day 1). Fewer are not enough: this is proven." in en


def test_one_for_each_of_two_trades_is_two() -> None:
    judges = (*samples.judges(1, "weld", prefix="w"), *samples.judges(1, "lathe", prefix="l"))
    limited = tuple(replace(judge, day_limit_min=240) for judge in judges)
    solution = solve_or_advise(two_trades(limited), seconds=20)
    assert "With 2 judge(s) from outside" in solution.reasons[-1][1]
    assert "1 for lathe (day 1), 1 for weld (day 1). Fewer are not" in solution.reasons[-1][1]


def test_one_who_serves_both_trades_is_asked_for_where_one_is_enough() -> None:
    judges = (*samples.judges(1, "weld", prefix="w"), *samples.judges(1, "lathe", prefix="l"))
    solution = solve_or_advise(two_trades(judges), seconds=20)
    assert "With 1 judge(s) from outside" in solution.reasons[-1][1]
    assert "1 for lathe and weld (day 1)" in solution.reasons[-1][1]


def test_without_any_judge_more_than_one_is_asked_for() -> None:
    solution = solve_or_advise(samples.tiny(judges=()), seconds=20)
    assert "With 2 judge(s) from outside" in solution.reasons[-1][1]


def test_what_judges_cannot_mend_is_answered_as_before() -> None:
    problem = samples.tiny(workstations=samples.benches("other", "shop", 2))
    assert solve_or_advise(problem, seconds=20) == solve(problem, seconds=20)


def test_what_is_found_in_the_end_without_help_is_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lost = Solution(timetable=None, status="unknown")
    answers = iter([lost, solve(samples.tiny(), seconds=5)])
    monkeypatch.setattr(advise, "solve", lambda *_, **__: next(answers))
    assert solve_or_advise(samples.tiny(), seconds=5).timetable is not None


def test_that_fewer_would_do_is_open_where_nothing_was_proven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lost = Solution(timetable=None, status="unknown")
    helped = solve(samples.tiny(judges=samples.judges(2, "weld", prefix="out")), seconds=5)
    answers = iter([lost, helped, lost])
    monkeypatch.setattr(advise, "solve", lambda *_, **__: next(answers))
    solution = solve_or_advise(samples.tiny(judges=samples.judges(1, "weld")), seconds=5)
    assert "Whether fewer would do is not proven." in solution.reasons[-1][1]


def test_who_stops_a_solve_is_not_advised() -> None:
    seen: list[str] = []

    def stop(now: Progress) -> bool:
        seen.append(now.stage)
        return False

    solution = solve_or_advise(samples.fair(), seconds=0, progress=stop)
    assert solution.status == "unknown"
    assert "advise" not in seen


def test_judges_who_must_not_mark_anybody_are_joined_by_some_who_may() -> None:
    problem = samples.tiny(judges=samples.judges(2, "weld", delegation_id="d0"))
    solution = solve_or_advise(problem, seconds=3)
    assert "With 2 judge(s) from outside" in solution.reasons[-1][1]
    assert "this is proven" in solution.reasons[-1][1]


def test_a_timetable_is_simply_returned() -> None:
    assert solve_or_advise(samples.tiny(), seconds=5).status == "optimal"
