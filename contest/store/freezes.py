"""Boards that are frozen: what the public sees of them until the reveal."""

from typing import Any

from sqlmodel import Session, col, delete, select

from contest.store.tables.results import FrozenBoard


def frozen_picture(tx: Session, stage_id: str) -> dict[str, Any] | None:
    """Return the picture of a frozen board, None while it is not frozen."""
    found = tx.get(FrozenBoard, stage_id)
    return found.picture if found else None


def frozen_trades(tx: Session, trade_ids: list[str]) -> set[str]:
    """Return those of the trades whose boards are frozen."""
    statement = select(FrozenBoard.trade_id).where(col(FrozenBoard.trade_id).in_(trade_ids))
    return set(tx.exec(statement.distinct()))


def keep(
    tx: Session, *, stage_id: str, trade_id: str, picture: dict[str, Any], staff_id: str
) -> None:
    """Keep the picture that the public sees from now on."""
    tx.add(FrozenBoard(stage_id=stage_id, trade_id=trade_id, picture=picture, frozen_by=staff_id))
    tx.flush()


def lift(tx: Session, trade_id: str) -> None:
    """Let the public see a trade's boards as they are again."""
    tx.exec(delete(FrozenBoard).where(col(FrozenBoard.trade_id) == trade_id))
