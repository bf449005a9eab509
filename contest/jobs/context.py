"""What a job is given, and the one way in which it speaks to the database about itself."""

import time
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from contest.config import Settings
from contest.keys import Keys
from contest.security import Actor
from contest.store import jobs
from contest.store.engine import Store
from contest.store.jobs import Hold

REPORT_SECONDS = 0.4


class HoldLost(Exception):
    """The job was given to another worker meanwhile: whatever this child does is void."""


@dataclass(kw_only=True)
class JobContext:
    """
    One attempt at one job.

    `actor` is who asked, read again at the start, with the rights of now. `best` and `stop_asked`
    are those of the start: a second attempt goes on from the best of the first.
    """

    store: Store
    hold: Hold
    contest_id: str
    payload: dict[str, Any]
    actor: Actor
    settings: Settings
    keys: Keys
    best: dict[str, Any] | None = None
    stop_asked: str = ""
    ended: bool = False
    _told: float = field(default=float("-inf"))
    _waiting_best: dict[str, Any] | None = None

    @property
    def job_id(self) -> str:
        """The job's id."""
        return self.hold.job_id

    def report(
        self,
        progress: dict[str, Any],
        best: dict[str, Any] | None = None,
        *,
        at_once: bool = False,
    ) -> bool:
        """
        Show how far the work is; False when it should end now with what it has.

        May be called as often as one likes: the database hears of it at most every 0.4 seconds,
        unless `at_once`. Raises `HoldLost`.
        """
        self._waiting_best = best if best is not None else self._waiting_best
        if not at_once and time.monotonic() - self._told < REPORT_SECONDS:
            return not self.stop_asked
        with self.store.transaction() as tx:
            asked = jobs.report(tx, self.hold, progress, self._waiting_best)
        if asked is None:
            raise HoldLost(self.job_id)
        self._told, self._waiting_best, self.stop_asked = time.monotonic(), None, asked
        return not asked

    def finish(self, tx: Session, result: dict[str, Any] | None) -> None:
        """
        End the job in the transaction of what it made, so that a job run twice makes it once.

        A job that writes nothing itself need not call this; what it returns is kept then.
        Raises `HoldLost`.
        """
        if not jobs.finish(tx, self.hold, result):
            raise HoldLost(self.job_id)
        self.ended = True
