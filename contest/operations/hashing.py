"""Comparing PINs and passwords without letting a flood of sign-ins stop the marks."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from contest.errors import Refusal

AT_ONCE = 2
WAITING = 64


class TooManySignIns(Refusal):
    """More people wait to sign in than two processors can serve in a few seconds."""

    key = "too_many_sign_ins"
    status = 503
    zh = "同时登录的人太多，请等几秒再试。已登录的平板不受影响。"
    en = (
        "Too many people are signing in at once. Try again in a few seconds; tablets that are "
        "signed in go on working."
    )
    retry_after = 3


class HashQueue:
    """At most `at_once` comparisons run and `waiting` more wait; whoever comes then is refused."""

    def __init__(self, *, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._places = threading.BoundedSemaphore(at_once + waiting)
        self._running = threading.BoundedSemaphore(at_once)

    @contextmanager
    def place(self) -> Iterator[None]:
        """
        Hold a place in the queue.

        It is taken before a try is counted, so that nobody pays for a comparison never made.
        """
        if not self._places.acquire(blocking=False):
            raise TooManySignIns()
        try:
            yield
        finally:
            self._places.release()

    def compare(self, check: Callable[[], bool]) -> bool:
        """Run one comparison when its turn comes."""
        with self._running:
            return check()


QUEUE = HashQueue()
"""The process's own: the processors are shared by everyone who signs in."""
