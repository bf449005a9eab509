"""
Seeded contests to try things with: random, but shaped like a provincial final.

A trade has a theory paper for all in one hall, a practical in heats on benches, a run on a stand
one at a time (one person, one panel), and a final on the benches after a pause. Judges hold one
certificate, some two; they come for most half-days, work limited hours, and never mark their own
delegation. About one person in fifty competes in two trades.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from itertools import pairwise

from scheduler.problem import (
    Day,
    Entry,
    Judge,
    ModuleNeeds,
    Problem,
    StageNeeds,
    TradeNeeds,
    Venue,
    Window,
    Workstation,
)


@dataclass(frozen=True, kw_only=True)
class Size:
    """What a contest is made of, on average; ``power`` is the share of full load supplied."""

    trades: int
    entries: int
    benches: int
    stands: int
    judges: int
    delegations: int
    venues: int
    days: int
    power: float = 0.9


SIZES = {
    "S": Size(
        trades=3, entries=24, benches=6, stands=1, judges=6, delegations=10, venues=1, days=6
    ),
    "M": Size(
        trades=12, entries=60, benches=10, stands=2, judges=8, delegations=24, venues=3, days=9
    ),
    "L": Size(
        trades=50, entries=120, benches=16, stands=3, judges=8, delegations=60, venues=8, days=12
    ),
}


def contest(size: Size, seed: int) -> Problem:
    """The contest of a size and a seed; the same on every machine."""
    rng = random.Random(f"contest {seed}")
    days = tuple(_day(d) for d in range(size.days))
    trades = tuple(_trade(t, size, rng) for t in range(size.trades))
    entries = _entries(trades, size, rng)
    stations = tuple(
        Workstation(
            id=f"{trade.id}-{kind}-{n + 1}",
            venue_id=f"v{t % size.venues}",
            kind=f"{trade.id}-{kind}",
            label=f"{n + 1}",
            position=n,
        )
        for t, trade in enumerate(trades)
        for kind, least, most in (
            ("bench", size.benches * 3 // 4, size.benches * 5 // 4),
            ("stand", max(1, size.stands - 1), size.stands),
        )
        for n in range(max(1, rng.randint(least, most)))
    )
    return Problem(
        days=days,
        trades=trades,
        entries=entries,
        workstations=stations,
        venues=_venues(trades, stations, size),
        judges=_judges(trades, days, size, rng),
    )


def _day(d: int) -> Day:
    noon = 1440 * d + 720
    return Day(
        index=d,
        opens_min=noon - 240,
        closes_min=noon + 360,
        breaks=(Window(starts_min=noon, ends_min=noon + 60),),
    )


def _trade(t: int, size: Size, rng: random.Random) -> TradeNeeds:
    kw = rng.choice([1, 1, 2, 3, 6, 9])
    panel = 5 if rng.random() < 0.2 else 3
    places = max(8, round(size.entries * rng.uniform(0.75, 1.25)))
    bench, stand = f"t{t}-bench", f"t{t}-stand"
    prelim = StageNeeds(
        id="prelim",
        places=places,
        modules=(
            ModuleNeeds(
                id="theory",
                kind="theory",
                minutes=rng.choice([60, 75, 90]),
                lead_min=20,
                venue_id=f"v{t % size.venues}",
            ),
            ModuleNeeds(
                id="work",
                kind="practical",
                minutes=rng.choice([90, 100, 110, 120, 140]),
                setup_min=10,
                cleanup_min=10,
                marking_min=10,
                lead_min=30,
                panel=panel,
                workstation_kind=bench,
                power_kw=kw,
            ),
            ModuleNeeds(
                id="run",
                kind="practical",
                minutes=rng.choice([15, 20, 20, 25]),
                lead_min=15,
                panel=panel,
                workstation_kind=stand,
                heat_size=1,
                power_kw=kw,
            ),
        ),
    )
    final = StageNeeds(
        id="final",
        places=8 if places >= 40 else 4,
        lag_min=60,
        modules=(
            ModuleNeeds(
                id="work",
                kind="practical",
                minutes=rng.choice([120, 150, 180]),
                setup_min=10,
                cleanup_min=10,
                marking_min=20,
                lead_min=30,
                panel=min(5, panel + 2),
                workstation_kind=bench,
                power_kw=kw,
            ),
        ),
    )
    return TradeNeeds(id=f"t{t}", name=f"trade {t}", stages=(prelim, final))


def _entries(trades: tuple[TradeNeeds, ...], size: Size, rng: random.Random) -> tuple[Entry, ...]:
    people: dict[str, list[tuple[str, str]]] = {
        trade.id: [
            (f"{trade.id}p{n}", f"d{rng.randrange(size.delegations)}")
            for n in range(trade.stages[0].places)
        ]
        for trade in trades
    }
    twice: set[str] = set()
    for one, other in pairwise(trades):
        for _ in range(max(1, round(0.02 * len(people[one.id])))):
            person = rng.choice(people[one.id])
            at = rng.randrange(len(people[other.id]))
            if person[0] not in twice and people[other.id][at][0] not in twice:
                twice.add(person[0])
                people[other.id][at] = person
    return tuple(
        Entry(
            id=f"{trade.id}e{n}", person_ids=(person,), trade_id=trade.id, delegation_id=delegation
        )
        for trade in trades
        for n, (person, delegation) in enumerate(people[trade.id])
    )


def _judges(
    trades: tuple[TradeNeeds, ...], days: tuple[Day, ...], size: Size, rng: random.Random
) -> tuple[Judge, ...]:
    work = {
        trade.id: sum(
            m.panel
            * (m.minutes + m.marking_min)
            * (s.places if m.heat_size else math.ceil(s.places / size.benches))
            for s in trade.stages
            for m in s.modules
        )
        for trade in trades
    }
    total = sum(work.values())
    judges: list[Judge] = []
    for t, trade in enumerate(trades):
        panel = max(m.panel for s in trade.stages for m in s.modules)
        for _ in range(max(panel + 1, round(size.judges * size.trades * work[trade.id] / total))):
            held = {trade.id}
            if rng.random() < 0.3:
                held.add(trades[(t + rng.choice([1, 2])) % len(trades)].id)
            windows = []
            for day in days:
                noon = day.breaks[0]
                morning, afternoon = rng.random() > 0.06, rng.random() > 0.06
                starts = day.opens_min if morning else noon.ends_min
                ends = day.closes_min + 60 if afternoon else noon.ends_min
                if morning or afternoon:
                    windows.append(Window(starts_min=starts, ends_min=ends))
            judges.append(
                Judge(
                    id=f"j{len(judges)}",
                    name=f"judge {len(judges)}",
                    certificates=frozenset(held),
                    delegation_id=f"d{rng.randrange(size.delegations)}",
                    windows=tuple(windows),
                    day_limit_min=rng.choice([360, 420, 420, 480]),
                )
            )
    return tuple(judges)


def _venues(
    trades: tuple[TradeNeeds, ...], stations: tuple[Workstation, ...], size: Size
) -> tuple[Venue, ...]:
    found = []
    for v in range(size.venues):
        here = [trade for t, trade in enumerate(trades) if t % size.venues == v]
        kw = {
            m.workstation_kind: m.power_kw
            for trade in here
            for s in trade.stages
            for m in s.modules
        }
        loads = {
            trade.id: sum(
                kw[s.kind] for s in stations if s.kind in kw and s.kind.startswith(f"{trade.id}-")
            )
            for trade in here
        }
        places = [trade.stages[0].places for trade in here]
        found.append(
            Venue(
                id=f"v{v}",
                name=f"hall {v}",
                seats=max(max(places), sum(places) * 3 // 5),
                power_kw=max(max(loads.values()), int(sum(loads.values()) * size.power)),
            )
        )
    return tuple(found)
