"""
One trade put right after something happened: from the narrowest scope to the widest.

```
world, trade, whom the bound would move  ->  its plan mended in the world's state; or why not
```
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice

from scheduler.later import settle
from scheduler.scopes import scopes
from scheduler.turns import put_right
from scheduler.world import World

EFFORT = 0.7  # deterministic time of one scope
NARROW = 4  # scopes tried with finals where they are before finals may be put off


def put_trade_right(
    world: World,
    trade_id: str,
    dropped: frozenset[str],
    *,
    finals: bool,
    wide: bool,
    over: Callable[[], bool],
    seed: int,
) -> tuple[str, str] | None:
    """
    None if it was done, else a sentence (zh, en). With ``finals`` later stages may be put off;
    without ``wide`` only the narrow scopes are tried; ``over`` ends the search for better.
    """
    name = world.frame.problem.trade_by_id[trade_id].name
    old = world.state.plans[trade_id].stages[1:]
    later = [heat for rows in old for heats in rows for heat in heats]
    lost = world.lacking(trade_id) or any(world.gone(h) for h in later if not world.started(h))
    finals = finals and (lost or not all(world.started(heat) for heat in later))
    if lost and not finals:
        return (
            f"{name}：后续阶段的时间已不可用，必须改期。",
            f"{name}: a later stage cannot be held at its time and has to be put off.",
        )
    if not _seated(world, trade_id, dropped, finals=finals, wide=wide, over=over, seed=seed):
        return (
            f"{name}：在给定时间内没有找到保留全部规则的安排，也没有证明不可能。",
            f"{name}: nothing that keeps all rules was found in the time given, nor a proof that "
            "there is nothing.",
        )
    if finals and not settle(world, trade_id, old, seed):
        return (
            f"{name}：后续阶段找不到新的时间。",
            f"{name}: no new time was found for a later stage.",
        )
    return None


def _seated(
    world: World,
    trade_id: str,
    dropped: frozenset[str],
    *,
    finals: bool,
    wide: bool,
    over: Callable[[], bool],
    seed: int,
) -> bool:
    """Whether everybody of the first stage has a place again."""
    places = set(world.frame.trades[trade_id].stages[0].places)
    moved = own = frozenset(dropped & places)
    enough = sum(world.weight[entry] for entry in own if world.placed(entry))
    best: int | None = None
    for scope in islice(scopes(world, trade_id, own, finals), None if wide else NARROW):
        if best is not None and over():
            break
        tried = replace(scope, movers=scope.movers | moved)
        most = None if best is None else best - 1
        count = put_right(world, tried, (enough, most), EFFORT, seed)
        if count is not None:
            best, moved = count, moved | scope.movers
            if best <= enough:
                break
    return best is not None
