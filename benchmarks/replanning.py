"""
How many people move when something happens, and how soon that is known:
`python -m benchmarks.replanning --size M --seed 1 --events 24 --json`.

Each event (a workstation down, a judge away, an entry late, a trade slipping, a venue closing, a
withdrawal, a late entry) meets the same timetable; with ``--row`` one follows the other, and all
restrictions stay. Seconds are told for the first answer, for the one with the fewest people, and
until all was said about finals that stay (``finals``: they were kept, it is proven that they cannot
be, or it is open). With ``--json`` the last line is one object.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Iterator
from typing import Any

from scheduler.changes import Changes, Closing, JudgeAway, Late, Slip, StationDown
from scheduler.check import check
from scheduler.examples import SIZES, contest
from scheduler.problem import Entry, Problem
from scheduler.replan import Answer, replan
from scheduler.solve import solve
from scheduler.timetable import Timetable

KINDS = ("station", "judge", "late", "slip", "closing", "withdrawn", "added")
NOTICE_MIN = 30
DRAWS = 60  # of a row's next event, the soonest of which happens


def event(problem: Problem, timetable: Timetable, kind: str, rng: random.Random) -> Changes:
    """Something of a kind, at a time at which it matters."""
    first = {trade.id: trade.stages[0].id for trade in problem.trades}
    heats = [
        heat
        for heat in timetable.heats
        if heat.stage_id == first[heat.trade_id] and heat.module_id != "theory"
    ]
    heat = rng.choice(heats)
    now = heat.starts_min - rng.randrange(5, 90)
    day = next(d for d in problem.days if d.opens_min <= heat.starts_min < d.closes_min)
    entry = rng.choice(timetable.assignments_of[heat.id])
    if kind == "station":
        down = StationDown(workstation_id=entry.workstation_id, until_min=now + 180)
        return Changes(now_min=now, notice_min=NOTICE_MIN, stations_down=(down,))
    if kind == "judge":
        judge = rng.choice(timetable.duties_of[heat.id]).judge_id
        away = JudgeAway(judge_id=judge, until_min=day.closes_min + 120)
        return Changes(now_min=now, notice_min=NOTICE_MIN, judges_away=(away,))
    if kind == "late":
        late = Late(entry_id=entry.entry_id, until_min=heat.starts_min + 30)
        return Changes(now_min=now, notice_min=NOTICE_MIN, late=(late,))
    if kind == "slip":
        slip = Slip(trade_id=heat.trade_id, until_min=now + 40)
        return Changes(now_min=now, notice_min=NOTICE_MIN, slips=(slip,))
    if kind == "closing":
        closing = Closing(
            venue_id=heat.venue_id, from_min=day.closes_min - 120, until_min=day.closes_min + 60
        )
        now = min(now, day.closes_min - 180)
        return Changes(now_min=now, notice_min=NOTICE_MIN, closings=(closing,))
    if kind == "withdrawn":
        return Changes(now_min=now, notice_min=NOTICE_MIN, withdrawn=(entry.entry_id,))
    fresh = Entry(
        id=f"late{now}-{rng.randrange(10**6)}",
        person_ids=(f"person{rng.randrange(10**9)}",),
        trade_id=heat.trade_id,
        delegation_id="guests",
    )
    begins = min(h.starts_min for h in timetable.heats if h.trade_id == heat.trade_id)
    return Changes(now_min=max(0, begins - 120), notice_min=NOTICE_MIN, added=(fresh,))


def events(asked: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """A row per event: what it asked for, what came of it, and when."""
    problem = contest(SIZES[asked.size], asked.seed)
    found = solve(problem, seconds=asked.limit, seed=asked.seed).timetable
    if found is None:
        raise SystemExit("no timetable to begin with")
    timetable, rng, now = found, random.Random(asked.seed), 0
    kinds = asked.kind or KINDS
    for n in range(asked.events):
        kind = kinds[n % len(kinds)]
        drawn = [event(problem, timetable, kind, rng) for _ in range(DRAWS if asked.row else 1)]
        changes = min(
            (changes for changes in drawn if changes.now_min >= now),
            key=lambda changes: changes.now_min,
            default=None,
        )
        if changes is None:
            continue  # nobody can be added any more: all trades have begun
        heard: list[Answer] = []
        begun = time.perf_counter()
        answer = replan(
            problem, timetable, changes, seconds=asked.seconds, seed=asked.seed,
            progress=heard.append,
        )  # fmt: skip
        seconds = time.perf_counter() - begun
        best = answer.answers[0] if answer.answers else None
        fewest = [a.seconds for a in heard if best and a.people == best.people]
        kept = any(a.finals_kept for a in answer.answers)
        wrong = [len(check(answer.problem, a.timetable)) for a in answer.answers]
        yield {
            "kind": kind,
            "first_seconds": round(heard[0].seconds if heard else seconds, 3),
            "fewest_seconds": round(min(fewest, default=seconds), 3),
            "seconds": round(seconds, 3),
            "people": best.people if best else None,
            "bound": best.bound if best else None,
            "finals": "kept" if kept else "cannot stay" if answer.must_shift else "open",
            "errors": sum(wrong),
            "why": answer.reasons[:1],
        }
        if asked.row and best is not None:
            problem, timetable, now = answer.problem, best.timetable, changes.now_min


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Counts, medians and worst seconds of some events."""
    answered = [row for row in rows if row["people"] is not None]
    times = {
        f"{which}_{name}": round(of(row[name] for row in rows), 2)
        for name in ("first_seconds", "fewest_seconds", "seconds")
        for which, of in (("median", statistics.median), ("worst", max))
    }
    return {
        "events": len(rows), "answered": len(answered),
        "proven": sum(row["people"] == row["bound"] for row in answered),
        "most_people": max((row["people"] for row in answered), default=0),
        "finals_kept": sum(row["finals"] == "kept" for row in rows),
        "finals_cannot_stay": sum(row["finals"] == "cannot stay" for row in rows),
        "checker_errors": sum(row["errors"] for row in rows),
        **times,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=sorted(SIZES), default="M")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--events", type=int, default=28)
    parser.add_argument("--kind", choices=KINDS, action="append", help="only this; more than once")
    parser.add_argument("--limit", type=float, default=5.0, help="seconds for the timetable")
    parser.add_argument("--seconds", type=float, default=5.0, help="for one answer")
    parser.add_argument("--row", action="store_true", help="one event after the other")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    asked = parser.parse_args()
    rows = []
    for row in events(asked):
        rows.append(row)
        print(row, flush=True)
    for kind in dict.fromkeys(row["kind"] for row in rows):
        print(kind, summary([row for row in rows if row["kind"] == kind]))
    total = {"size": asked.size, "seed": asked.seed, **summary(rows)}
    print(json.dumps(total) if asked.json else total)


if __name__ == "__main__":
    main()
