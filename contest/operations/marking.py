"""Marks and the judge's own signature: what tablets send, taken once and answered one by one."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from contest.errors import Refusal
from contest.operations.telling import tell
from contest.queries.tablet import sheet_state, tablet_form
from contest.security import Actor
from contest.store import journal, sheets
from contest.store.engine import Store
from judging import MarkRefused, accept


@dataclass(frozen=True, kw_only=True)
class Operation:
    """
    One thing a judge did on a tablet.

    `kind` is mark or submit; `value` a decimal as text, None to withdraw a mark; `base` the
    sheet's version as the tablet last saw it; `given_at` the tablet's clock, only a claim.
    """

    id: str
    kind: str
    sheet_id: str
    aspect_id: str | None = None
    value: str | None = None
    given_at: str = ""
    base: int | None = None

    def body_hash(self) -> str:
        """Return a hash by which the same id with another content is noticed."""
        parts = [self.kind, self.sheet_id, self.aspect_id, self.value]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class ForeignSheet(Refusal):
    """The sheet does not exist or this judge has no seat on it: the same answer for both."""

    key = "foreign_sheet"
    zh = "这张评分表不在您的席位上，未记录。请刷新列表。"
    en = "This sheet is not on your seat and was not recorded. Reload your list."


class SheetClosed(Refusal):
    """The seat was submitted or the sheet signed."""

    key = "sheet_closed"
    zh = "评分表已提交或已签字，不能再改。需要更正时请裁判长退回。"
    en = "The sheet is submitted or signed and cannot be changed. Ask the chief judge to reopen it."


class AspectsMissing(Refusal):
    """A judge submits with aspects of his still unmarked."""

    key = "aspects_missing"
    zh = "还有 {count} 项未评：{names}。评完后再提交。"
    en = "{count} aspects are not marked yet: {names_en}. Mark them, then submit."


class SheetMoved(Refusal):
    """The sheet changed between what the judge saw and what he signed."""

    key = "sheet_moved"
    zh = "评分表在您签名之前已变动（版本 {now}）。请核对后再签。"
    en = "The sheet changed before you signed (version {now}). Check it and sign again."


class OperationReused(Refusal):
    """One id, two contents: a fault of the tablet, never applied."""

    key = "operation_reused"
    zh = "同一个操作编号带有不同内容，未记录。请联系技术人员。"
    en = "One operation id came with two contents and was not recorded. Call the technician."


class StageSigned(Refusal):
    """The chief judge has signed the stage's result."""

    key = "stage_signed"
    zh = "本阶段成绩已由裁判长签署，不能再改。"
    en = "The result of this stage is signed; nothing can be changed any more."


@dataclass
class _Batch:
    """What one delivery works on, read once."""

    actor: Actor
    found: dict[str, Any]
    seats: dict[str, Any]
    receipts: dict[str, Any]
    taken: int


def enter_operations(
    store: Store, *, actor: Actor, operations: Sequence[Operation]
) -> list[dict[str, Any]]:
    """
    Take a batch of a judge's operations in the order given; answer each by its id.

    Each answer's `status` is applied, duplicate, conflict or refused. An answer is only given
    after the commit, so an acknowledged mark is durable. A refused operation leaves no trace and
    does not stop those after it.
    """
    actor.must("mark.enter")
    return store.together(lambda tx: _enter(tx, actor, operations))


def _enter(tx: Session, actor: Actor, operations: Sequence[Operation]) -> list[dict[str, Any]]:
    wanted = [operation.sheet_id for operation in operations]
    found = sheets.find_sheets(tx, wanted)
    journal.take(tx, [stage.trade_id for _, stage in found.values()])
    # Read again under the lock: what was read before it may have changed while waiting.
    tx.expire_all()
    batch = _Batch(
        actor=actor,
        found=sheets.find_sheets(tx, wanted),
        seats=sheets.seats_of(tx, wanted),
        receipts=sheets.find_receipts(tx, [operation.id for operation in operations]),
        taken=sheets.count_receipts(tx, actor.staff_id or ""),
    )
    answers = [_one(tx, batch, operation) for operation in operations]
    # Each answer carries the sheet as it stands after the whole batch.
    states = {sheet_id: sheet_state(tx, sheet_id, actor) for sheet_id in set(wanted)}
    return [
        {**answer, "sheet": states[o.sheet_id]}
        for answer, o in zip(answers, operations, strict=True)
    ]


def _one(tx: Session, batch: _Batch, operation: Operation) -> dict[str, Any]:
    known = batch.receipts.get(operation.id)
    try:
        if known is not None:
            if known.body_hash != operation.body_hash() or known.staff_id != batch.actor.staff_id:
                raise OperationReused()
            return {**known.answer, "status": "duplicate"}
        sheet, stage = batch.found.get(operation.sheet_id, (None, None))
        seat = next(
            (
                s
                for s in batch.seats.get(operation.sheet_id, ())
                if s.staff_id == batch.actor.staff_id
            ),
            None,
        )
        if sheet is None or stage is None or seat is None:
            raise ForeignSheet()
        if stage.state != "open":
            raise StageSigned()
        if seat.state != "open" or sheet.state == "signed":
            raise SheetClosed()
        if operation.kind == "mark":
            line = _mark(tx, batch, operation, sheet, stage, seat)
        else:
            line = _submit(tx, batch, operation, sheet, stage, seat)
    except SheetMoved as moved:
        return _refused(operation, "conflict", moved.as_json())
    except Refusal as refusal:
        return _refused(operation, "refused", refusal.as_json())
    except MarkRefused as refusal:
        told = {"key": refusal.key, "zh": refusal.zh, "en": refusal.en}
        return _refused(operation, "refused", told)
    batch.taken += 1
    answer: dict[str, Any] = {
        "id": operation.id,
        "status": "applied",
        # The seat's own number: the trade's sequence would tell of others' marks.
        "receipt": {"no": batch.taken, "hash": line.hash},
        "zh": "已记录",
        "en": "recorded",
    }
    sheets.add_receipt(
        tx,
        op_id=operation.id,
        staff_id=batch.actor.staff_id or "",
        body_hash=operation.body_hash(),
        answer=answer,
    )
    batch.receipts[operation.id] = sheets.find_receipts(tx, [operation.id])[operation.id]
    return answer


def _mark(
    tx: Session, batch: _Batch, operation: Operation, sheet: Any, stage: Any, seat: Any
) -> Any:
    form = tablet_form(tx, stage.trade_id, sheet.module_id)
    value = accept(
        form,
        seat=seat.seat,
        state=sheet.state,
        aspect_id=operation.aspect_id or "",
        value=operation.value,
    )
    line = sheets.add_mark(
        tx,
        mark_id=operation.id,
        sheet_id=sheet.id,
        seat=seat.seat,
        staff_id=batch.actor.staff_id or "",
        aspect_id=operation.aspect_id or "",
        value=value,
        given_at=operation.given_at,
    )
    body = {
        "sheet_id": sheet.id,
        "mark_id": line.id,
        "no": line.no,
        "seat": seat.seat,
        "aspect_id": line.aspect_id,
        "value": None if value is None else format(value, "f"),
        "given_at": operation.given_at,
    }
    return tell(tx, batch.actor, "trade:mark:enter", body, trade_id=stage.trade_id)


def _submit(
    tx: Session, batch: _Batch, operation: Operation, sheet: Any, stage: Any, seat: Any
) -> Any:
    if operation.base is not None and operation.base != sheet.version:
        raise SheetMoved(now=sheet.version)
    form = tablet_form(tx, stage.trade_id, sheet.module_id)
    given = sheets.current_marks(sheets.marks_of_sheets(tx, [sheet.id]))
    missing = [
        aspect
        for aspect in form
        if (aspect.who == "each" or seat.seat == 1)
        and (sheet.id, seat.seat, aspect.id) not in given
    ]
    if missing:
        raise AspectsMissing(
            count=len(missing),
            names="、".join(aspect.name for aspect in missing),
            names_en=", ".join(aspect.name_en or aspect.name for aspect in missing),
        )
    sheets.submit_seat(seat)
    if all(other.state == "submitted" for other in batch.seats[sheet.id]):
        sheet.state = "submitted"
        sheet.version += 1
    tx.flush()
    body = {"sheet_id": sheet.id, "seat": seat.seat, "state": sheet.state}
    return tell(tx, batch.actor, "trade:seat:submit", body, trade_id=stage.trade_id)


def _refused(operation: Operation, status: str, told: dict[str, str]) -> dict[str, Any]:
    return {"id": operation.id, "status": status, "receipt": None, **told}
