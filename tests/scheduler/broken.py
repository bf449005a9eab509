"""Broken copies of a good timetable, one per hard rule, for tests of the checker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

from scheduler.problem import Lock, ModuleNeeds, Problem, Recusal, Window
from scheduler.timetable import HeatPlan, Timetable

Broken = tuple[str, Problem, Timetable]


def broken_copies(problem: Problem, timetable: Timetable) -> Iterator[Broken]:
    """
    (rule, problem, timetable) for every hard rule; ``check`` must name the rule.

    Where a rule can be broken by moving things in the timetable, the problem is the one given;
    else (a limit that this contest does not have) the problem is tightened under the timetable.
    The contest needs a trade with two modules and a final, a heat of two, and two trades.
    """
    first = next(
        h
        for h in timetable.heats
        if len(timetable.assignments_of[h.id]) > 1
        and _module(problem, h).kind == "practical"
        and timetable.duties_of[h.id]
    )
    seated, duties = timetable.assignments_of[first.id], timetable.duties_of[first.id]

    yield "known_names", problem, _change(timetable, "assignments", seated[0], entry_id="nobody")
    yield "placed_once", problem, _drop(timetable, "assignments", seated[0])
    yield "heat_length", problem, _change(timetable, "heats", first, ends_min=first.ends_min + 1)
    yield "heat_size", _modules(problem, lambda m: replace(m, heat_size=1)), timetable
    yield "within_hours", problem, _move(timetable, first, problem.days[-1].closes_min)
    yield (
        "right_workstation",
        problem,
        _change(timetable, "assignments", seated[0], workstation_id="-"),
    )
    yield (
        "workstation_not_shared",
        problem,
        _change(timetable, "assignments", seated[0], workstation_id=seated[1].workstation_id),
    )
    whole = (Window(starts_min=0, ends_min=first.ends_min + 1),)
    trades = tuple(
        replace(t, closed=whole) if t.id == first.trade_id else t for t in problem.trades
    )
    yield "trade_open", replace(problem, trades=trades), timetable
    place, who = seated[0].workstation_id, seated[0].entry_id
    stations = tuple(replace(s, down=whole) if s.id == place else s for s in problem.workstations)
    yield "workstation_up", replace(problem, workstations=stations), timetable
    entries = tuple(replace(e, away=whole) if e.id == who else e for e in problem.entries)
    yield "entry_present", replace(problem, entries=entries), timetable
    halls = tuple(replace(venue, seats=min(venue.seats, 1)) for venue in problem.venues)
    yield "theory_seats", replace(problem, venues=halls), timetable
    dark = tuple(replace(venue, power_kw=0) for venue in problem.venues)
    hungry = _modules(problem, lambda m: replace(m, power_kw=1))
    yield "venue_power", replace(hungry, venues=dark), timetable

    before, after = _successive(problem, timetable)
    yield "one_place_at_a_time", problem, _move(timetable, after, before.starts_min)
    yield "module_order", problem, _move(timetable, after, 0)
    yield "lead_time", _modules(problem, lambda m: replace(m, lead_min=600)), timetable
    final = next(h for h in timetable.heats if _is_final(problem, h))
    yield "stage_lag", problem, _move(timetable, final, problem.days[0].opens_min)
    yield _possible_finalist(problem, timetable, final)

    judge = problem.judge_by_id[duties[0].judge_id]
    for rule, changed in (
        ("judge_certified", replace(judge, certificates=frozenset(), chief_of=None)),
        ("judge_available", replace(judge, windows=(Window(starts_min=0, ends_min=1),))),
        ("judge_hours", replace(judge, day_limit_min=1)),
    ):
        others = tuple(changed if j is judge else j for j in problem.judges)
        yield rule, replace(problem, judges=others), timetable
    one, other = _two_duties(timetable)
    yield "judge_one_place", problem, _move(timetable, other, one.starts_min)
    person = problem.entry_by_id[seated[0].entry_id].person_ids[0]
    related = Recusal(judge_id=judge.id, person_id=person, reason="relation")
    yield "recusal", replace(problem, recusals=(*problem.recusals, related)), timetable
    yield "panel_complete", problem, _drop(timetable, "duties", duties[-1])
    lock = Lock(heat_id=first.id, starts_min=first.starts_min + problem.step_min)
    yield "locked_kept", replace(problem, locked=(*problem.locked, lock)), timetable


def _module(problem: Problem, heat: HeatPlan) -> ModuleNeeds:
    return problem.module_by_key[heat.module_key]


def _is_final(problem: Problem, heat: HeatPlan) -> bool:
    return heat.stage_id != problem.trade_by_id[heat.trade_id].stages[0].id


def _change(timetable: Timetable, name: str, item: Any, **values: Any) -> Timetable:
    items = [replace(i, **values) if i is item else i for i in getattr(timetable, name)]
    changed: dict[str, Any] = {name: tuple(items)}
    return replace(timetable, **changed)


def _drop(timetable: Timetable, name: str, item: object) -> Timetable:
    kept: dict[str, Any] = {name: tuple(i for i in getattr(timetable, name) if i is not item)}
    return replace(timetable, **kept)


def _move(timetable: Timetable, heat: HeatPlan, starts: int) -> Timetable:
    ends = starts + heat.ends_min - heat.starts_min
    return _change(timetable, "heats", heat, starts_min=starts, ends_min=ends)


def _modules(problem: Problem, change: Callable[[ModuleNeeds], ModuleNeeds]) -> Problem:
    trades = tuple(
        replace(
            trade,
            stages=tuple(
                replace(stage, modules=tuple(change(m) for m in stage.modules))
                for stage in trade.stages
            ),
        )
        for trade in problem.trades
    )
    return replace(problem, trades=trades)


def _successive(problem: Problem, timetable: Timetable) -> tuple[HeatPlan, HeatPlan]:
    """Two heats of one entry in successive modules of a stage."""
    for before, after in combinations(sorted(timetable.heats, key=lambda h: h.starts_min), 2):
        same = (before.trade_id, before.stage_id) == (after.trade_id, after.stage_id)
        entries = {a.entry_id for a in timetable.assignments_of[before.id]}
        if same and entries & {a.entry_id for a in timetable.assignments_of[after.id]}:
            return before, after
    raise LookupError("no entry has two modules")


def _two_duties(timetable: Timetable) -> tuple[HeatPlan, HeatPlan]:
    """Two heats with a judge in common."""
    for one, other in combinations(timetable.heats, 2):
        judges = {duty.judge_id for duty in timetable.duties_of[one.id]}
        if judges & {duty.judge_id for duty in timetable.duties_of[other.id]}:
            return one, other
    raise LookupError("no judge has two duties")


def _possible_finalist(problem: Problem, timetable: Timetable, final: HeatPlan) -> Broken:
    """Somebody of the final's trade also enters another, and the final falls on his heat there."""
    heat = next(
        h for h in timetable.heats if h.trade_id != final.trade_id and not _is_final(problem, h)
    )
    entry = problem.entry_by_id[timetable.assignments_of[heat.id][0].entry_id]
    person = problem.entries_of[final.trade_id][0].person_ids[0]
    joined = replace(entry, person_ids=(*(p for p in entry.person_ids if p != person), person))
    entries = tuple(joined if e is entry else e for e in problem.entries)
    moved = _move(timetable, final, heat.starts_min)
    return "possible_finalist", replace(problem, entries=entries), moved
