"""
Does anybody ever miss a frame: `python -m benchmarks.live_catchup --frames 100000 --json`.

Watchers of a whole server (`leitai serve`) keep strict account while tablets mark: each frame must
begin where the picture they hold ends, and lead to the same rows for everybody. All the while some
hang up and come again, with the number they hold, an old one or none; and in between the server is
killed and started again, and everybody comes again. Nobody here mends a gap by asking anew, and
nothing of the server is used to read its frames.
"""

from __future__ import annotations

import argparse
import json
import random
import threading
import time
from collections import Counter
from typing import Any

from benchmarks.live_crowd import Crowd, Watcher, machine, many_lines
from benchmarks.live_site import Site, site

RATE, TABLETS, MARKS = 50, 10, 300
CHURN_SECONDS = 0.1
Rows = list[dict[str, Any]]


def after(before: Rows, told: dict[str, Any]) -> Rows:
    """Return the rows after a frame, worked out by this file alone."""
    changed = {row["id"]: row for row in told["rows"]}
    rows = [changed.pop(row["id"], row) for row in before] + list(changed.values())
    return [rows[place] for place in told["order"]] if "order" in told else rows


class Strict(Crowd):
    """Each watcher holds a number; what does not follow from it is counted, never mended."""

    def __init__(self, port: int, board: str, chance: random.Random) -> None:
        super().__init__(port, board)
        self.chance = chance
        self.found: Counter[str] = Counter()
        self.rows: dict[int, Rows] = {}
        self._read: dict[bytes, dict[str, Any]] = {}
        self._followed: set[bytes] = set()

    def churn(self, count: int) -> None:
        """Let some hang up and come again, each with what it holds, something older or nothing."""
        for watcher in self.chance.sample(list(self.watchers.values()), count):
            known = sorted(seq for seq in self.rows if seq <= watcher.seq)
            self.go(watcher)
            self.enter(self.chance.choice([watcher.seq, self.chance.choice(known or [-1]), -1]))
            self.found["come_again"] += 1

    def everybody_again(self) -> None:
        """Let all come again, with what they hold, after their lines have broken."""
        held = [watcher.seq for watcher in self.watchers.values()]
        for watcher in list(self.watchers.values()):
            self.go(watcher)
        for number, seq in enumerate(held):
            self.enter(seq)
            if number % 50 == 0:
                self.hear(0.0)

    def hear(self, seconds: float) -> None:
        """Read what comes within so long."""
        for fileno, _ in self.ear.poll(seconds, 4096):
            if fileno in self.watchers:
                self.take(fileno)

    def shown(self, watcher: Watcher, told: bytes) -> None:
        picture = self._told(told)
        if picture["seq"] < watcher.seq:
            self.found["went_back"] += 1
        self._same(picture["seq"], picture["rows"])
        watcher.seq = picture["seq"]
        self.found["pictures"] += 1

    def arrived(self, watcher: Watcher, told: bytes) -> None:
        # Who came with a number may be given the frames it lacks instead of a picture.
        watcher.state = "watching"
        frame = self._told(told)
        self.found["frames"] += 1
        if frame["since"] != watcher.seq:
            wrong = "gaps" if frame["since"] > watcher.seq else "doubles_or_reordered"
            self.found[wrong] += 1
        elif told not in self._followed:
            self._followed.add(told)
            self._same(frame["seq"], after(self.rows[frame["since"]], frame))
        watcher.seq = max(watcher.seq, frame["seq"])

    def _told(self, packet: bytes) -> dict[str, Any]:
        if packet not in self._read:
            self._read[packet] = json.loads(packet[2:])[1]
        return self._read[packet]

    def _same(self, seq: int, rows: Rows) -> None:
        if self.rows.setdefault(seq, rows) != rows:
            self.found["different_pictures"] += 1


def play(served: Site, crowd: Strict) -> None:
    """Let tablets mark for some seconds while watchers come and go."""
    marking = threading.Thread(target=served.mark, args=(MARKS, RATE, TABLETS))
    marking.start()
    churned = time.monotonic()
    while marking.is_alive():
        crowd.hear(0.02)
        if time.monotonic() > churned + CHURN_SECONDS:
            churned = time.monotonic()
            crowd.churn(max(1, len(crowd.watchers) // 200))
    marking.join()


def settle(served: Site, crowd: Strict) -> None:
    """Read on until all hold the newest picture; whoever does not is counted."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        crowd.hear(0.05)
        if all(one.seq == served.seq for one in crowd.watchers.values()):
            return
    crowd.found["left_behind"] += sum(one.seq != served.seq for one in crowd.watchers.values())


def measure(watchers: int, frames: int, seed: int) -> dict[str, int]:
    """Return what was counted."""
    wrong = ("gaps", "doubles_or_reordered", "went_back", "different_pictures", "left_behind")
    with site() as served:
        crowd = Strict(served.server.port, served.board, random.Random(seed))
        crowd.come(watchers)
        restarts = 0
        while crowd.found["frames"] < frames or restarts < 2:
            play(served, crowd)
            print(f"{crowd.found['frames']} frames, {restarts} restarts", flush=True)
            served.server.kill()
            served.server.start()
            crowd.everybody_again()
            settle(served, crowd)
            restarts += 1
        crowd.leave()
    counts = ("frames", "pictures", "come_again", *wrong)
    lost = {"lines_lost": crowd.lost} if crowd.lost else {}
    return (
        {"watchers": watchers, "restarts": restarts}
        | lost
        | {name: crowd.found[name] for name in counts}
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--watchers", type=int, default=1000)
    parser.add_argument("--frames", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    asked = parser.parse_args()
    many_lines()
    print(machine())
    said = measure(asked.watchers, asked.frames, asked.seed)
    print(json.dumps(said) if asked.json else said)


if __name__ == "__main__":
    main()
