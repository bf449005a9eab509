"""
What can happen on the day, as records: the input of ``scheduler.replan``.

Frozen, keyword-only, times in whole minutes from the contest's first midnight. Where ``from_min``
is None it is now; where ``until_min`` is None it is until the contest ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scheduler import records
from scheduler.parts import Entry
from scheduler.places import LAST_MIN, at_least, at_most, distinct
from scheduler.records import need


def _ordered(starts_min: int | None, ends_min: int | None) -> None:
    at_least(0, from_min=starts_min or 0, until_min=ends_min or 0)
    at_most(LAST_MIN, from_min=starts_min or 0, until_min=ends_min or 0)
    need(
        starts_min is None or ends_min is None or starts_min < ends_min,
        "until_min",
        "结束时间必须晚于开始时间。",
        "the end must be later than the start.",
    )


@dataclass(frozen=True, kw_only=True)
class StationDown:
    """A workstation breaks. Who is at work on it is interrupted and starts again elsewhere."""

    workstation_id: str
    from_min: int | None = None
    until_min: int | None = None

    def __post_init__(self) -> None:
        _ordered(self.from_min, self.until_min)


@dataclass(frozen=True, kw_only=True)
class JudgeAway:
    """A judge leaves, after the heat he is in; from then on he takes no duty until he is back."""

    judge_id: str
    from_min: int | None = None
    until_min: int | None = None

    def __post_init__(self) -> None:
        _ordered(self.from_min, self.until_min)


@dataclass(frozen=True, kw_only=True)
class Late:
    """An entry cannot be checked in before ``until_min``."""

    entry_id: str
    until_min: int

    def __post_init__(self) -> None:
        _ordered(None, self.until_min)


@dataclass(frozen=True, kw_only=True)
class Slip:
    """No further heat of a trade starts before ``until_min``."""

    trade_id: str
    until_min: int

    def __post_init__(self) -> None:
        _ordered(None, self.until_min)


@dataclass(frozen=True, kw_only=True)
class Closing:
    """A venue closes. Heats at work in it are interrupted and start again."""

    venue_id: str
    from_min: int | None = None
    until_min: int | None = None

    def __post_init__(self) -> None:
        _ordered(self.from_min, self.until_min)


@dataclass(frozen=True, kw_only=True)
class Changes:
    """
    What has happened by ``now_min``. Heats that start before now have started and stay. Nobody is
    moved to a start earlier than ``notice_min`` from now. ``added`` entries bring their trade.
    """

    now_min: int
    notice_min: int = 0
    stations_down: tuple[StationDown, ...] = ()
    judges_away: tuple[JudgeAway, ...] = ()
    late: tuple[Late, ...] = ()
    withdrawn: tuple[str, ...] = ()
    added: tuple[Entry, ...] = ()
    slips: tuple[Slip, ...] = ()
    closings: tuple[Closing, ...] = ()

    def __post_init__(self) -> None:
        at_least(0, now_min=self.now_min, notice_min=self.notice_min)
        at_most(LAST_MIN, now_min=self.now_min, notice_min=self.notice_min)
        distinct(list(self.withdrawn), "withdrawn")

    @property
    def soonest_min(self) -> int:
        """The earliest start that may be told to anybody."""
        return self.now_min + self.notice_min

    def to_json(self) -> dict[str, Any]:
        """Plain data that ``from_json`` reads back to equal changes."""
        data: dict[str, Any] = records.to_json(self)
        return data

    @classmethod
    def from_json(cls, data: object) -> Changes:
        """The changes that plain data describes; raises ``Nonsense`` with the path."""
        return records.from_json(cls, data)

    @staticmethod
    def schema() -> dict[str, Any]:
        """JSON Schema of changes."""
        return records.schema(Changes)
