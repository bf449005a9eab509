"""
Many people who all must move are seated a few at a time, each few by a model of their own.

All of them are taken out first. So nobody holds what another could use, and since each of them has
to move anyway, going in turns moves nobody more. Panels of other trades stay.
"""

from __future__ import annotations

from dataclasses import replace

from scheduler.reseat import Scope, reseat
from scheduler.world import World

FEW = 8


def put_right(
    world: World, scope: Scope, people: tuple[int, int | None], effort: float, seed: int
) -> int | None:
    """As ``reseat``; in turns if many of the movers have no choice but to move."""
    forced = scope.movers & world.displaced(scope.trade_id)
    if len(forced) <= FEW or scope.movers != forced:
        return reseat(world, scope, people, effort, seed)
    plan = world.state.plans[scope.trade_id]
    own = scope.free & {heat.id for heat in plan.heats()}
    order = sorted(forced, key=lambda entry: (_first(world, entry), entry))
    moved = 0
    while order:
        turn, order = order[:FEW], order[FEW:]
        part = replace(scope, movers=frozenset(turn), waiting=frozenset(order), free=own)
        found = reseat(world, part, (sum(world.weight[e] for e in turn), None), effort, seed)
        if found is None:
            world.state.remove(scope.trade_id)
            world.state.put(plan)
            return None
        moved += found
    return moved


def _first(world: World, entry: str) -> int:
    """When the first open work of an entry was to begin."""
    soon = world.changes.now_min // world.frame.grid.slot_min
    return min(
        (at for (who, _), at in world.began.items() if who == entry and at >= soon), default=0
    )
