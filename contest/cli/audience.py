"""Starts the audience's process beside the embedded server."""

import logging
import os
import signal
import socket
from types import FrameType

from contest import logs
from contest.config import Settings
from contest.live.audience import serve
from contest.processes import die_with_parent, hold_many_sockets

log = logging.getLogger(__name__)


def begin(settings: Settings) -> socket.socket:
    """
    Start it; return the line that leads to it. It ends once nobody holds that end any more.

    It is a copy of this process, which has read all modules already and has no threads yet.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork():
        theirs.close()
        return ours
    ours.close()
    try:
        _run(theirs, settings)
    except Exception:
        log.exception("audience: ended by an error; screens go on in the web process")
    finally:
        # What the process it is a copy of does at its end is not to be done twice.
        os._exit(0)


def _run(line: socket.socket, settings: Settings) -> None:
    die_with_parent()

    def stop(number: int, frame: FrameType | None) -> None:
        line.shutdown(socket.SHUT_RD)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    named = settings.model_copy(update={"name": "audience", "serves": "public"})
    logs.start(level=named.console_level, as_json=named.log_json, process=named.name)
    hold_many_sockets()
    serve(line, named)
