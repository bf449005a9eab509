"""
Those who must move are seated again one after the other, without a solver, and judges who cannot
come are replaced by others who are free.

```
world, a trade, its movers  ->  its plan mended in the world's state; or no, and nothing changed
```
Nobody else moves. So where it works and the movers are as few as the bound says, nothing is better;
and it takes milliseconds where a model of many movers takes seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Literal

from scheduler.frame import ModuleFrame, Room
from scheduler.grid import at_least, first, runs, span
from scheduler.lifting import lift
from scheduler.people import wanted
from scheduler.standins import StandIns
from scheduler.state import Plan, Planned
from scheduler.world import World

Manner = Literal["after", "joining", "soon"]
"""Rather not before one's old start; the same, and rather with others than soon; soon."""
MANNERS: tuple[Manner, ...] = ("after", "joining", "soon")


def seat_again(
    world: World,
    trade_id: str,
    movers: frozenset[str],
    *,
    finals: bool,
    clear: bool = False,
    turns: Mapping[str, float] = MappingProxyType({}),
) -> bool:
    """
    Whether every mover has a place again; with ``finals`` later stages stand aside. With ``clear``
    a heat for which no whole panel is found is given up, and who sits in it moves too. ``turns``:
    by how many slots somebody's turn comes later than his old start would have it.
    """
    plan = world.state.plans[trade_id]
    for manner in MANNERS:
        out, more = movers, True
        while more:
            world.state.remove(trade_id)
            turn = _Turn(world, plan, out, finals, manner, turns)
            alone = turn.panels()
            if not alone and turn.people():
                turn.finish()
                return True
            turn.standins.undo()
            world.state.remove(trade_id)
            world.state.put(plan)
            # One heat less at a time: its judges may be all that the others want.
            further = min((turn.known(heat) for heat in alone), key=len) if clear and alone else out
            more = not further <= out
            out |= further
    return False


class _Turn:
    """One try; the trade's plan without the movers is in the world's state from the beginning."""

    def __init__(
        self,
        world: World,
        plan: Plan,
        movers: frozenset[str],
        finals: bool,
        manner: Manner,
        turns: Mapping[str, float],
    ) -> None:
        self.world, self.state, self.manner = world, world.state, manner
        self.trade = world.frame.trades[plan.trade_id]
        self.modules = self.trade.stages[0].modules
        self.plan = lift(world, plan, movers, finals=finals)
        self.state.put(self.plan)
        self.standins = StandIns(world)
        self.done = {
            (entry, i): heat.ends
            for i, heats in enumerate(plan.stages[0])
            for heat in heats
            if world.started(heat)
            for entry in heat.seated
        }
        self.began = {
            (entry, i): world.began[entry, key]
            for i, m in enumerate(self.modules)
            for key in [f"{m.trade_id}/{m.stage_id}/{m.needs.id}"]
            for entry in movers
            if (entry, key) in world.began
        }
        later = [h.starts for rows in self.plan.stages[1:2] for heats in rows for h in heats]
        self.deadline = min(later) - self.trade.stages[1].lag if later else 2 * world.frame.grid.end
        self.waiting = sorted(
            movers, key=lambda entry: (self._order(entry) + turns.get(entry, 0), entry)
        )
        self.busy = wanted(world.frame, self.trade, self.state.commitments(self.trade))

    def _order(self, entry: str) -> int:
        """When the first open work of an entry was to begin."""
        numbers = range(len(self.modules))
        open_ = [self.began.get((entry, i), 0) for i in numbers if (entry, i) not in self.done]
        return min(open_, default=0)

    def panels(self) -> list[Planned]:
        """The heats for which no whole panel is found."""
        heats = [heat for heat in self.plan.heats() if not self.world.started(heat)]
        broken = [heat for heat in heats if self.world.broken(heat)]
        return [heat for heat in broken if not self.standins.mend(heat)]

    def known(self, heat: Planned) -> frozenset[str]:
        """Who sits in a heat, where that is known."""
        return frozenset(heat.seated) & set(self.trade.stages[0].places)

    def _able(self, heat: Planned) -> list[str]:
        """Judges who are free for a heat, those whom the other movers need least first."""
        frame, calendars, module = self.world.frame, self.state.calendars, heat.module
        day = frame.grid.day_of[heat.starts]
        barred = self.trade.barred if module.recuses else {}
        waiting = set(self.waiting)
        able = [
            j for j in self.trade.judges if calendars[j].start_slots(module.duty) >> heat.starts & 1
        ]
        return sorted(
            able,
            key=lambda j: (
                len(barred.get(j, frozenset()) & waiting),
                len(frame.problem.judge_by_id[j].certificates),
                -calendars[j].left(day),
            ),
        )

    def people(self) -> bool:
        while self.waiting:
            if not self._seat(self.waiting[0]):
                return False
            del self.waiting[0]
        return True

    def _seat(self, entry: str) -> bool:
        ready = 0
        for i, module in enumerate(self.modules):
            ends = self.done.get((entry, i))
            if ends is None:
                heat = self._place(entry, i, module, ready + module.lead if i else 0)
                if heat is None:
                    return False
                ends = heat.ends
            ready = ends
        return True

    def _place(self, entry: str, i: int, module: ModuleFrame, ready: int) -> Planned | None:
        """The heat that the entry takes, joined or opened: rather at his old start than at any."""
        began = self.began.get((entry, i), -1)
        old = 1 << began if began >= 0 else 0
        slots = self._slots(entry, module)
        slots = slots & old | slots >> self.world.soonest << self.world.soonest
        slots = slots >> ready << ready
        later = slots >> max(0, began) << max(0, began) if self.manner != "soon" else 0
        for some in (slots & old, later, slots):
            joined = self._joined(entry, i, some)
            fresh = self._opened(entry, i, some)
            if joined is not None and (
                fresh is None or self.manner == "joining" or joined.starts <= fresh.starts
            ):
                joined.seated += (entry,)
                self._take_one(joined)
                return joined
            if fresh is not None:
                self.state.take(fresh)
                self.state.enlist(fresh, fresh.judges)
                self.plan.stages[0][i].append(fresh)
                return fresh
        return None

    def _slots(self, entry: str, module: ModuleFrame) -> int:
        """When the entry may start: not wanted elsewhere, marked before the next stage."""
        free = runs(~self.busy.get(entry, 0), module.lead + module.minutes) << module.lead
        return free & span(0, self.deadline - module.duty + 1)

    def _joined(self, entry: str, i: int, slots: int) -> Planned | None:
        """The first heat with a seat for the entry."""
        barred = self.world.frame.problem.barred[entry]
        must = self._locked(entry, i)
        return min(
            (
                heat
                for heat in self.plan.stages[0][i]
                if slots >> heat.starts & 1
                and not self.world.started(heat)
                and len(heat.seated) < heat.room.most
                and not (heat.module.recuses and barred & set(heat.judges))
                and must in (None, heat.id)
                and self._room(heat.module, heat.room, 1) >> heat.starts & 1
            ),
            key=lambda heat: heat.starts,
            default=None,
        )

    def _locked(self, entry: str, i: int) -> str | None:
        """The heat of a module in which the entry has to sit."""
        key = self.modules[i].heat_id(0).rpartition("/")[0]
        locks = self.world.frame.must_sit.get(entry, ())
        return next((lock for lock in locks if lock.rpartition("/")[0] == key), None)

    def _room(self, module: ModuleFrame, room: Room, size: int) -> int:
        """Starts at which a room has workstations and power for so many."""
        supplies = self.state.supplies
        slots = (
            room.starts & runs(supplies[room.units].free_slots(size), module.whole) << module.setup
        )
        if room.power is not None:
            power = supplies[room.power].free_slots(size * module.needs.power_kw)
            slots &= runs(power, module.minutes)
        return slots

    def _opened(self, entry: str, i: int, slots: int) -> Planned | None:
        """A new heat as early as can be; for others who wait too, if it begins not much later."""
        module, best = self.modules[i], None
        if not slots or self._locked(entry, i) is not None:
            return None
        barred = self.world.frame.problem.barred[entry] if module.recuses else ()
        able = [
            self.state.calendars[judge].start_slots(module.duty)
            for judge in (self.trade.judges if module.needs.panel else ())
            if judge not in barred
        ]
        slots &= at_least(able, module.needs.panel)[-1]
        many = sum((who, i) not in self.done for who in self.waiting)
        for room in module.rooms:
            size = min(room.most, many)
            while size:
                at = first(slots & self._room(module, room, size))
                if at is not None and (best is None or at + module.whole <= best.starts):
                    best = Planned(
                        module=module, number=0, room=room, starts=at, size=1, seated=(entry,)
                    )
                size //= 2
        if best is not None:
            best.number = self.world.fresh_number(best)
            best.judges = tuple(j for j in self._able(best) if j not in barred)[
                : module.needs.panel
            ]
        return best

    def _take_one(self, heat: Planned) -> None:
        """One more workstation or seat, with its power, for a heat that is there."""
        self.state.take(replace(heat, size=1, judges=()))

    def finish(self) -> None:
        """Sizes and order as they are now, taken anew."""
        self.world.state.remove(self.trade.id)
        for heats in self.plan.stages[0]:
            for heat in heats:
                heat.size = len(heat.seated)
            heats.sort(key=lambda heat: heat.number)
        self.state.put(self.plan)
