"""Hard rules about heats, workstations and halls: one function per rule, as in ``rules``."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import groupby

from scheduler.timetable import HeatPlan
from scheduler.view import Breach, Stay, View, overlaps


def heat_length(view: View) -> Iterator[Breach]:
    step = view.problem.step_min
    for heat in view.heats:
        lasts, module = heat.ends_min - heat.starts_min, view.module(heat)
        places = [a.workstation_id for a in view.timetable.assignments_of[heat.id]]
        minutes = module.minutes_at(places[0]) if places else module.minutes
        if lasts != minutes:
            yield view.breach(
                "heat_length",
                heat,
                f"时长 {lasts} 分钟，应为 {minutes} 分钟。",
                f"lasts {lasts} minutes instead of {minutes}.",
            )
        if heat.starts_min % step:
            yield view.breach(
                "heat_length",
                heat,
                f"开始时间不在 {step} 分钟的时间格上。",
                f"does not start on the {step}-minute grid.",
            )


def heat_size(view: View) -> Iterator[Breach]:
    for heat in view.heats:
        most, count = view.module(heat).heat_size, len(view.timetable.assignments_of[heat.id])
        if most is not None and count > most:
            yield view.breach(
                "heat_size",
                heat,
                f"排了 {count} 个，每场上限 {most}。",
                f"holds {count}, and {most} is the most.",
            )


def within_hours(view: View) -> Iterator[Breach]:
    for heat in view.heats:
        module, venue = view.module(heat), view.problem.venue_by_id[heat.venue_id]
        first, last = heat.starts_min - module.setup_min, heat.ends_min + module.cleanup_min
        hours = view.hours(heat)
        if hours is None or not hours.holds(first, last):
            yield view.breach(
                "within_hours",
                heat,
                "（含布置与清场）超出大赛开放时间。",
                "with set-up and clean-up leaves the contest's hours.",
                heat.venue_id,
            )
        elif any(p.meets(heat.starts_min, heat.ends_min) for p in view.breaks):
            yield view.breach("within_hours", heat, "占用了休息时间。", "runs into a break.")
        if venue.windows and not any(w.holds(first, last) for w in venue.windows):
            yield view.breach(
                "within_hours",
                heat,
                f"（含布置与清场）超出{venue.name}的开放时间。",
                f"with set-up and clean-up leaves the hours of {venue.name}.",
                venue.id,
            )


def trade_open(view: View) -> Iterator[Breach]:
    for heat in view.heats:
        closed = view.problem.trade_by_id[heat.trade_id].closed
        if any(w.starts_min <= heat.starts_min < w.ends_min for w in closed):
            yield view.breach(
                "trade_open",
                heat,
                "本工种此时推迟，不得开始。",
                "starts while its trade is put off.",
            )


def right_workstation(view: View) -> Iterator[Breach]:
    for heat in view.heats:
        module, venue = view.module(heat), view.problem.venue_by_id[heat.venue_id]
        if module.venue_id is not None and module.venue_id != heat.venue_id:
            yield view.breach(
                "right_workstation",
                heat,
                f"不在指定考场 {module.venue_id}。",
                f"is not in its hall {module.venue_id}.",
                heat.venue_id,
            )
        for assignment in view.timetable.assignments_of[heat.id]:
            place = assignment.workstation_id
            if module.kind == "theory":
                good = place.isdecimal() and 1 <= int(place) <= venue.seats
            else:
                station = view.problem.workstation_by_id.get(place)
                named = {s.workstation_id for s in module.stations}
                good = (
                    station is not None
                    and station.venue_id == heat.venue_id
                    and (place in named or station.kind == module.workstation_kind)
                )
            if not good:
                yield view.breach(
                    "right_workstation",
                    heat,
                    f"{assignment.entry_id} 的工位 {place} 不属于本模块和本赛场。",
                    f"{assignment.entry_id} stands at {place}, which is not of this "
                    "module and venue.",
                    assignment.entry_id,
                    place,
                )


def workstation_not_shared(view: View) -> Iterator[Breach]:
    used: dict[tuple[str, str], list[Stay]] = {}
    for heat in view.heats:
        module = view.module(heat)
        stay = Stay(heat.starts_min - module.setup_min, heat.ends_min + module.cleanup_min, heat)
        hall = heat.venue_id if module.kind == "theory" else ""
        for assignment in view.timetable.assignments_of[heat.id]:
            used.setdefault((hall, assignment.workstation_id), []).append(stay)
    for (_, place), stays in used.items():
        for before, after in overlaps(stays):
            zh, en = view.title(before.heat)
            yield view.breach(
                "workstation_not_shared",
                after.heat,
                f"工位 {place} 与 {zh} 冲突。",
                f"workstation {place} is still held by {en}.",
                before.heat.id,
                place,
            )


def workstation_up(view: View) -> Iterator[Breach]:
    down = {s.id: s.down for s in view.problem.workstations if s.down}
    for heat in view.heats if down else ():
        module = view.module(heat)
        first, last = heat.starts_min - module.setup_min, heat.ends_min + module.cleanup_min
        for assignment in view.timetable.assignments_of[heat.id]:
            place = assignment.workstation_id
            practical = module.kind == "practical"
            if practical and any(w.meets(first, last) for w in down.get(place, ())):
                yield view.breach(
                    "workstation_up",
                    heat,
                    f"工位 {place} 此时停用。",
                    f"workstation {place} is down then.",
                    place,
                    assignment.entry_id,
                )


def theory_seats(view: View) -> Iterator[Breach]:
    amounts = [
        (heat, len(view.timetable.assignments_of[heat.id]), view.module(heat))
        for heat in view.heats
        if view.module(heat).kind == "theory"
    ]
    sums = [
        (heat.starts_min - module.setup_min, heat.ends_min + module.cleanup_min, count, heat)
        for heat, count, module in amounts
    ]
    for heat, most in _peaks(sums):
        seats = view.problem.venue_by_id[heat.venue_id].seats
        if most > seats:
            yield view.breach(
                "theory_seats",
                heat,
                f"考场同时坐 {most} 人，只有 {seats} 个座位。",
                f"{most} people sit in the hall, which has {seats} seats.",
                heat.venue_id,
            )


def venue_power(view: View) -> Iterator[Breach]:
    sums = [
        (
            heat.starts_min,
            heat.ends_min,
            view.module(heat).power_kw * len(view.timetable.assignments_of[heat.id]),
            heat,
        )
        for heat in view.heats
    ]
    for heat, most in _peaks(sums):
        limit = view.problem.venue_by_id[heat.venue_id].power_kw
        if limit is not None and most > limit:
            yield view.breach(
                "venue_power",
                heat,
                f"同时用电 {most} 千瓦，供电 {limit} 千瓦。",
                f"{most} kW are drawn, and {limit} kW supplied.",
                heat.venue_id,
            )


def _peaks(sums: list[tuple[int, int, int, HeatPlan]]) -> Iterator[tuple[HeatPlan, int]]:
    """At the start of each heat, what all heats of its venue that hold that minute add up to."""
    by_venue: dict[str, list[tuple[int, int, int, HeatPlan]]] = {}
    lasting = (item for item in sums if item[0] < item[1])
    for item in sorted(lasting, key=lambda s: (s[0], s[3].id)):
        by_venue.setdefault(item[3].venue_id, []).append(item)
    for items in by_venue.values():
        held: list[tuple[int, int]] = []
        total = 0
        for starts, together in groupby(items, key=lambda item: item[0]):
            here = list(together)
            while held and held[0][0] <= starts:
                total -= heappop(held)[1]
            for _, ends, amount, _ in here:
                heappush(held, (ends, amount))
                total += amount
            for *_, heat in here:
                yield heat, total
