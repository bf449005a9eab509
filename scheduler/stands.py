"""
Workstations after a change: whoever can keep his keeps it, the others take what is free.

```
heats and who sits in them, where everybody stood before  ->  a workstation each; or "too tight"
```
"""

from __future__ import annotations

from scheduler.frame import SupplyKey
from scheduler.state import Planned
from scheduler.timetable import Timetable
from scheduler.world import World

Seat = tuple[str, str]
"""Heat id and entry id."""
Stretch = tuple[int, int]


def stands(world: World, before: Timetable) -> dict[Seat, str] | None:
    """A workstation or seat label for everybody; None if somebody finds none."""
    heats = [heat for plan in world.state.plans.values() for heat in plan.heats()]
    by_key: dict[SupplyKey, list[Planned]] = {}
    for heat in heats:
        by_key.setdefault(heat.room.units, []).append(heat)
    old = {(a.heat_id, a.entry_id): a.workstation_id for a in before.assignments}
    times = {h.id: (h.starts_min // world.frame.grid.slot_min, h.venue_id) for h in before.heats}
    found: dict[Seat, str] = {}
    for key, here in by_key.items():
        here.sort(key=lambda h: (h.starts - h.module.setup, h.id))
        placed = _Floor(world, key).place(here, old, times)
        if placed is None:
            return None
        found.update(placed)
    return found


class _Floor:
    """The workstations of one kind in one venue, or the seats of a hall."""

    def __init__(self, world: World, key: SupplyKey) -> None:
        self.world, self.key = world, key
        problem = world.frame.problem
        self.labels: list[str] = []
        if key[0] == "stations":
            self.labels = [s.id for s in problem.stations_of[key[1], key[2]]]
        else:
            self.labels = [str(n + 1) for n in range(world.frame.units[key])]

    def place(
        self, heats: list[Planned], old: dict[Seat, str], times: dict[str, tuple[int, str]]
    ) -> dict[Seat, str] | None:
        locked = {
            (lock.heat_id, lock.entry_id or ""): lock.workstation_id
            for lock in self.world.frame.problem.locked
            if lock.workstation_id
        }
        usual: dict[Seat, str] = {}
        firm: dict[Seat, str] = {}
        for heat in heats:
            name, started = heat.id, self.world.started(heat)
            same = times.get(name) == (heat.starts, heat.room.venue_id)
            for entry in heat.seated:
                seat = name, entry
                if same and seat in old:
                    usual[seat] = old[seat]
                if started or seat in locked:
                    firm[seat] = locked.get(seat) or old.get(seat, "")
        kept = self._fill(heats, {**usual, **firm}, {})
        return kept if kept is not None else self._fill(heats, firm, usual)

    def _fill(
        self, heats: list[Planned], firm: dict[Seat, str], wish: dict[Seat, str]
    ) -> dict[Seat, str] | None:
        used: dict[str, list[Stretch]] = {label: [] for label in self.labels}
        problem, slots = self.world.frame.problem, self.world.frame.grid.slots
        for label in self.labels if self.key[0] == "stations" else ():
            for window in problem.workstation_by_id[label].down:
                used[label].append((slots(window.starts_min), slots(window.ends_min)))
        found: dict[Seat, str] = {}
        rest: list[tuple[Planned, str, Stretch]] = []
        for heat in heats:
            stretch = heat.starts - heat.module.setup, heat.ends + heat.module.cleanup
            name, started = heat.id, self.world.started(heat)
            for entry in heat.seated:
                own = firm.get((name, entry), "")
                if own and (started or _free(used[own], stretch)):
                    found[name, entry] = own
                    used[own].append(stretch)
                else:
                    rest.append((heat, entry, stretch))
        for heat, entry, stretch in rest:
            free = [label for label in self.labels if _free(used[label], stretch)]
            if not free:
                return None
            wanted = wish.get((heat.id, entry), "")
            # The tightest fit leaves the long stretches to those who come later.
            station = wanted if wanted in free else min(free, key=lambda f: _gap(used[f], stretch))
            found[heat.id, entry] = station
            used[station].append(stretch)
        return found


def _free(taken: list[Stretch], stretch: Stretch) -> bool:
    return all(e <= stretch[0] or stretch[1] <= s for s, e in taken)


def _gap(taken: list[Stretch], stretch: Stretch) -> int:
    """Idle slots between this stretch and the next one on the workstation."""
    return min((s - stretch[1] for s, _ in taken if s >= stretch[1]), default=1 << 20)
