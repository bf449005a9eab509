"""
Every row of what live promises, printed by its own command: `python -m benchmarks.live table`.

Some twenty minutes on two cores. `--only NAME`, as often as wanted, prints some rows alone.
"""

from __future__ import annotations

import json
import operator
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Goal:
    """One number of a row's last line: what it is, and what it must not exceed or fall below."""

    key: str
    what: str
    bound: float | None = None
    least: bool = False

    def line(self, said: dict[str, Any]) -> str:
        """Return it as a line of a table."""
        found = said[self.key]
        if self.bound is None:
            return f"| {self.what} | {found:,} | | |"
        holds = (operator.ge if self.least else operator.le)(found, self.bound)
        sign = "at least" if self.least else "at most"
        return f"| {self.what} | {found:,} | {sign} {self.bound:,g} | {'yes' if holds else 'no'} |"


@dataclass(frozen=True)
class Row:
    """A command, and what its last line says; without goals all that it prints is shown."""

    name: str
    title: str
    command: str
    goals: tuple[Goal, ...] = ()


BUSY = "benchmarks.live_busy --watchers {} --tablets {} --rate {} --json"
ROWS = (
    Row(
        "fanout",
        "A frame to everybody, beside a bare loop and stock Flask-SocketIO",
        "benchmarks.live fanout --watchers 2000 --json",
        (
            Goal("frame_cpu_ratio", "CPU a frame, to the bare loop", 1.25),
            Goal("kb_per_watcher", "kB a watcher", 4),
            Goal("us_per_frame", "CPU a frame, us"),
            Goal("bare_us_per_frame", "... of the bare loop"),
            Goal("stock_us_per_frame", "... of stock Flask-SocketIO in threads"),
            Goal("p99_ms", "p99, ms"),
        ),
    ),
    Row(
        "fanout5000",
        "The same with 5,000",
        "benchmarks.live fanout --watchers 5000 --frames 20 --without-stock --json",
        (
            Goal("frame_cpu_ratio", "CPU a frame, to the bare loop", 1.25),
            Goal("kb_per_watcher", "kB a watcher", 4),
            Goal("p99_ms", "p99, ms"),
        ),
    ),
    Row(
        "others",
        "Beside other broadcasters",
        "benchmarks.live others --watchers 2000 --json",
        (
            Goal("to_websockets", "CPU a frame, to `websockets.broadcast`", 0.85),
            Goal("to_node", "CPU a frame, to socket.io on Node", 0.65),
            Goal("hub_us_per_frame", "CPU a frame of ours, us"),
            Goal("websockets_us_per_frame", "... of `websockets.broadcast`"),
            Goal("node_us_per_frame", "... of socket.io on Node"),
            Goal("websockets_kb_per_watcher", "kB a watcher of `websockets.broadcast`"),
            Goal("node_kb_per_watcher", "... of socket.io on Node"),
        ),
    ),
    Row(
        "busy5000",
        "Marks while 5,000 people watch",
        BUSY.format(5000, 50, 50),
        (
            Goal("ack_ratio", "ack p99, to the same tablets unwatched", 3),
            Goal("ack_p99_ms", "ack p99, ms"),
            Goal("unwatched_ack_p99_ms", "ack p99 unwatched, ms"),
            Goal("kept_percent", "of five frames a second for everybody, %"),
            Goal("frames_per_second", "frames a second"),
            Goal("cores", "cores"),
        ),
    ),
    Row(
        "busy10000",
        "Marks while 10,000 people watch",
        BUSY.format(10_000, 500, 200),
        (
            Goal("kept_percent", "of five frames a second for everybody, %", 95, least=True),
            Goal("reached_percent", "of the frames sent, those that arrived, %"),
            Goal("cores", "cores", 0.6),
            Goal("ack_p99_ms", "ack p99, ms", 100),
            Goal("to_screen_p99_ms", "tap to screen p99, ms", 600),
            Goal("frames_per_second", "frames a second"),
            Goal("marks_per_second", "marks a second"),
        ),
    ),
    Row(
        "tenfold",
        "Ten times the marks",
        "benchmarks.live_tenfold --watchers 5000 --json",
        (
            Goal("cores_ratio", "CPU of the audience's process, 200 to 20 marks a second", 1.2),
            Goal("cores_at_20", "cores at 20 marks a second"),
            Goal("cores_at_200", "cores at 200 marks a second"),
            Goal("frames_per_second_at_20", "frames a second at 20"),
            Goal("frames_per_second_at_200", "frames a second at 200"),
        ),
    ),
    Row(
        "commits",
        "Sharing a commit",
        "benchmarks.live_commits --json",
        (Goal("gain", "marks a second, to a commit for each", 2, least=True),),
    ),
    Row(
        "commits8",
        "Sharing a commit, 8 ms more for each sync",
        "benchmarks.live_commits --sync-ms 8 --json",
        (Goal("gain", "marks a second, to a commit for each", 10, least=True),),
    ),
    Row(
        "catchup",
        "Catching up, with joins and restarts",
        "benchmarks.live_catchup --frames 100000 --json",
        (
            Goal("frames", "frames", 100_000, least=True),
            Goal("come_again", "came again on the way"),
            Goal("restarts", "restarts of the server"),
            Goal("gaps", "gaps", 0),
            Goal("doubles_or_reordered", "doubles and reorderings", 0),
            Goal("went_back", "pictures older than what was held", 0),
            Goal("different_pictures", "different pictures with one number", 0),
            Goal("left_behind", "watchers without the newest picture at last", 0),
        ),
    ),
    Row(
        "stalled",
        "One watcher stops reading",
        "benchmarks.live_stalled --json",
        (
            Goal("pinned_kb", "kB it pins in the serving process", 256),
            Goal("p99_ratio", "the others' p99, to the same without it", 1.2),
            Goal("broken_frames", "frames that do not follow", 0),
            Goal("ends_at", "the frame it ends at"),
            Goal("newest", "the newest frame"),
        ),
    ),
    Row(
        "storm",
        "10,000 come again after a restart",
        "benchmarks.live_storm --watchers 10000 --json",
        (
            Goal("seconds", "seconds until all have the newest picture", 5),
            Goal("with_newest", "... who have it", 10_000, least=True),
            Goal("start_seconds", "seconds of the start itself"),
        ),
    ),
    Row(
        "two",
        "Two processes, Redis and nginx, beside one process alone",
        "benchmarks.live_two --watchers 3000 --json",
        (
            Goal("ratio", "app CPU a frame, to one process", 1.25),
            Goal("two_us_per_frame", "CPU a frame of the two together, us"),
            Goal("alone_us_per_frame", "... of the one"),
            Goal("nginx_us_per_frame", "... of nginx, with TLS"),
        ),
    ),
    Row("standing", "One mark's new standing", "benchmarks.marking"),
)


def show(row: Row) -> None:
    """Run a row's command, and print its table and what it said."""
    print(f"\n## {row.title}\n\n`python -m {row.command}`\n", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", *row.command.split()], capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(f"This command failed:\n\n```\n{done.stderr[-1500:].strip()}\n```", flush=True)
        return
    if row.goals:
        said = json.loads(done.stdout.strip().splitlines()[-1])
        print("| | reached | goal | holds |\n|---|---|---|---|")
        print("\n".join(goal.line(said) for goal in row.goals) + "\n")
        print(f"```\n{done.stdout.strip()}\n```", flush=True)
    else:
        print(done.stdout.strip(), flush=True)


def table(only: Sequence[str]) -> None:
    """Print all rows, or those named."""
    for row in ROWS:
        if not only or row.name in only:
            show(row)
