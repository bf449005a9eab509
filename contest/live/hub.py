"""One thread owns every watcher's socket: no greenlet, queue or lock for each of them."""

import contextlib
import logging
import os
import select
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from contest.errors import Refusal
from contest.live import wire
from contest.live.boards import Boards, Channel, Frame
from contest.live.watcher import Watcher
from contest.numbers import Audience

log = logging.getLogger(__name__)
AT_ONCE = 128
"""Frames sent before the hub looks again whether somebody wants to say something."""
STALLED_SECONDS = 15.0
HEARTBEAT_SECONDS = 5
SURE_SECONDS = 5.0
"""A heartbeat says that there is no news: it needs a look at the journal not older than this."""
BOARDS_A_WATCHER = 40
EVENTS_A_MINUTE = 240
READ, WRITE, GONE = select.EPOLLIN, select.EPOLLOUT, select.EPOLLRDHUP


class Hub:
    """
    Sends frames to everybody who watches a board, and reads the little that they say.

    A watcher that does not keep up is left out, never waited for; once its line is free again it
    gets what it missed or, where that is shorter, the newest picture. Memory for it is bounded by
    the kernel's send buffer and the rest of one frame.
    """

    def __init__(self, boards: Boards, *, most: int) -> None:
        self._most = most
        self.counts: Counter[str] = Counter()
        self.turns = 0
        """Grows at least once a second, and while a frame goes out to thousands, too."""
        self._boards = boards
        self._watchers: dict[int, Watcher] = {}
        self._rooms: dict[str, dict[Watcher, int]] = {}
        self._sent: dict[str, int] = {}
        self._looked = time.monotonic()
        self._asked: deque[Callable[[], None]] = deque()
        self._opening = ThreadPoolExecutor(1, thread_name_prefix="boards")
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stop = False

    def __len__(self) -> int:
        return len(self._watchers)

    # ---- from any thread

    def start(self) -> None:
        """Start once, in the process that serves: threads and sockets survive no fork."""
        with self._starting:
            if self._thread is None:
                self._poll = select.epoll()
                self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
                self._poll.register(self._bell, READ)
                self._thread = threading.Thread(target=self._run, name="hub", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Say goodbye to everybody."""
        self._stop = True
        if self._thread is not None:
            self._ask(lambda: None)
            self._thread.join(timeout=5)
        self._opening.shutdown(wait=False)

    def add(self, line: socket.socket, greeting: bytes) -> None:
        """Take over a socket whose handshake is done but for its answer."""
        self.start()
        watcher = Watcher(line)
        self._ask(lambda: self._add(watcher, greeting))

    def send(self, board: str, frame: Frame) -> None:
        """Send a board's next frame to all who hold the picture before it."""
        if self._thread is not None:
            self._ask(lambda: self._broadcast(board, frame))

    def wait(self, seconds: float) -> bool:
        """Wait until all frames so far have been sent, at most so long; tell whether they were."""
        if self._thread is None:
            return True
        sent = threading.Event()
        self._ask(sent.set)
        return sent.wait(seconds)

    def looked(self) -> None:
        """Note that the journal was just looked at, and that everything new was sent."""
        self._looked = time.monotonic()

    def audience(self) -> list[Audience]:
        """Return how many watch each board here, and how many lack its newest picture."""
        found = []
        for channel in self._boards:
            held = list(self._rooms.get(channel.board, {}).items())
            found.append(
                Audience(
                    board=channel.board,
                    seq=channel.seq,
                    watchers=len(held),
                    behind=sum(seq < channel.seq for _, seq in held),
                    lag=max((watcher.lag for watcher, _ in held), default=-1.0),
                )
            )
        return found

    def _ask(self, what: Callable[[], None]) -> None:
        self._asked.append(what)
        os.eventfd_write(self._bell, 1)

    # ---- in the hub's own thread

    def _run(self) -> None:
        second = time.monotonic()
        tick = 0
        while not self._stop:
            try:
                self._look(1.0)
                while self._asked:
                    self._asked.popleft()()
                if time.monotonic() >= second + 1:
                    second, tick = time.monotonic(), tick + 1
                    self._each_second(tick)
            except Exception:
                # One watcher's oddity must not end the line of ten thousand others.
                log.exception("hub: a turn failed")
        for watcher in list(self._watchers.values()):
            watcher.write(wire.frame(b"", wire.CLOSE))
            self._drop(watcher, "stopped")

    def _look(self, seconds: float) -> None:
        self.turns += 1
        for fileno, what in self._poll.poll(seconds, 1024):
            watcher = self._watchers.get(fileno)
            if watcher is not None:
                self._serve(watcher, what)
            elif fileno == self._bell:
                os.eventfd_read(fileno)

    def _serve(self, watcher: Watcher, what: int) -> None:
        try:
            if what & WRITE:
                self._drain(watcher)
            if what & ~WRITE and not watcher.gone:
                self._read(watcher)
        except Exception:
            # It would come up again at each look, and nobody behind it would ever be served.
            log.exception("hub: a watcher could not be served")
            self._drop(watcher, "odd")

    def _add(self, watcher: Watcher, greeting: bytes) -> None:
        if len(self._watchers) >= self._most:
            # The screen then fetches the board as JSON, which any cache in between can answer.
            self.counts["turned_away"] += 1
            watcher.write(wire.FULL)
            watcher.close()
            return
        self._watchers[watcher.fileno] = watcher
        self._poll.register(watcher.fileno, READ | GONE)
        self.counts["come"] += 1
        self._write(watcher, greeting)

    def _write(self, watcher: Watcher, data: bytes) -> None:
        free = watcher.rest is None
        if not watcher.write(data):
            self._drop(watcher, "lost")
        elif free and watcher.rest is not None:
            self._wait(watcher)

    def _wait(self, watcher: Watcher) -> None:
        """Be told when the line takes more."""
        self._poll.modify(watcher.fileno, READ | WRITE | GONE)
        self.counts["slow"] += 1

    def _drain(self, watcher: Watcher) -> None:
        if not watcher.drain():
            self._drop(watcher, "lost")
        elif watcher.rest is None:
            self._poll.modify(watcher.fileno, READ | GONE)
            for board in watcher.boards:
                self._catch_up(watcher, board)

    def _catch_up(self, watcher: Watcher, board: str) -> None:
        channel = self._boards.known(board)
        room = self._rooms.get(board, {})
        if channel is None or watcher not in room or watcher.rest is not None:
            return
        data, room[watcher] = channel.catch_up(room[watcher])
        if data:
            self.counts["caught_up"] += 1
            self._write(watcher, data)

    def _broadcast(self, board: str, frame: Frame) -> None:
        room = self._rooms.get(board)
        if not room:
            return
        data, since, seq = frame.data, frame.since, frame.seq
        size = len(data)
        self._sent[board] = seq
        everybody = iter(list(room))
        while some := list(islice(everybody, AT_ONCE)):
            for watcher in some:
                held = room.get(watcher, seq)
                if held != since or watcher.rest is not None:
                    if held < seq:
                        self._catch_up(watcher, board)
                    continue
                room[watcher] = seq
                # Straight to the socket: a call more here is a call for each of ten thousand.
                try:
                    sent = watcher.send(data)
                except BlockingIOError:
                    sent = 0
                except OSError:
                    self._drop(watcher, "lost")
                    continue
                if sent != size:
                    watcher.keep(data[sent:])
                    self._wait(watcher)
            self._look(0)
        self.counts["frames"] += len(room)

    def _each_second(self, tick: int) -> None:
        now = time.monotonic()
        beats: dict[str, bytes] = {}
        # Screens must grey when the database is away, and not be told that nothing has happened.
        sure = now - self._looked < SURE_SECONDS
        for watcher in list(self._watchers.values()):
            if watcher.rest is not None and now - watcher.waits_since > STALLED_SECONDS:
                self._drop(watcher, "stalled")
            elif now - watcher.heard > wire.PING_SECONDS + wire.PONG_SECONDS + 5:
                self._drop(watcher, "silent")
            elif watcher.fileno % wire.PING_SECONDS == tick % wire.PING_SECONDS:
                self._write(watcher, wire.PING)
            # By the clock alone: a heartbeat that waited for silence would tell of activity.
            if sure and watcher.fileno % HEARTBEAT_SECONDS == tick % HEARTBEAT_SECONDS:
                watcher.beaten = now
                for board in watcher.boards:
                    if watcher.rest is None and not watcher.gone:
                        self._write(watcher, beats.get(board) or self._beat(beats, board))
            if tick % 60 == 0:
                watcher.said = 0

    def _beat(self, beats: dict[str, bytes], board: str) -> bytes:
        # What was sent, not what is known: the frame of a newer picture may still stand in line.
        told = {"board": board, "seq": self._sent.get(board, 0)}
        beats[board] = wire.event("heartbeat", told)
        return beats[board]

    def _drop(self, watcher: Watcher, why: str) -> None:
        if self._watchers.pop(watcher.fileno, None) is None:
            return
        self.counts[why] += 1
        with contextlib.suppress(OSError):
            self._poll.unregister(watcher.fileno)
        for board in watcher.boards:
            self._rooms[board].pop(watcher, None)
        watcher.close()

    # ---- what a watcher says

    def _read(self, watcher: Watcher) -> None:
        try:
            frames = watcher.read()
            if frames is None:
                self._drop(watcher, "left")
                return
            for kind, payload in frames:
                if watcher.gone:
                    return
                self._hear(watcher, kind, payload)
        except wire.Misspoken:
            self._drop(watcher, "misspoke")

    def _hear(self, watcher: Watcher, kind: int, payload: bytes) -> None:
        watcher.heard = time.monotonic()
        watcher.said += 1
        if watcher.said > EVENTS_A_MINUTE or kind not in {
            wire.TEXT, wire.CLOSE, wire.PING_FRAME, wire.PONG_FRAME,
        }:  # fmt: skip
            raise wire.Misspoken()
        if kind == wire.CLOSE or (kind == wire.TEXT and payload in wire.LEAVE):
            self._drop(watcher, "left")
        elif kind == wire.PING_FRAME:
            self._write(watcher, wire.frame(payload, wire.PONG_FRAME))
        elif kind == wire.TEXT and payload[:2] == wire.CONNECT:
            if not watcher.joined:
                watcher.joined = True
                self._write(watcher, wire.connected())
        elif kind == wire.TEXT and payload != wire.PONG:
            self._event(watcher, *wire.read_event(payload))

    def _event(self, watcher: Watcher, number: bytes, name: str, wanted: object) -> None:
        board = wanted.get("board") if isinstance(wanted, dict) else None
        if not watcher.joined or not isinstance(board, str) or len(board) > 40:
            raise wire.Misspoken()
        if name == "shown":
            seq = wanted.get("seq") if isinstance(wanted, dict) else None
            # Whoever names an older picture has not shown what the heartbeat spoke of.
            if board in watcher.boards and isinstance(seq, int) and seq >= self._sent.get(board, 0):
                watcher.lag = time.monotonic() - watcher.beaten
            return
        if name == "leave":
            if board in watcher.boards:
                watcher.boards.remove(board)
                self._rooms[board].pop(watcher, None)
            told: object = {"left": board}
        elif name == "watch" and len(watcher.boards) < BOARDS_A_WATCHER:
            since = wanted.get("since") if isinstance(wanted, dict) else None
            held = since if isinstance(since, int) else -1
            known = self._boards.known(board)
            if known is not None:
                self._watch(watcher, known, held, number)
            else:
                self._opening.submit(self._open, watcher, board, held, number)
            return
        else:
            raise wire.Misspoken()
        if number:
            self._write(watcher, wire.answer(number, told))

    def _watch(self, watcher: Watcher, channel: Channel, held: int, number: bytes) -> None:
        if watcher.gone:
            return
        if channel.board not in watcher.boards:
            watcher.boards.append(channel.board)
        self._rooms.setdefault(channel.board, {})[watcher] = held
        if number:
            self._write(watcher, wire.answer(number, {"watching": channel.board}))
        self._catch_up(watcher, channel.board)

    def _open(self, watcher: Watcher, board: str, held: int, number: bytes) -> None:
        """Read a board nobody watched before; in a thread of its own, because it may take long."""
        try:
            channel = self._boards.known(board) or self._boards.open(board)
        except Refusal as refusal:
            told = refusal.as_json()
            if number:
                self._ask(lambda: self._write(watcher, wire.answer(number, told)))
            return
        except Exception:
            # Without its line the screen comes again, and may find the database back.
            log.exception("hub: a board could not be read")
            self._ask(lambda: self._drop(watcher, "unread"))
            return
        self._ask(lambda: self._watch(watcher, channel, held, number))
