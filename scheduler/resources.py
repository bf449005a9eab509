"""What is still free while a timetable is built: counted supplies and the judges' calendars."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.grid import Grid, runs, span
from scheduler.parts import Judge


def stretches(starts: Sequence[int], length: int) -> int:
    """The slots of stretches of one length."""
    one, found = span(0, length), 0
    for at in starts:
        found |= one << at
    return found


class Supply:
    """
    So many units (stations of a kind in a venue, seats, kilowatts), each taken for a stretch.

    ``_planes[b]`` holds the slots in which bit b of the number of units taken is set; so taking and
    asking are a few integer operations per binary digit, whatever the length of the contest.
    """

    def __init__(self, units: int) -> None:
        self.units = units
        self._planes: list[int] = []
        self._of: dict[str, list[tuple[str, int, int, int]]] = {}
        self._held: dict[str, list[tuple[int, int]]] = {}  # by owner: amount, slots

    @property
    def taken(self) -> list[tuple[str, int, int, int]]:
        """Owner, amount, starts, ends of all that is taken."""
        return [one for of_owner in self._of.values() for one in of_owner]

    def free_slots(self, amount: int) -> int:
        """Slots in which ``amount`` >= 1 more units are free; endless, so a negative number."""
        most = self.units - amount
        if most < 0:
            return 0
        # Compared digit by digit from the highest: more than ``most``, or equal so far.
        more, equal = 0, -1
        for b in range(max(len(self._planes), most.bit_length()) - 1, -1, -1):
            plane = self._planes[b] if b < len(self._planes) else 0
            if most >> b & 1:
                equal &= plane
            else:
                more |= equal & plane
                equal &= ~plane
        return ~more

    def take(self, owner: str, amount: int, starts: int, ends: int) -> None:
        """Take units for the slots starts .. ends - 1, which must be free."""
        self.take_row(owner, amount, (starts,), ends - starts)

    def take_row(self, owner: str, amount: int, starts: Sequence[int], length: int) -> None:
        """The same for several stretches of one length that do not overlap."""
        self._of.setdefault(owner, []).extend((owner, amount, at, at + length) for at in starts)
        slots = stretches(starts, length)
        self._held.setdefault(owner, []).append((amount, slots))
        carry, b = 0, 0
        while carry or amount >> b:
            if b == len(self._planes):
                self._planes.append(0)
            plane, digit = self._planes[b], slots if amount >> b & 1 else 0
            self._planes[b] = plane ^ digit ^ carry
            carry = plane & digit | carry & (plane | digit)
            b += 1

    def release(self, owner: str) -> None:
        """Undo every ``take`` of one owner."""
        self._of.pop(owner, None)
        for amount, slots in self._held.pop(owner, ()):
            borrow, b = 0, 0
            while borrow or amount >> b:
                plane, digit = self._planes[b], slots if amount >> b & 1 else 0
                self._planes[b] = plane ^ digit ^ borrow
                borrow = ~plane & (digit | borrow) | digit & borrow
                b += 1


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
        self._there: dict[int, int] = {}

    def start_slots(self, length: int) -> int:
        """Where a duty of ``length`` slots, marking included, may start."""
        found = self._starts.get(length)
        if found is None:
            if length not in self._there:
                self._there[length] = runs(self._available, length)
            found = self._there[length] & runs(~self._busy, length + self.rest)
            most = self.limit - length
            for day, worked in enumerate(self.worked):
                if worked > most:
                    found &= ~self._grid.days[day]
            self._starts[length] = found
        return found

    def there(self, starts: int, length: int) -> bool:
        """Whether the judge can come for the slots starts .. starts + length - 1."""
        return not span(starts, starts + length) & ~self._available

    @property
    def away(self) -> int:
        """The slots in which the judge cannot come; endless if there are windows."""
        return ~self._available

    @property
    def busy(self) -> int:
        """The slots in which the judge is judging or resting."""
        return self._busy

    @property
    def free(self) -> int:
        """The slots in which the judge is there and neither judging nor resting."""
        return self._available & ~self._busy

    def left(self, day: int) -> int:
        """How many slots of a day's limit are left."""
        return self.limit - self.worked[day]

    def take(self, starts: int, length: int) -> None:
        self.take_row((starts,), length)

    def take_row(self, starts: Sequence[int], length: int) -> None:
        """Several duties of one length, one after the other."""
        self._change(starts, length, length)

    def give_back(self, starts: int, length: int) -> None:
        self.give_back_row((starts,), length)

    def give_back_row(self, starts: Sequence[int], length: int) -> None:
        self._change(starts, length, -length)

    def _change(self, starts: Sequence[int], length: int, work: int) -> None:
        self._busy ^= stretches(starts, length + self.rest)
        for at in starts:
            self.worked[self._grid.day_of[at]] += work
        self._starts.clear()
