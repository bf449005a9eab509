"""Starts the audience's process beside the embedded server."""

import signal
import socket
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from types import FrameType

from contest import logs
from contest.config import Settings
from contest.live.audience import serve
from contest.processes import die_with_parent, hold_many_sockets


def begin(settings: Settings) -> tuple[BaseProcess, socket.socket]:
    """
    Start it; return it and the line that leads to it.

    It is a copy of this process, which has read all modules already and has no threads yet.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = get_context("fork").Process(target=_run, args=(ours, theirs, settings))
    process.start()
    theirs.close()
    return process, ours


def _run(ours: socket.socket, theirs: socket.socket, settings: Settings) -> None:
    ours.close()
    die_with_parent()

    def stop(number: int, frame: FrameType | None) -> None:
        theirs.shutdown(socket.SHUT_RD)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    named = settings.model_copy(update={"name": "audience", "serves": "public"})
    logs.start(level=named.console_level, as_json=named.log_json, process=named.name)
    hold_many_sockets()
    serve(theirs, named)
