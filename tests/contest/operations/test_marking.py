"""Marks arrive once, durably, from the right seat, or are refused in a sentence."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from contest.ids import new_id
from contest.operations.marking import Operation, enter_operations
from contest.operations.signing import reopen_sheet, sign_sheets
from contest.queries.tablet import tablet_work
from contest.security import Actor
from contest.store import journal, sheets
from contest.store.engine import Store
from tests.contest.factories import World, make_world
from tests.contest.hands import fill_sheet, full_marks, work_of


@pytest.fixture
def world(store: Store) -> World:
    return make_world(store)


def send(store: Store, actor: Actor, *operations: Operation) -> list[dict[str, Any]]:
    return enter_operations(store, actor=actor, operations=operations)


def a_sheet(store: Store, actor: Actor, kind: str = "practical") -> dict[str, Any]:
    return next(s for s in work_of(store, actor) if s["module"]["kind"] == kind)


def a_mark(sheet: dict[str, Any], **changes: Any) -> Operation:
    aspect = next(a for a in sheet["form"] if a["kind"] == "points")
    given = {
        "id": new_id(),
        "kind": "mark",
        "sheet_id": sheet["id"],
        "aspect_id": aspect["id"],
        "value": "1",
    }
    return Operation(**{**given, **changes})


def test_a_mark_is_applied_and_its_receipt_names_the_journal_line(
    store: Store, world: World
) -> None:
    judge = world.judges["lamian"][1]
    sheet = a_sheet(store, judge)
    (answer,) = send(store, judge, a_mark(sheet))
    assert answer["status"] == "applied"
    with store.reading() as tx:
        last = journal.lines(tx, world.trades["lamian"])[-1]
        assert answer["receipt"] == {"no": 1, "hash": last.hash}
        (line,) = sheets.marks_of_sheets(tx, [sheet["id"]])
        assert (line.value, line.seat, line.staff_id) == (Decimal(1), sheet["seat"], judge.staff_id)


def test_the_same_operation_twice_counts_once_and_gets_the_same_receipt(
    store: Store, world: World
) -> None:
    judge = world.judges["lamian"][1]
    mark = a_mark(a_sheet(store, judge))
    (first,) = send(store, judge, mark)
    again, inside = send(store, judge, mark, mark)
    assert [again["status"], inside["status"]] == ["duplicate", "duplicate"]
    assert first["receipt"] == again["receipt"] == inside["receipt"]
    with store.reading() as tx:
        assert len(sheets.marks_of_sheets(tx, [mark.sheet_id])) == 1


def test_one_id_with_two_contents_is_never_applied(store: Store, world: World) -> None:
    judge = world.judges["lamian"][1]
    mark = a_mark(a_sheet(store, judge))
    send(store, judge, mark)
    other = Operation(**{**mark.__dict__, "value": "2"})
    (answer,) = send(store, judge, other)
    assert (answer["status"], answer["key"]) == ("refused", "operation_reused")


def test_a_correction_replaces_and_never_erases(store: Store, world: World) -> None:
    judge = world.judges["lamian"][1]
    sheet = a_sheet(store, judge)
    first = a_mark(sheet)
    send(store, judge, first, Operation(**{**first.__dict__, "id": new_id(), "value": "2"}))
    with store.reading() as tx:
        assert [m.value for m in sheets.marks_of_sheets(tx, [sheet["id"]])] == [1, 2]
        work = tablet_work(tx, judge)
    shown = next(s for s in work["sheets"] if s["id"] == sheet["id"])
    assert shown["marks"] == {first.aspect_id: "2"}


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"value": "1000"}, "out_of_range"),
        ({"value": "-1"}, "out_of_range"),
        ({"value": "0.123"}, "not_a_step"),
        ({"value": "NaN"}, "not_a_number"),
        ({"value": "eight"}, "not_a_number"),
        ({"value": "1e999"}, "not_a_number"),
        ({"aspect_id": "nothing"}, "unknown_aspect"),
        ({"sheet_id": "0" * 26}, "foreign_sheet"),
    ],
)
def test_what_no_judge_could_mean_is_refused_and_leaves_no_trace(
    store: Store, world: World, change: dict[str, str], key: str
) -> None:
    judge = world.judges["lamian"][1]
    sheet = a_sheet(store, judge)
    bad, good = a_mark(sheet, **change), a_mark(sheet)
    refused, applied = send(store, judge, bad, good)
    assert (refused["status"], refused["key"]) == ("refused", key)
    assert refused["zh"] != refused["en"]
    assert applied["status"] == "applied"
    with store.reading() as tx:
        assert [m.id for m in sheets.marks_of_sheets(tx, [sheet["id"]])] == [good.id]


def test_another_judges_sheet_is_refused_like_a_missing_one(store: Store, world: World) -> None:
    stranger = world.judges["lamian"][6]
    sheet = a_sheet(store, world.judges["lamian"][1])
    (answer,) = send(store, stranger, a_mark(sheet))
    assert (answer["key"], answer["sheet"]) == ("foreign_sheet", None)


def test_a_judge_submits_only_a_complete_sheet(store: Store, world: World) -> None:
    judge = world.judges["lamian"][1]
    sheet = a_sheet(store, judge)
    submit = Operation(id=new_id(), kind="submit", sheet_id=sheet["id"], base=sheet["version"])
    (answer,) = send(store, judge, submit)
    assert answer["key"] == "aspects_missing"
    assert sheet["form"][0]["name"] in answer["zh"]


def test_a_sheet_is_submitted_when_its_last_judge_submits_and_then_closed(
    store: Store, world: World
) -> None:
    panel = [j for j in world.judges["lamian"] if work_of(store, j)]
    sheet_id = a_sheet(store, panel[0])["id"]
    sitting = [j for j in panel if any(s["id"] == sheet_id for s in work_of(store, j))]
    states = []
    for judge in sitting:
        sheet = next(s for s in work_of(store, judge) if s["id"] == sheet_id)
        states.append(fill_sheet(store, judge, sheet)[-1]["sheet"]["state"])
    assert states == ["submitted"] * len(sitting)
    with store.reading() as tx:
        assert sheets.get_sheet(tx, sheet_id)[0].state == "submitted"
    (late,) = send(store, sitting[0], a_mark(sheet))
    assert late["key"] == "sheet_closed"


def test_a_signature_on_an_older_version_is_a_conflict(store: Store, world: World) -> None:
    judge = world.judges["lamian"][1]
    sheet = a_sheet(store, judge)
    *marks, submit = full_marks(sheet)
    send(store, judge, *marks)
    (answer,) = send(store, judge, Operation(**{**submit.__dict__, "base": sheet["version"] - 1}))
    assert (answer["status"], answer["key"]) == ("conflict", "sheet_moved")
    assert answer["sheet"]["version"] == sheet["version"]


def test_a_reopened_sheet_takes_corrections_and_keeps_its_marks(store: Store, world: World) -> None:
    judge, chief = world.judges["lamian"][0], world.chiefs["lamian"]
    sheet = a_sheet(store, judge, "theory")
    fill_sheet(store, judge, sheet)
    stage_id = world.stages["lamian", "prelim"]
    assert sign_sheets(store, actor=chief, stage_id=stage_id, sheet_ids=[sheet["id"]]) == 1
    reopen_sheet(store, actor=chief, sheet_id=sheet["id"], reason="抄录有误，请核对")
    again = next(s for s in work_of(store, judge) if s["id"] == sheet["id"])
    assert (again["state"], again["reason"]) == ("reopened", "抄录有误，请核对")
    assert again["marks"]
    answers = fill_sheet(store, judge, again)
    assert {answer["status"] for answer in answers} == {"applied"}


def test_tablets_sending_at_once_lose_nothing_and_leave_no_gap(store: Store, world: World) -> None:
    judges = [j for j in world.judges["lamian"] if work_of(store, j)]

    def mark_everything(judge: Actor) -> int:
        done = 0
        for sheet in work_of(store, judge):
            done += sum(a["status"] == "applied" for a in fill_sheet(store, judge, sheet))
        return done

    with ThreadPoolExecutor(max_workers=len(judges)) as pool:
        applied = sum(pool.map(mark_everything, judges))
    with store.reading() as tx:
        lines = journal.lines(tx, world.trades["lamian"], most=10_000)
    assert len(lines) == applied
    assert [line.seq for line in lines] == list(range(1, applied + 1))
    for before, line in pairwise(lines):
        assert line.previous == before.hash == journal.line_hash(before)
