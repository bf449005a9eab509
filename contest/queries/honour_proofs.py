"""The proof file of one honour, from the stage it was won in."""

from typing import Any

from sqlmodel import Session

from contest.errors import Refusal
from contest.proof.conditions import Unproved
from contest.proof.write import proof_of
from contest.queries.standings import stage_view
from contest.security import Actor
from contest.store import honours, results, rulebooks


class NoProof(Refusal):
    """There is nothing to prove, or the proof would rest on what no computation shows."""

    key = "no_proof"
    zh = "不能出具这项荣誉的证明文件：{why}"
    en = "There is no proof file of this honour: {why_en}"


def honour_proof(tx: Session, honour_id: str, viewer: Actor) -> tuple[str, dict[str, Any]]:
    """
    Return a file name without ending, and the proof as plain data.

    `leitai proof check` works it out again without the engine; it names the holder by entry
    number, and carries the two approvals and every ruling with its authors.
    """
    honour, trade = honours.get_honour(tx, honour_id)
    viewer.must("honour.read", contest_id=trade.contest_id, trade_id=trade.id)
    result = results.get_result(tx, honour.result_id)
    if result.withdrawn_at is not None or honour.state in {"held", "revoked"}:
        raise NoProof(
            why="它已撤销、暂缓，或所依成绩已撤回。", why_en="it is held back or revoked."
        )
    book = rulebooks.get_rulebook(tx, result.rulebook_id)
    view = stage_view(tx, result.stage_id, by=book)
    claim = next(
        (
            claim
            for claim in view.result.claims
            if (claim.entry_id, claim.honour) == (honour.entry_id, honour.name)
        ),
        None,
    )
    if claim is None:
        raise NoProof(
            why="按现在登记的人员信息不再满足条件，请复查。",
            why_en="by what the roster says now its conditions are not met; look at it again.",
        )
    line = view.entries[honour.entry_id]
    names = honours.approvals_of(tx, [honour.id]).get(honour.id, [])
    try:
        proof = proof_of(
            book.text,
            view.plan,
            view.result,
            claim,
            holder={"number": line.no, "name": line.name, "delegation": line.delegation},
            approvals=[
                {"role": a.role, "name": a.name, "number": a.number, "at": a.at.isoformat()}
                for a in names
            ],
        )
    except Unproved as open_still:
        raise NoProof(why=open_still.zh, why_en=open_still.en) from open_still
    return f"{line.no}-{honour.name}", proof
