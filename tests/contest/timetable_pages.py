"""An application over a test's database, and browsers that are signed in to it."""

import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contest.app import create_app
from contest.config import Settings
from contest.operations import sessions
from contest.security import Actor
from contest.store.engine import Store


def application(database_url: str, folder: Path) -> Flask:
    settings = Settings(data_dir=folder, DATABASE_URL=database_url, trusted_hosts=("localhost",))
    return create_app(settings)


def browser(app: Flask, actor: Actor | None = None, *, language: str = "zh") -> FlaskClient:
    """A browser of this official, or of the public."""
    client = app.test_client()
    client.set_cookie("lt_lang", language)
    if actor is not None:
        store: Store = app.extensions["leitai_store"]
        with store.transaction() as tx:
            begun = sessions.start(
                tx, staff_id=actor.staff_id or "", device_id=None, takeover=True, proof="test"
            )
        client.set_cookie("lt", begun.token)
    return client


def post(client: FlaskClient, page: str, address: str, **form: str) -> TestResponse:
    """Send a form as the page at `page` would, with its token."""
    body = client.get(page).get_data(as_text=True)
    token = re.search(r'name="csrf(?:_token)?" (?:content|value)="([^"]+)"', body)
    assert token is not None, body[:2000]
    return client.post(
        address, data={"csrf_token": token[1], **form}, headers={"Sec-Fetch-Site": "same-origin"}
    )
