"""Freeze and reveal (封榜、揭榜): from when to when the public sees no new mark."""

from typing import Any

from sqlmodel import Session

from contest.errors import Refusal
from contest.operations.telling import tell
from contest.queries.board import board_frame
from contest.security import Actor
from contest.store import contests, freezes, journal
from contest.store.engine import Store


class AlreadyFrozen(Refusal):
    """A second freeze would show what came after the first."""

    key = "already_frozen"
    zh = "“{trade}”已经封榜。"
    en = "The boards of “{trade_en}” are frozen already."


class NotFrozen(Refusal):
    """There is nothing to reveal."""

    key = "not_frozen"
    zh = "“{trade}”没有封榜，无需揭榜。"
    en = "The boards of “{trade_en}” are not frozen; there is nothing to reveal."


def freeze_boards(store: Store, *, actor: Actor, trade_id: str) -> None:
    """
    Keep the public's picture of every board of a trade as it is now, until the reveal.

    The frozen picture carries no anchor and keeps its number: neither may tell of later marks.
    Hidden boards are kept, too, so that their number stands still with the others.
    """
    with store.transaction() as tx:
        trade = _trade(tx, actor, trade_id)
        if freezes.frozen_trades(tx, [trade.id]):
            raise AlreadyFrozen(trade=trade.name, trade_en=trade.name_en)
        tell(tx, actor, "trade:board:freeze", {}, trade_id=trade.id)
        for stage in contests.stages_of(tx, trade.id):
            picture = board_frame(tx, stage.id, Actor())
            if picture["state"] != "hidden":
                picture["state"] = "frozen"
            freezes.keep(
                tx,
                stage_id=stage.id,
                trade_id=trade.id,
                picture={**picture, "anchor": ""},
                staff_id=actor.staff_id or "",
            )


def reveal_boards(store: Store, *, actor: Actor, trade_id: str) -> None:
    """Show a trade's boards as they are."""
    with store.transaction() as tx:
        trade = _trade(tx, actor, trade_id)
        if not freezes.frozen_trades(tx, [trade.id]):
            raise NotFrozen(trade=trade.name, trade_en=trade.name_en)
        freezes.lift(tx, trade.id)
        tell(tx, actor, "trade:board:reveal", {}, trade_id=trade.id)


def _trade(tx: Session, actor: Actor, trade_id: str) -> Any:
    """Return the trade under its lock."""
    trade = contests.get_trade(tx, trade_id)
    actor.must("board.write", contest_id=trade.contest_id, trade_id=trade.id)
    journal.take(tx, [trade.id])
    tx.expire_all()
    return contests.get_trade(tx, trade_id)
