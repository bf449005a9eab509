"""After something happened the past stays, the rules hold, and the fewest people are moved."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import pytest

from benchmarks.replanning import KINDS, event
from scheduler.amend import amend
from scheduler.changes import Changes, Closing, JudgeAway, Late, Slip, StationDown
from scheduler.check import check
from scheduler.drop import drop
from scheduler.examples import SIZES, contest
from scheduler.offers import offers
from scheduler.problem import Lock, Problem, Recusal, Window
from scheduler.replan import Answer, replan
from scheduler.solve import solve
from scheduler.stands import stands
from scheduler.timetable import Timetable
from scheduler.world import World
from tests.scheduler import samples
from tests.scheduler.happenings import HOUR, row, sound


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_event_is_answered_in_a_contest_with_finals(kind: str) -> None:
    problem, timetable = provincial()
    changes = event(problem, timetable, kind, Random(0))
    result = replan(problem, timetable, changes, seconds=1)
    answer = sound(problem, timetable, changes, result)
    assert answer.people < len(problem.entries) // 2


@cache
def provincial() -> tuple[Problem, Timetable]:
    problem = contest(SIZES["S"], 2)
    # The first whole timetable, however long it takes.
    found = solve(problem, seconds=60, progress=lambda p: p.value is None).timetable
    assert found is not None
    return problem, found


def test_nothing_happened_and_nothing_moves() -> None:
    problem, timetable = row()
    result = replan(problem, timetable, Changes(now_min=0))
    answer = sound(problem, timetable, Changes(now_min=0), result)
    assert (answer.people, answer.proven) == (0, True)
    assert answer.difference.moves == ()
    assert result.problem == problem


def test_a_timetable_that_was_wrong_before_is_not_changed_but_named() -> None:
    problem, timetable = row()
    nowhere = replace(timetable.heats[0], venue_id="nowhere")
    unreadable = replace(timetable, heats=(nowhere, *timetable.heats[1:]))
    alone = replace(timetable, duties=timetable.duties[1:])
    for wrong in (unreadable, alone):
        result = replan(problem, wrong, Changes(now_min=470))
        assert result.answers == ()
        assert [en for _, en in result.reasons] == [b.en for b in check(problem, wrong)]


def test_every_answer_is_told_as_soon_as_it_is_there() -> None:
    problem, timetable = row(judges=3, final=True)
    changes = Changes(now_min=500, stations_down=(StationDown(workstation_id="bench1"),))
    heard: list[Answer] = []
    result = replan(problem, timetable, changes, progress=heard.append)
    assert heard
    assert set(map(id, result.answers)) <= set(map(id, heard))


def test_one_thing_after_the_other_and_all_of_it_stays() -> None:
    problem, timetable = row(judges=3)
    for changes in (
        Changes(now_min=470, stations_down=(StationDown(workstation_id="bench1"),)),
        Changes(now_min=490, judges_away=(JudgeAway(judge_id="j1"),)),
        Changes(now_min=545, late=(Late(entry_id="weld4", until_min=700),)),
    ):
        result = replan(problem, timetable, changes)
        answer = sound(problem, timetable, changes, result)
        problem, timetable = result.problem, answer.timetable
    used = {a.workstation_id for a in timetable.assignments}
    assert used == {"bench2"}
    assert problem.workstations[0].down
    assert problem.judge_by_id["j1"].windows


def test_a_final_is_kept_or_put_off_and_both_answers_are_given() -> None:
    problem, timetable = row(judges=3, final=True)
    changes = Changes(now_min=500, stations_down=(StationDown(workstation_id="bench1"),))
    result = replan(problem, timetable, changes)
    sound(problem, timetable, changes, result)
    final = next(h for h in timetable.heats if h.stage_id == "final")
    assert any(shift.heat_id == final.id for shift in result.answers[0].difference.shifts)
    assert not result.answers[0].finals_kept


def test_a_final_whose_hall_closes_is_put_off() -> None:
    problem, timetable = row(judges=3, final=True)
    final = next(h for h in timetable.heats if h.stage_id == "final")
    closing = Closing(venue_id="shop", from_min=final.starts_min, until_min=final.starts_min + 30)
    changes = Changes(now_min=470, closings=(closing,))
    result = replan(problem, timetable, changes)
    answer = sound(problem, timetable, changes, result)
    assert answer.people == 0
    assert len(answer.difference.shifts) == 1


def test_a_final_that_had_begun_when_its_hall_closed_cannot_stay() -> None:
    problem, timetable = row(judges=3, final=True)
    begins = max(heat.starts_min for heat in timetable.heats if heat.stage_id == "final")
    closing = Closing(venue_id="shop", until_min=begins + HOUR)
    changes = Changes(now_min=begins + 10, closings=(closing,))
    result = replan(problem, timetable, changes)
    sound(problem, timetable, changes, result)
    assert result.must_shift == ("weld",)


def test_what_cannot_be_answered_is_priced() -> None:
    problem, timetable = row(judges=2, panel=2)
    changes = Changes(now_min=470, judges_away=(JudgeAway(judge_id="j1"),))
    result = replan(problem, timetable, changes)
    assert (result.answers, result.stuck) == ((), ("weld",))
    assert "weld" in result.reasons[0][1]
    found = offers(problem, timetable, changes, result.stuck)
    assert [offer.en.partition(",")[0] for offer in found] == ["1 more judge(s) for weld"]
    assert check(found[0].problem, found[0].answer.timetable) == ()
    assert "增加 1 名裁判" in found[0].zh


def test_overtime_is_offered_where_the_day_is_too_short() -> None:
    problem, timetable = row(judges=1)
    problem = replace(problem, days=(samples.day(0, 480, 600),), judges=problem.judges)
    shut = replace(problem.venues[0], windows=(Window(starts_min=480, ends_min=600),))
    problem = replace(problem, venues=(shut,))
    changes = Changes(now_min=470, slips=(Slip(trade_id="weld", until_min=500),))
    assert replan(problem, timetable, changes).answers == ()
    found = offers(problem, timetable, changes, ("weld",))
    assert [offer.en.partition(":")[0] for offer in found] == ["60 minutes of overtime that day"]
    assert offers(problem, timetable, changes, ("weld",), seconds=0) == ()


def test_what_is_locked_does_not_move() -> None:
    problem, timetable = row(judges=3)
    heat = timetable.heats[-1]
    who = timetable.assignments_of[heat.id][0].entry_id
    locks = (
        Lock(heat_id=heat.id, entry_id=who),
        Lock(heat_id=heat.id, judge_id=timetable.duties_of[heat.id][0].judge_id),
    )
    problem = replace(problem, locked=locks)
    changes = Changes(now_min=500, stations_down=(StationDown(workstation_id="bench1"),))
    answer = sound(problem, timetable, changes, replan(problem, timetable, changes))
    assert who not in answer.difference.moved


def test_many_who_must_all_move_are_all_seated_again() -> None:
    rolling = samples.practical("bench", minutes=20, panel=1)
    problem = samples.tiny(
        days=(samples.day(0, 480, 840),),
        trades=(samples.trade("weld", 12, rolling),),
        entries=samples.roster("weld", 12),
        step_min=20,
    )
    found = solve(problem, seconds=20).timetable
    assert found is not None
    shut = Closing(venue_id="shop", from_min=480, until_min=600)
    changes = Changes(now_min=470, closings=(shut,))
    answer = sound(problem, found, changes, replan(problem, found, changes))
    assert (answer.people, answer.bound) == (12, 12)
    longer = Changes(now_min=470, closings=(replace(shut, until_min=780),))
    assert replan(problem, found, longer, seconds=1).answers == ()


def two_finals() -> tuple[Problem, Timetable]:
    """Two welders, then a final of two modules and after it another of one."""
    work = samples.practical("bench", minutes=HOUR, panel=1)
    cut, join = (
        samples.practical("bench", id=m, minutes=HOUR, panel=1, power_kw=2 if m == "cut" else 0)
        for m in ("cut", "join")
    )
    stages = (
        samples.StageNeeds(id="prelim", places=2, modules=(work,)),
        samples.StageNeeds(id="semi", places=2, modules=(cut, join)),
        samples.StageNeeds(id="final", places=1, modules=(work,)),
    )
    trade = replace(samples.trade("weld", 2, work), stages=stages)
    problem = samples.tiny(
        days=(samples.day(0, 480, 900),),
        trades=(trade,),
        entries=samples.roster("weld", 2),
        venues=(replace(samples.tiny().venues[0], power_kw=4),),
        step_min=HOUR,
    )
    found = solve(problem, seconds=20).timetable
    assert found is not None
    return problem, found


@pytest.mark.parametrize(("hour", "shifts"), [(540, 3), (600, 2), (660, 1)])
def test_later_stages_are_put_off_from_the_first_that_cannot_stay(hour: int, shifts: int) -> None:
    problem, timetable = two_finals()
    shut = Closing(venue_id="shop", from_min=hour, until_min=hour + HOUR)
    changes = Changes(now_min=470, closings=(shut,))
    answer = sound(problem, timetable, changes, replan(problem, timetable, changes))
    assert answer.people == 0
    assert len(answer.difference.shifts) >= shifts
    for_good = Changes(now_min=470, closings=(replace(shut, until_min=None),))
    result = replan(problem, timetable, for_good)
    assert any("no new time" in en for _, en in result.reasons)


def test_a_final_that_is_cut_off_is_held_again() -> None:
    problem, timetable = two_finals()
    changes = Changes(now_min=680, closings=(Closing(venue_id="shop", until_min=720),))
    answer = sound(problem, timetable, changes, replan(problem, timetable, changes))
    final = next(h for h in answer.timetable.heats if h.stage_id == "final")
    assert final.starts_min == 720
    # Of a stage that has begun in another heat too, nothing can be put off.
    half = Changes(now_min=620, closings=(Closing(venue_id="shop", until_min=720),))
    assert "no new time" in replan(problem, timetable, half).reasons[0][1]


def test_the_bound_sees_finals_where_they_are_kept() -> None:
    problem, timetable = row(judges=1, final=True)
    late = (Window(starts_min=0, ends_min=620),)
    problem = replace(
        problem, judges=(*problem.judges, *samples.judges(1, "weld", prefix="k", windows=late))
    )
    changes = Changes(now_min=490, judges_away=(JudgeAway(judge_id="j1", until_min=600),))
    amended = amend(problem, timetable, changes)
    world = World(amended, timetable, changes)
    assert drop(world, ["weld"], 1.0, 1, finals=True).bound == 0
    assert drop(world, ["weld"], 0.0, 1, finals=False).bound == 0
    sound(problem, timetable, changes, replan(problem, timetable, changes))


def test_the_bound_sees_who_must_not_mark_whom() -> None:
    problem, timetable = row(judges=2)
    first = min(timetable.heats, key=lambda heat: heat.starts_min)
    seated = {a.entry_id for a in timetable.assignments if a.heat_id == first.id}
    (marks,) = {d.judge_id for d in timetable.duties if d.heat_id == first.id}
    (other,) = {judge.id for judge in problem.judges} - {marks}
    person = next(e for e in problem.entries if e.id in seated).person_ids[0]
    related = Recusal(judge_id=other, person_id=person, reason="cousins")
    away = Changes(now_min=470, judges_away=(JudgeAway(judge_id=marks, until_min=700),))
    bounds = []
    for recusals in ((), (related,)):
        barred = replace(problem, recusals=recusals)
        world = World(amend(barred, timetable, away), timetable, away)
        bounds.append(drop(world, ["weld"], 10.0, 1, finals=False).bound)
    assert bounds == [0, 1]


def test_an_offer_that_was_not_needed_costs_nothing() -> None:
    problem, timetable = row(judges=3)
    found = offers(problem, timetable, Changes(now_min=470), ("weld",))
    assert len(found) == 3
    assert {offer.answer.people for offer in found} == {0}


def test_windows_that_meet_become_one_and_those_already_over_none() -> None:
    problem, timetable = row()
    changes = Changes(
        now_min=500,
        slips=(Slip(trade_id="weld", until_min=600), Slip(trade_id="weld", until_min=660)),
        judges_away=(JudgeAway(judge_id="j1", until_min=490),),
        late=(Late(entry_id="weld4", until_min=480),),
    )
    now = amend(problem, timetable, changes).problem
    assert [(w.starts_min, w.ends_min) for w in now.trades[0].closed] == [(540, 660)]
    assert now.judge_by_id["j1"].windows[0].ends_min > 600
    assert now.entry_by_id["weld4"].away == ()


def test_too_many_for_the_benches_find_no_stand() -> None:
    problem, timetable = row()
    changes = Changes(now_min=470)
    world = World(amend(problem, timetable, changes), timetable, changes)
    heats = world.state.plans["weld"].stages[0][0]
    heats.append(replace(heats[0], number=9, seated=("weld3", "weld4")))
    assert stands(world, timetable) is None


def test_an_answer_without_stands_or_with_a_breach_is_not_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, timetable = row()
    changes = Changes(now_min=470, late=(Late(entry_id="weld1", until_min=560),))
    monkeypatch.setattr("scheduler.replan.stands", lambda world, before: None)
    assert "workstation" in replan(problem, timetable, changes).reasons[0][1]

    def all_on_one(world: World, before: Timetable) -> dict[tuple[str, str], str]:
        heats = world.state.plans["weld"].heats()
        return {(heat.id, who): "bench1" for heat in heats for who in heat.seated}

    monkeypatch.setattr("scheduler.replan.stands", all_on_one)
    assert "bench1 is still held" in replan(problem, timetable, changes).reasons[0][1]


def test_a_neighbours_panel_changes_where_that_saves_everybody_a_move() -> None:
    trades = tuple(
        samples.trade(t, 1, samples.practical(t, minutes=HOUR, panel=1)) for t in ("weld", "lamian")
    )
    problem = samples.tiny(
        days=(samples.day(0, 480, 600),),
        trades=trades,
        workstations=tuple(b for t in trades for b in samples.benches(t.id, "shop", 1)),
        entries=tuple(e for t in trades for e in samples.roster(t.id, 1)),
        judges=(
            *samples.judges(1, "weld"),
            *samples.judges(1, "weld", "lamian", prefix="x"),
            *samples.judges(1, "lamian", prefix="k"),
        ),
        step_min=HOUR,
    )
    found = solve(problem, seconds=20).timetable
    assert found is not None
    serving = {"weld": "j1", "lamian": "x1"}
    timetable = replace(
        found,
        duties=tuple(
            replace(d, judge_id=serving[found.heat_by_id[d.heat_id].trade_id]) for d in found.duties
        ),
    )
    changes = Changes(now_min=470, judges_away=(JudgeAway(judge_id="j1"),))
    answer = sound(problem, timetable, changes, replan(problem, timetable, changes))
    assert (answer.people, answer.proven) == (0, True)
    assert ("k1",) in {panel.into for panel in answer.difference.panels}
