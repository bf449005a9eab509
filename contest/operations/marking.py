"""Marks and the judge's own signature: what tablets send, taken once and answered one by one."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlmodel import Session

from contest.clock import now
from contest.errors import Refusal
from contest.queries.delivery import Delivery
from contest.security import Actor
from contest.store import journal
from contest.store.deliveries import SeatFacts, SheetFacts, trades_of
from contest.store.engine import Store
from contest.store.journal import Line
from contest.store.sheets import Given
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
    answers: list[dict[str, Any]] = store.together(_enter, (actor, operations))
    return answers


def _enter(
    tx: Session, deliveries: Sequence[tuple[Actor, Sequence[Operation]]]
) -> list[list[dict[str, Any]]]:
    every = [operation for _, operations in deliveries for operation in operations]
    wanted = {operation.sheet_id for operation in every}
    # What decides is read under the lock: before it, it may still change while waiting.
    journal.take(tx, trades_of(tx, wanted))
    known = Delivery(
        tx,
        sheet_ids=wanted,
        operation_ids={operation.id for operation in every},
        staff_ids={actor.staff_id or "" for actor, _ in deliveries},
    )
    answers = [[_one(known, actor, o) for o in operations] for actor, operations in deliveries]
    known.write()
    # Each answer carries the sheet as it stands after all of them.
    return [
        [
            {**answer, "sheet": known.sheet_as_seen(operation.sheet_id, actor.staff_id)}
            for answer, operation in zip(given, operations, strict=True)
        ]
        for given, (actor, operations) in zip(answers, deliveries, strict=True)
    ]


class _Place(NamedTuple):
    """Where an operation belongs."""

    sheet: SheetFacts
    seat: SeatFacts


def _one(known: Delivery, actor: Actor, operation: Operation) -> dict[str, Any]:
    """Decide first, write then: a refusal has written nothing."""
    staff_id = actor.staff_id or ""
    earlier = known.receipts.get(operation.id)
    try:
        if earlier is not None:
            if earlier.body_hash != operation.body_hash() or earlier.staff_id != staff_id:
                raise OperationReused()
            return {**earlier.answer, "status": "duplicate"}
        sheet = known.sheets.get(operation.sheet_id)
        seat = known.seat(operation.sheet_id, staff_id)
        if sheet is None or seat is None:
            raise ForeignSheet()
        if sheet.stage_state != "open":
            raise StageSigned()
        if seat.state != "open" or sheet.state == "signed":
            raise SheetClosed()
        act = _mark if operation.kind == "mark" else _submit
        line = act(known, actor, operation, _Place(sheet, seat))
    except SheetMoved as moved:
        return _refused(operation, "conflict", moved.as_json())
    except Refusal as refusal:
        return _refused(operation, "refused", refusal.as_json())
    except MarkRefused as refusal:
        told = {"key": refusal.key, "zh": refusal.zh, "en": refusal.en}
        return _refused(operation, "refused", told)
    known.taken[staff_id] = known.taken.get(staff_id, 0) + 1
    answer: dict[str, Any] = {
        "id": operation.id,
        "status": "applied",
        # The seat's own number: the trade's sequence would tell of others' marks.
        "receipt": {"no": known.taken[staff_id], "hash": line.hash},
        "zh": "已记录",
        "en": "recorded",
    }
    known.answer(operation.id, staff_id, operation.body_hash(), answer)
    return answer


def _mark(known: Delivery, actor: Actor, operation: Operation, place: _Place) -> Line:
    sheet, seat = place
    value = accept(
        known.form(sheet.trade_id, sheet.module_id),
        seat=seat.seat,
        state=sheet.state,
        aspect_id=operation.aspect_id or "",
        value=operation.value,
    )
    line = Given(
        id=operation.id,
        sheet_id=sheet.id,
        no=known.next_no(sheet.id),
        seat=seat.seat,
        staff_id=actor.staff_id or "",
        aspect_id=operation.aspect_id or "",
        value=value,
        given_at=operation.given_at,
        at=now(),
    )
    known.mark(line)
    body = {
        "sheet_id": sheet.id,
        "mark_id": line.id,
        "no": line.no,
        "seat": seat.seat,
        "aspect_id": line.aspect_id,
        "value": None if value is None else format(value, "f"),
        "given_at": operation.given_at,
    }
    return known.tell(actor, "trade:mark:enter", body, trade_id=sheet.trade_id)


def _submit(known: Delivery, actor: Actor, operation: Operation, place: _Place) -> Line:
    sheet, seat = place
    if operation.base is not None and operation.base != sheet.version:
        raise SheetMoved(now=sheet.version)
    given = known.own_marks(sheet.id, seat.seat)
    missing = [
        aspect
        for aspect in known.form(sheet.trade_id, sheet.module_id)
        if (aspect.who == "each" or seat.seat == 1) and aspect.id not in given
    ]
    if missing:
        raise AspectsMissing(
            count=len(missing),
            names="、".join(aspect.name for aspect in missing),
            names_en=", ".join(aspect.name_en or aspect.name for aspect in missing),
        )
    sheet = known.submit(sheet, seat)
    body = {"sheet_id": sheet.id, "seat": seat.seat, "state": sheet.state}
    return known.tell(actor, "trade:seat:submit", body, trade_id=sheet.trade_id)


def _refused(operation: Operation, status: str, told: dict[str, str]) -> dict[str, Any]:
    return {"id": operation.id, "status": status, "receipt": None, **told}
