"""Signed results and, read-only, the honours that boards show."""

from sqlmodel import Session, col, func, select

from contest.errors import NotFound
from contest.store.tables.results import Honour, StageResult


def current_result(tx: Session, stage_id: str) -> StageResult | None:
    """Return the signed result of a stage, unless it was withdrawn."""
    statement = (
        select(StageResult)
        .where(StageResult.stage_id == stage_id, col(StageResult.withdrawn_at).is_(None))
        .order_by(col(StageResult.version).desc())
        .limit(1)
    )
    return tx.exec(statement).first()


def results_of_stage(tx: Session, stage_id: str) -> list[StageResult]:
    """Return every version of a stage's signed result, withdrawn ones too, oldest first."""
    statement = select(StageResult).where(StageResult.stage_id == stage_id)
    return list(tx.exec(statement.order_by(col(StageResult.version))))


def get_result(tx: Session, result_id: str) -> StageResult:
    """Return a signed result or refuse with NotFound."""
    found = tx.get(StageResult, result_id)
    if found is None:
        raise NotFound()
    return found


def add_result(tx: Session, stage_id: str, **facts: object) -> StageResult:
    """Add the next version of a stage's signed result."""
    last = tx.exec(
        select(func.max(StageResult.version)).where(StageResult.stage_id == stage_id)
    ).one()
    result = StageResult.model_validate({"stage_id": stage_id, "version": (last or 0) + 1, **facts})
    tx.add(result)
    tx.flush()
    return result


def public_honours(tx: Session, result_id: str) -> dict[str, list[list[str]]]:
    """Return entry -> names (zh, en) of the honours that were granted under a result."""
    statement = select(Honour).where(Honour.result_id == result_id, Honour.state == "granted")
    found: dict[str, list[list[str]]] = {}
    for honour in tx.exec(statement.order_by(col(Honour.name))):
        found.setdefault(honour.entry_id, []).append([honour.name, honour.name_en])
    return found
