"""The reveal on the hall screen: one key on, one key back, and nothing in the page beforehand."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from contest.operations import appeals
from contest.store import results
from contest.store.engine import Store
from tests.browser import axe
from tests.contest.browsing import Browser, signed_in
from tests.contest.factories import make_world
from tests.contest.honours_world import Signed, claim, sign
from tests.contest.pages import come_in, served

NewContext = Callable[..., BrowserContext]
PLACES = ((1, "阿卜杜热合曼·买买提·吐尔逊"), (2, "王二"), (2, "李二"), (4, "赵四"), (5, "钱五"))


@pytest.fixture
def signed(store: Store) -> Signed:
    world = make_world(store, codes=("welding",))
    rows: list[object] = [
        {
            "id": f"E{n}",
            "rank": rank,
            "no": f"WD-{n:02d}",
            "name": name,
            "delegation": "江州市第一建设集团有限责任公司职工技术协会代表队",
            "score": f"{99 - rank}.50",
        }
        for n, (rank, name) in enumerate(PLACES)
    ]
    return sign(store, world, claim(world.entries["welding"][0]), rows=rows)


def names_in(text: str) -> set[str]:
    return {name for _, name in PLACES if name in text}


def address(signed: Signed, step: int = 0, places: int = 4) -> str:
    return f"/desk/ceremony/{signed.stage_id}?places={places}&step={step}"


def test_a_page_holds_only_what_is_revealed_and_ties_come_together(
    app: Flask, store: Store, signed: Signed
) -> None:
    organiser = signed_in(app, store, signed.organiser.staff_id or "")
    seen = []
    for step in range(5):
        page = organiser.get(address(signed, step)).text
        # Page data escapes Chinese, so a name is looked for in both spellings.
        data = json.loads(page.split('id="data">')[1].split("<")[0])
        page += json.dumps(data, ensure_ascii=False)
        told = organiser.get(address(signed, step).replace("?", ".json?")).get_json()
        assert names_in(page) == names_in(json.dumps(told, ensure_ascii=False))
        seen.append(names_in(page))
    assert seen[:3] == [set(), {"赵四"}, {"赵四", "王二", "李二"}]
    assert seen[3] == seen[4] == {name for rank, name in PLACES if rank <= 4}
    told = organiser.get(address(signed, 999).replace("?", ".json?")).get_json()
    assert (told["step"], told["last"]) == (4, 4)
    assert "打开揭晓屏" in organiser.get("/desk/results").text


def test_only_a_signed_result_without_appeals_is_revealed_and_only_by_who_leads_the_contest(
    app: Flask, store: Store, signed: Signed
) -> None:
    def status(who: Any, path: str = "") -> int:
        browser = Browser(app) if who is None else signed_in(app, store, who.staff_id or "")
        return browser.get(path or address(signed, 2)).status_code

    world = signed.world
    assert [status(who) for who in (signed.organiser, signed.chief)] == [200, 200]
    assert [status(who) for who in (world.supervisor, world.registrar, None)] == [403, 403, 401]
    assert status(make_world(store).organiser) == 404
    assert status(signed.organiser, address(signed, 1, places=0)) == 422
    organiser = signed_in(app, store, signed.organiser.staff_id or "")
    prelim = f"/desk/ceremony/{world.stages['welding', 'prelim']}"
    assert "尚未由裁判长签署" in organiser.get(prelim).text
    appeals.file_appeal(
        store,
        actor=signed.organiser,
        entry_id=world.entries["welding"][0],
        stage_id=signed.stage_id,
        text="焊缝测量有误，附照片两张",
    )
    page = organiser.get(address(signed, 2))
    assert "申诉" in page.text
    assert names_in(page.text) == set()
    assert page.status_code == 409


def test_a_presenters_remote_steps_forward_and_back_and_the_screen_says_where_it_is(
    app: Flask, store: Store, signed: Signed, new_context: NewContext
) -> None:
    with served(app) as base:
        context = new_context("hall", reduced_motion="reduce")
        come_in(context, base, store, signed.organiser)
        page = context.new_page()
        page.goto(base + address(signed))
        showing = page.locator("#showing")
        expect(showing).to_contain_text("开场 · 第 0 步，共 4 步 · 裁判长已签署")
        for key, said, shown in (
            ("Space", "第 4 名", ["赵四"]),
            ("PageDown", "并列第 2 名", ["李二", "王二"]),
            ("PageUp", "第 4 名", ["赵四"]),
            ("ArrowRight", "并列第 2 名", ["李二", "王二"]),
            ("Enter", "第 1 名", [PLACES[0][1]]),
        ):
            page.keyboard.press(key)
            expect(showing).to_contain_text(f"正在显示：{said} ·")
            assert sorted(page.locator("#reveal h2").all_inner_texts()) == sorted(shown)
            assert not sideways(page)
        assert axe(page) == []
        page.reload()
        expect(page.locator("#reveal h2")).to_have_text(PLACES[0][1])
        expect(page.locator("#revealed li")).to_have_count(2)
        page.get_by_role("button", name="下一步").click()
        expect(showing).to_contain_text("获奖名单")
        expect(page.locator(".winners li")).to_have_count(3)
        with store.transaction() as tx:
            withdrawn = results.get_result(tx, signed.result_id)
            withdrawn.withdrawn_at = withdrawn.signed_at
        page.keyboard.press("PageUp")
        expect(page.locator("#trouble")).to_contain_text(re.compile("没有换到下一步.*已撤回"))
        expect(page.locator(".winners li")).to_have_count(3)


def sideways(page: Page) -> bool:
    """Whether something is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
