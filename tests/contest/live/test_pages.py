"""Phone and hall screen in Chromium: they follow the marks, and turn grey when nothing is heard."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from contest.operations.freezing import freeze_boards, reveal_boards
from contest.queries.board import board_frame
from contest.security import Actor
from contest.store.engine import Store
from tests.contest.factories import make_world
from tests.contest.hands import fill_sheet, work_of
from tests.server import Server


@pytest.mark.parametrize(("kind", "path"), [("phone", ""), ("hall", "/hall")])
def test_a_board_follows_marks_freeze_and_reveal_and_says_when_it_is_old(
    kind: str, path: str, tmp_path: Path, new_context: Callable[..., BrowserContext]
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'leitai.db'}")
    store.migrate()
    world = make_world(store)
    board, trade_id = world.stages["lamian", "prelim"], world.trades["lamian"]
    judge = world.judges["lamian"][0]
    sheets = work_of(store, judge)

    def newest() -> re.Pattern[str]:
        with store.reading() as tx:
            return re.compile(rf"第 {board_frame(tx, board, Actor())['seq']} 号")

    server = Server(tmp_path)
    server.start()
    try:
        page = new_context(kind).new_page()
        page.goto(f"{server.base}/boards/{board}{path}")
        age, state = page.locator('[data-board="age"]'), page.locator('[data-board="state"]')
        fill_sheet(store, judge, sheets[0])
        expect(age).to_have_text(newest(), timeout=20_000)
        freeze_boards(store, actor=world.organiser, trade_id=trade_id)
        expect(state).to_have_text("封榜", timeout=20_000)
        frozen = newest()
        fill_sheet(store, judge, sheets[1])
        expect(age).to_have_text(frozen)
        if kind == "hall":
            expect(page.locator("#anchor")).to_have_text("")
        reveal_boards(store, actor=world.organiser, trade_id=trade_id)
        expect(state).to_have_text("评分中", timeout=20_000)
        expect(age).to_have_text(newest())
        if kind == "hall":
            expect(page.locator("#anchor")).to_have_text(re.compile(r"LM-\d+-[0-9a-f]{12}"))
        page.screenshot(path=tmp_path / f"{kind}.png")
        server.kill()
        expect(page.locator("html[data-stale]")).to_have_count(1, timeout=40_000)
        expect(age).to_have_text(re.compile(r"已 \d+ 秒没有收到消息"))
        server.start()
        expect(page.locator("html[data-stale]")).to_have_count(0, timeout=40_000)
    finally:
        server.kill_left_over()
        store.close()
