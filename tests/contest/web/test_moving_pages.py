"""A heat moved by hand in Chromium: by pointer, by keys, by the drawer's fields."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Locator, Page, expect

from contest.store import timetables
from contest.store.engine import Store
from tests.browser import axe
from tests.contest.pages import come_in, served
from tests.contest.timetable_world import World, make_draft, make_world

NewContext = Callable[..., BrowserContext]
LAST, WORK = "lamian/final/final_work/1", "lamian/prelim/work/1"


@pytest.fixture
def world(store: Store) -> World:
    made = make_world(store)
    make_draft(store, made)
    return made


def start_of(store: Store, world: World, heat: str) -> int:
    with store.reading() as tx:
        version = timetables.draft(tx, world.contest_id)
        assert version is not None
        found = (one for one in version.timetable["heats"] if one["id"] == heat)
        return int(next(found)["starts_min"])


def block(page: Page, heat: str) -> Locator:
    return page.locator(f'[data-heat="{heat}"]:visible').first


def drag(page: Page, heat: str, minutes: int) -> None:
    """Press a heat with the mouse, move it and hold it there until the checker has answered."""
    cell = block(page, heat)
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    assert box is not None
    lasts = int(cell.get_attribute("data-ends") or 0) - int(cell.get_attribute("data-starts") or 0)
    x, y = box["x"] + 15, box["y"] + box["height"] - 6
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + minutes * box["width"] / lasts, y, steps=5)
    expect(page.locator(".move-frame:not(.asking)")).to_have_count(1)


def test_a_pointer_drops_a_heat_only_where_nothing_breaks_and_ctrl_z_takes_it_back(
    app: Flask, store: Store, world: World, new_context: NewContext
) -> None:
    work, last = start_of(store, world, WORK), start_of(store, world, LAST)
    with served(app) as base:
        context = new_context("hall", reduced_motion="reduce")
        come_in(context, base, store, world.organiser)
        page = context.new_page()
        page.goto(f"{base}/desk/timetable?trade=lamian&day={work // 1440}")
        drag(page, WORK, -30)
        answer = page.locator("#move-answer")
        expect(answer).to_contain_text("放不下")
        page.mouse.up()
        expect(answer).to_contain_text("没有移动")
        expect(answer).to_contain_text("选手l")
        expect(page.locator(".move-frame")).to_have_count(0)
        expect(page.get_by_role("button", name="放在这里")).to_be_disabled()
        assert axe(page) == []
        page.keyboard.press("Escape")
        expect(page.locator("#move")).to_be_hidden()
        assert start_of(store, world, WORK) == work

        page.goto(f"{base}/desk/timetable?trade=lamian&day={last // 1440}")
        drag(page, LAST, 20)
        expect(answer).to_contain_text("不违反任何规则")
        with page.expect_navigation():
            page.mouse.up()
        assert start_of(store, world, LAST) == last + 20
        expect(block(page, LAST).locator("[data-grip]")).to_be_focused()
        expect(page.locator("[data-way=undo]")).to_contain_text("决赛 · 实操 第 1 场 移到")
        with page.expect_navigation():
            page.keyboard.press("Control+z")
        assert start_of(store, world, LAST) == last
        with page.expect_navigation():
            page.keyboard.press("Control+Shift+z")
        assert start_of(store, world, LAST) == last + 20
        with page.expect_navigation():
            block(page, LAST).locator("form button").click()
        expect(block(page, LAST)).to_contain_text("已锁定")
        expect(block(page, LAST).locator("[data-grip]")).to_have_count(0)


def test_keys_and_the_fields_of_the_drawer_move_a_heat_on_a_phone(
    app: Flask, store: Store, world: World, new_context: NewContext
) -> None:
    before = start_of(store, world, LAST)
    with served(app) as base:
        context = new_context("phone", locale="en-US")
        come_in(context, base, store, world.organiser)
        page = context.new_page()
        page.goto(f"{base}/desk/timetable?trade=lamian&day={before // 1440}")
        grip = block(page, LAST).locator("[data-grip]")
        for key in ("Enter", "ArrowDown", "ArrowUp", "ArrowRight"):
            grip.press(key)
        expect(page.locator("#move-answer")).to_contain_text("No rule is broken")
        with page.expect_navigation():
            grip.press("Enter")
        assert start_of(store, world, LAST) == before + 5
        block(page, LAST).locator("[data-grip]").click()
        time = (before + 10) % 1440
        page.locator("#move-time").fill(f"{time // 60:02d}:{time % 60:02d}")
        expect(page.locator("#move-answer")).to_contain_text("No rule is broken")
        assert axe(page) == []
        with page.expect_navigation():
            page.get_by_role("button", name="Put it here").click()
        expect(page.locator("[data-way=undo]")).to_contain_text("Practical, heat 1 moved to day")
    assert start_of(store, world, LAST) == before + 10
