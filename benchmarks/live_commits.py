"""
What sharing a commit brings: `python -m benchmarks.live_commits --tablets 50 --marks 20`.

Tablets send marks as fast as they are answered, first with a transaction for each delivery, then
through `Store.together`. `--sync-ms 8` adds what a slow disk would take to each commit.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from sqlalchemy import event

from benchmarks.live_crowd import machine
from contest.demo.hands import mark_for
from contest.ids import new_id
from contest.operations.marking import Operation, enter_operations
from contest.queries.tablet import tablet_work
from contest.store.engine import Store
from contest.store.together import Work
from tests.contest.factories import make_world


class Alone(Store):
    """A store in which everybody commits for himself."""

    def together(self, work: Work, item: Any) -> Any:
        with self.transaction() as tx:
            (answer,) = work(tx, [item])
        return answer


def measure(kind: type[Store], tablets: int, marks: int, sync_ms: float) -> dict[str, float]:
    """Return marks a second and the acknowledgements' p50 and p99 in milliseconds."""
    with tempfile.TemporaryDirectory(prefix="leitai-commits-") as folder:
        store = kind(f"sqlite:///{Path(folder) / 'leitai.db'}")
        store.migrate()
        world = make_world(store, entries=40)
        judges = world.judges["lamian"][:3]
        with store.reading() as tx:
            sheets = [tablet_work(tx, judge)["sheets"] for judge in judges]

        @event.listens_for(store.engine, "commit")
        def sync(connection: Any) -> None:
            if connection.get_execution_options().get("leitai_writes"):
                time.sleep(sync_ms / 1000)

        waits: list[float] = []

        def tablet(number: int) -> None:
            judge, mine = judges[number % 3], sheets[number % 3]
            for turn in range(marks):
                sheet = mine[(number + turn * 7) % len(mine)]
                aspect = sheet["form"][turn % len(sheet["form"])]
                value = mark_for(turn, str(number), sheet, aspect)
                one = Operation(
                    id=new_id(),
                    kind="mark",
                    sheet_id=sheet["id"],
                    aspect_id=aspect["id"],
                    value=value,
                )
                begun = time.perf_counter()
                (answer,) = enter_operations(store, actor=judge, operations=[one])
                waits.append(time.perf_counter() - begun)
                assert answer["status"] == "applied", answer

        threads = [threading.Thread(target=tablet, args=(n,)) for n in range(tablets)]
        begun = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - begun
        store.close()
    waits.sort()
    return {
        "per_second": len(waits) / seconds,
        "p50_ms": waits[len(waits) // 2] * 1e3,
        "p99_ms": waits[int(len(waits) * 0.99)] * 1e3,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tablets", type=int, default=50)
    parser.add_argument("--marks", type=int, default=20)
    parser.add_argument("--sync-ms", type=float, default=0.0)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    asked = parser.parse_args()
    print(machine())
    gains = []
    for run in range(asked.runs):
        found = {
            name: measure(kind, asked.tablets, asked.marks, asked.sync_ms)
            for name, kind in (("alone", Alone), ("together", Store))
        }
        for name, each in found.items():
            told = "  ".join(f"{what} {value:9.1f}" for what, value in each.items())
            print(f"run {run + 1}  {name:9} {told}", flush=True)
        gains.append(found["together"]["per_second"] / found["alone"]["per_second"])
    if asked.json:
        said = {"sync_ms": asked.sync_ms, "gain": round(statistics.median(gains), 2)}
        print(json.dumps(said))


if __name__ == "__main__":
    main()
