"""A small contest with everything in it, and its timetable; tests change what they need."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from scheduler.problem import (
    Day,
    Entry,
    Judge,
    ModuleNeeds,
    Problem,
    Recusal,
    StageNeeds,
    TradeNeeds,
    Venue,
    Window,
    Workstation,
)
from scheduler.solve import solve
from scheduler.timetable import Timetable


def day(index: int, opens: int = 480, closes: int = 1080, *breaks: tuple[int, int]) -> Day:
    """A day from 8 to 18 o'clock unless said otherwise; minutes of its own midnight."""
    midnight = 1440 * index
    return Day(
        index=index,
        opens_min=midnight + opens,
        closes_min=midnight + closes,
        breaks=tuple(Window(starts_min=midnight + a, ends_min=midnight + b) for a, b in breaks),
    )


def practical(kind: str, **needs: Any) -> ModuleNeeds:
    """A practical module of two hours with a panel of two, changed as asked."""
    usual: dict[str, Any] = {"id": "work", "minutes": 120, "panel": 2}
    return ModuleNeeds(**{"kind": "practical", "workstation_kind": kind, **usual, **needs})


def theory(venue: str = "hall", **needs: Any) -> ModuleNeeds:
    """An hour of theory without judges, changed as asked."""
    return ModuleNeeds(
        **{"id": "theory", "kind": "theory", "minutes": 60, "venue_id": venue, **needs}
    )


def benches(kind: str, venue: str, count: int) -> tuple[Workstation, ...]:
    return tuple(
        Workstation(id=f"{kind}{n + 1}", venue_id=venue, kind=kind, label=f"{n + 1}", position=n)
        for n in range(count)
    )


def roster(trade: str, count: int, delegations: int = 4) -> tuple[Entry, ...]:
    """Entries weld1, weld2, ... of persons p-weld1, ... from delegations d0, d1, ... in turn."""
    return tuple(
        Entry(
            id=f"{trade}{n + 1}",
            person_ids=(f"p-{trade}{n + 1}",),
            trade_id=trade,
            delegation_id=f"d{n % delegations}",
        )
        for n in range(count)
    )


def judges(count: int, *certificates: str, prefix: str = "j", **facts: Any) -> tuple[Judge, ...]:
    """Judges of no delegation who are always there, changed as asked."""
    return tuple(
        Judge(
            id=f"{prefix}{n + 1}",
            name=f"judge {prefix}{n + 1}",
            certificates=frozenset(certificates),
            **facts,
        )
        for n in range(count)
    )


def tiny(**changes: Any) -> Problem:
    """One trade: four entries, two benches, three judges, one day, one practical module."""
    usual: dict[str, Any] = {
        "days": (day(0, 480, 1080, (720, 780)),),
        "venues": (Venue(id="shop", name="shop"),),
        "workstations": benches("bench", "shop", 2),
        "trades": (trade("weld", 4, practical("bench")),),
        "entries": roster("weld", 4),
        "judges": judges(3, "weld"),
    }
    return Problem(**{**usual, **changes})


def trade(
    name: str, places: int, *modules: ModuleNeeds, final: StageNeeds | None = None
) -> TradeNeeds:
    prelim = StageNeeds(id="prelim", places=places, modules=modules)
    return TradeNeeds(id=name, name=name, stages=(prelim,) if final is None else (prelim, final))


@cache
def fair() -> Problem:
    """Two trades that share a hall, a person and a judge; theory, practical and final; two days."""
    lamian = trade(
        "lamian",
        6,
        theory(lead_min=15),
        practical("stove", setup_min=10, cleanup_min=10, marking_min=10, lead_min=20, power_kw=3),
        final=StageNeeds(
            id="final",
            places=2,
            lag_min=30,
            modules=(practical("stove", minutes=90, lead_min=20, panel=3),),
        ),
    )
    weld = trade(
        "weld",
        5,
        theory(lead_min=15, panel=1),
        practical("booth", lead_min=15, heat_size=2),
        final=StageNeeds(
            id="final",
            places=2,
            lag_min=60,
            modules=(
                practical("booth", id="cut", minutes=60),
                practical("booth", id="join", minutes=60),
            ),
        ),
    )
    welders = roster("weld", 5)
    both = replace(welders[4], person_ids=("p-weld5", "p-lamian1"))
    return Problem(
        days=(day(0, 480, 1080, (720, 780)), day(1, 480, 1080, (720, 780))),
        venues=(
            Venue(id="hall", name="礼堂", seats=12),
            Venue(
                id="kitchen",
                name="厨房",
                power_kw=9,
                windows=(
                    Window(starts_min=480, ends_min=1080),
                    Window(starts_min=1920, ends_min=2520),
                ),
            ),
            Venue(id="shop", name="车间"),
        ),
        workstations=(*benches("stove", "kitchen", 4), *benches("booth", "shop", 3)),
        trades=(lamian, weld),
        entries=(*roster("lamian", 6), *welders[:4], both),
        judges=(
            *judges(4, "lamian", prefix="l", delegation_id="d1", day_limit_min=420),
            *judges(
                4,
                "lamian",
                prefix="m",
                rest_min=10,
                windows=(
                    Window(starts_min=480, ends_min=1100),
                    Window(starts_min=1920, ends_min=2540),
                ),
            ),
            *judges(3, "weld", prefix="w"),
            *judges(1, "weld", "lamian", prefix="x", chief_of="weld"),
        ),
        recusals=(Recusal(judge_id="w1", person_id="p-weld2", reason="master and apprentice"),),
    )


@cache
def fair_timetable() -> Timetable:
    """A timetable of ``fair``, from the solver; the checker finds nothing in it."""
    found = solve(fair(), seconds=20).timetable
    assert found is not None
    return found


@cache
def story() -> Problem:
    """
    Three trades of 32 from 24 delegations, 24 judges employed by them, 40 workstations in four
    shops and a hall, two days: theory for all, a practical in heats, a final of eight.
    """
    kinds = (("lamian", 12, 100, 90), ("weld", 14, 120, 120), ("courier", 14, 60, 60))
    trades = tuple(
        trade(
            name,
            32,
            theory(lead_min=30),
            practical(name, minutes=work, setup_min=10, cleanup_min=10, marking_min=15, lead_min=30,
                      panel=3),
            final=StageNeeds(id="final", places=8, lag_min=60, modules=(practical(
                name, minutes=last, setup_min=10, marking_min=15, lead_min=30, panel=5),)),
        )
        for name, _, work, last in kinds
    )  # fmt: skip
    return Problem(
        days=tuple(day(d, 480, 1080, (720, 780)) for d in range(2)),
        venues=(
            Venue(id="hall", name="理论考场", seats=64),
            *(Venue(id=f"shop-{name}", name=f"{name} 赛场") for name, *_ in kinds),
            Venue(id="yard", name="备用赛场"),
        ),
        workstations=tuple(s for name, n, *_ in kinds for s in benches(name, f"shop-{name}", n)),
        trades=trades,
        entries=tuple(e for name, *_ in kinds for e in roster(name, 32, 24)),
        judges=tuple(
            Judge(
                id=f"{name}-judge{n + 1}",
                name=f"裁判 {name} {n + 1}",
                certificates=frozenset({name}),
                delegation_id=f"d{3 * n + k}",
                chief_of=name if n == 0 else None,
            )
            for k, (name, *_) in enumerate(kinds)
            for n in range(8)
        ),
    )
