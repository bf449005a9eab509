"""Contests of rolling starts, large and small, and the best of a tiny one by trying everything."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scheduler.check import check
from scheduler.goals import finish_of, time_value
from scheduler.problem import (
    Day,
    Entry,
    Goal,
    ModuleNeeds,
    Problem,
    StageNeeds,
    StationTime,
    TradeNeeds,
    Venue,
    Window,
    Workstation,
)
from scheduler.solve import Solution, solve
from scheduler.timetable import Assignment, Duty, HeatPlan, Timetable
from tests.scheduler import samples

LAST_ONLY = (Goal(name="last_finish", weight=1),)


def at(*times: tuple[str, int | None]) -> tuple[StationTime, ...]:
    return tuple(StationTime(workstation_id=name, minutes=minutes) for name, minutes in times)


def item(name: str, minutes: int = 60, **needs: Any) -> ModuleNeeds:
    """A module that everyone begins alone, on a workstation of its own name unless told."""
    usual: dict[str, Any] = {"workstation_kind": None if "stations" in needs else name}
    if "venue_id" in needs:
        usual["workstation_kind"] = None
    return ModuleNeeds(
        **{"id": name, "kind": "practical", "minutes": minutes, "heat_size": 1, **usual, **needs}
    )


def open_shop(people: int = 3, minutes: tuple[int, ...] = (60, 60, 60), **changes: Any) -> Problem:
    """So many people, each at every item once in an order of their own, one item each at a time."""
    items = tuple(item(f"item{n + 1}", lasts) for n, lasts in enumerate(minutes))
    stage = StageNeeds(id="prelim", places=people, modules=items, order="free")
    usual: dict[str, Any] = {
        "workstations": tuple(s for i in items for s in samples.benches(i.id, "shop", 1)),
        "trades": (TradeNeeds(id="weld", name="weld", stages=(stage,)),),
        "entries": samples.roster("weld", people),
        "judges": (),
    }
    return samples.tiny(**{**usual, **changes})


def job_shop(*jobs: tuple[tuple[tuple[str, int], ...], ...], days: int = 2) -> Problem:
    """Each job's operations, each with the machines and minutes it may take there; no nights."""
    machines = sorted({machine for job in jobs for way in job for machine, _ in way})
    return Problem(
        step_min=1,
        days=tuple(
            Day(index=d, opens_min=1440 * d, closes_min=1440 * d + 1440) for d in range(days)
        ),
        venues=(Venue(id="shop", name="shop"),),
        workstations=tuple(
            Workstation(id=m, venue_id="shop", kind=m, label=m, position=0) for m in machines
        ),
        trades=tuple(
            TradeNeeds(
                id=f"t{n}",
                name=f"trade {n}",
                stages=(
                    StageNeeds(
                        id="s",
                        places=1,
                        modules=tuple(
                            item(f"o{k}", 1, stations=at(*way)) for k, way in enumerate(job)
                        ),
                    ),
                ),
            )
            for n, job in enumerate(jobs)
        ),
        entries=tuple(
            Entry(id=f"e{n}", person_ids=(f"p{n}",), trade_id=f"t{n}", delegation_id="d")
            for n in range(len(jobs))
        ),
        judges=(),
        goals=LAST_ONLY,
    )


def solved(problem: Problem, seconds: float = 30) -> tuple[Timetable, Solution]:
    solution = solve(problem, seconds=seconds)
    assert solution.timetable is not None, solution.reasons
    assert check(problem, solution.timetable) == ()
    return solution.timetable, solution


def value_of(table: Timetable) -> tuple[int, int]:
    assert table.report is not None
    return table.report.value, table.report.bound


def random_jobs(seed: int, jobs: int, machines: int, most: int = 1) -> Problem:
    """Random jobs, each with an operation for every machine; up to ``most`` machines for each."""
    rng = random.Random(seed)
    names = [f"m{n}" for n in range(machines)]
    return job_shop(
        *(
            tuple(
                tuple(
                    (name, rng.randint(1, 9))
                    for name in {first, *rng.sample(names, rng.randint(1, most) - 1)}
                )
                for first in rng.sample(names, machines)
            )
            for _ in range(jobs)
        )
    )


def random_contest(seed: int) -> Problem:
    """Two or three entries and two modules under hours, breaks, absences, check-in and judges."""
    rng = random.Random(seed)
    days = (samples.day(0, 480, 780, (600, 660)), samples.day(1, 480, 780))
    named = rng.random() < 0.5
    stations = at(("bench1", 60), ("bench2", rng.choice((120, None))))
    modules = (
        item(
            "saw",
            120 if named else 60,
            setup_min=rng.choice((0, 60)),
            cleanup_min=rng.choice((0, 60)),
            **({"stations": stations} if named else {"workstation_kind": "bench"}),
        ),
        item(
            "plane",
            60,
            workstation_kind="mill",
            lead_min=rng.choice((0, 60)),
            marking_min=rng.choice((0, 60)),
            panel=rng.choice((0, 0, 1)),
            power_kw=rng.choice((0, 2)),
        ),
    )
    stage = StageNeeds(id="prelim", places=2, modules=modules, order="fixed" if named else "free")
    mill = samples.benches("mill", "shop", 1)[0]
    noon = (Window(starts_min=540, ends_min=600),)
    first, second = samples.roster("weld", 2, 2)
    return samples.tiny(
        days=days,
        step_min=60,
        venues=(Venue(id="shop", name="shop", power_kw=rng.choice((None, 3))),),
        workstations=(
            *samples.benches("bench", "shop", 2),
            replace(mill, down=rng.choice(((), noon))),
        ),
        trades=(
            TradeNeeds(id="weld", name="weld", stages=(stage,), closed=rng.choice(((), noon))),
        ),
        entries=(replace(first, away=rng.choice(((), noon))), second),
        judges=samples.judges(
            1, "weld", delegation_id=None, rest_min=rng.choice((0, 60)),
            windows=rng.choice(((), (Window(starts_min=540, ends_min=2160),))),
        ),
        goals=rng.choice((LAST_ONLY, (*LAST_ONLY, Goal(name="each_finish", weight=1)))),
    )  # fmt: skip


def least(problem: Problem) -> int | None:
    """
    The least value of any timetable, by placing all runs one after the other in every order, at
    every place with every judge, each at the first start that the checker lets pass.
    """
    todo = [
        (trade.id, stage.id, module, who, n)
        for trade in problem.trades
        for stage in trade.stages
        for module in stage.modules
        for n, who in enumerate(problem.places(trade.id, stage.id), 1)
    ]
    empty = Timetable(heats=(), assignments=(), duties=())
    found = [
        time_value(problem, finish_of(problem, table).values())
        for table in _placed(problem, empty, todo)
    ]
    return min(found, default=None)


def _placed(problem: Problem, table: Timetable, todo: list[Any]) -> Iterator[Timetable]:
    if not todo:
        if not check(problem, table):
            yield table
        return
    for n, (trade, stage, module, who, number) in enumerate(todo):
        places = [
            s
            for s in problem.workstations
            if s.kind == module.workstation_kind
            or s.id in {own.workstation_id for own in module.stations}
        ]
        for place in places:
            for judge in problem.judges if module.panel else (None,):
                key = f"{trade}/{stage}/{module.id}/{number}"
                for starts in range(0, problem.days[-1].closes_min, problem.step_min):
                    heat = HeatPlan(
                        id=key, trade_id=trade, stage_id=stage, module_id=module.id,
                        number=number, venue_id=place.venue_id, starts_min=starts,
                        ends_min=starts + module.minutes_at(place.id),
                    )  # fmt: skip
                    seat = Assignment(heat_id=key, workstation_id=place.id, entry_id=who)
                    duty = () if judge is None else (
                        Duty(heat_id=key, judge_id=judge.id, seat=1, role="lead"),
                    )  # fmt: skip
                    more = replace(
                        table,
                        heats=(*table.heats, heat),
                        assignments=(*table.assignments, seat),
                        duties=(*table.duties, *duty),
                    )
                    if {b.rule for b in check(problem, more)} <= {"placed_once"}:
                        yield from _placed(problem, more, todo[:n] + todo[n + 1 :])
                        break
