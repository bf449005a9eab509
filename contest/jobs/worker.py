"""The worker: claims jobs, gives each a child process, keeps the leases, and ends what must end."""

import json
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from contest import presence
from contest.config import Settings
from contest.jobs.kinds import HEAVY
from contest.store import jobs
from contest.store.engine import Store
from contest.store.jobs import MOST_ATTEMPTS, Hold

log = logging.getLogger("leitai.jobs")
ROOT = Path(__file__).parents[2]
LOOK_SECONDS = 0.25
LEASE_SECONDS = 20.0
MOST_CHILDREN = 2
GRACE_SECONDS = 0.5
LEAVE_SECONDS = 5.0
TAKE_SECONDS = 15.0
WALL_SECONDS = 2 * 3600.0
TOO_LONG = {
    "key": "too_long",
    "zh": "任务运行超过两小时，已停止。请缩小范围后重试。",
    "en": "The work ran for more than two hours and was stopped. Ask for less at a time.",
}


@dataclass(kw_only=True)
class Child:
    """A running child; moments are of the monotonic clock, in seconds."""

    hold: Hold
    kind: str
    process: subprocess.Popen[bytes]
    started: float
    renewed: float
    leave_by: float | None = None


class Worker:
    """
    One worker process. `run` returns after `stop`, with its children ended and their jobs free.

    The thread that calls `run` must be the one that lives on: Linux ends a child with the thread
    that started it.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        *,
        lease_seconds: float = LEASE_SECONDS,
        child: str = "contest.jobs.child",
    ) -> None:
        self._settings = settings
        self._child = child
        self._store = store
        self._lease = lease_seconds
        self._name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._stop = threading.Event()
        self._tell_at = 0.0
        self._children: list[Child] = []

    def stop(self) -> None:
        """Ask for a clean end; may be called from a signal handler or another thread."""
        self._stop.set()

    def run(self) -> None:
        """Work until stopped."""
        log.info("worker %s is waiting for work", self._name)
        try:
            while not self._stop.is_set():
                try:
                    self._tell()
                    self.look()
                except Exception:
                    # The worker must outlive a database that is away for a moment.
                    log.exception("worker: this look failed, the next one follows")
                self._stop.wait(LOOK_SECONDS)
        finally:
            self._leave()

    def _tell(self) -> None:
        """Say every few seconds that this worker lives, and how much it has in hand."""
        if time.monotonic() < self._tell_at:
            return
        self._tell_at = time.monotonic() + presence.EVERY_SECONDS
        name = self._settings.name or "worker"
        facts = {"jobs": len(self._children)}
        presence.report(self._settings.data_dir, name=name, kind="worker", facts=facts)

    def processes(self) -> dict[str, subprocess.Popen[bytes]]:
        """Return the running children by job id."""
        return {child.hold.job_id: child.process for child in self._children}

    def look(self) -> None:
        """Take what is free, and see after each child once."""
        while len(self._children) < MOST_CHILDREN and self._claim():
            pass
        for child in list(self._children):
            if child.process.poll() is None:
                self._tend(child)
            else:
                self._bury(child)

    def _claim(self) -> bool:
        busy = HEAVY if any(child.kind in HEAVY for child in self._children) else ()
        with self._store.transaction() as tx:
            job = jobs.claim(tx, worker=self._name, lease_seconds=self._lease, without=busy)
            if job is None:
                return False
            hold = Hold(job_id=job.id, worker=self._name, attempt=job.attempt)
            kind = job.kind
        log.info("job %s (%s), attempt %s", hold.job_id, kind, hold.attempt)
        now = time.monotonic()
        self._children.append(
            Child(hold=hold, kind=kind, process=self._start(hold), started=now, renewed=now)
        )
        return True

    def _start(self, hold: Hold) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", self._child, hold.job_id, hold.worker]
        return subprocess.Popen(
            [*command, str(hold.attempt), str(os.getpid())],
            env=environment(self._settings),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _tend(self, child: Child) -> None:
        now = time.monotonic()
        with self._store.reading() as tx:
            job = jobs.held(tx, child.hold)
            asked = job.stop_asked if job is not None else None
        if asked == "stop":
            self._end(child)
            with self._store.transaction() as tx:
                jobs.cancel(tx, child.hold)
        elif now - child.started > WALL_SECONDS:
            self._end(child)
            with self._store.transaction() as tx:
                jobs.fail(tx, child.hold, TOO_LONG)
        elif child.leave_by is not None and now > child.leave_by:
            # It does not listen. A next attempt finds the wish and the best so far at its start.
            _end_group(child.process)
            self._bury(child)
        elif asked is None:
            # It has just ended the job, or another worker has it: this child has nothing to do.
            child.leave_by = child.leave_by or now + LEAVE_SECONDS
        else:
            if asked == "take" and child.leave_by is None:
                child.leave_by = now + TAKE_SECONDS
            if now - child.renewed > self._lease / 3:
                with self._store.transaction() as tx:
                    jobs.renew(tx, child.hold, lease_seconds=self._lease)
                child.renewed = now

    def _end(self, child: Child) -> None:
        _end_group(child.process)
        self._children.remove(child)

    def _bury(self, child: Child) -> None:
        """See after a child that is gone; a job it has not ended is tried again or fails."""
        self._children.remove(child)
        with self._store.transaction() as tx:
            if child.hold.attempt >= MOST_ATTEMPTS:
                ended = not jobs.fail(tx, child.hold, jobs.LOST_TOO_OFTEN)
            else:
                ended = not jobs.give_back(tx, child.hold, counts=True)
        if not ended:
            log.error(
                "job %s: its process ended with %s", child.hold.job_id, child.process.returncode
            )

    def _leave(self) -> None:
        for child in self._children:
            _end_group(child.process)
            with self._store.transaction() as tx:
                # The job did nothing wrong: the next worker has all its attempts.
                jobs.give_back(tx, child.hold, counts=False)
        self._children.clear()
        log.info("worker %s has stopped", self._name)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End a child and whatever it started, within a second."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            break
    process.wait()


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment in which a child reads these very settings."""
    told = dict(os.environ)
    told["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    for name, value in settings.model_dump(mode="json").items():
        if name == "database_url":
            told["DATABASE_URL"] = settings.database()
        elif value is not None:
            told[f"LEITAI_{name.upper()}"] = value if isinstance(value, str) else json.dumps(value)
    return told
