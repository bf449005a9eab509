"""From narrow to wide: who may move and which panels may change when one trade is put right."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.reseat import Scope
from scheduler.state import Planned
from scheduler.world import World


def scopes(world: World, trade_id: str, dropped: frozenset[str], finals: bool) -> Iterator[Scope]:
    """
    Scopes for one trade; each is made when it is asked for.

    Those who must move and broken panels; all panels of the days concerned; those of trades near by
    too; all who sit in a heat concerned; both; in the end everybody and every panel.
    """
    movers = frozenset(world.displaced(trade_id)) | dropped
    broken = {heat.id for heat in world.open_heats(trade_id) if world.broken(heat)}
    yield _scope(world, trade_id, movers, frozenset(broken), 10, finals)
    hit = [h for h in world.open_heats(trade_id) if _concerned(world, h, movers, broken)]
    days = {world.frame.grid.day_of[heat.starts] for heat in hit}
    today = frozenset(h.id for h in world.open_heats(trade_id) if _day(world, h) in days)
    yield _scope(world, trade_id, movers, today | broken, 20, finals)
    around = neighbours(world, trade_id)
    further = dict.fromkeys(o for one in around for o in neighbours(world, one) if o != trade_id)
    near, far = (
        frozenset(h.id for other in some for h in world.open_heats(other) if _day(world, h) in days)
        for some in (around, {**dict.fromkeys(around), **further})
    )
    yield _scope(world, trade_id, movers, today | far | broken, 20, finals)
    wide = movers | _people(world, trade_id, hit)
    yield _scope(world, trade_id, wide, today | broken, 24, finals)
    yield _scope(world, trade_id, wide, today | near | broken, 24, finals)
    every = world.open_heats(trade_id)
    all_people = movers | _people(world, trade_id, every)
    panels = frozenset(heat.id for heat in every) | near
    yield _scope(world, trade_id, all_people, panels, 48, finals)


def _scope(
    world: World,
    trade_id: str,
    movers: frozenset[str],
    free: frozenset[str],
    width: int,
    finals: bool,
) -> Scope:
    return Scope(trade_id=trade_id, movers=movers, free=free, width=width, finals=finals)


def _concerned(world: World, heat: Planned, movers: frozenset[str], broken: set[str]) -> bool:
    return heat.id in broken or world.gone(heat) or bool(movers & set(heat.seated))


def _day(world: World, heat: Planned) -> int:
    return world.frame.grid.day_of[heat.starts]


def _people(world: World, trade_id: str, heats: list[Planned]) -> frozenset[str]:
    known = set(world.frame.trades[trade_id].stages[0].places)
    return frozenset(e for heat in heats for e in heat.seated if e in known)


def neighbours(world: World, trade_id: str) -> list[str]:
    """Trades whose judges also hold this trade's certificate."""
    judges = set(world.frame.trades[trade_id].judges)
    return [
        t.id for t in world.frame.trades.values() if t.id != trade_id and judges & set(t.judges)
    ]
