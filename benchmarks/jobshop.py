"""
Standard job shop and flexible job shop files, solved as contests of rolling starts:
`python -m benchmarks.jobshop FILE… --limit 30 --json`.

Beside the scheduler stands PyJobShop with OR-Tools, given the same seconds and two workers. With
``--json`` every file is a line: file, makespan, bound, seconds, peer_makespan, peer_bound.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from importlib import import_module
from math import isfinite
from pathlib import Path
from typing import Any

from benchmarks.shopfiles import BadFile, Shop, contest_of, read_shop
from scheduler.check import check
from scheduler.solve import solve

INSTALL = (
    "PyJobShop is not installed, so there is nothing to compare with: run "
    "`.venv/bin/python -m pip install pyjobshop` (the group `bench` of pyproject.toml), or leave "
    "it out with --alone."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--limit", type=float, default=30.0, help="seconds for each of the two")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="a line of JSON for every file")
    parser.add_argument("--alone", action="store_true", help="leave out PyJobShop")
    asked = parser.parse_args()
    peer = None if asked.alone else _peer()
    shops: list[tuple[Path, Shop]] = []
    for path in asked.files:
        try:
            shops.append((path, read_shop(path.read_text(encoding="utf-8"))))
        except (BadFile, OSError, UnicodeDecodeError) as trouble:
            sys.exit(_refuse(path, trouble))
    for path, shop in shops:
        makespan, bound, seconds = ours(shop, asked.limit, asked.seed)
        peer_makespan, peer_bound = theirs(peer, shop, asked.limit) if peer else (None, None)
        row = {
            "file": path.name,
            "makespan": makespan,
            "bound": bound,
            "seconds": round(seconds, 2),
            "peer_makespan": peer_makespan,
            "peer_bound": peer_bound,
        }
        print(json.dumps(row) if asked.json else _line(row), flush=True)


def _refuse(path: Path, trouble: Exception) -> int:
    why = "is not text" if isinstance(trouble, UnicodeDecodeError) else trouble
    print(f"{path}: {why}", file=sys.stderr)
    return 2


def _line(row: dict[str, Any]) -> str:
    return (
        f"{row['file']:24} makespan {row['makespan']}  bound {row['bound']}  "
        f"{row['seconds']} s   PyJobShop {row['peer_makespan']}  bound {row['peer_bound']}"
    )


def ours(shop: Shop, limit: float, seed: int) -> tuple[int | None, int, float]:
    """(makespan, bound, seconds) of this scheduler; the timetable is checked."""
    begun = time.monotonic()
    if not any(all(lasts for _, lasts in ways) for job in shop.jobs for ways in job):
        return 0, 0, time.monotonic() - begun
    problem = contest_of(shop)
    solution = solve(problem, seconds=limit, seed=seed)
    seconds = time.monotonic() - begun
    if solution.timetable is None or solution.timetable.report is None:
        return None, 0, seconds
    assert check(problem, solution.timetable) == ()
    makespan = max(heat.ends_min for heat in solution.timetable.heats)
    return makespan, solution.timetable.report.bound // len(problem.trades), seconds


def _peer() -> Any:
    try:
        return import_module("pyjobshop")
    except ModuleNotFoundError:
        sys.exit(INSTALL)


def theirs(peer: Any, shop: Shop, limit: float) -> tuple[int | None, int | None]:
    """(makespan, bound) of PyJobShop."""
    model = peer.Model()
    machines = [model.add_machine() for _ in range(shop.machines)]
    for job in shop.jobs:
        owner, before = model.add_job(), None
        for operation in job:
            task = model.add_task(job=owner)
            for machine, lasts in operation:
                model.add_mode(task, machines[machine], lasts)
            if before is not None:
                model.add_end_before_start(before, task)
            before = task
    found = model.solve(solver="ortools", time_limit=limit, num_workers=2, display=False)
    return _whole(found.objective), _whole(found.lower_bound)


def _whole(number: float) -> int | None:
    """None where nothing was found, which PyJobShop calls infinity."""
    return round(number) if isfinite(number) else None


if __name__ == "__main__":
    main()
