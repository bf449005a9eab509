"""
One watcher stops reading: `python -m benchmarks.live_stalled --json`.

Two of our hubs with as many watchers send frame by frame in turn; one of them has one watcher more,
which takes nothing after its first picture. Told are what the serving process grew by beyond its
twin, the others' p99 in both, and which frame the stalled watcher holds once it reads again. What
the kernel keeps for it is bounded by the send buffer (64 kB asked for) and counted by nobody here.
"""

from __future__ import annotations

import argparse
import json
import re
import socket
import statistics

from benchmarks.live import Served
from benchmarks.live_crowd import begin, memory_kb
from contest.rehearsal.frames import masked, packets

WATCHERS, FRAMES = 500, 400
SEQ = re.compile(rb'"seq":(\d+)')


class Stalled:
    """A watcher that takes the first picture, and nothing more until it is told to."""

    def __init__(self, port: int, board: str) -> None:
        self._line = socket.socket()
        self._line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._line.settimeout(5)
        self._line.connect(("127.0.0.1", port))
        self._line.sendall(
            b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        told = b""
        while b"\r\n\r\n" not in told:
            told += self._line.recv(4096)
        self._kept = told.partition(b"\r\n\r\n")[2]
        self.seq = -1
        self.wrong = 0
        self._line.sendall(masked(b"40"))
        self._line.sendall(masked(f'42["watch",{{"board":"{board}"}}]'.encode()))
        while self.seq < 0:
            self.read()

    def read(self) -> None:
        """Take what has come; a frame must follow from the one before, a picture need not."""
        data = self._line.recv(65_536)
        if not data:
            raise ConnectionResetError("the hub gave this watcher up")
        told, self._kept = packets(self._kept + data)
        for packet in told:
            if packet.startswith((b'42["board"', b'42["changes"')):
                since = re.search(rb'"since":(\d+)', packet[:120])
                self.wrong += since is not None and int(since[1]) != self.seq
                found = SEQ.search(packet)
                assert found is not None
                self.seq = int(found[1])

    def catch_up(self, seq: int) -> None:
        """Read until it holds this frame, or until nothing has come for five seconds."""
        try:
            while self.seq < seq:
                self.read()
        except (TimeoutError, ConnectionResetError):
            return
        finally:
            self._line.close()


def measure(watchers: int, frames: int) -> dict[str, float]:
    """Return what one run shows."""
    plain, other = Served("hub", watchers), Served("hub", watchers)
    stalled = Stalled(other.crowd.port, other.crowd.board)
    for served in (plain, other):
        served.waits.clear()
    # What grows with the frames themselves (those kept for latecomers) grows in both.
    grown = {served: -memory_kb(served.pid) for served in (plain, other)}
    for number in range(frames):
        for served in (plain, other) if number % 2 else (other, plain):
            served.frame()
    for served in grown:
        grown[served] += memory_kb(served.pid)
    # A hub begins with the picture 1, and sends the first frame when it is full of watchers.
    stalled.catch_up(frames + 2)
    without, with_it = plain.end(), other.end()
    return {
        "watchers": watchers,
        "frames": frames,
        "pinned_kb": max(0, grown[other] - grown[plain]),
        "p99_ms": round(with_it["p99_ms"], 1),
        "p99_without_ms": round(without["p99_ms"], 1),
        "p99_ratio": round(with_it["p99_ms"] / without["p99_ms"], 2),
        "ends_at": stalled.seq,
        "newest": frames + 2,
        "broken_frames": stalled.wrong,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=FRAMES)
    asked = begin(parser, watchers=WATCHERS)
    found = []
    for _ in range(asked.runs):
        found.append(measure(asked.watchers, asked.frames))
        print(json.dumps(found[-1]), flush=True)
    if asked.json:
        said = dict(found[-1])
        for name in ("pinned_kb", "p99_ms", "p99_without_ms", "p99_ratio"):
            said[name] = statistics.median(one[name] for one in found)
        said["broken_frames"] = sum(one["broken_frames"] for one in found)
        # The one that ended farthest from the newest frame speaks for all.
        said["ends_at"] = min(one["ends_at"] for one in found)
        print(json.dumps(said))


if __name__ == "__main__":
    main()
