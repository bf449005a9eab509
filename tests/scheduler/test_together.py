"""Trades that share people: bounds of all together, and plans that go back where they were."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest

from scheduler.bounds import trade_bound
from scheduler.check import check
from scheduler.construct import STYLES, again, place
from scheduler.finish import timetable_of
from scheduler.frame import Frame
from scheduler.goals import time_value
from scheduler.heatwise import by_itself
from scheduler.improve import Search
from scheduler.insertion import Style, insert
from scheduler.parts import ModuleNeeds, StageNeeds
from scheduler.problem import Problem, Venue, Window
from scheduler.state import State
from scheduler.together import together
from tests.scheduler import samples


def linked(seed: int) -> Problem:
    """Two trades with finals, on an hour's grid; one person competes in both. All at random."""
    rng = random.Random(seed)

    def final(kind: str) -> StageNeeds:
        needs = ModuleNeeds(
            id="work",
            kind="practical",
            minutes=rng.choice([60, 120]),
            workstation_kind=kind,
            panel=1,
            lead_min=rng.choice([0, 60]),
            cleanup_min=rng.choice([0, 60]),
        )
        return StageNeeds(
            id="final", places=rng.choice([1, 2]) if kind == "bench" else 1, modules=(needs,)
        )

    work = [
        samples.practical(kind, minutes=60, panel=1, marking_min=rng.choice([0, 60]))
        for kind in ("bench", "lathe")
    ]
    lathe = samples.roster("lathe", 1)
    return samples.tiny(
        days=(samples.day(0, 480, 1020),),
        workstations=(
            *samples.benches("bench", "shop", 1),
            *samples.benches("lathe", "shop", 1),
        ),
        trades=(
            samples.trade("weld", 1, work[0], final=final("bench")),
            samples.trade("lathe", 1, work[1], final=final("lathe")),
        ),
        entries=(
            *samples.roster("weld", 1),
            replace(lathe[0], person_ids=("p-weld1",)),
        ),
        judges=(*samples.judges(1, "weld"), *samples.judges(1, "lathe", prefix="k")),
        step_min=60,
    )


def best_value(problem: Problem) -> int | None:
    """All starts are tried: one heat of each first stage, heats of one place in each final."""
    frame = Frame(problem)
    state = State(frame)
    for trade_id in frame.trades:
        assert place(state, trade_id, random.Random(1), STYLES)
    table = timetable_of(state)
    ends = [(heat.trade_id, heat.ends_min - heat.starts_min - 480) for heat in table.heats]
    found: list[int] = []
    for starts in product(range(480, 1020, 60), repeat=len(table.heats)):
        finish = _one_after_the_other(starts, ends)
        value = time_value(problem, finish.values()) if finish else None
        if value is not None and (not found or value < min(found)):
            heats = tuple(
                replace(heat, starts_min=at, ends_min=at + lasts + 480)
                for heat, at, (_, lasts) in zip(table.heats, starts, ends, strict=True)
            )
            if not check(problem, replace(table, heats=heats)):
                found.append(value)
    return min(found, default=None)


def _one_after_the_other(
    starts: tuple[int, ...], ends: list[tuple[str, int]]
) -> dict[str, int] | None:
    """The trades' finishes; None where a heat begins before the one before it has ended."""
    finish: dict[str, int] = {}
    for at, (trade_id, lasts) in zip(starts, ends, strict=True):
        if at - 480 < finish.get(trade_id, 0):
            return None
        finish[trade_id] = at + lasts
    return finish


def least_of(frame: Frame) -> dict[str, int]:
    return {
        name: frame.grid.contest_min(trade_bound(frame, trade).ends or 0)
        for name, trade in frame.trades.items()
    }


@pytest.mark.parametrize("seed", [1, 2, 3, 5, 8])
def test_the_bound_of_finals_together_is_not_above_the_best_of_all_starts(seed: int) -> None:
    problem = linked(seed)
    frame = Frame(problem)
    found = together(frame, least_of(frame), 1)
    best = best_value(problem)
    assert best is not None
    assert time_value(problem, least_of(frame).values()) <= found.bound <= best


def test_finals_that_one_person_may_reach_are_bounded_one_after_the_other() -> None:
    frame = Frame(linked(3))
    alone = time_value(frame.problem, least_of(frame).values())
    found = together(frame, least_of(frame), 1)
    assert found.bound > alone
    assert set(found.aims) == {"weld", "lathe"}


def test_where_finals_cannot_all_be_held_nothing_is_bounded() -> None:
    frame = Frame(linked(3))
    never = dict.fromkeys(frame.trades, frame.grid.contest_min(frame.grid.end))
    assert together(frame, never, 1).bound == 0


@pytest.mark.parametrize("seed", [1, 2, 3, 5, 8])
def test_a_closer_look_at_one_trade_is_not_above_what_all_starts_allow(seed: int) -> None:
    problem = linked(seed)
    frame = Frame(problem)
    least = least_of(frame)
    closer = {t: by_itself(frame, trade, least[t], 1) for t, trade in frame.trades.items()}
    best = best_value(problem)
    assert best is not None
    assert time_value(problem, closer.values()) <= best
    assert all(closer[t] >= least[t] for t in closer)


def filled(problem: Problem) -> State:
    state = State(Frame(problem))
    for trade_id in state.frame.trades:
        assert place(state, trade_id, random.Random(1), STYLES)
    return state


def test_a_plan_goes_back_where_it_was_or_nothing_changes() -> None:
    state = filled(samples.fair())
    old = state.remove("weld")
    assert again(state, old)
    assert check(samples.fair(), timetable_of(state)) == ()
    old = state.remove("weld")
    others = state.remove("lamian")
    heat = old.stages[0][1][0]
    state.calendars[heat.judges[0]].take(heat.starts, heat.module.duty)
    assert not again(state, old)
    state.calendars[heat.judges[0]].give_back(heat.starts, heat.module.duty)
    assert again(state, others)
    assert again(state, old)
    assert check(samples.fair(), timetable_of(state)) == ()


def test_a_plan_does_not_go_back_where_somebody_is_wanted_elsewhere() -> None:
    state = filled(linked(3))
    old = state.remove("weld")
    first = old.heats()[0]
    state.frame.away["weld", "p-weld1"] = first.presence
    assert not again(state, old)
    last = old.heats()[-1]
    state.frame.away["weld", "p-weld1"] = last.presence
    assert not again(state, old)
    del state.frame.away["weld", "p-weld1"]
    assert again(state, old)


def test_a_paper_sat_in_two_parts_leaves_the_second_to_who_is_wanted_elsewhere() -> None:
    welders = samples.roster("weld", 4)
    problem = samples.tiny(
        venues=(Venue(id="shop", name="shop"), Venue(id="hall", name="hall", seats=9)),
        trades=(samples.trade("weld", 4, samples.theory(), samples.practical("bench")),),
        entries=(replace(welders[0], away=(Window(starts_min=480, ends_min=600),)), *welders[1:]),
    )
    state = State(Frame(problem))
    assert place(state, "weld", random.Random(1), (Style(sittings=2),))
    sittings = state.plans["weld"].stages[0][0]
    assert [len(heat.seated) for heat in sittings] == [2, 2]
    assert sittings[0].starts < sittings[1].starts
    assert welders[0].id in sittings[1].seated
    assert check(problem, timetable_of(state)) == ()


def test_runs_go_in_rows_with_one_panel_unless_judges_are_locked() -> None:
    problem = samples.tiny(
        trades=(samples.trade("weld", 4, samples.practical("bench", minutes=30, heat_size=1)),),
        workstations=samples.benches("bench", "shop", 1),
    )
    state = State(Frame(problem))
    plan = insert(state, "weld", Style(row=3), random.Random(1))
    assert plan is not None
    blocks = [heat.block for heat in plan.heats()]
    assert blocks == [1, 1, 1, 0]
    assert len({heat.judges for heat in plan.heats()[:3]}) == 1


def test_a_search_by_ejection_ends_with_whole_timetables() -> None:
    problem = samples.fair()
    frame = Frame(problem)
    search = Search(State(frame), least_of(frame), 1, lambda: False)
    search.fill()
    search.sharpen()
    for _ in range(40):
        search.round()
    search.take_best()
    assert check(problem, timetable_of(search.state)) == ()
    assert search.value() >= (0, search.bound())


def test_a_trade_is_ejected_into_nothing_where_there_is_no_room() -> None:
    frame = Frame(samples.story())
    state = State(frame)
    search = Search(state, dict.fromkeys(frame.trades, 0), 1, lambda: False)
    search._eject((len(frame.trades), 0))
    assert len(state.plans) == 1
    search.fill()
    kept = dict(state.plans)
    for calendar in state.calendars.values():
        calendar.worked = [calendar.limit] * len(calendar.worked)
        calendar._starts.clear()
    left: list[int] = []
    for _ in range(8):
        search._eject(search.value())
        left.append(len(state.plans))
    assert min(left) < len(kept)


def test_a_search_goes_on_from_plans_that_are_given() -> None:
    frame = Frame(samples.fair())
    state = State(frame)
    search = Search(state, least_of(frame), 1, lambda: False)
    search.fill()
    kept, value = dict(state.plans), search.value()
    search.state.remove("weld")
    search.take(kept)
    assert (search.best, search.value()) == (kept, value)
