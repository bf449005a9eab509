"""A socket lives no longer than the sign-in it was opened with."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_socketio import SocketIOTestClient

from contest.app import create_app
from contest.live.relay import relay_of
from contest.operations import credentials, devices, people, sessions
from contest.queries.access import who_asks
from contest.security import JUDGE, ORGANISER
from contest.store.engine import Store
from tests.contest import access_world
from tests.contest.access_world import World
from tests.contest.browsing import HOST, settings_at

Ending = Callable[[Store, World, str], None]


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    made = create_app(settings_at(database_url, tmp_path))
    yield made
    made.extensions["leitai_store"].close()


def revoke_device(store: Store, world: World, token: str) -> None:
    with store.reading() as tx:
        device_id = who_asks(tx.connection(), token).device_id or ""
    devices.revoke(store, actor=world.actor(ORGANISER), device_id=device_id)


def stop_official(store: Store, world: World, token: str) -> None:
    people.set_active(
        store, actor=world.actor(ORGANISER), staff_id=world.staff[JUDGE], active=False
    )


def sign_out(store: Store, world: World, token: str) -> None:
    with store.reading() as tx:
        actor = who_asks(tx.connection(), token)
    sessions.sign_out(store, actor=actor)


def take_over(store: Store, world: World, token: str) -> None:
    other = access_world.enrolled(store, world, "T-02")
    badge = access_world.equip_badge(store, world, JUDGE)
    access_world.sign_in(store, other, badge, takeover=True)


def new_pin(store: Store, world: World, token: str) -> None:
    credentials.issue_pins(
        store,
        keys=access_world.KEYS,
        actor=world.actor(ORGANISER),
        staff_ids=[world.staff[JUDGE]],
    )


def connect(app: Flask, token: str) -> SocketIOTestClient:
    browser = app.test_client()
    browser.set_cookie("lt", token, domain="localhost")
    return app.extensions["socketio"].test_client(
        app, flask_test_client=browser, headers={"Origin": HOST}
    )


@pytest.mark.parametrize("end", [revoke_device, stop_official, sign_out, take_over, new_pin])
def test_socket_dies_with_its_session(app: Flask, end: Ending) -> None:
    store: Store = app.extensions["leitai_store"]
    world = access_world.build(store)
    device = access_world.enrolled(store, world)
    badge = access_world.equip(store, world, JUDGE)
    token = access_world.sign_in(store, device, badge).token
    judge, watcher = connect(app, token), connect(app, "")
    assert relay_of(app).part() == 0
    assert judge.is_connected()
    end(store, world, token)
    assert relay_of(app).part() == 1
    assert not judge.is_connected()
    assert watcher.is_connected()
