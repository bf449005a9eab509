"""
Clashes among what is locked, found by looking: times, places, people and judges that are all given.

Each finding is a proof that the problem has no timetable; nothing found proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from scheduler.frame import Frame, ModuleFrame


@dataclass(kw_only=True)
class _Firm:
    """What the locks together say about one heat; ``starts`` in minutes, None while free."""

    module: ModuleFrame
    starts: int | None = None
    venue: str | None = None
    people: set[str] = field(default_factory=set)
    judges: set[str] = field(default_factory=set)
    stations: set[str] = field(default_factory=set)


def clashing(frame: Frame) -> bool:
    """Whether some locks cannot all be kept, alone or with hours, absences and recusals."""
    heats: dict[str, _Firm] = {}
    modules = {
        f"{m.trade_id}/{m.stage_id}/{m.needs.id}": m
        for trade in frame.trades.values()
        for stage in trade.stages
        for m in stage.modules
    }
    sits: dict[tuple[str, str], str] = {}
    for lock in frame.problem.locked:
        key = lock.heat_id.rpartition("/")[0]
        entry = lock.entry_id
        if entry and sits.setdefault((key, entry), lock.heat_id) != lock.heat_id:
            return True
        heat = heats.setdefault(lock.heat_id, _Firm(module=modules[key]))
        for name, value in (("starts", lock.starts_min), ("venue", lock.venue_id)):
            if value is not None and getattr(heat, name) not in (None, value):
                return True
            if value is not None:
                setattr(heat, name, value)
        if lock.entry_id is not None:
            heat.people.add(lock.entry_id)
        if lock.workstation_id is not None:
            heat.stations.add(lock.workstation_id)
        if lock.judge_id is not None:
            heat.judges.add(lock.judge_id)
    return any(_alone(frame, heat) for heat in heats.values()) or any(_pairs(frame, heats))


def _alone(frame: Frame, heat: _Firm) -> bool:
    module, slot, problem = heat.module, frame.grid.slot_min, frame.problem
    recused = {judge for e in heat.people for judge in problem.barred.get(e, ())}
    certified = set(frame.trades[module.trade_id].judges)
    if len(heat.judges) > module.needs.panel or heat.judges - certified:
        return True
    if module.recuses and heat.judges & recused:
        return True
    rooms = [room for room in module.rooms if heat.venue in (None, room.venue_id)]
    if not rooms or (heat.starts is not None and heat.starts % slot):
        return True
    if heat.starts is None:
        return False
    at = heat.starts // slot
    presence = ((1 << (module.lead + module.minutes)) - 1) << max(0, at - module.lead)
    away = any(
        frame.away.get((module.trade_id, person), 0) & presence
        for entry in heat.people
        for person in (
            problem.entry_by_id[entry].person_ids if entry in problem.entry_by_id else ()
        )
    )
    return away or not any(room.starts >> at & 1 for room in rooms)


def _pairs(frame: Frame, heats: dict[str, _Firm]) -> Iterator[bool]:
    """Two locked heats at once that share a person, a judge or a workstation."""
    known = frame.problem.entry_by_id
    timed = [heat for heat in heats.values() if heat.starts is not None]
    for n, one in enumerate(timed):
        for other in timed[:n]:
            a, b = (one, other) if (one.starts or 0) <= (other.starts or 0) else (other, one)
            gap = (b.starts or 0) - (a.starts or 0)
            people = [
                {p for e in heat.people for p in (known[e].person_ids if e in known else ())}
                for heat in (a, b)
            ]
            if people[0] & people[1]:
                yield gap < a.module.needs.minutes + b.module.needs.lead_min
            if a.judges & b.judges:
                yield gap < a.module.needs.minutes + a.module.needs.marking_min
            if a.stations & b.stations and a.module.recuses:
                held = a.module.needs.minutes + a.module.needs.cleanup_min
                yield gap < held + b.module.needs.setup_min
