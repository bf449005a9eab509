"""
What an organiser asked for, one wish at a time, and the problem that asks for some of them only.

A wish is (kind, id). The problem in which it is dropped asks for nothing instead: no opening hours
of its own, no panel, no pause, seats and workstations for everybody, ten more days. So what is
impossible with few wishes is impossible with all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scheduler.parts import Entry, Judge, ModuleNeeds, TradeNeeds
from scheduler.places import DAY_MIN, Day, Venue, Window, Workstation
from scheduler.problem import Problem, module_key

Wish = tuple[str, str]
MORE_DAYS = 10


def wishes_of(problem: Problem) -> tuple[Wish, ...]:
    """Every wish of a problem, trades first."""
    return tuple(dict.fromkeys(_wishes(problem)))


def _wishes(problem: Problem) -> Iterator[Wish]:
    yield from (("trade", trade.id) for trade in problem.trades)
    yield "days", ""
    yield from (("breaks", str(day.index)) for day in problem.days if day.breaks)
    for venue in problem.venues:
        if venue.windows:
            yield "venue_hours", venue.id
        if venue.power_kw is not None:
            yield "power", venue.id
    for trade in problem.trades:
        if trade.closed:
            yield "closed", trade.id
        for number, stage in enumerate(trade.stages):
            if number:
                yield "lag", f"{trade.id}/{stage.id}"
            for module in stage.modules:
                yield from _of_module(module, module_key(trade.id, stage.id, module.id))
    for station in problem.workstations:
        if station.down:
            yield "down", station.id
    for judge in problem.judges:
        if judge.windows:
            yield "judge_hours", judge.id
        if judge.delegation_id is not None:
            yield "employer", judge.id
        yield "judge_limit", judge.id
    yield from (("recusal", str(i)) for i in range(len(problem.recusals)))
    yield from (("lock", str(i)) for i in range(len(problem.locked)))
    yield from (("away", entry.id) for entry in problem.entries if entry.away)
    yield from (("twice", person) for person in twice(problem))


def _of_module(module: ModuleNeeds, key: str) -> Iterator[Wish]:
    if module.venue_id is not None:
        yield "seats", module.venue_id
    if module.workstation_kind is not None:
        yield "stations", module.workstation_kind
    if module.panel:
        yield "panel", key
    if module.heat_size is not None:
        yield "heat_size", key
    if module.lead_min:
        yield "lead", key
    if module.setup_min + module.cleanup_min:
        yield "setup", key


def twice(problem: Problem) -> dict[str, None]:
    """People who compete in more than one trade."""
    seen: dict[str, str] = {}
    found: dict[str, None] = {}
    for entry in problem.entries:
        for person in entry.person_ids:
            if seen.setdefault(person, entry.trade_id) != entry.trade_id:
                found[person] = None
    return found


def only(problem: Problem, kept: frozenset[Wish]) -> Problem | None:
    """The problem that asks for these wishes only; None if no trade is among them."""
    trades = tuple(_trade(t, kept) for t in problem.trades if ("trade", t.id) in kept)
    if not trades:
        return None
    ids = {trade.id for trade in trades}
    apart = frozenset(p for p in twice(problem) if ("twice", p) not in kept)
    entries = tuple(_entry(e, apart, kept) for e in problem.entries if e.trade_id in ids)
    halls = {m.venue_id for t in trades for s in t.stages for m in s.modules}
    people = {person for entry in entries for person in entry.person_ids}
    locks = tuple(
        lock if ("panel", lock.heat_id.rpartition("/")[0]) in kept else replace(lock, judge_id=None)
        for i, lock in enumerate(problem.locked)
        if ("lock", str(i)) in kept and lock.heat_id.split("/")[0] in ids
    )
    return replace(
        problem,
        days=_days(problem, kept),
        venues=tuple(_venue(v, len(entries) if v.id in halls else 0, kept) for v in problem.venues),
        workstations=_stations(problem, trades, len(entries), kept),
        trades=trades,
        entries=entries,
        judges=tuple(_judge(j, ids, kept) for j in problem.judges),
        recusals=tuple(
            recusal
            for i, recusal in enumerate(problem.recusals)
            if ("recusal", str(i)) in kept and recusal.person_id in people
        ),
        locked=locks,
    )


def _days(problem: Problem, kept: frozenset[Wish]) -> tuple[Day, ...]:
    days = [d if ("breaks", str(d.index)) in kept else replace(d, breaks=()) for d in problem.days]
    if ("days", "") not in kept:
        last = days[-1]
        for n in range(1, MORE_DAYS + 1):
            later = n * DAY_MIN
            days.append(
                Day(
                    index=last.index + n,
                    opens_min=last.opens_min + later,
                    closes_min=last.closes_min + later,
                )
            )
    return tuple(days)


def _venue(venue: Venue, people: int, kept: frozenset[Wish]) -> Venue:
    return replace(
        venue,
        windows=venue.windows if ("venue_hours", venue.id) in kept else (),
        power_kw=venue.power_kw if ("power", venue.id) in kept else None,
        seats=venue.seats if ("seats", venue.id) in kept else max(venue.seats, people),
    )


def _stations(
    problem: Problem, trades: tuple[TradeNeeds, ...], people: int, kept: frozenset[Wish]
) -> tuple[Workstation, ...]:
    found = [s if ("down", s.id) in kept else replace(s, down=()) for s in problem.workstations]
    kinds = {m.workstation_kind for t in trades for s in t.stages for m in s.modules}
    for kind in sorted(k for k in kinds if k is not None and ("stations", k) not in kept):
        there = [s for s in found if s.kind == kind]
        venue = there[0].venue_id if there else problem.venues[0].id
        found += [
            Workstation(
                id=f"{kind} more {n + 1}",
                venue_id=venue,
                kind=kind,
                label=f"+{n + 1}",
                position=len(there) + n,
            )
            for n in range(people)
        ]
    return tuple(found)


def _trade(trade: TradeNeeds, kept: frozenset[Wish]) -> TradeNeeds:
    stages = []
    for stage in trade.stages:
        modules = []
        for module in stage.modules:
            key = module_key(trade.id, stage.id, module.id)
            prepared = ("setup", key) in kept
            modules.append(
                replace(
                    module,
                    panel=module.panel if ("panel", key) in kept else 0,
                    heat_size=module.heat_size if ("heat_size", key) in kept else None,
                    lead_min=module.lead_min if ("lead", key) in kept else 0,
                    setup_min=module.setup_min if prepared else 0,
                    cleanup_min=module.cleanup_min if prepared else 0,
                )
            )
        lag = stage.lag_min if ("lag", f"{trade.id}/{stage.id}") in kept else 0
        stages.append(replace(stage, modules=tuple(modules), lag_min=lag))
    closed = trade.closed if ("closed", trade.id) in kept else ()
    return replace(trade, stages=tuple(stages), closed=closed)


def _entry(entry: Entry, apart: frozenset[str], kept: frozenset[Wish]) -> Entry:
    """Who need not compete twice is another person in each trade."""
    people = tuple(f"{p} in {entry.trade_id}" if p in apart else p for p in entry.person_ids)
    away = entry.away if ("away", entry.id) in kept else ()
    return replace(entry, person_ids=people, away=away)


def _judge(judge: Judge, trades: set[str], kept: frozenset[Wish]) -> Judge:
    certificates = judge.certificates & trades
    windows: tuple[Window, ...] = judge.windows if ("judge_hours", judge.id) in kept else ()
    return replace(
        judge,
        certificates=certificates,
        windows=windows,
        chief_of=judge.chief_of if judge.chief_of in certificates else None,
        delegation_id=judge.delegation_id if ("employer", judge.id) in kept else None,
        day_limit_min=judge.day_limit_min if ("judge_limit", judge.id) in kept else DAY_MIN,
    )
