"""Long work: queued with the change that asks for it, done by the worker."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary
from sqlmodel import Field, SQLModel

from contest.clock import now
from contest.ids import new_id
from contest.store.types import Moment


class Job(SQLModel, table=True):
    """
    `state` is queued > running > done | failed | cancelled.

    A running job belongs to a worker until `lease_ends_at`; then another may take it again.
    `best` is the best result so far, so that *stop and take current* costs nothing.
    """

    id: str = Field(default_factory=new_id, primary_key=True)
    contest_id: str = Field(foreign_key="contest.id", index=True)
    kind: str
    state: str = Field(default="queued", index=True)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    progress: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    best: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    result: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    asked_by: str | None = Field(default=None, foreign_key="staff.id")
    asked_at: datetime = Field(default_factory=now, sa_type=Moment)
    worker: str | None = None
    attempt: int = 0
    lease_ends_at: datetime | None = Field(default=None, sa_type=Moment)
    stop_asked: str = ""
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class RosterImport(SQLModel, table=True):
    """An uploaded workbook and what was read; `state` is reading > shown > saved | discarded."""

    __tablename__ = "roster_import"
    id: str = Field(default_factory=new_id, primary_key=True)
    contest_id: str = Field(foreign_key="contest.id", index=True)
    job_id: str | None = Field(default=None, foreign_key="job.id")
    file_name: str
    data: bytes = Field(sa_type=LargeBinary)
    preview: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    state: str = "reading"
    asked_by: str = Field(foreign_key="staff.id")
    asked_at: datetime = Field(default_factory=now, sa_type=Moment)
    saved_at: datetime | None = Field(default=None, sa_type=Moment)


class Document(SQLModel, table=True):
    """A printed document; the file goes after an hour, the line of history stays."""

    id: str = Field(default_factory=new_id, primary_key=True)
    contest_id: str = Field(foreign_key="contest.id", index=True)
    job_id: str | None = Field(default=None, foreign_key="job.id")
    kind: str
    title: str
    title_en: str
    scope: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    sha256: str = ""
    pages: int = 0
    data: bytes | None = Field(default=None, sa_type=LargeBinary)
    printed_by: str = Field(foreign_key="staff.id")
    printed_at: datetime = Field(default_factory=now, sa_type=Moment)
