"""Ranks: keys in order, ties by the tail, numbers 1224 or 1223, bounds while marks are open."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from judging.cuts import cuts_of
from judging.lanes import EntryScores, Field
from judging.marks import Inputs
from judging.median import scaled
from judging.numbers import FAR, ZERO, Span, snap
from judging.order import Order, Row
from judging.plan import Plan
from judging.rankrules import RankRule
from judging.rulings import Ask
from judging.scheme import UNSTATED
from judging.taking import reading


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranked:
    """The settled and open rows of one ranking, those without a rank and why, and its questions."""

    rule: RankRule
    rows: tuple[Row, ...]
    unranked: tuple[tuple[str, str], ...]
    asks: tuple[Ask, ...]
    order: Order
    within: Decimal = ZERO


def key_span(plan: Plan, inputs: Inputs, scores: EntryScores, node: str) -> Span | None:
    """The value of a ranking key, a node or a reading; None where there will be none."""
    if node in scores:
        return scores.span(node)
    return reading(plan, inputs, node)


def rank_field(plan: Plan, rule: RankRule, field: Field, out: Mapping[str, str]) -> Ranked:
    """
    Order the field by one ranking. ``out`` names entries without a rank and the cause.

    Entries with no value on the leading key, or below a pass mark that costs the rank, are
    unranked too. The leading key open: the row is bounded, not placed.
    """
    closed: list[Row] = []
    opened: list[Row] = []
    unranked: list[tuple[str, str]] = []
    find, lead = partial(key_of, plan, rule), rule.by[0].node
    for entry_id, known in field.items():
        _, scores = known
        span, gates = find(*known, 0), scores.gates
        if entry_id in out or span is None or "unranked" in gates:
            no_value = "gate" if "unranked" in gates else ""
            if not no_value and lead in scores:
                no_value = scores[lead].cause
            unranked.append((entry_id, out.get(entry_id) or no_value))
            continue
        row = Row(
            entry_id=entry_id,
            lead=span,
            find=find,
            known=known,
            begun=scores.begun,
            waiting=scores.waiting(lead) if lead in scores else 0,
        )
        settled = span[0] == span[1] and "unranked?" not in gates
        (closed if settled and not row.waiting else opened).append(row)
    asks = scaled(rule, closed, opened)
    if rule.within is None:
        blocks, more = _blocks(plan, rule, closed, cuts_of(plan, rule), bool(opened))
        asks += more
    else:
        blocks = _close(rule, closed)
    rows = []
    for n, (group, settled, decided) in enumerate(blocks):
        for i, row in enumerate(group):
            row.block, row.settled = n, settled
            row.decided_by = decided if not i or settled else ""
            rows.append(row)
    rows += opened
    # While the median can move, any distance on the scale may come to lie within the tolerance.
    within = FAR if rule.scale and rule.within and opened else rule.within or ZERO
    return Ranked(
        rule=rule,
        rows=tuple(rows),
        unranked=tuple(unranked),
        asks=tuple(asks),
        order=Order(rows, within),
        within=within,
    )


def key_of(plan: Plan, rule: RankRule, inputs: Inputs, scores: EntryScores, at: int) -> Span | None:
    """The key at one place of a ranking, larger is better; None where there will be none."""
    key = rule.by[at]
    span = key_span(plan, inputs, scores, key.node)
    if span is None:
        return None
    low = snap(span[0])
    high = low if span[0] == span[1] else snap(span[1])
    return (low, high) if key.high else (-high, -low)


#: Rows that no key parts, whether that is settled, and the key that parted them from those above.
_Block = tuple[list[Row], bool, str]


def _close(rule: RankRule, rows: list[Row]) -> list[_Block]:
    """Blocks of rows no further below their leader than the tolerance; they share its rank."""
    blocks: list[_Block] = []
    top: Decimal | None = None
    for row in sorted(rows, key=lambda r: (-r.lead[0], r.entry_id)):
        lead, _ = row.lead
        if top is not None and top - lead <= (rule.within or ZERO):
            blocks[-1][0].append(row)
        else:
            top = lead
            blocks.append(([row], True, ""))
    return blocks


def _blocks(
    plan: Plan, rule: RankRule, rows: list[Row], cuts: frozenset[int], may_move: bool
) -> tuple[list[_Block], list[Ask]]:
    blocks: list[_Block] = []
    asks: list[Ask] = []
    for group, open_key, decided in _groups(rule, rows, cuts, may_move):
        if open_key in ("shared", "later"):
            blocks.append((group, open_key == "shared", decided))
            continue
        if len(group) == 1:
            blocks.append((group, True, decided))
            continue
        names = sorted(r.entry_id for r in group)
        key = f"tie:{rule.id}:{'='.join(names)}"
        ruling = plan.rulings.get(key)
        if ruling is not None and sorted(ruling.order) == names:
            by_lot = sorted(group, key=lambda r: ruling.order.index(r.entry_id))
            blocks += [([r], True, "ruling" if i else decided) for i, r in enumerate(by_lot)]
            continue
        shared = rule.tail == "share" or (ruling is not None and ruling.choice == "share")
        if open_key == "none" or (open_key == "" and not shared):
            asks.append(_tie_ask(key, names))
        blocks.append((group, shared and not open_key, decided))
    return blocks, asks


def _groups(
    rule: RankRule, rows: list[Row], cuts: frozenset[int], may_move: bool
) -> Iterator[tuple[list[Row], str, str]]:
    """
    Equals by all keys; or, where later keys count only at a cut, by the first unless one is there.

    ``may_move``: rows are still open, so nobody knows yet which equals will stand at a cut.
    """
    if not rule.only_at_cuts:
        yield from _split(rule, rows)
        return
    above = 0
    for group, _, _ in _split(replace(rule, by=rule.by[:1]), rows):
        below = above + len(group)
        if any(above < cut < below for cut in cuts) and not may_move:
            yield from _split(rule, group, 1)
        else:
            yield group, "later" if may_move else "shared", ""
        above = below


def _split(
    rule: RankRule, rows: list[Row], at: int = 0, decided: str = ""
) -> Iterator[tuple[list[Row], str, str]]:
    """Equal rows, why they stay so (``open``; ``none``: key missing), what parted them."""
    if at == len(rule.by):
        yield rows, "", decided
        return
    alike: dict[Decimal, list[Row]] = {}
    for row in sorted(rows, key=lambda r: r.entry_id):
        key = row.key(at)
        if key is None or key[0] != key[1]:
            why = "none" if None in [r.key(at) for r in rows] else "open"
            yield sorted(rows, key=lambda r: r.entry_id), why, decided
            return
        alike.setdefault(key[0], []).append(row)
    for i, value in enumerate(sorted(alike, reverse=True)):
        group, parted = alike[value], rule.by[at].node if i and at else decided
        if len(group) == 1:
            yield group, "", parted
        else:
            yield from _split(rule, group, at + 1, parted)


def _tie_ask(key: str, names: Sequence[str]) -> Ask:
    who = ", ".join(names)
    return Ask(
        key=key,
        zh=f"{who} 在全部排名依据上相同（或缺少一项依据），竞赛规程没有写明如何区分。请裁定。",
        en=f"{who} are equal on every key (or lack one); the rulebook does not part them. "
        "A ruling is needed.",
        options=(
            ("share", "并列", "they share the rank"),
            ("order", "抽签或裁定先后", "lots or a ruling give the order"),
        ),
        entries=tuple(names),
    )


def gaps_of(plan: Plan, ranked: Ranked) -> tuple[str, list[Ask]]:
    """1224 or 1223; asked only if a rank is shared."""
    rule = ranked.rule
    if rule.gaps is not UNSTATED:
        return rule.gaps, []
    key = f"gaps:{rule.id}"
    ruling = plan.rulings.get(key)
    if ruling is not None and ruling.choice in ("1224", "1223"):
        return ruling.choice, []
    shared = any(r.settled and ranked.order.peers(r) for r in ranked.rows if r.block is not None)
    ask = Ask(
        key=key,
        zh="名次并列后，下一名次是否空出？竞赛规程没有写明。请裁定。",
        en="Does a shared rank leave the next one empty? The rulebook does not say. "
        "A ruling is needed.",
        options=(
            ("1224", "空出（1、2、2、4）", "yes: 1, 2, 2, 4"),
            ("1223", "不空出（1、2、2、3）", "no: 1, 2, 2, 3"),
        ),
    )
    return "1224", [ask] if shared else []
