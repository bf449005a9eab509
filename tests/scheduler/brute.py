"""The best of a tiny contest: everything is tried, the checker is the judge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

from scheduler.check import check
from scheduler.goals import finish_of, time_value
from scheduler.problem import ModuleNeeds, Problem, heat_id
from scheduler.timetable import Assignment, Duty, HeatPlan, Timetable

Heats = tuple[tuple[tuple[str, ...], int], ...]
"""Who is in each heat of a module, and when it starts."""


def best_finish(problem: Problem) -> int | None:
    """The earliest finish in contest minutes; None if there is no timetable."""
    (trade,) = problem.trades
    (stage,) = trade.stages
    entries = tuple(entry.id for entry in problem.entries)
    choices = [list(_heats(problem, module, entries)) for module in stage.modules]
    orders = [heats for heats in product(*choices) if _in_order(stage.modules, heats)]
    last = stage.modules[-1].minutes
    for heats in sorted(orders, key=lambda chosen: max(at for _, at in chosen[-1]) + last):
        for panels in _panels(problem, stage.modules, heats):
            table = _timetable(problem, heats, panels)
            if not check(problem, table):
                return finish_of(problem, table)[trade.id]
    return None


def best_value(problem: Problem) -> int | None:
    """The least value of a contest of trades with one module each; None if there is none."""
    alone = [list(_tables(problem, trade.id)) for trade in problem.trades]
    together = [
        (time_value(problem, [finish for finish, _ in chosen]), [table for _, table in chosen])
        for chosen in product(*alone)
    ]
    for value, tables in sorted(together, key=lambda one: one[0]):
        table = Timetable(
            heats=tuple(heat for one in tables for heat in one.heats),
            assignments=tuple(seat for one in tables for seat in one.assignments),
            duties=tuple(duty for one in tables for duty in one.duties),
        )
        if not check(problem, table):
            return value
    return None


def _tables(problem: Problem, trade_id: str) -> Iterator[tuple[int, Timetable]]:
    """Every timetable of one trade by itself, with its finish."""
    trade = problem.trade_by_id[trade_id]
    (module,) = trade.stages[0].modules
    kind = module.workstation_kind
    alone = replace(
        problem,
        trades=(trade,),
        entries=tuple(e for e in problem.entries if e.trade_id == trade_id),
        workstations=tuple(w for w in problem.workstations if w.kind == kind),
        judges=tuple(replace(j, certificates=j.certificates & {trade_id}) for j in problem.judges),
    )
    for heats in _heats(alone, module, tuple(entry.id for entry in alone.entries)):
        for panels in _panels(alone, (module,), (heats,)):
            table = _timetable(alone, (heats,), panels)
            if not check(alone, table):
                yield finish_of(alone, table)[trade_id], table


def _heats(problem: Problem, module: ModuleNeeds, entries: tuple[str, ...]) -> Iterator[Heats]:
    (day,) = problem.days
    starts = range(day.opens_min, day.closes_min - module.minutes + 1, problem.step_min)
    for parts in _partitions(entries):
        for at in product(starts, repeat=len(parts)):
            yield tuple(zip(parts, at, strict=True))


def _partitions(things: tuple[str, ...]) -> Iterator[list[tuple[str, ...]]]:
    if not things:
        yield []
        return
    for parts in _partitions(things[1:]):
        yield [things[:1], *parts]
        for n, part in enumerate(parts):
            yield [*parts[:n], (things[0], *part), *parts[n + 1 :]]


def _in_order(modules: tuple[ModuleNeeds, ...], heats: tuple[Heats, ...]) -> bool:
    """What is plainly too early is not worth a look by the checker."""
    began = [{who: at for entries, at in of_module for who in entries} for of_module in heats]
    return all(
        after[who] >= before[who] + module.minutes
        for module, before, after in zip(modules, began, began[1:], strict=False)
        for who in after
    )


def _panels(
    problem: Problem, modules: tuple[ModuleNeeds, ...], heats: tuple[Heats, ...]
) -> Iterator[tuple[tuple[str, ...], ...]]:
    judges = [judge.id for judge in problem.judges]
    yield from product(
        *(
            list(combinations(judges, module.panel))
            for module, of_module in zip(modules, heats, strict=True)
            for _ in of_module
        )
    )


def _timetable(
    problem: Problem, heats: tuple[Heats, ...], panels: tuple[tuple[str, ...], ...]
) -> Timetable:
    (trade,) = problem.trades
    (stage,) = trade.stages
    plans: list[HeatPlan] = []
    seats: list[Assignment] = []
    duties: list[Duty] = []
    busy: list[tuple[str, str, int, int]] = []
    chosen = iter(panels)
    for module, of_module in zip(stage.modules, heats, strict=True):
        for number, (entries, at) in enumerate(of_module, 1):
            name = heat_id(trade.id, stage.id, module.id, number)
            venue = module.venue_id or problem.workstations[0].venue_id
            plans.append(
                HeatPlan(
                    id=name,
                    trade_id=trade.id,
                    stage_id=stage.id,
                    module_id=module.id,
                    number=number,
                    venue_id=venue,
                    starts_min=at,
                    ends_min=at + module.minutes,
                )
            )
            first, last = at - module.setup_min, at + module.minutes + module.cleanup_min
            labels = (
                [str(n + 1) for n in range(len(problem.entries))]
                if module.venue_id
                else [w.id for w in problem.workstations]
            )
            for who in entries:
                free = [
                    w
                    for w in labels
                    if all(w != o or v != venue or e <= first or last <= s for v, o, s, e in busy)
                ]
                place = free[0] if free else labels[0]
                busy.append((venue, place, first, last))
                seats.append(Assignment(heat_id=name, workstation_id=place, entry_id=who))
            duties += [
                Duty(heat_id=name, judge_id=judge, seat=n, role="judge" if n > 1 else "lead")
                for n, judge in enumerate(next(chosen), 1)
            ]
    return Timetable(heats=tuple(plans), assignments=tuple(seats), duties=tuple(duties))
