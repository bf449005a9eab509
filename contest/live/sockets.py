"""Socket events: screens say what they watch and are sent it; nothing is ever written here."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_socketio import SocketIO, emit, join_room, leave_room
from socketio.exceptions import ConnectionRefusedError

from contest.config import Settings
from contest.errors import Refusal
from contest.live.boards import Boards
from contest.live.rooms import board_room, sign_in_room
from contest.queries.access import who_asks
from contest.queries.board import may_watch
from contest.security import PERMISSIONS, Actor
from contest.store.engine import Store

EVENTS: dict[str, str] = {"connect": "public.read", "watch": "board.read", "leave": "public.read"}
"""Socket event -> permission. An event that is not named here cannot be registered."""
AUDIENCE_HERE = 100
"""Each socket outside the hub holds a thread; the audience must leave most of them to judges."""


def register_sockets(app: Flask, socketio: SocketIO, boards: Boards) -> None:
    """Register every event behind its permission."""
    settings: Settings = app.config["LEITAI_SETTINGS"]
    cookie = f"{app.config['LEITAI_COOKIE_PREFIX']}lt"

    def store() -> Store:
        return current_app.extensions["leitai_store"]

    def actor() -> Actor:
        # Flask's host and origin checks never see sockets; without an Origin there is no session.
        token = request.cookies.get(cookie, "") if request.headers.get("Origin") else ""
        if not token or settings.serves == "public":
            return Actor()
        with store().glance() as line:
            return who_asks(line, token)

    def on(event: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        permission = EVENTS[event]
        assert permission in PERMISSIONS

        def register(handler: Callable[..., Any]) -> Callable[..., Any]:
            @socketio.on(event)
            def guarded(*arguments: Any) -> Any:
                asking = actor()
                try:
                    asking.must(permission)
                    return handler(asking, *arguments)
                except Refusal as refusal:
                    return refusal.as_json()

            return guarded

        return register

    @on("connect")
    def connect(asking: Actor, auth: Any = None) -> None:
        host = urlsplit(f"//{request.host}").hostname
        if host not in settings.trusted_hosts or "j" in request.args:
            raise ConnectionRefusedError("this host is not served here")
        if not asking.sign_in_id and len(socketio.server.eio.sockets) > AUDIENCE_HERE:
            raise ConnectionRefusedError("too many screens without websockets; ask for JSON")
        if asking.sign_in_id:
            join_room(sign_in_room(asking.sign_in_id))

    @on("watch")
    def watch(asking: Actor, wanted: Any = None) -> Any:
        board = wanted.get("board") if isinstance(wanted, dict) else None
        if not isinstance(board, str) or len(board) > 40:
            return {"key": "bad_input", "zh": "没有这个榜单。", "en": "There is no such board."}
        with store().standing_still() as tx:
            may_watch(tx, board, asking)
            channel = boards.of(tx, board)
        join_room(board_room(board))
        emit("board", channel.picture)
        return {"watching": board}

    @on("leave")
    def leave(asking: Actor, wanted: Any = None) -> None:
        board = wanted.get("board") if isinstance(wanted, dict) else None
        if isinstance(board, str):
            leave_room(board_room(board))
