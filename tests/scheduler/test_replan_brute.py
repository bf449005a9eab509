"""On small problems no timetable at all moves fewer people than the answer."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import pytest

from scheduler.amend import amend
from scheduler.changes import Changes
from scheduler.check import check
from scheduler.problem import Problem, Recusal
from scheduler.remaining import cannot_stay
from scheduler.replan import replan
from scheduler.timetable import Timetable
from scheduler.world import World
from tests.scheduler.happenings import SMALL, row, sound, works


def brute(
    problem: Problem, timetable: Timetable, changes: Changes, last: int | None = None
) -> int | None:
    """
    The fewest people moved by any timetable at all, by trying every one of a single module whose
    heats fill the hours of the grid, so that heats at different hours do not touch each other;
    with ``last`` all heats have to begin before it.
    """
    amended = amend(problem, timetable, changes)
    now = amended.problem
    old = {a.entry_id: timetable.heat_by_id[a.heat_id].starts_min for a in timetable.assignments}
    cut_off = {who for _, who in amended.interrupted}
    fixed = [h for h in amended.timetable.heats if h.starts_min < changes.now_min]
    sitting = {a.entry_id for h in fixed for a in amended.timetable.assignments_of[h.id]}
    waiting = [entry.id for entry in now.entries if entry.id not in sitting]
    hours = range(now.days[0].opens_min, last or now.days[0].closes_min, now.step_min)
    possible = {
        (at, who): works(now, at, who)
        for at in hours
        if at >= changes.now_min
        for count in range(1, len(now.workstations) + 1)
        for who in combinations(waiting, count)
    }
    best: int | None = None
    for choice in product(sorted({at for at, _ in possible}), repeat=len(waiting)):
        seated = dict(zip(waiting, choice, strict=True))
        again = [who for who, at in seated.items() if old.get(who) != at or who in cut_off]
        groups = [(at, tuple(w for w in waiting if seated[w] == at)) for at in set(choice)]
        if all(possible.get(group, False) for group in groups) and all(
            seated[who] >= changes.soonest_min for who in again
        ):
            moved = len([who for who in again if who in old])
            best = moved if best is None else min(best, moved)
    return best


@pytest.mark.parametrize("kind", sorted(SMALL))
@pytest.mark.parametrize("judges", [2, 3])
def test_no_timetable_at_all_moves_fewer_people(kind: str, judges: int) -> None:
    problem, timetable = row(judges)
    result = replan(problem, timetable, SMALL[kind])
    least = brute(problem, timetable, SMALL[kind])
    if least is None:
        assert result.answers == ()
    else:
        answer = sound(problem, timetable, SMALL[kind], result)
        assert answer.bound <= least == answer.people


def test_a_plan_that_there_is_no_time_to_polish_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.ladder.seat_again", lambda *_, **__: False)
    monkeypatch.setattr("scheduler.reseat.POLISH", 0.0)
    problem, timetable = row(3)
    result = replan(problem, timetable, SMALL["station"])
    assert sound(problem, timetable, SMALL["station"], result).proven


def test_a_model_seats_nobody_before_a_judge_who_must_not_mark_him(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scheduler.ladder.seat_again", lambda *_, **__: False)
    problem, timetable = row(3)
    tried = 0
    for entry, judge in product(problem.entries, problem.judges):
        recusal = Recusal(person_id=entry.person_ids[0], judge_id=judge.id, reason="cousins")
        barred = replace(problem, recusals=(recusal,))
        if not check(barred, timetable):
            result = replan(barred, timetable, SMALL["station"])
            assert sound(barred, timetable, SMALL["station"], result).proven
            tried += 1
    assert tried


@pytest.mark.parametrize("judges", [1, 2, 3])
def test_finals_are_proven_to_move_only_where_no_timetable_keeps_them(judges: int) -> None:
    problem, timetable = row(judges, final=True)
    final = min(h.starts_min for h in timetable.heats if h.stage_id == "final")
    proofs = {}
    for kind, changes in SMALL.items():
        if judges == 1 and kind in ("judge", "judges"):
            continue
        world = World(amend(problem, timetable, changes), timetable, changes)
        proofs[kind] = cannot_stay(world, "weld", 10.0, 1)
        least = brute(problem, timetable, changes, final)
        assert not proofs[kind] or least is None, kind
        result = replan(problem, timetable, changes)
        kept = [answer for answer in result.answers if answer.finals_kept]
        assert not (proofs[kind] and kept)
        assert kept or proofs[kind] or least is None
        assert not kept or least == kept[0].people
    assert set(proofs.values()) == {True, False}
