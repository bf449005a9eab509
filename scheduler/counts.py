"""
Is there any timetable at all? Proofs by counting who starts when.

```
frame -> for each module, room and start: how many entries, in how many heats -> "none", or open
```
Workstations, seats, power, judges' presence and hours, the order of modules, pauses between stages
and locked starts are counted slot by slot; people of two trades and those who are away are followed
by name. Recusals and who exactly judges are left out. So every timetable obeys the model, whatever
the number of its heats: where the model has no solution there is no timetable.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any

from ortools.sat.python import cp_model

from scheduler.frame import Frame, ModuleFrame, Room, SupplyKey, TradeFrame
from scheduler.grid import span
from scheduler.resources import JudgeCalendar

LARGEST = 30_000  # starts; above it a proof would take too long


class Row:
    """The starts of one module in one room: how many entries and heats have started by when."""

    def __init__(self, model: cp_model.CpModel, module: ModuleFrame, room: Room, places: int):
        self.module, self.room = module, room
        self.starts = [s for s in range(room.starts.bit_length()) if room.starts >> s & 1]
        self.heats = [model.new_int_var(0, places, "") for _ in self.starts]
        self.through: list[Any] = [0]
        self.begun: list[Any] = [0]
        self.entries: list[Any] = []
        for heats in self.heats:
            through = model.new_int_var(0, places, "")
            begun = model.new_int_var(0, places, "")
            entries = through - self.through[-1]
            model.add(begun == self.begun[-1] + heats)
            model.add(entries <= room.most * heats)
            model.add(heats <= entries)
            self.entries.append(entries)
            self.through.append(through)
            self.begun.append(begun)

    def seated(self, slot: int) -> Any:
        """Entries that have started by a slot."""
        return self.through[bisect_right(self.starts, slot)]

    def held(self, slot: int, before: int, after: int) -> Any:
        """Entries whose stretch, so long before and after the start, holds a slot."""
        return self.seated(slot + before) - self.seated(slot - after)

    def judged(self, slot: int) -> Any:
        """Heats that are judged in a slot."""
        first = bisect_right(self.starts, slot - self.module.duty)
        return self.begun[bisect_right(self.starts, slot)] - self.begun[first]


def none_at_all(frame: Frame, effort: float, seed: int) -> bool:
    """Whether counting proves that there is no timetable; False proves nothing."""
    if _size(frame) > LARGEST:
        return False
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = effort
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    return bool(solver.solve(_Model(frame).model) == cp_model.INFEASIBLE)


def _size(frame: Frame) -> int:
    """How many starts there are to count."""
    return sum(
        room.starts.bit_count()
        for trade in frame.trades.values()
        for stage in trade.stages
        for module in stage.modules
        for room in module.rooms
    )


class _Model:
    def __init__(self, frame: Frame) -> None:
        self.frame, self.model = frame, cp_model.CpModel()
        self.rows: list[Row] = []
        self.stays: dict[str, list[tuple[int, int, cp_model.IntVar]]] = {}
        for trade in frame.trades.values():
            self._trade(trade)
        for key, units in frame.units.items():
            self._supply(key, units)
        for stays in self.stays.values():
            for at in sorted({start for start, _, _ in stays}):
                self.model.add(sum(x for s, e, x in stays if s <= at < e) <= 1)
        for trade_id in frame.trades:
            self._judges([trade_id])
        if len(frame.trades) > 1:
            self._judges(list(frame.trades))

    def _trade(self, trade: TradeFrame) -> None:
        marked: cp_model.IntVar | None = None
        for stage in trade.stages:
            end = self.model.new_int_var(0, 2 * self.frame.grid.end, "")
            before: list[Row] = []
            for module in stage.modules:
                rows = [Row(self.model, module, r, len(stage.places)) for r in module.rooms]
                self.rows += rows
                self.model.add(sum(row.through[-1] for row in rows) == len(stage.places))
                self._locks(module, rows)
                for row in rows:
                    self._waits(row, marked, stage.lag, end)
                gap = before[0].module.minutes + module.lead if before else 0
                for at in sorted({at for row in rows for at in row.starts}) if before else ():
                    done = sum(row.seated(at - gap) for row in before)
                    self.model.add(sum(row.seated(at) for row in rows) <= done)
                if stage.known:
                    self._people(trade, rows)
                before = rows
            marked = end

    def _waits(
        self, row: Row, marked: cp_model.IntVar | None, lag: int, end: cp_model.IntVar
    ) -> None:
        """A stage ends after its marking, and the next one waits for it and the lag."""
        for at, heats in zip(row.starts, row.heats, strict=True):
            used = self.model.new_bool_var("")
            self.model.add(heats == 0).only_enforce_if(~used)
            self.model.add(end >= at + row.module.duty).only_enforce_if(used)
            if marked is not None:
                self.model.add(marked + lag <= at).only_enforce_if(used)

    def _locks(self, module: ModuleFrame, rows: list[Row]) -> None:
        slot = self.frame.grid.slot_min
        for lock in module.locks.values():
            if lock.starts_min is not None:
                here = [
                    heats
                    for row in rows
                    for at, heats in zip(row.starts, row.heats, strict=True)
                    if at * slot == lock.starts_min
                ]
                self.model.add(sum(here) >= 1)

    def _people(self, trade: TradeFrame, rows: list[Row]) -> None:
        """Those in two trades or away for a while: where each of them starts."""
        away = self.frame.away
        named = set(self.frame.two_trades) | {person for _, person in away}
        for person in sorted(p for p in named if (trade.id, p) in self.frame.entry_of):
            choice = []
            for row in rows:
                for at, entries in zip(row.starts, row.entries, strict=True):
                    first, last = at - row.module.lead, at + row.module.minutes
                    if not span(first, last) & away.get((trade.id, person), 0):
                        here = self.model.new_bool_var("")
                        self.model.add(here <= entries)
                        choice.append(here)
                        self.stays.setdefault(person, []).append((first, last, here))
            self.model.add_exactly_one(choice)

    def _supply(self, key: SupplyKey, units: int) -> None:
        """What is held at once is no more than there is."""
        slots = self.frame.grid.slots
        down = [(slots(w.starts_min), slots(w.ends_min)) for k, w in self.frame.down if k == key]
        taking = [
            (row, row.module.setup, row.module.minutes + row.module.cleanup, 1)
            for row in self.rows
            if row.room.units == key
        ] + [
            (row, 0, row.module.minutes, row.module.needs.power_kw)
            for row in self.rows
            if row.room.power == key
        ]
        points = {at - before for row, before, _, _ in taking for at in row.starts}
        for at in sorted(points | {starts for starts, _ in down if taking}):
            free = units - sum(s <= at < e for s, e in down)
            held = [amount * row.held(at, before, after) for row, before, after, amount in taking]
            self.model.add(sum(held) <= free)

    def _judges(self, trades: list[str]) -> None:
        """Heats at once need no more judges than are there, those of a day no more hours."""
        frame, grid = self.frame, self.frame.grid
        names = {judge for trade_id in trades for judge in frame.trades[trade_id].judges}
        calendars = [JudgeCalendar(frame.problem.judge_by_id[j], grid) for j in sorted(names)]
        rows = [r for r in self.rows if r.module.trade_id in trades and r.module.needs.panel]
        for at in sorted({at for row in rows for at in row.starts}):
            here = [row.module.needs.panel * row.judged(at) for row in rows]
            self.model.add(sum(here) <= sum(c.free >> at & 1 for c in calendars))
        for day, inside in enumerate(grid.days):
            # Marking may go on after the contest's hours.
            whole = inside | inside << max((row.module.duty for row in rows), default=0)
            hours = sum(min(c.left(day), (c.free & whole).bit_count()) for c in calendars)
            work = []
            for row in rows:
                first = bisect_left(row.starts, (inside & -inside).bit_length() - 1)
                last = bisect_left(row.starts, inside.bit_length())
                heats = row.begun[last] - row.begun[first]
                work.append(row.module.needs.panel * row.module.duty * heats)
            self.model.add(sum(work) <= hours)
