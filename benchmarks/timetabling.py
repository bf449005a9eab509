"""
How good timetables are, and how soon:
`python -m benchmarks.timetabling --size M --seed 7 --limit 60 --json`.

Beside the scheduler stand the plain single CP-SAT model, given the same time and two workers, and
the list a person would make. With ``--json`` the last line is one object: size, seed,
first_seconds, value, bound, gap_percent, checker_errors, peak_mb.
"""

from __future__ import annotations

import argparse
import json
import resource
from dataclasses import replace

from benchmarks.plain import listed, single_model
from scheduler.check import check
from scheduler.examples import SIZES, contest
from scheduler.solve import Progress, solve


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=sorted(SIZES), default="M")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds")
    parser.add_argument("--power", type=float, help="share of full load that venues supply")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--alone", action="store_true", help="leave out the two comparisons")
    asked = parser.parse_args()

    size = SIZES[asked.size]
    problem = contest(size if asked.power is None else replace(size, power=asked.power), asked.seed)
    first: list[float] = []
    trace: list[tuple[float, int]] = []

    def watch(progress: Progress) -> None:
        if progress.value is not None:
            first.append(progress.seconds)
            if not trace or progress.value < trace[-1][1]:
                trace.append((progress.seconds, progress.value))

    solution = solve(problem, seconds=asked.limit, seed=asked.seed, progress=watch)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    report = solution.timetable.report if solution.timetable is not None else None
    errors = len(check(problem, solution.timetable)) if solution.timetable is not None else None
    print(f"{asked.size} seed {asked.seed}: {solution.status}")
    for _, en in solution.reasons:
        print(" ", en)
    if report is not None:
        print("value by second:", ", ".join(f"{value} ({second:.1f})" for second, value in trace))
        for stage in report.stages:
            print(f"  {stage.name:10} {stage.seconds:8.2f} s  {stage.value}")
        print(
            f"scheduler     value {report.value}  bound {report.bound}  gap {report.gap_percent} %"
        )
        print(" ", ", ".join(f"{goal.name} {goal.value}" for goal in report.goals))
    if not asked.alone:
        _compare("greedy list", listed(problem), report.value if report else None)
        value, bound, variables = single_model(problem, asked.limit, asked.seed)
        _compare(f"single model ({variables} variables, bound {bound})", value,
                 report.value if report else None)  # fmt: skip
    if asked.json:
        print(json.dumps({
            "size": asked.size, "seed": asked.seed,
            "first_seconds": round(first[0], 2) if first else None,
            "value": report.value if report else None,
            "bound": report.bound if report else None,
            "gap_percent": report.gap_percent if report else None,
            "checker_errors": errors, "peak_mb": peak,
        }))  # fmt: skip


def _compare(name: str, value: int | None, ours: int | None) -> None:
    if value is None or ours is None:
        print(f"{name}: {'nothing found' if value is None else value}")
    else:
        print(f"{name}: value {value}, {value / ours:.3f} of the scheduler's")


if __name__ == "__main__":
    main()
