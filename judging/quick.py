"""
The fast lane: entries with every mark in, by rules with nothing open, in plain decimals.

A mark tree is compiled once into functions of the marks. Whatever they do not know (a mark to
come, a value given whole, an open point) is a ``Detour`` to the careful lane, which bounds and
asks; both run the same operators, and a test compares them.
"""

from collections.abc import Callable
from decimal import Decimal

from judging.args import Args
from judging.conditions import Condition, Known, holds
from judging.conditions import names as names_in
from judging.joins import OPERATORS as JOINS
from judging.joins import NothingLeft, numbers_of
from judging.marks import Given
from judging.numbers import ONE, ZERO, number, point, snap
from judging.plan import Plan
from judging.rulings import Choose, Unsettled
from judging.scheme import Join, Node, Panel, Parts, Points, Readings, Step
from judging.steps import OPERATORS as STEPS
from judging.taking import adds_up, weights_of

Values = dict[str, Decimal]
Quick = Callable[[Given, Values], Decimal]
#: A step's new value, or None where it says that the value is zero and no step follows.
QuickStep = Callable[[Decimal, Given, Values], Decimal | None]


class Detour(Exception):
    """The careful lane takes this."""


def quick_tree(plan: Plan, root: str) -> Quick | None:
    """The tree as one function that also fills in the value of every node others read."""
    wanted = {key.node for rule in plan.rulebook.rankings.values() for key in rule.by}
    for node in plan.under(root):
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
            taken = _points(node.id)
        case Panel() as panel:
            taken = _panel(node, panel, choose)
        case Readings() as readings:
            taken = _readings(readings)
        case Parts(join=Join() as join):
            taken = _parts(plan, node, node.take, join, choose, wanted)
        case _:
            raise Detour
    steps = [_step(plan, s, k, choose) for s, k in zip(node.steps, plan.step_keys[node.id],
                                                       strict=True)]  # fmt: skip
    if steps:
        taken = _stepped(taken, steps)
    return _kept(node.id, taken) if node.parts or node.id in wanted else taken


def _kept(node_id: str, inner: Quick) -> Quick:
    def value(marks: Given, out: Values) -> Decimal:
        out[node_id] = found = inner(marks, out)
        return found

    return value


def _points(node_id: str) -> Quick:
    return lambda marks, _: marks.lone[node_id]


def _readings(take: Readings) -> Quick:
    ids, start = [r.id for r in take.readings], take.starts_at

    def value(marks: Given, _: Values) -> Decimal:
        read = [marks.lone[i] for i in ids]
        return read[0] if start is None else start

    return value


def _panel(node: Node, panel: Panel, choose: Choose) -> Quick:
    operator, arg = JOINS[panel.join.op], numbers_of(panel.join, node.id, choose)
    if operator.args:
        settled = {name: arg(name) for name in operator.args}
        arg = settled.__getitem__
    join, judges, spread, node_id = operator.value, panel.judges, panel.spread, node.id
    top = (node.max or ONE) if panel.join.op == "judgement_0_3" else ONE
    alike = panel.join.op == "agreed"

    def value(marks: Given, _: Values) -> Decimal:
        given = [marks.lone[node_id]] if judges == 1 else list(marks.seats[node_id].values())
        if len(given) != judges or (spread is not None and max(given) - min(given) > spread):
            raise Detour
        if alike and len({snap(x) for x in given}) > 1:
            raise Detour
        return top * join(given, arg)

    return value


def _parts(
    plan: Plan, node: Node, take: Parts, join: Join, choose: Choose, wanted: set[str]
) -> Quick:
    if join.op == "sum" and not adds_up(node, take):
        raise Detour
    operator, arg = JOINS[join.op], numbers_of(join, node.id, choose)
    value_of = operator.value
    plain = all(isinstance(p.take, Points) and not p.steps for p in node.parts)
    names = [p.id for p in node.parts]
    if plain and join.op != "weighted" and not wanted & set(names):
        # What most sheets are made of; a call for each mark would be half of the time.
        return lambda marks, _: value_of(list(map(marks.lone.__getitem__, names)), arg)
    kids = [_node(plan, part, choose, wanted) for part in node.parts]
    if join.op == "weighted":
        weighted = list(zip(weights_of(node, node.parts, join.args, choose), kids, strict=True))
        return lambda marks, out: sum([w * kid(marks, out) for w, kid in weighted], ZERO)
    return lambda marks, out: value_of([kid(marks, out) for kid in kids], arg)


def _stepped(inner: Quick, steps: list[QuickStep]) -> Quick:
    def value(marks: Given, out: Values) -> Decimal:
        x = inner(marks, out)
        for step in steps:
            after = step(x, marks, out)
            if after is None:
                return ZERO
            x = after
        return x

    return value


def _step(plan: Plan, step: Step, key: str, choose: Choose) -> QuickStep:
    if step.op == "gate" or (step.unstated and step.when is not None):
        raise Detour
    if step.unstated:
        ruled = number(choose(key))
        if ruled is None:
            raise Detour
        fixed = ruled
        return lambda *_: fixed
    run = (
        _apply(plan, step, key, choose)
        if step.test is None
        else _test(plan, step.test, step.op == "silent_when", key, choose)
    )
    if step.when is None:
        return run
    when = step.when

    def value(x: Decimal, marks: Given, out: Values) -> Decimal | None:
        return run(x, marks, out) if _holds(plan, when, marks, out) else x

    return value


def _holds(plan: Plan, condition: Condition, marks: Given, out: Values) -> bool:
    def look(name: str) -> Known:
        # A fact about people is no reading: its KeyError is a detour.
        return point(out[name] if name in plan.nodes else marks.lone[name])

    return holds(condition, look, plan.rulebook.scales, set()) is True


def _test(plan: Plan, test: Condition, silent: bool, key: str, choose: Choose) -> QuickStep:
    def value(x: Decimal, marks: Given, out: Values) -> Decimal | None:
        if not _holds(plan, test, marks, out):
            return x
        return x if silent and choose(key, ("zero", "go_on")) == "go_on" else None

    return value


def _apply(plan: Plan, step: Step, key: str, choose: Choose) -> QuickStep:
    operator, args = STEPS[step.op], Args(step, key, choose)
    apply, alone_one = operator.value, operator.alone_one
    of = step.args.get("of")
    if of is None:
        return lambda x, _, __: apply(x, ONE if alone_one else x, args)
    name = str(of)

    def value(x: Decimal, marks: Given, out: Values) -> Decimal:
        q = out[name] if name in plan.nodes else marks.lone[name]
        return apply(x, q, args)

    return value


def run_quick(tree: Quick, marks: Given) -> Values | None:
    """Values of the nodes others read, or None for the careful lane."""
    values: Values = {}
    try:
        tree(marks, values)
    except (Detour, KeyError, NothingLeft, Unsettled):
        return None
    return values
