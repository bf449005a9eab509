"""Columns named and cells mended where an upload is checked; nothing is saved before the import."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from contest.keys import Keys
from contest.operations import roster_mending, rosters
from contest.operations.rosters import NotShownYet, preview_of
from contest.roster import Preview
from contest.roster.cells import Area, Book, Cell, Sheet
from contest.roster.mending import Layout, Mends, mended_book
from contest.security import ORGANISER, SUPERVISOR
from contest.store import journal
from contest.store import rosters as kept
from contest.store.engine import Store
from tests.browser import axe
from tests.contest.access_world import World, build
from tests.contest.browsing import Browser, signed_in
from tests.contest.pages import come_in, served
from tests.contest.roster.making import book, data_of, number
from tests.contest.roster_world import read_now

NAME = "阿卜杜热合曼·买买提"
ROWS: Sequence[Sequence[Any]] = [
    ("江州市总工会参赛人员",),
    ("员工", "证号", "派出方", "项目"),
    ("王伟", number(), "甲县总工会", "拉面"),
    (NAME, number("19930303", 4), "丙集团", "电焊工种"),
]
FIELDS = {"name": 1, "id_number": 2, "delegation": 3, "trade": 4}
CONTESTANTS = Layout(kind="contestants", header_row=2, fields=FIELDS)


@pytest.fixture
def world(store: Store) -> World:
    return build(store)


@pytest.fixture
def keys(app: Flask) -> Keys:
    found: Keys = app.config["LEITAI_KEYS"]
    return found


def uploaded(store: Store, world: World, keys: Keys, rows: Sequence[Sequence[Any]] = ROWS) -> str:
    data = data_of(book({"报名汇总": rows}))
    actor = world.actor(ORGANISER)
    import_id = rosters.upload_roster(store, keys=keys, actor=actor, file_name="x.xlsx", data=data)
    read_now(store, actor, import_id, keys)
    return import_id


def preview(store: Store, keys: Keys, import_id: str) -> Preview:
    with store.reading() as tx:
        return preview_of(keys, kept.get_import(tx, import_id))


def errors(shown: Preview) -> list[tuple[str, str]]:
    return [(one.key, one.cell) for one in shown.problems if one.severity == "error"]


def test_unknown_headings_are_named_once_and_known_in_the_next_file(
    store: Store, world: World, keys: Keys
) -> None:
    actor = world.actor(ORGANISER)
    first = uploaded(store, world, keys)
    assert errors(preview(store, keys, first)) == [("no_header", "A1")]
    assert preview(store, keys, first).ready == 0
    roster_mending.name_columns(
        store, keys=keys, actor=actor, import_id=first, sheet="报名汇总", layout=CONTESTANTS
    )
    with pytest.raises(NotShownYet):
        rosters.save_import(store, keys=keys, actor=actor, import_id=first)
    read_now(store, actor, first, keys)
    assert errors(preview(store, keys, first)) == [("unknown_trade", "D4")]
    assert [row.name for row in preview(store, keys, first).contestants] == ["王伟"]
    # The other file has the columns in another order, and one more.
    order = [("项目", "备注", "员工", "派出方", "证号"), ("拉面", "", "李㛃", "乙厂", number())]
    second = uploaded(store, world, keys, order)
    assert [row.name for row in preview(store, keys, second).contestants] == ["李㛃"]
    with store.reading() as tx:
        lines = journal.lines(tx, world.contest_id)
    told = [str(line.body) for line in lines if line.kind == "contest:roster:columns"]
    assert len(told) == 1
    assert "员工" not in told[0]


def test_a_mended_cell_is_read_again_and_a_mend_taken_back_is_gone(
    store: Store, world: World, keys: Keys
) -> None:
    actor = world.actor(ORGANISER)
    rows = [("姓名", "身份证号", "代表队", "工种"), (NAME, number(), "丙集团", "电焊工种")]
    import_id = uploaded(store, world, keys, rows)
    for text, wrong in (("焊工", []), (None, [("unknown_trade", "D2")])):
        roster_mending.mend_cells(
            store, keys=keys, actor=actor, import_id=import_id, cells={"报名汇总!D2": text}
        )
        read_now(store, actor, import_id, keys)
        assert errors(preview(store, keys, import_id)) == wrong
    rosters.discard_import(store, actor=actor, import_id=import_id)
    with store.reading() as tx:
        assert kept.get_import(tx, import_id).preview is None


def test_a_cell_of_a_merged_area_is_mended_alone() -> None:
    rows = ((Cell(text="代表队"),), (Cell(text="甲县"),), (None,), (None,))
    sheet = Sheet(name="s", rows=rows, merged=(Area(top=2, left=1, bottom=4, right=1),))
    (mended,) = mended_book(Book(sheets=(sheet,)), {"s!A3": "乙厂"}).sheets
    assert [cell.text for (cell,) in mended.rows if cell] == ["代表队", "甲县", "乙厂", "甲县"]
    assert mended.merged == ()


def test_a_layout_that_names_no_list_of_ours_is_refused() -> None:
    several: tuple[dict[str, Any], ...] = (
        {"kind": "judges", "header_row": 1, "fields": {"seats": 1}},
        {"kind": "contestants", "header_row": 99, "fields": {}},
        {"kind": "contestants", "header_row": 1, "fields": {"name": 0}},
    )
    for wrong, why in zip(several, ("no such list", "no row", "outside"), strict=True):
        with pytest.raises(ValueError, match=why):
            Layout(**wrong)
    assert Mends.from_json(Mends(layouts={"s": CONTESTANTS}).to_json()).layouts["s"] == CONTESTANTS


def test_requests_that_make_no_sense_are_answered_in_words(
    app: Flask, store: Store, world: World, keys: Keys
) -> None:
    import_id = uploaded(store, world, keys)
    page = f"/desk/roster/imports/{import_id}"
    organiser = signed_in(app, store, world.staff[ORGANISER])
    for path, fields in (
        ("cells", {"cell:报名汇总!D4444444444": "x"}),
        ("cells", {"cell:没有!D4": "x"}),
        ("columns", {"sheet": "没有", "kind": "contestants", "header_row": "1"}),
        ("columns", {"sheet": "报名汇总", "kind": "nonsense", "header_row": "1"}),
    ):
        answer = organiser.submit(f"{page}/{path}", page=page, **fields)
        assert answer.status_code == 422, (path, fields)
        assert "请刷新页面" in answer.text
    assert organiser.submit(f"{page}/cells", page=page).status_code == 303
    assert "还没有填写任何单元格" in organiser.get(page).text
    supervisor: Browser = signed_in(app, store, world.staff[SUPERVISOR])
    assert supervisor.submit(f"{page}/cells", page="/desk").status_code == 403


def test_in_the_browser_columns_are_chosen_and_a_cell_mended_without_leaving_the_page(
    app: Flask,
    store: Store,
    world: World,
    keys: Keys,
    new_context: Callable[..., BrowserContext],
) -> None:
    actor = world.actor(ORGANISER)
    import_id = uploaded(store, world, keys)

    def again(page: Page) -> None:
        """The worker reads, and the page shows it by itself."""
        expect(page.get_by_text("正在重新核对…")).to_be_visible()
        with page.expect_navigation():
            read_now(store, actor, import_id, keys)

    with served(app) as base:
        context = new_context("tablet")
        come_in(context, base, store, actor)
        page = context.new_page()
        page.goto(f"{base}/desk/roster/imports/{import_id}")
        form = page.locator(".columns-form[open] form")
        expect(form.locator("[name=header_row][value='2']")).to_be_checked()
        kinds = form.locator("[data-kinds]")
        kinds.select_option("venues")
        expect(form.locator("fieldset:visible")).to_contain_text("座位数")
        kinds.select_option("contestants")
        assert axe(page) == []
        for field, column in FIELDS.items():
            chosen = form.locator(f'fieldset:visible [name="field:{field}"]')
            chosen.select_option(str(column))
        form.get_by_role("button", name="照此读取").click()
        again(page)
        cell = page.get_by_label("D4 应为")
        page.get_by_role("button", name="填入").click()
        expect(cell).to_have_value("焊工")
        assert axe(page) == []
        cell.press("Enter")
        again(page)
        expect(page.get_by_role("button", name=re.compile("导入 2 行"))).to_be_visible()
        expect(page.get_by_role("button", name="还原 报名汇总!D4")).to_be_visible()
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        with store.reading() as tx:
            assert kept.roster(tx, world.contest_id) == []
