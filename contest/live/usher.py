"""Leads screens to the process that is there for them alone, by handing over their sockets."""

import logging
import socket

from contest.live.hub import Hub

log = logging.getLogger(__name__)
RING = b"ring"
PATIENCE_SECONDS = 1.0
"""A screen that is not taken within this time stays here."""


class Usher:
    """
    Takes a screen's socket where the doorway would give it to the hub of this process.

    ``line`` leads to the audience's process (``audience``); without it, or once that process is
    gone, screens stay here. What is sent: a ``RING`` when something was written, or the greeting
    that a screen still waits for, together with its socket.
    """

    def __init__(self, hub: Hub, line: socket.socket | None) -> None:
        self._hub = hub
        self._line = line
        if line is not None:
            line.settimeout(PATIENCE_SECONDS)

    def add(self, screen: socket.socket, greeting: bytes) -> None:
        """Hand a screen over; it is nobody else's here from now on."""
        if self._send(greeting, [screen.fileno()]):
            screen.close()
        else:
            self._hub.add(screen, greeting)

    def ring(self) -> None:
        """Tell the audience's process that something was written, so that it looks at once."""
        self._send(RING, [])

    def _send(self, told: bytes, files: list[int]) -> bool:
        if self._line is None:
            return False
        try:
            socket.send_fds(self._line, [told], files)
        except TimeoutError:
            log.warning("usher: the audience's process is slow; a screen stays here")
            return False
        except OSError as error:
            log.warning("usher: the audience's process is gone, screens stay here: %s", error)
            self._line = None
            return False
        return True
