"""
Is a timetable right? Every hard rule, independent of the model that made it and of OR-Tools.

One function per rule stands in ``check_heats``, ``check_people`` and ``check_judges`` under the
rule's name; what nobody knows (``known_names``) and what is locked (``locked_kept``) stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scheduler import check_heats, check_judges, check_people
from scheduler.parts import Lock
from scheduler.problem import Problem
from scheduler.timetable import Timetable
from scheduler.view import Breach, View

__all__ = ["Breach", "check"]


def check(problem: Problem, timetable: Timetable) -> tuple[Breach, ...]:
    """Every breach of every hard rule, in the order of ``rules.HARD_RULES``; empty when right."""
    view = View(problem, timetable)
    found = list(known_names(view))
    for rule in RULES:
        found.extend(rule(view))
    found.extend(locked_kept(view))
    return tuple(found)


def misplaced(problem: Problem, timetable: Timetable) -> tuple[Breach, ...]:
    """Breaches that leave a timetable unreadable: unknown names, hours, workstations. Fast."""
    view = View(problem, timetable)
    rules = (known_names, check_heats.within_hours, check_heats.right_workstation)
    return tuple(breach for rule in rules for breach in rule(view))


def known_names(view: View) -> Iterator[Breach]:
    timetable = view.given
    if view.timetable is timetable:
        return
    known = {heat.id for heat in view.heats}
    seated, serving = set(view.timetable.assignments), set(view.timetable.duties)
    for heat in timetable.heats:
        if heat.id not in known:
            yield _unknown(heat.id, "模块或赛场", "module or venue", heat.venue_id)
    for assignment in timetable.assignments:
        if assignment.heat_id in known and assignment not in seated:
            yield _unknown(assignment.heat_id, "参赛项", "entry", assignment.entry_id)
    for duty in timetable.duties:
        if duty.heat_id in known and duty not in serving:
            yield _unknown(duty.heat_id, "裁判", "judge", duty.judge_id)


def _unknown(heat: str, zh: str, en: str, name: str) -> Breach:
    return Breach(
        rule="known_names",
        ids=(heat, name),
        zh=f"{heat}：名单中没有这个{zh} {name}。",
        en=f"{heat}: the contest has no such {en} {name}.",
    )


def locked_kept(view: View) -> Iterator[Breach]:
    for lock in view.problem.locked:
        heat = view.timetable.heat_by_id.get(lock.heat_id)
        if heat is None:
            yield Breach(
                rule="locked_kept",
                ids=(lock.heat_id,),
                zh=f"已锁定的场次 {lock.heat_id} 不见了。",
                en=f"the locked heat {lock.heat_id} is missing.",
            )
        elif not _kept(view, lock):
            yield view.breach(
                "locked_kept",
                heat,
                "改动了已锁定的安排。",
                "what is locked has changed.",
                *(i for i in (lock.entry_id, lock.judge_id) if i is not None),
            )


def _kept(view: View, lock: Lock) -> bool:
    heat = view.timetable.heat_by_id[lock.heat_id]
    seated = {a.entry_id: a.workstation_id for a in view.timetable.assignments_of[heat.id]}
    serving = {d.judge_id for d in view.timetable.duties_of[heat.id]}
    return (
        lock.starts_min in (None, heat.starts_min)
        and lock.venue_id in (None, heat.venue_id)
        and (lock.entry_id is None or lock.entry_id in seated)
        and (lock.workstation_id is None or lock.workstation_id == seated[lock.entry_id or ""])
        and (lock.judge_id is None or lock.judge_id in serving)
    )


RULES: tuple[Callable[[View], Iterator[Breach]], ...] = (
    check_people.placed_once,
    check_heats.heat_length,
    check_heats.heat_size,
    check_heats.within_hours,
    check_heats.trade_open,
    check_heats.right_workstation,
    check_heats.workstation_not_shared,
    check_heats.workstation_up,
    check_heats.theory_seats,
    check_heats.venue_power,
    check_people.one_place_at_a_time,
    check_people.entry_present,
    check_people.module_order,
    check_people.lead_time,
    check_people.stage_lag,
    check_people.possible_finalist,
    check_judges.judge_certified,
    check_judges.judge_available,
    check_judges.judge_one_place,
    check_judges.judge_hours,
    check_judges.recusal,
    check_judges.panel_complete,
)
