"""On small problems every timetable is tried: the set of wishes clashes, and no part of it does."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from scheduler.explain import explain
from scheduler.problem import Lock, Problem, Venue, Window
from scheduler.wishes import Wish, only
from tests.scheduler import samples
from tests.scheduler.happenings import HOUR, row, works


def some_timetable(problem: Problem, wishes: frozenset[Wish]) -> bool:
    """
    Whether these wishes alone have a timetable, by trying every group at every hour. Heats fill
    the hours of the grid, so those of different hours do not touch each other.
    """
    small = only(problem, wishes)
    if small is None:
        return True
    entries = [entry.id for entry in small.entries]
    locked = {lock.starts_min for lock in small.locked}
    seated: set[frozenset[str]] = {frozenset()}
    for day in small.days:
        for at in range(day.opens_min, day.closes_min, HOUR):
            fitting = [
                frozenset(who)
                for count in range(1, len(entries) + 1)
                for who in combinations(entries, count)
                if works(small, at, who)
            ]
            locked -= {at} if fitting else set()
            seated |= {done | who for done in seated for who in fitting if not done & who}
    return frozenset(entries) in seated and not locked


def judges_at(*hours: int) -> Problem:
    """The row with judges who come for an hour each."""
    problem, _ = row(len(hours))
    return replace(
        problem,
        judges=tuple(
            replace(judge, windows=(Window(starts_min=hour * HOUR, ends_min=(hour + 1) * HOUR),))
            for judge, hour in zip(problem.judges, hours, strict=True)
        ),
    )


def planted() -> dict[str, Problem]:
    problem, _ = row(3)
    shut = (Window(starts_min=0, ends_min=20000),)
    (trade,) = problem.trades
    (stage,) = trade.stages
    (module,) = stage.modules

    def with_module(**changes: object) -> Problem:
        changed = replace(module, **changes)  # type: ignore[arg-type]  # a table of cases
        stages = (replace(stage, modules=(changed,)),)
        return replace(problem, trades=(replace(trade, stages=stages),))

    one_hour = (samples.day(0, 480, 540),)
    return {
        "too few hours": replace(problem, days=one_hour),
        "too few judges": with_module(panel=4),
        "a judge for an hour": judges_at(9),
        "a shop open for an hour": replace(
            problem,
            venues=(Venue(id="shop", name="s", windows=(Window(starts_min=480, ends_min=540),)),),
        ),
        "somebody who never comes": replace(
            problem, entries=(replace(problem.entries[0], away=shut), *problem.entries[1:])
        ),
        "a trade put off for ever": replace(problem, trades=(replace(trade, closed=shut),)),
        "a start at night": replace(
            problem, locked=(Lock(heat_id="weld/prelim/work/1", starts_min=0),)
        ),
        "power for one": replace(
            with_module(power_kw=2),
            venues=(Venue(id="shop", name="s", power_kw=3),),
            days=(samples.day(0, 480, 660),),
        ),
        "broken benches": replace(
            problem, workstations=tuple(replace(w, down=shut) for w in problem.workstations)
        ),
    }


@pytest.mark.parametrize("kind", sorted(planted()))
def test_the_set_clashes_and_no_part_of_it_does(kind: str) -> None:
    problem = planted()[kind]
    found = explain(problem)
    assert (found.status, found.minimal) == ("impossible", True)
    core = frozenset(clash.wish for clash in found.clashes)
    assert not some_timetable(problem, core)
    for wish in core:
        assert some_timetable(problem, core - {wish}), wish
