"""Rolling starts: free and fixed orders, stations of their own; the solver against brute force."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.check import check
from scheduler.explain import explain
from scheduler.problem import (
    Entry,
    Goal,
    Lock,
    Nonsense,
    StageNeeds,
    TradeNeeds,
    Venue,
    Window,
)
from scheduler.rolling import Rolling
from scheduler.rolling_table import plan_of
from scheduler.solve import Progress, solve
from tests.scheduler import samples
from tests.scheduler.rolling_samples import (
    LAST_ONLY,
    at,
    item,
    job_shop,
    least,
    open_shop,
    random_contest,
    random_jobs,
    solved,
    value_of,
)


def test_three_people_take_three_items_in_orders_of_their_own() -> None:
    table, solution = solved(open_shop())
    assert solution.status == "optimal"
    assert max(h.ends_min for h in table.heats) == 480 + 180
    firsts = {
        min((h for h in table.heats if h.number == n), key=lambda h: h.starts_min).module_id
        for n in (1, 2, 3)
    }
    assert firsts == {"item1", "item2", "item3"}


def test_in_a_fixed_order_the_same_people_take_longer() -> None:
    free = open_shop()
    (trade,) = free.trades
    fixed = replace(
        free, trades=(replace(trade, stages=(replace(trade.stages[0], order="fixed"),)),)
    )
    table, _ = solved(fixed)
    assert max(h.ends_min for h in table.heats) == 480 + 300 + 60  # over the midday break


@pytest.mark.parametrize("seed", range(6))
def test_brute_force_agrees_with_the_optimum_under_hours_absences_and_judges(seed: int) -> None:
    problem = random_contest(seed)
    table, solution = solved(problem)
    assert solution.status == "optimal"
    assert value_of(table) == (least(problem),) * 2


def test_days_that_meet_at_midnight_are_one_stretch_of_hours() -> None:
    problem = job_shop(((("a", 1000),), (("a", 1000),)))
    table, solution = solved(problem)
    assert solution.status == "optimal"
    assert [h.ends_min for h in table.heats] == [1000, 2000]


def test_nobody_waits_at_night_for_nothing() -> None:
    nights = open_shop(2, (240, 240), days=tuple(samples.day(d, 480, 780) for d in range(4)))
    table, solution = solved(nights)
    assert solution.status == "optimal"
    assert {h.starts_min for h in table.heats} == {480, 1920}


def test_seats_of_a_hall_are_taken_one_by_one() -> None:
    paper = item("paper", 60, kind="theory", venue_id="hall")
    problem = open_shop(3, (60,))
    stage = replace(
        problem.trades[0].stages[0], modules=(paper, *problem.trades[0].stages[0].modules)
    )
    problem = replace(
        problem,
        venues=(*problem.venues, Venue(id="hall", name="hall", seats=2)),
        trades=(replace(problem.trades[0], stages=(stage,)),),
    )
    table, _ = solved(problem)
    assert {a.workstation_id for a in table.assignments} == {"1", "2", "item11"}


def test_a_free_order_goes_with_stations_of_their_own_and_one_that_is_never_up() -> None:
    problem = open_shop(2, (60, 60))
    stage = problem.trades[0].stages[0]
    ways = item("item1", stations=at(("item11", 60), ("slow", 90), ("broken", 10)))
    shut = (Window(starts_min=0, ends_min=1440),)
    problem = replace(
        problem,
        workstations=(
            *problem.workstations,
            *(
                replace(samples.benches("other", "shop", 1)[0], id=name, down=down)
                for name, down in (("slow", ()), ("broken", shut))
            ),
        ),
        trades=(
            replace(problem.trades[0], stages=(replace(stage, modules=(ways, stage.modules[1])),)),
        ),
    )
    table, solution = solved(problem)
    assert solution.status == "optimal"
    assert max(h.ends_min for h in table.heats) == 480 + 120
    assert "broken" not in {a.workstation_id for a in table.assignments}


def test_power_is_counted_venue_by_venue() -> None:
    problem = open_shop(1, (60, 60))
    stage = problem.trades[0].stages[0]
    modules = tuple(replace(module, power_kw=2) for module in stage.modules)
    yard = Venue(id="yard", name="yard", power_kw=2)
    one, other = problem.workstations
    problem = replace(
        problem,
        venues=(replace(problem.venues[0], power_kw=3), yard),
        workstations=(one, replace(other, venue_id="yard")),
        trades=(replace(problem.trades[0], stages=(replace(stage, modules=modules),)),),
    )
    table, _ = solved(problem)
    assert {h.venue_id for h in table.heats} == {"shop", "yard"}


def test_a_hall_without_seats_is_named() -> None:
    problem = open_shop(1, (60,), venues=(Venue(id="shop", name="s"),))
    stage = problem.trades[0].stages[0]
    paper = item("paper", 60, kind="theory", venue_id="shop")
    stage = replace(stage, modules=(paper, *stage.modules))
    problem = replace(problem, trades=(replace(problem.trades[0], stages=(stage,)),))
    found = solve(problem, seconds=30)
    assert (found.timetable, found.status) == (None, "impossible")
    assert "paper" in found.reasons[0][1]


def test_a_final_waits_for_the_marking_and_the_lag() -> None:
    first = StageNeeds(id="prelim", places=2, modules=(item("saw", marking_min=10),), order="free")
    final = StageNeeds(
        id="final", places=1, modules=(item("saw", lead_min=20), item("saw2", 30)), lag_min=30
    )
    problem = open_shop(
        2,
        workstations=(*samples.benches("saw", "shop", 1), *samples.benches("saw2", "shop", 1)),
        trades=(
            TradeNeeds(id="weld", name="weld", stages=(first, final)),
            TradeNeeds(
                id="mill",
                name="mill",
                stages=(StageNeeds(id="prelim", places=1, modules=(item("saw2", 30),)),),
            ),
        ),
        entries=(*samples.roster("weld", 2), *samples.roster("mill", 1)),
    )
    table, solution = solved(problem)
    assert solution.status == "optimal"
    begins = 480 + 60 + 60 + 10 + 30
    starts = sorted(h.starts_min for h in table.heats if h.trade_id == "weld")
    assert starts == [480, 540, begins, 780]  # the last after a break


def test_a_person_in_two_trades_is_in_one_place_at_a_time() -> None:
    one, other = open_shop(1, (60,)), open_shop(1, (60,))
    entry = Entry(id="mill1", person_ids=("p-weld1",), trade_id="mill", delegation_id="d0")
    stage = replace(other.trades[0].stages[0], modules=(item("item2"),))
    problem = replace(
        one,
        workstations=(*one.workstations, *samples.benches("item2", "shop", 1)),
        trades=(*one.trades, TradeNeeds(id="mill", name="mill", stages=(stage,))),
        entries=(*one.entries, entry),
    )
    table, solution = solved(problem)
    assert solution.status == "optimal"
    assert sorted(h.starts_min for h in table.heats) == [480, 540]
    final = StageNeeds(id="final", places=1, modules=(item("item2"),))
    problem = replace(
        problem, trades=(problem.trades[0], replace(problem.trades[1], stages=(stage, final)))
    )
    found = solve(problem, seconds=30)
    assert (found.timetable, found.status) == (None, "unknown")
    assert "later stages" in found.reasons[0][1]


def test_the_chief_judge_leads_and_recusals_and_hours_are_kept() -> None:
    saw = item("item1", panel=2)
    judges = (
        *samples.judges(2, "weld", day_limit_min=120),
        replace(samples.judges(1, "weld", prefix="k")[0], chief_of="weld", delegation_id="d0"),
    )
    problem = open_shop(3, (60,), judges=judges)
    stage = replace(problem.trades[0].stages[0], modules=(saw,))
    problem = replace(problem, trades=(replace(problem.trades[0], stages=(stage,)),))
    table, solution = solved(problem)
    assert solution.status == "optimal"
    leads = {duty.heat_id for duty in table.duties if duty.judge_id == "k1" and duty.seat == 1}
    assert len(leads) == 2


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"workstations": ()}, "impossible", "no place"),
        ({"venues": (Venue(id="shop", name="s", power_kw=1),)}, "impossible", "Proven"),
        ({"judges": ()}, "impossible", "a panel needs 1, and 0 may mark"),
        ({"locked": (Lock(heat_id="weld/prelim/item1/1", starts_min=480),)}, "unknown", "locked"),
    ],
)
def test_what_cannot_be_is_said(changes: dict[str, Any], status: str, said: str) -> None:
    problem = open_shop(2, (60,), judges=samples.judges(1, "weld"))
    stage = replace(problem.trades[0].stages[0], modules=(item("item1", panel=1, power_kw=2),) * 1)
    problem = replace(problem, trades=(replace(problem.trades[0], stages=(stage,)),), **changes)
    found = solve(problem, seconds=30)
    assert (found.timetable, found.status) == (None, status)
    assert len(found.reasons) == 1
    assert found.reasons[0][0]
    assert said in found.reasons[0][1]


def test_more_work_than_the_days_hold_is_proven_impossible() -> None:
    found = solve(open_shop(4, (300,), days=(samples.day(0),)), seconds=30)
    assert (found.timetable, found.status) == (None, "impossible")


def test_a_chain_longer_than_the_days_is_proven_impossible() -> None:
    found = solve(job_shop(((("a", 1400),), (("a", 1400),)), days=1), seconds=30)
    assert (found.timetable, found.status) == (None, "impossible")


def test_without_time_nothing_is_promised() -> None:
    problem = open_shop(2, (60,), judges=samples.judges(1, "weld"))
    stage = replace(problem.trades[0].stages[0], modules=(item("item1", panel=1),))
    problem = replace(problem, trades=(replace(problem.trades[0], stages=(stage,)),))
    found = solve(problem, seconds=0)
    assert (found.timetable, found.status) == (None, "unknown")
    assert "nor a proof" in found.reasons[0][1]


def test_heats_that_start_together_are_refused_beside_a_free_order() -> None:
    problem = open_shop(2, (60, 60))
    stage = problem.trades[0].stages[0]
    mixed = replace(stage, modules=(stage.modules[0], replace(stage.modules[1], heat_size=2)))
    found = solve(
        replace(problem, trades=(replace(problem.trades[0], stages=(mixed,)),)), seconds=9
    )
    assert found.status == "unknown"
    assert "item2" in found.reasons[0][1]


def test_explaining_refuses_a_free_order_with_the_stage() -> None:
    with pytest.raises(Nonsense) as refusal:
        explain(open_shop(4, (300,), days=(samples.day(0),)))
    assert refusal.value.path == "trades[0].stages[0]"


def test_an_old_timetable_is_the_start_and_a_broken_one_is_not() -> None:
    problem = open_shop()
    table, _ = solved(problem)
    rolling = Rolling(problem)
    assert plan_of(rolling, table) is not None
    again = solve(problem, seconds=0, hint=table)
    assert again.timetable is not None
    assert again.timetable.heats == table.heats
    late = replace(
        table, heats=tuple(replace(h, starts_min=480, ends_min=540) for h in table.heats)
    )
    assert plan_of(rolling, late) is None
    assert plan_of(rolling, replace(table, assignments=table.assignments[1:])) is None


@pytest.mark.parametrize("stage", ["swaps", "model"])
def test_it_stops_when_told_and_keeps_the_best(stage: str) -> None:
    told: list[Progress] = []

    def until_then(progress: Progress) -> bool:
        told.append(progress)
        return progress.stage != stage

    seconds = 600 if stage == "swaps" else 1.5
    found = solve(random_jobs(7, 15, 10), seconds=seconds, progress=until_then)
    assert found.status == "feasible"
    assert found.timetable is not None
    assert found.timetable.report is not None
    names = [done.name for done in found.timetable.report.stages]
    assert names == ["lists", "swaps", "model"][: names.index(stage) + 1]
    assert [p.stage for p in told].count(stage) == 1
    assert told[-1].value is not None


def test_every_goal_counts_with_its_weight() -> None:
    jobs = ((("a", 9),),), ((("a", 1),),), ((("a", 2),),)
    each = (Goal(name="each_finish", weight=1),)
    table, solution = solved(replace(job_shop(*jobs), goals=each))
    assert solution.status == "optimal"
    assert value_of(table)[0] == 1 + 3 + 12
    table, solution = solved(replace(job_shop(*jobs), goals=(*LAST_ONLY, *each)))
    assert solution.status == "optimal"
    assert value_of(table)[0] == 3 * 12 + 16
    table, _ = solved(replace(job_shop(*jobs), goals=()))
    assert value_of(table) == (0, 0)


def test_the_checker_knows_stations_of_their_own_and_free_orders() -> None:
    problem = job_shop(((("a", 3), ("b", 5)), (("c", 2),)))
    table, _ = solved(problem)

    def rules(**changes: Any) -> set[str]:
        return {breach.rule for breach in check(problem, replace(table, **changes))}

    one, two = table.heats
    slow = tuple(
        replace(a, workstation_id="b") if a.heat_id == one.id else a for a in table.assignments
    )
    assert rules(assignments=slow) == {"heat_length"}
    wrong = tuple(
        replace(a, workstation_id="c") if a.heat_id == one.id else a for a in table.assignments
    )
    assert "right_workstation" in rules(assignments=wrong)
    swapped = replace(two, starts_min=0, ends_min=2), replace(one, starts_min=2, ends_min=5)
    assert rules(heats=swapped) == {"module_order"}
    free = replace(problem.trades[0], stages=(replace(problem.trades[0].stages[0], order="free"),))
    assert check(replace(problem, trades=(free,)), replace(table, heats=swapped)) == ()


def test_a_station_of_its_own_keeps_the_modules_length_where_none_is_given() -> None:
    module = item("saw", 40, stations=at(("a", None), ("b", 50)))
    assert [module.minutes_at(name) for name in ("a", "b", "c")] == [40, 50, 40]


def test_away_and_closed_times_are_kept_at_every_place() -> None:
    problem = open_shop(1, (60,))
    noon = (Window(starts_min=480, ends_min=600),)
    away = replace(problem, entries=(replace(problem.entries[0], away=noon),))
    closed = replace(problem, trades=(replace(problem.trades[0], closed=noon),))
    for changed in (away, closed):
        table, _ = solved(changed)
        assert table.heats[0].starts_min == 600
