"""The numbers that say whether all is well: how long marks take, who watches, what waits."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from contest.clock import now

SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
REMEMBERED = timedelta(minutes=30)
"""A tablet that has said nothing for so long is switched off, or somewhere else by now."""


@dataclass(frozen=True, kw_only=True)
class Tablet:
    """What a tablet last said of itself; `waiting` is how many marks it still keeps."""

    device_id: str
    waiting: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Audience:
    """
    The screens of one board here: how many, and how many do not hold the newest picture.

    `lag` is how many seconds the slowest hall screen last took to say that it shows the picture a
    heartbeat spoke of, -1 where none says so.
    """

    board: str
    seq: int
    watchers: int
    behind: int
    lag: float = -1.0


class Numbers:
    """
    One process's numbers, in its own memory.

    `audience`, `open_lines` and `counts` are asked for when somebody looks, so that keeping them
    costs nothing.
    """

    def __init__(
        self,
        *,
        audience: Callable[[], list[Audience]],
        open_lines: Callable[[], int],
        counts: Callable[[], dict[str, int]],
    ) -> None:
        self.audience, self.open_lines, self.counts = audience, open_lines, counts
        self._registry = CollectorRegistry()
        self.accepted = Histogram(
            "leitai_accept_to_commit_seconds",
            "From a delivery of marks to the commit that holds it",
            registry=self._registry,
            buckets=SECONDS,
        )
        self.emitted = Histogram(
            "leitai_write_to_emit_seconds",
            "From the oldest new line of the journal to its frame leaving",
            registry=self._registry,
            buckets=SECONDS,
        )
        waiting = Gauge(
            "leitai_tablet_marks_waiting",
            "Marks that tablets said they still keep",
            registry=self._registry,
        )
        waiting.set_function(lambda: sum(tablet.waiting for tablet in self.tablets()))
        self._registry.register(self)
        self._tablets: dict[str, Tablet] = {}
        self._lock = threading.Lock()

    def heard(self, device_id: str, waiting: int) -> None:
        """Remember what a tablet said."""
        with self._lock:
            self._tablets[device_id] = Tablet(device_id=device_id, waiting=waiting, at=now())

    def tablets(self) -> list[Tablet]:
        """Return what tablets said lately."""
        oldest = now() - REMEMBERED
        with self._lock:
            gone = [name for name, tablet in self._tablets.items() if tablet.at < oldest]
            for name in gone:
                del self._tablets[name]
            return list(self._tablets.values())

    def collect(self) -> Iterator[Metric]:
        """Yield what is asked for only when somebody looks."""
        lines = GaugeMetricFamily("leitai_open_lines", "Open sockets of this process")
        lines.add_metric([], self.open_lines())
        yield lines
        watchers = GaugeMetricFamily("leitai_watchers", "Screens of a board", labels=["board"])
        behind = GaugeMetricFamily(
            "leitai_watchers_behind", "Screens without the newest picture", labels=["board"]
        )
        lag = GaugeMetricFamily(
            "leitai_screen_lag_seconds",
            "From a heartbeat to the slowest hall screen's word that it shows that picture",
            labels=["board"],
        )
        seq = GaugeMetricFamily("leitai_board_seq", "A board's newest picture", labels=["board"])
        for one in self.audience():
            watchers.add_metric([one.board], one.watchers)
            behind.add_metric([one.board], one.behind)
            seq.add_metric([one.board], one.seq)
            if one.lag >= 0:
                lag.add_metric([one.board], one.lag)
        yield from (watchers, behind, lag, seq)
        told = CounterMetricFamily("leitai_hub", "What happened to screens", labels=["what"])
        for what, count in sorted(self.counts().items()):
            told.add_metric([what], count)
        yield told

    def text(self) -> bytes:
        """Return everything as Prometheus reads it."""
        return generate_latest(self._registry)
