"""The last step of a solve: workstations, seat labels, panel seats; and the way back of a hint."""

from __future__ import annotations

from collections import Counter

from scheduler.check import check
from scheduler.frame import Frame, ModuleFrame
from scheduler.problem import module_key
from scheduler.state import Plan, Planned, State
from scheduler.timetable import Assignment, Duty, HeatPlan, Timetable


def timetable_of(state: State, stations: dict[tuple[str, str], str] | None = None) -> Timetable:
    """
    The plans of a state as a timetable, with the workstations given by (heat id, entry id) or with
    some that are free. Where locked workstations leave somebody without a free one (heats are
    filled one after the other, without looking back), the checker will say so.
    """
    problem, slot_min = state.frame.problem, state.frame.grid.slot_min
    heats = [heat for trade in problem.trades for heat in state.plans[trade.id].heats()]
    stations = stations or _stations(state.frame, heats)
    assignments: list[Assignment] = []
    duties: list[Duty] = []
    for heat in heats:
        name = heat.id
        assignments.extend(
            Assignment(heat_id=name, workstation_id=stations[name, who], entry_id=who)
            for who in heat.seated
        )
        chief = [j for j in heat.judges if problem.judge_by_id[j].chief_of == heat.module.trade_id]
        panel = chief + [j for j in heat.judges if j not in chief]
        duties.extend(
            Duty(heat_id=name, judge_id=judge, seat=n, role="judge" if n > 1 else "lead")
            for n, judge in enumerate(panel, 1)
        )
    return Timetable(
        assignments=tuple(assignments),
        duties=tuple(duties),
        heats=tuple(
            HeatPlan(
                id=h.id,
                trade_id=h.module.trade_id,
                stage_id=h.module.stage_id,
                module_id=h.module.needs.id,
                number=h.number,
                venue_id=h.room.venue_id,
                starts_min=h.starts * slot_min,
                ends_min=h.ends * slot_min,
            )
            for h in heats
        ),
    )


def _stations(frame: Frame, heats: list[Planned]) -> dict[tuple[str, str], str]:
    """A workstation id or seat label by (heat id, entry id)."""
    problem = frame.problem
    found: dict[tuple[str, str], str] = {}
    used: dict[tuple[str, str], list[tuple[int, int]]] = {}
    stretch = {h.id: (h.starts - h.module.setup, h.ends + h.module.cleanup) for h in heats}
    hall = {h.id: h.room.venue_id if h.room.units[0] == "seats" else "" for h in heats}
    for lock in problem.locked:
        if lock.workstation_id and lock.entry_id and lock.heat_id in stretch:
            found[lock.heat_id, lock.entry_id] = lock.workstation_id
            used.setdefault((hall[lock.heat_id], lock.workstation_id), []).append(
                stretch[lock.heat_id]
            )
    for station in problem.workstations:
        for window in station.down:
            slots = (frame.grid.slots(window.starts_min), frame.grid.slots(window.ends_min))
            used.setdefault(("", station.id), []).append(slots)
    delegations = {entry.id: entry.delegation_id for entry in problem.entries}
    for heat in sorted(heats, key=lambda h: (stretch[h.id], h.id)):
        starts, ends = stretch[heat.id]
        kind, wanted, venue = heat.room.units
        labels = (
            [s.id for s in problem.stations_of[wanted, venue]]
            if kind == "stations"
            else [str(n + 1) for n in range(frame.units[heat.room.units])]
        )
        free = [
            label
            for label in labels
            if all(e <= starts or ends <= s for s, e in used.get((hall[heat.id], label), []))
        ]
        people = [who for who in heat.seated if (heat.id, who) not in found]
        for who, label in zip(_apart(people, delegations), free + labels, strict=False):
            found[heat.id, who] = label
            used.setdefault((hall[heat.id], label), []).append((starts, ends))
    return found


def _apart(people: list[str], delegations: dict[str, str]) -> list[str]:
    """An order in which entries of one delegation are no neighbours, where that can be."""
    count = Counter(delegations.get(who, who) for who in people)
    sent = {who: delegations.get(who, who) for who in people}
    grouped = sorted(people, key=lambda w: (-count[sent[w]], sent[w], w))
    order = [""] * len(people)
    # The largest delegation takes every other place first, so its members are never side by side.
    for at, who in zip(
        [*range(0, len(people), 2), *range(1, len(people), 2)], grouped, strict=True
    ):
        order[at] = who
    return order


def adopt(state: State, hint: Timetable) -> None:
    """Put into ``state`` the plans of those trades of an old timetable that break no rule here."""
    problem, frame = state.frame.problem, state.frame
    broken = {name.split("/")[0] for breach in check(problem, hint) for name in breach.ids}
    for trade_id, trade in frame.trades.items():
        if trade_id not in broken:
            state.put(
                Plan(
                    trade_id=trade_id,
                    stages=[
                        [planned(hint, module, frame) for module in stage.modules]
                        for stage in trade.stages
                    ],
                )
            )


def planned(hint: Timetable, module: ModuleFrame, frame: Frame) -> list[Planned]:
    """The heats of a module as they stand in a timetable."""
    key = module_key(module.trade_id, module.stage_id, module.needs.id)
    rooms = {room.venue_id: room for room in module.rooms}
    return [
        Planned(
            module=module,
            number=heat.number,
            room=rooms[heat.venue_id],
            starts=frame.grid.slots(heat.starts_min),
            size=len(hint.assignments_of[heat.id]),
            judges=tuple(d.judge_id for d in hint.duties_of[heat.id]),
            seated=tuple(a.entry_id for a in hint.assignments_of[heat.id]),
        )
        for heat in hint.heats_of.get(key, ())
    ]
