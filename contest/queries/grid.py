"""A day of one trade as a table: rows are workstations, columns are steps of time."""

from collections.abc import Sequence
from dataclasses import dataclass

from contest.queries.timetable import HeatBlock, Seat

STEP = 5
BENCH_WIDTH = 76
STEP_WIDTHS = ((60, 12), (30, 18), (15, 32), (0, 48))
"""Shortest heat in minutes -> how wide a step is drawn, so that a name has room to wrap."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """`span` steps of time: a heat's block (in a workstation's row with its seat), or nothing."""

    span: int
    heat: HeatBlock | None = None
    seat: Seat | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row; `label` is the workstation's, empty for heats as a whole."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """`hours` are (label, steps); `width` is in pixels; `lanes` are heats as a whole."""

    first_min: int
    steps: int
    hours: tuple[tuple[str, int], ...]
    width: int
    lanes: tuple[Row, ...]
    benches: tuple[Row, ...]


def grid_of(
    heats: Sequence[HeatBlock],
    benches: Sequence[str],
    *,
    hours: tuple[int, int] | None = None,
) -> Grid:
    """
    Return the table of one day's heats; a bench without any work that day has an empty row.

    `hours` are shown at least, from the first to the last minute, so that heats can move there.
    """
    opens, closes = hours or (heats[0].starts_min, heats[0].ends_min)
    first = min(opens, *(heat.starts_min for heat in heats)) // 60 * 60
    last = -(-max(closes, *(heat.ends_min for heat in heats)) // 60) * 60
    steps = (last - first) // STEP
    shortest = min(heat.ends_min - heat.starts_min for heat in heats)
    lanes: list[list[tuple[HeatBlock, Seat | None]]] = []
    for heat in sorted(heats, key=lambda h: (h.starts_min, h.key)):
        lane = next((ln for ln in lanes if ln[-1][0].ends_min <= heat.starts_min), None)
        if lane is None:
            lanes.append([(heat, None)])
        else:
            lane.append((heat, None))
    at_bench: dict[str, list[tuple[HeatBlock, Seat | None]]] = {label: [] for label in benches}
    for heat in heats:
        for seat in heat.seats if not heat.is_theory else ():
            at_bench.setdefault(seat.label, []).append((heat, seat))
    return Grid(
        first_min=first,
        steps=steps,
        hours=tuple(
            (f"{minute % 1440 // 60:02d}:00", 60 // STEP) for minute in range(first, last, 60)
        ),
        width=BENCH_WIDTH + steps * next(w for least, w in STEP_WIDTHS if shortest >= least),
        lanes=tuple(Row(label="", cells=_cells(lane, first, last)) for lane in lanes),
        benches=tuple(
            Row(label=label, cells=_cells(work, first, last)) for label, work in at_bench.items()
        ),
    )


def _cells(
    work: Sequence[tuple[HeatBlock, Seat | None]], first: int, last: int
) -> tuple[Cell, ...]:
    cells, at = [], 0
    for heat, seat in sorted(work, key=lambda pair: pair[0].starts_min):
        starts = (heat.starts_min - first) // STEP
        # Heats start on the grid, but may end between two steps.
        ends = -(-(heat.ends_min - first) // STEP)
        if starts > at:
            cells.append(Cell(span=starts - at))
        cells.append(Cell(span=ends - starts, heat=heat, seat=seat))
        at = ends
    if first + at * STEP < last:
        cells.append(Cell(span=(last - first) // STEP - at))
    return tuple(cells)
