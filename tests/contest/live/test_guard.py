"""A thread that hangs ends its process; one that is only slow, or has not begun, does not."""

import itertools
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from contest.live import guard
from contest.live.guard import Guard
from contest.live.hub import Hub
from tests.contest.live.screens import pair
from tests.contest.live.test_hub import OneBoard

STILL = 12


class Watched(Guard):
    """A guard that tells instead of ending this process."""

    def __init__(self, hub: Hub, others: Iterator[int]) -> None:
        self.ended: list[str] = []
        self.looked, self.told = threading.Semaphore(0), threading.Event()
        super().__init__(
            {"hub": (lambda: hub.turns, STILL), "other": (lambda: self._look(others), STILL)}
        )

    def _look(self, others: Iterator[int]) -> int:
        self.looked.release()
        return next(others)

    def end(self, name: str) -> None:
        self.ended.append(name)
        self.told.set()

    def wait(self, looks: int) -> None:
        for _ in range(looks):
            assert self.looked.acquire(timeout=60)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(guard, "EVERY_SECONDS", 0.01)
    made = Hub(OneBoard(), most=10)
    yield made
    made.stop()


def test_a_hub_that_hangs_is_noticed_and_one_that_has_not_begun_is_not(hub: Hub) -> None:
    watched, gate = Watched(hub, itertools.count(1)), threading.Event()

    def hang() -> None:
        gate.wait(60)

    watched.start()
    try:
        watched.wait(3 * STILL)
        assert watched.ended == []
        ours, theirs = pair()
        with ours:
            hub.add(theirs, b"")
            hub._ask(hang)
            assert watched.told.wait(60)
            assert set(watched.ended) == {"hub"}
    finally:
        gate.set()
        watched.stop()


def test_a_slow_thread_is_let_go_on(hub: Hub) -> None:
    # A turn only at every eleventh look: the twelfth would end it.
    turns = (turn for turn in itertools.count(1) for _ in range(STILL - 1))
    watched = Watched(hub, turns)
    watched.start()
    try:
        watched.wait(10 * STILL)
        assert watched.ended == []
    finally:
        watched.stop()


def test_the_process_ends_and_says_where_each_thread_stands() -> None:
    program = (
        "import threading\nfrom contest.live import guard\nguard.EVERY_SECONDS = 0.01\n"
        "def stuck():\n    threading.Event().wait(60)\n"
        "guard.Guard({'hub': (lambda: 1, 3)}).start()\nstuck()"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.returncode == 1
    assert "the hub stands still" in ended.stderr
    assert "in stuck" in ended.stderr
