"""The timetable as published: heats, slots, duties; the draw and check-in on top of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from contest.clock import now
from contest.ids import new_id
from contest.store.types import Moment


class TimetableVersion(SQLModel, table=True):
    """A solved timetable as documents. `state` is draft > published > superseded."""

    __tablename__ = "timetable_version"
    __table_args__ = (UniqueConstraint("contest_id", "version"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    contest_id: str = Field(foreign_key="contest.id", index=True)
    version: int
    state: str = "draft"
    problem: dict[str, Any] = Field(sa_type=JSON)
    timetable: dict[str, Any] = Field(sa_type=JSON)
    job_id: str | None = Field(default=None, foreign_key="job.id")
    made_at: datetime = Field(default_factory=now, sa_type=Moment)
    published_by: str | None = Field(default=None, foreign_key="staff.id")
    published_at: datetime | None = Field(default=None, sa_type=Moment)


class Heat(SQLModel, table=True):
    """
    A group working at the same time. `key` is the scheduler's and stays across versions.

    `state` is planned > done; minutes are from the contest's first midnight.
    """

    __table_args__ = (UniqueConstraint("contest_id", "key"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    contest_id: str = Field(foreign_key="contest.id", index=True)
    stage_id: str = Field(foreign_key="stage.id", index=True)
    venue_id: str = Field(foreign_key="venue.id")
    key: str
    module_id: str
    number: int
    starts_min: int
    ends_min: int
    starts_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)


class Slot(SQLModel, table=True):
    """
    One place in one heat: a workstation, or a seat of a hall for theory.

    `place` is the scheduler's name of whoever sits here: an entry id, or `final#3` while unknown.
    """

    __table_args__ = (UniqueConstraint("heat_id", "label"), UniqueConstraint("heat_id", "entry_id"))
    id: str = Field(default_factory=new_id, primary_key=True)
    heat_id: str = Field(foreign_key="heat.id", index=True)
    workstation_id: str | None = Field(default=None, foreign_key="workstation.id")
    label: str
    place: str
    entry_id: str | None = Field(default=None, foreign_key="entry.id", index=True)


class Duty(SQLModel, table=True):
    """A judge on a heat's panel; seat 1 leads and enters what the panel decides together."""

    __table_args__ = (UniqueConstraint("heat_id", "seat"), UniqueConstraint("heat_id", "staff_id"))
    id: str = Field(default_factory=new_id, primary_key=True)
    heat_id: str = Field(foreign_key="heat.id", index=True)
    staff_id: str = Field(foreign_key="staff.id", index=True)
    seat: int


class Draw(SQLModel, table=True):
    """
    A public draw of a stage's stations. `state` is committed > drawn, or abandoned.

    The seed stays secret until the supervisor has typed the dice thrown in public.
    """

    id: str = Field(default_factory=new_id, primary_key=True)
    stage_id: str = Field(foreign_key="stage.id", index=True)
    module_id: str
    number: int
    state: str = "committed"
    seed: str
    commitment: str
    inputs: dict[str, Any] = Field(sa_type=JSON)
    dice: str = ""
    result: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    committed_by: str = Field(foreign_key="staff.id")
    committed_at: datetime = Field(default_factory=now, sa_type=Moment)
    drawn_by: str | None = Field(default=None, foreign_key="staff.id")
    drawn_at: datetime | None = Field(default=None, sa_type=Moment)
    reason: str = ""


class CheckIn(SQLModel, table=True):
    """An entry shown present for a stage; the first time counts and stays."""

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("entry_id", "stage_id"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    entry_id: str = Field(foreign_key="entry.id", index=True)
    stage_id: str = Field(foreign_key="stage.id", index=True)
    staff_id: str = Field(foreign_key="staff.id")
    at: datetime = Field(default_factory=now, sa_type=Moment)
