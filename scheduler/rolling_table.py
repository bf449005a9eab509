"""A plan of rolling starts as heats of one entry each at named places, and back."""

from __future__ import annotations

from scheduler.check import check
from scheduler.rolling import Plan, Rolling
from scheduler.timetable import Assignment, HeatPlan, Timetable


def heats_of(rolling: Rolling, plan: Plan) -> tuple[tuple[HeatPlan, ...], tuple[Assignment, ...]]:
    """Every run a heat of its own; in a pool whoever comes takes the first place that is free."""
    free = [dict.fromkeys(pool.places, 0) for pool in rolling.pools]
    heats: dict[int, tuple[HeatPlan, Assignment]] = {}
    slot_min = rolling.grid.slot_min
    for number in sorted(range(len(plan)), key=lambda n: plan[n][1] - rolling.runs[n].setup):
        run, (chosen, start) = rolling.runs[number], plan[number]
        way = run.ways[chosen]
        ends = start + way.lasts
        place = next(p for p, since in free[way.pool].items() if since <= start - run.setup)
        free[way.pool][place] = ends + run.cleanup
        stage_id, module_id, index = run.heat.split("/")[1:]
        heat = HeatPlan(
            id=run.heat,
            trade_id=run.trade_id,
            stage_id=stage_id,
            module_id=module_id,
            number=int(index),
            venue_id=rolling.pools[way.pool].venue_id,
            starts_min=start * slot_min,
            ends_min=ends * slot_min,
        )
        heats[number] = (
            heat,
            Assignment(heat_id=run.heat, workstation_id=place, entry_id=run.entry_id),
        )
    both = [heats[number] for number in range(len(plan))]
    return tuple(heat for heat, _ in both), tuple(assignment for _, assignment in both)


def plan_of(rolling: Rolling, timetable: Timetable) -> Plan | None:
    """The plan of a timetable; None if it breaks a rule of this problem or names heats anew."""
    who = {assignment.heat_id: assignment for assignment in timetable.assignments}
    named = all(run.heat in who and who[run.heat].entry_id == run.entry_id for run in rolling.runs)
    if not named or check(rolling.problem, timetable):
        return None
    plan: list[tuple[int, int]] = []
    for run in rolling.runs:
        assignment, heat = who[run.heat], timetable.heat_by_id[run.heat]
        way = next(
            n
            for n, way in enumerate(run.ways)
            if assignment.workstation_id in rolling.pools[way.pool].places
            and rolling.pools[way.pool].venue_id == heat.venue_id
        )
        plan.append((way, heat.starts_min // rolling.grid.slot_min))
    return tuple(plan)
