"""Conduct: what an incident takes, zeroes or ends, as the catalogue scopes it."""

from decimal import Decimal

from judging.marks import Inputs
from judging.numbers import ZERO, number
from judging.plan import Plan
from judging.rulebook import ConductItem
from judging.rulings import Choose, Unsettled
from judging.scheme import Node

#: An effect as one word or so many points.
Effect = Decimal | str


def effects(item: ConductItem, count: int, ruled: str | None) -> list[Effect]:
    """What ``count`` incidents of one item do: points to take, ``zero``, ``out`` or ``warn``."""
    if count == 0:
        return []
    if item.effect == "take":
        each = item.take or ZERO
        amount = each * count if item.each else each
        return [amount if item.most is None else min(amount, item.most)]
    if item.effect == "escalate":
        # Past the last line of the list its last effect is repeated.
        last = len(item.escalate) - 1
        return [item.escalate[min(n, last)] for n in range(count)]
    if item.effect == "unstated":
        if ruled is None:
            return []
        points = number(ruled)
        return [ruled if points is None else points]
    return [item.effect]


def _ruled(plan: Plan, item: ConductItem) -> str | None:
    ruling = plan.rulings.get(f"conduct.{item.id}") if item.effect == "unstated" else None
    return None if ruling is None else ruling.choice


def items_at(plan: Plan, node: Node) -> tuple[ConductItem, ...]:
    """The catalogue lines that act on a node; lines that name none act on the whole tree."""
    here = plan.conduct.get(node.id, ())
    return here + plan.conduct.get("", ()) if plan.tree_of[node.id] == node.id else here


def zeroed(plan: Plan, node: Node, inputs: Inputs) -> ConductItem | None:
    """The item by which the node is worth nothing, if any; final even while marks are missing."""
    for item in items_at(plan, node) if inputs.incidents else ():
        count = inputs.incidents.get(item.id)
        if count and "zero" in effects(item, count, _ruled(plan, item)):
            return item
    return None


def expelled(plan: Plan, inputs: Inputs) -> ConductItem | None:
    """The item by which the entry is out of the contest, if any."""
    for item_id, count in inputs.incidents.items():
        item = plan.items[item_id]
        if "out" in effects(item, count, _ruled(plan, item)):
            return item
    return None


def taken(
    plan: Plan, node: Node, inputs: Inputs, choose: Choose
) -> list[tuple[ConductItem, Decimal]]:
    """Points that conduct takes from the node, item by item."""
    found = []
    for item in items_at(plan, node) if inputs.incidents else ():
        count = inputs.incidents.get(item.id)
        if not count:
            continue
        ruled = choose(f"conduct.{item.id}") if item.effect == "unstated" else None
        # Ruled to be zero, the node never comes here.
        if ruled is not None and number(ruled) is None and ruled not in ("warn", "out"):
            raise Unsettled(f"conduct.{item.id}")
        points = [e for e in effects(item, count, ruled) if isinstance(e, Decimal)]
        if points:
            found.append((item, sum(points, ZERO)))
    return found
