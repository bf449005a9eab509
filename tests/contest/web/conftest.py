"""The application on a fresh database, and browsers of its people."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from contest.app import create_app
from contest.store.engine import Store
from tests.contest.browsing import settings_at


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application whose relay is not started; its addresses are those of `HOST`."""
    made = create_app(settings_at(database_url, tmp_path))
    yield made
    made.extensions["leitai_store"].close()


@pytest.fixture
def store(app: Flask) -> Store:
    """The application's own store, so that tests and pages see one database."""
    found: Store = app.extensions["leitai_store"]
    return found
