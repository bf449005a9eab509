"""Group commit: whoever waits for the disk takes along everybody who came meanwhile."""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from sqlmodel import Session

AT_ONCE = 64
Work = Callable[[Session], Any]


class _Waiting:
    """One caller's work and, once it is done, its answer or its error."""

    __slots__ = ("answer", "done", "error", "work")

    def __init__(self, work: Work) -> None:
        self.work = work
        self.answer: Any = None
        self.error: Exception | None = None
        self.done = False


class Together:
    """
    Runs pieces of work in shared transactions; each is kept or refused by itself.

    One sync of the disk then serves all judges who submit when the whistle blows. No thread of
    its own: the first caller to get the lock commits for everybody in line, and each returns only
    after the commit that holds his work.
    """

    def __init__(self, transaction: Callable[[], AbstractContextManager[Session]]) -> None:
        self._transaction = transaction
        self._line: deque[_Waiting] = deque()
        self._committing = threading.Lock()

    def run(self, work: Work) -> Any:
        """Do the work and commit it; return its answer or raise its error, then without a trace."""
        mine = _Waiting(work)
        self._line.append(mine)
        with self._committing:
            while not mine.done:
                self._commit([self._line.popleft() for _ in range(min(AT_ONCE, len(self._line)))])
        if mine.error is not None:
            raise mine.error
        return mine.answer

    def _commit(self, group: list[_Waiting]) -> None:
        try:
            with self._transaction() as tx:
                for one in group:
                    self._do(tx, one)
        except Exception as error:  # noqa: BLE001 - raised again in the thread it belongs to
            # What cannot be committed together may still be committed one by one.
            if len(group) > 1:
                for one in group:
                    self._commit([one])
                return
            group[0].error = error
        except BaseException:
            # This thread is being ended; the next in line does the work of all who still wait.
            self._line.extendleft(reversed(group))
            raise
        for one in group:
            one.done = True

    def _do(self, tx: Session, one: _Waiting) -> None:
        one.answer, one.error = None, None
        try:
            with tx.begin_nested():
                one.answer = one.work(tx)
        except Exception as error:  # noqa: BLE001 - raised again in the thread it belongs to
            # Rolled back to where it began; the others' work stands. A refusal is its answer.
            one.error = error
