"""Steps and their conditions in the fast lane: compiled once, run on spans."""

from collections.abc import Callable
from decimal import Decimal

from judging.args import Args
from judging.conditions import Condition, holds
from judging.marks import Inputs
from judging.numbers import Span, number, point
from judging.plan import Plan
from judging.rulings import Choose
from judging.scheme import Step
from judging.steps import apply
from judging.taking import range_of

#: The least and the greatest value, one object where it is settled, and marks still to come.
Found = tuple[Decimal, Decimal, int]
Values = dict[str, Found]
#: A step's new value, or None where it says that the value is zero and no step follows.
QuickStep = Callable[[Span, Inputs, Values], Span | None]
#: What a name stands for: a node scored before, or a reading.
Look = Callable[[str, Inputs, Values], Span]


class Detour(Exception):
    """The careful lane takes this."""


def quick_step(plan: Plan, step: Step, key: str, choose: Choose) -> QuickStep:
    """A node's step by the rulebook and its rulings. Raises ``Detour`` for what they leave open."""
    if step.op == "gate" or (step.unstated and step.when is not None):
        raise Detour
    if step.unstated:
        ruled = number(choose(key))
        if ruled is None:
            raise Detour
        fixed = point(ruled)
        return lambda *_: fixed
    look = _look(plan)
    run = (
        _apply(step, Args(step, key, choose), look)
        if step.test is None
        else _test(plan, step.test, step.op == "silent_when", key, choose, look)
    )
    if step.when is None:
        return run
    when = step.when

    def value(x: Span, inputs: Inputs, out: Values) -> Span | None:
        return run(x, inputs, out) if _holds(plan, when, look, inputs, out) else x

    return value


def _look(plan: Plan) -> Look:
    ranges = {name: range_of(scale) for name, scale in plan.scales.items()}

    def look(name: str, inputs: Inputs, out: Values) -> Span:
        if name in plan.nodes:
            return out[name][:2]
        # A fact about people is no reading: its KeyError is a detour.
        mark = inputs.marks.lone.get(name)
        return ranges[name] if mark is None else (mark, mark)

    return look


def _holds(plan: Plan, condition: Condition, look: Look, inputs: Inputs, out: Values) -> bool:
    met = holds(condition, lambda n: look(n, inputs, out), plan.rulebook.scales, set())
    if met is None:
        raise Detour
    return met


def _test(
    plan: Plan, test: Condition, silent: bool, key: str, choose: Choose, look: Look
) -> QuickStep:
    def value(x: Span, inputs: Inputs, out: Values) -> Span | None:
        if not _holds(plan, test, look, inputs, out):
            return x
        return x if silent and choose(key, ("zero", "go_on")) == "go_on" else None

    return value


def _apply(step: Step, args: Args, look: Look) -> QuickStep:
    of = step.args.get("of")
    if of is None:
        return lambda x, _, __: apply(x, None, args)
    name = str(of)
    return lambda x, inputs, out: apply(x, look(name, inputs, out), args)
