"""Small contests with everything turned at random, for solver and checker to agree on."""

from __future__ import annotations

import random
from dataclasses import replace

from scheduler.problem import Entry, Judge, Problem, StageNeeds, Venue, Window
from tests.scheduler import samples


def random_problem(seed: int) -> Problem:
    """Small contests with everything turned at random; some of them have no timetable."""
    rng = random.Random(seed)
    trades = []
    for name in ("weld", "lamian")[: rng.randint(1, 2)]:
        modules = [
            samples.practical(
                name,
                minutes=rng.choice([40, 60, 120]),
                panel=rng.randint(0, 2),
                setup_min=rng.choice([0, 10]),
                cleanup_min=rng.choice([0, 5]),
                marking_min=rng.choice([0, 15]),
                lead_min=rng.choice([0, 10]),
                heat_size=rng.choice([None, 1, 2]),
                power_kw=rng.choice([0, 1]),
            )
        ]
        if rng.random() < 0.6:
            modules.insert(0, samples.theory(panel=rng.randint(0, 1), lead_min=rng.choice([0, 10])))
        if rng.random() < 0.4:
            modules.append(samples.practical(name, id="second", minutes=30, panel=1, heat_size=1))
        final = StageNeeds(
            id="final",
            places=2,
            lag_min=30,
            modules=(samples.practical(name, minutes=60, panel=rng.randint(1, 2)),),
        )
        trades.append(
            samples.trade(
                name, rng.randint(2, 5), *modules, final=final if rng.random() < 0.5 else None
            )
        )
    names = [t.id for t in trades]
    entries: list[Entry] = []
    for trade in trades:
        for entry in samples.roster(trade.id, trade.stages[0].places, 3):
            twice = entries and rng.random() < 0.2
            shared = rng.choice(entries).person_ids if twice else entry.person_ids
            free = not any(
                set(shared) & set(e.person_ids) for e in entries if e.trade_id == trade.id
            )
            late = rng.random() < 0.1
            away = (Window(starts_min=480, ends_min=600),) if late else ()
            entries.append(
                replace(entry, person_ids=shared if free else entry.person_ids, away=away)
            )
    judges = tuple(
        Judge(
            id=f"j{n}",
            name=f"judge {n}",
            certificates=frozenset(rng.sample(names, rng.randint(1, len(names)))),
            delegation_id=rng.choice([None, "d0", "d1", "d2"]),
            rest_min=rng.choice([0, 10]),
            day_limit_min=rng.choice([240, 480]),
            windows=() if rng.random() < 0.7 else (Window(starts_min=480, ends_min=900),),
        )
        for n in range(rng.randint(2, 6))
    )
    return Problem(
        days=tuple(samples.day(d, 480, 900, (660, 720)) for d in range(rng.randint(1, 2))),
        venues=(Venue(id="hall", name="hall", seats=rng.randint(2, 8)),
                Venue(id="shop", name="shop", power_kw=rng.choice([None, 2]))),
        workstations=tuple(
            replace(b, down=(Window(starts_min=540, ends_min=640),) if rng.random() < 0.1 else ())
            for n in names for b in samples.benches(n, "shop", rng.randint(1, 3))),
        trades=tuple(
            replace(t, closed=(Window(starts_min=500, ends_min=560),) if rng.random() < 0.1 else ())
            for t in trades),
        entries=tuple(entries), judges=judges,
    )  # fmt: skip
