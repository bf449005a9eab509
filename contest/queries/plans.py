"""A timetable of the scheduler in terms of the database: its ids, and what is to be made."""

from sqlmodel import Session

from contest.store import contests
from contest.store.timetables import HeatLine, HeatPlanned, SlotPlan, heats_of
from scheduler.problem import Problem
from scheduler.timetable import Assignment, Duty, HeatPlan, Timetable


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


def timetable_of(tx: Session, contest_id: str) -> Timetable:
    """Return the published heats, as they now are, as a timetable of the scheduler."""
    codes = {
        stage.id: (trade.code, stage.key)
        for trade in contests.trades_of(tx, contest_id)
        for stage in contests.stages_of(tx, trade.id)
    }
    lines = heats_of(tx, contest_id)
    return Timetable(
        heats=tuple(
            HeatPlan(
                id=line.heat.key,
                trade_id=codes[line.heat.stage_id][0],
                stage_id=codes[line.heat.stage_id][1],
                module_id=line.heat.module_id,
                number=line.heat.number,
                venue_id=line.heat.venue_id,
                starts_min=line.heat.starts_min,
                ends_min=line.heat.ends_min,
            )
            for line in lines
        ),
        assignments=tuple(
            Assignment(
                heat_id=line.heat.key,
                workstation_id=slot.workstation_id or slot.label,
                entry_id=slot.place,
            )
            for line in lines
            for slot in line.slots
        ),
        duties=tuple(
            Duty(
                heat_id=line.heat.key,
                judge_id=duty.staff_id,
                seat=duty.seat,
                role="lead" if duty.seat == 1 else "judge",
            )
            for line in lines
            for duty in line.duties
        ),
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
