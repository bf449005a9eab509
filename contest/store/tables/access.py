"""Who may come in: credentials, devices, sign-ins, leases."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from contest.clock import now
from contest.ids import new_id
from contest.store.types import Moment


class Credential(SQLModel, table=True):
    """An official's proofs; only hashes. `user_name` and password are for organisers."""

    __tablename__ = "credential"
    staff_id: str = Field(primary_key=True, foreign_key="staff.id")
    user_name: str | None = Field(default=None, unique=True)
    password_hash: str | None = None
    pin_hash: str | None = None
    badge_hash: str | None = Field(default=None, unique=True)
    badge_issued_at: datetime | None = Field(default=None, sa_type=Moment)


class Enrolment(SQLModel, table=True):
    """A window during which an organiser lets new devices ask to be enrolled."""

    id: str = Field(default_factory=new_id, primary_key=True)
    contest_id: str = Field(foreign_key="contest.id", index=True)
    opened_by: str = Field(foreign_key="staff.id")
    ends_at: datetime = Field(sa_type=Moment)
    most: int
    closed_at: datetime | None = Field(default=None, sa_type=Moment)


class Device(SQLModel, table=True):
    """A tablet, phone or desk computer. `state` is waiting > enrolled > revoked."""

    id: str = Field(default_factory=new_id, primary_key=True)
    contest_id: str = Field(foreign_key="contest.id", index=True)
    enrolment_id: str | None = Field(default=None, foreign_key="enrolment.id")
    name: str
    secret_hash: str = Field(unique=True)
    check_number: str
    state: str = "waiting"
    asked_at: datetime = Field(default_factory=now, sa_type=Moment)
    decided_by: str | None = Field(default=None, foreign_key="staff.id")
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    seen_at: datetime | None = Field(default=None, sa_type=Moment)


class PinTry(SQLModel, table=True):
    """
    Wrong PINs of one badge on one device since the last good one, and of one badge in a day.

    Counted and committed before the PIN is compared, so that parallel guesses each cost one.
    """

    __table_args__ = (UniqueConstraint("staff_id", "device_id"),)
    id: str = Field(default_factory=new_id, primary_key=True)
    staff_id: str = Field(foreign_key="staff.id", index=True)
    device_id: str = Field(foreign_key="device.id")
    in_a_row: int = 0
    day: str = ""
    in_day: int = 0


class Challenge(SQLModel, table=True):
    """A badge shown on a device, waiting two minutes for its PIN."""

    id: str = Field(default_factory=new_id, primary_key=True)
    token_hash: str = Field(unique=True)
    staff_id: str | None = Field(default=None, foreign_key="staff.id")
    device_id: str = Field(foreign_key="device.id")
    ends_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class SignIn(SQLModel, table=True):
    """A server-side session; the cookie's token is kept as its hash only."""

    id: str = Field(default_factory=new_id, primary_key=True)
    token_hash: str = Field(unique=True)
    staff_id: str = Field(foreign_key="staff.id", index=True)
    device_id: str | None = Field(default=None, foreign_key="device.id")
    started_at: datetime = Field(default_factory=now, sa_type=Moment)
    seen_at: datetime = Field(default_factory=now, sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)
    proved_at: datetime = Field(default_factory=now, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_why: str = ""


class Lease(SQLModel, table=True):
    """One judge seat, one tablet. `number` grows with each takeover."""

    staff_id: str = Field(primary_key=True, foreign_key="staff.id")
    sign_in_id: str = Field(foreign_key="signin.id")
    number: int = 1
    taken_at: datetime = Field(default_factory=now, sa_type=Moment)
