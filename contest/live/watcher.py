"""One watcher's socket: never waited for, and never more than one frame's rest in memory."""

import socket
import time

from contest.live import wire

SEND_BUFFER = 64 * 1024
"""Bytes the kernel may keep for a watcher: beyond it lie only minutes-old frames."""
MOST_WAITING = 256 * 1024


class Watcher:
    """A socket with what it watches (`boards`) and the rest of a frame it has not taken yet."""

    __slots__ = (
        "beaten", "boards", "fileno", "gone", "heard", "joined", "lag", "left_over", "line",
        "rest", "said", "send", "waits_since",
    )  # fmt: skip

    def __init__(self, line: socket.socket) -> None:
        line.setblocking(False)
        if line.family != socket.AF_UNIX:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self.line = line
        self.send = line.send
        self.fileno = line.fileno()
        self.boards: list[str] = []
        self.rest: bytes | None = None
        self.left_over = b""
        self.said = 0
        self.joined = self.gone = False
        self.heard = self.waits_since = self.beaten = time.monotonic()
        #: Seconds from a heartbeat to its word that it shows that picture; -1 while it says none.
        self.lag = -1.0

    def write(self, data: bytes) -> bool:
        """Send what the line takes now and keep the rest; false once the line is lost."""
        if self.gone:
            return True
        if self.rest is not None:
            # Small answers only; frames are never sent to whom the line is still full.
            self.rest += data
            return len(self.rest) <= MOST_WAITING
        try:
            sent = self.line.send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            return False
        if sent < len(data):
            self.keep(data[sent:])
        return True

    def keep(self, rest: bytes) -> None:
        """Keep what the line did not take."""
        self.rest = rest
        self.waits_since = time.monotonic()

    def drain(self) -> bool:
        """Send more of the rest; `rest` is None once all of it is gone. False: line lost."""
        if self.rest is None:
            return True
        try:
            sent = self.line.send(self.rest)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if sent:
            self.waits_since = time.monotonic()
        self.rest = self.rest[sent:] or None
        return True

    def read(self) -> list[tuple[int, bytes]] | None:
        """Return the frames that arrived, None at the end of the line. Raises Misspoken."""
        try:
            data = self.line.recv(4096)
        except BlockingIOError:
            return []
        except OSError:
            return None
        if not data:
            return None
        frames, self.left_over = wire.read_frames(self.left_over + data)
        return frames

    def close(self) -> None:
        """Close the line; what still waits is gone with it."""
        self.gone = True
        self.rest = None
        self.line.close()
