"""
Who and what: modules, stages, trades, entries, judges, recusals, locks and goals.

All lengths are whole minutes. Records are frozen and keyword-only and refuse nonsense of their
own with ``Nonsense``; ``scheduler.problem`` joins them and checks the names across them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.places import (
    DAY_MIN,
    LAST_MIN,
    Window,
    apart,
    at_least,
    at_most,
    check_id,
    distinct,
)
from scheduler.records import need

MOST_PLACES = 100_000


@dataclass(frozen=True, kw_only=True)
class StationTime:
    """
    A workstation that a module may be done at, and how long it takes there (None: as long as the
    module says).
    """

    workstation_id: str
    minutes: int | None = None

    def __post_init__(self) -> None:
        at_least(1, minutes=1 if self.minutes is None else self.minutes)
        at_most(LAST_MIN, minutes=self.minutes or 0)


@dataclass(frozen=True, kw_only=True)
class ModuleNeeds:
    """
    One module of a stage and what a heat of it takes.

    ``theory`` sits in the seats of ``venue_id``; ``practical`` uses one workstation of
    ``workstation_kind`` each, or one of the ``stations`` named, each with its own duration. All of
    a heat start together; with a ``heat_size`` of 1 starts are rolling: everyone begins alone,
    when a place is free. ``setup_min`` before and ``cleanup_min`` after keep the workstation;
    ``marking_min`` after keeps the judges; an entry must be free ``lead_min`` before, for check-in
    and draw. ``panel`` judges mark each heat (0: marked without judges). ``heat_size`` is the most
    entries in one heat (None: as many as there is room for). ``power_kw`` is drawn by each entry
    at work.
    """

    id: str
    kind: Literal["theory", "practical"]
    minutes: int
    setup_min: int = 0
    cleanup_min: int = 0
    marking_min: int = 0
    lead_min: int = 0
    panel: int = 0
    workstation_kind: str | None = None
    venue_id: str | None = None
    heat_size: int | None = None
    power_kw: int = 0
    stations: tuple[StationTime, ...] = ()

    def __post_init__(self) -> None:
        check_id(self.id)
        at_least(1, minutes=self.minutes)
        at_most(DAY_MIN, minutes=self.minutes, setup_min=self.setup_min)
        at_most(DAY_MIN, cleanup_min=self.cleanup_min, marking_min=self.marking_min)
        at_most(DAY_MIN, lead_min=self.lead_min)
        at_least(1, heat_size=1 if self.heat_size is None else self.heat_size)
        at_least(
            0,
            setup_min=self.setup_min,
            cleanup_min=self.cleanup_min,
            marking_min=self.marking_min,
            lead_min=self.lead_min,
            panel=self.panel,
            power_kw=self.power_kw,
        )
        distinct([station.workstation_id for station in self.stations], "stations")
        given = (
            self.venue_id is not None,
            (self.workstation_kind is not None) + bool(self.stations),
        )
        need(
            given == ((True, 0) if self.kind == "theory" else (False, 1)),
            "kind",
            "理论模块须给出考场 venue_id，实操模块须给出工位类型 workstation_kind 或指定工位 "
            "stations 之一，不可并存。",
            "theory needs venue_id, practical needs either workstation_kind or stations, and "
            "never both.",
        )
        need(
            not self.stations or self.heat_size == 1,
            "heat_size",
            "指定工位的模块各自开始，heat_size 须为 1。",
            "a module with stations of its own starts one by one: heat_size must be 1.",
        )

    def minutes_at(self, workstation_id: str) -> int:
        """How long the module takes at a workstation (or seat)."""
        own = {station.workstation_id: station.minutes for station in self.stations}
        return own.get(workstation_id) or self.minutes


@dataclass(frozen=True, kw_only=True)
class StageNeeds:
    """
    Prelim or final: modules in the order everyone takes them, or each entry in an ``order`` of its
    own where it is free, for ``places`` entries.

    The first stage of a trade seats its entries; the places of a later one are still unknown
    people, called ``place_id(stage, 1)`` and so on. The first heat of a later stage begins at
    least ``lag_min`` after the last marking of the stage before.
    """

    id: str
    places: int
    modules: tuple[ModuleNeeds, ...]
    lag_min: int = 0
    order: Literal["fixed", "free"] = "fixed"

    def __post_init__(self) -> None:
        check_id(self.id)
        at_least(1, places=self.places)
        at_most(MOST_PLACES, places=self.places)
        at_least(0, lag_min=self.lag_min)
        need(bool(self.modules), "modules", "阶段至少要有一个模块。", "a stage needs a module.")
        distinct([m.id for m in self.modules], "modules")


@dataclass(frozen=True, kw_only=True)
class TradeNeeds:
    """A trade and its stages in order; during the windows ``closed`` no heat of it starts."""

    id: str
    name: str
    stages: tuple[StageNeeds, ...]
    closed: tuple[Window, ...] = ()

    def __post_init__(self) -> None:
        check_id(self.id)
        need(bool(self.stages), "stages", "工种至少要有一个阶段。", "a trade needs a stage.")
        distinct([s.id for s in self.stages], "stages")
        apart(self.closed, "closed")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """
    A contestant, pair or team in one trade, sent by a delegation. During the windows ``away`` it
    can neither be checked in nor compete.
    """

    id: str
    person_ids: tuple[str, ...]
    trade_id: str
    delegation_id: str
    away: tuple[Window, ...] = ()

    def __post_init__(self) -> None:
        check_id(self.id)
        need(
            bool(self.person_ids),
            "person_ids",
            "参赛项至少要有一名选手。",
            "an entry needs a person.",
        )
        distinct(list(self.person_ids), "person_ids")
        apart(self.away, "away")


@dataclass(frozen=True, kw_only=True)
class Judge:
    """
    ``delegation_id`` is the employer, compared with the entries' delegation for recusal (None: of
    no delegation). ``windows`` say when he can come (none: always); ``day_limit_min`` is the most
    work a day, marking included; ``rest_min`` lies between two duties. ``chief_of`` is the trade
    he answers for: he leads every panel of it that he sits on.
    """

    id: str
    name: str
    certificates: frozenset[str]
    delegation_id: str | None = None
    windows: tuple[Window, ...] = ()
    day_limit_min: int = 480
    rest_min: int = 0
    chief_of: str | None = None

    def __post_init__(self) -> None:
        check_id(self.id)
        at_least(0, day_limit_min=self.day_limit_min, rest_min=self.rest_min)
        apart(self.windows)
        need(
            self.chief_of is None or self.chief_of in self.certificates,
            "chief_of",
            "裁判长须持有本工种的裁判证。",
            "a chief judge needs the certificate of the trade.",
        )


@dataclass(frozen=True, kw_only=True)
class Recusal:
    """A declared relation: this judge marks no heat in which this person competes."""

    judge_id: str
    person_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Lock:
    """
    What must stay about one heat: its start, its venue, an entry in it (and on which workstation),
    a judge on its panel. None means free.
    """

    heat_id: str
    starts_min: int | None = None
    venue_id: str | None = None
    entry_id: str | None = None
    workstation_id: str | None = None
    judge_id: str | None = None

    def __post_init__(self) -> None:
        need(
            self.workstation_id is None or self.entry_id is not None,
            "workstation_id",
            "锁定工位时须同时写明参赛项。",
            "a locked workstation needs its entry.",
        )


@dataclass(frozen=True, kw_only=True)
class Goal:
    """How much a soft goal (a name in ``scheduler.rules.SOFT_GOALS``) weighs; 0 switches it off."""

    name: str
    weight: int

    def __post_init__(self) -> None:
        at_least(0, weight=self.weight)
