"""Threads that serve screens must go on turning: where one stands still, its process ends."""

import faulthandler
import logging
import os
import threading
from collections import Counter
from collections.abc import Callable, Mapping

from contest.live.hub import Hub
from contest.live.relay import Relay

log = logging.getLogger(__name__)
EVERY_SECONDS = 2.0
HUB_STILL, RELAY_STILL = 12, 60
"""
Looks in a row that find a thread where it was: the hub waits for nothing, while the relay may work
long on a board of a hundred thousand entries, or wait for a database.
"""


def guard_of(hub: Hub, relay: Relay) -> "Guard":
    """Return the guard of a process that is there for screens alone."""
    return Guard(
        {"hub": (lambda: hub.turns, HUB_STILL), "relay": (lambda: relay.turns, RELAY_STILL)}
    )


class Guard:
    """
    Ends a process of the audience whose hub or relay hangs, after saying where each thread stands.

    systemd starts another; beside the embedded server screens go to the web process. They come
    again by themselves. Nobody else would notice: such a process still answers requests. Not for
    processes that judges use, whose marks need neither thread.
    """

    def __init__(self, turns: Mapping[str, tuple[Callable[[], int], int]]) -> None:
        self._turns = turns
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="guard", daemon=True)

    def start(self) -> None:
        """
        Look from now on. ``turns`` are for each thread what counts its rounds, 0 before it begins,
        and how many looks may find none.
        """
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()

    def _run(self) -> None:
        seen: dict[str, int] = {}
        still: Counter[str] = Counter()
        # Looks are counted, not seconds: after a pause of the whole machine all threads go on.
        while not self._stop.wait(EVERY_SECONDS):
            for name, (count, most) in self._turns.items():
                turn = count()
                still[name] = still[name] + 1 if turn and seen.get(name) == turn else 0
                seen[name] = turn
                if still[name] >= most:
                    self.end(name)

    def end(self, name: str) -> None:
        """End the process at once; a thread that hangs would not hear anything gentler."""
        log.critical("guard: the %s stands still, this process ends", name)
        faulthandler.dump_traceback(all_threads=True)
        os._exit(1)
