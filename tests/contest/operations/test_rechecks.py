"""The recheck: drawn once from a stored seed, extended past the errors, before the signature."""

import pytest

from contest.errors import NotAllowed, NotFound
from contest.operations import rechecks
from contest.operations.results import sign_result
from contest.operations.signing import ReasonMissing, reopen_sheet
from contest.queries.review_desks import StageRecheck, recheck_page
from contest.queries.standings import stage_view
from contest.security import Actor
from contest.store.engine import Store
from judging.review import sample
from tests.contest.factories import World, make_world
from tests.contest.small_world import BOOK, give, small_world, stage_of

CHECKED = BOOK + "review: {top: 1, share: 50%, errors_above: 20%}\n"
MARKS: list[list[float]] = [[90, 90, 90], [80, 80, 80], [70, 70, 70], [60, 60, 60]]


def desk(store: Store, world: World, viewer: Actor | None = None) -> StageRecheck:
    with store.reading() as tx:
        page = recheck_page(tx, viewer or world.supervisor, None)
        tx.expunge_all()
    return page.stages[0]


def drawn(store: Store) -> tuple[World, StageRecheck]:
    world = small_world(store, CHECKED)
    give(store, world, MARKS)
    rechecks.draw_recheck(store, actor=world.chiefs["welding"], stage_id=stage_of(world))
    return world, desk(store, world)


def check(store: Store, world: World, line_id: str, *, wrong: bool = False, note: str = "") -> bool:
    return rechecks.check_sheet(
        store, actor=world.chiefs["welding"], line_id=line_id, wrong=wrong, note=note
    )


def test_the_sample_is_the_top_and_a_share_that_anyone_finds_from_the_seed(store: Store) -> None:
    world, found = drawn(store)
    first = world.entries["welding"][0]
    assert [row.line.why for row in found.lines] == ["top", "drawn", "drawn"]
    assert found.recheck is not None
    with store.reading() as tx:
        view = stage_view(tx, stage_of(world))
    assert view.rules.review is not None
    again = sample(view.rules.review, view.result.standings, found.recheck.seed)
    assert [row.entry.id for row in found.lines] == list(again)
    assert found.lines[0].entry.id == first
    with pytest.raises(rechecks.RecheckDrawn):
        rechecks.draw_recheck(store, actor=world.chiefs["welding"], stage_id=stage_of(world))


def test_a_result_is_signed_after_its_recheck(store: Store) -> None:
    world, found = drawn(store)
    chief = world.chiefs["welding"]
    for row in found.lines:
        with pytest.raises(rechecks.RecheckUnfinished):
            sign_result(store, actor=chief, stage_id=stage_of(world))
        assert check(store, world, row.line.id) is False
    after = desk(store, world)
    assert (after.checked, after.wrong) == (3, 0)
    assert {row.by for row in after.lines} == {f"{chief.number} {chief.name}"}
    sign_result(store, actor=chief, stage_id=stage_of(world))


def test_past_the_errors_all_others_join_and_wrong_sheets_are_signed_anew(store: Store) -> None:
    world, found = drawn(store)
    chief = world.chiefs["welding"]
    first, second, third = found.lines
    with pytest.raises(ReasonMissing):
        check(store, world, first.line.id, wrong=True)
    assert check(store, world, first.line.id, wrong=True, note="读数抄错一位") is False
    assert check(store, world, second.line.id) is False
    assert check(store, world, third.line.id) is True
    after = desk(store, world)
    assert [row.line.why for row in after.lines] == ["top", "drawn", "drawn", "all"]
    assert after.recheck is not None
    assert after.recheck.escalated_at is not None
    assert check(store, world, after.lines[3].line.id) is False
    reopen_sheet(store, actor=chief, sheet_id=first.sheet.id, reason="读数抄错一位")
    give(store, world, MARKS)
    sign_result(store, actor=chief, stage_id=stage_of(world))


def test_nothing_is_drawn_before_all_sheets_are_signed_or_where_no_rule_asks(store: Store) -> None:
    world = small_world(store, CHECKED)
    chief = world.chiefs["welding"]
    give(store, world, MARKS, sign=False)
    with pytest.raises(rechecks.SheetsUnsigned) as refused:
        rechecks.draw_recheck(store, actor=chief, stage_id=stage_of(world))
    assert refused.value.facts["count"] == 4
    other = small_world(store)
    give(store, other, MARKS)
    with pytest.raises(rechecks.NoRecheck):
        rechecks.draw_recheck(store, actor=other.chiefs["welding"], stage_id=stage_of(other))
    sign_result(store, actor=other.chiefs["welding"], stage_id=stage_of(other))


def test_the_chief_judge_of_the_trade_rechecks_and_nobody_else(store: Store) -> None:
    world, found = drawn(store)
    for actor in (world.organiser, world.supervisor, world.judges["welding"][0]):
        with pytest.raises(NotAllowed):
            rechecks.check_sheet(
                store, actor=actor, line_id=found.lines[0].line.id, wrong=False, note=""
            )
    other = make_world(store, codes=("lamian",))
    with pytest.raises(NotFound):
        rechecks.check_sheet(
            store,
            actor=other.chiefs["lamian"],
            line_id=found.lines[0].line.id,
            wrong=False,
            note="",
        )
    assert desk(store, world, world.organiser).may_write is False
