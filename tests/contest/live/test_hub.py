"""The hub sends every frame once and in order, and waits for nobody."""

import json
import socket
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from contest.errors import NotFound
from contest.live import hub
from contest.live.boards import Boards, Channel
from contest.live.changes import Picture, apply
from contest.live.hub import Hub
from contest.live.watcher import MOST_WAITING, Watcher
from contest.live.wire import hello
from tests.contest.live.screens import Screen, masked, pair

BOARD = "b"


def picture(seq: int, size: int = 30) -> Picture:
    rows = [{"id": str(n), "points": seq if n == seq % size else 0} for n in range(size)]
    return {"board": BOARD, "seq": seq, "at": str(seq), "rows": rows}


class OneBoard(Boards):
    """Boards without a database."""

    def __init__(self) -> None:
        self.channel = Channel(picture(1))
        self.is_open = False

    def known(self, board: str) -> Channel | None:
        return self.channel if board == BOARD and self.is_open else None

    def open(self, board: str) -> Channel:
        if board != BOARD:
            raise NotFound()
        self.is_open = True
        return self.channel

    def __iter__(self) -> Iterator[Channel]:
        return iter([self.channel])


class House:
    """A hub with one board that goes on when told."""

    def __init__(self, most: int = 100) -> None:
        self.boards = OneBoard()
        self.hub = Hub(self.boards, most=most)
        self.screens: list[Screen] = []

    def screen(self, buffer: int | None = None) -> Screen:
        ours, theirs = pair()
        if buffer:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        made = Screen(ours)
        self.screens.append(made)
        self.hub.add(theirs, hello())
        return made

    def go_on(self, next_picture: Picture) -> None:
        frame = self.boards.channel.take(next_picture)
        assert frame is not None
        self.hub.send(BOARD, frame)

    def stop(self) -> None:
        self.hub.stop()
        for screen in self.screens:
            screen.line.close()

    def five_seconds(self) -> None:
        """What the hub does in them, without waiting."""
        for tick in range(hub.HEARTBEAT_SECONDS):
            self.hub._ask(partial(self.hub._each_second, tick))


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    yield made
    made.stop()


def test_a_screen_gets_the_whole_picture_on_joining_and_then_every_change(house: House) -> None:
    screen = house.screen()
    screen.join(BOARD)
    assert screen.frame() == ("board", picture(1))
    held = picture(1)
    for seq in range(2, 40):
        house.go_on(picture(seq))
    while held["seq"] < 39:
        name, told = screen.frame()
        assert (name, told["since"]) == ("changes", held["seq"])
        held = apply(held, told) or {}
        assert held == picture(held["seq"])


def test_a_full_house_answers_at_once_so_that_screens_fetch_json() -> None:
    full = House(most=1)
    try:
        inside, outside = full.screen(), full.screen()
        assert outside.line.recv(4096).startswith(b"HTTP/1.1 503 ")
        assert outside.line.recv(4096) == b""
        inside.join(BOARD)
        assert inside.frame() == ("board", picture(1))
        assert full.hub.counts["turned_away"] == 1
    finally:
        full.stop()


def test_a_hall_screen_that_says_what_it_shows_is_known_by_how_late_it_is(house: House) -> None:
    screen = house.screen()
    screen.join(BOARD)
    screen.frame()
    house.go_on(picture(2))
    screen.frame()

    def lag_after(told: dict[str, object]) -> float:
        house.five_seconds()
        while screen.event()[0] != "heartbeat":
            pass
        screen.say(b"42" + json.dumps(["shown", told]).encode())
        # What is said next is answered after what was said before.
        screen.say(b"427" + json.dumps(["leave", {"board": "none"}]).encode())
        while not screen.packet().startswith(b"437"):
            pass
        (found,) = house.hub.audience()
        return found.lag

    others: list[dict[str, object]] = [
        {"board": BOARD}, {"board": BOARD, "seq": 1}, {"board": "c", "seq": 2},
    ]  # fmt: skip
    for told in others:
        assert lag_after(told) == -1
    assert 0 <= lag_after({"board": BOARD, "seq": 2}) < 5


def test_a_screen_that_comes_back_gets_only_what_it_missed(house: House) -> None:
    first = house.screen()
    first.join(BOARD)
    first.frame()
    for seq in range(2, 5):
        house.go_on(picture(seq))
    back = house.screen()
    back.join(BOARD, since=3)
    name, told = back.frame()
    assert (name, told["since"], told["seq"]) == ("changes", 3, 4)
    strange = house.screen()
    strange.join(BOARD, since=10_000)
    assert strange.frame() == ("board", picture(4))


def test_a_screen_that_does_not_read_is_left_out_and_ends_on_the_newest_picture(
    house: House,
) -> None:
    slow, quick = house.screen(buffer=4096), house.screen()
    for screen in (slow, quick):
        screen.join(BOARD)
        screen.frame()
    last = 400
    held = picture(1)
    for seq in range(2, last + 1):
        house.go_on({**picture(seq), "note": "n" * 4000 + str(seq)})
        name, told = quick.frame()
        held = apply(held, told) or {}
        assert (name, held["seq"]) == ("changes", seq)
    waiting = [watcher.rest or b"" for watcher in house.hub._watchers.values()]
    assert 0 < max(map(len, waiting)) <= MOST_WAITING
    frames, held = 0, picture(1)
    while held["seq"] < last:
        name, told = slow.frame()
        frames += 1
        after = told if name == "board" else apply(held, told)
        assert after is not None
        assert after["seq"] > held["seq"]
        held = after
    assert held["rows"] == picture(last)["rows"]
    assert frames < last / 2


def test_a_board_that_is_not_there_is_answered_with_a_refusal(house: House) -> None:
    screen = house.screen()
    screen.say(b"40")
    screen.say(b'427["watch",{"board":"nowhere"}]')
    while not (packet := screen.packet()).startswith(b"43"):
        pass
    assert packet.startswith(b"437")
    assert json.loads(packet[3:])[0]["key"] == NotFound.key


def test_who_asked_for_a_board_that_could_not_be_read_comes_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(board: str) -> Channel:
        raise ConnectionError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(house.boards, "open", away)
        first = house.screen()
        first.join(BOARD)
        assert first.shown_out()
    again = house.screen()
    again.join(BOARD)
    assert again.frame() == ("board", picture(1))


def test_a_watcher_that_cannot_be_served_goes_and_all_others_stay(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, odd = house.screen(), house.screen()
    for screen in (odd, other):
        screen.join(BOARD)
        screen.frame()
    read, odd_end = Watcher.read, odd.line.getsockname()

    def fails(watcher: Watcher) -> object:
        if watcher.line.getpeername() == odd_end:
            raise RuntimeError("nobody thought of this")
        return read(watcher)

    monkeypatch.setattr(Watcher, "read", fails)
    odd.say(b"3")
    assert odd.shown_out()
    house.go_on(picture(2))
    assert other.frame()[1]["seq"] == 2


def test_who_leaves_a_board_gets_no_more_of_it(house: House) -> None:
    screen = house.screen()
    screen.join(BOARD)
    screen.frame()
    screen.say(b'421["leave",{"board":"b"}]')
    assert screen.packet() == b'431[{"left": "b"}]'
    house.go_on(picture(2))
    screen.watch(BOARD, since=1)
    assert screen.frame()[1]["seq"] == 2
    screen.say(b'422["leave",{"board":"b"}]')
    assert screen.packet().startswith(b"432")


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"\x81\x05hello", id="not masked"),
        pytest.param(masked(b"42", 0x01), id="the first of many fragments"),
        pytest.param(masked(b"40", 0xC1), id="compressed though nobody agreed to it"),
        pytest.param(b"\x81\xff" + b"\x00" * 7 + b"\x01" * 6, id="longer than any memory"),
        pytest.param(masked(b"x" * 17_000), id="longer than a screen ever speaks"),
        pytest.param(masked(b"40") + masked(b'42["watch",{"board":7}]'), id="no board"),
        pytest.param(masked(b"40") + masked(b'42["erase",{"board":"b"}]'), id="no such event"),
        pytest.param(masked(b"40") + masked(b"42[" * 3000), id="no JSON"),
        pytest.param(masked(b"42" + b'["watch",{"board":"b"}]'), id="before it was let in"),
        pytest.param(masked(b"40") + masked(b"3") * 400, id="far too much"),
        pytest.param(masked(b"\x00", 0x82), id="binary"),
    ],
)
def test_whoever_misspeaks_is_shown_out_and_nobody_else_notices(house: House, said: bytes) -> None:
    other = house.screen()
    other.join(BOARD)
    other.frame()
    bad = house.screen()
    bad.line.sendall(said)
    assert bad.shown_out()
    assert house.hub.counts["misspoke"] == 1
    house.go_on(picture(2))
    assert other.frame()[1]["seq"] == 2


def test_a_heartbeat_names_the_newest_frame(house: House) -> None:
    screen = house.screen()
    screen.join(BOARD)
    screen.frame()
    house.go_on(picture(2))
    screen.frame()
    house.hub.looked()
    house.five_seconds()
    assert screen.event() == ("heartbeat", {"board": BOARD, "seq": 2})


def test_nobody_is_told_that_there_is_no_news_while_the_journal_cannot_be_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = house.screen()
    screen.join(BOARD)
    screen.frame()

    monkeypatch.setattr(hub, "SURE_SECONDS", 0.0)
    house.five_seconds()
    house.go_on(picture(2))
    assert screen.event()[0] == "changes"
    monkeypatch.setattr(hub, "SURE_SECONDS", 60.0)
    house.hub.looked()
    house.five_seconds()
    assert screen.event() == ("heartbeat", {"board": BOARD, "seq": 2})


def test_frames_that_were_kept_give_way_to_the_whole_picture_where_they_are_longer() -> None:
    channel = Channel(picture(1))
    for seq in range(2, 200):
        channel.take(picture(seq))
    data, seq = channel.catch_up(1)
    assert (data, seq) == (channel.snapshot(), 199)
    assert channel.catch_up(199) == (b"", 199)
    few, _ = channel.catch_up(197)
    assert few.count(b'["changes"') == 2
    assert channel.take(picture(199)) is None


def test_who_waits_for_the_hub_waits_for_the_frames_before(house: House) -> None:
    assert house.hub.wait(0)
    house.screen()
    gate = threading.Event()

    def be_busy() -> None:
        gate.wait(60)

    house.hub._ask(be_busy)
    assert not house.hub.wait(0.01)
    gate.set()
    assert house.hub.wait(60)
