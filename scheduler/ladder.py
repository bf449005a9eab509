"""
One trade put right after something happened: first without a solver, then from the narrowest scope
to the widest.

```
world, trade, whom the bound would move  ->  its plan mended in the world's state; or why not
```
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice

from scheduler.again import seat_again
from scheduler.later import settle
from scheduler.reseat import reseat
from scheduler.scopes import scopes
from scheduler.wider import seat_wider
from scheduler.world import World

EFFORT = 0.7  # deterministic time of one scope


@dataclass(frozen=True, kw_only=True)
class Way:
    """
    How a trade is put right: with ``finals`` its later stages may be put off; ``scopes`` is how
    many models are tried (none: those who must move are seated one after the other; with ``clear``
    also those for whose heat no panel is found, with ``wide`` ever more people); ``brief``: no
    further model when the time is over, even if nothing was found.
    """

    finals: bool = False
    scopes: int = 0
    clear: bool = False
    wide: bool = False
    brief: bool = False


KEPT, PUT_OFF, ALL = Way(), Way(finals=True), 6
CLEARED = (Way(clear=True), Way(clear=True, finals=True))
EITHER = (KEPT, PUT_OFF, *CLEARED, Way(scopes=4), Way(finals=True, scopes=ALL))
"""The first answer."""
FEWER = (KEPT, PUT_OFF, Way(finals=True, scopes=ALL, brief=True), *CLEARED)
"""Fewer people, whatever becomes of finals; what was found at first stands where there is none."""
KEEP = (KEPT, Way(scopes=ALL - 1, brief=True), Way(wide=True), Way(scopes=ALL, brief=True))
"""Finals where they are, at the price of more people."""


def put_trade_right(
    world: World,
    trade_id: str,
    dropped: frozenset[str],
    ways: tuple[Way, ...],
    *,
    over: Callable[[], bool],
    seed: int,
) -> tuple[str, str] | None:
    """None if one of the ways led there, else a sentence (zh, en); ``over`` ends the search."""
    name = world.frame.problem.trade_by_id[trade_id].name
    before = world.state.plans[trade_id]
    old = before.stages[1:]
    later = [heat for rows in old for heats in rows for heat in heats]
    lost = world.lacking(trade_id) or any(world.gone(h) for h in later if not world.started(h))
    loose = lost or not all(world.started(heat) for heat in later)
    sorry = (
        f"{name}：后续阶段的时间已不可用，必须改期。",
        f"{name}: a later stage cannot be held at its time and has to be put off.",
    )
    for way in ways:
        finals = way.finals and loose
        if lost and not finals:
            continue
        if not _seated(world, trade_id, dropped, replace(way, finals=finals), over, seed):
            sorry = (
                f"{name}：在给定时间内没有找到保留全部规则的安排，也没有证明不可能。",
                f"{name}: nothing that keeps all rules was found in the time given, nor a proof "
                "that there is nothing.",
            )
        elif finals and not settle(world, trade_id, old, seed):
            sorry = (
                f"{name}：后续阶段找不到新的时间。",
                f"{name}: no new time was found for a later stage.",
            )
            world.state.remove(trade_id)
            world.state.put(before)
        else:
            return None
    return sorry


def _seated(
    world: World,
    trade_id: str,
    dropped: frozenset[str],
    way: Way,
    over: Callable[[], bool],
    seed: int,
) -> bool:
    """Whether everybody of the first stage has a place again."""
    places = set(world.frame.trades[trade_id].stages[0].places)
    moved = own = frozenset(dropped & places)
    if not way.scopes:
        movers = own | world.displaced(trade_id)
        if way.wide:
            return seat_wider(world, trade_id, movers, over=over, seed=seed)
        return seat_again(world, trade_id, movers, finals=way.finals, clear=way.clear)
    enough = sum(world.weight[entry] for entry in own if world.placed(entry))
    best: int | None = None
    for scope in islice(scopes(world, trade_id, own, way.finals), way.scopes):
        if over() and (way.brief or best is not None):
            break
        tried = replace(scope, movers=scope.movers | moved)
        most = None if best is None else best - 1
        count = reseat(world, tried, (enough, most), EFFORT, seed)
        if count is not None:
            best, moved = count, moved | scope.movers
            if best <= enough:
                break
    return best is not None
