"""The rulings desk in the browser: the question, the answer, the second name."""

from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask

from contest.demo.day import answer_questions
from contest.store.engine import Store
from tests.contest.browsing import Browser, signed_in
from tests.contest.factories import World
from tests.contest.operations.test_rulings import OPEN_ROUNDING, THIRDS, TIED
from tests.contest.small_world import BOOK, give, small_world, stage_of

DESK = "/desk/rulings"


def desk_of(
    app: Flask, store: Store, book: str, marks: Sequence[Sequence[float]]
) -> tuple[World, Browser, Browser]:
    world = small_world(store, book)
    give(store, world, marks)
    chief = signed_in(app, store, world.chiefs["welding"].staff_id or "")
    return world, chief, signed_in(app, store, world.supervisor.staff_id or "")


def test_question_answer_and_confirmation_on_one_page(app: Flask, store: Store) -> None:
    world, chief, supervisor = desk_of(app, store, OPEN_ROUNDING, THIRDS)
    stage = stage_of(world)
    assert "待裁定" in chief.get(f"/chief/stages/{stage}").text
    assert "取舍方式" in chief.get(DESK).text
    action = f"{DESK}/stages/{stage}"
    facts = {"key": "total.round.mode", "choice": "truncate"}
    assert chief.submit(action, page=DESK, **facts, text="").status_code == 422
    assert chief.submit(action, page=DESK, **facts, text="会议纪要").status_code == 303
    page = supervisor.get(DESK).text
    assert "待监督确认" in page
    confirm = page.split('action="/desk/rulings/')[1].split('"')[0]
    assert supervisor.submit(f"{DESK}/{confirm}", page=DESK).status_code == 303
    assert "已生效" in chief.get(DESK).text
    assert "没有待裁定的问题" in chief.get(DESK).text


@pytest.mark.parametrize(
    ("places", "status"), [(("2", "1"), 303), (("1", "1"), 422), (("1", "x"), 422)]
)
def test_an_order_is_given_by_places(
    app: Flask, store: Store, places: tuple[str, str], status: int
) -> None:
    world, chief, _ = desk_of(app, store, BOOK, TIED)
    first, second = sorted(world.entries["welding"][:2])
    answer = chief.submit(
        f"{DESK}/stages/{stage_of(world)}",
        page=DESK,
        key=f"tie:overall:{first}={second}",
        choice="order",
        text="公开抽签结果",
        **{f"place-{first}": places[0], f"place-{second}": places[1]},
    )
    assert answer.status_code == status


def test_the_desk_speaks_english(app: Flask, store: Store) -> None:
    _, chief, _ = desk_of(app, store, OPEN_ROUNDING, THIRDS)
    chief.carry("lt_lang", "en")
    assert "how to round" in chief.get(DESK).text


class Person:
    """What the simulated people of the demo use a page by, without a server."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def page(self, path: str) -> str:
        return self._browser.get(path).text

    def post_form(self, page: str, path: str, fields: dict[str, Any]) -> str:
        answer = self._browser.submit(path, page=page, **fields)
        assert answer.status_code == 303, answer.text
        return answer.text


@pytest.mark.parametrize(("book", "marks"), [(OPEN_ROUNDING, THIRDS), (BOOK, TIED)])
def test_the_demos_people_answer_whatever_is_asked(
    app: Flask, store: Store, book: str, marks: Sequence[Sequence[float]]
) -> None:
    world, chief, supervisor = desk_of(app, store, book, marks)
    page = f"/chief/stages/{stage_of(world)}"
    assert "待裁定" in chief.get(page).text
    assert answer_questions(Person(chief), Person(supervisor), page) >= 1
    assert "个问题待裁定" not in chief.get(page).text
    assert "没有待裁定的问题" in chief.get(DESK).text
