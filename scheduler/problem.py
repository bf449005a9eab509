"""
What goes into a timetable: the whole problem, its parts joined and looked up by id.

Every record is frozen and keyword-only and refuses nonsense at birth (``Nonsense``: path, zh, en).
All times are whole minutes from the contest's first midnight; day d begins at ``1440 * d``.
What is well-formed but cannot work out (too few seats, judges, hours) is not refused here:
``scheduler.arithmetic`` says it in words, and ``scheduler.solve`` answers *impossible*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scheduler import records
from scheduler.parts import (
    Entry,
    Goal,
    Judge,
    Lock,
    ModuleNeeds,
    Recusal,
    StageNeeds,
    StationTime,
    TradeNeeds,
)
from scheduler.places import DAY_MIN, Day, Venue, Window, Workstation, distinct
from scheduler.records import Nonsense, need
from scheduler.rules import SOFT_GOALS

__all__ = [
    "DAY_MIN",
    "DEFAULT_GOALS",
    "Day",
    "Entry",
    "Goal",
    "Judge",
    "Lock",
    "ModuleNeeds",
    "Nonsense",
    "Problem",
    "Recusal",
    "StageNeeds",
    "StationTime",
    "TradeNeeds",
    "Venue",
    "Window",
    "Workstation",
    "heat_id",
    "module_key",
    "place_id",
]

DEFAULT_GOALS = tuple(Goal(name=name, weight=1) for name in SOFT_GOALS)


def module_key(trade_id: str, stage_id: str, module_id: str) -> str:
    """The stable name of a module within the contest."""
    return f"{trade_id}/{stage_id}/{module_id}"


def heat_id(trade_id: str, stage_id: str, module_id: str, number: int) -> str:
    """The stable name of a heat; numbers begin at 1."""
    return f"{trade_id}/{stage_id}/{module_id}/{number}"


def place_id(stage_id: str, number: int) -> str:
    """The name of a place of a later stage whose entry is still unknown; numbers begin at 1."""
    return f"{stage_id}#{number}"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """
    One contest to be timetabled.

    Heats start on multiples of ``step_min``. ``locked`` stays as it is; ``goals`` weigh what is
    wished for. Raises ``Nonsense`` when ids repeat or name nothing.
    """

    days: tuple[Day, ...]
    venues: tuple[Venue, ...]
    workstations: tuple[Workstation, ...]
    trades: tuple[TradeNeeds, ...]
    entries: tuple[Entry, ...]
    judges: tuple[Judge, ...]
    recusals: tuple[Recusal, ...] = ()
    locked: tuple[Lock, ...] = ()
    goals: tuple[Goal, ...] = DEFAULT_GOALS
    step_min: int = 5

    def __post_init__(self) -> None:
        need(
            self.step_min >= 1,
            "step_min",
            "时间格至少为 1 分钟。",
            "the step is at least 1 minute.",
        )
        need(bool(self.days), "days", "至少要有一天。", "at least one day is needed.")
        need(bool(self.trades), "trades", "至少要有一个工种。", "at least one trade is needed.")
        indexes = [day.index for day in self.days]
        need(
            indexes == sorted(set(indexes)),
            "days",
            "日期须按先后排列且不重复。",
            "the days must be in order, each once.",
        )
        for name in ("venues", "workstations", "trades", "entries", "judges"):
            distinct([thing.id for thing in getattr(self, name)], name)
        distinct([goal.name for goal in self.goals], "goals")
        for path, known, value, zh, en in self._names():
            need(
                value in known,
                path,
                f"没有编号为 {value!r} 的{zh}。",
                f"there is no {en} {value!r}.",
            )
        for t, trade in enumerate(self.trades):
            entries, places = len(self.entries_of[trade.id]), trade.stages[0].places
            need(
                entries == places,
                f"trades[{t}].stages[0].places",
                f"{trade.name}：第一阶段写了 {places} 个席位，名单有 {entries} 个参赛项，须一致。",
                f"{trade.name}: the first stage has {places} places, the roster {entries} entries.",
            )

    def _names(self) -> Iterable[tuple[str, Any, str, str, str]]:
        """(path, known ids, id, kind zh, kind en) of every id that refers to another record."""
        trades, venues = self.trade_by_id, self.venue_by_id
        people = {p for entry in self.entries for p in entry.person_ids}
        for i, station in enumerate(self.workstations):
            yield f"workstations[{i}].venue_id", venues, station.venue_id, "赛场", "venue"
        for t, trade in enumerate(self.trades):
            for s, stage in enumerate(trade.stages):
                for m, module in enumerate(stage.modules):
                    path = f"trades[{t}].stages[{s}].modules[{m}].venue_id"
                    if module.venue_id is not None:
                        yield path, venues, module.venue_id, "赛场", "venue"
                    for n, at in enumerate(module.stations):
                        path = f"trades[{t}].stages[{s}].modules[{m}].stations[{n}].workstation_id"
                        yield path, self.workstation_by_id, at.workstation_id, "工位", "workstation"
        for i, entry in enumerate(self.entries):
            yield f"entries[{i}].trade_id", trades, entry.trade_id, "工种", "trade"
        for i, judge in enumerate(self.judges):
            for certificate in sorted(judge.certificates):
                yield f"judges[{i}].certificates", trades, certificate, "工种", "trade"
        for i, recusal in enumerate(self.recusals):
            yield f"recusals[{i}].judge_id", self.judge_by_id, recusal.judge_id, "裁判", "judge"
            yield f"recusals[{i}].person_id", people, recusal.person_id, "选手", "person"
        for i, goal in enumerate(self.goals):
            yield f"goals[{i}].name", SOFT_GOALS, goal.name, "目标", "goal"
        for i, lock in enumerate(self.locked):
            key, _, number = lock.heat_id.rpartition("/")
            yield f"locked[{i}].heat_id", self.module_by_key, key, "模块", "module"
            need(
                number.isdecimal() and int(number) >= 1,
                f"locked[{i}].heat_id",
                "场次编号须以 1 起的数字结尾。",
                "a heat id ends with a number from 1.",
            )
            if lock.venue_id is not None:
                yield f"locked[{i}].venue_id", venues, lock.venue_id, "赛场", "venue"
            if lock.entry_id is not None:
                places = set(self.places(*key.split("/")[:2]))
                yield f"locked[{i}].entry_id", places, lock.entry_id, "参赛项", "entry"
            if lock.judge_id is not None:
                yield f"locked[{i}].judge_id", self.judge_by_id, lock.judge_id, "裁判", "judge"

    @cached_property
    def venue_by_id(self) -> dict[str, Venue]:
        return {venue.id: venue for venue in self.venues}

    @cached_property
    def workstation_by_id(self) -> dict[str, Workstation]:
        return {station.id: station for station in self.workstations}

    @cached_property
    def trade_by_id(self) -> dict[str, TradeNeeds]:
        return {trade.id: trade for trade in self.trades}

    @cached_property
    def entry_by_id(self) -> dict[str, Entry]:
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def judge_by_id(self) -> dict[str, Judge]:
        return {judge.id: judge for judge in self.judges}

    @cached_property
    def module_by_key(self) -> dict[str, ModuleNeeds]:
        """Modules by ``module_key``."""
        return {
            module_key(trade.id, stage.id, module.id): module
            for trade in self.trades
            for stage in trade.stages
            for module in stage.modules
        }

    @cached_property
    def entries_of(self) -> dict[str, tuple[Entry, ...]]:
        """Entries by trade id, in the order given."""
        found: dict[str, list[Entry]] = {trade.id: [] for trade in self.trades}
        for entry in self.entries:
            found[entry.trade_id].append(entry)
        return {trade_id: tuple(entries) for trade_id, entries in found.items()}

    @cached_property
    def stations_of(self) -> dict[tuple[str, str], tuple[Workstation, ...]]:
        """Workstations by (kind, venue id), in neighbour order."""
        found: dict[tuple[str, str], list[Workstation]] = {}
        for station in sorted(self.workstations, key=lambda s: (s.position, s.id)):
            found.setdefault((station.kind, station.venue_id), []).append(station)
        return {key: tuple(stations) for key, stations in found.items()}

    @cached_property
    def barred(self) -> dict[str, frozenset[str]]:
        """By entry id, the judges who must not mark it: same delegation, or a declared relation."""
        employed: dict[str, set[str]] = {}
        for judge in self.judges:
            if judge.delegation_id is not None:
                employed.setdefault(judge.delegation_id, set()).add(judge.id)
        related: dict[str, set[str]] = {}
        for recusal in self.recusals:
            related.setdefault(recusal.person_id, set()).add(recusal.judge_id)
        none: set[str] = set()
        return {
            entry.id: frozenset(
                employed.get(entry.delegation_id, none).union(
                    *(related.get(p, none) for p in entry.person_ids)
                )
            )
            for entry in self.entries
        }

    def places(self, trade_id: str, stage_id: str) -> tuple[str, ...]:
        """Who is seated in a stage: the entries in the first, unknown places in the others."""
        stages = self.trade_by_id[trade_id].stages
        stage = next(stage for stage in stages if stage.id == stage_id)
        if stage is stages[0]:
            return tuple(entry.id for entry in self.entries_of[trade_id])
        return tuple(place_id(stage_id, n + 1) for n in range(stage.places))

    def to_json(self) -> dict[str, Any]:
        """Plain data that ``from_json`` reads back to an equal problem."""
        data: dict[str, Any] = records.to_json(self)
        return data

    @classmethod
    def from_json(cls, data: object) -> Problem:
        """The problem that plain data describes; raises ``Nonsense`` with the path."""
        return records.from_json(cls, data)

    @staticmethod
    def schema() -> dict[str, Any]:
        """JSON Schema of a problem."""
        return records.schema(Problem)
