"""
Changes written into the problem, so that they hold for everything that comes after.

```
problem, timetable, changes  ->  the problem as it is now, and what still stands of the timetable
```
A break, an absence or a closing becomes a window of the workstation, judge, entry, trade or venue.
It begins after what has already been done there: the past breaks no rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from scheduler.changes import Changes
from scheduler.grid import Grid
from scheduler.places import LAST_MIN, Window
from scheduler.problem import Problem
from scheduler.records import need
from scheduler.timetable import HeatPlan, Timetable

Cut = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Amended:
    """``interrupted``: (heat id, entry id) of work that was cut off and counts as not done."""

    problem: Problem
    timetable: Timetable
    interrupted: frozenset[tuple[str, str]]


def amend(problem: Problem, timetable: Timetable, changes: Changes) -> Amended:
    """
    The problem under the changes and the timetable without what they took away.

    Raises ``Nonsense`` if the changes name what the problem does not know.
    """
    _known(problem, changes)
    work = _Amend(problem, timetable, changes)
    work.stations()
    work.closings()
    work.judges()
    work.people()
    return work.amended()


def _known(problem: Problem, changes: Changes) -> None:
    entries = set(problem.entry_by_id)
    for name, known, ids in (
        ("stations_down", set(problem.workstation_by_id),
         [c.workstation_id for c in changes.stations_down]),
        ("judges_away", set(problem.judge_by_id), [c.judge_id for c in changes.judges_away]),
        ("late", entries, [c.entry_id for c in changes.late]),
        ("withdrawn", entries, list(changes.withdrawn)),
        ("slips", set(problem.trade_by_id), [c.trade_id for c in changes.slips]),
        ("closings", set(problem.venue_by_id), [c.venue_id for c in changes.closings]),
    ):  # fmt: skip
        for i, value in enumerate(ids):
            need(
                value in known,
                f"{name}[{i}]",
                f"名单中没有 {value!r}。",
                f"the contest knows no {value!r}.",
            )
    for i, entry in enumerate(changes.added):
        path = f"added[{i}]"
        need(
            entry.trade_id in problem.trade_by_id,
            f"{path}.trade_id",
            f"没有工种 {entry.trade_id!r}。",
            f"there is no trade {entry.trade_id!r}.",
        )
        need(
            entry.id not in entries,
            f"{path}.id",
            f"编号 {entry.id!r} 已在名单中。",
            f"the id {entry.id!r} is taken.",
        )


class _Amend:
    def __init__(self, problem: Problem, timetable: Timetable, changes: Changes) -> None:
        self.problem, self.timetable, self.changes = problem, timetable, changes
        self.slot = Grid(problem).slot_min
        self.started = [h for h in timetable.heats if h.starts_min < changes.now_min]
        self.interrupted: set[tuple[str, str]] = set()

    def _cut(self, starts: int | None, ends: int | None, done: Iterable[int]) -> Cut:
        """A stretch from now or later, after what is done, widened to whole slots."""
        begins = max([starts or 0, self.changes.now_min, *done])
        return begins // self.slot * self.slot, -(-(ends or LAST_MIN) // self.slot) * self.slot

    def stations(self) -> None:
        down: dict[str, list[Cut]] = {}
        for change in self.changes.stations_down:
            place, begins = change.workstation_id, max(change.from_min or 0, self.changes.now_min)
            here = [
                (heat, a)
                for heat in self.started
                for a in self.timetable.assignments_of[heat.id]
                if a.workstation_id == place and self._practical(heat)
            ]
            cut_off = {(h.id, a.entry_id) for h, a in here if h.ends_min > begins}
            self.interrupted |= cut_off
            done = [self._cleaned(h) for h, a in here if (h.id, a.entry_id) not in cut_off]
            cut = self._cut(change.from_min, change.until_min, done)
            down.setdefault(place, []).append(cut)
        self.problem = replace(
            self.problem,
            workstations=tuple(
                replace(s, down=joined(s.down, down[s.id])) if s.id in down else s
                for s in self.problem.workstations
            ),
        )

    def closings(self) -> None:
        closed: dict[str, list[Cut]] = {}
        for change in self.changes.closings:
            begins = max(change.from_min or 0, self.changes.now_min)
            here = [h for h in self.started if h.venue_id == change.venue_id]
            for heat in here:
                if heat.ends_min > begins:
                    self.interrupted |= {
                        (heat.id, a.entry_id) for a in self.timetable.assignments_of[heat.id]
                    }
            done = [self._cleaned(h) for h in here if h.ends_min <= begins]
            closed.setdefault(change.venue_id, []).append(
                self._cut(change.from_min, change.until_min, done)
            )
        self.problem = replace(
            self.problem,
            venues=tuple(
                replace(v, windows=without(v.windows, closed[v.id], self.slot))
                if v.id in closed
                else v
                for v in self.problem.venues
            ),
        )

    def judges(self) -> None:
        away: dict[str, list[Cut]] = {}
        for change in self.changes.judges_away:
            serving = [
                heat.ends_min + self.problem.module_by_key[heat.module_key].marking_min
                for heat in self.started
                if any(d.judge_id == change.judge_id for d in self.timetable.duties_of[heat.id])
            ]
            away.setdefault(change.judge_id, []).append(
                self._cut(change.from_min, change.until_min, serving)
            )
        self.problem = replace(
            self.problem,
            judges=tuple(
                replace(j, windows=without(j.windows, away[j.id], self.slot)) if j.id in away else j
                for j in self.problem.judges
            ),
        )

    def people(self) -> None:
        gone, problem = set(self.changes.withdrawn), self.problem
        away: dict[str, list[Cut]] = {}
        for late in self.changes.late:
            done = [
                heat.ends_min
                for heat in self.started
                if any(a.entry_id == late.entry_id for a in self.timetable.assignments_of[heat.id])
            ]
            away.setdefault(late.entry_id, []).append(self._cut(None, late.until_min, done))
        entries = [
            replace(e, away=joined(e.away, away[e.id])) if e.id in away else e
            for e in problem.entries
            if e.id not in gone
        ] + list(self.changes.added)
        count = Counter(e.trade_id for e in entries)
        for trade_id, left in ((trade.id, count[trade.id]) for trade in problem.trades):
            need(
                left > 0,
                "withdrawn",
                f"工种 {trade_id} 一个参赛项也不剩。",
                f"nobody of trade {trade_id} is left.",
            )
        slips: dict[str, list[Cut]] = {}
        for slip in self.changes.slips:
            # What has started must not lie inside, not even in the same slot.
            now = -(-self.changes.now_min // self.slot) * self.slot
            slips.setdefault(slip.trade_id, []).append(self._cut(now, slip.until_min, []))
        people = {p for e in entries for p in e.person_ids}
        self.problem = replace(
            problem,
            entries=tuple(entries),
            recusals=tuple(r for r in problem.recusals if r.person_id in people),
            locked=tuple(lock for lock in problem.locked if lock.entry_id not in gone),
            trades=tuple(
                replace(
                    trade,
                    closed=joined(trade.closed, slips.get(trade.id, [])),
                    stages=(
                        replace(trade.stages[0], places=count[trade.id]),
                        *trade.stages[1:],
                    ),
                )
                for trade in problem.trades
            ),
        )

    def amended(self) -> Amended:
        """The timetable without those who withdrew or were cut off, and heats left empty."""
        gone = set(self.changes.withdrawn)
        kept = tuple(
            a
            for a in self.timetable.assignments
            if a.entry_id not in gone and (a.heat_id, a.entry_id) not in self.interrupted
        )
        filled = {a.heat_id for a in kept}
        timetable = Timetable(
            heats=tuple(h for h in self.timetable.heats if h.id in filled),
            assignments=kept,
            duties=tuple(d for d in self.timetable.duties if d.heat_id in filled),
        )
        interrupted = frozenset(pair for pair in self.interrupted if pair[1] not in gone)
        return Amended(problem=self.problem, timetable=timetable, interrupted=interrupted)

    def _practical(self, heat: HeatPlan) -> bool:
        return self.problem.module_by_key[heat.module_key].kind == "practical"

    def _cleaned(self, heat: HeatPlan) -> int:
        return heat.ends_min + self.problem.module_by_key[heat.module_key].cleanup_min


def joined(windows: tuple[Window, ...], cuts: list[Cut]) -> tuple[Window, ...]:
    """The windows with further stretches, those that meet made one."""
    found: list[Cut] = []
    stretches = [(w.starts_min, w.ends_min) for w in windows] + [c for c in cuts if c[0] < c[1]]
    for starts, ends in sorted(stretches):
        if found and starts <= found[-1][1]:
            found[-1] = found[-1][0], max(ends, found[-1][1])
        else:
            found.append((starts, ends))
    return tuple(Window(starts_min=starts, ends_min=ends) for starts, ends in found)


def without(windows: tuple[Window, ...], cuts: list[Cut], slot: int) -> tuple[Window, ...]:
    """
    The windows (none: always) without some stretches. If nothing is left, the very first slot is,
    since no window at all would mean always.
    """
    left = [(w.starts_min, w.ends_min) for w in windows] or [(0, LAST_MIN)]
    for starts, ends in cuts:
        if starts < ends:
            pieces = [p for a, b in left for p in ((a, min(b, starts)), (max(a, ends), b))]
            left = [piece for piece in pieces if piece[0] < piece[1]]
    return tuple(Window(starts_min=a, ends_min=b) for a, b in left or [(0, slot)])
