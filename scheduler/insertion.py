"""
One trade placed on what is left: a list schedule of its heats, each with a full panel.

```
what is left of seats, stations, power, judges   +   one trade   +   a style
        -> heats with start, venue, size and panel (all rules but the people's kept by construction)
```
Places are seated first in, first out: the first heat of a module takes places 1..s, and so on in
every module, so whoever gets a place later keeps the module order and his check-in times.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Literal

from scheduler.frame import ModuleFrame, Room, StageFrame
from scheduler.grid import first, runs, span
from scheduler.rows import pitch_of
from scheduler.sparing import spare
from scheduler.state import Plan, Planned, State

NEVER = 1 << 40


@dataclass(frozen=True, kw_only=True)
class Style:
    """
    How a trade is built. ``order``: whose heat next, the first module, the earliest start or the
    latest module; ``even``: heats of equal size rather than full ones; ``stay``: how much a panel
    is kept, against hours of a day that a judge has left; ``chance``: weight of chance in the
    choice of judges; ``split``: heats of a ``split``-th of the room, for those who cannot all come
    at once; ``sittings``: the same for theory papers only, so that work begins while others still
    sit; ``row``: the most heats of one entry that a panel takes back to back; ``shared``: against
    how many hours of a day that he has left a judge is spared for each certificate; ``parts``: how
    many quarters of a heat are tried where power keeps the whole of it waiting for longer than it
    lasts; ``spares``: whether rolling heats go to the trade's own judges as far as time allows.
    """

    order: Literal["wide", "early", "deep"] = "wide"
    even: bool = False
    stay: float = 0.5
    chance: float = 0.0
    split: int = 1
    sittings: int = 1
    row: int = 5
    shared: float = 0.5
    parts: tuple[int, ...] = ()
    spares: bool = True


def insert(state: State, trade_id: str, style: Style, rng: random.Random) -> Plan | None:
    """The trade's heats, taken from ``state``, not yet seated nor in ``state.plans``; or None."""
    trade = state.frame.trades[trade_id]
    plan = Plan(trade_id=trade_id)
    earliest = 0
    for stage in trade.stages:
        ready = earliest + stage.lag
        builder = StageBuilder(state, stage, ready, style, rng, firm=not stage.known)
        plan.stages.append(builder.heats)
        if not builder.build():
            state.release(plan)
            return None
        earliest = max(heat.starts + heat.module.duty for heats in builder.heats for heat in heats)
    if style.spares:
        spare(state, plan, style.row)
    return plan


class StageBuilder:
    """
    The heats of one stage, one after the other, taken from ``state``; see ``heats``. ``firm``: it
    may have the time of other trades' first heats, whose people then have to sit elsewhere.
    """

    def __init__(
        self,
        state: State,
        stage: StageFrame,
        earliest: int,
        style: Style,
        rng: random.Random,
        *,
        firm: bool = False,
    ) -> None:
        self.state, self.stage, self.earliest = state, stage, earliest
        self.style, self.rng = style, rng
        self.count = len(stage.places)
        self.trade = state.frame.trades[stage.modules[0].trade_id]
        self.heats: list[list[Planned]] = [[] for _ in stage.modules]
        self.ends: list[list[int]] = [[] for _ in stage.modules]  # by module and place
        # Places a judge has judged, and places open to those who have the same judges against them.
        self.judged: list[dict[str, int]] = [{} for _ in stage.modules]
        self.open: list[dict[frozenset[str], int]] = [{} for _ in stage.modules]
        judges = state.frame.problem.judge_by_id
        self.rarity = {
            judge: len(self.trade.barred[judge]) / 4
            + style.shared * len(judges[judge].certificates)
            for judge in self.trade.judges
        }
        self.against: dict[str, list[tuple[frozenset[str], int]]] = {}
        for against, entries in self.trade.wary.items():
            for judge in against:
                self.against.setdefault(judge, []).append((against, entries))
        self.pitch = [pitch_of(state.frame, module) for module in stage.modules]
        busy = state.commitments(self.trade, firm=firm)
        self.wanted = list(dict.fromkeys(busy.values()))
        self.busy = reduce(or_, self.wanted, 0)

    def build(self) -> bool:
        while any(len(ends) < self.count for ends in self.ends):
            following = self._following()
            if following is None:
                return False
            i, heat, panel = following
            self._add(i, [heat], panel)
            if heat.module.needs.heat_size == 1 and self.style.row > 1:
                self._extend(i, heat, panel)
        return True

    def _add(self, i: int, row: list[Planned], panel: tuple[str, ...]) -> None:
        self.state.take(*row)
        self.state.enlist_row(row, panel)
        self.heats[i].extend(row)
        size = row[0].size
        for heat in row:
            self.ends[i].extend([heat.ends] * size)
        for judge in panel:
            self.judged[i][judge] = self.judged[i].get(judge, 0) + size * len(row)
        for against in self.trade.wary:
            if against.isdisjoint(panel):
                self.open[i][against] = self.open[i].get(against, 0) + size * len(row)

    def _extend(self, i: int, heat: Planned, panel: tuple[str, ...]) -> None:
        """More heats of one entry back to back, on the same workstation, with the same panel."""
        module, frame = heat.module, self.state.frame
        left = self.count - len(self.ends[i])
        # What is left at the end is shared by all workstations.
        more = min(self.style.row - 1, left // frame.units[heat.room.units])
        if module.locks or frame.must_judge or more < 1:
            return
        slots = self._slots(i, heat.room, 1, 0)
        day = frame.grid.day_of[heat.starts]
        for judge in panel:
            calendar = self.state.calendars[judge]
            slots &= calendar.start_slots(module.duty)
            more = min(more, self._places(judge, i), calendar.left(day) // module.duty)
        block, at, pitch = len(self.heats[i]), heat.starts, self.pitch[i]
        row: list[Planned] = []
        for n in range(more):
            at += pitch
            if not (slots >> at & 1 and self._ready(i, n) <= at and frame.grid.day_of[at] == day):
                break
            after = Planned(
                module=module,
                number=block + 1 + n,
                room=heat.room,
                starts=at,
                size=1,
                block=block,
            )
            row.append(after)
        if row:
            heat.block = block
            self._add(i, row, panel)

    def _ready(self, i: int, further: int) -> int:
        """
        When the place ``further`` ones after the next has been through the module before, and
        checked in; or never.
        """
        done, before = len(self.ends[i]) + further, self.ends[i - 1]
        if i == 0:
            return self.earliest
        return before[done] + self.stage.modules[i].lead if done < len(before) else NEVER

    def _following(self) -> tuple[int, Planned, tuple[str, ...]] | None:
        """The heat to place now, with its module's number and panel; None if none can be."""
        numbers = range(len(self.stage.modules))
        best: tuple[int, Planned, tuple[str, ...]] | None = None
        for i in numbers if self.style.order == "wide" else reversed(numbers):
            found = self._next(i, self.stage.modules[i])
            if found is not None and (best is None or found[0].starts < best[1].starts):
                best = i, *found
            if best is not None and self.style.order != "early":
                break
        return best

    def _next(self, i: int, module: ModuleFrame) -> tuple[Planned, tuple[str, ...]] | None:
        """The next heat of module ``i`` in its best room, with its panel; None while impossible."""
        done, number = len(self.ends[i]), len(self.heats[i]) + 1
        best: tuple[Planned, tuple[str, ...]] | None = None
        lock = module.locks.get(number)
        for room in module.rooms if done < self.count else ():
            if lock is not None and lock.venue_id not in (None, room.venue_id):
                continue
            size = self._size(room, self.count - done)
            if i and len(self.ends[i - 1]) < done + size:
                continue
            if room.power is not None and size > 1:
                size = self._sooner(i, room, size, number)
            found = self._in_room(i, module, room, size, number)
            while found is None and size > 1 and room.units in self.state.frame.down_keys:
                size -= 1
                found = self._in_room(i, module, room, size, number)
            if found is not None and (best is None or found[0].starts < best[0].starts):
                best = found
        return best

    def _in_room(
        self, i: int, module: ModuleFrame, room: Room, size: int, number: int
    ) -> tuple[Planned, tuple[str, ...]] | None:
        slots = self._slots(i, room, size, number)
        heat = Planned(module=module, number=number, room=room, starts=0, size=size)
        return self._first_with_panel(i, heat, slots, self._all_ready(i, size))

    def _all_ready(self, i: int, size: int) -> int:
        """When the next ``size`` places have been through the module before, and checked in."""
        done = len(self.ends[i])
        if i == 0:
            return self.earliest
        return max(self.ends[i - 1][done : done + size]) + self.stage.modules[i].lead

    def _sooner(self, i: int, room: Room, size: int, number: int) -> int:
        """So many of a heat as begin so much sooner that they are done before all could begin."""
        ready, whole = self._all_ready(i, size), self.stage.modules[i].whole
        for part in self.style.parts:
            fewer = max(1, size * part // 4)
            at = first(self._slots(i, room, size, number), ready)
            sooner = first(self._slots(i, room, fewer, number), ready)
            if sooner is not None and (at is None or sooner + whole <= at):
                return fewer
        return size

    def _size(self, room: Room, left: int) -> int:
        split = self.style.split * (self.style.sittings if room.units[0] == "seats" else 1)
        most = max(1, -(-min(room.most, self.count) // split))
        heats = -(-left // most)
        return -(-left // heats) if self.style.even else min(left, most)

    def _slots(self, i: int, room: Room, size: int, number: int) -> int:
        """Starts at which room, power, locks and people of two trades allow the heat."""
        module = self.stage.modules[i]
        supply, whole = self.state.supplies, module.setup + module.minutes + module.cleanup
        slots = room.starts & runs(supply[room.units].free_slots(size), whole) << module.setup
        if room.power is not None:
            free = supply[room.power].free_slots(size * module.needs.power_kw)
            slots &= runs(free, module.minutes)
        if not self.stage.known:
            # Anybody may sit here: also those who are wanted by another trade.
            slots &= runs(~self.busy, module.lead + module.minutes) << module.lead
        elif len(self.ends[i]) + size == self.count:
            # Who is wanted elsewhere at all other heats of the module has to come to the last.
            for busy in self.wanted:
                if all(heat.presence & busy for heat in self.heats[i]):
                    slots &= runs(~busy, module.lead + module.minutes) << module.lead
        slot_min = self.state.frame.grid.slot_min
        for locked, lock in module.locks.items():
            if lock.starts_min is not None:
                at, odd = divmod(lock.starts_min, slot_min)
                if locked == number:
                    slots &= 0 if odd else 1 << at
                elif locked > number and lock.venue_id in (None, room.venue_id):
                    kept = span(at - module.setup, at + module.minutes + module.cleanup)
                    slots &= runs(~kept, whole) << module.setup
        return slots

    def _first_with_panel(
        self, i: int, heat: Planned, slots: int, ready: int
    ) -> tuple[Planned, tuple[str, ...]] | None:
        module, calendars = heat.module, self.state.calendars
        must = self.state.frame.must_judge.get(heat.id, ())
        judges = [j for j in self.trade.judges if self._places(j, i) >= heat.size or j in must]
        able = {j: calendars[j].start_slots(module.duty) for j in judges}
        levels = [slots] + [0] * module.needs.panel
        for judge in judges:
            for k in range(module.needs.panel, 0, -1):
                levels[k] |= levels[k - 1] & able[judge]
        slots = levels[-1]
        for judge in must:
            slots &= able.get(judge, 0)
        at = first(slots, ready)
        while at is not None:
            heat.starts = at
            here = [j for j in judges if able[j] >> at & 1]
            panel = self._panel(i, heat, here, must)
            if panel is not None:
                return heat, panel
            # Nothing changes until somebody comes who is not here now.
            others = reduce(or_, (able[j] for j in judges if j not in here), 0)
            at = first(slots & others, at + 1)
        return None

    def _places(self, judge: str, i: int) -> int:
        """
        How many more places of the module a judge may judge, so that enough stay free of him for
        those he must not mark.
        """
        left = self.count - len(self.ends[i])
        if not (self.stage.known and self.stage.modules[i].recuses):
            return left
        most = self.count - self.judged[i].get(judge, 0) - len(self.trade.barred[judge])
        for against, entries in self.against.get(judge, ()):
            most = min(most, self.open[i].get(against, 0) + left - entries)
        return most

    def _panel(
        self, i: int, heat: Planned, able: list[str], must: tuple[str, ...]
    ) -> tuple[str, ...] | None:
        """A panel of those able: few recusals and certificates, many hours left, the same again."""
        barred, calendars, style = self.trade.barred, self.state.calendars, self.style
        day = self.state.frame.grid.day_of[heat.starts]
        last = self.heats[i][-1].judges if self.heats[i] else ()
        recused = self.stage.known and heat.module.recuses
        hours = self.state.frame.grid.slot_min / 60

        def cost(judge: str) -> tuple[bool, float]:
            stay = style.stay if judge in last else 0.0
            chance = style.chance * self.rng.random() if style.chance else 0.0
            left = calendars[judge].left(day) * hours
            return judge not in must, self.rarity[judge] - left - stay + chance

        panel: list[str] = []
        out: frozenset[str] = frozenset()
        for judge in sorted(able, key=cost):
            fair = not recused or len(out | barred[judge]) <= self.count - heat.size
            if fair and len(panel) < heat.module.needs.panel:
                panel.append(judge)
                out |= barred[judge]
        whole = len(panel) == heat.module.needs.panel and set(must) <= set(panel)
        return tuple(panel) if whole else None
