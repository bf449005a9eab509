"""Watchers, thousands in one loop, and what a process has cost so far."""

from __future__ import annotations

import argparse
import os
import platform
import resource
import select
import socket
import time
from dataclasses import dataclass, field
from typing import Any

from benchmarks.live_servers import BOARD
from contest.rehearsal.frames import masked, packets

WANTED = b'42["changes"'


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


def many_lines() -> None:
    """Ask for as many open files as the system lets us have, as servers started from here do."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def begin(asks: argparse.ArgumentParser, *, watchers: int) -> argparse.Namespace:
    """What every benchmark of many watchers is asked and does first."""
    asks.add_argument("--watchers", type=int, default=watchers)
    asks.add_argument("--runs", type=int, default=3)
    asks.add_argument("--json", action="store_true", help="end with one line of JSON")
    asked = asks.parse_args()
    many_lines()
    print(machine())
    return asked


def machine() -> str:
    """The machine in one line."""
    with open("/proc/cpuinfo", encoding="utf-8") as told:
        names = [line.partition(":")[2].strip() for line in told if line.startswith("model name")]
    name = names[0] if names else platform.machine()
    return f"{os.cpu_count()} x {name}, {platform.system()} {platform.release()}, " + (
        f"Python {platform.python_version()}"
    )
