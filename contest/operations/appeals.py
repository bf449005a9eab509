"""Appeals: filed in writing, ruled by the chief judge, closed by the supervisor's name."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from contest.clock import now
from contest.errors import BadInput, Refusal
from contest.operations.signing import given_reason
from contest.operations.telling import tell
from contest.queries.rulebooks import rulebook_of
from contest.security import Actor
from contest.store import contests, entries, journal, results, review
from contest.store.engine import Store

DECISIONS = ("upheld", "dismissed")
MOST_TEXT = 4000


class AppealHolds(Refusal):
    """Nothing of a stage is published while an appeal about it is open."""

    key = "appeal_holds"
    zh = "“{stage}”还有 {count} 件申诉没有结案，结案前不能公布。"
    en = "{count} appeals about “{stage_en}” are not closed; nothing is published until they are."


class TooLateToAppeal(Refusal):
    """The result is final."""

    key = "appeal_too_late"
    zh = "“{stage}”的成绩已是最终成绩，不再受理申诉。"
    en = "The result of “{stage_en}” is final; no appeal is taken any more."


class AppealState(Refusal):
    """It was ruled or closed by somebody in the meantime."""

    key = "appeal_state"
    zh = "这件申诉的状态已经改变。请刷新页面查看。"
    en = "This appeal has moved on in the meantime. Reload the page."


def file_appeal(store: Store, *, actor: Actor, stage_id: str, entry_id: str, text: str) -> str:
    """
    Take an appeal that was handed in on paper; return its id.

    One that comes after its window is taken too and marked as late: whether it is heard is a
    decision of people.
    """
    text = text.strip()
    if not 4 <= len(text) <= MOST_TEXT:
        raise BadInput(
            zh=f"请写明申诉内容与证据（4 至 {MOST_TEXT} 字）。",
            en=f"Write down the claim and its evidence, 4 to {MOST_TEXT} characters.",
        )
    with store.transaction() as tx:
        stage, trade = _locked(tx, actor, "appeal.file", stage_id)
        if stage.state == "final":
            raise TooLateToAppeal(stage=stage.name, stage_en=stage.name_en)
        if entry_id not in {line.id for line in entries.entries_of_trade(tx, trade.id)}:
            raise BadInput(zh="请选择本工种的选手。", en="Choose an entry of this trade.")
        until = deadline(tx, stage, entry_id)
        appeal = review.add_appeal(
            tx,
            stage_id=stage.id,
            entry_id=entry_id,
            text=text,
            late=until is not None and now() > until,
            filed_by=actor.staff_id,
        )
        body = {"appeal_id": appeal.id, "entry_id": entry_id, "late": appeal.late}
        tell(tx, actor, "trade:appeal:file", body, trade_id=trade.id)
        return appeal.id


def rule_appeal(
    store: Store, *, actor: Actor, appeal_id: str, decision: str, ruling: str, effect: str
) -> None:
    """Answer an appeal with its grounds and what follows from it; the supervisor closes it."""
    ruling = given_reason(ruling)
    if decision not in DECISIONS:
        raise BadInput(zh="请选择支持或驳回。", en="Choose upheld or dismissed.")
    with store.transaction() as tx:
        appeal, trade = _appeal(tx, actor, "appeal.rule", appeal_id, "open")
        appeal.decision, appeal.ruling, appeal.effect = decision, ruling, effect.strip()[:500]
        appeal.state, appeal.ruled_by, appeal.ruled_at = "ruled", actor.staff_id, now()
        body = {"appeal_id": appeal.id, "decision": decision}
        tell(tx, actor, "trade:appeal:rule", body, trade_id=trade.id)


def close_appeal(store: Store, *, actor: Actor, appeal_id: str) -> None:
    """Put the supervisor's name under the ruling: the appeal holds nothing any more."""
    with store.transaction() as tx:
        appeal, trade = _appeal(tx, actor, "appeal.confirm", appeal_id, "ruled")
        appeal.state, appeal.confirmed_by, appeal.confirmed_at = "closed", actor.staff_id, now()
        tell(tx, actor, "trade:appeal:close", {"appeal_id": appeal.id}, trade_id=trade.id)


def must_not_be_held(tx: Session, stage: Any) -> None:
    """Refuse to publish a stage while an appeal about it is open."""
    count = review.open_appeals(tx, stage.id)
    if count:
        raise AppealHolds(count=count, stage=stage.name, stage_en=stage.name_en)


def deadline(tx: Session, stage: Any, entry_id: str) -> datetime | None:
    """
    Return until when an entry may appeal; None where the rulebook sets no window.

    The window runs from the end of the entry's last heat and again from the signed result; under
    public notice it never ends before the notice.
    """
    minutes = rulebook_of(tx, stage.trade_id).appeals_within
    if minutes is None:
        return None
    heat = review.last_heat_of(tx, stage.id, entry_id)
    result = results.current_result(tx, stage.id)
    begins = [heat.ends_at] if heat else []
    begins += [result.signed_at] if result else []
    ends = [begin + timedelta(minutes=minutes) for begin in begins]
    ends += [result.notice_ends_at] if result and result.notice_ends_at else []
    return max(ends, default=None)


def _locked(tx: Session, actor: Actor, permission: str, stage_id: str) -> tuple[Any, Any]:
    """Return stage and trade under the trade's lock; a signed stage may be appealed against."""
    _, trade = contests.stage_with_trade(tx, stage_id)
    actor.must(permission, contest_id=trade.contest_id, trade_id=trade.id)
    journal.take(tx, [trade.id])
    tx.expire_all()
    return contests.stage_with_trade(tx, stage_id)


def _appeal(
    tx: Session, actor: Actor, permission: str, appeal_id: str, state: str
) -> tuple[Any, Any]:
    _, trade = _locked(tx, actor, permission, review.get_appeal(tx, appeal_id).stage_id)
    appeal = review.get_appeal(tx, appeal_id)
    if appeal.state != state:
        raise AppealState()
    return appeal, trade
