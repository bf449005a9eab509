"""Times are those of the contest's own zone, and a stage says when its marking has not begun."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect
from sqlmodel import select

from contest.operations import drawing
from contest.store import contests, timetables
from contest.store.engine import Store
from contest.store.tables.contest import Stage
from contest.store.tables.timetable import Draw
from tests.contest.browsing import Browser, signed_in
from tests.contest.pages import served
from tests.contest.timetable_world import World, give_a_mark, make_world, seat_everybody

ZONE = "America/Sao_Paulo"


@pytest.fixture
def world(store: Store) -> World:
    made = make_world(store)
    with store.transaction() as tx:
        contests.get_contest(tx, made.contest_id).timezone = ZONE
        for stage_id in made.stages.values():
            stage = tx.get(Stage, stage_id)
            assert stage is not None
            stage.board = "live"
    seat_everybody(store, made)
    return made


def test_pages_of_organisers_and_of_everybody_tell_the_contests_own_time(
    app: Flask, store: Store, world: World
) -> None:
    stage_id = world.stages["lamian", "prelim"]
    drawing.commit_draw(store, actor=world.organiser, stage_id=stage_id, module_id="work")
    with store.reading() as tx:
        (draw,) = tx.exec(select(Draw)).all()
        told = draw.committed_at.astimezone(ZoneInfo(ZONE)).strftime("%Y-%m-%d %H:%M")
    organiser, public = signed_in(app, store, world.organiser.staff_id or ""), Browser(app)
    assert f"<dd>{told}</dd>" in public.get(f"/draws/{stage_id}").text
    assert f"<dd>{told}</dd>" in organiser.get("/draw").text
    for path in (f"/boards/{stage_id}", f"/boards/{stage_id}/hall", f"/draws/{stage_id}"):
        assert f'<meta name="timezone" content="{ZONE}">' in public.get(path).text


def test_a_stage_says_that_its_marking_has_not_begun(
    app: Flask, store: Store, world: World
) -> None:
    public = Browser(app)
    address = f"/contests/{world.contest_id}"
    before = public.get(address).text
    assert (before.count("尚未开始评分"), before.count("评分中")) == (4, 0)
    give_a_mark(store, world)
    after = public.get(address).text
    assert (after.count("尚未开始评分"), after.count("评分中")) == (3, 1)


def test_a_badge_and_a_board_in_the_browser_keep_to_the_contest(
    app: Flask, store: Store, world: World, new_context: Callable[..., BrowserContext]
) -> None:
    entry = world.entries["lamian"][0]
    with store.reading() as tx:
        heats = timetables.heats_of(tx, world.contest_id)
        first = next(one for one in heats if entry in {slot.entry_id for slot in one.slots}).heat
        starts = first.starts_min
    with served(app) as base:
        page = new_context("phone").new_page()
        page.goto(f"{base}/b#{world.tokens[entry]}")
        clock = f"{starts // 60:02d}:{starts % 60:02d}"
        expect(page.locator(".own-when b").first).to_have_text(clock)
        page.goto(f"{base}/boards/{world.stages['lamian', 'prelim']}")
        expect(page.locator('[data-board="state"]')).to_contain_text("尚未开始评分")
