"""`leitai serve`: the web server, the audience's process and the worker beside it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from contest import serving
from contest.app import create_app
from contest.cli import audience
from contest.config import Settings
from contest.processes import die_with_parent
from contest.store.engine import Store


class Server(BaseApplication):
    """gunicorn with our settings, one process for all requests: the embedded default."""

    def __init__(
        self, host: str, port: int, started: Callable[[], None], line: socket.socket
    ) -> None:
        self._bind = f"{host}:{port}"
        self._started = started
        self._line = line
        super().__init__()

    def load_config(self) -> None:
        """Set what the embedded server needs."""
        for name in self.cfg.settings:
            if hasattr(serving, name):
                self.cfg.set(name, getattr(serving, name))
        self.cfg.set("bind", self._bind)
        self.cfg.set("when_ready", lambda arbiter: self._started())

    def load(self) -> Flask:
        """Build the application in the server's process."""
        return create_app(audience=self._line)


def companion(*arguments: str) -> subprocess.Popen[bytes]:
    """Start another `leitai` command that ends when this process does, however it ends."""
    command = [sys.executable, "-m", "contest", *arguments]
    return subprocess.Popen(command, preexec_fn=die_with_parent)


def serve_until_stopped(host: str, port: int, started: Callable[[], None]) -> None:
    """Serve with a worker beside; return when told to stop."""
    os.environ.setdefault("LEITAI_PUBLIC_URL", f"http://{shown(host)}:{port}")
    _allow(host, port)
    settings = Settings()
    store = Store(settings.database())
    store.migrate()
    store.close()
    helper = companion("worker")
    line = audience.begin(settings)
    try:
        Server(host, port, started, line).run()
    finally:
        helper.send_signal(signal.SIGTERM)


def shown(host: str) -> str:
    """Return the address to print for a host that is listened on."""
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else host


def _allow(host: str, port: int) -> None:
    """Trust the addresses this server answers at, unless the environment says otherwise."""
    names = sorted({"127.0.0.1", "localhost", shown(host)})
    quoted = ",".join(f'"http://{name}:{port}"' for name in names)
    os.environ.setdefault("LEITAI_ORIGINS", f"[{quoted}]")
    os.environ.setdefault("LEITAI_TRUSTED_HOSTS", "[" + ",".join(f'"{n}"' for n in names) + "]")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to answer at.")
@click.option("--port", default=8800, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--database", default=None, help="Database address; default: SQLite in the data folder."
)
def serve(host: str, port: int, database: str | None) -> None:
    """Serve this installation, with its worker, until stopped."""
    if database:
        os.environ["DATABASE_URL"] = database
    address = f"http://{shown(host)}:{port}"
    serve_until_stopped(host, port, lambda: click.echo(f"擂台 Leitai  {address}"))


@click.command()
@click.option(
    "--database", default=None, help="Database address; default: SQLite in the data folder."
)
def migrate(database: str | None) -> None:
    """Bring the database's tables up to this version's."""
    if database:
        os.environ["DATABASE_URL"] = database
    store = Store(Settings().database())
    store.migrate()
    store.close()
