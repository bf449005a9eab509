"""Changing a draft by hand: moves, locks, and the way back."""

from typing import Any

import pytest

from contest.errors import NotAllowed, NotFound, Refusal
from contest.operations import moving
from contest.operations.timetabling import (
    NotADraft,
    publish,
    request_draft,
)
from contest.queries import moving as answers
from contest.queries.problem import Wishes
from contest.queries.timetable_page import ByHand, timetable_page
from contest.store import jobs, journal, timetables
from contest.store.engine import Store
from scheduler.check import check
from scheduler.problem import Problem
from scheduler.timetable import Timetable
from tests.contest.timetable_world import (
    World,
    any_timetable,
    give_a_mark,
    make_draft,
    make_world,
    seat_everybody,
)

LAST = "lamian/final/final_work/1"


@pytest.fixture
def world(store: Store) -> World:
    return make_world(store)


@pytest.fixture
def draft(store: Store, world: World) -> str:
    return make_draft(store, world)


def documents(store: Store, version_id: str) -> tuple[Problem, Timetable, str]:
    with store.reading() as tx:
        version = timetables.get_version(tx, version_id)
        return (
            Problem.from_json(version.problem),
            Timetable.from_json(version.timetable),
            version.state,
        )


def start(store: Store, version_id: str, heat: str = LAST) -> int:
    return documents(store, version_id)[1].heat_by_id[heat].starts_min


def a_good_place(store: Store, version_id: str, heat: str = LAST) -> int:
    """The first later start at which the whole check finds nothing."""
    problem, timetable, _ = documents(store, version_id)
    first = timetable.heat_by_id[heat].starts_min
    return next(
        at
        for at in range(first + 5, first + 2880, 5)
        if not check(problem, answers.with_heat(timetable, answers.moved_heat(timetable, heat, at)))
    )


def hand(store: Store, world: World, version_id: str) -> ByHand:
    with store.reading() as tx:
        return timetable_page(tx, world.organiser, version_id=version_id).hand


def lines(store: Store, world: World) -> list[dict[str, Any]]:
    with store.reading() as tx:
        found = journal.lines(tx, world.contest_id)
        return [{"kind": line.kind, **line.body} for line in found]


def test_a_heat_moved_where_nothing_breaks_makes_a_version_that_the_whole_check_accepts(
    store: Store, world: World, draft: str
) -> None:
    to = a_good_place(store, draft)
    made = moving.move(store, actor=world.organiser, version_id=draft, heat=LAST, starts_min=to)
    problem, timetable, state = documents(store, made)
    assert (timetable.heat_by_id[LAST].starts_min, state) == (to, "draft")
    assert check(problem, timetable) == ()
    assert documents(store, draft)[2] == "superseded"
    line = lines(store, world)[-1]
    assert line["kind"] == "contest:timetable:move"
    assert (line["before"], line["heat"], line["starts_min"]) == (draft, LAST, to)
    assert timetable.report is not None
    assert timetable.report.value >= timetable.report.bound
    publish(store, actor=world.organiser, version_id=made)


def test_a_bad_place_changes_nothing_and_names_the_rule_and_who_clashes(
    store: Store, world: World, draft: str
) -> None:
    before = lines(store, world)
    paper = start(store, draft, "lamian/prelim/paper/1")
    with pytest.raises(moving.BreaksRules) as refused:
        moving.move(
            store,
            actor=world.organiser,
            version_id=draft,
            heat="lamian/prelim/work/1",
            starts_min=paper,
        )
    assert "选手l" in refused.value.sentence("zh")
    assert lines(store, world) == before
    with store.reading() as tx:
        told = answers.answer_to_move(
            tx,
            world.organiser,
            version_id=draft,
            heat="lamian/prelim/work/1",
            starts_min=paper,
        )
    rules = {one.rule: one for one in told.broken}
    assert "one_place_at_a_time" in rules
    zh, en = rules["one_place_at_a_time"].why[0]
    assert "初赛 · 理论 第 1 场" in zh
    assert "Theory" in en
    assert "第 1 天" in zh
    assert "day 1" in en


def test_changes_are_taken_back_one_by_one_and_done_again(
    store: Store, world: World, draft: str
) -> None:
    first, to = start(store, draft), a_good_place(store, draft)
    moved = moving.move(store, actor=world.organiser, version_id=draft, heat=LAST, starts_min=to)
    locked = moving.lock(store, actor=world.organiser, version_id=moved, heat=LAST, keep=True)
    page = hand(store, world, locked)
    assert page.locked == {LAST}
    assert page.undo is not None
    assert (page.undo.what, page.redo) == ("lock", None)
    one = moving.step_back(store, actor=world.organiser, version_id=locked)
    assert (start(store, one), hand(store, world, one).locked) == (to, frozenset())
    two = moving.step_back(store, actor=world.organiser, version_id=one)
    page = hand(store, world, two)
    assert start(store, two) == first
    assert page.undo is None
    assert page.redo is not None
    assert (page.redo.what, page.redo.starts_min) == ("move", to)
    assert page.redo.heat[0].endswith("决赛 · 实操 第 1 场")
    with pytest.raises(moving.NothingToUndo):
        moving.step_back(store, actor=world.organiser, version_id=two)
    three = moving.step_back(store, actor=world.organiser, version_id=two, again=True)
    four = moving.step_back(store, actor=world.organiser, version_id=three, again=True)
    assert (start(store, four), hand(store, world, four).locked) == (to, {LAST})
    assert hand(store, world, four).redo is None
    back = moving.step_back(store, actor=world.organiser, version_id=four)
    other = moving.lock(store, actor=world.organiser, version_id=back, heat=LAST, keep=True)
    assert hand(store, world, other).redo is None


def test_a_locked_heat_does_not_move_and_solving_again_keeps_it(
    store: Store, world: World, draft: str
) -> None:
    to = a_good_place(store, draft)
    moved = moving.move(store, actor=world.organiser, version_id=draft, heat=LAST, starts_min=to)
    locked = moving.lock(store, actor=world.organiser, version_id=moved, heat=LAST, keep=True)
    assert (
        moving.lock(store, actor=world.organiser, version_id=locked, heat=LAST, keep=True) == locked
    )
    with pytest.raises(moving.BreaksRules, match="locked"):
        moving.move(store, actor=world.organiser, version_id=locked, heat=LAST, starts_min=to + 5)
    job_id = request_draft(store, actor=world.organiser, wishes=Wishes())
    with store.reading() as tx:
        problem = Problem.from_json(jobs.get_job(tx, job_id).payload["problem"])
    assert any_timetable(problem).heat_by_id[LAST].starts_min == to
    free = moving.lock(store, actor=world.organiser, version_id=locked, heat=LAST, keep=False)
    assert documents(store, free)[0].locked == ()


def test_the_version_in_force_is_copied_as_it_now_is_and_stays_in_force(
    store: Store, world: World, draft: str
) -> None:
    publish(store, actor=world.organiser, version_id=draft)
    with pytest.raises(NotADraft):
        moving.move(store, actor=world.organiser, version_id=draft, heat=LAST, starts_min=0)
    assert hand(store, world, draft).copies
    made = moving.copy(store, actor=world.organiser, version_id=draft)
    problem, timetable, state = documents(store, made)
    assert (state, documents(store, draft)[2]) == ("draft", "published")
    assert check(problem, timetable) == ()
    assert timetable.report is not None
    with pytest.raises(moving.DraftWaits):
        moving.copy(store, actor=world.organiser, version_id=draft)
    moved = moving.move(
        store,
        actor=world.organiser,
        version_id=made,
        heat=LAST,
        starts_min=a_good_place(store, made),
    )
    publish(store, actor=world.organiser, version_id=moved)
    old = moving.copy(store, actor=world.organiser, version_id=made)
    assert start(store, old) == start(store, draft)


def test_a_heat_in_which_marks_were_given_does_not_move(
    store: Store, world: World, draft: str
) -> None:
    seat_everybody(store, world)
    give_a_mark(store, world)
    with store.reading() as tx:
        heats = {line.heat.id: line.heat.key for line in timetables.heats_of(tx, world.contest_id)}
        (marked,) = timetables.heats_with_marks(tx, heats)
    with pytest.raises(moving.HeatMarked, match="Marks were given in"):
        moving.move(
            store, actor=world.organiser, version_id=draft, heat=heats[marked], starts_min=0
        )


@pytest.mark.parametrize(("heat", "starts_min"), [("lamian/no/such/1", 600), (LAST, -5)])
def test_a_heat_or_time_that_cannot_be_is_refused_in_words(
    store: Store, world: World, draft: str, heat: str, starts_min: int
) -> None:
    with pytest.raises(Refusal):
        moving.move(
            store, actor=world.organiser, version_id=draft, heat=heat, starts_min=starts_min
        )


def test_others_may_not_ask_and_another_contest_finds_nothing(
    store: Store, world: World, draft: str
) -> None:
    stranger = make_world(store).organiser
    with store.reading() as tx:
        for asker, refusal in (
            (world.actors["supervisor"], NotAllowed),
            (world.actors["chief_judge"], NotAllowed),
            (stranger, NotFound),
        ):
            with pytest.raises(refusal):
                answers.answer_to_move(tx, asker, version_id=draft, heat=LAST, starts_min=600)
    with pytest.raises(NotFound):
        moving.move(store, actor=stranger, version_id=draft, heat=LAST, starts_min=600)


def test_only_the_versions_read_last_are_kept_at_hand(
    store: Store, world: World, draft: str
) -> None:
    with store.reading() as tx:
        at = answers.laid(tx, world.organiser, draft)
    few = answers.Read(2)
    for name in ("a", "b", "c"):
        few.keep(name, at)
    assert (few.get("a"), few.get("b"), few.get("c")) == (None, at, at)
