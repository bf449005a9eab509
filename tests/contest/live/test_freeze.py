"""Two runs that differ only in marks after the freeze look the same to everybody outside."""

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from contest.app import create_app
from contest.keys import load_keys
from contest.live.boards import Boards, Frame
from contest.live.relay import Relay
from contest.operations.badges import issue_entry_badges
from contest.operations.freezing import AlreadyFrozen, NotFrozen, freeze_boards, reveal_boards
from contest.operations.results import WrongState, sign_result, switch_board
from contest.queries.board import board_frame
from contest.security import Actor
from contest.store import journal
from contest.store.engine import Store
from tests.contest.browsing import Browser, settings_at, signed_in
from tests.contest.factories import World, make_world
from tests.contest.hands import fill_sheet, mark_stage, work_of

TOKEN = re.compile(rb'(name="csrf_token" value=")[^"]+')
UNEQUAL = {"Date", "Set-Cookie", "X-Request-ID"}
"""Headers of the moment or drawn anew for each answer; no mark can show in them."""
Run = tuple[Flask, Store, World]


def mark(store: Store, world: World, count: int) -> None:
    """Marks of the trade's first two judges, `count` sheets each."""
    for judge in world.judges["lamian"][:2]:
        for sheet in [s for s in work_of(store, judge) if s["state"] == "open"][:count]:
            fill_sheet(store, judge, sheet)


def everything_public(run: Run, badge: str) -> dict[str, Any]:
    """Every byte and header that the public, a contestant and another trade's judge get."""
    app, store, world = run
    paths = ["/", f"/contests/{world.contest_id}", f"/contests/{world.contest_id}/timetable"]
    for stage_id in world.stages.values():
        paths += [f"/boards/{stage_id}", f"/boards/{stage_id}/hall", f"/boards/{stage_id}.json"]
    other = world.judges["courier"][0]
    people = {
        "anonymous": Browser(app),
        "judge of another trade": signed_in(app, store, other.staff_id or ""),
    }
    told: dict[str, Any] = {}
    for who, browser in people.items():
        for path in paths:
            answer = browser.get(path)
            headers = sorted((n, v) for n, v in answer.headers if n not in UNEQUAL)
            told[f"{who} {path}"] = (answer.status_code, headers, TOKEN.sub(rb"\1", answer.data))
    shown = Browser(app).ask("/b/show", {"badge": badge})
    told["contestant"] = (shown.status_code, shown.data)
    return told


class Wire:
    """Keeps every frame that goes out."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def send(self, board: str, frame: Frame) -> None:
        self.sent.append((board, frame.data))

    def emit(self, event: str, told: Any, to: str | None = None) -> None:
        self.sent.append((event, told, to))


@pytest.fixture
def runs(tmp_path: Path) -> Callable[[int], tuple[Run, str]]:
    """Copies of one frozen contest, each to be marked on differently."""
    path = tmp_path / "start.db"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    world = make_world(store, codes=("lamian", "courier"))
    mark(store, world, 1)
    organiser, entry_id = world.organiser, world.entries["lamian"][0]
    keys = load_keys(tmp_path / "data")
    badge = issue_entry_badges(store, keys=keys, actor=organiser, entry_ids=[entry_id])[entry_id]
    switch_board(store, actor=organiser, stage_id=world.stages["lamian", "final"], show=False)
    freeze_boards(store, actor=organiser, trade_id=world.trades["lamian"])
    store.close()

    def copy(number: int) -> tuple[Run, str]:
        mine = tmp_path / f"run{number}.db"
        shutil.copy(path, mine)
        app = create_app(settings_at(f"sqlite:///{mine}", tmp_path))
        return (app, app.extensions["leitai_store"], world), badge

    return copy


def test_every_public_byte_is_equal_whatever_is_marked_after_the_freeze(
    runs: Callable[[int], tuple[Run, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Boards of other trades go on and say when they were asked; that is no business of this one.
    monkeypatch.setattr("contest.queries.board.now", lambda: datetime(2026, 5, 11, tzinfo=UTC))
    seen, lengths = [], set()
    for number, later in enumerate((0, 1, 3)):
        run, badge = runs(number)
        _, store, world = run
        wire: Any = Wire()  # stands in for the sockets and for the hub
        boards = Boards(store)
        relay = Relay(store, wire, wire, boards)
        for stage_id in world.stages.values():
            boards.open(stage_id)
            run[0].extensions["leitai_boards"].open(stage_id)
        relay.look()
        if later:
            mark(store, world, later)
        relay.look()
        relay.beat()
        joining = [boards.open(stage_id).snapshot() for stage_id in world.stages.values()]
        seen.append((everything_public(run, badge), wire.sent, joining))
        with store.reading() as tx:
            lengths.add(journal.head_seq(tx, world.trades["lamian"]))
        store.close()
    assert seen[0][0] == seen[1][0] == seen[2][0]
    assert seen[0] == seen[1] == seen[2]
    assert len(lengths) == 3
    told = seen[0][0][f"anonymous /boards/{world.stages['lamian', 'prelim']}.json"][2]
    assert b'"frozen"' in told


def test_the_reveal_shows_all_that_was_marked_and_the_number_goes_on(store: Store) -> None:
    world = make_world(store)
    stage_id, organiser = world.stages["lamian", "prelim"], world.organiser
    trade_id = world.trades["lamian"]
    mark(store, world, 1)
    freeze_boards(store, actor=organiser, trade_id=trade_id)
    with store.reading() as tx:
        frozen = board_frame(tx, stage_id, Actor())
    mark(store, world, 2)
    with store.reading() as tx:
        assert board_frame(tx, stage_id, Actor()) == frozen
    reveal_boards(store, actor=organiser, trade_id=trade_id)
    with store.reading() as tx:
        shown = board_frame(tx, stage_id, Actor())
    assert (frozen["state"], frozen["anchor"]) == ("frozen", "")
    assert (shown["state"], shown["anchor"][:3]) == ("live", "LM-")
    assert shown["seq"] > frozen["seq"]
    assert shown["rows"] != frozen["rows"]


def test_a_signature_does_not_break_the_freeze(store: Store) -> None:
    world = make_world(store)
    stage_id, trade_id = world.stages["lamian", "prelim"], world.trades["lamian"]
    freeze_boards(store, actor=world.chiefs["lamian"], trade_id=trade_id)
    mark_stage(store, world, "lamian", "prelim")
    sign_result(store, actor=world.chiefs["lamian"], stage_id=stage_id)
    with store.reading() as tx:
        shown = board_frame(tx, stage_id, Actor())
    assert (shown["state"], shown["counts"]["final"]) == ("frozen", 0)


def test_freezing_twice_revealing_nothing_and_switching_while_frozen_are_refused(
    store: Store,
) -> None:
    world = make_world(store)
    organiser, trade_id = world.organiser, world.trades["lamian"]
    with pytest.raises(NotFrozen):
        reveal_boards(store, actor=organiser, trade_id=trade_id)
    freeze_boards(store, actor=organiser, trade_id=trade_id)
    with pytest.raises(AlreadyFrozen):
        freeze_boards(store, actor=organiser, trade_id=trade_id)
    with pytest.raises(WrongState):
        switch_board(store, actor=organiser, stage_id=world.stages["lamian", "prelim"], show=False)
