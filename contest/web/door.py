"""The door: who asks is read from the database, and what the view needs is checked first."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException, SecurityError

from contest.config import Settings
from contest.errors import BadInput, NotAllowed, NotFound, Refusal
from contest.keys import Keys
from contest.queries.access import who_asks
from contest.security import Actor, permission_of
from contest.store.engine import BUSY, Store
from contest.web.answers import error_answer
from contest.web.strict_json import read_json

csrf = CSRFProtect()
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
CSP = (
    "default-src 'none'; script-src 'self'{wasm}; style-src 'self'; img-src 'self' blob: data:; "
    "font-src 'self'; media-src 'self'; connect-src 'self' {sockets}; worker-src 'self'; "
    "manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "object-src 'none'; require-trusted-types-for 'script'; trusted-types leitai"
)


class ForeignPage(NotAllowed):
    """A write that did not start on one of our own pages."""

    key = "foreign_page"
    zh = "请求不是从本系统的页面发出的，已拒绝。请刷新页面后重试。"
    en = "This request did not come from a page of this system. Reload the page and try again."


def store() -> Store:
    """Return this application's store."""
    return current_app.extensions["leitai_store"]


def settings() -> Settings:
    """Return this application's settings."""
    return current_app.config["LEITAI_SETTINGS"]


def keys() -> Keys:
    """Return this installation's keys."""
    return current_app.config["LEITAI_KEYS"]


def actor() -> Actor:
    """Return who asks."""
    return g.actor


def cookie_name(what: str) -> str:
    """Return the name of the session (`lt`) or device (`lt_dev`) cookie."""
    return f"{current_app.config['LEITAI_COOKIE_PREFIX']}{what}"


def read_actor() -> Actor:
    """Read who asks from the session cookie; no cookie or an ended session is the audience."""
    token = request.cookies.get(cookie_name("lt"), "")
    if not token or settings().serves == "public":
        return Actor()
    with store().glance() as line:
        return who_asks(line, token)


def guard(app: Flask) -> None:
    """Put the checks before, and the headers behind, every request of this application."""

    @app.before_request
    def come_in() -> None:
        g.actor = Actor()
        if request.endpoint is None or request.endpoint == "static":
            return
        if settings().serves == "public" and request.blueprint not in FOR_EVERYBODY:
            raise NotFound()
        view: Any = app.view_functions[request.endpoint]
        # Only whoever may use it can make us read a large body; the token of a form is inside it.
        most = getattr(view, "most_bytes", None)
        if most is not None and read_actor().may(view.permission):
            request.max_content_length = most
        if request.method in UNSAFE:
            _own_page()
        g.actor = read_actor()
        g.actor.must(permission_of(view) or "")

    @app.after_request
    def harden(response: Response) -> Response:
        headers = response.headers
        public_url = settings().public_url
        sockets = public_url.replace("http", "ws", 1)
        wasm = " 'wasm-unsafe-eval'" if request.endpoint in WASM_PAGES else ""
        headers.setdefault("Content-Security-Policy", CSP.format(sockets=sockets, wasm=wasm))
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        camera = "camera=(self)" if wasm else "camera=()"
        headers["Permissions-Policy"] = f"{camera}, microphone=(), geolocation=(), payment=()"
        if settings().secure_cookies:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint != "static" and "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        return response

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> ResponseReturnValue:
        return error_answer(refusal.status, refusal)

    @app.errorhandler(CSRFError)
    def no_token(error: CSRFError) -> ResponseReturnValue:
        return error_answer(403, ForeignPage())

    @app.errorhandler(SecurityError)
    def foreign_host(error: SecurityError) -> ResponseReturnValue:
        # No page can be drawn here: addresses of pages are built from the host.
        return "This host is not served here.", 400, {"Content-Type": "text/plain"}

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> ResponseReturnValue:
        return error_answer(error.code or 500, None, headers=dict(error.get_headers()))

    def busy(error: Exception) -> ResponseReturnValue:
        app.logger.warning("the database did not answer in %s: %s", request.endpoint, error)
        return error_answer(503, None, headers={"Retry-After": "1"})

    for kind in BUSY:
        app.register_error_handler(kind, busy)

    @app.errorhandler(Exception)
    def bug(error: Exception) -> ResponseReturnValue:
        app.logger.exception("unexpected error in %s", request.endpoint)
        return error_answer(500, None)


WASM_PAGES = {"checkin.desk", "auth.judge", "static"}
"""Scanner pages compile zxing's WebAssembly; no other page may."""


FOR_EVERYBODY = {"health", "language", "numbers", "public", "verify"}
"""What a process for the public serves; signing in and everything behind it is the hall's."""


def _own_page() -> None:
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None and site != "same-origin":
        raise ForeignPage()
    # Browsers too old to say where a request starts still name their origin.
    if site is None and origin is not None and not _ours(origin):
        raise ForeignPage()
    # A form carries Flask-WTF's token; JSON carries a header no form of another site can send.
    if not request.is_json:
        csrf.protect()
    elif request.headers.get("X-Leitai") != "1":
        raise ForeignPage()


def _ours(origin: str) -> bool:
    return origin in settings().origins and urlsplit(origin).netloc == request.host


def json_body(model: type[Any]) -> Any:
    """
    Read a JSON body with a strict pydantic model.

    A key written twice is refused: Python would silently keep the last one.
    """
    return read_json(request.get_data(), model) if request.is_json else _not_json()


def _not_json() -> Any:
    raise BadInput(zh="这里只接受 JSON 请求。", en="Only JSON is accepted here.")


def check_doors(app: Flask) -> None:
    """Refuse to start with a view that names no permission."""
    open_doors = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint != "static" and permission_of(view) is None
    ]
    if open_doors:
        raise RuntimeError(f"views without a permission: {', '.join(sorted(open_doors))}")
