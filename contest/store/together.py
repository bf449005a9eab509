"""Group commit: whoever waits for the disk takes along everybody who came meanwhile."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlmodel import Session

AT_ONCE = 64
Work = Callable[[Session, Sequence[Any]], Sequence[Any]]
"""Does what several callers asked for in one transaction; an answer for each, in their order."""


class _Waiting:
    """What one caller asked for and, once it is done, the answer or the error."""

    __slots__ = ("answer", "done", "error", "item")

    def __init__(self, item: Any) -> None:
        self.item = item
        self.answer: Any = None
        self.error: Exception | None = None
        self.done = False


class Together:
    """
    Runs one kind of work for all who wait at the same time, in one transaction.

    One reading and one sync of the disk then serve all judges who submit when the whistle blows.
    No thread of its own: the first who finds nobody committing does so for everybody in line, and
    each returns only after the commit that holds what he asked for.
    """

    def __init__(
        self, transaction: Callable[[], AbstractContextManager[Session]], work: Work
    ) -> None:
        self._transaction = transaction
        self._work = work
        self._line: deque[_Waiting] = deque()
        self._change = threading.Condition()
        self._busy = False

    def run(self, item: Any) -> Any:
        """Do the work for this item and commit it; return its answer or raise its error."""
        mine = _Waiting(item)
        with self._change:
            self._line.append(mine)
        while not mine.done:
            group = self._turn(mine)
            if group:
                try:
                    self._commit(group)
                finally:
                    with self._change:
                        self._busy = False
                        self._change.notify_all()
        if mine.error is not None:
            raise mine.error
        return mine.answer

    def _turn(self, mine: _Waiting) -> list[_Waiting]:
        """Wait until this is done or it is our turn; return whom to commit for."""
        with self._change:
            # Who is done only looks in here: he must not queue behind the next commit.
            self._change.wait_for(lambda: mine.done or not self._busy)
            if mine.done:
                return []
            self._busy = True
            return [self._line.popleft() for _ in range(min(AT_ONCE, len(self._line)))]

    def _commit(self, group: list[_Waiting]) -> None:
        try:
            with self._transaction() as tx:
                answers = self._work(tx, [one.item for one in group])
        except Exception as error:  # noqa: BLE001 - raised again in the thread it belongs to
            # What cannot be committed together may still be committed one by one.
            if len(group) > 1:
                for one in group:
                    self._commit([one])
                return
            group[0].error = error
            group[0].done = True
            return
        except BaseException:
            # This thread is being ended; the next in line does the work of all who still wait.
            with self._change:
                self._line.extendleft(reversed(group))
            raise
        for one, answer in zip(group, answers, strict=True):
            one.answer, one.done = answer, True
