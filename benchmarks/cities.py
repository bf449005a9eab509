"""
A whole season: 50 trades, 300,000 entrants, 21 cities, solved as `leitai timetable season` does.

`python -m benchmarks.timetabling --size XL --limit-per-city 60 --cities 2`: writes one problem per
city into a folder, solves them by the season's job table on so many workers, and tells of each city
as it ends: seconds since the start, value, bound, gap. Last come wall time, what all 21 cities
would take at that pace, and the most memory any worker process took.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from contest.cli.season import ANSWER, cities_of, solved
from scheduler.check import check
from scheduler.examples import Size, contest
from scheduler.problem import Problem
from scheduler.timetable import Timetable

CITIES = 21
CITY = Size(
    trades=50, entries=286, benches=16, stands=4, judges=10, delegations=120, venues=8, days=30
)  # 6,000 entrants a trade over 21 cities


def season(limit: float, cities: int, workers: int, seed: int) -> dict[str, Any]:
    """The last line of a season's run: cities, gaps, seconds, memory of the largest process."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for n in range(cities):
            problem = contest(CITY, seed * 100 + n)
            (folder / f"city{n + 1:02}.json").write_text(json.dumps(problem.to_json()))
        problems = {
            path.stem: Problem.from_json(json.loads(path.read_text())) for path in cities_of(folder)
        }
        entries = sum(len(problem.entries) for problem in problems.values())
        print(f"{cities} cities, {entries} entries, {limit:.0f} s each, {workers} workers")
        begun = time.monotonic()
        gaps: list[float] = []
        errors = 0
        for told, table in solved(folder, problems, limit, workers):
            seconds = time.monotonic() - begun
            print(
                f"  {told['city']} after {seconds:6.1f} s: {told['status']}, value {told['value']},"
                f" bound {told['bound']}, gap {told['gap_percent']} %",
                flush=True,
            )
            if table is not None:
                (folder / f"{told['city']}{ANSWER}").write_text(json.dumps(table))
                gaps.append(told["gap_percent"])
                errors += len(check(problems[told["city"]], Timetable.from_json(table)))
        seconds = time.monotonic() - begun
    # Workers are waited for when they end: the largest of them counts here.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {
        "size": "XL", "seed": seed, "cities": cities, "solved": len(gaps), "entries": entries,
        "seconds": round(seconds, 1), "whole_season_seconds": round(seconds * CITIES / cities),
        "gap_percent": median(gaps) if gaps else None, "worst_gap_percent": max(gaps, default=None),
        "checker_errors": errors, "peak_mb": peak,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit-per-city", type=float, default=60.0, help="seconds")
    parser.add_argument("--cities", type=int, default=CITIES)
    parser.add_argument("--workers", type=int, default=2, help="cities at once")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(json.dumps(season(asked.limit_per_city, asked.cities, asked.workers, asked.seed)))


if __name__ == "__main__":
    main()
