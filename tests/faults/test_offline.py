"""A real tablet without its server: what was tapped stays, and arrives exactly once."""

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from contest.demo.cast import Cast
from contest.demo.visitor import Visitor
from tests.contest.factories import World
from tests.server import Server

NewContext = Callable[..., BrowserContext]
Played = tuple[Server, World, Cast]
VALUES = ("61", "72.5", "83")


class Tablet:
    """A judge's tablet in Chromium, on the list of theory papers."""

    def __init__(self, context: BrowserContext, server: Server, session: Visitor) -> None:
        self.context, self.server, self.session = context, server, session
        self.base = server.base
        self.signed_in()
        work = session.json("/tablet/work")
        self.sheets = [s for s in work["sheets"] if s["module"]["kind"] == "theory"]
        first = self.sheets[0]
        self.path = f"/tablet#/heat/{first['heat']['id']}/{first['module']['id']}"
        self.page = self.open()

    def signed_in(self) -> None:
        """Give the browser the session of the one who signed in."""
        self.context.add_cookies(
            [{"name": n, "value": v, "url": self.base} for n, v in self.session.cookies().items()]
        )

    def open(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(20_000)
        page.goto(self.base + self.path)
        expect(page.locator("[data-cell]")).to_have_count(len(self.sheets))
        page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
        return page

    def type(self, row: int, value: str, page: Page | None = None) -> None:
        page = page or self.page
        # People type into the tab they see; one in the background draws when it likes.
        page.bring_to_front()
        page.locator(f'[data-cell="{row}"] .value').click()
        for key in value:
            button = page.locator(".keypad button", has_text=re.compile(f"^{re.escape(key)}$"))
            button.click()
        page.locator(".keypad button.next").click()
        self.shows(row, value, page)

    def shows(self, row: int, value: str, page: Page | None = None) -> None:
        figures = (page or self.page).locator(f'[data-cell="{row}"] .value b')
        expect(figures).to_have_text(value)

    def waits(self, count: int, page: Page | None = None) -> None:
        line = (page or self.page).locator('.sync [role="status"]')
        told = (
            re.compile(rf"(?<!\d){count} 条") if count else re.compile("已全部上传|等待上传 0 条")
        )
        expect(line).to_have_text(told, timeout=60_000)

    def sent(self) -> None:
        line = self.page.locator('.sync [role="status"]')
        expect(line).to_contain_text("已全部上传", timeout=60_000)


def marks(server: Server) -> list[tuple[str, str]]:
    """What the server holds, every line of it."""
    with sqlite3.connect(server.folder / "leitai.db") as db:
        return sorted(db.execute("SELECT sheet_id, value FROM mark"))


def wanted(tablet: Tablet) -> list[tuple[str, str]]:
    return sorted((sheet["id"], value) for sheet, value in zip(tablet.sheets, VALUES, strict=False))


@pytest.fixture
def tablet(played: Played, new_context: NewContext) -> Tablet:
    server, _, cast = played
    (session,) = cast.visitors.values()
    return Tablet(new_context("tablet"), server, session)


def sign_in_again(cast: Cast, session: Visitor) -> None:
    """The same judge on this device, taking the seat."""
    (official,) = cast.credentials.officials
    challenge = session.post_json("/sign-in/badge", {"badge": official.badge})["challenge"]
    pin = {"challenge": challenge, "pin": official.pin, "takeover": True}
    session.post_json("/sign-in/pin", pin)


def test_marks_entered_without_a_server_survive_a_reload_and_arrive_once(tablet: Tablet) -> None:
    tablet.server.kill()
    for row, value in enumerate(VALUES):
        tablet.type(row, value)
    tablet.waits(3)
    tablet.page.reload()
    for row, value in enumerate(VALUES):
        tablet.shows(row, value)
    tablet.waits(3)
    tablet.server.start()
    tablet.waits(0)
    assert marks(tablet.server) == wanted(tablet)
    tablet.page.reload()
    tablet.shows(2, VALUES[2])
    assert marks(tablet.server) == wanted(tablet)


def test_two_tabs_of_one_tablet_share_what_waits_and_send_it_once(tablet: Tablet) -> None:
    other = tablet.open()
    tablet.server.kill()
    tablet.type(0, VALUES[0])
    tablet.type(1, VALUES[1], other)
    tablet.type(2, VALUES[2])
    other.reload()
    tablet.waits(3, other)
    tablet.server.start()
    tablet.waits(0)
    tablet.waits(0, other)
    assert marks(tablet.server) == wanted(tablet)


def test_a_list_of_sheets_that_breaks_off_leaves_the_kept_one(tablet: Tablet) -> None:
    broken: list[str] = []

    def break_off(route: Route) -> None:
        broken.append(route.request.url)
        route.fulfill(status=200, content_type="application/json", body='{"contest": {"id"')

    tablet.context.route("**/tablet/work", break_off)
    tablet.page.reload()
    expect(tablet.page.locator("[data-cell]")).to_have_count(len(tablet.sheets))
    tablet.type(0, VALUES[0])
    tablet.waits(0)
    assert broken
    assert marks(tablet.server) == [(tablet.sheets[0]["id"], VALUES[0])]


def test_a_tablet_whose_seat_was_taken_keeps_its_marks_until_a_person_decides(
    tablet: Tablet, played: Played, new_context: NewContext
) -> None:
    server, _, cast = played
    tablet.context.set_offline(True)
    tablet.type(0, VALUES[0])
    tablet.type(1, VALUES[1])
    old = cast.visitors.popitem()[1]
    cast.come(cast.credentials.officials)
    second = Tablet(new_context("tablet"), server, next(iter(cast.visitors.values())))
    second.type(2, VALUES[2])
    second.sent()
    tablet.page.bring_to_front()
    tablet.context.set_offline(False)
    expect(tablet.page.get_by_role("alert")).to_contain_text("您的席位在另一台平板上")
    tablet.waits(2)
    # Coming back has submitted nothing: only the second tablet's mark is there.
    assert marks(server) == [(tablet.sheets[2]["id"], VALUES[2])]
    sign_in_again(cast, old)
    tablet.signed_in()
    tablet.page.reload()
    tablet.waits(0)
    assert marks(server) == wanted(tablet)


def test_what_a_dying_tablet_exported_goes_on_from_another_one(
    tablet: Tablet, played: Played, new_context: NewContext, tmp_path: Path
) -> None:
    server, _, cast = played
    tablet.server.kill()
    for row, value in enumerate(VALUES):
        tablet.type(row, value)
    tablet.page.locator(".sync button").click()
    with tablet.page.expect_download() as download:
        tablet.page.get_by_role("button", name="导出未上传记录").click()
    file = tmp_path / "export.json"
    download.value.save_as(file)
    told: dict[str, Any] = json.loads(file.read_text())
    assert [operation["value"] for operation in told["operations"]] == list(VALUES)
    tablet.context.close()
    server.start()
    cast.visitors.clear()
    cast.come(cast.credentials.officials)
    second = Tablet(new_context("tablet"), server, next(iter(cast.visitors.values())))
    second.page.locator(".sync button").click()
    second.page.locator('.waiting input[type="file"]').set_input_files(file)
    second.waits(0)
    expect(second.page.locator(".said")).to_contain_text("3")
    for _ in range(2):
        second.page.locator('.waiting input[type="file"]').set_input_files([])
        second.page.locator('.waiting input[type="file"]').set_input_files(file)
    second.waits(0)
    assert marks(server) == wanted(second)
