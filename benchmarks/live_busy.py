"""
Marks while people watch: `python -m benchmarks.live_busy --watchers 5000 --tablets 50 --rate 50`.

A whole server (`leitai serve`, SQLite on this disk) holds watchers of one board while tablets post
marks at a steady rate; the same tablets mark first with nobody watching. Everything that measures
runs in one process beside it, on the same processors. An acknowledgement is timed from the moment
its mark was due, so that a late server is not spared what it made wait. From tap to screen is timed
from that moment to the first frame, at each watcher, whose number is at least the mark's own.
With ``--json`` the last line is one object.
"""

from __future__ import annotations

import argparse
import json
import queue
import re
import resource
import select
import tempfile
import threading
import time
from bisect import bisect_left
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from benchmarks.live import Crowd, Watcher, cpu, machine
from contest.demo.hands import mark_for
from contest.ids import new_id
from contest.operations.sessions import start
from contest.queries.tablet import tablet_work
from contest.store import journal
from contest.store.engine import Store
from tests.contest.factories import World, make_world
from tests.server import Server, processes

SEQ = re.compile(rb'"seq":(\d+)')
JUDGES = 3


class Hall(Crowd):
    """Watchers of a real board; every frame's number and its time at each of them are kept."""

    def __init__(self, port: int, board: str) -> None:
        super().__init__(port, board)
        self.frames: dict[int, list[float]] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def arrived(self, watcher: Watcher, told: bytes) -> None:
        found = SEQ.search(told, 0, 160)
        assert found is not None
        self.frames.setdefault(int(found[1]), []).append(time.perf_counter())

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            for fileno, _ in self.ear.poll(0.2, 4096):
                self.take(fileno)


class Tablets:
    """Connections that post one mark each as it falls due, as fast as they are answered."""

    def __init__(self, server: Server, cookies: list[str], world: World, work: Any) -> None:
        self._server, self._cookies, self._world, self._work = server, cookies, world, work
        self._due: queue.SimpleQueue[tuple[int, float] | None] = queue.SimpleQueue()
        #: (answered, due) of each mark, in the order of the answers.
        self.acks: list[tuple[float, float]] = []
        self.trouble: list[str] = []

    def mark(self, count: int, rate: float, tablets: int) -> None:
        """Post so many marks, evenly spread; return when all are answered."""
        threads = [threading.Thread(target=self._post, args=(n,)) for n in range(tablets)]
        for thread in threads:
            thread.start()
        begun = time.perf_counter()
        for number in range(count):
            due = begun + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            self._due.put((number, due))
        for _ in threads:
            self._due.put(None)
        for thread in threads:
            thread.join()
        assert not self.trouble, self.trouble[:3]

    def _post(self, tablet: int) -> None:
        line = HTTPConnection("127.0.0.1", self._server.port, timeout=60)
        judge = tablet % JUDGES
        headers = {
            "Content-Type": "application/json",
            "X-Leitai": "1",
            "Origin": self._server.base,
            "Cookie": f"lt={self._cookies[judge]}",
        }
        while (one := self._due.get()) is not None:
            number, due = one
            sheets = self._work[judge]
            sheet = sheets[number % len(sheets)]
            aspect = sheet["form"][number // len(sheets) % len(sheet["form"])]
            operation = {
                "id": new_id(),
                "kind": "mark",
                "sheet_id": sheet["id"],
                "aspect_id": aspect["id"],
                "value": mark_for(number, str(tablet), sheet, aspect),
            }
            said = {"contest_id": self._world.contest_id, "operations": [operation]}
            line.request("POST", "/tablet/outbox", json.dumps(said), headers)
            answer = line.getresponse()
            told = answer.read()
            self.acks.append((time.perf_counter(), due))
            if answer.status != 200 or b'"status":"applied"' not in told.replace(b" ", b""):
                self.trouble.append(f"{answer.status} {told[:200]!r}")
        line.close()


class Busy:
    """A server with a world, signed-in judges, and the number its journal begins with."""

    def __init__(self, folder: Path) -> None:
        store = Store(f"sqlite:///{folder / 'leitai.db'}")
        store.migrate()
        self.world = make_world(store, entries=40)
        judges = self.world.judges["lamian"][:JUDGES]
        with store.transaction() as tx:
            begun = [
                start(tx, staff_id=judge.staff_id or "", device_id=None, takeover=True, proof="pin")
                for judge in judges
            ]
        self.cookies = [one.token for one in begun]
        with store.reading() as tx:
            self.work = [tablet_work(tx, judge)["sheets"] for judge in judges]
            self.first = journal.head_seq(tx, self.world.trades["lamian"])
        store.close()
        self.server = Server(folder)
        self.server.start()

    def pids(self) -> list[int]:
        """Return the processes of the server."""
        return [one.pid for one in processes() if one.group == self.server.group]

    def used(self) -> float:
        """CPU seconds of all of them so far."""
        return sum(cpu(pid) for pid in self.pids())

    def tablets(self) -> Tablets:
        return Tablets(self.server, self.cookies, self.world, self.work)


def percentile(waits: list[float], part: float) -> float:
    """In milliseconds."""
    waits.sort()
    return round(waits[min(len(waits) - 1, int(len(waits) * part))] * 1e3, 1)


def measure(watchers: int, tablets: int, rate: float, seconds: float) -> dict[str, float]:
    """Return what one run shows."""
    with tempfile.TemporaryDirectory(prefix="leitai-busy-") as name:
        busy = Busy(Path(name))
        try:
            warm = busy.tablets()
            warm.mark(50, rate, tablets)
            alone = busy.tablets()
            alone.mark(int(rate * seconds), rate, tablets)
            hall = Hall(busy.server.port, busy.world.stages["lamian", "prelim"])
            hall.come(watchers)
            before = busy.first + len(warm.acks) + len(alone.acks)
            hall.start()
            used, begun = busy.used(), time.perf_counter()
            watched = busy.tablets()
            watched.mark(int(rate * seconds), rate, tablets)
            used, lasted = busy.used() - used, time.perf_counter() - begun
            last = before + len(watched.acks)
            deadline = time.monotonic() + 20
            while len(hall.frames.get(last, ())) < watchers - hall.lost:
                if time.monotonic() > deadline:
                    break
                select.select([], [], [], 0.05)
            hall.stop()
            hall.leave()
        finally:
            busy.server.kill()
    numbers = sorted(hall.frames)
    #: Marks are numbered in the order of their commits, which is nearly that of their answers.
    to_screen = [
        at - due
        for number, (_, due) in enumerate(watched.acks, before + 1)
        if (place := bisect_left(numbers, number)) < len(numbers)
        for at in hall.frames[numbers[place]]
    ]
    kept = sum(map(len, hall.frames.values()))
    unwatched = percentile([at - due for at, due in alone.acks], 0.99)
    ack = percentile([at - due for at, due in watched.acks], 0.99)
    return {
        "watchers": watchers,
        "tablets": tablets,
        "marks_per_second": round(len(watched.acks) / lasted, 1),
        "frames": len(numbers),
        "kept_percent": round(100 * kept / (len(numbers) * watchers), 1),
        "lost_watchers": hall.lost,
        "cores": round(used / lasted, 2),
        "ack_p50_ms": percentile([at - due for at, due in watched.acks], 0.5),
        "ack_p99_ms": ack,
        "unwatched_ack_p99_ms": unwatched,
        "ack_ratio": round(ack / unwatched, 2),
        "to_screen_p50_ms": percentile(to_screen, 0.5),
        "to_screen_p99_ms": percentile(to_screen, 0.99),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--watchers", type=int, default=5000)
    parser.add_argument("--tablets", type=int, default=50)
    parser.add_argument("--rate", type=float, default=50.0, help="marks a second")
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    asked = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    print(machine())
    found = []
    for _ in range(asked.runs):
        found.append(measure(asked.watchers, asked.tablets, asked.rate, asked.seconds))
        print(json.dumps(found[-1]), flush=True)
    if asked.json:
        middle = sorted(found, key=lambda one: one["ack_p99_ms"])[len(found) // 2]
        print(json.dumps(middle))


if __name__ == "__main__":
    main()
