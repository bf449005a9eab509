"""Numbers for who shows the token, the status page for the desk, logs without anybody's numbers."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from contest import presence
from contest.app import create_app
from contest.config import Settings
from contest.ids import new_id
from contest.live.pulse import Pulse
from contest.live.relay import relay_of
from contest.logs import CONTEST, REQUEST, Lines
from contest.numbers import Audience
from contest.store import devices
from contest.store.engine import Store
from tests.contest.browsing import HOST, Browser, signed_in
from tests.contest.factories import World, make_world
from tests.contest.hands import work_of

TOKEN = "a-token-that-nobody-guesses-0123"


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    made = create_app(
        Settings.model_validate(
            {
                "DATABASE_URL": database_url,
                "data_dir": tmp_path,
                "origins": (HOST,),
                "public_url": HOST,
                "trusted_hosts": ("localhost",),
                "metrics_token": TOKEN,
            }
        )
    )
    yield made
    made.extensions["leitai_store"].close()


@pytest.fixture
def store(app: Flask) -> Store:
    found: Store = app.extensions["leitai_store"]
    return found


@pytest.fixture
def world(store: Store) -> World:
    return make_world(store)


def numbers(app: Flask) -> dict[str, float]:
    answer = Browser(app).get("/metrics", Authorization=f"Bearer {TOKEN}")
    assert answer.status_code == 200
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def deliver(app: Flask, store: Store, world: World, waiting: int) -> None:
    judge = world.judges["lamian"][0]
    sheet = work_of(store, judge)[0]
    line = {
        "id": new_id(),
        "kind": "mark",
        "sheet_id": sheet["id"],
        "aspect_id": sheet["form"][0]["id"],
        "value": sheet["form"][0]["least"],
    }
    body = {"contest_id": world.contest_id, "operations": [line], "waiting": waiting}
    answer = signed_in(app, store, judge.staff_id or "").ask("/tablet/outbox", body)
    assert answer.status_code == 200, answer.text


def test_numbers_are_for_who_shows_the_token(app: Flask) -> None:
    for given in ({}, {"Authorization": "Bearer no"}, {"Authorization": TOKEN[:-1]}):
        assert Browser(app).get("/metrics", **given).status_code == 404
    assert numbers(app)["leitai_open_lines"] == 0


def test_without_a_token_in_the_settings_nobody_reads_numbers(
    database_url: str, tmp_path: Path
) -> None:
    bare = create_app(
        Settings.model_validate(
            {"DATABASE_URL": database_url, "data_dir": tmp_path, "trusted_hosts": ("localhost",)}
        )
    )
    for given in ({}, {"Authorization": "Bearer "}, {"Authorization": ""}):
        assert Browser(bare).get("/metrics", **given).status_code == 404
    bare.extensions["leitai_store"].close()


def test_marks_and_their_frames_are_measured(app: Flask, store: Store, world: World) -> None:
    relay = relay_of(app)
    relay.look()
    app.extensions["leitai_boards"].open(world.stages["lamian", "prelim"])
    deliver(app, store, world, waiting=3)
    assert relay.look() == 1
    told = numbers(app)
    assert told["leitai_accept_to_commit_seconds_count"] == 1
    assert told["leitai_write_to_emit_seconds_count"] == 1
    board = world.stages["lamian", "prelim"]
    assert told[f'leitai_board_seq{{board="{board}"}}'] >= 1


def test_the_desk_sees_processes_screens_and_tablets_that_keep_marks(
    app: Flask, store: Store, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    organiser = world.organiser.staff_id or ""
    own = app.extensions["leitai_numbers"]
    board = world.stages["lamian", "prelim"]
    monkeypatch.setattr(
        own, "audience", lambda: [Audience(board=board, seq=7, watchers=41, behind=2, lag=0.34)]
    )
    device = _device(store, world)
    own.heard(device, 17)
    own.heard(new_id(), 99)  # another contest's: not told here
    Pulse(app.config["LEITAI_SETTINGS"], own).beat()
    presence.report(tmp_path, name="worker", kind="worker", facts={"jobs": 1})
    page = signed_in(app, store, organiser).get("/desk/status").text
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", page)
    assert "T-17" in cells
    assert {"41", "2", "0.3", "17"} <= set(cells)
    assert "99" not in cells
    assert page.count("运行中") == 2
    assert Browser(app).get("/desk/status").status_code == 401


def _device(store: Store, world: World) -> str:
    with store.transaction() as tx:
        made = devices.add_device(
            tx,
            contest_id=world.contest_id,
            name="T-17",
            secret_hash="x",
            check_number="1234",
            state="enrolled",
        )
        return made.id


def test_log_lines_carry_ids_and_no_personal_number(
    app: Flask, store: Store, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        deliver(app, store, world, waiting=0)
    (record,) = [one for one in caplog.records if hasattr(one, "endpoint")]
    record.msg, record.args = (
        "身份证 %s 手机 %s 证 %s",
        (
            "110101199003071234",
            "13812345678",
            "J1" + "A" * 26,
        ),
    )
    tokens = REQUEST.set("0" * 32), CONTEST.set(world.contest_id)
    line = json.loads(Lines("hall-1").format(record))
    REQUEST.reset(tokens[0])
    CONTEST.reset(tokens[1])
    assert line["said"] == "身份证 […] 手机 […] 证 […]"
    assert (line["endpoint"], line["status"], line["process"]) == ("tablet.outbox", 200, "hall-1")
    assert (line["request"], line["contest"]) == ("0" * 32, world.contest_id)


def test_each_request_is_numbered_and_a_strangers_number_is_not_believed(app: Flask) -> None:
    given = "f" * 32
    answer = Browser(app).get("/", **{"X-Request-ID": given})
    assert len(answer.headers["X-Request-ID"]) > 20
    assert answer.headers["X-Request-ID"] != given
