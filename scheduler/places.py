"""
Where and when: windows of time, days, venues and workstations; each refuses nonsense of its own.

All times are whole minutes from the contest's first midnight (day d begins at 1440 * d).
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.records import need

DAY_MIN = 1440
LAST_MIN = 366 * DAY_MIN
MOST_UNITS = 100_000


def check_id(value: str, path: str = "id") -> None:
    need(
        bool(value) and value == value.strip() and not set(value) & set("/#"),
        path,
        f"编号 {value!r} 不能为空，首尾不能有空格，也不能含 / 或 #。",
        f"the id {value!r} must not be empty, nor have outer spaces, nor hold / or #.",
    )


def at_least(least: int, **numbers: int) -> None:
    for name, number in numbers.items():
        need(
            number >= least,
            name,
            f"不能小于 {least}，现为 {number}。",
            f"must be at least {least}, not {number}.",
        )


def at_most(most: int, **numbers: int) -> None:
    for name, number in numbers.items():
        need(
            number <= most,
            name,
            f"不能大于 {most}，现为 {number}。",
            f"must be at most {most}, not {number}.",
        )


def distinct(ids: list[str], path: str) -> None:
    """Refuse ids that stand twice in the list at ``path``."""
    twice = sorted({i for i in ids if ids.count(i) > 1}) if len(set(ids)) < len(ids) else []
    need(
        not twice, path, f"编号重复：{'、'.join(twice)}。", f"ids given twice: {', '.join(twice)}."
    )


@dataclass(frozen=True, kw_only=True)
class Window:
    """A stretch of time, ``starts_min`` included, ``ends_min`` not."""

    starts_min: int
    ends_min: int

    def __post_init__(self) -> None:
        at_least(0, starts_min=self.starts_min)
        at_most(LAST_MIN, ends_min=self.ends_min)
        need(
            self.ends_min > self.starts_min,
            "ends_min",
            "结束时间必须晚于开始时间。",
            "the end must be later than the start.",
        )

    def holds(self, starts_min: int, ends_min: int) -> bool:
        """Whether all of [starts_min, ends_min) lies inside."""
        return self.starts_min <= starts_min and ends_min <= self.ends_min

    def meets(self, starts_min: int, ends_min: int) -> bool:
        """Whether some minute of [starts_min, ends_min) lies inside."""
        return self.starts_min < ends_min and starts_min < self.ends_min


def apart(windows: tuple[Window, ...], path: str = "windows") -> None:
    for i in range(1, len(windows)):
        need(
            windows[i - 1].ends_min < windows[i].starts_min,
            f"{path}[{i}]",
            "时间段须按先后排列，互不相接；相接的请合并为一段。",
            "windows must be in order and apart; join those that touch.",
        )


@dataclass(frozen=True, kw_only=True)
class Day:
    """One contest day; ``opens_min`` and ``closes_min`` count from the contest's first midnight."""

    index: int
    opens_min: int
    closes_min: int
    breaks: tuple[Window, ...] = ()

    def __post_init__(self) -> None:
        at_least(0, index=self.index)
        at_most(LAST_MIN // DAY_MIN - 1, index=self.index)
        first, last = self.index * DAY_MIN, (self.index + 1) * DAY_MIN
        need(
            first <= self.opens_min < self.closes_min <= last,
            "opens_min",
            f"第 {self.index + 1} 天的时间须在 {first} 到 {last} 分钟之间，且先开后关。",
            f"day {self.index + 1} must open and then close between minutes {first} and {last}.",
        )
        for i, pause in enumerate(self.breaks):
            need(
                self.opens_min <= pause.starts_min and pause.ends_min <= self.closes_min,
                f"breaks[{i}]",
                "休息须在当天开放时间之内。",
                "a break must lie inside the day.",
            )


@dataclass(frozen=True, kw_only=True)
class Venue:
    """
    A hall. ``windows`` are its own opening hours (none: open whenever the contest is);
    ``seats`` is for theory; ``power_kw`` is what its workstations draw together at most (None: no
    limit).
    """

    id: str
    name: str
    windows: tuple[Window, ...] = ()
    seats: int = 0
    power_kw: int | None = None

    def __post_init__(self) -> None:
        check_id(self.id)
        at_least(0, seats=self.seats, power_kw=self.power_kw or 0)
        at_most(MOST_UNITS, seats=self.seats, power_kw=self.power_kw or 0)
        apart(self.windows)


@dataclass(frozen=True, kw_only=True)
class Workstation:
    """
    A bench, booth or course of a ``kind``; ``position`` orders neighbours within the venue.
    ``down`` says when it cannot be used.
    """

    id: str
    venue_id: str
    kind: str
    label: str
    position: int
    down: tuple[Window, ...] = ()

    def __post_init__(self) -> None:
        check_id(self.id)
        check_id(self.kind, "kind")
        apart(self.down, "down")
