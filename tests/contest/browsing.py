"""A browser without a screen: same-origin headers, forms with their token, JSON with its header."""

import re
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contest.config import Settings
from contest.operations import sessions
from contest.store.engine import Store

HOST = "http://localhost"


def settings_at(database_url: str, folder: Path) -> Settings:
    """Return the settings of an installation whose only address is `HOST`."""
    return Settings(
        DATABASE_URL=database_url,
        data_dir=folder / "data",
        origins=(HOST,),
        public_url=HOST,
        trusted_hosts=("localhost",),
    )


class Browser:
    """One person's browser, with its cookies."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, **headers: str) -> TestResponse:
        """Open a page."""
        return self.client.get(
            path, headers={"Sec-Fetch-Site": "same-origin", **headers}, buffered=True
        )

    def token(self, page: str = "/sign-in") -> str:
        """Return the form token that a page of ours carries."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page).text)
        assert found, f"no form on {page}"
        return found.group(1)

    def submit(self, path: str, *, page: str = "/sign-in", **fields: Any) -> TestResponse:
        """Send a form, as it would be sent from `page`."""
        return self.client.post(
            path,
            data={"csrf_token": self.token(page), **fields},
            headers={"Sec-Fetch-Site": "same-origin"},
        )

    def ask(self, path: str, body: Any, **headers: str) -> TestResponse:
        """Post JSON like our own scripts."""
        return self.client.post(
            path,
            json=body,
            headers={"Sec-Fetch-Site": "same-origin", "X-Leitai": "1", **headers},
        )

    def cookie(self, name: str) -> str:
        """Return a cookie's value, or nothing."""
        found = self.client.get_cookie(name, domain="localhost")
        return found.value if found else ""

    def carry(self, name: str, value: str) -> None:
        """Put a cookie into the browser."""
        self.client.set_cookie(name, value, domain="localhost")


def signed_in(app: Flask, store: Store, staff_id: str) -> Browser:
    """Return a browser in which this official is signed in, without any proof."""
    with store.transaction() as tx:
        started = sessions.start(
            tx, staff_id=staff_id, device_id=None, takeover=True, proof="password"
        )
    browser = Browser(app)
    browser.carry("lt", started.token)
    return browser


def told(answer: TestResponse) -> dict[str, Any]:
    """Return the JSON of an answer."""
    found: dict[str, Any] = answer.get_json()
    return found
