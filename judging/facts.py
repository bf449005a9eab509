"""What a condition about an entry may name: rank, scores, readings, facts about people."""

from judging.conditions import Known, known
from judging.lanes import EntryScores
from judging.marks import Inputs
from judging.numbers import Span
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
