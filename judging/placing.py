"""Which rows stand on the places that a rung of the ladder rewards."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from decimal import Decimal

from judging.lanes import Field
from judging.order import Order, Row
from judging.plan import Plan
from judging.progression import ruled_cut
from judging.quota import Places, Sizes, places
from judging.results import Claim, Standing
from judging.rulebook import Rung
from judging.rulings import Ask

Answer = bool | None


@dataclass(kw_only=True, slots=True)
class Ladder:
    plan: Plan
    field: Field
    sizes: Sizes
    claims: list[Claim] = made(default_factory=list)
    asks: dict[str, Ask] = made(default_factory=dict)
    #: (ranking, entry) and (honour, entry) -> surely held or maybe, for the rungs already read.
    prized: dict[tuple[str, str], bool] = made(default_factory=dict)
    holds: dict[tuple[str, str], bool] = made(default_factory=dict)


def placed_on(
    ladder: Ladder,
    rung: Rung,
    rows: tuple[Row, ...],
    lines: Mapping[str, Standing],
    fits: Mapping[str, Answer],
    within: Decimal,
) -> Mapping[str, Answer]:
    """Whether each row that may be fit stands on a place that this rung rewards."""
    key = f"ladder/{rung.id}"
    able = [r for r in rows if fits[r.entry_id] is not False]
    if rung.ranks is not None:
        count = places(ladder.plan, rung.ranks[1], ladder.sizes, key)
        ladder.asks.update({a.key: a for a in count.asks})
        return _on_ranks(ladder, rung, rung.ranks[0], count, able, lines, within)
    if rung.first is None:
        return {r.entry_id: True for r in able}
    count = places(ladder.plan, rung.first, ladder.sizes, key)
    ladder.asks.update({a.key: a for a in count.asks})
    names = rung.honour, rung.honour_en or rung.honour
    found, asks = ruled_cut(
        ladder.plan, able, count, rung.first.tie_at_cut, f"{key}.cut", names, within
    )
    ladder.asks.update({a.key: a for a in asks})
    return found.inside


def _on_ranks(
    ladder: Ladder,
    rung: Rung,
    first: int,
    count: Places,
    able: list[Row],
    lines: Mapping[str, Standing],
    within: Decimal,
) -> Mapping[str, Answer]:
    """Places by rank: an unfit holder leaves his vacant, or the next fit one moves up."""
    vacant: dict[str, Answer] = {}
    for row in able:
        line = lines[row.entry_id]
        vacant[row.entry_id] = _within(line.best, line.worst, first, count)
    if rung.when_unfit in ("", "vacant"):
        return vacant
    order = Order(able, within)
    moved: dict[str, Answer] = {}
    for row in able:
        best, worst = 1 + order.above(row), 1 + order.reach(row, sharers=False)
        moved[row.entry_id] = _within(best, worst, first, count)
    if rung.when_unfit == "next":
        return moved
    apart = tuple(e for e, answer in moved.items() if answer is not vacant[e])
    ruling = ladder.plan.rulings.get(f"ladder/{rung.id}.unfit") if apart else None
    if ruling is not None and ruling.choice in ("next", "vacant"):
        return moved if ruling.choice == "next" else vacant
    if apart:
        ladder.asks[f"ladder/{rung.id}.unfit"] = _unfit_ask(rung, apart)
    return {e: v if v is moved[e] else None for e, v in vacant.items()}


def _unfit_ask(rung: Rung, entries: tuple[str, ...]) -> Ask:
    return Ask(
        key=f"ladder/{rung.id}.unfit",
        zh=f"“{rung.honour}”的名次内有人不符合条件，是否由后面的人递补？竞赛规程没有写明，请裁定。",
        en=f"Somebody on the ranks of “{rung.honour_en or rung.honour}” is unfit: does the next "
        "move up? The rulebook does not say. A ruling is needed.",
        options=(
            ("next", "由后面的人递补", "the next fit one moves up"),
            ("vacant", "名额空缺", "the place stays vacant"),
        ),
        entries=entries,
    )


def _within(best: int, worst: int, first: int, last: Places) -> Answer:
    if best > last.high or worst < first:
        return False
    return True if best >= first and worst <= last.low else None
