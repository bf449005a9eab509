"""
What a frame costs: `python -m benchmarks.live fanout --watchers 2000 --json`.

`python -m benchmarks.live others` puts our hub beside `websockets.broadcast` and Node's socket.io
instead (`pip install websockets` first).

Our hub and a bare Python loop that sends the same ready-made frames, frame by frame in turn, then
stock Flask-SocketIO, each with as many watchers, three times over. CPU is what the serving process
used (user and system), divided by the frames that arrived; a round is over when everybody has
the frame. With ``--json`` the last line is one object with watchers, frame_cpu_ratio (ours to the
bare loop), kb_per_watcher and p99_ms, medians of the runs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import select
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from benchmarks.live_servers import BOARD
from contest.rehearsal.frames import masked, packets
from tests.server import free_port

WARM = 200
WANTED = b'42["changes"'
OTHERS = ("websockets", "node")


@dataclass
class Watcher:
    """One end of a line: how far it is, and what has been read of a frame that is not whole."""

    line: socket.socket
    state: str = "handshake"
    kept: bytes = b""
    #: The number of the picture it holds, where a crowd keeps account of that; -1 for none.
    seq: int = -1


@dataclass
class Crowd:
    """All watchers in one loop; `arrivals` are the times of the current round's frames."""

    port: int
    board: str = BOARD
    host: str = "127.0.0.1"
    watchers: dict[int, Watcher] = field(default_factory=dict)
    joined: int = 0
    lost: int = 0
    arrivals: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ear = select.epoll()

    def come(self, count: int, at_once: int = 50) -> None:
        """Connect until there are so many, some at a time; each must have seen the board."""
        for number in range(len(self.watchers), count):
            self.enter()
            while number - self.joined > at_once:
                self.look()
        while self.joined < count:
            self.look()

    def enter(self, seq: int = -1) -> None:
        """Connect one more, which holds the picture of this number."""
        line = self.connect()
        line.sendall(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {self.host}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        line.setblocking(False)
        self.watchers[line.fileno()] = Watcher(line, seq=seq)
        self.ear.register(line.fileno(), select.EPOLLIN)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port))

    def go(self, watcher: Watcher) -> None:
        """Let one go."""
        fileno = watcher.line.fileno()
        self.ear.unregister(fileno)
        del self.watchers[fileno]
        watcher.line.close()

    def round(self, trigger: Any) -> list[float]:
        """Make the server send a frame; return the seconds until each watcher had it."""
        self.arrivals = []
        begun = time.perf_counter()
        trigger.write(b"\n")
        trigger.flush()
        while len(self.arrivals) < len(self.watchers):
            self.look()
        return [at - begun for at in self.arrivals]

    def look(self) -> None:
        """Read whatever has come."""
        found = self.ear.poll(30, 4096)
        if not found:
            raise TimeoutError(f"{len(self.arrivals)} of {len(self.watchers)} have the frame")
        for fileno, _ in found:
            self.take(fileno)

    def take(self, fileno: int) -> None:
        """Read what has come on one line."""
        watcher = self.watchers[fileno]
        self.took(watcher, watcher.line.recv(65_536))

    def took(self, watcher: Watcher, data: bytes) -> None:
        if not data:
            # A server that cannot keep up drops whom it believes gone; that is counted.
            self.go(watcher)
            self.lost += 1
            return
        self.read(watcher, watcher.kept + data if watcher.kept else data)

    def arrived(self, watcher: Watcher, told: bytes) -> None:
        """Note a frame that one watcher has whole."""
        self.arrivals.append(time.perf_counter())

    def shown(self, watcher: Watcher, told: bytes) -> None:
        """Note the whole picture that one watcher was given on joining."""

    def read(self, watcher: Watcher, data: bytes) -> None:
        if watcher.state == "handshake":
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                watcher.kept = head
                return
            assert b" 101 " in head, head
            watcher.state = "open"
            self.say(watcher, "40")
        told, watcher.kept = packets(data)
        for packet in told:
            if packet.startswith(WANTED):
                self.arrived(watcher, packet)
            elif watcher.state == "open" and packet.startswith(b'42["board"'):
                watcher.state = "watching"
                self.joined += 1
                self.shown(watcher, packet)
            elif packet == b"2":
                self.say(watcher, "3")
            elif packet.startswith(b"40"):
                # Not before: whoever speaks out of turn is hung up on by Node.
                since = f',"since":{watcher.seq}' if watcher.seq >= 0 else ""
                self.say(watcher, f'42["watch",{{"board":"{self.board}"{since}}}]')

    def say(self, watcher: Watcher, text: str) -> None:
        watcher.line.sendall(masked(text.encode()))

    def leave(self) -> None:
        for watcher in self.watchers.values():
            watcher.line.close()
        self.ear.close()


def cpu(pid: int) -> float:
    """CPU seconds of a process so far, by its own clock."""
    return time.clock_gettime((~pid << 3) | 2)


def memory_kb(pid: int) -> int:
    """
    Memory of a process in kB.

    Resident, not private: a forked worker makes its parent's pages its own by merely counting
    references, which has nothing to do with watchers.
    """
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as told:
        return next(int(line.split()[1]) for line in told if line.startswith("Rss:"))


class Served:
    """A server full of watchers; every `frame` is timed, and its CPU taken."""

    def __init__(self, kind: str, watchers: int) -> None:
        port = free_port()
        module = "live_others" if kind in OTHERS else "live_servers"
        command = [sys.executable, "-m", f"benchmarks.{module}", kind, str(port), str(watchers)]
        self.server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
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
    said = {"watchers": watchers}
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


def many_lines() -> None:
    """Ask for as many open files as the system lets us have, as servers started from here do."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def machine() -> str:
    """The machine in one line."""
    with open("/proc/cpuinfo", encoding="utf-8") as told:
        names = [line.partition(":")[2].strip() for line in told if line.startswith("model name")]
    name = names[0] if names else platform.machine()
    return f"{os.cpu_count()} x {name}, {platform.system()} {platform.release()}, " + (
        f"Python {platform.python_version()}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["fanout", "others"])
    parser.add_argument("--watchers", type=int, default=2000)
    parser.add_argument("--frames", type=int, default=40)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--without-stock", action="store_true", help="leave out Flask-SocketIO")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    asked = parser.parse_args()
    many_lines()
    print(machine())
    if asked.what == "others":
        said = others(asked.watchers, asked.frames, asked.runs)
    else:
        said = fanout(asked.watchers, asked.frames, asked.runs, with_stock=not asked.without_stock)
    if asked.json:
        print(json.dumps(said))


if __name__ == "__main__":
    main()
