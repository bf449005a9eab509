"""A real server in a process of its own, that tests can start, kill and start again."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from contest.demo.visitor import Refused, Visitor
from contest.presence import reports

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Process(NamedTuple):
    """What the kernel says of a process; `state` Z is one that nobody has buried yet."""

    pid: int
    state: str
    parent: int
    group: int


def processes() -> list[Process]:
    """Return every process of this machine; `ps` need not be installed."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name in brackets may hold anything, brackets too.
            state, parent, group, *_ = path.read_text().rpartition(")")[2].split()
            found.append(Process(int(path.parent.name), state, int(parent), int(group)))
    return found


class Server:
    """`leitai <command>` on a data folder; the database is the folder's SQLite file."""

    def __init__(self, folder: Path, *command: str, **environment: str) -> None:
        self.folder = folder
        self._environment = environment
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._command = command or ("serve",)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 120) -> None:
        """Start and return once marks can be taken."""
        environment = {**os.environ, "LEITAI_DATA_DIR": str(self.folder)}
        environment.pop("DATABASE_URL", None)
        environment |= self._environment
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "contest", *self._command, "--port", str(self.port)],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + seconds
        while True:
            try:
                Visitor(self.base).json("/health/ready")
                return
            except (Refused, OSError):
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(self.log()) from None
                time.sleep(0.05)

    @property
    def group(self) -> int:
        """The process group of everything this server runs."""
        assert self._process is not None
        return self._process.pid

    def process(self, name: str) -> int:
        """Return the number of this server's process that reports under this name."""
        (pid,) = (one.pid for one in reports(self.folder) if one.name == name)
        return pid

    def kill(self) -> None:
        """Kill -9 everything of this server at once, as a power cut would."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """Stop as an operator would."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout=20)
            finally:
                self.kill_left_over()

    def kill_left_over(self) -> None:
        """End what the server's own group still runs."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def log(self) -> str:
        """Return what the server has said so far."""
        return (self.folder / "server.log").read_text(errors="replace")[-4000:]
