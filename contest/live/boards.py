"""The boards that somebody watches, each with its newest picture and the frames before it."""

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session

from contest.live import wire
from contest.live.changes import Picture, changes
from contest.queries.board import public_frame
from contest.queries.marks import KeptMarks
from contest.store import contests, journal
from contest.store.engine import Store

KEPT_BYTES = 256 * 1024
"""Frames kept per board for those who missed some."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One step of a board, encoded once for everybody."""

    since: int
    seq: int
    told: Picture
    data: bytes


class Channel:
    """
    One board. Pictures come from the relay alone; everybody else asks how to catch up.

    Frames are numbered by the trade's journal: equal numbers mean equal pictures, also after a
    restart and in another process, so nobody has to agree on a count.
    """

    def __init__(self, picture: Picture) -> None:
        self.board: str = picture["board"]
        self.picture = picture
        self._frames: deque[Frame] = deque()
        self._bytes = 0
        self._snapshot: bytes | None = None
        self._lock = threading.Lock()

    @property
    def seq(self) -> int:
        """The number of the newest picture."""
        return int(self.picture["seq"])

    def take(self, picture: Picture) -> Frame | None:
        """Make this the newest picture; return the frame that leads to it, None if none does."""
        with self._lock:
            if picture["seq"] <= self.seq:
                return None
            told = changes(self.picture, picture)
            made = Frame(
                since=self.seq, seq=picture["seq"], told=told, data=wire.event("changes", told)
            )
            self.picture, self._snapshot = picture, None
            self._frames.append(made)
            self._bytes += len(made.data)
            while self._bytes > KEPT_BYTES:
                self._bytes -= len(self._frames.popleft().data)
            return made

    def snapshot(self) -> bytes:
        """Return the whole newest picture, encoded when first asked for."""
        with self._lock:
            return self._whole()

    def catch_up(self, seq: int | None) -> tuple[bytes, int]:
        """
        Return what brings a screen from `seq` to the newest picture, and that picture's number.

        The frames it missed, where they are still kept and shorter than the whole picture.
        """
        with self._lock:
            if seq == self.seq:
                return b"", self.seq
            whole = self._whole()
            missed: list[bytes] = []
            for frame in reversed(self._frames):
                missed.append(frame.data)
                if sum(map(len, missed)) > len(whole):
                    break
                if frame.since == seq:
                    return b"".join(reversed(missed)), self.seq
            return whole, self.seq

    def _whole(self) -> bytes:
        if self._snapshot is None:
            self._snapshot = wire.event("board", self.picture)
        return self._snapshot


class Boards:
    """Every channel, made when first watched: a board nobody looks at costs nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._channels: dict[str, Channel] = {}
        self._opened: deque[str] = deque()
        self._shown: dict[str, Picture] = {}
        self._kept = KeptMarks()
        self._lock = threading.Lock()

    def known(self, board: str) -> Channel | None:
        """Return a board's channel if it is watched already."""
        return self._channels.get(board)

    def of(self, tx: Session, board: str) -> Channel:
        """Return a board's channel, from its public picture; refuse with NotFound."""
        found = self._channels.get(board)
        if found is not None:
            return found
        with self._lock:
            found = self._channels.get(board)
            if found is None:
                found = self._channels[board] = Channel(self._picture(tx, board))
                self._opened.append(board)
            return found

    def open(self, board: str) -> Channel:
        """Return a board's channel, reading the database if need be; refuse with NotFound."""
        with self._store.standing_still() as tx:
            return self.of(tx, board)

    def opened(self) -> Iterator[str]:
        """
        Yield each board that was opened since the last time, once.

        What was written while its first picture was made went by it: nobody watched it yet.
        """
        while self._opened:
            yield self._opened.popleft()

    def renew(self, tx: Session, board: str) -> Frame | None:
        """Compute a watched board again; return its next frame, None if nothing is new."""
        channel = self._channels.get(board)
        return channel.take(self._picture(tx, board)) if channel else None

    def shown(self, tx: Session, board: str) -> Picture:
        """Return a board's public picture: the last one unless the journal has grown."""
        channel = self._channels.get(board)
        newest = channel.picture if channel else self._shown.get(board)
        _, trade = contests.stage_with_trade(tx, board)
        if newest is None or newest["seq"] != journal.head_seq(tx, trade.id):
            newest = self._shown[board] = self._picture(tx, board)
        return newest

    def _picture(self, tx: Session, board: str) -> Picture:
        return public_frame(tx, board, self._kept)

    def __iter__(self) -> Iterator[Channel]:
        return iter(list(self._channels.values()))
