"""People: contestants through their entries, officials through their one role."""

from datetime import date, datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from contest.clock import now
from contest.ids import new_id
from contest.store.types import Moment


class Person(SQLModel, table=True):
    """
    A human being in one contest.

    The ID number is ciphertext (`contest.secrets`); `id_lookup` is its keyed hash for equality,
    `id_last4` the only part shown. `facts` are what eligibility rules read (skill_level, ...).
    """

    __table_args__ = (UniqueConstraint("contest_id", "id_lookup"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    contest_id: str = Field(foreign_key="contest.id", index=True)
    name: str
    pinyin: str = ""
    gender: str = ""
    born_on: date | None = None
    id_cipher: str | None = None
    id_lookup: str | None = None
    id_last4: str = ""
    phone: str = ""
    employer: str = ""
    facts: dict[str, str] = Field(default_factory=dict, sa_type=JSON)


class Entry(SQLModel, table=True):
    """A contestant in one trade. `state` is registered or withdrawn."""

    __table_args__ = (
        UniqueConstraint("trade_id", "entry_no"),
        UniqueConstraint("trade_id", "person_id"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    trade_id: str = Field(foreign_key="trade.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    delegation_id: str = Field(foreign_key="delegation.id", index=True)
    entry_no: str
    badge_hash: str | None = Field(default=None, unique=True)
    state: str = "registered"
    created_at: datetime = Field(default_factory=now, sa_type=Moment)


class Staff(SQLModel, table=True):
    """
    An official. One person holds one role per contest; the database refuses a second.

    `role` is organiser, registrar, coding_judge, judge, chief_judge or supervisor; `trade_id` is
    the trade a chief judge answers for. `number` is on the badge (J-03).
    """

    __table_args__ = (
        UniqueConstraint("contest_id", "person_id"),
        UniqueConstraint("contest_id", "number"),
    )
    id: str = Field(default_factory=new_id, primary_key=True)
    contest_id: str = Field(foreign_key="contest.id", index=True)
    person_id: str = Field(foreign_key="person.id")
    role: str
    trade_id: str | None = Field(default=None, foreign_key="trade.id")
    delegation_id: str | None = Field(default=None, foreign_key="delegation.id")
    number: str
    active: bool = True


class Certification(SQLModel, table=True):
    """A judge may judge this trade."""

    __table_args__ = (UniqueConstraint("staff_id", "trade_id"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    staff_id: str = Field(foreign_key="staff.id", index=True)
    trade_id: str = Field(foreign_key="trade.id", index=True)
    number: str
    level: str = ""
