"""A database that does not answer in time is said to be busy; nobody sees an unexpected error."""

import sqlite3

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError, TimeoutError

from contest.store.engine import Store
from tests.contest.browsing import HOST


@pytest.mark.parametrize(
    "trouble",
    [
        OperationalError("BEGIN IMMEDIATE", {}, sqlite3.OperationalError("database is locked")),
        TimeoutError("no connection is free"),
    ],
)
def test_a_busy_database_is_tried_again_later(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    def away(self: Store) -> None:
        raise trouble

    monkeypatch.setattr(Store, "standing_still", away)
    answer = app.test_client().get(f"/boards/{'0' * 26}.json", base_url=HOST)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"
    assert answer.get_json()["zh"].startswith("系统繁忙")
