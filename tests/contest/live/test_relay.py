"""The relay sends each change once, to those who watch, and catches up after it was away."""

from typing import Any

import pytest

from contest.live.relay import Relay
from contest.live.rooms import board_room
from contest.operations.results import switch_board
from contest.queries.board import board_frame
from contest.security import Actor
from contest.store.engine import Store
from tests.contest.factories import World, make_world
from tests.contest.hands import fill_sheet, work_of


class Listener:
    """Stands where the sockets stand and keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any, str | None]] = []

    def emit(self, event: str, frame: Any, to: str | None = None) -> None:
        self.sent.append((event, frame, to))


@pytest.fixture
def world(store: Store) -> World:
    return make_world(store, codes=("lamian", "welding"))


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def relay(store: Store, world: World, listener: Listener) -> Relay:
    made = Relay(store, listener)
    made.look()
    listener.sent.clear()
    return made


def mark_one(store: Store, world: World, code: str = "lamian") -> None:
    judge = world.judges[code][0]
    fill_sheet(store, judge, next(s for s in work_of(store, judge) if s["state"] == "open"))


def test_nothing_new_sends_nothing(relay: Relay, listener: Listener) -> None:
    assert relay.look() == 0
    assert listener.sent == []


def test_many_marks_between_two_looks_make_one_frame_per_board(
    store: Store, world: World, relay: Relay, listener: Listener
) -> None:
    mark_one(store, world)
    mark_one(store, world)
    relay.look()
    rooms = [to for _, _, to in listener.sent]
    stages = [world.stages["lamian", "prelim"], world.stages["lamian", "final"]]
    assert rooms == [board_room(stage) for stage in stages]


def test_a_frame_is_the_same_picture_as_the_first_load(
    store: Store, world: World, relay: Relay, listener: Listener
) -> None:
    mark_one(store, world)
    relay.look()
    with store.reading() as tx:
        from_the_page = board_frame(tx, world.stages["lamian", "prelim"], Actor())
    event, frame, _ = listener.sent[0]
    assert event == "board"
    assert {**frame, "at": ""} == {**from_the_page, "at": ""}


def test_frames_of_a_board_carry_a_growing_sequence(
    store: Store, world: World, relay: Relay, listener: Listener
) -> None:
    for _ in range(3):
        mark_one(store, world)
        relay.look()
    numbers = [frame["seq"] for _, frame, to in listener.sent if to == listener.sent[0][2]]
    assert numbers == sorted(set(numbers))


def test_a_hidden_board_tells_nothing_but_that_it_is_hidden(
    store: Store, world: World, relay: Relay, listener: Listener
) -> None:
    stage_id = world.stages["lamian", "prelim"]
    switch_board(store, actor=world.organiser, stage_id=stage_id, show=False)
    mark_one(store, world)
    relay.look()
    frame = listener.sent[0][1]
    assert (frame["state"], frame["rows"]) == ("hidden", [])


def test_one_bad_look_does_not_lose_what_came_meanwhile(
    store: Store, world: World, relay: Relay, listener: Listener
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ConnectionError("the message queue is away")

    mark_one(store, world)
    send, listener.emit = listener.emit, broken  # type: ignore[method-assign]  # as the queue does
    with pytest.raises(ConnectionError):
        relay.look()
    listener.emit = send  # type: ignore[method-assign]  # it is back
    assert relay.look() == 2
