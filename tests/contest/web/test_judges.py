"""The page of judges: beside the result, closed to the organiser until it is signed."""

import pytest
from flask import Flask

from contest.operations.results import sign_result
from contest.queries.judge_page import JudgePage, judge_page
from contest.queries.standings import stage_view
from contest.store import people
from contest.store.engine import Store
from tests.contest.browsing import signed_in
from tests.contest.factories import World, make_world
from tests.contest.small_world import BOOK, give, small_world, stage_of

PAGE = "/desk/judges"
# The first judge gives 20 more than the others, to each of six.
MILD: list[list[float]] = [[90 - 5 * n, 70 - 5 * n, 70 - 5 * n] for n in range(6)]
TRIMMED = BOOK.replace("{join: mean}", "{join: {join: trimmed_mean, high: 1, low: 1}}")


@pytest.fixture
def world(store: Store) -> World:
    world = small_world(store, entries=6)
    give(store, world, MILD)
    return world


def page_of(store: Store, world: World) -> JudgePage:
    with store.reading() as tx:
        found = judge_page(tx, world.chiefs["welding"], None, None)
        tx.expunge_all()
    return found


def test_a_mild_judge_is_flagged_and_his_column_stands_out(
    app: Flask, store: Store, world: World
) -> None:
    page = page_of(store, world)
    mild = world.judges["welding"][0]
    flagged = [row.name for row in page.judges if row.figures.flags]
    assert flagged == [f"{mild.number} {mild.name}"]
    (module,) = page.modules
    (row,) = module.rows
    assert row.odd == {mild.staff_id}
    assert (row.spread, row.worst) == (20, 20)
    chief = signed_in(app, store, world.chiefs["welding"].staff_id or "")
    told = chief.get(PAGE).text
    assert "偏宽" in told
    assert "+20.0%" in told
    assert f"/chief/sheets/{row.widest}" in told
    chief.carry("lt_lang", "en")
    assert "Mild" in chief.get(PAGE).text


def test_nothing_of_it_enters_the_result(store: Store, world: World) -> None:
    with store.reading() as tx:
        before = stage_view(tx, stage_of(world)).result.standings
    page_of(store, world)
    with store.reading() as tx:
        assert stage_view(tx, stage_of(world)).result.standings == before


def test_the_organiser_reads_it_once_the_result_is_signed(
    app: Flask, store: Store, world: World
) -> None:
    organiser = signed_in(app, store, world.organiser.staff_id or "")
    assert "成绩签署后可以查看" in organiser.get(PAGE).text
    assert "偏宽" not in organiser.get(PAGE).text
    sign_result(store, actor=world.chiefs["welding"], stage_id=stage_of(world))
    told = organiser.get(PAGE).text
    assert "偏宽" in told
    assert "/chief/sheets/" not in told


def test_a_judge_who_favours_those_who_send_him_is_flagged(store: Store) -> None:
    world = small_world(store, TRIMMED, entries=8)
    with store.transaction() as tx:
        staff = people.get_staff(tx, world.judges["welding"][1].staff_id or "")
        staff.delegation_id = people.delegations_of(tx, world.contest_id)[1].id
    # Every fourth entry comes from his delegation; the figures of the others waver a little.
    rows: list[list[float]] = [
        [70, (88 if n % 4 == 0 else 70) + n % 2, 70 + n % 3] for n in range(8)
    ]
    give(store, world, rows)
    page = page_of(store, world)
    flags = {row.name: row.figures.flags for row in page.judges}
    second = world.judges["welding"][1]
    assert flags[f"{second.number} {second.name}"] == ("tilt",)
    assert {row.figures.usual is not None for row in page.judges} == {True}


def test_without_marks_the_page_says_so(app: Flask, store: Store) -> None:
    world = make_world(store, codes=("lamian",))
    chief = signed_in(app, store, world.chiefs["lamian"].staff_id or "")
    assert "还没有可以比较的打分" in chief.get(PAGE).text
