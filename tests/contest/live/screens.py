"""Screens for tests: the other end of a watcher's socket, spoken by hand."""

import json
import os
import socket
import struct
from collections import deque
from typing import Any

from contest.rehearsal.frames import packets


def pair() -> tuple[socket.socket, socket.socket]:
    """Two ends of a TCP connection on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ours = socket.create_connection(listening.getsockname())
        theirs, _ = listening.accept()
    ours.settimeout(20)
    return ours, theirs


def masked(payload: bytes, first: int = 0x81) -> bytes:
    """A frame as browsers send it."""
    mask = os.urandom(4)
    size = len(payload)
    head = bytes((first, 0x80 | size)) if size < 126 else struct.pack("!BBH", first, 0xFE, size)
    return head + mask + bytes(a ^ mask[n % 4] for n, a in enumerate(payload))


class Screen:
    """A watcher that reads when it is told to."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.kept = b""
        self._packets: deque[bytes] = deque()

    def join(self, board: str, since: int | None = None) -> None:
        self.line.sendall(masked(b"40"))
        self.watch(board, since)

    def watch(self, board: str, since: int | None = None) -> None:
        wanted = {"board": board} | ({} if since is None else {"since": since})
        self.say(b"42" + json.dumps(["watch", wanted]).encode())

    def say(self, payload: bytes) -> None:
        self.line.sendall(masked(payload))

    def packet(self) -> bytes:
        """The next Engine.IO packet."""
        while not self._packets:
            data = self.line.recv(65_536)
            if not data:
                raise EOFError
            found, self.kept = packets(self.kept + data)
            self._packets.extend(found)
        return self._packets.popleft()

    def shown_out(self) -> bool:
        """Read on until the line ends; true because it has."""
        try:
            while True:
                self.packet()
        except (EOFError, ConnectionResetError):
            return True

    def event(self) -> tuple[str, Any]:
        """The next board, changes or heartbeat."""
        while True:
            packet = self.packet()
            if packet.startswith(b"42"):
                name, told = json.loads(packet[2:])
                return name, told

    def frame(self) -> tuple[str, Any]:
        """The next board or changes."""
        while True:
            name, told = self.event()
            if name != "heartbeat":
                return name, told
