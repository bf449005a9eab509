"""Where more people are seated again than must move, a final can stay where it is."""

from __future__ import annotations

from itertools import pairwise

import pytest

from scheduler.again import seat_again
from scheduler.amend import amend
from scheduler.changes import Changes, Late
from scheduler.replan import replan
from scheduler.wider import PARTS, seat_wider
from scheduler.world import World
from tests.scheduler.happenings import row, sound

BARELY = 540
"""Until then somebody of the first heat may be late: the second has only half of its seats left."""


def late(until: int, now: int = 400) -> tuple[World, Changes, str]:
    """Somebody of the first heat is late; two heats of two lie before the final."""
    problem, timetable = row(final=True)
    first = min(timetable.heats, key=lambda heat: heat.starts_min)
    entry = timetable.assignments_of[first.id][0].entry_id
    changes = Changes(now_min=now, late=(Late(entry_id=entry, until_min=until),))
    return World(amend(problem, timetable, changes), timetable, changes), changes, entry


def seats(world: World) -> list[tuple[int, tuple[str, ...]]]:
    return [(heat.starts, tuple(sorted(heat.seated))) for heat in world.state.plans["weld"].heats()]


def test_somebody_who_would_begin_late_makes_room_for_who_is_late() -> None:
    world, _, entry = late(BARELY)
    before = seats(world)
    assert not seat_again(world, "weld", frozenset({entry}), finals=False)
    assert seat_wider(world, "weld", frozenset({entry}), over=lambda: False, seed=1)
    after = seats(world)
    assert len(after) == len(before) == 3
    assert sum(entry in seated for _, seated in after) == 1
    assert entry in dict(after)[sorted(at for at, _ in after)[1]]


def test_where_no_order_helps_or_the_time_is_over_nothing_changes() -> None:
    world, _, entry = late(600)
    before = seats(world)
    assert not seat_wider(world, "weld", frozenset({entry}), over=lambda: False, seed=1)
    assert seats(world) == before
    world, _, entry = late(BARELY)
    assert not seat_wider(world, "weld", frozenset({entry}), over=lambda: True, seed=1)
    assert seats(world) == before


def test_ever_more_are_seated_again(monkeypatch: pytest.MonkeyPatch) -> None:
    world, _, entry = late(BARELY)
    tried: list[frozenset[str]] = []

    def nobody(world: World, trade_id: str, movers: frozenset[str], **_: object) -> bool:
        tried.append(movers)
        return False

    monkeypatch.setattr("scheduler.wider.seat_again", nobody)
    assert not seat_wider(world, "weld", frozenset({entry}), over=lambda: False, seed=1)
    assert len(tried[0]) == 3
    assert all(before <= after for before, after in pairwise(tried[: len(PARTS)]))
    assert tried[len(PARTS) - 1] == set(world.frame.trades["weld"].stages[0].places)


def test_once_all_have_begun_there_is_nobody_to_seat() -> None:
    world, _, entry = late(BARELY, now=700)
    assert not seat_wider(world, "weld", frozenset({entry}), over=lambda: False, seed=1)


def test_the_final_stays_without_any_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.ladder.scopes", lambda *_: iter(()))
    problem, timetable = row(final=True)
    _, changes, _ = late(BARELY)
    result = replan(problem, timetable, changes)
    sound(problem, timetable, changes, result)
    assert [answer.people for answer in result.answers if answer.finals_kept] == [2]


def test_whose_turn_comes_first_keeps_his_seat() -> None:
    starts = []
    for wait in (0.0, 1000.0):
        world, _, entry = late(BARELY)
        begun = sorted(world.state.plans["weld"].stages[0][0], key=lambda heat: heat.starts)
        keeps, goes = sorted(begun[1].seated)
        everybody = frozenset({entry, keeps, goes})
        assert seat_again(world, "weld", everybody, finals=False, turns={keeps: wait})
        here = {e: h.starts for h in world.state.plans["weld"].stages[0][0] for e in h.seated}
        starts.append((here[keeps] == begun[1].starts, here[goes] == begun[1].starts))
    assert starts == [(True, False), (False, True)]
