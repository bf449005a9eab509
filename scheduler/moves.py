"""
Who is moved between two timetables, and whether past, start and notice were respected.

*Moved* is an entry of which some work starts at another time than before, or was cut off and is
repeated. Other workstations, venues and judges at the same time are counted apart, and so are
later stages, whose people are still unknown. An entry that was added is placed, not moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.amend import Amended
from scheduler.changes import Changes
from scheduler.problem import Problem
from scheduler.timetable import HeatPlan, Timetable
from scheduler.view import Breach


@dataclass(frozen=True, kw_only=True)
class Move:
    """
    One work of one entry before and after. ``before_heat`` is None for an entry that was added;
    ``repeated`` says that the work had begun and was cut off.
    """

    entry_id: str
    module: str
    before_heat: str | None
    before_min: int | None
    before_station: str | None
    after_heat: str
    after_min: int
    after_station: str
    repeated: bool = False

    @property
    def counts(self) -> bool:
        """Whether the entry is moved by it."""
        return self.before_min is not None and (self.repeated or self.before_min != self.after_min)


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A heat of a later stage at another time or place."""

    heat_id: str
    before_min: int
    after_min: int


@dataclass(frozen=True, kw_only=True)
class PanelChange:
    """Who leaves and who joins the panel of a heat that stays."""

    heat_id: str
    out: tuple[str, ...]
    into: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """All that differs between two timetables."""

    moves: tuple[Move, ...]
    shifts: tuple[Shift, ...]
    panels: tuple[PanelChange, ...]

    @property
    def moved(self) -> tuple[str, ...]:
        """The entries that are moved, each once."""
        return tuple(dict.fromkeys(move.entry_id for move in self.moves if move.counts))


def people_moved(problem: Problem, difference: Difference) -> int:
    """How many people are moved; somebody in two trades counts in each in which he is."""
    return sum(len(problem.entry_by_id[e].person_ids) for e in difference.moved)


def difference(amended: Amended, before: Timetable, after: Timetable) -> Difference:
    """What differs, for those who still take part."""
    problem = amended.problem
    old = {
        (a.entry_id, before.heat_by_id[a.heat_id].module_key): a
        for a in before.assignments
        if a.entry_id in problem.entry_by_id
    }
    moves: list[Move] = []
    for a in after.assignments:
        if a.entry_id not in problem.entry_by_id:
            continue
        heat = after.heat_by_id[a.heat_id]
        was = old.get((a.entry_id, heat.module_key))
        repeated = was is not None and (was.heat_id, a.entry_id) in amended.interrupted
        if was is not None and not repeated:
            same = before.heat_by_id[was.heat_id].starts_min == heat.starts_min
            if same and was.workstation_id == a.workstation_id:
                continue
        moves.append(
            Move(
                entry_id=a.entry_id,
                module=heat.module_key,
                before_heat=was.heat_id if was else None,
                before_min=before.heat_by_id[was.heat_id].starts_min if was else None,
                before_station=was.workstation_id if was else None,
                after_heat=heat.id,
                after_min=heat.starts_min,
                after_station=a.workstation_id,
                repeated=repeated,
            )
        )
    first = {trade.id: trade.stages[0].id for trade in problem.trades}
    both = [(before.heat_by_id[h.id], h) for h in after.heats if h.id in before.heat_by_id]
    return Difference(
        moves=tuple(sorted(moves, key=lambda m: (m.after_min, m.after_heat, m.entry_id))),
        shifts=tuple(
            Shift(heat_id=a.id, before_min=b.starts_min, after_min=a.starts_min)
            for b, a in both
            if a.stage_id != first[a.trade_id]
            and (a.starts_min, a.venue_id) != (b.starts_min, b.venue_id)
        ),
        panels=tuple(_panels(before, after, both)),
    )


def _panels(
    before: Timetable, after: Timetable, both: list[tuple[HeatPlan, HeatPlan]]
) -> Iterator[PanelChange]:
    for _, heat in both:
        old = [d.judge_id for d in before.duties_of[heat.id]]
        new = [d.judge_id for d in after.duties_of[heat.id]]
        out, into = (
            tuple(j for j in one if j not in other) for one, other in ((old, new), (new, old))
        )
        if out or into:
            yield PanelChange(heat_id=heat.id, out=out, into=into)


def broken_promises(
    amended: Amended, after: Timetable, found: Difference, changes: Changes
) -> Iterator[Breach]:
    """
    What had begun and was changed all the same, and what starts before the notice is over;
    ``found`` is what differs.
    """
    for heat in amended.timetable.heats:
        if heat.starts_min < changes.now_min:
            same = heat == after.heat_by_id.get(heat.id)
            if not same or not _same(amended.timetable, after, heat.id):
                yield Breach(
                    rule="started_stays",
                    ids=(heat.id,),
                    zh=f"{heat.id} 已经开始，不得改动。",
                    en=f"{heat.id} has started and must stay.",
                )
    times = [(m.after_heat, m.after_min) for m in found.moves if m.before_min != m.after_min]
    times += [(shift.heat_id, shift.after_min) for shift in found.shifts]
    for heat_id, starts in dict.fromkeys(times):
        if starts < changes.soonest_min:
            yield Breach(
                rule="notice_given",
                ids=(heat_id,),
                zh=f"{heat_id} 的新时间早于通知时限。",
                en=f"the new time of {heat_id} is sooner than the notice allows.",
            )


def _same(one: Timetable, other: Timetable, heat_id: str) -> bool:
    """Whether the same people sit and judge in a heat, in any order."""
    return set(one.assignments_of[heat_id]) == set(other.assignments_of[heat_id]) and set(
        one.duties_of[heat_id]
    ) == set(other.duties_of[heat_id])
