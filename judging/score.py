"""One entry's mark tree, leaves up: take, conduct, steps; values and bounds alike."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from judging.joins import OPERATORS as JOINS
from judging.marks import Inputs
from judging.numbers import FAR, ZERO, Span, hull, plain, point, shown, snap
from judging.penalties import taken, zeroed
from judging.plan import Plan
from judging.questions import ask_of
from judging.results import Line, Score
from judging.rulings import Ask, Choose, differing, explore
from judging.scheme import Join, Node, Parts, Readings
from judging.stepping import Outcome, Stepper, either
from judging.taking import Note, counts, take

Scores = dict[str, Score]
Before = tuple[Inputs, Scores]
_OPEN = frozenset[str]()


def score_entry(plan: Plan, root: str, inputs: Inputs, before: Before | None = None) -> Scores:
    """
    Scores of every node under ``root``, by node id. Call inside ``numbers.exact()``.

    ``before``, by the same plan: a node that looks at nothing but its own marks and its parts
    keeps its score where these and all other facts of the entry are as they were.
    """
    known, old = before or (inputs, {})
    same = replace(known, marks=inputs.marks) == inputs
    scores: Scores = {}
    for node in plan.under(root):
        kept = old.get(node.id) if same and node.id in plan.apart else None
        if (
            kept is None
            or not known.marks.alike(inputs.marks, node.id)
            or any(scores[part.id] is not old[part.id] for part in node.parts)
        ):
            kept = score_node(plan, node, inputs, scores)
        scores[node.id] = kept
    return scores


def score_node(plan: Plan, node: Node, inputs: Inputs, scores: Scores) -> Score:
    """The score of one node, its parts being scored already."""
    kids = [scores[p.id] for p in node.parts]
    waiting, marked = counts(plan, node, inputs, kids)
    absent = inputs.absent.get(node.id) if waiting else None
    if absent in ("zero", "none", "ask"):
        return _absent(plan, node, inputs, absent)
    so_far = inputs.absent.get(plan.module_of[node.id]) == "so_far"
    if zeroed(plan, node, inputs) is not None or (so_far and not node.parts and not marked):
        cause = inputs.cause if so_far else "conduct"
        return scored(node.id, point(ZERO), waiting=0, marked=marked, cause=cause)
    if (missing := _no_value(node, kids)) is not None:
        return missing

    def run(choose: Choose) -> Outcome:
        return evaluate(plan, node, inputs, scores, choose, None)

    found = explore(run, plan.rulings)
    outcomes = [o for _, o in found.outcomes]
    top = FAR if node.max is None else node.max
    asked_below = any(k.state == "asked" for k in kids)
    if found.unsettled:
        span = hull((ZERO, top), *(o[0] for o in outcomes))
        asks = tuple(ask_of(plan, key, entries=(inputs.entry_id,)) for key in found.unsettled)
        return scored(node.id, span, waiting=waiting, marked=marked, state="asked", asks=asks)
    span = hull(*(o[0] for o in outcomes))
    gates = either(*(o[1] for o in outcomes))
    if all(_same(o, outcomes[0]) for o in outcomes):
        state = "asked" if asked_below and span[0] != span[1] else ""
        return scored(node.id, span, waiting=waiting, marked=marked, gates=gates, state=state)
    if waiting or asked_below:
        state = "asked" if asked_below else "waiting"
        return scored(node.id, span, waiting=waiting, marked=marked, gates=gates, state=state)
    asks = tuple(
        ask_of(plan, key, _options(key, found.outcomes), (inputs.entry_id,))
        for key in differing(found.outcomes, _same)
    )
    return scored(node.id, span, waiting=0, marked=marked, state="asked", asks=asks, gates=gates)


def evaluate(
    plan: Plan, node: Node, inputs: Inputs, scores: Scores, choose: Choose, note: Note
) -> Outcome:
    """Take, conduct, steps under one way of reading the text; ``note`` collects the lines."""
    kids = [scores[p.id] for p in node.parts]
    span = take(plan, node, inputs, kids, choose, note)
    for item, points in taken(plan, node, inputs, choose):
        span = span[0] - points, span[1] - points
        if note is not None:
            zh, en = (
                f"处罚“{item.name}”扣 {plain(points)}",
                (f"penalty “{item.name_en or item.name}”: {plain(points)} off"),
            )
            note.append(Line(zh=zh, en=en, value=span[0], clause=item.clause))
    if isinstance(node.take, Readings) and 0 in inputs.marks.get(node.id):
        return span, _OPEN
    return Stepper(plan, node, inputs, scores, choose, note).run(0, span, _OPEN)


def scored(
    node_id: str,
    span: Span,
    *,
    waiting: int,
    marked: int,
    state: str = "",
    cause: str = "",
    gates: frozenset[str] = _OPEN,
    asks: tuple[Ask, ...] = (),
) -> Score:
    """A score from its span: final on one point with nothing to come, waiting otherwise."""
    closed = span[0] == span[1] and not waiting
    state = state or ("final" if closed else "waiting")
    return Score(
        node_id=node_id,
        state=state,
        value=snap(span[0]) if state == "final" else None,
        low=_end(span[0]),
        high=_end(span[1]),
        waiting=waiting,
        marked=marked,
        span=span,
        asks=asks,
        cause=cause,
        gates=gates,
    )


def _end(value: Decimal) -> Decimal | None:
    return snap(value) if value.is_finite() else None


def _absent(plan: Plan, node: Node, inputs: Inputs, effect: str) -> Score:
    """An entry that did not do this module: zero, no value, or a question."""
    if effect == "zero":
        return scored(node.id, point(ZERO), waiting=0, marked=0, cause=inputs.cause)
    if effect == "none":
        return Score(node_id=node.id, state="none", cause=inputs.cause)
    options = (("zero", "计零分", "zero"), ("none", "没有成绩", "no result"),
               ("so_far", "按已打分计", "the marks so far"))  # fmt: skip
    ask = ask_of(plan, f"absence.{inputs.cause}", options, (inputs.entry_id,))
    top = FAR if node.max is None else node.max
    return scored(node.id, (ZERO, top), waiting=0, marked=0, state="asked", cause=inputs.cause,
                  asks=(ask,))  # fmt: skip


def _no_value(node: Node, kids: Sequence[Score]) -> Score | None:
    """No value where a part has none, unless the join skips attempts that were not made."""
    gone = [k for k in kids if k.state == "none"]
    if not gone or not isinstance(node.take, Parts):
        return None
    join = node.take.join
    if isinstance(join, Join) and JOINS[join.op].fewer and len(gone) < len(kids):
        return None
    return Score(node_id=node.id, state="none", cause=gone[0].cause)


def _same(a: Outcome, b: Outcome) -> bool:
    # Mostly there is one outcome, compared with itself.
    return a is b or ([snap(x) for x in a[0]] == [snap(x) for x in b[0]] and a[1] == b[1])


def _options(
    key: str, outcomes: Sequence[tuple[dict[str, str], Outcome]]
) -> tuple[tuple[str, str, str], ...]:
    """Each way of answering one point and the values it would give."""
    given: dict[str, list[str]] = {}
    for chosen, (span, _) in outcomes:
        text = shown(span[0]) if span[0] == span[1] else f"{shown(span[0])}..{shown(span[1])}"
        if key in chosen and text not in given.setdefault(chosen[key], []):
            given[chosen[key]].append(text)
    return tuple((c, f"得 {' / '.join(v)}", f"gives {' / '.join(v)}") for c, v in given.items())
