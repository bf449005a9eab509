"""
Time as bits: a set of slots is one Python integer, so that a whole contest's calendar of a judge
or a hall is tested and changed by a handful of operations on integers.

Bit i stands for the minutes [i * slot_min, (i + 1) * slot_min). The slot is the greatest common
divisor of every length and boundary of the problem, so nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import gcd

from scheduler.goals import contest_min
from scheduler.parts import ModuleNeeds
from scheduler.places import Window
from scheduler.problem import Problem


def span(starts: int, ends: int) -> int:
    """The slots starts .. ends - 1."""
    return ((1 << (ends - starts)) - 1) << starts if ends > starts else 0


def every(step: int, end: int) -> int:
    """The slots 0, step, 2 * step ... below ``end``."""
    found, done = 1, step
    while done < end:
        found |= found << done
        done *= 2
    return found & span(0, end)


def runs(free: int, length: int) -> int:
    """The slots at which ``length`` free slots in a row begin."""
    done = 1
    while done < length:
        step = min(done, length - done)
        free &= free >> step
        done += step
    return free


def first(slots: int, earliest: int = 0) -> int | None:
    """The lowest slot of the set not before ``earliest``; None if there is none."""
    rest = slots >> earliest
    return (rest & -rest).bit_length() - 1 + earliest if rest else None


def at_least(sets: list[int], most: int) -> list[int]:
    """For k = 0 .. ``most``: the slots that are in at least k of the sets (k = 0: everywhere)."""
    levels = [-1] + [0] * most
    for slots in sets:
        for k in range(most, 0, -1):
            levels[k] |= levels[k - 1] & slots
    return levels


class Grid:
    """The contest's hours, venues' hours and start grid of one problem, in slots."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.slot_min = gcd(problem.step_min, *self._numbers())
        self.end = self.slots(problem.days[-1].closes_min)
        self.day_of: list[int] = [0] * (self.end + 1)
        self.days: list[int] = []
        self.open = self.work = 0
        for n, day in enumerate(problem.days):
            inside = self.window(Window(starts_min=day.opens_min, ends_min=day.closes_min))
            self.days.append(inside)
            self.open |= inside
            self.work |= inside & ~self.union(day.breaks)
            for slot in range(self.slots(day.opens_min), self.slots(day.closes_min) + 1):
                self.day_of[slot] = n
        step = problem.step_min // self.slot_min
        self.starts = every(step, self.end)
        self.venue_open = {
            venue.id: self.open & self.union(venue.windows) if venue.windows else self.open
            for venue in problem.venues
        }

    def _numbers(self) -> Iterable[int]:
        for day in self.problem.days:
            yield from (day.opens_min, day.closes_min)
            for pause in day.breaks:
                yield from (pause.starts_min, pause.ends_min)
        problem = self.problem
        for windows in (
            *(venue.windows for venue in problem.venues),
            *(judge.windows for judge in problem.judges),
            *(station.down for station in problem.workstations),
            *(entry.away for entry in problem.entries),
            *(trade.closed for trade in problem.trades),
        ):
            for window in windows:
                yield from (window.starts_min, window.ends_min)
        for judge in self.problem.judges:
            yield judge.rest_min
        for trade in self.problem.trades:
            for stage in trade.stages:
                yield stage.lag_min
                for m in stage.modules:
                    yield from (m.minutes, m.setup_min, m.cleanup_min, m.marking_min, m.lead_min)
                    yield from (at.minutes or 0 for at in m.stations)

    def slots(self, minutes: int) -> int:
        """Minutes in slots; every number of the problem divides exactly."""
        return minutes // self.slot_min

    def window(self, window: Window) -> int:
        """The slots of a window."""
        return span(self.slots(window.starts_min), self.slots(window.ends_min))

    def union(self, windows: Iterable[Window]) -> int:
        """The slots of several windows."""
        found = 0
        for window in windows:
            found |= self.window(window)
        return found

    def start_slots(self, module: ModuleNeeds, venue_id: str, lasts_min: int | None = None) -> int:
        """
        Where a heat may start: hours, breaks, grid, set-up, clean-up and check-in. ``lasts_min``:
        its length where the workstation has its own.
        """
        setup, cleanup = self.slots(module.setup_min), self.slots(module.cleanup_min)
        minutes, lead = self.slots(lasts_min or module.minutes), self.slots(module.lead_min)
        venue = runs(self.venue_open[venue_id], setup + minutes + cleanup) << setup
        check_in = runs(self.open, lead + 1) << lead
        return runs(self.work, minutes) & venue & check_in & self.starts

    def contest_min(self, slot: int) -> int:
        """Contest minutes passed at the end ``slot``."""
        return contest_min(self.problem, slot * self.slot_min)
