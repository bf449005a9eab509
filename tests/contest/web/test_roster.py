"""The roster at the desk: from an uploaded workbook to a list of who takes part."""

import io
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from contest.keys import Keys
from contest.roster.limits import MAX_BYTES
from contest.security import JUDGE, ORGANISER, SUPERVISOR
from contest.store import rosters
from contest.store.engine import Store
from tests.contest.access_world import World, build
from tests.contest.browsing import Browser, signed_in
from tests.contest.roster.making import HEADERS, book, data_of, number, person
from tests.contest.roster_world import read_now

PEOPLE: Sequence[Sequence[Any]] = [
    HEADERS,
    person(),
    person(name="李㛃", id=number("19910101", 2), phone="19900010002", sender="乙厂"),
    person(name="马𬱖", id=number("19920202", 3), phone="19900010003", trade="焊工"),
    person(name="=HYPERLINK(1)", id=number("19930303", 4), phone="", sender="<b>丙</b>"),
    person(name="错号", id=number("19940404", 5)[:-1] + "x", phone="", trade="电焊"),
]


def workbook() -> bytes:
    """The people; what looks like a formula was typed as text."""
    made = book({"选手": PEOPLE})
    made["选手"]["A5"].data_type = "s"
    return data_of(made)


@pytest.fixture
def world(store: Store) -> World:
    return build(store)


@pytest.fixture
def organiser(app: Flask, store: Store, world: World) -> Browser:
    return signed_in(app, store, world.staff[ORGANISER])


@pytest.fixture
def keys(app: Flask) -> Keys:
    found: Keys = app.config["LEITAI_KEYS"]
    return found


def send(browser: Browser, data: bytes, name: str = "名单.xlsx") -> TestResponse:
    return browser.submit(
        "/desk/roster/import", page="/desk/roster/import", workbook=(io.BytesIO(data), name)
    )


def uploaded(browser: Browser, store: Store, world: World, keys: Keys) -> str:
    """Upload the people and read them; return the address of the page to check."""
    address = send(browser, workbook()).location
    read_now(store, world.actor(ORGANISER), address.rpartition("/")[2], keys)
    return address


def test_an_upload_is_read_by_the_worker_and_the_page_waits_for_it(
    organiser: Browser, store: Store, world: World, keys: Keys
) -> None:
    answer = send(organiser, workbook())

    assert answer.status_code == 303
    page = organiser.get(answer.location).text
    assert "正在读取" in page
    assert "roster.js" in page or "roster-" in page
    assert '"job":' in page
    read_now(store, world.actor(ORGANISER), answer.location.rpartition("/")[2], keys)
    page = organiser.get(answer.location).text
    assert "正在读取" not in page
    assert "导入 4 行" in page


def test_problems_stand_grouped_with_their_cells_and_nothing_is_saved_yet(
    organiser: Browser, store: Store, world: World, keys: Keys
) -> None:
    page = organiser.get(uploaded(organiser, store, world, keys)).text

    assert "证件号校验不通过" in page
    assert "选手!B6" in page
    assert "您是不是要填“焊工”" in page
    assert number("19940404", 5)[:-1] not in page
    assert not re.search(r"629901\d", page)
    with store.reading() as tx:
        assert rosters.roster(tx, world.contest_id) == []


def test_what_stands_in_cells_is_shown_as_text(
    organiser: Browser, store: Store, world: World, keys: Keys
) -> None:
    address = uploaded(organiser, store, world, keys)
    organiser.submit(f"{address}/save", page=address)
    page = organiser.get("/desk/roster").text

    assert "&lt;b&gt;丙&lt;/b&gt;" in page
    assert "<b>丙" not in page
    assert "=HYPERLINK(1)" in page


def test_the_organiser_saves_and_sees_the_list(
    organiser: Browser, store: Store, world: World, keys: Keys
) -> None:
    address = uploaded(organiser, store, world, keys)
    answer = organiser.submit(f"{address}/save", page=address)

    assert (answer.status_code, answer.location) == (303, "/desk/roster")
    page = organiser.get("/desk/roster").text
    assert "已导入：选手 4 项" in page
    for shown in ("L-001", "王伟", "Wang Wei", "李㛃", "马𬱖", "W-001"):
        assert shown in page
    assert "这次上传已处理" in organiser.get(address).text


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("trade=lamian", "王伟", "马𬱖"),
        ("words=乙厂", "李㛃", "王伟"),
        ("words=wang+wei", "王伟", "李㛃"),
        ("words=W-001", "马𬱖", "王伟"),
        ("words=没有此人", "没有找到", "王伟"),
        ("page=99", "王伟", "没有找到"),
        ("page=x", "王伟", "没有找到"),
    ],
)
def test_the_list_is_searched_and_filtered(
    organiser: Browser,
    store: Store,
    world: World,
    keys: Keys,
    query: str,
    there: str,
    gone: str,
) -> None:
    address = uploaded(organiser, store, world, keys)
    organiser.submit(f"{address}/save", page=address)
    organiser.get("/desk/roster")
    page = organiser.get(f"/desk/roster?{query}").text

    assert there in page
    assert gone not in page


def test_withdrawing_is_shown_and_can_be_taken_back(
    organiser: Browser, store: Store, world: World, keys: Keys
) -> None:
    address = uploaded(organiser, store, world, keys)
    organiser.submit(f"{address}/save", page=address)
    with store.reading() as tx:
        entry = rosters.roster(tx, world.contest_id)[0].entry.id

    answer = organiser.submit(
        f"/desk/roster/entries/{entry}/withdraw", page="/desk/roster", trade="lamian"
    )
    assert answer.location == "/desk/roster?trade=lamian"
    assert "退赛 1" in organiser.get("/desk/roster").text
    assert "王伟" in organiser.get("/desk/roster?state=withdrawn").text
    organiser.submit(f"/desk/roster/entries/{entry}/return", page="/desk/roster")
    assert "退赛 1" not in organiser.get("/desk/roster").text


def test_differences_are_shown_and_written_only_when_ticked(
    organiser: Browser, store: Store, world: World, keys: Keys
) -> None:
    address = uploaded(organiser, store, world, keys)
    organiser.submit(f"{address}/save", page=address)
    changed = data_of(book({"选手": [HEADERS, person(sender="丁区")]}))
    address = send(organiser, changed).location
    read_now(store, world.actor(ORGANISER), address.rpartition("/")[2], keys)
    page = organiser.get(address).text

    assert "与已有资料的差异" in page
    assert "丁区" in page
    ticked = re.search(r'name="update" value="([0-9a-f]+)"', page)
    assert ticked
    assert not re.search(r'name="update"[^>]* checked', page)
    organiser.submit(f"{address}/save", page=address, update=ticked[1])
    assert "丁区" in organiser.get("/desk/roster").text


def test_the_annotated_workbook_comes_with_its_name(
    organiser: Browser, store: Store, world: World, keys: Keys
) -> None:
    address = uploaded(organiser, store, world, keys)
    answer = organiser.get(f"{address}/annotated.xlsx")

    disposition = unquote(answer.headers["Content-Disposition"])
    assert disposition.startswith("attachment")
    assert "名单（已标注）.xlsx" in disposition
    assert answer.headers["Cache-Control"] == "no-store"
    made = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert made.sheetnames == ["汇总", "选手"]
    assert made["选手"]["A5"].data_type == "s"


def test_the_template_names_the_trades_of_the_contest(organiser: Browser) -> None:
    answer = organiser.get("/desk/roster/template.xlsx")

    made = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert [made["字典"].cell(row, 1).value for row in (1, 2)] == ["拉面", "焊工"]


def test_a_discarded_upload_is_gone(
    organiser: Browser, store: Store, world: World, keys: Keys
) -> None:
    address = uploaded(organiser, store, world, keys)
    assert "名单.xlsx" in organiser.get("/desk/roster/import").text

    answer = organiser.submit(f"{address}/discard", page=address)
    assert answer.location == "/desk/roster/import"
    assert "名单.xlsx" not in organiser.get("/desk/roster/import").text
    assert organiser.submit(f"{address}/save", page="/desk/roster/import").status_code == 409


def send_large(browser: Browser, size: int) -> tuple[int, str]:
    """Send a file of this many bytes; return status and page."""
    large = (io.BytesIO(b"PK" + bytes(size - 2)), "x.xlsx")
    answer = browser.submit("/desk/roster/import", workbook=large)
    # Werkzeug's test client leaves the temporary file open in which it keeps a large body.
    answer.request.environ["wsgi.input"].close()
    answer.close()
    return answer.status_code, answer.text


def test_a_workbook_of_ten_megabytes_is_taken_and_no_more(organiser: Browser) -> None:
    assert send_large(organiser, MAX_BYTES)[0] == 303
    status, page = send_large(organiser, MAX_BYTES + 1)
    assert status == 413
    assert "10 MB" in page
    assert send_large(organiser, MAX_BYTES + 100_000)[0] == 413


def test_who_may_not_import_may_not_make_the_server_read_ten_megabytes(
    app: Flask, store: Store, world: World
) -> None:
    for browser in (signed_in(app, store, world.staff[SUPERVISOR]), Browser(app)):
        assert send_large(browser, MAX_BYTES)[0] == 413


def test_without_a_file_the_form_says_so(organiser: Browser) -> None:
    answer = organiser.submit("/desk/roster/import", page="/desk/roster/import")

    assert answer.location == "/desk/roster/import"
    assert "请先选择" in organiser.get("/desk/roster/import").text


def test_a_file_name_is_never_a_path(organiser: Browser, store: Store, world: World) -> None:
    send(organiser, workbook(), "..\\..\\etc/名 单.xlsx")

    with store.reading() as tx:
        (waiting,) = rosters.open_imports(tx, world.contest_id)
    assert waiting.file_name == "名 单.xlsx"


def test_a_supervisor_looks_but_imports_nothing(app: Flask, store: Store, world: World) -> None:
    browser = signed_in(app, store, world.staff[SUPERVISOR])

    assert browser.get("/desk/roster").status_code == 200
    assert browser.get("/desk/roster/places").status_code == 200
    assert "导入名单" not in browser.get("/desk/roster").text
    assert browser.get("/desk/roster/import").status_code == 403


def test_a_judge_sees_no_roster(app: Flask, store: Store, world: World) -> None:
    browser = signed_in(app, store, world.staff[JUDGE])

    assert browser.get("/desk/roster").status_code == 403


def test_an_import_of_another_contest_is_not_there(
    app: Flask, organiser: Browser, store: Store, world: World, keys: Keys
) -> None:
    address = uploaded(organiser, store, world, keys)
    other = build(store, name="另一个大赛")
    stranger = signed_in(app, store, other.staff[ORGANISER])

    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}/annotated.xlsx").status_code == 404
    assert stranger.submit(f"{address}/save", page="/desk/roster/import").status_code == 404
