"""What happens to marks after they are signed: the recheck, and appeals."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from contest.clock import now
from contest.ids import new_id
from contest.store.types import Moment


class Recheck(SQLModel, table=True):
    """The one recheck of a stage; anyone finds the same sample from its seed and the ranks."""

    id: str = Field(default_factory=new_id, primary_key=True)
    stage_id: str = Field(foreign_key="stage.id", unique=True)
    seed: str
    drawn_by: str = Field(foreign_key="staff.id")
    drawn_at: datetime = Field(default_factory=now, sa_type=Moment)
    escalated_at: datetime | None = Field(default=None, sa_type=Moment)


class RecheckSheet(SQLModel, table=True):
    """
    A sheet to be checked again. `why` is top, drawn or all; `outcome` is empty, right or wrong.
    """

    __tablename__ = "recheck_sheet"
    __table_args__ = (UniqueConstraint("recheck_id", "sheet_id"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    recheck_id: str = Field(foreign_key="recheck.id", index=True)
    sheet_id: str = Field(foreign_key="sheet.id")
    position: int
    why: str
    outcome: str = ""
    note: str = ""
    checked_by: str | None = Field(default=None, foreign_key="staff.id")
    checked_at: datetime | None = Field(default=None, sa_type=Moment)


class Appeal(SQLModel, table=True):
    """
    A claim in writing. `state` is open > ruled > closed; `decision` is upheld or dismissed.

    While one is not closed nothing of its stage is published.
    """

    id: str = Field(default_factory=new_id, primary_key=True)
    stage_id: str = Field(foreign_key="stage.id", index=True)
    entry_id: str = Field(foreign_key="entry.id", index=True)
    text: str
    late: bool = False
    filed_by: str = Field(foreign_key="staff.id")
    filed_at: datetime = Field(default_factory=now, sa_type=Moment)
    state: str = "open"
    decision: str = ""
    ruling: str = ""
    effect: str = ""
    ruled_by: str | None = Field(default=None, foreign_key="staff.id")
    ruled_at: datetime | None = Field(default=None, sa_type=Moment)
    confirmed_by: str | None = Field(default=None, foreign_key="staff.id")
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
