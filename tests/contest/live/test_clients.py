"""Official Socket.IO clients, as they are, against a served contest."""

import json
import queue
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import socketio

from contest.live.changes import apply
from contest.queries.board import board_frame
from contest.security import Actor
from contest.store.engine import Store
from tests.contest.factories import World, make_world
from tests.contest.hands import fill_sheet, work_of
from tests.server import ROOT, Server

JS = """
import { io } from "socket.io-client";
const [base, board, transports] = process.argv.slice(1);
const line = io(base, { transports: transports.split(",") });
line.on("connect", async () => {
  const told = await line.timeout(20000).emitWithAck("watch", { board });
  console.log(JSON.stringify(["told", told]));
});
for (const name of ["board", "changes", "connect_error"]) {
  line.on(name, (told) => console.log(JSON.stringify([name, told.message ?? told])));
}
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Store, World]]:
    folder = tmp_path_factory.mktemp("clients")
    store = Store(f"sqlite:///{folder / 'leitai.db'}")
    store.migrate()
    world = make_world(store)
    server = Server(folder)
    server.start()
    yield server, store, world
    server.stop()
    store.close()


def mark_one(store: Store, world: World) -> None:
    """Marks written by another process than the one that serves."""
    judge = world.judges["lamian"][0]
    fill_sheet(store, judge, next(s for s in work_of(store, judge) if s["state"] == "open"))


def page(store: Store, board: str) -> dict[str, Any]:
    with store.reading() as tx:
        return {**board_frame(tx, board, Actor()), "at": ""}


def follow(told: "queue.Queue[tuple[str, Any]]", wanted: dict[str, Any]) -> None:
    """Put frames together until the wanted picture stands there."""
    held: dict[str, Any] | None = None
    while held is None or held["seq"] < wanted["seq"]:
        name, frame = told.get(timeout=30)
        assert name in {"board", "changes"}, frame
        held = frame if name == "board" else apply(held or {}, frame)
        assert held is not None
    assert {**held, "at": ""} == wanted


@pytest.mark.parametrize("transports", [["websocket"], ["polling"], ["polling", "websocket"]])
def test_python_socketio_follows_a_board(
    served: tuple[Server, Store, World], transports: list[str]
) -> None:
    server, store, world = served
    board = world.stages["lamian", "prelim"]
    told: queue.Queue[tuple[str, Any]] = queue.Queue()
    client = socketio.Client()
    client.on("board", lambda frame: told.put(("board", frame)))
    client.on("changes", lambda frame: told.put(("changes", frame)))
    client.connect(server.base, transports=transports)
    try:
        assert client.call("watch", {"board": board}) == {"watching": board}
        mark_one(store, world)
        follow(told, page(store, board))
    finally:
        client.disconnect()


@pytest.mark.parametrize("transports", ["websocket", "polling,websocket"])
def test_socket_io_client_of_javascript_follows_a_board(
    served: tuple[Server, Store, World], transports: str
) -> None:
    server, store, world = served
    board = world.stages["lamian", "prelim"]
    command = ["node", "--input-type=module", "-e", JS, server.base, board, transports]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as client:
        assert client.stdout is not None
        try:
            held: dict[str, Any] | None = None
            answered, wanted = False, None
            while wanted is None or held is None or held["seq"] < wanted["seq"]:
                name, told = json.loads(client.stdout.readline())
                if name == "told":
                    assert told == {"watching": board}
                    answered = True
                else:
                    assert name in {"board", "changes"}, told
                    held = told if name == "board" else apply(held or {}, told)
                if wanted is None and answered and held is not None:
                    mark_one(store, world)
                    wanted = page(store, board)
            assert {**held, "at": ""} == wanted
        finally:
            client.kill()
