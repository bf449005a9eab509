"""How long things last and how often they may be tried: the numbers of coming in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from contest.security import CHIEF_JUDGE, CODING_JUDGE, JUDGE, ORGANISER, REGISTRAR, SUPERVISOR


@dataclass(frozen=True, kw_only=True)
class Life:
    """A sign-in ends after `most`, or once nothing was asked for `idle`."""

    most: timedelta
    idle: timedelta


_DESK = Life(most=timedelta(hours=12), idle=timedelta(minutes=30))
_TRUSTED = Life(most=timedelta(hours=8), idle=timedelta(minutes=15))
# A judge leafs through a work for an hour without touching the tablet; the tablet locks itself.
_FIELD = Life(most=timedelta(hours=14), idle=timedelta(hours=14))

LIVES: dict[str, Life] = {
    ORGANISER: _DESK,
    SUPERVISOR: _TRUSTED,
    CODING_JUDGE: _TRUSTED,
    CHIEF_JUDGE: _TRUSTED,
    JUDGE: _FIELD,
    REGISTRAR: _FIELD,
}
SEATED = (JUDGE, CHIEF_JUDGE)
"""Who holds a seat: one of these is signed in on one device only."""

HOMES = {
    ORGANISER: "/desk",
    REGISTRAR: "/checkin",
    JUDGE: "/tablet",
    CHIEF_JUDGE: "/chief",
    SUPERVISOR: "/draw",
    CODING_JUDGE: "/draw",
}
"""Where people work, and so where they go after signing in."""

TOUCH_EVERY = timedelta(minutes=1)
"""A sign-in's last use is written at most this often: reading must not become writing."""

CHALLENGE_LIFE = timedelta(minutes=2)
DEVICE_LIFE = timedelta(days=90)
ENROLMENT_MINUTES = 30
ENROLMENT_DEVICES = 60
WAITING_DEVICES = 60
PINS_IN_A_ROW = 5
PINS_IN_A_DAY = 15


def is_over(role: str, *, now: datetime, seen_at: datetime, ends_at: datetime) -> bool:
    """Tell whether a sign-in of this role has outlived its life or its idle time."""
    return now >= ends_at or now - seen_at >= LIVES[role].idle


class Counter(Protocol):
    """How often PINs of a badge were tried on one device."""

    device_id: str
    in_a_row: int
    day: str
    in_day: int


def is_locked(tries: Sequence[Counter], *, device_id: str, today: str) -> bool:
    """Tell whether a badge may not try on this device: 5 wrong in a row here, or 15 today."""
    in_a_row = max((row.in_a_row for row in tries if row.device_id == device_id), default=0)
    in_day = sum(row.in_day for row in tries if row.day == today)
    return in_a_row >= PINS_IN_A_ROW or in_day >= PINS_IN_A_DAY
