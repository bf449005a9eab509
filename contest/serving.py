"""
How gunicorn serves Leitai: `gunicorn -c python:contest.serving -b ADDRESS wsgi:app`.

`leitai serve` and the units of `leitai admin production` use the same settings.
"""

import faulthandler
import signal
from typing import Any

from contest import logs
from contest.config import Settings
from contest.live.guard import guard_of
from contest.live.relay import relay_of
from contest.processes import hold_many_sockets

worker_class = "gthread"
# Sockets and what the hub knows live in one process; more of them are more instances.
workers = 1
# The hub holds the audience's sockets; those of people signed in take a thread each.
threads = 400
keepalive = 30
graceful_timeout = 3
accesslog = None
loglevel = "warning"
header_map = "refuse"
forwarder_headers = ""
limit_request_fields = 60
# Its default path is the same for every instance of a user.
control_socket_disable = True
# Sockets in the file system are for our group, which nginx joins, and for nobody else.
umask = 0o007


def post_worker_init(worker: Any) -> None:
    """Start the relay with the process, not at its first request: screens are waiting."""
    settings: Settings = worker.wsgi.config["LEITAI_SETTINGS"]
    logs.start(
        level=settings.console_level,
        as_json=settings.log_json,
        process=settings.name or "web",
    )
    hold_many_sockets()
    # kill -USR2 writes down where every thread stands, for whoever looks for what hangs.
    faulthandler.register(signal.SIGUSR2, all_threads=True)
    relay = relay_of(worker.wsgi)
    relay.start()
    if settings.serves == "public":
        guard_of(worker.wsgi.extensions["leitai_hub"], relay).start()
