"""What every answer carries, pages and errors alike."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from contest.store.engine import Store
from contest.web.door import WASM_PAGES
from tests.contest import access_world
from tests.contest.browsing import Browser, signed_in
from tests.contest.routes import paths

NEVER = ("unsafe-inline", "unsafe-eval'", "*", "http:", "data:text")


def wrong(answer: TestResponse, *, scanner: bool = False) -> list[str]:
    """Return what is missing from an answer's headers."""
    headers = answer.headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers.get("Content-Security-Policy", "").split(";")
    )
    checks = {
        "default-src": policy.get("default-src") == "'none'",
        "script-src": policy.get("script-src")
        == ("'self' 'wasm-unsafe-eval'" if scanner else "'self'"),
        "style-src": policy.get("style-src") == "'self'",
        "frame-ancestors": policy.get("frame-ancestors") == "'none'",
        "base-uri": policy.get("base-uri") == "'none'",
        "form-action": policy.get("form-action") == "'self'",
        "trusted types": policy.get("require-trusted-types-for") == "'script'",
        "nosniff": headers.get("X-Content-Type-Options") == "nosniff",
        "referrer": headers.get("Referrer-Policy") == "same-origin",
        "opener": headers.get("Cross-Origin-Opener-Policy") == "same-origin",
        "resource": headers.get("Cross-Origin-Resource-Policy") == "same-origin",
        "microphone": "microphone=()" in headers.get("Permissions-Policy", ""),
        "camera": ("camera=(self)" if scanner else "camera=()")
        in headers.get("Permissions-Policy", ""),
        "cache": bool(headers.get("Cache-Control")),
        "server says little": "Python" not in headers.get("Server", ""),
    }
    return [name for name, good in checks.items() if not good]


def test_headers_on_every_route(app: Flask, store: Store) -> None:
    organiser = signed_in(app, store, access_world.build(store).staff["organiser"])
    found, personal = {}, []
    for rule, path in paths(app):
        if "GET" not in (rule.methods or set()):
            continue
        for name, browser in (("audience", Browser(app)), ("organiser", organiser)):
            answer = browser.get(path)
            if missing := wrong(answer, scanner=rule.endpoint in WASM_PAGES):
                found[rule.endpoint, name] = missing
            mine = organiser.cookie("lt") and "no-store" not in answer.headers["Cache-Control"]
            if name == "organiser" and mine and path.startswith("/desk"):
                personal.append(path)
    assert found == {}
    assert personal == []


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [("/nowhere", "GET", 404), ("/sign-out", "GET", 405), ("/desk/people", "GET", 401)],
)
def test_errors_carry_them_too(app: Flask, path: str, method: str, status: int) -> None:
    answer = Browser(app).client.open(path, method=method)
    assert answer.status_code == status
    assert wrong(answer) == []


def test_a_foreign_host_is_not_served(app: Flask) -> None:
    answer = Browser(app).client.get("/sign-in", headers={"Host": "evil.example"})
    assert answer.status_code == 400
