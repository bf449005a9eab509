"""The honours desk: who is in reach of what, why, who has approved, and what to look at twice."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from sqlmodel import Session

from contest.security import Actor
from contest.store import honours
from contest.store.honours import ApprovalLine, HonourLine
from contest.store.tables.contest import Stage, Trade
from contest.store.tables.results import StageResult


@dataclass(frozen=True, kw_only=True)
class HonourRow:
    """
    One honour on the desk.

    ``reasons`` are (zh, en). ``others`` are the holder's other honours in this contest, (zh, en):
    a person with several is no fault, but somebody should have seen it. ``may_approve`` and
    ``may_revoke`` are this viewer's.
    """

    id: str
    name: str
    name_en: str
    kind: str
    state: str
    by: str
    rank: int | None
    clause: str
    reasons: list[tuple[str, str]]
    entry_no: str
    person: str
    delegation: str
    delegation_en: str
    approvals: list[ApprovalLine]
    others: list[tuple[str, str]]
    certificate_no: str | None
    verify_code: str | None
    revoked_why: str
    may_approve: bool
    may_revoke: bool
    provable: bool


@dataclass(frozen=True, kw_only=True)
class HonourGroup:
    """One signed result with its honours; ``counts`` is by state."""

    trade: Trade
    stage: Stage
    result: StageResult
    rows: list[HonourRow]
    counts: dict[str, int]

    @property
    def approvable(self) -> bool:
        """Whether anything waits for this viewer."""
        return any(row.may_approve for row in self.rows)


def honours_page(tx: Session, viewer: Actor) -> list[HonourGroup]:
    """Return the honours of the viewer's contest, a chief judge's own trade only."""
    viewer.must("honour.read")
    lines = honours.honours_of(tx, viewer.contest_id or "")
    names = honours.approvals_of(tx, [line.honour.id for line in lines])
    mine = [line for line in lines if viewer.trade_id in {None, line.trade.id}]
    groups = []
    for _, group in groupby(mine, key=lambda line: (line.trade.position, line.trade.id)):
        by_result: dict[str, list[HonourLine]] = {}
        for line in group:
            by_result.setdefault(line.result.id, []).append(line)
        for found in by_result.values():
            rows = [_row(line, lines, names.get(line.honour.id, []), viewer) for line in found]
            groups.append(
                HonourGroup(
                    trade=found[0].trade,
                    stage=found[0].stage,
                    result=found[0].result,
                    rows=rows,
                    counts=dict(Counter(row.state for row in rows)),
                )
            )
    return groups


def _row(
    line: HonourLine, all_lines: list[HonourLine], approvals: list[ApprovalLine], viewer: Actor
) -> HonourRow:
    honour = line.honour
    open_still = honour.state == "candidate" and line.result.withdrawn_at is None
    return HonourRow(
        id=honour.id,
        name=honour.name,
        name_en=honour.name_en,
        kind=honour.kind,
        state=honour.state,
        by=honour.by,
        rank=honour.rank,
        clause=honour.clause,
        reasons=[(zh, en) for zh, en in honour.reasons],
        entry_no=line.entry.entry_no,
        person=line.person.name,
        delegation=line.delegation.name,
        delegation_en=line.delegation.name_en,
        approvals=approvals,
        others=[
            (other.honour.name, other.honour.name_en)
            for other in all_lines
            if other.person.id == line.person.id
            and other.honour.id != honour.id
            and other.honour.state not in {"revoked", "held"}
        ],
        certificate_no=honour.certificate_no,
        verify_code=honour.verify_code,
        revoked_why=honour.revoked_why,
        may_approve=open_still
        and viewer.may("honour.approve")
        and viewer.role not in {approval.role for approval in approvals},
        may_revoke=viewer.may("honour.revoke") and honour.state != "revoked",
        provable=honour.state not in {"held", "revoked"} and line.result.withdrawn_at is None,
    )
