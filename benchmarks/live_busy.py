"""
Marks while people watch: `python -m benchmarks.live_busy --watchers 5000 --tablets 50 --rate 50`.

A whole server (`leitai serve`, SQLite on this disk) holds watchers of one board while tablets post
marks at a steady rate; the same tablets mark first with nobody watching. Watchers are one process
and tablets another, on the same processors. An acknowledgement is timed from the moment its mark
was due, so that a late server is not spared what it made wait. From tap to screen is timed from
that moment to the first frame, at each watcher, whose number is at least the mark's own. Kept is
the share of five frames a second for everybody that arrived, reached the share of those sent.
With ``--json`` the last line is one object, each figure the median of the runs.
"""

from __future__ import annotations

import argparse
import json
import re
import select
import threading
import time
from bisect import bisect_left
from statistics import median

from benchmarks.live_crowd import Crowd, Watcher, begin
from benchmarks.live_site import Ack, site

SEQ = re.compile(rb'"seq":(\d+)')
FRAMES_A_SECOND = 5


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
        self.frames.setdefault(int(found[1]), []).append(time.monotonic())

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def wait_for(self, seq: int, seconds: float) -> None:
        """Wait until everybody has had the frame with this number, or so long."""
        deadline = time.monotonic() + seconds
        while len(self.frames.get(seq, ())) < len(self.watchers) and time.monotonic() < deadline:
            select.select([], [], [], 0.05)

    def delivered(self) -> int:
        """How many frames have arrived, over all watchers."""
        return sum(map(len, list(self.frames.values())))

    def _run(self) -> None:
        while not self._stop.is_set():
            for fileno, _ in self.ear.poll(0.2, 4096):
                self.take(fileno)


def percentile(waits: list[float], part: float) -> float:
    """In milliseconds."""
    waits.sort()
    return round(waits[min(len(waits) - 1, int(len(waits) * part))] * 1e3, 1)


def waits(acks: list[Ack]) -> list[float]:
    return [at - due for at, due in acks]


def kept(hall: Hall, watchers: int, seconds: float) -> float:
    """Of the frames that five a second make for everybody, how many have arrived, in per cent."""
    return round(min(100.0, 100 * hall.delivered() / (watchers * seconds * FRAMES_A_SECOND)), 1)


def measure(watchers: int, tablets: int, rate: float, seconds: float) -> dict[str, float]:
    """Return what one run shows."""
    with site() as served:
        served.mark(50, rate, min(tablets, 50))
        served.settle()
        alone = served.mark(int(rate * seconds), rate, tablets)
        hall = Hall(served.server.port, served.board)
        hall.come(watchers)
        hall.start()
        served.settle()
        before = served.seq
        used, begun = served.used(), time.monotonic()
        watched = served.mark(int(rate * seconds), rate, tablets)
        used, lasted = served.used() - used, time.monotonic() - begun
        hall.wait_for(served.seq, 20)
        hall.stop()
        hall.leave()
    numbers = sorted(hall.frames)
    #: Marks are numbered in the order of their commits, which is nearly that of their answers.
    to_screen = [
        at - due
        for number, (_, due) in enumerate(watched, before + 1)
        if (place := bisect_left(numbers, number)) < len(numbers)
        for at in hall.frames[numbers[place]]
    ]
    marking = max(at for at, _ in watched) - min(due for _, due in watched)
    unwatched, ack = percentile(waits(alone), 0.99), percentile(waits(watched), 0.99)
    return {
        "watchers": watchers,
        "tablets": tablets,
        "marks_per_second": round(len(watched) / marking, 1),
        "frames_per_second": round(len(numbers) / marking, 2),
        "kept_percent": kept(hall, watchers, marking),
        "reached_percent": round(100 * hall.delivered() / (len(numbers) * watchers), 1),
        "lost_watchers": hall.lost,
        "cores": round(used / lasted, 2),
        "ack_p50_ms": percentile(waits(watched), 0.5),
        "ack_p99_ms": ack,
        "unwatched_ack_p99_ms": unwatched,
        "ack_ratio": round(ack / unwatched, 2),
        "to_screen_p50_ms": percentile(to_screen, 0.5),
        "to_screen_p99_ms": percentile(to_screen, 0.99),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tablets", type=int, default=50)
    parser.add_argument("--rate", type=float, default=50.0, help="marks a second")
    parser.add_argument("--seconds", type=float, default=15.0)
    asked = begin(parser, watchers=5000)
    found = []
    for _ in range(asked.runs):
        found.append(measure(asked.watchers, asked.tablets, asked.rate, asked.seconds))
        print(json.dumps(found[-1]), flush=True)
    if asked.json:
        print(json.dumps({key: median(one[key] for one in found) for key in found[0]}))


if __name__ == "__main__":
    main()
