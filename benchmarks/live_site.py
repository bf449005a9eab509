"""A whole server with a contest in it, for benchmarks: `leitai serve`, SQLite on this disk."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.live_crowd import cpu
from benchmarks.live_tablets import post
from contest.operations.sessions import start
from contest.queries.tablet import tablet_work
from contest.store import journal
from contest.store.engine import Store
from tests.contest.factories import make_world
from tests.server import Server, processes

JUDGES = 3
Ack = tuple[float, float]


class Site:
    """A server, its contest with forty entries, three judges signed in; `board` is watched."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        store = Store(f"sqlite:///{folder / 'leitai.db'}")
        store.migrate()
        self._world = make_world(store, entries=40)
        self.board: str = self._world.stages["lamian", "prelim"]
        judges = self._world.judges["lamian"][:JUDGES]
        with store.transaction() as tx:
            begun = [
                start(tx, staff_id=judge.staff_id or "", device_id=None, takeover=True, proof="pin")
                for judge in judges
            ]
        self._cookies = [one.token for one in begun]
        with store.reading() as tx:
            self._work = [tablet_work(tx, judge)["sheets"] for judge in judges]
            #: The number of the newest mark: each mark adds a line to the trade's journal.
            self.seq = journal.head_seq(tx, self._world.trades["lamian"])
        store.close()
        self.server = Server(folder)
        self.public = self.server

    def open_public(self) -> None:
        """Let the audience have a process of its own, as a production installation does."""
        self.public = Server(self._folder, LEITAI_SERVES="public", LEITAI_NAME="public")
        self.public.start()

    def mark(self, count: int, rate: float, tablets: int) -> list[Ack]:
        """Post marks, evenly spread; return (answered, due) of each, in the answers' order."""
        wanted: dict[str, Any] = {
            "port": self.server.port,
            "base": self.server.base,
            "contest_id": self._world.contest_id,
            "cookies": self._cookies,
            "work": self._work,
            "count": count,
            "rate": rate,
            "tablets": tablets,
        }
        acks = post(wanted)
        self.seq += count
        return acks

    def settle(self) -> None:
        """
        Wait until the servers rest: neither what starts with them nor what newly come watchers
        leave to be done, for seconds after the last has his picture, is part of what is measured.
        """
        before = self._spent()
        while True:
            time.sleep(1)
            if (now := self._spent()) - before < 0.15:
                return
            before = now

    def _spent(self) -> float:
        return sum(used(server) for server in {self.server, self.public})

    def used(self) -> float:
        """CPU seconds of all the server's processes so far."""
        return used(self.server)


def used(server: Server) -> float:
    """CPU seconds of all processes of a server so far."""
    return sum(cpu(one.pid) for one in processes() if one.group == server.group)


@contextmanager
def site() -> Iterator[Site]:
    """Serve a contest in a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="leitai-live-") as name:
        made = Site(Path(name))
        try:
            made.server.start()
            yield made
        finally:
            made.server.kill()
            made.public.kill()
