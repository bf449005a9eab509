"""The relay: reads the journal past its cursor and is the only emitter."""

import logging
import threading
import time
from typing import TYPE_CHECKING, Any

from flask_socketio import SocketIO
from sqlmodel import Session

from contest.clock import now
from contest.live.boards import Boards
from contest.live.farewell import close_ended
from contest.live.hub import HEARTBEAT_SECONDS, Hub
from contest.live.pulse import Pulse
from contest.live.rooms import board_room
from contest.live.usher import Usher
from contest.numbers import Numbers
from contest.queries.board import boards_of_trade
from contest.store import journal
from contest.store.engine import Store

if TYPE_CHECKING:
    # Needs Redis' client, which only the production installation brings.
    from contest.live.bell import Bell

log = logging.getLogger(__name__)
FRAMES_A_SECOND = 5
LOOK_SECONDS = 1 / FRAMES_A_SECOND
"""Other processes write, too, and ring no bell here: the journal is looked at this often."""
LATE_SECONDS = 0.05
"""So much of a delay is made up for by the next look."""
LONGEST_REST = 1.0


class Relay:
    """
    Sends what has changed on a board since its last frame, at most 5 times a second.

    Ten times the marks make no more frames. A heartbeat with the number of the newest frame tells
    screens that silence means no news, and lets them notice a frame that never came.
    """

    def __init__(
        self,
        store: Store,
        socketio: SocketIO | None,
        hub: Hub,
        boards: Boards,
        bell: "Bell | None" = None,
        numbers: Numbers | None = None,
        pulse: Pulse | None = None,
        usher: Usher | None = None,
    ) -> None:
        self._store = store
        self._socketio = socketio
        self._hub = hub
        self._boards = boards
        self._bell = bell
        self._numbers = numbers
        self._pulse = pulse
        self._usher = usher
        self._seen: dict[str, int] = {}
        self.turns = 0
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
                if self._bell is not None:
                    self._bell.start()

    def stop(self) -> None:
        """Stop and wait for the frame being sent."""
        self._stop.set()
        if self._bell is not None:
            self._bell.stop()
        self._store.written.set()
        if self._thread is not None:
            self._thread.join(timeout=5)
        self._hub.stop()

    def look(self) -> int:
        """Send what has changed since the last look; return how many frames went out."""
        sent = 0
        # One moment for all of it: on PostgreSQL a number could else be older than its picture.
        with self._store.standing_still() as tx:
            for stream, seq in journal.heads(tx).items():
                if seq == self._seen.get(stream, 0):
                    continue
                before = sent
                for board in boards_of_trade(tx, stream):
                    sent += self._renew(tx, board)
                if sent > before and self._numbers is not None:
                    self._measure(tx, stream)
                self._seen[stream] = seq
            for board in self._boards.opened():
                sent += self._renew(tx, board)
        return sent

    def _renew(self, tx: Session, board: str) -> int:
        frame = self._boards.renew(tx, board)
        if frame is None:
            return 0
        self._hub.send(board, frame)
        self._emit("changes", frame.told, board)
        return 1

    def _measure(self, tx: Session, stream: str) -> None:
        """Note how long the oldest line of what was just sent had to wait."""
        oldest = journal.lines(tx, stream, since=self._seen.get(stream, 0), most=1)
        if oldest and self._numbers is not None:
            self._numbers.emitted.observe(max(0.0, (now() - oldest[0].at).total_seconds()))

    def part(self) -> int:
        """Close the sockets of sign-ins that ended since the last look; return how many."""
        if self._socketio is None:
            return 0
        with self._store.reading() as tx:
            return close_ended(self._socketio, tx)

    def beat(self) -> None:
        """Tell the screens outside the hub which frame is the newest; the hub tells its own."""
        for channel in self._boards:
            told = {"board": channel.board, "seq": channel.seq}
            self._emit("heartbeat", told, channel.board)

    def _emit(self, event: str, told: Any, board: str) -> None:
        if self._socketio is not None:
            self._socketio.emit(event, told, to=board_room(board))

    def _run(self) -> None:
        patience = LOOK_SECONDS
        beaten = due = time.monotonic()
        while not self._stop.is_set():
            self.turns += 1
            rung = self._store.written.wait(timeout=patience)
            self._store.written.clear()
            if rung and self._usher is not None:
                self._usher.ring()
            sent = 0
            begun, worked = time.monotonic(), time.thread_time()
            try:
                sent = self.look()
                self._hub.looked()
                self.part()
                if self._pulse is not None:
                    self._pulse.beat()
                # By the clock, not by silence: a heartbeat must not tell whether marks come in.
                if begun - beaten >= HEARTBEAT_SECONDS:
                    beaten = begun
                    self.beat()
            except Exception:
                # The relay must outlive a database that is away for a moment.
                log.exception("relay: this look failed, the next one will catch up")
            patience = LOOK_SECONDS
            if rung or sent:
                # By the clock: a look that began late does not make all that follow late.
                due = max(due, begun - LATE_SECONDS) + LOOK_SECONDS
                self._stop.wait(pause(due - time.monotonic(), time.thread_time() - worked))
                # While the last frame is still on its way a further one would only stand in line:
                # marks then wait for one frame, and screens are shown fewer, newer pictures.
                self._hub.wait(LONGEST_REST)
                # What other processes wrote meanwhile rang no bell here.
                patience = 0.0


def pause(left: float, worked: float) -> float:
    """
    Return the seconds to rest after a look, with so many left until the next one is due: five
    begin in a second at most. It rests at least as long as the processor worked for it, so that it
    takes half a core at most.

    With fifty trades marking at once their boards get fewer frames, and judges their answers.
    """
    return max(0.0, left, min(worked, LONGEST_REST))


def relay_of(app: Any) -> Relay:
    """Return the relay of an application."""
    return app.extensions["leitai_relay"]
