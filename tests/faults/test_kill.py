"""A receipt is a promise: it survives the server being killed before anybody saw the mark."""

import os
import queue
import signal
from collections.abc import Iterator
from typing import Any

import socketio

from contest.demo.cast import Cast
from contest.demo.hands import mark_for
from contest.demo.visitor import Visitor
from contest.ids import new_id
from contest.store import journal
from contest.store.engine import Store
from tests.contest.factories import World
from tests.server import Server


def theory_sheets(visitor: Visitor) -> Iterator[tuple[str, dict[str, Any]]]:
    work = visitor.json("/tablet/work")
    for sheet in work["sheets"]:
        if sheet["module"]["kind"] == "theory":
            yield work["contest"]["id"], sheet


def mark(contest_id: str, sheet: dict[str, Any]) -> dict[str, Any]:
    (aspect,) = sheet["form"]
    operation = {
        "id": new_id(),
        "kind": "mark",
        "sheet_id": sheet["id"],
        "aspect_id": aspect["id"],
        "value": mark_for(7, "1", sheet, aspect),
        "given_at": "",
        "base": None,
    }
    return {"contest_id": contest_id, "operations": [operation]}


def test_a_mark_acknowledged_before_the_kill_is_on_the_board_after_the_restart(
    played: tuple[Server, World, Cast],
) -> None:
    server, world, cast = played
    (tablet,) = cast.visitors.values()
    stage_id = world.stages["lamian", "prelim"]
    frames: queue.Queue[dict[str, Any]] = queue.Queue()
    watcher = socketio.Client(reconnection_delay=0.1, reconnection_delay_max=0.3)
    watcher.on("connect", lambda: watcher.emit("watch", {"board": stage_id}))
    watcher.on("board", frames.put)
    watcher.connect(server.base, transports=["websocket"])
    try:
        before = frames.get(timeout=20)
        assert {row["state"] for row in before["rows"]} == {"waiting"}
        contest_id, sheet = next(theory_sheets(tablet))
        body = mark(contest_id, sheet)
        (answer,) = tablet.post_json("/tablet/outbox", body)["results"]
        server.kill()
        assert answer["status"] == "applied"
        server.start()
        shown = None
        while shown is None or shown["seq"] <= before["seq"]:
            shown = frames.get(timeout=30)
        row = next(r for r in shown["rows"] if r["no"] == sheet["entry"]["label"])
        assert (row["state"], row["so_far"] is None) == ("provisional", False)
        again = tablet.post_json("/tablet/outbox", body)["results"][0]
        assert (again["status"], again["receipt"]) == ("duplicate", answer["receipt"])
    finally:
        watcher.disconnect()


def test_screens_come_back_and_see_marks_when_only_their_own_process_is_killed(
    played: tuple[Server, World, Cast],
) -> None:
    server, world, cast = played
    (tablet,) = cast.visitors.values()
    board = {"board": world.stages["lamian", "prelim"]}
    frames: queue.Queue[dict[str, Any]] = queue.Queue()
    watcher = socketio.Client(reconnection_delay=0.1, reconnection_delay_max=0.3)
    watcher.on("connect", lambda: watcher.emit("watch", board))
    for event in ("board", "changes"):
        watcher.on(event, frames.put)
    watcher.connect(server.base, transports=["websocket"])
    try:
        before = frames.get(timeout=20)
        os.kill(server.process("audience"), signal.SIGKILL)
        assert frames.get(timeout=30)["seq"] == before["seq"]
        contest_id, sheet = next(theory_sheets(tablet))
        (answer,) = tablet.post_json("/tablet/outbox", mark(contest_id, sheet))["results"]
        assert answer["status"] == "applied"
        assert frames.get(timeout=30)["seq"] > before["seq"]
    finally:
        watcher.disconnect()
    server.stop()
    assert "Traceback" not in server.log()


def test_twenty_kills_in_the_middle_of_marking_lose_nothing_and_count_nothing_twice(
    played: tuple[Server, World, Cast],
) -> None:
    server, world, cast = played
    (tablet,) = cast.visitors.values()
    acknowledged: dict[str, dict[str, Any]] = {}
    waiting = [mark(contest_id, sheet) for contest_id, sheet in theory_sheets(tablet)] * 5
    waiting = [
        {**body, "operations": [{**body["operations"][0], "id": new_id()}]} for body in waiting
    ]
    for body in waiting:
        (answer,) = tablet.post_json("/tablet/outbox", body)["results"]
        acknowledged[answer["id"]] = answer["receipt"]
        server.kill()
        server.start()
    for body in waiting:
        (answer,) = tablet.post_json("/tablet/outbox", body)["results"]
        assert (answer["status"], answer["receipt"]) == ("duplicate", acknowledged[answer["id"]])
    store = Store(f"sqlite:///{server.folder / 'leitai.db'}")
    with store.reading() as tx:
        told = list(journal.lines(tx, world.trades["lamian"], most=1000))
    store.close()
    entered = [line.body["mark_id"] for line in told if line.kind == "trade:mark:enter"]
    assert sorted(entered) == sorted(acknowledged)
