"""Rulings: a question stops the result, two people answer it, and the proof tells of them."""

from typing import Any

import pytest

from contest.errors import NotAllowed, Refusal
from contest.operations.results import RulingNeeded, sign_result
from contest.operations.rulings import (
    AnswerUnfit,
    QuestionGone,
    RulingConfirmed,
    confirm_ruling,
    make_ruling,
)
from contest.operations.signing import StageClosed
from contest.queries.rulings import StageRulings, rulings_page
from contest.queries.standings import stage_view
from contest.security import Actor
from contest.store.engine import Store
from judging import explain
from judging.results import Line
from tests.contest.factories import World
from tests.contest.small_world import BOOK, give, small_world, stage_of

OPEN_ROUNDING = BOOK.replace("mode: half_up", "mode: unstated")
TIED: list[list[float]] = [[90, 90, 90], [90, 90, 90], [80, 80, 80], [70, 70, 70]]
THIRDS: list[list[float]] = [[90, 90, 90.5], [80, 80, 80], [70, 70, 70], [60, 60, 60]]


def desk(store: Store, world: World, viewer: Actor) -> StageRulings:
    with store.reading() as tx:
        page = rulings_page(tx, viewer, None)
        tx.expunge_all()
    return page.stages[0]


def sentences(line: Line) -> list[str]:
    return [line.zh, *(text for kid in line.kids for text in sentences(kid))]


def rule(store: Store, world: World, **answer: Any) -> str:
    given: dict[str, Any] = {"choice": "", "text": "组委会会议纪要第 3 条", **answer}
    return make_ruling(store, actor=world.chiefs["welding"], stage_id=stage_of(world), **given)


def test_a_silent_rounding_is_ruled_confirmed_and_stands_in_the_explanation(store: Store) -> None:
    world = small_world(store, OPEN_ROUNDING)
    give(store, world, THIRDS)
    chief, entry = world.chiefs["welding"], world.entries["welding"][0]
    with pytest.raises(RulingNeeded):
        sign_result(store, actor=chief, stage_id=stage_of(world))
    (question,) = desk(store, world, chief).asks
    assert question.key == "total.round.mode"
    assert ("truncate", "截取：得 90.1", "cut off: gives 90.1") in question.options
    assert {choice for choice, _, _ in question.options} == {"half_up", "half_even", "truncate"}
    ruling = rule(store, world, key=question.key, choice="truncate")
    assert [q.key for q in desk(store, world, chief).asks] == [question.key]
    confirm_ruling(store, actor=world.supervisor, ruling_id=ruling)
    with store.reading() as tx:
        view = stage_view(tx, stage_of(world))
    assert str(view.result.scores[entry, "total"].value) == "90.1"
    told = " ".join(sentences(explain(view.plan, view.result, entry, "total")))
    for word in ("依裁定", "组委会会议纪要第 3 条", chief.number, world.supervisor.number):
        assert word in told
    sign_result(store, actor=chief, stage_id=stage_of(world))
    with pytest.raises(StageClosed):
        rule(store, world, key=question.key, choice="half_up")


def test_a_tie_is_answered_by_an_order_of_exactly_its_members(store: Store) -> None:
    world = small_world(store)
    give(store, world, TIED)
    first, second, third, _ = world.entries["welding"]
    (question,) = desk(store, world, world.chiefs["welding"]).asks
    assert question.orders
    assert {entry.id for entry in question.entries} == {first, second}
    assert "WD-001 选手welding1" in question.zh
    for wrong in ([first], [first, first], [first, third], []):
        with pytest.raises(AnswerUnfit):
            rule(store, world, key=question.key, choice="order", order=wrong)
    ruling = rule(store, world, key=question.key, choice="order", order=[second, first])
    confirm_ruling(store, actor=world.supervisor, ruling_id=ruling)
    with store.reading() as tx:
        ranks = {s.entry_id: s.rank for s in stage_view(tx, stage_of(world)).result.standings}
    assert (ranks[second], ranks[first]) == (1, 2)
    (row,) = desk(store, world, world.organiser).rulings
    assert row.said[0] == "WD-002 选手welding2 > WD-001 选手welding1"
    assert row.question[0].startswith("名次并列：WD-00")


def test_a_point_nothing_has_hit_is_ruled_in_advance_by_its_words_only(store: Store) -> None:
    world = small_world(store, OPEN_ROUNDING)
    (early,) = desk(store, world, world.chiefs["welding"]).early
    assert early.key == "total.round.mode"
    for choice in ("sideways", "", "x" * 61):
        with pytest.raises(AnswerUnfit):
            rule(store, world, key=early.key, choice=choice)
    ruling = rule(store, world, key=early.key, choice="half_even")
    confirm_ruling(store, actor=world.supervisor, ruling_id=ruling)
    give(store, world, THIRDS)
    assert desk(store, world, world.chiefs["welding"]).asks == ()


def test_a_later_ruling_on_the_same_question_replaces_the_first(store: Store) -> None:
    world = small_world(store, OPEN_ROUNDING)
    for choice in ("half_up", "truncate"):
        ruling = rule(store, world, key="total.round.mode", choice=choice)
        confirm_ruling(store, actor=world.supervisor, ruling_id=ruling)
    give(store, world, THIRDS)
    with store.reading() as tx:
        view = stage_view(tx, stage_of(world))
    assert str(view.result.scores[world.entries["welding"][0], "total"].value) == "90.1"
    assert [r.replaced for r in desk(store, world, world.organiser).rulings] == [True, False]


def test_what_is_not_asked_is_not_ruled_and_nothing_is_confirmed_twice(store: Store) -> None:
    world = small_world(store, OPEN_ROUNDING)
    with pytest.raises(QuestionGone):
        rule(store, world, key="total.cap", choice="5")
    ruling = rule(store, world, key="total.round.mode", choice="half_up")
    confirm_ruling(store, actor=world.supervisor, ruling_id=ruling)
    with pytest.raises(RulingConfirmed):
        confirm_ruling(store, actor=world.supervisor, ruling_id=ruling)


@pytest.mark.parametrize("role", ["organiser", "supervisor", "registrar", "coding_judge"])
def test_only_the_chief_judge_rules_and_only_the_supervisor_confirms(
    store: Store, role: str
) -> None:
    world = small_world(store, OPEN_ROUNDING)
    actor = getattr(world, role)
    with pytest.raises(NotAllowed):
        make_ruling(
            store,
            actor=actor,
            stage_id=stage_of(world),
            key="total.round.mode",
            choice="half_up",
            text="会议纪要",
        )
    ruling = rule(store, world, key="total.round.mode", choice="half_up")
    if role != "supervisor":
        with pytest.raises(NotAllowed):
            confirm_ruling(store, actor=actor, ruling_id=ruling)
    with pytest.raises(Refusal):
        confirm_ruling(store, actor=world.chiefs["welding"], ruling_id=ruling)


def test_an_organiser_sees_the_question_but_not_what_each_answer_would_give(store: Store) -> None:
    world = small_world(store, OPEN_ROUNDING)
    give(store, world, THIRDS)
    assert desk(store, world, world.organiser).asks[0].options == ()
    assert desk(store, world, world.supervisor).asks[0].options != ()
