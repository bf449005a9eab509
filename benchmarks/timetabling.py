"""
How good timetables are, and how soon:
`python -m benchmarks.timetabling --size M --seed 7 --limit 60 --json`.

``--table`` runs the sizes one after the other, each run a process of its own, and prints the tables
of ``benchmarks/results/timetabling.md``: it takes half an hour. ``--size XL`` is a whole season
(``benchmarks.cities``): `--size XL --limit-per-city 60 --cities 2` tries two of its cities.

Beside the scheduler stand the plain single CP-SAT model, given the same time and two workers, and
the list a person would make. With ``--json`` the last line is one object: size, seed,
first_seconds, value, bound, gap_percent, checker_errors, peak_mb.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from statistics import median
from typing import Any

from benchmarks.plain import listed, single_model
from scheduler.advise import solve_or_advise
from scheduler.check import check
from scheduler.examples import SIZES, contest
from scheduler.solve import Progress

TABLE = (
    ("S", 5.0, 5, None),
    ("M", 15.0, 5, None),
    ("M", 60.0, 3, None),
    ("L", 60.0, 3, None),
    ("L", 300.0, 1, None),
    ("M", 60.0, 2, 0.65),
    ("L", 60.0, 1, 0.65),
)  # size, seconds, seeds from 1, share of full load that venues supply (None: as usual)
EVERY = (("S", 5.0, 40), ("M", 2.0, 40), ("L", 5.0, 8))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=[*sorted(SIZES), "XL"], default="M")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds")
    parser.add_argument("--power", type=float, help="share of full load that venues supply")
    parser.add_argument("--limit-per-city", type=float, default=60.0, help="XL: seconds")
    parser.add_argument("--cities", type=int, default=21, help="XL: only so many cities")
    parser.add_argument("--workers", type=int, default=2, help="XL: cities at once")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--alone", action="store_true", help="leave out the two comparisons")
    parser.add_argument("--table", action="store_true", help="the tables of benchmarks/results")
    asked = parser.parse_args()
    if asked.table:
        _table()
        return
    if asked.size == "XL":
        # By itself: it brings the product's command line, whose memory is not the solver's.
        words = ("--limit-per-city", "--cities", "--workers", "--seed")
        told = (asked.limit_per_city, asked.cities, asked.workers, asked.seed)
        pairs = [text for pair in zip(words, map(str, told), strict=True) for text in pair]
        subprocess.run([sys.executable, "-m", "benchmarks.cities", *pairs], check=True)
        return

    size = SIZES[asked.size]
    problem = contest(size if asked.power is None else replace(size, power=asked.power), asked.seed)
    first: list[float] = []
    trace: list[tuple[float, int]] = []

    def watch(progress: Progress) -> None:
        if progress.value is not None:
            first.append(progress.seconds)
            if not trace or progress.value < trace[-1][1]:
                trace.append((progress.seconds, progress.value))

    solution = solve_or_advise(problem, seconds=asked.limit, seed=asked.seed, progress=watch)
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
            "checker_errors": errors, "peak_mb": peak, "status": solution.status,
        }))  # fmt: skip


def _table() -> None:
    print(
        "| size | power | seed | limit | first complete | value | bound | gap | errors | memory |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for size, limit, seeds, power in TABLE:
        found = [_run(size, seed, limit, power) for seed in range(1, seeds + 1)]
        name = f"| {size} | {'usual' if power is None else power}"
        for one in found:
            print(
                f"{name} | {one['seed']} | {limit:.0f} s | {one['first_seconds']} s "
                f"| {one['value']} | {one['bound']} | {one['gap_percent']} % "
                f"| {one['checker_errors']} | {one['peak_mb']} MB |"
            )
        whole = [one for one in found if one["value"] is not None]
        middle = {
            key: median(one[key] for one in whole) if whole else None
            for key in ("first_seconds", "gap_percent")
        }
        print(
            f"{name} | median | {limit:.0f} s | {middle['first_seconds']} s | | "
            f"| {middle['gap_percent']} % | | |",
            flush=True,
        )
    print("\n| size | seeds | limit | what they end with |")
    print("|---|---|---|---|")
    for size, limit, seeds in EVERY:
        ends = Counter(_run(size, seed, limit)["status"] for seed in range(1, seeds + 1))
        words = ", ".join(f"{count} {status}" for status, count in sorted(ends.items()))
        print(f"| {size} | 1 to {seeds} | {limit:.0f} s | {words} |", flush=True)


def _run(size: str, seed: int, limit: float, power: float | None = None) -> dict[str, Any]:
    """The last line of one run in a process of its own, so that memory is its own too."""
    command = [sys.executable, "-m", "benchmarks.timetabling", "--alone", "--json", "--size", size]
    command += ["--seed", str(seed), "--limit", str(limit)]
    command += [] if power is None else ["--power", str(power)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    line: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return line


def _compare(name: str, value: int | None, ours: int | None) -> None:
    if value is None or ours is None:
        print(f"{name}: {'nothing found' if value is None else value}")
    else:
        print(f"{name}: value {value}, {value / ours:.3f} of the scheduler's")


if __name__ == "__main__":
    main()
