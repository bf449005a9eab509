"""Group commit: whoever waits for the disk takes along everybody who came meanwhile."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlmodel import Session

AT_ONCE = 64
GATHER_SECONDS = 0.02
"""While several deliver, groups begin at least so far apart: most of a commit costs once."""
Work = Callable[[Session, Sequence[Any]], Sequence[Any]]
"""Does what several callers asked for in one transaction; an answer for each, in their order."""


class _Waiting:
    """What one caller asked for and, once it is done, the answer or the error."""

    __slots__ = ("answer", "done", "error", "item", "told")

    def __init__(self, item: Any) -> None:
        self.item = item
        self.answer: Any = None
        self.error: Exception | None = None
        self.done = False
        #: Set when it is done, and when it is this caller's turn to commit for everybody. One for
        #: each: a bell for all would wake hundreds of threads after every commit.
        self.told = threading.Event()

    def end(self) -> None:
        self.done = True
        self.told.set()


class Together:
    """
    Runs one kind of work for all who wait at the same time, in one transaction.

    One reading and one sync of the disk then serve all judges who submit when the whistle blows.
    No thread of its own: the first in line commits for everybody in it, and each returns only
    after the commit that holds what he asked for. Who is alone never waits.
    """

    def __init__(
        self, transaction: Callable[[], AbstractContextManager[Session]], work: Work
    ) -> None:
        self._transaction = transaction
        self._work = work
        self._line: deque[_Waiting] = deque()
        self._lock = threading.Lock()
        self._busy = False
        self._next_at = 0.0

    def run(self, item: Any) -> Any:
        """Do the work for this item and commit it; return its answer or raise its error."""
        mine = _Waiting(item)
        with self._lock:
            self._line.append(mine)
            if not self._busy:
                self._busy = True
                mine.told.set()
        while True:
            mine.told.wait()
            if mine.done:
                break
            mine.told.clear()
            try:
                self._commit(self._group(), mine)
            finally:
                self._pass_on()
        if mine.error is not None:
            raise mine.error
        return mine.answer

    def _group(self) -> list[_Waiting]:
        """Return whom to commit for, the first in line."""
        pause = self._next_at - time.monotonic()
        if pause > 0 and len(self._line) < AT_ONCE:
            time.sleep(pause)
        with self._lock:
            group = [self._line.popleft() for _ in range(min(AT_ONCE, len(self._line)))]
        self._next_at = time.monotonic() + GATHER_SECONDS if len(group) > 1 else 0.0
        return group

    def _pass_on(self) -> None:
        """Let the next in line commit."""
        with self._lock:
            self._busy = bool(self._line)
            if self._line:
                self._line[0].told.set()

    def _commit(self, group: list[_Waiting], mine: _Waiting) -> None:
        try:
            with self._transaction() as tx:
                answers = self._work(tx, [one.item for one in group])
        except Exception as error:  # noqa: BLE001 - raised again in the thread it belongs to
            # What cannot be committed together may still be committed one by one.
            if len(group) > 1:
                for one in group:
                    self._commit([one], mine)
                return
            group[0].error = error
            group[0].end()
            return
        except BaseException:
            # This thread is being ended and nobody waits for its answer; the others still do.
            with self._lock:
                self._line.extendleft(one for one in reversed(group) if one is not mine)
            raise
        for one, answer in zip(group, answers, strict=True):
            one.answer = answer
            one.end()
