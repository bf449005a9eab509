"""
Many screens in one thread, over TLS, cheap: what one has read and worked out serves for all.

Every picture is kept by its number, and two screens that hold the same number must hold the same
picture, whichever process it came from. A screen whose line breaks comes again by itself, as
browsers do, and says which picture it holds.
"""

import json
import select
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from contest.live.changes import apply
from contest.rehearsal.frames import masked, packets

Picture = dict[str, Any]
AT_ONCE = 64
AGAIN_SECONDS = 0.3
SILENCE_SECONDS = 8.0
"""A screen that heard nothing for so long asks again, as pages do."""


class NotHealed(Exception):
    """Screens did not come back to the newest picture, or held different ones."""


class Screen:
    """One watcher: its line, what is not yet a whole frame, and the picture it holds."""

    __slots__ = ("again_at", "heard", "kept", "line", "seq", "state")

    def __init__(self) -> None:
        self.line: socket.socket | None = None
        self.kept = b""
        self.state = "away"
        self.seq: int | None = None
        self.again_at = self.heard = 0.0


class Crowd:
    """
    So many screens of one board; `connect_to` is for a name that no directory knows.

    `wrong` says where two screens held different pictures with one number, `lost` how often a
    line that was open broke, `beats` how often one was told that there is no news, `refused` with
    what words one was not let in.
    """

    def __init__(self, base: str, board: str, count: int, *, connect_to: str = "") -> None:
        url = urlsplit(base)
        self._base, self._board = base.rstrip("/"), board
        self._host = url.hostname or ""
        self._port = url.port or (443 if url.scheme == "https" else 80)
        self._netloc, self._connect_to = url.netloc, connect_to or self._host
        self._tls = ssl.create_default_context() if url.scheme == "https" else None
        self._poll = select.epoll()
        self._screens = [Screen() for _ in range(count)]
        self._lines: dict[int, Screen] = {}
        self._read: dict[bytes, Any] = {}
        self._tried: set[bytes] = set()
        self._to_break = 0
        self.pictures: dict[int, Picture] = {}
        self.wrong: list[str] = []
        self.lost = 0
        self.beats = 0
        self.refused: Counter[str] = Counter()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="crowd", daemon=True)

    def __len__(self) -> int:
        return len(self._screens)

    def start(self) -> None:
        """Let them come, and come again whenever their line breaks."""
        self._thread.start()

    def stop(self) -> None:
        """Let all go."""
        self._stop.set()
        self._thread.join(20)
        for screen in self._lines.values():
            assert screen.line is not None
            screen.line.close()
        self._poll.close()

    def break_lines(self, count: int) -> None:
        """Let so many lose their line, as when an access point goes."""
        self._to_break = count

    def held(self) -> list[int]:
        """Return the number of the picture that each screen with a line holds."""
        return [s.seq for s in list(self._lines.values()) if s.seq is not None]

    def wait_for(self, seq: int, seconds: float = 40) -> float:
        """
        Wait until every screen holds this picture or a newer one; return how long it took.

        Raises NotHealed.
        """
        begun = time.monotonic()
        while (here := len([s for s in self.held() if s >= seq])) < len(self._screens):
            if self.wrong or time.monotonic() - begun > seconds:
                raise NotHealed(f"{here} of {len(self)} screens hold {seq}; {self._state()}")
            time.sleep(0.05)
        return time.monotonic() - begun

    def _state(self) -> str:
        states = Counter(screen.state for screen in self._screens)
        held = Counter(screen.seq for screen in self._screens).most_common(4)
        alive = self._thread.is_alive()
        return (
            f"{dict(states)}, most hold {held}; lost {self.lost}, refused {dict(self.refused)}, "
            f"thread {alive}, wrong {self.wrong[:3]}"
        )

    # ---- in the crowd's own thread

    def _run(self) -> None:
        while not self._stop.is_set():
            for screen in list(self._lines.values())[: self._to_break]:
                self._away(screen)
            self._to_break = 0
            now = time.monotonic()
            away = [s for s in self._screens if s.line is None and s.again_at <= now]
            for screen in away[:AT_ONCE]:
                self._come(screen)
            for fileno, _ in self._poll.poll(0.02, len(self._screens)):
                self._try(self._lines[fileno], self._hear)
            for screen in list(self._lines.values()):
                if screen.state == "open" and now - screen.heard > SILENCE_SECONDS:
                    self._try(screen, self._watch)

    def _try(self, screen: Screen, what: Callable[[Screen], None]) -> None:
        try:
            what(screen)
        except OSError as error:
            if screen.state != "open":
                self.refused[str(error)] += 1
            self._away(screen)

    def _come(self, screen: Screen) -> None:
        try:
            line = socket.create_connection((self._connect_to, self._port), timeout=20)
        except OSError as error:
            self.refused[str(error)] += 1
            screen.again_at = time.monotonic() + AGAIN_SECONDS
            return
        line.setblocking(False)
        if self._tls is not None:
            # Others listen while it shakes hands: on a busy machine that takes its time.
            line = self._tls.wrap_socket(
                line, server_hostname=self._host, do_handshake_on_connect=False
            )
        screen.line, screen.kept, screen.state = line, b"", "greeting"
        self._lines[line.fileno()] = screen
        self._poll.register(line.fileno(), select.EPOLLIN)
        self._try(screen, self._greet)

    def _greet(self, screen: Screen) -> None:
        assert screen.line is not None
        if isinstance(screen.line, ssl.SSLSocket):
            try:
                screen.line.do_handshake()
            except ssl.SSLWantReadError:
                return
        screen.state = "handshake"
        screen.line.sendall(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {self._netloc}\r\n"
            f"Origin: {self._base}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )

    def _away(self, screen: Screen) -> None:
        assert screen.line is not None
        if screen.state == "open":
            self.lost += 1
        screen.state = "away"
        self._poll.unregister(screen.line.fileno())
        del self._lines[screen.line.fileno()]
        screen.line.close()
        screen.line = None
        screen.again_at = time.monotonic() + AGAIN_SECONDS

    def _hear(self, screen: Screen) -> None:
        if screen.state == "greeting":
            self._greet(screen)
            return
        assert screen.line is not None
        while True:
            try:
                data = screen.line.recv(65_536)
            except (ssl.SSLWantReadError, BlockingIOError):
                return
            if not data:
                raise ConnectionResetError
            self._take(screen, screen.kept + data)

    def _take(self, screen: Screen, data: bytes) -> None:
        if screen.state == "handshake":
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                screen.kept = head
                return
            if b" 101 " not in head:
                raise ConnectionRefusedError(head.partition(b"\r\n")[0].decode())
            screen.state = "open"
            self._say(screen, b"40")
            self._watch(screen)
        told, screen.kept = packets(data)
        for packet in told:
            self._packet(screen, packet)

    def _say(self, screen: Screen, payload: bytes) -> None:
        assert screen.line is not None
        screen.line.sendall(masked(payload))

    def _watch(self, screen: Screen) -> None:
        screen.heard = time.monotonic()
        wanted = {"board": self._board} | ({} if screen.seq is None else {"since": screen.seq})
        self._say(screen, b"42" + json.dumps(["watch", wanted]).encode())

    def _packet(self, screen: Screen, packet: bytes) -> None:
        if packet == b"2":
            self._say(screen, b"3")
        if not packet.startswith(b"42"):
            return
        screen.heard = time.monotonic()
        name, told = self._read.get(packet) or self._read.setdefault(packet, json.loads(packet[2:]))
        if name == "board":
            self._hold(screen, told)
        elif name == "changes":
            held = self.pictures.get(screen.seq) if screen.seq is not None else None
            if packet in self._tried and screen.seq == told["since"]:
                screen.seq = told["seq"]
            elif held is not None and (after := apply(held, told)) is not None:
                self._tried.add(packet)
                self._hold(screen, after)
            elif screen.seq is None or screen.seq < told["seq"]:
                self._watch(screen)
        elif name == "heartbeat":
            self.beats += 1
            if screen.seq is not None and told["seq"] > screen.seq:
                self._watch(screen)

    def _hold(self, screen: Screen, picture: Picture) -> None:
        kept = self.pictures.setdefault(picture["seq"], picture)
        if {**kept, "at": ""} != {**picture, "at": ""}:
            self.wrong.append(f"two pictures have the number {picture['seq']}")
        screen.seq = picture["seq"]
