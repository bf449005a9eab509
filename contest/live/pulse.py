"""A web process says every few seconds that it lives, and how it is."""

import logging
import time

from contest import presence
from contest.config import Settings
from contest.numbers import Numbers

log = logging.getLogger(__name__)


class Pulse:
    """Writes this process's report; the relay lets it, so it also tells that the relay runs."""

    def __init__(self, settings: Settings, numbers: Numbers) -> None:
        self._folder = settings.data_dir
        self._settings = settings
        self._numbers = numbers
        self._next = 0.0

    def beat(self) -> None:
        """Write the report if it is due."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + presence.EVERY_SECONDS
        numbers = self._numbers
        facts = {
            "serves": self._settings.serves,
            "lines": numbers.open_lines(),
            "boards": {
                one.board: {
                    "seq": one.seq,
                    "watchers": one.watchers,
                    "behind": one.behind,
                    "lag": one.lag,
                }
                for one in numbers.audience()
            },
            "metrics": numbers.text().decode(),
            "tablets": {
                one.device_id: {"waiting": one.waiting, "at": one.at.isoformat()}
                for one in numbers.tablets()
            },
        }
        name = self._settings.name or "web"
        try:
            presence.report(self._folder, name=name, kind="web", facts=facts)
        except OSError as error:
            log.warning("pulse: the report could not be written: %s", error)
