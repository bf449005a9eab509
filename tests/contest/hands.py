"""Judges' hands for tests: what a tablet would send for a whole sheet."""

from typing import Any

from contest.demo.hands import mark_for
from contest.ids import new_id
from contest.operations.marking import Operation, enter_operations
from contest.operations.signing import sign_sheets
from contest.queries.tablet import tablet_work
from contest.security import Actor
from contest.store import sheets
from contest.store.engine import Store
from tests.contest.factories import World


def work_of(store: Store, judge: Actor) -> list[dict[str, Any]]:
    """Return the sheets on a judge's tablet."""
    with store.reading() as tx:
        work: list[dict[str, Any]] = tablet_work(tx, judge)["sheets"]
    return work


def full_marks(sheet: dict[str, Any], seed: int = 7) -> list[Operation]:
    """Return every mark of a sheet and its submission, last."""
    marks = [
        Operation(
            id=new_id(),
            kind="mark",
            sheet_id=sheet["id"],
            aspect_id=aspect["id"],
            value=mark_for(seed, str(sheet["seat"]), sheet, aspect),
        )
        for aspect in sheet["form"]
    ]
    return [*marks, Operation(id=new_id(), kind="submit", sheet_id=sheet["id"])]


def fill_sheet(store: Store, judge: Actor, sheet: dict[str, Any]) -> list[dict[str, Any]]:
    """Mark and submit one sheet; return the answers."""
    return enter_operations(store, actor=judge, operations=full_marks(sheet))


def mark_stage(store: Store, world: World, code: str, stage: str) -> None:
    """Let every judge of a stage mark and submit, and the chief judge sign all."""
    stage_id = world.stages[code, stage]
    for judge in world.judges[code]:
        for sheet in work_of(store, judge):
            if sheet["stage"]["id"] == stage_id and sheet["state"] in {"open", "reopened"}:
                answers = fill_sheet(store, judge, sheet)
                assert {answer["status"] for answer in answers} == {"applied"}, answers
    with store.reading() as tx:
        wanted = [sheet.id for sheet in sheets.sheets_of_stage(tx, stage_id)]
    sign_sheets(store, actor=world.chiefs[code], stage_id=stage_id, sheet_ids=wanted)
