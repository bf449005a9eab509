"""Frames are ordered by the journal's numbers, never by anybody's clock."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from contest import clock
from contest.live import boards as live_boards
from contest.live.boards import Boards, Frame
from contest.live.relay import Relay
from contest.queries import board as board_query
from contest.store import journal
from contest.store.engine import Store
from tests.contest.factories import make_world
from tests.contest.hands import fill_sheet, work_of


def test_a_clock_that_goes_back_neither_stops_frames_nor_their_numbers(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world(store)
    judge, board = world.judges["lamian"][0], world.stages["lamian", "prelim"]
    frames: list[Frame] = []
    hub: Any = SimpleNamespace(send=lambda board, frame: frames.append(frame))
    sockets: Any = SimpleNamespace(emit=lambda *told, to: None)
    boards = Boards(store)
    relay = Relay(store, sockets, hub, boards)
    relay.look()
    before = boards.open(board).picture
    sheets = work_of(store, judge)
    fill_sheet(store, judge, sheets[0])
    relay.look()
    yesterday = clock.now() - timedelta(days=1)
    for module in (journal, board_query, live_boards):
        monkeypatch.setattr(module, "now", lambda: yesterday, raising=False)
    fill_sheet(store, judge, sheets[1])
    relay.look()
    first, second = frames
    assert before["seq"] == first.since < first.seq == second.since < second.seq
    assert second.told["at"] < first.told["at"]
    with store.reading() as tx:
        lines = journal.lines(tx, world.trades["lamian"])
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
