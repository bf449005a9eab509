"""The relay: reads the journal past its cursor and is the only emitter."""

import logging
import threading
from typing import Any

from flask_socketio import SocketIO

from contest.live.farewell import close_ended
from contest.live.rooms import board_room
from contest.queries.board import board_frame, boards_of_trade
from contest.security import Actor
from contest.store import journal
from contest.store.engine import Store

log = logging.getLogger(__name__)
FRAMES_A_SECOND = 5
HEARTBEAT_SECONDS = 5.0


class Relay:
    """
    Pushes a board's whole picture when its trade's journal has grown, at most 5 times a second.

    The picture carries absolute values and its journal sequence, so a screen that misses one is
    right again with the next; a heartbeat tells screens that silence means no news.
    """

    def __init__(self, store: Store, socketio: SocketIO) -> None:
        self._store = store
        self._socketio = socketio
        self._seen: dict[str, int] = {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start once; a second call changes nothing (two relays would send every frame twice)."""
        with self._lock:
            if self._thread is None:
                with self._store.reading() as tx:
                    self._seen = journal.heads(tx)
                self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Stop and wait for the frame being sent."""
        self._stop.set()
        self._store.written.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def look(self) -> int:
        """Send what has changed since the last look; return how many frames went out."""
        sent = 0
        with self._store.reading() as tx:
            heads = journal.heads(tx)
            for stream, seq in heads.items():
                if seq == self._seen.get(stream, 0):
                    continue
                for stage_id in boards_of_trade(tx, stream):
                    frame = board_frame(tx, stage_id, Actor())
                    self._socketio.emit("board", frame, to=board_room(stage_id))
                    sent += 1
                self._seen[stream] = seq
        return sent

    def part(self) -> int:
        """Close the sockets of sign-ins that ended since the last look; return how many."""
        with self._store.reading() as tx:
            return close_ended(self._socketio, tx)

    def _run(self) -> None:
        while not self._stop.is_set():
            told = self._store.written.wait(timeout=HEARTBEAT_SECONDS)
            self._store.written.clear()
            try:
                self.look()
                self.part()
                if not told:
                    self._socketio.emit("heartbeat", {})
            except Exception:
                # The relay must outlive a database that is away for a moment.
                log.exception("relay: this look failed, the next one will catch up")
            self._stop.wait(1 / FRAMES_A_SECOND)


def relay_of(app: Any) -> Relay:
    """Return the relay of an application."""
    return app.extensions["leitai_relay"]
