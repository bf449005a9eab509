"""The story of a contest day, from an empty database to a certificate that a stranger verifies."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from contest.demo.cast import Cast
from contest.demo.day import check_everybody_in, draw_stations, mark_stage, sign_stage
from tests.browser import Camera
from tests.flows.contest_day import ContestDay
from tests.flows.recompute import recompute
from tests.flows.screens import Tablet
from tests.server import Server

LOCALES = {"zh": "zh-CN", "en": "en-US"}
WORDS = {
    "zh": {"provisional": "暂定", "valid": "有效", "title": "技术状元"},
    "en": {"provisional": "Provisional", "valid": "Valid", "title": "Champion of the Trade"},
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.stop()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_from_roster_to_title(
    language: str,
    server: Server,
    tmp_path: Path,
    launch: Callable[..., Browser],
    new_context: Callable[..., BrowserContext],
) -> None:
    camera = Camera(tmp_path)
    seeing = launch(*camera.arguments)
    words = WORDS[language]

    def open_screen(kind: str, with_camera: bool) -> BrowserContext:
        more = {"browser": seeing, "permissions": ["camera"]} if with_camera else {}
        return new_context(kind, locale=LOCALES[language], **more)

    told = ContestDay(server, open_screen, camera)
    told.found()
    told.sign_in()
    told.load_rulebooks()
    told.import_rosters()
    told.add_officials()
    told.make_timetable()
    told.check_timetable()
    told.print_badges()
    told.check_in(told.screen("phone", camera=True))
    cast = told.cast()
    check_everybody_in(cast)
    told.organiser.go("/draw")
    assert draw_stations(cast) == 6

    boards = told.organiser.go("/desk/results")
    hidden = boards.locator("form", has=boards.locator('[name=show][value="1"]'))
    while hidden.count():
        with boards.expect_navigation():
            hidden.first.locator("button").click()
    stage = boards.locator('a[href^="/boards/"]').first.get_attribute("href") or ""
    phone, hall = told.screen("phone"), told.screen("hall")
    phone.go(stage)
    hall.go(f"{stage}/hall")

    judges = cast.credentials.of_role("judge")
    cast.come([*judges, *cast.credentials.of_role("chief_judge")])
    shared, first, second = _two_on_one_panel(cast, "lamian")
    tablets = {}
    for number in (first, second):
        tablet = told.screen("tablet", camera=True)
        tablet.enrol(f"平板 {number}", told.organiser)
        told.badge_sign_in(tablet, number, by_camera=number == first)
        expect(tablet.page.locator("#step-takeover")).to_be_visible()
        tablet.look()
        tablet.page.click("#take")
        expect(tablet.page).to_have_url(re.compile("/tablet"))
        expect(tablet.page.locator("h1")).to_be_visible()
        tablet.look()
        tablets[number] = tablet
        cast.visitors[number] = Tablet(tablet)
        told.mark_by_hand(tablet, shared["id"], number)
    label = shared["entry"]["label"]
    for board in (phone, hall):
        line = board.page.locator("#rows li", has_text=label)
        expect(line).to_contain_text(words["provisional"], timeout=15_000)
        board.look()

    chief = told.screen("desk")
    chief.enrol("裁判长电脑", told.organiser)
    (chief_official,) = [
        o
        for o in cast.credentials.of_role("chief_judge")
        if "<h1>拉面" in cast.visitors[o.number].page("/chief")
    ]
    told.badge_sign_in(chief, chief_official.number, by_camera=False)
    chief.page.click("#take")
    expect(chief.page).to_have_url(re.compile("/chief/stages/"))
    chief.look()
    cast.visitors[chief_official.number] = Tablet(chief)
    mark_stage(cast, "prelim")
    told.chief_corrects(chief, shared["id"], Tablet(tablets[first]))
    mark_stage(cast, "prelim")
    expect(phone.page.locator("#rows li", has_text=label)).not_to_contain_text(
        words["provisional"], timeout=15_000
    )
    sign_stage(cast, "prelim", fill=True)
    draw_stations(cast)
    mark_stage(cast, "final")
    sign_stage(cast, "final")
    for path in ("/desk", "/desk/marking", "/desk/roster", "/desk/people", "/desk/journal"):
        told.organiser.go(path)
    told.publish(cast)
    verified = told.certificate(phone)
    assert words["valid"] in verified
    assert words["title"] in verified

    database = sqlite3.connect(f"file:{server.folder / 'leitai.db'}?mode=ro", uri=True)
    assert recompute(database) == []
    database.close()
    assert told.findings == []


def _two_on_one_panel(cast: Cast, trade: str) -> tuple[dict[str, Any], str, str]:
    """Return a practical prelim sheet and two judges who both mark it."""
    holders: dict[str, tuple[dict[str, Any], list[str]]] = {}
    for official in cast.credentials.of_role("judge"):
        visitor = cast.visitors[official.number]
        for sheet in visitor.json("/tablet/work")["sheets"]:
            practical = sheet["module"]["kind"] == "practical" and sheet["stage"]["key"] == "prelim"
            if practical and sheet["trade"]["code"] == trade:
                holders.setdefault(sheet["id"], (sheet, []))[1].append(official.number)
    sheet, numbers = next(pair for pair in holders.values() if len(pair[1]) >= 2)
    return sheet, numbers[0], numbers[1]
