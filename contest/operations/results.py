"""From signed sheets to a final result: the chief judge's signature, the final, public notice."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from contest.clock import now
from contest.errors import Refusal
from contest.operations.appeals import must_not_be_held
from contest.operations.final_panels import staff_final
from contest.operations.honours import claim_honours, grant_approved
from contest.operations.rechecks import must_be_rechecked, unsigned_sheets
from contest.operations.sheets import prepare_sheets
from contest.operations.signing import given_reason
from contest.operations.telling import tell
from contest.queries.board import standings_picture
from contest.queries.standings import stage_view
from contest.security import Actor
from contest.store import contests, freezes, journal, results, timetables
from contest.store.contests import stage_with_trade
from contest.store.engine import Store


class SheetsOpen(Refusal):
    """A result is signed only over signed sheets."""

    key = "sheets_open"
    zh = "还有 {count} 张评分表未签字确认，不能签署成绩。"
    en = "{count} sheets are not signed yet; the result cannot be signed."


class RulingNeeded(Refusal):
    """The rulebook leaves a question open that changes this result."""

    key = "ruling_needed"
    zh = "有 {count} 个问题待裁定：{question}"
    en = "{count} questions need a ruling: {question_en}"


class NothingToSign(Refusal):
    """A stage without entries has no result."""

    key = "nothing_to_sign"
    zh = "本阶段还没有选手。"
    en = "There is nobody in this stage yet."


class WrongState(Refusal):
    """The step does not follow from where the stage stands."""

    key = "wrong_state"
    zh = "“{stage}”现在不能进行此步骤（{why}）。"
    en = "This step is not possible for “{stage_en}” now ({why_en})."


class NoFinalSlots(Refusal):
    """The published timetable has too few places in the final."""

    key = "no_final_slots"
    zh = "赛程中的决赛席位 {slots} 个，少于晋级 {count} 人。请重新编排并发布赛程。"
    en = "The timetable has {slots} places in the final for {count} who go on. Publish a new one."


def sign_result(store: Store, *, actor: Actor, stage_id: str) -> str:
    """
    Put the chief judge's name to a stage's standings as they are; return the result's id.

    The picture and its SHA-256 are kept: from here on boards show what was signed. For the last
    stage the honours follow as candidates.
    """
    with store.transaction() as tx:
        stage, trade = _stage(tx, actor, "result.sign", stage_id)
        if stage.state != "open":
            raise _wrong(stage, "已签署", "it is signed")
        view = stage_view(tx, stage.id)
        still = unsigned_sheets(tx, view)
        if still:
            raise SheetsOpen(count=still)
        if not view.entries:
            raise NothingToSign()
        if view.result.asks:
            raise RulingNeeded(
                count=len(view.result.asks),
                question=view.result.asks[0].zh,
                question_en=view.result.asks[0].en,
            )
        must_be_rechecked(tx, view)
        picture = standings_picture(view)
        digest = hashlib.sha256(
            json.dumps(picture, ensure_ascii=False, sort_keys=True).encode()
        ).hexdigest()
        result = results.add_result(
            tx,
            stage.id,
            rulebook_id=view.rulebook_row.id,
            picture=picture,
            sha256=digest,
            signed_by=actor.staff_id,
        )
        stage.state = "signed"
        if view.rule.go_on is None:
            claim_honours(tx, result_id=result.id, view=view)
        body = {"stage_id": stage.id, "result_id": result.id, "sha256": digest}
        tell(tx, actor, "trade:result:sign", body, trade_id=trade.id)
        return result.id


def withdraw_result(store: Store, *, actor: Actor, stage_id: str, reason: str) -> None:
    """
    Take a signed result back, so that sheets can be corrected and a new one signed.

    The signed picture stays on record. Honours that stand on it are void: candidates leave the
    list, and a certificate that was printed already no longer verifies.
    """
    reason = given_reason(reason)
    with store.transaction() as tx:
        stage, trade = _stage(tx, actor, "result.sign", stage_id)
        result = results.current_result(tx, stage.id)
        if result is None:
            raise _wrong(stage, "成绩尚未签署", "its result is not signed")
        if any(
            s.position == stage.position + 1 and s.filled_at is not None
            for s in contests.stages_of(tx, trade.id)
        ):
            raise _wrong(
                stage,
                "下一阶段已按此成绩排定名单；请在下一阶段以缺席、违规或裁定处理",
                "the next stage is filled from it; use an absence, incident or ruling there",
            )
        result.withdrawn_at = now()
        stage.state = "open"
        body = {"stage_id": stage.id, "result_id": result.id, "reason": reason}
        tell(tx, actor, "trade:result:withdraw", body, trade_id=trade.id)


def fill_final(store: Store, *, actor: Actor, stage_id: str) -> int:
    """
    Seat those who go on from a signed stage in the next one; return how many.

    The best placed takes the first place of the timetable's final, and so on; a judge who must
    not mark one of them is replaced by a free certified one.
    """
    with store.transaction() as tx:
        stage, trade = _stage(tx, actor, "final.fill", stage_id)
        following = [
            s for s in contests.stages_of(tx, trade.id) if s.position == stage.position + 1
        ]
        if stage.state == "open":
            raise _wrong(stage, "成绩尚未签署", "its result is not signed")
        must_not_be_held(tx, stage)
        if not following:
            raise _wrong(stage, "没有下一阶段", "no stage follows")
        if following[0].filled_at is not None:
            raise _wrong(following[0], "名单已定", "it is filled already")
        going = stage_view(tx, stage.id).result.goes_on
        slots = timetables.final_slots(tx, following[0].id)
        by_place: dict[str, list[Any]] = {}
        for slot in slots:
            by_place.setdefault(slot.place, []).append(slot)
        places = sorted(by_place, key=lambda place: int(place.rpartition("#")[2]))
        if len(going) > len(places):
            raise NoFinalSlots(slots=len(places), count=len(going))
        for entry_id, place in zip(going, places, strict=False):
            for slot in by_place[place]:
                slot.entry_id = entry_id
        tx.flush()
        staff_final(tx, stage_id=following[0].id)
        prepare_sheets(tx, sorted({slot.heat_id for slot in slots}))
        following[0].filled_at = now()
        body = {"stage_id": following[0].id, "entry_ids": list(going)}
        tell(tx, actor, "trade:final:fill", body, trade_id=trade.id)
        return len(going)


def start_notice(store: Store, *, actor: Actor, stage_id: str, hours: int) -> None:
    """Open a signed result to objections for so many hours (公示)."""
    with store.transaction() as tx:
        stage, trade = _stage(tx, actor, "result.notice", stage_id)
        result = results.current_result(tx, stage.id)
        if stage.state != "signed" or result is None:
            raise _wrong(stage, "成绩尚未签署或已公示", "it is not signed, or noticed already")
        if not 1 <= hours <= 24 * 60:
            raise _wrong(stage, "公示时间须为 1 至 1440 小时", "a notice lasts 1 to 1440 hours")
        must_not_be_held(tx, stage)
        result.noticed_at = now()
        result.notice_ends_at = result.noticed_at + timedelta(hours=hours)
        stage.state = "noticed"
        body = {"stage_id": stage.id, "result_id": result.id, "hours": hours}
        tell(tx, actor, "trade:result:notice", body, trade_id=trade.id)


def finish_notice(store: Store, *, actor: Actor, stage_id: str) -> None:
    """
    End the public notice: the result is final and approved honours are granted.

    A real contest waits until the notice has run; a rehearsal may end it at once.
    """
    with store.transaction() as tx:
        stage, trade = _stage(tx, actor, "result.notice", stage_id)
        result = results.current_result(tx, stage.id)
        if stage.state != "noticed" or result is None or result.notice_ends_at is None:
            raise _wrong(stage, "不在公示期", "it is not under notice")
        must_not_be_held(tx, stage)
        contest = contests.get_contest(tx, trade.contest_id)
        if result.notice_ends_at > now() and not contest.is_rehearsal:
            raise _wrong(stage, "公示期未满", "the notice has not ended")
        stage.state = "final"
        grant_approved(tx, result_id=result.id)
        body = {"stage_id": stage.id, "result_id": result.id}
        tell(tx, actor, "trade:result:finish", body, trade_id=trade.id)


def switch_board(store: Store, *, actor: Actor, stage_id: str, show: bool) -> None:
    """Show a stage's board to the public, or hide it."""
    with store.transaction() as tx:
        stage, trade = _stage(tx, actor, "board.write", stage_id)
        if freezes.frozen_trades(tx, [trade.id]):
            raise _wrong(stage, "已封榜，请先揭榜", "its boards are frozen; reveal them first")
        stage.board = "live" if show else "hidden"
        tell(
            tx,
            actor,
            "trade:board:switch",
            {"stage_id": stage.id, "board": stage.board},
            trade_id=trade.id,
        )


def _stage(tx: Session, actor: Actor, permission: str, stage_id: str) -> tuple[Any, Any]:
    """Return stage and trade under the trade's lock."""
    _, trade = stage_with_trade(tx, stage_id)
    actor.must(permission, contest_id=trade.contest_id, trade_id=trade.id)
    journal.take(tx, [trade.id])
    tx.expire_all()
    return stage_with_trade(tx, stage_id)


def _wrong(stage: Any, why: str, why_en: str) -> WrongState:
    return WrongState(stage=stage.name, stage_en=stage.name_en, why=why, why_en=why_en)
