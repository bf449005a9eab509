"""Loading a trade's rulebook: a new version each time, frozen once marks exist."""

from contest.errors import Refusal
from contest.operations.telling import tell
from contest.queries.rulebooks import read_once
from contest.rulebook import RulebookInvalid, hashes
from contest.security import Actor
from contest.store import contests, journal, sheets
from contest.store.engine import Store


class RulebookFrozen(Refusal):
    """Marks were given by the rulebook in force; a change now needs three people (a later step)."""

    key = "rulebook_frozen"
    zh = "“{trade}”已经开始评分，竞赛规程已冻结，不能更换。"
    en = "Marking has begun in “{trade_en}”: its rulebook is frozen and cannot be replaced."


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


def load_rulebook(store: Store, *, actor: Actor, trade_id: str, text: str) -> str:
    """
    Put a rulebook in force for a trade and make the trade's stages; return the version's id.

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
        before = contests.current_rulebook(tx, trade.id)
        if before is not None and before.document_hash == document:
            return before.id
        if sheets.marks_in_trade(tx, trade.id):
            raise RulebookFrozen(trade=trade.name, trade_en=trade.name_en)
        stages = contests.stages_of(tx, trade.id)
        wanted = [rule.id for rule in rules.stages]
        if stages and [stage.key for stage in stages] != wanted:
            raise OtherTrade(new=", ".join(wanted), old=", ".join(stage.key for stage in stages))
        row = contests.add_rulebook(
            tx,
            trade_id=trade.id,
            version=before.version + 1 if before else 1,
            text=text,
            document_hash=document,
            meaning_hash=meaning,
            loaded_by=actor.staff_id,
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
        tell(tx, actor, "trade:rulebook:load", body, trade_id=trade.id)
        return row.id
