"""A draw that anybody can recompute, that happens once, and moves people within a heat only."""

import hashlib
import hmac
from typing import Any

import pytest

from contest.errors import NotAllowed, NotFound
from contest.operations.drawing import (
    DrawMarked,
    DrawOpen,
    DrawOver,
    DrawStale,
    NothingToDraw,
    ReasonNeeded,
    WrongDice,
    abandon_draw,
    commit_draw,
    run_draw,
)
from contest.queries.draw import draw_desk, public_draws
from contest.store import draws, journal, sheets, timetables
from contest.store.engine import Store
from contest.store.tables.people import Entry
from scheduler.draw import draw
from tests.contest.timetable_world import World, give_a_mark, make_world, seat_everybody

DICE = "314162653 514123665 211344256"


@pytest.fixture
def world(store: Store) -> World:
    world = make_world(store)
    seat_everybody(store, world)
    return world


def commit(store: Store, world: World, stage: str = "prelim", module: str = "work") -> str:
    return commit_draw(
        store, actor=world.organiser, stage_id=world.stages["lamian", stage], module_id=module
    )


def run(store: Store, world: World, draw_id: str, dice: str = DICE) -> None:
    run_draw(store, actor=world.actors["supervisor"], draw_id=draw_id, dice=dice)


def seats(store: Store, world: World) -> dict[str, dict[str, str | None]]:
    """Heat key -> label -> entry id."""
    with store.reading() as tx:
        return {
            line.heat.key: {slot.label: slot.entry_id for slot in line.slots}
            for line in timetables.heats_of(tx, world.contest_id)
        }


def recompute(seed: bytes, dice: str, entries: list[str], slots: list[str]) -> tuple[str, Any]:
    """The draw again, from the rules as they are published, sharing no code with the product."""

    def text(words: str) -> bytes:
        return len(words.encode()).to_bytes(4, "big") + words.encode()

    def names(words: list[str]) -> bytes:
        return len(words).to_bytes(4, "big") + b"".join(text(word) for word in sorted(words))

    bound = hashlib.sha256(text("leitai draw 1") + seed + names(entries) + names(slots)).digest()
    stream, block, order = b"", 0, sorted(slots)
    for last in reversed(range(1, len(order))):
        while True:
            if not stream:
                said = bound + text(dice) + block.to_bytes(4, "big")
                stream, block = hmac.new(seed, said, hashlib.sha256).digest(), block + 1
            number, stream = int.from_bytes(stream[:8], "big"), stream[8:]
            if number < 2**64 - 2**64 % (last + 1):
                break
        other = number % (last + 1)
        order[last], order[other] = order[other], order[last]
    return bound.hex(), dict(zip(sorted(entries), order, strict=False))


def test_the_result_is_what_anybody_recomputes_from_seed_and_dice(
    store: Store, world: World
) -> None:
    draw_id = commit(store, world)
    run(store, world, draw_id)
    with store.reading() as tx:
        made = draws.get_draw(tx, draw_id)
        shown = public_draws(tx, world.stages["lamian", "prelim"]).draws[0]
        data = shown.data
        numbers = {e: tx.get_one(Entry, e).entry_no for e in world.entries["lamian"]}
        assert (made.state, made.dice) == ("drawn", DICE.replace(" ", ""))
    assert data is not None
    seed = bytes.fromhex(data["seed"])
    commitments = []
    where = seats(store, world)
    for group in data["groups"]:
        bound, order = recompute(seed, data["dice"], group["entries"], group["slots"])
        commitments.append(bound)
        assert bound == group["commitment"]
        assert order == dict(map(tuple, group["result"]))
        heat = where[group["heat"]]
        assert {numbers[e or ""]: label for label, e in heat.items()} == order
    joint = hashlib.sha256("\n".join(commitments).encode()).hexdigest()
    assert joint == data["commitment"] == shown.commitment


def test_one_bit_changes_everything() -> None:
    entries, slots = [f"L-{n:02d}" for n in range(40)], [f"S{n:02d}" for n in range(40)]
    seed, dice = bytes(range(32)), DICE.replace(" ", "")
    bound, order = recompute(seed, dice, entries, slots)
    assert draw(seed, dice, entries, slots) == tuple(order.items())
    flipped = bytes([seed[0] ^ 1]) + seed[1:]
    other_bound, other = recompute(flipped, dice, entries, slots)
    assert other_bound != bound
    assert sum(order[e] != other[e] for e in entries) > 30
    _, rolled = recompute(seed, dice[:-1] + "1", entries, slots)
    assert sum(order[e] != rolled[e] for e in entries) > 30
    assert recompute(seed, dice, entries[:-1], slots)[0] != bound


def test_only_stations_within_a_heat_change(store: Store, world: World) -> None:
    before = seats(store, world)
    with store.reading() as tx:
        stage = world.stages["lamian", "prelim"]
        made = {sheet.id: sheet.heat_id for sheet in sheets.sheets_of_stage(tx, stage)}
        panels = [
            [duty.staff_id for duty in line.duties]
            for line in timetables.heats_of(tx, world.contest_id)
        ]
    run(store, world, commit(store, world))
    after = seats(store, world)
    assert {k: set(v.values()) for k, v in after.items()} == {
        k: set(v.values()) for k, v in before.items()
    }
    drawn = {"lamian/prelim/work/1", "lamian/prelim/work/2"}
    assert {k: v for k, v in after.items() if k not in drawn} == {
        k: v for k, v in before.items() if k not in drawn
    }
    with store.reading() as tx:
        now = {sheet.id: sheet.heat_id for sheet in sheets.sheets_of_stage(tx, stage)}
        assert now == made
        assert panels == [
            [duty.staff_id for duty in line.duties]
            for line in timetables.heats_of(tx, world.contest_id)
        ]
        for line in timetables.heats_of(tx, world.contest_id):
            assert all(s.place == s.entry_id for s in line.slots if s.entry_id)


def test_the_seed_is_secret_until_the_dice_are_in(store: Store, world: World) -> None:
    draw_id = commit(store, world)
    with store.reading() as tx:
        seed = draws.get_draw(tx, draw_id).seed
        public = public_draws(tx, world.stages["lamian", "prelim"])
        desk = draw_desk(tx, world.organiser)
        lines = journal.lines(tx, world.trades["lamian"])
        assert seed not in repr((public, desk))
        assert seed not in repr([line.body for line in lines])
        assert public.draws[0].commitment == draws.get_draw(tx, draw_id).commitment
        assert public.draws[0].data is None
    run(store, world, draw_id)
    with store.reading() as tx:
        assert public_draws(tx, world.stages["lamian", "prelim"]).draws[0].seed == seed
        assert journal.lines(tx, world.trades["lamian"])[-1].body["seed"] == seed


@pytest.mark.parametrize("dice", ["", "1" * 26, "1" * 28, "7" + "1" * 26, "a" * 27, "１" * 27])
def test_anything_but_27_dice_is_refused(store: Store, world: World, dice: str) -> None:
    draw_id = commit(store, world)
    with pytest.raises(WrongDice):
        run(store, world, draw_id, dice)
    run(store, world, draw_id)


def test_one_draw_stands_at_a_time_and_happens_once(store: Store, world: World) -> None:
    draw_id = commit(store, world)
    with pytest.raises(DrawOpen):
        commit(store, world)
    run(store, world, draw_id)
    with pytest.raises(DrawOver):
        run(store, world, draw_id)
    with pytest.raises(DrawOpen):
        commit(store, world)
    commit(store, world, module="paper")


def test_abandoning_is_public_and_keeps_the_number(store: Store, world: World) -> None:
    supervisor = world.actors["supervisor"]
    first = commit(store, world)
    with pytest.raises(ReasonNeeded):
        abandon_draw(store, actor=supervisor, draw_id=first, reason="  ")
    abandon_draw(store, actor=supervisor, draw_id=first, reason="骰子掉到桌下")
    with pytest.raises(DrawOver):
        run(store, world, first)
    with pytest.raises(DrawOver):
        abandon_draw(store, actor=supervisor, draw_id=first, reason="again")
    second = commit(store, world)
    run(store, world, second)
    with store.reading() as tx:
        shown = public_draws(tx, world.stages["lamian", "prelim"]).draws
        assert [(one.number, one.state, one.reason) for one in shown] == [
            (2, "drawn", ""),
            (1, "abandoned", "骰子掉到桌下"),
        ]


def test_after_the_first_mark_nothing_is_drawn(store: Store, world: World) -> None:
    draw_id = commit(store, world)
    give_a_mark(store, world)
    with pytest.raises(DrawMarked):
        run(store, world, draw_id)
    with pytest.raises(DrawMarked):
        abandon_draw(store, actor=world.actors["supervisor"], draw_id=draw_id, reason="x")
    with pytest.raises(DrawOpen):
        commit(store, world)
    commit(store, world, module="paper")


def test_a_draw_committed_for_other_heats_is_stale(store: Store, world: World) -> None:
    draw_id = commit(store, world)
    with store.transaction() as tx:
        tx.get_one(Entry, world.entries["lamian"][0]).state = "withdrawn"
    with pytest.raises(DrawStale):
        run(store, world, draw_id)


def test_who_withdrew_is_not_drawn_and_takes_the_slot_that_is_left(
    store: Store, world: World
) -> None:
    gone = world.entries["lamian"][0]
    with store.transaction() as tx:
        tx.get_one(Entry, gone).state = "withdrawn"
    run(store, world, commit(store, world))
    heat = seats(store, world)["lamian/prelim/work/1"]
    assert set(heat.values()) == set(world.entries["lamian"][:4])
    with store.reading() as tx:
        pairs = public_draws(tx, world.stages["lamian", "prelim"]).draws[0].heats[0].pairs
        assert "L-01" not in [no for _, _, no in pairs]


def test_a_final_nobody_has_reached_cannot_be_drawn(store: Store, world: World) -> None:
    with pytest.raises(NothingToDraw):
        commit(store, world, "final", "final_work")


def test_organiser_commits_and_supervisor_draws_never_one_alone(store: Store, world: World) -> None:
    stage = world.stages["lamian", "prelim"]
    with pytest.raises(NotAllowed):
        commit_draw(store, actor=world.actors["supervisor"], stage_id=stage, module_id="work")
    draw_id = commit(store, world)
    for role in ("organiser", "registrar", "judge", "chief_judge", "coding_judge"):
        with pytest.raises(NotAllowed):
            run_draw(store, actor=world.actors[role], draw_id=draw_id, dice=DICE)
    stranger = make_world(store)
    with pytest.raises(NotFound):
        run_draw(store, actor=stranger.actors["supervisor"], draw_id=draw_id, dice=DICE)
    with pytest.raises(NotFound):
        commit_draw(store, actor=stranger.organiser, stage_id=stage, module_id="paper")
