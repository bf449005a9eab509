"""The chief judge's hand: signing sheets, sending them back, noting incidents."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from contest.clock import now
from contest.errors import BadInput, Refusal
from contest.operations.telling import tell
from contest.queries.rulebooks import rulebook_of
from contest.queries.standings import ABSENT
from contest.security import Actor
from contest.store import entries, journal, sheets
from contest.store.contests import stage_with_trade
from contest.store.engine import Store
from judging.rulebook import CAUSES


class StageClosed(Refusal):
    """The stage's result is signed already."""

    key = "stage_closed"
    zh = "“{trade}·{stage}”的成绩已签署，不能再改。"
    en = "The result of “{trade_en}, {stage_en}” is signed; nothing can be changed."


class SheetNotReady(Refusal):
    """A judge of the panel has not submitted yet."""

    key = "sheet_not_ready"
    zh = "还有裁判没有提交：{entries}。"
    en = "Judges have not submitted yet: {entries}."


class SheetNotSigned(Refusal):
    """Only what was submitted or signed can be sent back."""

    key = "sheet_not_submitted"
    zh = "这张评分表尚未提交，无需退回。"
    en = "This sheet is not submitted yet; there is nothing to send back."


class ReasonMissing(Refusal):
    """Reopening, withdrawing and ruling leave a reason."""

    key = "reason_missing"
    status = 422
    zh = "请写明理由（至少 4 个字）。"
    en = "Please give a reason (at least 4 characters)."


def sign_sheets(store: Store, *, actor: Actor, stage_id: str, sheet_ids: Sequence[str]) -> int:
    """Put the chief judge's name to submitted sheets; they lock. Returns how many were signed."""
    with store.transaction() as tx:
        stage, trade = open_stage(tx, actor, "sheet.sign", stage_id)
        wanted = set(sheet_ids)
        found = [sheet for sheet in sheets.sheets_of_stage(tx, stage.id) if sheet.id in wanted]
        numbers = {line.id: line.no for line in entries.entries_of_trade(tx, trade.id)}
        waiting = sorted(numbers[s.entry_id] for s in found if s.state in {"open", "reopened"})
        if waiting:
            raise SheetNotReady(entries=", ".join(waiting))
        signed = [sheet for sheet in found if sheet.state == "submitted"]
        for sheet in signed:
            sheet.state, sheet.reason = "signed", ""
            sheet.version += 1
            sheet.signed_by, sheet.signed_at = actor.staff_id, now()
        if signed:
            body = {"sheet_ids": [sheet.id for sheet in signed]}
            tell(tx, actor, "trade:sheet:sign", body, trade_id=trade.id)
        return len(signed)


def reopen_sheet(store: Store, *, actor: Actor, sheet_id: str, reason: str) -> None:
    """Send a submitted or signed sheet back to its judges; marks stay, corrections replace them."""
    reason = given_reason(reason)
    with store.transaction() as tx:
        sheet, stage = sheets.get_sheet(tx, sheet_id)
        stage, trade = open_stage(tx, actor, "sheet.sign", stage.id)
        sheet, _ = sheets.get_sheet(tx, sheet_id)
        seats = sheets.seats_of(tx, [sheet.id]).get(sheet.id, [])
        if sheet.state in {"open", "reopened"} and not any(s.state == "submitted" for s in seats):
            raise SheetNotSigned()
        sheet.state, sheet.reason = "reopened", reason
        sheet.version += 1
        sheet.signed_by = sheet.signed_at = None
        for seat in seats:
            sheets.open_seat(seat)
        body = {"sheet_id": sheet.id, "version": sheet.version, "reason": reason}
        tell(tx, actor, "trade:sheet:reopen", body, trade_id=trade.id)


def record_incident(
    store: Store, *, actor: Actor, stage_id: str, entry_id: str, item_id: str, count: int, note: str
) -> str:
    """
    Note a conduct item of the rulebook against an entry, or why it has no marks (`absent:...`).

    Returns the incident's id. What it takes is the rulebook's business, not this operation's.
    """
    with store.transaction() as tx:
        stage, trade = open_stage(tx, actor, "incident.write", stage_id)
        first = stage.position == 0
        known = {line.id for line in entries.entries_of_stage(tx, stage.id, trade.id, first=first)}
        items = {item.id for item in rulebook_of(tx, trade.id).conduct}
        items |= {f"{ABSENT}{cause}" for cause in CAUSES}
        if entry_id not in known or item_id not in items or not 1 <= count <= 99:
            raise BadInput(
                zh="违规记录不完整：请选择本阶段的选手、规程中的条目和 1 至 99 的次数。",
                en="Choose an entry of this stage, an item of the rulebook and a count of 1 to 99.",
            )
        incident = sheets.add_incident(
            tx,
            stage_id=stage.id,
            entry_id=entry_id,
            item_id=item_id,
            count=count,
            note=note.strip()[:500],
            staff_id=actor.staff_id,
        )
        body = {
            "incident_id": incident.id,
            "entry_id": entry_id,
            "item_id": item_id,
            "count": count,
        }
        tell(tx, actor, "trade:incident:record", body, trade_id=trade.id)
        return incident.id


def withdraw_incident(store: Store, *, actor: Actor, incident_id: str) -> None:
    """Take an incident back; its line stays in the journal."""
    with store.transaction() as tx:
        incident = sheets.get_incident(tx, incident_id)
        _, trade = open_stage(tx, actor, "incident.write", incident.stage_id)
        if incident.withdrawn_at is None:
            incident.withdrawn_at = now()
            tell(
                tx,
                actor,
                "trade:incident:withdraw",
                {"incident_id": incident.id},
                trade_id=trade.id,
            )


def open_stage(tx: Session, actor: Actor, permission: str, stage_id: str) -> tuple[Any, Any]:
    """Return stage and trade under the trade's lock, or refuse."""
    _, trade = stage_with_trade(tx, stage_id)
    actor.must(permission, contest_id=trade.contest_id, trade_id=trade.id)
    journal.take(tx, [trade.id])
    tx.expire_all()
    stage, trade = stage_with_trade(tx, stage_id)
    if stage.state != "open":
        raise StageClosed(
            trade=trade.name, trade_en=trade.name_en, stage=stage.name, stage_en=stage.name_en
        )
    return stage, trade


def given_reason(text: str) -> str:
    """Return a reason worth keeping, or refuse."""
    text = text.strip()[:500]
    if len(text) < 4:
        raise ReasonMissing()
    return text
