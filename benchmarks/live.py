"""
What a frame costs: `python -m benchmarks.live fanout --watchers 2000 --json`.

`python -m benchmarks.live others` puts our hub beside `websockets.broadcast` and Node's socket.io
instead (`pip install websockets` first), and `python -m benchmarks.live table` prints all rows of
what live promises, these and those of the other commands.

Our hub and a bare Python loop that sends the same ready-made frames, frame by frame in turn, then
stock Flask-SocketIO, each with as many watchers, three times over. CPU is what the serving process
used (user and system), divided by the frames that arrived; a round is over when everybody has
the frame. With ``--json`` the last line is one object with watchers, frame_cpu_ratio (ours to the
bare loop), kb_per_watcher and p99_ms, medians of the runs.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys

from benchmarks.live_crowd import Crowd, cpu, machine, many_lines, memory_kb
from benchmarks.live_table import ROWS, table
from contest.processes import die_with_parent
from tests.server import free_port

WARM = 200
OTHERS = ("websockets", "node")


class Served:
    """A server full of watchers; every `frame` is timed, and its CPU taken."""

    def __init__(self, kind: str, watchers: int) -> None:
        port = free_port()
        module = "live_others" if kind in OTHERS else "live_servers"
        command = [sys.executable, "-m", f"benchmarks.{module}", kind, str(port), str(watchers)]
        self.server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=die_with_parent
        )
        assert self.server.stdout is not None
        self.pid = int(self.server.stdout.readline())
        self.crowd = Crowd(port)
        # The first ones start threads and fill caches, which the others then share.
        self.crowd.come(WARM)
        empty = memory_kb(self.pid)
        self.crowd.come(watchers)
        self.kb = (memory_kb(self.pid) - empty) / (watchers - WARM)
        self.used = 0.0
        self.waits: list[float] = []
        self.crowd.round(self.server.stdin)

    def frame(self) -> None:
        """Let everybody have one frame."""
        before = cpu(self.pid)
        self.waits += self.crowd.round(self.server.stdin)
        self.used += cpu(self.pid) - before

    def end(self) -> dict[str, float]:
        """Stop; return what was measured."""
        self.crowd.leave()
        assert self.server.stdin is not None
        self.server.stdin.close()
        self.server.terminate()
        self.server.wait(60)
        assert self.server.stdout is not None
        self.server.stdout.close()
        waits = sorted(self.waits)
        return {
            "us_per_frame": self.used / len(waits) * 1e6,
            "kb_per_watcher": self.kb,
            "p50_ms": waits[len(waits) // 2] * 1e3,
            "p99_ms": waits[int(len(waits) * 0.99)] * 1e3,
            "lost": self.crowd.lost,
        }


Found = dict[str, list[dict[str, float]]]


def in_turn(found: Found, kinds: tuple[str, ...], watchers: int, frames: int) -> None:
    """Let these servers send frame by frame in turn: what else runs here falls on all alike."""
    each = {kind: Served(kind, watchers) for kind in kinds}
    for number in range(frames):
        for kind in kinds if number % 2 else reversed(kinds):
            each[kind].frame()
    for kind, served in each.items():
        found[kind].append(served.end())


def tell(run: int, found: Found) -> None:
    """Print what the newest run of each server showed."""
    for kind, each in found.items():
        if each:
            told = "  ".join(f"{name} {value:8.2f}" for name, value in each[-1].items())
            print(f"run {run + 1}  {kind:10} {told}", flush=True)


def ratio(found: Found, ours: str, theirs: str) -> float:
    """CPU a frame of one server to that of another, run by run; the median."""
    both = zip(found[ours], found[theirs], strict=True)
    return round(statistics.median(a["us_per_frame"] / b["us_per_frame"] for a, b in both), 3)


def others(watchers: int, frames: int, runs: int) -> dict[str, float]:
    """Print a table of our hub and the two other broadcasters; return the ratios."""
    found: Found = {kind: [] for kind in ("hub", *OTHERS)}
    for run in range(runs):
        in_turn(found, ("hub", *OTHERS), watchers, frames)
        tell(run, found)
    said: dict[str, float] = {"watchers": watchers}
    for kind, each in found.items():
        said[f"{kind}_us_per_frame"] = round(_middle(each, "us_per_frame"), 2)
        said[f"{kind}_kb_per_watcher"] = round(_middle(each, "kb_per_watcher"), 2)
    return said | {f"to_{other}": ratio(found, "hub", other) for other in OTHERS}


def fanout(watchers: int, frames: int, runs: int, *, with_stock: bool) -> dict[str, float]:
    """Print a table of all servers; return the medians of ours and the ratios."""
    found: Found = {"bare": [], "hub": [], "stock": []}
    for run in range(runs):
        in_turn(found, ("bare", "hub"), watchers, frames)
        if with_stock:
            # Alone: its threads would weigh on the others.
            alone = Served("stock", watchers)
            for _ in range(frames):
                alone.frame()
            found["stock"].append(alone.end())
        tell(run, found)
    said = {
        "watchers": watchers,
        "frame_cpu_ratio": ratio(found, "hub", "bare"),
        "kb_per_watcher": round(_middle(found["hub"], "kb_per_watcher"), 2),
        "p99_ms": round(_middle(found["hub"], "p99_ms"), 1),
        "lost": max(one["lost"] for one in found["hub"]),
    }
    for kind, each in found.items():
        if each:
            name = "" if kind == "hub" else f"{kind}_"
            said[f"{name}us_per_frame"] = round(_middle(each, "us_per_frame"), 2)
            said[f"{name}p50_ms"] = round(_middle(each, "p50_ms"), 1)
    if found["stock"]:
        said["stock_kb_per_watcher"] = round(_middle(found["stock"], "kb_per_watcher"), 2)
        said["stock_p99_ms"] = round(_middle(found["stock"], "p99_ms"), 1)
    return said


def _middle(each: list[dict[str, float]], name: str) -> float:
    return statistics.median(one[name] for one in each)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["fanout", "others", "table"])
    parser.add_argument("--watchers", type=int, default=2000)
    parser.add_argument("--frames", type=int, default=40)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", action="append", choices=[row.name for row in ROWS], default=[])
    parser.add_argument("--without-stock", action="store_true", help="leave out Flask-SocketIO")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    asked = parser.parse_args()
    many_lines()
    print(machine())
    if asked.what == "table":
        table(asked.only)
        return
    if asked.what == "others":
        said = others(asked.watchers, asked.frames, asked.runs)
    else:
        said = fanout(asked.watchers, asked.frames, asked.runs, with_stock=not asked.without_stock)
    if asked.json:
        print(json.dumps(said))


if __name__ == "__main__":
    main()
