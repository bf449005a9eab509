"""Loading a trade's rulebook: a new version each time, a proposal once marks exist."""

from typing import Any

from contest.errors import Refusal
from contest.operations.signing import given_reason
from contest.operations.telling import tell
from contest.queries.book_changes import changes_of, same_sheets
from contest.queries.rulebooks import read_once
from contest.rulebook import RulebookInvalid, hashes
from contest.security import CHIEF_JUDGE, ORGANISER, SUPERVISOR, Actor
from contest.store import contests, journal, rulebooks, sheets
from contest.store.engine import Store

NAMES_NEEDED = frozenset({ORGANISER, CHIEF_JUDGE, SUPERVISOR})
"""Who must all agree to a rulebook that changes after marking began."""


class RulebookUnreadable(Refusal):
    """The document has faults; each finding says line, place and how to mend it."""

    key = "rulebook_unreadable"
    status = 422
    zh = "竞赛规程有 {count} 处需要改正。第 {line} 行：{zh}"
    en = "The rulebook has {count} faults to mend. Line {line}: {en}"


class OtherTrade(Refusal):
    """The stages of the document do not fit those already planned."""

    key = "rulebook_stages"
    zh = "新规程的阶段（{new}）与已排赛程的阶段（{old}）不一致。请先撤下赛程。"
    en = "The new rulebook's stages ({new}) differ from those of the timetable ({old})."


class OtherSheets(Refusal):
    """Marks were given by the sheets of the version in force; they must fit the new one too."""

    key = "rulebook_sheets"
    zh = "已经开始评分：新规程的评分表必须与现行的一致，这里不同：{what}。"
    en = "Marking has begun: the sheets must stay as they are, and they differ in {what_en}."


class ChangesSigned(Refusal):
    """A signed result follows from the version it was signed by."""

    key = "rulebook_changes_signed"
    zh = "新规程会改变已签署的“{stage}”成绩。请先撤回该成绩。"
    en = "The new rulebook would change the signed result of “{stage_en}”. Withdraw that first."


class NotProposed(Refusal):
    """It is in force, or was dropped or overtaken."""

    key = "rulebook_not_proposed"
    zh = "这一版规程现在不是待同意状态。请刷新页面查看。"
    en = "This version is not waiting for agreement now. Reload the page."


class NamedAlready(Refusal):
    """Each role agrees once."""

    key = "rulebook_named"
    zh = "您的角色已经同意这一版规程，还需要其他角色。"
    en = "Your role has agreed to this version already; the other roles are next."


def load_rulebook(store: Store, *, actor: Actor, trade_id: str, text: str, reason: str = "") -> str:
    """
    Add a version of a trade's rulebook; return its id.

    Before the first mark it is in force at once and the trade's stages are made. Afterwards it is
    a proposal with a reason, and takes effect with the names of organiser, chief judge and
    supervisor; a proposal made before is dropped.

    Raises
    ------
    RulebookUnreadable
        With the number of findings and the first of them; `findings` carries all.
    """
    try:
        rules = read_once(text)
    except RulebookInvalid as invalid:
        first = invalid.findings[0]
        refusal = RulebookUnreadable(
            count=len(invalid.findings), line=first.line, zh=first.zh, en=first.en
        )
        refusal.facts["findings"] = invalid.findings
        raise refusal from invalid
    document, meaning = hashes(text)
    with store.transaction() as tx:
        trade = contests.get_trade(tx, trade_id)
        actor.must("rulebook.write", contest_id=trade.contest_id, trade_id=trade.id)
        journal.take(tx, [trade.id])
        before = rulebooks.current_rulebook(tx, trade.id)
        if before is not None and before.document_hash == document:
            return before.id
        stages = contests.stages_of(tx, trade.id)
        wanted = [rule.id for rule in rules.stages]
        if stages and [stage.key for stage in stages] != wanted:
            raise OtherTrade(new=", ".join(wanted), old=", ".join(stage.key for stage in stages))
        begun = before is not None and sheets.marks_in_trade(tx, trade.id)
        if begun:
            reason = given_reason(reason)
            _fits(before, text)
            earlier = rulebooks.proposed_rulebook(tx, trade.id)
            if earlier is not None:
                earlier.state = "dropped"
        row = rulebooks.add_rulebook(
            tx,
            trade_id=trade.id,
            text=text,
            document_hash=document,
            meaning_hash=meaning,
            loaded_by=actor.staff_id,
            state="proposed" if begun else "in_force",
            reason=reason if begun else "",
        )
        if not stages:
            for position, rule in enumerate(rules.stages):
                contests.add_stage(
                    tx,
                    trade_id=trade.id,
                    key=rule.id,
                    name=rule.name,
                    name_en=rule.name_en,
                    position=position,
                )
        body = {"rulebook_id": row.id, "version": row.version, "document": document}
        if begun:
            rulebooks.add_name(tx, rulebook_id=row.id, staff_id=actor.staff_id, role=actor.role)
            tell(tx, actor, "trade:rulebook:propose", {**body, "reason": reason}, trade_id=trade.id)
        else:
            tell(tx, actor, "trade:rulebook:load", body, trade_id=trade.id)
        return row.id


def agree_rulebook(store: Store, *, actor: Actor, rulebook_id: str) -> bool:
    """Put the actor's name under a proposed version; tell whether it is in force now."""
    with store.transaction() as tx:
        trade = contests.get_trade(tx, rulebooks.get_rulebook(tx, rulebook_id).trade_id)
        actor.must("rulebook.agree", contest_id=trade.contest_id, trade_id=trade.id)
        journal.take(tx, [trade.id])
        tx.expire_all()
        trade = contests.get_trade(tx, trade.id)
        row = _proposed(rulebooks.get_rulebook(tx, rulebook_id))
        roles = {line.role for line in rulebooks.names_of(tx, row.id)}
        if actor.role in roles:
            raise NamedAlready()
        for change in changes_of(tx, trade, row):
            if change.stage.state != "open" and change.moved:
                raise ChangesSigned(stage=change.stage.name, stage_en=change.stage.name_en)
        rulebooks.add_name(tx, rulebook_id=row.id, staff_id=actor.staff_id, role=actor.role)
        body = {"rulebook_id": row.id, "version": row.version, "document": row.document_hash}
        tell(tx, actor, "trade:rulebook:agree", body, trade_id=trade.id)
        if not roles | {actor.role} >= NAMES_NEEDED:
            return False
        row.state = "in_force"
        tell(tx, actor, "trade:rulebook:replace", body, trade_id=trade.id)
        return True


def drop_rulebook(store: Store, *, actor: Actor, rulebook_id: str) -> None:
    """Take a proposal back; its text and its reason stay on record."""
    with store.transaction() as tx:
        trade = contests.get_trade(tx, rulebooks.get_rulebook(tx, rulebook_id).trade_id)
        actor.must("rulebook.write", contest_id=trade.contest_id, trade_id=trade.id)
        journal.take(tx, [trade.id])
        tx.expire_all()
        row = _proposed(rulebooks.get_rulebook(tx, rulebook_id))
        row.state = "dropped"
        tell(tx, actor, "trade:rulebook:drop", {"rulebook_id": row.id}, trade_id=row.trade_id)


def _proposed(row: Any) -> Any:
    if row.state != "proposed":
        raise NotProposed()
    return row


def _fits(before: Any, text: str) -> None:
    """Refuse a version by whose sheets the marks given so far could not be read."""
    what = same_sheets(before.text, text) if before is not None else None
    if what is not None:
        raise OtherSheets(what=what[0], what_en=what[1])
