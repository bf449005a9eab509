"""
A trade's plan without those who are to be seated anew.

```
world, plan, who is taken out  ->  copies of the heats in which somebody stays
```
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from scheduler.state import Plan, Planned
from scheduler.world import World


def lift(world: World, plan: Plan, out: Set[str], *, finals: bool) -> Plan:
    """
    Copies of the heats without those who are ``out`` and without heats that are gone; what has
    started stays. With ``finals`` later stages that have not begun stand aside.
    """
    kept = Plan(trade_id=plan.trade_id)
    for number, rows in enumerate(plan.stages):
        kept.stages.append([])
        begun = any(world.started(heat) for heats in rows for heat in heats)
        for heats in rows:
            left: list[Planned] = []
            for heat in heats:
                stays = heat.seated
                if not world.started(heat):
                    if number and finals and not begun:
                        continue
                    stays = () if world.gone(heat) else stays
                    stays = stays if number else tuple(e for e in stays if e not in out)
                if stays:
                    left.append(replace(heat, seated=stays, size=len(stays)))
            kept.stages[-1].append(left)
    return kept
