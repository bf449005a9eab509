"""What a trade could have in an empty contest: found by a model, and others make room for it."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, repeat
from threading import Event

import pytest

from scheduler.at_once import at_once
from scheduler.check import check
from scheduler.examples import SIZES, contest
from scheduler.finish import timetable_of
from scheduler.frame import Frame
from scheduler.improve import Search
from scheduler.parts import Lock
from scheduler.state import State
from scheduler.unhindered import SECONDS, _left, _listed, unhindered

NEVER = 10_000  # contest minutes; every list ends before
PROBLEM = replace(contest(SIZES["M"], 5), locked=())


def test_a_model_ends_a_trade_sooner_than_lists_and_the_others_make_room() -> None:
    frame = Frame(PROBLEM)
    least = {**dict.fromkeys(frame.trades, 0), "t6": 1380}
    aims = {**dict.fromkeys(frame.trades, NEVER), "t6": 1380}
    assert not _listed(frame, "t6", 1380, 1)
    found = unhindered(frame, least, aims, 1, lambda: False)
    assert set(found) < set(frame.trades)
    assert frame.grid.contest_min(found["t6"].finish) == 1380

    search = Search(State(frame), least, 1, lambda: False)
    search.fill()
    missing, value = search.value()
    assert missing == 0
    search.unhindered = found
    for there in (True, False):
        if not there:
            search.state.remove("t6")
        search._let_through("t6", search.near["t6"], (0, 2 * value))
        assert frame.grid.contest_min(search.state.plans["t6"].finish) == 1380
    search.take_best()
    for _ in range(20):
        search.round()
    search.take_best()
    assert check(PROBLEM, timetable_of(search.state)) == ()


def test_a_late_trade_is_given_its_plan_by_ejection() -> None:
    frame = Frame(PROBLEM)
    search = Search(State(frame), dict.fromkeys(frame.trades, 0), 1, lambda: False)
    search.fill()
    given = dict(search.best)
    search.unhindered = given
    kept: set[str] = set()
    for _ in range(8):
        before = set(search.state.plans)
        search._eject((0, 0))
        kept |= before & {t for t, plan in search.state.plans.items() if plan is given[t]}
        search._restore(given)
    assert kept == set(given)
    search.state.remove("t6")
    for calendar in search.state.calendars.values():
        calendar.worked = [calendar.limit] * len(calendar.worked)
        calendar._starts.clear()
    search._let_through("t6", [], (0, 0))
    assert "t6" not in search.state.plans


def test_nothing_is_found_below_what_can_be() -> None:
    frame = Frame(PROBLEM)
    for aim in (10, 1200):
        aims = {**dict.fromkeys(frame.trades, NEVER), "t6": aim}
        assert "t6" not in unhindered(frame, dict(aims, t6=0), aims, 1, lambda: False)


def test_a_contest_with_locks_or_of_very_many_trades_is_left_to_lists() -> None:
    locked = replace(PROBLEM, locked=(Lock(heat_id="t6/final/work/1", starts_min=1440 + 540),))
    many = contest(replace(SIZES["L"], trades=21, entries=12), 1)
    for problem in (locked, many):
        frame = Frame(problem)
        aims = dict.fromkeys(frame.trades, 0)
        assert unhindered(frame, aims, aims, 1, lambda: False) == {}


def test_without_time_no_plan_is_looked_for() -> None:
    frame = Frame(PROBLEM)
    aims = dict.fromkeys(frame.trades, 0)
    assert unhindered(frame, aims, aims, 1, lambda: True) == {}
    ended = Event()
    assert _left(ended) == SECONDS
    ended.set()
    assert _left(ended) == 0.0


def test_two_at_a_time_what_fails_is_heard_and_nothing_is_begun_after_the_end() -> None:
    done: list[str] = []

    def one(name: str) -> str:
        done.append(name)
        if name == "bad":
            raise ValueError(name)
        return name * 2

    assert at_once(["a", "b"], one, lambda: False) == {"a": "aa", "b": "bb"}
    with pytest.raises(ValueError, match="bad"):
        at_once(["bad"], one, lambda: False)
    done.clear()
    assert at_once(["a", "b"], one, lambda: True) == {}
    assert done == []
    hold = Event()

    def waiting(name: str) -> str:
        hold.wait()
        return name

    told = chain([False, False], repeat(True))

    def stop() -> bool:
        over = next(told)
        if over:
            hold.set()
        return over

    assert set(at_once(["a", "b", "c"], waiting, stop)) <= {"a", "b", "c"}
