"""Where a rulebook contradicts itself or leaves a hole: found before any mark, never repaired."""

from decimal import Decimal

from judging.bands import holes
from judging.numbers import FAR, ZERO, plain
from judging.plan import label
from judging.remarks import Remark, Remarks, nodes_of
from judging.rulebook import Rulebook
from judging.scheme import UNSTATED, Band, Join, Node, Parts, Readings, Step


def sums(book: Rulebook) -> Remarks:
    """Weights that miss 100 %, parts that miss the printed maximum."""
    for node in nodes_of(book):
        if not isinstance(node.take, Parts) or not isinstance(node.take.join, Join):
            continue
        name, name_en = label(node)
        weights = [p.weight for p in node.parts]
        if node.take.join.op == "weighted" and UNSTATED not in weights:
            total = sum((w for w in weights if isinstance(w, Decimal)), ZERO)
            if total != 1:
                share = plain(total * 100)
                yield Remark(
                    where=node.id,
                    severity="contradiction",
                    zh=f"“{name}”的权重之和为 {share}%，不是 100%。",
                    en=f"The weights of “{name_en}” sum to {share} %, not 100 %.",
                )
        maxima = [ZERO if _recorded(p) else p.max for p in node.parts]
        mended = any(s.op in ("cap", "scale") for s in node.steps)
        if node.take.join.op == "sum" and node.max is not None and not mended:
            added = sum((m for m in maxima if m is not None), ZERO)
            if None not in maxima and added != node.max:
                printed, parts = plain(node.max), plain(added)
                yield Remark(
                    where=node.id,
                    severity="contradiction",
                    zh=f"“{name}”印为 {printed} 分，各项相加为 {parts} 分：请裁定。",
                    en=f"“{name_en}” is printed {printed}, its parts sum to {parts}: "
                    "a ruling is needed.",
                )


def _recorded(node: Node) -> bool:
    """A reading that only parts ties and gives no points."""
    return isinstance(node.take, Readings) and node.take.starts_at == ZERO and not node.steps


def claimed_twice(book: Rulebook) -> Remarks:
    """Two prizes of one ranking that claim the same rank."""
    taken: dict[str, list[tuple[str, int, int]]] = {}
    for rung in book.ladder:
        if rung.kind != "prize" or rung.ranks is None or not isinstance(rung.ranks[1], int):
            continue
        low, high = rung.ranks[0], rung.ranks[1]
        for ranking in rung.rankings:
            for other, a, b in taken.setdefault(ranking, []):
                if low <= b and a <= high:
                    rank = max(low, a)
                    yield Remark(
                        where=f"ladder.{rung.id}",
                        severity="contradiction",
                        zh=f"“{other}”与“{rung.honour}”都包含第 {rank} 名。",
                        en=f"“{other}” and “{rung.honour}” both claim rank {rank}.",
                    )
            taken[ranking].append((rung.honour, low, high))


def band_gaps(book: Rulebook) -> Remarks:
    """Stretches of a band table that no row or two rows cover."""
    for node in nodes_of(book):
        for step in node.steps:
            rows = step.args.get("rows")
            if not isinstance(rows, tuple):
                continue
            for low, high in _table_holes(rows):
                yield Remark(
                    where=node.id,
                    severity="open",
                    zh=f"{plain(low)} 到 {plain(high)} 之间没有档位（或有两档）。",
                    en=f"Between {plain(low)} and {plain(high)} no band (or two) applies.",
                )


def _table_holes(rows: tuple[Band, ...]) -> list[tuple[Decimal, Decimal]]:
    low = min(-FAR if r[0] is None else r[0] for r in rows)
    high = max(FAR if r[1] is None else r[1] for r in rows)
    return holes(rows, (low, high))


def order_of_steps(book: Rulebook) -> Remarks:
    """A deduction after the rounding, or one that can go below zero."""
    for node in nodes_of(book):
        ops = [s.op for s in node.steps]
        if "take_off" not in ops:
            continue
        last = len(ops) - 1 - ops[::-1].index("take_off")
        name, name_en = label(node)
        if "round" in ops[:last]:
            yield Remark(
                where=node.id,
                severity="note",
                zh=f"“{name}”在舍入之后还有扣分。",
                en=f"“{name_en}” takes points off after rounding.",
            )
        if "floor" not in ops[last:] and _countable(node.steps):
            yield Remark(
                where=node.id,
                severity="note",
                zh=f"“{name}”的扣分没有下限，可能低于零。",
                en=f"The deductions of “{name_en}” have no floor and can go below zero.",
            )


def _countable(steps: tuple[Step, ...]) -> bool:
    return any(s.op == "take_off" and "of" in s.args for s in steps)


def ties(book: Rulebook) -> Remarks:
    """A ranking that does not say what a full tie or a shared rank does."""
    for rule in book.rankings.values():
        name, name_en = rule.name or rule.id, rule.name_en or rule.name or rule.id
        if rule.tail == "unstated":
            yield Remark(
                where=f"rankings.{rule.id}",
                severity="open",
                zh=f"“{name}”没有写明依据全部相同时怎么办。",
                en=f"“{name_en}” does not say what happens to a full tie.",
            )
        if rule.gaps is UNSTATED:
            yield Remark(
                where=f"rankings.{rule.id}",
                severity="open",
                zh=f"“{name}”没有写明并列后名次是否空出。",
                en=f"“{name_en}” does not say whether a shared rank leaves the next one empty.",
            )
