"""`leitai worker`: does the long work that the web process only asks for."""

import signal
from types import FrameType

import click

from contest import logs
from contest.config import Settings
from contest.jobs.worker import Worker
from contest.store.engine import Store


@click.command()
def worker() -> None:
    """Do queued work (timetables, rosters, documents) until stopped."""
    settings = Settings()
    logs.start(
        level=settings.log_level,
        as_json=settings.log_json,
        process=settings.name or "worker",
    )
    store = Store(settings.database())
    working = Worker(settings, store)

    def stop(number: int, frame: FrameType | None) -> None:
        working.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        working.run()
    finally:
        store.close()
