"""A judge who must recuse in the final is replaced by one who keeps every rule, or nobody is."""

import pytest

from contest.operations.final_panels import NoSubstitute, staff_final
from contest.store import timetables
from contest.store.engine import Store
from contest.store.tables.people import Staff
from tests.contest.timetable_world import World, make_world, seat_everybody


@pytest.fixture
def world(store: Store) -> World:
    world = make_world(store, codes=("lamian",))
    seat_everybody(store, world)
    return world


def final_panel(store: Store, world: World) -> list[str]:
    with store.reading() as tx:
        line = timetables.heats_of(tx, world.contest_id, stage_id=world.stages["lamian", "final"])[
            0
        ]
        return [duty.staff_id for duty in line.duties]


def fill(store: Store, world: World, entries: list[str], employed: list[int]) -> int:
    """Judges of these numbers come from the first delegation; seat these entries in the final."""
    with store.transaction() as tx:
        from_first = tx.get_one(Staff, world.judges[4]).delegation_id
        for n in employed:
            tx.get_one(Staff, world.judges[n]).delegation_id = from_first
    with store.transaction() as tx:
        stage = world.stages["lamian", "final"]
        for slot, entry in zip(timetables.final_slots(tx, stage), entries, strict=False):
            slot.entry_id = entry
        tx.flush()
        return len(staff_final(tx, stage_id=stage))


def test_a_panel_without_relations_stays(store: Store, world: World) -> None:
    before = final_panel(store, world)
    assert fill(store, world, world.entries["lamian"][:3], employed=[1]) == 0
    assert final_panel(store, world) == before


def test_a_related_judge_is_replaced_on_his_seat_by_a_free_certified_one(
    store: Store, world: World
) -> None:
    before = final_panel(store, world)
    assert before == world.judges[:3]
    # Entry 4 is of the first delegation, whose judge sits on seat 2; judge 5 is of it too.
    assert fill(store, world, world.entries["lamian"][2:6], employed=[1]) == 1
    assert final_panel(store, world) == [before[0], world.judges[3], before[2]]


def test_without_a_substitute_the_final_is_not_filled(store: Store, world: World) -> None:
    before = final_panel(store, world)
    with pytest.raises(NoSubstitute) as refused:
        fill(store, world, world.entries["lamian"][2:6], employed=[1, 3])
    assert "决赛实操 第 1 场" in refused.value.sentence("zh")
    assert final_panel(store, world) == before


def test_a_judge_who_is_busy_then_is_no_substitute(store: Store, world: World) -> None:
    with store.transaction() as tx:
        lines = timetables.heats_of(tx, world.contest_id)
        work = next(line for line in lines if line.heat.key == "lamian/prelim/work/2")
        final = next(line for line in lines if line.heat.key == "lamian/final/final_work/1")
        work.heat.starts_min, work.heat.ends_min = final.heat.starts_min, final.heat.ends_min
        timetables.replace_duty(tx, work.duties[0], world.judges[3])
    with pytest.raises(NoSubstitute):
        fill(store, world, world.entries["lamian"][2:6], employed=[1])
