"""Honours with their approvals, and what a certificate's code finds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from contest.errors import NotFound
from contest.store.tables.contest import Contest, Delegation, Stage, Trade
from contest.store.tables.people import Entry, Person, Staff
from contest.store.tables.results import Approval, Honour, StageResult


@dataclass(frozen=True, kw_only=True)
class HonourLine:
    """An honour with its holder and where it was won."""

    honour: Honour
    entry: Entry
    person: Person
    delegation: Delegation
    result: StageResult
    stage: Stage
    trade: Trade


@dataclass(frozen=True, kw_only=True)
class ApprovalLine:
    """One name under an honour."""

    role: str
    name: str
    number: str
    at: datetime


def honours_of(
    tx: Session,
    contest_id: str,
    *,
    trade_id: str | None = None,
    result_id: str | None = None,
    honour_ids: Collection[str] | None = None,
    states: Collection[str] = (),
) -> list[HonourLine]:
    """
    Return a contest's honours, trade by trade, the best rank first.

    Those of a result that was withdrawn are left out unless they were granted or revoked under
    it: what was once handed out stays in the list.
    """
    # SQLModel's types know four tables at most.
    tables: Any = (Honour, Entry, Person, Delegation, StageResult, Stage, Trade)
    statement = (
        select(*tables)
        .join(Entry, col(Entry.id) == col(Honour.entry_id))
        .join(Person, col(Person.id) == col(Entry.person_id))
        .join(Delegation, col(Delegation.id) == col(Entry.delegation_id))
        .join(StageResult, col(StageResult.id) == col(Honour.result_id))
        .join(Stage, col(Stage.id) == col(StageResult.stage_id))
        .join(Trade, col(Trade.id) == col(Stage.trade_id))
        .where(Trade.contest_id == contest_id)
        .where(
            col(StageResult.withdrawn_at).is_(None) | col(Honour.state).in_(("granted", "revoked"))
        )
    )
    if trade_id is not None:
        statement = statement.where(Trade.id == trade_id)
    if result_id is not None:
        statement = statement.where(Honour.result_id == result_id)
    if honour_ids is not None:
        statement = statement.where(col(Honour.id).in_(list(honour_ids)))
    if states:
        statement = statement.where(col(Honour.state).in_(list(states)))
    lines = [
        HonourLine(
            honour=honour,
            entry=entry,
            person=person,
            delegation=delegation,
            result=result,
            stage=stage,
            trade=trade,
        )
        for honour, entry, person, delegation, result, stage, trade in tx.exec(statement)
    ]
    return sorted(
        lines,
        key=lambda line: (
            line.trade.position,
            line.honour.rank or 10_000,
            line.entry.entry_no,
            line.honour.kind,
            line.honour.name,
        ),
    )


def get_honour(tx: Session, honour_id: str) -> tuple[Honour, Trade]:
    """Return an honour and its trade or refuse with NotFound."""
    statement = (
        select(Honour, Trade)
        .join(StageResult, col(StageResult.id) == col(Honour.result_id))
        .join(Stage, col(Stage.id) == col(StageResult.stage_id))
        .join(Trade, col(Trade.id) == col(Stage.trade_id))
        .where(Honour.id == honour_id)
    )
    found = tx.exec(statement).first()
    if found is None:
        raise NotFound()
    return found[0], found[1]


def add_honour(tx: Session, **facts: object) -> Honour:
    """Add an honour under a result."""
    honour = Honour.model_validate(facts)
    tx.add(honour)
    tx.flush()
    return honour


def add_approval(tx: Session, **facts: object) -> Approval:
    """Put a name under an honour; the database refuses a second one of the same role."""
    approval = Approval.model_validate(facts)
    tx.add(approval)
    tx.flush()
    return approval


def approvals_of(tx: Session, honour_ids: Collection[str]) -> dict[str, list[ApprovalLine]]:
    """Return the names under each of these honours, oldest first."""
    statement = (
        select(Approval, Staff.number, Person.name)
        .join(Staff, col(Staff.id) == col(Approval.staff_id))
        .join(Person, col(Person.id) == col(Staff.person_id))
        .where(col(Approval.honour_id).in_(list(honour_ids)))
        .order_by(col(Approval.at))
    )
    found: dict[str, list[ApprovalLine]] = {}
    for approval, number, name in tx.exec(statement):
        line = ApprovalLine(role=approval.role, name=name, number=number, at=approval.at)
        found.setdefault(approval.honour_id, []).append(line)
    return found


def last_certificate(tx: Session, series: str) -> int:
    """Return the highest running number of a series of certificate numbers, 0 if there is none."""
    statement = select(func.max(Honour.certificate_no)).where(
        col(Honour.certificate_no).startswith(series, autoescape=True)
    )
    newest = tx.exec(statement).one()
    return int(newest.removeprefix(series)) if newest else 0


def by_verify_code(tx: Session, code: str) -> tuple[HonourLine, Contest] | None:
    """Return the honour that a certificate's code belongs to, with its contest."""
    found = tx.exec(select(Honour).where(Honour.verify_code == code)).first()
    if found is None:
        return None
    _, trade = get_honour(tx, found.id)
    line = honours_of(tx, trade.contest_id, honour_ids=[found.id])
    return (line[0], tx.get_one(Contest, trade.contest_id)) if line else None
