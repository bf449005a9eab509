"""Screens are led to the audience's own process, and stay where they are when it is gone."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any, cast

import pytest

from contest.config import Settings
from contest.live import audience, usher
from contest.live.usher import Usher
from contest.live.wire import hello
from contest.store.engine import Store
from tests.contest.factories import World, make_world
from tests.contest.hands import fill_sheet, work_of
from tests.contest.live.screens import Screen, pair


class Here:
    """Stands where this process's hub stands and keeps the screens that stay."""

    def __init__(self) -> None:
        self.stayed: list[socket.socket] = []

    def add(self, screen: socket.socket, greeting: bytes) -> None:
        self.stayed.append(screen)


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, socket.socket]]:
    ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    yield ends
    for end in ends:
        end.close()


@pytest.fixture
def here() -> Iterator[Here]:
    made = Here()
    yield made
    for screen in made.stayed:
        screen.close()


def leads_to(here: Here, line: socket.socket | None) -> Usher:
    return Usher(cast("Any", here), line)


def test_the_audiences_process_greets_a_screen_and_shows_it_each_change(
    line: tuple[socket.socket, socket.socket], here: Here, store: Store, tmp_path: Any
) -> None:
    world = make_world(store)
    settings = Settings.model_validate({"DATABASE_URL": store.url, "data_dir": tmp_path})
    process = threading.Thread(target=audience.serve, args=(line[1], settings))
    process.start()
    ours, theirs = pair()
    try:
        leading = leads_to(here, line[0])
        leading.add(theirs, hello())
        screen = Screen(ours)
        board = world.stages["lamian", "prelim"]
        screen.join(board)
        before = screen.frame()[1]
        mark_one(store, world)
        leading.ring()
        name, told = screen.frame()
        assert (name, told["since"]) == ("changes", before["seq"])
        assert not here.stayed
    finally:
        line[0].close()
        process.join(20)
    assert not process.is_alive()
    assert screen.shown_out()
    ours.close()


def mark_one(store: Store, world: World) -> None:
    judge = world.judges["lamian"][0]
    fill_sheet(store, judge, next(s for s in work_of(store, judge) if s["state"] == "open"))


def test_without_such_a_process_screens_stay(here: Here) -> None:
    ours, theirs = pair()
    with closing(ours):
        leading = leads_to(here, None)
        leading.add(theirs, hello())
        leading.ring()
        assert here.stayed == [theirs]


def test_once_that_process_is_gone_screens_stay(
    line: tuple[socket.socket, socket.socket], here: Here, caplog: pytest.LogCaptureFixture
) -> None:
    leading = leads_to(here, line[0])
    line[1].close()
    for _ in range(2):
        ours, theirs = pair()
        with closing(ours):
            leading.add(theirs, hello())
    assert len(here.stayed) == 2
    assert caplog.text.count("gone") == 1


def test_a_screen_that_is_not_taken_in_time_stays_and_the_next_is_tried_again(
    line: tuple[socket.socket, socket.socket], here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usher, "PATIENCE_SECONDS", 0.01)
    leading = leads_to(here, line[0])
    # Nobody listens at the other end, so at some time no more fits in between.
    come = 0
    while not here.stayed and come < 1000:
        ours, theirs = pair()
        with closing(ours):
            leading.add(theirs, hello())
        come += 1
    assert here.stayed
    for _ in range(come - 1):
        _, files, _, _ = socket.recv_fds(line[1], 1024, 1)
        socket.socket(fileno=files[0]).close()
    ours, theirs = pair()
    with closing(ours):
        leading.add(theirs, b"the next")
    greeting, files, _, _ = socket.recv_fds(line[1], 1024, 1)
    socket.socket(fileno=files[0]).close()
    assert greeting == b"the next"
    assert len(here.stayed) == 1
