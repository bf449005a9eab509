"""Signed results and the honours that follow from them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from contest.clock import now
from contest.ids import new_id
from contest.store.types import Moment


class StageResult(SQLModel, table=True):
    """What the chief judge put his name to: the standings as they were, with their hash."""

    __tablename__ = "stage_result"
    __table_args__ = (UniqueConstraint("stage_id", "version"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    stage_id: str = Field(foreign_key="stage.id", index=True)
    version: int
    rulebook_id: str = Field(foreign_key="rulebook.id")
    picture: dict[str, Any] = Field(sa_type=JSON)
    sha256: str
    signed_by: str = Field(foreign_key="staff.id")
    signed_at: datetime = Field(default_factory=now, sa_type=Moment)
    noticed_at: datetime | None = Field(default=None, sa_type=Moment)
    notice_ends_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)


class FrozenBoard(SQLModel, table=True):
    """
    What the public sees of a board from the freeze to the reveal: the picture of that moment.

    Marks are never read for it again, so nothing of it can follow a later one. All boards of a
    trade freeze together, because they count the same journal.
    """

    __tablename__ = "frozen_board"
    stage_id: str = Field(primary_key=True, foreign_key="stage.id")
    trade_id: str = Field(foreign_key="trade.id", index=True)
    picture: dict[str, Any] = Field(sa_type=JSON)
    frozen_by: str = Field(foreign_key="staff.id")


class Honour(SQLModel, table=True):
    """
    A prize, designation, promotion or certificate of one entry.

    `state` is held | candidate > approved > granted, recommended for what another body grants,
    or revoked. `verify_code` is what the certificate's QR carries: 128 random bits.
    """

    __table_args__ = (UniqueConstraint("result_id", "entry_id", "name"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    result_id: str = Field(foreign_key="stage_result.id", index=True)
    entry_id: str = Field(foreign_key="entry.id", index=True)
    name: str
    name_en: str
    kind: str
    act: str
    by: str
    rank: int | None = None
    clause: str = ""
    reasons: list[Any] = Field(default_factory=list, sa_type=JSON)
    state: str = "candidate"
    certificate_no: str | None = Field(default=None, unique=True)
    verify_code: str | None = Field(default=None, unique=True)
    granted_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_why: str = ""


class Approval(SQLModel, table=True):
    """One of the two names under an honour; the second must come from another role."""

    __table_args__ = (UniqueConstraint("honour_id", "role"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    honour_id: str = Field(foreign_key="honour.id", index=True)
    staff_id: str = Field(foreign_key="staff.id")
    role: str
    at: datetime = Field(default_factory=now, sa_type=Moment)
