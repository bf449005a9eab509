"""Writing a rulebook in Chromium: the check follows the keys, a finding leads to its line."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from contest.operations import sessions
from contest.store.engine import Store
from tests.contest.small_world import BOOK, small_world
from tests.server import Server


def test_a_mistake_is_told_while_it_is_written_and_its_line_is_shown(
    tmp_path: Path, new_context: Callable[..., BrowserContext]
) -> None:
    store = Store(f"sqlite:///{tmp_path / 'leitai.db'}")
    store.migrate()
    world = small_world(store)
    with store.transaction() as tx:
        token = sessions.start(
            tx,
            staff_id=world.organiser.staff_id or "",
            device_id=None,
            takeover=True,
            proof="password",
        ).token
    server = Server(tmp_path)
    server.start()
    try:
        context = new_context("desk")
        context.add_cookies([{"name": "lt", "value": token, "url": server.base}])
        page = context.new_page()
        page.goto(f"{server.base}/desk/rulebooks/{world.trades['welding']}/edit")
        state, text = page.locator("[data-state]"), page.locator("#text")
        expect(state).to_have_text("没有发现问题。")
        text.fill(BOOK.replace("join: mean", "join: meen"))
        expect(state).to_have_text("有 1 处错误，改正后才能载入。")
        finding = page.locator("[data-findings] li")
        expect(finding).to_contain_text("meen")
        finding.get_by_role("button").click()
        chosen = text.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)")
        assert chosen.strip() == "panel: {join: meen}"
        text.fill(BOOK)
        expect(state).to_have_text("没有发现问题。")
        page.get_by_role("button", name="保存并载入").click()
        expect(page.locator("h1")).to_have_text("竞赛规程")
    finally:
        server.kill_left_over()
        store.close()
