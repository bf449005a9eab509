"""
Tablets in a process of their own: each posts its next mark when it falls due.

`python -m benchmarks.live_tablets` reads one object on standard input: where to post, the judges'
cookies and work, how many marks, at which rate, from how many tablets. It answers with one object:
`acks`, a pair of moments (answered, due) for each mark in the order of the answers, and `trouble`.
Moments are those of the machine's monotonic clock, which other processes read, too. A tablet sends
one mark at a time; one that falls due meanwhile waits, and its waiting counts.
"""

from __future__ import annotations

import json
import select
import socket
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from contest.demo.hands import mark_for
from contest.ids import new_id

APPLIED = b'"status":"applied"'


@dataclass
class Tablet:
    """One connection: when the mark under way fell due, and those that wait behind it."""

    number: int
    line: socket.socket | None = None
    due: float | None = None
    told: bytes = b""
    waiting: deque[tuple[int, float]] = field(default_factory=deque)


class Tablets:
    """All of them in one loop."""

    def __init__(self, wanted: dict[str, Any]) -> None:
        self._wanted = wanted
        self._ear = select.epoll()
        self._tablets = [Tablet(number) for number in range(wanted["tablets"])]
        self._lines: dict[int, Tablet] = {}
        self.acks: list[tuple[float, float]] = []
        self.trouble: list[str] = []

    def mark(self) -> None:
        """Post all marks, evenly spread; return when each is answered."""
        count, rate = self._wanted["count"], self._wanted["rate"]
        begun, number = time.monotonic(), 0
        while len(self.acks) < count:
            while number < count and (due := begun + number / rate) <= time.monotonic():
                tablet = self._tablets[number % len(self._tablets)]
                tablet.waiting.append((number, due))
                self._next(tablet)
                number += 1
            rest = begun + number / rate - time.monotonic() if number < count else 60.0
            found = self._ear.poll(max(0.0, rest), 256)
            if not found and number == count:
                raise TimeoutError(f"{len(self.acks)} of {count} marks were answered")
            for fileno, _ in found:
                self._hear(self._lines[fileno])

    def _next(self, tablet: Tablet) -> None:
        if tablet.due is not None or not tablet.waiting:
            return
        number, tablet.due = tablet.waiting.popleft()
        if tablet.line is None:
            tablet.line = socket.create_connection(("127.0.0.1", self._wanted["port"]))
            tablet.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._lines[tablet.line.fileno()] = tablet
            self._ear.register(tablet.line.fileno(), select.EPOLLIN)
        tablet.line.sendall(self._request(number, tablet.number))

    def _request(self, number: int, tablet: int) -> bytes:
        judges = self._wanted["work"]
        judge = tablet % len(judges)
        sheet = judges[judge][number % len(judges[judge])]
        aspect = sheet["form"][number // len(judges[judge]) % len(sheet["form"])]
        operation = {
            "id": new_id(),
            "kind": "mark",
            "sheet_id": sheet["id"],
            "aspect_id": aspect["id"],
            "value": mark_for(number, str(tablet), sheet, aspect),
        }
        body = json.dumps({"contest_id": self._wanted["contest_id"], "operations": [operation]})
        return (
            f"POST /tablet/outbox HTTP/1.1\r\nHost: 127.0.0.1:{self._wanted['port']}\r\n"
            f"Origin: {self._wanted['base']}\r\nX-Leitai: 1\r\n"
            f"Cookie: lt={self._wanted['cookies'][judge]}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    def _hear(self, tablet: Tablet) -> None:
        assert tablet.line is not None
        data = tablet.line.recv(65_536)
        tablet.told += data
        head, end, body = tablet.told.partition(b"\r\n\r\n")
        if data and not (end and len(body) >= _length(head)):
            return
        if tablet.due is None or not data:
            # Between two marks the server may end a connection that was idle for long.
            self._hang_up(tablet)
            if tablet.due is None:
                return
        assert tablet.due is not None
        self.acks.append((time.monotonic(), tablet.due))
        if b" 200 " not in head[:20] or APPLIED not in body.replace(b" ", b""):
            self.trouble.append(tablet.told[:300].decode(errors="replace") or "hung up")
        tablet.due, tablet.told = None, b""
        self._next(tablet)

    def _hang_up(self, tablet: Tablet) -> None:
        assert tablet.line is not None
        self._ear.unregister(tablet.line.fileno())
        del self._lines[tablet.line.fileno()]
        tablet.line.close()
        tablet.line = None


def _length(head: bytes) -> int:
    name, _, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n")[0]) if name != head.lower() else 0


def post(wanted: dict[str, Any]) -> list[tuple[float, float]]:
    """Let such tablets mark; return (answered, due) of each mark, in the order of the answers."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.live_tablets"],
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    told = json.loads(done.stdout)
    if told["trouble"]:
        raise RuntimeError(str(told["trouble"][:3]))
    return [(at, due) for at, due in told["acks"]]


def main() -> None:
    tablets = Tablets(json.loads(sys.stdin.read()))
    tablets.mark()
    print(json.dumps({"acks": tablets.acks, "trouble": tablets.trouble}))


if __name__ == "__main__":
    main()
