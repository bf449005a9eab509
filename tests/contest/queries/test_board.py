"""The board says what is known, and says what is not."""

from typing import Any

import pytest

from contest.errors import NotFound
from contest.operations.results import switch_board
from contest.queries.board import BoardClosedToJudge, board_frame
from contest.security import Actor
from contest.store.engine import Store
from tests.contest.factories import World, make_world
from tests.contest.hands import fill_sheet, mark_stage, work_of


@pytest.fixture
def world(store: Store) -> World:
    return make_world(store, codes=("lamian", "courier"), entries=9)


def shown(store: Store, world: World, viewer: Actor | None = None) -> dict[str, Any]:
    with store.reading() as tx:
        return board_frame(tx, world.stages["lamian", "prelim"], viewer or Actor())


def test_before_the_first_mark_everybody_waits(store: Store, world: World) -> None:
    picture = shown(store, world)
    assert picture["state"] == "live"
    for row in picture["rows"]:
        assert (row["state"], row["rank"], row["score"], row["so_far"]) == (
            "waiting",
            None,
            None,
            None,
        )


def test_a_half_marked_entry_is_provisional_and_shows_what_it_has(
    store: Store, world: World
) -> None:
    judge = world.judges["lamian"][0]
    sheet = next(s for s in work_of(store, judge) if s["module"]["kind"] == "theory")
    fill_sheet(store, judge, sheet)
    picture = shown(store, world)
    row = next(r for r in picture["rows"] if r["no"] == sheet["entry"]["label"])
    assert row["state"] == "provisional"
    assert row["score"] is None
    assert row["so_far"] is not None
    assert row["waiting"] > 0
    assert row["goes_on"] == "open"


def test_when_all_is_marked_the_standings_are_final_and_say_who_goes_on(
    store: Store, world: World
) -> None:
    mark_stage(store, world, "lamian", "prelim")
    picture = shown(store, world)
    assert [row["rank"] for row in picture["rows"]] == sorted(r["rank"] for r in picture["rows"])
    assert {row["state"] for row in picture["rows"]} == {"final"}
    assert [row["goes_on"] for row in picture["rows"]] == ["yes"] * 8 + ["no"]
    assert picture["counts"] == {"entries": 9, "final": 9, "waiting": 0}


def test_a_hidden_board_has_no_rows(store: Store, world: World) -> None:
    mark_stage(store, world, "lamian", "prelim")
    stage_id = world.stages["lamian", "prelim"]
    switch_board(store, actor=world.organiser, stage_id=stage_id, show=False)
    picture = shown(store, world)
    assert (picture["state"], picture["rows"]) == ("hidden", [])
    assert picture["counts"] == {"entries": 0, "final": 0, "waiting": 0}


def test_a_judge_does_not_follow_the_board_he_is_still_marking(store: Store, world: World) -> None:
    judge = world.judges["lamian"][0]
    with pytest.raises(BoardClosedToJudge):
        shown(store, world, judge)
    for sheet in work_of(store, judge):
        fill_sheet(store, judge, sheet)
    assert shown(store, world, judge)["state"] == "live"
    assert shown(store, world, world.judges["courier"][0])["state"] == "live"


def test_an_official_of_another_contest_gets_the_answer_of_a_missing_board(
    store: Store, world: World
) -> None:
    stranger = Actor(role="judge", staff_id="x", contest_id="elsewhere")
    with pytest.raises(NotFound):
        shown(store, world, stranger)
    with store.reading() as tx, pytest.raises(NotFound):
        board_frame(tx, "0" * 26, Actor())


def test_no_board_tells_a_personal_number_or_more_than_it_must(store: Store, world: World) -> None:
    row = shown(store, world)["rows"][0]
    assert set(row) == {
        "id", "rank", "best", "worst", "no", "name", "delegation", "score", "so_far", "state",
        "waiting", "clinched", "goes_on", "parts", "decided_by", "honours",
    }  # fmt: skip
