"""A timetable of the scheduler in terms of the database: its ids, and what is to be made."""

from sqlmodel import Session

from contest.store import contests
from contest.store.timetables import HeatLine, HeatPlanned, SlotPlan
from scheduler.problem import Problem
from scheduler.timetable import Assignment, Timetable


def plans_of(
    tx: Session, contest_id: str, problem: Problem, timetable: Timetable
) -> list[HeatPlanned]:
    """Return every heat of a timetable with its slots and panel, in order of time."""
    stages = {
        (trade.code, stage.key): stage.id
        for trade in contests.trades_of(tx, contest_id)
        for stage in contests.stages_of(tx, trade.id)
    }
    return [
        HeatPlanned(
            key=heat.id,
            stage_id=stages[heat.trade_id, heat.stage_id],
            venue_id=heat.venue_id,
            module_id=heat.module_id,
            number=heat.number,
            starts_min=heat.starts_min,
            ends_min=heat.ends_min,
            slots=tuple(
                _slot(problem, assignment) for assignment in timetable.assignments_of[heat.id]
            ),
            judges=tuple(
                duty.judge_id
                for duty in sorted(timetable.duties_of[heat.id], key=lambda duty: duty.seat)
            ),
        )
        for heat in sorted(timetable.heats, key=lambda heat: (heat.starts_min, heat.id))
    ]


def plan_of_line(line: HeatLine) -> HeatPlanned:
    """Return a published heat as it now is, draws and filled finals included."""
    return HeatPlanned(
        key=line.heat.key,
        stage_id=line.heat.stage_id,
        venue_id=line.heat.venue_id,
        module_id=line.heat.module_id,
        number=line.heat.number,
        starts_min=line.heat.starts_min,
        ends_min=line.heat.ends_min,
        slots=tuple(
            SlotPlan(
                workstation_id=slot.workstation_id,
                label=slot.label,
                place=slot.place,
                entry_id=slot.entry_id,
            )
            for slot in line.slots
        ),
        judges=tuple(duty.staff_id for duty in line.duties),
    )


def _slot(problem: Problem, assignment: Assignment) -> SlotPlan:
    bench = problem.workstation_by_id.get(assignment.workstation_id)
    known = assignment.entry_id in problem.entry_by_id
    return SlotPlan(
        workstation_id=bench.id if bench else None,
        label=bench.label if bench else assignment.workstation_id,
        place=assignment.entry_id,
        entry_id=assignment.entry_id if known else None,
    )
