"""Judges who mark without a pause, and tablets that send again until each mark is acknowledged."""

import threading
import time
from typing import Any

from contest.demo.visitor import Visitor
from contest.rehearsal.tablets import deliver, taps

AGAIN_SECONDS = 0.1
PACE_SECONDS = 0.03


class Judges:
    """One thread per tablet. `taps` are id -> what was given, `acks` id -> the receipt."""

    def __init__(self, tablets: list[Visitor]) -> None:
        self.taps: dict[str, dict[str, Any]] = {}
        self.acks: dict[str, dict[str, Any]] = {}
        self.trouble: list[Exception] = []
        self.sent_again = 0
        self._stop = threading.Event()
        self._more = threading.Condition()
        self._threads = [
            threading.Thread(target=self._mark, args=(number, tablet), daemon=True)
            for number, tablet in enumerate(tablets)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let each finish the mark it is sending."""
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive()
        if self.trouble:
            raise self.trouble[0]

    def wait_for_more(self, count: int, seconds: float = 60) -> None:
        """Return once so many more marks have been acknowledged."""
        with self._more:
            wanted = len(self.acks) + count
            good = self._more.wait_for(
                lambda: len(self.acks) >= wanted or bool(self.trouble), seconds
            )
        if self.trouble:
            raise self.trouble[0]
        assert good, f"{len(self.acks)} of {wanted} marks were acknowledged"

    def _mark(self, number: int, tablet: Visitor) -> None:
        try:
            work = tablet.json("/tablet/work")
            for operation in taps(work, str(number)):
                if self._stop.wait(PACE_SECONDS):
                    return
                self.taps[operation["id"]] = operation
                receipt = self._deliver(tablet, work["contest"]["id"], operation)
                with self._more:
                    self.acks[operation["id"]] = receipt
                    self._more.notify_all()
        except Exception as error:  # noqa: BLE001 - raised again in the thread that asks
            with self._more:
                self.trouble.append(error)
                self._more.notify_all()

    def _deliver(self, tablet: Visitor, contest_id: str, operation: dict[str, Any]) -> Any:
        while (answer := deliver(tablet, contest_id, operation)) is None:
            self.sent_again += 1
            time.sleep(AGAIN_SECONDS)
        assert answer["status"] in {"applied", "duplicate"}, answer
        return answer["receipt"]
