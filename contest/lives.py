"""How long things last and how often they may be tried: the numbers of coming in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

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
