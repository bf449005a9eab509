"""The relay sends each change once, to those who watch, and catches up after it was away."""

from typing import Any, cast

import pytest
from sqlmodel import Session

from contest.live import boards
from contest.live.boards import Boards, Frame
from contest.live.changes import Picture, apply
from contest.live.relay import Relay, pause
from contest.live.rooms import board_room
from contest.operations.freezing import freeze_boards, reveal_boards
from contest.operations.results import switch_board
from contest.operations.rosters import withdraw_entry
from contest.operations.signing import record_incident, withdraw_incident
from contest.queries.board import board_frame, public_frame
from contest.queries.marks import KeptMarks
from contest.security import Actor
from contest.store.engine import Store
from tests.contest.factories import make_world
from tests.contest.hands import fill_sheet, work_of


class Listener:
    """Stands where hub and sockets stand and keeps what is sent."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.sent: list[tuple[str, Any, str | None]] = []

    def send(self, board: str, frame: Frame) -> None:
        assert frame.told["board"] == board
        self.frames.append(frame)

    def emit(self, event: str, frame: Any, to: str | None = None) -> None:
        self.sent.append((event, frame, to))


class Hall:
    """A relay with everything around it; both boards of the first trade are watched."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.world = make_world(store, codes=("lamian", "welding"))
        self.boards = Boards(store)
        self.listener = Listener()
        listener = cast("Any", self.listener)
        self.both = listener, listener  # stands in for the sockets and for the hub
        self.relay = Relay(store, *self.both, self.boards)
        self.prelim = self.world.stages["lamian", "prelim"]
        self.final = self.world.stages["lamian", "final"]
        self.relay.look()
        for board in (self.prelim, self.final):
            self.boards.open(board)

    def mark_one(self, code: str = "lamian") -> None:
        judge = self.world.judges[code][0]
        sheets = [s for s in work_of(self.store, judge) if s["state"] == "open"]
        fill_sheet(self.store, judge, sheets[0])

    def page(self, board: str) -> dict[str, Any]:
        with self.store.reading() as tx:
            return {**board_frame(tx, board, Actor()), "at": ""}


@pytest.fixture
def hall(store: Store) -> Hall:
    return Hall(store)


def test_nothing_new_sends_nothing(hall: Hall) -> None:
    assert hall.relay.look() == 0
    assert hall.listener.frames == []


def test_many_marks_between_two_looks_make_one_frame_per_watched_board(hall: Hall) -> None:
    hall.mark_one()
    hall.mark_one()
    hall.mark_one("welding")
    assert hall.relay.look() == 2
    assert [frame.told["board"] for frame in hall.listener.frames] == [hall.prelim, hall.final]
    assert [(event, to) for event, _, to in hall.listener.sent] == [
        ("changes", board_room(hall.prelim)),
        ("changes", board_room(hall.final)),
    ]


def test_what_is_marked_while_a_boards_first_picture_is_made_reaches_its_screens(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    boards = Boards(hall.store)
    relay = Relay(hall.store, *hall.both, boards)
    relay.look()
    picture = boards._picture

    def slow(tx: Session, board: str) -> Picture:
        made = picture(tx, board)
        hall.mark_one()
        assert relay.look() == 0
        return made

    with monkeypatch.context() as patch:
        patch.setattr(boards, "_picture", slow)
        held = boards.open(hall.prelim).picture
    assert relay.look() == 1
    (frame,) = hall.listener.frames
    assert {**(apply(held, frame.told) or {}), "at": ""} == hall.page(hall.prelim)
    assert relay.look() == 0


def test_frames_lead_to_the_same_picture_as_the_first_load_of_a_page(hall: Hall) -> None:
    held = hall.boards.open(hall.prelim).picture
    for _ in range(3):
        hall.mark_one()
        hall.relay.look()
    for frame in hall.listener.frames:
        if frame.told["board"] == hall.prelim:
            held = apply(held, frame.told) or {}
    assert {**held, "at": ""} == hall.page(hall.prelim)
    assert held == hall.boards.open(hall.prelim).picture


def test_frames_of_a_board_are_numbered_without_a_gap(hall: Hall) -> None:
    start = hall.boards.open(hall.prelim).seq
    for _ in range(3):
        hall.mark_one()
        hall.relay.look()
    steps = [(f.since, f.seq) for f in hall.listener.frames if f.told["board"] == hall.prelim]
    assert len(steps) == 3
    assert [since for since, _ in steps] == [start, *(seq for _, seq in steps[:-1])]


def test_a_page_is_shown_the_newest_frame_and_computes_only_what_no_frame_tells_yet(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown() -> dict[str, Any]:
        with hall.store.reading() as tx:
            return {**hall.boards.shown(tx, hall.prelim), "at": ""}

    hall.mark_one()
    assert shown() == hall.page(hall.prelim)
    assert shown()["seq"] > hall.boards.open(hall.prelim).seq
    hall.relay.look()
    expected = hall.page(hall.prelim)
    monkeypatch.setattr(boards, "public_frame", None)
    assert shown() == expected


def test_a_hidden_board_tells_nothing_but_that_it_is_hidden(hall: Hall) -> None:
    switch_board(hall.store, actor=hall.world.organiser, stage_id=hall.prelim, show=False)
    hall.mark_one()
    hall.relay.look()
    picture = hall.boards.open(hall.prelim).picture
    assert (picture["state"], picture["rows"], picture["anchor"]) == ("hidden", [], "")


def test_one_bad_look_does_not_lose_what_came_meanwhile(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ConnectionError("the line is away")

    held = hall.boards.open(hall.final).picture
    hall.mark_one()
    with monkeypatch.context() as patch:
        patch.setattr(hall.listener, "send", broken)
        with pytest.raises(ConnectionError):
            hall.relay.look()
    hall.relay.look()
    (last,) = hall.listener.frames
    assert apply(held, last.told) == hall.boards.open(hall.final).picture


def test_a_heartbeat_names_the_newest_frame_of_each_board(hall: Hall) -> None:
    hall.mark_one()
    hall.relay.look()
    hall.listener.sent.clear()
    hall.relay.beat()
    newest = hall.boards.open(hall.prelim).seq
    told = {"board": hall.prelim, "seq": newest}
    assert ("heartbeat", told, board_room(hall.prelim)) in hall.listener.sent


def test_a_relay_that_works_long_rests_as_long_but_never_goes_quiet() -> None:
    assert pause(0.15, 0.05) == 0.15
    assert pause(-0.4, 0.6) == 0.6
    assert pause(-0.4, 0.1) == 0.1
    assert pause(-30, 30) == 1


def test_a_board_kept_from_look_to_look_is_the_one_computed_anew_whatever_happened(
    hall: Hall,
) -> None:
    world, first = hall.world, hall.world.entries["lamian"][0]
    chief = world.chiefs["lamian"]

    def same() -> None:
        hall.relay.look()
        for board in (hall.prelim, hall.final):
            assert {**hall.boards.open(board).picture, "at": ""} == hall.page(board)

    hall.mark_one()
    same()
    absent = record_incident(
        hall.store,
        actor=chief,
        stage_id=hall.prelim,
        entry_id=first,
        item_id="absent:did_not_start",
        count=1,
        note="",
    )
    same()
    hall.mark_one()
    withdraw_incident(hall.store, actor=chief, incident_id=absent)
    same()
    withdraw_entry(hall.store, actor=world.organiser, entry_id=world.entries["lamian"][1])
    same()
    hall.mark_one()
    same()
    for show in (False, True):
        switch_board(hall.store, actor=world.organiser, stage_id=hall.prelim, show=show)
        hall.mark_one()
        same()
    freeze_boards(hall.store, actor=world.organiser, trade_id=world.trades["lamian"])
    hall.mark_one()
    same()
    reveal_boards(hall.store, actor=world.organiser, trade_id=world.trades["lamian"])
    same()


def test_an_older_moment_is_not_shown_newer_marks(hall: Hall) -> None:
    kept = KeptMarks()
    with hall.store.standing_still() as before:
        older = board_frame(before, hall.prelim, Actor())
        hall.mark_one()
        with hall.store.standing_still() as now:
            newer = public_frame(now, hall.prelim, kept)
        again = public_frame(before, hall.prelim, kept)
    assert newer["rows"] != older["rows"]
    assert {**again, "at": ""} == {**older, "at": ""}
