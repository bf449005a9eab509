"""
Every endpoint, method and socket event with every role, against the table of permissions.

The routes are read from the running application: a new one is walked without a line here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from contest.app import create_app
from contest.ids import new_id
from contest.live.sockets import EVENTS
from contest.security import (
    ALL,
    AUDIENCE,
    CHIEF_JUDGE,
    CODING_JUDGE,
    JUDGE,
    ORGANISER,
    PERMISSIONS,
    REGISTRAR,
    STAFF,
    SUPERVISOR,
    Actor,
    needs,
    permission_of,
)
from contest.store import journal
from contest.store.engine import Store
from contest.store.tables.marking import Sheet
from contest.web.door import check_doors
from tests.contest.browsing import HOST, Browser, settings_at, signed_in
from tests.contest.factories import World, make_world
from tests.contest.routes import paths
from tests.contest.rows import any_row, natural_row, table_of

SAFE = {"GET", "HEAD", "OPTIONS"}
# Arguments that end in _id and name no row: they are keys within a rulebook.
NOT_ROWS = {"module_id"}
DOOR = {"sign_in_needed", "not_allowed", "foreign_page"}


@dataclass
class House:
    """Two contests in one application; `natural` are ids of rows that `ours` has by itself."""

    app: Flask
    store: Store
    ours: World
    theirs: World
    natural: dict[str, str]

    def every_row(self) -> dict[str, str]:
        """Return an id in `ours` for every argument; what it has none of is made up."""
        with self.store.transaction() as tx:
            tables = {name: table_of(name) for name in arguments(self.app)}
            known = {"contest": self.ours.contest_id}
            for name, table in tables.items():
                if table and name in self.natural:
                    known[table] = self.natural[name]
            return {
                name: self.natural.get(name) or any_row(tx, table, known)
                for name, table in tables.items()
                if table
            }


def actors(world: World) -> dict[str, Actor]:
    return {
        ORGANISER: world.organiser,
        REGISTRAR: world.registrar,
        CODING_JUDGE: world.coding_judge,
        JUDGE: world.judges["lamian"][-1],
        CHIEF_JUDGE: world.chiefs["lamian"],
        SUPERVISOR: world.supervisor,
        AUDIENCE: Actor(),
    }


def arguments(app: Flask) -> set[str]:
    return {name for rule, _ in paths(app) for name in rule.arguments}


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    app = create_app(settings_at(database_url, tmp_path))
    store: Store = app.extensions["leitai_store"]
    ours = make_world(store, codes=("lamian", "welding"))
    with store.reading() as tx:
        tables = {name: table_of(name) for name in arguments(app)}
        rows = {name: natural_row(tx, table) for name, table in tables.items() if table}
        natural = {name: row for name, row in rows.items() if row}
        # The lamian chief judge's own, so that a stranger to the trade can be told from him.
        natural["stage_id"] = ours.stages["lamian", "prelim"]
        natural["trade_id"] = ours.trades["lamian"]
        sheet = tx.exec(select(Sheet).where(Sheet.stage_id == natural["stage_id"])).first()
        assert sheet is not None
        natural["sheet_id"] = sheet.id
    yield House(app, store, ours, make_world(store, codes=("lamian",)), natural)
    store.close()


def browser_of(house: House, actor: Actor) -> Browser:
    if actor.staff_id is None:
        return Browser(house.app)
    return signed_in(house.app, house.store, actor.staff_id)


def send(browser: Browser, method: str, path: str) -> TestResponse:
    headers = {"Sec-Fetch-Site": "same-origin", "X-Leitai": "1"}
    body: dict[str, Any] = {} if method in SAFE else {"json": {}}
    return browser.client.open(path, method=method, headers=headers, buffered=True, **body)


def key_of(answer: TestResponse) -> str:
    told = answer.get_json(silent=True)
    return str(told.get("key", "")) if isinstance(told, dict) else ""


def routes(house: House, known: dict[str, str]) -> Iterator[tuple[Rule, str, str, tuple[str, ...]]]:
    """Yield rule, method, path and the roles that the table lets through."""
    for rule, path in paths(house.app, known):
        permission = permission_of(house.app.view_functions[rule.endpoint])
        assert permission is not None
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, path, PERMISSIONS[permission]


def test_every_argument_of_a_route_is_known_to_this_test(house: House) -> None:
    unknown = {
        name
        for name in arguments(house.app)
        if name.endswith("_id") and table_of(name) is None and name not in NOT_ROWS
    }
    assert unknown == set()


@pytest.mark.parametrize("role", ALL)
def test_every_endpoint_lets_through_whom_the_table_names_and_nobody_else(
    house: House, role: str
) -> None:
    actor = actors(house.ours)[role]
    browser = browser_of(house, actor)
    missing = missing_paths(house)
    wrong = []
    walked = 0
    for rule, method, path, allowed in routes(house, house.natural):
        writes = role in allowed and method not in SAFE
        # Whoever may write is sent to things that do not exist, so that all stays as it is.
        answer = send(browser, method, missing[rule.endpoint, method] if writes else path)
        if writes:
            browser = browser_of(house, actor)
        walked += 1
        if role in allowed:
            good = key_of(answer) not in DOOR and answer.status_code < 500
        elif role == AUDIENCE:
            good = (answer.status_code, key_of(answer)) == (401, "sign_in_needed")
        else:
            good = (answer.status_code, key_of(answer)) == (403, "not_allowed")
        if not good:
            wrong.append((rule.endpoint, method, path, answer.status_code, key_of(answer)))
    assert wrong == []
    assert walked > 60


def missing_paths(house: House) -> dict[tuple[str, str], str]:
    return {(rule.endpoint, method): path for rule, method, path, _ in routes(house, {})}


def compare_with_missing(house: House, actor: Actor, only: set[str]) -> list[tuple[object, ...]]:
    """Return the endpoints that tell an object of others from one that does not exist."""
    missing = missing_paths(house)
    betrayed: list[tuple[object, ...]] = []
    browser = browser_of(house, actor)
    for rule, method, path, allowed in routes(house, house.every_row()):
        if actor.role not in allowed or AUDIENCE in allowed or not rule.arguments & only:
            continue
        real = send(browser, method, path)
        none = send(browser, method, missing[rule.endpoint, method])
        same = (real.status_code, real.data) == (none.status_code, none.data)
        if not same or real.status_code < 400 or real.status_code >= 500:
            betrayed.append(
                (rule.endpoint, method, real.status_code, key_of(real), none.status_code)
            )
    return betrayed


@pytest.mark.parametrize("role", STAFF)
def test_another_contests_objects_are_answered_like_missing_ones_and_stay_as_they_are(
    house: House, role: str
) -> None:
    with house.store.reading() as tx:
        before = len(journal.recent(tx, house.ours.contest_id, most=10_000))
    assert compare_with_missing(house, actors(house.theirs)[role], arguments(house.app)) == []
    with house.store.reading() as tx:
        assert len(journal.recent(tx, house.ours.contest_id, most=10_000)) == before


def test_another_trades_objects_are_answered_like_missing_ones_to_a_chief_judge(
    house: House,
) -> None:
    chief = house.ours.chiefs["welding"]
    assert compare_with_missing(house, chief, {"stage_id", "trade_id", "sheet_id"}) == []


@pytest.mark.parametrize("role", ALL)
def test_every_socket_event_lets_through_whom_the_table_names(house: House, role: str) -> None:
    socketio = house.app.extensions["socketio"]
    assert set(socketio.server.handlers["/"]) == set(EVENTS)
    browser = browser_of(house, actors(house.ours)[role])
    client = socketio.test_client(
        house.app, flask_test_client=browser.client, headers={"Origin": HOST}
    )
    assert client.is_connected() == (role in PERMISSIONS[EVENTS["connect"]])
    for event, permission in EVENTS.items():
        if event == "connect":
            continue
        told = client.emit(event, {"board": new_id()}, callback=True) or {}
        assert (told.get("key") in DOOR) == (role not in PERMISSIONS[permission]), event


def test_a_view_without_a_permission_stops_the_start(house: House) -> None:
    bare = Flask("bare")
    bare.add_url_rule("/open", "open.door", lambda: "come in")
    with pytest.raises(RuntimeError, match=r"open\.door"):
        check_doors(bare)
    with pytest.raises(KeyError, match="no such permission"):
        needs("everything.do")


def test_the_table_keeps_apart_who_marks_who_checks_and_who_organises() -> None:
    """Rules that no change of the table may break unseen; the table itself says the rest."""
    holders = {name: set(roles) for name, roles in PERMISSIONS.items()}
    assert holders["mark.enter"] == {JUDGE, CHIEF_JUDGE}
    assert ORGANISER not in holders["sheet.sign"] | holders["result.sign"] | holders["draw.run"]
    assert holders["staff.write"] == holders["device.write"] == {ORGANISER}
    open_to_all = {name for name, roles in holders.items() if AUDIENCE in roles}
    assert open_to_all == {"public.read", "board.read", "draw.read", "signin.try", "device.ask"}
    writes = {name for name in holders if not name.endswith((".read", ".watch"))} - open_to_all
    assert {name for name in writes if SUPERVISOR in holders[name]} <= {
        "signin.own",
        "draw.run",
        "ruling.confirm",
        "appeal.confirm",
        "rulebook.agree",
    }
    assert {name for name in writes if CODING_JUDGE in holders[name]} <= {"signin.own"}
