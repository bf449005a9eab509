"""
The problem as the solver sees it: numbers in slots, rooms with their sizes, judges by trade.

Made once per solve; nothing in it changes. ``Frame`` holds a ``TradeFrame`` per trade, that a
``StageFrame`` per stage, that a ``ModuleFrame`` per module with the ``Room``s it can be held in.
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.grid import Grid
from scheduler.parts import Lock, ModuleNeeds
from scheduler.places import Window
from scheduler.problem import Problem, heat_id
from scheduler.rolling_scope import heats_only

SupplyKey = tuple[str, str, str]
"""("stations", kind, venue), ("seats", "", venue) or ("power", "", venue)."""


@dataclass(frozen=True, kw_only=True)
class Room:
    """Where a heat can be: at most ``most`` entries, starting at one of ``starts`` (slots)."""

    venue_id: str
    units: SupplyKey
    power: SupplyKey | None
    most: int
    starts: int


@dataclass(frozen=True, kw_only=True)
class ModuleFrame:
    """One module; lengths in slots. ``duty`` is competing and marking."""

    needs: ModuleNeeds
    trade_id: str
    stage_id: str
    rooms: tuple[Room, ...]
    setup: int
    minutes: int
    cleanup: int
    marking: int
    lead: int
    locks: dict[int, Lock]

    @property
    def duty(self) -> int:
        return self.minutes + self.marking

    @property
    def whole(self) -> int:
        """How long a heat keeps its workstations."""
        return self.setup + self.minutes + self.cleanup

    @property
    def recuses(self) -> bool:
        """Whether recusal applies: theory papers are marked under a code."""
        return self.needs.kind == "practical"

    def heat_id(self, number: int) -> str:
        return heat_id(self.trade_id, self.stage_id, self.needs.id, number)


@dataclass(frozen=True, kw_only=True)
class StageFrame:
    """``known``: the places are entries, not still unknown people."""

    places: tuple[str, ...]
    modules: tuple[ModuleFrame, ...]
    lag: int
    known: bool


@dataclass(frozen=True, kw_only=True)
class TradeFrame:
    """
    ``judges`` hold the certificate; ``barred``: the entries that each must not mark; ``wary``: how
    many entries have the same judges against them, by those judges.
    """

    id: str
    stages: tuple[StageFrame, ...]
    judges: tuple[str, ...]
    barred: dict[str, frozenset[str]]
    wary: dict[frozenset[str], int]
    shared_people: dict[str, tuple[str, ...]]


class Frame:
    """Everything that stays the same during a solve."""

    def __init__(self, problem: Problem) -> None:
        heats_only(problem)
        self.problem = problem
        self.grid = Grid(problem)
        self.units: dict[SupplyKey, int] = {}
        self.down: list[tuple[SupplyKey, Window]]
        for venue in problem.venues:
            self.units["seats", "", venue.id] = venue.seats
            if venue.power_kw is not None:
                self.units["power", "", venue.id] = venue.power_kw
        for (kind, venue_id), stations in problem.stations_of.items():
            self.units["stations", kind, venue_id] = len(stations)
        self._locks: dict[str, dict[int, Lock]] = {}
        for lock in problem.locked:
            if lock.starts_min is not None or lock.venue_id is not None:
                key, _, number = lock.heat_id.rpartition("/")
                kept = self._locks.setdefault(key, {}).get(int(number), lock)
                self._locks[key][int(number)] = Lock(
                    heat_id=lock.heat_id,
                    starts_min=lock.starts_min if kept.starts_min is None else kept.starts_min,
                    venue_id=kept.venue_id or lock.venue_id,
                )
        self.must_judge: dict[str, tuple[str, ...]] = {}
        self.must_sit: dict[str, tuple[str, ...]] = {}
        for lock in problem.locked:
            if lock.judge_id is not None:
                self.must_judge[lock.heat_id] = (
                    *self.must_judge.get(lock.heat_id, ()),
                    lock.judge_id,
                )
            if lock.entry_id is not None:
                self.must_sit[lock.entry_id] = (*self.must_sit.get(lock.entry_id, ()), lock.heat_id)
        trades_of: dict[str, set[str]] = {}
        for entry in problem.entries:
            for person in entry.person_ids:
                trades_of.setdefault(person, set()).add(entry.trade_id)
        self.two_trades = {
            person: trades for person, trades in trades_of.items() if len(trades) > 1
        }
        self.down = [
            (("stations", station.kind, station.venue_id), window)
            for station in problem.workstations
            for window in station.down
        ]
        self.down_keys = {key for key, _ in self.down}
        self.away = {
            (entry.trade_id, person): self.grid.union(entry.away)
            for entry in problem.entries
            for person in (entry.person_ids if entry.away else ())
        }
        self.entry_of = {(e.trade_id, p): e.id for e in problem.entries for p in e.person_ids}
        self.trades = {trade.id: self._trade(trade.id) for trade in problem.trades}

    def _trade(self, trade_id: str) -> TradeFrame:
        problem = self.problem
        entries = problem.entries_of[trade_id]
        judges = tuple(j.id for j in problem.judges if trade_id in j.certificates)
        barred: dict[str, set[str]] = {judge: set() for judge in judges}
        wary: dict[frozenset[str], int] = {}
        shared: dict[str, list[str]] = {}
        for entry in entries:
            against = problem.barred[entry.id].intersection(judges)
            if against:
                wary[against] = wary.get(against, 0) + 1
            for judge in against:
                barred[judge].add(entry.id)
            for person in entry.person_ids:
                for other in sorted(self.two_trades.get(person, set()) - {trade_id}):
                    shared.setdefault(other, []).append(person)
        stages = problem.trade_by_id[trade_id].stages
        return TradeFrame(
            id=trade_id,
            judges=judges,
            wary=wary,
            barred={judge: frozenset(found) for judge, found in barred.items()},
            shared_people={other: tuple(people) for other, people in shared.items()},
            stages=tuple(
                StageFrame(
                    places=problem.places(trade_id, stage.id),
                    known=stage is stages[0],
                    lag=self.grid.slots(stage.lag_min),
                    modules=tuple(
                        self._module(trade_id, stage.id, module) for module in stage.modules
                    ),
                )
                for stage in stages
            ),
        )

    def _module(self, trade_id: str, stage_id: str, module: ModuleNeeds) -> ModuleFrame:
        slots = self.grid.slots
        rooms: list[Room] = []
        closed = self.grid.union(self.problem.trade_by_id[trade_id].closed)
        keys: list[SupplyKey] = (
            [("seats", "", module.venue_id)]
            if module.venue_id is not None
            else [key for key in self.units if key[:2] == ("stations", module.workstation_kind)]
        )
        for key in keys:
            power: SupplyKey | None = ("power", "", key[2])
            supplied = self.units.get(("power", "", key[2]))
            most = min(self.units[key], module.heat_size or self.units[key])
            if supplied is None or module.power_kw == 0:
                power = None
            else:
                most = min(most, supplied // module.power_kw)
            if most:
                rooms.append(
                    Room(
                        venue_id=key[2],
                        units=key,
                        power=power,
                        most=most,
                        starts=self.grid.start_slots(module, key[2]) & ~closed,
                    )
                )
        return ModuleFrame(
            needs=module,
            trade_id=trade_id,
            stage_id=stage_id,
            rooms=tuple(rooms),
            setup=slots(module.setup_min),
            minutes=slots(module.minutes),
            cleanup=slots(module.cleanup_min),
            marking=slots(module.marking_min),
            lead=slots(module.lead_min),
            locks=self._locks.get(f"{trade_id}/{stage_id}/{module.id}", {}),
        )
