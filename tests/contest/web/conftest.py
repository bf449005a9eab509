"""The application on a fresh database, and browsers of its people."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from contest.app import create_app
from contest.config import Settings
from contest.store.engine import Store
from tests.contest.browsing import HOST


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application whose relay is not started; its addresses are those of `HOST`."""
    made = create_app(
        Settings(
            DATABASE_URL=database_url,
            data_dir=tmp_path / "data",
            origins=(HOST,),
            public_url=HOST,
            trusted_hosts=("localhost",),
        )
    )
    yield made
    made.extensions["leitai_store"].close()


@pytest.fixture
def store(app: Flask) -> Store:
    """The application's own store, so that tests and pages see one database."""
    found: Store = app.extensions["leitai_store"]
    return found
