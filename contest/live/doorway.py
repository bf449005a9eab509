"""The door for screens: their websockets go to the hub, everything else to the application."""

import socket
import ssl
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from contest.config import Settings
from contest.live import wire
from contest.live.usher import Usher

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]
PATH = "/socket.io/"


class Doorway:
    """
    WSGI middleware that hands the websockets of the audience to the hub.

    A signed-in person's socket goes on to Flask-SocketIO, which closes it together with the
    sign-in; so does a client that began with polling. The hub needs the bare socket, which
    gunicorn's thread worker gives; under another server everybody is served by Flask-SocketIO.
    """

    def __init__(
        self, inside: Application, usher: Usher, settings: Settings, *, cookie: str
    ) -> None:
        self._inside = inside
        self._usher = usher
        self._settings = settings
        self._cookie = f"{cookie}="

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer one request."""
        line = environ.get("gunicorn.socket")
        if environ.get("PATH_INFO") != PATH or not self._watches(environ):
            return self._inside(environ, start)
        if not isinstance(line, socket.socket) or isinstance(line, ssl.SSLSocket):
            return self._inside(environ, start)
        if not self._trusted(environ):
            start("403 Forbidden", [("Content-Length", "0")])
            return []
        key = environ["HTTP_SEC_WEBSOCKET_KEY"]
        taken = socket.socket(fileno=line.detach())
        self._usher.add(taken, wire.switching(key) + wire.hello())
        # Tells gunicorn that nothing is left to answer on this connection.
        raise StopIteration

    def _watches(self, environ: Environ) -> bool:
        query = parse_qs(environ.get("QUERY_STRING", ""))
        return (
            environ.get("REQUEST_METHOD") == "GET"
            and environ.get("HTTP_UPGRADE", "").lower() == "websocket"
            and "HTTP_SEC_WEBSOCKET_KEY" in environ
            and query.get("transport") == ["websocket"]
            and query.get("EIO") == ["4"]
            and "sid" not in query
            and not self._signed_in(environ)
        )

    def _signed_in(self, environ: Environ) -> bool:
        if self._settings.serves == "public":
            return False
        cookies = environ.get("HTTP_COOKIE", "").split(";")
        return any(cookie.strip().startswith(self._cookie) for cookie in cookies)

    def _trusted(self, environ: Environ) -> bool:
        origin = environ.get("HTTP_ORIGIN")
        host = urlsplit(f"//{environ.get('HTTP_HOST', '')}").hostname
        named = origin is None or origin in self._settings.origins
        return named and host in self._settings.trusted_hosts
