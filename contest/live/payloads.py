"""Frames: the pictures of `queries`, as they go over the wire."""

from typing import Any

from sqlmodel import Session

from contest.queries.board import board
from contest.security import Actor


def board_frame(tx: Session, stage_id: str, viewer: Actor) -> dict[str, Any]:
    """Return a board as first load, push and fall-back all show it."""
    return board(tx, stage_id, viewer)
