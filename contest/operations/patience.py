"""Making whoever guesses passwords wait, without ever locking an organiser out."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

FREE_FAILURES = 5
LONGEST = 60.0
REMEMBERED = 10_000


class Patience:
    """
    Counts failures per account and device; from the sixth on a wait doubles from 2 to 60 s.

    A device that is enrolled counts apart from all unknown ones, so a stranger's guesses never
    slow the organiser at her own desk. Kept in memory: a restart forgives, the cost of each
    comparison stays. Names that do not exist are counted like those that do.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()

    def begin(self, account: str, device: str) -> tuple[float, int]:
        """
        Count a try before its comparison, as a failure until it succeeds.

        Returns the seconds still to wait (then nothing was counted) and the failures in a row.
        """
        with self._lock:
            count, until = self._failures.get((account, device), (0, 0.0))
            left = until - self._clock()
            if left > 0:
                return left, count
            count += 1
            pause = min(LONGEST, 2.0 ** (count - FREE_FAILURES)) if count > FREE_FAILURES else 0.0
            self._failures[account, device] = (count, self._clock() + pause)
            self._failures.move_to_end((account, device))
            # Names can be invented without end; the longest untouched are forgotten first.
            while len(self._failures) > REMEMBERED:
                self._failures.popitem(last=False)
        return 0.0, count

    def succeeded(self, account: str, device: str) -> None:
        """Forget the failures of an account on a device."""
        with self._lock:
            self._failures.pop((account, device), None)
