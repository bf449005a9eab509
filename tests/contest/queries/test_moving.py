"""A moved heat is checked over a few trades only; the answer must be that of the whole check."""

import random
from dataclasses import replace

import pytest

from contest.queries.moving import broken_by, moved_heat, touched, with_heat
from scheduler.check import check
from scheduler.examples import SIZES, contest
from tests.contest.timetable_world import any_timetable

DAYS = 3


@pytest.mark.parametrize("seed", range(2))
def test_few_trades_tell_what_the_whole_check_tells(seed: int) -> None:
    problem = contest(replace(SIZES["S"], trades=6, entries=12), seed)
    timetable = any_timetable(problem, seed=seed)
    chance = random.Random(seed)
    narrow = clean = 0
    for heat in chance.choices(timetable.heats, k=60):
        moved = moved_heat(timetable, heat.id, chance.randrange(7 * 60, DAYS * 1440, 5))
        told = {(one.rule, one.ids) for one in broken_by(problem, timetable, moved)}
        whole = {(one.rule, one.ids) for one in check(problem, with_heat(timetable, moved))}
        assert told == whole
        narrow += len(touched(problem, timetable, moved)) < len(problem.trades)
        clean += not whole
    assert narrow
    assert clean
