"""The model of times: its bound where a person or a module has several places to be."""

from dataclasses import replace

import pytest

from scheduler import improve
from scheduler.bounds import trade_bound
from scheduler.frame import Frame
from scheduler.improve import Search
from scheduler.problem import Problem, Venue
from scheduler.solve import solve
from scheduler.state import State
from scheduler.times import times
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


def test_a_bound_over_several_rooms_is_not_above_what_can_be_done() -> None:
    problem = two_shops()
    frame = Frame(problem)
    trades = list(frame.trades.values())
    found = times(State(frame), trades, least_of(frame), proposal=False, effort=4.0, seed=1)
    solved = solve(problem, seconds=20, seed=1)
    assert solved.timetable is not None
    assert solved.timetable.report is not None
    assert 0 < found.bound <= solved.timetable.report.value


@pytest.mark.parametrize(("together", "taken"), [(1, 1), (1000, 2)])
def test_one_model_takes_on_as_many_trades_as_it_can_hold(
    monkeypatch: pytest.MonkeyPatch, together: int, taken: int
) -> None:
    monkeypatch.setattr(improve, "TOGETHER", together)
    frame = Frame(two_shops())
    search = Search(State(frame), least_of(frame), 1, lambda: False)
    assert len(search._few(list(frame.trades))) == taken
