"""A small contest to which things happen, and what every answer has to keep."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations, product

from scheduler.amend import amend
from scheduler.changes import Changes, Closing, JudgeAway, Late, Slip, StationDown
from scheduler.check import check
from scheduler.moves import broken_promises, difference, people_moved
from scheduler.problem import Problem
from scheduler.replan import Answer, Replanned
from scheduler.solve import solve
from scheduler.timetable import Assignment, Duty, HeatPlan, Timetable
from tests.scheduler import samples

HOUR = 60


@cache
def row(judges: int = 3, panel: int = 1, final: bool = False) -> tuple[Problem, Timetable]:
    """Four welders on two benches in hours on the hour, and a timetable of it."""
    last = samples.StageNeeds(
        id="final",
        places=2,
        lag_min=0,
        modules=(samples.practical("bench", minutes=HOUR, panel=1),),
    )
    problem = samples.tiny(
        days=(samples.day(0, 480, 900),),
        trades=(
            samples.trade(
                "weld",
                4,
                samples.practical("bench", minutes=HOUR, panel=panel),
                final=last if final else None,
            ),
        ),
        judges=samples.judges(judges, "weld"),
        step_min=HOUR,
    )
    found = solve(problem, seconds=20).timetable
    assert found is not None
    return problem, found


def sound(problem: Problem, timetable: Timetable, changes: Changes, result: Replanned) -> Answer:
    """Every answer keeps the rules and the promises; returns the one with the fewest people."""
    assert result.answers, result.reasons
    amended = amend(problem, timetable, changes)
    for answer in result.answers:
        assert check(result.problem, answer.timetable) == ()
        found = difference(amended, timetable, answer.timetable)
        assert list(broken_promises(amended, answer.timetable, found, changes)) == []
        assert people_moved(result.problem, found) == answer.people
        assert answer.bound <= answer.people
    return result.answers[0]


def works(problem: Problem, starts: int, entries: tuple[str, ...]) -> bool:
    """Whether some benches and some panel make this heat right, whatever the others do."""
    trade, module = problem.trades[0], problem.trades[0].stages[0].modules[0]
    heat = HeatPlan(
        id=f"{trade.id}/prelim/{module.id}/50",
        trade_id=trade.id,
        stage_id="prelim",
        module_id=module.id,
        number=50,
        venue_id=problem.venues[0].id,
        starts_min=starts,
        ends_min=starts + module.minutes,
    )
    names = [judge.id for judge in problem.judges]
    benches = [station.id for station in problem.workstations]
    for panel, used in product(
        combinations(names, module.panel), combinations(benches, len(entries))
    ):
        alone = Timetable(
            heats=(heat,),
            assignments=tuple(
                Assignment(heat_id=heat.id, workstation_id=station, entry_id=entry)
                for entry, station in zip(entries, used, strict=True)
            ),
            duties=tuple(
                Duty(heat_id=heat.id, judge_id=judge, seat=n, role="judge" if n > 1 else "lead")
                for n, judge in enumerate(panel, 1)
            ),
        )
        if {breach.rule for breach in check(problem, alone)} <= {"placed_once"}:
            return True
    return False


SMALL: dict[str, Changes] = {
    "station": Changes(now_min=500, stations_down=(StationDown(workstation_id="bench1"),)),
    "station, while at work": Changes(
        now_min=570, stations_down=(StationDown(workstation_id="bench2", until_min=610),)
    ),
    "judge": Changes(now_min=490, judges_away=(JudgeAway(judge_id="j1"),)),
    "judges": Changes(
        now_min=490,
        judges_away=(JudgeAway(judge_id="j1"), JudgeAway(judge_id="j2", until_min=660)),
    ),
    "late": Changes(now_min=470, notice_min=40, late=(Late(entry_id="weld1", until_min=640),)),
    "slip": Changes(now_min=470, notice_min=20, slips=(Slip(trade_id="weld", until_min=570),)),
    "closing": Changes(
        now_min=500, closings=(Closing(venue_id="shop", from_min=530, until_min=600),)
    ),
    "withdrawn": Changes(now_min=470, withdrawn=("weld1",)),
    "added": Changes(now_min=470, added=(replace(samples.roster("weld", 9)[8]),)),
}
