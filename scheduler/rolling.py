"""
Rolling starts as the solver sees them: everyone begins alone, as soon as a place is free.

A *run* is one entry doing one module, once, in one of several *ways*: at some place of a pool, for
so long. A *pool* holds the places that nothing tells apart, so that who stands where within it is
settled afterwards. Numbers are slots, sets of slots are bits (``scheduler.grid``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from scheduler.grid import Grid, runs
from scheduler.parts import ModuleNeeds, StageNeeds, TradeNeeds
from scheduler.places import Window
from scheduler.problem import Problem, heat_id, module_key
from scheduler.rolling_scope import Sentence, shared, stages_of

Plan = tuple[tuple[int, int], ...]
"""For every run: which of its ways, and the slot at which it starts."""


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Interchangeable workstations, or seats of a hall, by what an assignment calls them."""

    venue_id: str
    places: tuple[str, ...]
    down: tuple[Window, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Way:
    """At a place of ``pool`` for ``lasts`` slots, starting at one of ``starts``."""

    pool: int
    lasts: int
    starts: int


@dataclass(frozen=True, kw_only=True)
class Run:
    """``heat`` is the heat that it becomes, ``people`` whose time it takes."""

    trade_id: str
    module: ModuleNeeds
    heat: str
    entry_id: str
    people: tuple[str, ...]
    ways: tuple[Way, ...]
    setup: int
    cleanup: int
    lead: int
    marking: int
    judges: tuple[str, ...]

    @property
    def shortest(self) -> int:
        return min(way.lasts for way in self.ways)


class Rolling:
    """
    Everything that stays the same during a solve.

    ``chains`` are runs that follow one another; of ``crowds`` one is done at a time, by somebody
    whose order is free or who is entered twice; ``stages`` are the runs of each trade, stage by
    stage, with the lag before each.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem, self.grid = problem, Grid(problem)
        self.pools: list[Pool] = []
        self._ways: dict[str, list[tuple[int, int]]] = {}
        self._kept: dict[tuple[int, ...], int] = {}
        self._make_pools()
        self.runs: list[Run] = []
        self.chains: list[tuple[int, ...]] = []
        self.crowds: list[tuple[int, ...]] = []
        self.stages: dict[str, list[tuple[int, tuple[int, ...]]]] = {}
        by_person: dict[str, list[int]] = {}
        for trade, stage in stages_of(problem):
            of_stage: list[int] = []
            for number, who in enumerate(problem.places(trade.id, stage.id), 1):
                begun = len(self.runs)
                self.runs.extend(self._run(trade, stage, m, who, number) for m in stage.modules)
                own = tuple(range(begun, len(self.runs)))
                (self.chains if stage.order == "fixed" else self.crowds).append(own)
                of_stage.extend(own)
                for run in own:
                    for person in self.runs[run].people:
                        by_person.setdefault(person, []).append(run)
            lag = self.grid.slots(stage.lag_min)
            self.stages.setdefault(trade.id, []).append((lag, tuple(of_stage)))
        self.crowds.extend(tuple(by_person[person]) for person in sorted(shared(problem)))

    def _make_pools(self) -> None:
        """Workstations with the same venue, hours and uses are one pool; so are a hall's seats."""
        uses: dict[str, list[tuple[str, int]]] = {s.id: [] for s in self.problem.workstations}
        halls: dict[str, int] = {}
        for trade, stage in stages_of(self.problem):
            for module in stage.modules:
                key = module_key(trade.id, stage.id, module.id)
                self._ways[key] = []
                if module.venue_id is not None:
                    halls[module.venue_id] = halls.get(module.venue_id, 0) + stage.places
                named = {s.workstation_id for s in module.stations}
                for station in self.problem.workstations:
                    if station.id in named or station.kind == module.workstation_kind:
                        uses[station.id].append((key, module.minutes_at(station.id)))
        alike: dict[tuple[str, tuple[Window, ...], tuple[tuple[str, int], ...]], list[str]] = {}
        for station in self.problem.workstations:
            if uses[station.id]:
                sign = (station.venue_id, station.down, tuple(uses[station.id]))
                alike.setdefault(sign, []).append(station.id)
        for (venue_id, down, served), places in alike.items():
            for key, minutes in served:
                self._ways[key].append((len(self.pools), minutes))
            self.pools.append(Pool(venue_id=venue_id, places=tuple(places), down=down))
        for venue_id, most in halls.items():
            seats = min(most, self.problem.venue_by_id[venue_id].seats)
            for key, module in self.problem.module_by_key.items():
                if module.venue_id == venue_id and seats:
                    self._ways[key].append((len(self.pools), module.minutes))
            labels = tuple(str(n + 1) for n in range(seats))
            self.pools.append(Pool(venue_id=venue_id, places=labels))

    def _run(
        self, trade: TradeNeeds, stage: StageNeeds, module: ModuleNeeds, who: str, number: int
    ) -> Run:
        slots = self.grid.slots
        entry = self.problem.entry_by_id.get(who)
        lead = slots(module.lead_min)
        away = self.grid.union(entry.away) if entry is not None else 0
        closed = self.grid.union(trade.closed)
        barred = self.problem.barred.get(who, frozenset()) if module.kind == "practical" else ()
        ways = []
        for pool, minutes in self._ways[module_key(trade.id, stage.id, module.id)]:
            lasts = slots(minutes)
            starts = self._starts(module, pool, minutes)
            if closed or away:
                starts &= ~closed & (runs(~away, lead + lasts) << lead)
            if starts:
                ways.append(Way(pool=pool, lasts=lasts, starts=starts))
        return Run(
            trade_id=trade.id,
            module=module,
            heat=heat_id(trade.id, stage.id, module.id, number),
            entry_id=who,
            people=entry.person_ids if entry is not None else (),
            ways=tuple(ways),
            setup=slots(module.setup_min),
            cleanup=slots(module.cleanup_min),
            lead=lead,
            marking=slots(module.marking_min),
            judges=tuple(
                judge.id
                for judge in (self.problem.judges if module.panel else ())
                if trade.id in judge.certificates and judge.id not in barred
            ),
        )

    def _starts(self, module: ModuleNeeds, pool: int, minutes: int) -> int:
        """Starts in open hours at which no place of the pool is down, clean-up included."""
        slots, held = self.grid.slots, self.pools[pool]
        setup, cleanup = slots(module.setup_min), slots(module.cleanup_min)
        key = (pool, minutes, setup, cleanup, module.lead_min)
        if key not in self._kept:
            up = runs(~self.grid.union(held.down), setup + slots(minutes) + cleanup) << setup
            self._kept[key] = self.grid.start_slots(module, held.venue_id, minutes) & up
        return self._kept[key]

    def impossible(self) -> Iterator[Sentence]:
        """Runs that fit nowhere, or that too few judges may mark: each a proof."""
        told: set[str] = set()
        for run in self.runs:
            key = run.heat.rpartition("/")[0]
            name = f"{self.problem.trade_by_id[run.trade_id].name} {key.partition('/')[2]}"
            if not run.ways and key not in told:
                told.add(key)
                yield (
                    f"{name}：没有可用的工位或座位，或没有一段开放时间容得下它（{run.entry_id}）。",
                    f"{name}: no place is there for it, or no opening hours hold it "
                    f"({run.entry_id}).",
                )
            elif len(run.judges) < run.module.panel and key not in told:
                told.add(key)
                yield (
                    f"{name}：每次需 {run.module.panel} 名裁判，能评判 {run.entry_id} 的只有 "
                    f"{len(run.judges)} 名。",
                    f"{name}: a panel needs {run.module.panel}, and {len(run.judges)} may mark "
                    f"{run.entry_id}.",
                )

    def room(self) -> tuple[list[int], list[int]]:
        """The least before and the least from the start of each run on, in its chain."""
        heads = [0] * len(self.runs)
        tails = [run.shortest for run in self.runs]
        for chain in self.chains:
            for before, after in pairwise(chain):
                lead = self.runs[after].lead
                heads[after] = heads[before] + self.runs[before].shortest + lead
            for after, before in pairwise(reversed(chain)):
                tails[before] += tails[after] + self.runs[after].lead
        return heads, tails

    def busiest(self) -> int:
        """The earliest end of all work that can be done in one pool only (slots)."""
        heads, tails = self.room()
        opens = (self.grid.open & -self.grid.open).bit_length() - 1
        ends = [0]
        for number, pool in enumerate(self.pools):
            own = [
                n
                for n, run in enumerate(self.runs)
                if len(run.ways) == 1 and run.ways[0].pool == number
            ]
            if own:
                work = -(-sum(self.runs[n].shortest for n in own) // len(pool.places))
                behind = min(tails[n] - self.runs[n].shortest for n in own)
                ends.append(opens + min(heads[n] for n in own) + work + behind)
        return max(ends)

    def finishes(self, plan: Plan) -> list[int]:
        """The end of each trade, in slots."""
        ends: dict[str, int] = {}
        for run, (way, start) in zip(self.runs, plan, strict=True):
            ends[run.trade_id] = max(ends.get(run.trade_id, 0), start + run.ways[way].lasts)
        return list(ends.values())
