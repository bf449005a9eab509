"""The order in which trades are placed learns from how a filling went; heats shrink for power."""

from __future__ import annotations

import random

import pytest

from scheduler.construct import STYLES, place
from scheduler.frame import Frame
from scheduler.improve import Search
from scheduler.insertion import Style, insert
from scheduler.order import Order
from scheduler.problem import Problem, Venue
from scheduler.state import State
from scheduler.together import Together
from tests.scheduler import samples

AIMS = {"weld": 100, "lathe": 300, "paint": 1000}


def test_trades_that_can_end_soonest_come_first() -> None:
    assert Order(AIMS, random.Random(1)).trades() == ["weld", "lathe", "paint"]


def test_a_trade_that_ends_after_all_or_is_missing_comes_sooner() -> None:
    for ends in ({"weld": 100, "lathe": 300, "paint": 1600}, {"weld": 100, "lathe": 300}):
        order = Order(AIMS, random.Random(1))
        for _ in range(6):
            order.learn((3 - len(ends), 2000), ends)
        assert order.trades()[0] == "paint"


def test_where_all_end_in_time_some_of_the_late_come_sooner() -> None:
    order = Order(AIMS, random.Random(1))
    for _ in range(20):
        order.learn((0, 2000), {"weld": 100, "lathe": 900, "paint": 1000})
    assert order.trades() == ["lathe", "weld", "paint"]


def test_from_a_much_worse_order_one_goes_back_to_the_best() -> None:
    order = Order(AIMS, random.Random(1))
    order.learn((0, 2000), {"weld": 100, "lathe": 300, "paint": 1000})
    kept = order.trades()
    order.turns["paint"] = -1000.0
    order.learn((0, 3000), {"weld": 1600, "lathe": 300, "paint": 1000})
    assert order.trades() == kept


def powered(kw: int) -> Problem:
    """Four welders on four benches, and four lathes that draw from the same supply."""
    weld = samples.practical("bench", power_kw=2)
    lathe = samples.practical("lathe", power_kw=2)
    return samples.tiny(
        venues=(Venue(id="shop", name="shop", power_kw=kw),),
        workstations=(*samples.benches("bench", "shop", 4), *samples.benches("lathe", "shop", 2)),
        trades=(samples.trade("weld", 4, weld), samples.trade("lathe", 2, lathe)),
        entries=(*samples.roster("weld", 4), *samples.roster("lathe", 2)),
        judges=(*samples.judges(6, "weld"), *samples.judges(6, "lathe", prefix="k")),
    )


def test_where_power_is_taken_a_part_of_a_heat_begins_sooner() -> None:
    sizes = {}
    for parts in ((), (3, 2)):
        state = State(Frame(powered(8)))
        assert place(state, "lathe", random.Random(1), STYLES)
        plan = insert(state, "weld", Style(parts=parts), random.Random(1))
        assert plan is not None
        sizes[parts] = [heat.size for heat in plan.heats()]
    assert sizes == {(): [4], (3, 2): [2, 2]}


def test_ends_far_from_the_bound_are_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = Frame(samples.fair())
    least = dict.fromkeys(frame.trades, 100)
    for far, aims in ((False, dict.fromkeys(least, 101)), (True, dict.fromkeys(least, 900))):
        search = Search(State(frame), dict(least), 1, lambda: False)
        found = Together(bound=0, aims=aims)
        monkeypatch.setattr("scheduler.improve.together", lambda *_, found=found: found)
        search._bound_together()
        assert search.aims == (least if far else aims)


def test_a_filling_that_is_stopped_leaves_the_best_as_it_was() -> None:
    frame = Frame(samples.fair())
    stopped = False
    search = Search(State(frame), dict.fromkeys(frame.trades, 100), 1, lambda: stopped)
    search.fill()
    kept = dict(search.best)
    stopped = True
    search._begin_again()
    assert search.state.plans == kept
