"""From signed sheets to the final, the public notice and the honours, each step in its turn."""

from typing import Any

import pytest

from contest.errors import NotAllowed, NotFound, Refusal
from contest.operations import results
from contest.operations.honours import approve_honours
from contest.operations.rulings import make_ruling
from contest.operations.signing import (
    ReasonMissing,
    SheetNotReady,
    record_incident,
    reopen_sheet,
    sign_sheets,
    withdraw_incident,
)
from contest.queries.board import board_frame
from contest.queries.standings import stage_view
from contest.security import Actor
from contest.store import contests, honours, journal, sheets
from contest.store.engine import Store
from contest.store.results import current_result
from tests.contest.factories import World, make_world
from tests.contest.hands import fill_sheet, mark_stage, work_of


@pytest.fixture
def world(store: Store) -> World:
    return make_world(store, final_places=8, entries=9)


def prelim(world: World) -> str:
    return world.stages["lamian", "prelim"]


def final(world: World) -> str:
    return world.stages["lamian", "final"]


def test_a_result_is_signed_only_over_signed_sheets(store: Store, world: World) -> None:
    chief = world.chiefs["lamian"]
    with pytest.raises(results.SheetsOpen) as refused:
        results.sign_result(store, actor=chief, stage_id=prelim(world))
    assert refused.value.facts["count"] == 18
    mark_stage(store, world, "lamian", "prelim")
    results.sign_result(store, actor=chief, stage_id=prelim(world))
    with store.reading() as tx:
        assert contests.stage_with_trade(tx, prelim(world))[0].state == "signed"
        assert current_result(tx, prelim(world)) is not None


def test_after_the_signature_nothing_moves(store: Store, world: World) -> None:
    chief, judge = world.chiefs["lamian"], world.judges["lamian"][0]
    mark_stage(store, world, "lamian", "prelim")
    results.sign_result(store, actor=chief, stage_id=prelim(world))
    with store.reading() as tx:
        before = board_frame(tx, prelim(world), Actor())["rows"]
    sheet = work_of(store, judge)[0]
    assert {answer["key"] for answer in fill_sheet(store, judge, sheet)} == {"stage_signed"}
    for attempt in (
        lambda: reopen_sheet(store, actor=chief, sheet_id=sheet["id"], reason="再看一遍"),
        lambda: results.sign_result(store, actor=chief, stage_id=prelim(world)),
        lambda: record_incident(
            store,
            actor=chief,
            stage_id=prelim(world),
            entry_id=world.entries["lamian"][0],
            item_id="absent:withdrawn",
            count=1,
            note="",
        ),
    ):
        with pytest.raises(Refusal):
            attempt()
    with store.reading() as tx:
        assert board_frame(tx, prelim(world), Actor())["rows"] == before


def test_sheets_with_a_judge_missing_are_named_and_not_signed(store: Store, world: World) -> None:
    with store.reading() as tx:
        ids = [sheet.id for sheet in sheets.sheets_of_stage(tx, prelim(world))]
    with pytest.raises(SheetNotReady) as refused:
        sign_sheets(store, actor=world.chiefs["lamian"], stage_id=prelim(world), sheet_ids=ids[:1])
    assert "LM-0" in refused.value.sentence("zh")


def test_a_chief_judge_of_another_trade_finds_nothing_here(store: Store) -> None:
    world = make_world(store, codes=("lamian", "welding"))
    with pytest.raises(NotFound):
        results.sign_result(store, actor=world.chiefs["welding"], stage_id=prelim(world))


@pytest.mark.parametrize("role", ["organiser", "supervisor", "registrar", "coding_judge"])
def test_nobody_but_the_chief_judge_signs(store: Store, world: World, role: str) -> None:
    with pytest.raises(NotAllowed):
        results.sign_result(store, actor=getattr(world, role), stage_id=prelim(world))


def test_the_best_of_the_prelim_are_seated_in_the_final_in_order(
    store: Store, world: World
) -> None:
    chief = world.chiefs["lamian"]
    mark_stage(store, world, "lamian", "prelim")
    with pytest.raises(results.WrongState):
        results.fill_final(store, actor=chief, stage_id=prelim(world))
    results.sign_result(store, actor=chief, stage_id=prelim(world))
    assert results.fill_final(store, actor=chief, stage_id=prelim(world)) == 8
    with store.reading() as tx:
        ranked = [s.entry_id for s in stage_view(tx, prelim(world)).result.standings]
        seated = {sheet.entry_id for sheet in sheets.sheets_of_stage(tx, final(world))}
    assert seated == set(ranked[:8])
    with pytest.raises(results.WrongState):
        results.fill_final(store, actor=chief, stage_id=prelim(world))


def test_the_way_to_granted_honours(store: Store, world: World) -> None:
    chief, organiser = world.chiefs["lamian"], world.organiser
    for stage, following in (("prelim", True), ("final", False)):
        mark_stage(store, world, "lamian", stage)
        results.sign_result(store, actor=chief, stage_id=world.stages["lamian", stage])
        if following:
            results.fill_final(store, actor=chief, stage_id=prelim(world))
    with store.reading() as tx:
        found = honours.honours_of(tx, world.contest_id)
        ids = [line.honour.id for line in found if line.honour.state == "candidate"]
        assert {line.honour.name for line in found} >= {"技术状元", "金奖"}
    with pytest.raises(results.WrongState):
        results.finish_notice(store, actor=organiser, stage_id=final(world))
    results.start_notice(store, actor=organiser, stage_id=final(world), hours=72)
    assert approve_honours(store, actor=chief, honour_ids=ids) == 0
    assert approve_honours(store, actor=organiser, honour_ids=ids) == len(ids)
    with store.reading() as tx:
        assert not any(row["honours"] for row in board_frame(tx, final(world), Actor())["rows"])
    results.finish_notice(store, actor=organiser, stage_id=final(world))
    with store.reading() as tx:
        rows = board_frame(tx, final(world), Actor())["rows"]
    assert ["技术状元", "Top Craftsman"][0] in [zh for zh, _ in rows[0]["honours"]]
    assert rows[0]["rank"] == 1


def test_a_notice_of_a_real_contest_runs_its_time(store: Store, world: World) -> None:
    mark_stage(store, world, "lamian", "prelim")
    results.sign_result(store, actor=world.chiefs["lamian"], stage_id=prelim(world))
    with store.transaction() as tx:
        contests.get_contest(tx, world.contest_id).is_rehearsal = False
    results.start_notice(store, actor=world.organiser, stage_id=prelim(world), hours=1)
    with pytest.raises(results.WrongState) as refused:
        results.finish_notice(store, actor=world.organiser, stage_id=prelim(world))
    assert "公示期未满" in refused.value.sentence("zh")


def test_a_result_is_withdrawn_corrected_and_signed_anew(store: Store, world: World) -> None:
    chief = world.chiefs["lamian"]
    mark_stage(store, world, "lamian", "prelim")
    with pytest.raises(results.WrongState):
        results.withdraw_result(store, actor=chief, stage_id=prelim(world), reason="读数抄错")
    first = results.sign_result(store, actor=chief, stage_id=prelim(world))
    results.start_notice(store, actor=world.organiser, stage_id=prelim(world), hours=72)
    with pytest.raises(ReasonMissing):
        results.withdraw_result(store, actor=chief, stage_id=prelim(world), reason="  ")
    results.withdraw_result(store, actor=chief, stage_id=prelim(world), reason="读数抄错")
    with store.reading() as tx:
        assert board_frame(tx, prelim(world), Actor())["state"] == "live"
        assert current_result(tx, prelim(world)) is None
        sheet = sheets.sheets_of_stage(tx, prelim(world))[0]
    reopen_sheet(store, actor=chief, sheet_id=sheet.id, reason="读数抄错")
    with pytest.raises(results.SheetsOpen):
        results.sign_result(store, actor=chief, stage_id=prelim(world))
    mark_stage(store, world, "lamian", "prelim")
    second = results.sign_result(store, actor=chief, stage_id=prelim(world))
    assert second != first
    with store.reading() as tx:
        kept = current_result(tx, prelim(world))
        assert kept is not None
        assert kept.id == second
        told = journal.lines(tx, world.trades["lamian"], most=100_000)
        (line,) = [one for one in told if one.kind == "trade:result:withdraw"]
    assert line.body["reason"] == "读数抄错"
    results.fill_final(store, actor=chief, stage_id=prelim(world))
    with pytest.raises(results.WrongState, match="next stage is filled"):
        results.withdraw_result(store, actor=chief, stage_id=prelim(world), reason="读数抄错")


@pytest.mark.parametrize("hours", [0, -1, 24 * 60 + 1])
def test_a_notice_lasts_a_sensible_time(store: Store, world: World, hours: int) -> None:
    mark_stage(store, world, "lamian", "prelim")
    results.sign_result(store, actor=world.chiefs["lamian"], stage_id=prelim(world))
    with pytest.raises(results.WrongState):
        results.start_notice(store, actor=world.organiser, stage_id=prelim(world), hours=hours)


def test_an_absent_entry_does_not_hold_the_result_up(store: Store, world: World) -> None:
    chief, absent = world.chiefs["lamian"], world.entries["lamian"][0]
    for judge in world.judges["lamian"]:
        for sheet in work_of(store, judge):
            if sheet["entry"]["label"] != "LM-001":
                fill_sheet(store, judge, sheet)
    with store.reading() as tx:
        done = [
            sheet.id
            for sheet in sheets.sheets_of_stage(tx, prelim(world))
            if sheet.entry_id != absent
        ]
    sign_sheets(store, actor=chief, stage_id=prelim(world), sheet_ids=done)
    facts: dict[str, Any] = {"stage_id": prelim(world), "entry_id": absent, "count": 1, "note": ""}
    incident = record_incident(store, actor=chief, item_id="absent:did_not_start", **facts)
    withdraw_incident(store, actor=chief, incident_id=incident)
    with pytest.raises(results.SheetsOpen):
        results.sign_result(store, actor=chief, stage_id=prelim(world))
    record_incident(store, actor=chief, item_id="absent:did_not_start", **facts)
    results.sign_result(store, actor=chief, stage_id=prelim(world))
    with store.reading() as tx:
        rows = board_frame(tx, prelim(world), Actor())["rows"]
    assert next(row for row in rows if row["id"] == absent)["state"] == "unranked"


def test_a_penalty_of_the_rulebook_comes_off_the_total(store: Store, world: World) -> None:
    chief = world.chiefs["lamian"]
    mark_stage(store, world, "lamian", "prelim")
    with store.reading() as tx:
        view = stage_view(tx, prelim(world))
    first = view.result.standings[0]
    item = next(item for item in view.rules.conduct if item.take and "prelim_total" in item.nodes)
    record_incident(
        store,
        actor=chief,
        stage_id=prelim(world),
        entry_id=first.entry_id,
        item_id=item.id,
        count=1,
        note="工位未清理",
    )
    with store.reading() as tx:
        after = stage_view(tx, prelim(world)).result.standings
    lowered = next(s for s in after if s.entry_id == first.entry_id)
    assert first.score is not None
    assert lowered.score is not None
    assert first.score - lowered.score == item.take


def test_a_ruling_needs_its_reason(store: Store, world: World) -> None:
    with pytest.raises(Refusal) as refused:
        make_ruling(
            store,
            actor=world.chiefs["lamian"],
            stage_id=prelim(world),
            key="tie",
            choice="share",
            text="  ",
        )
    assert refused.value.key == "reason_missing"
