"""
Where a contest stands when something happens: what stays for certain, and what has to change.

```
amended problem and timetable  ->  state with all plans; gone, broken and overfull heats
```
"""

from __future__ import annotations

from scheduler.amend import Amended
from scheduler.changes import Changes
from scheduler.finish import planned
from scheduler.frame import Frame, SupplyKey
from scheduler.problem import module_key
from scheduler.state import Plan, Planned, State
from scheduler.timetable import Timetable


class World:
    """``soonest`` is the first slot at which somebody who is moved may start."""

    def __init__(self, amended: Amended, before: Timetable, changes: Changes) -> None:
        self.amended, self.changes = amended, changes
        self.frame = Frame(amended.problem)
        self.state = State(self.frame)
        slot = self.frame.grid.slot_min
        self.soonest = -(-changes.soonest_min // slot)
        for trade in self.frame.trades.values():
            self.state.put(
                Plan(
                    trade_id=trade.id,
                    stages=[
                        [planned(amended.timetable, module, self.frame) for module in stage.modules]
                        for stage in trade.stages
                    ],
                )
            )
        # Where everybody's work began before; a work that was cut off must begin anew anyway.
        self.began = {
            (a.entry_id, before.heat_by_id[a.heat_id].module_key): -1
            if (a.heat_id, a.entry_id) in amended.interrupted
            else before.heat_by_id[a.heat_id].starts_min // slot
            for a in before.assignments
        }
        self._placed = {entry for entry, _ in self.began}
        self.numbers: dict[str, int] = {}
        for heat in before.heats:
            self.numbers[heat.module_key] = max(self.numbers.get(heat.module_key, 0), heat.number)
        self.weight = {e.id: len(e.person_ids) for e in amended.problem.entries}

    def started(self, heat: Planned) -> bool:
        return heat.starts * self.frame.grid.slot_min < self.changes.now_min

    def placed(self, entry: str) -> bool:
        """Whether an entry had a place before, so that another one moves it."""
        return entry in self._placed

    def open_heats(self, trade_id: str) -> list[Planned]:
        """The trade's heats that have not started."""
        return [heat for heat in self.state.plans[trade_id].heats() if not self.started(heat)]

    def gone(self, heat: Planned) -> bool:
        """Whether a heat cannot start where and when it was to."""
        return not heat.room.starts >> heat.starts & 1

    def broken(self, heat: Planned) -> bool:
        """Whether some judge of its panel cannot come any more."""
        calendars = self.state.calendars
        return not all(calendars[j].there(heat.starts, heat.module.duty) for j in heat.judges)

    def absent(self, entry: str, heat: Planned) -> bool:
        """Whether the entry is away when the heat takes place."""
        trade_id, away = heat.module.trade_id, self.frame.away
        facts = self.frame.problem.entry_by_id.get(entry)
        people = facts.person_ids if facts is not None and away else ()
        return any(away.get((trade_id, p), 0) & heat.presence for p in people)

    def unplaced(self, trade_id: str) -> set[str]:
        """Entries that have no heat for some module: interrupted, or added."""
        found: set[str] = set()
        stage = self.frame.trades[trade_id].stages[0]
        for heats in self.state.plans[trade_id].stages[0]:
            seated = {who for heat in heats for who in heat.seated}
            found |= set(stage.places) - seated
        return found

    def displaced(self, trade_id: str) -> set[str]:
        """Entries that cannot stay where they are: unplaced, absent, or in a heat that is gone."""
        found = self.unplaced(trade_id)
        for heats in self.state.plans[trade_id].stages[0]:
            for heat in heats:
                if not self.started(heat):
                    gone = self.gone(heat)
                    found |= {who for who in heat.seated if gone or self.absent(who, heat)}
        return found

    def overfull(self) -> set[SupplyKey]:
        """Supplies of which more is taken at some time than there is."""
        found: set[SupplyKey] = set()
        for key in {key for key, _ in self.frame.down}:
            supply = self.state.supplies[key]
            starts = {taken[2] for taken in supply.taken}
            if any(
                sum(a for _, a, s, e in supply.taken if s <= at < e) > supply.units for at in starts
            ):
                found.add(key)
        return found

    def lacking(self, trade_id: str) -> bool:
        """Whether a later stage lost heats that had begun (they were cut off)."""
        trade, plan = self.frame.trades[trade_id], self.state.plans[trade_id]
        return any(
            sum(heat.size for heat in heats) < len(stage.places)
            for stage, rows in zip(trade.stages[1:], plan.stages[1:], strict=True)
            for heats in rows
        )

    def hit(self) -> list[str]:
        """The trades in which something has to change, in the order given."""
        overfull = self.overfull()
        found = []
        for trade_id in self.frame.trades:
            heats = self.open_heats(trade_id)
            if (
                self.displaced(trade_id)
                or self.lacking(trade_id)
                or any(self.gone(h) or self.broken(h) or h.room.units in overfull for h in heats)
            ):
                found.append(trade_id)
        return found

    def fresh_number(self, heat: Planned) -> int:
        """A heat number that was never used in this module."""
        m = heat.module
        key = module_key(m.trade_id, m.stage_id, m.needs.id)
        self.numbers[key] = self.numbers.get(key, 0) + 1
        return self.numbers[key]
