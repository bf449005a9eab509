"""`leitai timetable season`: every city of a folder solved by the job table, city by city."""

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from contest.config import Settings
from contest.jobs.worker import LOOK_SECONDS, Worker
from contest.keys import load_keys
from contest.operations.season import CityJob, look_at, request_city
from contest.store.engine import Store
from scheduler.problem import Problem

ANSWER = ".timetable.json"
HIDDEN = ".season"


def cities_of(folder: Path) -> list[Path]:
    """The problem files of a folder; the file's name is the city's."""
    return sorted(p for p in folder.glob("*.json") if not p.name.endswith(ANSWER))


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Settings, Store]]:
    """The season's own database, beside its files."""
    hidden = folder / HIDDEN
    hidden.mkdir(exist_ok=True)
    settings = Settings(data_dir=hidden, DATABASE_URL=f"sqlite:///{hidden.resolve()}/leitai.db")
    store = Store(settings.database())
    try:
        store.migrate()
        yield settings, store
    finally:
        store.close()


def solved(
    folder: Path, problems: dict[str, Problem], seconds: float, workers: int
) -> Generator[tuple[dict[str, Any], dict[str, Any] | None], None, None]:
    """
    Each city as it ends: what is said about it, and its timetable as plain data or None.

    Whoever stops listening stops the workers; what was found is kept for the next time.
    """
    with opened(folder) as (settings, store):
        keys = load_keys(settings.data_dir)
        waiting = {
            city: request_city(store, keys=keys, city=city, problem=problem, seconds=seconds)
            for city, problem in problems.items()
        }
        crew = [Worker(settings, store) for _ in range(workers)]
        try:
            while waiting:
                for worker in crew:
                    worker.look()
                for city, job_id in list(waiting.items()):
                    job = look_at(store, job_id)
                    if job.over:
                        del waiting[city]
                        yield _told(city, job), job.table
                time.sleep(LOOK_SECONDS if waiting else 0)
        finally:
            for worker in crew:
                worker.stop()
                worker.run()


def _told(city: str, job: CityJob) -> dict[str, Any]:
    """``status``: done, or why there is no timetable; the rest from the timetable's report."""
    report = (job.table or {}).get("report") or {}
    lacking = job.state == "done" and job.table is None
    reasons = [*job.result.get("reasons", ())]
    if "error" in job.result:
        reasons.append([job.result["error"]["zh"], job.result["error"]["en"]])
    return {
        "city": city,
        "status": job.result["status"] if lacking else job.state,
        "value": report.get("value"),
        "bound": report.get("bound"),
        "gap_percent": report.get("gap_percent"),
        "attempts": job.attempts,
        "reasons": reasons,
    }
