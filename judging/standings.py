"""The lines people read: present rank, best and worst still possible, what parted equals."""

from decimal import Decimal

from judging.lanes import EntryScores, Field
from judging.numbers import FAR, snap
from judging.order import Row
from judging.plan import Plan
from judging.ranking import Ranked, gaps_of
from judging.results import Standing
from judging.rulings import Ask


def standings_of(
    plan: Plan, ranked: Ranked, field: Field, modules: tuple[str, ...], waiting_node: str
) -> tuple[tuple[Standing, ...], list[Ask]]:
    """Standings of one ranking: in present order, the unmarked after them, the unranked last."""
    gaps, asks = gaps_of(plan, ranked)
    present = _present(ranked, gaps)
    lines = []
    for row in ranked.rows:
        best, worst = 1 + ranked.order.above(row), 1 + ranked.order.reach(row, sharers=False)
        rank = present.get(row.entry_id)
        if gaps == "1223":
            # Without gaps a rank is never behind the one with gaps; open rows leave only that.
            settled = rank if _closed(ranked, row) else None
            best, worst = (1, worst) if settled is None else (settled, settled)
        sure = row.block is not None and best == worst
        lines.append(_line(ranked, row, field, modules, waiting_node, rank, best, worst, sure))
    # Nobody is ranked last of all while somebody has no rank yet.
    lines = sorted(lines, key=lambda s: (s.rank or len(ranked.rows), s.entry_id))
    last = len(ranked.rows) + 1
    for entry_id, cause in sorted(ranked.unranked):
        scores = field[entry_id][1]
        lines.append(
            Standing(
                entry_id=entry_id,
                rank=None,
                best=last,
                worst=last,
                score=final(scores, ranked.rule.by[0].node),
                low=None,
                high=None,
                state="unranked",
                waiting=0,
                parts=tuple([(m, final(scores, m)) for m in modules]),
                cause=cause,
            )
        )
    return tuple(lines), asks


def _closed(ranked: Ranked, row: Row) -> bool:
    return row.block is not None and not ranked.order.open and row.settled


def _line(
    ranked: Ranked,
    row: Row,
    field: Field,
    modules: tuple[str, ...],
    waiting_node: str,
    rank: int | None,
    best: int,
    worst: int,
    sure: bool,
) -> Standing:
    scores = field[row.entry_id][1]
    low, high = row.lead if ranked.rule.by[0].high else (-row.lead[1], -row.lead[0])
    return Standing(
        entry_id=row.entry_id,
        rank=rank,
        best=best,
        worst=worst,
        score=low if row.block is not None else None,
        low=low if low.is_finite() else None,
        high=high if high.is_finite() else None,
        state="final" if sure else "provisional",
        waiting=scores.waiting(waiting_node),
        parts=tuple([(m, final(scores, m)) for m in modules]),
        decided_by=row.decided_by,
        clinched=sure,
        begun=scores.counted(waiting_node),
    )


def final(scores: EntryScores, node: str) -> Decimal | None:
    """The settled value of a node, free of the dust of divisions."""
    value = scores.value(node)
    return None if value is None else snap(value)


def _present(ranked: Ranked, gaps: str) -> dict[str, int]:
    """Ranks by what is known so far (the low end of each key); nobody unmarked has one."""
    if not ranked.order.open and gaps == "1224":
        return {r.entry_id: 1 + ranked.order.before(r) for r in ranked.rows}
    places = range(len(ranked.rule.by))
    marked = [
        (tuple([FAR if (k := row.key(at)) is None else -k[0] for at in places]), row)
        for row in ranked.rows
        if row.begun or row.block is not None
    ]
    ranks: dict[str, int] = {}
    before: tuple[tuple[Decimal, ...], Row] | None = None
    rank = 0
    # Equal on every key, the block decides: it knows rulings and drawn lots.
    for step, (so_far, row) in enumerate(sorted(marked, key=_by_keys), start=1):
        if before is None or not _same(before[1], row, before[0] == so_far):
            rank = rank + 1 if gaps == "1223" else step
        ranks[row.entry_id] = rank
        before = so_far, row
    return ranks


def _by_keys(marked: tuple[tuple[Decimal, ...], Row]) -> tuple[tuple[Decimal, ...], int]:
    return marked[0], marked[1].block or 0


def _same(a: Row, b: Row, equal_keys: bool) -> bool:
    if a.block is not None and b.block is not None:
        return a.block == b.block
    return equal_keys
