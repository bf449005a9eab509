"""
How a trade can end: when its last heat begins, and by when all that comes before must be done.

```
one trade -> its ends in order of time, each with the least finish and the latest deadline it allows
```
Starts of the last heat that stand in one working stretch and allow about the same are one end, so
that there are few to choose among. What an end says is kind to the trade: its finish is that of its
first start, its deadline that of its last. So every timetable has one of the ends.
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.bins import Bins
from scheduler.bounds import panel_starts
from scheduler.frame import Frame, ModuleFrame, TradeFrame

APART_MIN = 30  # minutes between the first and the last start of one end, less than


@dataclass(frozen=True, kw_only=True)
class End:
    """
    The last heat begins in slots ``first`` to ``last``, within ``cell``; the trade's ``finish`` is
    at least so many contest minutes. Stages before the last are marked by ``deadline`` (slots); of
    a trade of one stage, all heats end by then. ``cell`` None: beyond what is looked at.
    """

    finish: int
    cell: int | None
    first: int
    last: int
    deadline: int


def ends_of(frame: Frame, trade: TradeFrame, bins: Bins, least: int) -> list[End]:
    """``least``: a bound of the trade's finish, contest minutes."""
    grid, last = frame.grid, trade.stages[-1].modules[-1]
    able = panel_starts(frame, trade, last)
    deadlines = _deadlines(frame, trade, able)
    step = APART_MIN // grid.slot_min
    found: list[End] = []
    for c, (starts, stops) in enumerate(bins.cells):
        group: list[int] = []
        for at in range(starts, stops):
            if at in deadlines and grid.contest_min(at + last.minutes) >= least:
                if group and at - group[0] >= step:
                    found.append(_end(frame, last, c, group, deadlines))
                    group = []
                group.append(at)
        if group:
            found.append(_end(frame, last, c, group, deadlines))
    beyond = [at for at in deadlines if at >= bins.cells[-1][1]]
    if beyond:
        finish = grid.contest_min(min(beyond) + last.minutes)
        found.append(
            End(
                finish=max(finish, least),
                cell=None,
                first=min(beyond),
                last=max(beyond),
                deadline=2 * grid.end,
            )
        )
    return found


def _end(
    frame: Frame, last: ModuleFrame, cell: int, group: list[int], deadlines: dict[int, int]
) -> End:
    return End(
        finish=frame.grid.contest_min(group[0] + last.minutes),
        cell=cell,
        first=group[0],
        last=group[-1],
        deadline=deadlines[group[-1]],
    )


def _deadlines(frame: Frame, trade: TradeFrame, able: int) -> dict[int, int]:
    """By start of the last heat (slots) the latest deadline; starts that cannot be left out."""
    stage = trade.stages[-1]
    last = stage.modules[-1]
    starts = [at for at in range(able.bit_length()) if able >> at & 1]
    if len(trade.stages) == 1:
        return {at: at + last.minutes for at in starts}
    through = sum(m.minutes for m in stage.modules[:-1]) + sum(m.lead for m in stage.modules[1:])
    units = sum(frame.units[room.units] for room in last.rooms)
    behind = -(-len(stage.places) // units) - 1
    found: dict[int, int] = {}
    for at in starts:
        # Heats one after the other on one workstation, the first of them as late as can be.
        begun = at
        for _ in range(behind):
            begun = (able & ((1 << max(0, begun - last.whole + 1)) - 1)).bit_length() - 1
        deadline = min(begun, at) - through - stage.lag
        if begun >= 0 and deadline >= 0:
            found[at] = deadline
    return found
