"""The model of times, blocks of rolling heats, and the bounds, where a module has several rooms."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from scheduler.alone import earliest
from scheduler.bounds import trade_bound
from scheduler.check import check
from scheduler.construct import STYLES, place
from scheduler.finish import timetable_of
from scheduler.frame import Frame
from scheduler.goals import finish_of
from scheduler.improve import Search
from scheduler.problem import Lock, Problem, Venue, Window
from scheduler.realise import realise
from scheduler.resources import Supply
from scheduler.rows import block_size
from scheduler.solve import solve
from scheduler.state import State
from scheduler.times import Wish, times
from tests.scheduler import samples


def two_shops() -> Problem:
    """Welding in either of two shops, lathes in one; one person takes part in both trades."""
    weld, lathe = samples.roster("weld", 4), samples.roster("lathe", 4)
    return samples.tiny(
        venues=(Venue(id="shop", name="shop"), Venue(id="yard", name="yard")),
        workstations=(
            *samples.benches("bench", "shop", 2),
            *(replace(w, id=f"y-{w.id}") for w in samples.benches("bench", "yard", 2)),
            *samples.benches("lathe", "shop", 2),
        ),
        trades=(
            samples.trade("weld", 4, samples.practical("bench")),
            samples.trade("lathe", 4, samples.practical("lathe")),
        ),
        entries=(*weld, replace(lathe[0], person_ids=weld[0].person_ids), *lathe[1:]),
        judges=samples.judges(6, "weld", "lathe"),
    )


def least_of(frame: Frame) -> dict[str, int]:
    found = {name: trade_bound(frame, trade) for name, trade in frame.trades.items()}
    return {name: frame.grid.contest_min(bound.ends or 0) for name, bound in found.items()}


def proposed(problem: Problem) -> State:
    """All trades at once by the model of times, from nothing."""
    frame = Frame(problem)
    state, trades = State(frame), list(frame.trades.values())
    latest = dict.fromkeys(frame.trades, frame.grid.end)
    wish = Wish(below=None, least=least_of(frame), latest=latest)
    found = times(state, trades, wish, effort=2.0, seed=1)
    assert found is not None
    assert realise(state, trades, found, random.Random(1))
    return state


def rolling(**changes: object) -> Problem:
    """Two dozen runs on two stands: too many heats to be placed one by one."""
    return samples.tiny(
        **{
            "workstations": samples.benches("bench", "shop", 2),
            "trades": (
                samples.trade("weld", 24, samples.practical("bench", heat_size=1, minutes=10)),
            ),
            "entries": samples.roster("weld", 24),
            "judges": samples.judges(4, "weld", rest_min=10),
            **changes,
        }
    )


def test_rolling_heats_are_placed_in_blocks_with_one_panel() -> None:
    state = proposed(rolling())
    assert check(rolling(), timetable_of(state)) == ()
    heats = state.plans["weld"].heats()
    panels = {heat.block: heat.judges for heat in heats}
    assert 1 < len(panels) < len(heats)
    assert all(set(heat.judges) == set(panels[heat.block]) for heat in heats)


def test_a_block_of_heats_waits_for_those_who_sat_a_paper_together() -> None:
    run = samples.practical("bench", heat_size=1, minutes=10)
    problem = rolling(
        trades=(samples.trade("weld", 24, samples.theory("shop"), run),),
        venues=(Venue(id="shop", name="shop", seats=24),),
    )
    assert check(problem, timetable_of(proposed(problem))) == ()


def test_heats_that_are_locked_are_placed_one_by_one() -> None:
    lock = Lock(heat_id="weld/prelim/work/2", starts_min=780)
    locked = rolling(locked=(lock,))
    module = Frame(locked).trades["weld"].stages[0].modules[0]
    assert block_size(Frame(locked), module, 24) == 1
    beyond = Lock(heat_id="weld/prelim/work/9", starts_min=780)
    assert proposed(replace(samples.tiny(), locked=(beyond,))).plans
    few = replace(samples.tiny(), locked=(lock,))
    assert check(few, timetable_of(proposed(few))) == ()


def test_a_locked_judge_serves_where_he_must() -> None:
    problem = replace(samples.tiny(), locked=(Lock(heat_id="weld/prelim/work/2", judge_id="j3"),))
    assert check(problem, timetable_of(proposed(problem))) == ()


def test_a_module_in_two_rooms_and_a_person_of_two_trades_are_proposed_together() -> None:
    assert check(two_shops(), timetable_of(proposed(two_shops()))) == ()


def test_nothing_is_proposed_that_is_not_better() -> None:
    frame = Frame(samples.tiny())
    trades = list(frame.trades.values())
    least = least_of(frame)
    wish = Wish(below=1, least=least, latest=dict.fromkeys(frame.trades, frame.grid.end))
    assert times(State(frame), trades, wish, effort=1.0, seed=1) is None


@pytest.mark.parametrize("problem", [samples.story(), samples.fair(), two_shops(), rolling()])
def test_the_bounds_of_each_trade_are_not_above_what_was_found(problem: Problem) -> None:
    frame = Frame(problem)
    solution = solve(problem, seconds=1, seed=1)
    assert solution.timetable is not None
    ends = finish_of(problem, solution.timetable)
    for trade_id, least in least_of(frame).items():
        sharper = earliest(frame, frame.trades[trade_id], least, 1)
        assert least <= sharper <= ends[trade_id]


def test_a_trade_that_cannot_end_soon_is_bounded_by_how_far_was_looked() -> None:
    frame = Frame(samples.tiny())
    found = earliest(frame, frame.trades["weld"], -900, 1)
    assert found == 0


def test_a_heat_is_smaller_where_a_workstation_is_down() -> None:
    tiny = samples.tiny()
    whole = (Window(starts_min=0, ends_min=1440),)
    first, *others = tiny.workstations
    problem = replace(tiny, workstations=(replace(first, down=whole), *others))
    state = State(Frame(problem))
    assert place(state, "weld", random.Random(1), STYLES)
    assert {heat.size for heat in state.plans["weld"].heats()} == {len(others)}


def test_more_than_there_is_is_never_free() -> None:
    assert Supply(2).free_slots(3) == 0


def test_a_search_goes_back_to_its_best() -> None:
    frame = Frame(samples.story())
    search = Search(State(frame), least_of(frame), 1, lambda: False)
    search.fill()
    best = dict(search.state.plans)
    search._recreate(["weld"], search.value())
    search.take_best()
    assert search.state.plans == best
