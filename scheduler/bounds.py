"""
What no timetable can beat: the earliest end of each trade if the contest were its alone.

```
one trade, all its rooms and all judges who hold its certificate, free  ->  earliest end, or never
```
Each bound leaves something out, so all hold for every timetable; the latest of them counts.
*chain*: one entry goes through all modules. *rooms*: all entries go through one module, the
first as early as the modules before allow, the last with the modules after still to come.
*judges*: the panels' minutes fit into the judges' days.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Literal

from scheduler.frame import Frame, ModuleFrame, StageFrame, TradeFrame
from scheduler.grid import Grid, at_least, first
from scheduler.resources import JudgeCalendar

Reason = Literal["chain", "rooms", "judges"]


@dataclass(frozen=True, kw_only=True)
class TradeBound:
    """
    The earliest end of the last heat, ``ends``, and of its marking, ``marked``, in slots; None:
    never. Then what holds it up: stage, module and reason.
    """

    ends: int | None
    marked: int = 0
    stage_id: str = ""
    module_id: str = ""
    reason: Reason = "chain"


def trade_bound(frame: Frame, trade: TradeFrame) -> TradeBound:
    """The bound of one trade through all its stages; that of the stage which cannot end, if one."""
    earliest, bound = 0, TradeBound(ends=0)
    for stage in trade.stages:
        bound = _StageBound(frame, trade, stage, earliest + stage.lag).bound()
        if bound.ends is None:
            break
        earliest = bound.marked
    return bound


def panel_starts(frame: Frame, trade: TradeFrame, module: ModuleFrame) -> int:
    """Where a heat may start in some room with some panel."""
    able = [calendar.start_slots(module.duty) for calendar in _calendars(frame, trade)]
    panel = at_least(able, module.needs.panel)[module.needs.panel]
    return panel & reduce(or_, (room.starts for room in module.rooms), 0)


def _calendars(frame: Frame, trade: TradeFrame) -> list[JudgeCalendar]:
    return [JudgeCalendar(frame.problem.judge_by_id[j], frame.grid) for j in trade.judges]


class _StageBound:
    def __init__(self, frame: Frame, trade: TradeFrame, stage: StageFrame, earliest: int) -> None:
        self.frame, self.stage, self.earliest = frame, stage, earliest
        self.calendars = _calendars(frame, trade)
        self.starts = [panel_starts(frame, trade, module) for module in stage.modules]

    def bound(self) -> TradeBound:
        """The latest of all bounds; the first that can never end, if there is one."""
        found: list[TradeBound] = []
        ready: int | None = self.earliest
        for i, module in enumerate(self.stage.modules):
            one = self._through(i, ready)
            found.append(self._ending(i, one, "chain"))
            found.append(
                self._ending(
                    i, self._rooms(i, ready + module.lead if i and ready else ready), "rooms"
                )
            )
            ready = one
        found.append(self._judges())
        never = [bound for bound in found if bound.ends is None]
        return never[0] if never else max(found, key=lambda bound: (bound.ends or 0, bound.marked))

    def _through(self, i: int, ready: int | None) -> int | None:
        """The end of module ``i`` for one entry that is done with the ones before at ``ready``."""
        if ready is None:
            return None
        module = self.stage.modules[i]
        at = first(self.starts[i], ready + module.lead if i else ready)
        return None if at is None else at + module.minutes

    def _ending(self, i: int, done: int | None, reason: Reason) -> TradeBound:
        """The bound of the stage when nobody is through module ``i`` before ``done``."""
        module, last = self.stage.modules[i], self.stage.modules[-1]
        end = done
        for later in range(i + 1, len(self.stage.modules)):
            end = self._through(later, end)
        marked = max((done or 0) + module.marking, (end or 0) + last.marking)
        return TradeBound(
            ends=end,
            marked=marked,
            stage_id=module.stage_id,
            module_id=module.needs.id,
            reason=reason,
        )

    def _rooms(self, i: int, ready: int | None) -> int | None:
        """When the last of all entries can be through module ``i``, its rooms never idle."""
        ends = [self._through_rooms(i, ready, powered) for powered in (False, True)]
        return None if None in ends else max(end for end in ends if end is not None)

    def _through_rooms(self, i: int, ready: int | None, powered: bool) -> int | None:
        """The same by workstations; or, if ``powered``, by power, which needs no set-up between."""
        module = self.stage.modules[i]
        rounds: list[tuple[int, int]] = []
        for room in module.rooms:
            units, whole = self.frame.units[room.units], module.whole
            if room.power is not None and powered:
                units, whole = self.frame.units[room.power] // module.needs.power_kw, module.minutes
            at = None if ready is None else first(room.starts & self.starts[i], ready)
            while at is not None:
                rounds.append((at + module.minutes, units))
                at = first(room.starts & self.starts[i], at + whole)
        through = 0
        for end, units in sorted(rounds):
            through += units
            if through >= len(self.stage.places):
                return end
        return None

    def _judges(self) -> TradeBound:
        """When the judges' days can hold all panels, in as few heats as the rooms allow."""
        judged = [m for m in self.stage.modules if m.needs.panel and m.rooms]
        work, region = 0, 0
        for i, module in enumerate(self.stage.modules):
            if module in judged:
                heats = -(-len(self.stage.places) // max(room.most for room in module.rooms))
                work += heats * module.needs.panel * module.duty
                region |= _spread(self.starts[i], module.duty)
        region = region >> self.earliest << self.earliest
        panel = min((module.needs.panel for module in judged), default=1)
        same = all(module.needs.panel == panel for module in judged)
        end = self._worked(work, region, panel if same else 1)
        marking = max((module.marking for module in judged), default=0)
        return TradeBound(
            ends=None if end is None else end - marking,
            marked=end or 0,
            stage_id=self.stage.modules[0].stage_id,
            module_id=self.stage.modules[0].needs.id,
            reason="judges",
        )

    def _worked(self, work: int, region: int, panel: int) -> int | None:
        """When so many judge slots are done inside ``region``, judges working in full panels."""
        if work == 0:
            return self.earliest
        longest = max(module.duty for module in self.stage.modules)
        for days, last in shifts(self.frame.grid, longest):
            today = region & ((1 << last) - 1)
            region ^= today
            if self._supply(today, panel, days) >= work:
                low, high = 0, today.bit_length()
                while low < high:
                    middle = (low + high) // 2
                    if self._supply(today & ((1 << middle) - 1), panel, days) >= work:
                        high = middle
                    else:
                        low = middle + 1
                return low
            work -= self._supply(today, panel, days)
        return None

    def _supply(self, region: int, panel: int, days: int) -> int:
        """Judge slots that full panels can work inside the region of so many days."""
        here = [calendar.free & region for calendar in self.calendars]
        limited = sum(
            min(days * calendar.limit, slots.bit_count())
            for calendar, slots in zip(self.calendars, here, strict=True)
        )
        levels = at_least(here, len(here))
        whole = panel * sum(levels[k].bit_count() for k in range(panel, len(here) + 1, panel))
        return min(limited, whole)


def shifts(grid: Grid, longest: int) -> list[tuple[int, int]]:
    """
    Days between which no duty lasts: how many, and the slot by which the duties of all of them have
    ended. Days that meet at midnight, or nearly, are one, for a duty may reach into the next.
    """
    found: list[tuple[int, int]] = []
    for day in grid.days:
        opens, count = (day & -day).bit_length() - 1, 1
        if found and opens < found[-1][1]:
            count += found.pop()[0]
        found.append((count, day.bit_length() + longest))
    return found


def _spread(starts: int, length: int) -> int:
    """Every slot that lies in one of the stretches of ``length`` from one of the starts."""
    done = 1
    while done < length:
        step = min(done, length - done)
        starts |= starts << step
        done += step
    return starts
