"""The append-only journal and the head of each of its streams."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from contest.store.types import Moment


class JournalLine(SQLModel, table=True):
    """
    What somebody did. A stream is a trade's id, or the contest's for what concerns all trades.

    `seq` has no gaps within its stream; `hash` covers the line before, the salt and the body,
    so that a line cannot be altered, removed or swapped unseen.
    """

    __tablename__ = "journal"
    stream: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    contest_id: str = Field(index=True)
    at: datetime = Field(sa_type=Moment)
    actor_id: str | None = None
    role: str = ""
    kind: str
    body: dict[str, Any] = Field(sa_type=JSON)
    salt: str
    previous: str
    hash: str


class StreamHead(SQLModel, table=True):
    """The last line of a stream; taking its lock puts writers of one trade in a row."""

    __tablename__ = "journal_head"
    stream: str = Field(primary_key=True)
    contest_id: str
    seq: int = 0
    hash: str = ""
