"""The chief judge's page of one sheet."""

import re
from zoneinfo import ZoneInfo

from flask import Flask

from contest.store.engine import Store
from contest.store.sheets import marks_of_sheets
from tests.contest.browsing import signed_in
from tests.contest.factories import make_world
from tests.contest.hands import fill_sheet, work_of

BEIJING = ZoneInfo("Asia/Shanghai")


def test_what_was_given_is_told_by_its_name_and_the_contests_clock(
    app: Flask, store: Store
) -> None:
    world = make_world(store)
    judge = world.judges["lamian"][0]
    sheet = work_of(store, judge)[0]
    fill_sheet(store, judge, sheet)
    chief = signed_in(app, store, world.chiefs["lamian"].staff_id or "")
    told = chief.get(f"/chief/sheets/{sheet['id']}").text
    (history,) = re.findall(r'<ol class="history">.*?</ol>', told, re.DOTALL)
    assert all(f"{aspect['name']} =" in history for aspect in sheet["form"])
    with store.reading() as tx:
        given = {line.at for line in marks_of_sheets(tx, [sheet["id"]])}
    assert all(at.utcoffset() is not None for at in given)
    assert set(re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d", history)) == {
        at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") for at in given
    }
