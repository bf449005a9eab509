"""Honours: computed as candidates, approved by two people of two roles, granted, revoked."""

from collections.abc import Sequence
from itertools import groupby

from sqlmodel import Session

from contest.clock import now
from contest.errors import NotFound, Refusal
from contest.ids import new_id
from contest.operations.telling import tell
from contest.queries.standings import StageView, stage_view
from contest.security import CHIEF_JUDGE, ORGANISER, Actor
from contest.store import contests, honours, journal, results
from contest.store.engine import Store
from contest.store.honours import HonourLine
from judging import Claim

APPROVERS = frozenset({ORGANISER, CHIEF_JUDGE})
"""An honour is approved once each of these roles has put a name to it."""
MOST_REASON = 500
NOT_MET = "复查：不满足授予条件 / reviewed: the condition is not met"


class HonourNotOpen(Refusal):
    """Only a candidate can be approved."""

    key = "honour_not_open"
    zh = "“{honour}”（{name}）现在不是待审批状态，不能批准。请刷新页面查看。"
    en = "“{honour_en}” ({name}) is not waiting for approval now. Reload the page."


class AlreadyApproved(Refusal):
    """The second name must come from the other role."""

    key = "already_approved"
    zh = "您的角色已经批准过所选荣誉。还需要另一角色（组委会或裁判长）批准。"
    en = "Your role has approved these already. The other role (organiser or chief judge) is next."


class NothingChosen(Refusal):
    """An approval names its honours."""

    key = "no_honour_chosen"
    status = 422
    zh = "请先勾选要批准的荣誉。"
    en = "Tick the honours to approve first."


class ReasonNeeded(Refusal):
    """Taking an honour back is explained to its holder and to whoever scans the certificate."""

    key = "revoke_reason"
    status = 422
    zh = "请写明撤销理由（1 至 500 字）。"
    en = "Give the reason for revoking it, 1 to 500 characters."


class AlreadyRevoked(Refusal):
    """It was taken back before."""

    key = "already_revoked"
    zh = "该荣誉已经撤销。"
    en = "This honour was revoked already."


def claim_honours(tx: Session, *, result_id: str, view: StageView) -> int:
    """
    Write what the ladder gives under a signed result; return how many.

    Called in the transaction that signs the last stage; the signature's journal line tells of it.
    Two rungs may give one entry the same honour: it is held once, by the rung written first.
    """
    seen: set[tuple[str, str]] = set()
    for claim in view.result.claims:
        if (claim.entry_id, claim.honour) not in seen:
            seen.add((claim.entry_id, claim.honour))
            honours.add_honour(tx, result_id=result_id, **_facts(claim))
    return len(seen)


def review_held(store: Store, *, actor: Actor, result_id: str) -> int:
    """
    Look again at honours held back because a fact about a person was missing.

    Returns how many are settled: candidates (or recommended) now, or gone because the fact shows
    that the condition is not met. The signed standings do not change; only what the roster says
    about people may have.
    """
    with store.transaction() as tx:
        stage, trade = contests.stage_with_trade(tx, results.get_result(tx, result_id).stage_id)
        actor.must("honour.approve", contest_id=trade.contest_id, trade_id=trade.id)
        journal.take(tx, [trade.id])
        tx.expire_all()
        held = honours.honours_of(tx, trade.contest_id, result_id=result_id, states=["held"])
        claims = {(c.entry_id, c.honour): c for c in stage_view(tx, stage.id).result.claims}
        settled = []
        for line in held:
            claim = claims.get((line.entry.id, line.honour.name))
            if claim is None:
                line.honour.state, line.honour.revoked_at = "revoked", now()
                line.honour.revoked_why = NOT_MET
            elif claim.state != "held":
                line.honour.state, line.honour.reasons = claim.state, _reasons(claim)
            else:
                continue
            settled.append(line)
        if settled:
            tell(tx, actor, "trade:honour:review", _ids(settled), trade_id=trade.id)
        return len(settled)


def approve_honours(store: Store, *, actor: Actor, honour_ids: Sequence[str]) -> int:
    """
    Put the actor's name under these honours; return how many are approved by both roles now.

    With the second name an honour is approved; after the public notice it is granted at once,
    with certificate number and verify code.
    """
    with store.transaction() as tx:
        lines = _take(tx, actor, honour_ids)
        names = honours.approvals_of(tx, honour_ids)
        fresh = []
        for line in lines:
            roles = {approval.role for approval in names.get(line.honour.id, ())}
            if line.honour.state != "candidate" or line.result.withdrawn_at is not None:
                raise HonourNotOpen(
                    honour=line.honour.name, honour_en=line.honour.name_en, name=line.person.name
                )
            if actor.role in roles:
                continue
            honours.add_approval(
                tx, honour_id=line.honour.id, staff_id=actor.staff_id, role=actor.role
            )
            fresh.append(line)
            if roles | {actor.role} >= APPROVERS:
                line.honour.state = "approved"
        if not fresh:
            raise AlreadyApproved()
        for trade, group in groupby(fresh, key=lambda line: line.trade):
            mine = list(group)
            tell(tx, actor, "trade:honour:approve", _ids(mine), trade_id=trade.id)
            due = [x for x in mine if x.honour.state == "approved" and x.stage.state == "final"]
            if due:
                _grant(tx, due)
                tell(tx, actor, "trade:honour:grant", _ids(due), trade_id=trade.id)
        return sum(line.honour.state in {"approved", "granted"} for line in fresh)


def grant_approved(tx: Session, *, result_id: str) -> int:
    """
    Grant what was approved under a result whose public notice has ended; return how many.

    Called in the transaction that ends the notice, under the trade's lock.
    """
    _, trade = contests.stage_with_trade(tx, results.get_result(tx, result_id).stage_id)
    due = honours.honours_of(tx, trade.contest_id, result_id=result_id, states=["approved"])
    _grant(tx, due)
    return len(due)


def revoke_honour(store: Store, *, actor: Actor, honour_id: str, reason: str) -> None:
    """Take an honour back; its certificate verifies as revoked, with the reason, from now on."""
    reason = reason.strip()
    if not 1 <= len(reason) <= MOST_REASON:
        raise ReasonNeeded()
    with store.transaction() as tx:
        _, trade = honours.get_honour(tx, honour_id)
        actor.must("honour.revoke", contest_id=trade.contest_id, trade_id=trade.id)
        journal.take(tx, [trade.id])
        tx.expire_all()
        honour, trade = honours.get_honour(tx, honour_id)
        if honour.state == "revoked":
            raise AlreadyRevoked()
        honour.state, honour.revoked_at, honour.revoked_why = "revoked", now(), reason
        tell(tx, actor, "trade:honour:revoke", {"honour_ids": [honour.id]}, trade_id=trade.id)


def _take(tx: Session, actor: Actor, honour_ids: Sequence[str]) -> list[HonourLine]:
    """Return these honours under the locks of their trades, or refuse."""
    actor.must("honour.approve")
    if not honour_ids:
        raise NothingChosen()
    contest_id = actor.contest_id or ""
    lines = honours.honours_of(tx, contest_id, honour_ids=honour_ids)
    if len(lines) != len(set(honour_ids)):
        raise NotFound()
    for line in lines:
        actor.must("honour.approve", contest_id=line.trade.contest_id, trade_id=line.trade.id)
    journal.take(tx, [line.trade.id for line in lines])
    tx.expire_all()
    return honours.honours_of(tx, contest_id, honour_ids=honour_ids)


def _grant(tx: Session, lines: Sequence[HonourLine]) -> None:
    """Give each honour its certificate number and the code that verifies it."""
    for line in lines:
        contest = contests.get_contest(tx, line.trade.contest_id)
        # The series is told apart by contest and trade, and counts under the trade's lock.
        series = f"{contest.starts_on.year}-{contest.id[:4]}-{line.trade.prefix}-"
        number = honours.last_certificate(tx, series) + 1
        line.honour.certificate_no = f"{series}{number:05}"
        line.honour.verify_code = new_id()
        line.honour.state, line.honour.granted_at = "granted", now()
        tx.flush()


def _ids(lines: Sequence[HonourLine]) -> dict[str, list[str]]:
    return {"honour_ids": [line.honour.id for line in lines]}


def _facts(claim: Claim) -> dict[str, object]:
    return {
        "entry_id": claim.entry_id,
        "name": claim.honour,
        "name_en": claim.honour_en,
        "kind": claim.kind,
        "act": claim.act,
        "by": claim.by,
        "rank": claim.rank,
        "clause": claim.clause,
        "reasons": _reasons(claim),
        "state": claim.state,
    }


def _reasons(claim: Claim) -> list[list[str]]:
    return [list(reason) for reason in claim.reasons]
