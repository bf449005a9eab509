"""How many: fixed, a share of the field, or by its size; and who stands inside such a cut."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from judging.numbers import whole
from judging.order import Order, Row
from judging.plan import Plan
from judging.questions import ask_of
from judging.rulebook import SIZES, Quota
from judging.rulings import Ask, Choose, Unsettled, differing, explore
from judging.scheme import UNSTATED

#: A field size by name, least and most it can still be.
Sizes = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """The number of places, least and most while the field or the text is open."""

    low: int
    high: int
    asks: tuple[Ask, ...] = ()


def places(plan: Plan, quota: Quota | int, sizes: Sizes, key: str) -> Places:
    """The places of a quota at every reachable field size; asked only if the answer differs."""
    if isinstance(quota, int):
        return Places(low=quota, high=quota)
    if quota.count is not None:
        return Places(low=quota.count, high=quota.count)

    def run(choose: Choose) -> tuple[int, int]:
        name = choose(f"{key}.of", SIZES) if quota.of is UNSTATED else quota.of
        low, high = sizes[name]
        counts = [_count(quota, n, key, choose) for n in _worth_trying(quota, low, high)]
        return min(counts), max(counts)

    found = explore(run, plan.rulings)
    if found.unsettled:
        asks = tuple(ask_of(plan, k) for k in found.unsettled)
        most = max((row[2] for row in quota.by_size), default=0)
        return Places(low=0, high=most, asks=asks)
    outcomes = [o for _, o in found.outcomes]
    low, high = min(o[0] for o in outcomes), max(o[1] for o in outcomes)
    asks = ()
    if all(o[0] == o[1] for o in outcomes):
        asks = tuple(
            ask_of(plan, k, _options(k, found.outcomes))
            for k in differing(found.outcomes, lambda a, b: a == b)
        )
    return Places(low=low, high=high, asks=asks)


def _worth_trying(quota: Quota, low: int, high: int) -> Iterable[int]:
    """A share grows with the field, so its ends suffice; a table may do anything."""
    return range(low, high + 1) if quota.by_size else {low, high}


def _count(quota: Quota, size: int, key: str, choose: Choose) -> int:
    if quota.percent is not None:
        mode = quota.round
        if mode is UNSTATED:
            mode = choose(f"{key}.round", ("up", "down", "nearest"))
        count = max(whole(quota.percent * size, mode), quota.at_least)
    else:
        hits = [n for a, b, n in quota.by_size if a <= size and (b is None or size <= b)]
        if len(hits) != 1:
            ruled = choose(f"{key}.size:{size}")
            if not ruled.isdigit():
                raise Unsettled(f"{key}.size:{size}")
            hits = [int(ruled)]
        count = max(hits[0], quota.at_least)
    return count if quota.at_most is None else min(count, quota.at_most)


def _options(
    key: str, outcomes: Iterable[tuple[dict[str, str], tuple[int, int]]]
) -> tuple[tuple[str, str, str], ...]:
    given = {chosen[key]: count for chosen, (count, _) in outcomes if key in chosen}
    return tuple((c, f"{n} 个名额", f"places: {n}") for c, n in given.items())


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """Of each entry: True inside for sure, None still open, False outside for sure."""

    inside: Mapping[str, bool | None]
    astride: tuple[str, ...] = ()


def cut(rows: Iterable[Row], count: Places, tie_at_cut: str, order: Order) -> Cut:
    """Who is among the first so many; a settled tie astride the end by ``tie_at_cut``."""
    inside: dict[str, bool | None] = {}
    astride = []
    for row in rows:
        above, reach = order.above(row), order.reach(row, sharers=True)
        answer: bool | None = None
        if reach < count.low:
            answer = True
        elif above >= count.high:
            answer = False
        elif row.block is not None and row.settled and order.peers(row):
            answer = _shared(order, row, count, tie_at_cut)
            if answer is None and tie_at_cut == "ask" and not order.passers(row):
                astride.append(row.entry_id)
        inside[row.entry_id] = answer
    return Cut(inside=inside, astride=tuple(sorted(astride)))


def _shared(order: Order, row: Row, count: Places, tie_at_cut: str) -> bool | None:
    """The rule for sharers of one rank at the end of the places."""
    if tie_at_cut == "all" and order.reach(row, sharers=False) < count.low:
        return True
    # Whoever is above for sure stays above, so the whole block, if it stays one, cannot fit in.
    whole = order.above(row) + order.peers(row)
    if tie_at_cut == "none" and not order.loose and whole >= count.high:
        return False
    return None
