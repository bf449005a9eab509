"""What is still free while a timetable is built: counted supplies and the judges' calendars."""

from __future__ import annotations

from scheduler.grid import Grid, runs, span
from scheduler.parts import Judge


class Supply:
    """
    So many units (stations of a kind in a venue, seats, kilowatts), each taken for a stretch.

    ``_levels[u]`` holds the slots in which at least u units are taken; taking and asking are a few
    integer operations per unit whatever the length of the contest.
    """

    def __init__(self, units: int) -> None:
        self.units = units
        self._levels = [0] * (units + 1)
        self.taken: list[tuple[str, int, int, int]] = []  # owner, amount, starts, ends

    def free_slots(self, amount: int) -> int:
        """Slots in which ``amount`` >= 1 more units are free; endless, so a negative number."""
        return 0 if amount > self.units else ~self._levels[self.units - amount + 1]

    def take(self, owner: str, amount: int, starts: int, ends: int) -> None:
        """Take units for the slots starts .. ends - 1, which must be free."""
        self.taken.append((owner, amount, starts, ends))
        self._mark(amount, span(starts, ends))

    def _mark(self, amount: int, slots: int) -> None:
        levels = self._levels
        for unit in range(self.units, 0, -1):
            levels[unit] |= levels[unit - amount] & slots if unit > amount else slots

    def release(self, owner: str) -> None:
        """Undo every ``take`` of one owner."""
        kept = [taken for taken in self.taken if taken[0] != owner]
        if len(kept) < len(self.taken):
            self.taken = kept
            self._levels = [0] * (self.units + 1)
            for _, amount, starts, ends in kept:
                self._mark(amount, span(starts, ends))


class JudgeCalendar:
    """When one judge is free, and how much of each day's limit is left (in slots)."""

    def __init__(self, judge: Judge, grid: Grid) -> None:
        self.judge = judge
        self._grid = grid
        self.rest = grid.slots(judge.rest_min)
        self._available = grid.union(judge.windows) if judge.windows else -1
        self._busy = 0
        # Rounded down: a limit that is no multiple of the slot is never overrun.
        self.limit = judge.day_limit_min // grid.slot_min
        self.worked = [0] * len(grid.days)
        self._starts: dict[int, int] = {}

    def start_slots(self, length: int) -> int:
        """Where a duty of ``length`` slots, marking included, may start."""
        found = self._starts.get(length)
        if found is None:
            found = runs(self._available, length) & runs(~self._busy, length + self.rest)
            for day, inside in enumerate(self._grid.days):
                if self.worked[day] + length > self.limit:
                    found &= ~inside
            self._starts[length] = found
        return found

    def there(self, starts: int, length: int) -> bool:
        """Whether the judge can come for the slots starts .. starts + length - 1."""
        return not span(starts, starts + length) & ~self._available

    @property
    def free(self) -> int:
        """The slots in which the judge is there and neither judging nor resting."""
        return self._available & ~self._busy

    def left(self, day: int) -> int:
        """How many slots of a day's limit are left."""
        return self.limit - self.worked[day]

    def take(self, starts: int, length: int) -> None:
        self._change(starts, length, length)

    def give_back(self, starts: int, length: int) -> None:
        self._change(starts, length, -length)

    def _change(self, starts: int, length: int, work: int) -> None:
        self._busy ^= span(starts, starts + length + self.rest)
        self.worked[self._grid.day_of[starts]] += work
        self._starts.clear()
