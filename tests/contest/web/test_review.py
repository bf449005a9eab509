"""The recheck desk and the appeal desk in the browser."""

import re

from flask import Flask

from contest.store.engine import Store
from tests.contest.browsing import signed_in
from tests.contest.operations.test_appeals import WINDOW, signed
from tests.contest.operations.test_rechecks import CHECKED, MARKS
from tests.contest.small_world import give, small_world, stage_of

RECHECKS, APPEALS = "/desk/rechecks", "/desk/appeals"


def test_a_recheck_from_the_draw_to_all_sheets(app: Flask, store: Store) -> None:
    world = small_world(store, CHECKED)
    chief = signed_in(app, store, world.chiefs["welding"].staff_id or "")
    assert "还差 4 张" in chief.get(RECHECKS).text
    give(store, world, MARKS)
    assert chief.submit(f"{RECHECKS}/stages/{stage_of(world)}", page=RECHECKS).status_code == 303
    page = chief.get(RECHECKS).text
    lines = list(dict.fromkeys(re.findall(r'action="(/desk/rechecks/sheets/[^"]+)"', page)))
    assert len(lines) == 3
    assert "前 1 名的评分表全部复核，其余选手抽取 50%" in page
    answer = chief.submit(lines[0], page=RECHECKS, outcome="wrong", note="")
    assert answer.status_code == 422
    chief.submit(lines[0], page=RECHECKS, outcome="wrong", note="读数抄错一位")
    for line in lines[1:]:
        chief.submit(line, page=RECHECKS, outcome="right")
    page = chief.get(RECHECKS).text
    assert "已扩大到全部" in page
    assert "1 张，33.3%" in page
    organiser = signed_in(app, store, world.organiser.staff_id or "")
    assert "读数抄错一位" in organiser.get(RECHECKS).text
    assert "/desk/rechecks/sheets/" not in organiser.get(RECHECKS).text


def test_a_rulebook_without_a_recheck_says_so(app: Flask, store: Store) -> None:
    world = small_world(store)
    chief = signed_in(app, store, world.chiefs["welding"].staff_id or "")
    assert "规程没有规定复核" in chief.get(RECHECKS).text


def test_an_appeal_from_the_paper_to_its_end(app: Flask, store: Store) -> None:
    world = signed(store, WINDOW)
    organiser = signed_in(app, store, world.organiser.staff_id or "")
    chief = signed_in(app, store, world.chiefs["welding"].staff_id or "")
    supervisor = signed_in(app, store, world.supervisor.staff_id or "")
    assert "120 分钟内书面提出" in organiser.get(APPEALS).text
    answer = organiser.submit(
        f"{APPEALS}/stages/{stage_of(world)}",
        page=APPEALS,
        entry_id=world.entries["welding"][1],
        text="焊缝测量有误，附照片两张",
    )
    assert answer.status_code == 303
    assert "1 件未结案" in organiser.get(APPEALS).text
    refused = organiser.submit(
        f"/desk/results/{stage_of(world)}/notice", page="/desk/results", hours="72"
    )
    assert refused.status_code == 409
    assert "申诉没有结案" in refused.text
    action = re.search(r'action="(/desk/appeals/[^"]+/rule)"', chief.get(APPEALS).text)
    assert action is not None
    chief.submit(action[1], page=APPEALS, decision="dismissed", ruling="复测无误", effect="维持")
    close = re.search(r'action="(/desk/appeals/[^"]+/close)"', supervisor.get(APPEALS).text)
    assert close is not None
    supervisor.submit(close[1], page=APPEALS)
    chief.carry("lt_lang", "en")
    page = chief.get(APPEALS).text
    assert "Closed" in page
    assert "Dismissed" in page
