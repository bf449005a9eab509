"""Which sockets are the audience's, and which are turned away."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from contest.config import Settings
from contest.live.doorway import Doorway
from contest.live.usher import Usher
from tests.contest.live.screens import pair

WATCH = {
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/socket.io/",
    "QUERY_STRING": "EIO=4&transport=websocket",
    "HTTP_UPGRADE": "websocket",
    "HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ==",
    "HTTP_HOST": "localhost:8800",
    "HTTP_ORIGIN": "http://localhost:8800",
}


class Hub:
    """Keeps the sockets it is given."""

    def __init__(self) -> None:
        self.taken: list[Any] = []

    def __len__(self) -> int:
        return len(self.taken)

    def add(self, line: Any, greeting: bytes) -> None:
        assert greeting.startswith(b"HTTP/1.1 101 ")
        assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in greeting
        self.taken.append(line)


Knock = Callable[..., tuple[str, Hub]]


@pytest.fixture
def knock(tmp_path: Path) -> Iterable[Knock]:
    ends: list[Any] = []

    def inside(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("200 the application", [])
        return []

    def knock_with(**changed: str | None) -> tuple[str, Hub]:
        hub: Any = Hub()  # stands in for the real one
        settings = Settings(
            data_dir=tmp_path, origins=("http://localhost:8800",), trusted_hosts=("localhost",)
        )
        door = Doorway(inside, Usher(hub, None), settings, cookie="lt")
        ours, theirs = pair()
        ends.extend([ours, theirs, hub])
        environ = {**WATCH, "gunicorn.socket": theirs}
        for name, value in changed.items():
            environ[name] = value
            if value is None:
                del environ[name]
        said: list[str] = []
        try:
            list(door(environ, lambda status, headers: said.append(status)))
        except StopIteration:
            said.append("taken")
        return said[0], hub

    yield knock_with
    for end in ends:
        for line in end.taken if isinstance(end, Hub) else [end]:
            line.close()


def test_a_screen_is_taken_over_together_with_its_socket(knock: Knock) -> None:
    said, hub = knock()
    assert (said, len(hub)) == ("taken", 1)


@pytest.mark.parametrize(
    "changed",
    [
        {"PATH_INFO": "/boards/x"},
        {"QUERY_STRING": "EIO=4&transport=polling"},
        {"QUERY_STRING": "EIO=4&transport=websocket&sid=abc"},
        {"QUERY_STRING": "EIO=3&transport=websocket"},
        {"HTTP_UPGRADE": None},
        {"HTTP_COOKIE": "other=1; lt=token"},
        {"gunicorn.socket": None},
    ],
)
def test_everything_else_goes_on_to_the_application(
    knock: Knock, changed: dict[str, str | None]
) -> None:
    said, hub = knock(**changed)
    assert (said, len(hub)) == ("200 the application", 0)


@pytest.mark.parametrize(
    "changed",
    [
        {"HTTP_ORIGIN": "http://evil.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "http://localhost:8800.evil.example"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "localhost.evil.example:8800"},
        {"HTTP_HOST": None},
    ],
)
def test_foreign_pages_and_hosts_are_turned_away(knock: Knock, changed: dict[str, str]) -> None:
    said, hub = knock(**changed)
    assert (said, len(hub)) == ("403 Forbidden", 0)
