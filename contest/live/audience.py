"""
The audience's own process beside the embedded server: judges share no interpreter with screens.

It is given sockets of screens whose handshake was checked by the web process, and sends them
frames it computes by itself from the journal. It answers no requests.
"""

import socket

from contest.config import Settings
from contest.live.boards import Boards
from contest.live.guard import guard_of
from contest.live.hub import Hub
from contest.live.pulse import Pulse
from contest.live.relay import Relay
from contest.live.usher import RING
from contest.numbers import Numbers
from contest.store.engine import Store

LONGEST = 1024
"""Bytes of a greeting, at most."""


def serve(line: socket.socket, settings: Settings) -> None:
    """Take screens from ``line`` until its other end is closed."""
    store = Store(settings.database())
    boards = Boards(store)
    hub = Hub(boards, most=settings.max_watchers)
    numbers = Numbers(
        audience=hub.audience, open_lines=lambda: len(hub), counts=lambda: dict(hub.counts)
    )
    relay = Relay(store, None, hub, boards, numbers=numbers, pulse=Pulse(settings, numbers))
    relay.start()
    guard = guard_of(hub, relay)
    guard.start()
    try:
        while True:
            data, files, _, _ = socket.recv_fds(line, LONGEST, 1)
            if not data:
                return
            if data == RING:
                store.written.set()
            for fileno in files:
                hub.add(socket.socket(fileno=fileno), data)
    finally:
        guard.stop()
        relay.stop()
        store.close()
