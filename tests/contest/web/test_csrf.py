"""No page of another site can make somebody's browser write here."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.contest.browsing import HOST, Browser
from tests.contest.routes import paths

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
JSON: dict[str, Any] = {"json": {}}
OURS = {"X-Leitai": "1"}

FOREIGN: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "another site": (JSON, {**OURS, "Sec-Fetch-Site": "cross-site"}),
    "another host of this domain": (JSON, {**OURS, "Sec-Fetch-Site": "same-site"}),
    "an old browser on another site": (JSON, {**OURS, "Origin": "https://evil.example"}),
    "an old browser on another port": (JSON, {**OURS, "Origin": f"{HOST}:81"}),
    "a sandboxed frame": (JSON, {**OURS, "Origin": "null"}),
    "JSON without our header": (JSON, {"Sec-Fetch-Site": "same-origin"}),
    "a form without a token": ({"data": {}}, {"Sec-Fetch-Site": "same-origin"}),
    "a form of our own scripts without a token": ({"data": {}}, OURS),
    "a form with a made-up token": ({"data": {"csrf_token": "x"}}, {}),
    "JSON dressed as text": ({"data": "{}", "content_type": "text/plain"}, OURS),
}


def unsafe_routes(app: Flask) -> Iterator[tuple[str, str]]:
    for rule, path in paths(app):
        for method in sorted((rule.methods or set()) & UNSAFE):
            yield method, path


@pytest.mark.parametrize("case", FOREIGN)
def test_every_unsafe_route_refuses_foreign_pages(app: Flask, case: str) -> None:
    content, headers = FOREIGN[case]
    routes = list(unsafe_routes(app))
    assert len(routes) > 10
    let_through = []
    for method, path in routes:
        client = Browser(app).client
        answer = client.open(path, method=method, headers=headers, **content)
        # Without a session a route that looked at the person first would say 401.
        if answer.status_code != 403:
            let_through.append((method, path, answer.status_code))
    assert let_through == []


def test_a_token_of_another_browser_is_worth_nothing(app: Flask) -> None:
    theirs = Browser(app).token()
    mine = Browser(app)
    mine.token()
    answer = mine.client.post(
        "/sign-in", data={"csrf_token": theirs, "user_name": "a", "password": "b"}
    )
    assert answer.status_code == 403


def test_our_own_pages_are_let_through(app: Flask) -> None:
    """Forms with their token and JSON with its header, from new browsers and from old ones."""
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": HOST}, {}):
        browser = Browser(app)
        form = {"csrf_token": browser.token(), "user_name": "a", "password": "b"}
        sent = browser.client.post("/sign-in", data=form, headers=headers)
        assert sent.status_code == 401
        asked = browser.client.post(
            "/sign-in/badge", json={"badge": "x"}, headers={**headers, "X-Leitai": "1"}
        )
        assert asked.status_code == 200
