"""What a timetable is worth: the time goals in one value, the others each measured by itself."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, pairwise

from scheduler.problem import Problem
from scheduler.timetable import GoalValue, HeatPlan, Timetable

MEASURED = ("same_panel", "judge_balance", "delegation_spread", "neighbours_apart")


def contest_min(problem: Problem, minute: int) -> int:
    """
    Contest minutes passed at ``minute``: nights left out, breaks counted, so the
    end of an afternoon counts less than the next morning.
    """
    return sum(
        min(max(minute - day.opens_min, 0), day.closes_min - day.opens_min) for day in problem.days
    )


def time_value(problem: Problem, finishes: Iterable[int]) -> int:
    """
    The weighted time goals of the trades' finishes (contest minutes; less is better): the last
    finish times the number of trades, and the sum of all.
    """
    ends = list(finishes)
    last, each = weights(problem)
    return last * len(ends) * max(ends) + each * sum(ends)


def weights(problem: Problem) -> tuple[int, int]:
    """How much the last finish (times the number of trades) and the sum of all weigh."""
    weight = {goal.name: goal.weight for goal in problem.goals}
    return weight.get("last_finish", 0), weight.get("each_finish", 0)


def finish_of(problem: Problem, timetable: Timetable) -> dict[str, int]:
    """By trade id, the end of its last heat in contest minutes."""
    ends: dict[str, int] = {}
    for heat in timetable.heats:
        ends[heat.trade_id] = max(ends.get(heat.trade_id, 0), heat.ends_min)
    return {trade_id: contest_min(problem, end) for trade_id, end in ends.items()}


def measure(problem: Problem, timetable: Timetable) -> tuple[GoalValue, ...]:
    """
    The goals that are not about time, those of weight 0 left out. ``same_panel``: judges who
    change between successive heats of a module; ``judge_balance``: most minus least minutes judged;
    ``delegation_spread``: pairs of one delegation in a practical heat; ``neighbours_apart``: such
    pairs on neighbouring places.
    """
    weight = {goal.name: goal.weight for goal in problem.goals}
    worth = {
        "same_panel": _panel_changes,
        "judge_balance": _imbalance,
        "delegation_spread": _pairs,
        "neighbours_apart": _neighbours,
    }
    return tuple(
        GoalValue(name=name, value=worth[name](problem, timetable))
        for name in MEASURED
        if weight.get(name, 0)
    )


def _panel_changes(problem: Problem, timetable: Timetable) -> int:
    of_module: dict[str, list[HeatPlan]] = {}
    for heat in sorted(timetable.heats, key=lambda h: (h.starts_min, h.number)):
        of_module.setdefault(heat.module_key, []).append(heat)
    return sum(
        len(
            {d.judge_id for d in timetable.duties_of[after.id]}
            - {d.judge_id for d in timetable.duties_of[before.id]}
        )
        for heats in of_module.values()
        for before, after in pairwise(heats)
    )


def _imbalance(problem: Problem, timetable: Timetable) -> int:
    minutes = dict.fromkeys((judge.id for judge in problem.judges), 0)
    for duty in timetable.duties:
        heat = timetable.heat_by_id[duty.heat_id]
        marking = problem.module_by_key[heat.module_key].marking_min
        minutes[duty.judge_id] += heat.ends_min - heat.starts_min + marking
    return max(minutes.values()) - min(minutes.values()) if minutes else 0


def _delegations(problem: Problem, timetable: Timetable) -> Iterable[list[tuple[str, int]]]:
    """For each practical heat: (delegation, position) of its known entries, in neighbour order."""
    for heat in timetable.heats:
        if problem.module_by_key[heat.module_key].kind == "practical":
            yield sorted(
                (
                    (
                        problem.entry_by_id[a.entry_id].delegation_id,
                        problem.workstation_by_id[a.workstation_id].position,
                    )
                    for a in timetable.assignments_of[heat.id]
                    if a.entry_id in problem.entry_by_id
                ),
                key=lambda item: item[1],
            )


def _pairs(problem: Problem, timetable: Timetable) -> int:
    return sum(
        a[0] == b[0] for heat in _delegations(problem, timetable) for a, b in combinations(heat, 2)
    )


def _neighbours(problem: Problem, timetable: Timetable) -> int:
    return sum(
        a[0] == b[0] and b[1] - a[1] <= 1
        for heat in _delegations(problem, timetable)
        for a, b in pairwise(heat)
    )
