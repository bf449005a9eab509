"""
Two processes behind nginx against one alone: `python -m benchmarks.live_two --json`.

What `leitai admin production` writes is run as the production test runs it: PostgreSQL, Redis,
nginx with TLS, two hall and two public processes. Beside them one more public process, without
Redis and nginx, serves as many watchers of the same board of the same database in the same seconds,
while judges mark without a pause. Told are the CPU of both public processes together and of the one
alone, each for a frame that arrived; what nginx takes is told beside. Each of the two computes the
board for itself: with few watchers that weighs most.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.live_busy import Hall
from benchmarks.live_crowd import Watcher, begin, cpu
from contest.demo.cast import Cast
from contest.demo.visitor import Refused, Visitor
from contest.processes import die_with_parent
from tests.faults.judges import Judges
from tests.postgres import Postgres
from tests.production import Installation, make_contest
from tests.redis import RedisServer
from tests.server import ROOT, free_port, processes


class ByTls(Hall):
    """Watchers who come through nginx."""

    def __init__(self, port: int, board: str, host: str, trusted: Path) -> None:
        super().__init__(port, board)
        self.host = host
        self._tls = ssl.create_default_context(cafile=str(trusted))

    def connect(self) -> ssl.SSLSocket:
        return self._tls.wrap_socket(super().connect(), server_hostname=self.host)

    def take(self, fileno: int) -> None:
        watcher: Watcher = self.watchers[fileno]
        while fileno in self.watchers:
            try:
                data = watcher.line.recv(65_536)
            except ssl.SSLWantReadError:
                return
            self.took(watcher, data)


@dataclass
class Both:
    """The installation, the process alone, and the watchers of each."""

    site: Installation
    alone: subprocess.Popen[bytes]
    through: ByTls
    direct: Hall

    def used(self) -> dict[str, float]:
        """CPU seconds so far of the two processes, of nginx and of the one alone."""
        groups = {"alone": {self.alone.pid}, "two": set[int](), "nginx": set[int]()}
        for name, unit in self.site._units.items():
            if name.startswith(("public-", "nginx")):
                groups["nginx" if name == "nginx" else "two"].add(unit.pid)
        running = processes()
        return {
            name: sum(cpu(one.pid) for one in running if one.group in members)
            for name, members in groups.items()
        }

    def run(self, seconds: float) -> dict[str, float]:
        """Let so many seconds pass; return microseconds of CPU for a frame that arrived."""
        before, came = self.used(), (self.through.delivered(), self.direct.delivered())
        time.sleep(seconds)
        after = self.used()
        through, direct = (
            self.through.delivered() - came[0],
            self.direct.delivered() - came[1],
        )
        spent = {name: after[name] - before[name] for name in after}
        two, alone = spent["two"] / through * 1e6, spent["alone"] / direct * 1e6
        return {
            "two_us_per_frame": two,
            "alone_us_per_frame": alone,
            "ratio": two / alone,
            "nginx_us_per_frame": spent["nginx"] / through * 1e6,
            "two_frames": through,
            "alone_frames": direct,
        }


def start_alone(site: Installation, port: int) -> subprocess.Popen[bytes]:
    """One more public process of the same installation, without Redis and nginx."""
    environment = site.environment("leitai.env", "public.env")
    environment.pop("LEITAI_REDIS_URL", None)
    environment["LEITAI_NAME"] = "alone"
    serving = ("gunicorn", "-c", "python:contest.serving", "-b", f"127.0.0.1:{port}", "wsgi:app")
    with (site.folder / "log" / "alone.log").open("ab") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", *serving],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(signal.SIGKILL),
        )
    while True:
        try:
            Visitor(f"http://127.0.0.1:{port}").json("/health/ready")
            return started
        except Refused:
            return started  # It answers; what it says to a foreign host is no matter.
        except OSError:
            time.sleep(0.1)


def stop(started: subprocess.Popen[bytes]) -> None:
    os.killpg(started.pid, signal.SIGKILL)
    started.wait()


def measure(watchers: int, seconds: float, runs: int) -> dict[str, float]:
    """Print each run; return the medians."""
    with ExitStack() as last:
        folder = Path(last.enter_context(tempfile.TemporaryDirectory(prefix="leitai-two-")))
        postgres = Postgres(())
        last.callback(postgres.stop)
        redis = RedisServer()
        redis.start()
        last.callback(redis.stop)
        name = postgres.create()
        address = f"postgresql://postgres@/{name}?host={postgres.data}"
        site = Installation(
            folder,
            database=address,
            owner_database=address,
            public_database=address,
            redis=redis.url,
            seats=50_000,
            # All come from one address, faster than any hall.
            requests=100_000,
            burst=100_000,
        )
        os.environ["SSL_CERT_FILE"] = str(site.certificate.certificate)
        migrated = site.leitai("migrate", role="owner")
        assert migrated.exit_code == 0, migrated.output
        world, doors = make_contest(site.data, postgres.url(name))
        last.callback(site.stop)
        site.start()
        port = free_port()
        alone = start_alone(site, port)
        last.callback(stop, alone)
        board = world.stages["lamian", "prelim"]
        trusted = site.certificate.certificate
        direct = Hall(port, board)
        direct.host = site.public
        both = Both(site, alone, ByTls(site.https_port, board, site.public, trusted), direct)
        for crowd in (both.through, both.direct):
            crowd.come(watchers)
        cast = Cast(base=site.base, credentials=doors)
        cast.organiser_comes()
        cast.come(doors.officials)
        judges = Judges(list(cast.visitors.values()))
        for running in (both.through, both.direct, judges):
            running.start()
        judges.wait_for_more(30)
        found = []
        for run in range(runs):
            found.append(both.run(seconds))
            told = "  ".join(f"{name} {value:9.2f}" for name, value in found[-1].items())
            print(f"run {run + 1}  {told}", flush=True)
        judges.stop()
        for crowd in (both.through, both.direct):
            crowd.stop()
            crowd.leave()
    said = {name: round(statistics.median(one[name] for one in found), 2) for name in found[0]}
    lost = both.through.lost + both.direct.lost
    return {"watchers": watchers, "lost_watchers": lost} | said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    asked = begin(parser, watchers=3000)
    said = measure(asked.watchers, asked.seconds, asked.runs)
    print(json.dumps(said) if asked.json else said)


if __name__ == "__main__":
    main()
