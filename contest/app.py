"""The application factory: settings in, a Flask application with every door guarded out."""

import socket
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_babel import Babel
from flask_socketio import SocketIO
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from werkzeug.middleware.proxy_fix import ProxyFix

from contest.config import Settings
from contest.keys import load_keys
from contest.live.boards import Boards
from contest.live.doorway import Doorway
from contest.live.hub import Hub
from contest.live.pulse import Pulse
from contest.live.relay import Relay
from contest.live.sockets import register_sockets
from contest.live.usher import Usher
from contest.numbers import Numbers
from contest.store.engine import Store
from contest.web import blueprints
from contest.web.context import register_context
from contest.web.door import check_doors, csrf, guard
from contest.web.language import choose_language
from contest.web.logs import keep_logs

if TYPE_CHECKING:
    from contest.live.bell import Bell

# Whoever signs in must not wait for a Redis that is away; counting then goes on in memory.
REDIS_PATIENCE: dict[str, Any] = {
    "wrap_exceptions": True,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 0.5,
}


def create_app(settings: Settings | None = None, audience: socket.socket | None = None) -> Flask:
    """
    Build the application. Refuses to start if a view or socket event names no permission.

    `audience` leads to the process that screens are handed over to.
    """
    settings = settings or Settings()
    app = Flask(
        __name__,
        template_folder="../templates",
        static_folder="../static/dist",
        static_url_path="/static/dist",
    )
    keys = load_keys(settings.data_dir)
    prefix = "__Host-" if settings.secure_cookies else ""
    app.config.update(
        SECRET_KEY=keys.cookies.hex(),
        SESSION_COOKIE_NAME=f"{prefix}lt_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=256 * 1024,
        MAX_FORM_PARTS=200,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        # A form left open over lunch must still be accepted; the token lives with the session.
        WTF_CSRF_TIME_LIMIT=None,
        # The door checks forms itself, after it has told JSON from forms.
        WTF_CSRF_CHECK_DEFAULT=False,
        BABEL_DEFAULT_LOCALE="zh",
        BABEL_TRANSLATION_DIRECTORIES="locale",
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        LEITAI_SETTINGS=settings,
        LEITAI_KEYS=keys,
        LEITAI_COOKIE_PREFIX=prefix,
    )
    if settings.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]  # Flask's documented way
    store = Store(settings.database())
    app.extensions["leitai_store"] = store
    Babel(app, locale_selector=choose_language)
    csrf.init_app(app)
    redis = settings.redis_url
    counts = storage_from_string(redis, **REDIS_PATIENCE) if redis else MemoryStorage()
    app.extensions["leitai_limiter"] = MovingWindowRateLimiter(counts)
    keep_logs(app)
    guard(app)
    register_context(app)
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    socketio = SocketIO(
        app,
        async_mode="threading",
        # An empty list would switch the check off; the exact origins are named.
        cors_allowed_origins=list(settings.origins),
        max_http_buffer_size=16_384,
        cookie=None,
    )
    boards = app.extensions["leitai_boards"] = Boards(store)
    hub = Hub(boards, most=settings.max_watchers)
    usher = Usher(hub, audience)
    register_sockets(app, socketio, boards)
    app.wsgi_app = Doorway(app.wsgi_app, usher, settings, cookie=f"{prefix}lt")  # type: ignore[assignment,method-assign]  # Flask's documented way
    check_doors(app)
    app.extensions["leitai_hub"] = hub
    numbers = Numbers(
        audience=hub.audience,
        open_lines=lambda: len(hub) + len(socketio.server.eio.sockets),
        counts=lambda: dict(hub.counts),
    )
    app.extensions["leitai_numbers"] = numbers
    app.extensions["leitai_relay"] = Relay(
        store,
        socketio,
        hub,
        boards,
        _bell(settings, store),
        numbers,
        Pulse(settings, numbers),
        usher,
    )
    return app


def _bell(settings: Settings, store: Store) -> "Bell | None":
    if not settings.redis_url:
        return None
    from contest.live.bell import Bell

    return Bell(settings.redis_url, store)
