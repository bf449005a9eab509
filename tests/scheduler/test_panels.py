"""Panels mended for given times, or the proof that these times allow none."""

from __future__ import annotations

import random
from dataclasses import replace

from scheduler.frame import Frame
from scheduler.insertion import Style, insert
from scheduler.panels import repair
from scheduler.people import seat
from scheduler.problem import Lock, Problem
from scheduler.state import Plan, State
from tests.scheduler import samples


def planned(problem: Problem) -> tuple[State, Plan]:
    """The trade's heats with times and panels, nobody seated."""
    state = State(Frame(problem))
    plan = insert(state, "weld", Style(), random.Random(1))
    assert plan is not None
    return state, plan


def spoil(state: State, plan: Plan, *judges: str) -> None:
    """The same judges on both heats, whoever they must not mark."""
    for heat in plan.heats():
        state.dismiss(heat)
    for heat in plan.heats():
        state.enlist(heat, judges)


def employed(count: int) -> Problem:
    """Four welders d0 to d3, and judges of d0, d1 and so on."""
    judges = samples.judges(count, "weld")
    return samples.tiny(
        judges=tuple(replace(judge, delegation_id=f"d{n}") for n, judge in enumerate(judges))
    )


def test_panels_under_which_somebody_fits_nowhere_are_mended() -> None:
    state, plan = planned(employed(4))
    spoil(state, plan, "j1", "j2")
    stage = state.frame.trades["weld"].stages[0]
    assert not seat(state, stage, plan.stages[0], {})
    assert repair(state, [plan], 1.0, 1) == ("found", {})
    assert seat(state, stage, plan.stages[0], {})
    assert sorted(who for heat in plan.heats() for who in heat.seated) == list(stage.places)


def test_locked_judges_stay_on_the_panel() -> None:
    lock = Lock(heat_id="weld/prelim/work/2", judge_id="j4")
    state, plan = planned(replace(employed(4), locked=(lock,)))
    assert repair(state, [plan], 1.0, 1) == ("found", {})
    assert "j4" in plan.heats()[1].judges


def test_when_no_panels_will_do_the_old_ones_stay() -> None:
    state, plan = planned(employed(4))
    recusals = tuple(
        samples.Recusal(judge_id=f"j{n}", person_id="p-weld1", reason="r") for n in (2, 3)
    )
    state.frame = Frame(replace(employed(4), recusals=recusals))
    spoil(state, plan, "j1", "j2")
    assert repair(state, [plan], 1.0, 1) == ("impossible", {})
    assert [heat.judges for heat in plan.heats()] == [("j1", "j2")] * 2


def test_without_effort_the_answer_is_unknown_and_the_old_ones_stay() -> None:
    state, plan = planned(employed(4))
    spoil(state, plan, "j1", "j2")
    assert repair(state, [plan], 0.0, 1) == ("unknown", {})
    assert [heat.judges for heat in plan.heats()] == [("j1", "j2")] * 2
