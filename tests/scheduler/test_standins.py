"""Where a judge leaves, somebody who is free or can be spared comes; else who is judged waits."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from scheduler.amend import amend
from scheduler.changes import Changes, JudgeAway
from scheduler.problem import Judge, Lock, Problem
from scheduler.replan import replan
from scheduler.solve import solve
from scheduler.standins import StandIns
from scheduler.timetable import Timetable
from scheduler.world import World
from tests.scheduler import samples
from tests.scheduler.happenings import HOUR, sound

AWAY = Changes(now_min=470, judges_away=(JudgeAway(judge_id="j1"),))


@cache
def beside(minutes: int, count: int) -> tuple[Problem, Timetable]:
    """A welder for ``minutes`` from eight on, and ``count`` people at the noodles for an hour."""
    trades = (
        samples.trade("weld", 1, samples.practical("weld", minutes=minutes, panel=1)),
        samples.trade("lamian", count, samples.practical("lamian", minutes=HOUR, panel=1)),
    )
    problem = samples.tiny(
        days=(samples.day(0, 480, 960),),
        trades=trades,
        workstations=tuple(b for t in trades for b in samples.benches(t.id, "shop", 1)),
        entries=tuple(e for t in trades for e in samples.roster(t.id, t.stages[0].places)),
        judges=(*samples.judges(1, "weld"), *samples.judges(1, "weld", "lamian", prefix="x")),
        step_min=HOUR,
    )
    found = solve(problem, seconds=20).timetable
    assert found is not None
    serving = {"weld": "j1", "lamian": "x1"}
    duties = tuple(
        replace(d, judge_id=serving[found.heat_by_id[d.heat_id].trade_id]) for d in found.duties
    )
    return problem, replace(found, duties=duties)


def with_judges(problem: Problem, *more: Judge) -> Problem:
    return replace(problem, judges=(*problem.judges, *more))


def panels(problem: Problem, timetable: Timetable) -> tuple[bool, set[tuple[str, str]]]:
    """Whether the welder's panel was mended, and who judges what then."""
    world = World(amend(problem, timetable, AWAY), timetable, AWAY)
    (heat,) = [h for h in world.open_heats("weld") if world.broken(h)]
    found = StandIns(world).mend(heat)
    heats = [h for plan in world.state.plans.values() for h in plan.heats()]
    return found, {(h.module.trade_id, judge) for h in heats for judge in h.judges}


def test_who_serves_elsewhere_is_spared_where_somebody_can_go_there_instead() -> None:
    problem, timetable = beside(HOUR, 1)
    more = with_judges(problem, *samples.judges(1, "lamian", prefix="k"))
    assert panels(more, timetable) == (True, {("weld", "x1"), ("lamian", "k1")})
    locked = Lock(heat_id="lamian/prelim/work/1", judge_id="x1")
    assert panels(replace(more, locked=(locked,)), timetable)[0] is False


def test_whom_nobody_can_replace_keeps_his_place() -> None:
    problem, timetable = beside(HOUR, 1)
    # The two who could go are barred, or wanted at two heats at once.
    related = samples.judges(1, "lamian", prefix="k", delegation_id="d0")
    before = {("weld", "j1"), ("lamian", "x1")}
    assert panels(with_judges(problem, *related), timetable) == (False, before)
    longer, other = beside(2 * HOUR, 2)
    free = samples.judges(1, "lamian", prefix="k")
    assert panels(with_judges(longer, *free), other) == (False, before)


def one_after_the_other(timetable: Timetable) -> Timetable:
    """The welder first, then the noodles."""
    rows = sorted(timetable.heats, key=lambda h: (h.trade_id != "weld", h.starts_min))
    times, at = {}, 480
    for heat in rows:
        times[heat.id] = at, at + heat.ends_min - heat.starts_min
        at = times[heat.id][1]
    return replace(
        timetable,
        heats=tuple(
            replace(h, starts_min=times[h.id][0], ends_min=times[h.id][1]) for h in timetable.heats
        ),
    )


def test_for_want_of_hours_a_judge_is_relieved_of_another_heat_of_the_day() -> None:
    for minutes, relieved in ((HOUR, True), (2 * HOUR, False)):
        problem, timetable = beside(minutes, 2)
        moved = one_after_the_other(timetable)
        tired = replace(problem.judges[1], day_limit_min=2 * HOUR)
        less = replace(problem, judges=(problem.judges[0], tired))
        assert panels(less, moved)[0] is False
        # One hour more is enough for the shorter work only.
        more = with_judges(less, *samples.judges(1, "lamian", prefix="k"))
        found, after = panels(more, moved)
        assert found is relieved
        assert (("lamian", "k1") in after) is relieved


def test_where_nobody_can_come_those_who_are_judged_wait() -> None:
    problem, timetable = beside(HOUR, 1)
    result = replan(problem, timetable, AWAY)
    answer = sound(problem, timetable, AWAY, result)
    assert (answer.people, answer.proven) == (1, True)
    assert {duty.judge_id for duty in answer.timetable.duties} == {"x1"}


def test_a_panel_that_only_a_model_finds_moves_nobody_in_the_end() -> None:
    problem, timetable = beside(2 * HOUR, 2)
    free = with_judges(problem, *samples.judges(1, "lamian", prefix="k"))
    heard: list[int] = []
    result = replan(free, timetable, AWAY, progress=lambda answer: heard.append(answer.people))
    answer = sound(free, timetable, AWAY, result)
    assert (answer.people, answer.proven) == (0, True)
    assert heard == [1, 0]
