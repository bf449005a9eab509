"""Sheets, seats and marks. Marks are only ever added; the latest of a seat counts."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from contest.clock import now
from contest.ids import new_id
from contest.store.types import Exact, Moment


class Sheet(SQLModel, table=True):
    """
    All marks of one entry and module. `state` is open > submitted > signed > reopened.

    `version` grows with each change of state, so that a tablet knows what it saw.
    """

    __table_args__ = (UniqueConstraint("stage_id", "module_id", "entry_id"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    stage_id: str = Field(foreign_key="stage.id", index=True)
    module_id: str
    entry_id: str = Field(foreign_key="entry.id", index=True)
    heat_id: str = Field(foreign_key="heat.id", index=True)
    state: str = "open"
    reason: str = ""
    version: int = 1
    signed_by: str | None = Field(default=None, foreign_key="staff.id")
    signed_at: datetime | None = Field(default=None, sa_type=Moment)


class SheetSeat(SQLModel, table=True):
    """A judge's part of a sheet. `state` is open > submitted."""

    __tablename__ = "sheet_seat"
    __table_args__ = (
        UniqueConstraint("sheet_id", "seat"),
        UniqueConstraint("sheet_id", "staff_id"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    sheet_id: str = Field(foreign_key="sheet.id", index=True)
    seat: int
    staff_id: str = Field(foreign_key="staff.id", index=True)
    state: str = "open"
    submitted_at: datetime | None = Field(default=None, sa_type=Moment)


class MarkLine(SQLModel, table=True):
    """What one seat gave one aspect, as it arrived; `no` counts the lines of a sheet."""

    __tablename__ = "mark"
    __table_args__ = (UniqueConstraint("sheet_id", "no"),)
    id: str = Field(primary_key=True)
    sheet_id: str = Field(foreign_key="sheet.id", index=True)
    no: int
    seat: int
    staff_id: str = Field(foreign_key="staff.id")
    aspect_id: str
    value: Decimal | None = Field(default=None, sa_type=Exact)
    given_at: str = ""
    at: datetime = Field(default_factory=now, sa_type=Moment)


class Receipt(SQLModel, table=True):
    """The answer to an operation of a tablet, so that a second delivery gets the same one."""

    id: str = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff.id", index=True)
    body_hash: str
    answer: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = Field(default_factory=now, sa_type=Moment)


class Incident(SQLModel, table=True):
    """A conduct item of the rulebook that applies to an entry; withdrawn, never erased."""

    id: str = Field(default_factory=new_id, primary_key=True)
    stage_id: str = Field(foreign_key="stage.id", index=True)
    entry_id: str = Field(foreign_key="entry.id", index=True)
    item_id: str
    count: int = 1
    note: str = ""
    staff_id: str = Field(foreign_key="staff.id")
    at: datetime = Field(default_factory=now, sa_type=Moment)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)


class RulingLine(SQLModel, table=True):
    """
    A ruling on a question the rulebook leaves open; it stands once a supervisor has confirmed it.

    `order` are entry ids, best first, where the answer to a tie is an order.
    """

    __tablename__ = "ruling"
    id: str = Field(default_factory=new_id, primary_key=True)
    stage_id: str = Field(foreign_key="stage.id", index=True)
    key: str
    choice: str
    order: list[Any] = Field(default_factory=list, sa_type=JSON)
    text: str
    staff_id: str = Field(foreign_key="staff.id")
    at: datetime = Field(default_factory=now, sa_type=Moment)
    confirmed_by: str | None = Field(default=None, foreign_key="staff.id")
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
