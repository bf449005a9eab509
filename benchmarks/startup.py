"""
Seconds from a command to a contest that takes marks: `python3 benchmarks/startup.py [--tests]`.

A clone of what is committed is set up in a temporary folder with empty caches, started, stopped
and started again. Beside the second start stands a bare Flask page under the same web server, as
the least that any such program takes. `--tests` also runs the tests of the clone.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
BARE = "from flask import Flask\napp = Flask(__name__)\napp.get('/')(lambda: 'here')\n"


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def until_answered(command: list[str], url: str, folder: Path, env: dict[str, str]) -> float:
    """Start, wait for the first 200, stop; return the seconds to that answer."""
    began = time.monotonic()
    with (folder / "benchmark.log").open("ab") as log:
        started = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)
    try:
        while True:
            try:
                with urlopen(url, timeout=5):
                    return time.monotonic() - began
            except (URLError, OSError):
                if started.poll() is not None:
                    log_text = (folder / "benchmark.log").read_text(errors="replace")
                    raise SystemExit(log_text[-3000:]) from None
                time.sleep(0.02)
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(timeout=60)


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tests", action="store_true")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        clone, caches = Path(name) / "leitai", Path(name) / "caches"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        env = {
            **os.environ,
            "PIP_NO_CACHE_DIR": "1",
            "UV_CACHE_DIR": str(caches / "uv"),
            "npm_config_cache": str(caches / "npm"),
        }
        port = str(free_port())
        run = [sys.executable, "dev.py", "run", "--port", port]
        ready = f"http://127.0.0.1:{port}/health/ready"
        print(f"first start, no caches: {until_answered(run, ready, clone, env):.0f} s", flush=True)
        again = min(until_answered(run, ready, clone, env) for _ in range(3))
        (clone / "bare.py").write_text(BARE)
        gunicorn = [str(clone / ".venv/bin/gunicorn"), "-b", f"127.0.0.1:{port}", "bare:app"]
        bare = min(
            until_answered(gunicorn, f"http://127.0.0.1:{port}/", clone, env) for _ in range(3)
        )
        print(f"second start: {again:.1f} s, {again / bare:.1f} times a bare page's {bare:.1f} s")
        if options.tests:
            began = time.monotonic()
            subprocess.run([sys.executable, "dev.py", "test"], cwd=clone, env=env, check=True)
            print(f"tests: {(time.monotonic() - began) / 60:.0f} min")


if __name__ == "__main__":
    main()
