"""A contest, its trades with their rulebooks and stages, its places."""

from datetime import date, datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from contest.clock import now
from contest.ids import new_id
from contest.store.types import Moment


class Contest(SQLModel, table=True):
    """One event. `checkin_open` is the organiser's switch; a rehearsal prints PINs, skips waits."""

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    name_en: str
    host: str
    host_en: str
    starts_on: date
    days: int = 1
    opens_min: int = 8 * 60
    closes_min: int = 18 * 60
    timezone: str = "Asia/Shanghai"
    is_rehearsal: bool = False
    checkin_open: bool = False
    created_at: datetime = Field(default_factory=now, sa_type=Moment)


class Trade(SQLModel, table=True):
    """A trade contested; `code` is the short name (`lamian`), `prefix` starts its entry numbers."""

    __table_args__ = (UniqueConstraint("contest_id", "code"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    contest_id: str = Field(foreign_key="contest.id", index=True)
    code: str
    prefix: str
    name: str
    name_en: str
    position: int = 0


class Rulebook(SQLModel, table=True):
    """
    A version of a trade's rulebook as the organiser wrote it; never changed, only followed.

    `state` is in_force, or proposed > in_force | dropped where marking had begun; then `reason`
    says why. The newest version in force is the one that counts.
    """

    __table_args__ = (UniqueConstraint("trade_id", "version"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    trade_id: str = Field(foreign_key="trade.id", index=True)
    version: int
    text: str
    document_hash: str
    meaning_hash: str
    loaded_by: str | None = Field(default=None, foreign_key="staff.id")
    loaded_at: datetime = Field(default_factory=now, sa_type=Moment)
    state: str = "in_force"
    reason: str = ""


class RulebookName(SQLModel, table=True):
    """One of the three names that a change after the start needs, each of another role."""

    __tablename__ = "rulebook_name"
    __table_args__ = (UniqueConstraint("rulebook_id", "role"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    rulebook_id: str = Field(foreign_key="rulebook.id", index=True)
    staff_id: str = Field(foreign_key="staff.id")
    role: str
    at: datetime = Field(default_factory=now, sa_type=Moment)


class Stage(SQLModel, table=True):
    """
    A trade's prelim or final; its id is also the id of its board.

    `state` is open > signed > noticed > final; `board` is hidden or live.
    `places` is how many go on from here, as the timetable planned it.
    """

    __table_args__ = (UniqueConstraint("trade_id", "key"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    trade_id: str = Field(foreign_key="trade.id", index=True)
    key: str
    name: str
    name_en: str
    position: int
    state: str = "open"
    board: str = "hidden"
    places: int | None = None
    filled_at: datetime | None = Field(default=None, sa_type=Moment)


class Delegation(SQLModel, table=True):
    """Who sends contestants: an employer or a district union."""

    __table_args__ = (UniqueConstraint("contest_id", "name"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    contest_id: str = Field(foreign_key="contest.id", index=True)
    name: str
    name_en: str = ""


class Venue(SQLModel, table=True):
    """A hall; minutes are of the day; `seats` are for theory sittings."""

    __table_args__ = (UniqueConstraint("contest_id", "code"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    contest_id: str = Field(foreign_key="contest.id", index=True)
    code: str
    name: str
    name_en: str
    seats: int = 0
    opens_min: int = 8 * 60
    closes_min: int = 18 * 60


class Workstation(SQLModel, table=True):
    """A bench, booth, stove or machine; `kind` is a trade code, `position` orders neighbours."""

    __table_args__ = (UniqueConstraint("venue_id", "label"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    venue_id: str = Field(foreign_key="venue.id", index=True)
    label: str
    kind: str
    position: int
    facts: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
