"""What went wrong with marks at other people's events does not happen here."""

from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from contest.ids import new_id
from contest.operations.marking import Operation, enter_operations
from contest.operations.sheets import prepare_sheets
from contest.queries.board import board_frame
from contest.queries.standings import stage_view
from contest.security import Actor
from contest.store.engine import Store
from contest.store.entries import entries_of_trade
from contest.store.tables.marking import Sheet, SheetSeat
from contest.store.tables.timetable import Duty, Heat, Slot
from tests.contest.factories import World, make_world
from tests.contest.hands import fill_sheet, mark_stage, work_of


@pytest.fixture
def world(store: Store) -> World:
    return make_world(store)


def test_two_sheets_for_one_performance_cannot_stand_in_the_database(
    store: Store, world: World
) -> None:
    judge = world.judges["lamian"][0]
    known = work_of(store, judge)[0]["id"]
    with store.reading() as tx:
        sheet = tx.get(Sheet, known)
    assert sheet is not None
    twin = {name: value for name, value in sheet.model_dump().items() if name != "id"}
    with pytest.raises(IntegrityError), store.transaction() as tx:
        tx.add(Sheet(id=new_id(), **twin))


def shared(store: Store, world: World) -> tuple[Actor, Actor, list[dict[str, Any]]]:
    """Two judges and the sheets on which both have a seat, as the first one sees them."""
    first, second = world.judges["lamian"][:2]
    known = {sheet["id"] for sheet in work_of(store, second)}
    return (
        first,
        second,
        [
            sheet
            for sheet in work_of(store, first)
            if sheet["id"] in known and len(sheet["form"]) > 1
        ],
    )


def test_one_seat_of_a_sheet_is_one_judges(store: Store, world: World) -> None:
    first, second, sheets = shared(store, world)
    spare = world.judges["lamian"][6].staff_id or ""
    twin = SheetSeat(sheet_id=sheets[0]["id"], seat=sheets[0]["seat"], staff_id=spare)
    with pytest.raises(IntegrityError), store.transaction() as tx:
        tx.add(twin)
    for judge in (first, second):
        assert sheets[0]["id"] in {sheet["id"] for sheet in work_of(store, judge)}


def test_marking_one_sheet_touches_no_other_sheet_and_no_other_judge(
    store: Store, world: World
) -> None:
    first, second, sheets = shared(store, world)
    wanted = {sheet["id"] for sheet in sheets[:2]}
    for judge in (first, second):
        for sheet in work_of(store, judge):
            if sheet["id"] in wanted:
                fill_one_mark(store, judge, sheet)
    before = marks_of(store, first) | marks_of(store, second)
    fill_sheet(store, first, sheets[0])
    after = marks_of(store, first) | marks_of(store, second)
    changed = {place for place in before if before[place] != after.get(place)}
    assert changed == {(first.staff_id, sheets[0]["id"])}
    assert before[second.staff_id, sheets[0]["id"]]
    assert before[first.staff_id, sheets[1]["id"]]


def marks_of(store: Store, judge: Actor) -> dict[tuple[str | None, str], dict[str, str]]:
    return {(judge.staff_id, sheet["id"]): sheet["marks"] for sheet in work_of(store, judge)}


def fill_one_mark(store: Store, judge: Actor, sheet: dict[str, Any]) -> None:
    form = sheet["form"]
    one = Operation(
        id=new_id(),
        kind="mark",
        sheet_id=sheet["id"],
        aspect_id=form[0]["id"],
        value=form[0]["least"],
    )
    (answer,) = enter_operations(store, actor=judge, operations=[one])
    assert answer["status"] == "applied", answer


def test_the_name_on_the_board_belongs_to_the_rank_and_the_score_beside_it(
    store: Store, world: World
) -> None:
    mark_stage(store, world, "lamian", "prelim")
    stage_id = world.stages["lamian", "prelim"]
    with store.reading() as tx:
        picture = board_frame(tx, stage_id, Actor())
        view = stage_view(tx, stage_id)
        lines = entries_of_trade(tx, world.trades["lamian"])
    told = {line.id: (line.no, line.name) for line in lines}
    wanted = [
        (one.rank, *told[one.entry_id], format(one.score, ".2f"))
        for one in view.result.standings
        if one.score is not None
    ]
    shown = [(row["rank"], row["no"], row["name"], row["score"]) for row in picture["rows"]]
    assert shown == wanted
    assert len({row[0] for row in shown}) == 4


def test_a_contestants_marks_stay_with_him_when_he_is_moved_to_another_heat(
    store: Store, world: World
) -> None:
    judge = world.judges["lamian"][0]
    sheet = work_of(store, judge)[0]
    fill_one_mark(store, judge, sheet)
    with store.transaction() as tx:
        held = tx.get(Sheet, sheet["id"])
        assert held is not None
        heats = select(Heat).where(Heat.stage_id == held.stage_id, Heat.module_id == held.module_id)
        old = tx.exec(heats).one()
        new = Heat(**{**old.model_dump(), "id": new_id(), "key": f"{old.key}-2", "number": 2})
        tx.add(new)
        tx.flush()
        moved = select(Slot).where(Slot.heat_id == old.id, Slot.entry_id == held.entry_id)
        slot = tx.exec(moved).one()
        slot.heat_id, slot.label = new.id, "1"
        tx.add(slot)
        for duty in tx.exec(select(Duty).where(Duty.heat_id == old.id)).all():
            tx.add(Duty(heat_id=new.id, staff_id=duty.staff_id, seat=duty.seat))
        tx.flush()
        prepare_sheets(tx, [new.id])
        entry_id, module_id = held.entry_id, held.module_id
    with store.reading() as tx:
        wanted = select(Sheet).where(Sheet.entry_id == entry_id, Sheet.module_id == module_id)
        assert [one.id for one in tx.exec(wanted)] == [sheet["id"]]
    (again,) = [one for one in work_of(store, judge) if one["id"] == sheet["id"]]
    assert len(again["marks"]) == 1
