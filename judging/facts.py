"""What a condition about an entry may name: rank, scores, readings, facts about people."""

from judging.conditions import Compare, Condition, Known, Rows, known
from judging.lanes import EntryScores
from judging.marks import Inputs
from judging.numbers import Span, plain
from judging.plan import Plan
from judging.taking import reading


def look_at(plan: Plan, inputs: Inputs, scores: EntryScores, rank: Span, name: str) -> Known:
    """The value of a name for one entry, or None where nothing is known."""
    if name == "rank":
        return rank
    if name in scores:
        return scores.span(name)
    if name in plan.scales:
        return reading(plan, inputs, name)
    return known(inputs.facts.get(name))


def spelled(condition: Condition) -> str:
    """A condition as the rulebook writes it, on one line."""
    if isinstance(condition, Compare):
        value = condition.value
        text = value if isinstance(value, str) else ""
        if isinstance(value, tuple):
            text = "[" + ", ".join(value) + "]"
        elif not isinstance(value, str):
            text = plain(value)
        at = f" at {condition.at}" if condition.at else ""
        return f"{condition.name}{at} {condition.op} {text}"
    if isinstance(condition, Rows):
        return f"{condition.how} of {condition.of}: {spelled(condition.where)}"
    inner = "; ".join(spelled(k) for k in condition.kids)
    return inner if condition.how == "all" else f"{condition.how}({inner})"
