"""Solving a timetable: the only place of the application that loads OR-Tools."""

import logging
from typing import Any

from contest.jobs.context import JobContext
from contest.operations.timetabling import SolverBrokeRule, save_draft
from contest.security import needs
from scheduler.advise import advised
from scheduler.check import check
from scheduler.problem import Problem
from scheduler.solve import Progress, Solution, solve
from scheduler.timetable import Timetable

log = logging.getLogger("leitai.jobs")
FIRST_SLICE = 2.0
ADVICE = 10.0  # seconds to look for judges from outside who would help


@needs("timetable.write")
def solve_timetable(context: JobContext) -> dict[str, Any] | None:
    """
    Solve in slices of growing length, each from the best of the one before and what it has proven.

    After every slice the best timetable is in the database, whole and checked: a second attempt
    begins there, and *use the current one* has something to use. The draft is written in the
    transaction that ends the job, so that a job run twice makes one draft.
    """
    problem = Problem.from_json(context.payload["problem"])
    budget = float(context.payload["seconds"])
    best = Timetable.from_json(context.best["timetable"]) if context.best else None
    spent, slice_seconds, seed, known = 0.0, FIRST_SLICE, 1, None
    wanted = not context.stop_asked
    while wanted and spent < budget:
        seconds = min(slice_seconds, budget - spent)
        solution = solve(
            problem,
            seconds=seconds,
            seed=seed,
            hint=best,
            known=known,
            progress=_teller(context, spent, best),
        )
        known = solution.known
        if solution.timetable is None:
            if best is None and (solution.status == "impossible" or spent + seconds >= budget):
                tell = _teller(context, spent, None)
                solution = advised(problem, solution, seconds=ADVICE, seed=seed, progress=tell)
                if solution.timetable is None:
                    return _without(solution)
                best = solution.timetable
        elif best is None or _value(solution.timetable) < _value(best):
            best = solution.timetable
        spent, slice_seconds, seed = spent + seconds, slice_seconds * 2, seed + 1
        if best is not None:
            wanted = context.report(
                _shown("improve", spent, best, None), {"timetable": best.to_json()}, at_once=True
            )
            wanted = wanted and solution.status != "optimal"
    if best is None:
        return _without(Solution(timetable=None, status="unknown"))
    _draft(context, problem, best)
    return None


def _draft(context: JobContext, problem: Problem, best: Timetable) -> None:
    breaches = check(problem, best)
    if breaches:
        # The solver and the checker are two programs on purpose; when they differ, neither is used.
        log.error("job %s: %s", context.job_id, [breach.rule for breach in breaches])
        raise SolverBrokeRule(zh=breaches[0].zh, en=breaches[0].en)
    with context.store.transaction() as tx:
        version = save_draft(
            tx,
            actor=context.actor,
            contest_id=context.contest_id,
            problem=problem,
            timetable=best,
            job_id=context.job_id,
        )
        context.finish(tx, {"status": "drafted", "version_id": version.id})


def _without(solution: Solution) -> dict[str, Any]:
    return {"status": solution.status, "reasons": [list(reason) for reason in solution.reasons]}


def _value(timetable: Timetable) -> int:
    return timetable.report.value if timetable.report else 10**9


def _teller(context: JobContext, spent: float, best: Timetable | None) -> Any:
    def tell(progress: Progress) -> bool:
        return context.report(_shown(progress.stage, spent + progress.seconds, best, progress))

    return tell


def _shown(
    stage: str, seconds: float, best: Timetable | None, progress: Progress | None
) -> dict[str, Any]:
    """What the page shows: the better of the best so far and where this slice stands."""
    values = [best.report.value] if best and best.report else []
    bounds = [best.report.bound] if best and best.report else []
    if progress is not None:
        values += [progress.value] if progress.value is not None else []
        bounds.append(progress.bound)
    value, bound = min(values, default=None), max(bounds, default=0)
    gap = None if value is None or not bound else round(100 * (value - bound) / bound, 1)
    return {
        "stage": stage,
        "seconds": round(seconds, 1),
        "value": value,
        "bound": bound,
        "gap_percent": gap,
    }
