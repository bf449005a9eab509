"""Appeals: filed, ruled, closed by two people; while one is open nothing is published."""

import pytest

from contest.errors import BadInput, NotAllowed, NotFound
from contest.operations import appeals
from contest.operations.results import (
    finish_notice,
    sign_result,
    start_notice,
    switch_board,
    withdraw_result,
)
from contest.operations.signing import ReasonMissing
from contest.queries.board import board_frame
from contest.queries.review_desks import StageAppeals, appeal_page
from contest.security import Actor
from contest.store.engine import Store
from tests.contest.factories import World, make_world
from tests.contest.operations.test_rechecks import MARKS
from tests.contest.small_world import BOOK, give, small_world, stage_of

WINDOW = BOOK + "appeals: {within: 120}\n"


def signed(store: Store, book: str = WINDOW) -> World:
    world = small_world(store, book)
    give(store, world, MARKS)
    sign_result(store, actor=world.chiefs["welding"], stage_id=stage_of(world))
    return world


def file(store: Store, world: World, text: str = "焊缝测量有误，附照片两张") -> str:
    return appeals.file_appeal(
        store,
        actor=world.organiser,
        stage_id=stage_of(world),
        entry_id=world.entries["welding"][1],
        text=text,
    )


def rule(
    store: Store, actor: Actor, appeal: str, decision: str = "dismissed", why: str = "复测无误"
) -> None:
    appeals.rule_appeal(
        store, actor=actor, appeal_id=appeal, decision=decision, ruling=why, effect="维持原成绩"
    )


def desk(store: Store, world: World) -> StageAppeals:
    with store.reading() as tx:
        page = appeal_page(tx, world.supervisor, None)
        tx.expunge_all()
    return page.stages[0]


def test_while_an_appeal_is_open_nothing_is_published(store: Store) -> None:
    world = signed(store)
    chief, stage = world.chiefs["welding"], stage_of(world)
    appeal = file(store, world)
    with pytest.raises(appeals.AppealHolds):
        start_notice(store, actor=world.organiser, stage_id=stage, hours=72)
    rule(store, chief, appeal)
    with pytest.raises(appeals.AppealHolds):
        start_notice(store, actor=world.organiser, stage_id=stage, hours=72)
    appeals.close_appeal(store, actor=world.supervisor, appeal_id=appeal)
    start_notice(store, actor=world.organiser, stage_id=stage, hours=72)
    second = file(store, world)
    with pytest.raises(appeals.AppealHolds):
        finish_notice(store, actor=world.organiser, stage_id=stage)
    rule(store, chief, second)
    appeals.close_appeal(store, actor=world.supervisor, appeal_id=second)
    finish_notice(store, actor=world.organiser, stage_id=stage)
    with pytest.raises(appeals.TooLateToAppeal):
        file(store, world)
    assert [row.appeal.state for row in desk(store, world).rows] == ["closed", "closed"]


def test_one_that_is_upheld_leads_to_a_withdrawn_result(store: Store) -> None:
    world = signed(store)
    chief = world.chiefs["welding"]
    appeal = file(store, world)
    rule(store, chief, appeal, decision="upheld")
    withdraw_result(store, actor=chief, stage_id=stage_of(world), reason="申诉成立，重新测量")
    appeals.close_appeal(store, actor=world.supervisor, appeal_id=appeal)
    (row,) = desk(store, world).rows
    assert (row.appeal.decision, row.appeal.effect) == ("upheld", "维持原成绩")
    assert row.ruled_by == f"{chief.number} {chief.name}"
    assert row.confirmed_by.startswith(world.supervisor.number)
    sign_result(store, actor=chief, stage_id=stage_of(world))


def test_a_late_appeal_is_taken_and_marked(store: Store) -> None:
    world = small_world(store, WINDOW)
    give(store, world, MARKS)
    # The heats of the made contest ended months ago.
    file(store, world)
    assert [row.appeal.late for row in desk(store, world).rows] == [True]
    again = signed(store)
    file(store, again)
    assert [row.appeal.late for row in desk(store, again).rows] == [False]
    silent = small_world(store)
    file(store, silent)
    assert [row.appeal.late for row in desk(store, silent).rows] == [False]


def test_each_step_is_somebody_elses(store: Store) -> None:
    world = signed(store)
    chief = world.chiefs["welding"]
    for actor in (chief, world.supervisor, world.registrar):
        with pytest.raises(NotAllowed):
            appeals.file_appeal(
                store,
                actor=actor,
                stage_id=stage_of(world),
                entry_id=world.entries["welding"][0],
                text="焊缝测量有误",
            )
    appeal = file(store, world)
    for actor in (world.organiser, world.supervisor):
        with pytest.raises(NotAllowed):
            rule(store, actor, appeal)
    with pytest.raises(appeals.AppealState):
        appeals.close_appeal(store, actor=world.supervisor, appeal_id=appeal)
    rule(store, chief, appeal)
    with pytest.raises(appeals.AppealState):
        rule(store, chief, appeal)
    with pytest.raises(NotAllowed):
        appeals.close_appeal(store, actor=chief, appeal_id=appeal)
    other = make_world(store, codes=("lamian",))
    with pytest.raises(NotFound):
        appeals.close_appeal(store, actor=other.supervisor, appeal_id=appeal)


def test_an_appeal_and_its_ruling_say_something(store: Store) -> None:
    world = signed(store)
    for text in ("", "不服", "x" * 4001):
        with pytest.raises(BadInput):
            file(store, world, text)
    with pytest.raises(BadInput):
        appeals.file_appeal(
            store,
            actor=world.organiser,
            stage_id=stage_of(world),
            entry_id="nobody",
            text="焊缝测量有误",
        )
    appeal = file(store, world)
    with pytest.raises(ReasonMissing):
        rule(store, world.chiefs["welding"], appeal, why=" ")
    with pytest.raises(BadInput):
        rule(store, world.chiefs["welding"], appeal, decision="perhaps")


def test_the_board_says_that_an_appeal_is_open_and_that_a_result_was_corrected(
    store: Store,
) -> None:
    def remarks() -> list[str]:
        with store.reading() as tx:
            told: list[str] = board_frame(tx, stage, Actor())["remarks"]
            return told

    world = signed(store)
    chief, stage = world.chiefs["welding"], stage_of(world)
    assert remarks() == []
    appeal = file(store, world)
    assert remarks() == ["appealed"]
    rule(store, chief, appeal, "upheld")
    appeals.close_appeal(store, actor=world.supervisor, appeal_id=appeal)
    withdraw_result(store, actor=chief, stage_id=stage, reason="申诉成立")
    assert remarks() == ["corrected"]
    switch_board(store, actor=world.organiser, stage_id=stage, show=False)
    assert remarks() == []
