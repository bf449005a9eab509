"""
The fast lane: entries to which nothing special happened, by rules with nothing open, on spans.

A mark tree is compiled once into functions of the marks. Whatever they do not know (a value given
whole, an open point, a condition that is not settled) is a ``Detour`` to the careful lane, which
looks at every node and asks; both run the same operators, and a test compares them.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from operator import is_

from judging.conditions import names as names_in
from judging.joins import OPERATORS as JOINS
from judging.joins import NothingLeft, numbers_of
from judging.marks import Inputs
from judging.numbers import ONE, ZERO, Span, snap
from judging.plan import Plan
from judging.quick_steps import Detour, Found, QuickStep, Values, quick_step
from judging.rulings import Choose, Unsettled
from judging.scheme import Join, Node, Panel, Parts, Points, Readings
from judging.taking import adds_up, range_of, weights_of

Quick = Callable[[Inputs, Values], Found]
_NOBODY: Mapping[int, Decimal] = {}


def quick_tree(plan: Plan, root: str) -> Quick | None:
    """The tree as one function that also fills in the value of every node others read."""
    wanted = {root, *(key.node for rule in plan.rulebook.rankings.values() for key in rule.by)}
    for node in plan.under(root):
        if node.level == "module":
            wanted.add(node.id)
        for step in node.steps:
            wanted.add(str(step.args.get("of")))
            for condition in (step.test, step.when):
                wanted |= names_in(condition) if condition is not None else frozenset()
    try:
        return _node(plan, plan.nodes[root], _settled(plan), wanted)
    except (Detour, Unsettled):
        return None


def _settled(plan: Plan) -> Choose:
    def choose(key: str, options: tuple[str, ...] = ()) -> str:
        ruling = plan.rulings.get(key)
        if ruling is None or (options and ruling.choice not in options):
            raise Detour
        return ruling.choice

    return choose


def _node(plan: Plan, node: Node, choose: Choose, wanted: set[str]) -> Quick:
    match node.take:
        case Points():
            taken = _reading(plan, node.id)
        case Panel() as panel:
            taken = _panel(plan, node, panel, choose)
        case Readings() as readings:
            taken = _readings(plan, readings)
        case Parts(join=Join() as join):
            taken = _parts(plan, node, node.take, join, choose, wanted)
        case _:
            raise Detour
    steps = [quick_step(plan, s, k, choose) for s, k in zip(node.steps, plan.step_keys[node.id],
                                                       strict=True)]  # fmt: skip
    if steps:
        taken = _stepped(taken, steps)
    return _kept(node.id, taken) if node.parts or node.id in wanted else taken


def _kept(node_id: str, inner: Quick) -> Quick:
    def value(inputs: Inputs, out: Values) -> Found:
        out[node_id] = found = inner(inputs, out)
        return found

    return value


def _reading(plan: Plan, name: str) -> Quick:
    nothing = (*range_of(plan.scales[name]), 1)

    def value(inputs: Inputs, _: Values) -> Found:
        mark = inputs.marks.lone.get(name)
        return nothing if mark is None else (mark, mark, 0)

    return value


def _readings(plan: Plan, take: Readings) -> Quick:
    ids, start = [r.id for r in take.readings], take.starts_at
    first = _reading(plan, ids[0])

    def value(inputs: Inputs, out: Values) -> Found:
        if start is None:
            return first(inputs, out)
        return start, start, sum(i not in inputs.marks.lone for i in ids)

    return value


def _panel(plan: Plan, node: Node, panel: Panel, choose: Choose) -> Quick:
    operator, arg = JOINS[panel.join.op], numbers_of(panel.join, node.id, choose)
    if operator.args:
        settled = {name: arg(name) for name in operator.args}
        arg = settled.__getitem__
    join, judges, spread, node_id = operator.value, panel.judges, panel.spread, node.id
    module, least, ends = plan.module_of[node.id], panel.least, range_of(panel.scale)
    top = (node.max or ONE) if panel.join.op == "judgement_0_3" else ONE
    alike = panel.join.op == "agreed"

    def value(inputs: Inputs, _: Values) -> Found:
        marks = inputs.marks
        if judges == 1:
            given = [marks.lone[node_id]] if node_id in marks.lone else []
        else:
            given = list(marks.seats.get(node_id, _NOBODY).values())
        present = min(judges, inputs.seats.get(module, judges)) if inputs.seats else judges
        far = spread is not None and given and max(given) - min(given) > spread
        if far or present < least or (alike and len({snap(x) for x in given}) > 1):
            raise Detour
        waiting = max(0, present - len(given))
        if not waiting:
            low = high = top * join(given, arg)
        elif alike or not operator.up:
            low, high = ends
        else:
            low, high = (top * join(given + [end] * waiting, arg) for end in ends)
        return low, high, waiting

    return value


def _parts(
    plan: Plan, node: Node, take: Parts, join: Join, choose: Choose, wanted: set[str]
) -> Quick:
    if join.op == "sum" and not adds_up(node, take):
        raise Detour
    operator, arg = JOINS[join.op], numbers_of(join, node.id, choose)
    value_of, up = operator.value, operator.up

    def joined(lows: Sequence[Decimal], highs: Sequence[Decimal], waiting: int) -> Found:
        if lows is highs or all(map(is_, lows, highs)):
            settled = value_of(lows, arg)
            return settled, settled, waiting
        if up:
            return value_of(lows, arg), value_of(highs, arg), waiting
        return min(lows), max(highs), waiting

    names = [p.id for p in node.parts]
    plain = all(isinstance(p.take, Points) and not p.steps for p in node.parts)
    if plain and join.op != "weighted" and not wanted & set(names):
        # What most sheets are made of; a call for each mark would be half of the time.
        return _marks(names, [range_of(plan.scales[name]) for name in names], joined)
    kids = [_node(plan, part, choose, wanted) for part in node.parts]
    if join.op == "weighted":
        weights = weights_of(node, node.parts, join.args, choose)
        kids = [_weighed(kid, w) for kid, w in zip(kids, weights, strict=True)]

    def value(inputs: Inputs, out: Values) -> Found:
        lows, highs, waiting = [], [], 0
        for kid in kids:
            low, high, count = kid(inputs, out)
            lows.append(low)
            highs.append(high)
            waiting += count
        return joined(lows, highs, waiting)

    return value


def _marks(
    names: Sequence[str],
    ends: Sequence[Span],
    joined: Callable[[Sequence[Decimal], Sequence[Decimal], int], Found],
) -> Quick:
    lowest, highest = ([end[at] for end in ends] for at in (0, 1))

    def value(inputs: Inputs, _: Values) -> Found:
        lone = inputs.marks.lone
        try:
            given = list(map(lone.__getitem__, names))
        except KeyError:
            lows, highs = list(map(lone.get, names, lowest)), list(map(lone.get, names, highest))
            return joined(lows, highs, sum([name not in lone for name in names]))
        return joined(given, given, 0)

    return value


def _weighed(inner: Quick, weight: Decimal) -> Quick:
    def value(inputs: Inputs, out: Values) -> Found:
        low, high, waiting = inner(inputs, out)
        if not weight:
            return ZERO, ZERO, waiting
        least = low * weight
        return least, least if low is high else high * weight, waiting

    return value


def _stepped(inner: Quick, steps: list[QuickStep]) -> Quick:
    def value(inputs: Inputs, out: Values) -> Found:
        low, high, waiting = inner(inputs, out)
        for step in steps:
            span = step((low, high), inputs, out)
            if span is None:
                return ZERO, ZERO, waiting
            low, high = span
        return low, high, waiting

    return value


def run_quick(tree: Quick, inputs: Inputs) -> Values | None:
    """What the nodes others read come to, or None for the careful lane."""
    values: Values = {}
    try:
        tree(inputs, values)
    except (Detour, KeyError, NothingLeft, Unsettled):
        return None
    return values
