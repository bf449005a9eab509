"""Rolling heats go to a trade's own judges, and people of two trades sit where both can be."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from scheduler.check import check
from scheduler.construct import again, place, seated
from scheduler.finish import timetable_of
from scheduler.frame import Frame
from scheduler.insertion import Style, insert
from scheduler.parts import Lock, ModuleNeeds, StageNeeds
from scheduler.problem import Problem, Recusal, Venue
from scheduler.sparing import spare
from scheduler.state import Plan, State
from tests.scheduler import samples

STYLE = Style(shared=0.0)


def run(**needs: Any) -> ModuleNeeds:
    return samples.practical(
        "stand", **{"id": "run", "minutes": 20, "heat_size": 1, "lead_min": 10, **needs}
    )


def rolling(*modules: ModuleNeeds, **changes: Any) -> Problem:
    """
    A trade of twelve: heats of four, then runs on two stands, then a final the day after; three
    judges of its own, three more of it and of another trade.
    """
    weld = samples.trade(
        "weld",
        12,
        *(modules or (samples.practical("bench"), run())),
        final=StageNeeds(
            id="final", places=4, lag_min=600, modules=(samples.practical("bench", minutes=60),)
        ),
    )
    cut = samples.trade("cut", 1, samples.practical("table", minutes=60))
    usual: dict[str, Any] = {
        "days": tuple(samples.day(d, 480, 1080, (720, 780)) for d in range(3)),
        "venues": (Venue(id="shop", name="shop", power_kw=4),),
        "workstations": (
            *samples.benches("bench", "shop", 4),
            *samples.benches("stand", "shop", 2),
            *samples.benches("table", "shop", 1),
        ),
        "trades": (weld, cut),
        "entries": (*samples.roster("weld", 12), *samples.roster("cut", 1)),
        "judges": (
            *samples.judges(3, "weld", "cut", prefix="both"),
            *samples.judges(3, "weld", prefix="own"),
        ),
    }
    return Problem(**{**usual, **changes})


def listed(state: State) -> Plan:
    """The plan of a list that spares nobody."""
    plan = insert(state, "weld", replace(STYLE, spares=False), random.Random(1))
    assert plan is not None
    return plan


def runs(plan: Plan) -> list[tuple[int, tuple[str, ...]]]:
    return [(heat.starts, heat.judges) for heat in plan.stages[0][-1]]


def shared(plan: Plan) -> int:
    """Heats to which judges of both trades come, each judge counted."""
    return sum(judge.startswith("both") for _, judges in runs(plan) for judge in judges)


@pytest.mark.parametrize("power_kw", [0, 1])
def test_a_trade_that_waits_for_its_final_leaves_judges_to_others(power_kw: int) -> None:
    problem = rolling(samples.practical("bench"), run(power_kw=power_kw))
    state = State(Frame(problem))
    plan = listed(state)
    before, finish = shared(plan), plan.finish
    spare(state, plan, 5)
    assert plan.finish == finish
    assert shared(plan) < before
    assert [heat.number for heat in plan.stages[0][-1]] == list(range(1, 13))
    state.plans["weld"] = plan
    assert seated(state, plan)
    assert place(state, "cut", random.Random(1), (STYLE,))
    assert check(problem, timetable_of(state)) == ()


def test_where_own_judges_are_too_few_others_come_as_late_as_they_can() -> None:
    judges = (*samples.judges(2, "weld", "cut", prefix="both"), *samples.judges(3, "weld"))
    problem = rolling(
        days=tuple(samples.day(d, 480, 1080, (720, 780)) for d in range(2)),
        judges=tuple(replace(judge, day_limit_min=300) for judge in judges),
        recusals=(Recusal(judge_id="j1", person_id="p-weld3", reason="teacher"),),
    )
    state = State(Frame(problem))
    plan = listed(state)
    spare(state, plan, 5)
    helped = [starts for starts, who in runs(plan) if any(j.startswith("both") for j in who)]
    alone = [starts for starts, who in runs(plan) if not any(j.startswith("both") for j in who)]
    assert helped
    assert alone
    assert shared(plan) == len(helped), "never two of both trades where one will do"
    assert max(helped) == max(helped + alone)
    assert min(helped) > min(alone)
    state.plans["weld"] = plan
    assert seated(state, plan)
    assert place(state, "cut", random.Random(1), (STYLE,))
    assert check(problem, timetable_of(state)) == ()


def test_what_finds_no_place_stays_as_it_was() -> None:
    state = State(Frame(rolling()))
    plan = listed(state)
    before = runs(plan)
    spare(state, plan, 0)
    assert runs(plan) == before
    state.release(plan)
    assert not any(calendar.busy for calendar in state.calendars.values())


@pytest.mark.parametrize("backwards", [False, True])
def test_nobody_begins_before_he_is_through_the_module_before(backwards: bool) -> None:
    """Also where the heats before are not in the order of their numbers."""
    state = State(Frame(rolling(samples.practical("bench", minutes=90), run(minutes=10))))
    plan = listed(state)
    before = plan.stages[0][0]
    if backwards:
        before.reverse()
    old = runs(plan)
    spare(state, plan, 5)
    assert runs(plan) != old
    lead = plan.stages[0][-1][0].module.lead
    ready = [heat.ends + lead for heat in before for _ in range(heat.size)]
    assert all(at >= done for (at, _), done in zip(runs(plan), ready, strict=True))


def test_a_style_may_leave_it_out() -> None:
    plans = {}
    for spares in (False, True):
        plan = insert(
            State(Frame(rolling())), "weld", replace(STYLE, spares=spares), random.Random(1)
        )
        assert plan is not None
        plans[spares] = shared(plan)
    assert plans[True] < plans[False]


def test_what_is_locked_or_does_not_roll_is_left_to_lists() -> None:
    bench = samples.practical("bench")
    at = 1440 + 600
    for problem in (
        rolling(run()),
        rolling(bench, run(heat_size=2)),
        rolling(bench, run(panel=0)),
        rolling(locked=(Lock(heat_id="weld/prelim/run/1", starts_min=at),)),
        rolling(locked=(Lock(heat_id="weld/prelim/run/1", judge_id="own1"),)),
    ):
        state = State(Frame(problem))
        plan = listed(state)
        before = runs(plan)
        spare(state, plan, 5)
        assert runs(plan) == before


def test_recusals_keep_judges_from_a_panel_not_from_sparing() -> None:
    """Everybody is of one of two delegations; the own judges, of both, are no panel together."""
    judges = (
        *samples.judges(1, "weld", prefix="own", delegation_id="d0"),
        *samples.judges(1, "weld", prefix="other", delegation_id="d1"),
        *samples.judges(3, "weld", "cut", prefix="both"),
    )
    problem = rolling(entries=(*samples.roster("weld", 12, 2), *samples.roster("cut", 1)),
                      judges=judges)  # fmt: skip
    state = State(Frame(problem))
    assert place(state, "weld", random.Random(1), (STYLE,))
    assert place(state, "cut", random.Random(1), (STYLE,))
    assert check(problem, timetable_of(state)) == ()


def test_a_middle_stage_is_spared_without_recusals() -> None:
    problem = rolling()
    weld, cut = problem.trades
    prelim, final = weld.stages
    middle = replace(prelim, id="middle", places=8)
    problem = replace(problem, trades=(replace(weld, stages=(prelim, middle, final)), cut))
    state = State(Frame(problem))
    assert place(state, "weld", random.Random(1), (STYLE,))
    assert place(state, "cut", random.Random(1), (STYLE,))
    assert check(problem, timetable_of(state)) == ()


def both(heats: int) -> tuple[Problem, State]:
    """
    A person in two trades: the first module of one is taken in so many heats, and stands placed.
    """
    places = 2 * heats
    one = samples.trade("one", places, samples.practical("bench", minutes=60))
    two = samples.trade(
        "two",
        1,
        samples.practical("table", minutes=30),
        final=StageNeeds(id="final", places=1, modules=(samples.practical("table", minutes=60),)),
    )
    entries = samples.roster("one", places)
    problem = samples.tiny(
        trades=(one, two),
        workstations=(*samples.benches("bench", "shop", 2), *samples.benches("table", "shop", 1)),
        entries=(*entries, replace(samples.roster("two", 1)[0], person_ids=entries[0].person_ids)),
        judges=(*samples.judges(2, "one"), *samples.judges(2, "two", prefix="t")),
    )
    state = State(Frame(problem))
    assert place(state, "one", random.Random(1), (STYLE,))
    return problem, state


def test_whom_a_final_may_want_sits_in_another_heat_of_his_other_trade() -> None:
    problem, state = both(heats=4)
    first = state.plans["one"]
    plan = insert(state, "two", STYLE, random.Random(1))
    assert plan is not None
    (final,) = plan.later()
    wanted = [heat for heat in first.heats() if heat.presence & final.presence][-1]
    for heat in first.heats():
        heat.seated = ()
    # He sits where the final wants him, all others in any order.
    names = [entry.id for entry in problem.entries if entry.trade_id == "one"][1:]
    for heat in sorted(first.heats(), key=lambda h: h is not wanted):
        mine = ["one1"] if heat is wanted else []
        heat.seated = tuple(mine + [names.pop() for _ in range(heat.size - len(mine))])
    state.plans["two"] = plan
    assert seated(state, plan)
    assert state.plans["one"] is not first
    assert wanted.seated[0] == "one1"
    assert check(problem, timetable_of(state)) == ()


def test_who_cannot_sit_elsewhere_keeps_the_final_away() -> None:
    _, state = both(heats=1)
    first = state.plans["one"]
    plan = insert(state, "two", STYLE, random.Random(1))
    assert plan is not None
    for heat in plan.later():
        heat.starts = first.heats()[0].starts
    state.plans["two"] = plan
    assert not seated(state, plan)
    assert state.plans["one"] is first
    state.remove("two")
    assert not again(state, plan)
