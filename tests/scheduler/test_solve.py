"""The solver: checked timetables, honest bounds, proofs of impossibility in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.check import check
from scheduler.examples import SIZES, contest
from scheduler.frame import Frame
from scheduler.goals import finish_of, time_value
from scheduler.improve import Search
from scheduler.problem import (
    Goal,
    Lock,
    Problem,
    Recusal,
    Venue,
    Window,
)
from scheduler.solve import Progress, Solution, solve
from scheduler.state import State
from scheduler.timetable import Report, Timetable
from tests.scheduler import samples
from tests.scheduler.broken import broken_copies
from tests.scheduler.random_contests import random_problem


def solved(problem: Problem, seconds: float = 20.0, **more: Any) -> tuple[Timetable, Report]:
    """A timetable and its report, checked by the independent checker."""
    solution = solve(problem, seconds=seconds, **more)
    assert solution.timetable is not None, solution.reasons
    assert check(problem, solution.timetable) == ()
    assert solution.timetable.report is not None
    return solution.timetable, solution.timetable.report


def test_the_contest_of_the_story_is_proven_optimal() -> None:
    table, report = solved(samples.story())
    assert (report.status, report.gap_percent) == ("optimal", 0.0)
    assert report.value == report.bound
    assert [stage.name for stage in report.stages] == [
        "bounds",
        "construct",
        "alone",
        "improve",
        "finish",
    ]
    assert len(table.assignments) == 3 * (32 + 32 + 8)


def test_every_broken_copy_of_the_story_is_named() -> None:
    table, _ = solved(samples.story())
    for rule, problem, broken in broken_copies(samples.story(), table):
        assert rule in {breach.rule for breach in check(problem, broken)}


def test_the_value_is_that_of_the_timetable() -> None:
    table, report = solved(samples.fair(), 3)
    finishes = finish_of(samples.fair(), table).values()
    assert report.value == time_value(samples.fair(), finishes)


def test_the_same_seed_gives_the_same_timetable() -> None:
    one, other = (solved(samples.fair(), 3, seed=5)[0] for _ in range(2))
    assert replace(one, report=None) == replace(other, report=None)


def test_the_search_ends_by_itself_when_nothing_gets_better() -> None:
    # Judge 1 may mark only one heat of the two, and no bound knows of it: both wait for judge 3.
    early = samples.judges(2, "weld", delegation_id="d0", day_limit_min=120)
    late = samples.judges(1, "weld", prefix="k", windows=(Window(starts_min=780, ends_min=1080),))
    problem = samples.tiny(
        judges=(*early, *late),
        trades=(samples.trade("weld", 4, samples.practical("bench", panel=1)),),
    )
    _, report = solved(problem, seconds=30)
    assert report.status == "feasible"
    assert report.seconds < 30


def test_a_solve_that_is_stopped_returns_what_it_has() -> None:
    seen: list[Progress] = []

    def stop(progress: Progress) -> bool:
        seen.append(progress)
        return progress.value is None

    table, _ = solved(samples.fair(), progress=stop)
    assert table.heats
    assert seen[0].stage == "bounds"
    assert seen[0].value is None
    assert seen[-1].value is not None
    assert seen[-1].value >= seen[-1].bound > 0


def test_without_time_there_is_one_trade_and_an_honest_answer() -> None:
    solution = solve(samples.fair(), seconds=0)
    assert (solution.timetable, solution.status) == (None, "unknown")
    assert len(solution.reasons) == 1
    assert "lamian" in solution.reasons[0][1] or "weld" in solution.reasons[0][1]


def test_a_hint_is_kept_where_it_still_holds() -> None:
    table, report = solved(samples.fair(), 3)
    again, second = solved(samples.fair(), hint=table, seconds=0)
    assert replace(again, report=None) == replace(table, report=None)
    assert second.value == report.value


def test_of_a_hint_that_breaks_a_rule_only_the_sound_trades_are_kept() -> None:
    table, _ = solved(samples.fair(), 3)
    away = tuple(
        replace(j, certificates=j.certificates - {"weld"}) if j.id == "w1" else j
        for j in samples.fair().judges
    )
    problem = replace(samples.fair(), judges=away)
    again, _ = solved(problem, 3, hint=table, progress=lambda now: now.value is None)
    kept = [h for h in again.heats if h.trade_id == "lamian"]
    assert {h.id for h in kept} == {h.id for h in table.heats if h.trade_id == "lamian"}


def test_judges_of_an_entrys_delegation_are_worked_around() -> None:
    employed = tuple(
        replace(judge, delegation_id=f"d{n}") for n, judge in enumerate(samples.judges(4, "weld"))
    )
    solved(samples.tiny(judges=employed))


def test_judges_who_together_bar_everybody_never_sit_together() -> None:
    two = samples.judges(2, "weld")
    third = samples.judges(1, "weld", prefix="k", windows=(Window(starts_min=780, ends_min=1080),))
    problem = samples.tiny(
        entries=samples.roster("weld", 2),
        trades=(samples.trade("weld", 2, samples.practical("bench", heat_size=1)),),
        judges=(replace(two[0], delegation_id="d0"), replace(two[1], delegation_id="d1"), *third),
        step_min=1,
    )
    table, _ = solved(problem)
    assert min(heat.starts_min for heat in table.heats) == 780


def test_the_chief_judge_leads_and_every_panel_is_whole() -> None:
    judges = samples.judges(3, "weld")
    chief = replace(judges[2], chief_of="weld")
    table, _ = solved(samples.tiny(judges=(*judges[:2], chief)))
    for duty in table.duties:
        assert (duty.seat == 1) == (duty.role == "lead")
        assert duty.judge_id != chief.id or duty.seat == 1


def test_a_person_in_two_trades_is_never_wanted_twice() -> None:
    entries = tuple(
        replace(e, person_ids=(f"p{n % 4}",))
        for n, e in enumerate((*samples.roster("weld", 4), *samples.roster("lamian", 4)))
    )
    problem = samples.tiny(
        trades=tuple(
            samples.trade(t, 4, samples.practical(t, panel=1)) for t in ("weld", "lamian")
        ),
        workstations=(
            *samples.benches("weld", "shop", 2),
            *samples.benches("lamian", "shop", 2),
        ),
        entries=entries,
        judges=samples.judges(4, "weld", "lamian"),
    )
    solved(problem)


def test_power_for_half_the_stations_makes_smaller_heats() -> None:
    shop = Venue(id="shop", name="shop", power_kw=3)
    module = samples.practical("bench", power_kw=2)
    problem = samples.tiny(
        venues=(shop,),
        days=(samples.day(0), samples.day(1)),
        trades=(samples.trade("weld", 4, module),),
    )
    table, _ = solved(problem)
    assert all(len(table.assignments_of[heat.id]) == 1 for heat in table.heats)


def test_workstations_of_one_kind_in_two_venues_are_both_used() -> None:
    problem = samples.tiny(
        venues=(Venue(id="shop", name="shop"), Venue(id="yard", name="yard")),
        workstations=(
            *samples.benches("bench", "shop", 2),
            *(
                replace(b, id=f"y{b.id}", venue_id="yard")
                for b in samples.benches("bench", "yard", 2)
            ),
        ),
        judges=samples.judges(4, "weld"),
    )
    table, report = solved(problem)
    assert {heat.venue_id for heat in table.heats} == {"shop", "yard"}
    assert report.status == "optimal"


ONE, TWO = "weld/prelim/work/1", "weld/prelim/work/2"
LOCKS: list[tuple[Lock, ...]] = [
    (Lock(heat_id=ONE, starts_min=600),),
    (Lock(heat_id=ONE, venue_id="shop"),),
    (Lock(heat_id=TWO, starts_min=900), Lock(heat_id=TWO, venue_id="shop")),
    (Lock(heat_id=TWO, entry_id="weld1"),),
    (Lock(heat_id=ONE, entry_id="weld4", workstation_id="bench2"),),
    (Lock(heat_id=TWO, judge_id="j3"), Lock(heat_id=TWO, judge_id="j1")),
    (Lock(heat_id=ONE, entry_id="weld3"), Lock(heat_id=ONE, entry_id="weld4")),
]


@pytest.mark.parametrize("at", range(len(LOCKS)))
def test_what_is_locked_stays(at: int) -> None:
    solved(samples.tiny(locked=LOCKS[at]))


def test_locks_that_cannot_be_kept_are_answered_with_unknown() -> None:
    for lock in (
        Lock(heat_id="weld/prelim/work/1", starts_min=482),
        Lock(heat_id="weld/prelim/work/1", judge_id="j4"),
        Lock(heat_id="weld/prelim/work/1", venue_id="yard"),
        Lock(heat_id="weld/prelim/work/9", starts_min=480),
    ):
        problem = samples.tiny(
            venues=(Venue(id="shop", name="shop"), Venue(id="yard", name="yard")),
            judges=(*samples.judges(3, "weld"), replace(samples.judges(4)[3])),
            locked=(lock,),
        )
        assert solve(problem, seconds=5).status == "unknown", lock


def test_locked_workstations_that_clash_are_answered_with_unknown_and_the_breach() -> None:
    locked = tuple(
        Lock(
            heat_id=f"weld/prelim/work/{n}",
            starts_min=480,
            entry_id=f"weld{n}",
            workstation_id="bench1",
        )
        for n in (1, 2)
    )
    rolling = samples.trade("weld", 4, samples.practical("bench", heat_size=1, panel=1))
    solution = solve(samples.tiny(trades=(rolling,), locked=locked), seconds=5)
    assert solution.status == "unknown"
    assert "bench1 is still held" in solution.reasons[0][1]


def test_a_locked_heat_that_nobody_needs_is_answered_with_unknown_and_the_breach() -> None:
    lock = Lock(heat_id="weld/prelim/work/9", entry_id="weld1", workstation_id="bench1")
    solution = solve(samples.tiny(locked=(lock,)), seconds=5)
    assert solution.status == "unknown"


def impossible(problem: Problem, *words: str) -> Solution:
    solution = solve(problem, seconds=5)
    assert (solution.timetable, solution.status) == (None, "impossible")
    for word in words:
        assert any(word in en for _, en in solution.reasons), solution.reasons
    return solution


def test_impossible_problems_are_answered_in_words() -> None:
    tiny = samples.tiny
    impossible(tiny(judges=samples.judges(1, "weld")), "a panel needs 2, and 1 are certified")
    impossible(tiny(workstations=()), "no workstation of kind bench")
    hall = samples.trade("weld", 4, samples.theory("shop"))
    impossible(tiny(trades=(hall,)), "the hall shop has no seat")
    short = (samples.day(0, 480, 540),)
    impossible(tiny(days=short), "no opening hours hold 120 minutes")
    lazy = samples.judges(3, "weld", day_limit_min=140)
    impossible(tiny(judges=lazy), "daily limits hold 420")
    one = samples.benches("bench", "shop", 1)
    crowd = tiny(workstations=one, days=(samples.day(0, 480, 900),))
    impossible(crowd, "480 minutes are needed, and the opening hours hold 420")
    related = tuple(Recusal(judge_id=f"j{n}", person_id="p-weld1", reason="r") for n in (1, 2))
    impossible(tiny(recusals=related), "weld1: after recusals 1 judges remain, and a panel needs 2")


def test_a_trade_that_cannot_end_in_time_is_named_with_what_holds_it_up() -> None:
    tiny = samples.tiny
    broken_day = (samples.day(0, 480, 895, (660, 780)),)
    impossible(tiny(days=broken_day), "all entries taking turns")
    two = samples.trade(
        "weld", 4, samples.practical("bench"), samples.practical("bench", id="second")
    )
    wide = samples.benches("bench", "shop", 8)
    impossible(
        tiny(trades=(two,), workstations=wide, days=(samples.day(0, 480, 700),)),
        "one entry going through all modules",
    )
    part_time = samples.judges(2, "weld", day_limit_min=130) + samples.judges(
        8, "weld", prefix="k", windows=(Window(starts_min=0, ends_min=500),)
    )
    impossible(tiny(judges=part_time), "the hours judges can give")


def test_judges_who_are_never_there_hold_up_every_module() -> None:
    night = samples.judges(3, "weld", windows=(Window(starts_min=1200, ends_min=1440),))
    two = (samples.practical("bench"), samples.practical("bench", id="second"))
    impossible(
        samples.tiny(judges=night, trades=(samples.trade("weld", 4, *two),)),
        "weld prelim/work cannot end",
    )


def test_a_contest_of_the_benchmark_gets_better_round_by_round() -> None:
    problem = contest(SIZES["S"], 1)
    values: list[int] = []

    def few_rounds(progress: Progress) -> bool:
        if progress.value is not None:
            values.append(progress.value)
        return len(values) < 12

    _, report = solved(problem, seconds=60, progress=few_rounds)
    assert report.value <= values[0]
    assert values == sorted(values, reverse=True)


def test_a_solve_that_goes_on_bounds_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    size = replace(SIZES["S"], trades=5, entries=16, days=4)
    problem = contest(size, 3)
    first = solve(problem, seconds=6)
    assert first.timetable is not None
    assert first.known is not None
    monkeypatch.setattr(Search, "sharpen", lambda _: pytest.fail("bounded again"))
    second = solve(problem, seconds=3, seed=2, hint=first.timetable, known=first.known)
    assert second.timetable is not None
    assert check(problem, second.timetable) == ()
    assert second.known == first.known
    before, after = first.timetable.report, second.timetable.report
    assert before is not None
    assert after is not None
    assert after.bound == before.bound
    assert after.value <= before.value


def test_no_goal_at_all_is_a_search_for_any_timetable() -> None:
    goals = tuple(Goal(name=goal.name, weight=0) for goal in samples.fair().goals)
    _, report = solved(replace(samples.fair(), goals=goals), 3)
    assert (report.value, report.bound, report.gap_percent, report.goals) == (0, 0, 0.0, ())


@pytest.mark.parametrize("seed", range(60))
def test_solver_and_checker_agree_on_random_small_contests(seed: int) -> None:
    problem = random_problem(seed)
    solution = solve(problem, seconds=0.5, seed=seed)
    if solution.timetable is None:
        assert solution.status in ("impossible", "unknown")
        assert solution.reasons
    else:
        assert check(problem, solution.timetable) == ()
        report = solution.timetable.report
        assert report is not None
        assert report.bound <= report.value
        assert (report.status == "optimal") == (report.bound == report.value)


def test_trades_that_share_a_hall_are_placed_anew_together() -> None:
    frame = Frame(samples.story())
    search = Search(State(frame), dict.fromkeys(frame.trades, 0), 1, lambda: False)
    together = [set(search._victims(3)) for _ in range(20)]
    assert max(len(victims) for victims in together) == 3


def test_a_change_for_the_worse_is_undone() -> None:
    frame = Frame(samples.story())
    search = Search(State(frame), dict.fromkeys(frame.trades, 0), 1, lambda: False)
    search.fill()
    before = dict(search.state.plans)
    value = search.value()
    search._recreate(["weld"], value)
    search._restore(before)
    assert search.state.plans == before
    assert search.value() == value
