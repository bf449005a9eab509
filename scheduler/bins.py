"""The contest's time cut into cells (working hours without a break) and these into bins."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.grid import Grid, first, span

EARLY = 2  # cells cut into bins: while a trade gets going, the order of things within a cell counts
PARTS = 3  # bins of an early cell


class Bins:
    """
    Bins in order, ``starts`` to ``stops`` (slots, exclusive), ``slots`` as sets; ``cells`` likewise
    and ``of_cell`` the numbers of their bins; ``days`` by cell. Cells that begin after ``last``
    (contest minutes) are left out.
    """

    def __init__(self, grid: Grid, last: int) -> None:
        self.starts: list[int] = []
        self.stops: list[int] = []
        self.cells: list[tuple[int, int]] = []
        self.of_cell: list[range] = []
        self.days: list[int] = []
        begun = first(grid.work)
        while begun is not None and grid.contest_min(begun) < last:
            ends = first(~grid.work, begun) or begun
            size = -(-(ends - begun) // (PARTS if len(self.cells) < EARLY else 1))
            at = len(self.starts)
            for start in range(begun, ends, size):
                self.starts.append(start)
                self.stops.append(min(ends, start + size))
            self.cells.append((begun, ends))
            self.of_cell.append(range(at, len(self.starts)))
            self.days.append(grid.day_of[begun])
            begun = first(grid.work, ends)
        self.slots = [span(a, z) for a, z in zip(self.starts, self.stops, strict=True)]
        self._cell_of = [c for c, bins in enumerate(self.of_cell) for _ in bins]

    def windows(self) -> Iterator[range]:
        """All runs of bins within a cell."""
        for bins in self.of_cell:
            for low in bins:
                for high in range(low, bins[-1] + 1):
                    yield range(low, high + 1)

    def cell_stop(self, number: int) -> int:
        """When the working hours around a bin end."""
        return self.cells[self._cell_of[number]][1]
