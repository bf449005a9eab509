"""
Three servers that send the same frames: ours, a bare loop, and Flask-SocketIO as it comes.

`python -m benchmarks.live_servers <hub|bare|stock> <port> <watchers>`. Each says its process id
once it serves; then every line on standard input makes it send the next frame to everybody.
"""

import os
import resource
import select
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from flask_socketio import SocketIO, emit, join_room
from gunicorn.app.base import BaseApplication

from contest.config import Settings
from contest.live import wire
from contest.live.boards import Boards, Channel
from contest.live.changes import Picture, changes
from contest.live.doorway import Doorway
from contest.live.hub import Hub
from contest.live.usher import Usher

BOARD = "bench"
ROWS = 120
PICTURES = 420


def picture(seq: int) -> Picture:
    """A board of 120 entries, three of which differ from one number to the next."""
    rows: list[Picture] = []
    for n in range(ROWS):
        score = f"{60 + (n * 7 + (seq if n % 40 == seq % 40 else 0)) % 40}.50"
        rows.append({"id": f"{n:026d}", "rank": n + 1, "no": f"LM-{n:03d}", "score": score})
    return {"board": BOARD, "seq": seq, "at": "2026-05-11T08:00:00+00:00", "rows": rows}


def told(seq: int) -> Picture:
    """What changed from the picture before."""
    return changes(picture(seq - 1), picture(seq))


def triggers() -> Iterator[int]:
    """Yield the number of the next frame for every line on standard input."""
    for number, _ in enumerate(sys.stdin, 2):
        yield number


def serving() -> None:
    """Say that watchers may come."""
    print(os.getpid(), flush=True)


class Gunicorn(BaseApplication):
    """An application under the settings of `leitai serve`."""

    def __init__(self, port: int, threads: int, app: Any, send: Callable[[int], None]) -> None:
        self._port, self._threads, self._app, self._send = port, threads, app, send
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"127.0.0.1:{self._port}",
            "worker_class": "gthread",
            "threads": self._threads,
            "worker_connections": 30_000,
            "backlog": 4096,
            "loglevel": "error",
            "graceful_timeout": 1,
            "control_socket_disable": True,
            "post_worker_init": self._begin,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def _begin(self, worker: Any) -> None:
        def follow() -> None:
            for number in triggers():
                self._send(number)

        threading.Thread(target=follow, daemon=True).start()
        serving()

    def load(self) -> Any:
        return self._app


class OneBoard(Boards):
    """The hub's boards without a database: what is measured is the sending."""

    def __init__(self) -> None:
        self.channel = Channel(picture(1))

    def known(self, board: str) -> Channel | None:
        return self.channel if board == BOARD else None


def hub(port: int, watchers: int) -> None:
    """Our own door, hub and channel; each frame is compared and encoded anew."""
    boards = OneBoard()
    sender = Hub(boards, most=watchers + 10)
    settings = Settings(data_dir=Path("."), trusted_hosts=("127.0.0.1",), origins=("http://x",))

    pictures = [picture(number) for number in range(PICTURES)]

    def send(number: int) -> None:
        frame = boards.channel.take(pictures[number])
        if frame is not None:
            sender.send(BOARD, frame)

    usher = Usher(sender, None)
    Gunicorn(port, 64, Doorway(Flask("bench"), usher, settings, cookie="lt"), send).run()


def bare(port: int, watchers: int) -> None:
    """As little as a Python process can do: one ready-made frame, one send for each socket."""
    lines: list[socket.socket] = []
    frames = [wire.event("changes", told(number)) for number in range(2, 42)]
    with socket.create_server(("127.0.0.1", port), backlog=4096) as listening:
        serving()
        ear = select.epoll()
        ear.register(listening, select.EPOLLIN)
        ear.register(sys.stdin, select.EPOLLIN)
        while True:
            for fileno, _ in ear.poll():
                if fileno == listening.fileno():
                    line, _ = listening.accept()
                    key = line.recv(4096).split(b"Sec-WebSocket-Key: ")[1].split(b"\r\n")[0]
                    line.sendall(wire.switching(key.decode()) + wire.hello())
                    line.sendall(wire.connected() + wire.event("board", picture(1)))
                    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    line.setblocking(False)
                    lines.append(line)
                else:
                    asked = os.read(fileno, 4096)
                    if not asked:
                        return
                    frame = frames.pop(0)
                    frames.append(frame)
                    for line in lines:
                        line.send(frame)


def stock(port: int, watchers: int) -> None:
    """Flask-SocketIO with its room, in threads, as its documentation shows it."""
    app = Flask("bench")
    socketio = SocketIO(app, async_mode="threading")

    @socketio.on("watch")
    def watch(wanted: Any) -> None:
        join_room(BOARD)
        emit("board", picture(1))

    def send(number: int) -> None:
        socketio.emit("changes", told(number), to=BOARD)

    Gunicorn(port, watchers + 100, app, send).run()


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    {"hub": hub, "bare": bare, "stock": stock}[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3]))
