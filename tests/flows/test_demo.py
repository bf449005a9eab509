"""The first thing a newcomer sees: the demo builds itself, is served, and its boards move."""

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from contest.demo import credentials
from contest.demo.visitor import Visitor
from tests.server import Server


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path, "demo", "--autoplay", "--pace", "0.01")
    made.start(300)
    yield made
    made.stop()


def test_the_demo_plays_itself_and_a_second_start_finds_the_same_contest(demo: Server) -> None:
    doors = credentials.load(demo.folder)
    assert doors is not None
    assert len(doors.entries) == 96
    visitor, pause = Visitor(demo.base), Event()
    home = visitor.page(f"/contests/{doors.contest_id}")
    stages = list(dict.fromkeys(re.findall(r'href="/boards/([^/"]+)"', home)))
    assert len(stages) == 6

    def states() -> set[str]:
        frames = [visitor.json(f"/boards/{stage}.json") for stage in stages]
        return {row["state"] for frame in frames for row in frame["rows"]}

    for _ in range(600):
        if states() - {"waiting"}:
            break
        pause.wait(0.5)
    assert states() - {"waiting"}
    demo.stop()
    demo.start(120)
    assert states() - {"waiting"}
    assert doors.user_name in demo.log()
    assert credentials.load(demo.folder) == doors
