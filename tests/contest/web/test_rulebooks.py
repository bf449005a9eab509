"""Reading and writing a rulebook in the browser."""

import re
from pathlib import Path

import pytest
from flask import Flask

from contest.presets import FOLDER
from contest.queries.book_tree import NodeLine, layout
from contest.rulebook import read_rulebook
from contest.store.engine import Store
from judging import compile_rulebook
from tests.contest.browsing import Browser, signed_in, told
from tests.contest.factories import World, make_world
from tests.contest.operations.test_rulebooks import MARKS, MEDIAN
from tests.contest.small_world import BOOK, give, small_world

DESK = "/desk/rulebooks"


@pytest.fixture
def world(store: Store) -> World:
    return small_world(store)


@pytest.fixture
def organiser(app: Flask, store: Store, world: World) -> Browser:
    return signed_in(app, store, world.organiser.staff_id or "")


def test_a_rulebook_reads_as_sentences_in_both_languages(app: Flask, store: Store) -> None:
    world = make_world(store, codes=("welding",))
    browser = signed_in(app, store, world.organiser.staff_id or "")
    page = browser.get(DESK).text
    for words in (
        "“咬边总长”每 5 扣 2 分（不足一个单位按一个计）",
        "去掉 1 个最高、1 个最低，其余平均",
        "打磨、修补、裂纹或未熔合：是：零分",
        "技能等级 为 高级工",
        "初赛总成绩高者在前",
        "从“初赛总成绩、决赛总成绩”扣 3 分",
    ):
        assert words in page
    browser.carry("lt_lang", "en")
    page = browser.get(DESK).text
    for words in ("mean without the 1 highest", "rounded to 2 places, half up", "rank 2–4"):
        assert words in page


def words_of(node: NodeLine) -> list[tuple[str, str]]:
    own = [node.name, node.how, *(words for words, _ in node.steps)]
    return [*own, *(words for kid in node.kids for words in words_of(kid))]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("**/*.yaml")), ids=lambda path: path.stem)
def test_every_rule_of_our_rulebooks_has_its_words(path: Path) -> None:
    laid = layout(compile_rulebook(read_rulebook(path.read_text("utf-8"))))
    words = [words for tree in laid.trees for words in words_of(tree)]
    words += [words for line in (*laid.rankings, *laid.conduct) for words in (line.name, line.what)]
    words += [words for _, words in laid.ladder]
    assert all(zh and en for zh, en in words)
    assert not [en for _, en in words if re.search("[，。；（]", en)]


def test_a_text_is_checked_while_it_is_written(organiser: Browser) -> None:
    good = told(organiser.ask(f"{DESK}/check", {"text": BOOK}))
    assert [one for one in good["findings"] if one["severity"] == "error"] == []
    wrong = told(organiser.ask(f"{DESK}/check", {"text": BOOK.replace("join: mean", "join: meen")}))
    (finding,) = wrong["findings"]
    assert finding["severity"] == "error"
    assert BOOK.splitlines()[finding["line"] - 1].strip() == "panel: {join: mean}"
    assert "meen" in finding["zh"]
    assert organiser.ask(f"{DESK}/check", {"text": 3}).status_code == 422
    assert organiser.ask(f"{DESK}/check", {"text": "a: [" * 5000}).status_code == 200


def test_what_is_saved_with_errors_comes_back_with_them(organiser: Browser, world: World) -> None:
    path = f"{DESK}/{world.trades['welding']}/edit"
    assert "rulebook: small" in organiser.get(path).text
    answer = organiser.submit(path, page=path, text=BOOK.replace("join: mean", "join: meen"))
    assert answer.status_code == 422
    assert "panel: {join: meen}" in answer.text
    assert "不是合成方式" in answer.text
    assert organiser.submit(path, page=path, text=MEDIAN).status_code == 303
    assert "取中位数" in organiser.get(DESK).text


def test_a_late_change_is_shown_and_agreed_by_three(
    app: Flask, store: Store, organiser: Browser, world: World
) -> None:
    give(store, world, MARKS)
    path = f"{DESK}/{world.trades['welding']}/edit"
    assert organiser.submit(path, page=path, text=MEDIAN, reason="").status_code == 422
    organiser.submit(path, page=path, text=MEDIAN, reason="组委会决定改用中位数")
    page = organiser.get(DESK).text
    assert "拟修改：第 2 版" in page
    assert "修改后名次" in page
    assert "修改后成绩" not in page
    agree = re.search(r'action="(/desk/rulebooks/versions/[^"]+/agree)"', page)
    assert agree is None, "the organiser agreed by proposing"
    chief = signed_in(app, store, world.chiefs["welding"].staff_id or "")
    page = chief.get(DESK).text
    assert "修改后成绩" in page
    found = re.search(r'action="(/desk/rulebooks/versions/[^"]+/agree)"', page)
    assert found is not None
    supervisor = signed_in(app, store, world.supervisor.staff_id or "")
    for browser in (chief, supervisor):
        assert browser.submit(found[1], page=DESK).status_code == 303
    assert "拟修改" not in organiser.get(DESK).text
    assert "历次版本" in organiser.get(DESK).text


def test_a_proposal_is_taken_back(store: Store, organiser: Browser, world: World) -> None:
    give(store, world, MARKS)
    path = f"{DESK}/{world.trades['welding']}/edit"
    organiser.submit(path, page=path, text=MEDIAN, reason="组委会决定改用中位数")
    found = re.search(r'action="(/desk/rulebooks/versions/[^"]+/drop)"', organiser.get(DESK).text)
    assert found is not None
    assert organiser.submit(found[1], page=DESK).status_code == 303
    assert "拟修改" not in organiser.get(DESK).text


def test_judges_read_a_rulebook_and_see_no_proposal(
    app: Flask, store: Store, organiser: Browser, world: World
) -> None:
    give(store, world, MARKS)
    path = f"{DESK}/{world.trades['welding']}/edit"
    organiser.submit(path, page=path, text=MEDIAN, reason="组委会决定改用中位数")
    judge = signed_in(app, store, world.judges["welding"][0].staff_id or "")
    page = judge.get(DESK).text
    assert "焊缝" in page
    assert "拟修改" not in page


def test_the_common_shape_opens_as_text_and_is_saved_from_there(
    organiser: Browser, world: World
) -> None:
    edit, path = (f"{DESK}/{world.trades['welding']}/{page}" for page in ("edit", "shape"))
    assert path in organiser.get(edit).text
    answers = {
        "theory": "30",
        "judges": "3",
        "join": "mean",
        "minutes": "90",
        "places": "2",
        "first": "1",
        "second": "2",
        "third": "3",
        "aspects": "焊缝成形 100",
    }
    written = organiser.submit(path, page=path, **answers)
    assert written.status_code == 200
    assert "name: 焊缝成形" in written.text
    wrong = organiser.submit(path, page=path, **{**answers, "aspects": "焊缝成形"})
    assert wrong.status_code == 422
    assert "第 1 行" in wrong.text
    assert organiser.submit(path, page=path, **{**answers, "places": "x"}).status_code == 422
    assert "rulebook: small" in organiser.get(edit).text
