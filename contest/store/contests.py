"""Contests, trades and stages."""

from sqlmodel import Session, col, select

from contest.errors import NotFound
from contest.store import journal
from contest.store.tables.contest import Contest, Stage, Trade


def all_contests(tx: Session) -> list[Contest]:
    """Return every contest of the installation, the newest first."""
    return list(tx.exec(select(Contest).order_by(col(Contest.starts_on).desc(), col(Contest.id))))


def get_contest(tx: Session, contest_id: str) -> Contest:
    """Return a contest or refuse with NotFound."""
    found = tx.get(Contest, contest_id)
    if found is None:
        raise NotFound()
    return found


def trades_of(tx: Session, contest_id: str) -> list[Trade]:
    """Return a contest's trades in their order."""
    statement = select(Trade).where(Trade.contest_id == contest_id).order_by(col(Trade.position))
    return list(tx.exec(statement))


def get_trade(tx: Session, trade_id: str) -> Trade:
    """Return a trade or refuse with NotFound."""
    found = tx.get(Trade, trade_id)
    if found is None:
        raise NotFound()
    return found


def stages_of(tx: Session, trade_id: str) -> list[Stage]:
    """Return a trade's stages, the prelim first."""
    statement = select(Stage).where(Stage.trade_id == trade_id).order_by(col(Stage.position))
    return list(tx.exec(statement))


def stage_with_trade(tx: Session, stage_id: str) -> tuple[Stage, Trade]:
    """Return a stage and its trade or refuse with NotFound."""
    stage = tx.get(Stage, stage_id)
    if stage is None:
        raise NotFound()
    return stage, get_trade(tx, stage.trade_id)


def add_contest(tx: Session, **facts: object) -> Contest:
    """Add a contest."""
    contest = Contest.model_validate(facts)
    tx.add(contest)
    tx.flush()
    journal.open_stream(tx, contest_id=contest.id, stream=contest.id)
    return contest


def add_trade(tx: Session, **facts: object) -> Trade:
    """Add a trade."""
    trade = Trade.model_validate(facts)
    tx.add(trade)
    tx.flush()
    journal.open_stream(tx, contest_id=trade.contest_id, stream=trade.id)
    return trade


def add_stage(tx: Session, **facts: object) -> Stage:
    """Add a stage to a trade."""
    stage = Stage.model_validate(facts)
    tx.add(stage)
    tx.flush()
    return stage
